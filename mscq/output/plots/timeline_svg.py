"""A timeline as SVG: years from left to right, papers with a control above the line, the others below it."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from mscq.evidence.level import Control
from mscq.output.plots import svg as drawing
from mscq.output.wording import CONTROL_WORDS, NOTHING, address, entry_mark, meaning

if TYPE_CHECKING:
    from mscq.evidence.timeline import Entry, Timeline, Year

_MARGIN = 24
_GUTTER = 150
_CELL = 22
_LEAST_WIDTH, _LEAST_STEP = 720, 40.0
_LETTER = 7.2
"""Width of a letter of a mark, in pixels."""
_ABOVE = (Control.CONTROLLED,)
_BELOW = (*(one for one in Control if one not in _ABOVE), None)


def document(timeline: Timeline, title: str, subtitle: str, notes: Sequence[str]) -> str:
    """The timeline as an SVG document with these notes below it."""
    years = timeline.years
    steps = [max(_LEAST_STEP, *(_LETTER * len(_words(entry)) + 14 for entry in year.entries), 0) for year in years]
    width = max(_LEAST_WIDTH, _GUTTER + sum(steps) + _MARGIN)
    above = max([1, *(len(year.of(*_ABOVE)) for year in years)])
    below = max([1, *(len(year.of(*_BELOW)) for year in years)])
    top = 84.0
    line = top + above * _CELL + 6
    bottom = line + 50 + below * _CELL
    parts = [
        drawing.text(_MARGIN, 40, title, "title"),
        drawing.text(_MARGIN, 62, subtitle, "soft"),
        drawing.text(_MARGIN, line - 10, CONTROL_WORDS[Control.CONTROLLED].caption, "strong"),
        drawing.text(_MARGIN, line + 30, "Papers", "soft small"),
        drawing.text(_MARGIN, line + 56, "All others", "strong"),
        drawing.stroke(_MARGIN, line, width - _MARGIN, line, "axis"),
        drawing.stroke(_MARGIN, line + 36, width - _MARGIN, line + 36, "axis"),
    ]
    x = float(_GUTTER)
    for year, step in zip(years, steps, strict=True):
        parts.extend(_year(year, x + step / 2, line))
        x += step
    y = bottom + 4
    for piece in (piece for note in notes for piece in wrap(note, int((width - 2 * _MARGIN) / 6.4))):
        y += 19
        parts.append(drawing.text(_MARGIN, y, piece, "small"))
    return drawing.document(width, y + 24, title, f"{subtitle}. {notes[0] if notes else ''}", parts)


def _year(year: Year, x: float, line: float) -> list[str]:
    """A year: its label and count on the line, its papers stacked away from it."""
    parts = [
        drawing.text(x, line + 15, str(year.year), "number small strong", "middle"),
        drawing.text(x, line + 30, str(len(year.entries)) if year.entries else NOTHING, "soft small", "middle"),
    ]
    parts.extend(_paper(entry, x, line - 10 - index * _CELL) for index, entry in enumerate(year.of(*_ABOVE)))
    parts.extend(_paper(entry, x, line + 56 + index * _CELL) for index, entry in enumerate(year.of(*_BELOW)))
    return parts


def _words(entry: Entry) -> str:
    """A paper with its level and mark: '2 ○ harris2024'."""
    return " ".join(filter(None, (str(entry.level), entry_mark(entry), entry.paper.id)))


def _paper(entry: Entry, x: float, y: float) -> str:
    inner = drawing.text(x, y, _words(entry), "mark small", "middle")
    shows = meaning(entry.direction, entry.control) if entry.control is not None else "no result"
    said = f"{entry.paper.id}, {entry.paper.study.design.replace('-', ' ')}, level {entry.level}: {shows}"
    return drawing.titled(said, [drawing.link(address(entry.paper), inner)], f"dir {entry.direction.value}")
