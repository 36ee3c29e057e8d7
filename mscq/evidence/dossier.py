"""All that the base holds on a condition, as one value: the answer, results by strength, safety, words, gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.cohorts import Counts, counts_of
from mscq.evidence.level import Control
from mscq.evidence.ranking import reported_detail, result_strength, strength
from mscq.evidence.results import Result, results_of
from mscq.evidence.selection import Selection, Selector
from mscq.evidence.treatment import conditions
from mscq.evidence.units import result_kind
from mscq.records.shown import Shown
from mscq.records.terms import Topic
from mscq.records.value import Value, replace

if TYPE_CHECKING:
    from mscq.evidence.answer import ConditionAnswer
    from mscq.evidence.conflicts import Conflict
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Finding, Paper
    from mscq.records.vocabulary import Concept, Facet


class Gaps(NamedTuple):
    """What no controlled result was read on: outcome groups, routes and cell sources, as the evidence map has them."""

    outcomes: tuple[str, ...]
    routes: tuple[str, ...]
    sources: tuple[str, ...]


class Dossier(Shown, Value):
    """The evidence on a condition; patients in studies of other conditions too are counted apart."""

    selector: Selector
    condition: Concept
    papers: tuple[Paper, ...]
    results: tuple[Result, ...]
    safety: tuple[tuple[Paper, Finding], ...]
    statements: dict[Topic, list[tuple[Paper, Finding]]]
    conflicts: tuple[Conflict, ...]

    def __repr__(self) -> str:
        held = ", ".join(f"{name}={len(getattr(self, name))}" for name in ("papers", "results", "conflicts"))
        return f"Dossier({self.condition.id!r}, {held})"

    @cached_property
    def counts(self) -> Counts:
        """The studies that the papers are, and their people."""
        return counts_of(self.papers, self._is_wholly_on_it)

    def _is_wholly_on_it(self, paper: Paper) -> bool:
        """Whether everyone in a study has the condition, or a form of it."""
        named = self.selector.conditions.intersection(paper.study.conditions)
        return bool(named) and (paper.study.conditions_together or len(named) == len(paper.study.conditions))

    @cached_property
    def answer(self) -> ConditionAnswer:
        """What a clinician may conclude: a trial's one answer, and nothing added up that must not be."""
        from mscq.evidence.answering import answer_within

        return answer_within(self.selector, self.condition)

    @cached_property
    def members(self) -> tuple[tuple[Concept, int], ...]:
        """The concepts directly below that papers name, with how many papers each has; most first."""
        return _members(self.selector.kb, self.condition.id, self.papers)

    @cached_property
    def gaps(self) -> Gaps:
        """Outcome groups, routes and sources that the papers name and no controlled result covers."""
        return gaps(self.selector, self.papers, self.results)


def dossier(kb: KnowledgeBase, condition_id: str, selection: Selection | None = None) -> Dossier:
    """The dossier of a condition and everything below it, within a further selection.

    Raises KeyError for an id that the vocabulary does not hold.
    """
    facet = kb.vocabulary.conditions
    concept = facet[condition_id]
    asked = replace(selection or Selection(), conditions=(condition_id,))
    selector = Selector(kb, asked)
    papers = tuple(selector.papers())
    from mscq.evidence.conflicts import conflicts_among

    found = [
        result
        for paper in papers
        for result in results_of(kb, paper)
        if any(selector.fits(paper, row) for row in result.rows)
    ]
    counted = {row.id for result in found for row in result.rows}
    safety: list[tuple[Paper, Finding]] = []
    statements: dict[Topic, list[tuple[Paper, Finding]]] = {}
    for paper in papers:
        measured = {row.id for result in results_of(kb, paper, Topic.SAFETY) for row in result.rows}
        for finding in paper.findings:
            if finding.id in counted or not selector.fits(paper, finding):
                continue
            if finding.id in measured:
                safety.append((paper, finding))
            else:
                statements.setdefault(finding.topic, []).append((paper, finding))
    return Dossier(
        selector=selector,
        condition=concept,
        papers=tuple(sorted(papers, key=strength)),
        results=tuple(sorted(found, key=result_strength)),
        safety=tuple(safety),
        statements={topic: statements[topic] for topic in Topic if topic in statements},
        conflicts=tuple(conflicts_among(kb, papers, selector.conditions)),
    )


def _members(kb: KnowledgeBase, condition_id: str, papers: Sequence[Paper]) -> tuple[tuple[Concept, int], ...]:
    """The concepts directly below that papers name, with how many papers each has; most first."""
    facet = kb.vocabulary.conditions
    counted = []
    for child in facet.children(condition_id):
        below = facet.narrower(child)
        number = sum(
            any(one in below for finding in paper.findings for one in conditions(paper, finding))
            or not below.isdisjoint(paper.study.conditions)
            for paper in papers
        )
        if number:
            counted.append((facet[child], number))
    return tuple(sorted(counted, key=lambda pair: (-pair[1], pair[0].label)))


def gaps(selector: Selector, papers: Sequence[Paper], found: Sequence[Result]) -> Gaps:
    """Outcome groups, routes and sources that trials among these papers name and no controlled result covers.

    What covers one is a result against a control, on efficacy or safety, of people known to have been given it.
    """
    kb, vocabulary = selector.kb, selector.kb.vocabulary
    controlled = [
        unit
        for paper in papers
        for unit in selector.units(paper)
        if unit.finding is not None and result_kind(paper, unit.finding) is Control.CONTROLLED
    ]
    measured = {
        one
        for unit in controlled
        if unit.finding is not None
        for one in (unit.finding.outcome, *unit.finding.also_outcomes)
        if one is not None
    }
    rest = {
        result.finding.outcome
        for result in found
        if result.control in (Control.UNCONTROLLED, Control.OTHER_ARM) and result.finding.outcome
    }
    trials = [paper for paper in papers if results_of(kb, paper)]

    def open_among(facet: Facet, named: Iterable[str], covering: Iterable[str]) -> tuple[str, ...]:
        covered = frozenset(above for one in covering for above in facet.broader(one))
        return tuple(one for one, _ in Counter(named).most_common() if one not in covered)

    return Gaps(
        outcomes=tuple(sorted(_groups(vocabulary.outcomes, rest) - _groups(vocabulary.outcomes, measured))),
        routes=open_among(
            vocabulary.routes,
            (one for paper in trials for one in paper.study.intervention.routes),
            (one for unit in controlled for one in unit.treatment.routes),
        ),
        sources=open_among(
            vocabulary.sources,
            (one for paper in trials for one in paper.study.intervention.sources),
            (one for unit in controlled for one in unit.treatment.sources),
        ),
    )


def _groups(outcomes: Facet, ids: Iterable[str]) -> frozenset[str]:
    return frozenset(group for one in ids for group in outcomes.groups(one))


def shown_results(found: Sequence[Result], limit: int | None) -> tuple[list[Result], list[Result]]:
    """Which results a screen shows, and which it leaves out.

    For each paper, setting and direction the result with the most exact figure: a paper that reports
    benefit at one time and none at another shows both. Then the first ``limit`` by strength.
    """
    best: dict[tuple[object, ...], Result] = {}
    for result in found:
        key = (result.paper.id, result.control, result.direction)
        if key not in best or reported_detail(result) > reported_detail(best[key]):
            best[key] = result
    chosen = {id(result) for result in best.values()}
    shown = [result for result in found if id(result) in chosen][:limit]
    kept = {id(result) for result in shown}
    return shown, [result for result in found if id(result) not in kept]
