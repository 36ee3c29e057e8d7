"""Reading the reader's files into a library index: each reference once, as a stream, in one transaction.

What is parsed is written by a second thread: SQLite works while the next references are read.
"""

from __future__ import annotations

import gc
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from mscq.library.duplicates import duplicates
from mscq.library.entry import Entry, ToRead
from mscq.library.kept import Kept, entry_of, from_text, layout_of_bibliographies
from mscq.library.read import first_of
from mscq.library.rows import Batch, Rows, batches, numbered_row
from mscq.library.second import helped
from mscq.library.store import ALL_COLUMNS, COLUMNS, COMMON, INDEXES, NAME, make, tell
from mscq.library.tag import Text
from mscq.search.postings import FIELD_NAMES
from mscq.text.kinds import by_kind

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase

_AHEAD = 4  # batches that wait to be written
_TELLING = {"type", "title", "issued", "PMID", "PMCID", "DOI"}

Told = Callable[[int], None]


def _insert(database: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write rows, as many in one statement as may be: SQLite works through it while Python goes on."""
    several = iter(rows)
    for first in several:
        many = max(1, database.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // len(first))
        part = [first, *islice(several, many - 1)]
        listed = ", ".join([f"({', '.join('?' * len(first))})"] * len(part))
        database.execute(f"INSERT INTO {table} VALUES {listed}", list(chain.from_iterable(part)))


def _write(batch: Batch, first: int, database: sqlite3.Connection) -> None:
    """Write the rows of references, of which the first has this number."""
    entries = ((number, number, batch.file, *row) for number, row in enumerate(batch.entries, first))
    said = (numbered_row(first + at, columns) for at, columns in batch.said)
    scored = ((first + at, "\n".join(columns[: len(COLUMNS)])) for at, columns in batch.said)
    _insert(database, "entry", entries)
    _insert(database, f"said(rowid, {', '.join(ALL_COLUMNS)})", said)
    _insert(database, "scored", scored)
    _insert(database, "name", ((folded, name, first + at) for folded, name, at in batch.names))
    _insert(database, "temp.same", ((mark, first + at) for mark, at in batch.marks))
    _insert(database, "temp.keyed", ((first + at, *row) for at, *row in batch.keys))


class Builder:
    """Fills an empty database with the references of some files, beside one base."""

    def __init__(self, database: sqlite3.Connection, kb: KnowledgeBase) -> None:
        self.database, self.kb = database, kb
        self._rows = Rows(kb)
        self._in_text: Counter[str] = Counter()
        self._authors: Counter[str] = Counter()
        self._lengths: Counter[str] = Counter()

    def build(self, files: Sequence[ToRead], at: Told) -> None:
        """Read the files; ``at`` is told how many bytes are read. Raises as References does, or sqlite3.Error."""
        for file in files[1:]:
            first_of(file.path)  # a file that cannot be read is told of before a large one is
        make(self.database)
        self.database.executescript(
            "CREATE VIRTUAL TABLE temp.held USING fts5vocab(main, said, row);"
            "CREATE TEMP TABLE same (mark INTEGER, entry INTEGER);"
            "CREATE TEMP TABLE keyed (entry INTEGER PRIMARY KEY, key TEXT, given INTEGER, year INTEGER);"
        )
        self.database.execute("BEGIN")
        collects = gc.isenabled()
        gc.disable()  # nothing here goes round in circles, and looking for what does takes a tenth of the time
        try:
            unread = self._read(files, at)
        finally:
            if collects:
                gc.enable()
        self._group([file.name for file in files])
        clashes = self._name()
        papers = self.database.execute("SELECT count(*) FROM paper").fetchone()[0]
        entries = self.database.execute("SELECT count(*) FROM entry").fetchone()[0]
        spelt = sorted({*self._in_text, *self._authors})
        times = ((word, self._in_text[word] + self._authors[word], word in self._in_text) for word in spelt)
        _insert(self.database, "word", times)
        self.database.execute("INSERT INTO said(said) VALUES ('optimize')")  # one search in place of dozens
        self.database.execute(f"INSERT INTO token SELECT term, doc FROM temp.held WHERE doc >= {COMMON}")
        years = self.database.execute("SELECT DISTINCT year FROM paper WHERE year IS NOT NULL ORDER BY year")
        tell(
            self.database,
            {
                "papers": papers,
                "years": [year for (year,) in years],
                "entries": entries,
                "unread": unread,
                "lengths": {name: self._lengths[name] for name in FIELD_NAMES},
                "clashes": by_kind(clashes),
                "longest": max(map(len, spelt), default=0),
                "layout": layout_of_bibliographies(),
            },
        )
        self.database.execute("COMMIT")
        self.database.executescript(INDEXES)

    def _read(self, files: Sequence[ToRead], at: Told) -> list[int]:
        """Write every entry of the files; how many pieces of each could not be read."""
        unread = [0] * len(files)
        number = 0
        writing: list[Future[None]] = []
        with ThreadPoolExecutor(1) as writer, helped(self.kb.folder, files) as help_with:
            for place, pieces, position in batches(files):
                batch = help_with(position, len(pieces)) or self._rows.batch(pieces, place)
                unread[place] += batch.unread
                self._in_text.update(batch.in_text)
                self._authors.update(batch.authors)
                self._lengths.update(batch.lengths)
                writing.append(writer.submit(_write, batch, number + 1, self.database))
                number += len(batch.entries)
                if len(writing) > _AHEAD:
                    writing.pop(0).result()
                at(position)
            for one in writing:
                one.result()
        return unread

    def _entry(self, number: int, names: Sequence[str], *, whole: bool = True) -> tuple[Kept, Entry]:
        """An entry that was written; if not whole, what tells it from others: of many alike all are held at once."""
        from mscq.records.models import Bibliography

        file, content = self.database.execute("SELECT file, content FROM entry WHERE number = ?", (number,)).fetchone()
        values = from_text(content)
        if not whole:
            told = {name: one for name, one in values["bibliography"].items() if name in _TELLING}
            values = {**dict.fromkeys(("line", "format")), "bookshelf": values.get("bookshelf"), "bibliography": told}
        return values, entry_of(values, names[file], Bibliography.model_validate)

    def _group(self, names: Sequence[str]) -> None:
        """Put the entries that are one paper together; what of them is in the base takes the others along."""
        self.database.execute("CREATE INDEX temp.same_mark ON same (mark)")
        alike = self.database.execute(
            "SELECT DISTINCT entry FROM temp.same WHERE mark IN (SELECT mark FROM temp.same GROUP BY mark "
            "HAVING count(*) > 1) ORDER BY entry"
        ).fetchall()
        entries = {number: self._entry(number, names, whole=False)[1] for (number,) in alike}
        numbers = {id(entry): number for number, entry in entries.items()}
        for group in duplicates(list(entries.values())):
            first, *others = (numbers[id(entry)] for entry in group.entries)
            held = self.database.execute(
                f"SELECT held FROM entry WHERE held IS NOT NULL AND number IN ({first}, {', '.join(map(str, others))}) "
                "ORDER BY number LIMIT 1"
            ).fetchone()
            for number in others if held is None else (first, *others):
                self._hide(number, names)
            for number in (first, *others):
                self.database.execute(
                    "UPDATE entry SET paper = ?, held = ? WHERE number = ?", (first, held and held[0], number)
                )

    def _hide(self, number: int, names: Sequence[str]) -> None:
        """Take an entry that stands for no paper of its own out of the full text."""
        if not self.database.execute("DELETE FROM temp.keyed WHERE entry = ?", (number,)).rowcount:
            return
        values, entry = self._entry(number, names)
        row = numbered_row(number, self._rows.said(values, entry, Text.of(entry)))
        places = ", ".join("?" * len(row))
        self.database.execute(
            f"INSERT INTO said(said, rowid, {', '.join(ALL_COLUMNS)}) VALUES ('delete', {places})", row
        )
        self.database.execute("DELETE FROM scored WHERE number = ?", (number,))

    def _name(self) -> list[tuple[str, str]]:
        """Give every paper an id of its own; what to say of keys that are another's too, each with its place."""
        clashes: list[tuple[str, str]] = []
        self.database.execute("CREATE INDEX temp.keyed_key ON keyed (key)")
        _insert(self.database, "paper", self._called(clashes))
        papers = self.database.execute("SELECT id, number FROM paper ORDER BY number")
        _insert(self.database, "name", ((paper_id.casefold(), paper_id, number) for paper_id, number in papers))
        return clashes

    def _called(self, clashes: list[tuple[str, str]]) -> Iterator[tuple[int, str, int | None]]:
        """Each paper with its id and year: the key wanted for it, with a number behind it where that is another's."""
        times: Counter[str] = Counter()
        # an id that is none of these is nobody's key: only a number or "own:" is ever added to one
        odd = self.database.execute("SELECT key FROM temp.keyed WHERE key GLOB '*-[0-9]*' OR key GLOB 'own:*'")
        wanted_too = {key for (key,) in odd}
        shared_keys = "SELECT key FROM temp.keyed GROUP BY key HAVING count(*) > 1"
        query = f"SELECT *, key IN ({shared_keys}) FROM temp.keyed ORDER BY entry"
        for number, wanted, given, year, shared in self.database.execute(query):
            key = paper_id = wanted
            if key.casefold() in self.kb:
                key = paper_id = f"own:{key}"
                if given:
                    said = f"the key {wanted} is that of another paper in the base; yours is {key} here"
                    clashes.append((self._place(number), said))
            if shared or key != wanted:
                times[key] += 1
                while (paper_id := _numbered(key, times[key])) != wanted and paper_id in wanted_too:
                    times[key] += 1
            if paper_id != key and given:
                said = f"the key {key} is that of another paper of yours; this one is {paper_id} here"
                clashes.append((self._place(number), said))
            yield number, paper_id, year

    def _place(self, number: int) -> str:
        file, content = self.database.execute("SELECT file, content FROM entry WHERE number = ?", (number,)).fetchone()
        return f"{NAME}{file}{NAME}, line {from_text(content)['line']}: "


def _numbered(key: str, place: int) -> str:
    return key if place == 1 else f"{key}-{place}"
