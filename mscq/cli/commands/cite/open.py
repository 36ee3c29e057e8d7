"""Open a paper in PubMed, PMC, Bookshelf or at its DOI.

The address is printed too. Without --where it opens PubMed, else PubMed Central, the DOI, Bookshelf or the paper's
own address, whichever comes first. The browser is the system's, or the one that BROWSER names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mscq.cite.links import addresses
from mscq.cli import console
from mscq.cli.completion.offers import papers
from mscq.cli.request import Request
from mscq.errors import BadRecord, NothingFound
from mscq.output.answer import Answer, Scalar
from mscq.text.safe import is_safe

if TYPE_CHECKING:
    from mscq.output.report import Report
    from mscq.records.models import Paper

ORDER = 4
EXAMPLES = (
    "mscq open islam2023 --print",
    "mscq open 37834955 --where pmc --print",
)


def command(
    ctx: typer.Context,
    paper_id: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="Citation key, PMID, PMCID, DOI, NBK number or an address", autocompletion=papers
        ),
    ],
    where: Annotated[
        Literal["pubmed", "pmc", "doi", "bookshelf", "address"] | None, typer.Option("--where", help="At which place")
    ] = None,
    print_only: Annotated[bool, typer.Option("--print", help="Only print the address")] = False,
) -> Answer:
    request = Request(ctx)
    paper = request.kb.find(paper_id)
    place, address = _address(paper, where)
    if not is_safe(address):
        raise BadRecord(request.kb.folder / "papers" / f"{paper.id}.json", "its URL holds a control character; mend it")
    opened = not print_only and _open(address)
    if not print_only and not opened:
        console.note("no browser could be opened; this is the address")
    row: dict[str, Scalar] = {"id": paper.id, "where": place, "address": address, "opened": opened}
    return Answer(
        data=lambda: row,
        rows=lambda: [row],
        report=lambda: _report(paper.id, address),
        text=lambda: f"{address}\n",
    )


def _address(paper: Paper, where: str | None) -> tuple[str, str]:
    """The place and the address of a paper. Raises NothingFound where the record has none for it."""
    known = addresses(paper.bibliography, paper.bookshelf)
    if where in known:
        return where, known[where]
    if where is not None or not known:
        other = f"; it has: {', '.join(known)}" if known else ""
        raise NothingFound(f"{paper.id} has no address at {where or 'any place'}{other}")
    return next(iter(known.items()))


def _open(address: str) -> bool:
    import webbrowser

    try:
        return webbrowser.open(address)
    except (webbrowser.Error, OSError):
        return False


def _report(paper_id: str, address: str) -> Report:
    from mscq.output.report import Paragraph, Report, Role, Span, line

    return Report(paper_id, [Paragraph(line(Span(address, Role.PAPER, address)), paper_id)])
