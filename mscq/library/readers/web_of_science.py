"""Web of Science: plain text (.ciw, savedrecs.txt) by its two-letter field tags.

Tags: "Web of Science Core Collection Field Tags" (Clarivate). The tab-delimited export has the same tags as columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from mscq.library.entry import Item, Piece, Unread
from mscq.library.fields import issued, page, persons, title
from mscq.library.making import make_entry
from mscq.text.identifiers import Identifier, parse
from mscq.text.lines import clean, shortened

if TYPE_CHECKING:
    from mscq.library.decode import Source

TITLE = "Web of Science"
SUFFIXES = (".ciw", ".isi")
SIGN = r"(?:FN|PT) [A-Z]"
LINE = r"[A-Z][A-Z0-9](?: \S|$)"
END = r"ER\s*$"

_TAG = re.compile(r"([A-Z][A-Z0-9])(?: (.*)|\s*$)")
_LISTED = {"AU", "AF", "BE", "BF", "BA", "CR", "CA", "GP", "C1"}
"""Tags whose further lines are further values; those of any other go on with the same one."""
_KINDS = {"J": "article-journal", "B": "book", "S": "chapter", "P": "patent", "C": "paper-conference"}

Values = dict[str, list[str]]


def _records(source: Source) -> Iterator[tuple[int, Values] | Unread]:
    start, values, last, stray = 0, Values(), "", False
    for number, line in source.lines():
        if match := _TAG.match(line):
            tag, text = match[1], match[2] or ""
            if tag in ("FN", "VR", "EF"):
                continue
            if values and tag in ("PT", "ER"):
                yield start, values
                values = Values()
            if tag != "ER":
                start = start if values else number
                values.setdefault(tag, []).append(text.strip())
                last, stray = tag, False
        elif line.startswith(" ") and values and line.strip():
            if last in _LISTED:
                values[last].append(line.strip())
            else:
                values[last][-1] += f" {line.strip()}"
        elif line.strip() and not stray:
            stray = True
            yield Unread(source.name, number, f"not a line of Web of Science text: '{shortened(line, 40)}'")
    if values:
        yield start, values


def _stated(values: Values) -> Iterator[Identifier]:
    for label, tag in (("doi", "DI"), ("pmid", "PM")):
        for text in values.get(tag, ()):
            if (found := parse(f"{label}: {text}")) and found.scheme == label:
                yield found


def item(values: Values, source: Source, line: int) -> Item:
    """Return the entry of a record, whose values stand under Web of Science's tags."""
    one = {tag: text for tag, texts in values.items() if (text := clean(next(iter(texts), None)))}
    kind = _KINDS.get(one.get("PT", "J")[:1])
    if kind == "book" and one.get("BP"):
        kind = "chapter"
    first, last = one.get("BP"), one.get("EP")
    short = one.get("JI", "").replace(".", "")
    fields: dict[str, Any] = {
        "type": kind,
        "title": title(one.get("TI")),
        "author": [*persons(values.get("AF") or values.get("AU") or ()), *_bodies(values)],
        "editor": persons(values.get("BE", ())),
        "issued": issued(f"{one.get('PY', '')} {one.get('PD', '')}") or issued(one.get("PY")),
        "container-title": one.get("SO"),
        "container-title-short": short,
        "volume": one.get("VL"),
        "issue": one.get("IS"),
        "number": one.get("AR"),
        "publisher": one.get("PU") if kind != "article-journal" else None,
        "publisher-place": one.get("PI") if kind != "article-journal" else None,
        "ISSN": one.get("SN") or one.get("EI"),
        "ISBN": one.get("BN", "").partition(" ")[0],
    }
    pages = page(f"{first}-{last}" if first and last and last != first else first)
    fields |= {name: text for name, text in pages.items() if not fields.get(name)}
    return make_entry(
        fields,
        file=source.name,
        line=line,
        format="web_of_science",
        abstract=one.get("AB"),
        keywords=[word for tag in ("DE", "ID") for text in values.get(tag, ()) for word in text.split(";")],
        stated=_stated(values),
    )


def _bodies(values: Values) -> list[dict[str, str]]:
    return [{"literal": text} for tag in ("GP", "CA") for value in values.get(tag, ()) if (text := clean(value))]


def read(source: Source) -> Iterator[Piece]:
    """Yield the references of a Web of Science file, as a stream."""
    for found in _records(source):
        yield found if isinstance(found, Unread) else partial(item, found[1], source, found[0])
