"""Searching the reader's own references, apart from the base: they change neither its hits nor their order.

The library index finds what can be a hit, and of many the few hundred that speak of the query most (bm25); these are
scored by the ranker of the base, with the numbers of the whole library.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.errors import UnknownPaper
from mscq.library import where
from mscq.library.kept import TAGGED, from_text, record_of
from mscq.records.facets import FACETS
from mscq.search.compile import Compiler, Test
from mscq.search.fields import CONCEPT_FIELDS, TEXT_FIELDS, Range
from mscq.search.index import FIELD_NAMES, Index, Way
from mscq.search.interpret import Interpreter, Reading, Unit, UnitKind
from mscq.search.lexicon import lexicon_of
from mscq.search.names import names_of
from mscq.search.query import Both, Either, Field, Node, Not, Query, Words, parse
from mscq.search.rank import LEAST_SHARE, Ranker, Score
from mscq.search.searcher import Searcher
from mscq.search.spoken import spoken
from mscq.search.words import stem, words

if TYPE_CHECKING:
    from mscq.evidence.selection import Selection
    from mscq.library.collection import Library, OwnPaper
    from mscq.library.store import Store
    from mscq.records.models import Paper
    from mscq.records.vocabulary import Vocabulary

_TAGS = {FACETS[facet].option for facet in TAGGED.values()}
_OF_THE_BASE = {"level", "n", *CONCEPT_FIELDS} - _TAGS
_SCORED, _LOOKED_AT = 150, 2_000
"""Papers that are scored, and papers among which these are chosen where more hold all of a query."""
_ABOUT = ("title", "study", "label")


class OwnHit(NamedTuple):
    """An own reference that was found: its score among its like, and what of the query it holds."""

    paper: OwnPaper
    score: float
    matched: tuple[str, ...]


class OwnFound(NamedTuple):
    """The hits asked for, how many there are, and the fields of the query that no own reference can answer."""

    hits: tuple[OwnHit, ...] = ()
    total: int = 0
    unanswerable: tuple[str, ...] = ()


class _Records:
    """What the index of search asks of a base: of the library's papers only the vocabulary is there from the start."""

    def __init__(self, library: Library) -> None:
        self.ids: list[str] = []
        lexicon_of(library.kb)  # words of fields are read as for the base
        self.vocabulary: Vocabulary = library.kb.vocabulary
        self.memo: dict[Hashable, Any] = library.kb.memo

    def raw(self, paper_id: str) -> dict[str, Any]:
        raise UnknownPaper(paper_id)

    def get(self, paper_id: str) -> Paper:
        """No own reference is a reviewed paper; only questions about levels would ask for one."""
        raise UnknownPaper(paper_id)


class LibraryIndex(Index):
    """The index of search over a library: it counts in all papers, and scores those that it has loaded."""

    def __init__(self, library: Library) -> None:
        super().__init__(_Records(library))
        self._library = library
        self._store: Store = library.store
        self._held: dict[str, bool] = {}

    def __len__(self) -> int:
        return len(self._library)

    def load(self, numbers: Collection[int]) -> None:
        """Take these papers in."""
        rows = self._store.among(
            "SELECT number, id, content FROM paper JOIN entry USING (number) WHERE number IN ({})", sorted(numbers)
        )
        for number, paper_id, content in rows:
            self.ids[number], self.raw[number] = paper_id, record_of(from_text(content))
            self._add(number, self.raw[number])
        self._occurrences.clear()

    def _concepts(self, record: dict[str, Any]) -> tuple[list[str], list[str]]:
        year = ((record["bibliography"].get("issued") or {}).get("date-parts") or [[None]])[0][0]
        return [*record["tags"], *([f"year:{year}"] if year else [])], []

    @cached_property
    def _average(self) -> list[float]:
        lengths, count = self._store.about("lengths"), max(len(self), 1)
        return [lengths[name] / count or 1.0 for name in FIELD_NAMES]

    def holds(self, expression: str) -> bool:
        """Return whether any paper is found by an expression."""
        if expression not in self._held:
            self._held[expression] = bool(self._store.rows("SELECT 1 FROM said WHERE said MATCH ? LIMIT 1", expression))
        return self._held[expression]

    def stands(self, term: tuple[str, ...], fields: tuple[str, ...] = ()) -> bool:
        return self.holds(where.said([_Way(term, fields)]))

    def speaking(self, ways: Iterable[Way]) -> int:
        return self._library.count(where.said(ways))

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

    def identified(self, text: str) -> set[int]:
        return set(self._library.papers_called(text))


