"""The evidence on a condition: verdict, results by strength, safety, gaps.

Beside the results stand what papers say and where they disagree. Results against a control group are counted and
shown apart from those without one, which cannot show that a treatment works. A family of conditions (rheumatic)
shows its members' counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mscq.cli.completion.offers import names
from mscq.cli.request import Request
from mscq.errors import NothingFound
from mscq.output.answer import Answer

if TYPE_CHECKING:
    from mscq.evidence.dossier import Dossier
    from mscq.evidence.selection import Selection

ORDER = 1
DRAWS = True
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
        return _plot(request, found, selection, everything=everything)
    return Answer(
        data=lambda: screen.data(found, vocabulary),
        rows=lambda: screen.rows(found, vocabulary),
        report=lambda: screen.report(found, vocabulary, brief=brief, everything=everything or bool(selection.topics)),
    )


def _plot(request: Request, dossier: Dossier, selection: Selection, *, everything: bool) -> Answer:
    """The answer as a forest plot, or with --all every estimate of the dossier: as text or as a drawing."""
    from mscq.evidence.answer import answer
    from mscq.output.screens import forest as drawing

    vocabulary = request.kb.vocabulary
    found = dossier if everything else answer(request.kb, dossier.condition.id, selection)
    outcomes = () if everything else selection.outcomes

    def page() -> str:
        return drawing.html(found, vocabulary, outcomes)

    return Answer(
        data=lambda: drawing.data(found, vocabulary, outcomes),
        rows=lambda: drawing.rows(found, vocabulary, outcomes),
        report=lambda: drawing.report(found, vocabulary, outcomes),
        drawings={".svg": lambda: drawing.svg(found, vocabulary, outcomes), ".html": page, ".htm": page},
    )
