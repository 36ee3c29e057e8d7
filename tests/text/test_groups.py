"""What is linked, directly or through others, is one group."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscq.text.groups import groups


def test_groups() -> None:
    assert groups("abcdef", [("c", "a"), ("f", "c"), ("e", "d")]) == [["a", "c", "f"], ["b"], ["d", "e"]]
    assert groups([], []) == []
    with pytest.raises(KeyError):
        groups("a", [("a", "b")])


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11))))
def test_groups_are_what_can_be_reached(links: list[tuple[int, int]]) -> None:
    def reached(start: int) -> set[int]:
        found = {start}
        while more := {two for pair in links for one, two in (pair, pair[::-1]) if one in found} - found:
            found |= more
        return found

    made = groups(range(12), links)
    assert sorted(member for group in made for member in group) == list(range(12))
    assert all(set(group) == reached(group[0]) for group in made)
    assert [group[0] for group in made] == sorted(group[0] for group in made)
