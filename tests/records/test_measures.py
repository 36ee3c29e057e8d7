"""The table of measures: one row each, and every part of the program reads the same of it."""

from __future__ import annotations

import math

import pytest
from made_papers import one
from runs import bundled

from mscq.checks.effect import excludes_no_effect
from mscq.evidence.effect import favours_treatment
from mscq.evidence.forest import extent
from mscq.output.figures import ABBREVIATIONS, value
from mscq.records.measures import MEASURES, Nature
from mscq.records.models import Estimate
from mscq.records.terms import Measure

OUTCOMES = bundled().vocabulary.outcomes


def _estimate(measure: Measure, **fields: float | str) -> Estimate:
    return Estimate.model_validate({"measure": measure.value, **fields})


def test_every_measure_has_a_row() -> None:
    assert set(MEASURES) == set(Measure)


@pytest.mark.parametrize("measure", Measure)
def test_a_measure_means_the_same_everywhere(measure: Measure) -> None:
    """What is drawn with a line of no effect is checked against it; a sign tells a side only where there is one."""
    traits = MEASURES[measure]
    about_two = _estimate(measure, value=2, ci_low=1.5, ci_high=2.5, ci_level=95)
    assert (excludes_no_effect(about_two) is not None) is (traits.no_effect is not None)
    row = one(arm="between", outcome="koos", estimate=about_two.model_dump(exclude_none=True))
    effect = favours_treatment(row, OUTCOMES)
    assert (effect is not None) is traits.tells_side
    if effect is not None:
        assert effect == pytest.approx(math.log(2) if traits.logarithmic else 2)
    assert (extent(about_two) is None) is (traits.nature is Nature.CHANCE)
    assert value(about_two).startswith(traits.short)


@pytest.mark.parametrize("measure", Measure)
def test_only_ratios_lie_on_a_logarithmic_scale(measure: Measure) -> None:
    traits = MEASURES[measure]
    assert traits.logarithmic is measure.value.endswith("ratio")
    assert traits.no_effect == (1 if traits.logarithmic else 0 if traits.nature is Nature.DIFFERENCE else None)


def test_titles_name_their_abbreviation() -> None:
    assert ABBREVIATIONS == {
        "MD": "mean difference",
        "SMD": "standardised mean difference",
        "RR": "risk ratio",
        "OR": "odds ratio",
        "HR": "hazard ratio",
        "RD": "risk difference",
    }
    assert MEASURES[Measure.RISK_RATIO].title == "risk ratio (RR)"
    assert MEASURES[Measure.MEAN].title == "mean"
