"""The browser: conditions on the left, papers and findings in the middle, the page of one of them on the right."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from rich.terminal_theme import SVG_EXPORT_THEME
from textual import work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus
from textual.widgets import DataTable, Footer, Input, Static, Tree

from mscq.browse import filters
from mscq.browse.filters import CONTROLLED, Chip
from mscq.browse.panes import ChipButton, Conditions, Listing, Page
from mscq.browse.shelf import NO_CONDITION, Shelf, only
from mscq.errors import MscqError

if TYPE_CHECKING:
    from mscq.browse.dialogs import Offer
    from mscq.models import Paper
    from mscq.selection import Selector

_PAPER_COLUMNS = (("Lv", 0), ("Paper", 2), ("Design", 1), ("    n", 0), ("Results", 0), ("Year", 0))
_FINDING_COLUMNS = (("Result", 0), ("Finding", 4), ("Figure", 5))
_LONGEST_NOTE = 150
_NOTHING = "No paper fits. Esc, then x, takes filters and search away."
_THEMES = {True: "textual-dark", False: "textual-light"}


class Browser(App[MscqError]):
    """The program; its result is the error that ended it, if one did."""

    CSS_PATH = "browse.tcss"
    TITLE = "mscq browse"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS: ClassVar[list[tuple[int, str]] | None] = [(0, "-narrow"), (118, "-wide")]
    VERTICAL_BREAKPOINTS: ClassVar[list[tuple[int, str]] | None] = [(0, "-short"), (18, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", key_display="/"),
        Binding("f", "filter", "Filter"),
        Binding("x", "clear", "Clear"),
        Binding("c", "copy", "Cite"),
        Binding("o", "open", "PubMed"),
        Binding("t", "theme", "Theme"),
        Binding("question_mark", "keys", "Keys", key_display="?"),
        Binding("q", "quit", "Quit"),
        Binding("escape", "leave", "Back", key_display="esc"),
        Binding("tab", "next_pane", "Next pane", show=False, priority=True),
        Binding("shift+tab", "previous_pane", "Pane before", show=False, priority=True),
    ]

    def __init__(self, shelf: Shelf, chips: Iterable[Chip] = (), condition: str | None = None) -> None:
        super().__init__()
        self.shelf = shelf
        self.chips: list[Chip] = list(dict.fromkeys(chips))
        self.condition = condition
        self.papers: dict[str, Paper] = {}
        self._papers_read = False
        self._selector: Selector | None = None
        self.ansi_theme_dark = SVG_EXPORT_THEME
        self.theme = _THEMES[not _is_light(os.environ)]

    def compose(self) -> ComposeResult:
        """The search and its count, the chips, the panes, the keys."""
        with Horizontal(id="bar"):
            yield Static("/", id="prompt")
            yield Input(placeholder="search papers and findings", compact=True, id="search")
            yield Static("", id="status")
        yield Horizontal(id="chips")
        yield Static("", id="hint", markup=False)
        with Horizontal(id="panes"):
            yield Conditions()
            with Vertical(id="lists"):
                yield Listing("Papers", _PAPER_COLUMNS, id="papers", roomy=5)
                yield Listing("Findings", _FINDING_COLUMNS, id="findings")
            yield Page()
        yield Footer(compact=True)

    async def on_mount(self) -> None:
        """Draw the conditions from the stored counts; papers are read while the screen already stands."""
        try:
            tree = self.shelf.tree()
            self.conditions.fill(tree, len(self.shelf.kb), len(self.shelf.without_condition))
        except MscqError as error:
            self.exit(error)
            return
        self.conditions.choose(self.condition)
        self.conditions.focus()
        await self._draw_chips()
        self._tell_status(f"reading {len(self.shelf.kb)} papers")
        self._read()

    @property
    def conditions(self) -> Conditions:
        return self.query_one(Conditions)

    @property
    def paper_list(self) -> Listing:
        return self.query_one("#papers", Listing)

    @property
    def finding_list(self) -> Listing:
        return self.query_one("#findings", Listing)

    @property
    def page(self) -> Page:
        return self.query_one(Page)

    @property
    def search_box(self) -> Input:
        return self.query_one("#search", Input)

    @work(thread=True)
    def _read(self) -> None:
        """Validate the papers and prepare the search, away from the screen."""
        try:
            for _ in self.shelf.read():
                pass
            self.shelf.prepare()
        except MscqError as error:
            self.call_from_thread(self.exit, error)
            return
        self.call_from_thread(self._all_read)

    def _all_read(self) -> None:
        self._papers_read = True
        self._list_papers()

    def _list_papers(self) -> None:
        """Show the papers that condition, chips and search ask for."""
        if not self._papers_read:
            return
        from mscq.browse.wording import size, verdict
        from mscq.evidence import level
        from mscq.report import Role, Span, line
        from mscq.selection import Selector

        shelf, vocabulary = self.shelf, self.shelf.vocabulary
        asked = filters.selection(self.chips, self.condition)
        self._selector = selector = Selector(shelf.kb, asked)
        found = shelf.papers(asked, self.search_box.value, no_condition=self.condition == NO_CONDITION)
        keep = self.paper_list.current
        self.papers = {paper.id: paper for paper in found}
        rows = [
            (
                paper.id,
                (
                    line(str(level(paper))),
                    line(Span(paper.id, Role.PAPER)),
                    line(vocabulary.designs.short(paper.study.design)),
                    line(f"{number:>5,}" if (number := size(paper)) is not None else ""),
                    verdict(shelf, paper, selector),
                    line(str(paper.bibliography.issued.year) if paper.bibliography.issued else ""),
                ),
            )
            for paper in found
        ]
        self.paper_list.fill(rows, keep)
        name = vocabulary.conditions.label(self.condition) if self.condition else "Papers"
        self.paper_list.border_title = f"{name}, strongest first"
        self._tell_status(f"{len(found)} of {len(shelf.kb)} papers")
        self._tell_hint()
        self._list_findings()

    def _list_findings(self) -> None:
        """Show the findings of the paper at the cursor, and its page."""
        from mscq.browse.wording import finding_cells
        from mscq.report import Paragraph, Report, line

        paper = self.current_paper
        if paper is None or self._selector is None:
            self.finding_list.fill([])
            self.finding_list.border_title = "Findings"
            self.page.show(Report("", [Paragraph(line(_NOTHING))]), "Nothing found")
            return
        found = self.shelf.findings(paper, self._selector)
        self.finding_list.fill([(one.id, finding_cells(self.shelf, paper, one)) for one in found])
        part = f"{len(found)} of {len(paper.findings)}" if len(found) < len(paper.findings) else str(len(found))
        self.finding_list.border_title = f"Findings of {paper.id}: {part}"
        self._show_page()

    def _show_page(self) -> None:
        """Show the finding at the cursor where the findings are looked at, else the paper."""
        from mscq.browse.wording import finding_page, paper_page

        paper = self.current_paper
        if paper is None:
            return
        key = self.finding_list.current if self._in_findings else None
        finding = next((one for one in paper.findings if one.id == key), None)
        if finding is not None:
            self.page.show(finding_page(self.shelf, paper, finding), f"Finding of {paper.id}")
        else:
            self.page.show(paper_page(self.shelf, paper), f"Paper {paper.id}")

    _in_findings = False

    @property
    def current_paper(self) -> Paper | None:
        """The paper at the cursor."""
        key = self.paper_list.current
        return self.papers.get(key) if key is not None else None

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The page follows what is looked at: the finding in the list of findings, else the paper."""
        if self.screen.has_class("-reading"):
            if self.screen.has_class("-narrow"):
                return
            self.screen.remove_class("-reading")
        in_findings = {self.finding_list: True, self.paper_list: False, self.conditions: False}.get(event.widget)  # type: ignore[call-overload]
        if in_findings is not None and in_findings != self._in_findings:
            self._in_findings = in_findings
            if self._papers_read:
                self._show_page()

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """The cursor went to another paper or finding."""
        if not self._papers_read:
            return
        if event.data_table is self.paper_list:
            self._list_findings()
        elif self._in_findings:
            self._show_page()

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """Enter, or a click on the row at the cursor, goes to the page."""
        self._read_page()

    def _read_page(self) -> None:
        if self.current_paper is not None:
            self.screen.set_class(self.screen.has_class("-narrow"), "-reading")
            self.call_after_refresh(self.page.focus)

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[str | None]) -> None:
        """The cursor went to another condition."""
        if event.node.data != self.condition:
            self.condition = event.node.data
            self._list_papers()

    def on_tree_node_selected(self, event: Tree.NodeSelected[str | None]) -> None:
        """Enter or a click on a condition goes on to its papers."""
        if event.node.data != self.condition:
            self.condition = event.node.data
            self._list_papers()
        event.node.expand()
        self.paper_list.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every letter narrows the list."""
        if event.input is self.search_box:
            self._list_papers()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes what was recognised as filters, or goes to the papers."""
        if event.input is not self.search_box:
            return
        recognised = self._recognised()
        if recognised:
            for chip in recognised:
                if chip.kind == "condition":
                    self.condition = chip.value
                    self.conditions.choose(chip.value)
                elif chip not in self.chips:
                    self.chips.append(chip)
            self.search_box.value = ""
            await self._draw_chips()
            self._list_papers()
        self.paper_list.focus()

    def _recognised(self) -> list[Chip]:
        """The filters that the typed words name, if every one of them names just one."""
        kinds = {**filters.KIND_OF_FACET, "conditions": "condition"}
        named = [only(term, list(kinds)) for term in self.shelf.terms(self.search_box.value)]
        chips = [Chip(kinds[one[0]], one[1]) for one in named if one is not None]
        conditions = [chip for chip in chips if chip.kind == "condition"]
        return chips if len(chips) == len(named) and len(conditions) < 2 else []

    def _tell_hint(self) -> None:
        """Say what the typed words are taken for."""
        hint = self.query_one("#hint", Static)
        said = [
            f"{' '.join(term.words)} is {self.shelf.vocabulary.facet(facet).label(one)}"
            for term in self.shelf.terms(self.search_box.value)
            for facet, one in term.concepts[:1]
        ]
        enter = "Enter: take as filter" if self._recognised() else ""
        found = _NOTHING if self._papers_read and not self.papers else ""
        hint.update("   ".join(filter(None, ("; ".join(said), enter, found))))
        hint.set_class(bool(said or found), "-set")

    def _tell_status(self, text: str) -> None:
        self.query_one("#status", Static).update(text)

    async def _draw_chips(self) -> None:
        row = self.query_one("#chips", Horizontal)
        await row.remove_children()
        await row.mount(*(ChipButton(chip, filters.label(self.shelf.vocabulary, chip)) for chip in self.chips))
        row.set_class(bool(self.chips), "-set")

    async def on_chip_button_removed(self, event: ChipButton.Removed) -> None:
        """Take one filter away."""
        await self.remove_chip(event.chip)

    async def add_chip(self, chip: Chip) -> None:
        """Narrow the list by a filter."""
        if chip not in self.chips:
            self.chips.append(chip)
        await self._draw_chips()
        self._list_papers()
        self.paper_list.focus()

    async def remove_chip(self, chip: Chip) -> None:
        """Take a filter away."""
        if chip in self.chips:
            self.chips.remove(chip)
        await self._draw_chips()
        self._list_papers()
        self.paper_list.focus()

    def action_search(self) -> None:
        """Go to the search."""
        self._leave_page()
        self.search_box.focus()

    def action_filter(self) -> None:
        """Choose a filter from those that the papers shown fit."""
        if not self._papers_read:
            return
        from mscq.browse.dialogs import FilterChoice

        async def chosen(chip: Chip | None) -> None:
            if chip is not None:
                await self.add_chip(chip)

        self._leave_page()
        self.push_screen(FilterChoice(self._offers()), chosen)

    def _offers(self) -> list[Offer]:
        from mscq.browse.dialogs import Offer
        from mscq.selection import Selector

        shelf, shown = self.shelf, set(self.papers)
        offers = []
        if CONTROLLED not in self.chips:
            held = Selector(shelf.kb, filters.selection([CONTROLLED]))
            number = len(shown & {paper.id for paper in held.papers()})
            names = (filters.CONTROLLED_ONLY, "with a control group")
            offers.append(Offer(CONTROLLED, filters.CONTROLLED_ONLY, names, number))
        for kind in filters.KINDS:
            facet = filters.facet_of(shelf.vocabulary, kind)
            counted = [
                Offer(chip, filters.label(shelf.vocabulary, chip), (kind, *facet[one].names), number)
                for one in facet
                if (number := len(shown & shelf.naming(facet.name, one)))
                and (chip := Chip(kind, one)) not in self.chips
            ]
            offers.extend(sorted(counted, key=lambda offer: (-offer.papers, offer.label)))
        return offers

    async def action_clear(self) -> None:
        """Take all filters and the search away."""
        self.chips.clear()
        self.search_box.value = ""
        await self._draw_chips()
        self._list_papers()

    def action_copy(self) -> None:
        """Copy the citation of the paper at the cursor."""
        paper = self.current_paper
        if paper is None:
            self._note("No paper is chosen.", "Nothing copied")
            return
        from mscq.browse.wording import citation

        text = citation(paper)
        self.copy_to_clipboard(text)
        self._note(text, f"Copied the citation of {paper.id}, where the terminal allows it (OSC 52)")

    def action_open(self) -> None:
        """Open the paper at PubMed or its DOI; copy the address where no browser can open."""
        paper = self.current_paper
        if paper is None:
            self._note("No paper is chosen.", "Nothing opened")
            return
        from mscq.screens.common import address

        place = address(paper)
        if place is None:
            self._note(f"No address of {paper.id} is known.", "Nothing opened")
        elif _can_open(os.environ):
            self.open_url(place)
            self._note(place, "Opened")
        else:
            self.copy_to_clipboard(place)
            self._note(place, "No browser here; address copied")

    def _note(self, text: str, title: str) -> None:
        """A note in the corner, in the place of the one before."""
        self.clear_notifications()
        self.notify(text if len(text) <= _LONGEST_NOTE else f"{text[:_LONGEST_NOTE]}…", title=title, markup=False)

    def action_theme(self) -> None:
        """Light or dark."""
        self.theme = _THEMES[not self.current_theme.dark]

    def action_keys(self) -> None:
        """List the keys."""
        from mscq.browse.dialogs import Keys

        self.push_screen(Keys())

    def action_leave(self) -> None:
        """From the page or the search back to the list."""
        if self.screen.focused is self.page:
            self._leave_page()
        elif self.screen.focused is self.search_box:
            self.paper_list.focus()
        else:
            self.conditions.focus()

    def action_next_pane(self) -> None:
        """Go to the next pane."""
        self._leave_page(refocus=False)
        self.screen.focus_next()

    def action_previous_pane(self) -> None:
        """Go to the pane before."""
        self._leave_page(refocus=False)
        self.screen.focus_previous()

    def _leave_page(self, *, refocus: bool = True) -> None:
        """Show the lists again where the page took their place."""
        self.screen.remove_class("-reading")
        if self.screen.focused is self.page and (refocus or self.screen.has_class("-narrow")):
            (self.finding_list if self._in_findings else self.paper_list).focus()


def _is_light(environment: os._Environ[str]) -> bool:
    """Whether the terminal says that its background is light (COLORFGBG, as rxvt and Konsole set it)."""
    return environment.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")


def _can_open(environment: os._Environ[str]) -> bool:
    """Whether a browser with a window of its own can be opened from here."""
    if environment.get("SSH_CONNECTION"):
        return False
    return sys.platform in ("darwin", "win32") or bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
