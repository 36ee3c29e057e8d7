"""Searching the reader's own references, apart from the base: they change neither its hits nor their order.

The library index finds what can be a hit, and of many the few hundred that speak of the query most (bm25); these are
scored by the ranker of the base, with the numbers of the whole library.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import compress, count
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.errors import UnknownPaper
from mscq.library import where
from mscq.library.compile import FACETS_TOLD, OwnCompiler, asked_by
from mscq.library.kept import from_text, record_of
from mscq.library.nearness import LibraryNearness, runs
from mscq.library.store import COLUMNS
from mscq.library.tokens import LABEL
from mscq.records.facets import FACETS
from mscq.search.fields import CONCEPT_FIELDS, KIND, SUBJECT
from mscq.search.index import Index, Occurrences, Way
from mscq.search.interpret import NARROWER, TYPED, Interpreter, Reading
from mscq.search.lexicon import lexicon_of
from mscq.search.names import names_of
from mscq.search.postings import BEGINNINGS, FIELD_NAMES, FIELDS, LENGTHS, STANDING, YEARS, Postings
from mscq.search.query import Field, Query, Words, parse
from mscq.search.rank import LEAST_SHARE, Ranker, Score
from mscq.search.searcher import Searcher
from mscq.search.spoken import spoken
from mscq.search.words import stem

if TYPE_CHECKING:
    from mscq.evidence.selection import Selection
    from mscq.library.collection import Library, OwnPaper
    from mscq.library.store import Store
    from mscq.records.models import Paper
    from mscq.records.vocabulary import Vocabulary
    from mscq.search.names import Names
    from mscq.search.nearness import Nearness

_TAGS = {FACETS[facet].option for facet in FACETS_TOLD}
_OF_THE_BASE = {"level", "n", "phase", SUBJECT, *CONCEPT_FIELDS} - _TAGS
_SCORED, _LOOKED_AT = 300, 5_000
"""Papers that are scored, and those among which they are chosen by bm25."""
_MANY = 50_000
"""Papers from which on a search takes so long in SQLite that half as many are scored."""
_AT_AN_END, _FEW = 20_000, 200
_COUNTED = 5_000
"""Papers up to which those that speak of something are counted."""
_MOSTLY = 1.1
"""How many more all ways of saying something may hold than the most frequent one, for that to be taken for all."""
_ENOUGH = 150
"""Papers that hold more of the query, with which no others need be looked for."""
_ROWS = "SELECT rowid FROM said WHERE said MATCH ? LIMIT ?"


class OwnHit(NamedTuple):
    """An own reference that was found: its score among its like, and what of the query it holds."""

    paper: OwnPaper
    score: float
    matched: tuple[str, ...]


class OwnFound(NamedTuple):
    """The hits asked for, how many there are, and the fields of the query that no own reference can answer.

    ``estimated``: of a large library, where there are many, how many is told to two digits. ``read`` is what was left
    out of the query or taken more widely.
    """

    hits: tuple[OwnHit, ...] = ()
    total: int = 0
    estimated: bool = False
    unanswerable: tuple[str, ...] = ()
    read: tuple[str, ...] = ()


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
        return set(self._library.papers_called(text))


class _Way(NamedTuple):
    term: tuple[str, ...]
    fields: tuple[str, ...] = ()


class _Interpreter(Interpreter):
    def __init__(self, index: LibraryIndex, names: Names, store: Store) -> None:
        super().__init__(index, names)
        self._store = store

    @cached_property
    def nearness(self) -> Nearness:
        return LibraryNearness(self.index, self._store.places)

    def _wild(self, text: str, fields: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The runs that a phrase with wildcards may be; of many, those that stand in the texts."""
        found = runs(self.nearness, text)
        return super()._wild(text, fields) if found is None else found

    def _stands(self, name: str) -> bool:
        """Which other names of a concept stand in the texts is told of the base alone."""
        return False


def search_own(
    library: Library,
    text: str,
    *,
    selection: Selection | None = None,
    limit: int | None = 10,
    newest_first: bool = False,
) -> OwnFound:
    """Return the own references that answer a query, within a selection if need be, the best first. Raises QueryError.

    A query that asks what only a reviewed paper has (level, direction, double-blind ...) finds none. Concepts are
    looked up by their names in title and abstract and by mention; the fields condition, route, outcome ... by mention.
    """
    query = parse(text)
    if unanswerable := tuple(sorted(_OF_THE_BASE.intersection(_asked(query)))):
        return OwnFound(unanswerable=unanswerable)
    if not len(library):
        return OwnFound()
    searcher = OwnSearcher(library, query)
    found = searcher.found(selection, limit, newest_first=newest_first)
    papers = {paper.number: paper for paper in library.fetch([score.document for score in found.scores])}
    hits = [
        OwnHit(papers[one.document], round(one.total, 3), tuple(dict.fromkeys(one.matched.values())))
        for one in found.scores
    ]
    return OwnFound(tuple(hits), found.total, found.estimated, read=(*found.reading.left_out, *found.reading.widened))


class _Best(NamedTuple):
    scores: list[Score]
    total: int
    reading: Reading
    estimated: bool = False


