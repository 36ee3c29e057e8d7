"""A forest plot on one slide of 16:9: figures of one outcome against a control, cells always on the right.

Each outcome and measure has a scale of its own and the line of no effect in one place, so that sides can be read
together and lengths only within a scale. Answers without a figure to draw are counted beside those that are drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.forest import Panel, Row
from mscq.evidence.level import Control
from mscq.output.figures import interval, months, number, value
from mscq.output.plots import forest_words as words
from mscq.output.plots import svg as drawing
from mscq.output.plots.forest_svg import side
from mscq.output.plots.sheet import Part, Sheet
from mscq.output.wording import CONTROL_WORDS, address, counted, legend_of, mark
from mscq.records.models import Direction

if TYPE_CHECKING:
    from mscq.records.vocabulary import Vocabulary

WIDTH, HEIGHT = 1600, 900
_MARGIN = 48
_TOP, _BOTTOM = 172, 724
_ABOUT, _ABOUT_CHARACTERS = 280, 30
_N = 660
_PLOT, _PLOT_END, _LINE_AT = 700, 1110, 0.45
_FIGURE, _FIGURE_CHARACTERS = 1140, 36
_MARK = WIDTH - _MARGIN
_ROW, _MORE, _HEAD = 32, 22, 38
_LONG_LINE = 165
OWN_SCALES = "Each outcome and measure has its own scale: compare sides, and lengths only within one."


class _Line(NamedTuple):
    """A row of the slide in its panel, and how high it is."""

    row: Row
    panel: Panel
    about: list[str]
    figures: list[str]

    @property
    def height(self) -> int:
        return _ROW + _MORE * (max(len(self.about), len(self.figures), 1) - 1)


def document(sheet: Sheet, vocabulary: Vocabulary, footer: str = "") -> str:
    """Return the plot as one slide; ``footer`` is its source line, such as the version of the base.

    What finds no room, and what has no figure or no known side to draw, is counted by its direction.
    """
    shown: list[tuple[Part, list[_Line]]] = []
    uncounted: list[tuple[str, Counter[str]]] = []
    y = float(_TOP)
    for part in sheet.parts:
        able = [
            _line(row, panel, vocabulary)
            for panel in part.panels
            for row in panel.rows
            if panel.better and not row.other
        ]
        fits: list[_Line] = []
        for one in able:
            need = one.height + (0 if fits else _HEAD)
            if y + need > _BOTTOM:
                break
            y += need
            fits.append(one)
        if fits:
            shown.append((part, fits))
        drawn = {one.row.finding.id for one in fits}
        rest = Counter(_said(one.direction, one.control) for one in part.told)
        rest.update(
            _said(row.finding.direction, panel.control)
            for panel in part.panels
            for row in panel.rows
            if not row.other and row.finding.id not in drawn
        )
        if rest:
            uncounted.append((part.title, rest))
    parts = [*_head(sheet, shown), *_rows(shown), *_foot(sheet, shown, uncounted, footer)]
    description = " ".join((f"{sheet.drawn}.", words.NOT_POOLED, OWN_SCALES, *_counts(uncounted)))
    return drawing.document(WIDTH, HEIGHT, sheet.title, description, parts)


def _line(row: Row, panel: Panel, vocabulary: Vocabulary) -> _Line:
    finding, estimate = row.finding, row.estimate
    name = vocabulary.outcomes.short(panel.outcome) if panel.outcome else words.panel_title(panel, vocabulary)
    about = ", ".join(filter(None, (name, months(finding.timepoint_months))))
    figure = " ".join(filter(None, (value(estimate), interval(estimate))))
    return _Line(row, panel, wrap(about, _ABOUT_CHARACTERS), wrap(figure, _FIGURE_CHARACTERS))


def _said(direction: Direction, control: Control) -> str:
    sign = mark(direction, control)
    word = CONTROL_WORDS[control].words.get(direction, "without a direction")
    return f"{sign} {word}" if sign else word


def _head(sheet: Sheet, shown: Sequence[tuple[Part, list[_Line]]]) -> Iterator[str]:
    yield drawing.text(_MARGIN, 74, sheet.title, "slide-title")
    yield drawing.text(
        _MARGIN, 112, "Against a control, at the longest follow-up, as stated. Nothing is pooled here.", "slide"
    )
    if not shown:
        yield drawing.text(_MARGIN, _TOP + 30, "No figure between groups can be drawn.", "slide-head")
        return
    bad, good = CONTROL_WORDS[Control.CONTROLLED].sides[::-1]
    x = _x_of_line()
    yield drawing.text(x - 14, _TOP - 16, f"◂ {bad}", "slide strong", "end")
    yield drawing.text(x + 14, _TOP - 16, f"{good} ▸", "slide strong")
    yield drawing.text(_N, _TOP - 16, "n", "slide soft", "end")
    yield drawing.text(_FIGURE + 40, _TOP - 16, "value (95 % CI)", "slide soft")


def _x_of_line() -> float:
    return _PLOT + _LINE_AT * (_PLOT_END - _PLOT)


def _at(panel: Panel, given: float) -> float:
    """Where a value lies: on the scale of its panel, the line of no effect in the place that all panels share."""
    assert panel.line is not None
    zero = panel.axis.place(panel.line)
    room = min(_LINE_AT / zero if zero else 1.0, (1 - _LINE_AT) / (1 - zero) if zero < 1 else 1.0)
    place = min(max(panel.axis.place(given), 0.0), 1.0)
    return _x_of_line() + (place - zero) * room * (_PLOT_END - _PLOT)


def _rows(shown: Sequence[tuple[Part, list[_Line]]]) -> Iterator[str]:
    y = float(_TOP)
    for part, lines in shown:
        y += _HEAD
        yield drawing.text(_MARGIN, y - 10, part.title, "slide-head")
        yield drawing.stroke(_MARGIN, y, _MARK, y, "rule")
        for one in lines:
            yield _row(one, part, y)
            y += one.height
    if shown:
        yield drawing.stroke(_x_of_line(), _TOP, _x_of_line(), y + 4, "line")
        if len({id(one.panel) for _, lines in shown for one in lines}) == 1:
            yield from _axis(shown[0][1][0].panel, y + 6)


def _row(one: _Line, part: Part, top: float) -> str:
    row, panel, y = one.row, one.panel, top + 23
    direction = row.finding.direction
    inner = [
        drawing.link(address(row.paper), drawing.text(_MARGIN, y, row.paper.id, "slide")),
        *(drawing.text(_ABOUT, y + at * _MORE, piece, "slide soft") for at, piece in enumerate(one.about)),
        drawing.text(_N, y, words.row_n(row), "slide number", "end"),
        *_drawn(row, panel, y - 7),
        *(drawing.text(_FIGURE, y + at * _MORE, piece, "slide number") for at, piece in enumerate(one.figures)),
        drawing.text(_MARK, y, mark(direction, panel.control), "slide mark", "end"),
    ]
    said = ", ".join(
        filter(None, (row.paper.id, *one.about, part.title, *one.figures, _said(direction, panel.control)))
    )
    return drawing.titled(said, inner, f"dir {direction.value}")


def _drawn(row: Row, panel: Panel, y: float) -> Iterator[str]:
    axis = panel.axis
    point, low, high = row.extent
    if low is not None and high is not None:
        yield drawing.stroke(_at(panel, low), y, _at(panel, high), y, "bar wide")
        for end, way in zip(sorted((low, high), key=axis.place), (-1, 1), strict=True):
            x = _at(panel, end)
            yield drawing.stroke(x, y - 6, x, y + 6, "bar wide") if axis.holds(end) else drawing.arrow(x, y, way)
    if point is not None:
        size = 1.3 * side(row.n)
        yield drawing.square(_at(panel, point), y, size, "full" if row.has_interval else "open")


def _axis(panel: Panel, y: float) -> Iterator[str]:
    """The numbers of the one scale of a slide that has no other."""
    yield drawing.stroke(_at(panel, panel.axis.marks[0]), y, _at(panel, panel.axis.marks[-1]), y, "axis")
    free = 0.0
    for tick in panel.axis.marks:
        x, label = _at(panel, tick), number(tick)
        yield drawing.stroke(x, y, x, y + 6, "axis")
        if x - 6 * len(label) > free:
            yield drawing.text(x, y + 26, label, "slide number soft", "middle")
            free = x + 6 * len(label)


def _counts(uncounted: Sequence[tuple[str, Counter[str]]]) -> Iterator[str]:
    if not uncounted:
        return
    said = [f"{title}: {', '.join(f'{number} {word}' for word, number in rest.items())}" for title, rest in uncounted]
    whole = sum(rest.total() for _, rest in uncounted)
    yield f"Not drawn, {counted(whole, 'answer')} (no contrast, no known side, or no room). {'; '.join(said)}."


def _foot(
    sheet: Sheet,
    shown: Sequence[tuple[Part, list[_Line]]],
    uncounted: Sequence[tuple[str, Counter[str]]],
    footer: str,
) -> Iterator[str]:
    lines = [one for _, found in shown for one in found]
    notes = list(_counts(uncounted))
    if len({id(one.panel) for one in lines}) > 1:
        notes.append(OWN_SCALES)
    signs = legend_of(mark(*sign) for sign in sheet.signs).line.text
    whole = words.WHOLE_STUDY if any(one.row.whole_study and one.row.n for one in lines) else ""
    notes.extend(filter(None, (" ".join(filter(None, (f"{signs}." if signs else "", whole))),)))
    pieces = [piece for note in notes for piece in wrap(note, _LONG_LINE)]
    y = HEIGHT - _MARGIN + 18 - 24 * (len(pieces) + 1)
    for piece in pieces:
        y += 24
        yield drawing.text(_MARGIN, y, piece, "slide-note")
    yield drawing.text(_MARGIN, HEIGHT - _MARGIN + 18, f"Source: {footer}", "slide-note soft")
