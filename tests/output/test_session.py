"""What a Python session sees of an answer: one line, a piece of HTML, text, a table."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from made_papers import finding, paper
from runs import frozen, run_here

import mscq
from mscq.api import EvidenceBase
from mscq.errors import MissingPackage
from mscq.output import session

NARROW = mscq.Selection(routes=("intravenous",))
VALUES: dict[str, Callable[[EvidenceBase], Any]] = {
    "answer": lambda kb: kb.answer("ms"),
    "dossier": lambda kb: kb.dossier("lupus"),
    "safety": lambda kb: kb.safety("lupus"),
    "safety of all": lambda kb: kb.safety(),
    "comparison": lambda kb: kb.compare("route", ["iv", "intrathecal"]),
    "search": lambda kb: kb.search("knee cartilage"),
    "empty search": lambda kb: kb.search("xyzzyqq"),
    "paper": lambda kb: kb.get("islam2023"),
}


class _Page(HTMLParser):
    """The tags that are open, and what a page would run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.acts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "br":
            self.open.append(tag)
        self.acts += [tag] if tag in ("script", "iframe", "img", "link", "object") else []
        self.acts += [name for name, value in attrs if name.startswith("on") or (value or "").startswith("javascript:")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _page(html: str) -> _Page:
    page = _Page()
    page.feed(html)
    return page


@pytest.mark.parametrize("kind", VALUES)
def test_a_value_is_one_line_and_shows_its_screen(kind: str) -> None:
    value = VALUES[kind](frozen())
    assert len(repr(value)) < 160
    assert "\n" not in repr(value)
    page = _page(value._repr_html_())
    assert (page.open, page.acts) == ([], [])
    assert value.text().strip()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("dossier", ("condition", "lupus", "--full")),
        ("safety", ("safety", "lupus")),
        ("comparison", ("compare", "--route", "iv", "intrathecal")),
        ("search", ("search", "knee", "cartilage")),
        ("paper", ("show", "islam2023")),
    ],
)
def test_the_text_is_the_screen_of_the_command(kind: str, words: tuple[str, ...]) -> None:
    assert VALUES[kind](frozen()).text() == run_here([*words, "--plain"]).stdout


@pytest.mark.parametrize(
    ("selection", "options"),
    [
        (mscq.Selection(), ()),
        (mscq.Selection(routes=("intrathecal",)), ("--route", "intrathecal")),
        (mscq.Selection(outcomes=("edss",)), ("--outcome", "edss")),
    ],
)
def test_the_text_of_an_answer_is_the_first_screen(selection: mscq.Selection, options: tuple[str, ...]) -> None:
    shown = run_here(["condition", "ms", *options, "--plain"]).stdout
    assert frozen().answer("ms", selection).text() == shown


@pytest.mark.parametrize(
    "asked",
    [
        lambda kb: kb.answer("ms", NARROW),
        lambda kb: kb.dossier("ms", NARROW),
        lambda kb: kb.safety("ms", NARROW),
        lambda kb: kb.compare("source", ["bone-marrow", "umbilical-cord"], NARROW),
        lambda kb: kb.search("knee", mscq.Selection(years=(2020, None))),
    ],
)
def test_what_a_selection_leaves_out_is_said(asked: Callable[[EvidenceBase], Any]) -> None:
    assert asked(frozen()).text().count("Only: ") == 1


def test_where_nothing_was_read_no_sentence_answers() -> None:
    none = mscq.Selection(years=(1900, 1901))
    for made in (frozen().answer("ms", none), frozen().dossier("ms", none), frozen().safety("ms", none)):
        assert "Only: year 1900 to 1901" in made.text()
        assert "No paper in the base" in made.text()
        assert "In short" not in made.text()
        assert session.rows(made) == []


def test_what_cannot_be_searched_is_told() -> None:
    for query, sort in (("(knee", "score"), ("knee", "size")):
        with pytest.raises(mscq.MscqError):
            frozen().search(query, sort=sort)


def test_a_paper_is_copied_and_pickled_without_the_vocabulary() -> None:
    made = frozen().get("islam2023")
    made.vocabulary.facet("routes")
    kept = pickle.dumps(made)
    assert b"spinal tap" not in kept
    again = pickle.loads(kept)
    assert (again.model_dump(), str(again)) == (made.model_dump(), repr(made))
    assert again._repr_html_() == made._repr_html_()


def test_a_title_cannot_act_on_a_page_nor_on_a_terminal() -> None:
    hostile = "\x1b[2J<script>alert(1)</script>\u202e"
    made = paper("smith2020", finding("held", statement=hostile), title=hostile)
    page = made._repr_html_()
    assert _page(page).acts == []
    assert "&lt;script&gt;" in page
    for shown in (page, made.text(), repr(made)):
        assert "\x1b" not in shown
        assert "\u202e" not in shown


def test_one_row_a_paper_or_what_the_command_writes_as_csv() -> None:
    kb = frozen()
    assert [row["id"] for row in session.rows(kb.papers())] == list(kb.ids)
    assert {row["paper"] for row in session.rows(kb.get("islam2023"))} == {"islam2023"}
    assert session.rows(kb.map())
    assert {row["condition"] for row in session.rows(kb.conflicts("ms"))} == {"multiple-sclerosis"}
    statuses = [one.status.value for one in kb.answer("ms").trials]
    assert [row["status"] for row in session.rows(kb.answer("ms")) if row["block"] == "trials"] == statuses


@pytest.mark.parametrize("value", [3, ["islam2023"], [frozen().map()]])
def test_what_has_no_table_is_told(value: object) -> None:
    with pytest.raises(TypeError, match="has no table"):
        session.rows(value)


def test_without_pandas_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingPackage, match="pip install pandas"):
        frozen().answer("ms").frame()
    with pytest.raises(ImportError):
        mscq.frame(frozen().papers())


def test_a_frame_keeps_whole_numbers_whole() -> None:
    pytest.importorskip("pandas", reason="frames are made by pandas, which mscq does not install")
    table = mscq.frame(frozen().papers())
    assert {str(table.dtypes[name]) for name in ("level", "n", "year")} == {"Int64"}
    assert len(table) == len(frozen())
    for asked in VALUES.values():
        asked(frozen()).frame()
