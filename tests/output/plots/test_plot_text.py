"""The forest plot in characters: drawings as recorded, columns that hold, no line too wide, ASCII letter for letter."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plot_samples import DRAWINGS, FACET, GOLDEN, drawn, finding, paper, results_of, sample, write_base
from support import BASE

from mscq.api import load
from mscq.evidence.axis import Extent, axis
from mscq.evidence.dossier import Dossier, dossier
from mscq.evidence.forest import forest_of
from mscq.output.plots.forest_text import axis_line, plot_text
from mscq.output.report import Figure
from mscq.output.screens import forest as plot
from mscq.records.knowledge_base import KnowledgeBase
from mscq.text.ascii import to_ascii

MADE_BY = "python tests/output/plots/plot_samples.py"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[KnowledgeBase, Dossier]:
    return sample(tmp_path_factory.mktemp("base") / "base")


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_drawing_is_as_recorded(name: str, whole: tuple[KnowledgeBase, Dossier]) -> None:
    width, ascii_only = DRAWINGS[name]
    recorded = (GOLDEN / name).read_text(encoding="utf-8")
    assert drawn(*whole, width, ascii_only) == recorded, f"look at it; if it is right: {MADE_BY}"


def test_the_ascii_drawing_has_ascii_only_and_its_columns_hold(whole: tuple[KnowledgeBase, Dossier]) -> None:
    assert (GOLDEN / "80_ascii.txt").read_text(encoding="utf-8").isascii()
    for block in plot.report(whole[1], whole[0].vocabulary).blocks:
        if isinstance(block, Figure):
            for one in block.at(80):
                bare = one.text.rstrip("▲△▷○±▼▽◁")
                assert len(to_ascii(bare)) == len(bare), bare


@pytest.mark.parametrize("width", [60, 80, 99, 100, 120, 160])
@pytest.mark.parametrize("condition", ["multiple-sclerosis", "knee-osteoarthritis"])
def test_no_line_is_wider_than_the_terminal(width: int, condition: str) -> None:
    kb = load(BASE)
    report = plot.report(dossier(kb, condition), kb.vocabulary)
    lines = [one.text for block in report.blocks if isinstance(block, Figure) for one in block.at(width)]
    assert max(map(len, lines)) <= max(width, 72)


@pytest.mark.parametrize("width", [80, 120])
def test_a_single_short_figure_fits_too(width: int, tmp_path: Path) -> None:
    kb = write_base(tmp_path / "base", [paper("bare2020", [finding("bare2020", "a", estimate={"value": 1})])])
    assert max(map(len, drawn(kb, dossier(kb, "sore-knee"), width).splitlines())) <= width


def row_of(**estimate: float) -> tuple[str, str]:
    """One row drawn 21 characters wide beside two narrow ones, and its panel's axis."""
    rows = [
        finding("some2020", "a", estimate={"value": -1, "ci_low": -1.5, "ci_high": -0.5}),
        finding("some2020", "b", timepoint_months=3, estimate={"value": -2, "ci_low": -2.5, "ci_high": -1.5}),
        finding("some2020", "c", timepoint_months=6, direction="no-difference", estimate=dict(estimate)),
    ]
    (panel,) = forest_of(results_of(*rows), FACET).panels
    return plot_text(panel.rows[-1], panel, 21), axis_line(panel.axis, 21)


def test_an_arrow_stands_where_an_interval_leaves_the_axis() -> None:
    assert row_of(value=-1, ci_low=-40, ci_high=40)[0].startswith("◂──")
    assert row_of(value=-1, ci_low=-40, ci_high=40)[0].endswith("──▸")
    inside = row_of(value=-1, ci_low=-1.2, ci_high=0.2)[0]
    assert "◂" not in inside
    assert "▸" not in inside
    assert "┼" in inside


def test_the_mark_tells_size_and_whether_there_is_an_interval() -> None:
    signs = {}
    for n in (None, 49, 50, 199, 200):
        for interval in ({}, {"ci_low": -2, "ci_high": 0}):
            rows = results_of(finding("some2020", "a", estimate={"value": -1, "n": n, **interval}), n=None)
            (panel,) = forest_of(rows, FACET).panels
            signs[n, bool(interval)] = (set(plot_text(panel.rows[0], panel, 31)) & set("▪■█▫□")).pop()
    assert [signs[n, True] for n in (None, 49, 50, 199, 200)] == ["▪", "▪", "■", "■", "█"]
    assert [signs[n, False] for n in (None, 49, 50, 199, 200)] == ["▫", "▫", "□", "□", "□"]


def test_a_minus_on_the_axis_stands_clear_of_the_rule() -> None:
    for width in range(20, 60):
        made = to_ascii(axis_line(axis([Extent(-8), Extent(3)], line=0.0), width))
        labels = [part for part in made.split(" ") if part.strip("-+")]
        assert all(float(part) == int(part) for part in labels), made


NUMBER = st.floats(min_value=-1e6, max_value=1e6)


@settings(max_examples=60, deadline=None)
@given(NUMBER, NUMBER, NUMBER, st.integers(20, 80))
def test_any_row_fits_its_room(value: float, first: float, second: float, width: int) -> None:
    low, high = sorted((first, second))
    estimate = {"value": value, "ci_low": low, "ci_high": high}
    (panel,) = forest_of(results_of(finding("some2020", "a", estimate=estimate)), FACET).panels
    assert len(plot_text(panel.rows[0], panel, width)) == width
    assert len(axis_line(panel.axis, width)) == width


def test_what_is_left_out_is_said(whole: tuple[KnowledgeBase, Dossier]) -> None:
    text = drawn(*whole, 120)
    assert "2 more results have no figure that can be drawn" in text
    assert "Nothing is pooled" in text
    assert "cannot show that the treatment works" in text


def test_a_dossier_without_figures_says_so(tmp_path: Path) -> None:
    kb = write_base(tmp_path / "base", [paper("bare2020", [finding("bare2020", "a", estimate=None)])])
    text = drawn(kb, dossier(kb, "sore-knee"), 80)
    assert "1 result has no figure" in text
