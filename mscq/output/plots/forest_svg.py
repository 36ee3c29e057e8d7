"""A forest plot as SVG, written by hand: text stays text, papers are links, colours follow the reader's screen."""

from __future__ import annotations

import math
from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING

from mscq.output.figures import number
from mscq.output.plots import forest_words as words
from mscq.output.plots import svg as drawing
from mscq.output.wording import address, legend_of, mark

if TYPE_CHECKING:
    from mscq.evidence.axis import Axis
    from mscq.evidence.forest import Panel, Row
    from mscq.output.plots.sheet import Part, Sheet, Told
    from mscq.records.vocabulary import Vocabulary

WIDTH = 1120
_MARGIN = 24
_ABOUT, _KEY_LETTER, _ABOUT_LETTER = 160, 7.8, 7.5
_N = 470
_PLOT, _PLOT_END = 490, 770
_FIGURE, _FIGURE_CHARACTERS = 790, 27
_P = 996
_MARK = WIDTH - _MARGIN
_LINE = 17
_ROW_GAP = 7
_LONG_LINE = 150
_ABOUT_N, _TOLD_CHARACTERS = 230, 100


def document(sheet: Sheet, vocabulary: Vocabulary, footer: str = "") -> str:
    """The forest plot as an SVG document; ``footer`` is a last line, such as the version of the base."""
    parts = [
        drawing.text(_MARGIN, 40, sheet.title, "title"),
        drawing.text(_MARGIN, 62, sheet.drawn, "soft"),
        drawing.text(_MARGIN, 82, words.NOT_POOLED, "soft"),
    ]
    about = max(_ABOUT, *(_MARGIN + _KEY_LETTER * len(row.paper.id) + 10 for row in sheet.rows), 0)
    y = 96.0
    for part in sheet.parts:
        y += 34
        parts.append(drawing.text(_MARGIN, y, part.title, "section"))
        if part.caveat:
            y += 20
            parts.append(drawing.text(_MARGIN, y, part.caveat, "soft"))
        for panel in part.panels:
            y += 16
            drawn, y = _panel(panel, part, vocabulary, y, about)
            parts.extend(drawn)
        drawn, y = _told(part, y)
        parts.extend(drawn)
    drawn, y = _closing(sheet, footer, y + 18)
    parts.extend(drawn)
    description = " ".join((f"{sheet.drawn}.", words.NOT_POOLED, *sheet.closing))
    return drawing.document(WIDTH, y + 24, sheet.title, description, parts)


def _told(part: Part, top: float) -> tuple[list[str], float]:
    """The answers of a part that are told in words below ``top``, and where they end."""
    parts: list[str] = []
    y = top
    if part.told:
        y += 16
        parts.append(drawing.stroke(_MARGIN, y, WIDTH - _MARGIN, y, "rule"))
        y += 20
        parts.append(drawing.text(_MARGIN, y, words.TOLD, "strong"))
        parts.append(drawing.text(_ABOUT_N, y, "n", "soft small", "end"))
        parts.append(drawing.text(_ABOUT_N + 20, y, words.TOLD_HOW, "soft small"))
        y += _ROW_GAP
        for one in part.told:
            drawn, y = _words(one, y)
            parts.append(drawn)
    if part.last:
        y += _LINE + _ROW_GAP
        parts.append(drawing.text(_MARGIN, y, part.last, "soft small"))
    return parts, y


def _words(told: Told, top: float) -> tuple[str, float]:
    """One answer in words below ``top``, and where it ends."""
    pieces = wrap(told.text.replace(" %", "\u00a0%"), _TOLD_CHARACTERS)
    y = top + 14
    inner = [
        drawing.link(address(told.paper), drawing.text(_MARGIN, y, told.paper.id)),
        drawing.text(_ABOUT_N, y, told.n, "number", "end"),
        *(drawing.text(_ABOUT_N + 20, y + index * _LINE, piece, "number") for index, piece in enumerate(pieces)),
        drawing.text(_MARK - 16, y, told.status, "small", "end"),
        drawing.text(_MARK, y, mark(told.direction, told.control), "mark", "end"),
    ]
    said = ", ".join(part for part in (told.paper.id, told.text, told.status, told.direction.value) if part)
    end = top + max(len(pieces), 1) * _LINE + _ROW_GAP
    return drawing.titled(said, inner, f"dir {told.direction.value}"), end


