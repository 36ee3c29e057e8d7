"""The report as one HTML page that needs nothing else, readable on light and dark screens and on narrow ones.

What was measured without a control, or not in people, is folded away under its caption; marks are chips, and what they
mean stands at the top.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from mscq.evidence.level import Control
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
    in_letters,
)
from mscq.output.wording import CONTROL_WORDS, MEANINGS
from mscq.text.ascii import in_notation

if TYPE_CHECKING:
    from mscq.output.answer import Answer
    from mscq.output.forms import Options

HELP = "An HTML page"
SUFFIXES = (".html", ".htm")
FOOTER = True

_FOLDED = tuple(CONTROL_WORDS[one].caption for one in (Control.UNCONTROLLED, Control.NOT_HUMAN))
_STYLE = """
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1c1c1c; --good: #17692c; --bad: #a11218; --mixed: #7a3e9d;
  --soft: #616161; --link: #0b57a4; --rule: #d8d8d8; --shade: #f3f3f3; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #161616; --ink: #ececec; --good: #6fd08c; --bad: #ff8a8a; --mixed: #cda4ea; --soft: #a6a6a6;
    --link: #8ab8f0; --rule: #3a3a3a; --shade: #242424; }
}
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem;
  background: var(--paper); color: var(--ink); }
h1, h2, h3 { line-height: 1.3; } h2 { font-size: 1.3rem; } h3 { font-size: 1.1rem; }
h1 small, h2 small, h3 small { font-weight: 400; font-size: 1rem; } summary h2, summary h3 { display: inline; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--rule); }
thead th { position: sticky; top: 0; background: var(--paper); }
.right { text-align: right; } .whole { white-space: nowrap; }
caption { text-align: left; color: var(--soft); }
a { color: var(--link); }
pre { overflow-x: auto; line-height: 1.3; }
summary { cursor: pointer; padding: .3rem 0; }
.legend { background: var(--shade); border-radius: .4rem; padding: .4rem .8rem; }
.legend .chip:not(:first-child) { margin-left: 1rem; }
.strong, .heading { font-weight: 600; } .dim, .uncontrolled { color: var(--soft); } .benefit { color: var(--good); }
.harm, .warning { color: var(--bad); } .mixed { color: var(--mixed); } .match { text-decoration: underline; }
.chip { white-space: nowrap; } td > .chip:only-child { border: 1px solid currentColor; border-radius: 1rem;
  padding: 0 .5rem; }
