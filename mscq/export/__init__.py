"""Exporting the base: as CSV tables with a Frictionless description, or as one SQLite file.

Both are written from the same tables (:mod:`mscq.export.tables`).

    from mscq.export import Export
    Export(mscq.load()).write(folder=Path("evidence"), sqlite=Path("evidence.db"))
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mscq.errors import BadFile
from mscq.export.definition import Scalar, unknown_references
from mscq.export.place import check_file, check_folder, place_file, place_folder
from mscq.export.source import Base
from mscq.export.tables import tables

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase

__all__ = ["Export"]


class Export:
    """The tables of a base, ready to be written. Raises BadFile where a record names what is not there."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.base = Base(kb)
        self.tables = tables()

    @cached_property
    def records(self) -> dict[str, list[tuple[Scalar, ...]]]:
        """The rows of each table, in the order of its columns."""
        records = {table.name: table.records(self.base) for table in self.tables}
        problems = unknown_references(self.tables, records)
        if problems:
            more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
            raise BadFile(self.base.folder, f"{problems[0]}{more}; see: mscq verify")
        return records

    def write(self, *, folder: Path | None = None, sqlite: Path | None = None, force: bool = False) -> None:
        """Write CSV tables and ``datapackage.json`` to a new or empty folder, or one SQLite file, or both.

        Each is written whole or not at all; ``force`` replaces an earlier export. Raises NotUnderstood where a
        place is not free, before anything is written, or BadFile.
        """
        from mscq.export import package
        from mscq.export import sqlite as database

        records = self.records
        if folder is not None:
            check_folder(folder, force=force)
        if sqlite is not None:
            check_file(sqlite, force=force)
            place_file(sqlite, lambda part: database.write(part, self.tables, records), force=force)
        if folder is not None:
            place_folder(folder, lambda part: package.write(part, self.tables, self.base, records), force=force)
