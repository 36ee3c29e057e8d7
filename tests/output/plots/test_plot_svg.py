"""The drawings as SVG and pages: well-formed, every figure in text, papers linked, nothing fetched."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plot_samples import sample

from mscq.evidence.dossier import Dossier
from mscq.evidence.forest import forest
from mscq.output.forms import frame
from mscq.output.plots import forest_words as words
from mscq.output.plots import svg as drawing
from mscq.output.plots.forest_svg import side
from mscq.output.screens import forest as plot
from mscq.output.screens import timeline
from mscq.records.knowledge_base import KnowledgeBase

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[KnowledgeBase, Dossier]:
    return sample(tmp_path_factory.mktemp("base") / "base")


@pytest.mark.parametrize("screen", [plot, timeline])
def test_the_svg_is_well_formed_and_named(whole: tuple[KnowledgeBase, Dossier], screen: object) -> None:
    kb, found = whole
    root = ElementTree.fromstring(screen.svg(found, kb.vocabulary))  # type: ignore[attr-defined]
    assert root.tag == f"{SVG}svg"
    names = {one.get("id"): one.text for one in root if one.tag in (f"{SVG}title", f"{SVG}desc")}
    assert set((root.get("aria-labelledby") or "").split()) == set(names)
    assert all(names.values())
    height = float(root.get("height") or 0)
    assert all(0 < float(one.get("y") or 0) < height for one in root.iter(f"{SVG}text"))


def test_every_figure_stands_in_the_svg_as_text(whole: tuple[KnowledgeBase, Dossier]) -> None:
    kb, found = whole
    root = ElementTree.fromstring(plot.svg(found, kb.vocabulary))
    said = [one.text for one in root.iter(f"{SVG}text")]
    for row in forest(found, kb.vocabulary).rows:
        for text in (row.paper.id, *words.figure_lines(row, 27), words.row_n(row), words.row_p(row)):
            assert text in said or not text
    links = {one.get("href") for one in root.iter(f"{SVG}a")}
    assert links == {f"https://pubmed.ncbi.nlm.nih.gov/{year}/" for year in ("2017", "2019", "2020", "2021", "2022")}


def test_shapes_lie_inside_the_drawing(whole: tuple[KnowledgeBase, Dossier]) -> None:
    root = ElementTree.fromstring(plot.svg(whole[1], whole[0].vocabulary))
    width = float(root.get("width") or 0)
    for name in ("x1", "x2", "cx"):
        assert all(0 <= float(one.get(name, "0")) <= width for one in root.iter())


@pytest.mark.parametrize("screen", [plot, timeline])
def test_the_page_is_whole_and_fetches_nothing(whole: tuple[KnowledgeBase, Dossier], screen: object) -> None:
    kb, found = whole
    page = screen.html(found, kb.vocabulary)  # type: ignore[attr-defined]
    assert page.startswith("<!doctype html>")
    assert "<svg" in page
    assert "prefers-color-scheme: dark" in page
    assert not re.search(r"<(script|link|img|iframe)|@import|url\(|\ssrc=", page)


def test_the_area_of_a_mark_grows_with_n() -> None:
    sides = [side(n) for n in (None, 0, 30, 100, 300, 1000)]
    assert sides == sorted(sides)
    assert side(100) / side(400) == pytest.approx(0.5)


@settings(deadline=None)
@given(st.text())
def test_any_text_can_stand_in_the_drawing(text: str) -> None:
    made = drawing.document(10, 10, text, text, [drawing.titled(text, [drawing.text(1, 1, text)])])
    assert ElementTree.fromstring(made).tag == f"{SVG}svg"


def _luminance(colour: str) -> float:
    """The relative luminance of '#rrggbb' (WCAG 2.1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("style", [drawing._STYLE, frame.STYLE])
def test_text_is_legible_on_light_and_on_dark(style: str) -> None:
    palettes = [dict(re.findall(r"--(\w+): (#\w{6})", part)) for part in style.split("prefers-color-scheme")]
    assert len(palettes) == 2
    for palette in palettes:
        for name in ("ink", "soft", "link", "good", "bad", "mixed"):
            light, dark = sorted((_luminance(palette[name]), _luminance(palette["paper"])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, name
