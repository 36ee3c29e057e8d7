"""RIS (Research Information Systems), by rispy (the extra mscq[import]), one record at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mscq.errors import MissingExtra
from mscq.library.decode import Source
from mscq.library.entry import Item, Unread, make_entry
from mscq.library.fields import clean, first, issued, page, persons, shortened, stated_identifiers, title

TYPES = {
    "JOUR": "article-journal",
    "JFULL": "article-journal",
    "EJOUR": "article-journal",
    "INPR": "article-journal",
    "MGZN": "article-magazine",
    "BOOK": "book",
    "EBOOK": "book",
    "EDBOOK": "book",
    "CHAP": "chapter",
    "ECHAP": "chapter",
    "CONF": "paper-conference",
    "CPAPER": "paper-conference",
    "ELEC": "webpage",
    "THES": "thesis",
    "RPRT": "report",
    "UNPB": "manuscript",
    "DATA": "dataset",
}
TEXTS = {
    "container-title": ("journal_name", "alternate_title3", "secondary_title"),
    "container-title-short": ("alternate_title1", "alternate_title2"),
    "volume": ("volume",),
    "issue": ("number",),
    "edition": ("edition",),
    "publisher": ("publisher",),
    "publisher-place": ("place_published",),
}
_TAG = re.compile(r"([A-Z][A-Z0-9])  ?-(?: |$)(.*)", re.DOTALL)
_PUBMED = re.compile(r"pubmed|medline", re.IGNORECASE)

Record = list[tuple[str, list[str]]]


def _records(source: Source) -> Iterator[tuple[int, Record, bool] | Unread]:
    """Each record's first line, its tagged fields with their further lines, and whether it was closed."""
    start, record, stray = 0, Record(), False
    for number, line in source.lines():
        if match := _TAG.match(line.lstrip()):
            tag, text = match[1], match[2]
            if tag == "TY" and record:
                yield start, record, False
                record = Record()
            if tag == "ER":
                if record:
                    yield start, record, True
                record = Record()
            elif tag == "TY" or record:
                start = start if record else number
                record.append((tag, [text]))
            else:
                yield Unread(source.name, number, f"field {tag} stands before the first TY line of its record")
            stray = False
        elif line.strip():
            if record:
                record[-1][1].append(line.strip())
            elif not stray:
                stray = True
                yield Unread(source.name, number, f"not a line of RIS: '{shortened(line, 40)}'")
    if record:
        yield start, record, False


def _text(value: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    return next((text for key in keys if (text := clean(first(value.get(key))))), None)


def _pages(value: dict[str, Any]) -> dict[str, str]:
    start, end = clean(value.get("start_page")), clean(value.get("end_page"))
    joined = f"{start}-{end}" if start and end and end != start and "-" not in start else start
    return page(joined)


def _date(value: dict[str, Any]) -> dict[str, list[list[int]]] | None:
    dates = [date for key in ("date", "publication_year", "year") if (date := issued(value.get(key)))]
    return max(dates, key=lambda date: len(date["date-parts"][0]), default=None)


def _item(value: dict[str, Any], source: Source, line: int, notes: list[str]) -> Item:
    kind = str(value.get("type_of_reference", "")).strip().upper()
    numbers = clean(value.get("issn")) or ""
    fields: dict[str, Any] = {
        "type": TYPES.get(kind),
        "title": title(_text(value, ("title", "primary_title"))),
        "author": persons([*value.get("authors", ()), *value.get("first_authors", ())]),
        "editor": persons(value.get("secondary_authors", ())) if TYPES.get(kind) == "chapter" else [],
        "issued": _date(value),
        "DOI": clean(value.get("doi")),
        "ISBN" if "book" in (TYPES.get(kind) or "") or kind in {"CHAP", "ECHAP"} else "ISSN": numbers,
        **{name: _text(value, keys) for name, keys in TEXTS.items()},
        **_pages(value),
    }
    urls = [address for url in value.get("urls", ()) if (address := clean(url))]
    fields["URL"] = next((url for url in urls if url.startswith("http")), None)
    accession = clean(value.get("accession_number"))
    database = f"{value.get('name_of_database', '')} {value.get('database_provider', '')}"
    if accession and accession.isdigit() and _PUBMED.search(database):
        accession = f"PMID: {accession}"
    customs = (value.get(f"custom{number}") for number in range(1, 9))
    return make_entry(
        fields,
        file=source.name,
        line=line,
        format="ris",
        key=clean(value.get("id")) or clean(value.get("label")),
        abstract=_text(value, ("abstract", "notes_abstract")),
        keywords=value.get("keywords", ()),
        stated=stated_identifiers(accession, *customs, *urls, *value.get("notes", ())),
        notes=notes,
    )


def read(source: Source) -> Iterator[Item]:
    """Entries of a RIS file; a record that breaks off is read as far as it goes, with a note."""
    try:
        from rispy import RisParser  # type: ignore[import-untyped, import-not-found, unused-ignore]
    except ImportError:
        raise MissingExtra("import", "reading RIS") from None
    parser = RisParser(delimiter_tags_mapping={})
    for found in _records(source):
        if isinstance(found, Unread):
            yield found
            continue
        start, record, closed = found
        lines = (f"{tag}  - {' '.join(texts)}" for tag, texts in (*record, ("ER", [""])))
        notes = [] if closed else ["the record has no closing ER line; the file may be cut short here"]
        # rispy works on a line iterator; one record at a time keeps an error in its place
        values = parser.parse_lines(lines)
        yield from (_item(value, source, start, notes) for value in values)
