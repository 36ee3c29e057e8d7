"""The panes of the browser: the conditions, the papers and findings, the page, and the chips above them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult, RenderResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.events import Click, Resize
from textual.message import Message
from textual.widgets import DataTable, Static, Tree
from textual.widgets.tree import TreeNode

from mscq.browse.catalogue import NO_CONDITION
from mscq.output.forms import Options
from mscq.output.report import Line, Report, Role

if TYPE_CHECKING:
    from mscq.browse.catalogue import Branch
    from mscq.browse.filters import Chip

_STYLES = {
    Role.BENEFIT: "bold green",
    Role.HARM: "bold red",
    Role.MIXED: "bold magenta",
    Role.NO_DIFFERENCE: "bold",
    Role.WARNING: "bold red",
    Role.DIM: "dim",
}
_GAP = 1
_LEAST_WIDTH_OF_PAGE = 20


def shown(content: Line) -> Text:
    """A line as one row of a table: the first of its lines, in the style of its roles."""
    text = Text(no_wrap=True, overflow="ellipsis", end="")
    for span in content:
        text.append(span.text.partition("\n")[0], _STYLES.get(span.role, ""))
    return text


class Conditions(Tree[str | None]):
    """The tree of conditions; the data of a node is a condition's id, None for all papers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "open_node", "Open", show=False),
        Binding("left", "close_node", "Close", show=False),
    ]

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        super().__init__("Conditions", id="conditions")
        self.show_root = False
        self.guide_depth = 2
        self.auto_expand = False
        self.border_title = "Conditions"

    def fill(self, branches: Sequence[Branch], everything: int, without_condition: int) -> None:
        """Show all papers, the branches of conditions, and the papers that name no condition."""
        self.clear()
        self._leaf("All papers", None, everything)
        for branch in branches:
            self._add(self.root, branch)
        if without_condition:
            self._leaf("No condition: the cells in general", NO_CONDITION, without_condition)

    def _leaf(self, label: str, data: str | None, papers: int) -> None:
        node = self.root.add_leaf(label, data)
        self._counts[node.id] = papers

    def _add(self, parent: TreeNode[str | None], branch: Branch) -> None:
        node = parent.add(branch.concept.label, branch.concept.id, allow_expand=bool(branch.below))
        self._counts[node.id] = branch.papers
        for one in branch.below:
            self._add(node, one)

    def choose(self, condition: str | None) -> None:
        """Put the cursor on the first node of a condition, and open what it stands under."""
        node = next((one for one in _walk(self.root) if one.data == condition and one is not self.root), None)
        if node is None:
            return
        parent = node.parent
        while parent is not None:
            parent.expand()
            parent = parent.parent
        self.call_after_refresh(self.move_cursor, node)

    def render_label(self, node: TreeNode[str | None], base_style: Style, style: Style) -> Text:
        """The name of a condition, cut to the width of the pane, and its count at the right edge."""
        depth = -1
        above = node.parent
        while above is not None:
            depth, above = depth + 1, above.parent
        icon = ("▾ " if node.is_expanded else "▸ ") if node.allow_expand else "  "
        count = str(self._counts.get(node.id, ""))
        room = (
            max(self.scrollable_content_region.width, 12) - (depth + 1) * self.guide_depth - len(icon) - len(count) - 1
        )
        label = Text(str(node.label), style, no_wrap=True)
        label.truncate(max(room, 4), overflow="ellipsis", pad=True)
        toggle = base_style + Style.from_meta({"toggle": True}) if node.allow_expand else base_style
        return Text.assemble((icon, toggle), label, (f" {count}", style))

    def on_resize(self, event: Resize) -> None:
        """Labels are cut to the width, so a new width draws them again."""
        self._invalidate()

    def action_open_node(self) -> None:
        """Open the node at the cursor; go into it where it is open."""
        node = self.cursor_node
        if node is not None and node.allow_expand:
            if node.is_expanded:
                self.action_cursor_down()
            else:
                node.expand()

    def action_close_node(self) -> None:
        """Close the node at the cursor; go up where it is closed."""
        node = self.cursor_node
        if node is not None and node.is_expanded and node.allow_expand:
            node.collapse()
        elif node is not None and node.parent is not None and not node.parent.is_root:
            self.move_cursor(node.parent)


def _walk(node: TreeNode[str | None]) -> list[TreeNode[str | None]]:
    """A node and all below it, nearest to the root first."""
    found = [node]
    for one in found:
        found.extend(one.children)
    return found


