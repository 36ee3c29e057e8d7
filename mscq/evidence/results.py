"""What follows from the records: level of evidence, control, what was given, which side a result favours.

Nothing here is stored. Levels follow the Oxford CEBM 2011 table, column "Does this intervention help?"
(OCEBM Levels of Evidence Working Group, "The Oxford 2011 Levels of Evidence").
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from mscq.records.models import Arm, ComparatorKind, Direction, Finding, Measure, Paper, Stage, Topic

if TYPE_CHECKING:
    from mscq.records.vocabulary import Facet

CONTROLLED = frozenset(
    {ComparatorKind.PLACEBO, ComparatorKind.ACTIVE, ComparatorKind.USUAL_CARE, ComparatorKind.CONTROL}
)
_REVIEWS = frozenset({"meta-analysis", "systematic-review"})
_RETOLD = frozenset({"narrative-review", "overview-article"})
_LEVEL_OF_DESIGN = {
    "randomized-controlled-trial": 2,
    "non-randomized-controlled-trial": 3,
    "cohort": 3,
    "single-arm-trial": 4,
    "case-series": 4,
    "case-report": 4,
    "narrative-review": 5,
    "overview-article": 5,
    "preclinical-study": 5,
}
AS_PRINTED = "As printed:"
_NOT_HUMAN = frozenset({Stage.LABORATORY, Stage.ANIMAL})
_RATIOS = frozenset({Measure.RISK_RATIO, Measure.ODDS_RATIO, Measure.HAZARD_RATIO, Measure.RATE_RATIO, Measure.RATIO})
_SIGNED = frozenset(
    {
        Measure.MEAN_CHANGE,
        Measure.MEAN_DIFFERENCE,
        Measure.STANDARDIZED_MEAN_DIFFERENCE,
        Measure.RISK_DIFFERENCE,
        Measure.EFFECT_SIZE,
    }
)


class Setting(StrEnum):
    """How far a result can show that the treatment works."""

    CONTROLLED = "controlled"
    OTHER_ARM = "other-arm"
    UNCONTROLLED = "uncontrolled"
    NOT_HUMAN = "not-human"


def setting(finding: Finding) -> Setting:
    """Controlled (placebo, another treatment, usual care, some control), between cell arms, or neither."""
    if finding.stage in _NOT_HUMAN:
        return Setting.NOT_HUMAN
    if finding.comparator.kind in CONTROLLED:
        return Setting.CONTROLLED
    return Setting.OTHER_ARM if finding.comparator.kind is ComparatorKind.OTHER_ARM else Setting.UNCONTROLLED


def is_result(finding: Finding) -> bool:
    """Whether a finding reports what happened to a group, as against a statement about the field."""
    return finding.arm is not None and finding.topic in (Topic.EFFICACY, Topic.SAFETY)


@cache
def level(paper: Paper) -> int:
    """Oxford CEBM 2011 level of a paper, 1 (strongest) to 5.

    By design: randomised trial 2; non-randomised trial or cohort with a control group 3, without one 4;
    single-arm trial, case series, case report 4; narrative review and laboratory or animal work 5. A review
    is no stronger than what it reviews: 1 where a meta-analysis reports a human result against a control
    group, or a systematic review without pooling reports one with its figure; 4 where the human results
    read have no control group, or none were read; 5 where all is animal or laboratory work.
    """
    results = [finding for finding in paper.findings if is_result(finding)]
    controlled = [finding for finding in results if setting(finding) is Setting.CONTROLLED]
    design = paper.study.design
    if design in _REVIEWS:
        if any(design == "meta-analysis" or finding.estimate is not None for finding in controlled):
            return 1
        return 5 if results and all(finding.stage in _NOT_HUMAN for finding in results) else 4
    if design == "cohort" and not controlled:
        return 4
    return _LEVEL_OF_DESIGN.get(design, 5)


class Gift(NamedTuple):
    """What the people of a finding were given; the fields of ``models.Intervention``."""

    cells: Sequence[str] = ()
    sources: Sequence[str] = ()
    donors: Sequence[str] = ()
    routes: Sequence[str] = ()
    dose: str | None = None
    dose_cells: Sequence[float] = ()
    dose_cells_per_kg: Sequence[float] = ()


def given(paper: Paper, finding: Finding) -> Gift:
    """What the people of a finding were given.

    The finding's own words come first; where it is silent, the paper's value holds if the paper has
    only one. A paper with two routes does not tell by which of them a pooled figure came about.
    """
    own, whole = finding.intervention, paper.study.intervention
    if own is None:
        return Gift(
            _single(whole.cells),
            _single(whole.sources),
            _single(whole.donors),
            _single(whole.routes),
            whole.dose,
            whole.dose_cells,
            whole.dose_cells_per_kg,
        )
    return Gift(
        own.cells or _single(whole.cells),
        own.sources or _single(whole.sources),
        own.donors or _single(whole.donors),
        own.routes or _single(whole.routes),
        own.dose or whole.dose,
        own.dose_cells or whole.dose_cells,
        own.dose_cells_per_kg or whole.dose_cells_per_kg,
    )


def _single(values: list[str]) -> Sequence[str]:
    return values if len(values) == 1 else ()


def conditions(paper: Paper, finding: Finding) -> list[str]:
    """The conditions of a finding: its own, or the paper's."""
    return finding.conditions or paper.study.conditions


