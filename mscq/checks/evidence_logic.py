"""Checks of what a finding claims: its comparator, its arm, and its direction against its own figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.checks.effect import excludes_no_effect
from mscq.checks.opened import Base, Within
from mscq.checks.registry import Found, InFile, Severity, base_check, finding_check, is_as_printed
from mscq.evidence.effect import favours_treatment
from mscq.evidence.level import CONTROLLED, Control, control_of, is_result
from mscq.evidence.results import Result, results
from mscq.records.models import Arm, ComparatorKind, Direction, Finding, Measure, Paper, Stage, Topic

if TYPE_CHECKING:
    from mscq.records.vocabulary import Facet

_UNCONTROLLED_DESIGNS = frozenset({"single-arm-trial", "case-series", "case-report"})
_NOT_PEOPLE = frozenset({Stage.LABORATORY, Stage.ANIMAL})
_OF_RESULTS = (Topic.EFFICACY, Topic.SAFETY)
_LEVELS = frozenset({Measure.PROPORTION, Measure.MEAN, Measure.MEDIAN, Measure.MEAN_OR_MEDIAN})
_SIDES = {Direction.BENEFIT: 1, Direction.HARM: -1}


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
    if paper.study.design not in _UNCONTROLLED_DESIGNS or not is_result(finding):
        return
    if finding.comparator.kind in CONTROLLED:
        kind = finding.comparator.kind.value
        yield "comparator.kind", f"'{kind}' in a study that is a {paper.study.design}: correct one of them"


def _is_controlled_contrast(finding: Finding) -> bool:
    return control_of(finding) is Control.CONTROLLED and finding.arm is Arm.BETWEEN


@finding_check("direction-of-value", "a controlled difference or ratio lies on the side it is said to", excusable=True)
def direction_of_value(base: Base, paper: Paper, finding: Finding) -> Found:
    side = _SIDES.get(finding.direction)
    if side is None or not _is_controlled_contrast(finding) or "outcomes" not in base.facets:
        return
    effect = favours_treatment(finding, base.facets["outcomes"])
    if effect is not None and effect * side < 0:
        better = base.facets["outcomes"][finding.outcome or ""].better
        yield (
            "direction",
            f"'{finding.direction.value}', but the figure lies on the other side ({better} is better): correct one, "
            "or say in 'unit' or 'reported_as' which way it counts ('points improvement')",
        )


@finding_check("direction-of-change", "a change from baseline goes the way it is said to", excusable=True)
def direction_of_change(base: Base, paper: Paper, finding: Finding) -> Found:
    estimate, outcomes = finding.estimate, base.facets.get("outcomes")
    concept = outcomes.get(finding.outcome or "") if outcomes else None
    side = _SIDES.get(finding.direction)
    if estimate is None or outcomes is None or concept is None or concept.better is None or side is None:
        return
    if finding.comparator.kind is not ComparatorKind.BASELINE or finding.arm is not Arm.TREATED:
        return
    change = favours_treatment(finding, outcomes) if estimate.measure is Measure.MEAN_CHANGE else None
    if estimate.measure in _LEVELS and estimate.value is not None and estimate.baseline is not None:
        change = (estimate.value - estimate.baseline) * (1 if concept.better == "higher" else -1)
    if change is not None and change * side < 0:
        said = f"'{finding.direction.value}', but of {concept.id} {concept.better} is better"
        yield "direction", f"{said}, and the figure goes the other way: correct direction, figure or outcome"


@base_check("direction-of-arms", "the arm said to do better has the better figure", excusable=True)
def direction_of_arms(base: Base) -> InFile:
    outcomes = base.facets.get("outcomes")
    if outcomes is None:
        return
    for file, paper in base.papers:
        for topic in _OF_RESULTS:
            for result in results(paper, outcomes, topic):
                side, better = _SIDES.get(result.direction), _better_arm(result, outcomes)
                if side and better and side != better and not any(is_as_printed(row.note) for row in result.rows):
                    arm_of = "control" if better < 0 else "treated"
                    said = (
                        f"'{result.direction.value}', but the {arm_of} arm has the better figure: correct one of them"
                    )
                    yield file, Within(result.finding.id, "direction"), said


def _better_arm(result: Result, outcomes: Facet) -> int:
    """1 where the treated did better, -1 where the control did, 0 where the two rows do not tell."""
    treated, control = result.treated_row, result.control_row
    concept = outcomes.get(result.finding.outcome or "")
    if treated is None or control is None or concept is None or concept.better is None:
        return 0
    ours, theirs = treated.estimate, control.estimate
    if ours is None or theirs is None or ours.value is None or theirs.value is None:
        return 0
    if (ours.measure, ours.unit) != (theirs.measure, theirs.unit) or ours.measure not in _LEVELS:
        return 0
    difference = ours.value - theirs.value
    sign = 1 if concept.better == "higher" else -1
    return sign * ((difference > 0) - (difference < 0))


@finding_check("direction-of-interval", "a controlled result is as clear as its interval", excusable=True)
def direction_of_interval(base: Base, paper: Paper, finding: Finding) -> Found:
    if not _is_controlled_contrast(finding) or finding.estimate is None:
        return
    excludes = excludes_no_effect(finding.estimate)
    if finding.direction is Direction.NO_DIFFERENCE and excludes:
        yield "direction", "'no-difference', but the interval excludes no effect: correct one of them"
    elif finding.direction in _SIDES and excludes is False:
        yield "direction", f"'{finding.direction.value}', but the interval spans no effect: correct one of them"
