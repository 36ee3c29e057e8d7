"""What harm is known: what was held against a control first, the gravest first, then what had none.

What leads is told in the papers' own words: figures against a control, then words, then what no control stands
against; of each what was put down to the treatment before what only followed it, and death, tumours and what is called
serious before the rest. Then results against a control, with both arms where they are told, each marked by what it
says: more, fewer, no difference, unclear, or too few to judge; shares of people without a control; figures of both
arms together; and words: what was seen, what was not, ranks in a network, what is only thought. Families of cells
stand apart. Without a condition: first the large reviews of all diseases, then what leads on each condition.
"""

from __future__ import annotations

from typing import Annotated

import typer

from mscq.cli.completion.offers import names
from mscq.cli.request import Request
from mscq.output.answer import Answer

ORDER = 1
EXAMPLES = ("mscq safety", "mscq safety 'knee oa'", "mscq safety ms --route intrathecal --all")
FILTERS = (
    "route",
    "source",
    "cell",
    "donor",
    "outcome",
    "against",
    "months",
    "direction",
    "design",
    "level",
    "min-n",
    "year",
    "since",
    "controlled",
    "blinding",
    "sponsor",
)


def command(
    ctx: typer.Context,
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CONDITION]", help="A condition; all without", autocompletion=names("conditions")),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", "--full", help="Every result and statement, none left out")
    ] = False,
) -> Answer:
    request = Request(ctx)
    condition = request.resolve("conditions", " ".join(name)) if name else None
    selection = request.selection()
    from mscq.evidence import safety as evidence
    from mscq.output.screens import safety as screen

    kb, vocabulary = request.kb, request.kb.vocabulary
    if condition is not None:
        found = evidence.safety(kb, condition, selection)
        narrowed = "" if selection.is_empty else " under these filters"
        label = vocabulary.conditions.label(condition)
        return Answer(
            data=lambda: screen.data(found, vocabulary),
            rows=lambda: screen.rows([found], vocabulary),
            report=lambda: screen.report(found, vocabulary, everything=everything),
            nothing=f"no paper in the base tells of harm on {label}{narrowed}" if found.is_empty else "",
            like=lambda: screen.rows([evidence.safety(kb)], vocabulary),
        )
    reviews, every = evidence.general_reviews(kb, selection), evidence.by_condition(kb, selection)
    return Answer(
        data=lambda: screen.overview_data(reviews, every, vocabulary),
        rows=lambda: screen.rows([reviews, *every], vocabulary),
        report=lambda: screen.overview(reviews, every, vocabulary),
        nothing="no paper in the base tells of harm under these filters" if reviews.is_empty and not every else "",
        like=lambda: screen.rows([evidence.safety(kb)], vocabulary),
    )
