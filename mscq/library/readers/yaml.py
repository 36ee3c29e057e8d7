"""YAML of references: Hayagriva (Typst), CSL YAML (pandoc), CITATION.cff; by PyYAML (the extra mscq[import]).

Every scalar is taken as the text that stands in the file, so that no date or number is read as something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mscq.errors import UnreadableFile, of_extra
from mscq.library.entry import Item, Unread
from mscq.library.fields import CUT_OFF, issued, page, person, stated_identifiers, stated_notices, title
from mscq.library.making import make_entry
from mscq.library.readers import csl_json
from mscq.text.lines import clean, shortened

if TYPE_CHECKING:
    from mscq.library.decode import Source

TITLE = "YAML: Hayagriva, CSL, CITATION.cff"
SUFFIXES = (".yml", ".yaml", ".cff")
SIGN = r'(?:[\w.:/+-]+:\s*$|"[^"]+":\s*$|- (?:id|type|title): |cff-version: )'
LINE = (
    r"(?:\s+(?:- )?|- )\"?(?:type|title|authors?|editor|date|date-released|issued|year|page|page-range|parent|volume"
    r"|issue|number|serial-number|url|URL|id|container-title|family|given|family-names|given-names|doi|DOI|pmid|PMID|publisher"
    r"|value|short|name)\"?:(?:\s|$)|(?:title|authors|message|date-released|type|version|references):(?:\s|$)"
)
END = r"(?!)"

TYPES = {
    "article": "article-journal",
    "chapter": "chapter",
    "anthos": "chapter",
    "book": "book",
    "report": "report",
    "thesis": "thesis",
    "web": "webpage",
    "conference": "paper-conference",
    "repository": "software",
    "manuscript": "manuscript",
}
"""Hayagriva's entry types as CSL has them; what stands in proceedings is a conference paper."""
_CFF_TYPES = {"article": "article-journal", "conference-paper": "paper-conference", "software": "software"}

Map = dict[str, Any]


def _map(value: Any) -> Map:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str | None:
    """A text of Hayagriva: a scalar or its ``value``, without braces and backslashes of its own markup."""
    value = value.get("value") if isinstance(value, dict) else value
    if not isinstance(value, str) or value in ("", "null", "~"):
        return None
    return clean(re.sub(r"\\([{}$\\*_#])|[{}$]", lambda match: match[1] or "", value))


def _name(value: Any) -> dict[str, str] | None:
    if isinstance(value, str):
        return person(value)
    name = _map(value)
    family, given = _text(name.get("name")), _text(name.get("given-name"))
    prefix = _text(name.get("prefix"))
    if not (given or prefix or name.get("suffix")):
        return {"literal": family} if family else None
    parts = {
        "family": " ".join(filter(None, (prefix, family))),
        "given": given,
        "suffix": _text(name.get("suffix")),
    }
    return {part: text for part, text in parts.items() if text}


def _hayagriva(key: str, entry: Map, source: Source, line: int) -> Item:
    parents = [_map(one) for one in _list(entry.get("parent"))]
    levels = [entry, *parents, *(_map(one.get("parent")) for one in parents)]

    def first(name: str) -> Any:
        return next((level[name] for level in levels if level.get(name)), None)

    parent = parents[0] if parents else {}
    kind = TYPES.get(str(entry.get("type", "")).lower())
    if str(parent.get("type", "")).lower() == "proceedings":
        kind = "paper-conference"
    numbers: Map = {}
    for level in reversed(levels):
        numbers |= _map(level.get("serial-number"))
    held, publisher = parent.get("title"), first("publisher")
    number, pages = _text(numbers.get("serial")), page(_text(entry.get("page-range")))
    if number and number in pages.values():
        pages = {}
    note = _text(entry.get("note")) or ""
    fields: Map = {
        "type": "article" if _text(entry.get("genre")) == "Preprint" else kind,
        "title": title(_text(entry.get("title"))),
        "author": [name for one in _list(entry.get("author")) if (name := _name(one))],
        "editor": [name for one in _list(first("editor")) if (name := _name(one))],
        "issued": issued(first("date")),
        "container-title": _text(held),
        "container-title-short": _text(_map(held).get("short")),
        "number": number,
        "chapter-number": _text(entry.get("chapter")),
        "publisher": _text(_map(publisher).get("name")) if isinstance(publisher, dict) else _text(publisher),
        "publisher-place": _text(_map(publisher).get("location")) or _text(first("location")),
        "DOI": _text(numbers.get("doi")),
        "PMID": _text(numbers.get("pmid")),
        "PMCID": _text(numbers.get("pmcid")),
        "ISBN": _text(numbers.get("isbn")),
        "ISSN": _text(numbers.get("issn")),
        "URL": _text(first("url")),
        **{name: _text(first(name)) for name in ("volume", "issue", "edition")},
    }
    fields |= {name: text for name, text in pages.items() if not fields.get(name)}
    return make_entry(
        fields,
        file=source.name,
        line=line,
        format="yaml",
        key=key,
        abstract=_text(entry.get("abstract")),
        stated=stated_identifiers(fields["URL"], note),
        notices=stated_notices(note),
        authors_cut_off=CUT_OFF in note,
    )


