"""RIS (Research Information Systems, specification of 2011), as EndNote, Zotero, Scopus and publishers write it.

Programs agree on the form of a line and differ on the tags: each field lists the tags that hold it, the surest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from mscq.library.entry import Item, Piece, Unread
from mscq.library.fields import CUT_OFF, issued, page, people, serials, stated_identifiers, stated_notices, title
from mscq.library.making import make_entry
from mscq.text.lines import clean

if TYPE_CHECKING:
    from mscq.library.decode import Source

TITLE = "RIS"
SUFFIXES = (".ris",)
SIGN = r"(?i)\s*TY[ \xa0]{1,2}[-\u2010-\u2014](?=\s|$)"
LINE = r"(?i)\s*[A-Z][A-Z0-9][ \xa0]{1,2}[-\u2010-\u2014](?=\s|$)"
END = r"(?i)\s*ER[ \xa0]{1,2}[-\u2010-\u2014](?=\s|$)"

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
    "container-title": ("JF", "T2", "JO", "BT"),
    "container-title-short": ("J2", "JA", "J1", "JO"),
    "volume": ("VL",),
    "issue": ("IS",),
    "publisher": ("PB",),
    "publisher-place": ("CY", "PP"),
}
JOURNAL = {"number": ("C7",)}
BOOK = {"edition": ("ET",), "chapter-number": ("SE",)}
"""In an article ET is often the day of publication online, SE a section of the journal."""

LISTED = {"KW", "N1", "UR"}
"""Tags whose further lines without a tag are further values (EndNote), not the same value broken."""
IDENTIFIERS = ("M1", "M2", "M3", "L3", *(f"C{number}" for number in range(1, 9)))
"""Tags in which programs put a DOI, a PMID or a PMCID that has no tag of its own."""

_KNOWN = re.compile(
    "A[1-5BDNUV]|BT|C[1-8ANPRTY]|D[ABIOPS]|E[DIPRT]|I[DPS]|J[12AFNO]|KW|L[1-4ABK]|M[1-3]|N[12LV]|OP|P[ABMPTY]|R[INP]"
    "|S[ENPRT]|T[1-3AITY]|U[1-5RT]|V[LO]|XT|Y[12]"
)
"""Tags of the specification and of the programs in use; in prose, what looks like another ("IL  - 6") is text."""
_PROSE = {"AB", "N1", "N2", "TI", "T1"}
_OF_A_REFERENCE = {"TI", "T1", "AU", "A1", "DO", "PY", "Y1", "JO", "JF", "VL", "SP", "AB"}

_TAG = re.compile(r"([A-Za-z][A-Za-z0-9])[ \xa0]{1,2}[-\u2010-\u2014](?:[ \xa0]|$)(.*)", re.DOTALL)
_PUBMED = re.compile(r"pubmed|medline|\bnlm\b", re.IGNORECASE)
_UNCLOSED = "the record has no closing ER line; the file may be cut short here"

Record = list[tuple[str, list[str]]]
Values = dict[str, list[str]]


def _records(source: Source) -> Iterator[tuple[int, Record, bool] | Unread]:
    """Each record's first line, its tagged fields with their further lines, and whether it was closed.

    What databases write between records (numbers, the search, links) is none of a reference and is passed over;
    a field of one that stands there is not.
    """
    start, record, small, stray = 0, Record(), False, False
    for number, line in source.lines():
        match = _TAG.match(line.lstrip())
        tag = match[1].upper() if match and (small or match[1].isupper() or match[1] == "ty") else ""
        in_prose = bool(record) and record[-1][0] in _PROSE
        if not match or not tag or (in_prose and not _KNOWN.fullmatch(tag)):
            if record and line.strip():
                record[-1][1].append(line.strip())
            continue
        if tag == "TY" and record:
            yield start, record, False
            record = Record()
        if tag == "ER":
            if record:
                yield start, record, True
            record = Record()
        elif tag == "TY" or record:
            start, small = (start, small) if record else (number, match[1].islower())
            record.append((tag, [match[2]]))
            stray = False
        elif tag in _OF_A_REFERENCE and not stray:
            stray = True
            yield Unread(source.name, number, f"field {tag} stands before the first TY line of its record")
    if record:
        yield start, record, False


def _values(record: Record) -> Values:
    """The values of each tag, in order, empty ones left out."""
    values: Values = {}
    for tag, lines in record:
        for text in lines if tag in LISTED else [" ".join(lines)]:
            if text.strip():
                values.setdefault(tag, []).append(text.strip())
    return values


def _first(values: Values, *tags: str) -> str | None:
    return next((text for tag in tags if (text := clean(next(iter(values.get(tag, ())), None)))), None)


def _pages(values: Values) -> dict[str, str]:
    start, end = _first(values, "SP"), _first(values, "EP")
    return page(f"{start}-{end}" if start and end and end != start and "-" not in start else start)


def _date(values: Values) -> dict[str, list[list[int]]] | None:
    """The fullest of the dates given; EndNote's DA is day and month without the year."""
    year = _first(values, "PY", "Y1")
    written = [*(_first(values, tag) for tag in ("DA", "Y1", "PY")), f"{year} {_first(values, 'DA')}"]
    dates = [date for text in written if (date := issued(text))]
    return max(dates, key=lambda date: len(date["date-parts"][0]), default=None)


