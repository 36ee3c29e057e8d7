"""The whole base as CSV tables (Data Package) or one SQLite file.

DIR gets one CSV file a table and datapackage.json, which says what each column is. --sqlite writes the
same tables with foreign keys, a full-text index and views (results, controlled_results, paper_overview)
that datasette and sqlite-utils open as they are. Columns that are derived, not reported, say so. What is
written is written whole or not at all.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mscq.cli.completion.offers import files, folders
from mscq.cli.request import Request
from mscq.errors import NotUnderstood
from mscq.output.answer import Answer, Scalar

if TYPE_CHECKING:
    from mscq.export import Export
    from mscq.output.report import Report

ORDER = 1
EXAMPLES = (
    "mscq export evidence",
    "mscq export --sqlite evidence.db",
)


def command(
    ctx: typer.Context,
    folder: Annotated[
        str | None,
        typer.Argument(
            metavar="[DIR]",
            help="A new or empty folder for CSV tables and datapackage.json",
            autocompletion=folders,
        ),
    ] = None,
    sqlite: Annotated[
        str | None,
        typer.Option("--sqlite", metavar="FILE", help="Write one SQLite file", autocompletion=files),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier export")] = False,
) -> Answer:
    if not folder and not sqlite:
        raise NotUnderstood("export needs a folder, or --sqlite FILE (see: mscq export --help)")
    request = Request(ctx)
    from mscq.export import Export

    export = Export(request.kb)
    export.write(folder=Path(folder) if folder else None, sqlite=Path(sqlite) if sqlite else None, force=force)
    written = {form: place for form, place in (("csv", folder), ("sqlite", sqlite)) if place}
    return Answer(
        data=lambda: {"written": written, **_base(export), "tables": _rows(export)},
        rows=lambda: _rows(export),
        report=lambda: _report(export, written),
    )


def _base(export: Export) -> dict[str, Any]:
    return {"line": export.base.version.line, "base": export.base.version._asdict()}


def _rows(export: Export) -> list[dict[str, Scalar]]:
    return [
        {"table": table.name, "rows": len(export.records[table.name]), "title": table.title} for table in export.tables
    ]


def _report(export: Export, written: dict[str, str]) -> Report:
    from mscq.output.report import Align, Column, Paragraph, Report, Table, line

    rows = [[line(str(row[key])) for key in ("table", "rows", "title")] for row in _rows(export)]
    columns = [Column("Table"), Column("Rows", Align.RIGHT), Column("What it holds", wrap=True, least=24)]
    places = [Paragraph(line(place), "CSV tables" if form == "csv" else "SQLite") for form, place in written.items()]
    return Report("Export", [*places, Paragraph(line(export.base.version.line), "Cite as"), Table(columns, rows)])
