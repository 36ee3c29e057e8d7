"""The fields of a query: their names, PubMed's tags for them, and the numbers that some of them take."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mscq.records.facets import FACETS

# name -> facet of the vocabulary or closed list whose values the field takes
CONCEPT_FIELDS: dict[str, str] = {
    **{row.option: row.id for row in FACETS.values()},
    "topic": "topics",
    "direction": "directions",
    "stage": "stages",
    "endpoint": "endpoints",
    "met": "mets",
    "blinding": "blindings",
    "sponsor": "sponsors",
    "against": "comparators",
}
NUMBER_FIELDS = ("year", "n", "level")
LEVELS = range(1, 6)
# name -> the fields of the index in which its words are looked up
TEXT_FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "author": ("author",),
    "journal": ("journal",),
    "text": ("title", "summary", "finding"),
    "any": (),
}
OTHER_FIELDS = ("id", "mesh")
FIELDS = (*TEXT_FIELDS, *CONCEPT_FIELDS, *NUMBER_FIELDS, *OTHER_FIELDS)

ALIASES: dict[str, str] = {
    **{name: row.option for row in FACETS.values() for name in (row.field, *row.also)},
    "authors": "author",
    "disease": "condition",
    "topics": "topic",
    "endpoints": "endpoint",
    "blind": "blinding",
    "sponsors": "sponsor",
    "funding": "sponsor",
    "comparator": "against",
    "years": "year",
    "date": "year",
    "doi": "id",
    "pmid": "id",
    "pmcid": "id",
    "nct": "id",
    "key": "id",
}

# fields that no one types: a MeSH heading without what lies below it, people or animals, a kind of publication
# where it is a design, and whatever a filter says (``filters``)
HEADING, SUBJECT, KIND, FILTER = "heading", "subject", "publication type", "filter"
NOT_HELD = ""

# https://pubmed.ncbi.nlm.nih.gov/help/#search-tags; dates count by their year
_TAGS = {
    "title": "ti, title",
    "text": "tiab, title/abstract, ab, abstract, tw, text word, text words",
    "any": "all, all fields, ot, other term",
    "author": (
        "au, 1au, fau, lastau, author, author - first, author - last, full author name, ir, investigator, "
        "first author, last author"
    ),
    "journal": "ta, jour, journal, so",
    "year": (
        "dp, pdat, epdat, ppdat, edat, crdt, mhda, dcom, date - publication, publication date, date - entry, "
        "date - create, date - entrez, date - completion, date - mesh, entry date, create date"
    ),
    "mesh": (
        "mh, mesh, mesh terms, mesh term, majr, mesh major topic, nm, supplementary concept, substance name, rn, "
        "pa, pharmacological action"
    ),
    KIND: "pt, ptyp, publication type",
    FILTER: "sb, filter, subset, la, lang, language",
    "id": "uid, pmid, aid, doi, si, secondary source id, pmcid, article identifier, location id, lid",
    NOT_HELD: (
        "ad, affl, affiliation, gr, grant number, sh, subheading, mesh subheading, cn, corporate author, pl, place of "
        "publication, vi, volume, ip, issue, pg, pagination, tt, transliterated title, is, issn, auid, "
        "author - identifier, author identifier, ed, editor, pubn, publisher, isbn, ps, personal name as subject, "
        "cois, conflict of interest statements, jid, nlm unique id, pubstatus, text, book"
    ),
}
PUBMED_TAGS: dict[str, str] = {tag: name for name, tags in _TAGS.items() for tag in tags.split(", ")}


@dataclass(frozen=True, slots=True)
class Range:
    """A range of numbers, its ends included; None where it is open."""

    low: float | None
    high: float | None

    def holds(self, number: float | None) -> bool:
        """Whether a number lies in the range; an unknown number lies in none."""
        if number is None:
            return False
        return (self.low is None or number >= self.low) and (self.high is None or number <= self.high)

    def __str__(self) -> str:
        ends = [f"{end:g}" if end is not None else "" for end in (self.low, self.high)]
        return ends[0] if self.low == self.high else f"{ends[0]}..{ends[1]}"


_NUMBER = r"(\d{1,9})(?:[/-]\d{1,2}){0,2}"
_COMPARED = re.compile(r"(>=|=>|<=|=<|>|<|=|≥|≤)?\s*" + _NUMBER)
_BETWEEN = re.compile(rf"(?:{_NUMBER})?\s*(?:\.\.\.?|[–:-])\s*(?:{_NUMBER})?")
_WIDENED = {">": (1, None), "<": (None, -1), ">=": (0, None), "<=": (None, 0)}


def number_range(text: str) -> Range | None:
    """The range that a text gives: 2020, 2018..2022, 2018:2022, >=2020, <30; None where it gives none."""
    text = text.strip().replace("≥", ">=").replace("≤", "<=").replace("=>", ">=").replace("=<", "<=")
    compared = _COMPARED.fullmatch(text)
    if compared is not None:
        number = int(compared[2])
        below, above = _WIDENED.get(compared[1] or "=", (0, 0))
        return Range(None if below is None else number + below, None if above is None else number + above)
    between = _BETWEEN.fullmatch(text)
    if between is None or not (between[1] or between[2]):
        return None
    low, high = (float(end) if end else None for end in between.groups())
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Range(low, high)
