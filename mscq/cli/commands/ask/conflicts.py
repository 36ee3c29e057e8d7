"""Papers that answer the same question differently.

The stronger design comes first. Without a condition, all conditions are searched. What differs between the papers
(design, control, size, dose, route, source, time) is named under each question.
"""

from __future__ import annotations

from typing import Annotated

import typer

from mscq.cli.completion.offers import names
from mscq.cli.request import Request
from mscq.errors import NothingFound
from mscq.output.answer import Answer, Scalar

ORDER = 4
EXAMPLES = ("mscq conflicts ms", "mscq conflicts 'knee oa' --explain", "mscq conflicts --json")
FILTERS = ("route", "source", "cell", "year", "level")


def command(
    ctx: typer.Context,
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CONDITION]", help="A condition; all without", autocompletion=names("conditions")),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Print the rule by which they are found")] = False,
) -> Answer:
    request = Request(ctx)
    selection = request.selection()
    from mscq.evidence import conflicts as rule
    from mscq.output.screens import conflicts as screen

    condition = request.resolve("conditions", " ".join(name)) if name else None
    found = request.kb.conflicts(condition, selection)
    vocabulary = request.kb.vocabulary
    explanation = (rule.__doc__ or "").strip() if explain else ""
    if not found and not explain:
        raise NothingFound("no two papers in the base answer a question in different directions here")

    def rows() -> list[dict[str, Scalar]]:
        return [
            {
                "question": screen.title(conflict, vocabulary),
                "kind": conflict.kind.value,
                "paper": side.paper.id,
                "verdict": screen.verdict(conflict, side, vocabulary),
                "finding": side.strongest.finding.id,
                "differs": ", ".join(conflict.differs),
            }
            for conflict in found
            for side in conflict.sides
        ]

    return Answer(
        data=lambda: [screen.conflict_record(conflict, vocabulary) for conflict in found],
        rows=rows,
        report=lambda: screen.report(found, vocabulary, explanation),
    )
