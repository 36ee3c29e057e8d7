"""A report laid out for a width: every block as lines of spans, wrapped, aligned and padded.

Written here and not with rich's Table, whose rendering of a dossier costs more than finding it: start-up is
what people feel. Colours are rich's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from unicodedata import combining, east_asian_width

from mscq.output.report import (
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
    Span,
    Table,
    joined,
    line,
)

_GAP = 2
_LONGEST_KEPT = 24  # a longer word, as an address, may be broken
_LONG = 14  # from which on a compound may be broken at its hyphens
# "p = 0.30", "n 28", "RR 0.78" and "(8.3 %)" are one word each: a figure is not parted from its name or its sign
_WORD = re.compile(
    r"p [=<>≤≥] [^ \n]+[ \n]*"
    r"|\(?(?:n|[A-Z]{2,4}) (?=[−\d])[^ \n]+(?: %[^ \n]*)?[ \n]*"
    r"|[^ \n]{0,16}\d %[^ \n]*[ \n]*"
    r"|[^ \n/]+/(?=[A-Za-z])|[^ \n]+[ \n]*|[ \n]+"
)


def lay_out(report: Report, width: int) -> Iterator[Line]:
    """The lines of a report, an empty one between blocks that do not belong together."""
    previous: Block | None = None
    for position, block in enumerate(report.blocks):
        if previous is not None and not _close(previous, block):
            yield Line()
        yield from _block(block, width, _label_width(report.blocks, position))
        previous = block


def _label_width(blocks: Sequence[Block], position: int) -> int:
    """Return the room for labels: what the longest needs among the labelled paragraphs that follow one another."""

    def labels(step: int) -> Iterator[int]:
        at = position
        while 0 <= at < len(blocks) and isinstance(block := blocks[at], Paragraph) and block.label:
            yield len(block.label)
            at += step

    return max([*labels(1), *labels(-1)], default=0)


def _close(previous: Block, block: Block) -> bool:
    if isinstance(previous, Heading):
        return True
    return isinstance(previous, Paragraph) and isinstance(block, Paragraph)


def _block(block: Block, width: int, label_width: int) -> Iterator[Line]:
    match block:
        case Heading(line=text, aside=aside):
            yield from _heading(text, aside, width)
        case Paragraph(line=text, label=label):
            if not label:
                yield from wrap(text, width)
                return
            indent = min(label_width, width // 2) + _GAP
            yield from beside(
                [(wrap(line(Span(label, Role.STRONG)), indent - _GAP), indent), (wrap(text, width - indent), 0)]
            )
        case Bullets(items=items):
            for item in items:
                yield from beside([([line(" •")], 3), (wrap(item, width - 3), 0)])
        case Figure(caption=caption):
            if caption:
                yield from wrap(line(Span(caption, Role.DIM)), width)
            yield from block.at(width)
        case Table():
            yield from _table(block, width)


def _heading(text: Line, aside: Line, width: int) -> Iterator[Line]:
    heading = Line(span._replace(role=Role.HEADING) if span.role is Role.PLAIN else span for span in text)
    room = width - length(heading) - length(aside)
    if not aside:
        yield from wrap(heading, width)
    elif room >= _GAP:
        yield line(heading, " " * room, aside)
    else:
        yield from wrap(heading, width)
        yield from beside([([Line()], 2), (wrap(aside, width - 2), 0)])


def length(text: Line) -> int:
    """The characters that a line takes on a terminal."""
    return sum(_width(span.text) for span in text)


def _width(text: str) -> int:
    """Return the cells that a text takes on a terminal: two for a wide letter, none for one that joins the last."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(one) in "WF" else 0 if combining(one) else 1 for one in text)


def wrap(text: Line, width: int) -> list[Line]:
    """A line broken between words, and inside words longer than the width; line feeds are kept."""
    whole = text.text
    if "\n" not in whole and _width(whole) <= width:
        return [text]
    bounds: list[tuple[int, int]] = []
    offset = 0
    for part in whole.split("\n"):
        bounds.extend((offset + start, offset + end) for start, end in _breaks(part, max(width, 1)))
        offset += len(part) + 1
    return list(_slices(text, bounds))


def _breaks(text: str, width: int) -> list[tuple[int, int]]:
    """Where the lines of a text start and end, without the spaces at a break."""
    found: list[tuple[int, int]] = []
    start = end = 0
    used = 0
    for match in _WORD.finditer(text):
        word = match.group().rstrip(" \n")
        room = _width(word)
        if used and used + room > width:
            found.append((start, end))
            start, used = match.start(), 0
        position, last = match.start(), match.start() + len(word)
        while room > width:
            start = _fitting(text, position, last, width)
            found.append((position, start))
            room -= _width(text[position:start])
            position = start
        end = last
        used += room + _width(text[last : match.end()])
    found.append((start, end))
    return found


def _fitting(text: str, start: int, end: int, width: int) -> int:
    """Where a line ends that begins in a word too long for it: behind the last hyphen, else where it is full."""
    at, used = start, 0
    while at < end and (used := used + _width(text[at])) <= width:
        at += 1
    return text.rfind("-", start, at) + 1 or max(at, start + 1)


def _slices(text: Line, bounds: Sequence[tuple[int, int]]) -> Iterator[Line]:
    """The spans of a line between bounds that follow one another."""
    number = position = 0
    for start, end in bounds:
        spans: list[Span] = []
        while number < len(text) and position < end:
            span = text[number]
            after = position + len(span.text)
            first, last = max(start - position, 0), min(end - position, len(span.text))
            if first < last:
                spans.append(span._replace(text=span.text[first:last]))
            if after > end:
                break
            number, position = number + 1, after
        yield Line(spans)


