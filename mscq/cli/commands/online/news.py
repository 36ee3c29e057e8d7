"""What PubMed has added on stem cells and a condition since the base was made.

Asks PubMed for papers on cells and the condition (all conditions, where none is named), by the names and MeSH headings
of the vocabulary, and shows the latest by design, with those that the base or your library has marked. New is what
PubMed added since the base's date, or since --since, whenever it was published. Nothing of it is reviewed, and none of
it enters an answer. The design is what PubMed's indexers have told so far, which for a paper of last week is often
nothing.

Needs a network and the extra: pip install 'mscq[online]'; --print-query needs neither. Exit code 1 where nothing is
new, 5 where PubMed cannot be asked.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from mscq.cli import console
from mscq.cli.completion.offers import files, names
from mscq.cli.options import LibraryFiles
from mscq.cli.request import Request
from mscq.errors import NoNetwork, NothingFound, NotUnderstood
from mscq.output.answer import Answer

if TYPE_CHECKING:
    from mscq.online.query import Query

ORDER = 1
EXAMPLES = (
    "mscq news lupus --print-query",
    "mscq news --since 2026-03 --cell msc --print-query",
)
FILTERS = ("cell",)


def command(
    ctx: typer.Context,
    name: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CONDITION]",
            help="Name, abbreviation or patient's word of a condition or a family",
            autocompletion=names("conditions"),
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DATE", help="Added since 2026, 2026-03, 2026-03-15 or 30d (default: the base's date)"
        ),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="The latest N papers at most")] = 100,
    save: Annotated[
        str | None,
        typer.Option(
            "--save",
            metavar="FILE",
            help="Keep them as PubMed has them, for --library FILE (.nbib)",
            autocompletion=files,
        ),
    ] = None,
    print_query: Annotated[
        bool, typer.Option("--print-query", help="Only print the question, to be pasted into PubMed")
    ] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Take no answer of today from the cache")] = False,
    library_files: LibraryFiles = None,
) -> Answer:
    if save is not None and not save.lower().endswith(".nbib"):
        raise NotUnderstood(f"--save writes PubMed's own form: name a file that ends in .nbib, not '{save}'")
    request = Request(ctx)
    condition = request.resolve("conditions", " ".join(name)) if name else None
    from mscq.online.query import query_of

    query = query_of(request.kb.vocabulary, _day(request, since), condition, request.values("cell"))
    if print_query:
        return _printed(query)
    from mscq.online.client import open_client
    from mscq.online.eutilities import medline
    from mscq.online.news import news
    from mscq.output.screens import news as screen

    label = request.kb.vocabulary.conditions.label(condition) if condition else "all conditions of the base"
    library = request.library(library_files)
    with console.waiting("asking PubMed"), open_client(fresh=fresh) as client:
        found = news(client, request.kb, query, library, limit)
        text = medline(client, [new.record.entry.bibliography.pmid or "" for new in found.papers]) if save else ""
    if found.lost and not found.papers:
        raise NoNetwork(f"PubMed finds {found.total:,} papers and gave a record of none; ask again later")
    if not found.papers:
        raise NothingFound(f"PubMed has added nothing on cells and {label} since {query.since}")
    if save is not None:
        from mscq.records.files import write_whole

        write_whole(save, text)
        console.note(f"wrote {save}: {len(found.papers):,} records (mscq search WORDS --library {save})")
    return Answer(
        data=lambda: screen.data(label, found),
        rows=lambda: screen.rows(found),
        report=lambda: screen.report(label, found, request.kb.vocabulary),
    )


def _day(request: Request, since: str | None) -> date:
    """The day that is asked for, or that of the base. Raises NotUnderstood where there is none."""
    if since is not None:
        from mscq.online.since import day_of

        return day_of(since, date.today())
    from mscq.records.version import base_version

    stated = base_version(request.kb.folder).date
    try:
        return date.fromisoformat(stated or "")
    except ValueError:
        raise NotUnderstood("the base does not state its date: give --since 2026-03-15") from None


def _printed(query: Query) -> Answer:
    from mscq.output.report import Paragraph, Report, line

    return Answer(
        data=lambda: {"query": str(query), "since": query.since.isoformat()},
        rows=lambda: [{"query": str(query), "since": query.since.isoformat()}],
        report=lambda: Report("The question to PubMed", [Paragraph(line(str(query)))]),
        text=lambda: f"{query}\n",
    )
