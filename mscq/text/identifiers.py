"""Identifiers of papers, as people type and paste them, and as they stand in a line of text.

:func:`parse` reads one identifier, :func:`find_all` finds every one in free text. Neither raises,
whatever the string. Patterns are compiled on first use, because start-up is what people feel.

Forms: PMID and PMCID by NLM (pmc.ncbi.nlm.nih.gov/about/public-access-info), DOI by the DOI Handbook
(section 2.2: case does not matter; a suffix may hold any printable character), Bookshelf accessions NBK,
ClinicalTrials.gov registrations NCT with eight digits.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Identifier", "Scheme", "find_all", "parse"]

Scheme = Literal["pmid", "pmcid", "doi", "bookshelf", "nct", "key"]

LONGEST = 2048  # characters of a pasted identifier; no real one comes near it
LONGEST_DOI = 500

_CLOSERS = {")": "(", "]": "[", "}": "{", ">": "<"}
_OPENING = "\"'`“”„‘’‚«»‹›「『<[({"
_TRAILING = "\"'`“”„‘’‚«»‹›」』.,;:!?。、…"
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DASHES = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0xFE63), ord("-"))
# without width, or turning the text behind them round
_INVISIBLE = dict.fromkeys(
    (0x00AD, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
)
_TABLE: dict[int, int | None] = {**_FULL_WIDTH, **_DASHES, **_INVISIBLE}

_NUMBER = "([1-9][0-9]{0,8})"
_DOI = r"10\.[0-9]{4,9}(?:\.[0-9]+)*"
# "<" belongs to a DOI of the SICI kind, but "<a" and "</a" begin a tag
# a full stop glued to the next identifier ends one, and so does the middle of a Markdown link
_NOT_IN_RUN = r"\s\"\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd"
_RUN = rf"(?:(?!\]\(|[.;,](?:pmid|pmc|epub|available|https?:|doi:))[^<{_NOT_IN_RUN}]|<(?![A-Za-z/!]))+"

# what publishers put behind the DOI in the address of a page
_VIEWS = "full|full-?text|pdf|epdf|pdfft|pdfdirect|abstract|abs|meta|html|summary|references|figures|epub|xml"

# each: scheme, what goes before the digits, pattern of the whole text
_TYPED: tuple[tuple[Scheme, str, str], ...] = (
    ("pmid", "", rf"(?:(?:pubmed\s*)?(?:pmid|pubmed\s*id|pubmed|medline)\s*[:#=-]?\s*)?{_NUMBER}"),
    ("pmcid", "PMC", rf"(?:(?:pmc\s*id|pmc|pubmed\s*central)\s*[:#=-]?\s*)?pmc\s*{_NUMBER}(?:\.[0-9]+)?"),
    ("pmcid", "PMC", rf"(?:pmc\s*id|pmc|pubmed\s*central)\s*[:#=-]?\s*{_NUMBER}"),
    ("bookshelf", "NBK", r"(?:(?:ncbi\s*)?bookshelf(?:\s*id)?\s*[:#=]?\s*)?nbk\s*:?\s*([0-9]{1,9})"),
    (
        "nct",
        "NCT",
        r"(?:clinical\s*trials?(?:\.gov)?(?:\s*(?:identifier|id))?\s*[:#=]?\s*)?nct[\s-]?([0-9]{8})",
    ),
)
_HOST = r"ncbi[.-]nlm[.-]nih[.-]gov[^/]{0,100}"
_ADDRESSES: tuple[tuple[Scheme, str, str], ...] = (
    ("pmid", "", rf"pubmed[.-]{_HOST}/{_NUMBER}(?:/|$)"),
    ("pmid", "", rf"{_HOST}/(?:m/)?(?:pubmed|entrez)/{_NUMBER}(?:/|$)"),
    ("pmid", "", rf"{_HOST}(?:/pmc)?/articles/pmid/{_NUMBER}(?:/|$)"),
    ("pmcid", "PMC", rf"{_HOST}(?:/m)?(?:/pmc)?/articles/(?:pmc)?{_NUMBER}(?:\.[0-9]+)?(?:/|$)"),
    ("bookshelf", "NBK", rf"{_HOST}/books/nbk([0-9]{{1,9}})(?:/|$)"),
    ("pmid", "", rf"europepmc\.org/(?:article|abstract)/med/{_NUMBER}(?:/|$)"),
    ("pmcid", "PMC", rf"europepmc\.org/(?:article|articles|abstract)/(?:pmc/?)*{_NUMBER}(?:/|$)"),
    ("pmid", "", rf"identifiers\.org/pubmed[:/]{_NUMBER}(?:/|$)"),
    ("nct", "NCT", r"clinicaltrials[.-]gov[^/]{0,100}/(?:[a-z0-9]+/)*nct([0-9]{8})(?:/|$)"),
)
_FREE = (
    rf"(?P<url>(?:https?://|\b(?:www|pubmed|pmc)\.ncbi\.nlm\.nih\.gov/|\b(?:dx\.|www\.)?doi\.org/"
    rf"|\b(?:www\.)?clinicaltrials\.gov/|\b(?:www\.)?europepmc\.org/){_RUN})"
    rf"|(?P<doi>(?<![0-9.]){_DOI}(?:/|%2F){_RUN})"
    r"|\b(?:pmid|pubmed(?:\s?id)?|medline)\s?[:#=-]?\s{0,3}(?P<pmid>[1-9][0-9]{0,8})(?![0-9])"
    r"|\bpmc\s?id\s?[:#=-]?\s{0,3}(?:pmc\s?)?(?P<pmcid>[1-9][0-9]{0,8})(?![0-9])"
    r"|\bpmc\s?(?P<pmc>[1-9][0-9]{4,8})(?![0-9])"
    r"|\bnbk\s?(?P<bookshelf>[0-9]{3,9})(?![0-9])"
    r"|\bnct[\s-]?(?P<nct>[0-9]{8})(?![0-9])"
)
_PREFIX: dict[str, tuple[Scheme, str]] = {
    "pmid": ("pmid", ""),
    "pmcid": ("pmcid", "PMC"),
    "pmc": ("pmcid", "PMC"),
    "bookshelf": ("bookshelf", "NBK"),
    "nct": ("nct", "NCT"),
}
# most DOIs stand as they are stored, with nothing that a citation or a web page puts behind them
_AS_STORED = r"(?!.*\.(?:pmid|pmc|epub|available))10\.[0-9]{4,9}/[a-z0-9]+(?:[.-][a-z0-9]+)*"
_LABELS = r"(?:pmid|pmcid|pmc|doi|nbk|nct|pubmed|https?)"


class Identifier(NamedTuple):
    """One identifier in its stored form: 37834955, PMC10573670, a DOI in lower case, NBK536728, islam2023."""

    scheme: Scheme
    value: str

    def __str__(self) -> str:
        return self.value


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _trim_end(text: str) -> str:
    """Drop closing punctuation, and brackets that nothing in the text opens."""
    if text[-1:].isalnum():
        return text
    surplus = {closer: text.count(closer) - text.count(opener) for closer, opener in _CLOSERS.items()}
    end = len(text)
    while end:
        last = text[end - 1]
        if last in _CLOSERS and surplus[last] > 0:
            surplus[last] -= 1
        elif not (last in _TRAILING or last.isspace()):
            break
        end -= 1
    return text[:end]


def _decoded(text: str) -> str:
    """Undo percent-encoding and HTML escapes, where there are any."""
    if _compiled("%[0-9a-f]{2}").search(text):
        from urllib.parse import unquote

        text = unquote(text)
    if _compiled("&(?:lt|gt|amp|#[0-9]{2,3});").search(text):
        from html import unescape

        text = unescape(text)
    return text


def _doi(text: str, *, page_of_publisher: bool = False) -> Identifier | None:
    """The DOI that a text begins with, without what citations and web pages put after it."""
    if not (match := _compiled(rf"{_DOI}/{_RUN}").match(_decoded(text))):
        return None
    doi = match[0]
    if page_of_publisher:
        doi = _compiled(rf"/(?:{_VIEWS})$").sub("", doi.rstrip("/"))
        doi = _compiled(r"\.(?:pdf|html?|full|full\.pdf)$").sub("", doi)
        if doi.startswith("10.1101/"):  # bioRxiv and medRxiv put the version into the address only
            doi = _compiled(r"v[0-9]+(?:\.[a-z-]+)*$").sub("", doi)
    doi = _trim_end(doi).lower()
    if len(doi) > LONGEST_DOI:
        return None
    while doi != (trimmed := _trim_end(doi.rstrip("/"))):
        doi = trimmed
    if not _compiled(rf"{_DOI}/{_RUN}").fullmatch(doi):
        return None
    return Identifier("doi", doi)


def _address(text: str) -> Identifier | None:
    """The identifier that a web address names, or None."""
    place, *rest = re.split(r"[?#]", text, maxsplit=1)
    place = _trim_end(place)
    if match := _compiled(rf"(?<![0-9.]){_DOI}(?:/|%2F)").search(place):
        resolver = _compiled(r"^(?:https?://)?(?:[a-z]+\.)?doi[.-]org").match(place) is not None
        return _doi(place[match.start() :], page_of_publisher=not resolver)
    for scheme, prefix, pattern in _ADDRESSES:
        if match := _compiled(pattern).search(place):
            return Identifier(scheme, prefix + match[1])
    if rest and _compiled(rf"{_HOST}").search(place):
        term = _compiled(rf"(?:^|&)term={_NUMBER}(?:\[(?:uid|pmid)\])?(?:&|$)").search(_decoded(rest[0]))
        return Identifier("pmid", term[1]) if term else None
    return None


@lru_cache(maxsize=64)  # files give one identifier in several fields of a record
def parse(text: str) -> Identifier | None:
    """The one identifier that a text is, or None. Never raises.

    Takes citation keys, PMIDs (bare, labelled), PMCIDs, DOIs, Bookshelf and ClinicalTrials.gov numbers and
    the web addresses of them all; quotes, brackets, spaces and closing punctuation around do not matter.
    A text that holds more than one identifier is none: see :func:`find_all`.
    """
    if len(text) > LONGEST:
        return None
    if len(text) < LONGEST_DOI and _compiled(_AS_STORED).fullmatch(text):
        return Identifier("doi", text.lower())
    text = _trim_end(" ".join(text.translate(_TABLE).split()).lstrip(_OPENING + " ")).strip()
    for scheme, prefix, pattern in _TYPED:
        if match := _compiled(pattern).fullmatch(text):
            return Identifier(scheme, prefix + match[1])
    if _compiled(r"\s").search(_compiled(r"^[a-z]{3,8}\s*[:=]?\s*").sub("", text)):
        return None
    if match := _compiled(rf"(?:(?:info:|urn:)?doi\s*[:=/]?\s*)?({_DOI}(?:/|%2F).+)").fullmatch(text):
        return _doi(match[1])
    if match := _compiled(
        r"(?:(?:doi|url|pmid|pmcid)\s*[:=]?\s*)?((?:https?://|[a-z0-9.-]+\.(?:gov|org)/)\S+)"
    ).fullmatch(text):
        return _address(match[1])
    text = text.removeprefix("@").lower()
    if _compiled(rf"{_LABELS}(?:[0-9:.].*)?").fullmatch(text):
        return None
    # citation keys of the reader's own files may hold _ : . + beside the hyphen of ours
    return Identifier("key", text) if re.fullmatch(r"[a-z][a-z0-9]*(?:[-_:.+][a-z0-9]+)*", text) else None


def _found(text: str) -> Iterator[Identifier]:
    for match in _compiled(_FREE).finditer(text):
        kind = match.lastgroup or ""
        if kind == "url":
            found = _address(match["url"][:LONGEST])
        elif kind == "doi":
            found = _doi(match["doi"])
        else:
            scheme, prefix = _PREFIX[kind]
            found = Identifier(scheme, prefix + match[kind])
        if found:
            yield found


def find_all(text: str) -> list[Identifier]:
    """Every identifier in free text (a reference, a page of them), in order, each once. Never raises.

    A number counts as a PMID only behind its label; citation keys are not looked for.
    """
    return list(dict.fromkeys(_found(text.translate(_TABLE))))
