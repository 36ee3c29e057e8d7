"""What the E-utilities answer, in the forms that they have (NBK25499): esearch, efetch, esummary."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from mscq.errors import MscqError, NoNetwork
from mscq.library.decode import Source
from mscq.library.entry import Entry
from mscq.library.readers import pubmed_xml
from mscq.online.client import Unusable
from mscq.text.lines import clean, shortened
from mscq.text.safe import document

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from mscq.online.client import Client

Part = TypeVar("Part")

BATCH = 200
"""Ids in one request."""
MOST_LISTED = 9_999
"""Papers of one search that PubMed lists, with its history server or without (NBK25499, esearch: retstart)."""
_NAME = "PubMed's answer"


class Found(NamedTuple):
    """How many records a search finds, the ids asked for, phrases that the index lacks, and when it was asked."""

    total: int
    ids: list[str]
    not_found: list[str]
    asked: datetime


class Notice(NamedTuple):
    """A notice on a paper as PubMed lists it: its kind in NLM's words, where it stands, its PMID."""

    kind: str
    source: str
    pmid: str | None

    def __str__(self) -> str:
        return f"{self.kind}: {self.source}{f' (PMID {self.pmid})' if self.pmid else ''}"


class Record(NamedTuple):
    """A record of PubMed: the reference, its publication types (MeSH id and name) and notices.

    ``added`` is the day on which PubMed took it in, ``ahead`` the year in which it was online ahead of its issue.
    """

    entry: Entry
    kinds: tuple[tuple[str, str], ...] = ()
    notices: tuple[Notice, ...] = ()
    added: date | None = None
    ahead: int | None = None


class Heading(NamedTuple):
    """A MeSH descriptor: its id, and its terms, the heading first."""

    id: str
    terms: tuple[str, ...]


def search(client: Client, term: str, most: int, db: str = "pubmed") -> Found:
    """Return what a search finds, at most so many ids (9,999), the latest first. Raises as ``Client.ask`` does."""
    question = {"db": db, "term": term, "retmax": str(min(most, MOST_LISTED)), "retmode": "json"}
    (count, ids, not_found), asked = client.ask("esearch", question, _found)
    return Found(count, ids, not_found, asked)


def records(client: Client, pmids: Sequence[str]) -> tuple[list[Record], datetime | None]:
    """Return PubMed's records of these papers, and when the first of them was asked for; it may lack some."""
    return _batched(client, "efetch", pmids, {"db": "pubmed", "retmode": "xml"}, _records)


def medline(client: Client, pmids: Sequence[str]) -> str:
    """Return the records of these papers as PubMed saves them (.nbib), abstracts and headings included."""
    texts, _ = _batched(client, "efetch", pmids, {"db": "pubmed", "rettype": "medline", "retmode": "text"}, _medline)
    written = "\n".join(texts)
    if lost := {*pmids} - {*re.findall(r"^PMID- ([0-9]+)$", written, re.MULTILINE)}:
        raise NoNetwork(f"PubMed gave no MEDLINE record of {len(lost)} papers (PMID {min(lost)}); ask again later")
    return written


def headings(client: Client, uids: Sequence[str]) -> list[Heading]:
    """Return the MeSH descriptors of these ids of NCBI's database ``mesh``."""
    return _batched(client, "esummary", uids, {"db": "mesh", "retmode": "json"}, _headings)[0]


def _batched(
    client: Client, utility: str, ids: Sequence[str], how: dict[str, str], read: Callable[[bytes], list[Part]]
) -> tuple[list[Part], datetime | None]:
    gathered: list[Part] = []
    first: datetime | None = None
    for start in range(0, len(ids), BATCH):
        part, asked = client.ask(utility, {**how, "id": ",".join(ids[start : start + BATCH])}, read)
        first = min(first or asked, asked)
        gathered += part
    return gathered, first


def _json(content: bytes, key: str) -> dict[str, Any]:
    """The part of a JSON answer under a key. (A message of an error may hold a bare line feed: not strict.)"""
    try:
        found = json.loads(content, strict=False)
    except (ValueError, RecursionError) as error:
        raise Unusable(_no_data(content)) from error
    part = found.get(key) if isinstance(found, dict) else None
    if not isinstance(part, dict):
        raise Unusable(_no_data(content))
    if said := part.get("ERROR"):
        raise Unusable(f"says: {shortened(str(said), 200)}")
    return part


