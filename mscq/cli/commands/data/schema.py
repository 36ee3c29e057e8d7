"""``mscq schema``: the JSON Schema of the files of a base."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mscq.cli.answer import Answer
from mscq.cli.request import Request
from mscq.errors import NotUnderstood
from mscq.output.forms import Output

if TYPE_CHECKING:
    from typing import Any

    from mscq.output.report import Report

EXAMPLES = (
    "mscq schema",
    "mscq schema --vocabulary",
    "mscq schema --trials",
    "mscq schema --markdown",
)


def command(
    ctx: typer.Context,
    vocabulary: Annotated[bool, typer.Option("--vocabulary", help="The schema of a vocabulary file")] = False,
    trials: Annotated[bool, typer.Option("--trials", help="The schema of the file of registered trials")] = False,
) -> Answer:
    """The JSON Schema (draft 2020-12) of a paper's file, for editors and other programs.

    It is generated from the models that the program itself reads with. --csv, --markdown and --html give
    the fields as a table. What a schema cannot say is checked by: mscq verify
    """
    from mscq.records.canonical import canonical_json
    from mscq.records.schema import fields, paper_schema, trials_schema, vocabulary_schema

    if vocabulary and trials:
        raise NotUnderstood("one schema at a time: --vocabulary or --trials")
    schema = vocabulary_schema() if vocabulary else trials_schema() if trials else paper_schema()
    output = Output(data=lambda: schema, rows=lambda: list(map(dict, fields(schema))), report=lambda: _report(schema))
    return Request(ctx).answer(output, text=lambda: canonical_json(schema))


def _report(schema: dict[str, Any]) -> Report:
    from mscq.output.report import Column, Report, Table, line
    from mscq.records.schema import fields

    keys = ("object", "field", "type", "required", "description")
    rows = [[line("yes" if row[key] is True else str(row[key] or "")) for key in keys] for row in fields(schema)]
    columns = [Column(key.capitalize(), wrap=key in ("type", "description")) for key in keys]
    return Report(f"Fields of a {str(schema['title']).lower()} file", [Table(columns, rows)])
