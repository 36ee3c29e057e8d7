"""Spellings in ASCII: what a sign says must not be lost where only letters can be shown."""

from __future__ import annotations

from itertools import combinations

import pytest

from mscq.evidence.level import Control
from mscq.output.plots import forest_text
from mscq.output.screens import gap_map, own_references
from mscq.output.wording import CONTROL_WORDS, MEANINGS, NOTHING
from mscq.text.ascii import to_ascii

SCREENS = {
    "results": [*MEANINGS, NOTHING, "−", "•"],
    "forest plot": [*MEANINGS, *forest_text._MARKS],
    "map": [*gap_map._MARKS.values(), NOTHING, "−"],
    "own references": [*MEANINGS, own_references.OWN, own_references.HELD, NOTHING, "−"],
}


@pytest.mark.parametrize("screen", SCREENS)
def test_no_two_signs_of_a_screen_are_spelt_alike(screen: str) -> None:
    for first, second in combinations(SCREENS[screen], 2):
        shared = set(to_ascii(first)) & set(to_ascii(second))
        assert not shared, f"{first} and {second} are both {shared}"


def test_every_sign_has_one_character() -> None:
    assert all(len(to_ascii(sign)) == 1 and to_ascii(sign) not in "-?=" for sign in (*MEANINGS, NOTHING))


def test_filled_signs_are_of_results_against_a_control_alone() -> None:
    held = CONTROL_WORDS[Control.CONTROLLED].marks
    for control, row in CONTROL_WORDS.items():
        for direction, sign in row.marks.items():
            assert (sign == held[direction]) is (
                control is Control.CONTROLLED or direction.value in ("no-difference", "mixed")
            )