@media (max-width: 48rem) { .table { overflow-x: auto; } thead th { position: static; } body { margin: 1rem auto; } }
@media print { details::details-content { content-visibility: visible; block-size: auto; } }
"""

_STYLE_OF_PART = """
.mscq th, .mscq td { text-align: left; vertical-align: top; } .mscq .right { text-align: right; }
.mscq .whole, .mscq .chip { white-space: nowrap; } .mscq .strong { font-weight: 600; } .mscq .dim { opacity: .75; }
"""


def render(answer: Answer, options: Options) -> str:
    """Return the report as an HTML document."""
    text = render_report(in_letters(answer.report(), "utf-8"), options.footer, options.width)
    return in_notation(text, options.encoding, ".html")


def render_report(report: Report, footer: str = "", width: int | None = None) -> str:
    """Return a report as an HTML document, with the line below it that says what it was made from."""
    body = "\n".join(_blocks(report, width))
    title = escape(report.title)
    if footer:
        body += f'\n<footer class="dim">{escape(footer)}</footer>'
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def fragment(report: Report) -> str:
    """Return a report as a part of another page, without scripts: for notebooks, which have colours of their own."""
    body = "\n".join(_blocks(report, None))
    return f'<div class="mscq">\n<style>{_STYLE_OF_PART}</style>\n{body}\n</div>\n'


def _blocks(report: Report, width: int | None) -> Iterator[str]:
    """The blocks: one heading of the first level, then what the marks mean, then the rest with its folded parts."""
    blocks = list(report.blocks)
    heads = [one for one in blocks if isinstance(one, Heading) and one.level == 1]
    legends = [one for one in blocks if _is_legend(one)]
    rest = [one for one in blocks if one not in legends and one not in heads[:1]]
    yield _block(heads[0], width) if heads else f"<h1>{escape(report.title)}</h1>"
    for one in legends:
        if isinstance(one, Paragraph):
            yield f'<p class="legend">{_line(one.line)}</p>'
    folded = 0
    for block in rest:
        if isinstance(block, Heading):
            if folded and block.level <= folded:
                yield "</details>"
                folded = 0
            if not folded and block.line.text.startswith(_FOLDED):
                yield f"<details>\n<summary>{_block(block, width)}</summary>"
                folded = block.level
                continue
        yield _block(block, width)
    if folded:
        yield "</details>"


def _is_legend(block: Block) -> bool:
    """Whether a paragraph explains marks: it begins with one that stands strong before its meaning."""
    first = block.line[0] if isinstance(block, Paragraph) and block.line else None
    return first is not None and first.role is Role.STRONG and first.text in MEANINGS


def _line(line: Iterable[Span]) -> str:
    return "".join(_span(span) for span in line)


def _span(span: Span) -> str:
    text = escape(span.text)
    if span.role is Role.COMMAND:
        text = f"<code>{text}</code>"
    elif span.text in MEANINGS:
        text = f'<span class="chip {span.role.value}" title="{escape(MEANINGS[span.text])}">{text}</span>'
    elif span.role is not Role.PLAIN:
        text = f'<span class="{span.role.value}">{text}</span>'
    return f'<a href="{escape(span.href, quote=True)}">{text}</a>' if span.href else text


def _cell(line: Line) -> str:
    """A cell of a table; a mark that stands alone has its first word beside it."""
    if len(line) == 1 and line[0].text in MEANINGS:
        sign = line[0]
        meaning = MEANINGS[sign.text]
        word = meaning.partition(" than")[0].partition(",")[0]
        return (
            f'<span class="chip {sign.role.value}" title="{escape(meaning)}">{escape(sign.text)} {escape(word)}</span>'
        )
    return _line(line).replace("\n", "<br>")


def _block(block: Block, width: int | None) -> str:
    match block:
        case Heading(line=line, aside=aside, level=level):
            extra = f' <small class="dim">{_line(aside)}</small>' if aside else ""
            return f"<h{level}>{_line(line)}{extra}</h{level}>"
        case Paragraph(line=line, label=label):
            return f"<p><strong>{escape(label)}</strong> {_line(line)}</p>" if label else f"<p>{_line(line)}</p>"
        case Bullets(items=items):
            return "<ul>\n" + "\n".join(f"<li>{_line(item)}</li>" for item in items) + "\n</ul>"
        case Figure(caption=caption):
            head = f"<p>{escape(caption)}</p>\n" if caption else ""
            return head + "<pre>" + "\n".join(_line(line) for line in block.at(width)) + "</pre>"
        case Table():
            return "\n".join(_tables(block))


def _tables(table: Table) -> Iterator[str]:
    """A table, its folded groups each as a table of their own."""
    starts = sorted({0, *(index for index in table.groups if 0 <= index < len(table.rows))})
    open_rows: list[tuple[int, Sequence[Line]]] = []
    folded: list[tuple[Line, list[tuple[int, Sequence[Line]]]]] = []
    for start, end in zip(starts, [*starts[1:], len(table.rows)], strict=True):
        rows = list(enumerate(table.rows[start:end], start))
        caption = table.groups.get(start)
        if caption is not None and caption.text.startswith(_FOLDED):
            folded.append((caption, rows))
        else:
            open_rows.extend(rows)
    if open_rows or not folded:
        yield _table(table, open_rows, table.groups)
    for caption, rows in folded:
        yield f"<details>\n<summary>{_line(caption)} ({len(rows)})</summary>\n{_table(table, rows, {})}\n</details>"


def _table(table: Table, rows: Sequence[tuple[int, Sequence[Line]]], groups: Mapping[int, Line]) -> str:
    classes = [_class(column) for column in table.columns]
    lines = ['<div class="table"><table>']
    if table.caption:
        lines.append(f"<caption>{escape(table.caption)}</caption>")
    if any(column.title for column in table.columns):
        heads = "".join(
            f"<th{mark}>{escape(column.title)}</th>" for column, mark in zip(table.columns, classes, strict=True)
        )
        lines.append(f"<thead><tr>{heads}</tr></thead>")
    lines.append("<tbody>")
    for index, row in rows:
        if index in groups:
            lines.append(f'<tr><th colspan="{len(table.columns)}">{_line(groups[index])}</th></tr>')
        cells = "".join(f"<td{mark}>{_cell(cell)}</td>" for cell, mark in zip(row, classes, strict=True))
        lines.append(f"<tr>{cells}</tr>")
    lines.append("</tbody></table></div>")
    return "\n".join(lines)


def _class(column: Column) -> str:
    """A column keeps its lines whole where its text may not break in a terminal either."""
    kinds = ["right"] if column.align is Align.RIGHT else []
    kinds += [] if column.wrap else ["whole"]
    return f' class="{" ".join(kinds)}"' if kinds else ""
