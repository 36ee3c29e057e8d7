"""A forest plot in characters: every panel a block of lines whose columns stand below each other.

Each character of a drawing has a one-letter ASCII spelling in ``mscq.text.ascii``, so columns hold without Unicode.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby, zip_longest
from textwrap import wrap
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from mscq.output.figures import number
from mscq.output.plots import forest_words as words
from mscq.output.report import (
    Align,
    Block,
    Column,
    Figure,
    Heading,
    Line,
    Paragraph,
    Role,
    Span,
    Table,
    joined,
    line,
)
from mscq.output.wording import ROLE_OF_DIRECTION, legend_of, mark, mark_span, paper_span

if TYPE_CHECKING:
    from mscq.evidence.axis import Axis
    from mscq.evidence.forest import Panel, Row
    from mscq.output.plots.sheet import Part, Sheet, Told
    from mscq.records.vocabulary import Vocabulary

NARROWEST = 60
_STACKED_BELOW = 100
_GAP = 2
_LEAST_PLOT = 20
_MOST_FIGURE = 26
_LEAST_FIGURE = 16
_LEAST_ABOUT = 16
_MOST_ABOUT = 30
_FIGURE_TITLE = "value (95 % CI)"
_MARKS = {
    "▪■█": f"a value with its interval, larger from n {words.SMALL}, from {words.LARGE}; small where n is not known",
    "▫□": f"a value without an interval, larger from n {words.SMALL}",
    "×": "the control's or the other arm's own figure",
    "◦": "before treatment, with a dotted line to the value after",
    "├─┤": "the interval",
    "◂▸": "it goes on beyond the axis",
    "┊": "no effect or no change",
}


class _Columns(NamedTuple):
    """Widths of the columns of all panels; ``about`` is 0 where it stands on lines of its own."""

    paper: int
    about: int
    n: int
    plot: int
    figure: int
    p: int

    @property
    def left(self) -> int:
        """Where the plot begins."""
        return sum(width + _GAP for width in (self.paper, self.about, self.n) if width)


def blocks(sheet: Sheet, vocabulary: Vocabulary) -> list[Block]:
    """The parts of a forest plot: headings, figures that are drawn for a width, answers in words as a table."""
    made: list[Block] = []
    for part in sheet.parts:
        made.append(Heading(line(part.title), line(Span(part.caveat, Role.DIM))))
        for panel in part.panels:
            aside = line(Span(words.panel_aside(panel), Role.DIM))
            made.append(Heading(line(words.panel_title(panel, vocabulary)), aside, 3))
            made.append(Figure(draw=partial(_drawn, sheet, part, panel, vocabulary)))
        if part.told:
            made.append(Heading(line(words.TOLD), line(Span(words.TOLD_HOW, Role.DIM)), 3))
            made.append(_told(part.told))
        if part.last:
            made.append(Paragraph(line(Span(part.last, Role.DIM))))
    if sheet.rows:
        made.append(_legend(sheet))
    if any(mark(*sign) for sign in sheet.signs):
        made.append(legend_of(mark(*sign) for sign in sheet.signs))
    return made


def _told(told: Sequence[Told]) -> Table:
    columns = [
        Column(""),
        Column(""),
        Column("n", Align.RIGHT),
        Column("", wrap=True, least=24),
    ]
    rows = [
        [
            line(mark_span(one.direction, one.control), f" {one.status}" if one.status else ""),
            line(paper_span(one.paper)),
            line(one.n),
            line(one.text),
        ]
        for one in told
    ]
    return Table(columns, rows)


def _drawn(sheet: Sheet, part: Part, panel: Panel, vocabulary: Vocabulary, width: int) -> list[Line]:
    return list(panel_lines(panel, vocabulary, _columns(sheet, max(width, NARROWEST)), part.status))


def _columns(sheet: Sheet, width: int) -> _Columns:
    rows = sheet.rows
    paper = max(len(row.paper.id) for row in rows)
    n = max(1, *(len(words.row_n(row)) for row in rows))
    figure = min(max(len(_FIGURE_TITLE), *(len(words.row_figure(row)) for row in rows)), _MOST_FIGURE)
    p = max(len(words.row_p(row)) for row in rows)
    free = width - paper - n - figure - p - 1 - (6 if p else 5) * _GAP
    if width >= _STACKED_BELOW and free >= _LEAST_PLOT + _LEAST_ABOUT:
        about = min(_MOST_ABOUT, max(free // 2, _LEAST_ABOUT))
        return _Columns(paper, about, n, free - about, figure, p)
    free = width - paper - n - 1 - 4 * _GAP
    figure = max(p, min(figure, max(free - _LEAST_PLOT, _LEAST_FIGURE)))
    return _Columns(paper, 0, n, max(free - figure, _LEAST_PLOT), figure, 0)


def panel_lines(
    panel: Panel, vocabulary: Vocabulary, columns: _Columns, status: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Line]:
    """A panel: its rows, the axis, what its sides mean, its notes."""
    whole = columns.left + columns.plot + _GAP + columns.figure + (_GAP + columns.p if columns.p else 0) + _GAP + 1
    yield _header(columns)
    previous = ""
    for row in panel.rows:
        about = words.row_about(row, panel, vocabulary, status)
        yield from _row(row, about, panel, columns, row.paper.id == previous)
        previous = row.paper.id
    yield line(" " * columns.left, Span(axis_line(panel.axis, columns.plot), Role.DIM))
    sides = sides_line(panel, columns)
    if sides:
        yield sides
    notes = words.panel_notes(panel, vocabulary)
    notes.extend(f"{row.paper.id}: {note}" for row, note in words.row_notes(panel))
    for note in notes:
        for piece in wrap(note, whole - 4):
            yield line("    ", Span(piece, Role.DIM))


def _header(columns: _Columns) -> Line:
    parts = [" " * columns.paper]
    if columns.about:
        parts.append(" " * columns.about)
    parts.extend(("n".rjust(columns.n), " " * columns.plot, _FIGURE_TITLE.ljust(columns.figure)))
    if columns.p:
        parts.append("p")
    return line(Span((" " * _GAP).join(parts).rstrip(), Role.DIM))


def _row(row: Row, text: str, panel: Panel, columns: _Columns, repeats: bool) -> Iterator[Line]:
    """The lines of one row: the drawing on the first; below it what it is about, where that has no column."""
    stacked = columns.about == 0
    indent = " " * _GAP if stacked else ""
    room = columns.left + columns.plot if stacked else columns.about
    about = wrap(text, room, initial_indent=indent, subsequent_indent=indent)
    figures = words.figure_lines(row, columns.figure)
    if stacked:
        figures.extend(one for one in [words.row_p(row)] if one)
    role = Role.PLAIN if row.other else ROLE_OF_DIRECTION[row.direction]
    first: list[str | Span | Line] = [
        paper_span(row.paper)._replace(role=Role.DIM if repeats else Role.PAPER),
        " " * (columns.paper - len(row.paper.id) + _GAP),
        "" if stacked else (about.pop(0) if about else "").ljust(columns.about + _GAP),
        words.row_n(row).rjust(columns.n) + " " * _GAP,
        _coloured(plot_text(row, panel, columns.plot), role),
        " " * _GAP + figures.pop(0).ljust(columns.figure),
        " " * _GAP + words.row_p(row).ljust(columns.p) if columns.p else "",
    ]
    if not row.other:  # the direction is that of the comparison, which the treated arm's row tells
        first.append(line(" " * _GAP, mark_span(row.direction, panel.control)))
    yield _trimmed(line(*first))
    for below, figure in zip_longest(about, figures, fillvalue=""):
        if stacked:
            yield _trimmed(line(Span(below.ljust(room), Role.DIM), " " * _GAP + figure))
        else:
            left = (" " * (columns.paper + _GAP) + below).ljust(columns.left)
            bare = _coloured(plot_text(None, panel, columns.plot), role)
            yield _trimmed(line(left, bare, " " * _GAP + figure))


def plot_text(row: Row | None, panel: Panel, width: int) -> str:
    """One row of the drawing, ``width`` characters: the line of no effect, the interval, the value.

    An arrow stands at the edge where the interval, or the value itself, lies beyond the axis. Without a row
    only the line of no effect is drawn.
    """
    cells = [" "] * width
    axis = panel.axis

    def column(value: float) -> int:
        return round(min(max(axis.place(value), 0.0), 1.0) * (width - 1))

    if panel.line is not None:
        cells[column(panel.line)] = "┊"
    if row is None:
        return "".join(cells)
    value, low, high = row.extent
    if row.baseline is not None and value is not None:
        first, last = sorted((column(row.baseline), column(value)))
        cells[first : last + 1] = "┄" * (last - first + 1)
        cells[column(row.baseline)] = "◦"
    if low is not None and high is not None:
        first, last = sorted((column(low), column(high)))
        for index in range(first, last + 1):
            cells[index] = "┼" if cells[index] == "┊" else "─"
        if last > first:
            left, right = sorted((low, high), key=axis.place)
            cells[first] = "├" if axis.holds(left) else "◂"
            cells[last] = "┤" if axis.holds(right) else "▸"
    if value is not None:
        cells[column(value)] = sign(row) if axis.holds(value) else "◂" if axis.place(value) < 0 else "▸"
    return "".join(cells)


def sign(row: Row) -> str:
    """The sign of a value: filled where it has an interval, larger with n, a cross for the other group."""
    if row.other:
        return "×"
    size = sum((row.n or 0) >= limit for limit in (words.SMALL, words.LARGE))
    return "▪■█"[size] if row.has_interval else "▫□□"[size]


def axis_line(axis: Axis, width: int) -> str:
    """The axis with the numbers of its ticks set into it: of all, or of every second, third ... where room is short."""
    places = [(round(axis.place(tick) * (width - 1)), number(tick)) for tick in axis.marks]
    for stride in range(1, len(places) + 1):
        cells = ["─"] * width
        free = 0
        for index, (at, label) in enumerate(places):
            if (len(places) - 1 - index) % stride:
                cells[at] = "┴"
                continue
            start = min(max(at - len(label) // 2, 0), width - len(label))
            if start < free:
                break
            # a space on both sides keeps a minus from being read as part of the rule
            before, after = max(start - 1, 0), min(start + len(label) + 1, width)
            cells[before:after] = f" {label} "[before - start + 1 : after - start + 1]
            free = start + len(label) + 2
        else:
            return "".join(cells)
    raise AssertionError("one number always has room")


def sides_line(panel: Panel, columns: _Columns) -> Line:
    """What lies on either side of the line of no effect, pointing away from it; empty where that cannot be told."""
    left, right = words.sides(panel)
    left, right = f"◂ {left}" if left else "", f"{right} ▸" if right else ""
    if not left and not right:
        return Line()
    if panel.line is None:
        return line(" " * columns.left, Span(left or right.rjust(columns.plot), Role.STRONG))
    middle = columns.left + round(panel.axis.place(panel.line) * (columns.plot - 1))
    return line(Span(left.rjust(middle - 1), Role.STRONG), Span(" ┊ ", Role.DIM), Span(right, Role.STRONG))


def _coloured(drawing: str, role: Role) -> Line:
    return line(
        *(
            Span("".join(part), Role.DIM if faint else role)
            for faint, part in groupby(drawing, key=lambda character: character in " ┊")
        )
    )


def _trimmed(made: Line) -> Line:
    """The line without spaces at its end."""
    spans = list(made)
    while spans and not spans[-1].text.rstrip(" "):
        spans.pop()
    if spans:
        spans[-1] = spans[-1]._replace(text=spans[-1].text.rstrip(" "))
    return Line(spans)


def _legend(sheet: Sheet) -> Paragraph:
    used = set(
        "".join(plot_text(row, panel, 40) for part in sheet.parts for panel in part.panels for row in panel.rows)
    )
    parts: Sequence[Line] = [
        line(Span(signs, Role.STRONG), f" {meaning}") for signs, meaning in _MARKS.items() if used & set(signs)
    ]
    return Paragraph(joined(parts, "   "))
