"""``mscq map``: the evidence gap map."""

from __future__ import annotations

from typing import Annotated

import typer

from mscq.cli.answer import Answer
from mscq.cli.completion.offers import fixed
from mscq.cli.request import Request
from mscq.errors import NothingFound, NotUnderstood
from mscq.evidence.dimensions import MAPPED
from mscq.output.forms import Output

EXAMPLES = (
    "mscq map",
    "mscq map --rows condition --cols source --by patients",
    "mscq map --rows outcome --cols route --condition ms",
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


def command(
    ctx: typer.Context,
    rows: Annotated[
        str,
        typer.Option("--rows", metavar="DIMENSION", help="Dimension of the rows", autocompletion=fixed(MAPPED)),
    ] = "condition",
    columns: Annotated[
        str,
        typer.Option(
            "--cols",
            "--columns",
            metavar="DIMENSION",
            help="Dimension of the columns",
            autocompletion=fixed(MAPPED),
        ),
    ] = "route",
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="WHAT",
            help="What numbers and bars count: papers, patients",
            autocompletion=fixed(("papers", "patients")),
        ),
    ] = "papers",
    everything: Annotated[bool, typer.Option("--all", help="Every column, however many")] = False,
) -> Answer:
    """The evidence gap map: what the base holds for each pair of two dimensions, and what is missing.

    Dimensions are condition, route, source, cell, donor, design, outcome (groups), entity and year. Forms of
    a disease count with the disease, members with their family. A cell holds what 'mscq papers' lists for its
    two values: one finding, or the study as a whole, names both. People in studies of several conditions,
    routes, cells, sources or donors are counted apart, as +n.
    """
    request = Request(ctx)
    for word in (rows, columns):
        if word not in MAPPED:
            raise NotUnderstood(f"--rows and --cols take {', '.join(MAPPED)}, not '{word}'")
    if rows == columns:
        raise NotUnderstood(f"a map needs two dimensions; --rows and --cols are both {rows}")
    if by not in ("papers", "patients"):
        raise NotUnderstood(f"--by takes papers or patients, not '{by}'")
    from mscq.output.screens import gap_map as screen

    made = request.kb.map(rows, columns, request.selection())
    if not made.cells:
        raise NothingFound("no paper fits these filters")
    vocabulary = request.kb.vocabulary
    return request.answer(
        Output(
            data=lambda: screen.data(made, vocabulary),
            rows=lambda: screen.rows(made),
            report=lambda: screen.report(made, vocabulary, by=by, everything=everything),
        )
    )
