"""The browser: conditions on the left, papers and findings in the middle, the page of one of them on the right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from rich.terminal_theme import SVG_EXPORT_THEME
from textual import work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus
from textual.widgets import DataTable, Input, Static, Tree

from mscq.browse import filters
from mscq.browse.catalogue import NO_CONDITION, Catalogue
from mscq.browse.desktop import copy_citation, is_light, open_paper
from mscq.browse.panes import ChipButton, Conditions, Listing, Page
from mscq.errors import MscqError
from mscq.records.settings import environment

if TYPE_CHECKING:
    from mscq.browse.filters import Chip
    from mscq.evidence.selection import Selector
    from mscq.records.models import Paper

_PAPER_COLUMNS = (("Lv", 0), ("Paper", 2), ("Design", 1), ("    n", 0), ("Results", 0), ("Year", 0))
_FINDING_COLUMNS = (("Result", 0), ("Finding", 4), ("Figure", 5))
# a line of its own: Textual's footer is made anew whenever the focus moves, which is felt over ssh
_KEYS = "  ".join(
    f"[@click=app.{action}][b $text-accent]{key}[/] {word}[/]"
    for key, word, action in (
        ("/", "Search", "search"),
        ("f", "Filter", "filter"),
        ("x", "Clear", "clear"),
        ("c", "Cite", "copy"),
        ("o", "Open", "open"),
        ("t", "Theme", "theme"),
        ("?", "Keys", "keys"),
        ("esc", "Back", "leave"),
        ("q", "Quit", "quit"),
    )
)
_NOTHING = "No paper fits. Esc, then x, takes filters and search away."
_THEMES = {True: "textual-dark", False: "textual-light"}


class Browser(App[MscqError]):
    """The program; its result is the error that ended it, if one did."""

    CSS_PATH = "browse.tcss"
    TITLE = "mscq browse"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (118, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search"),
        Binding("f", "filter", "Filter"),
        Binding("x", "clear", "Clear"),
        Binding("c", "copy", "Cite"),
        Binding("o", "open", "PubMed"),
        Binding("t", "theme", "Theme"),
        Binding("question_mark", "keys", "Keys"),
        Binding("q", "quit", "Quit"),
        Binding("escape", "leave", "Back"),
        Binding("tab", "next_pane", "Next pane", show=False, priority=True),
        Binding("shift+tab", "previous_pane", "Pane before", show=False, priority=True),
    ]

    def __init__(self, shelf: Catalogue, chips: Iterable[Chip] = (), condition: str | None = None) -> None:
        super().__init__()
        self.shelf = shelf
        self.chips: list[Chip] = list(dict.fromkeys(chips))
        self.condition = condition
        self.papers: dict[str, Paper] = {}
        self._papers_read = False
        self._selector: Selector | None = None
        self.ansi_theme_dark = SVG_EXPORT_THEME
        self.theme = _THEMES[not is_light(environment)]

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
        yield Static(_KEYS, id="keys-line")

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
        from mscq.browse.pages import paper_cells
        from mscq.evidence.selection import Selector

        shelf, vocabulary = self.shelf, self.shelf.vocabulary
        asked = filters.selection(self.chips, self.condition)
        self._selector = selector = Selector(shelf.kb, asked)
        found = shelf.papers(asked, self.search_box.value, no_condition=self.condition == NO_CONDITION)
        keep = self.paper_list.current
        self.papers = {paper.id: paper for paper in found}
        rows = [(paper.id, paper_cells(shelf, paper, selector)) for paper in found]
        self.paper_list.fill(rows, keep)
        name = vocabulary.conditions.label(self.condition) if self.condition else "Papers"
        order = "best hits first" if self.search_box.value.strip() else "strongest first"
        self.paper_list.border_title = f"{name}, {order}"
        self._tell_status(f"{len(found)} of {len(shelf.kb)} papers")
        self._tell_hint()
        self._list_findings()

    def _list_findings(self) -> None:
        """Show the findings of the paper at the cursor, and its page."""
        from mscq.browse.pages import finding_cells
        from mscq.output.report import Paragraph, Report, line

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
        from mscq.browse.pages import finding_page, paper_page

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
        """Enter or a click on a condition opens it and goes on to its papers."""
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
        recognised = filters.recognised(self.shelf, self.search_box.value)
        if recognised:
            for chip in recognised:
                if chip.kind == filters.CONDITION:
                    self.condition = chip.value
                    self.conditions.choose(chip.value)
            self.search_box.value = ""
            await self._set_chips([*self.chips, *(chip for chip in recognised if chip.kind != filters.CONDITION)])
        self.paper_list.focus()

    def _tell_hint(self) -> None:
        """Say what the typed words are taken for; where none are, the answer on the condition at the cursor."""
        from mscq.browse.pages import in_short

        hint = self.query_one("#hint", Static)
        said = filters.reading(self.shelf, self.search_box.value)
        if self.papers and self.condition and not self.search_box.value.strip():
            said = in_short(self.shelf, self.condition, filters.selection(self.chips))
        found = _NOTHING if self._papers_read and not self.papers else ""
        hint.update("   ".join(filter(None, (said, found))))
        hint.set_class(bool(said or found), "-set")

    def _tell_status(self, text: str) -> None:
        self.query_one("#status", Static).update(text)

    async def _draw_chips(self) -> None:
        row = self.query_one("#chips", Horizontal)
        await row.remove_children()
        await row.mount(*(ChipButton(chip, filters.label(self.shelf.vocabulary, chip)) for chip in self.chips))
        row.set_class(bool(self.chips), "-set")

    async def on_chip_button_removed(self, event: ChipButton.Removed) -> None:
        """Widen the list by taking a filter away."""
        await self._set_chips([chip for chip in self.chips if chip != event.chip])
        self.paper_list.focus()

    async def _set_chips(self, chips: Iterable[Chip]) -> None:
        self.chips = list(dict.fromkeys(chips))
        await self._draw_chips()
        self._list_papers()

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
                await self._set_chips([*self.chips, chip])
                self.paper_list.focus()

        self._leave_page()
        self.push_screen(FilterChoice(filters.offers(self.shelf, self.papers, self.chips)), chosen)

    async def action_clear(self) -> None:
        """Take all filters and the search away."""
        self.search_box.value = ""
        await self._set_chips([])

    def action_copy(self) -> None:
        """Copy the citation of the paper at the cursor."""
        copy_citation(self, self.current_paper)

    def action_open(self) -> None:
        """Open the paper at the cursor at PubMed or its DOI."""
        open_paper(self, self.current_paper)

    def action_theme(self) -> None:
        """Light or dark."""
        self.theme = _THEMES[not self.current_theme.dark]

    def action_keys(self) -> None:
        """List the keys."""
        from mscq.browse.dialogs import Keys

        self.push_screen(Keys(self.shelf.vocabulary.designs))

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
