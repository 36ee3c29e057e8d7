"""List papers that fit every filter, by default the strongest design first.

Values of one filter are alternatives; a condition, route or cell stands for everything below it too.
A paper fits if one of its findings, or the study as a whole, meets all filters at once.
Your own references (--library FILE) stand apart and are listed where title or abstract mentions what is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from mscq.cli.options import LibraryFiles
from mscq.cli.request import Request
from mscq.output.answer import Answer

if TYPE_CHECKING:
    from mscq.records.models import Paper

ORDER = 10
EXAMPLES = (
    "mscq papers --condition lupus --design rct",
    "mscq papers --route iv intrathecal --min-n 50 --year 2018..",
    "mscq papers --level 1 2 --controlled --json",
)
FILTERS = (
    "condition",
    "route",
    "source",
    "cell",
    "donor",
    "entity",
    "outcome",
    "against",
    "months",
    "topic",
    "direction",
    "stage",
    "design",
    "endpoint",
    "met",
    "blinding",
    "sponsor",
    "year",
    "phase",
    "level",
    "min-n",
    "nct",
    "controlled",
    "notices",
)


def command(
    ctx: typer.Context,
    sort: Annotated[
        Literal["level", "year", "n", "id"], typer.Option("--sort", help="By what the papers are put in order")
    ] = "level",
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="Show the first N")] = None,
    library_files: LibraryFiles = None,
) -> Answer:
    request = Request(ctx)
    library = request.library(library_files)
    selection, vocabulary = request.selection(), request.kb.vocabulary
    from mscq.evidence.cohorts import cohorts
    from mscq.evidence.ranking import strength
    from mscq.evidence.selection import Selector
    from mscq.output.records import paper_record, paper_row
    from mscq.output.screens import lists

    def year(paper: Paper) -> tuple[int, str]:
        return (-(paper.bibliography.year or 0), paper.id)

    def size(paper: Paper) -> tuple[int, str]:
        return (-(paper.study.participants.n or 0), paper.id)

    orders: dict[str, tuple[Callable[[Paper], Any], str]] = {
        "level": (strength, "strongest first"),
        "year": (year, "newest first"),
        "n": (size, "largest first"),
        "id": (lambda paper: paper.id, "by id"),
    }
    key, order = orders[sort]
    papers = sorted(Selector(request.kb, selection).papers(), key=key)
    total, studies = len(papers), len(cohorts(papers))
    shown = papers[:limit]
    mine = request.own(library, selection, None if limit is None else limit - len(shown))
    own = library.how_many(selection) if library is not None else 0
    answer = Answer(
        data=lambda: lists.papers_data([paper_record(paper) for paper in shown], total),
        rows=lambda: [paper_row(paper) for paper in shown],
        report=lambda: lists.papers_report(shown, vocabulary, total, studies, order),
        nothing="" if papers else "no paper fits these filters",
        like=lambda: [paper_row(paper) for paper in islice(request.kb.papers(), 1)],
    )
    if library is not None:
        from mscq.output.screens.own_references import beside_papers

        answer = beside_papers(answer, mine, own, library, vocabulary)
    return answer
