"""The report as Markdown (CommonMark with pipe tables)."""

from __future__ import annotations

import re

from mscq.output.answer import Answer
from mscq.output.forms import Options
from mscq.output.report import Align, Block, Bullets, Figure, Heading, Line, Paragraph, Report, Role, Table, in_letters
from mscq.text.ascii import printable

HELP = "Markdown"
SUFFIXES = (".md", ".markdown")
FOOTER = True

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")


def render(answer: Answer, options: Options) -> str:
    """Return the report as a Markdown document under a heading of its title."""
    text = render_report(in_letters(answer.report(), options.encoding), options.width)
    footer = printable(options.footer, options.encoding)
    return f"{text}\n---\n\n{_escaped(footer)}\n" if footer else text


def render_report(report: Report, width: int | None = None) -> str:
    """A report as Markdown."""
    return "\n\n".join([f"# {_escaped(report.title)}", *(_block(block, width) for block in report.blocks)]) + "\n"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _line(line: Line) -> str:
    pieces = []
    for span in line:
        text = f"`{span.text}`" if span.role is Role.COMMAND else _escaped(span.text)
        if span.role is Role.STRONG and text.strip():
            text = f"**{text}**"
        pieces.append(f"[{text}]({span.href})" if span.href else text)
    return "".join(pieces)


def _block(block: Block, width: int | None) -> str:
    match block:
        case Heading(line=line, aside=aside, level=level):
            heading = f"{'#' * level} {_line(line)}"
            return f"{heading}\n\n{_line(aside)}" if aside else heading
        case Paragraph(line=line, label=label):
            return f"**{_escaped(label)}** {_line(line)}" if label else _line(line)
        case Bullets(items=items):
            return "\n".join(f"- {_line(item)}" for item in items)
        case Figure(caption=caption):
            body = "\n".join(line.text for line in block.at(width))
            return f"{_escaped(caption)}\n\n```text\n{body}\n```" if caption else f"```text\n{body}\n```"
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    header = "| " + " | ".join(_escaped(column.title) for column in table.columns) + " |"
    rule = "|" + "|".join("---:" if column.align is Align.RIGHT else "---" for column in table.columns) + "|"
    lines = [header, rule]
    for index, row in enumerate(table.rows):
        if index in table.groups:
            lines.append("| **" + _escaped(table.groups[index].text) + "** |" + " |" * (len(table.columns) - 1))
        lines.append("| " + " | ".join(_line(cell).replace("\n", "<br>") for cell in row) + " |")
    body = "\n".join(lines)
    return f"{_escaped(table.caption)}\n\n{body}" if table.caption else body
