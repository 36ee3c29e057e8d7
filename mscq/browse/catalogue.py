"""What the browser lists: papers by condition, by filter and by what is typed.

Counts and texts are taken from the stored JSON, so that the conditions can be drawn before any record is
validated. Papers themselves are validated by ``read``, one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.evidence import stored

if TYPE_CHECKING:
    from mscq.evidence.results import Result
    from mscq.evidence.selection import Selection, Selector
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Finding, Paper
    from mscq.records.terms import Topic
    from mscq.records.vocabulary import Concept, Vocabulary
    from mscq.search.interpret import Unit
    from mscq.search.searcher import Query, Searcher

NO_CONDITION = ""
_SHORTEST_BEGINNING = 3
_LAST_WORD = re.compile(r"(?<!\S)[^\W_]+$")

Named = tuple[str, str]


class Branch(NamedTuple):
    """A condition with how many papers name it or one below it, and those below that papers name."""

    concept: Concept
    papers: int
    below: tuple[Branch, ...]


class Catalogue:
    """The papers of a base in lists."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb

    @property
    def vocabulary(self) -> Vocabulary:
        return self.kb.vocabulary

    @cached_property
    def named(self) -> dict[Named, set[str]]:
        """The ids of the papers that name a concept, by facet and id of the concept. Raises BadFile."""
        papers: dict[Named, set[str]] = {}
        for paper_id in self.kb.ids:
            for one in _named(self.kb.raw(paper_id)):
                papers.setdefault(one, set()).add(paper_id)
        return papers

    def naming(self, facet: str, concept_id: str) -> set[str]:
        """The ids of the papers that name a concept or one below it."""
        below = self.vocabulary.facet(facet).narrower(concept_id)
        return set().union(*(self.named.get((facet, one), ()) for one in below))

    @cached_property
    def without_condition(self) -> set[str]:
        """The ids of the papers that name no condition: those on the cells in general."""
        naming = (papers for (facet, _), papers in self.named.items() if facet == "conditions")
        return set(self.kb.ids).difference(*naming)

    def tree(self) -> tuple[Branch, ...]:
        """The conditions that papers name: diseases with their forms, then families; those with most papers first."""
        facet = self.vocabulary.conditions
        diseases = (one for one, concept in facet.items() if concept.kind != "family" and facet.head(one) == one)
        families = (one for one, concept in facet.items() if concept.kind == "family" and not concept.broader)
        return (*self._branches(diseases), *self._branches(families))

    def _branches(self, ids: Iterable[str]) -> tuple[Branch, ...]:
        facet = self.vocabulary.conditions
        counted = [(one, len(self.naming("conditions", one))) for one in ids]
        ordered = sorted((pair for pair in counted if pair[1]), key=lambda pair: (-pair[1], facet.label(pair[0])))
        return tuple(Branch(facet[one], number, self._branches(self._closest(one))) for one, number in ordered)

    def _closest(self, condition_id: str) -> list[str]:
        """The conditions directly below one, without those that stand below another of them as well."""
        facet = self.vocabulary.conditions
        children = facet.children(condition_id)
        return [one for one in children if not any(one in facet.narrower(other) - {other} for other in children)]

    def read(self) -> Iterator[int]:
        """Validate every paper; gives how many are done after each. Raises BadRecord."""
        for done, paper_id in enumerate(self.kb.ids, start=1):
            self.kb.get(paper_id)
            yield done

    def results(self, paper: Paper, topic: Topic) -> Sequence[Result]:
        """The results of a paper on a topic."""
        from mscq.evidence.results import results_of

        return results_of(self.kb, paper, topic)

    def results_asked(self, paper: Paper, topic: Topic, selector: Selector) -> Sequence[Result]:
        """The results of a paper on a topic that a selection asks for."""
        found = self.results(paper, topic)
        if selector.selection.is_empty:
            return found
        return [one for one in found if any(selector.fits(paper, row) for row in one.rows)]

    def papers(self, asked: Selection, text: str = "", *, no_condition: bool = False) -> list[Paper]:
        """The papers that a selection asks for: the strongest first, or where a text is typed, the best hits first."""
        from mscq.evidence.ranking import strength
        from mscq.evidence.selection import Selector

        found = {
            paper.id: paper
            for paper in Selector(self.kb, asked).papers()
            if not no_condition or paper.id in self.without_condition
        }
        hits = self.fitting(text, found)
        return sorted(found.values(), key=strength) if hits is None else [found[one] for one in hits]

    def findings(self, paper: Paper, selector: Selector) -> list[Finding]:
        """The findings of a paper that are asked for, by topic; all of them where the paper fits only as a whole."""
        from mscq.records.terms import Topic

        order = list(Topic)
        ordered = sorted(paper.findings, key=lambda finding: order.index(finding.topic))
        return [finding for finding in ordered if selector.fits(paper, finding)] or ordered

    @cached_property
    def searcher(self) -> Searcher:
        """The search of this base; its index takes a moment, so it is built before the first key."""
        from mscq.search.searcher import Searcher

        return Searcher(self.kb)

    def prepare(self) -> None:
        """Build what typing needs, ahead of the first key."""
        _ = self.searcher

    def read_as(self, text: str) -> Sequence[Unit]:
        """What a typed text is taken for, piece by piece."""
        return self.searcher.read(self._query(text)).units

    def fitting(self, text: str, within: Collection[str] | None = None) -> list[str] | None:
        """The ids of the papers that ``mscq search`` finds for a typed text, the best first; None for no text."""
        query = self._query(text)
        if query.tree is None:
            return None
        return self.searcher.ordered(self.searcher.matches(query, within))

    def _query(self, text: str) -> Query:
        """A text that may still be typed: its last word the beginning of others, its marks without their other ends."""
        from mscq.search.searcher import QueryError, parse
        from mscq.search.words import words

        try:
            query = parse(self._with_unfinished(text))
        except QueryError:
            query = parse(self._with_unfinished(" ".join(words(text))))
        return query

    def _with_unfinished(self, text: str) -> str:
        last = _LAST_WORD.search(text)
        if last is None or self.searcher.knows(last[0]):
            return text
        if len(last[0]) < _SHORTEST_BEGINNING:
            return text[: last.start()]
        return f"{text}*" if self.searcher.index.beginning(last[0].lower()) else text


def _named(record: Mapping[str, Any]) -> Iterator[Named]:
    """Every concept that a stored paper names, with its facet."""
    yield from stored.named_as_a_whole(record)
    for finding in stored.findings_of(record):
        yield from stored.named_in(finding)
