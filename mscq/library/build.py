"""Reading the reader's files into a library index: each reference once, as a stream, in one transaction.

What is parsed is written by a second thread: SQLite works while the next references are read.
"""

from __future__ import annotations

import gc
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.library.base import candidates
from mscq.library.duplicates import duplicates, marks
from mscq.library.entry import Entry, Unread
from mscq.library.kept import TAGGED, Kept, entry_of, from_text, kept, layout_of_bibliographies, record_of, to_text
from mscq.library.match import Match, Matcher, NearMiss, ids_of
from mscq.library.notices import notice_of
from mscq.library.read import References, first_of
from mscq.library.store import COLUMNS, INDEXES, make, tell
from mscq.library.tag import Mention, Taggers, Text
from mscq.search.index import FIELD_NAMES, labels_of, texts_of
from mscq.search.words import stemmed, words
from mscq.text.fold import fold
from mscq.text.kinds import by_kind
from mscq.text.registrations import registration

if TYPE_CHECKING:
    from pathlib import Path

    from mscq.records.knowledge_base import KnowledgeBase

_BATCH = 500
_AHEAD = 4  # batches that wait to be written
_REVIEW, _DESIGNS = "review", "designs"
_TELLING = {"type", "title", "issued", "PMID", "PMCID", "DOI"}
LABEL, PERSON = "label=", "person="
"""What stands before the words of labels and of names, so that they are no words of the text."""
EVERY = "every:paper"
"""The mark that every paper has."""

NAME = "\x00"
"""What stands around the number of a file in a remark, in place of its name: that may be another one next time."""

Told = Callable[[int], None]


class ToRead(NamedTuple):
    """A file to read, and the name that it goes by."""

    path: Path
    name: str


class _Batch:
    """Rows of some references, ready to be written."""

    def __init__(self) -> None:
        self.entries: list[tuple[Any, ...]] = []
        self.said: list[tuple[Any, ...]] = []
        self.names: list[tuple[str, str, int]] = []
        self.marks: list[tuple[int, int]] = []
        self.keys: list[tuple[int, str, bool, int | None]] = []

    def write(self, database: sqlite3.Connection) -> None:
        """Write them."""
        _insert(database, "entry", self.entries)
        _insert(database, f"said(rowid, {', '.join(COLUMNS)}, mark, person)", self.said)
        _insert(database, "name", self.names)
        _insert(database, "temp.same", self.marks)
        _insert(database, "temp.keyed", self.keys)


