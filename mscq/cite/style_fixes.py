"""What citeproc-py 0.11 gets wrong, mended before (style, item) and after (text) it runs.

Each repair answers a difference from citeproc-js found over popular styles; tests/cite/golden holds the comparison.
"""

from __future__ import annotations

import re
from copy import deepcopy
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from mscq.cite.style_names import Style, StyleError, resolve

__all__ = ["AND_OTHERS", "Traits", "mended", "mended_citation", "prepared", "read"]

AND_OTHERS = "et al."
CSL = "{http://purl.org/net/xbiblio/csl}"
# Words that title case leaves small (CSL 1.0.2, "Title Case Conversion", and citeproc-js beyond it).
# fmt: off
MINOR = frozenset(
    (
        "a", "an", "and", "as", "at", "but", "by", "down", "for", "from", "in", "into",
        "nor", "of", "on", "onto", "or", "over", "so", "the", "till", "to", "up", "via",
        "with", "yet", "versus", "without", "within", "between", "after", "before", "during", "against", "among",
        "through", "under", "until", "upon", "toward", "vs", "vs.", "per",
    )
)
# fmt: on
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Traits(NamedTuple):
    """A style ready for use: its repaired XML and what the repairs of the text need to know of it."""

    id: str
    xml: bytes
    locale: str
    sorted: bool
    page_format: bool
    """The style says how to shorten page ranges."""
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
def read(style: Style, locale: str | None = None) -> Traits:
    """A style's file, its parent's where it only points to one, repaired; StyleError where it is no style."""
    root = _root(style)
    chosen = locale or root.get("default-locale")
    parents = [link.get("href", "") for link in root.iter(f"{CSL}link") if link.get("rel") == "independent-parent"]
    if parents:
        root = _root(resolve(parents[0].rstrip("/").rpartition("/")[2]))
        chosen = chosen or root.get("default-locale")
    return _traits(style.id, deepcopy(root), _known_locale(chosen or "en-US"))


def _root(style: Style) -> Any:
    etree: Any = import_module("lxml.etree")

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        tree = etree.parse(str(style.path), parser)
    except (OSError, etree.XMLSyntaxError) as error:
        raise StyleError(f"the style file {style.path} cannot be read ({error})") from error
    if tree.docinfo.doctype or tree.getroot().tag != f"{CSL}style":
        raise StyleError(f"the file {style.path} is no CSL style")
    return tree.getroot()


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
        page_format=root.get("page-range-format") is not None,
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
        if len(branch.attrib) > 1:
            continue
        choose = branch.getparent()
        choose.remove(branch)
        if not len(choose):
            choose.getparent().remove(choose)
        elif choose[0].tag == f"{CSL}else-if":
            choose[0].tag = f"{CSL}if"
        else:
            choose.tag = f"{CSL}group"
            for child in list(choose[0]):
                choose.append(child)
            choose.remove(choose[0])


def prepared(item: dict[str, Any], traits: Traits) -> dict[str, Any]:
    """An item with quotation marks curled, ranges dashed and ``Jr.`` as the style has them."""
    ready = deepcopy(item)
    for field in ("title", "container-title"):
        if field in ready:
            ready[field] = _curled(ready[field], traits.quotes)
    for field in ("volume", "issue"):
        if re.fullmatch(r"\d+\s*-\s*\d+", ready.get(field, "")):
            ready[field] = re.sub(r"\s*-\s*", traits.range_delimiter, ready[field])
    if traits.page_format and "page" in ready:
        ready["page"] = _whole_range(ready["page"])
    for role in ("author", "editor"):
        for name in ready.get(role, []):
            name |= {part: _curled(text, traits.quotes) for part, text in name.items() if isinstance(text, str)}
            if traits.bare_initials and "suffix" in name:
                name["suffix"] = name["suffix"].rstrip(".")
    return ready


def _curled(text: str, quotes: tuple[str, str]) -> str:
    """Pairs of straight double quotation marks as the locale's own; straight apostrophes curled."""
    text = re.sub(r"(?<=\w)'", "’", text)
    return re.sub(r'"([^"]*)"', lambda found: f"{quotes[0]}{found[1]}{quotes[1]}", text)


def _whole_range(page: str) -> str:
    """``245-53`` as ``245-253``: the style shortens it again if it wants to."""
    found = re.fullmatch(r"(\d+)-(\d+)", page)
    if not found or len(found[2]) >= len(found[1]):
        return page
    return f"{found[1]}-{found[1][: len(found[1]) - len(found[2])]}{found[2]}"