def _labelled(values: Values) -> Iterator[str]:
    """Numbers that only the database of the record makes a PMID: AN of PubMed, C2 of Scopus."""
    database = " ".join((*values.get("DB", ()), *values.get("DP", ())))
    for tag, known in (("AN", _PUBMED.search(database)), ("C2", "scopus" in database.lower())):
        text = _first(values, tag)
        if text:
            yield f"PMID: {text}" if known and text.isdecimal() else text


def _people(*texts: str) -> list[dict[str, str]]:
    """Names, one to a line or, as some databases write them, several."""
    return [name for text in texts for name in people(text, (";",))]


def _fields(values: Values) -> dict[str, Any]:
    kind = TYPES.get((_first(values, "TY") or "").upper(), "")
    in_book = kind in ("book", "chapter", "report", "thesis")
    tags = TEXTS | (BOOK if in_book else {}) | (JOURNAL if kind == "article-journal" else {})
    fields: dict[str, Any] = {
        "type": kind or None,
        "title": title(_first(values, "TI", "T1", "CT")),
        "author": _people(*values.get("A1", ()), *values.get("AU", ())),
        "editor": _people(*(values.get("A2", ()) if kind == "chapter" else ()), *values.get("ED", ())),
        "issued": _date(values),
        "DOI": _first(values, "DO"),
        "URL": next((text for text in values.get("UR", ()) if text.startswith("http")), None),
        **serials(" ".join(values.get("SN", ()))),
        **{name: _first(values, *choice) for name, choice in tags.items()},
    }
    if fields["container-title-short"] == fields["container-title"]:
        fields["container-title-short"] = None
    if fields.get("edition") and issued(fields["edition"]):
        fields["edition"] = None  # EndNote keeps the day of publication online there
    if kind == "article-journal" and "Preprint" in values.get("M3", ()):
        fields["type"] = "article"
    if kind == "book" and not fields["title"]:
        fields["title"], fields["container-title"] = title(fields["container-title"]), None
    pages = _pages(values)
    if fields.get("number") in pages.values():
        pages = {}  # an article number often stands among the pages too
    return fields | {name: text for name, text in pages.items() if not fields.get(name)}


def _item(record: Record, source: Source, line: int, notes: list[str]) -> Item:
    values = _values(record)
    note = _first(values, "N1")
    customs = (text for tag in IDENTIFIERS for text in values.get(tag, ()))
    return make_entry(
        _fields(values),
        file=source.name,
        line=line,
        format="ris",
        key=_first(values, "ID", "LB"),
        abstract=_first(values, "AB", "N2"),
        keywords=values.get("KW", ()),
        stated=stated_identifiers(*_labelled(values), *customs, *values.get("UR", ()), *values.get("N1", ())),
        notices=stated_notices(note),
        authors_cut_off=CUT_OFF in (note or ""),
        notes=notes,
    )


def read(source: Source) -> Iterator[Piece]:
    """Yield the entries of a RIS file; a record that breaks off is read as far as it goes, with a note."""
    for found in _records(source):
        if isinstance(found, Unread):
            yield found
            continue
        start, record, closed = found
        yield partial(_item, record, source, start, [] if closed else [_UNCLOSED])
