"""Checks of figures: each against itself, its interval, its p, its events and the outcome's scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mscq.checks.effect import excludes_no_effect, p_range, unit_in_last_place
from mscq.checks.registry import Found, Severity, figure_check, finding_check, paper_check
from mscq.records.measures import MEASURES, Nature
from mscq.records.terms import Arm, ComparatorKind, Measure

if TYPE_CHECKING:
    from mscq.checks.opened import Base
    from mscq.records.models import Estimate, Finding, Paper

_ABOUT = 5.0  # percentage points that "about 60 %" may be off
_SIGNIFICANT = 0.05
_ALONE = frozenset({ComparatorKind.BASELINE, ComparatorKind.NONE})


@figure_check("figure-present", "an estimate holds a figure: a value, events, n, an interval or p")
def figure_present(estimate: Estimate, finding: Finding) -> Found:
    if all(one is None for one in (estimate.value, estimate.events, estimate.n, estimate.ci_low, estimate.p)):
        yield "value", "there is no figure at all: give one, or leave the estimate out"
    if estimate.measure is Measure.P_VALUE and estimate.p is None:
        yield "p", "is missing for measure p-value: give it"
    if estimate.value_to is not None and (estimate.value is None or estimate.value_to <= estimate.value):
        yield "value_to", f"{_n(estimate.value_to)} is not above value {_n(estimate.value)}: correct the range"


@figure_check("interval-bounds", "an interval has both bounds, the lower first, and a level only with them")
def interval_bounds(estimate: Estimate, finding: Finding) -> Found:
    low, high = estimate.ci_low, estimate.ci_high
    if (low is None) != (high is None):
        yield "ci_low" if low is None else "ci_high", "is missing: give both bounds, or say the one in a note"
    elif low is not None and high is not None and low > high:
        yield "ci_low", f"{_n(low)} is above ci_high {_n(high)}: correct or exchange them"
    elif low is None and estimate.ci_level is not None:
        yield "ci_level", "stands without an interval: give the bounds or leave it out"


@figure_check("interval-level", "the level of an interval is a percentage of 50 or more: 95, not 0.95")
def interval_level(estimate: Estimate, finding: Finding) -> Found:
    if estimate.ci_level is not None and estimate.ci_level < 50:
        yield "ci_level", f"{_n(estimate.ci_level)} is no usual level: write it in percent, 95 for 95 %"


@figure_check("value-in-interval", "an estimate lies inside its own interval", excusable=True)
def value_in_interval(estimate: Estimate, finding: Finding) -> Found:
    low, high = estimate.ci_low, estimate.ci_high
    if low is None or high is None or low > high:
        return
    for field, value in (("value", estimate.value), ("value_to", estimate.value_to)):
        if value is not None and not low <= value <= high:
            yield field, f"{_n(value)} lies outside its interval {_n(low)} to {_n(high)}: correct one of them"


@figure_check("value-mid-interval", "a difference or ratio lies in the middle of its interval", excusable=True)
def value_mid_interval(estimate: Estimate, finding: Finding) -> Found:
    """Intervals of differences are symmetric, those of ratios on the log scale; rounding allows a little.

    Those of medians and of posterior distributions need not be, and are not asked to. A value may be printed to fewer
    places than its interval: half a unit in its own last place is its rounding.
    """
    value, low, high, traits = estimate.value, estimate.ci_low, estimate.ci_high, MEASURES[estimate.measure]
    if traits.no_effect is None or value is None or low is None or high is None or not low <= value <= high:
        return
    if any(word in (estimate.reported_as or "") for word in ("credible", "median")):
        return
    unit = unit_in_last_place(value, low, high)
    rounded = max(unit, unit_in_last_place(value) / 2)
    if traits.logarithmic:
        if low <= 0:
            return
        off = abs(math.log(low * high) / 2 - math.log(value))
        allowed = rounded / value + (unit / low + unit / high) / 2
        middle = math.sqrt(low * high)
    else:
        middle = (low + high) / 2
        off, allowed = abs(middle - value), unit + rounded
    if off > allowed + 1e-9:
        yield (
            "value",
            f"{_n(value)} is not the middle ({middle:.4g}) of {_n(low)} to {_n(high)}: look for a wrong digit",
        )


@figure_check("ratio-positive", "ratios and their bounds are not negative")
def ratio_positive(estimate: Estimate, finding: Finding) -> Found:
    for field, value in (("value", estimate.value), ("ci_low", estimate.ci_low), ("ci_high", estimate.ci_high)):
        if MEASURES[estimate.measure].logarithmic and value is not None and value < 0:
            yield field, f"{_n(value)} is negative, which no ratio is: correct it or the measure"


@figure_check("events", "events are no more than n")
def events(estimate: Estimate, finding: Finding) -> Found:
    if estimate.events is not None and estimate.n is not None and estimate.events > estimate.n:
        yield "events", f"{estimate.events} is more than n, {estimate.n}: correct one of them"


@figure_check("count", "a count with events is the number of events", excusable=True)
def count(estimate: Estimate, finding: Finding) -> Found:
    value, number = estimate.value, estimate.events
    if estimate.measure is Measure.COUNT and None not in (value, number) and value != number:
        yield "value", f"{_n(value)} is not the number of events, {number}: correct one of them"


@figure_check("proportion", "a proportion has the unit % and lies between 0 and 100")
def proportion(estimate: Estimate, finding: Finding) -> Found:
    if estimate.measure is not Measure.PROPORTION:
        return
    if estimate.unit != "%":
        yield "unit", f"{estimate.unit!r} is not '%': proportions are given in percent"
    for field in ("value", "value_to", "ci_low", "ci_high", "baseline"):
        value = getattr(estimate, field)
        if value is not None and not 0 <= value <= 100:
            yield field, f"{_n(value)} is not between 0 and 100: correct it"


@figure_check("proportion-of-events", "a percentage agrees with events/n to its last digit", excusable=True)
def proportion_of_events(estimate: Estimate, finding: Finding) -> Found:
    """One unit in the last printed digit: half of it is rounding, the rest allows sources that cut digits off.

    A figure the source calls approximate may be five points off.
    """
    if estimate.measure is not Measure.PROPORTION or estimate.value is None:
        return
    if estimate.events is None or not estimate.n:
        return
    share = 100 * estimate.events / estimate.n
    allowed = _ABOUT if estimate.approximate else unit_in_last_place(estimate.value)
    nearest = min(max(share, estimate.value), estimate.value_to or estimate.value)
    if abs(share - nearest) > allowed + 1e-9:
        yield (
            "value",
            f"{_n(estimate.value)} % is not {estimate.events}/{estimate.n} ({share:.4g} %): correct one of them",
        )


@figure_check("p-and-interval", "p below 0.05 goes with a 95 % interval that excludes no effect", excusable=True)
def p_and_interval(estimate: Estimate, finding: Finding) -> Found:
    """Holds where p and interval are of the same comparison: a contrast, or a change without a control."""
    if finding.arm is not Arm.BETWEEN and finding.comparator.kind not in _ALONE:
        return
    excludes = excludes_no_effect(estimate)
    if estimate.p is None or excludes is None or estimate.ci_level not in (None, 95):
        return
    least, greatest = p_range(estimate.p)
    interval = f"{_n(estimate.ci_low)} to {_n(estimate.ci_high)}"
    if greatest < _SIGNIFICANT and not excludes:
        yield "p", f"{estimate.p} is below 0.05, but {interval} spans no effect: correct one of them"
    elif least > _SIGNIFICANT and excludes:
        yield "p", f"{estimate.p} is above 0.05, but {interval} excludes no effect: correct one of them"


@finding_check("scale", "a figure in points lies on the scale of its outcome", Severity.WARNING, excusable=True)
def scale(base: Base, paper: Paper, finding: Finding) -> Found:
    """A level lies between the ends of the scale; a change or a difference is no longer than the scale either way.

    An interval is held to the same limits as its value, a value before treatment to those of a level.
    """
    estimate = finding.estimate
    concept = base.facets["outcomes"].get(finding.outcome or "") if "outcomes" in base.facets else None
    if estimate is None or concept is None or concept.scale is None or estimate.unit not in (None, "points"):
        return
    least, greatest = (float(end) for end in concept.scale.split("-"))
    span = greatest - least
    traits = MEASURES[estimate.measure]
    limits = {Nature.AVERAGE: (least, greatest), Nature.DIFFERENCE: (-span, span)}.get(traits.nature)
    if limits is not None and traits.has_unit:
        for field in ("value", "value_to", "ci_low", "ci_high"):
            value = getattr(estimate, field)
            if value is not None and not limits[0] <= value <= limits[1]:
                over = "off" if traits.nature is Nature.AVERAGE else "a change longer than"
                said = f"{_n(value)} is {over} the scale of {concept.id}, {concept.scale}: look again"
                yield f"estimate.{field}", said
    if estimate.baseline is not None and not least <= estimate.baseline <= greatest:
        said = f"{_n(estimate.baseline)} is off the scale of {concept.id}, {concept.scale}: look again"
        yield "estimate.baseline", said


@paper_check("participants", "treated and control are no more than all who took part")
def participants(paper: Paper) -> Found:
    people = paper.study.participants
    arms = (people.treated or 0) + (people.control or 0)
    if people.total is not None and arms > people.total:
        yield (
            "study.participants.total",
            f"{people.total} is less than treated and control, {arms}: correct one of them",
        )


def _n(number: float | None) -> str:
    return "none" if number is None else f"{number:.10g}"
