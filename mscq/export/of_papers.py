"""The tables of papers: bibliography, study and standing, authors, and how each was read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mscq.evidence.level import level
from mscq.export.definition import POSITION, Column, Row, Table, derived, linked, several, stated

if TYPE_CHECKING:
    from mscq.export.source import Base
    from mscq.records.models import Paper

PAPER = Column("paper", "string", "The paper", required=True, reference=("papers", "id"), indexed=True)
_BOOK = (
    *("type", "title", "container-title", "container-title-short", "volume", "issue", "page", "number"),
    *("chapter-number", "edition", "medium", "publisher", "publisher-place"),
)
_IDENTIFIERS = {
    "DOI": "Digital object identifier",
    "PMID": "PubMed id",
    "PMCID": "PubMed Central id",
    "ISBN": "ISBN of the book",
    "ISSN": "ISSN of the journal",
    "URL": "Address of the paper",
}
_NAME = {
    "family": "Family name",
    "given": "Given names",
    "suffix": "What follows the name, e.g. Jr",
    "dropping-particle": "Particle that goes where the given names go",
    "non-dropping-particle": "Particle that is part of the family name, e.g. van der",
    "literal": "Name of a body, in place of a person's",
}
_ROLES = ("author", "editor")


def tables() -> Iterator[Table]:
    """Papers, and what there is several of in a paper."""
    yield Table("papers", "Papers: bibliography, study, standing", _columns(), ("id",), _papers, ("title", "summary"))
    yield Table(
        "authors",
        "Authors and editors, in the order in which the source prints them",
        (
            PAPER,
            Column("role", "string", "Author of the paper, or editor of the book", required=True, choices=_ROLES),
            POSITION,
            *(stated("Name", field, description=text) for field, text in _NAME.items()),
        ),
        ("paper", "role", "position"),
        _authors,
    )
    condition = stated("Paper", "study/conditions", name="condition", reference=("conditions", "id"))
    other = stated("Paper", "study/same_patients_as", name="other_paper", reference=("papers", "id"))
    registration = stated("Paper", "study/registrations", name="registration")
    yield linked("paper_conditions", "The conditions that a paper studies", PAPER, condition, _records)
    yield linked("paper_same_patients", "Papers that share patients: count them as one study", PAPER, other, _records)
    yield linked("paper_registrations", "Registrations of the trial", PAPER, registration, _records)
    yield Table(
        "review_includes",
        "The trials that a review pools, as far as a page names them",
        (
            PAPER._replace(description="The review"),
            POSITION,
            stated("Included", "label"),
            stated("Included", "paper", name="included_paper", path="", reference=("papers", "id"), indexed=True),
            *several("Included", "", "pmid", "doi"),
        ),
        ("paper", "position"),
        lambda base: _listed(base, "includes"),
    )
    yield Table(
        "risk_of_bias",
        "What published reviews judged of a trial",
        (PAPER, POSITION, *several("RiskOfBias", "", "judged_in", "tool", "overall", "score")),
        ("paper", "position"),
        lambda base: _listed(base, "risk_of_bias"),
    )
    yield linked("paper_incomplete", "What is missing", PAPER, stated("Paper", "incomplete", name="field"), _records)
    yield linked("paper_notes", "Notes on a record", PAPER, stated("Paper", "notes", name="note"), _records)
    yield Table(
        "readings",
        "How each paper was read",
        (PAPER, POSITION, *several("Reading", "", "read_as", "entered", "note")),
        ("paper", "position"),
        _readings,
    )
    yield Table(
        "reading_addresses",
        "The pages at which papers were read",
        (
            PAPER._replace(reference=("readings", "paper")),
            Column("reading", "integer", "Position of the reading", required=True, reference=("readings", "position")),
            POSITION,
            stated("Reading", "addresses", name="address", path="", required=True, description="A page it was read at"),
        ),
        ("paper", "reading", "position"),
        _addresses,
    )


def _columns() -> tuple[Column, ...]:
    return (
        stated("Paper", "id"),
        *several("Paper", "bibliography", *_BOOK),
        Column("year", "integer", "Year of publication", indexed=True),
        Column("month", "integer", "Month of publication, where the source has it", minimum=1, maximum=12),
        Column("day", "integer", "Day of publication, where the source has it", minimum=1, maximum=31),
        *(stated("Paper", f"bibliography/{field}", description=text) for field, text in _IDENTIFIERS.items()),
        stated("Paper", "bookshelf"),
        stated("Paper", "study/design", reference=("designs", "id"), indexed=True),
        *several("Paper", "study", "phase", "conditions_together", "population", "comparator", "comparator_kind"),
        *(
            stated("Paper", f"study/participants/{field}", name=f"participants_{field}", required=False)
            for field in ("total", "treated", "control", "studies")
        ),
        *several("Paper", "study", "follow_up_months", "blinding"),
        *several("Paper", "study", "primary_outcome", "primary_outcome_met", "primary_outcome_source"),
        *several("Paper", "study", "regulator"),
        *(stated("Paper", f"study/sponsor/{field}", name=f"sponsor_{field}") for field in ("name", "kind")),
        stated("Paper", "summary"),
        *several("Paper", "standing", "status", "as_of", "notice"),
        derived(
            "level",
            "integer",
            "Oxford CEBM 2011 level of evidence, from 1 (strongest) to 5",
            required=True,
            minimum=1,
            maximum=5,
            indexed=True,
        ),
        derived("citation", "string", "the citation as the NLM writes it", required=True),
    )


def _records(base: Base) -> Iterator[Row]:
    return (record for _, record in base.plain)


def _papers(base: Base) -> Iterator[Row]:
    from mscq.cite import nlm_line

    for paper, record in base.plain:
        citation = nlm_line(paper)
        yield {**record, **_issued(paper), "level": level(paper), "citation": citation}


def _issued(paper: Paper) -> dict[str, Any]:
    issued = paper.bibliography.issued
    return {part: getattr(issued, part) if issued else None for part in ("year", "month", "day")}


def _authors(base: Base) -> Iterator[Row]:
    for paper, record in base.plain:
        for role in _ROLES:
            for position, name in enumerate(record["bibliography"].get(role, ()), 1):
                yield {"paper": paper.id, "role": role, "position": position, **name}


def _listed(base: Base, field: str) -> Iterator[Row]:
    """The entries of a list of a study, each under the paper that states it."""
    for paper, record in base.plain:
        for position, one in enumerate(record["study"].get(field, ()), 1):
            yield {"position": position, **_renamed(one), "paper": paper.id}


def _renamed(entry: Row) -> Row:
    return {("included_paper" if name == "paper" else name): value for name, value in entry.items()}


def _readings(base: Base) -> Iterator[Row]:
    for paper, record in base.plain:
        for position, reading in enumerate(record["readings"], 1):
            yield {"paper": paper.id, "position": position, **reading}


def _addresses(base: Base) -> Iterator[Row]:
    for reading in _readings(base):
        for position, address in enumerate(reading.get("addresses", ()), 1):
            yield {
                "paper": reading["paper"],
                "reading": reading["position"],
                "position": position,
                "address": address,
            }
