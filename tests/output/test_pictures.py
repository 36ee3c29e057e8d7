"""The pictures under ``docs/`` show the current program: their text is its text, and a page shows each of them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from support import BASE

from mscq.api import load
from tools.pictures import DOCS, FOREST, REDRAW, SCREENS, Screen, kept, left_out, output

_BASE_LINE = re.compile(r"mscq \S+, base .*findings\)")
_SVG = "{http://www.w3.org/2000/svg}"
_STALE = f"the picture is not current: {REDRAW}"
_BOTH = [*(screen.name for screen in SCREENS), "browse"]
NAMES = [f"{name}{suffix}.svg" for name in _BOTH for suffix in ("", "-dark")] + ["forest.svg"]


def _tree(name: str) -> ElementTree.Element:
    return ElementTree.fromstring((DOCS / name).read_bytes())


def _text(root: ElementTree.Element) -> str:
    return "".join("".join(one.itertext()) for one in root.iter(f"{_SVG}text"))


def _packed(text: str) -> str:
    """A text without blanks: a picture sets them as places."""
    return "".join(text.split())


@cache
def _answer(command: str) -> str:
    return output(command)


def _expected(screen: Screen) -> str:
    lines = _answer(screen.command).rstrip("\n").split("\n")
    count = kept(lines, screen.lines)
    rest = left_out(len(lines) - count) if count < len(lines) else ""
    return "\n".join(["mscq", f"$ {screen.command}", *lines[:count], rest])


@pytest.mark.parametrize("suffix", ["", "-dark"])
@pytest.mark.parametrize("screen", SCREENS, ids=[screen.name for screen in SCREENS])
def test_a_screen_shows_what_the_program_prints_now(screen: Screen, suffix: str) -> None:
    assert _packed(_text(_tree(f"{screen.name}{suffix}.svg"))) == _packed(_expected(screen)), _STALE


def test_the_forest_plot_is_the_one_the_program_writes_now(tmp_path: Path) -> None:
    written = tmp_path / "forest.svg"
    output(FOREST, "-o", str(written))
    now, shown = ((file.read_text(encoding="utf-8")) for file in (written, DOCS / "forest.svg"))
    assert _BASE_LINE.search(shown)
    assert _BASE_LINE.sub("", now) == _BASE_LINE.sub("", shown), _STALE


@pytest.mark.parametrize("name", ["browse.svg", "browse-dark.svg"])
def test_the_browser_shows_the_frozen_base(name: str) -> None:
    kb = load(BASE)
    dossier = kb.dossier("ms")
    text = _packed(_text(_tree(name)))
    for words in (f"{len(dossier.papers)} of {len(kb)} papers", "Multiple sclerosis, strongest first", "q Quit"):
        assert _packed(words) in text, _STALE


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_small_and_fetches_nothing(name: str) -> None:
    content = (DOCS / name).read_text(encoding="utf-8")
    assert len(content.encode()) < 150_000
    assert not re.search(r"@font-face|@import|url\((?!#)|<script|<image|xlink", content)
    assert {one.tag for one in _tree(name).iter()} & {f"{_SVG}text"}


@pytest.mark.parametrize("name", [name for name in NAMES if name != "forest.svg"])
def test_a_picture_names_the_command_that_redraws_it(name: str) -> None:
    described = _tree(name).findtext(f"{_SVG}desc")
    assert described is not None
    assert REDRAW in described


@pytest.mark.parametrize("name", NAMES)
def test_a_page_shows_every_picture(name: str) -> None:
    shown = f'"docs/{name}"' in (DOCS.parent / "README.md").read_text(encoding="utf-8")
    assert shown or f'"{name}"' in (DOCS / "tour.md").read_text(encoding="utf-8")


def test_no_other_picture_lies_there() -> None:
    assert sorted(file.name for file in DOCS.glob("*.svg")) == sorted(NAMES)


def test_a_screen_is_never_cut_inside_a_row() -> None:
    lines = ["Title", "", " 1  one", "      more", " 2  two", "      more", "      more", " 3  three", "end", "end"]
    assert kept(lines, 20) == len(lines)
    assert kept(lines, 6) == 4
    assert kept(["a", "", "b", "c", "d"], 2) == 1
