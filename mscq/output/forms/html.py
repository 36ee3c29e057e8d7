"""The report as one HTML page that needs nothing else, readable on light and dark screens, narrow ones and by ear.

What folds, and what was measured without a control or not in people, is folded away under its heading or caption; marks
are chips, and what they mean stands before them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from mscq.evidence.level import Control
from mscq.output.forms import frame
from mscq.output.report import (
    Align,
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
    in_letters,
)
from mscq.output.wording import CONTROL_WORDS, MEANINGS, is_legend
from mscq.text.ascii import in_notation
from mscq.text.safe import one_line

if TYPE_CHECKING:
    from mscq.output.answer import Answer
    from mscq.output.forms import Options

HELP = "An HTML page"
SUFFIXES = (".html", ".htm")
FOOTER = True

_FOLDED = tuple(CONTROL_WORDS[one].caption for one in (Control.UNCONTROLLED, Control.NOT_HUMAN))
_MOST_STACKED = 7
"""Columns of a table whose rows are set as blocks on a narrow screen; one with more, a grid, is scrolled."""

_STYLE_OF_PART = """
.mscq th, .mscq td { text-align: left; vertical-align: top; } .mscq .right { text-align: right; }
.mscq .whole, .mscq .chip { white-space: nowrap; } .mscq .strong { font-weight: 600; } .mscq .dim { opacity: .75; }
"""


def render(answer: Answer, options: Options) -> str:
    """Return the report as an HTML document, as a page where the answer has one."""
    report = in_letters((answer.page or answer.report)(), "utf-8")
    text = render_report(report, one_line(options.footer), options.width)
    return in_notation(text, options.encoding, ".html")


def render_report(report: Report, footer: str = "", width: int | None = None) -> str:
    """Return a report as an HTML document, with the line below it that says what it was made from."""
    return frame.document(report.title, "\n".join(_blocks(report, width)), footer)


def fragment(report: Report) -> str:
    """Return a report as a part of another page, without scripts: for notebooks, which have colours of their own."""
    body = "\n".join(_blocks(report, None))
    return f'<div class="mscq">\n<style>{_STYLE_OF_PART}</style>\n{body}\n</div>\n'


def _blocks(report: Report, width: int | None) -> Iterator[str]:
    """The blocks: one heading of the first level, what the marks mean before the first of them, folded parts."""
    heads = [one for one in report.blocks if isinstance(one, Heading) and one.level == 1]
    legends = [one for one in report.blocks if is_legend(one)]
    rest = [one for one in report.blocks if not is_legend(one) and one not in heads[:1]]
    yield _heading(heads[0]) if heads else f"<h1>{escape(report.title)}</h1>"
    title = report.title
    folded: list[int] = []
    for block in (*rest, None):
        if legends and not isinstance(block, Paragraph):
            yield from map(_legend, legends)
            legends = []
        if isinstance(block, Heading):
            title = block.line.text
            while folded and block.level <= folded[-1]:
                folded.pop()
                yield "</details>"
            if block.folds:
                folded.append(block.level)
                yield f"<details>\n<summary>{_heading(block)}</summary>"
            else:
                yield _heading(block)
        elif isinstance(block, Table):
            yield from _tables(block, title, fold=not folded)
        elif block is not None:
            yield _block(block, width)
    yield from ("</details>" for _ in folded)


def _legend(legend: Paragraph) -> str:
    """What marks mean; the room between two is a stop for those who hear the page."""
    said = (_span(span, heard=False) if span.text.strip() else '<span class="unseen">; </span>' for span in legend.line)
    return f'<p class="legend">{"".join(said)}</p>'


def _heading(heading: Heading) -> str:
    extra = f' <small class="dim">{_line(heading.aside)}</small>' if heading.aside else ""
    return f"<h{heading.level}>{_line(heading.line)}{extra}</h{heading.level}>"


def _line(line: Iterable[Span]) -> str:
    return "".join(map(_span, line))


def _span(span: Span, *, heard: bool = True) -> str:
    """A span; a mark has its meaning for those who hear the page, unless what follows says it."""
    text = escape(span.text)
    if span.role is Role.COMMAND:
        text = f"<code>{text}</code>"
    elif span.text in MEANINGS:
        meaning = escape(MEANINGS[span.text])
        told = f'role="img" aria-label="{meaning}" title="{meaning}"' if heard else 'aria-hidden="true"'
        text = f'<span class="chip {span.role.value}" {told}>{text}</span>'
    elif span.role is not Role.PLAIN:
        text = f'<span class="{span.role.value}">{text}</span>'
    return f'<a href="{escape(span.href, quote=True)}">{text}</a>' if span.href else text


def _cell(line: Line, row: Sequence[Line]) -> str:
    """A cell of a table; a mark that stands alone has its first word beside it, where no cell of the row begins so."""
    if len(line) == 1 and line[0].text in MEANINGS:
        sign = line[0]
        meaning = MEANINGS[sign.text]
        word = meaning.partition(" than")[0].partition(",")[0]
        if any(cell.text.startswith(f"{word}: ") for cell in row):
            return _span(sign, heard=False)
        return (
            f'<span class="chip alone {sign.role.value}" title="{escape(meaning)}">'
            f'<span aria-hidden="true">{escape(sign.text)}</span> {escape(word)}</span>'
        )
    return _line(line).replace("\n", "<br>")


def _block(block: Paragraph | Bullets | Figure, width: int | None) -> str:
    match block:
        case Paragraph(line=line, label=label):
            return f"<p><strong>{escape(label)}:</strong> {_line(line)}</p>" if label else f"<p>{_line(line)}</p>"
        case Bullets(items=items):
            return "<ul>\n" + "\n".join(f"<li>{_line(item)}</li>" for item in items) + "\n</ul>"
        case Figure(caption=caption):
            head = f"<p>{escape(caption)}</p>\n" if caption else ""
            return f'{head}<pre tabindex="0">' + "\n".join(_line(line) for line in block.at(width)) + "</pre>"


def _tables(table: Table, title: str, *, fold: bool) -> Iterator[str]:
    """A table, called as the heading above it where it has no caption; its folded groups are tables of their own."""
    title = table.caption or title
    starts = sorted({0, *(index for index in table.groups if 0 <= index < len(table.rows))})
    parts = [
        (table.groups.get(start, Line()), list(enumerate(table.rows[start:end], start)))
        for start, end in zip(starts, [*starts[1:], len(table.rows)], strict=True)
    ]
    folded = [part for part in parts if fold and part[0].text.startswith(_FOLDED)]
    shown = [part for part in parts if not fold or not part[0].text.startswith(_FOLDED)]
    if shown:
        yield _table(table, shown, title)
    for caption, rows in folded:
        summary = f"<summary>{_line(caption)} ({len(rows)})</summary>"
        yield f"<details>\n{summary}\n{_table(table, [(Line(), rows)], f'{title}: {caption.text}')}\n</details>"


def _table(table: Table, parts: Sequence[tuple[Line, Sequence[tuple[int, Sequence[Line]]]]], title: str) -> str:
    """The parts of a table, each under its caption; the cell that names the paper, else the first, heads its row."""
    titles = [_title(table, index) for index in range(len(table.columns))]
    named = range(len(table.columns))
    head = next((index for index in named if any(_names_paper(row[index]) for row in table.rows)), 0)
    stacks = any(column.wrap for column in table.columns) and len(table.columns) <= _MOST_STACKED
    name = escape(title)
    scrolls = "" if stacks else f' role="region" aria-label="{name}" tabindex="0"'
    unseen = "" if table.caption else ' class="unseen"'
    kind = ' class="stacks"' if stacks else ""
    lines = [f'<div class="table"{scrolls}><table{kind}>']
    lines.append(f"<caption{unseen}>{name}</caption>")
    if any(column.title for column in table.columns):
        lines.append(f"<thead><tr>{''.join(titles)}</tr></thead>")
    for caption, rows in parts:
        lines.append("<tbody>")
        if caption:
            lines.append(f'<tr><th scope="rowgroup" colspan="{len(table.columns)}">{_line(caption)}</th></tr>')
        for index, row in rows:
            cells = "".join(
                _td(column, cell, row, heads=place == head)
                for place, (column, cell) in enumerate(zip(table.columns, row, strict=True))
            )
            lines.append(f'<tr class="on">{cells}</tr>' if index in table.going_on else f"<tr>{cells}</tr>")
        lines.append("</tbody>")
    lines.append("</table></div>")
    return "\n".join(lines)


def _title(table: Table, index: int) -> str:
    """The cell above a column; one of marks alone is called for those who hear the page."""
    column = table.columns[index]
    if column.title:
        return f'<th scope="col"{_class(column)}>{escape(column.title)}</th>'
    texts = {row[index].text for row in table.rows} - {""}
    if texts and texts <= MEANINGS.keys():
        return '<th scope="col"><span class="unseen">Direction</span></th>'
    return "<td></td>"


def _td(column: Column, cell: Line, row: Sequence[Line], *, heads: bool) -> str:
    text = _cell(cell, row)
    if heads and text:
        return f'<th scope="row"{_class(column)}>{text}</th>'
    told = f' data-title="{escape(column.title)}"' if column.title and column.align is Align.RIGHT else ""
    return f"<td{_class(column)}{told}>{text}</td>"


def _names_paper(cell: Line) -> bool:
    return any(span.role is Role.PAPER for span in cell)


def _class(column: Column) -> str:
    """A column keeps its lines whole where its text may not break in a terminal either."""
    kinds = ["right"] if column.align is Align.RIGHT else []
    kinds += [] if column.wrap else ["whole"]
    return f' class="{" ".join(kinds)}"' if kinds else ""
