"""Drawings name every paper, keep its name clear of what stands beside it, and explain what they use and no more."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from made_papers import BEFORE, finding, made_base, paper
from runs import run_here

from mscq.records.models import Paper

SVG = "{http://www.w3.org/2000/svg}"
LONG = "averylongnameofapaper2020"
FIGURE: dict[str, Any] = {"measure": "mean-difference", "value": -2, "ci_low": -3, "ci_high": -1, "unit": "points"}
_WIDEST_LETTER = 7.0


def _drawn(folder: Path, *papers: Paper, command: tuple[str, ...]) -> ElementTree.Element:
    made_base(folder / "base", *papers)
    run_here((*command, "-o", str(folder / "drawn.svg")), base=folder / "base")
    return ElementTree.parse(folder / "drawn.svg").getroot()


def _between(name: str = "f", **more: Any) -> dict[str, Any]:
    return finding(name, **{"arm": "between", "estimate": FIGURE, "direction": "benefit", "outcome": "pain", **more})


def _texts(root: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("name", ["short2020", LONG])
def test_a_name_never_reaches_into_the_column_beside_it(name: str, tmp_path: Path) -> None:
    root = _drawn(tmp_path, paper(name, _between(endpoint="primary")), command=("condition", "ms", "--plot"))
    row = next(one for one in root.iter(f"{SVG}g") if (one.findtext(f"{SVG}title") or "").startswith(f"{name},"))
    places = sorted((float(one.get("x", 0)), one.text or "") for one in row.iter(f"{SVG}text"))
    (left, first), (beside, _), *_ = places
    assert first == name
    assert left + _WIDEST_LETTER * len(name) < beside


@pytest.mark.parametrize("far", [False, True])
def test_the_legend_of_a_plot_explains_the_shapes_that_it_uses(far: bool, tmp_path: Path) -> None:
    near = [paper(f"n{place}2020", _between(endpoint="primary")) for place in range(4)]
    wide = {**FIGURE, "ci_low": -900, "ci_high": 900}
    papers = [*near, paper("wide2020", _between(endpoint="primary", estimate=wide))] if far else near
    texts = _texts(_drawn(tmp_path, *papers, command=("condition", "ms", "--plot")))
    assert ("goes on beyond the axis" in texts) is far
    assert "value without an interval" not in texts
    assert any(one.startswith("value with its interval") for one in texts)


def test_a_timeline_names_each_paper_and_no_name_touches_that_of_another_year(tmp_path: Path) -> None:
    papers = [paper(f"{'long' * (place % 3)}name{place}", _between(), year=2010 + place) for place in range(6)]
    root = _drawn(tmp_path, *papers, command=("timeline", "ms"))
    named = {(one.text or " ").split()[-1]: one for one in root.iter(f"{SVG}text") if "name" in (one.text or "")}
    assert set(named) == {one.id for one in papers}
    ends = 0.0
    for one in papers:
        text = named[one.id]
        half = _WIDEST_LETTER * len(text.text or "") / 2
        assert float(text.get("x", 0)) - half > ends
        ends = float(text.get("x", 0)) + half
    assert ends < float(root.get("width", 0))


@pytest.mark.parametrize("stable", [False, True])
def test_a_paper_without_a_mark_is_explained(stable: bool, tmp_path: Path) -> None:
    rows = [finding("f", comparator=BEFORE, direction="stable" if stable else "benefit")]
    one = paper("one2020", *rows, design="single-arm-trial")
    made = " ".join(_texts(_drawn(tmp_path, one, command=("timeline", "ms"))))
    said = run_here(("timeline", "ms"), base=tmp_path / "base").stdout
    assert ("no mark: nothing on an effect" in made) is stable
    assert ("no mark: nothing on an effect" in said) is stable


@pytest.mark.parametrize("command", [("timeline", "ms"), ("condition", "ms", "--plot"), ("map",)])
def test_a_page_fits_its_drawing_to_the_window(command: tuple[str, ...], tmp_path: Path) -> None:
    made_base(tmp_path / "base", paper("one2020", _between(endpoint="primary")))
    run_here((*command, "-o", str(tmp_path / "page.html")), base=tmp_path / "base")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert re.search(r"^svg \{[^}]*max-width: 100%; height: auto", page, re.M)
    assert re.search(r"^main \{[^}]*overflow-x: auto", page, re.M)


def test_the_legend_of_a_map_says_what_a_bubble_stands_for(tmp_path: Path) -> None:
    papers = [paper(f"p{place}of2020", _between()) for place in range(60)]
    texts = " ".join(_texts(_drawn(tmp_path, *papers, command=("map",))))
    assert "papers: the area of a bubble, which is as small for up to 2 as for 1" in texts
