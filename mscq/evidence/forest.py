"""The estimates of a dossier as a forest plot: panels of like figures, each as its paper states it.

Only like is drawn on one axis. A panel holds figures of one outcome, one kind of number and one unit, that
the source calls by the same name, whose better side is the same, and that stand on the same footing: against
a control group, between cell arms, without a control, or in animals. Figures in a unit that the source does
not state are like only within one paper, unless the outcome is an instrument with one scale. Nothing is
pooled, averaged or converted; a share reported as events of a number stands at that share. The better side is the
right wherever it is known, so that an axis whose better side is the lower one is turned.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.axis import Axis, Extent, axis, fixed_axis
from mscq.evidence.effect import better_side
from mscq.evidence.level import Control, is_review, tells
from mscq.evidence.treatment import conditions
from mscq.records.measures import MEASURES, Nature, Traits
from mscq.records.terms import Arm, Direction, Measure
from mscq.records.value import Value, replace

if TYPE_CHECKING:
    from mscq.evidence.dossier import Dossier
    from mscq.evidence.results import Result
    from mscq.records.models import Estimate, Finding, Paper
    from mscq.records.vocabulary import Facet, Vocabulary


class Row(Value):
    """One figure of one paper, and where it is drawn.

    ``extent`` is its place on the axis; ``n`` the people it was measured in, or, where ``whole_study`` is
    set, those of the study, because the source gives none for the figure itself. A review, and a figure of some of
    the people alone, has no number but its own. ``other`` marks the figure of the control group or of the other
    cell arm.
    """

    paper: Paper
    finding: Finding
    extent: Extent
    baseline: float | None
    n: int | None
    whole_study: bool
    other: bool
    conditions: tuple[str, ...]

    @property
    def estimate(self) -> Estimate:
        assert self.finding.estimate is not None
        return self.finding.estimate

    @property
    def direction(self) -> Direction:
        """What it shows for the cells; nothing where it is in doubt, or a rank."""
        return self.finding.direction if tells(self.finding) else Direction.NOT_APPLICABLE

    @property
    def has_interval(self) -> bool:
        return self.extent.low is not None and self.extent.high is not None


class Panel(Value):
    """Figures that are alike, on one axis.

    ``better`` is 1 where the higher figure is better, -1 where the lower is (the axis is turned then), 0 where
    it cannot be told (a share of 'non-response' may stand under the outcome 'response'), or where sources
    contradict themselves (``disputed``);
    ``contrast`` tells a comparison of two groups from a figure of one.
    """

    control: Control
    outcome: str
    scale: Traits
    unit: str
    reported_as: str
    contrast: bool
    better: int
    disputed: bool
    axis: Axis
    rows: tuple[Row, ...]

    @property
    def line(self) -> float | None:
        """Where no effect, or no change, lies."""
        return self.scale.no_effect


class Forest(Value):
    """The panels of a dossier, and the results of which nothing can be drawn: words, p values, bare counts."""

    panels: tuple[Panel, ...]
    left_out: tuple[Result, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for panel in self.panels for row in panel.rows)


class _Key(NamedTuple):
    control: Control
    outcome: str
    scale: Traits
    unit: str
    reported_as: str
    contrast: bool
    better: int
    disputed: bool
    only: str


def forest(dossier: Dossier, vocabulary: Vocabulary) -> Forest:
    """The forest plot of a dossier's results, in the dossier's order within each panel."""
    return forest_of(dossier.results, vocabulary.outcomes)


def forest_of(found: Iterable[Result], outcomes: Facet) -> Forest:
    """The forest plot of these results: controlled ones first, then between arms, uncontrolled, animals.

    Of a comparison its contrast is drawn where there is one that can be; else the figure of each arm.
    """
    listed = list(found)
    disputed = {
        _called(result, finding)
        for result in listed
        for finding in drawn_rows(result)
        if _disputed(result, finding, outcomes)
    }
    grouped: dict[_Key, dict[str, Row]] = {}
    left_out = []
    for result in listed:
        rows = drawn_rows(result)
        if not rows:
            left_out.append(result)
        for finding in rows:
            rows_of_panel = grouped.setdefault(_key(result, finding, outcomes, disputed), {})
            rows_of_panel.pop(finding.id, None)  # a control shared by several arms stands once, after the last
            rows_of_panel[finding.id] = _row(result, finding)
    panels = [_panel(key, tuple(rows.values())) for key, rows in grouped.items()]
    panels.sort(key=lambda panel: (panel.control, not panel.contrast, panel.line is None))
    return Forest(tuple(panels), tuple(left_out))


def drawn_rows(result: Result) -> list[Finding]:
    """The findings of a result that are drawn: its contrasts, else each arm's figure if the treated arm has one."""
    able = [row for row in result.rows if extent(row.estimate) is not None]
    contrasts = [row for row in able if row.arm is Arm.BETWEEN]
    if contrasts:
        return contrasts
    treated = [row for row in able if row.arm is not Arm.CONTROL]
    same = {_measured(row) for row in treated}
    return treated + [row for row in able if row.arm is Arm.CONTROL and _measured(row) in same] if treated else []


