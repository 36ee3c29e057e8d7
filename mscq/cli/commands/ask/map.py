"""The evidence gap map: what is known and what is missing.

Dimensions are condition, route, source, cell, donor, design, outcome (groups), entity and year. Forms of
a disease count with the disease, members with their family. A cell holds what 'mscq papers' lists for its
two values: one finding, or the study as a whole, names both. People in studies of several conditions,
routes, cells, sources or donors are counted apart, as +n. -o map.svg or map.html draws bubbles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mscq.cli.request import Request
from mscq.errors import NotUnderstood
from mscq.evidence.dimensions import MAPPED
from mscq.output.answer import Answer

ORDER = 6
DRAWS = True
EXAMPLES = (
    "mscq map",
    "mscq map --rows condition --cols source --by patients",
    "mscq map --rows outcome --cols route --condition ms",
    "mscq map -o map.svg",
)
FILTERS = (
    "condition",
    "route",
    "source",
    "cell",
    "donor",
    "design",
    "year",
    "level",
    "controlled",
    "met",
    "blinding",
    "sponsor",
)

if TYPE_CHECKING:
    Dimension = str
else:
    Dimension = Literal[MAPPED]


def command(
    ctx: typer.Context,
    rows: Annotated[Dimension, typer.Option("--rows", metavar="DIMENSION", help="Dimension of the rows")] = "condition",
    columns: Annotated[
        Dimension, typer.Option("--cols", metavar="DIMENSION", help="Dimension of the columns")
    ] = "route",
    by: Annotated[
        Literal["papers", "patients"], typer.Option("--by", help="What numbers and bubbles count")
    ] = "papers",
    everything: Annotated[bool, typer.Option("--all", help="Every column, however many")] = False,
) -> Answer:
    request = Request(ctx)
    if rows == columns:
        raise NotUnderstood(f"a map needs two dimensions; --rows and --cols are both {rows}")
    from mscq.output.screens import gap_map as screen

    made = request.kb.map(rows, columns, request.selection())
    vocabulary = request.kb.vocabulary

    def page() -> str:
        return screen.html(made, vocabulary, by=by)

    return Answer(
        data=lambda: screen.data(made, vocabulary),
        rows=lambda: screen.rows(made),
        report=lambda: screen.report(made, vocabulary, by=by, everything=everything),
        nothing="" if made.cells else "no paper fits these filters",
        like=lambda: screen.rows(request.kb.map(rows, columns)),
        drawings={".svg": lambda: screen.svg(made, vocabulary, by=by), ".html": page, ".htm": page},
    )