class OwnSearcher(Searcher):
    """Searches one library for one query."""

    def __init__(self, library: Library, query: Query) -> None:
        self.library, self.query = library, query
        self.index: LibraryIndex = LibraryIndex(library)
        self.names = names_of(library.kb)
        self._interpreter = _Interpreter(self.index, self.names, library.store)

    def _compiler(self, query: Query) -> OwnCompiler:
        return OwnCompiler(query, self._interpreter, self.library)

    def found(self, selection: Selection | None, limit: int | None, *, newest_first: bool) -> _Best:
        """Return the best scores, and how many papers answer the query."""
        compiler = self._compiler(self.query)
        test, reading = compiler.test(), compiler.reading
        ranker = Ranker(self.index, reading.units)
        weights = dict(zip(ranker.units, ranker.weights, strict=True))
        units = [unit for unit in dict.fromkeys(reading.weighed) if unit in weights]
        weighed = [(compiler.found(unit), weights[unit]) for unit in units]
        if test.soft and not weighed:
            return _Best([], 0, reading)
        required = [asked_by(test), *([self.library.where(selection)] if selection else [])]
        answers = where.both(required)
        steps = [answers]
        if weighed:
            typed = where.both([answers, *(compiler.found(unit, TYPED) for unit in units)])
            # where what was typed is held together, it need not be looked whether other ways of saying it are
            held = sum(weight for _, weight in weighed) if self.index.holds(typed) else None
            least = LEAST_SHARE * (held or self._most_held(answers, weighed))
            named = [(compiler.found(unit, NARROWER), weights[unit]) for unit in units]
            steps = [
                *(where.both([answers, *(compiler.about(unit, weight) for unit in units)]) for weight in (TYPED, 0)),
                where.both([answers, *(part for part, _ in named)]),
                where.both(
                    [answers, where.enough([(compiler.found(one, NARROWER), weights[one]) for one in units], least)]
                ),
            ]
            answers = where.both([answers, where.enough(weighed, least)])
            steps.append(answers)
        large = limit is not None and self.library.is_large
        total, estimated = self.index.estimated(answers) if large else (self.library.count(answers), False)
        scored = _SCORED // 2 if len(self.library) > _MANY else _SCORED
        most = total if limit is None else min(total, max(scored, 2 * limit))
        # where no words are scored, the newest come first too
        by_year = newest_first or not ranker.units
        chosen = self._newest(answers, most) if by_year else self._chosen(steps if most < total else [answers], most)
        self.index.load(chosen, {token for unit in ranker.units for one in unit.alternatives for token in one.term})
        scores = self.matches(self.query).scores
        years = {one.document: self.index.year(one.document) or 0 for one in scores}
        scores.sort(
            key=lambda one: (
                -years[one.document] if newest_first else 0,
                -round(one.total, 3),
                -years[one.document],
                one.document,
            )
        )
        # where all were looked at, it is known how many answer; else the full text has counted
        if estimated:
            return _Best(scores[:limit], int(float(f"{total:.2g}")), reading, estimated)
        return _Best(scores[:limit], len(scores) if len(chosen) == total else total, reading)

    def _most_held(self, required: str, units: Sequence[tuple[str, float]]) -> float:
        """The most that the units weigh which one paper holds."""
        sums = {0.0}
        for _, weight in sorted(units, key=lambda unit: -unit[1])[: where.MOST_DECIDING]:
            sums |= {one + weight for one in sums}
        listed = sorted(sums)
        low, high = 0, len(listed) - 1
        if self.index.holds(where.both([required, *(part for part, _ in units)])):
            return sum(weight for _, weight in units)
        while low < high:
            middle = (low + high + 1) // 2
            if self.index.holds(where.both([required, where.enough(units, listed[middle])])):
                low = middle
            else:
                high = middle - 1
        return listed[low]

    def _chosen(self, steps: Sequence[str], most: int) -> list[int]:
        """The papers to score: those that hold more of the query first, and of these the ones that speak of it most.

        What is looked for as it was typed goes first: bm25 counts every phrase in all papers, and these are few.
        """
        if len(steps) == 1:
            return [number for (number,) in self.library.store.rows(_ROWS, steps[0], most)]
        chosen: dict[int, None] = {}
        for expression in steps:
            if len(chosen) < min(most, _ENOUGH):
                rows = self.library.store.rows(
                    "SELECT rowid FROM (SELECT rowid, rank AS speaks FROM said WHERE said MATCH ? LIMIT ?) "
                    "ORDER BY speaks, rowid LIMIT ?",
                    expression,
                    max(_LOOKED_AT, most),
                    most,
                )
                chosen |= dict.fromkeys(number for (number,) in rows)
        return list(chosen)[:most]

    def _newest(self, expression: str, most: int) -> list[int]:
        """The newest papers that an expression finds."""
        chosen: list[int] = []
        for year in sorted(self.library.years, reverse=True):
            if len(chosen) >= most:
                return chosen[:most]
            rows = self.library.store.rows(
                "SELECT rowid FROM said WHERE said MATCH ?", where.both([expression, where.token(f"year:{year}")])
            )
            chosen += [number for (number,) in rows]
        rows = self.library.store.rows(_ROWS, expression, most)
        return list(dict.fromkeys([*chosen, *(number for (number,) in rows)]))[:most]


def _asked(query: Query) -> Iterator[str]:
    """The names of what a query asks for or denies, of fields and of words; a kind of publication is a design."""
    for leaf in query.leaves():
        match leaf:
            case Words(words=run):
                yield from (one.name for one in spoken(run)[0])
            case Field(name=name, value=value) if name == KIND:
                from mscq.search.headings import phase_of

                if phase_of(str(value)):
                    yield "phase"
            case Field(name=name):
                yield name
