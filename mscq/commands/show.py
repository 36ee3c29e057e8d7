"""``mscq show``: one paper whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mscq import completion
from mscq.commands.options import LibraryFiles
from mscq.commands.request import Request
from mscq.emit import Answer
from mscq.render import Output

if TYPE_CHECKING:
    from mscq.library.own import Library, OwnPaper
    from mscq.models import Paper

EXAMPLES = ("mscq show islam2023", "mscq show 36465325 --json")
FILTERS = ()


def command(
    ctx: typer.Context,
    paper_id: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="Citation key, PMID, PMCID, DOI, NBK number or an address of these",
            autocompletion=completion.papers,
        ),
    ],
    library_files: LibraryFiles = None,
) -> Answer:
    """One paper whole: citation, study, every finding with its figure, notes.

    --json prints the record as it is stored, with what follows from it (level of evidence) added.
    With --library FILE an id may be a key of your own file, and a paper that you have is marked.
    """
    request = Request(ctx)
    library = request.library(library_files)
    found = library.find(request.kb, paper_id) if library else request.kb.find(paper_id)
    from mscq.models import Paper

    return _reviewed(request, found, library) if isinstance(found, Paper) else _own(request, found)


def _reviewed(request: Request, paper: Paper, library: Library | None) -> Answer:
    from mscq.canonical import plain
    from mscq.screens import lists
    from mscq.screens.records import finding_row, paper_record

    output = Output(
        data=lambda: {**plain(paper), **paper_record(paper)},
        rows=lambda: [finding_row(paper, finding) for finding in paper.findings],
        report=lambda: lists.paper_report(paper, request.kb.vocabulary),
    )
    if library is not None:
        from mscq.screens.own import held

        output = held(output, library)
    return request.answer(output)


def _own(request: Request, paper: OwnPaper) -> Answer:
    from mscq.screens import own

    return request.answer(
        Output(
            data=lambda: own.whole_record(paper),
            rows=lambda: [own.own_row(paper)],
            report=lambda: own.paper_report(paper, request.kb.vocabulary),
        )
    )
