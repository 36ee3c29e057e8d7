"""The bubble map: areas stand for papers, fills for what they can show, nothing overlaps, bubbles lead to papers."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from runs import frozen, run_here

from mscq.evidence.gap_map import EvidenceMap, Grade, evidence_map
from mscq.output.screens import gap_map as screen

SVG = "{http://www.w3.org/2000/svg}"
KINDS = {"bubble-full": Grade.CONTROLLED, "bubble-open": Grade.UNCONTROLLED, "bubble-words": Grade.WORDS}


@pytest.fixture(scope="module")
def made() -> EvidenceMap:
    return evidence_map(frozen(), "condition", "route")


def _root(made: EvidenceMap, by: str = "papers") -> ElementTree.Element:
    return ElementTree.fromstring(screen.svg(made, frozen().vocabulary, by=by))


def _bubbles(root: ElementTree.Element) -> list[tuple[str, ElementTree.Element, ElementTree.Element]]:
    """The title, circle and number of each cell."""
    cells = [group for group in root.iter(f"{SVG}g") if group.find(f"{SVG}circle") is not None]
    found = [(one.findtext(f"{SVG}title"), one.find(f"{SVG}circle"), one.find(f"{SVG}text")) for one in cells]
    return [(title, circle, text) for title, circle, text in found if title and circle is not None and text is not None]


def test_every_cell_is_a_bubble_of_its_grade_with_its_number(made: EvidenceMap) -> None:
    bubbles = _bubbles(_root(made))
    cells = [made.cells[row, column] for row in made.rows for column in made.columns if (row, column) in made.cells]
    assert len(bubbles) == len(cells)
    for (title, circle, text), cell in zip(bubbles, cells, strict=True):
        assert KINDS[circle.get("class", "")] is cell.grade
        assert text.text == str(len(cell.papers))
        assert frozen().vocabulary.conditions.label(cell.row) in title
        assert f"level {cell.level}" in title


def test_area_grows_with_the_papers(made: EvidenceMap) -> None:
    radii = {int(text.text or 0): float(circle.get("r", 0)) for _, circle, text in _bubbles(_root(made))}
    large = {number: radius for number, radius in radii.items() if radius > min(radii.values())}
    for (few, small), (many, big) in combinations(sorted(large.items()), 2):
        assert (big / small) ** 2 == pytest.approx(many / few, rel=0.05)


@pytest.mark.parametrize("by", ["papers", "patients"])
def test_no_bubble_or_number_reaches_into_another_cell_or_out_of_the_drawing(made: EvidenceMap, by: str) -> None:
    root = _root(made, by)
    spans: dict[str, list[tuple[float, float]]] = {}
    for group in root.iter(f"{SVG}g"):
        circle, text = group.find(f"{SVG}circle"), group.find(f"{SVG}text")
        if circle is None:
            continue
        x, r = float(circle.get("cx", 0)), float(circle.get("r", 0))
        right = x + r
        if text is not None and text.get("text-anchor") != "middle":
            right = float(text.get("x", 0)) + 7 * len(text.text or "")
        spans.setdefault(circle.get("cy", ""), []).append((x - r, right))
    for row in spans.values():
        for (_, right), (left, _) in zip(sorted(row), sorted(row)[1:], strict=False):
            assert right < left
        assert max(right for _, right in row) < float(root.get("width") or 0)


@pytest.mark.slow
def test_the_command_writes_a_drawing_and_a_page_that_fetches_nothing(tmp_path: Path) -> None:
    for name in ("map.svg", "map.html"):
        assert run_here(("map", "-o", str(tmp_path / name))).returncode == 0
    assert ElementTree.parse(tmp_path / "map.svg").getroot().tag == f"{SVG}svg"
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert not re.search(r"<(script|link|img|iframe)|@import|url\(|\ssrc=", page)
    leads = set(re.findall(r'href="#([^"]+)"', page))
    assert leads
    assert leads == set(re.findall(r'<li id="([^"]+)"', page))
