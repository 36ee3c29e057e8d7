"""Search: from a query as typed to the papers that answer it, the best first.

``search(kb, "iv or intrathecal in ms")`` parses the query (``query``), reads its words through the vocabulary
(``interpret``), looks them up (``index``) and scores (``rank``). Only hits that are shown are validated.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from mscq.records.shown import Shown
from mscq.search.compile import Compiler, Test
from mscq.search.index import Index
from mscq.search.interpret import Interpreter, Reading, Unit
from mscq.search.names import names_of
from mscq.search.query import PUBMED, Query, QueryError, parse
from mscq.search.rank import LEAST_SHARE, Ranker, Score
from mscq.search.suggest import suggestion
from mscq.search.words import words

if TYPE_CHECKING:
    from mscq.evidence.selection import Selection, Selector
    from mscq.records.models import Finding, Paper
    from mscq.records.vocabulary import Vocabulary
    from mscq.search.questions.question import Question
    from mscq.search.records import Records
    from mscq.search.resolve import Resolver

__all__ = ["SORTS", "Found", "Hit", "Query", "QueryError", "Searcher", "parse", "search"]

SORTS = ("score", "year", "n", "level")

FitsFinding = Callable[["Paper", "Finding"], bool]


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that was found: its score, what of the query it holds, and the finding that fits best."""

    paper: Paper
    score: float
    matched: tuple[str, ...]
    finding: Finding | None
    level: int


@dataclass(frozen=True, slots=True)
class Found(Shown):
    """What a search gives: how the query was read, the hits asked for, how many there are in all.

    ``selection`` is what was searched within, None for all.
    """

    query: Query
    reading: Reading
    hits: tuple[Hit, ...]
    total: int
    suggestion: str | None
    stems: frozenset[tuple[str, ...]]
    vocabulary: Vocabulary = field(repr=False, compare=False)
    selection: Selection | None = None

    def __repr__(self) -> str:
        return f"Found({self.query.text!r}, hits={len(self.hits)}, total={self.total})"


class Matches(NamedTuple):
    """The records that a query finds, with what they were found by."""

    reading: Reading
    test: Test
    ranker: Ranker
    scores: list[Score]


def search(kb: Records, text: str, *, sort: str = "score", limit: int | None = 10) -> Found:
    """Search a base. Raises QueryError where the query cannot be read."""
    return Searcher(kb).search(text, sort=sort, limit=limit)


