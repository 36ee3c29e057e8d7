"""Shortening keeps the first of every list of records, counts right, and leaves all else as it is."""

from __future__ import annotations

import json
from time import perf_counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mscq.server.shorten import MOST, fitted, shortened

SCALARS = st.none() | st.integers() | st.text(max_size=5)
LEAVES = st.dictionaries(st.sampled_from("ab"), SCALARS, max_size=2)
RECORDS = st.dictionaries(
    st.sampled_from("abc"),
    LEAVES
    | st.lists(SCALARS, max_size=9)
    | st.lists(st.dictionaries(st.sampled_from("ab"), SCALARS | st.lists(LEAVES, max_size=9), max_size=2), max_size=9),
    max_size=3,
)


def _lists(value: Any, at: str = "") -> list[tuple[str, list[Any]]]:
    """Every list of records with its place, outer ones first."""
    if isinstance(value, dict):
        return [one for key, inner in value.items() for one in _lists(inner, f"{at}.{key}" if at else key)]
    if not isinstance(value, list) or not any(isinstance(one, dict) for one in value):
        return []
    return [(at, value), *(one for inner in value for one in _lists(inner, f"{at}[]"))]


@given(RECORDS, st.integers(1, 12))
def test_lists_are_within_the_limit_and_what_is_left_out_is_counted(answer: dict[str, Any], limit: int) -> None:
    before = json.dumps(answer)
    shown, cuts = shortened(answer, limit)
    assert json.dumps(answer) == before
    assert all(len(one) <= limit for _, one in _lists(shown))
    kept: dict[str, int] = {}
    for at, one in _lists(shown):
        kept[at] = kept.get(at, 0) + len(one)
    for cut in cuts:
        assert cut.shown == kept[cut.at] < cut.total
    if not cuts:
        assert shown == answer


def test_an_example() -> None:
    answer = {"n": 3, "ids": list("abcdefgh"), "found": [{"rows": [{"x": y} for y in range(9)]} for _ in range(4)]}
    shown, cuts = shortened(answer, 2)
    assert shown == {"n": 3, "ids": list("abcdefgh"), "found": [{"rows": [{"x": 0}, {"x": 1}]}] * 2}
    assert [tuple(one) for one in cuts] == [("found", 2, 4), ("found[].rows", 4, 18)]


def test_what_fits_is_whole_and_what_does_not_is_made_to_fit() -> None:
    small = {"found": [{"x": 1}] * 99}
    assert fitted(small) == (small, [])
    large = {"found": [{"x": "y" * 100, "rows": [{"z": "y" * 100}] * 100}] * 100}
    shown, cuts = fitted(large)
    assert len(json.dumps(shown)) <= MOST
    assert cuts[0].total == 100


def test_time_grows_as_the_answer_does() -> None:
    def seconds(n: int) -> float:
        answer = {"found": [{"x": "y" * 20, "rows": [{"z": 1}] * 10}] * n}
        started = perf_counter()
        fitted(answer)
        return perf_counter() - started

    seconds(1000)
    assert seconds(8000) < 8 * 4 * max(seconds(1000), 0.002)