def favours_treatment(finding: Finding, outcomes: Facet) -> float | None:
    """The effect with its sign turned so that positive favours the treatment; None where that cannot be told.

    Ratios are given as natural logarithms. A figure that the record marks as printed in disagreement with
    itself (a note that begins "As printed:") has no side. Only differences, changes and ratios have a sign; the outcome
    must have a better direction in the vocabulary.
    """
    estimate = finding.estimate
    if estimate is None or estimate.value is None or finding.outcome is None or finding.arm is Arm.CONTROL:
        return None
    concept = outcomes.get(finding.outcome)
    if concept is None or concept.better is None or AS_PRINTED in (finding.note or ""):
        return None
    sign = 1.0 if concept.better == "higher" else -1.0
    words = f"{estimate.unit or ''} {estimate.reported_as or ''}".lower()
    if any(word in words for word in ("improvement", "better")):
        sign = 1.0
    elif "worse" in words:
        sign = -1.0
    elif "decrease" in words:
        sign = -sign
    if estimate.measure in _SIGNED:
        return sign * estimate.value
    if estimate.measure in _RATIOS and estimate.value > 0:
        return sign * math.log(estimate.value)
    return None


@dataclass(frozen=True, slots=True)
class Result:
    """One comparison of one paper, counted once however many rows report it.

    ``lead`` is the row that tells the direction (the contrast where there is one, else the treated arm);
    ``rows`` are all rows of the comparison, the control's included.
    """

    paper: Paper
    lead: Finding
    rows: tuple[Finding, ...]

    @property
    def direction(self) -> Direction:
        return self.lead.direction

    @property
    def setting(self) -> Setting:
        return setting(self.lead)

    @property
    def counterpart(self) -> Finding | None:
        """The other arm's row, where both arms of a comparison between cell arms report their figure."""
        if self.setting is not Setting.OTHER_ARM or self.lead.arm is not Arm.TREATED:
            return None
        return next((row for row in self.rows if row is not self.lead and _mirror(row, self.lead)), None)

    @property
    def control(self) -> Finding | None:
        """The row of the comparator's own figure, where it is reported."""
        return next((row for row in self.rows if row.arm is Arm.CONTROL), None)

    @property
    def treated(self) -> Finding | None:
        """The row of the treated arm's own figure, where it is reported."""
        return next((row for row in self.rows if row.arm in (Arm.TREATED, Arm.EVERYONE)), None)


def results(paper: Paper, outcomes: Facet, topic: Topic = Topic.EFFICACY) -> list[Result]:
    """The results of a paper on one topic, each comparison once, in the order of the record.

    Narrative reviews and overviews have none: what they tell of others' trials are statements.

    Rows belong to one comparison if they share outcome, label, time, conditions and population, kind of
    setting and what was given; a control arm's row joins every comparison of its outcome and time. The
    shares of one uncontrolled group that improved, stayed and worsened are one result as well, led by the
    larger of the improved and the worsened share.
    """
    if paper.study.design in _RETOLD:
        return []
    rows = [finding for finding in paper.findings if is_result(finding) and finding.topic is topic]
    treated: dict[tuple[object, ...], list[Finding]] = {}
    for row in rows:
        if row.arm is not Arm.CONTROL:
            treated.setdefault((*_occasion(paper, row), setting(row), *_gift(paper, row)), []).append(row)
    controls = [row for row in rows if row.arm is Arm.CONTROL]
    found = []
    for group in treated.values():
        lead = next((row for row in group if row.arm is Arm.BETWEEN), group[0])
        own = []
        if setting(lead) is Setting.CONTROLLED:
            own = [row for row in controls if _occasion(paper, row) == _occasion(paper, lead)]
        found.append(Result(paper, lead, (*group, *own)))
    return _shares_joined(_mirrors_joined(found), outcomes)