class _Way(NamedTuple):
    term: tuple[str, ...]
    fields: tuple[str, ...] = ()


class _Interpreter(Interpreter):
    def _stands(self, name: str) -> bool:
        """Which other names of a concept stand in the texts is told of the base alone."""
        return False


class OwnCompiler(Compiler):
    """Reads a query as for the base; a concept is asked for by mention. It is also an expression of the full text."""

    def __init__(self, query: Query, interpreter: Interpreter, years: Sequence[int]) -> None:
        super().__init__(query, interpreter)
        self._years = years

    def apart(self) -> OwnCompiler:
        return OwnCompiler(self.query, self.interpreter, self._years)

    def _naming(self, name: str, facet: str, ids: Sequence[str]) -> Test:
        test = super()._naming(name, facet, ids)
        wanted = {f"{facet}:{one}" for one in self.index.kb.vocabulary.facet(facet).narrower(*ids)}
        raw = self.index.raw
        return test._replace(
            holds=lambda document, _: not wanted.isdisjoint(raw[document]["tags"]), of_finding=False, costly=False
        )

    def expression(self) -> str:
        """Return what finds all that must hold."""
        return self._where(self.query.tree, top=not self.query.strict) if self.query.tree else where.NONE

    def _where(self, node: Node, *, top: bool) -> str:
        match node:
            case Words():
                fields, rest = spoken(node.words)
                required = [self._mentioned(CONCEPT_FIELDS[one.name], [one.value]) for one in fields]
                units = [] if top else self.interpreter.run(rest, Reading())
                return where.both([*required, *map(self.found, units)])
            case Both(parts=parts):
                return where.both([self._where(part, top=top) for part in parts])
            case Either(parts=parts):
                return where.either([self._where(part, top=False) for part in parts])
            case Not(part=part):
                return where.without(self._where(part, top=False))
            case Field():
                return self._where_field(node)

    def _where_field(self, node: Field) -> str:
        if isinstance(node.value, Range):
            return where.years(node.value.low, node.value.high, self._years)
        value = node.value
        if node.name in CONCEPT_FIELDS:
            facet = CONCEPT_FIELDS[node.name]
            return self._mentioned(
                facet, [self._resolved(node, facet, part) for part in value.split(",") if part.strip()]
            )
        if node.name == "mesh":
            heading = value.partition("/")[0]
            named = [self._mentioned(facet, ids) for facet, ids in self._headed(heading).items()]
            return where.either(named) if named else self._where_text("any", heading, quoted=True)
        if node.name == "id":
            return self._numbered(self.index.identified(value))
        if node.name == "author":
            return where.author(words(value))
        return self._where_text(node.name, value, quoted=node.quoted)

    def _mentioned(self, facet: str, ids: Sequence[str]) -> str:
        return where.tokens(f"{facet}:{one}" for one in sorted(self.index.kb.vocabulary.facet(facet).narrower(*ids)))

    def _where_text(self, name: str, value: str, *, quoted: bool) -> str:
        fields, read = TEXT_FIELDS[name], self.interpreter
        units = [read.phrase(value, fields)] if quoted else read.each_word(value, fields)
        return where.both([self.found(unit) for unit in units])

    def found(self, unit: Unit) -> str:
        """Return what finds a unit."""
        if unit.kind is UnitKind.IDENTIFIER:
            return self._numbered(unit.documents)
        return where.said(unit.alternatives)

    @staticmethod
    def _numbered(documents: Iterable[int]) -> str:
        return where.tokens((f"number:{one}" for one in sorted(documents)), "mark")


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
    asked = set(_fields(query.tree)) if query.tree else set()
    if unanswerable := tuple(sorted(asked & _OF_THE_BASE)):
        return OwnFound(unanswerable=unanswerable)
    if not len(library) or query.tree is None:
        return OwnFound()
    searcher = OwnSearcher(library, query)
    found = searcher.found(selection, limit, newest_first=newest_first)
    papers = {paper.number: paper for paper in library.fetch([score.document for score in found.scores])}
    hits = [
        OwnHit(papers[one.document], round(one.total, 3), tuple(dict.fromkeys(one.matched.values())))
        for one in found.scores
    ]
    return OwnFound(tuple(hits), found.total)


