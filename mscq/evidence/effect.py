"""Which side a figure favours."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mscq.records.measures import MEASURES
from mscq.records.terms import Arm, Counts, Direction

if TYPE_CHECKING:
    from mscq.records.models import Finding
    from mscq.records.vocabulary import Facet

_BORDER = 0.05
_SIDE_OF_BETTER = {"higher": 1, "lower": -1}


def better_side(finding: Finding, outcomes: Facet) -> int:
    """Return on which side of no effect a figure is good news: 1 above, -1 below, 0 where that cannot be told.

    The outcome's better direction decides, turned where the record says that the figure counts something else:
    an improvement or a worsening of any outcome, or a decrease of this one. A figure that its source prints in
    disagreement with itself has no side.
    """
    estimate = finding.estimate
    if estimate is None or finding.as_printed:
        return 0
    concept = outcomes.get(finding.outcome or "")
    side = _SIDE_OF_BETTER.get(concept.better or "", 0) if concept is not None else 0
    match estimate.counts:
        case Counts.IMPROVEMENT:
            return 1
        case Counts.WORSENING:
            return -1
        case Counts.DECREASE:
            return -side
    return side


def leans(finding: Finding) -> bool:
    """Return whether a finding says that there is no difference, and nothing but a p of 0.05 or less beside it."""
    estimate = finding.estimate
    if finding.direction is not Direction.NO_DIFFERENCE or estimate is None or estimate.p is None:
        return False
    return estimate.ci_low is None and ">" not in estimate.p and float(estimate.p.lstrip("<=")) <= _BORDER


def favours_treatment(finding: Finding, outcomes: Facet) -> float | None:
    """Return the effect with its sign turned so that positive favours the treatment; None where that cannot be told.

    Differences and changes keep their unit; ratios are given as natural logarithms. Other figures, and those of
    a control group, have no sign.
    """
    estimate = finding.estimate
    if estimate is None or estimate.value is None or finding.arm is Arm.CONTROL:
        return None
    side, traits = better_side(finding, outcomes), MEASURES[estimate.measure]
    if side == 0 or not traits.tells_side or (traits.logarithmic and estimate.value <= 0):
        return None
    return side * (math.log(estimate.value) if traits.logarithmic else estimate.value)
