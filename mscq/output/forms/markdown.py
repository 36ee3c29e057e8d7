"""The report as Markdown (CommonMark with pipe tables)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mscq.output.report import Align, Block, Bullets, Figure, Heading, Line, Paragraph, Report, Role, Table, in_letters
from mscq.text.ascii import printable
from mscq.text.safe import one_line

if TYPE_CHECKING:
    from mscq.output.answer import Answer
    from mscq.output.forms import Options

HELP = "Markdown"
SUFFIXES = (".md", ".markdown")
FOOTER = True

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~]|&(?=#?\w+;))")
# what opens a heading, a list or a rule at the head of a line
_OPENS = re.compile(r"\s*(?:[#+=-](?=[#=-]*(?:\s|$))|\d{1,9}[.)](?=\s|$))")
_TARGET = str.maketrans({"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", " ": "%20", "\\": "%5C"})


def render(answer: Answer, options: Options) -> str:
    """Return the report as a Markdown document under one heading of the first level."""
    text = render_report(in_letters(answer.report(), options.encoding), options.width)
    footer = printable(one_line(options.footer), options.encoding)
    return f"{text}\n---\n\n{_escaped(footer)}\n" if footer else text


def render_report(report: Report, width: int | None = None) -> str:
    """A report as Markdown, under its first heading of the first level, or its title where it has none."""
    head = next((one for one in report.blocks if isinstance(one, Heading) and one.level == 1), None)
    title = _block(head, width) if head is not None else f"# {_escaped(report.title)}"
    return "\n\n".join([title, *(_block(block, width) for block in report.blocks if block is not head)]) + "\n"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _opening(text: str) -> str:
    """A line that opens a block of its own, made to be the text that it is."""
    found = _OPENS.match(text)
    return f"{text[: found.end() - 1]}\\{text[found.end() - 1 :]}" if found else text


def _fence(text: str, least: int) -> str:
    """Grave accents, more in a row than any in the text."""
    return "`" * max(least, *(len(run) + 1 for run in re.findall("`+", text)), 0)


def _code(text: str) -> str:
    fence = _fence(text, 1)
    room = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{room}{text}{room}{fence}"


def _line(line: Line) -> str:
    pieces = []
    for span in line:
        text = _code(span.text) if span.role is Role.COMMAND else _escaped(span.text)
        if span.role is Role.STRONG and text.strip():
            text = f"**{text}**"
        pieces.append(f"[{text}]({span.href.translate(_TARGET)})" if span.href else text)
    return "".join(pieces)


def _block(block: Block, width: int | None) -> str:
    match block:
        case Heading(line=line, aside=aside, level=level):
            heading = f"{'#' * level} {_line(line)}"
            return f"{heading}\n\n{_opening(_line(aside))}" if aside else heading
        case Paragraph(line=line, label=label):
            return f"**{_escaped(label)}** {_line(line)}" if label else _opening(_line(line))
        case Bullets(items=items):
            return "\n".join(f"- {_opening(_line(item))}" for item in items)
        case Figure(caption=caption):
            body = "\n".join(line.text for line in block.at(width))
            fence = _fence(body, 3)
            drawn = f"{fence}text\n{body}\n{fence}"
            return f"{_escaped(caption)}\n\n{drawn}" if caption else drawn
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