class _Best(NamedTuple):
    scores: list[Score]
    total: int


class OwnSearcher(Searcher):
    """Searches one library for one query."""

    def __init__(self, library: Library, query: Query) -> None:
        self.library, self.query = library, query
        self.index: LibraryIndex = LibraryIndex(library)
        self.names = names_of(library.kb)
        self._interpreter = _Interpreter(self.index, self.names)

    def _compiler(self, query: Query) -> OwnCompiler:
        return OwnCompiler(query, self._interpreter, self.library.years)

    def found(self, selection: Selection | None, limit: int | None, *, newest_first: bool) -> _Best:
        """Return the best scores, and how many papers answer the query."""
        compiler = self._compiler(self.query)
        soft, reading = compiler.test().soft, compiler.reading
        ranker = Ranker(self.index, reading.units)
        weights = dict(zip(ranker.units, ranker.weights, strict=True))
        weighed = [(compiler.found(unit), weights[unit]) for unit in dict.fromkeys(reading.weighed) if unit in weights]
        if soft and not weighed:
            return _Best([], 0)
        required = [compiler.expression(), *([self.library.where(selection)] if selection else [])]
        answers = where.both(required)
        steps = [answers]
        if weighed:
            whole = where.both([answers, *(part for part, _ in weighed)])
            least = LEAST_SHARE * self._most_held(answers, weighed)
            answers = where.both([answers, where.enough(weighed, least)])
            steps = [where.within(whole, _ABOUT), whole, answers]
        total = self.library.count(answers)
        most = total if limit is None else min(total, max(_SCORED, 2 * limit))
        chosen = self._newest(answers, most) if newest_first else self._chosen(steps, most)
        self.index.load(chosen)
        scores = self.matches(self.query).scores
        years = self.library.years_of(chosen)
        scores.sort(
            key=lambda one: (
                -years[one.document] if newest_first else 0,
                -round(one.total, 3),
                -years[one.document],
                one.document,
            )
        )
        # where all were looked at, it is known how many answer; else the full text has counted
        return _Best(scores[:limit], len(scores) if len(chosen) == total else total)

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

    def _chosen(self, steps: Iterable[str], most: int) -> list[int]:
        """The papers to score: those that hold more of the query first, and of these the ones that speak of it most."""
        chosen: dict[int, None] = {}
        for expression in steps:
            if len(chosen) < most:
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
        rows = self.library.store.rows("SELECT rowid FROM said WHERE said MATCH ? LIMIT ?", expression, most)
        return list(dict.fromkeys([*chosen, *(number for (number,) in rows)]))[:most]


def _fields(node: Node) -> Iterator[str]:
    """The names of the fields in a query, those denied and those said in words too."""
    match node:
        case Field(name=name):
            yield name
        case Words(words=run):
            yield from (one.name for one in spoken(run)[0])
        case Both(parts=parts) | Either(parts=parts):
            for part in parts:
                yield from _fields(part)
        case Not(part=part):
            yield from _fields(part)