def beside(columns: Sequence[tuple[Sequence[Line], int]]) -> Iterator[Line]:
    """Lines of several columns next to each other, each column padded to its width (0: not padded)."""
    for row in range(max((len(lines) for lines, _ in columns), default=0)):
        spans: list[Span] = []
        for lines, width in columns:
            cell = lines[row] if row < len(lines) else Line()
            spans.extend(cell)
            if width and (padding := width - length(cell)) > 0:
                spans.append(Span(" " * padding))
        yield Line(spans)


def _table(table: Table, width: int) -> Iterator[Line]:
    if table.caption:
        yield from wrap(line(Span(table.caption, Role.DIM)), width)
    columns = [[row[i] for row in table.rows] for i in range(len(table.columns))]
    fulls = [_full(column.title, cells) for column, cells in zip(table.columns, columns, strict=True)]
    leasts = [_least(*one) for one in zip(table.columns, columns, fulls, strict=True)]
    shown = list(range(len(columns)))
    below = [i for i in shown if table.columns[i].under] if _total(fulls, shown) > width else []
    shown = [i for i in shown if i not in below]
    for index in sorted(shown, key=lambda i: -table.columns[i].optional):
        if table.columns[index].optional == 0 or _total(leasts, shown) <= width:
            break
        shown.remove(index)
    if _total(leasts, shown) > width:
        yield from _stacked(table, columns, width)
        return
    widths = _shared_out(leasts, fulls, shown, width)
    titles = [line(Span(column.title, Role.DIM)) for column in table.columns]
    if any(table.columns[i].title for i in shown):
        yield from _row(table, [wrap(title, widths.get(i, 1)) for i, title in enumerate(titles)], shown, widths)
    indent = widths[shown[0]] + _GAP if shown and table.columns[shown[0]].align is Align.RIGHT else 2 * _GAP
    for row in range(len(table.rows)):
        if row in table.groups:
            yield from beside([([Line()], 2), (wrap(table.groups[row], width - 2), 0)])
        wrapped = [wrap(columns[i][row], widths[i]) if i in widths else [] for i in range(len(columns))]
        yield from _row(table, wrapped, shown, widths)
        if under := joined((columns[index][row] for index in below if columns[index][row].text), " " * _GAP):
            yield from beside([([Line()], indent), (wrap(under, width - indent), 0)])
    left = (column.title for index, column in enumerate(table.columns) if index not in (*shown, *below))
    if dropped := [title for title in left if title]:
        yield from wrap(line(Span(f"No room here for: {', '.join(dropped)} (try --width)", Role.DIM)), width)


def _row(
    table: Table, wrapped: Sequence[Sequence[Line]], shown: Sequence[int], widths: dict[int, int]
) -> Iterator[Line]:
    cells = []
    for index in shown:
        lines = wrapped[index]
        if table.columns[index].align is Align.RIGHT:
            lines = [line(" " * (widths[index] - length(cell)), cell) for cell in lines]
        cells.append((lines, widths[index] + _GAP if index != shown[-1] else 0))
    yield from beside(cells)


def _full(title: str, cells: Sequence[Line]) -> int:
    return max([len(title), *(_width(part) for cell in cells for part in cell.text.split("\n"))])


def _least(column: Column, cells: Sequence[Line], full: int) -> int:
    if not column.wrap:
        return full
    words = [*_WORD.findall(column.title), *(word for cell in cells for word in _WORD.findall(cell.text))]
    longest = max((_width(part) for word in words for part in _parts(word.rstrip(" \n"))), default=0)
    key = max((_width(span.text) for cell in cells for span in cell if span.role is Role.PAPER), default=0)
    return min(full, max(column.least, min(longest, _LONGEST_KEPT), key))


def _parts(word: str) -> list[str]:
    return re.split(r"(?<=[^\W\d_]-)(?=\w)", word) if len(word) > _LONG else [word]


def _total(leasts: Sequence[int], shown: Sequence[int]) -> int:
    return sum(leasts[index] for index in shown) + _GAP * (len(shown) - 1)


def _shared_out(leasts: Sequence[int], fulls: Sequence[int], shown: Sequence[int], width: int) -> dict[int, int]:
    """Every column its full width if there is room; else those that wrap share what is left evenly."""
    widths = {index: leasts[index] for index in shown}
    room = width - _total(leasts, shown)
    while room > 0 and (wanting := [index for index in shown if widths[index] < fulls[index]]):
        share = max(room // len(wanting), 1)
        for index in wanting:
            more = min(share, fulls[index] - widths[index], room)
            widths[index] += more
            room -= more
    return widths


def _stacked(table: Table, columns: Sequence[Sequence[Line]], width: int) -> Iterator[Line]:
    """Each row as a block of its own, for a terminal too narrow for the table."""
    indent = min(max(len(column.title) for column in table.columns) + _GAP, max(width // 2, 1))
    for row in range(len(table.rows)):
        if row in table.groups:
            yield from wrap(table.groups[row], width)
        for column, cells in zip(table.columns, columns, strict=True):
            if cells[row].text.strip():
                title = wrap(line(Span(column.title, Role.DIM)), indent - _GAP)
                text = line(*(span for span in cells[row]))
                yield from beside([(title, indent), (wrap(text, width - indent), 0)])
        if row + 1 < len(table.rows):
            yield Line()
