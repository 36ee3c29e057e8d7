"""The export as one SQLite file: foreign keys, indexes, full-text search, views, and a description of every column.

Full-text tables are of FTS5 with external content (sqlite.org/fts5.html, 4.4.3), as datasette and
sqlite-utils find them by themselves.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from mscq.export.views import views

if TYPE_CHECKING:
    from mscq.export.definition import Column, Scalar, Table

_AFFINITY = {"string": "TEXT", "date": "TEXT", "integer": "INTEGER", "boolean": "INTEGER", "number": "REAL"}
_DESCRIPTIONS = """CREATE TABLE column_descriptions (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, type TEXT NOT NULL, derived INTEGER NOT NULL,
  description TEXT NOT NULL, PRIMARY KEY (table_name, column_name))"""


def write(file: Path, tables: Sequence[Table], records: dict[str, list[tuple[Scalar, ...]]]) -> None:
    """Write the database to a new file. Raises OSError where SQLite cannot."""
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as database:
            database.execute("PRAGMA foreign_keys = ON")
            database.execute("BEGIN")
            for table in tables:
                for statement in _definition(table):
                    database.execute(statement)
                places = ", ".join("?" * len(table.columns))
                database.executemany(f'INSERT INTO "{table.name}" VALUES ({places})', records[table.name])
            for table in tables:
                if table.searched:
                    _index_text(database, table)
            for name, query in views():
                database.execute(f'CREATE VIEW "{name}" AS\n{query}')
            database.execute(_DESCRIPTIONS)
            database.executemany("INSERT INTO column_descriptions VALUES (?, ?, ?, ?, ?)", _descriptions(tables))
            database.execute("COMMIT")
    except sqlite3.Error as error:
        raise OSError(f"SQLite: {error}") from error


def _definition(table: Table) -> Iterator[str]:
    """The statements that make a table and its indexes."""
    lines = [_column(column) for column in table.columns]
    lines.append(f"PRIMARY KEY ({_names(table.key)})")
    lines.extend(
        f'FOREIGN KEY ({_names(own)}) REFERENCES "{other}" ({_names(others)})'
        for own, other, others in table.foreign_keys
    )
    body = ",\n  ".join(lines)
    yield f'CREATE TABLE "{table.name}" (\n  {body}\n)'
    for column in table.columns:
        if column.indexed and column.name != table.key[0]:
            yield f'CREATE INDEX "{table.name}_{column.name}" ON "{table.name}" ("{column.name}")'


def _column(column: Column) -> str:
    name = f'"{column.name}"'
    rules = [
        *([f"{name} IN ({', '.join(map(_literal, column.choices))})"] if column.choices else []),
        *([f"{name} IN (0, 1)"] if column.type == "boolean" else []),
        *(
            f"{name} {sign} {bound:g}"
            for sign, bound in (
                (">=", column.minimum),
                (">", column.above),
                ("<=", column.maximum),
                ("<", column.below),
            )
            if bound is not None
        ),
    ]
    required = " NOT NULL" if column.required else ""
    return f"{name} {_AFFINITY[column.type]}{required}{''.join(f' CHECK ({rule})' for rule in rules)}"


def _index_text(database: sqlite3.Connection, table: Table) -> None:
    columns = _names(table.searched)
    database.execute(
        f'CREATE VIRTUAL TABLE "{table.name}_fts" USING FTS5 '
        f"({columns}, tokenize='porter unicode61 remove_diacritics 2', content=\"{table.name}\")"
    )
    database.execute(f'INSERT INTO "{table.name}_fts" (rowid, {columns}) SELECT rowid, {columns} FROM "{table.name}"')


def _descriptions(tables: Sequence[Table]) -> Iterator[tuple[Scalar, ...]]:
    for table in tables:
        for column in table.columns:
            yield table.name, column.name, column.type, column.derived, column.text


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _literal(text: str) -> str:
    escaped = text.replace("'", "''")
    return f"'{escaped}'"
