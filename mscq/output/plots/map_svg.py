"""An evidence gap map as bubbles: area for how much there is, fill for what it can show, the number in or by it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from mscq.evidence.gap_map import Cell, EvidenceMap, Grade
from mscq.output.plots import svg as drawing

_MARGIN = 24
_LABEL, _LABEL_CHARACTERS = 216, 27
_NARROWEST, _COLUMN_CHARACTERS = 72, 14
_LARGEST, _SMALLEST = 21.0, 4.5
_LETTER, _STRONG_LETTER, _LINE = 7.4, 7.8, 15
_TOP = 84.0
_FILL = {Grade.CONTROLLED: "bubble-full", Grade.UNCONTROLLED: "bubble-open", Grade.WORDS: "bubble-words"}


class Words(NamedTuple):
    """What a map says: its title, what its numbers count, the names of its values, and what is said of a cell.

    ``number`` is empty where no study tells how many there are.
    """

    title: str
    subtitle: str
    row: Callable[[str], str]
    column: Callable[[str], str]
    number: Callable[[Cell], str]
    said: Callable[[Cell], str]
    counts: str
    grades: dict[Grade, str]
    notes: Sequence[str]


def document(made: EvidenceMap, size: Callable[[Cell], int], words: Words, *, anchors: bool = False) -> str:
    """Return the map as an SVG document.

    ``size`` is the number that a bubble's area stands for; with ``anchors`` each bubble leads to the element of its
    page whose id is that of ``anchor``.
    """
    most = max((size(cell) for cell in made.cells.values()), default=0)
    heads = [wrap(words.column(one), _COLUMN_CHARACTERS, break_long_words=False) for one in made.columns]
    columns = _columns(made, heads, lambda cell: (words.number(cell), _radius(size(cell), most)))
    width = max(columns[-1].right + _MARGIN if columns else 0, 640)
    top = _TOP + _LINE * max(map(len, heads), default=1) + 10
    parts = [
        drawing.text(_MARGIN, 40, words.title, "title"),
        *(
            drawing.text(_MARGIN, 62 + at * _LINE, piece, "soft")
            for at, piece in enumerate(wrap(words.subtitle, int((width - 2 * _MARGIN) / 6.6)))
        ),
    ]
    for index, pieces in enumerate(heads):
        first = top - 10 - _LINE * (len(pieces) - 1)
        x = columns[index].middle
        parts.extend(
            drawing.text(x, first + at * _LINE, piece, "strong small", "middle") for at, piece in enumerate(pieces)
        )
    y = top
    for row in made.rows:
        pieces = wrap(words.row(row), _LABEL_CHARACTERS)
        bubbles = [
            (index, cell, _radius(size(cell), most))
            for index, column in enumerate(made.columns)
            if (cell := made.cells.get((row, column))) is not None
        ]
        radii = max((radius for _, _, radius in bubbles), default=_SMALLEST)
        height = max(2 * radii + 10, _LINE * len(pieces) + 10)
        middle = y + height / 2
        parts.append(drawing.stroke(_MARGIN, y, width - _MARGIN, y, "rule"))
        parts.extend(
            drawing.text(_MARGIN, middle + 4.5 + (at - (len(pieces) - 1) / 2) * _LINE, piece)
            for at, piece in enumerate(pieces)
        )
        for index, cell, radius in bubbles:
            shape = "".join(_bubble(columns[index].middle, middle, radius, words.number(cell), cell.grade))
            inner = drawing.link(f"#{anchor(made, cell)}", shape) if anchors else shape
            parts.append(drawing.titled(words.said(cell), [inner]))
        y += height
    parts.append(drawing.stroke(_MARGIN, y, width - _MARGIN, y, "rule"))
    y, legend = _legend(made, words, most, y + 34)
    parts.extend(legend)
    for piece in (piece for note in words.notes for piece in wrap(note, int((width - 2 * _MARGIN) / 6.4))):
        y += 18
        parts.append(drawing.text(_MARGIN, y, piece, "small"))
    return drawing.document(width, y + 24, words.title, " ".join((words.subtitle, *words.notes)), parts)


def anchor(made: EvidenceMap, cell: Cell) -> str:
    """Return the id that a page gives to what it says of a cell."""
    return f"cell-{made.rows.index(cell.row) + 1}-{made.columns.index(cell.column) + 1}"


class _Column(NamedTuple):
    middle: float
    right: float


def _columns(
    made: EvidenceMap, heads: Sequence[Sequence[str]], drawn: Callable[[Cell], tuple[str, float]]
) -> list[_Column]:
    """Where the columns lie, each as wide as its heading and as the bubbles with their numbers take."""
    columns: list[_Column] = []
    left = float(_MARGIN + _LABEL)
    for column, pieces in zip(made.columns, heads, strict=True):
        half = max([_NARROWEST, *(_STRONG_LETTER * len(piece) + 12 for piece in pieces)]) / 2
        for row in made.rows:
            if (cell := made.cells.get((row, column))) is not None:
                label, radius = drawn(cell)
                half = max(half, radius + 4 if _fits(label, radius) else radius + 10 + _LETTER * len(label))
        columns.append(_Column(left + half, left + 2 * half))
        left += 2 * half
    return columns


def _radius(size: int, most: int) -> float:
    """The radius of a bubble, so that its area stands for its size."""
    return max(_LARGEST * math.sqrt(size / most), _SMALLEST) if most else _SMALLEST


def _fits(label: str, radius: float) -> bool:
    """Whether a number stands in its bubble; else it stands to the right."""
    return _LETTER * len(label) + 8 <= 2 * radius


def _bubble(x: float, y: float, radius: float, label: str, grade: Grade) -> Iterator[str]:
    yield drawing.circle(x, y, round(radius, 1), _FILL[grade])
    if _fits(label, radius):
        kind = "number bubble-number" if grade is Grade.CONTROLLED else "number"
        yield drawing.text(x, y + 4.5, label, kind, "middle")
    else:
        yield drawing.text(x + radius + 4, y + 4.5, label, "number")


def _legend(made: EvidenceMap, words: Words, most: int, y: float) -> tuple[float, list[str]]:
    """The fills and what they mean, then sizes that the bubbles stand for; and where it ends."""
    parts: list[str] = []
    for grade, meaning in words.grades.items():
        parts.append(drawing.circle(_MARGIN + 9, y - 4.5, 9, _FILL[grade]))
        parts.append(drawing.text(_MARGIN + 28, y, meaning, "small"))
        y += 24
    if most:
        x = float(_MARGIN)
        sizes = sorted({max(1, most // 16), max(1, most // 4), most})
        y += 16
        for one in sizes:
            radius = _radius(one, most)
            parts.append(drawing.circle(x + _LARGEST, y - 4.5, round(radius, 1), "bubble-open"))
            parts.append(drawing.text(x + 2 * _LARGEST + 6, y, f"{one:,}", "number small"))
            x += 2 * _LARGEST + 60
        alike = math.floor(most * (_SMALLEST / _LARGEST) ** 2)
        said = f"{words.counts}: the area of a bubble"
        said += f", which is as small for up to {alike:,} as for 1" if alike > 1 else ""
        parts.append(drawing.text(x, y, said, "small"))
        y += 20
    if any(not words.number(cell) for cell in made.cells.values()):
        y += 12
        parts.append(drawing.text(_MARGIN, y, f"Without a number: no study tells its {words.counts}.", "small"))
    return y, parts
