"""Check the data, bundled or your own.

The base is the bundled one, or the files at PATH. A folder with papers/ or vocabulary/ in it is a base; any other
folder, and a single file, is checked against the bundled vocabulary. Each problem is one line: file, finding or
concept, field, what to do, and the name of the check. Exit code 3 if there is an error, or if there was nothing to
check.

With --online the references of a base are compared with PubMed's and its MeSH ids with MeSH (extra: pip install
'mscq[online]'): what the records lack, where the two differ. --patch FILE writes what they lack as a patch to read and
apply; where they differ a person decides. Exit code 5 where PubMed cannot be asked.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mscq.cli import console
from mscq.cli.completion.offers import files
from mscq.cli.given import given_in
from mscq.errors import ExitCode, NotUnderstood
from mscq.output.answer import Answer, Scalar
from mscq.records.settings import data_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mscq.checks import Check, Counts, Problem
    from mscq.output.report import Report

ORDER = 2
EXAMPLES = (
    "mscq verify",
    "mscq verify --list",
    "mscq verify --json",
)


def command(
    ctx: typer.Context,
    path: Annotated[
        str | None,
        typer.Argument(
            metavar="[PATH]",
            help="A base (papers/, vocabulary/), a folder of paper files, or one file",
            autocompletion=files,
        ),
    ] = None,
    rewrite: Annotated[
        bool, typer.Option("--rewrite", help="Put the files that fit the model into canonical form first")
    ] = False,
    make_seal: Annotated[
        bool,
        typer.Option(
            "--seal", help="Seal the files that fit the model and write their index, so that answers take less time"
        ),
    ] = False,
    list_checks: Annotated[bool, typer.Option("--list", help="List the checks and what each asks")] = False,
    online: Annotated[bool, typer.Option("--online", help="Compare references and MeSH ids with PubMed's")] = False,
    patch: Annotated[
        str | None,
        typer.Option(
            "--patch", metavar="FILE", help="With --online: write what references lack as a patch", autocompletion=files
        ),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="With --online: take no answer of today from the cache")
    ] = False,
) -> Answer:
    if (patch is not None or fresh) and not online:
        raise NotUnderstood(f"{'--patch' if patch is not None else '--fresh'} goes with --online")
    from mscq import checks

    if list_checks:
        return _listing(checks.CHECKS)
    place = _place(path, given_in(ctx).data)
    if online:
        return _online(place, patch, fresh)
    base = checks.open_base(place)
    rewritten = checks.rewrite(base) if rewrite else []
    if rewritten:
        base = checks.open_base(place)
    if make_seal and not base.whole:
        raise NotUnderstood("--seal is for a whole base, a folder with papers/ in it")
    from mscq.checks.index import has_index, is_stale
    from mscq.checks.sealing import seal, unsealed

    if make_seal:
        said = [f"sealed {_number(seal(base), 'file')}{' and wrote their index' if has_index(base) else ''}"]
    else:
        said = _stale(unsealed(base), index=has_index(base) and is_stale(base))
    problems, counts = checks.problems(base), checks.counts(base)
    done = [f"{file}: rewritten in canonical form" for file in rewritten]
    names = [check.name for check in checks.CHECKS]
    failed = any(problem.severity is checks.Severity.ERROR for problem in problems)
    return Answer(
        data=lambda: {
            **counts._asdict(),
            "checks": names,
            "rewritten": rewritten,
            "problems": [_row(problem) for problem in problems],
        },
        rows=lambda: [_row(problem) for problem in problems],
        report=lambda: _report(counts, len(names), [*done, *said], problems),
        exit_code=ExitCode.BAD_FILE if failed else ExitCode.OK,
    )


def _place(path: str | None, data: str | None) -> Path:
    if path is not None and data is not None:
        raise NotUnderstood("give PATH or --data, not both")
    given = path if path is not None else data
    return Path(given) if given is not None else data_folder()


def _online(place: Path, patch: str | None, fresh: bool) -> Answer:
    if not (place / "papers").is_dir() or not (place / "vocabulary").is_dir():
        raise NotUnderstood(f"--online compares a base, a folder with papers/ and vocabulary/, not {place}")
    from mscq.api import load
    from mscq.online import references
    from mscq.online.client import open_client
    from mscq.online.headings import doubts
    from mscq.output.screens import references as screen

    kb = load(place)
    with console.waiting("asking PubMed"), open_client(fresh=fresh) as client:
        found = references.compare(client, kb)
        headings, doubtful = doubts(client, kb.vocabulary)
    if patch is not None:
        from mscq.records.files import write_whole

        write_whole(patch, references.patch(kb, found))
        console.note(f"wrote {patch}: read it, then apply it in {place} (patch -p1 < {patch})")
    return Answer(
        data=lambda: screen.data(found, headings, doubtful),
        rows=lambda: screen.rows(found, doubtful),
        report=lambda: screen.report(found, headings, doubtful),
    )


def _row(problem: Problem) -> dict[str, Scalar]:
    return {**problem._asdict(), "severity": problem.severity.value}


def _stale(names: Sequence[str], *, index: bool) -> list[str]:
    """What to say of files that the seal does not hold, and of a stale index: the base answers as well, only later."""
    if not names:
        return ["the index is not of this base as it is: answers take longer until mscq verify --seal"] * index
    rest = f" and {_number(len(names) - 1, 'other')}" if names[1:] else ""
    return [f"the seal does not hold {names[0]}{rest}: answers take longer until mscq verify --seal"]


def _report(counts: Counts, checks: int, done: Sequence[str], problems: Sequence[Problem]) -> Report:
    from mscq.output.report import Block, Figure, Paragraph, Report, Role, Span, line

    said = ", ".join(_number(count, noun[:-1]) for noun, count in counts._asdict().items())
    blocks: list[Block] = [Paragraph(line(f"Checked {said} by {checks} checks."))]
    if done:
        blocks.append(Figure([line(one) for one in done]))
    if problems:
        blocks.append(Figure([line(str(problem)) for problem in problems]))
    errors = sum(problem.severity == "error" for problem in problems)
    found = [_number(errors, "error"), _number(len(problems) - errors, "warning")]
    verdict = f"Found {' and '.join(found)}." if problems else "No problem found."
    blocks.append(Paragraph(line(Span(verdict, Role.WARNING if errors else Role.STRONG))))
    return Report("Checks of the data", blocks)


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun if count == 1 else f'{noun}s'}"


def _listing(checks: Sequence[Check]) -> Answer:
    def record(check: Check) -> dict[str, Any]:
        return {
            "check": check.name,
            "severity": check.severity.value,
            "asks": check.asks,
            "excusable": check.excusable,
        }

    def report() -> Report:
        from mscq.output.report import Column, Paragraph, Report, Table, line

        rows = [[line(check.name), line(check.severity.value), line(_asks(check))] for check in checks]
        columns = [Column("Check"), Column("Severity"), Column("Asks that", wrap=True, least=30)]
        note = (
            "* Figures stand as the source prints them. Where a source disagrees with itself, the record says so in "
            "'as_printed' and in a note, and these checks pass the finding."
        )
        return Report("The checks", [Table(columns, rows), Paragraph(line(note))])

    return Answer(
        data=lambda: [record(check) for check in checks],
        rows=lambda: [record(check) for check in checks],
        report=report,
    )


def _asks(check: Check) -> str:
    return f"{check.asks}{' *' if check.excusable else ''}"
