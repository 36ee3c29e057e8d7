"""What figures imply: the value that means no effect, the precision of a printed number, what p may be."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from mscq.records.measures import MEASURES

if TYPE_CHECKING:
    from mscq.records.models import Estimate


def unit_in_last_place(*numbers: float | None) -> float:
    """One unit in the last decimal that any of these numbers shows.

    JSON keeps no trailing zeros (0.10 is 0.1), so numbers printed to the same precision are taken together.
    """
    exponents = [-_decimals(number) for number in numbers if number is not None]
    return float(10.0 ** min(exponents, default=0))


def _decimals(number: float) -> int:
    exponent = Decimal(repr(float(number))).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def excludes_no_effect(estimate: Estimate) -> bool | None:
    """Whether the interval leaves out the value that means no effect.

    None where that cannot be told: no interval, a measure without such a value, an interval below 90 %, or a
    bound so near to it that rounding decides.
    """
    null, low, high = MEASURES[estimate.measure].no_effect, estimate.ci_low, estimate.ci_high
    if null is None or low is None or high is None or (estimate.ci_level or 95) < 90:
        return None
    slack = unit_in_last_place(estimate.value, low, high) / 2
    if min(abs(low - null), abs(high - null)) <= slack:
        return None
    return not low < null < high


def p_range(p: str) -> tuple[float, float]:
    """The least and the greatest p that a printed one allows: '0.03' is 0.025 to 0.035, '<0.01' is 0 to 0.01."""
    digits = p.lstrip("<>=")
    value = float(digits)
    if p.startswith("<"):
        return 0.0, value
    if p.startswith(">"):
        return value, 1.0
    half = float(10.0 ** -len(digits.partition(".")[2])) / 2
    return max(value - half, 0.0), min(value + half, 1.0)
