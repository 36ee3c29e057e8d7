"""A CSL style's file made ready for citeproc-py 0.11: what that gets wrong in a style is mended in its XML."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from mscq.cite.styles.names import BadStyle, Style, StyleError, resolve

__all__ = ["Traits", "read"]

CSL = "{http://purl.org/net/xbiblio/csl}"
_PARTS = ("citation", "bibliography")
MOST_STEPS = 10_000
MOST_TEXTS = 2_000
"""Elements that a style goes through for an item, and such of them as print; the largest in use has 4,883 and 1,211."""
_TEXTS = frozenset(f"{CSL}{name}" for name in ("text", "label", "number", "names", "date"))
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Traits(NamedTuple):
    """A style ready for use: its repaired XML and what the repairs of the text need to know of it."""

    id: str
    xml: bytes
    locale: str
    sorted: bool
    page_format: str | None
    """How the style shortens page ranges (``minimal``), where it says so."""
    numbered: bool
    """The number of an entry stands in a field of its own (``second-field-align``)."""
    bare_initials: bool
    """Initials without periods, which take the period off ``Jr.`` as well."""
    capital_role: bool
    """``Eds.`` for ``eds.``"""
    quotes: tuple[str, str]
    inner_quotes: tuple[str, str]
    punctuation_in_quote: bool
    range_delimiter: str


@lru_cache(maxsize=32)
def read(style: Style) -> Traits:
    """Return a style's file, its parent's where it only points to one, repaired. Raises StyleError where it is none."""
    root = _root(style)
    chosen = root.get("default-locale")
    parents = [link.get("href", "") for link in root.iter(f"{CSL}link") if link.get("rel") == "independent-parent"]
    if parents:
        root = _root(resolve(parents[0].rstrip("/").rpartition("/")[2]))
        chosen = chosen or root.get("default-locale")
    _refuse_endless(style, root)
    return _traits(style.id, deepcopy(root), _known_locale(chosen or "en-US"))


def _root(style: Style) -> Any:
    etree: Any = import_module("lxml.etree")

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        tree = etree.parse(str(style.path), parser)
    except (OSError, etree.XMLSyntaxError) as error:
        raise BadStyle(style.path, f"the style cannot be read ({error})") from error
    if tree.docinfo.doctype or tree.getroot().tag != f"{CSL}style":
        raise BadStyle(style.path, "is no CSL style")
    return tree.getroot()


def _refuse_endless(style: Style, root: Any) -> None:
    """Raise StyleError where a style takes more than MOST_STEPS or MOST_TEXTS for an item, or no end of them."""
    macros = {each.get("name"): each for each in root.iter(f"{CSL}macro")}
    known: dict[str, tuple[int, int]] = {}

    def taken(element: Any, within: tuple[str, ...]) -> tuple[int, int]:
        below = [taken(each, within) for each in element if isinstance(each.tag, str)]
        called = element.get("macro")
        if called in within:
            raise StyleError(f"the style file {style.path} cannot be used: its macro '{called}' calls itself")
        if called in macros and called not in known:
            known[called] = taken(macros[called], (*within, called))
        # one branch of a choice is taken
        all_of = max if element.tag == f"{CSL}choose" else sum
        steps, texts = (all_of([0, *each]) for each in zip((0, 0), *below, strict=True))
        more = known.get(called, (0, 0))
        return 1 + steps + more[0], (element.tag in _TEXTS) + texts + more[1]

    try:
        parts = [taken(each, ()) for name in _PARTS for each in root.iterfind(f"{CSL}{name}")]
    except RecursionError:
        raise StyleError(f"the style file {style.path} cannot be used: its macros are nested too deep") from None
    steps, texts = (max([0, *each]) for each in zip((0, 0), *parts, strict=True))
    if max(steps, sum(1 for _ in root.iter())) > MOST_STEPS or texts > MOST_TEXTS:
        raise StyleError(
            f"the style file {style.path} cannot be used: it is too large; "
            f"{MOST_STEPS:,} steps and {MOST_TEXTS:,} pieces of text for an item at most"
        )


def _locales() -> Path:
    return Path(import_module("citeproc").LOCALES_PATH)


def _known_locale(name: str) -> str:
    """``en-GB`` as it is, ``de`` as ``de-DE``; StyleError where there is no such locale."""
    names = sorted(path.stem.removeprefix("locales-") for path in _locales().glob("locales-*.xml"))
    lowered = name.lower()
    same = [each for each in names if each.lower() == lowered]
    twice = [each for each in names if each.lower() == f"{lowered}-{lowered}"]
    like = [each for each in names if each.lower().split("-")[0] == lowered.split("-")[0]]
    found = same or twice or like
    if not found:
        raise StyleError(f"there is no locale '{name}'; there are {', '.join(names)}")
    return found[0]


@lru_cache
def _locale_root(name: str) -> Any:
    etree: Any = import_module("lxml.etree")

    return etree.parse(str(_locales() / f"locales-{name}.xml")).getroot()


def _sources(root: Any, locale: str) -> list[Any]:
    """Where terms and options of a locale stand, nearest first: the style's own locales, then the file."""
    language = locale.split("-")[0]
    wanted = (locale, language, None)
    own = [each for name in wanted for each in root.iterfind(f"{CSL}locale") if each.get(LANG) == name]
    return [*own, _locale_root(locale)]


