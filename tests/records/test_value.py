"""Values: made, compared and changed as frozen dataclasses are."""

from __future__ import annotations

import copy
import pickle
from functools import cached_property

import pytest

from mscq.records.value import Value, replace


class Point(Value):
    x: int
    y: int = 0

    @cached_property
    def sum(self) -> int:
        return self.x + self.y


class Named(Point):
    name: str = ""


def test_parts_are_given_by_place_or_by_name() -> None:
    assert Point.field_names == ("x", "y")
    assert (Point(1), Point(1, 2), Point(y=2, x=1)) == (Point(1, 0), Point(x=1, y=2), Point(1, y=2))
    assert Named(1, 2, "a").name == "a"
    assert repr(Named(1, name="a")) == "Named(x=1, y=0, name='a')"


@pytest.mark.parametrize(
    ("parts", "named", "said"),
    [((), {}, "needs 'x'"), ((1,), {"z": 2}, "has no 'z'"), ((), {"z": 2}, "has no 'z'"), ((1, 2, 3), {}, "too many")],
)
def test_what_does_not_fit_is_told(parts: tuple[int, ...], named: dict[str, int], said: str) -> None:
    with pytest.raises(TypeError, match=said):
        Point(*parts, **named)


def test_a_value_does_not_change_and_another_is_made_of_it() -> None:
    one = Point(1, 2)
    assert one.sum == 3
    with pytest.raises(AttributeError, match="does not change"):
        one.x = 3  # type: ignore[misc]
    with pytest.raises(AttributeError, match="does not change"):
        del one.x
    other = replace(one, x=5)
    assert (one.x, other, other.sum) == (1, Point(5, 2), 7)
    with pytest.raises(TypeError, match="has no 'z'"):
        replace(one, z=1)


def test_values_are_equal_where_class_and_parts_are() -> None:
    one = Point(1, 2)
    assert one.sum == 3
    assert one == Point(1, 2) != Point(2, 1)
    assert Point(1) != Named(1)
    assert len({one, Point(1, 2), Named(1, 2)}) == 2
    assert copy.deepcopy(one) == one == pickle.loads(pickle.dumps(one))
