"""NLM citations, letter for letter as PubMed prints them.

Rules: Citing Medicine (NLM, 2nd ed.) and the citations of pubmed.ncbi.nlm.nih.gov. What is not known
is left out together with its punctuation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mscq.cite import fields, links
from mscq.cite.names import nlm_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mscq.cite.reference import CitationOptions, Reference
    from mscq.records.models import Bibliography

__all__ = ["Piece", "pieces", "render", "source"]

ORDER = 1
TITLE = "NLM citation as PubMed prints it"
SUFFIXES = (".txt",)
ALIASES = ("text", "pubmed")


PERIODICAL = ("article-journal", "article")
HOSTED = ("chapter", "paper-conference", "entry-encyclopedia", "entry-dictionary")


class Piece(NamedTuple):
    """A stretch of a citation and the address it can link to, if any."""

    text: str
    link: str = ""


def render(references: Sequence[Reference], options: CitationOptions) -> str:
    """Return one citation per line."""
    return "".join(f"{''.join(piece.text for piece in pieces(each, options))}\n" for each in references)


def pieces(reference: Reference, options: CitationOptions) -> list[Piece]:
    """Return a citation in pieces; their texts joined are the citation."""
    words = _in_periodical if reference.bibliography.type in PERIODICAL else _in_book
    sentences = [[Piece(text)] for text in words(reference, options) if text]
    sentences += [_address(reference), *_identifiers(reference.bibliography)]
    sentences.append([Piece(fields.notice_text(reference))])
    joined: list[Piece] = []
    for sentence in sentences:
        known = [piece for piece in sentence if piece.text]
        joined += [Piece(" "), *known] if joined and known else known
    return joined


def _authors(reference: Reference) -> str:
    cut_off = fields.author_list_cut_off(reference)
    return fields.sentence(nlm_list(reference.bibliography.author, cut_off))


def _title(bibliography: Bibliography) -> str:
    return fields.sentence(fields.clean(bibliography.title))


def source(bibliography: Bibliography, options: CitationOptions) -> str:
    """Return the journal, date, volume, issue, pages: ``J Clin Med. 2023 Sep 30;12(19):6311.``"""
    journal = fields.container(bibliography, options, full_by_default=False)
    if journal and bibliography.type == "article":
        journal += " [Preprint]"
    volume, issue = fields.clean(bibliography.volume), fields.clean(bibliography.issue)
    date, place = fields.nlm_date(bibliography.issued), fields.locator(bibliography)
    numbers = volume + (f"({issue})" if issue else "")
    text = ";".join(part for part in (date, numbers) if part)
    text = ":".join(part for part in (text, place) if part)
    return " ".join(fields.sentence(part) for part in (journal, text) if part)


def _in_periodical(reference: Reference, options: CitationOptions) -> list[str]:
    bibliography = reference.bibliography
    return [_authors(reference), _title(bibliography), source(bibliography, options)]


def _medium(bibliography: Bibliography) -> str:
    return f" [{fields.clean(bibliography.medium)}]" if bibliography.medium else ""


def _edition(bibliography: Bibliography) -> str:
    """``2nd ed.`` from ``2``, ``2nd`` or ``2nd ed.``; words stay words."""
    text = re.sub(r"\s*(?:\b(?:ed|edn|edition))?\.?$", "", fields.clean(bibliography.edition), flags=re.IGNORECASE)
    if number := re.fullmatch(r"(\d+)\s*(?:st|nd|rd|th)?", text, re.IGNORECASE):
        text = fields.ordinal(int(number[1]))
    return f"{text} ed." if text else ""


def _imprint(bibliography: Bibliography) -> str:
    """``Brisbane (AU): Codon Publications; 2018 Dec 21.``"""
    place, publisher = fields.clean(bibliography.publisher_place), fields.clean(bibliography.publisher)
    if bibliography.type not in HOSTED:
        publisher = publisher or fields.full_container(bibliography)
    text = ": ".join(part for part in (place, publisher) if part)
    return fields.sentence("; ".join(part for part in (text, fields.nlm_date(bibliography.issued)) if part))


def _in_book(reference: Reference, options: CitationOptions) -> list[str]:
    bibliography = reference.bibliography
    hosted = bibliography.type in HOSTED
    book = fields.full_container(bibliography) if hosted else ""
    editors = nlm_list(bibliography.editor)
    if editors:
        editors += ", editors." if len(bibliography.editor) > 1 else ", editor."
    whole = fields.sentence(book + _medium(bibliography)) if book else ""
    host = " ".join(part for part in (editors, whole) if part)
    title = fields.clean(bibliography.title)
    if title and not hosted:
        title += _medium(bibliography)
    chapter, pages = fields.clean(bibliography.chapter_number), fields.clean(bibliography.page)
    return [
        _authors(reference),
        fields.sentence(title),
        f"In: {host}" if host else "",
        _edition(bibliography),
        _imprint(bibliography),
        f"Chapter {chapter}." if chapter else "",
        f"p. {pages}." if pages else "",
    ]


def _address(reference: Reference) -> list[Piece]:
    """``Available from: URL`` for what is no article; PubMed sets no period after the address."""
    url = fields.address(reference)
    if not url or reference.bibliography.type in PERIODICAL:
        return []
    return [Piece("Available from: "), Piece(url, url)]


def _identifiers(bibliography: Bibliography) -> list[list[Piece]]:
    """``doi: 10.3390/jcm12196311.`` and ``PMID: 37834955; PMCID: PMC10573670.``"""
    doi, pmid, pmcid = bibliography.doi, bibliography.pmid, bibliography.pmcid
    found = []
    if doi:
        found.append([Piece("doi: "), Piece(doi, links.doi(doi)), Piece(".")])
    numbers = []
    if pmid:
        numbers += [Piece("PMID: "), Piece(pmid, links.pubmed(pmid))]
    if pmcid:
        numbers += [Piece("; PMCID: " if pmid else "PMCID: "), Piece(pmcid, links.pmc(pmcid))]
    if numbers:
        found.append([*numbers, Piece(".")])
    return found