def _mirrors_joined(found: list[Result]) -> list[Result]:
    """Results between cell arms with the rows of both arms in one, led by the arm that does better."""
    joined: list[Result] = []
    for result in found:
        if result.setting is Setting.OTHER_ARM and result.lead.arm is Arm.TREATED:
            other = next((one for one in joined if _mirror(one.lead, result.lead)), None)
            if other is not None:
                lead = result.lead if result.direction is Direction.BENEFIT else other.lead
                joined[joined.index(other)] = Result(result.paper, lead, (*other.rows, *result.rows))
                continue
        joined.append(result)
    return joined


def _mirror(first: Finding, second: Finding) -> bool:
    """Whether two rows are the two arms of one comparison: each given what the other is set against."""
    if first.comparator.against is None or second.comparator.against is None:
        return False
    same = (first.outcome, first.outcome_label, first.timepoint_months, first.population) == (
        second.outcome,
        second.outcome_label,
        second.timepoint_months,
        second.population,
    )
    return same and first.intervention == second.comparator.against and second.intervention == first.comparator.against


def _shares_joined(found: list[Result], outcomes: Facet) -> list[Result]:
    """Results with the improved, stable and worsened shares of one group made into one result."""
    shares: dict[tuple[object, ...], list[Result]] = {}
    for result in found:
        estimate = result.lead.estimate
        if result.setting is Setting.UNCONTROLLED and estimate is not None and estimate.measure is Measure.PROPORTION:
            shares.setdefault(_distribution(result, outcomes), []).append(result)
    replaced: dict[int, Result | None] = {}
    for group in shares.values():
        directions = {result.direction for result in group}
        if len(group) < 2 or not directions & {Direction.STABLE, Direction.HARM} or Direction.BENEFIT not in directions:
            continue
        leads = [result for result in group if result.direction in (Direction.BENEFIT, Direction.HARM)]
        lead = max(leads, key=lambda result: _share(result.lead)).lead
        replaced |= {id(result): None for result in group}
        rows = tuple(row for result in group for row in result.rows)
        replaced[id(group[0])] = Result(group[0].paper, lead, rows)
    kept = (replaced.get(id(result), result) for result in found)
    return [result for result in kept if result is not None]


def _distribution(result: Result, outcomes: Facet) -> tuple[object, ...]:
    lead = result.lead
    concept = outcomes.get(lead.outcome or "")
    scale = concept.broader if concept is not None and concept.broader else lead.outcome
    gift = _gift(result.paper, lead)
    return (scale, lead.timepoint_months, tuple(conditions(result.paper, lead)), lead.population, gift)


def _share(finding: Finding) -> float:
    return finding.estimate.value or 0.0 if finding.estimate else 0.0


def _occasion(paper: Paper, row: Finding) -> tuple[object, ...]:
    label = (row.outcome_label or "").casefold() or row.outcome
    return (row.outcome, label, row.timepoint_months, tuple(conditions(paper, row)), row.population)


def _gift(paper: Paper, row: Finding) -> tuple[object, ...]:
    gift = given(paper, row)
    own_dose = row.intervention.dose if row.intervention else None
    return (tuple(gift.cells), tuple(gift.sources), tuple(gift.donors), tuple(gift.routes), own_dose)


def cohorts(papers: Iterable[Paper]) -> list[list[Paper]]:
    """Papers grouped by trial: those with a registry id in common, or said to be on the same patients.

    A group counts as one study. Order follows the first paper of each group.
    """
    listed = list(papers)
    parent = {paper.id: paper.id for paper in listed}

    def root(one: str) -> str:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    by_registration: dict[str, str] = {}
    for paper in listed:
        for other in paper.study.same_patients_as:
            if other in parent:
                parent[root(other)] = root(paper.id)
        for registration in paper.study.registrations:
            first = by_registration.setdefault(registration, paper.id)
            parent[root(paper.id)] = root(first)
    groups: dict[str, list[Paper]] = {}
    for paper in listed:
        groups.setdefault(root(paper.id), []).append(paper)
    return list(groups.values())


def patients(group: Iterable[Paper]) -> int | None:
    """People in one trial, controls included: the largest number any of its papers states, else None.

    Reviews are left out, since they count other papers' patients.
    """
    numbers = [
        number
        for paper in group
        if paper.study.design not in _REVIEWS
        and (number := paper.study.participants.total or paper.study.participants.treated)
    ]
    return max(numbers, default=None)