def _insert(database: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write rows, as many in one statement as may be: SQLite works through it while Python goes on."""
    several = iter(rows)
    for first in several:
        many = max(1, database.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // len(first))
        part = [first, *islice(several, many - 1)]
        listed = ", ".join([f"({', '.join('?' * len(first))})"] * len(part))
        database.execute(f"INSERT INTO {table} VALUES {listed}", list(chain.from_iterable(part)))


class Builder:
    """Fills an empty database with the references of some files, beside one base."""

    def __init__(self, database: sqlite3.Connection, kb: KnowledgeBase) -> None:
        self.database, self.kb = database, kb
        self._matcher = Matcher(candidates(kb))
        self._taggers = Taggers.of(kb.vocabulary, TAGGED.values())
        self._reviews = kb.vocabulary.designs.narrower(_REVIEW) if _REVIEW in kb.vocabulary.designs else frozenset()
        self._labels = {tag: [f"{LABEL}{one}" for one in each] for tag, each in labels_of(kb.vocabulary).items()}
        self._in_text: Counter[str] = Counter()
        self._authors: Counter[str] = Counter()
        self._lengths = dict.fromkeys(FIELD_NAMES, 0)

    def build(self, files: Sequence[ToRead], at: Told) -> None:
        """Read the files; ``at`` is told how many bytes are read. Raises as References does, or sqlite3.Error."""
        for file in files[1:]:
            first_of(file.path)  # a file that cannot be read is told of before a large one is
        make(self.database)
        self.database.executescript(
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
        tell(
            self.database,
            {
                "papers": papers,
                "entries": entries,
                "unread": unread,
                "lengths": self._lengths,
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
        number, before = 0, 0
        writing: list[Future[None]] = []
        with ThreadPoolExecutor(1) as writer:
            for place, file in enumerate(files):
                references = References(file.path)
                items = iter(references)
                while several := list(islice(items, _BATCH)):
                    entries = [item for item in several if isinstance(item, Entry)]
                    unread[place] += sum(isinstance(item, Unread) for item in several)
                    batch = self._batch(entries, number, place)
                    number += len(entries)
                    writing.append(writer.submit(batch.write, self.database))
                    if len(writing) > _AHEAD:
                        writing.pop(0).result()
                    if len(several) == _BATCH:  # the file is still open
                        at(before + references.position)
                before += file.path.stat().st_size
            for one in writing:
                one.result()
        return unread

    def _batch(self, entries: Sequence[Entry], before: int, file: int) -> _Batch:
        """The rows of some entries. One thing is done for all before the next: what it looks up stays at hand."""
        batch = _Batch()
        numbered = list(enumerate(entries, before + 1))
        matches = [self._matcher.match(entry) for entry in entries]
        texts = [Text.of(entry) for entry in entries]
        mentions = [self._mentions(*one) for one in zip(entries, texts, strict=True)]
        values = [kept(*one) for one in zip(entries, mentions, strict=True)]
        batch.entries = [
            (number, number, file, *_held(found), to_text(each))
            for (number, _), found, each in zip(numbered, matches, values, strict=True)
        ]
        batch.names = [(name.casefold(), name, number) for number, entry in numbered for name in _names(entry)]
        batch.marks = [(hash(mark), number) for number, entry in numbered for mark in marks(entry)]
        own = [
            (number, entry, each, text)
            for (number, entry), found, each, text in zip(numbered, matches, values, texts, strict=True)
            if not isinstance(found, Match)
        ]
        batch.keys = [(number, key_of(entry), bool(entry.key), entry.year) for number, entry, _, _ in own]
        batch.said = [(number, *self._said(number, each, entry, text)) for number, entry, each, text in own]
        return batch

    def _mentions(self, entry: Entry, text: Text) -> dict[str, list[Mention]]:
        """What an entry mentions; trials that a review names are what it reviews, not its design."""
        found = self._taggers.tag(entry, text)
        reviews = [one for one in found.get(_DESIGNS, ()) if one.concept in self._reviews]
        return {**found, _DESIGNS: reviews} if reviews else found

    def _said(self, number: int, values: Kept, entry: Entry, text: Text, *, counted: bool = True) -> list[str]:
        """The columns of the full text."""
        record = record_of(values)
        said = texts_of(record)
        tags = record["tags"]
        labels = {label for tag in tags for label in self._labels.get(tag, ())}
        authors, persons = _people(record["bibliography"])
        apart = text.spoken if said["title"] else None  # what was not taken apart has no title
        title, summary = apart or (words(said["title"]), words(said["summary"]))
        detail, journal = words(said["detail"]), _name(said["journal"])
        year = entry.year
        study = [*tags, f"year:{year}"] if year else tags
        if counted:
            self._authors.update(authors)
            self._in_text.update([*title, *summary, *detail, *journal])
            columns = (title, study, summary, labels, detail, authors, journal)
            for name, each in zip(COLUMNS, columns, strict=True):
                self._lengths[name] += len(each)
        notice = notice_of(entry)
        marks = [EVERY, f"number:{number}", *map(registered, entry.registrations)]
        marks += [f"standing:{notice.status}"] if notice else []
        return [
            " ".join(stemmed(title)),
            " ".join(study),
            " ".join(stemmed(summary)),
            " ".join(sorted(labels)),
            " ".join(stemmed(detail)),
            " ".join(stemmed(authors)),
            _stemmed_name(said["journal"]),
            " ".join(marks),
            " ".join(persons),
        ]

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
        columns = self._said(number, values, entry, Text.of(entry), counted=False)
        places = ", ".join("?" * (len(columns) + 1))
        self.database.execute(
            f"INSERT INTO said(said, rowid, {', '.join(COLUMNS)}, mark, person) VALUES ('delete', {places})",
            (number, *columns),
        )

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
                while (paper_id := _numbered(key, times[key])) != wanted and self._is_wanted(paper_id):
                    times[key] += 1
            if paper_id != key and given:
                said = f"the key {key} is that of another paper of yours; this one is {paper_id} here"
                clashes.append((self._place(number), said))
            yield number, paper_id, year

    def _is_wanted(self, key: str) -> bool:
        return self.database.execute("SELECT 1 FROM temp.keyed WHERE key = ? LIMIT 1", (key,)).fetchone() is not None

    def _place(self, number: int) -> str:
        file, content = self.database.execute("SELECT file, content FROM entry WHERE number = ?", (number,)).fetchone()
        return f"{NAME}{file}{NAME}, line {from_text(content)['line']}: "


def registered(number: str) -> str:
    """Return the mark of a paper on a registered trial, however its number is written."""
    return f"trial:{registration(number.strip()) or number.upper()}"


def _held(found: Match | NearMiss | None) -> tuple[str | None, str | None]:
    """The paper of the base that an entry is, and the one that it comes near, with the reason."""
    held = found.record if isinstance(found, Match) else None
    return held, json.dumps([found.record, found.why]) if isinstance(found, NearMiss) else None


def key_of(entry: Entry) -> str:
    """Return the entry's own citation key, else first author and year, else an identifier."""
    if entry.key:
        return entry.key
    author = next(iter(entry.bibliography.author), None)
    name = fold(author.family or author.literal or "") if author else ""
    if name:
        return f"{name}{entry.year or ''}"
    return next(iter(ids_of(entry).values()), f"line{entry.line}")


def _numbered(key: str, place: int) -> str:
    return key if place == 1 else f"{key}-{place}"


def _names(entry: Entry) -> set[str]:
    return {*ids_of(entry).values(), *entry.registrations, *((entry.key,) if entry.key else ())}


_name = lru_cache(maxsize=1 << 14)(words)  # a library has far fewer journals than papers, and names come again


@lru_cache(maxsize=1 << 14)
def _stemmed_name(name: str) -> str:
    return " ".join(stemmed(_name(name)))


def _people(bibliography: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The words of all names; and each once more with the person's initials, so that "roe j" is asked for as one."""
    named: list[str] = []
    initialled: list[str] = []
    for person in chain(bibliography.get("author", ()), bibliography.get("editor", ())):
        each = [*chain.from_iterable(map(_name, person.values()))]
        named += each
        if initials := "".join(word[0] for word in _name(person.get("given", ""))):
            initialled += [f"{word}={initials}" for word in each]
    return named, [*(f"{PERSON}{word}" for word in named), *initialled]