class Searcher:
    """Searches one base; the index is built once."""

    def __init__(self, kb: Records) -> None:
        self.kb = kb
        self.index = Index(kb)
        self.names = names_of(kb)
        self._interpreter = Interpreter(self.index, self.names)

    def _compiler(self, query: Query) -> Compiler:
        return Compiler(query, self._interpreter)

    def search(
        self,
        text: str,
        *,
        sort: str = "score",
        limit: int | None = 10,
        selector: Selector | None = None,
        conditions: Callable[[], Resolver] | None = None,
    ) -> Found:
        """Search, if need be within what is selected, with findings that fit before others. Raises QueryError.

        With what resolves ``conditions``, words that are a question are told the command that answers it.
        """
        query = parse(text)
        within = {paper.id for paper in selector.papers()} if selector else None
        fits = selector.fits if selector else None
        matches = self.matches(query, within)
        ordered = self._ordered(matches.scores, sort, limit)
        shown = ordered if limit is None else ordered[:limit]
        reading, ranker = matches.reading, matches.ranker
        hits = tuple(self._hit(score, ranker, matches.test, fits) for score in shown)
        foreign = query.lines or query.syntax not in ("", PUBMED)
        command = None
        if not (foreign or query.strict or reading.fields) and conditions is not None:
            command = self._answering(text, reading, ranker.common, conditions())
        if command is None and not foreign:
            held = partial(self.index.names_together, self.names)
            command = suggestion(reading, self.names, ranker.common, held)
        stems = _terms(ranker.units, ranker.common)
        of = self.kb.vocabulary, selector.selection if selector else None
        return Found(query, reading, hits, len(matches.scores), command, stems, *of)

    def matches(self, query: Query, within: Collection[str] | None = None) -> Matches:
        """Return the records that a query finds, scored and in no order, and how it was read. Raises QueryError."""
        compiler = self._compiler(query)
        test = compiler.test()
        ranker = Ranker(self.index, compiler.reading.units)
        scores = self._scores(query, test, ranker, compiler.reading.weighed, within)
        return Matches(compiler.reading, test, ranker, scores)

    def _scores(
        self, query: Query, test: Test, ranker: Ranker, weighed: Sequence[Unit], within: Collection[str] | None
    ) -> list[Score]:
        """The papers that hold what must be there, and enough of what is weighed."""
        if query.tree is None:
            return []
        known = {score.document: score for score in ranker.scores()}
        scored = frozenset(ranker.units)
        weighed = [unit for unit in weighed if unit in scored]
        if weighed or test.soft:
            candidates: Collection[int] = known
        else:
            ids = self.index.ids
            candidates = ids if test.within is None else sorted(ids.keys() & test.within)
        scores = [
            known.get(one) or Score(one, 0.0, {})
            for one in candidates
            if (within is None or self.index.ids[one] in within)
            and (test.soft or test.holds_for(one, self.index, whole=not test.of_finding))
        ]
        if not weighed:
            return scores
        shares = ranker.shares(scores, weighed)
        least = LEAST_SHARE * max(shares, default=0.0)
        return [score for score, share in zip(scores, shares, strict=True) if share and share >= least]

    def read(self, query: Query) -> Reading:
        """Return how a query is read, without looking for it. Raises QueryError."""
        compiler = self._compiler(query)
        compiler.test()
        return compiler.reading

    def question(self, text: str, conditions: Resolver) -> Question:
        """Return the command that answers a question in plain words. Raises QueryError.

        One that is not understood as it was typed is read with its mistyped words mended.
        """
        reading = self.read(parse(text))
        question = self._understood(text, reading, conditions)
        mended = reading.mended(text)
        if mended == text or not (question.command == "search" or question.missing or question.unread):
            return question
        again = self._understood(mended, self.read(parse(mended)), conditions)
        return question if again.command == "search" or again.missing or again.unread else again

    def _understood(self, text: str, reading: Reading, conditions: Resolver) -> Question:
        from mscq.search.questions.understand import understand

        return understand(text, reading, Ranker(self.index, reading.units).common, self.names, conditions, self.index)

    def _answering(self, text: str, reading: Reading, common: Sequence[Unit], conditions: Resolver) -> str | None:
        """The command that answers words as a question, where all of them were understood and a paper names all."""
        from mscq.search.questions.understand import understand

        question = understand(text, reading, common, self.names, conditions, self.index)
        if question.command == "search" or question.unread or question.missing or question.is_query:
            return None
        if question.candidates:
            return f"mscq ask {shlex.quote(text)}"
        named = [unit.concepts[0] for unit in reading.units if unit.concepts and unit not in common]
        return question.shown if not named or self.index.names_together(self.names, named) else None

    def ordered(self, matches: Matches) -> list[str]:
        """Return the ids of the records that were matched, the best first."""
        return [self.index.ids[score.document] for score in self._ordered(matches.scores, "score", None)]

    def knows(self, typed: str) -> bool:
        """Return whether a word stands in a record or in a name of the vocabulary."""
        return all(self._interpreter.knows(word) for word in words(typed))

    def _ordered(self, scores: Sequence[Score], sort: str, limit: int | None) -> list[Score]:
        """By the key asked for, then by score, level and year; levels are looked up only where they can matter."""
        year, size = self.index.year, self.index.size
        first: dict[str, Callable[[Score], float]] = {
            "score": lambda score: 0.0,
            "year": lambda score: -(year(score.document) or 0),
            "n": lambda score: -(size(score.document) or 0),
            "level": lambda score: self._level(score.document),
        }

        rough = {score.document: (first[sort](score), -round(score.total, 3)) for score in scores}
        if limit and len(scores) > limit:
            last = sorted(rough.values())[limit - 1]
            scores = [score for score in scores if rough[score.document] <= last]
        seen = Counter(rough[score.document] for score in scores)
        return sorted(
            scores,
            key=lambda score: (
                *rough[score.document],
                self._level(score.document) if seen[rough[score.document]] > 1 else 0,
                -(year(score.document) or 0),
                self.index.ids[score.document],
            ),
        )

    def _level(self, document: int) -> int:
        from mscq.evidence.level import level

        return level(self.kb.get(self.index.ids[document]))

    def _hit(self, score: Score, ranker: Ranker, test: Test, fits: FitsFinding | None) -> Hit:
        from mscq.evidence.level import level

        paper = self.kb.get(self.index.ids[score.document])
        telling = ranker.telling or set(score.matched)
        matched = tuple(dict.fromkeys(label for number, label in score.matched.items() if number in telling))
        return Hit(paper, round(score.total, 3), matched, self._best(paper, score, ranker, test, fits), level(paper))

    def _best(self, paper: Paper, score: Score, ranker: Ranker, test: Test, fits: FitsFinding | None) -> Finding | None:
        """The finding that fits the fields and scores best; results before statements, controlled ones first.

        That of a control arm alone says nothing of the cells, and comes after all others that fit.
        """
        from mscq.evidence.level import Control, control_of, is_result
        from mscq.records.terms import Arm

        weights = ranker.finding_scores(score.document)
        stored = self.index.raw[score.document].get("findings") or []

        def key(number: int) -> tuple[bool, bool, bool, float, bool, Control]:
            finding = paper.findings[number]
            return (
                fits is not None and not fits(paper, finding),
                not test.soft and not test.holds(score.document, stored[number]),
                finding.arm is Arm.CONTROL,
                -round(weights[number], 6),
                not is_result(finding),
                control_of(finding),
            )

        numbers = range(len(paper.findings))
        return paper.findings[min(numbers, key=key)] if numbers else None


def _terms(units: Sequence[Unit], common: Sequence[Unit]) -> frozenset[tuple[str, ...]]:
    """The runs of stems to mark in running text; what most papers hold is not marked, unless there is nothing else."""
    telling = [*dict.fromkeys(units).keys() - {*common}] or units
    return frozenset(one.term for unit in telling for one in unit.alternatives if ":" not in one.term[0])