def _term(sources: list[Any], name: str, default: str) -> str:
    for source in sources:
        for term in source.iter(f"{CSL}term"):
            if term.get("name") == name and term.get("form") is None and term.text is not None:
                return str(term.text)
    return default


def _punctuation_in_quote(sources: list[Any]) -> bool:
    for source in sources:
        for options in source.iter(f"{CSL}style-options"):
            if options.get("punctuation-in-quote") is not None:
                return bool(options.get("punctuation-in-quote") == "true")
    return False


def _traits(name: str, root: Any, locale: str) -> Traits:
    _keep_given_names(root)
    _part_dates(root)
    _plain_citations(root)
    _label_what_is_there(root)
    etree: Any = import_module("lxml.etree")

    sources = _sources(root, locale)
    bibliography = root.find(f"{CSL}bibliography")
    initials = [each.get("initialize-with") for each in root.iter() if each.get("initialize-with") is not None]
    roles = [
        label.get("text-case")
        for names in root.iter(f"{CSL}names")
        for label in names.iterfind(f"{CSL}label")
        if "editor" in names.get("variable", "") and not label.get("form", "").startswith("verb")
    ]
    capitals = [case in ("capitalize-first", "title") for case in roles]
    return Traits(
        id=name,
        xml=etree.tostring(root, xml_declaration=True, encoding="UTF-8"),
        locale=locale,
        sorted=bibliography is not None and bibliography.find(f"{CSL}sort") is not None,
        page_format=root.get("page-range-format"),
        numbered=bibliography is not None and bibliography.get("second-field-align") is not None,
        bare_initials=bool(initials) and all("." not in each for each in initials),
        capital_role=sum(capitals) > len(capitals) / 2,
        quotes=(_term(sources, "open-quote", "“"), _term(sources, "close-quote", "”")),
        inner_quotes=(_term(sources, "open-inner-quote", "‘"), _term(sources, "close-inner-quote", "’")),
        punctuation_in_quote=_punctuation_in_quote(sources),
        range_delimiter=_term(sources, "page-range-delimiter", "–"),
    )


def _keep_given_names(root: Any) -> None:
    """``initialize="false"`` is not heeded: initials asked for by the whole style go to the names that want them."""
    for each in root.iter():
        if each.get("initialize") == "false" and each.get("initialize-with") is not None:
            del each.attrib["initialize-with"]
    mark = root.get("initialize-with")
    if mark is None or not any(name.get("initialize") == "false" for name in root.iter(f"{CSL}name")):
        return
    del root.attrib["initialize-with"]
    for names in root.iter(f"{CSL}names"):
        name = names.find(f"{CSL}name")
        if name is None and names.getparent().tag != f"{CSL}substitute":
            name = names.makeelement(f"{CSL}name", {})
            names.insert(0, name)
        if name is not None and name.get("initialize") != "false":
            name.set("initialize-with", name.get("initialize-with", mark))


def _part_dates(root: Any) -> None:
    """A date's own delimiter is not heeded: its parts get it as affixes, on the side away from the year."""
    for date in root.iter(f"{CSL}date"):
        delimiter = date.get("delimiter")
        parts = list(date.iterfind(f"{CSL}date-part"))
        if not delimiter or (date.get("form") and date.getparent().tag != f"{CSL}locale"):
            continue
        years = [number for number, part in enumerate(parts) if part.get("name") == "year"]
        for number, part in enumerate(parts):
            if years and number < years[0]:
                part.set("suffix", part.get("suffix", "") + delimiter)
            elif number and (not years or number > years[0]):
                part.set("prefix", delimiter + part.get("prefix", ""))


def _plain_citations(root: Any) -> None:
    """``<if disambiguate="true">`` is always taken: the branch goes, the next one takes its place."""
    for branch in [each for each in root.iter(f"{CSL}if") if each.get("disambiguate") == "true"]:
        if len(branch.attrib) == 1:
            _drop(branch)


def _drop(branch: Any) -> None:
    """A branch of a choice goes; where it was the first, the next one becomes it."""
    choose = branch.getparent()
    first = choose[0] is branch
    choose.remove(branch)
    if not len(choose):
        choose.getparent().remove(choose)
    elif first:
        if choose[0].tag == f"{CSL}else":
            choose[0].set("match", "none")
        choose[0].tag = f"{CSL}if"


def _parent(element: Any) -> Any:
    return element.getparent()


def _label_what_is_there(root: Any) -> None:
    """A label is printed without the variable beside it (``Edition.``): it is made to depend on it."""
    labels = list(root.iter(f"{CSL}label"))
    named = {parent: Counter(each.get("variable") for each in parent.iter()) for parent in map(_parent, labels)}
    for label in labels:
        variable, parent = label.get("variable"), label.getparent()
        alone = named[parent][variable] == 1
        if variable in (None, "locator") or parent.tag == f"{CSL}names" or alone:
            continue
        choose = parent.makeelement(f"{CSL}choose", {})
        branch = parent.makeelement(f"{CSL}if", {"variable": variable})
        choose.append(branch)
        parent.replace(label, choose)
        branch.append(label)
