"""Of a row that is too long a screen shows a few, and says how many more there are and how they ended."""

from __future__ import annotations

import re

import pytest
from runs import frozen

from mscq.evidence.comparison import compare
from mscq.output.abbreviations import texts
from mscq.output.screens import compare as screen
from mscq.output.screens import crowded
from mscq.output.screens.answer_rooms import Room, first_that_fits
from mscq.output.screens.crowded import evenly, foremost, in_a_row


@pytest.mark.parametrize("number", [0, 1, 12, 13, 40])
def test_the_others_are_counted_by_what_is_said_of_them(number: int) -> None:
    row = [f"{'met' if place % 5 else 'mixed'}{place}" for place in range(number)]
    shown, others = foremost(row, lambda one: one.rstrip("0123456789"), False)
    assert list(shown) == [one for one in row if one in shown]
    if number <= 12:
        assert (shown, others.text) == (row, "")
        return
    told = re.fullmatch(r"(\d+) more \((\d+) mixed, (\d+) met\): --full", others.text)
    assert told
    assert len(shown) == 4
    assert int(told[1]) == int(told[2]) + int(told[3]) == number - len(shown)
    assert {one.rstrip("0123456789") for one in shown} == {"met", "mixed"}
    assert foremost(row, str, True) == (row, ())


def test_what_gives_way_takes_no_side() -> None:
    assert evenly("aaab", lambda one: one, 2) == ["a", "b"]


@pytest.mark.parametrize("values", [("bone-marrow", "umbilical-cord"), ("bone-marrow", "adipose-tissue")])
def test_every_study_of_a_crowded_comparison_is_shown_or_counted(
    values: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kb = frozen()
    found = compare(kb, "source", values)

    def told() -> str:
        blocks = screen.report(found, kb.vocabulary).blocks
        return "\n".join(said for block in blocks for said in texts(block))

    def named(text: str) -> int:
        return sum(word in kb for word in re.findall(r"\w+", text))

    whole = told()
    monkeypatch.setattr(crowded, "_FEW", 1)
    monkeypatch.setattr(crowded, "_MOST", 1)
    short = told()
    left = sum(map(int, re.findall(r"(\d+) more \(", short)))
    assert left
    assert named(short) + left == named(whole)


def test_names_in_a_row_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    papers = [frozen().get(one) for one in frozen().ids[:21]]
    assert in_a_row(papers, False).text == f"{', '.join(one.id for one in papers[:4])} and 17 more: --full"
    assert in_a_row(papers, True).text == in_a_row(papers[:20], False).text + f", {papers[20].id}"


@pytest.mark.parametrize(("least", "found"), [(1, 9), (8, 9), (9, 9), (4, 4), (3, 3), (2, 3), (0, None)])
def test_the_first_that_fits_is_found_in_runs(least: int, found: int | None) -> None:
    sizes = [Room(size, 0) for size in (9, 8, 7, 4, 3)]
    most = {1: 9, 8: 9}.get(least, least)
    asked: list[Room] = []

    def fits(room: Room) -> bool:
        asked.append(room)
        return room.trials <= most

    runs = [sizes[:1], sizes[1:3], sizes[3:]]
    room = first_that_fits(runs, fits)
    assert (room.trials if room else None) == next((one.trials for one in sizes if one.trials <= most), None)
    assert len(asked) <= len(sizes)
