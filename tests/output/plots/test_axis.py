"""Axes: no input may raise, ticks cover what is drawn, places are even on their scale."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mscq.evidence.axis import Axis, Extent, axis, fixed_axis

NUMBERS = st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True))
EXTENTS = st.lists(st.builds(Extent, NUMBERS, NUMBERS, NUMBERS), max_size=8)
DRAWABLE = st.floats(min_value=-1e9, max_value=1e9)


@settings(deadline=None)
@given(EXTENTS, st.booleans(), st.booleans())
def test_no_figure_is_too_odd_for_an_axis(extents: list[Extent], log: bool, with_line: bool) -> None:
    line = (1.0 if log else 0.0) if with_line else None
    made = axis(extents, log=log, line=line)
    assert 2 <= len(made.ticks) <= 12
    assert list(made.ticks) == sorted(set(made.ticks))
    assert (made.place(made.low), made.place(made.high)) == (0.0, 1.0)
    if line is not None:
        assert made.holds(line)


@settings(deadline=None)
@given(st.lists(DRAWABLE, min_size=1, max_size=8))
def test_every_value_lies_on_a_linear_axis(values: list[float]) -> None:
    made = axis([Extent(value) for value in values], line=0.0)
    assert all(made.holds(value) for value in values)
    assert made.low <= min(values)
    assert max(values) <= made.high


@settings(deadline=None)
@given(st.lists(st.floats(min_value=1e-9, max_value=1e9), min_size=1, max_size=8))
def test_every_value_lies_on_a_logarithmic_axis(values: list[float]) -> None:
    made = axis([Extent(value) for value in values], log=True, line=1.0)
    assert all(made.place(value) == pytest.approx(min(max(made.place(value), 0), 1), abs=1e-9) for value in values)


@settings(deadline=None)
@given(DRAWABLE, DRAWABLE, st.booleans())
def test_places_keep_the_order_of_values(first: float, second: float, log: bool) -> None:
    made = axis([Extent(0.5), Extent(2.0)], log=log)
    low, high = sorted((first, second))
    assert made.place(low) <= made.place(high)


def test_half_and_double_lie_equally_far_from_one() -> None:
    made = axis([Extent(0.5, 0.25, 1), Extent(2, 1, 4)], log=True, line=1.0)
    assert made.log
    assert made.place(1) - made.place(0.5) == pytest.approx(made.place(2) - made.place(1))
    assert made.place(0) == -math.inf


def test_one_wide_interval_does_not_squeeze_the_others() -> None:
    narrow = [Extent(value, value - 1, value + 1) for value in (-2.0, 0.0, 2.0)]
    made = axis([*narrow, Extent(1, -50, 50)], line=0.0)
    assert not made.holds(-50)
    assert not made.holds(50)
    assert all(made.holds(end) for extent in narrow for end in (extent.low or 0, extent.high or 0))
    alone = axis([Extent(1, -50, 50)], line=0.0)
    assert alone.holds(-50)
    assert alone.holds(50)


def test_there_is_room_on_both_sides_of_the_line() -> None:
    made = axis([Extent(-3, -4, -2)], line=0.0)
    assert made.high > 0
    assert axis([Extent(3, 2, 4)], log=True, line=1.0).low < 1


def test_ticks_are_round_numbers() -> None:
    assert axis([Extent(0.13), Extent(0.87)], line=0.0).ticks == (-0.2, 0, 0.2, 0.4, 0.6, 0.8, 1)
    assert axis([Extent(0.4), Extent(6)], log=True, line=1.0).ticks == (0.2, 0.5, 1, 2, 5, 10)
    wide = axis([Extent(0.002), Extent(3000)], log=True).ticks
    assert all(math.log10(tick) == pytest.approx(round(math.log10(tick))) for tick in wide)


def test_a_share_has_a_known_range() -> None:
    made = fixed_axis(0, 100)
    assert made.ticks == (0, 20, 40, 60, 80, 100)
    assert made.place(25) == 0.25


def test_what_is_not_a_number_has_no_place() -> None:
    with pytest.raises(ValueError, match="no place"):
        Axis(False, (0.0, 1.0)).place(math.nan)
