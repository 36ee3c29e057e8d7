"""``mscq condition``: the dossier of a condition."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mscq.cli.answer import Answer
from mscq.cli.completion.offers import names
from mscq.cli.request import Request
from mscq.errors import NothingFound
from mscq.output.forms import Output

if TYPE_CHECKING:
    from mscq.evidence.dossier import Dossier

EXAMPLES = (
    "mscq condition lupus",
    "mscq condition 'knee oa' --controlled",
    "mscq condition ms --topic safety --since 2020",
)
FILTERS = (
    "topic",
    "controlled",
    "level",
    "min-n",
    "since",
    "year",
    "route",
    "source",
    "cell",
    "donor",
    "outcome",
    "design",
    "endpoint",
    "met",
    "blinding",
    "sponsor",
)


def command(
    ctx: typer.Context,
    name: Annotated[
        list[str],
        typer.Argument(
            help="Name, abbreviation or patient's word of a condition or a family", autocompletion=names("conditions")
        ),
    ],
    brief: Annotated[bool, typer.Option("--brief", help="Verdict, strongest evidence, safety and gaps only")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Every result and statement, none left out")] = False,
    plot: Annotated[
        bool, typer.Option("--plot", help="Draw the estimates as a forest plot; -o plot.svg or plot.html writes it")
    ] = False,
) -> Answer:
    """The evidence on a condition: verdict, results by strength, safety, what papers say, disagreements, gaps.

    Results against a control group are counted and shown apart from those without one, which cannot show
    that a treatment works. A family of conditions (rheumatic) shows its members' counts.
    """
    request = Request(ctx)
    condition_id = request.resolve("conditions", " ".join(name))
    selection = request.selection()
    from mscq.output.screens import condition as screen

    found = request.kb.dossier(condition_id, selection)
    if not found.papers:
        label = found.condition.label
        narrowed = " that fits these filters" if selection.is_empty is False else ""
        raise NothingFound(f"no paper in the base covers {label}{narrowed}")
    vocabulary = request.kb.vocabulary
    if plot:
        return _plot(request, found)
    return request.answer(
        Output(
            data=lambda: screen.data(found, vocabulary),
            rows=lambda: screen.rows(found, vocabulary),
            report=lambda: screen.report(
                found, vocabulary, brief=brief, everything=everything or bool(selection.topics)
            ),
        )
    )


def _plot(request: Request, found: Dossier) -> Answer:
    """The dossier's estimates as a forest plot: as text, or as the drawing that the suffix of -o names."""
    from mscq.output.screens import forest as drawing

    vocabulary = request.kb.vocabulary
    suffix = Path(request.output_file or "").suffix.lower()
    draw = {".svg": drawing.svg, ".html": drawing.html, ".htm": drawing.html}.get(suffix)
    return request.answer(
        Output(
            data=lambda: drawing.data(found, vocabulary),
            rows=lambda: drawing.rows(found, vocabulary),
            report=lambda: drawing.report(found, vocabulary, request.width),
        ),
        text=(lambda: draw(found, vocabulary)) if draw is not None else None,
    )
