"""The standing files of the reader's library and the indexes that were read from files, as a record and a report."""

from __future__ import annotations

from typing import Any

from mscq.library import cache
from mscq.output.answer import Scalar
from mscq.output.report import Align, Block, Column, Heading, Paragraph, Report, Role, Span, Table, line
from mscq.output.wording import command_span, counted
from mscq.records.settings import library_files


def standing() -> dict[str, Any]:
    """Return the files that stand in the settings, and the indexes in the cache folder."""
    files = [{"path": str(file), "exists": file.exists()} for file in library_files()]
    indexes = [
        {
            "path": str(one.file),
            "files": list(one.paths),
            "references": one.entries,
            "own": one.papers,
            "bytes": one.size,
        }
        for one in cache.kept()
    ]
    return {"files": files, "folder": str(cache.folder()), "indexes": indexes}


def standing_rows(record: dict[str, Any]) -> list[dict[str, Scalar]]:
    """Return the same as flat rows."""
    rows: list[dict[str, Scalar]] = [{"kind": "file", **one} for one in record["files"]]
    return [*rows, *({"kind": "index", **one, "files": "; ".join(one["files"])} for one in record["indexes"])]


def standing_report(record: dict[str, Any]) -> Report:
    """Return the same as a person reads it."""
    files, indexes = record["files"], record["indexes"]
    blocks: list[Block] = [Heading(line("Your library"), line(Span(counted(len(files), "file"), Role.DIM)), 1)]
    if files:
        rows = [[line(one["path"]), line("" if one["exists"] else Span("not there", Role.WARNING))] for one in files]
        blocks.append(Table([Column("File", wrap=True, least=24), Column("")], rows))
    else:
        blocks.append(
            Paragraph(line("None stands in your settings. Add one: ", command_span("mscq library add refs.ris")))
        )
    if indexes:
        columns = [
            Column("Read from", wrap=True, least=24),
            Column("References", Align.RIGHT),
            Column("Your own", Align.RIGHT),
            Column("MB", Align.RIGHT),
        ]
        rows = [
            [
                line(", ".join(one["files"]) or "damaged, or of another version"),
                line(f"{one['references']:,}"),
                line(f"{one['own']:,}"),
                line(f"{one['bytes'] / 1e6:,.1f}"),
            ]
            for one in indexes
        ]
        blocks += [Heading(line("Indexes"), line(Span(record["folder"], Role.DIM))), Table(columns, rows)]
        blocks.append(Paragraph(line(Span("Your own: what the base lacks, each paper once.", Role.DIM))))
    return Report("Your library", blocks)
