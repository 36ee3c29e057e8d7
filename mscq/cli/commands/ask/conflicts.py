"""Studies that answer the same question differently, and what separates them.

One question a disease, an outcome and a kind of cells; the stronger design comes first, and what rests on no control
stands apart. Without a condition, all conditions are searched.
"""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mscq.cli.completion.offers import names
from mscq.cli.request import Request
from mscq.output.answer import Answer

if TYPE_CHECKING:
    from mscq.api import EvidenceBase
    from mscq.evidence.conflicts import Conflict
    from mscq.output.report import Report
    from mscq.records.vocabulary import Concept

ORDER = 4
EXAMPLES = ("mscq conflicts ms", "mscq conflicts 'knee oa' --explain", "mscq conflicts --json")
_NOTHING = "no two studies in the base answer a question in different directions here"
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
    wider = _wider(request.kb, condition) if condition is not None and selection.is_empty else None

    def report() -> Report:
        from mscq.evidence import conflicts as rule
        from mscq.output.screens import conflicts as screen

        told = (rule.__doc__ or "") if explain else ""
        return screen.report(found, vocabulary, told, quote(" ".join(name)) if name else "", wider, full=full)

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
        nothing="" if found or explain else f"{_NOTHING}{_elsewhere(wider)}",
        like=lambda: rows(request.kb.conflicts()),
    )


def _elsewhere(wider: tuple[Concept, int] | None) -> str:
    return f"; on the wider name they do: mscq conflicts {quote(wider[0].short.lower())}" if wider is not None else ""


def _wider(kb: EvidenceBase, condition: str) -> tuple[Concept, int] | None:
    """The disease that a condition is a form of, and on how many questions about it papers disagree."""
    from mscq.evidence.first import questions

    head = kb.vocabulary.conditions.head(condition)
    number = questions(kb, head) if head != condition else 0
    return (kb.vocabulary.conditions[head], number) if number else None
