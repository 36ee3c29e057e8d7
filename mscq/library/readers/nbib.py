"""NBIB, the MEDLINE display format of PubMed (nlm.nih.gov/bsd/mms/medlineelements.html)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from mscq.library.entry import Item, Piece, Unread
from mscq.library.fields import CUT_OFF, issued, page, person, persons, title
from mscq.library.making import make_entry
from mscq.text.identifiers import Identifier, parse
from mscq.text.lines import clean, shortened

if TYPE_CHECKING:
    from mscq.library.decode import Source

TITLE = "MEDLINE/PubMed"
SUFFIXES = (".nbib", ".medline")
SIGN = r"(?:PMID|OWN |STAT|DCOM)- "
LINE = r"[A-Z][A-Z0-9]{1,3} {0,2}- "

_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)", re.DOTALL)
_ELOCATION = re.compile(r"(.+?)\s*\[(doi|pii|pmc|bookaccession)\]\s*", re.DOTALL)
_ARTICLE_NUMBER = re.compile(r"[A-Za-z]{0,4}[0-9]{1,9}|[0-9]{1,4}[.-][0-9]{1,6}")
NOTICES = {
    "RIN": "Retraction in",
    "PRIN": "Partial retraction in",
    "RRI": "Retracted and republished in",
    "CRI": "Corrected and republished in",
    "EIN": "Erratum in",
    "ECI": "Expression of concern in",
}
NOTICE_TYPES = {"Retracted Publication", "Retraction of Publication", "Published Erratum", "Expression of Concern"}
_PEOPLE = ("FAU", "AU", "CN")
_person = lru_cache(maxsize=1 << 14)(person)  # who writes one paper writes others
_MOST_HEADS = 1_000
"""Beginnings of lines that are remembered with their tags, so that an expression tells each but once."""
_UNREAD = {"AD", "AU", "FAU", "AUID", "CN", "LA", "SO", "PHST", "CRDT", "EDAT", "MHDA", "JID", "SB"}
"""Tags of which nothing is taken, or that are read apart with their order."""
_TYPES = {"book": "book", "chapter": "chapter", "journal": "article-journal", "web": "webpage"}

_TEXTS = {
    "TA": "container-title-short", "VI": "volume", "IP": "issue", "CP": "chapter-number", "EN": "edition",
    "URLF": "URL", "PB": "publisher", "PMID": "PMID", "PMC": "PMCID", "ISBN": "ISBN",
}  # fmt: skip
"""Tags whose first value is a field as it stands."""

Record = list[tuple[str, list[str]]]


def _records(source: Source) -> Iterator[tuple[int, Record] | Unread]:
    """Each record's first line and its fields in order, each with its lines."""
    start, record, stray, blank = 0, Record(), False, True
    heads: dict[str, str] = {}
    for number, line in source.lines():
        tag, text = heads.get(line[:6]), line[6:]
        if not tag:
            if not (told := line.strip()):
                blank = True
                continue
            if record and line[0] == " ":
                record[-1][1].append(told)
                blank = False
                continue
            if match := _TAG.match(line):
                tag, text = match[1], match[2]
                if line[6:] == text and len(heads) < _MOST_HEADS:
                    heads[line[:6]] = tag
        if tag:
            if record and (blank or tag == "PMID"):
                yield start, record
                record = Record()
            if not record:
                start = number
            record.append((tag, [text]))
            stray = False
        elif not stray:
            stray = True
            yield Unread(source.name, number, f"not a line of MEDLINE text: '{shortened(line, 40)}'")
        blank = False
    if record:
        yield start, record


def _identifiers(values: dict[str, list[str]]) -> Iterator[Identifier]:
    for text in (*values.get("LID", ()), *values.get("AID", ())):
        match = _ELOCATION.fullmatch(text)
        if match and match[2] != "pii" and (found := parse(match[1])) and found.scheme != "key":
            yield found
    for text in values.get("SI", ()):
        if (found := parse(text.partition("/")[2])) and found.scheme == "registration":
            yield found


def _item(record: Record, source: Source, line: int) -> Item:
    values: dict[str, list[str]] = {}
    for tag, lines in record:
        if tag not in _UNREAD:
            values.setdefault(tag, []).append((" ".join(lines) if len(lines) > 1 else lines[0]).strip())
    one = {tag: texts[0] for tag, texts in values.items()}
    kinds = values.get("PT", [])
    kind = "chapter" if "CTI" in one or "Book Chapter" in kinds else "book" if "BTI" in one else "journal"
    stated = list(_identifiers(values))
    dois = [found.value for found in stated if found.scheme == "doi"]
    numbers = [
        match[1] for text in values.get("LID", ()) if (match := _ELOCATION.fullmatch(text)) and match[2] == "pii"
    ]
    number = next((text for text in numbers if _ARTICLE_NUMBER.fullmatch(text)), None)
    pages = page(one.get("PG"))
    if number and number in pages.values():
        pages = {}  # an article number stands among the pages too
    if kind == "journal" and not {"PMID", "JT", "TA", "PT"} & one.keys():
        kind = "web" if "URLF" in one else "unknown"
    fields: dict[str, Any] = {
        "type": "article" if "Preprint" in kinds else _TYPES.get(kind),
        "title": title(one.get("CTI") or one.get("TI") or one.get("BTI")),
        "author": _authors(record),
        "editor": persons(values.get("FED", ())),
        "issued": issued(one.get("DP")),
        "container-title": title(one.get("BTI")) if kind == "chapter" else clean(one.get("JT")),
        "number": number if not pages else None,
        **pages,
        **{name: clean(one[tag]) for tag, name in _TEXTS.items() if tag in one},
        "publisher-place": clean(one.get("PL")) if kind != "journal" else None,
        "DOI": dois[0] if dois else None,
        "ISSN": clean((one.get("IS") or "").partition(" ")[0]),
    }
    general = " ".join(values.get("GN", ()))
    notices = [f"{words}: {clean(text)}" for tag, words in NOTICES.items() for text in values.get(tag, ())]
    return make_entry(
        fields,
        file=source.name,
        line=line,
        format="nbib",
        abstract=one.get("AB"),
        keywords=(word.strip("*") for tag in ("OT", "MH") for word in values.get(tag, ())),
        authors_cut_off=CUT_OFF in general,
        stated=[found for found in stated if found.scheme != "doi"],
        notices=[*(kind for kind in kinds if kind in NOTICE_TYPES), *notices],
        kinds=kinds,
    )


def _authors(record: Record) -> list[dict[str, str]]:
    """People and bodies in their order; names of the AU kind ("van der Berg JA") only where there are no full ones."""
    full = any(tag == "FAU" for tag, _ in record)
    names: list[dict[str, str]] = []
    for tag, lines in record:
        if tag not in _PEOPLE:
            continue
        text = " ".join(lines) if len(lines) > 1 else lines[0]
        if tag == "FAU" and "," in text:
            names += [named] if (named := _person(text)) else []
            continue
        text = clean(text) or ""
        if tag == "FAU":
            names += [{"family": text}] if text else []
        elif tag == "CN" and text:
            names.append({"literal": text})
        elif tag == "AU" and not full:
            family, _, initials = text.rpartition(" ")
            names += persons([f"{family}, {initials}" if family else text])
    return names


def read(source: Source) -> Iterator[Piece]:
    """Yield the entries of an NBIB file, as a stream."""
    for found in _records(source):
        yield found if isinstance(found, Unread) else partial(_item, found[1], source, found[0])
