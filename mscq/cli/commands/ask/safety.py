"""What harm is known: against a control first, then without one.

Results against a control come first, with both arms where they are told, each marked by what it says: more, fewer,
no difference, or too few to judge. Then shares of people without a control, the largest group first, and what is
only said in words, deaths and tumours before the rest. Families of cells stand apart. Without a condition: the
large reviews of all diseases, then a line for each condition.
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
    everything: Annotated[bool, typer.Option("--all", help="Every result and statement, none left out")] = False,
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
