"""``mscq show``: one paper whole."""

from __future__ import annotations

from typing import Annotated

import typer

from mscq.commands.request import Request
from mscq.emit import Answer
from mscq.render import Output

EXAMPLES = ("mscq show islam2023", "mscq show 36465325 --json")
FILTERS = ()


def command(
    ctx: typer.Context,
    paper_id: Annotated[
        str, typer.Argument(metavar="ID", help="Citation key, PMID, PMCID, DOI, NBK number or an address of these")
    ],
) -> Answer:
    """One paper whole: citation, study, every finding with its figure, notes.

    --json prints the record as it is stored, with what follows from it (level of evidence) added.
    """
    request = Request(ctx)
    paper = request.kb.find(paper_id)
    from mscq.canonical import plain
    from mscq.screens import lists
    from mscq.screens.records import finding_row, paper_record

    return request.answer(
        Output(
            data=lambda: {**plain(paper), **paper_record(paper)},
            rows=lambda: [finding_row(paper, finding) for finding in paper.findings],
            report=lambda: lists.paper_report(paper, request.kb.vocabulary),
        )
    )