def _csl(entry: Map, source: Source, line: int) -> Item:
    date = entry.get("issued")
    for one in _list(date)[:1]:
        if isinstance(one, dict) and "date-parts" not in one:
            parts = (one.get(name) for name in ("year", "month", "day"))
            date = "-".join(str(part) for part in parts if part) or one.get("literal") or one.get("raw")
    return csl_json.item({**entry, "issued": date}, source, line, "yaml")


def _cff(entry: Map, source: Source, line: int) -> Item:
    """An item of CITATION.cff (citation-file-format.github.io, version 1.2.0)."""
    people = [
        {"literal": _text(one.get("name"))}
        if one.get("name")
        else {"family": " ".join(filter(None, (one.get("name-particle"), one.get("family-names")))),
              "given": one.get("given-names"), "suffix": one.get("name-suffix")}
        for one in map(_map, _list(entry.get("authors")))
    ]  # fmt: skip
    dated = "-".join(str(entry[part]) for part in ("year", "month") if entry.get(part))
    first, last = entry.get("start"), entry.get("end")
    kind = str(entry.get("type", "software"))
    return csl_json.item(
        {
            "type": _CFF_TYPES.get(kind, kind),
            "title": entry.get("title"),
            "author": people,
            "issued": entry.get("date-published") or dated or entry.get("date-released"),
            "container-title": entry.get("journal") or entry.get("collection-title"),
            "publisher": _map(entry.get("publisher")).get("name"),
            "page": f"{first}-{last}" if first and last else first,
            "DOI": entry.get("doi"),
            "PMCID": entry.get("pmcid"),
            "URL": entry.get("url"),
            "abstract": entry.get("abstract"),
            **{name: entry.get(name) for name in ("volume", "issue", "edition")},
        },
        source,
        line,
        "yaml",
    )


def read(source: Source) -> Iterator[Item]:
    """Yield the references of a YAML file."""
    with of_extra("import", "reading YAML"):
        import yaml
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)(source.text())
    try:
        node = loader.get_single_node()
        whole = loader.construct_document(node) if node is not None else []
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        at = f" at line {mark.line + 1}" if mark else ""
        said = getattr(error, "problem", None) or type(error).__name__
        raise UnreadableFile(source.name, f"broken YAML{at}: {shortened(str(said))}") from None
    finally:
        loader.dispose()
    nodes: Any = node.value if node is not None else ()
    root = _map(whole)
    if "cff-version" in root:
        yield _cff(_map(root.get("preferred-citation")) or root, source, 1)
        yield from (_cff(_map(one), source, 1) for one in _list(root.get("references")))
        return
    if isinstance(root.get("references"), list):
        whole = root["references"]
        nodes = next(value.value for key, value in nodes if key.value == "references")
    if isinstance(whole, list):
        for value, place in zip(whole, nodes, strict=False):
            line = place.start_mark.line + 1
            yield _csl(value, source, line) if isinstance(value, dict) else Unread(source.name, line, "no reference")
    elif root:
        lines = {key.value: key.start_mark.line + 1 for key, _ in nodes}
        for key, value in root.items():
            line = lines.get(key, 1)
            if isinstance(value, dict):
                yield _hayagriva(str(key), value, source, line)
            else:
                yield Unread(source.name, line, f"'{shortened(str(key), 40)}' holds no reference")
    else:
        raise UnreadableFile(source.name, "this YAML holds no references: it has neither entries nor a list of them")
