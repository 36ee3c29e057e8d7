"""The tables of findings: statement and figure, what was given against what, and which rows are one comparison."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mscq.evidence.effect import favours_treatment
from mscq.evidence.level import Control, control_of, is_result, level
from mscq.evidence.results import Result, results
from mscq.evidence.treatment import Treatment, conditions, treatment_of
from mscq.export.definition import POSITION, Column, Row, Table, derived, linked, several, stated
from mscq.export.of_papers import PAPER
from mscq.records.models import Estimate, Intervention
from mscq.records.terms import Topic

if TYPE_CHECKING:
    from mscq.export.source import Base

FINDING = Column("finding", "string", "The finding", required=True, reference=("findings", "id"), indexed=True)
_LEVEL = derived(
    "level",
    "integer",
    "Oxford CEBM 2011 level of the paper, from 1 (strongest) to 5",
    required=True,
    minimum=1,
    maximum=5,
    indexed=True,
)
_CONTROL = derived(
    "setting",
    "string",
    "how far the result can show that the treatment works; only a controlled one can",
    required=True,
    choices=tuple(one.value for one in Control),
    indexed=True,
)
_INTERVENTION = Column(
    "intervention", "string", "The intervention", required=True, reference=("interventions", "id"), indexed=True
)
_ROLES = ("study", "finding", "against", "given")
_GIVEN = {
    "cell_types": ("cells", "cell_type"),
    "cell_sources": ("sources", "cell_source"),
    "donors": ("donors", "donor"),
    "routes": ("routes", "route"),
}


def tables() -> Iterator[Table]:
    """Findings, what there is several of in a finding, interventions and comparisons."""
    searched = ("statement", "outcome_label")
    yield Table("findings", "Findings, each with its figure", _columns(), ("id",), _findings, searched)
    yield Table(
        "finding_conditions",
        "The conditions that a finding is about",
        (
            FINDING,
            POSITION,
            stated("Finding", "conditions", name="condition", path="", reference=("conditions", "id"))._replace(
                required=True, indexed=True
            ),
            derived("own", "boolean", "true where the finding names it, false where the paper does", required=True),
        ),
        ("finding", "position"),
        _conditions,
    )
    entity = stated("Finding", "entities", name="entity", reference=("entities", "id"))
    read_as = stated("Finding", "also_read_as", name="read_as")
    treatment = stated("Finding", "comparator/treatments", name="treatment", reference=("entities", "id"))
    outcome = stated("Finding", "also_outcomes", name="outcome", reference=("outcomes", "id"))
    yield linked("finding_outcomes", "Further scales that the label of a finding names", FINDING, outcome, _records)
    yield linked("finding_comparators", "What the controls of a finding were given", FINDING, treatment, _records)
    yield linked("finding_entities", "What a finding names", FINDING, entity, _records)
    yield linked("finding_readings", "Further readings that state the same", FINDING, read_as, _records)
    yield from _of_interventions()
    yield Table(
        "comparisons",
        "Results with each comparison once, however many rows report it",
        (
            FINDING._replace(description="The row that tells the direction"),
            PAPER,
            stated("Finding", "topic", indexed=True),
            stated("Finding", "direction", indexed=True),
            _CONTROL,
            _LEVEL,
        ),
        ("finding",),
        lambda base: (_comparison(one) for one in _results(base)),
    )
    yield Table(
        "comparison_findings",
        "All rows of each comparison, the control arm's included",
        (
            Column(
                "comparison",
                "string",
                "The comparison, by the row that tells its direction",
                required=True,
                reference=("comparisons", "finding"),
            ),
            POSITION,
            FINDING,
        ),
        ("comparison", "position"),
        _rows_of_comparisons,
    )


def _columns() -> tuple[Column, ...]:
    return (
        stated("Finding", "id"),
        PAPER,
        POSITION,
        *several("Finding", "", "topic", "statement", "population"),
        stated("Finding", "comparator/kind", name="comparator_kind"),
        stated("Finding", "comparator/label", name="comparator_label"),
        stated("Finding", "group", name="group_label"),
        *several("Finding", "", "analysis", "arm"),
        stated("Finding", "outcome", reference=("outcomes", "id"), indexed=True),
        *several("Finding", "", "outcome_label", "endpoint", "timepoint_months"),
        stated("Finding", "direction", indexed=True),
        stated("Finding", "stage", indexed=True),
        *several("Finding", "estimate", *Estimate.model_fields),
        *several("Finding", "", "certainty", "as_printed", "read_as", "locator", "note"),
        derived("is_result", "boolean", "whether it reports what happened to a group", required=True),
        _CONTROL,
        _LEVEL,
        derived(
            "favours_treatment",
            "number",
            "the effect with its sign turned so that positive favours the treatment, ratios as natural logarithm; "
            "empty where that cannot be told",
        ),
    )


def _of_interventions() -> Iterator[Table]:
    yield Table(
        "interventions",
        "What was given, by whom it is said: the study, a finding, or a finding of the other arm",
        (
            Column("id", "string", "The paper or the finding, and the role", required=True),
            Column(
                "role",
                "string",
                "study: what the paper says of the whole; finding: what the finding itself says; against: the other "
                "cell arm; given: derived, the finding's own words and, where it is silent, the paper's only value",
                required=True,
                choices=_ROLES,
                indexed=True,
            ),
            PAPER,
            FINDING._replace(required=False),
            stated("Intervention", "dose"),
        ),
        ("id",),
        _interventions,
    )
    for table, (field, one) in _GIVEN.items():
        value = stated("Intervention", field, name=one, reference=(table, "id"))
        yield linked(f"intervention_{table}", f"Interventions: {field}", _INTERVENTION, value, _interventions)
    cells = stated("Intervention", "dose_cells", name="cells")
    per_kg = stated("Intervention", "dose_cells_per_kg", name="cells_per_kg")
    yield linked("intervention_doses", "Interventions: cells given", _INTERVENTION, cells, _interventions)
    yield linked("intervention_doses_per_kg", "Interventions: cells per kg", _INTERVENTION, per_kg, _interventions)


def _records(base: Base) -> Iterator[Row]:
    return (record for _, _, record in base.findings)


def _findings(base: Base) -> Iterator[Row]:
    outcomes = base.vocabulary.outcomes
    for paper, paper_record in base.plain:
        for position, (finding, record) in enumerate(
            zip(paper.findings, paper_record.get("findings", ()), strict=True), 1
        ):
            yield {
                **record,
                "paper": paper.id,
                "position": position,
                "is_result": is_result(finding),
                "setting": control_of(finding).value,
                "level": level(paper),
                "favours_treatment": favours_treatment(finding, outcomes),
            }


def _conditions(base: Base) -> Iterator[Row]:
    for paper, finding, _ in base.findings:
        for position, condition in enumerate(conditions(paper, finding), 1):
            own = condition in finding.conditions
            yield {"finding": finding.id, "position": position, "condition": condition, "own": own}


def _interventions(base: Base) -> Iterator[Row]:
    for paper in base.papers:
        yield {**_said(paper.study.intervention), "id": f"{paper.id}:study", "role": "study", "paper": paper.id}
        for finding in paper.findings:
            roles = {
                "finding": finding.intervention,
                "against": finding.comparator.against,
                "given": treatment_of(paper, finding),
            }
            for role, one in roles.items():
                if one is not None and any(_said(one).values()):
                    own = {"id": f"{finding.id}:{role}", "role": role, "paper": paper.id, "finding": finding.id}
                    yield {**_said(one), **own}


def _said(one: Intervention | Treatment) -> dict[str, Any]:
    return {field: getattr(one, field) for field in Intervention.model_fields}


def _results(base: Base) -> Iterator[Result]:
    for paper in base.papers:
        for topic in (Topic.EFFICACY, Topic.SAFETY):
            yield from results(paper, base.vocabulary.outcomes, topic)


def _comparison(result: Result) -> Row:
    return {
        "finding": result.finding.id,
        "paper": result.paper.id,
        "topic": result.finding.topic.value,
        "direction": result.direction.value,
        "setting": result.control.value,
        "level": level(result.paper),
    }


def _rows_of_comparisons(base: Base) -> Iterator[Row]:
    for result in _results(base):
        for position, row in enumerate(result.rows, 1):
            yield {"comparison": result.finding.id, "position": position, "finding": row.id}
