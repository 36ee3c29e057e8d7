"""Where a figure comes from, and what was derived from it.

Each figure comes with its paper, the place in it, the page it was read at, how and when, and the checks that it
passes. What was derived from a figure (level of evidence, control, what it counts as in the answer of its study, the
side it favours) stands beside it with the rule. For a paper, every finding is listed.
"""

from __future__ import annotations

from typing import Annotated

import typer

from mscq.cli.completion.offers import findings
from mscq.cli.request import Request
from mscq.output.answer import Answer

ORDER = 8
EXAMPLES = ("mscq why islam2023.edss-improved", "mscq why deng2017")


def command(
    ctx: typer.Context,
    identifier: Annotated[
        str,
        typer.Argument(
            metavar="FINDING | PAPER",
            help="A finding's id (islam2023.edss-improved) or any id of a paper",
            autocompletion=findings,
        ),
    ],
) -> Answer:
    request = Request(ctx)
    from mscq.checks import trace as provenance
    from mscq.output.screens import why as screen

    kb = request.kb
    finding_id = identifier.strip().lower()
    if "." in finding_id and finding_id.partition(".")[0] in kb:
        paper, finding = kb.finding(finding_id)
        findings = [finding]
    else:
        paper = kb.find(identifier)
        findings = list(paper.findings)
    traces = provenance.traces(kb, paper, findings)
    return Answer(
        data=lambda: screen.data(paper, traces),
        rows=lambda: screen.rows(paper, traces),
        report=lambda: screen.report(paper, traces, kb.vocabulary),
    )