def extent(estimate: Estimate | None) -> Extent | None:
    """Where a figure lies on its axis, or None where it has no place: no number, or a kind that is not drawn.

    A ratio in a unit ('48 % slower decline') is a part of something, with no line of no effect at 1.
    """
    if estimate is None or MEASURES[estimate.measure].nature is Nature.CHANCE:
        return None
    scale = MEASURES[estimate.measure]
    if scale.nature is Nature.RATIO and estimate.unit:
        return None
    value = estimate.value if estimate.measure is not Measure.COUNT else None
    if value is None and scale.nature is Nature.SHARE and estimate.events is not None and estimate.n:
        value = 100 * estimate.events / estimate.n
    low, high = _finite(estimate.ci_low), _finite(estimate.ci_high)
    placed = Extent(_finite(value), low, high) if low is not None and high is not None else Extent(_finite(value))
    if scale.logarithmic and placed.value is not None and placed.value <= 0:
        return None
    return placed if placed.value is not None or placed.low is not None else None


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _measured(finding: Finding) -> tuple[object, ...]:
    estimate = finding.estimate
    return (MEASURES[estimate.measure].name, estimate.unit) if estimate is not None else ()


def _called(result: Result, finding: Finding) -> tuple[str, ...]:
    """The figures that share a doubt about their sign: those a paper calls by one name of its own, else one alone."""
    estimate = finding.estimate
    if estimate is not None and estimate.reported_as:
        return (result.paper.id, estimate.measure.value, estimate.reported_as)
    return (finding.id,)


def _key(result: Result, finding: Finding, outcomes: Facet, doubtful: Container[tuple[str, ...]]) -> _Key:
    estimate = finding.estimate
    assert estimate is not None
    scale = MEASURES[estimate.measure]
    unit = estimate.unit or ("%" if scale.nature is Nature.SHARE else "")
    concept = outcomes.get(finding.outcome or "")
    unlike = scale.has_unit and not unit and (concept is None or concept.scale is None)
    better = better_side(finding, outcomes) if scale.sided else 0
    disputed = _called(result, finding) in doubtful
    return _Key(
        control=result.control,
        outcome=finding.outcome or "",
        scale=scale,
        unit=unit,
        reported_as=estimate.reported_as or "",
        contrast=finding.arm is Arm.BETWEEN,
        better=0 if disputed else better,
        disputed=disputed,
        only=f"{result.paper.id} {finding.outcome_label}" if unlike or not finding.outcome else "",
    )


def _disputed(result: Result, finding: Finding, outcomes: Facet) -> bool:
    """Whether the sign of a figure and the direction that its record states point to opposite sides.

    One arm's own change proves nothing here: both arms of a trial may worsen, the treated one less.
    """
    if finding.arm is not Arm.BETWEEN and result.control is not Control.UNCONTROLLED:
        return False
    effect = better_side(finding, outcomes) * _shift(finding)
    good = finding.direction in (Direction.BENEFIT, Direction.MIXED)
    return (good and effect < 0) or (finding.direction is Direction.HARM and effect > 0)


def _shift(finding: Finding) -> float:
    """How far a figure lies to the right of no effect, or of the value before; 0 where that cannot be told.

    An interval without a value lies on a side if all of it does.
    """
    estimate, placed = finding.estimate, extent(finding.estimate)
    if estimate is None or placed is None or not MEASURES[estimate.measure].sided:
        return 0.0
    line = MEASURES[estimate.measure].no_effect
    start = line if line is not None else _finite(estimate.baseline)
    if start is None:
        return 0.0
    if placed.value is not None:
        return placed.value - start
    ends = [end - start for end in placed[1:] if end is not None]
    return min(ends, key=abs) if min(ends) > 0 or max(ends) < 0 else 0.0


def _confirmed(rows: Iterable[Row], better: int) -> bool:
    """Whether some row was recorded as better after it had moved to the better side."""
    return any(row.finding.direction is Direction.BENEFIT and better * _shift(row.finding) > 0 for row in rows)


def _row(result: Result, finding: Finding) -> Row:
    estimate = finding.estimate
    placed = extent(estimate)
    assert estimate is not None
    assert placed is not None
    study = result.paper.study
    people = study.participants
    other = finding.arm is Arm.CONTROL or finding is result.counterpart
    arm = {Arm.TREATED: people.treated, Arm.CONTROL: people.control}.get(finding.arm) if finding.arm else None
    own = estimate.n if estimate.n is not None else estimate.participants
    of_study = people.control if finding.arm is Arm.CONTROL else arm or people.n
    about = tuple(conditions(result.paper, finding))
    if is_review(result.paper) or finding.analysis is not None or set(about) != set(study.conditions):
        of_study = None
    return Row(
        paper=result.paper,
        finding=finding,
        extent=placed,
        baseline=_finite(estimate.baseline),
        n=own if own is not None else of_study,
        whole_study=own is None,
        other=other,
        conditions=about,
    )


def _panel(key: _Key, rows: tuple[Row, ...]) -> Panel:
    scale = key.scale
    # a score of its own ('staining grade') may stand under an outcome whose better side is the other
    named = scale.no_effect is not None or _confirmed(rows, key.better)
    better = key.better if named else 0
    if scale.ends is not None:
        drawn = fixed_axis(*scale.ends)
    else:
        extents = [row.extent for row in rows] + [Extent(row.baseline) for row in rows if row.baseline is not None]
        drawn = axis(extents, log=scale.logarithmic, line=scale.no_effect)
    return Panel(
        control=key.control,
        outcome=key.outcome,
        scale=scale,
        unit=key.unit,
        reported_as=key.reported_as,
        contrast=key.contrast,
        better=better,
        disputed=key.disputed,
        axis=replace(drawn, turned=better < 0),
        rows=rows,
    )
