"""What the base lacks: trials that its own reviews pool, and registered trials that no paper reports.

Without a condition, a line for each. Of reviews that pool the same trials the overlap is told, as the
corrected covered area.
"""

from __future__ import annotations

from typing import Annotated

import typer

from mscq.cli.completion.offers import names
from mscq.cli.request import Request
from mscq.output.answer import Answer

ORDER = 7
EXAMPLES = ("mscq coverage", "mscq coverage lupus", "mscq coverage 'knee oa' --json")


def command(
    ctx: typer.Context,
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CONDITION]", help="A condition; all without", autocompletion=names("conditions")),
    ] = None,
) -> Answer:
    request = Request(ctx)
    from mscq.evidence.coverage import by_condition, coverage
    from mscq.output.screens import coverage as screen

    kb, vocabulary = request.kb, request.kb.vocabulary
    if name:
        made = coverage(kb, request.resolve("conditions", " ".join(name)))
        there = made.papers or made.trials
        return Answer(
            data=lambda: screen.data(made, vocabulary),
            rows=lambda: screen.rows(made),
            report=lambda: screen.report(made, vocabulary),
            nothing="" if there else "the base holds neither a paper nor a registered trial on it",
            like=lambda: screen.rows(coverage(kb)),
        )
    every = by_condition(kb)
    return Answer(
        data=lambda: {
            "whole": screen.data(coverage(kb), vocabulary),
            "conditions": screen.table_rows(every, vocabulary),
        },
        rows=lambda: screen.table_rows(every, vocabulary),
        report=lambda: screen.table_report(every, coverage(kb), vocabulary),
    )
