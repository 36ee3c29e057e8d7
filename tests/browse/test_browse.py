"""``mscq browse``: driven by Textual's pilot at the sizes that it must work at."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

import pytest

pytest.importorskip("textual", reason="the extra mscq[tui] is not installed")

from support import BASE
from textual.pilot import Pilot
from textual.widgets import OptionList, Static
from textual.worker import WorkerCancelled

from mscq.api import load
from mscq.browse.app import Browser
from mscq.browse.catalogue import NO_CONDITION, Catalogue
from mscq.browse.dialogs import FilterChoice, Keys
from mscq.browse.filters import CONTROLLED, Chip, reading
from mscq.browse.pages import finding_page, paper_page, verdict
from mscq.browse.panes import ChipButton
from mscq.cite import nlm_line
from mscq.errors import BadRecord, MscqError
from mscq.evidence.answering import answer
from mscq.evidence.level import CONTROLLED as CONTROLLED_KINDS
from mscq.evidence.selection import Selection, Selector
from mscq.evidence.treatment import treatment_of
from mscq.output.forms import Options as Width
from mscq.output.forms.terminal import render_report
from mscq.output.in_short import sentence
from mscq.records.knowledge_base import KnowledgeBase
from mscq.records.terms import StandingStatus
from mscq.search.searcher import search

NARROW, WIDE = (80, 24), (140, 40)
IV = Chip("route", "intravenous")
Steps = Callable[[Browser, Pilot[MscqError]], Awaitable[None]]


@pytest.fixture(scope="module")
def shelf() -> Catalogue:
    return Catalogue(load(BASE))


@pytest.fixture(scope="module")
def kb(shelf: Catalogue) -> KnowledgeBase:
    return shelf.kb


async def seek(app: Browser, pilot: Pilot[MscqError], text: str) -> None:
    """Put a text into the search box and press Enter, as if it had been pasted."""
    app.search_box.focus()
    app.search_box.value = text
    await pilot.press("enter")
    await pilot.pause()


def drive(
    shelf: Catalogue,
    steps: Steps,
    size: tuple[int, int] = NARROW,
    chips: Iterable[Chip] = (),
    condition: str | None = None,
) -> Browser:
    """Run the browser at a size, wait until the papers are read, then take the steps."""

    async def run() -> Browser:
        app = Browser(shelf, chips, condition)
        async with app.run_test(size=size) as pilot:
            await app.workers.wait_for_complete()
            await pilot.pause()
            await steps(app, pilot)
        return app

    return asyncio.run(run())


def text_of(app: Browser, selector: str) -> str:
    return str(app.query_one(selector, Static).content)


def asked(kb: KnowledgeBase, **fields: tuple[str, ...]) -> set[str]:
    return {paper.id for paper in Selector(kb, Selection(**fields)).papers()}  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_opens_with_every_paper_and_its_setting_in_words(
    shelf: Catalogue, kb: KnowledgeBase, size: tuple[int, int]
) -> None:
    async def steps(app: Browser, pilot: Pilot[MscqError]) -> None:
        assert app.paper_list.row_count == len(kb)
        assert text_of(app, "#status") == f"{len(kb)} of {len(kb)} papers"
        words = ("controlled", "uncontrolled", "arms, no control", "not in people", "no own result")
        for position in range(app.paper_list.row_count):
            cell = app.paper_list.get_row_at(position)[4].plain
            assert cell.removeprefix("safety: ").startswith(words), cell
        assert app.page.display == (size == WIDE)
        assert app.paper_list.virtual_size.width <= app.paper_list.size.width, "no column is cut off"

    drive(shelf, steps, size)


def test_the_conditions_stand_before_a_paper_is_validated(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = load(BASE)

    async def run() -> None:
        app = Browser(Catalogue(fresh))
        monkeypatch.setattr(app, "_read", lambda: None)
        async with app.run_test(size=NARROW) as pilot:
            await pilot.pause()
            assert len(app.conditions.root.children) > 5
            assert not fresh._papers

    asyncio.run(run())


@pytest.mark.slow
def test_choosing_lupus_by_its_name(shelf: Catalogue, kb: KnowledgeBase) -> None:
    async def steps(app: Browser, pilot: Pilot[MscqError]) -> None:
        await seek(app, pilot, "lupus")
        assert app.condition == "systemic-lupus-erythematosus"
        assert app.search_box.value == ""
        assert set(app.papers) == asked(kb, conditions=("systemic-lupus-erythematosus",))
        node = app.conditions.cursor_node
        assert node is not None
        assert node.data == "systemic-lupus-erythematosus"

    drive(shelf, steps, WIDE)


@pytest.mark.slow
def test_choosing_in_the_tree_with_keys_and_mouse(shelf: Catalogue, kb: KnowledgeBase) -> None:
    async def steps(app: Browser, pilot: Pilot[MscqError]) -> None:
        await pilot.press("down", "right", "right")
        await pilot.pause()
        first = app.condition
        assert first is not None
        assert set(app.papers) == asked(kb, conditions=(first,))
        await pilot.press("left", "left")
        assert await pilot.click("#conditions", offset=(4, 1))
        await pilot.pause()
        assert app.condition is None
        assert len(app.papers) == len(kb)

    drive(shelf, steps)


def test_the_tree_begins_with_diseases_and_a_disease_with_its_answer(shelf: Catalogue, kb: KnowledgeBase) -> None:
    kinds = [branch.concept.kind == "family" for branch in shelf.tree()]
    assert kinds == sorted(kinds)
    assert set(kinds) == {False, True}

    async def steps(app: Browser, pilot: Pilot[MscqError]) -> None:
        assert text_of(app, "#hint") == ""
        app.conditions.choose("systemic-lupus-erythematosus")
        await pilot.pause()
        await pilot.pause()
        said = text_of(app, "#hint")
        assert said.startswith("In short: The one randomised trial of MSC against placebo or sham (deng2017")
        assert sentence(answer(kb, "systemic-lupus-erythematosus"), kb.vocabulary) in said
        await pilot.press("slash", *"iv")
        await pilot.pause()
        assert "In short" not in text_of(app, "#hint")

    drive(shelf, steps, WIDE)


def test_a_trial_that_missed_its_endpoint_is_listed_as_such_whatever_its_subgroups_say(
    shelf: Catalogue, kb: KnowledgeBase
) -> None:
    said = {one: verdict(shelf, kb.get(one), Selector(kb, Selection())).text for one in ("harris2024", "petrou2020")}
    assert said == {"harris2024": "controlled ○ not met", "petrou2020": "controlled ▲ met"}


def test_counts_in_the_tree_are_those_of_the_lists(shelf: Catalogue, kb: KnowledgeBase) -> None:
    for branch in shelf.tree():
        for one in (branch, *branch.below):
            assert one.papers == len(asked(kb, conditions=(one.concept.id,))), one.concept.id


def test_searching_iv_finds_the_route_and_offers_it_as_a_filter(shelf: Catalogue, kb: KnowledgeBase) -> None:
    async def steps(app: Browser, pilot: Pilot[MscqError]) -> None:
        await pilot.press("slash", *"iv")
        await pilot.pause()
        assert asked(kb, routes=("intravenous",)) <= set(app.papers)
        assert len(app.papers) < len(kb)
        assert "iv is Intravenous" in text_of(app, "#hint")
        await pilot.press("enter")
        await pilot.pause()
        assert app.chips == [IV]
        assert set(app.papers) == asked(kb, routes=("intravenous",))

    drive(shelf, steps)


def test_searching_by_author_title_and_beginnings_of_words(shelf: Catalogue, kb: KnowledgeBase) -> None:
    assert "deng2017" in (shelf.fitting("Deng") or ())
    assert "deng2017" in (shelf.fitting("lupus nephrit deng") or ())
    assert shelf.fitting("Sjogren") == shelf.fitting("SJÖGREN")
    assert shelf.fitting("   ") is None
    assert shelf.fitting("qqqqqq") == []


@pytest.mark.parametrize(
    "text", ["lupis", "iv or intrathecal in ms", "fat cells injected in the knee", "route:iv lupus"]
)
def test_the_browser_finds_what_the_command_finds(shelf: Catalogue, kb: KnowledgeBase, text: str) -> None:
    found = search(kb, text, limit=None)
    assert shelf.fitting(text) == [hit.paper.id for hit in found.hits]
    assert list(shelf.read_as(text)) == found.reading.units


@pytest.mark.parametrize(("typing", "typed"), [("lup", "lup*"), ("lupus in", "lupus in"), ("lupus qz", "lupus")])
def test_a_word_still_being_typed_is_the_beginning_of_others(shelf: Catalogue, typing: str, typed: str) -> None:
    assert shelf.fitting(typing) == shelf.fitting(typed)
    assert shelf.fitting(typing)


@pytest.mark.parametrize("text", ['"umbilical co', "route:", "lupus AND (", "[", "n:>"])
def test_what_cannot_be_read_yet_is_read_as_words(shelf: Catalogue, text: str) -> None:
    assert isinstance(shelf.fitting(text), list | None)


def test_a_mistyped_word_is_said(shelf: Catalogue) -> None:
    assert reading(shelf, "lupis").startswith("lupis read as lupus is Systemic lupus erythematosus")


def test_nothing_found_says_so_and_x_brings_all_back(shelf: Catalogue, kb: KnowledgeBase) -> None:
    async def steps(app: Browser, pilot: Pilot[MscqError]) -> None:
        await pilot.press("slash", *"qqqq")
        await pilot.pause()
        assert app.paper_list.row_count == app.finding_list.row_count == 0
        assert "No paper fits" in text_of(app, "#hint")
        await pilot.press("escape", "c", "o", "enter", "x")
        await pilot.pause()
        assert app.clipboard == ""
        assert len(app.papers) == len(kb)
        assert not app.query_one("#hint").display

    drive(shelf, steps)


def test_adding_a_chip_from_the_list_and_removing_it_with_the_mouse(shelf: Catalogue, kb: KnowledgeBase) -> None:
    async def steps(app: Browser, pilot: Pilot[MscqError]) -> None:
        assert await pilot.click("#keys-line", offset=(12, 0)), "the line of keys takes clicks"
        await pilot.pause()
        await pilot.press(*"iv")
        await pilot.pause()
        assert isinstance(app.screen, FilterChoice)
        assert "Intravenous" in str(app.screen.query_one(OptionList).get_option_at_index(0).prompt)
        await pilot.press("enter")
        await pilot.pause()
        assert app.chips == [IV]
        assert set(app.papers) == asked(kb, routes=("intravenous",))
        assert await pilot.click(ChipButton)
        await pilot.pause()
        assert app.chips == []
        assert len(app.papers) == len(kb)

    drive(shelf, steps)


@pytest.mark.slow
@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_reading_a_finding_shows_its_source(shelf: Catalogue, kb: KnowledgeBase, size: tuple[int, int]) -> None:
    async def steps(app: Browser, pilot: Pilot[MscqError]) -> None:
        await seek(app, pilot, "islam2023")
        await pilot.press("tab", "enter")
        await pilot.pause()
        page = " ".join(app.page.text.split())
        assert app.screen.focused is app.page
        assert app.page.display
        assert app.conditions.display == (size == WIDE)
        finding = kb.get("islam2023").findings[0]
        for words in (
            finding.statement,
            "40.4 % (30.6 to 50.2)",
            "Uncontrolled.",
            "better, no control",
            finding.locator,
        ):
            assert words in page
        assert "Where it was read" in page
        assert "https://pmc.ncbi.nlm.nih.gov/articles/PMC10573670" in page.replace(" ", "")
        await pilot.press("escape")
        await pilot.pause()
        assert app.focused is app.finding_list
        assert app.conditions.display

    drive(shelf, steps, size)


def test_a_notice_against_a_paper_stands_on_both_pages(shelf: Catalogue, kb: KnowledgeBase) -> None:
    noticed = [one for one in kb.papers() if one.standing.status is not StandingStatus.NO_NOTICE_KNOWN and one.findings]
    assert noticed
    for paper in noticed:
        for page in (paper_page(shelf, paper), finding_page(shelf, paper, paper.findings[0])):
            assert f"{paper.standing.status.value}:" in render_report(page, Width(width=60))


def test_a_row_is_opened_with_the_mouse_and_panes_follow_the_width(shelf: Catalogue, kb: KnowledgeBase) -> None:
    async def steps(app: Browser, pilot: Pilot[MscqError]) -> None:
        assert await pilot.click("#papers", offset=(6, 4))
        await pilot.pause()
        chosen = app.current_paper
        assert chosen is not None
        assert chosen.id == list(app.papers)[2]
        assert await pilot.click("#papers", offset=(6, 4))
        await pilot.pause()
        assert app.page.display
        assert not app.paper_list.is_on_screen
        await pilot.resize_terminal(*WIDE)
        await pilot.pause()
        assert app.page.display
        assert app.conditions.display
        assert app.current_paper is chosen

    drive(shelf, steps)


def test_a_route_chip_keeps_only_findings_by_that_route(shelf: Catalogue, kb: KnowledgeBase) -> None:
    selector = Selector(kb, Selection(routes=("intrathecal",)))
    mixed = next(
        paper
        for paper in selector.papers()
        if 0 < sum(selector.fits(paper, one) for one in paper.findings) < len(paper.findings)
    )
    shown = shelf.findings(mixed, selector)
    assert len(shown) < len(mixed.findings)
    for one in shown:
        against = one.comparator.against
        assert "intrathecal" in [*treatment_of(mixed, one).routes, *(against.routes if against else [])]


def test_copying_and_opening(shelf: Catalogue, kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(Browser, "open_url", lambda self, url, **_: opened.append(url))
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 22 192.0.2.2 22")

    async def steps(app: Browser, pilot: Pilot[MscqError]) -> None:
        await seek(app, pilot, "islam2023")
        await pilot.press("c")
        assert app.clipboard == nlm_line(kb.get("islam2023"))
        assert [note.title for note in app._notifications if "islam2023" in note.title]
        place = "https://pubmed.ncbi.nlm.nih.gov/37834955/"
        await pilot.press("o")
        assert (app.clipboard, opened) == (place, [])
        monkeypatch.delenv("SSH_CONNECTION")
        monkeypatch.setenv("DISPLAY", ":0")
        await pilot.press("o")
        assert opened == [place]

    drive(shelf, steps)


@pytest.mark.slow
def test_keys_theme_tab_and_quit(shelf: Catalogue) -> None:
    async def steps(app: Browser, pilot: Pilot[MscqError]) -> None:
        assert app.papers
        assert not any(paper.study.conditions for paper in app.papers.values()), "papers without a condition"
        await pilot.press("question_mark")
        assert isinstance(app.screen, Keys)
        shown = str(app.screen.query_one(Static).content)
        assert "copy the citation" in shown
        assert "cannot show that the treatment works" in shown
        await pilot.press("escape")
        assert not isinstance(app.screen, Keys)
        dark = app.current_theme.dark
        await pilot.press("t")
        assert app.current_theme.dark is not dark
        seen = []
        for _ in range(4):
            seen.append(app.focused)
            await pilot.press("tab")
        assert seen == [app.conditions, app.paper_list, app.finding_list, app.search_box]
        await pilot.press("shift+tab", "shift+tab", "q")
        await pilot.pause()

    assert drive(shelf, steps, condition=NO_CONDITION).return_code == 0


def test_controlled_only_and_a_chip_removed_with_the_delete_key(shelf: Catalogue, kb: KnowledgeBase) -> None:
    async def steps(app: Browser, pilot: Pilot[MscqError]) -> None:
        app.query(ChipButton).first().focus()
        await pilot.press("delete")
        await pilot.pause()
        assert app.chips == [CONTROLLED]
        assert len(app.query(ChipButton)) == 1
        assert 0 < len(app.papers) < len(kb)
        for position in range(app.paper_list.row_count):
            assert "uncontrolled" not in app.paper_list.get_row_at(position)[4].plain
        paper = app.current_paper
        assert paper is not None
        shown = {row.key.value for row in app.finding_list.ordered_rows}
        assert shown == {one.id for one in paper.findings if one.comparator.kind in CONTROLLED_KINDS}

    drive(shelf, steps, chips=[IV, CONTROLLED])


def test_the_page_of_a_paper_names_the_setting_of_each_result(shelf: Catalogue, kb: KnowledgeBase) -> None:
    paper = kb.get("deng2017")
    page = " ".join(render_report(paper_page(shelf, paper), Width(width=70)).split())
    for words in ("controlled, against placebo", "9/12 = 75 %", "2 (Oxford CEBM 2011)"):
        assert words in page
    assert all(finding.statement in page for finding in paper.findings)
    assert f"PMID: {paper.bibliography.pmid}" in page


def test_a_broken_record_ends_the_browser_with_its_error(shelf: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Catalogue) -> Iterable[int]:
        raise BadRecord("papers/x2020.json", "title: missing")

    monkeypatch.setattr(Catalogue, "read", broken)

    async def run() -> Browser:
        app = Browser(shelf)
        async with app.run_test(size=NARROW) as pilot:
            with suppress(WorkerCancelled):
                await app.workers.wait_for_complete()
            await pilot.pause()
        return app

    assert isinstance(asyncio.run(run()).return_value, BadRecord)