class Listing(DataTable[Text]):
    """A table of one-line rows whose columns fit the pane.

    A column's weight is its share of what room is left; weight 0 asks for its full width. Columns from
    ``roomy`` on are left out where the pane is narrow.
    """

    def __init__(self, title: str, columns: Sequence[tuple[str, int]], *, id: str, roomy: int | None = None) -> None:
        super().__init__(id=id, cursor_type="row", cell_padding=0, zebra_stripes=False)
        self.border_title = title
        self._heads = list(columns)
        self._roomy = roomy
        self._rows: list[tuple[str, Sequence[Line]]] = []
        self._laid_out = 0

    @property
    def current(self) -> str | None:
        """The key of the row at the cursor."""
        if 0 <= self.cursor_row < len(self._rows):
            return self._rows[self.cursor_row][0]
        return None

    def fill(self, rows: Sequence[tuple[str, Sequence[Line]]], keep: str | None = None) -> None:
        """Show rows of a key and its cells, the cursor on the row of the key to keep, else on the first."""
        self._rows = list(rows)
        self._lay_out(keep)

    def on_resize(self, event: Resize) -> None:
        """A new width gives the columns new widths."""
        if self.scrollable_content_region.width not in (0, self._laid_out):
            self._lay_out(self.current)

    def _lay_out(self, keep: str | None) -> None:
        self._laid_out = room = self.scrollable_content_region.width
        cells = [[shown(cell) for cell in row] for _, row in self._rows]
        heads = self._heads
        if self._roomy is not None and room < _ROOMY:
            heads = heads[: self._roomy]
        widths = _widths(heads, cells, room - 1)
        with self.prevent(DataTable.RowHighlighted):
            self.clear(columns=True)
            for (title, _), width in zip(heads, widths, strict=True):
                self.add_column(title, width=width + _GAP)
            for (key, _), row in zip(self._rows, cells, strict=True):
                fitted = row[: len(heads)]
                for cell, width in zip(fitted, widths, strict=True):
                    cell.truncate(width, overflow="ellipsis")
                self.add_row(*fitted, key=key)
        keys = [key for key, _ in self._rows]
        if keys:
            self.move_cursor(row=keys.index(keep) if keep in keys else 0)


_ROOMY = 60


def _widths(heads: Sequence[tuple[str, int]], cells: Sequence[Sequence[Text]], room: int) -> list[int]:
    """The widths of columns: full for those without a weight; the others share the rest, none above its full one."""
    full = [max([len(title), *(row[position].cell_len for row in cells)]) for position, (title, _) in enumerate(heads)]
    left = room - sum(width for width, (_, weight) in zip(full, heads, strict=True) if not weight) - len(heads) * _GAP
    widths = list(full)
    waiting = [position for position, (_, weight) in enumerate(heads) if weight]
    while waiting:
        shares = {one: max(left, 0) * heads[one][1] // sum(heads[two][1] for two in waiting) for one in waiting}
        satisfied = [one for one in waiting if full[one] <= shares[one]]
        if not satisfied:
            for one in waiting:
                widths[one] = max(shares[one], len(heads[one][0]))
            break
        left -= sum(full[one] for one in satisfied)
        waiting = [one for one in waiting if one not in satisfied]
    return widths


class Page(VerticalScroll, can_focus=True):
    """The page on the right: a report laid out for the width of the pane."""

    def __init__(self) -> None:
        super().__init__(id="page")
        self._report: Report | None = None
        self._width = 0
        self._body = Static(id="page-body", markup=False)

    def compose(self) -> ComposeResult:
        """The body that scrolls."""
        yield self._body

    def show(self, report: Report, title: str) -> None:
        """Show a report from its top."""
        self._report, self._width = report, 0
        self.border_title = title
        self._draw()
        self.scroll_home(animate=False)

    def on_resize(self, event: Resize) -> None:
        """A new width lays the report out anew."""
        self._draw()

    def _draw(self) -> None:
        from mscq.output.forms.terminal import render_report

        width = max(self.scrollable_content_region.width - 1, _LEAST_WIDTH_OF_PAGE)
        if self._report is None or width == self._width or not self.display:
            return
        self._width = width
        self._body.update(Text.from_ansi(render_report(self._report, Options(width=width, color=True, links=True))))

    @property
    def text(self) -> str:
        """The page as plain text."""
        from mscq.output.forms.terminal import render_report

        if self._report is None:
            return ""
        return render_report(self._report, Options(width=self._width or None))


class ChipButton(Static, can_focus=True):
    """A filter that is set; a click, Enter or Delete takes it away."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,delete,backspace", "remove_chip", "Remove", show=False)
    ]

    class Removed(Message):
        """A chip was taken away."""

        def __init__(self, chip: Chip) -> None:
            self.chip = chip
            super().__init__()

    def __init__(self, chip: Chip, label: str) -> None:
        super().__init__(markup=False)
        self.chip = chip
        self._text = label

    def render(self) -> RenderResult:
        """The filter and the sign that takes it away."""
        return Text(f" {self._text} × ")

    def on_click(self, event: Click) -> None:
        """A click takes the filter away."""
        event.stop()
        self.action_remove_chip()

    def action_remove_chip(self) -> None:
        """Take the filter away."""
        self.post_message(self.Removed(self.chip))
