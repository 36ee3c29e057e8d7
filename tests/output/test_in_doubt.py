"""A figure that is in doubt as printed, and a rank in a network, carry no mark on any screen, and say what they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from made_papers import finding, made_base, paper
from runs import run_here

LIKE = {"measure": "mean-difference", "value": -1.5, "ci_low": -2, "ci_high": -1, "unit": "points"}
DOUBT: dict[str, Any] = {"as_printed": True, "note": "As printed: a ratio."}
RANK = {"measure": "ranking-score", "value": 77.1, "unit": "%"}
SCREENS = {
    "show": ("show", "made2020"),
    "findings": ("findings", "--paper", "made2020"),
    "search": ("search", "cells"),
    "all": ("condition", "ms", "--all"),
    "full": ("condition", "ms", "--full"),
    "plot": ("condition", "ms", "--plot"),
    "whole plot": ("condition", "ms", "--all", "--plot"),
    "one outcome": ("condition", "ms", "--outcome", "pain", "--plot"),
    "timeline": ("timeline", "ms"),
}


def _said(folder: Path, screen: str, **more: Any) -> str:
    fields = {"arm": "between", "estimate": LIKE, "direction": "benefit", "outcome": "pain", **more}
    made_base(folder, paper("made2020", finding("f", **fields), design="meta-analysis"))
    return run_here(SCREENS[screen], base=folder).stdout


@pytest.mark.parametrize("screen", SCREENS)
def test_a_figure_in_doubt_has_no_mark_and_says_so(screen: str, tmp_path: Path) -> None:
    assert "▲" in _said(tmp_path / "sure", screen)
    doubtful = _said(tmp_path / "doubt", screen, **DOUBT)
    assert "▲" not in doubtful
    assert "made2020" in doubtful
    if screen != "timeline":
        assert "in doubt" in " ".join(doubtful.split())


@pytest.mark.parametrize("screen", [one for one in SCREENS if one != "one outcome"])
def test_a_rank_has_no_mark(screen: str, tmp_path: Path) -> None:
    assert "▲" not in _said(tmp_path, screen, estimate=RANK)


def test_other_outcomes_in_doubt_are_counted_as_such(tmp_path: Path) -> None:
    rows = [
        finding("a", arm="between", estimate=LIKE, direction="benefit"),
        finding("b", arm="between", estimate=LIKE, direction="benefit", outcome="edss", outcome_label="EDSS", **DOUBT),
    ]
    made_base(tmp_path, paper("made2020", *rows, design="meta-analysis"))
    assert "other outcomes: 1 in doubt" in run_here(("condition", "ms"), base=tmp_path).stdout


def test_a_control_arm_in_doubt_puts_the_figure_of_both_in_doubt(tmp_path: Path) -> None:
    rows = [
        finding("cells", estimate={"measure": "median", "value": 0, "unit": "mm"}),
        finding("control", arm="control", estimate={"measure": "median", "value": -4, "unit": "mm"}, **DOUBT),
    ]
    made_base(tmp_path, paper("made2020", *rows))
    text = " ".join(run_here(("condition", "ms"), base=tmp_path).stdout.split())
    assert "0 | −4 mm (as printed, in doubt: mscq why)" in text
