"""EndNote XML, as EndNote, Covidence and mscq write it. Each record is parsed alone: a broken one costs only itself."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from mscq.errors import UnreadableFile
from mscq.library.entry import Item, Piece, Unread
from mscq.library.fields import (
    CUT_OFF,
    issued,
    page,
    person,
    raised,
    serials,
    stated_identifiers,
    stated_notices,
    title,
)
from mscq.library.making import make_entry
from mscq.library.readers.endnote_tagged import TYPES
from mscq.text.lines import clean

if TYPE_CHECKING:
    from mscq.library.decode import Source

TITLE = "EndNote XML"
HEAD = r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE[^>]*>\s*)?(?:<xml>\s*)?<records\b"

_DECLARES = re.compile(r"<!ENTITY|<!DOCTYPE[^\[>]*\[", re.IGNORECASE)
_OPENS = re.compile(r"<record(?:\s[^<>]*)?>")


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Each record's position and its text, up to its end or to the next record."""
    starts = [match.start() for match in _OPENS.finditer(text)]
    for start, following in zip(starts, [*starts[1:], len(text)], strict=True):
        end = text.find("</record>", start, following)
        yield start, text[start : end + len("</record>")] if end >= 0 else text[start:following]


def _text(element: ET.Element | None) -> str | None:
    if element is None:
        return None
    parts = [element.text or ""]
    for child in element:
        inner = "".join(child.itertext())
        parts += [raised(inner) if child.get("face") == "superscript" else inner, child.tail or ""]
    return clean("".join(parts))


def _parsed(piece: str, source: Source, line: int) -> Item:
    try:
        return _item(ET.fromstring(piece), source, line)
    except ET.ParseError as error:
        return Unread(source.name, line + error.position[0] - 1, "broken XML; this record is not read")


def _item(record: ET.Element, source: Source, line: int) -> Item:
    def one(path: str) -> str | None:
        return _text(record.find(path))

    def every(path: str) -> list[str]:
        return [text for element in record.findall(path) if (text := _text(element))]

    reference_type = record.find("ref-type")
    kind = TYPES.get((reference_type.get("name") or "").lower() if reference_type is not None else "")
    journal = kind == "article-journal"
    if one("work-type") == "Preprint":
        kind = "article"
    full = one("periodical/full-title") or one("titles/secondary-title")
    short = one("periodical/abbr-1") or one("titles/alt-title") or ""
    number = one("custom7")
    pages = {} if number and number == one("pages") else page(one("pages"))
    accession = one("accession-num") or ""
    fields: dict[str, Any] = {
        "type": kind,
        "title": title(one("titles/title")),
        "author": [name for text in every("contributors/authors/author") if (name := person(text))],
        "editor": [name for text in every("contributors/secondary-authors/author") if (name := person(text))],
        "issued": issued(f"{one('dates/year') or ''} {one('dates/pub-dates/date') or ''}") or issued(one("dates/year")),
        "container-title": full,
        "container-title-short": short.replace(".", "") if short != full else None,
        "volume": one("volume"),
        "issue": one("number"),
        "number": number,
        "edition": None if journal else one("edition"),
        "chapter-number": None if journal else one("section"),
        "publisher": one("publisher"),
        "publisher-place": one("pub-location"),
        "URL": next((text for text in every("urls/related-urls/url") if text.startswith("http")), None),
        **serials(one("isbn")),
    }
    fields |= {name: text for name, text in pages.items() if not fields.get(name)}
    return make_entry(
        fields,
        file=source.name,
        line=line,
        format="endnote_xml",
        key=one("label"),
        abstract=one("abstract"),
        keywords=every("keywords/keyword"),
        stated=stated_identifiers(
            *every("electronic-resource-num"),
            f"PMID: {accession}" if accession.isdecimal() and len(accession) < 9 else accession,
            *every("custom2"),
            *every("urls/related-urls/url"),
            *every("notes"),
        ),
        notices=stated_notices(one("notes")),
        authors_cut_off=CUT_OFF in (one("notes") or ""),
    )


def read(source: Source) -> Iterator[Piece]:
    """Yield the references of an EndNote XML file."""
    text = source.text()
    if _DECLARES.search(text):
        raise UnreadableFile(source.name, "the XML declares entities of its own; refused")
    line = 1
    before = 0
    for position, piece in _pieces(text):
        line += text.count("\n", before, position)
        before = position
        yield partial(_parsed, piece, source, line)
