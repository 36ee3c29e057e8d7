"""The papers on a condition by year, level and direction.

One mark stands for one paper. Papers with a control group stand apart from those without one, which cannot show
that a treatment works. With -o FILE.svg or FILE.html the timeline is drawn. Without a name the conditions are listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mscq.cli.completion.offers import names
from mscq.cli.request import Request
from mscq.output.answer import Answer

if TYPE_CHECKING:
    from mscq.api import EvidenceBase
    from mscq.evidence.answer import ConditionAnswer
    from mscq.evidence.selection import Selection

ORDER = 5
DRAWS = True
EXAMPLES = (
    "mscq timeline",
    "mscq timeline ms",
    "mscq timeline 'knee oa' --controlled",
    "mscq timeline lupus -o lupus.svg",
)
FILTERS = (
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
    "against",
    "months",
    "design",
    "met",
    "blinding",
    "sponsor",
)


def command(
    ctx: typer.Context,
    name: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]",
            help="Name, abbreviation or patient's word of a condition or a family",
            autocompletion=names("conditions"),
        ),
    ] = None,
) -> Answer:
    request = Request(ctx)
    condition_id = request.resolve("conditions", " ".join(name)) if name else None
    selection = request.selection()
    if condition_id is None:
        return _every(request.kb, selection)
    from mscq.evidence.dossier import dossier
    from mscq.output.screens import timeline as screen

    found = dossier(request.kb, condition_id, selection)
    narrowed = " under these filters" if not selection.is_empty else ""
    vocabulary = request.kb.vocabulary

    def page() -> str:
        return screen.html(found, vocabulary)

    return Answer(
        data=lambda: screen.data(found),
        rows=lambda: screen.rows(found),
        report=lambda: screen.report(found, vocabulary),
        nothing="" if found.papers else f"no paper in the base covers {found.condition.label}{narrowed}",
        like=lambda: screen.rows(dossier(request.kb, condition_id)),
        drawings={".svg": lambda: screen.svg(found, vocabulary), ".html": page, ".htm": page},
    )


def _every(kb: EvidenceBase, selection: Selection) -> Answer:
    from mscq.evidence.answering import answer
    from mscq.evidence.contents import contents
    from mscq.evidence.selection import Selection
    from mscq.output.screens import timeline as screen

    def among(asked: Selection) -> list[ConditionAnswer]:
        return [answer(kb, one.condition.id, asked) for one in contents(kb, None, asked)]

    listed = among(selection)
    return Answer(
        data=lambda: {"conditions": screen.every_rows(listed)},
        rows=lambda: screen.every_rows(listed),
        report=lambda: screen.every_report(listed),
        nothing="" if listed else "no paper fits these filters",
        like=lambda: screen.every_rows(among(Selection())),
    )
