"""The report for a terminal: laid out for its width, with colour and links where it takes them."""

from __future__ import annotations

import io
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.style import Style
from rich.table import Table as RichTable
from rich.text import Text

from mscq.render import Options, Output
from mscq.report import (
    Align,
    Block,
    Bullets,
    Column,
    Figure,
    Heading,
    Line,
    Paragraph,
    Report,
    Role,
    Table,
    point_aligned,
)

_GAP = 2
_LABEL_WIDTH = 14
_LONGEST_KEPT = 14
# the sixteen base colours only, so that the reader's own theme keeps them legible on light and dark
_STYLES = {
    Role.STRONG: Style(bold=True),
    Role.DIM: Style(dim=True),
    Role.HEADING: Style(bold=True),
    Role.PAPER: Style(color="cyan"),
    Role.COMMAND: Style(color="cyan"),
    Role.BENEFIT: Style(color="green", bold=True),
    Role.HARM: Style(color="red", bold=True),
    Role.MIXED: Style(color="magenta", bold=True),
    Role.NO_DIFFERENCE: Style(bold=True),
    Role.UNCONTROLLED: Style(),
    Role.WARNING: Style(color="red", bold=True),
    Role.MATCH: Style(bold=True, underline=True),
}


def render(output: Output, options: Options) -> str:
    """The report at the width given, 80 characters where none is."""
    return render_report(output.report(), options)


def render_report(report: Report, options: Options) -> str:
    """A report as terminal text, with escape sequences only where colour is asked for."""
    width = max(options.width or 80, 20)
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=options.color,
        color_system="standard" if options.color else None,
        no_color=not options.color,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )
    with console.capture() as capture:
        previous: Block | None = None
        for block in report.blocks:
            if previous is not None and not _close(previous, block):
                console.print()
            _print(console, block, width, options)
            previous = block
    return "\n".join(line.rstrip() for line in capture.get().split("\n"))


def _close(previous: Block, block: Block) -> bool:
    if isinstance(previous, Heading):
        return True
    return isinstance(previous, Paragraph) and isinstance(block, Paragraph)


def _text(line: Line, options: Options) -> Text:
    text = Text()
    for span in line:
        style = _STYLES.get(span.role, Style())
        if span.href and options.links and options.color:
            style += Style(link=span.href)
        text.append(span.text, style)
    return text


