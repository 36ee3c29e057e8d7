"""Axes: which range a plot covers, where its ticks stand, and where on it a figure lies."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

from mscq.records.value import Value

_FURTHEST = 1e12
_NEAREST = 1e-12
_FINEST = 1e-9
_MOST_STEPS = 5
_LOG_MANTISSAS = (1.0, 2.0, 5.0)
_LEAVES_AT = 3.0
_ROOM = 0.1


class Extent(NamedTuple):
    """What one figure takes up: its value, where it has one, and the ends of its interval, where it has them."""

    value: float | None
    low: float | None = None
    high: float | None = None


class Axis(Value):
    """A range with its ticks, linear or logarithmic; the first and last tick are its ends.

    A ``turned`` axis runs from its highest tick on the left to its lowest on the right.
    """

    log: bool
    ticks: tuple[float, ...]
    turned: bool = False

    @property
    def low(self) -> float:
        return self.ticks[0]

    @property
    def high(self) -> float:
        return self.ticks[-1]

    def place(self, value: float) -> float:
        """Where a value lies: 0 at the left end, 1 at the right end, below 0 or above 1 where it is off the axis.

        On a logarithmic axis nothing that is not positive has a place: it lies off the end of the lowest tick.
        """
        if math.isnan(value):
            raise ValueError("not a number has no place on an axis")
        if self.log and value <= 0:
            return math.inf if self.turned else -math.inf
        low, high, at = (_flat(one, self.log) for one in (self.low, self.high, value))
        return (high - at if self.turned else at - low) / (high - low)

    @property
    def marks(self) -> tuple[float, ...]:
        """The ticks from left to right."""
        return self.ticks[::-1] if self.turned else self.ticks

    def holds(self, value: float) -> bool:
        """Whether a value lies on the axis."""
        return 0 <= self.place(value) <= 1


def axis(extents: Iterable[Extent], *, log: bool = False, line: float | None = None) -> Axis:
    """The axis that shows these figures and the line of no effect.

    Every value is on it, and both sides of the line. An interval is, unless it reaches more than three times
    as far from its value as half of the intervals do: one very uncertain figure would squeeze the others into
    a dot. Figures that no axis can show (not finite; not positive on a logarithmic axis) do not count.
    """
    given = list(extents)
    marks = [_flat(one, log) for extent in given if (one := extent.value) is not None and _fits(one, log)]
    if line is not None:
        marks.append(_flat(line, log))
    arms = list(_arms(given, log))
    longest = _LEAVES_AT * median(abs(end - anchor) for anchor, end in arms) if len(arms) > 2 else math.inf
    marks.extend(anchor + max(-longest, min(longest, end - anchor)) for anchor, end in arms)
    if not marks:
        marks = [0.0]
    low, high = min(marks), max(marks)
    if line is not None:
        room = (high - low) * _ROOM
        low, high = min(low, _flat(line, log) - room), max(high, _flat(line, log) + room)
    return Axis(True, _log_ticks(10**low, 10**high)) if log else Axis(False, _ticks(low, high))


def fixed_axis(low: float, high: float) -> Axis:
    """The linear axis of a quantity whose range is known, such as a share of 0 to 100 percent."""
    return Axis(False, _ticks(low, high))


def _arms(extents: Sequence[Extent], log: bool) -> Iterable[tuple[float, float]]:
    """Each end of an interval with the value (without one: the middle) that it belongs to, on the flat scale."""
    for extent in extents:
        ends = [_flat(end, log) for end in (extent.low, extent.high) if end is not None and _fits(end, log)]
        if not ends:
            continue
        if extent.value is not None and _fits(extent.value, log):
            anchor = _flat(extent.value, log)
        else:
            anchor = sum(ends) / len(ends)
        for end in ends:
            yield anchor, end


def _fits(value: float, log: bool) -> bool:
    return math.isfinite(value) and (not log or value > 0)


def _flat(value: float, log: bool) -> float:
    """A value on the scale on which the axis is even, kept within what can be drawn."""
    if log:
        return math.log10(min(max(value, _NEAREST), _FURTHEST))
    return min(max(value, -_FURTHEST), _FURTHEST)


def _ticks(low: float, high: float) -> tuple[float, ...]:
    """Round numbers, evenly spaced, from at or below ``low`` to at or above ``high``."""
    largest = max(abs(low), abs(high))
    if high - low < max(largest * 1e-6, _FINEST):
        middle = (low + high) / 2
        room = abs(middle) / 2 if largest >= _FINEST else 1.0
        low, high = min(low, middle - room), max(high, middle + room)
    step = _step((high - low) / _MOST_STEPS)
    first, last = math.floor(low / step), math.ceil(high / step)
    digits = max(0, -math.floor(math.log10(step)))
    ticks = [round(index * step, digits) for index in range(first, last + 1)]
    if ticks[0] > low:
        ticks.insert(0, round((first - 1) * step, digits))
    if ticks[-1] < high:
        ticks.append(round((last + 1) * step, digits))
    return tuple(ticks)


def _step(least: float) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    return next((power * one for one in (1, 2, 5) if power * one >= least * (1 - 1e-9)), power * 10)


def _log_ticks(low: float, high: float) -> tuple[float, ...]:
    """Round numbers for a logarithmic axis: 0.5, 1, 2 ... , powers of ten where the range is wide."""
    decades = math.log10(high / low)
    if 0 < decades < 0.2:
        even = _ticks(low, high)
        if even[0] > 0:
            return even
    first, last = math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 1
    if decades <= 2.5:
        candidates = [float(f"{one:g}e{power}") for power in range(first, last + 1) for one in _LOG_MANTISSAS]
    else:
        stride = math.ceil(decades / _MOST_STEPS)
        candidates = [float(f"1e{power}") for power in range(first - stride, last + stride + 1) if power % stride == 0]
    start = max(index for index, one in enumerate(candidates) if one <= low)
    stop = min(index for index, one in enumerate(candidates) if one >= high)
    if start == stop:
        start, stop = start - 1, stop + 1
    return tuple(candidates[start : stop + 1])
