"""The JSON Schema of a paper's file.

JSON Schema draft 2020-12, for editors and other programs. It is generated from the models that the program itself
reads with. --csv, --markdown and --html give the fields as a table. What a schema cannot say is checked by: mscq
verify
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mscq.errors import NotUnderstood
from mscq.output.answer import Answer

if TYPE_CHECKING:
    from typing import Any

    from mscq.output.report import Report

ORDER = 3
EXAMPLES = (
    "mscq schema",
    "mscq schema --vocabulary",
    "mscq schema --trials",
    "mscq schema --markdown",
)


def command(
    vocabulary: Annotated[bool, typer.Option("--vocabulary", help="The schema of a vocabulary file")] = False,
    trials: Annotated[bool, typer.Option("--trials", help="The schema of the file of registered trials")] = False,
) -> Answer:
    from mscq.records.canonical import canonical_json
    from mscq.records.schema import fields, paper_schema, trials_schema, vocabulary_schema

    if vocabulary and trials:
        raise NotUnderstood("one schema at a time: --vocabulary or --trials")
    schema = vocabulary_schema() if vocabulary else trials_schema() if trials else paper_schema()
    return Answer(
        data=lambda: schema,
        rows=lambda: list(map(dict, fields(schema))),
        report=lambda: _report(schema),
        text=lambda: canonical_json(schema),
        notation=".json",
    )


def _report(schema: dict[str, Any]) -> Report:
    from mscq.output.report import Column, Report, Table, line
    from mscq.records.schema import fields

    keys = ("object", "field", "type", "required", "description")
    rows = [[line("yes" if row[key] is True else str(row[key] or "")) for key in keys] for row in fields(schema)]
    columns = [Column(key.capitalize(), wrap=key in ("type", "description")) for key in keys]
    return Report(f"Fields of a {str(schema['title']).lower()} file", [Table(columns, rows)])
