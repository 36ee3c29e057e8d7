"""The JSON Schema of a paper's file, or of what a command answers with --json.

JSON Schema draft 2020-12, for editors and other programs. That of a file is generated from the models that the program
itself reads with, that of an answer (--of) from models that tests hold every answer against. --csv, --markdown and
--html give the fields as a table. What a schema cannot say of a file is checked by: mscq verify
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mscq.cli.commands import COMMANDS
from mscq.cli.completion.offers import fixed
from mscq.errors import NotUnderstood
from mscq.output.answer import Answer

if TYPE_CHECKING:
    from typing import Any

    from mscq.output.report import Report

ORDER = 3
EXAMPLES = (
    "mscq schema",
    "mscq schema --of condition",
    "mscq schema --vocabulary",
    "mscq schema --markdown",
)


def command(
    vocabulary: Annotated[bool, typer.Option("--vocabulary", help="The schema of a vocabulary file")] = False,
    trials: Annotated[bool, typer.Option("--trials", help="The schema of the file of registered trials")] = False,
    of: Annotated[
        str | None,
        typer.Option(
            "--of",
            metavar="COMMAND",
            help="The schema of what a command gives with --json",
            autocompletion=fixed(list(COMMANDS)),
        ),
    ] = None,
) -> Answer:
    from mscq.records.canonical import canonical_json
    from mscq.records.schema import fields, paper_schema, trials_schema, vocabulary_schema

    if vocabulary + trials + (of is not None) > 1:
        raise NotUnderstood("one schema at a time: --of, --vocabulary or --trials")
    if of is not None:
        schema = _of_answer(of)
    else:
        schema = vocabulary_schema() if vocabulary else trials_schema() if trials else paper_schema()
    return Answer(
        data=lambda: schema,
        rows=lambda: list(map(dict, fields(schema))),
        report=lambda: _report(schema),
        text=lambda: canonical_json(schema),
        notation=".json",
    )


def _of_answer(command: str) -> dict[str, Any]:
    """The schema of a command's JSON. Raises NotUnderstood for what is no command, or one that answers with none."""
    from difflib import get_close_matches

    from mscq.output.shapes.commands import SHAPES, schema_of_command

    if command not in SHAPES:
        near = get_close_matches(command, SHAPES, n=1)
        hint = f"; did you mean '{near[0]}'?" if near else f"; it is one of {', '.join(SHAPES)}"
        raise NotUnderstood(f"no command '{command}' answers with JSON{hint}")
    return schema_of_command(command)


def _report(schema: dict[str, Any]) -> Report:
    from mscq.output.report import Column, Report, Table, line
    from mscq.records.schema import fields

    keys = ("object", "field", "type", "required", "description")
    rows = [[line("yes" if row[key] is True else str(row[key] or "")) for key in keys] for row in fields(schema)]
    columns = [Column(key.capitalize(), wrap=key in ("type", "description")) for key in keys]
    title = str(schema["title"])
    of = title if " " in title else f"a {title.lower()} file"
    return Report(f"Fields of {of}", [Table(columns, rows)])
