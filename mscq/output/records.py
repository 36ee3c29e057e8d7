"""Papers and findings as JSON-ready records; every paper record carries id, pmid, doi, title and year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from itertools import islice
from typing import TYPE_CHECKING, Any

from mscq.evidence.effect import favours_treatment
from mscq.evidence.level import control_of, level
from mscq.evidence.treatment import conditions, treatment_of
from mscq.records.canonical import plain
from mscq.records.facets import GIVEN

if TYPE_CHECKING:
    from mscq.output.answer import Scalar
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Finding, Paper
    from mscq.records.vocabulary import Facet


def _value(one: Enum | None) -> str | None:
    return one.value if one is not None else None


OF_STUDY: Mapping[str, Callable[[Paper], Any]] = {
    "design": lambda paper: paper.study.design,
    "phase": lambda paper: paper.study.phase,
    "level": level,
    "n": lambda paper: paper.study.participants.n,
    "blinding": lambda paper: _value(paper.study.blinding),
    "primary_outcome": lambda paper: paper.study.primary_outcome,
    "primary_outcome_met": lambda paper: _value(paper.study.primary_outcome_met),
    "primary_outcome_source": lambda paper: _value(paper.study.primary_outcome_source),
    "regulator": lambda paper: paper.study.regulator,
    "sponsor": lambda paper: paper.study.sponsor.name if paper.study.sponsor else None,
    "sponsor_kind": lambda paper: _value(paper.study.sponsor.kind) if paper.study.sponsor else None,
    "conditions": lambda paper: paper.study.conditions,
}
"""What the record of a paper says of its study, which no reference that was not reviewed has."""


def paper_record(paper: Paper) -> dict[str, Any]:
    """A paper in brief: identifiers, title, design, level, primary outcome and whether it was met, standing."""
    bibliography = paper.bibliography
    return {
        "id": paper.id,
        "pmid": bibliography.pmid,
        "pmcid": bibliography.pmcid,
        "doi": bibliography.doi,
        "title": bibliography.title,
        "year": bibliography.year,
        "first_author": first_author(paper),
        "journal": bibliography.container_title,
        **{name: of(paper) for name, of in OF_STUDY.items()},
        "standing": paper.standing.status.value,
        "read_as": [reading.read_as.value for reading in paper.readings],
    }


def finding_record(paper: Paper, finding: Finding) -> dict[str, Any]:
    """A finding whole, with its paper and what follows from both."""
    treatment = treatment_of(paper, finding)
    return {
        **plain(finding),
        "paper": paper.id,
        "conditions": conditions(paper, finding),
        "given": {name: value for name, value in treatment._asdict().items() if value},
        "setting": control_of(finding).value,
        "level": level(paper),
    }


_NUMBERS = (
    *("value", "value_to", "approximate", "unit", "counts", "baseline", "standard_deviation", "standard_error"),
    *("events", "n", "studies", "participants", "i_squared", "ci_low", "ci_high", "ci_level", "p", "reported_as"),
)


def finding_row(paper: Paper, finding: Finding, outcomes: Facet) -> dict[str, Scalar]:
    """A finding as one flat row; ``favours`` is the side of its figure, empty where that cannot be told."""
    treatment = treatment_of(paper, finding)
    estimate = finding.estimate
    effect = favours_treatment(finding, outcomes)
    return {
        "id": finding.id,
        "paper": paper.id,
        "pmid": paper.bibliography.pmid,
        "level": level(paper),
        "design": paper.study.design,
        "topic": finding.topic.value,
        "conditions": " ".join(conditions(paper, finding)),
        **{row.field: " ".join(getattr(treatment, row.field)) for row in GIVEN},
        "dose": treatment.dose,
        "setting": control_of(finding).value,
        "comparator": finding.comparator.kind.value,
        "comparator_label": finding.comparator.label,
        "arm": finding.arm.value if finding.arm else None,
        "group": finding.group,
        "population": finding.population,
        "analysis": finding.analysis.value if finding.analysis else None,
        "outcome": finding.outcome,
        "outcome_label": finding.outcome_label,
        "endpoint": finding.endpoint.value if finding.endpoint else None,
        "timepoint_months": finding.timepoint_months,
        "direction": finding.direction.value,
        "favours": None if effect is None else "treatment" if effect > 0 else "comparator" if effect < 0 else "neither",
        "stage": finding.stage.value,
        "measure": estimate.measure.value if estimate else None,
        **{name: getattr(estimate, name, None) for name in _NUMBERS},
        "certainty": finding.certainty.value if finding.certainty else None,
        "statement": finding.statement,
        "read_as": finding.read_as.value,
        "locator": finding.locator,
        "note": finding.note,
    }


def any_finding_row(kb: KnowledgeBase) -> list[dict[str, Scalar]]:
    """The row of some finding of a base, for its columns."""
    pairs = ((paper, finding) for paper in kb.papers() for finding in paper.findings)
    return [finding_row(paper, finding, kb.vocabulary.outcomes) for paper, finding in islice(pairs, 1)]


def paper_row(paper: Paper) -> dict[str, Scalar]:
    """A paper as one flat row."""
    record = paper_record(paper)
    return {key: " ".join(value) if isinstance(value, list) else value for key, value in record.items()}


def first_author(paper: Paper) -> str | None:
    """The family name (or the body) of the first author."""
    authors = paper.bibliography.author
    return (authors[0].family or authors[0].literal) if authors else None
