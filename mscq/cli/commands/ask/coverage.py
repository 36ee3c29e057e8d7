"""What the base lacks: trials that its own reviews pool, and registered trials that no paper reports.

Without a condition, a line for each. Of reviews that pool the same trials the overlap is told, as the
corrected covered area. With --library FILE (or standing references) it is said which of the missing trials you have
yourself: by PMID or DOI, else perhaps by first author and year.
"""

from __future__ import annotations

from typing import Annotated

import typer

from mscq.cli.completion.offers import names
from mscq.cli.options import LibraryFiles
from mscq.cli.request import Request
from mscq.errors import NotUnderstood
from mscq.output.answer import Answer

ORDER = 7
EXAMPLES = ("mscq coverage", "mscq coverage lupus", "mscq coverage 'knee oa' --json")


def command(
    ctx: typer.Context,
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CONDITION]", help="A condition; all without", autocompletion=names("conditions")),
    ] = None,
    library_files: LibraryFiles = None,
) -> Answer:
    request = Request(ctx)
    if library_files and not name:
        raise NotUnderstood("coverage --library takes a condition: mscq coverage ms --library refs.nbib")
    library = request.library(library_files) if name else None
    from mscq.evidence.coverage import by_condition, coverage
    from mscq.output.screens import coverage as screen

    kb, vocabulary = request.kb, request.kb.vocabulary
    if name:
        made = coverage(kb, request.resolve("conditions", " ".join(name)))
        there = made.papers or made.trials
        own = None
        if library is not None:
            from mscq.library.pooled_trials import having

            own = having(library, made.missing)
        return Answer(
            data=lambda: screen.data(made, vocabulary, own),
            rows=lambda: screen.rows(made, own),
            report=lambda: screen.report(made, vocabulary, own),
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
