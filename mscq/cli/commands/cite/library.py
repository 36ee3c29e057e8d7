"""Your own library: its files, and what it has on a condition, a route, a design.

Without filters its files and their index are listed. With filters (or with --library FILE) the references are, that
mention what is asked, the newest first; a design is told by the title and the publication type. A file is read once
into an index in the cache folder and again when it changes.

'add FILE' puts a file into config.toml, 'drop FILE' takes it out; your file stays as it is. 'rebuild' reads all files
anew.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mscq.cli import console
from mscq.cli.completion import offers as completion
from mscq.cli.options import LibraryFiles
from mscq.cli.request import Request
from mscq.errors import NothingFound, NotUnderstood
from mscq.output.answer import Answer

if TYPE_CHECKING:
    from mscq.library.collection import Library

ORDER = 3
EXAMPLES = (
    "mscq library",
    "mscq library --library refs.ris --route intrathecal",
)
FILTERS = ("condition", "route", "source", "cell", "outcome", "design", "year", "since", "nct", "notices")
_ACTIONS = ("add", "drop", "rebuild")


def command(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[add|drop FILE... | rebuild]",
            help="What to do with the standing files; nothing lists them",
            autocompletion=completion.files,
        ),
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="Show the first N")] = None,
    library_files: LibraryFiles = None,
) -> Answer:
    request = Request(ctx)
    action, *files = words or ("",)
    if action not in ("", *_ACTIONS):
        raise NotUnderstood(f"library takes {', '.join(_ACTIONS)} or nothing, not '{action}'")
    if (action in ("add", "drop")) != bool(files):
        raise NotUnderstood(f"library {action} " + ("takes no file" if files else "needs a file"))
    if action and request.has_filters:
        raise NotUnderstood(f"library {action} takes no filters")
    if action == "add":
        _add(request, files)
    elif action == "drop":
        _drop(files)
    elif action == "rebuild":
        if request.library(library_files, anew=True) is None:
            raise NothingFound("there is no library to rebuild (see: mscq library add FILE)")
    elif request.has_filters or library_files:
        library = request.library(library_files)
        if library is None:
            raise NothingFound("there is no library (see: mscq library add FILE)")
        return _listed(request, library, limit)
    from mscq.output.screens import library as screen

    record = screen.standing()
    return Answer(
        data=lambda: record, rows=lambda: screen.standing_rows(record), report=lambda: screen.standing_report(record)
    )


def _listed(request: Request, library: Library, limit: int | None) -> Answer:
    from mscq.output.screens import own_references as screen

    selection, vocabulary = request.selection(), request.kb.vocabulary
    total = library.how_many(selection)
    papers = request.own(library, selection, limit)
    return Answer(
        data=lambda: {"total": total, "papers": [screen.own_record(paper) for paper in papers]},
        rows=lambda: [screen.own_row(paper) for paper in papers],
        report=lambda: screen.listed_report(papers, total, vocabulary),
        nothing="" if total else "no reference of your library fits these filters",
        like=lambda: [screen.own_row(paper) for paper in islice(library.papers(), 1)],
    )


def _add(request: Request, files: list[str]) -> None:
    """Put files among the standing ones, each read first, so that none is added that cannot be."""
    from mscq.library.read import first_of
    from mscq.records.settings import LIBRARY, add_to_library, environment

    for file in files:
        first_of(file)
    add_to_library([Path(file).absolute() for file in files])
    if environment.get(LIBRARY):
        console.note(f"{LIBRARY} names your library and goes before config.toml")
    request.library(None)


def _drop(files: list[str]) -> None:
    """Take files from the standing ones, and the indexes that were read from them."""
    from mscq.library import cache
    from mscq.records.files import drop
    from mscq.records.settings import drop_from_library

    gone = [Path(file).absolute() for file in files]
    if lacking := drop_from_library(gone):
        raise NothingFound(f"{', '.join(map(str, lacking))}: not in your library (see: mscq library)")
    for index in cache.kept():
        if not {str(file) for file in gone}.isdisjoint(index.paths):
            drop(index.file)
