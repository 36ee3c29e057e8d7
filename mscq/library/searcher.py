"""Searching one library: which of its papers are scored, and the best of them.

The library index finds what can be a hit, and of many the few hundred that speak of the query most (bm25); these are
scored by the ranker of the base, with the numbers of the whole library.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from mscq.library import where
from mscq.library.compile import OwnCompiler, asked_by
from mscq.library.index import LibraryIndex
from mscq.library.interpret import OwnInterpreter
from mscq.search.interpret import NARROWER, TYPED, Reading
from mscq.search.names import names_of
from mscq.search.query import Query
from mscq.search.rank import LEAST_SHARE, Ranker, Score
from mscq.search.searcher import Searcher

if TYPE_CHECKING:
    from mscq.evidence.selection import Selection
    from mscq.library.collection import Library

_SCORED, _LOOKED_AT = 300, 5_000
"""Papers that are scored, and those among which they are chosen by bm25."""
_MANY = 50_000
"""Papers from which on a search takes so long in SQLite that half as many are scored."""
_ENOUGH = 150
"""Papers that hold more of the query, with which no others need be looked for."""
_ROWS = "SELECT rowid FROM said WHERE said MATCH ? LIMIT ?"


class Best(NamedTuple):
    """The best scores of a search, how many papers answer it, and how it was read."""

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
        self._interpreter = OwnInterpreter(self.index, self.names, library.store)

    def _compiler(self, query: Query) -> OwnCompiler:
        return OwnCompiler(query, self._interpreter, self.library)

    def found(self, selection: Selection | None, limit: int | None, *, newest_first: bool) -> Best:
        """Return the best scores, and how many papers answer the query."""
        compiler = self._compiler(self.query)
        test, reading = compiler.test(), compiler.reading
        ranker = Ranker(self.index, reading.units)
        weights = dict(zip(ranker.units, ranker.weights, strict=True))
        units = [unit for unit in dict.fromkeys(reading.weighed) if unit in weights]
        weighed = [(compiler.found(unit), weights[unit]) for unit in units]
        if test.soft and not weighed:
            return Best([], 0, reading)
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
                where.both([answers, where.enough(named, least)]),
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
            return Best(scores[:limit], int(float(f"{total:.2g}")), reading, estimated)
        return Best(scores[:limit], len(scores) if len(chosen) == total else total, reading)

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
