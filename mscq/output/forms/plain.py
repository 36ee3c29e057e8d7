"""The report as plain text: no colour, no boxes, no wrapping, for pipes and files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

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
    Table,
    in_letters,
)

if TYPE_CHECKING:
    from mscq.output.answer import Answer
    from mscq.output.forms import Options

HELP = "Plain text, as into a pipe"
SUFFIXES = (".txt", ".text")


def render(answer: Answer, options: Options) -> str:
    """Return the report, one block after another with an empty line between blocks."""
    return render_report(in_letters(answer.report(), options.encoding), options.width)


def render_report(report: Report, width: int | None = None) -> str:
    """A report as plain text."""
    parts: list[str] = []
    previous: Block | None = None
    for block in report.blocks:
        if previous is not None and not _close(previous, block):
            parts.append("")
        parts.extend(_lines(block, width))
        previous = block
    return "\n".join(part.rstrip() for part in parts).replace("\u00a0", " ") + "\n"


def _close(previous: Block, block: Block) -> bool:
    """Whether a block follows the one before without an empty line."""
    if isinstance(previous, Heading):
        return True
    return isinstance(previous, Paragraph) and isinstance(block, Paragraph)


def _lines(block: Block, width: int | None) -> list[str]:
    match block:
        case Heading(line=line, aside=aside):
            return [f"{line.text}  {aside.text}" if aside else line.text]
        case Paragraph(line=line, label=label):
            return [f"{label}: {line.text}" if label else line.text]
        case Bullets(items=items):
            return [f"- {item.text}" for item in items]
        case Figure(caption=caption):
            return [*([caption] if caption else []), *(line.text for line in block.at(width))]
        case Table():
            return table_lines(block)


def table_lines(table: Table) -> list[str]:
    """A table as lines with its columns two spaces apart."""
    columns = [_column(column, [row[index] for row in table.rows]) for index, column in enumerate(table.columns)]
    widths = [max(len(cell) for cell in column) for column in columns]
    lines = [table.caption] if table.caption else []
    for index, cells in enumerate(zip(*columns, strict=True)):
        if index and index - 1 in table.groups:
            lines.append(table.groups[index - 1].text)
        if not index and not any(cells):
            continue
        lines.append(
            "  ".join(
                cell.rjust(width) if column.align is Align.RIGHT else cell.ljust(width)
                for cell, width, column in zip(cells, widths, table.columns, strict=True)
            )
        )
    return lines


def _column(column: Column, cells: Sequence[Line]) -> list[str]:
    texts = [cell.text.replace("\n", "; ") for cell in cells]
    return [column.title, *texts]
