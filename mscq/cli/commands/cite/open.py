"""``mscq open``: a paper in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mscq.cite.links import PLACES, addresses
from mscq.cli.answer import Answer
from mscq.cli.completion.offers import fixed, papers
from mscq.cli.request import Request, tell
from mscq.errors import NothingFound, NotUnderstood
from mscq.output.forms import Output, Scalar

if TYPE_CHECKING:
    from mscq.output.report import Report
    from mscq.records.models import Paper

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
        str | None,
        typer.Option("--where", metavar="PLACE", help=f"{', '.join(PLACES)}", autocompletion=fixed(PLACES)),
    ] = None,
    print_only: Annotated[bool, typer.Option("--print", help="Only print the address")] = False,
) -> Answer:
    """Open a paper in the browser, and print its address.

    Without --where it opens PubMed, else PubMed Central, the DOI, Bookshelf or the paper's own address,
    whichever comes first. The browser is the system's, or the one that BROWSER names.
    """
    request = Request(ctx)
    if where is not None and where not in PLACES:
        raise NotUnderstood(f"--where takes {', '.join(PLACES)}, not '{where}'")
    paper = request.kb.find(paper_id)
    place, address = _address(paper, where)
    opened = not print_only and _open(address)
    if not print_only and not opened:
        tell("no browser could be opened; this is the address")
    row: dict[str, Scalar] = {"id": paper.id, "where": place, "address": address, "opened": opened}
    return request.answer(
        Output(data=lambda: row, rows=lambda: [row], report=lambda: _report(paper.id, address)),
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
