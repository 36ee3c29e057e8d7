"""Checks of what a finding claims: its comparator, its arm, and its direction against its own figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.checks.effect import excludes_no_effect
from mscq.checks.opened import Base, Within
from mscq.checks.registry import Found, InFile, Severity, base_check, finding_check
from mscq.evidence.effect import better_side, favours_treatment
from mscq.evidence.level import CONTROLLED, Control, control_of, is_result
from mscq.evidence.results import Result, results
from mscq.records.measures import MEASURES, Nature
from mscq.records.terms import Arm, ComparatorKind, Direction, Measure, Stage, Topic

if TYPE_CHECKING:
    from mscq.records.models import Finding, Paper
    from mscq.records.vocabulary import Facet

_NOT_PEOPLE = frozenset({Stage.LABORATORY, Stage.ANIMAL})
_OF_RESULTS = (Topic.EFFICACY, Topic.SAFETY)
_LEVELS = frozenset(one for one in MEASURES if MEASURES[one].nature in (Nature.AVERAGE, Nature.SHARE)) - {Measure.COUNT}
SIDES = {Direction.BENEFIT: 1, Direction.HARM: -1}


@finding_check("other-arm", "a comparison between cell arms says against which; no other comparison has 'against'")
def other_arm(base: Base, paper: Paper, finding: Finding) -> Found:
    comparator = finding.comparator
    if comparator.kind is ComparatorKind.OTHER_ARM:
        if comparator.against is None and comparator.label is None:
            yield "comparator", "names no other arm: give 'against' (vocabulary ids) or a label"
    elif comparator.against is not None:
        yield "comparator.against", f"stands at kind '{comparator.kind.value}': use kind 'other-arm' or leave it out"


@finding_check("arm", "a contrast is with something: a control or another arm", Severity.WARNING)
def arm(base: Base, paper: Paper, finding: Finding) -> Found:
    alone = finding.comparator.kind in (ComparatorKind.NONE, ComparatorKind.BASELINE)
    if alone and finding.arm is Arm.BETWEEN:
        yield "arm", f"'{finding.arm.value}' with comparator '{finding.comparator.kind.value}': look again at both"


@finding_check("arm-missing", "a figure on efficacy or safety says whom it describes", Severity.WARNING)
def arm_missing(base: Base, paper: Paper, finding: Finding) -> Found:
    silent = finding.stage in _NOT_PEOPLE or finding.direction is Direction.NOT_APPLICABLE
    if finding.estimate is not None and finding.arm is None and not silent and finding.topic in _OF_RESULTS:
        yield "arm", "is missing, so that the figure counts as no result: give treated, control, between or everyone"


@finding_check("design", "a study without a control group has no controlled result", excusable=True)
def design(base: Base, paper: Paper, finding: Finding) -> Found:
    if paper.design.control_group != "never" or not is_result(finding):
        return
    if finding.comparator.kind in CONTROLLED:
        kind = finding.comparator.kind.value
        yield "comparator.kind", f"'{kind}' in a study that is a {paper.study.design}: correct one of them"


def _is_controlled_contrast(finding: Finding) -> bool:
    return control_of(finding) is Control.CONTROLLED and finding.arm is Arm.BETWEEN


@finding_check("direction-of-value", "a controlled difference or ratio lies on the side it is said to", excusable=True)
def direction_of_value(base: Base, paper: Paper, finding: Finding) -> Found:
    side = SIDES.get(finding.direction)
    if side is None or not _is_controlled_contrast(finding) or "outcomes" not in base.facets:
        return
    effect = favours_treatment(finding, base.facets["outcomes"])
    if effect is not None and effect * side < 0:
        concept = base.facets["outcomes"].get(finding.outcome or "")
        better = f" ({concept.better} is better)" if concept is not None and concept.better else ""
        said = f"'{finding.direction.value}', but the figure lies on the other side{better}"
        yield "direction", f"{said}: correct one, or say in 'counts' what a larger figure counts"


@finding_check("direction-of-change", "a change from baseline goes the way it is said to", excusable=True)
def direction_of_change(base: Base, paper: Paper, finding: Finding) -> Found:
    side = SIDES.get(finding.direction)
    if side is None or finding.comparator.kind is not ComparatorKind.BASELINE or finding.arm is not Arm.TREATED:
        return
    change = gain(finding, base.facets["outcomes"]) if "outcomes" in base.facets else None
    if change is not None and change * side < 0:
        concept = base.facets["outcomes"].get(finding.outcome or "")
        better = f" of {concept.id} {concept.better} is better, and" if concept is not None and concept.better else ""
        said = f"'{finding.direction.value}', but{better} the figure goes the other way"
        yield "direction", f"{said}: correct direction, figure, outcome or 'counts'"


def gain(finding: Finding, outcomes: Facet) -> float | None:
    """How far a figure lies on the better side of no effect, or of its own value before; None where neither tells."""
    estimate = finding.estimate
    if estimate is None or estimate.value is None or estimate.measure not in _LEVELS:
        return favours_treatment(finding, outcomes)
    side = better_side(finding, outcomes)
    return side * (estimate.value - estimate.baseline) if side and estimate.baseline is not None else None


@base_check("direction-of-arms", "the arm said to do better has the better figure", excusable=True)
def direction_of_arms(base: Base) -> InFile:
    outcomes = base.facets.get("outcomes")
    if outcomes is None:
        return
    for file, paper in base.papers:
        for topic in _OF_RESULTS:
            for result in results(paper, outcomes, topic):
                side, better = SIDES.get(result.direction), _better_arm(result, outcomes)
                if side and better and side != better and not any(row.as_printed for row in result.rows):
                    arm_of = "control" if better < 0 else "treated"
                    said = (
                        f"'{result.direction.value}', but the {arm_of} arm has the better figure: correct one of them"
                    )
                    yield file, Within(result.finding.id, "direction"), said


def _better_arm(result: Result, outcomes: Facet) -> int:
    """1 where the treated did better, -1 where the control did, 0 where the two rows do not tell."""
    if result.control is not Control.CONTROLLED:  # a change from baseline is no comparison with the control's change
        return 0
    treated, control = result.treated_row, result.control_row
    if treated is None or control is None or treated.estimate is None or control.estimate is None:
        return 0
    ours, theirs = treated.estimate, control.estimate
    if ours.value is None or theirs.value is None or ours.measure not in _LEVELS:
        return 0
    if (ours.measure, ours.unit, ours.counts) != (theirs.measure, theirs.unit, theirs.counts):
        return 0
    return better_side(treated, outcomes) * ((ours.value > theirs.value) - (ours.value < theirs.value))


@finding_check("direction-of-interval", "a controlled result is as clear as its interval", excusable=True)
def direction_of_interval(base: Base, paper: Paper, finding: Finding) -> Found:
    if not _is_controlled_contrast(finding) or finding.estimate is None:
        return
    excludes = excludes_no_effect(finding.estimate)
    if finding.direction is Direction.NO_DIFFERENCE and excludes:
        yield "direction", "'no-difference', but the interval excludes no effect: correct one of them"
    elif finding.direction in SIDES and excludes is False:
        yield "direction", f"'{finding.direction.value}', but the interval spans no effect: correct one of them"
