"""Retractions, corrections and concerns that PubMed lists, beside what the records say.

Asks PubMed for the notices on these papers, or on all of the base (all of FILE, with --library FILE alone), and says
what has changed since the day that a record states. A paper without a PMID cannot be asked for. Nothing is written:
the record is corrected by hand, after the notice was read.

Needs a network and the extra: pip install 'mscq[online]'. Exit code 1 where no paper can be asked for, 5 where PubMed
cannot be asked.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from mscq.cli import console
from mscq.cli.completion.offers import papers
from mscq.cli.options import LibraryFiles
from mscq.cli.request import Request
from mscq.errors import NothingFound
from mscq.output.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mscq.library.own_paper import OwnPaper
    from mscq.records.models import Paper

ORDER = 2
EXAMPLES = (
    "mscq standing islam2023",
    "mscq standing --json",
)


def command(
    ctx: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...", help="Citation key, PMID, PMCID, DOI or NBK number; all if none", autocompletion=papers
        ),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Take no answer of today from the cache")] = False,
    library_files: LibraryFiles = None,
) -> Answer:
    request = Request(ctx)
    from mscq.online.standing import standings, subject_of

    subjects = list(dict.fromkeys(subject_of(paper) for paper in _asked(request, ids, library_files)))
    if not any(one.pmid for one in subjects):
        raise NothingFound("none of these papers has a PMID by which PubMed could be asked")
    from mscq.online.client import open_client
    from mscq.output.screens import standing as screen

    with console.waiting("asking PubMed"), open_client(fresh=fresh) as client:
        found = standings(client, subjects)
    return Answer(
        data=lambda: screen.data(found),
        rows=lambda: screen.rows(found),
        report=lambda: screen.report(found),
    )


def _asked(request: Request, ids: list[str] | None, files: list[str] | None) -> Iterable[Paper | OwnPaper]:
    library = request.library(files)
    if ids and library is not None:
        from mscq.library.called import find

        return [find(library, one) for one in ids]
    if ids:
        return [request.kb.find(one) for one in ids]
    if library is None:
        return request.kb.papers()
    base = map(request.kb.get, sorted(library.held)) if files else request.kb.papers()
    return chain(base, library.papers())
