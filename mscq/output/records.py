"""Papers and findings as JSON-ready records; every paper record carries id, pmid, doi, title and year."""

from __future__ import annotations

from typing import Any

from mscq.evidence.level import control_of, level
from mscq.evidence.treatment import conditions, treatment_of
from mscq.output.forms import Scalar
from mscq.records.canonical import plain
from mscq.records.facets import GIVEN
from mscq.records.models import Finding, Paper


def paper_record(paper: Paper) -> dict[str, Any]:
    """A paper in brief: identifiers, title, design, level, standing."""
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
        "design": paper.study.design,
        "phase": paper.study.phase,
        "level": level(paper),
        "n": paper.study.participants.n,
        "conditions": paper.study.conditions,
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


def finding_row(paper: Paper, finding: Finding) -> dict[str, Scalar]:
    """A finding as one flat row."""
    treatment = treatment_of(paper, finding)
    estimate = finding.estimate
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
        "outcome": finding.outcome,
        "outcome_label": finding.outcome_label,
        "timepoint_months": finding.timepoint_months,
        "direction": finding.direction.value,
        "stage": finding.stage.value,
        "measure": estimate.measure.value if estimate else None,
        "value": estimate.value if estimate else None,
        "unit": estimate.unit if estimate else None,
        "events": estimate.events if estimate else None,
        "n": estimate.n if estimate else None,
        "ci_low": estimate.ci_low if estimate else None,
        "ci_high": estimate.ci_high if estimate else None,
        "ci_level": estimate.ci_level if estimate else None,
        "p": estimate.p if estimate else None,
        "statement": finding.statement,
        "read_as": finding.read_as.value,
        "locator": finding.locator,
    }


def paper_row(paper: Paper) -> dict[str, Scalar]:
    """A paper as one flat row."""
    record = paper_record(paper)
    return {key: " ".join(value) if isinstance(value, list) else value for key, value in record.items()}


def first_author(paper: Paper) -> str | None:
    """The family name (or the body) of the first author."""
    authors = paper.bibliography.author
    return (authors[0].family or authors[0].literal) if authors else None
