"""The reader's references as search asks its index: the full text counts, and what is scored is loaded."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import compress, count
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.errors import UnknownPaper
from mscq.library import where
from mscq.library.called import papers_called
from mscq.library.kept import from_text, record_of
from mscq.library.store import COLUMNS
from mscq.library.tokens import LABEL
from mscq.search.index import Index, Occurrences, Way
from mscq.search.lexicon import lexicon_of
from mscq.search.postings import BEGINNINGS, FIELD_NAMES, FIELDS, LENGTHS, STANDING, YEARS, Postings
from mscq.search.words import stem

if TYPE_CHECKING:
    from mscq.library.collection import Library
    from mscq.library.store import Store
    from mscq.records.models import Paper
    from mscq.records.vocabulary import Vocabulary

_AT_AN_END, _FEW = 20_000, 200
_COUNTED = 5_000
"""Papers up to which those that speak of something are counted."""
_MOSTLY = 1.1
"""How many more all ways of saying something may hold than the most frequent one, for that to be taken for all."""


class _Records:
    """What the index of search asks of a base: of the library's papers only the vocabulary is there from the start."""

    index = None

    def __init__(self, library: Library) -> None:
        self.ids: list[str] = []
        self._store = library.store
        lexicon_of(library.kb)  # words of fields are read as for the base
        self.vocabulary: Vocabulary = library.kb.vocabulary
        self.memo: dict[Hashable, Any] = library.kb.memo

    def raw(self, paper_id: str) -> dict[str, Any]:
        """A paper, by its number, as far as search reads a record."""
        return record_of(from_text(self._store.value("SELECT content FROM entry WHERE number = ?", int(paper_id))))

    def get(self, paper_id: str) -> Paper:
        """No own reference is a reviewed paper; only questions about levels would ask for one."""
        raise UnknownPaper(paper_id)


