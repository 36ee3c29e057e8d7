"""Studies that answer the same question differently, and what separates them.

One question a disease, an outcome and a kind of cells; the stronger design comes first, and what rests on no control
stands apart. Without a condition, all conditions are searched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mscq.cli.completion.offers import names
from mscq.cli.request import Request
from mscq.output.answer import Answer

if TYPE_CHECKING:
    from mscq.evidence.conflicts import Conflict
    from mscq.output.report import Report

ORDER = 4
EXAMPLES = ("mscq conflicts ms", "mscq conflicts 'knee oa' --explain", "mscq conflicts --json")
FILTERS = ("route", "source", "cell", "year", "level")


def command(
    ctx: typer.Context,
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CONDITION]", help="A condition; all without", autocompletion=names("conditions")),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Every study with its figures and conclusion")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Print the rule by which they are found")] = False,
) -> Answer:
    request = Request(ctx)
    selection = request.selection()
    condition = request.resolve("conditions", " ".join(name)) if name else None
    found = request.kb.conflicts(condition, selection)
    vocabulary = request.kb.vocabulary

    def report() -> Report:
        from mscq.evidence import conflicts as rule
        from mscq.output.screens import conflicts as screen

        return screen.report(found, vocabulary, (rule.__doc__ or "") if explain else "", full=full)

    def data() -> Any:
        from mscq.output.screens.conflicts_records import conflict_record

        return [conflict_record(conflict, vocabulary) for conflict in found]

    def rows(told: Sequence[Conflict]) -> Any:
        from mscq.output.screens import conflicts_records

        return conflicts_records.rows(told, vocabulary)

    return Answer(
        data=data,
        rows=lambda: rows(found),
        report=report,
        nothing="" if found or explain else "no two studies in the base answer a question in different directions here",
        like=lambda: rows(request.kb.conflicts()),
    )
