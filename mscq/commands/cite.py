"""``mscq cite``: citations of papers by any identifier."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mscq.cite import Options, UnknownFormatError, format_for_file, format_named, reference
from mscq.commands.request import Request, tell
from mscq.emit import Answer
from mscq.errors import BadFile, ExitCode, NothingFound, NotUnderstood, UnknownPaper
from mscq.render import Output, Scalar

if TYPE_CHECKING:
    from mscq.cite import Format, Reference
    from mscq.models import Paper
    from mscq.report import Report

EXAMPLES = (
    "mscq cite 40353645",
    "mscq cite islam2023 PMC9524813 10.1186/s13018-023-04131-7",
    "mscq cite --condition lupus --design rct --format bibtex",
)
FILTERS = ("condition", "route", "source", "cell", "donor", "design", "year", "phase", "level", "nct", "controlled")


def command(
    ctx: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(help="Citation key, PMID, PMCID, DOI, NBK number, or an address of these; - reads them"),
    ] = None,
    format_name: Annotated[str, typer.Option("--format", "-f", metavar="NAME", help="nlm, bibtex, ris ...")] = "",
    full_journal: Annotated[
        bool | None, typer.Option("--full-journal/--abbrev", help="Journal titles in full, or abbreviated")
    ] = None,
) -> Answer:
    """Citations by citation key, PMID, PMCID, DOI, NBK number or address.

    The default is the NLM form, as PubMed prints it. '-' in place of an id reads ids from standard input,
    one a line or several. Filters cite every paper that they select.
    """
    request = Request(ctx)
    papers, missing = _papers(request, ids or [])
    chosen = _format(request, format_name)
    references = [reference(paper) for paper in papers]
    _warn(references)
    options = Options(full_journal=full_journal)
    return request.answer(
        Output(
            data=lambda: [_record(paper, chosen, options) for paper in papers],
            rows=lambda: [_row(paper, chosen, options) for paper in papers],
            report=lambda: _report(papers, chosen, options),
        ),
        text=lambda: chosen.render(references, options),
        exit_code=ExitCode.NOTHING_FOUND if missing else ExitCode.OK,
    )


def _papers(request: Request, ids: list[str]) -> tuple[list[Paper], bool]:
    words = [word for one in ids for word in (_from_stdin() if one == "-" else [one])]
    selection = request.selection()
    papers: dict[str, Paper] = {}
    unknown: list[UnknownPaper] = []
    for word in words:
        try:
            paper = request.kb.find(word)
            papers[paper.id] = paper
        except UnknownPaper as error:
            unknown.append(error)
    if not selection.is_empty:
        from mscq.selection import Selector

        selected = list(Selector(request.kb, selection).papers())
        if not selected and not papers:
            raise NothingFound("no paper fits these filters")
        papers |= {paper.id: paper for paper in selected}
    elif not words:
        raise NotUnderstood("cite needs an id, '-' for standard input, or a filter (see: mscq cite --help)")
    if unknown and not papers:
        *unknown, last = unknown
    else:
        last = None
    for problem in unknown:
        tell(str(problem))
    if last is not None:
        raise last
    return list(papers.values()), bool(unknown)


def _from_stdin() -> list[str]:
    try:
        text = sys.stdin.read()
    except (UnicodeDecodeError, OSError) as error:
        raise BadFile("standard input", f"cannot be read: {error}") from error
    return [word for line in text.splitlines() for word in _ids_in(line)]


def _ids_in(line: str) -> list[str]:
    from mscq import identifiers

    if not line.strip() or identifiers.parse(line):
        return [line.strip()] if line.strip() else []
    return line.replace(",", " ").split()


def _format(request: Request, name: str) -> Format:
    try:
        if name:
            return format_named(name)
        file = request.output_file
        return format_for_file(file) if file else format_named("nlm")
    except UnknownFormatError as error:
        raise NotUnderstood(str(error)) from error


def _warn(references: list[Reference]) -> None:
    for one in references:
        if one.notice is not None:
            tell(f"warning: {one.key} is {one.notice.status.value}: {one.notice.notice or 'see PubMed'}")
        if one.incomplete:
            tell(f"note: {one.key} lacks {', '.join(one.incomplete)}: no page read shows more")


def _record(paper: Paper, chosen: Format, options: Options) -> dict[str, Any]:
    from mscq.screens.records import paper_record

    return {
        **paper_record(paper),
        "format": chosen.name,
        "citation": chosen.render([reference(paper)], options).rstrip("\n"),
    }


def _row(paper: Paper, chosen: Format, options: Options) -> dict[str, Scalar]:
    record = _record(paper, chosen, options)
    return {name: record[name] for name in ("id", "pmid", "doi", "title", "year", "citation")}


def _report(papers: list[Paper], chosen: Format, options: Options) -> Report:
    from mscq.report import Bullets, Report, line

    return Report(
        "Citations", [Bullets([line(chosen.render([reference(paper)], options).strip()) for paper in papers])]
    )