def _panel(panel: Panel, part: Part, vocabulary: Vocabulary, top: float, about: float) -> tuple[list[str], float]:
    """A panel below ``top``, and where it ends; what its rows are about stands from ``about`` on."""
    title, measure = words.panel_title(panel, vocabulary), words.panel_aside(panel)
    parts = [drawing.stroke(_MARGIN, top, WIDTH - _MARGIN, top, "rule")]
    y = top + 20
    parts.append(drawing.text(_MARGIN, y, title, "strong"))
    parts.append(drawing.text(_N, y, "n", "soft small", "end"))
    parts.append(drawing.text(_FIGURE, y, "value (95 % CI)", "soft small"))
    y += 18
    for piece in wrap(measure, 64):
        parts.append(drawing.text(_MARGIN, y, piece, "soft small"))
        y += 15
    first = top + 26
    rows: list[str] = []
    for row in panel.rows:
        drawn, y = _row(row, words.row_about(row, panel, vocabulary, part.status), panel, y, about)
        rows.extend(drawn)
    parts.extend(_grid(panel, first, y))
    parts.extend(rows)
    drawn, y = _axis(panel, y)
    parts.extend(drawn)
    notes = words.panel_notes(panel, vocabulary)
    notes.extend(f"{row.paper.id}: {note}" for row, note in words.row_notes(panel))
    for piece in (piece for note in notes for piece in wrap(note, _LONG_LINE)):
        y += 16
        parts.append(drawing.text(_MARGIN, y, piece, "soft small"))
    return [drawing.titled(f"{title}: {measure}", parts)], y


def _at(axis: Axis, value: float) -> float:
    return _PLOT + min(max(axis.place(value), 0.0), 1.0) * (_PLOT_END - _PLOT)


def _grid(panel: Panel, top: float, bottom: float) -> Iterator[str]:
    for tick in panel.axis.ticks:
        yield drawing.stroke(_at(panel.axis, tick), top, _at(panel.axis, tick), bottom, "rule")
    if panel.line is not None:
        yield drawing.stroke(_at(panel.axis, panel.line), top, _at(panel.axis, panel.line), bottom, "line")


def _row(row: Row, text: str, panel: Panel, top: float, about_at: float) -> tuple[list[str], float]:
    """One row below ``top``, and where it ends."""
    about = wrap(text, int((_N - 40 - about_at) / _ABOUT_LETTER))
    figures = words.figure_lines(row, _FIGURE_CHARACTERS)
    y = top + 14
    parts = [drawing.link(address(row.paper), drawing.text(_MARGIN, y, row.paper.id))]
    parts.extend(drawing.text(about_at, y + index * _LINE, piece, "soft") for index, piece in enumerate(about))
    parts.append(drawing.text(_N, y, words.row_n(row), "number", "end"))
    parts.extend(_drawn(row, panel, y - 4.5))
    parts.extend(drawing.text(_FIGURE, y + index * _LINE, piece, "number") for index, piece in enumerate(figures))
    parts.append(drawing.text(_P, y, words.row_p(row), "number small"))
    if not row.other:  # the direction is that of the comparison, which the treated arm's row tells
        parts.append(drawing.text(_MARK, y, mark(row.direction, panel.control), "mark", "end"))
    said = ", ".join(part for part in (row.paper.id, text, words.row_figure(row), words.row_p(row)) if part)
    end = top + max(len(about), len(figures), 1) * _LINE + _ROW_GAP
    return [drawing.titled(said, parts, "dir" if row.other else f"dir {row.direction.value}")], end


