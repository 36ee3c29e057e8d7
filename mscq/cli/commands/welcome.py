"""What is in the base, and five things to try."""

from __future__ import annotations

import typer

from mscq.cli.request import Request
from mscq.output.answer import Answer
from mscq.output.report import Bullets, Heading, Paragraph, Report, Role, Span, line

EXAMPLES = ("mscq",)
_TRY = (
    ("condition lupus", "the evidence, strongest first"),
    ("compare --route iv intrathecal", "routes, sources, cells, papers"),
    ("conflicts ms", "papers that disagree"),
    ("search 'does it help knee pain'", "words, questions, PubMed"),
    ("cite 40353645", "a citation, from any id"),
)


def command(ctx: typer.Context) -> Answer:
    request = Request(ctx)
    from mscq.records.version import base_version

    version = base_version(request.kb.folder)
    width = max(len(words) for words, _ in _TRY)
    report = Report(
        "mscq",
        [
            Heading(line("mscq"), line(Span(str(version), Role.DIM)), 1),
            Paragraph(
                line("Evidence on stem-cell therapy from reviewed papers: what was found, against what, how strong.")
            ),
            Bullets(
                [
                    line(Span(f"mscq {words}", Role.COMMAND), " " * (width - len(words) + 2), text)
                    for words, text in _TRY
                ]
            ),
            Paragraph(
                line(
                    "All commands: ",
                    Span("mscq --help", Role.COMMAND),
                    "   One: ",
                    Span("mscq compare --help", Role.COMMAND),
                )
            ),
            Paragraph(line(Span("Not medical advice, and not a systematic review.", Role.DIM))),
        ],
    )
    return Answer(
        data=lambda: {"base": version._asdict(), "try": [f"mscq {words}" for words, _ in _TRY]},
        rows=lambda: [{"command": f"mscq {words}", "what": text} for words, text in _TRY],
        report=lambda: report,
    )
