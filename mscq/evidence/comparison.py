"""Comparisons along one dimension: what studies set against each other first, then what each value has shown.

Two parts, which are never mixed:

1. A study that gave several of the values sets them against each other (``DirectStudy``): by a contrast that it
   states, or by arms (or the subgroups of a pooled analysis) measured in the same way, on the same outcome at the
   same time. Only a contrast tells which value did better; arms beside one control do not.
2. The answer on each condition for each value alone (:mod:`mscq.evidence.answer`): other people, so no comparison.
   A study belongs to a value by what the arm of its answer was given. One that gave several of the values together,
   or does not tell them apart, belongs to none and is named apart; one of the first part is not told again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from mscq.evidence.answer import ConditionAnswer
from mscq.evidence.answering import answer
from mscq.evidence.belonging import Study, belongs, given_in, is_on, own, studies_of
from mscq.evidence.compared import (
    Block,
    Comparison,
    Contrast,
    DirectOutcome,
    DirectStudy,
    Setting,
    ValueAnswer,
)
from mscq.evidence.dimensions import COMPARED, DIMENSIONS, Sorter
from mscq.evidence.kept_comparisons import KeptComparison, kept_comparison
from mscq.evidence.level import Control, is_retracted, is_review
from mscq.evidence.people import of_both_arms
from mscq.evidence.ranking import strength
from mscq.evidence.results import Result, results_of
from mscq.evidence.selection import Selection, Selector
from mscq.evidence.shared_outcomes import shared_outcomes
from mscq.evidence.treatment import conditions
from mscq.records.terms import ComparatorKind, Endpoint, Topic
from mscq.records.value import replace
from mscq.text.fold import fold

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Finding, Paper
    from mscq.records.vocabulary import Facet


def compare(
    kb: KnowledgeBase, dimension_name: str, values: Sequence[str], selection: Selection | None = None
) -> Comparison:
    """Compare two or more values of a dimension, within a further selection.

    ``values`` are vocabulary ids (paper ids for ``paper``, keys of DOSE_BANDS for ``dose``).
    Raises ValueError for fewer than two values or an unknown dimension.
    """
    if dimension_name not in COMPARED or len(set(values)) < 2:
        raise ValueError("a comparison needs a dimension and two or more of its values")
    sorter = Sorter(kb.vocabulary, DIMENSIONS[dimension_name], tuple(dict.fromkeys(values)))
    return Builder(kb, sorter, selection or Selection()).comparison()


class Builder:
    """Puts a comparison together."""

    def __init__(self, kb: KnowledgeBase, sorter: Sorter, asked: Selection) -> None:
        self.kb = kb
        self.sorter = sorter
        self.dimension = sorter.dimension
        self.asked = asked
        self.conditions: Facet = kb.vocabulary.conditions
        self._studies: Sequence[DirectStudy] = ()

    @cached_property
    def _in_studies(self) -> frozenset[str]:
        """The ids of the findings that are told within a study that sets values against each other."""
        every = (result for study in self._studies for one in study.outcomes for result in one.results)
        return frozenset(one.finding.id for one in every)

    @cached_property
    def papers(self) -> dict[str, list[Paper]]:
        """The papers of each value."""
        return {value: list(Selector(self.kb, self._along(value)).papers()) for value in self.sorter.values}

    def comparison(self) -> Comparison:
        """Put it together, from what is kept where nothing but the values is asked for."""
        kept = kept_comparison(self.kb, self.sorter) if self.asked.is_empty else None
        studies = self.studies() if kept is None else self._kept_studies(kept)
        told: dict[str, set[str]] = {}
        for study in studies:
            for head in study.heads:
                told.setdefault(head, set()).add(study.paper.id)
        self._studies = studies
        blocks = list(self._blocks(told) if kept is None else self._kept_blocks(kept, told))
        if self.dimension.selects != "conditions":  # those stand as they were asked for
            blocks.sort(key=lambda one: (*(-part for part in one.weight), one.condition.id))
        place = {block.condition.id: number for number, block in enumerate(blocks)}

        def first(one: DirectStudy) -> int:
            return min((place.get(head, len(place)) for head in one.heads), default=len(place))

        return Comparison(self.sorter, tuple(sorted(studies, key=first)), tuple(blocks), self.asked)

    def _along(self, value: str) -> Selection:
        fields: dict[str, Any] = {self.dimension.selects: (value,)}
        return replace(self.asked, **fields)

    # --- inside a study

    def studies(self) -> list[DirectStudy]:
        """The studies that set values against each other, those that can tell them apart first."""
        if not self.dimension.inside or not self.dimension.given:
            return []
        every = {paper.id: paper for found in self.papers.values() for paper in found}
        return self._in_order(self._of_several(every))

    def _in_order(self, papers: Iterable[Paper]) -> list[DirectStudy]:
        # a study is looked at whole: a route named by one arm is compared with the study's other arms
        selector = Selector(self.kb, self.asked)
        found = [one for paper in papers if (one := self._direct(selector, paper)) is not None]
        settings = list(Setting)
        return sorted(found, key=lambda one: (settings.index(one.setting), not one.has_control, strength(one.paper)))

    def _kept_studies(self, kept: KeptComparison) -> list[DirectStudy]:
        """The same from what is kept of each two values; of more than two their papers are read."""
        found = kept.direct()
        if found is None:
            return self.studies()
        two = len(self.sorter.values) == 2
        return found if two else self._in_order({one.paper.id: one.paper for one in found}.values())

    def _of_several(self, papers: Mapping[str, Paper]) -> Iterable[Paper]:
        """Of these papers, by id, those that can set values against each other: their records name two of them."""
        if self.sorter.facet is None:
            return papers.values()
        naming = [self.kb.naming(*ids) for ids in self.sorter.below.values()]
        return [paper for name, paper in papers.items() if sum(name in ids for ids in naming) > 1]

    def _direct(self, selector: Selector, paper: Paper) -> DirectStudy | None:
        """The outcomes on which a paper sets the values against each other, or None where there is none."""
        if is_retracted(paper):
            return None
        topics = [Topic(one) for one in self.asked.topics if one in (Topic.EFFICACY, Topic.SAFETY)]
        found = [
            result
            for topic in topics or [Topic.EFFICACY]
            for result in results_of(self.kb, paper, topic)
            if any(selector.fits(paper, row) for row in result.rows)
        ]
        outcomes = list(self._outcomes(paper, found))
        if not outcomes:
            return None
        ranks = [*Endpoint, None]
        outcomes.sort(key=lambda one: (ranks.index(one.endpoint), not one.contrasts, one.control))
        every = results_of(self.kb, paper)
        held = any(one.control is Control.CONTROLLED for one in every)
        stated = any(self._contrast(one) is not None for one in (*found, *every))
        leads = [one.lead for one in outcomes]
        heads = frozenset(self.conditions.head(one) for lead in leads for one in conditions(paper, lead))
        return DirectStudy(paper, _setting(paper, outcomes), held, stated, heads, tuple(outcomes))

    def _outcomes(self, paper: Paper, found: Sequence[Result]) -> Iterator[DirectOutcome]:
        occasions: dict[tuple[object, ...], list[Result]] = {}
        for result in found:
            occasions.setdefault(_occasion(paper, result.finding), []).append(result)
        for results in occasions.values():
            contrasts = [one for result in results if (one := self._contrast(result)) is not None]
            arms = self._arms(paper, results)
            if contrasts or arms:
                yield DirectOutcome(arms, tuple(contrasts))

    def _contrast(self, result: Result) -> Contrast | None:
        """A result that sets one of the values against another."""
        finding = result.finding
        mine = self.sorter.matched(self.dimension.own(finding.intervention))
        theirs = self.sorter.matched(self.dimension.own(finding.comparator.against))
        if not mine or not theirs or set(mine) & set(theirs):
            return None
        return Contrast(result, tuple(mine), tuple(theirs))

    def _arms(self, paper: Paper, results: Sequence[Result]) -> dict[str, tuple[Result, ...]]:
        """The results of each value against one and the same thing, where at least two values have one."""
        by_comparator: dict[tuple[object, ...], dict[str, list[Result]]] = {}
        for result in results:
            value = self.sorter.value_of(self.dimension.ids(paper, result.finding))
            if value is None or result.finding.comparator.kind is ComparatorKind.OTHER_ARM:
                continue
            comparator = result.finding.comparator
            key = (comparator.kind, fold(comparator.label or ""))
            by_comparator.setdefault(key, {}).setdefault(value, []).append(result)
        full = [by_value for by_value in by_comparator.values() if len(by_value) > 1]
        best = min(full, key=lambda by: min(one.control for them in by.values() for one in them), default={})
        return {value: tuple(best[value]) for value in self.sorter.values if value in best}

    # --- each value alone

    def _kept_blocks(self, kept: KeptComparison, told: Mapping[str, set[str]]) -> Iterator[Block]:
        for condition, values in kept.conditions().items():
            compute = partial(self._block, condition, values, told, whole=False)
            yield kept.block(condition, told.get(condition, set()), compute)

    def _blocks(self, told: Mapping[str, set[str]]) -> Iterator[Block]:
        if self.dimension.selects == "conditions":
            for value in self.sorter.values:
                yield self._block(value, [value], told, whole=True)
            return
        for condition, values in self.places().items():
            whole = condition in self.asked.conditions
            yield self._block(condition, values, told, whole=whole)

    def places(self) -> dict[str, list[str]]:
        """The conditions to answer on, with the values that have papers there: those asked for, else all diseases.

        A family of diseases is answered on disease by disease.
        """
        places: dict[str, list[str]] = {}
        single = [one for one in self.asked.conditions if self.conditions[one].kind != "family"]
        below = frozenset(one for each in self.asked.conditions for one in self.conditions.narrower(each))
        for value, found in self.papers.items():
            named = {one for paper in found for one in _named(paper) if one in below or not below}
            within = [(one, self.conditions.narrower(one)) for one in single]
            for one in named:
                homes = [home for home, members in within if one in members] or [self.conditions.head(one)]
                for home in homes:
                    if value not in places.setdefault(home, []):
                        places[home].append(value)
        return places

    @cached_property
    def _conditions_of(self) -> dict[str, set[str]]:
        """The conditions that each paper of a value names, be it in one finding."""
        return {
            paper.id: {*paper.study.conditions, *(one for row in paper.findings for one in row.conditions)}
            for found in self.papers.values()
            for paper in found
        }

    def _among(self, value: str, condition: str) -> list[Paper] | None:
        """Of the papers of a value those on a condition; None where those of some conditions alone were looked for."""
        if self.asked.conditions:
            return None
        below = self.conditions.narrower(condition)
        return [one for one in self.papers[value] if not below.isdisjoint(self._conditions_of[one.id])]

    def answer(self, value: str, condition: str) -> ConditionAnswer:
        """The answer on a condition for a value."""
        if self.dimension.selects == "conditions":
            return answer(self.kb, condition, replace(self.asked, conditions=()))
        asked = replace(self._along(value), conditions=())
        return answer(self.kb, condition, asked, self._among(value, condition))

    def _block(self, condition: str, values: Sequence[str], told: Mapping[str, set[str]], *, whole: bool) -> Block:
        made: dict[str, ValueAnswer] = {}
        untold: dict[str, Paper] = {}
        head = self.conditions.head(condition)
        for value in self.sorter.values if self.dimension.selects != "conditions" else values:
            if value not in values:
                made[value] = ValueAnswer(value)
                continue
            found = self.answer(value, condition)
            made[value] = self._sorted(found, value, head, told.get(head, set()), untold, whole=whole)
        held = {value: one.held for value, one in made.items()}
        if self.dimension.selects == "papers":
            held = {value: self._results(value, condition) for value in made}
        shared = tuple(shared_outcomes(held)) if len(made) > 1 else ()
        return Block(self.conditions[condition], made, tuple(untold.values()), shared)

    def _results(self, paper_id: str, condition: str) -> tuple[Result, ...]:
        paper, below = self.kb.get(paper_id), self.conditions.narrower(condition)
        selector = Selector(self.kb, self.asked)
        return tuple(
            one
            for one in results_of(self.kb, paper)
            if not below.isdisjoint(conditions(paper, one.finding)) and selector.fits(paper, one.finding)
        )

    def _sorted(
        self,
        found: ConditionAnswer,
        value: str,
        head: str,
        told: set[str],
        untold: dict[str, Paper],
        *,
        whole: bool,
    ) -> ValueAnswer:
        """The parts of an answer that are of the value alone; papers of several values go to ``untold``."""

        def here(papers: Sequence[Paper], results: Sequence[Result]) -> bool:
            return whole or is_on(self.conditions, head, papers, results)

        def kept(one: Study) -> bool:
            if any(paper.id in told for paper in one.papers) or not here(one.papers, one.results):
                return False
            if self._is_of(value, one.papers, one.results):
                return True
            untold.update({paper.id: paper for paper in one.papers[:1]})
            return False

        trials, pooled, free, _ = ([one.block for one in each if kept(one)] for each in studies_of(self.kb, found))
        trials, pooled = ([self._own(value, one) for one in each] for each in (trials, pooled))
        for each in (*trials, *pooled, *free):
            untold.pop(each.paper.id, None)
        harms = tuple(
            one
            for one in (found.safety if Topic.SAFETY in self.asked.topics else ())
            if one.has_figure
            and not one.result.is_rank  # no harm that happened to anyone
            and one.result.finding.id not in self._in_studies
            and not of_both_arms(one.result)
            and here([one.result.paper], [one.result])
            and self._is_of(value, [one.result.paper], [one.result])
        )
        if self.asked.topics and Topic.EFFICACY not in self.asked.topics:
            return ValueAnswer(value, open_studies=tuple(free), safety=harms)
        return ValueAnswer(value, tuple(trials), tuple(pooled), tuple(free), harms)

    def _is_of(self, value: str, papers: Sequence[Paper], results: Sequence[Result]) -> bool:
        return not self.dimension.given or belongs(self.sorter, value, given_in(self.dimension, papers, results))

    def _own(self, value: str, one: Any) -> Any:
        return own(self.sorter, value, one) if self.dimension.given else one


def _named(paper: Paper) -> set[str]:
    return {*paper.study.conditions, *(one for row in paper.findings if row.arm for one in row.conditions)}


def _occasion(paper: Paper, row: Finding) -> tuple[object, ...]:
    """What was measured, when and in whom."""
    label = fold(row.outcome_label or "") or row.outcome
    return (row.topic, row.outcome, label, row.timepoint_months, row.population, tuple(conditions(paper, row)))


def _setting(paper: Paper, outcomes: Iterable[DirectOutcome]) -> Setting:
    results = [result for one in outcomes for result in one.results]
    if all(one.control is Control.NOT_HUMAN for one in results):
        return Setting.NOT_HUMAN
    if is_review(paper):
        return Setting.NETWORK if all(one.is_rank for one in results) else Setting.SUBGROUPS
    return Setting.RANDOMISED if paper.design.randomised is True else Setting.ARMS
