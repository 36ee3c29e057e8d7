"""What is said to the reader, before it takes a form: blocks of text and tables, without widths or colours.

A screen (``mscq.output.screens``) builds a Report; a renderer (``mscq.output.forms``) gives it the form of a terminal,
plain text, Markdown or HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from mscq.records.value import Value, replace
from mscq.text.ascii import printable
from mscq.text.safe import address, lines, one_line


class Role(Enum):
    """What a piece of text is, for the renderer to show. Colour never says more than the words do."""

    PLAIN = "plain"
    STRONG = "strong"
    DIM = "dim"
    HEADING = "heading"
    PAPER = "paper"
    COMMAND = "command"
    BENEFIT = "benefit"
    NO_DIFFERENCE = "no-difference"
    MIXED = "mixed"
    HARM = "harm"
    UNCONTROLLED = "uncontrolled"
    WARNING = "warning"
    MATCH = "match"


class Span(NamedTuple):
    """A piece of text with one role, and the address it leads to if it is a link."""

    text: str
    role: Role = Role.PLAIN
    href: str | None = None


class Line(tuple[Span, ...]):
    """One run of text: spans in order."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """The text alone."""
        return "".join(span.text for span in self)

    @property
    def plain(self) -> str:
        """The text alone with plain spaces, for programs."""
        return self.text.replace("\u00a0", " ")


def line(*parts: str | Span | Line) -> Line:
    """A line from strings, spans and lines."""
    spans: list[Span] = []
    for part in parts:
        if isinstance(part, str):
            spans.append(Span(part))
        elif isinstance(part, Span):
            spans.append(part)
        else:
            spans.extend(part)
    return Line(span for span in spans if span.text)


def joined(parts: Iterable[str | Span | Line], separator: str = ", ") -> Line:
    """Parts with a separator between them."""
    pieces: list[str | Span | Line] = []
    for part in parts:
        if pieces:
            pieces.append(separator)
        pieces.append(part)
    return line(*pieces)


def in_brackets(notes: Sequence[Span]) -> Line:
    """Return notes in one pair of brackets after a space, each in its own role; empty for none."""
    around = Role.WARNING if all(one.role is Role.WARNING for one in notes) else Role.DIM
    return line(Span(" (", around), joined(notes), Span(")", around)) if notes else Line()


class Align(Enum):
    LEFT = "left"
    RIGHT = "right"


class Column(Value):
    """A table's column.

    ``wrap`` lets its text break over lines where room is short; ``least`` is the fewest characters it may
    have then; ``optional`` columns are left out first, those with the highest number before the others. The text of
    ``under`` columns stands below its row, as wide as the table, where there is no room for all of it beside.
    """

    title: str
    align: Align = Align.LEFT
    wrap: bool = False
    least: int = 8
    optional: int = 0
    under: bool = False


class Heading(Value):
    """A heading, with an aside that stands to its right or behind it.

    What is below one that ``folds``, up to the next heading of its level or above, is put away where a form can.
    """

    line: Line
    aside: Line = Line()
    level: int = 2
    folds: bool = False


class Paragraph(Value):
    """A paragraph; ``label`` stands before it in a column of its own."""

    line: Line
    label: str = ""


class Bullets(Value):
    """A list of short items."""

    items: Sequence[Line]


class Table(Value):
    """A table. ``groups`` maps the index of a row to a caption that stands above it.

    ``going_on`` are the rows that go on with the one above, as further results of its paper; they stay with it.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Line]]
    caption: str = ""
    groups: Mapping[int, Line] = MappingProxyType({})
    going_on: Collection[int] = ()


def filled(table: Table) -> Table:
    """Return a table without the columns that are empty in every row."""
    kept = [index for index in range(len(table.columns)) if any(row[index].text.strip() for row in table.rows)]
    columns = [table.columns[index] for index in kept]
    return replace(table, columns=columns, rows=[[row[index] for index in kept] for row in table.rows])


class Figure(Value):
    """Lines whose spaces matter, such as a plot drawn in characters; ``draw`` makes those that depend on the width."""

    lines: Sequence[Line] = ()
    caption: str = ""
    draw: Callable[[int], Sequence[Line]] | None = None

    def at(self, width: int | None = None) -> Sequence[Line]:
        """Return the lines for a width in characters."""
        return self.lines if self.draw is None else self.draw(width or WIDTH_OF_FIGURES)


WIDTH_OF_FIGURES = 100  # where no width is given

Block = Heading | Paragraph | Bullets | Table | Figure


class Report(Value):
    """A whole answer: its title and its blocks in reading order."""

    title: str
    blocks: Sequence[Block]


def in_letters(report: Report, encoding: str) -> Report:
    """Return the report safe to show (see ``mscq.text.safe``), what the encoding lacks spelt in ASCII.

    Empty blocks go. Only the cells of a table hold line feeds. It is done before the report is laid out, so that
    columns hold, and before a form adds signs of its own.
    """
    every = encoding.lower() in ("utf-8", "utf8")

    def spell(text: str, gate: Callable[[str], str] = one_line) -> str:
        return gate(text) if every else printable(gate(text), encoding)

    def of_line(text: Line, gate: Callable[[str], str] = one_line) -> Line:
        return Line(Span(spell(text, gate), role, href and address(href)) for text, role, href in text)

    def of_block(block: Block) -> Block:
        match block:
            case Heading(line=text, aside=aside):
                return replace(block, line=of_line(text), aside=of_line(aside))
            case Paragraph(line=text, label=label):
                return Paragraph(of_line(text), spell(label))
            case Bullets(items=items):
                return Bullets([of_line(item) for item in items])
            case Figure(caption=caption):
                return Figure((), spell(caption), lambda width: [of_line(one) for one in block.at(width)])
            case Table(columns=columns, rows=rows, caption=caption, groups=groups):
                return replace(
                    block,
                    columns=[replace(column, title=spell(column.title)) for column in columns],
                    rows=[[of_line(cell, lines) for cell in row] for row in rows],
                    caption=spell(caption),
                    groups={row: of_line(text) for row, text in groups.items()},
                )

    return Report(spell(report.title), [of_block(block) for block in report.blocks if not _is_empty(block)])


def _is_empty(block: Block) -> bool:
    """Whether a block has nothing to say, as the key to signs of which none is used."""
    match block:
        case Paragraph(line=text, label=label):
            return not (text.text or label)
        case Bullets(items=items):
            return not items
        case Table(rows=rows):
            return not rows
    return False