def mended(text: str, item: dict[str, Any], traits: Traits) -> str:
    """An entry of the list of references with the repairs of its text."""
    text = re.sub(r"\s+", " ", text).strip()
    if traits.numbered:
        text = re.sub(r"^([(\[]?\d+[)\].:]*)\s*", r"\1 ", text)
    if traits.capital_role:
        text = re.sub(r"\((eds?\.)\)", lambda found: f"({found[1].capitalize()})", text)
    text = _recased(_and_others(_true_pages(text, item.get("page", "")), item), item, traits)
    # "Wei-can" comes out as "W.-. can ." or "W-can".
    text = re.sub(r"\.-\. ?[^\W\d_]+ ?\.", ".", text)
    for name in (*item.get("author", []), *item.get("editor", [])):
        if found := re.fullmatch(r"([^\W\d_])[^\W\d_]*-([^\W\d_]+)", name.get("given", "")):
            text = re.sub(rf"\b{found[1]}[- ]{found[2]}\b", found[1], text, count=1) if found[2].islower() else text
    for field in ("title", "container-title"):
        text = _once(text, field, item, traits)
    return _punctuated(text, traits)


def mended_citation(text: str, item: dict[str, Any], traits: Traits) -> str:
    """A citation in the text with the repairs of its text."""
    text = _punctuated(_and_others(text, item), traits)
    # With neither author nor year there is only the title to cite by.
    return text if re.search(r"\w", text) else f"({item.get('title', item['id'])})"


def _and_others(text: str, item: dict[str, Any]) -> str:
    """A list that is cut off ends in ``et al.`` without the ``and`` before it."""
    if {"literal": AND_OTHERS} not in item.get("author", []):
        return text
    return re.sub(r"(,?) (?:&|and|et|und|y|e) et al\.", r"\1 et al.", text)


def _true_pages(text: str, page: str) -> str:
    """Pages 2-13 come out as ``2–3`` where a style shortens ranges: the last page is put back whole."""
    found = re.fullmatch(r"(\d+)-(\d+)", page)
    if not found or len(found[2]) <= len(found[1]):
        return text
    tails = "|".join(found[2][cut:] for cut in range(1, len(found[2])))
    return re.sub(rf"(?<!\d)({found[1]}[-–])(?:{tails})(?!\d)", rf"\g<1>{found[2]}", text)


def _capital(word: str) -> str:
    """The word with a capital; a Greek letter (TNF-α) stays as it is."""
    return word if word[:1] >= "\u0370" else word[:1].upper() + word[1:]


def _recased(text: str, item: dict[str, Any], traits: Traits) -> str:
    """A title that the style has put in title case: parts after a hyphen as well, but no minor words."""
    title = _curled(item.get("title", ""), traits.quotes)
    start = text.lower().find(title.lower()) if title else -1
    printed = text[start : start + len(title)]
    if start < 0 or printed == title or len(title.lower()) != len(title):
        return text
    words, stored = printed.split(" "), title.split(" ")
    for number, (word, before) in enumerate(zip(words, stored, strict=True)):
        opens = not number or words[number - 1].endswith((":", "?", "!", ".", "–", "—"))
        if before in MINOR:
            words[number] = _capital(before) if opens else before
        else:
            head, *parts = word.split("-")
            words[number] = "-".join([head, *(part if part in MINOR else _capital(part) for part in parts)])
    return text[:start] + " ".join(words) + text[start + len(title) :]


def _once(text: str, field: str, item: dict[str, Any], traits: Traits) -> str:
    """What stands in for a missing author, at the head of the entry, is not printed again."""
    value = _curled(item.get(field, ""), traits.quotes).lower()
    first = text.lower().find(value) if value and not item.get("author") else -1
    again = text.lower().find(value, first + len(value)) if 0 <= first <= 6 else -1
    if again < 0:
        return text
    head = text[:again].rstrip("“‘ ")
    tail = re.sub(r"^[.,”’?!]*\s*", "", text[again + len(value) :])
    return f"{head} {tail}" if tail else head if head.endswith(".") else f"{head}."


def _nested(text: str, traits: Traits) -> str:
    """Quotation marks within quotation marks in their inner form."""
    depth, written = 0, []
    for character in text:
        if character == traits.quotes[0]:
            depth += 1
            written.append(traits.inner_quotes[0] if depth % 2 == 0 else character)
        elif character == traits.quotes[1] and depth:
            written.append(traits.inner_quotes[1] if depth % 2 == 0 else character)
            depth -= 1
        else:
            written.append(character)
    return "".join(written)


def _punctuated(text: str, traits: Traits) -> str:
    """Period and comma inside the closing quotation mark where the locale says so, and none doubled."""
    close = re.escape(traits.quotes[1])
    if traits.quotes != ("‘", "’"):
        text = _nested(text, traits)
    if traits.punctuation_in_quote:
        text = re.sub(rf"({close})([.,])", r"\2\1", text)
    text = re.sub(r"([?!])[.](?=\s|$)", r"\1", text)
    text = text.replace("et al..", "et al.").replace(";:", ";")
    return re.sub(rf"([?!.])\.({close})", r"\1\2", text).strip()
