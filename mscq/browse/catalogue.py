"""What the browser lists: papers by condition, by filter and by what is typed.

Counts and texts are taken from the stored JSON, so that the conditions can be drawn before any record is
validated. Papers themselves are validated by ``read``, one after the other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.evidence import stored
from mscq.text.fold import fold_words

if TYPE_CHECKING:
    from mscq.evidence.results import Result
    from mscq.evidence.selection import Selection, Selector
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Finding, Paper, Topic
    from mscq.records.vocabulary import Concept, Vocabulary

NO_CONDITION = ""
_SHORTEST_PREFIX = 3
_LONGEST_NAME = 6
_SPOKEN_FACETS = ("conditions", "routes", "cell-sources", "cell-types", "designs", "outcomes", "entities")

Named = tuple[str, str]


class Branch(NamedTuple):
    """A condition with how many papers name it or one below it, and those below that papers name."""

    concept: Concept
    papers: int
    below: tuple[Branch, ...]


class Term(NamedTuple):
    """A run of typed words, and the concepts (facet and id) that it names, if any."""

    words: tuple[str, ...]
    concepts: tuple[Named, ...]


class Catalogue:
    """The papers of a base in lists."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self._results: dict[tuple[str, Topic], list[Result]] = {}

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
        """The conditions that papers name, from the families down; those with most papers first."""
        facet = self.vocabulary.conditions
        return self._branches(one for one, concept in facet.items() if not concept.broader)

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

    def results(self, paper: Paper, topic: Topic) -> list[Result]:
        """The results of a paper on a topic, worked out once."""
        from mscq.evidence.results import results

        key = (paper.id, topic)
        if key not in self._results:
            self._results[key] = results(paper, self.vocabulary.outcomes, topic)
        return self._results[key]

    def results_asked(self, paper: Paper, topic: Topic, selector: Selector) -> list[Result]:
        """The results of a paper on a topic that a selection asks for."""
        found = self.results(paper, topic)
        if selector.selection.is_empty:
            return found
        return [one for one in found if any(selector.fits(paper, row) for row in one.rows)]

    def papers(self, asked: Selection, text: str = "", *, no_condition: bool = False) -> list[Paper]:
        """The papers that a selection asks for and a typed text fits, the strongest first."""
        from mscq.evidence.ranking import strength
        from mscq.evidence.selection import Selector

        within = self.fitting(text)
        found = (
            paper
            for paper in Selector(self.kb, asked).papers()
            if (within is None or paper.id in within) and (not no_condition or paper.id in self.without_condition)
        )
        return sorted(found, key=strength)

    def findings(self, paper: Paper, selector: Selector) -> list[Finding]:
        """The findings of a paper that are asked for, by topic; all of them where the paper fits only as a whole."""
        from mscq.records.models import Topic

        order = list(Topic)
        ordered = sorted(paper.findings, key=lambda finding: order.index(finding.topic))
        return [finding for finding in ordered if selector.fits(paper, finding)] or ordered

    @cached_property
    def _postings(self) -> dict[str, set[str]]:
        """Words of title, authors, journal, statements and of the names of what is studied -> ids of papers."""
        postings: dict[str, set[str]] = {}
        for paper_id in self.kb.ids:
            for text in _texts(self.kb.raw(paper_id)):
                for word in fold_words(text):
                    postings.setdefault(word, set()).add(paper_id)
        for (facet, one), papers in self.named.items():
            for word in fold_words(self.vocabulary.facet(facet).label(one)):
                postings.setdefault(word, set()).update(papers)
        return postings

    @cached_property
    def _words(self) -> list[str]:
        return sorted(self._postings)

    @cached_property
    def _names(self) -> dict[tuple[str, ...], dict[Named, None]]:
        names: dict[tuple[str, ...], dict[Named, None]] = {}
        for facet in _SPOKEN_FACETS:
            for concept in self.vocabulary.facet(facet).values():
                for name in concept.names:
                    if words := tuple(fold_words(name)):
                        names.setdefault(words, {})[(facet, concept.id)] = None
        return names

    def prepare(self) -> None:
        """Build what typing needs, ahead of the first key."""
        _ = self._words, self._names

    def terms(self, text: str) -> list[Term]:
        """A typed text in runs of words: the longest runs that name a concept, and single words between them."""
        words = tuple(fold_words(text))
        terms: list[Term] = []
        start = 0
        while start < len(words):
            longest = min(_LONGEST_NAME, len(words) - start)
            runs = (words[start : start + length] for length in range(longest, 0, -1))
            run = next((run for run in runs if run in self._names), ())
            terms.append(Term(run, tuple(self._names[run])) if run else Term(words[start : start + 1], ()))
            start += len(run) or 1
        return terms

    def fitting(self, text: str) -> set[str] | None:
        """The ids of the papers that every term of a typed text fits; None where nothing is typed."""
        terms = self.terms(text)
        if not terms:
            return None
        return set.intersection(*(self._fitting(term) for term in terms))

    def _fitting(self, term: Term) -> set[str]:
        """Papers that name a concept of the term, or hold its words: longer ones as beginnings of words."""
        found = set().union(*(self.naming(facet, one) for facet, one in term.concepts))
        return found | set.intersection(*(self._holding(word) for word in term.words))

    def _holding(self, word: str) -> set[str]:
        found = set(self._postings.get(word, ()))
        if len(word) >= _SHORTEST_PREFIX:
            position = bisect_left(self._words, word)
            while position < len(self._words) and self._words[position].startswith(word):
                found |= self._postings[self._words[position]]
                position += 1
        return found


def _named(record: Mapping[str, Any]) -> Iterator[Named]:
    """Every concept that a stored paper names, with its facet."""
    yield from stored.named_as_a_whole(record)
    for finding in stored.findings_of(record):
        yield from stored.named_in(finding)


def _texts(record: Mapping[str, Any]) -> Iterator[str]:
    """The texts of a stored paper that typing looks at."""
    bibliography = record.get("bibliography") or {}
    yield str(record.get("id", ""))
    for key in ("title", "container-title", "container-title-short", "PMID", "DOI"):
        yield bibliography.get(key) or ""
    for date in (bibliography.get("issued") or {}).get("date-parts") or ():
        yield str(date[0])
    for person in bibliography.get("author") or ():
        yield " ".join(filter(None, (person.get("given"), person.get("family"), person.get("literal"))))
    yield record.get("summary") or ""
    for finding in record.get("findings") or ():
        yield finding.get("statement") or ""
