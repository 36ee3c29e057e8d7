"""Your own references: which the base knows, and what it says of them.

A file to try it on: mscq cite --condition lupus -o refs.nbib. Of each paper its one answer is told, that of its primary
endpoint at the longest follow-up, and its own conclusion. Those that are retracted and those that stand twice are said.
FILE is BibTeX, RIS, PubMed's NBIB, XML or text, CSL-JSON, EndNote's XML or .enw, Web of Science's .ciw, a table (CSV)
with columns for PMID, DOI or title, YAML (Hayagriva, CSL, CITATION.cff), JSON of Crossref, Europe PMC, Entrez, Zotero
or mscq, or plain text: identifiers or references, one a line. What it is shows in its content. '-' reads standard
input. A reference is matched by PMID, PMCID, DOI, else by title, year and first author; what only comes near is said
and not matched. Retractions and corrections are those that the base knows and those that your PubMed file states.
BibTeX and YAML need the extra: pip install 'mscq[import]'.

Exit code 0 where a reference is in the base, 1 where none is, 3 where a file could not be read, or none of its
references (the others still are), 4 where the only file needs the extra.
"""

from __future__ import annotations

from typing import Annotated

import typer

from mscq.cli import console
from mscq.cli.completion import offers as completion
from mscq.cli.delivery import as_data
from mscq.cli.given import given_in
from mscq.cli.request import Request
from mscq.errors import ExitCode, NotUnderstood
from mscq.output.answer import Answer

ORDER = 2
EXAMPLES = (
    "mscq match refs.nbib",
    "mscq match refs.ris refs.nbib --json",
)


def command(
    ctx: typer.Context,
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE...",
            help=".bib, .ris, .nbib, .xml, .json, .csv, .enw, .ciw, .yml, a list; - is stdin",
            autocompletion=completion.files,
        ),
    ] = None,
) -> Answer | ExitCode:
    if not files:
        raise NotUnderstood("match needs a file of references, or '-' for standard input (see: mscq match --help)")
    request = Request(ctx)
    from mscq.library.match_files import match_files
    from mscq.output.screens import match as screen

    kb = request.kb
    with console.waiting(f"reading {', '.join(files)}"):
        found = match_files(kb, files, console.standard_input)
    for error in found.errors:
        console.note(str(error))
    none_read = len(found.errors) == len(found.files)
    if none_read and not as_data(given_in(ctx)):
        return found.errors[-1].exit_code
    known = ExitCode.OK if found.known else ExitCode.NOTHING_FOUND
    return Answer(
        data=lambda: screen.data(kb, found),
        rows=lambda: screen.rows(kb, found),
        report=lambda: screen.report(kb, found),
        exit_code=found.errors[-1].exit_code if none_read else ExitCode.BAD_FILE if found.errors else known,
    )
