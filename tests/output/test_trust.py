"""Alarm is for what lowers trust; a page says nothing twice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from made_papers import finding, made_base, paper
from runs import run_here

from mscq.records.models import Paper

FIGURE: dict[str, Any] = {"measure": "mean-difference", "value": -2, "ci_low": -3, "ci_high": -1, "unit": "points"}
MAIN: dict[str, Any] = {"arm": "between", "endpoint": "primary", "direction": "benefit", "estimate": FIGURE}


def _page(folder: Path, *papers: Paper, command: tuple[str, ...] = ("condition", "ms"), suffix: str = "html") -> str:
    made_base(folder / "base", *papers)
    run_here((*command, "-o", str(folder / f"page.{suffix}")), base=folder / "base")
    return (folder / f"page.{suffix}").read_text(encoding="utf-8").replace("\u00a0", " ")


def _trial(name: str, **study: Any) -> Paper:
    return paper(name, finding("main", **MAIN), primary_outcome="pain", primary_outcome_met="yes", **study)


@pytest.mark.parametrize(
    ("study", "words", "kind"),
    [
        ({"conditions": ["relapsing-remitting-multiple-sclerosis"]}, "RRMS|relapsing", "dim"),
        ({"design": "non-randomized-controlled-trial"}, "not randomised", "warning"),
        ({"primary_outcome_source": "maker"}, "by its maker", "warning"),
    ],
)
def test_a_note_is_in_alarm_only_where_it_lowers_trust(
    study: dict[str, Any], words: str, kind: str, tmp_path: Path
) -> None:
    text = _page(tmp_path, _trial("made2020", **study))
    told = re.findall(rf'<span class="(dim|warning)">[^<]*(?:{words})', text)
    assert told
    assert set(told) == {kind}


def test_notes_of_both_kinds_keep_their_own_colour(tmp_path: Path) -> None:
    both = _trial(
        "made2020", conditions=["relapsing-remitting-multiple-sclerosis"], design="non-randomized-controlled-trial"
    )
    text = _page(tmp_path, both)
    assert re.search(r'<span class="dim">[^<]*(?:RRMS|relapsing)', text)
    assert re.search(r'<span class="warning">not randomised</span>', text)


@pytest.mark.parametrize("way", ["benefit", "no-difference", "harm"])
def test_a_pooled_row_says_its_direction_once(way: str, tmp_path: Path) -> None:
    row = finding("pooled", **{**MAIN, "endpoint": None, "direction": way})
    text = _page(tmp_path, paper("pool2020", row, design="meta-analysis"))
    word = {"benefit": "better", "no-difference": "no difference", "harm": "worse"}[way]
    (line,) = (one for one in text.splitlines() if one.startswith("<tr") and "pool2020" in one and f"{word}: " in one)
    seen = re.sub(r"<[^>]*>", " ", line)
    assert len(re.findall(rf"\b{word}\b", seen)) == 1


@pytest.mark.parametrize(
    "command",
    [
        ("condition", "ms"),
        ("search", "cells"),
        ("timeline", "ms"),
        ("map",),
        ("compare", "--route", "intravenous", "intrathecal"),
        ("papers",),
    ],
    ids=" ".join,
)
def test_markdown_has_one_heading_of_the_first_level_and_begins_with_it(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    other = _trial("it2020", intervention={"cells": ["mesenchymal-stromal-cell"], "routes": ["intrathecal"]})
    text = _page(tmp_path, _trial("made2020"), other, command=command, suffix="md")
    assert text.startswith("# ")
    assert len(re.findall(r"^# ", text, re.M)) == 1