class LibraryIndex(Index):
    """The index of search over a library: it counts in all papers, and scores those that it has loaded."""

    def __init__(self, library: Library) -> None:
        self._standing: dict[str, dict[int, list[int]]] = {}
        super().__init__(_Records(library))
        self._library = library
        self._store: Store = library.store
        self._held: dict[str, bool] = {}
        self._spoken: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._library)

    def load(self, numbers: Collection[int], tokens: Collection[str] = ()) -> None:
        """Take these papers in; ``tokens`` are those that will be looked up."""
        kinds = self.postings.kinds
        rows = self._store.among(
            "SELECT number, year, said FROM paper JOIN scored USING (number) WHERE number IN ({})", sorted(numbers)
        )
        for number, year, said in rows:
            self.ids[number] = str(number)
            texts = dict(zip(COLUMNS, map(str.split, said.split("\n")), strict=True))
            texts["label"] = [one.removeprefix(LABEL) for one in texts["label"]]
            self.postings.texts[number] = tuple(texts.get(name, []) for name in FIELD_NAMES)
            kinds[YEARS][""][number], kinds[BEGINNINGS][""][number] = year, []
            for name, text in texts.items():
                kinds[LENGTHS][name][number] = len(text)
        self.forget()
        self._look_for(set(tokens))

    def forget(self) -> None:
        super().forget()
        self._standing.clear()

    def _look_for(self, tokens: set[str]) -> None:
        """Find where each of these tokens stands, all of them in one pass."""
        self._standing |= {token: {} for token in tokens}
        for number, texts in self.postings.texts.items():
            for code, text in enumerate(texts, number * FIELDS):
                for at in compress(count(), map(tokens.__contains__, text)):
                    self._standing[text[at]].setdefault(code, []).append(at)

    def _places(self, kind: str, token: str) -> Mapping[int, Sequence[int]]:
        if kind != STANDING:
            return {}
        if token not in self._standing:
            self._look_for({token})
        return self._standing[token]

    def _times(self, term: tuple[str, ...]) -> Iterable[tuple[int, int]]:
        return [(code, len(places)) for code, places in self.runs(term).items()]

    def in_findings(self, term: tuple[str, ...]) -> Mapping[int, Sequence[int]]:
        """No own reference has findings."""
        return {}

    def _empty(self) -> Postings:
        return Postings({})

    def average(self, field: int) -> float:
        total: float = self._store.about("lengths")[FIELD_NAMES[field]]
        return total / max(len(self), 1) or 1.0

    def holds(self, expression: str) -> bool:
        """Return whether any paper is found by an expression."""
        if expression not in self._held:
            self._held[expression] = bool(self._store.rows("SELECT 1 FROM said WHERE said MATCH ? LIMIT 1", expression))
        return self._held[expression]

    def stands(self, term: tuple[str, ...], fields: tuple[str, ...] = ()) -> bool:
        return self.holds(where.said([_Way(term, fields)]))

    def speaking(self, ways: Iterable[Way]) -> int:
        """How many documents say it: counted in a small library or where it is rare, else by single words and tokens.

        Names of several words are left out where there are others: they take SQLite long, and who names a concept in
        title or abstract is known to mention it.
        """
        ways = list(ways)
        said = where.said(ways)
        if said not in self._spoken:
            self._spoken[said] = self._speaking(ways, said)
        return self._spoken[said]

    def _speaking(self, ways: Sequence[Way], said: str) -> int:
        if self._library.entries <= 2 * _AT_AN_END:
            return self._library.count(said)
        single = where.single(ways)
        many = self._library.papers_with({*single, *(token for way in ways for token in way.term)})
        if sum(min((many.get(token, 0) for token in way.term), default=0) for way in ways) <= _COUNTED:
            return self._library.count(said)
        frequent = [token for token in single if token in many]
        most = max(map(many.__getitem__, frequent), default=0)
        if most and (sum(map(many.__getitem__, frequent)) <= _MOSTLY * most or 2 * most > len(self)):
            return most
        return self.estimated(where.either_token(frequent) if most else said)[0]

    def estimated(self, said: str) -> tuple[int, bool]:
        """How many say it, by those at both ends of the library; what is rare there is counted, and not estimated."""
        last = self._library.entries
        query = "SELECT count(*) FROM (SELECT rowid FROM said WHERE said MATCH ? AND rowid {} ? ORDER BY rowid {})"
        found = self._store.value(query.format("<=", "ASC"), said, _AT_AN_END)
        found += self._store.value(query.format(">", "DESC"), said, last - _AT_AN_END)
        if found < _FEW:
            return self._library.count(said), False
        return min(len(self), found * last // (2 * _AT_AN_END)), True

    def has(self, stem: str) -> bool:
        return self.holds(where.said([_Way((stem,))]))

    def times(self, word: str) -> int:
        return self._store.value("SELECT times FROM word WHERE word = ?", word) or 0

    def alike(self, word: str, most: int, *, authors: bool) -> list[str]:
        rows = self._store.rows(
            "SELECT word FROM word WHERE word >= ? AND word < ? AND length(word) BETWEEN ? AND ? AND (in_text OR ?)",
            word[0],
            chr(ord(word[0]) + 1),
            len(word) - most,
            len(word) + most,
            authors,
        )
        return [one for (one,) in rows]

    @cached_property
    def longest_word(self) -> int:
        longest: int = self._store.about("longest")
        return longest

    def beginning(self, prefix: str) -> list[str]:
        rows = self._store.rows("SELECT word FROM word WHERE word >= ? AND word < ?", prefix, f"{prefix}\U0010ffff")
        return sorted({stem(word) for (word,) in rows})

    def spelt(self) -> Iterator[str]:
        return iter(self._spelt)

    @cached_property
    def _spelt(self) -> list[str]:
        return [word for (word,) in self._store.rows("SELECT word FROM word")]

    def keep(self, term: tuple[str, ...], fields: tuple[str, ...], found: Occurrences) -> None:
        """Keep nothing: of papers that are not loaded it is not known how long they are."""

    def identified(self, text: str) -> set[int]:
        return set(papers_called(self._store, text))


class _Way(NamedTuple):
    term: tuple[str, ...]
    fields: tuple[str, ...] = ()
