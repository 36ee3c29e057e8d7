"""What the library index holds of each reference, as rows of its tables: tagged, matched and in words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any
from zlib import crc32

from mscq.library.base import candidates
from mscq.library.duplicates import marks
from mscq.library.entry import Entry, Mention, Piece, ToRead, Unread, item_of
from mscq.library.kept import TAGGED, Kept, kept, record_of, to_text
from mscq.library.match import Match, Matcher, NearMiss, ids_of
from mscq.library.notices import notice_of
from mscq.library.read import References
from mscq.library.store import COLUMNS
from mscq.library.tag import Taggers, Text
from mscq.library.tokens import LABEL, PERSON, TITLE, numbered, registered
from mscq.search.postings import labels_of, texts_of
from mscq.search.words import stemmed, words
from mscq.text.fold import fold

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase

_BATCH = 500
_REVIEW, _DESIGNS = "review", "designs"


class Batch:
    """What is written of some references, numbered from 0 here, and what is counted of them."""

    def __init__(self, file: int) -> None:
        self.file, self.unread = file, 0
        self.entries: list[tuple[str | None, str | None, str]] = []
        self.said: list[tuple[int, list[str]]] = []
        self.names: list[tuple[str, str, int]] = []
        self.marks: list[tuple[int, int]] = []
        self.keys: list[tuple[int, str, bool, int | None]] = []
        self.in_text: Counter[str] = Counter()
        self.authors: Counter[str] = Counter()
        self.lengths: Counter[str] = Counter()


def batches(files: Sequence[ToRead]) -> Iterator[tuple[int, list[Piece], int]]:
    """Yield the pieces of files, some hundreds at a time: the number of the file, the pieces, how many bytes are read.

    Raises as References does.
    """
    before = 0
    for place, file in enumerate(files):
        size = file.path.stat().st_size
        references = References(file.path)
        pieces = references.pieces()
        while several := list(islice(pieces, _BATCH)):
            open_still = len(several) == _BATCH
            yield place, several, before + (references.position if open_still else size)
        before += size


class Rows:
    """Makes the rows of references beside one base."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._matcher = Matcher(candidates(kb))
        self._taggers = Taggers.of(kb.vocabulary, TAGGED.values())
        self._reviews = kb.vocabulary.designs.narrower(_REVIEW) if _REVIEW in kb.vocabulary.designs else frozenset()
        self._labels = {tag: [f"{LABEL}{one}" for one in each] for tag, each in labels_of(kb.vocabulary).items()}

    def batch(self, pieces: Iterable[Piece], file: int) -> Batch:
        """Return the rows of the entries among some pieces of the file of that number.

        One thing is done for all before the next: what it looks up stays at hand.
        """
        batch = Batch(file)
        items = [*map(item_of, pieces)]
        entries = [item for item in items if isinstance(item, Entry)]
        batch.unread = sum(isinstance(item, Unread) for item in items)
        matches = [self._matcher.match(entry) for entry in entries]
        texts = [Text.of(entry) for entry in entries]
        mentions = [self._mentions(*one) for one in zip(entries, texts, strict=True)]
        values = [kept(*one) for one in zip(entries, mentions, strict=True)]
        batch.entries = [(*_held(found), to_text(each)) for found, each in zip(matches, values, strict=True)]
        batch.names = [
            (name.casefold(), name, number) for number, entry in enumerate(entries) for name in _names(entry)
        ]
        batch.marks = [
            (crc32(" ".join(mark).encode("utf-8", "replace")), number)
            for number, entry in enumerate(entries)
            for mark in marks(entry)
        ]
        own = [
            (number, entry, each, text)
            for number, (entry, found, each, text) in enumerate(zip(entries, matches, values, texts, strict=True))
            if not isinstance(found, Match)
        ]
        batch.keys = [(number, key_of(entry), bool(entry.key), entry.year) for number, entry, _, _ in own]
        batch.said = [(number, self.said(each, entry, text, batch)) for number, entry, each, text in own]
        return batch

    def _mentions(self, entry: Entry, text: Text) -> dict[str, list[Mention]]:
        """What an entry mentions; trials that a review names are what it reviews, not its design."""
        found = self._taggers.tag(entry, text)
        reviews = [one for one in found.get(_DESIGNS, ()) if one.concept in self._reviews]
        return {**found, _DESIGNS: reviews} if reviews else found

    def said(self, values: Kept, entry: Entry, text: Text, batch: Batch | None = None) -> list[str]:
        """Return the columns of the full text of an entry, without its number; what is counted goes to a batch."""
        record = record_of(values)
        authors, persons = _people(record["bibliography"])
        said = texts_of({**record, "bibliography": {**record["bibliography"], "author": (), "editor": ()}})
        tags = record["tags"]
        labels = {label for tag in tags for label in self._labels.get(tag, ())}
        apart = text.spoken if said["title"] else None  # what was not taken apart has no title
        title, summary = apart or (words(said["title"]), words(said["summary"]))
        detail, journal = words(said["detail"]), _name(said["journal"])
        year = entry.year
        study = [*tags, f"year:{year}"] if year else tags
        columns = [stemmed(title), study, stemmed(summary), sorted(labels), stemmed(detail), stemmed(authors)]
        columns.append(_stemmed_name(said["journal"]))
        if batch:
            batch.authors.update(authors)
            batch.in_text.update([*title, *summary, *detail, *journal])
            for name, each in zip(COLUMNS, columns, strict=True):
                batch.lengths[name] += len(each)
        notice = notice_of(entry)
        marks = [*map(registered, entry.registrations)]
        marks += [f"standing:{notice.status}"] if notice else []
        heading = [f"{TITLE}{stem}" for stem in columns[0]]
        return [*map(" ".join, (*columns, heading, marks, persons))]


def numbered_row(number: int, columns: Sequence[str]) -> tuple[int | str, ...]:
    """Return the row of the full text with these columns, for the paper of that number."""
    *columns, marks, persons = columns
    return (number, *columns, numbered(number, marks), persons)


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


def _names(entry: Entry) -> set[str]:
    return {*ids_of(entry).values(), *entry.registrations, *((entry.key,) if entry.key else ())}


_name = lru_cache(maxsize=1 << 14)(words)  # a library has far fewer journals than papers


@lru_cache(maxsize=1 << 14)
def _stemmed_name(name: str) -> list[str]:
    return stemmed(_name(name))


def _people(bibliography: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The words of all names; and each once more with the person's initials, so that "roe j" is asked for as one."""
    people = chain(bibliography.get("author", ()), bibliography.get("editor", ()))
    each = [_person(*person.items()) for person in people]
    named = [*chain.from_iterable(named for named, _ in each)]
    return named, [*(f"{PERSON}{word}" for word in named), *chain.from_iterable(initialled for _, initialled in each)]


@lru_cache(maxsize=1 << 14)
def _person(*parts: tuple[str, str]) -> tuple[list[str], list[str]]:
    """The words of a name, and each with the initials."""
    named = [word for _, part in parts for word in words(part)]
    initials = "".join(word[0] for word in words(dict(parts).get("given", "")))
    return named, [f"{word}={initials}" for word in named] if initials else []
