"""The report as one HTML page that needs nothing else, readable on light and dark screens."""

from __future__ import annotations

from html import escape

from mscq.output.answer import Answer
from mscq.output.forms import Options
from mscq.output.report import Align, Block, Bullets, Figure, Heading, Line, Paragraph, Report, Role, Table, in_letters
from mscq.text.ascii import in_notation

HELP = "An HTML page"
SUFFIXES = (".html", ".htm")
FOOTER = True

_STYLE = """
:root { color-scheme: light dark; --good: #17692c; --bad: #a11218; --mixed: #7a3e9d; --soft: #666; --link: #0b57a4; }
@media (prefers-color-scheme: dark) {
  :root { --good: #6fd08c; --bad: #ff8a8a; --mixed: #cda4ea; --soft: #a0a0a0; --link: #8ab8f0; }
}
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid #8884; }
td.right, th.right { text-align: right; }
caption { text-align: left; color: var(--soft); }
a { color: var(--link); }
pre { overflow-x: auto; line-height: 1.3; }
.strong, .heading { font-weight: 600; } .dim, .uncontrolled { color: var(--soft); } .benefit { color: var(--good); }
.harm, .warning { color: var(--bad); } .mixed { color: var(--mixed); } .match { text-decoration: underline; }
"""


def render(answer: Answer, options: Options) -> str:
    """Return the report as an HTML document."""
    text = render_report(in_letters(answer.report(), "utf-8"), options.footer, options.width)
    return in_notation(text, options.encoding, ".html")


def render_report(report: Report, footer: str = "", width: int | None = None) -> str:
    """A report as an HTML document, with the line below it that says what it was made from."""
    body = "\n".join(_block(block, width) for block in report.blocks)
    title = escape(report.title)
    if footer:
        body += f'\n<footer class="dim">{escape(footer)}</footer>'
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )


def _line(line: Line) -> str:
    pieces = []
    for span in line:
        text = escape(span.text)
        if span.role is Role.COMMAND:
            text = f"<code>{text}</code>"
        elif span.role is not Role.PLAIN:
            text = f'<span class="{span.role.value}">{text}</span>'
        pieces.append(f'<a href="{escape(span.href, quote=True)}">{text}</a>' if span.href else text)
    return "".join(pieces)


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
            return _table(block)


def _table(table: Table) -> str:
    classes = [' class="right"' if column.align is Align.RIGHT else "" for column in table.columns]
    lines = ["<table>"]
    if table.caption:
        lines.append(f"<caption>{escape(table.caption)}</caption>")
    heads = "".join(
        f"<th{mark}>{escape(column.title)}</th>" for column, mark in zip(table.columns, classes, strict=True)
    )
    lines.append(f"<thead><tr>{heads}</tr></thead><tbody>")
    for index, row in enumerate(table.rows):
        if index in table.groups:
            lines.append(f'<tr><th colspan="{len(table.columns)}">{_line(table.groups[index])}</th></tr>')
        cells = "".join(
            f"<td{mark}>{_line(cell).replace(chr(10), '<br>')}</td>" for cell, mark in zip(row, classes, strict=True)
        )
        lines.append(f"<tr>{cells}</tr>")
    lines.append("</tbody></table>")
    return "\n".join(lines)