def _found(content: bytes) -> tuple[int, list[str], list[str]]:
    part = _json(content, "esearchresult")
    count, ids = part.get("count"), part.get("idlist")
    if not isinstance(count, str) or not _is_number(count) or not isinstance(ids, list):
        raise Unusable("a search without a count")
    if not all(isinstance(one, str) and _is_number(one) for one in ids):
        raise Unusable("a search whose ids are no numbers")
    warned, failed = part.get("warninglist"), part.get("errorlist")
    missed = [
        *(warned.get("quotedphrasesnotfound") or () if isinstance(warned, dict) else ()),
        *(failed.get("phrasesnotfound") or () if isinstance(failed, dict) else ()),
    ]
    return int(count), ids, [text for one in missed if (text := clean(one))]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _headings(content: bytes) -> list[Heading]:
    part = _json(content, "result")
    made = []
    for one in part.values():
        terms = one.get("ds_meshterms") if isinstance(one, dict) else None
        if isinstance(terms, list) and (ui := clean(one.get("ds_meshui"))):
            made.append(Heading(ui, tuple(text for term in terms if (text := clean(term)))))
    return made


def _medline(content: bytes) -> list[str]:
    text = document(content.decode("utf-8", "replace").replace("\r\n", "\n").strip())
    # each record begins with its PMID and ends with its source
    if not text.startswith("PMID-") or "\nSO  - " not in text[text.rindex("PMID-") :]:
        raise Unusable(_no_data(content))
    return [f"{text}\n"]


def _records(content: bytes) -> list[Record]:
    text = content.decode("utf-8", "replace")
    if re.search(r"<PubmedArticleSet\s*/>|<PubmedArticleSet(?:\s[^<>]*)?>\s*</PubmedArticleSet>", text[:10_000]):
        return []
    if "<PubmedArticleSet" not in text[:10_000] or not text.rstrip().endswith("</PubmedArticleSet>"):
        raise Unusable(_no_data(content))
    source = Source(_NAME, io.StringIO(text))
    try:
        return [
            record
            for cut in pubmed_xml.records(source)
            if cut.element is not None and (record := _record(pubmed_xml.item(cut, source), cut.element))
        ]
    except MscqError as error:
        raise Unusable(str(error)) from error


def _record(item: object, element: Element) -> Record | None:
    if not isinstance(item, Entry) or not item.bibliography.pmid:
        return None
    kinds = ((one.get("UI", ""), clean("".join(one.itertext()))) for one in element.iter("PublicationType"))
    return Record(
        item,
        tuple((clean(ui) or "", name) for ui, name in kinds if name),
        tuple(_notices(element)),
        _added(element),
        int(year) if _is_number(year := element.findtext(".//ArticleDate/Year") or "") else None,
    )


def _notices(element: Element) -> Iterator[Notice]:
    for one in element.iter("CommentsCorrections"):
        if words := pubmed_xml.NOTICES.get(one.get("RefType", "")):
            pmid = clean(one.findtext("PMID"))
            yield Notice(words, clean(one.findtext("RefSource")) or "source not given", pmid)


def _added(element: Element) -> date | None:
    """The day on which the record was created: PubMed's CRDT, in XML the date of status "entrez"."""
    for one in element.iter("PubMedPubDate"):
        if one.get("PubStatus") == "entrez":
            try:
                return date(*(int(one.findtext(part) or "") for part in ("Year", "Month", "Day")))
            except ValueError:
                return None
    return None


def _no_data(content: bytes) -> str:
    head = content[:2000].lstrip().lower()
    if not head:
        return "an empty answer"
    if head.startswith((b"<!doctype html", b"<html")):
        return "answers with a web page instead of data"
    if error := re.search(rb"<error>([^<]{1,300})", content[:5000], re.IGNORECASE):
        return f"says: {shortened(error[1].decode('utf-8', 'replace'), 200)}"
    return "the answer is cut off or not of the form that was asked for"
