"""List findings that fit every filter, the strongest papers first.

A finding that names no route, source or donor of its own is taken to be about its paper's, where the
paper has only one.
"""

from __future__ import annotations

from typing import Annotated

import typer

from mscq.cli.commands.ask.papers import FILTERS as PAPER_FILTERS
from mscq.cli.request import Request
from mscq.output.answer import Answer

ORDER = 11
EXAMPLES = (
    "mscq findings --entity il-10",
    "mscq findings --condition ms --outcome edss --controlled",
    "mscq findings --topic safety --route intrathecal --csv",
)
FILTERS = (*PAPER_FILTERS, "paper")


def command(
    ctx: typer.Context,
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="Show the first N")] = None,
) -> Answer:
    request = Request(ctx)
    selection = request.selection()
    from mscq.evidence.level import is_rank
    from mscq.evidence.ranking import strength
    from mscq.evidence.selection import Selector
    from mscq.output.records import any_finding_row, finding_record, finding_row
    from mscq.output.screens import lists

    found = sorted(
        Selector(request.kb, selection).findings(),
        key=lambda pair: (pair[1].as_printed, is_rank(pair[1]), *strength(pair[0])),
    )
    total, papers = len(found), len({paper.id for paper, _ in found})
    pairs = found[:limit]
    outcomes = request.kb.vocabulary.outcomes
    return Answer(
        data=lambda: lists.findings_data([finding_record(*pair) for pair in pairs], total, papers),
        rows=lambda: [finding_row(paper, finding, outcomes) for paper, finding in pairs],
        report=lambda: lists.findings_report(pairs, request.kb.vocabulary, total, papers),
        nothing="" if found else "no finding fits these filters",
        like=lambda: any_finding_row(request.kb),
    )
