"""The report for a terminal: laid out for its width, with colour and links where it takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.color import ColorSystem
from rich.style import Style

from mscq.output.forms.layout import lay_out
from mscq.output.report import Line, Report, Role, Span, in_letters
from mscq.text.ascii import printable

if TYPE_CHECKING:
    from mscq.output.answer import Answer
    from mscq.output.forms import Options

SUFFIXES = ()

_NARROWEST = 20
# the sixteen base colours only, so that the reader's own theme keeps them legible on light and dark
_STYLES = {
    Role.STRONG: Style(bold=True),
    Role.DIM: Style(dim=True),
    Role.HEADING: Style(bold=True),
    Role.PAPER: Style(color="cyan"),
    Role.COMMAND: Style(color="cyan"),
    Role.BENEFIT: Style(color="green", bold=True),
    Role.HARM: Style(color="red", bold=True),
    Role.MIXED: Style(color="magenta", bold=True),
    Role.NO_DIFFERENCE: Style(bold=True),
    Role.WARNING: Style(color="red", bold=True),
    Role.MATCH: Style(bold=True, underline=True),
}


def render(answer: Answer, options: Options) -> str:
    """Return the report at the width given, 80 characters where none is."""
    text = render_report(in_letters(answer.report(), options.encoding), options)
    return printable(text, options.encoding)  # bullets are set with the layout


def render_report(report: Report, options: Options) -> str:
    """A report as terminal text, with escape sequences only where colour or links are asked for."""
    width = max(options.width or 80, _NARROWEST)
    text = "".join(f"{_written(line, options)}\n" for line in lay_out(report, width))
    return text.replace("\u00a0", " ")


def _written(line: Line, options: Options) -> str:
    if not options.color and not options.links:
        return line.text.rstrip()
    spans = list(line)
    while spans and not spans[-1].text.strip():
        spans.pop()
    return "".join(_span(span, options) for span in spans).rstrip(" ")


def _span(span: Span, options: Options) -> str:
    style = _STYLES.get(span.role) if options.color else None
    if span.href and options.links:
        style = (style or Style.null()) + Style(link=span.href)
    if style is None or not span.text.strip():
        return span.text
    return style.render(span.text, color_system=ColorSystem.STANDARD)
