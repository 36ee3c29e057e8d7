"""What each measure is: its name, what its number means, the value of no effect, whether it tells a side.

One row a measure. How figures are printed, drawn and checked, and which side they favour, is read off this table.
"""

from __future__ import annotations

from enum import Enum, auto

from mscq.records.terms import Measure
from mscq.records.value import Value


class Nature(Enum):
    """What sort of number a measure is."""

    DIFFERENCE = auto()
    """How far two figures lie apart: no effect at 0, an interval symmetric about the value."""
    RATIO = auto()
    """One figure divided by another: no effect at 1, symmetric on a logarithmic scale, never negative."""
    AVERAGE = auto()
    """Where a group stands on the outcome's own scale."""
    SHARE = auto()
    """How many of a group, in percent."""
    AMOUNT = auto()
    """Any other figure of one group."""
    CHANCE = auto()
    """A p value: it has no place on the scale of an outcome."""


_NO_EFFECT = {Nature.DIFFERENCE: 0.0, Nature.RATIO: 1.0}


class Traits(Value):
    """What is known of a measure.

    ``short`` stands before the printed number (empty where the unit says enough); ``sided`` tells that a larger
    figure is better or worse as the outcome is; ``ends`` are those of a scale that every such figure shares.
    """

    name: str
    short: str
    nature: Nature
    has_unit: bool = False
    sided: bool = True
    ends: tuple[float, float] | None = None

    @property
    def no_effect(self) -> float | None:
        """The value that means no effect; None for the figure of one group."""
        return _NO_EFFECT.get(self.nature)

    @property
    def logarithmic(self) -> bool:
        """Whether equal effects lie equally far apart only on a logarithmic scale."""
        return self.nature is Nature.RATIO

    @property
    def tells_side(self) -> bool:
        """Whether the figure by itself lies on one side of no effect, better or worse."""
        return self.sided and self.no_effect is not None

    @property
    def is_abbreviated(self) -> bool:
        """Whether the short form is an abbreviation that a legend has to explain."""
        return self.short.isupper()

    @property
    def title(self) -> str:
        """The name with its abbreviation: 'risk ratio (RR)'."""
        return f"{self.name} ({self.short})" if self.is_abbreviated else self.name


# a share of 'non-response' may stand under the outcome 'response', so that a larger share tells no side
_SHARE = Traits("share", "", Nature.SHARE, sided=False, ends=(0.0, 100.0))

MEASURES: dict[Measure, Traits] = {
    Measure.RISK_RATIO: Traits("risk ratio", "RR", Nature.RATIO),
    Measure.ODDS_RATIO: Traits("odds ratio", "OR", Nature.RATIO),
    Measure.HAZARD_RATIO: Traits("hazard ratio", "HR", Nature.RATIO),
    Measure.RATE_RATIO: Traits("rate ratio", "rate ratio", Nature.RATIO),
    Measure.RATIO: Traits("ratio", "ratio", Nature.RATIO),
    Measure.STANDARDIZED_MEAN_DIFFERENCE: Traits("standardised mean difference", "SMD", Nature.DIFFERENCE),
    # a difference between groups in units of spread, so signed like one
    Measure.EFFECT_SIZE: Traits("effect size", "effect size", Nature.DIFFERENCE),
    Measure.MEAN_DIFFERENCE: Traits("mean difference", "MD", Nature.DIFFERENCE, has_unit=True),
    Measure.RISK_DIFFERENCE: Traits("risk difference", "RD", Nature.DIFFERENCE, has_unit=True),
    # zero is no effect, but the sign is that of a dose, an age or a score: it sets no treated against no control
    Measure.REGRESSION_COEFFICIENT: Traits("coefficient", "coefficient", Nature.DIFFERENCE, has_unit=True, sided=False),
    Measure.MEAN_CHANGE: Traits("mean change", "change", Nature.DIFFERENCE, has_unit=True),
    Measure.MEAN: Traits("mean", "mean", Nature.AVERAGE, has_unit=True),
    Measure.MEDIAN: Traits("median", "median", Nature.AVERAGE, has_unit=True),
    Measure.MEAN_OR_MEDIAN: Traits("mean or median, the source does not say which", "", Nature.AVERAGE, has_unit=True),
    Measure.PROPORTION: _SHARE,
    Measure.COUNT: _SHARE,
    Measure.RATE: Traits("rate", "", Nature.AMOUNT, has_unit=True, sided=False),
    Measure.DURATION: Traits("duration", "", Nature.AMOUNT, has_unit=True, sided=False),
    Measure.RANKING_SCORE: Traits("ranking score", "rank score", Nature.AMOUNT, sided=False, ends=(0.0, 100.0)),
    Measure.P_VALUE: Traits("p value", "", Nature.CHANCE, sided=False),
}
