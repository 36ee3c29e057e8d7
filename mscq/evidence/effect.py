"""Which side a figure favours."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mscq.records.models import Arm, Finding, Measure

if TYPE_CHECKING:
    from mscq.records.vocabulary import Facet


AS_PRINTED = "As printed:"
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