def _print(console: Console, block: Block, width: int, options: Options) -> None:
    match block:
        case Heading(line=line, aside=aside):
            _print_heading(console, _text(line, options), _text(aside, options), width)
        case Paragraph(line=line, label=label):
            if not label:
                console.print(_text(line, options))
                return
            grid = RichTable.grid(padding=(0, _GAP, 0, 0))
            grid.add_column(width=min(max(_LABEL_WIDTH, len(label)), width // 2))
            grid.add_column(overflow="fold")
            grid.add_row(Text(label, _STYLES[Role.STRONG]), _text(line, options))
            console.print(grid)
        case Bullets(items=items):
            grid = RichTable.grid(padding=(0, 1, 0, 0))
            grid.add_column(width=2)
            grid.add_column(overflow="fold")
            for item in items:
                grid.add_row(" ·", _text(item, options))
            console.print(grid)
        case Figure(lines=lines, caption=caption):
            if caption:
                console.print(Text(caption, _STYLES[Role.DIM]))
            for line in lines:
                console.print(_text(line, options), no_wrap=True, overflow="ignore", crop=False)
        case Table():
            _print_table(console, block, width, options)


def _print_heading(console: Console, heading: Text, aside: Text, width: int) -> None:
    heading.stylize(_STYLES[Role.HEADING])
    if not aside:
        console.print(heading)
    elif heading.cell_len + aside.cell_len + _GAP <= width:
        console.print(heading, Text(" " * (width - heading.cell_len - aside.cell_len)), aside, sep="")
    else:
        console.print(heading)
        console.print(Padding(aside, (0, 0, 0, 2)))


def _print_table(console: Console, table: Table, width: int, options: Options) -> None:
    if table.caption:
        console.print(Text(table.caption, _STYLES[Role.DIM]))
    columns = [_cells(column, [row[i] for row in table.rows], options) for i, column in enumerate(table.columns)]
    shown = list(range(len(columns)))
    for index in sorted(shown, key=lambda i: -table.columns[i].optional):
        if table.columns[index].optional == 0 or _least(table, columns, shown) <= width:
            break
        shown.remove(index)
    if _least(table, columns, shown) > width:
        _print_stacked(console, table, columns, options)
        return
    widths = _widths(table, columns, shown, width)
    start = 0
    for stop in [*sorted(index for index in table.groups if index), len(table.rows)]:
        if start in table.groups:
            console.print(Text("  ") + _text(table.groups[start], options))
        grid = RichTable(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, show_header=start == 0)
        for index in shown:
            column = table.columns[index]
            grid.add_column(
                Text(column.title, _STYLES[Role.DIM]),
                width=widths[index],
                justify="right" if column.align is Align.RIGHT else "left",
                overflow="fold",
                no_wrap=not column.wrap,
            )
        for row in range(start, stop):
            grid.add_row(*(columns[index][row] for index in shown))
        console.print(grid)
        start = stop


def _cells(column: Column, cells: Sequence[Line], options: Options) -> list[Text]:
    texts = [_text(cell, options) for cell in cells]
    if column.align is Align.POINT:
        for text, padded in zip(texts, point_aligned([cell.text for cell in cells]), strict=True):
            text.pad_left(len(padded) - len(text))
    return texts


def _full(title: str, cells: Sequence[Text]) -> int:
    return max([len(title), *(Text(part).cell_len for cell in cells for part in cell.plain.split("\n"))])


def _minimum(column: Column, cells: Sequence[Text]) -> int:
    full = _full(column.title, cells)
    if not column.wrap:
        return full
    longest = max((len(word) for cell in cells for word in cell.plain.split()), default=0)
    return min(full, max(column.least, len(column.title), min(longest, _LONGEST_KEPT)))


def _least(table: Table, columns: list[list[Text]], shown: list[int]) -> int:
    return sum(_minimum(table.columns[i], columns[i]) for i in shown) + _GAP * (len(shown) - 1)


def _widths(table: Table, columns: list[list[Text]], shown: list[int], width: int) -> dict[int, int]:
    """Every column its full width if there is room; else those that wrap share what is left, the longest most."""
    widths = {i: _minimum(table.columns[i], columns[i]) for i in shown}
    room = width - sum(widths.values()) - _GAP * (len(shown) - 1)
    wanting = {i: _full(table.columns[i].title, columns[i]) - widths[i] for i in shown}
    while room > 0 and (open_columns := [i for i in shown if wanting[i] > 0]):
        share = max(room // len(open_columns), 1)
        for i in open_columns:
            more = min(share, wanting[i], room)
            widths[i] += more
            wanting[i] -= more
            room -= more
            if room == 0:
                break
    return widths


def _print_stacked(console: Console, table: Table, columns: list[list[Text]], options: Options) -> None:
    """Each row as a block of its own, for a terminal too narrow for the table."""
    title_width = max(len(column.title) for column in table.columns)
    for row in range(len(table.rows)):
        if row in table.groups:
            console.print(_text(table.groups[row], options))
        grid = RichTable.grid(padding=(0, _GAP, 0, 0))
        grid.add_column(width=title_width)
        grid.add_column(overflow="fold")
        for column, cells in zip(table.columns, columns, strict=True):
            if cells[row].plain.strip():
                grid.add_row(Text(column.title, _STYLES[Role.DIM]), Text.from_markup("") + cells[row])
        console.print(grid)
        if row + 1 < len(table.rows):
            console.print()
