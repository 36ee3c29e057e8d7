"""One paper whole: citation, study, every finding, notes.

--json prints the record as it is stored, with what follows from it (level of evidence) added.
With --library FILE an id may be a key of your own file, and a paper that you have is marked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mscq.cli.completion import offers as completion
from mscq.cli.options import LibraryFiles
from mscq.cli.request import Request
from mscq.output.answer import Answer
from mscq.records.derived import Reviewed

if TYPE_CHECKING:
    from mscq.library.collection import Library
    from mscq.library.own_paper import OwnPaper
    from mscq.records.models import Paper

ORDER = 9
EXAMPLES = ("mscq show islam2023", "mscq show 36465325 --json")


def command(
    ctx: typer.Context,
    paper_id: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="Citation key, PMID, PMCID, DOI, NBK or trial number, or an address of these",
            autocompletion=completion.papers,
        ),
    ],
    library_files: LibraryFiles = None,
) -> Answer:
    request = Request(ctx)
    library = request.library(library_files)
    if library is None:
        return _reviewed(request, request.kb.find(paper_id), None)
    from mscq.library.called import find

    found = find(library, paper_id)
    return _reviewed(request, found, library) if isinstance(found, Reviewed) else _own(request, found)


def _reviewed(request: Request, paper: Paper, library: Library | None) -> Answer:
    from mscq.output.records import finding_row, paper_record
    from mscq.output.screens import lists
    from mscq.records.canonical import plain

    answer = Answer(
        data=lambda: {**plain(paper), **paper_record(paper)},
        rows=lambda: [finding_row(paper, finding, request.kb.vocabulary.outcomes) for finding in paper.findings],
        report=lambda: lists.paper_report(paper, request.kb.vocabulary),
    )
    if library is not None:
        from mscq.output.screens.own_references import held

        answer = held(answer, library)
    return answer


def _own(request: Request, paper: OwnPaper) -> Answer:
    from mscq.output.screens import own_references as own

    return Answer(
        data=lambda: own.whole_record(paper),
        rows=lambda: [own.own_row(paper)],
        report=lambda: own.paper_report(paper, request.kb.vocabulary),
    )