def _drawn(row: Row, panel: Panel, y: float) -> Iterator[str]:
    """The drawing of one row: interval with its ends or arrows, value before treatment, value."""
    axis = panel.axis
    value, low, high = row.extent
    if row.baseline is not None and value is not None:
        yield drawing.stroke(_at(axis, row.baseline), y, _at(axis, value), y, "dots")
        yield drawing.circle(_at(axis, row.baseline), y, 2.5, "open")
    if low is not None and high is not None:
        yield drawing.stroke(_at(axis, low), y, _at(axis, high), y, "bar")
        for end, way in zip(sorted((low, high), key=axis.place), (-1, 1), strict=True):
            x = _at(axis, end)
            yield drawing.stroke(x, y - 4, x, y + 4, "bar") if axis.holds(end) else drawing.arrow(x, y, way)
    if value is None:
        return
    x = _at(axis, value)
    if not axis.holds(value):
        yield drawing.arrow(x, y, -1 if axis.place(value) < 0 else 1)
    elif row.other:
        yield drawing.cross(x, y, 4, "bar")
    else:
        yield drawing.square(x, y, side(row.n), "full" if row.has_interval else "open")


def side(n: int | None) -> float:
    """The side of a value's square: its area grows with n, within what can be seen."""
    return round(min(16.0, max(5.5, 0.8 * math.sqrt(n or 0))), 1)


def _axis(panel: Panel, top: float) -> tuple[list[str], float]:
    """The axis below the rows, its ticks, and what its sides mean; and where it ends."""
    axis = panel.axis
    y = top + 18
    parts = [drawing.stroke(_PLOT, top, _PLOT_END, top, "axis")]
    free = -math.inf
    for tick in axis.marks:
        x, label = _at(axis, tick), number(tick)
        parts.append(drawing.stroke(x, top, x, top + 4, "axis"))
        reach = 4.0 * len(label)
        if x - reach > free or tick == panel.line:
            parts.append(drawing.text(x, y, label, "number small", "middle"))
            free = x + reach
    left, right = words.sides(panel)
    if left or right:
        y += 17
        middle = _at(axis, panel.line) if panel.line is not None else None
        if left:
            at = middle - 8 if middle is not None else _PLOT
            parts.append(drawing.text(at, y, f"◂ {left}", "strong small", "end" if middle is not None else "start"))
        if right:
            at = middle + 8 if middle is not None else _PLOT_END
            parts.append(drawing.text(at, y, f"{right} ▸", "strong small", "start" if middle is not None else "end"))
    return parts, y


def _closing(sheet: Sheet, footer: str, y: float) -> tuple[list[str], float]:
    """The legend, what is left out, the last line; and where it ends."""
    marks = legend_of(mark(*sign) for sign in sheet.signs)
    parts = [drawing.stroke(_MARGIN, y, WIDTH - _MARGIN, y, "rule")]
    y += 8
    rows = sheet.rows
    own = [row for row in rows if not row.other and row.extent.value is not None]
    beyond = any(
        end is not None and not panel.axis.holds(end)
        for part in sheet.parts
        for panel in part.panels
        for row in panel.rows
        for end in row.extent
    )
    full = "value with its interval; area grows with n, least where it is not known"
    used = [
        (any(row.has_interval for row in own), drawing.square(0, 0, 11, "full"), full),
        (not all(row.has_interval for row in own), drawing.square(0, 0, 11, "open"), "value without an interval"),
        (any(row.baseline is not None for row in rows), drawing.circle(0, 0, 2.5, "open"), "before treatment"),
        (any(row.other for row in rows), drawing.cross(0, 0, 4, "bar"), "the control's or the other arm's own figure"),
        (beyond, drawing.arrow(4, 0, 1), "goes on beyond the axis"),
    ]
    shapes = [(shape, meaning) for stands, shape, meaning in used if stands]
    x = float(_MARGIN)
    y += 16
    for shape, meaning in shapes:
        if x + 20 + 6.1 * len(meaning) > WIDTH - _MARGIN:
            x, y = float(_MARGIN), y + 20
        parts.append(f'<g class="dir" transform="translate({x + 6:g} {y - 4.5:g})">{shape}</g>')
        parts.append(drawing.text(x + 20, y, meaning, "small"))
        x += 44 + 6.1 * len(meaning)
    lines = [marks.line.text, *sheet.closing, footer]
    for piece in (piece for one in lines for piece in wrap(one, _LONG_LINE)):
        y += 19
        parts.append(drawing.text(_MARGIN, y, piece, "small"))
    return parts, y
