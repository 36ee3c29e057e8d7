"""The library index as SQLite holds it: its tables, and reading them.

``entry`` has every reference of the files, ``paper`` those that stand for one of their own: neither papers of the
base nor a second entry of the same paper. ``said`` is the full text (FTS5) of the papers, in stems, with the concepts
that they mention as tokens, and ``scored`` the same by paper; ``token`` tells how many papers hold what many do.
``name`` is what an entry can be asked for by; ``word`` the words as they are spelt.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mscq.errors import ExitCode, MscqError
from mscq.search.postings import WEIGHTS

SCHEMA = 3
"""The version of the tables and of what stands in them; another one is read anew."""
_APPLICATION = 0x6D736371  # "mscq", by which SQLite's own header names the program (pragma application_id)

SPOKEN = ("title", "summary", "detail", "author", "journal")
"""The fields of the index of search that hold words of a reference, each a column of the full text."""
COLUMNS = ("title", "study", "summary", "label", "detail", "author", "journal")
"""Those and the ones that hold concepts. Beside them stand the title's words once more, ``heading``, by which it takes
SQLite a tenth of the time to find who has them in the title; ``mark`` and ``person`` are asked for and not scored."""
ALL_COLUMNS = (*COLUMNS, "heading", "mark", "person")

COMMON = 50
"""Papers from which on it is kept how many hold a token; who holds a rarer one is counted in no time."""
NAME = "\x00"
"""What stands around the number of a file in a remark, in place of its name: that may be another one next time."""
_AT_ONCE = 10_000  # values in one query; SQLite takes 32,766

_BOOSTS = [WEIGHTS[name].boost for name in (*COLUMNS, "title")]
_TABLES = f"""
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entry (number INTEGER PRIMARY KEY, paper INTEGER NOT NULL, file INTEGER NOT NULL, held TEXT, near TEXT,
  content TEXT NOT NULL);
CREATE TABLE paper (number INTEGER PRIMARY KEY, id TEXT NOT NULL, year INTEGER);
CREATE TABLE name (folded TEXT NOT NULL, name TEXT NOT NULL, entry INTEGER NOT NULL);
CREATE TABLE word (word TEXT PRIMARY KEY, times INTEGER NOT NULL, in_text INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE scored (number INTEGER PRIMARY KEY, said TEXT NOT NULL);
CREATE TABLE token (token TEXT PRIMARY KEY, papers INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE said USING fts5({", ".join(ALL_COLUMNS)}, content='',
  tokenize="ascii tokenchars ':-='");
INSERT INTO said(said, rank) VALUES ('rank', 'bm25({", ".join(map(str, _BOOSTS))}, 0, 0)');
INSERT INTO said(said, rank) VALUES ('hashsize', 33554432);
INSERT INTO said(said, rank) VALUES ('automerge', 0);
"""
INDEXES = """
CREATE INDEX name_folded ON name (folded);
CREATE INDEX entry_held ON entry (held) WHERE held IS NOT NULL;
CREATE INDEX entry_second ON entry (paper) WHERE paper <> number;
"""


class NoFullText(MscqError):
    """The SQLite of this Python has no full text search."""

    exit_code = ExitCode.MISSING_EXTRA

    def __init__(self) -> None:
        super().__init__(
            "a library needs SQLite with FTS5, which the one of this Python lacks; use another Python "
            "(see: python -c 'import sqlite3; print(sqlite3.sqlite_version)')"
        )


class Broken(Exception):
    """A file that is no library index of ours, or a damaged one."""


def make(database: sqlite3.Connection) -> None:
    """Make the empty tables. Raises NoFullText."""
    database.executescript(
        "PRAGMA page_size = 8192;"  # a row has some 2 KB, and of a small page much stays empty
        f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA application_id = {_APPLICATION};"
        f"PRAGMA user_version = {SCHEMA};"
    )
    try:
        database.executescript(_TABLES)
    except sqlite3.OperationalError as error:
        if "fts5" in str(error):
            raise NoFullText from None
        raise


class Store:
    """A library index that is open for reading. ``again`` makes it anew where it turns out to be damaged."""

    def __init__(self, database: sqlite3.Connection, again: Callable[[], sqlite3.Connection] | None = None) -> None:
        self._database, self._again = database, again

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.DatabaseError:
            if self._again is None:
                raise
            again, self._again = self._again, None
            self._database.close()
            self._database = again()
            return self.rows(query, *values)

    def among(self, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """Return what a query finds among these values, which stand in it for ``{}``, in no order."""
        parts = (values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE))
        return [row for part in parts for row in self.rows(query.format(", ".join("?" * len(part))), *part)]

    def value(self, query: str, *values: object) -> Any:
        """Return the one value that a query finds; None where it finds nothing."""
        found = self.rows(query, *values)
        return found[0][0] if found else None

    def places(self, stem: str) -> list[tuple[int, str, int]]:
        """Return where a stem stands in the full text: paper, column and place (sqlite.org/fts5.html, section 5)."""
        self.rows("CREATE VIRTUAL TABLE IF NOT EXISTS temp.place USING fts5vocab(main, said, instance)")
        return self.rows("SELECT doc, col, offset FROM temp.place WHERE term = ?", stem)

    def about(self, name: str) -> Any:
        """Return what the index says of itself under a name."""
        return json.loads(self.value("SELECT value FROM about WHERE name = ?", name))

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    __del__ = close


def opened(file: Path) -> sqlite3.Connection:
    """Open an index for reading. Raises Broken for a file of another kind or version, or that was cut off."""
    from urllib.parse import quote

    try:
        database = sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)
    except sqlite3.Error as error:
        raise Broken from error
    try:
        pragmas = [_pragma(database, name) for name in ("application_id", "user_version")]
        whole = _pragma(database, "page_count") * _pragma(database, "page_size") == file.stat().st_size
        if pragmas != [_APPLICATION, SCHEMA] or not whole:
            raise Broken
        database.execute("SELECT value FROM about WHERE name = 'papers'").fetchone()
    except (sqlite3.Error, OSError, Broken) as error:
        database.close()
        if "fts5" in str(error):
            raise NoFullText from None
        raise Broken from error
    return database


def _pragma(database: sqlite3.Connection, name: str) -> int:
    found: int = database.execute(f"PRAGMA {name}").fetchone()[0]
    return found


def tell(database: sqlite3.Connection, facts: dict[str, Any]) -> None:
    """Let an index say these of itself."""
    rows = [(name, json.dumps(value, ensure_ascii=False)) for name, value in facts.items()]
    database.executemany("INSERT INTO about VALUES (?, ?)", rows)
