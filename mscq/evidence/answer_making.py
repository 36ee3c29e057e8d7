"""How the answer on a condition is made: its papers sorted into blocks by the rules of :mod:`mscq.evidence.answer`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from mscq.evidence.answer import (
    KINDS,
    VERDICTS,
    Answered,
    ConditionAnswer,
    Open,
    Pooled,
    Status,
    Trial,
    agreed,
    status_of,
)
from mscq.evidence.cohorts import cohorts
from mscq.evidence.families import SEVERAL, family_of, family_of_result, family_order
from mscq.evidence.level import Control, is_retold, is_retracted, is_review
from mscq.evidence.people import study_size
from mscq.evidence.ranking import reported_detail, strength
from mscq.evidence.results import Result, results_within
from mscq.evidence.selection import Selector
from mscq.evidence.treatment import diseases, set_apart, treatment_of
from mscq.records.terms import Analysis, Certainty, ComparatorKind, Direction, Endpoint, Measure, Met, ReadAs, Topic
from mscq.records.value import replace

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Finding, Paper
    from mscq.records.vocabulary import Concept

_FINISHED = ("finished-no-results", "finished-no-paper")
_UNTIMED = -1.0
_SURE = {Certainty.HIGH: 0, Certainty.MODERATE: 1, Certainty.LOW: 3, Certainty.VERY_LOW: 4}
_UNRATED = 2


def answer_made(selector: Selector, condition: Concept) -> ConditionAnswer:
    """Return the answer on a condition from the papers that a selector, which asks for it, selects."""
    return _Builder(selector.kb, selector, condition).answer()


class _Builder:
    """Sorts the papers of a condition into the blocks of an answer."""

    def __init__(self, kb: KnowledgeBase, selector: Selector, condition: Concept) -> None:
        self.kb = kb
        self.selector = selector
        self.condition = condition
        self.cells = kb.vocabulary.cells
        self.trials: list[Trial] = []
        self.pooled: list[Pooled] = []
        self.rankings: list[Pooled] = []
        self.open_studies: list[Open] = []
        self.animals: list[Paper] = []
        self.words: list[Paper] = []

    def answer(self) -> ConditionAnswer:
        """Read all papers and put the blocks in order."""
        papers = sorted(self.selector.papers(), key=strength)
        counting = [paper for paper in papers if not is_retracted(paper)]
        reviews = [paper for paper in counting if is_review(paper)]
        retold = [paper for paper in counting if is_retold(paper)]
        studies = [paper for paper in counting if not is_review(paper) and not is_retold(paper)]
        self.words.extend(retold)
        for review in reviews:
            self._review(review)
        groups = [sorted(group, key=strength) for group in cohorts(studies)]
        for group in groups:
            self._study(group)

        def place(one: Trial | Pooled) -> tuple[object, ...]:
            unpooled = isinstance(one, Pooled) and not one.has_figure
            return (unpooled, self._order(one), KINDS.index(one.comparator), *_block_place(one))

        return ConditionAnswer(
            selector=self.selector,
            condition=self.condition,
            selection=replace(self.selector.selection, conditions=()),
            randomised=sum(any(paper.design.randomised for paper in group) for group in groups),
            papers=tuple(papers),
            trials=tuple(sorted(self.trials, key=place)),
            pooled=tuple(sorted(self.pooled, key=place)),
            rankings=tuple(self.rankings),
            open_studies=tuple(sorted(self.open_studies, key=lambda one: (self._order(one), strength(one.paper)))),
            animals=tuple(self.animals),
            words=tuple(self.words),
            unpublished=tuple(self._unpublished()),
            overlap=self._overlap(),
            retracted=tuple(paper for paper in papers if is_retracted(paper)),
        )

    def _order(self, one: Trial | Pooled | Open) -> tuple[int, str]:
        return family_order(self.cells, one.family)

    def _results(self, paper: Paper, topic: Topic) -> list[Result]:
        return results_within(self.selector, paper, topic)

    def _family(self, result: Result) -> str:
        return family_of_result(self.cells, result)

    def _review(self, paper: Paper) -> None:
        found = self._results(paper, Topic.EFFICACY)
        people = [one for one in found if one.control is not Control.NOT_HUMAN]
        ranked = [one for one in people if _is_ranking(one)]
        held = [one for one in people if one.control is Control.CONTROLLED and not _is_ranking(one)]
        free = [one for one in people if one.control is Control.UNCONTROLLED and not _is_ranking(one)]
        for family, kind, block in _by_block(held, self._family):
            self.pooled.append(self._pooled(paper, family, kind, block))
        if ranked:
            family = family_of(self.cells, paper.study.intervention.cells)
            self.rankings.append(self._pooled(paper, family, ComparatorKind.ACTIVE, ranked))
        if free and not held:
            family = family_of(self.cells, paper.study.intervention.cells)
            self.open_studies.append(Open((paper,), family, tuple(free), pooled=True))
        if not people and found:
            self.animals.append(paper)
        elif not found:
            self.words.append(paper)

    def _pooled(self, paper: Paper, family: str, kind: ComparatorKind, found: Sequence[Result]) -> Pooled:
        whole, others = _told(found)
        known = {one.finding.outcome for one in whole}
        part = [one for one in others if _is_of_some_trials(one) and one.finding.outcome not in known]
        whole, others = [*whole, *part], [one for one in others if one not in part]
        pools = tuple(one.paper for one in paper.study.includes if one.paper is not None)
        return Pooled(paper, family, kind, _longest(whole), tuple(others), pools, self._shared(paper))

    def _study(self, papers: list[Paper]) -> None:
        found = [one for paper in papers for one in self._results(paper, Topic.EFFICACY)]
        if found and all(one.control is Control.NOT_HUMAN for one in found):
            self.animals.extend(papers)
            return
        planned = any(paper.design.control_group == "always" for paper in papers)
        # arms that nobody planned to set against each other are no control
        kinds = (Control.CONTROLLED, Control.OTHER_ARM) if planned else (Control.CONTROLLED,)
        held = [one for one in found if one.control in kinds]
        if not held and not planned:
            free = tuple(one for one in found if one.control is not Control.NOT_HUMAN)
            family = family_of(self.cells, papers[0].study.intervention.cells)
            if found or any(self._results(paper, Topic.SAFETY) for paper in papers):
                self.open_studies.append(Open(tuple(papers), family, free, pooled=False))
            else:
                self.words.extend(papers)
            return
        self._controlled(papers, found, held)

    def _controlled(self, papers: list[Paper], found: Sequence[Result], held: Sequence[Result]) -> None:
        tells = min(papers, key=lambda paper: (_verdict_place(paper), not _names_endpoint(paper), strength(paper)))
        ordered = (tells, *(paper for paper in papers if paper is not tells))
        status = status_of(tells)
        primary = [
            one for one in found if one.paper is tells and any(row.endpoint is Endpoint.PRIMARY for row in one.rows)
        ]
        against = [one for one in primary if one.control in (Control.CONTROLLED, Control.OTHER_ARM)]
        asked = self.selector.selection
        harms = self._results(tells, Topic.SAFETY) if asked.outcomes else []
        known = status is not Status.NOT_STATED or any(
            finding.endpoint is Endpoint.PRIMARY for finding in tells.findings
        )
        narrowed = asked.outcomes or asked.endpoints or asked.asks_of_time
        if known and all(map(self._is_of_more, primary)) and (narrowed or self._has_other_controls(papers)):
            status = Status.SECONDARY
            told = [one for one in held if not _is_of_fewer(one)]
        elif against:
            told = [one for one in against if not _is_part(one)] or against
        elif status in (Status.NOT_STATED, Status.SAFETY_ONLY):
            told = [] if status is Status.SAFETY_ONLY else _told(held)[0]
        else:
            told = []
        blocks = _by_block(told, self._family)
        if not blocks:
            family = family_of(self.cells, tells.study.intervention.cells)
            blocks = [(family, _kind_of(papers), [])]
        if len(blocks) > 1:
            # a figure of all arms together says nothing that the arms' own figures do not
            blocks = [block for block in blocks if block[0] != SEVERAL] or blocks
        for family, kind, block in blocks:
            answered = _longest(block) or _longest([one for one in primary if one not in against])
            if asked.outcomes:  # its own figure before one of several outcomes at once
                answered = tuple(sorted(answered, key=lambda one: self._is_of_more(one.result)))
            if not answered and status in (Status.NOT_STATED, Status.SECONDARY):
                uncompared = _longest([one for one in found if not _is_part(one)])
                answered = tuple(Answered(one.result) for one in uncompared)
            shown = {id(told) for one in answered for told in one.every}
            others = tuple(one for one in found if id(one) not in shown)
            if asked.outcomes and not answered and status in (Status.SECONDARY, Status.NOT_STATED):
                others += tuple(one for one in harms if one.control is Control.CONTROLLED)
                status = Status.SECONDARY
                if not others:
                    self.words.extend(papers)  # what names the outcome is no result in people
                    continue
            told_here = _status_here(status, answered) if len({each[1] for each in blocks}) > 1 else status
            shared, form = self._shared(tells), self._form(ordered)
            self.trials.append(
                Trial(ordered, family, kind, told_here, answered, others, shared, form, _cells_of(tells, family, block))
            )

    def _is_of_more(self, result: Result) -> bool:
        """Whether a result is of several outcomes at once, of which the one asked for is one."""
        finding, outcomes = result.finding, self.selector.outcomes
        return bool(outcomes) and finding.outcome not in outcomes and len(finding.also_outcomes) > 1

    def _has_other_controls(self, papers: Iterable[Paper]) -> bool:
        """Whether one control is asked for, and a study has others than that."""
        return bool(self.selector.selection.against) and any(
            finding.comparator.kind in KINDS and not self.selector.is_against(finding)
            for paper in papers
            for finding in paper.findings
        )

    def _shared(self, paper: Paper) -> int:
        return diseases(self.kb.vocabulary.conditions, paper)

    def _form(self, papers: Iterable[Paper]) -> str | None:
        """The topmost form of the condition that the people of a study have, where it is a single one."""
        facet, asked = self.kb.vocabulary.conditions, self.condition.id
        named = {one for paper in papers for one in paper.study.conditions} & facet.narrower(asked)
        top = [one for one in named if not (facet.broader(one) - {one}) & named]
        return top[0] if len(top) == 1 and top != [asked] else None

    def _overlap(self) -> float | None:
        """The corrected covered area of the pooled reviews whose trials are known, where these are two or more."""
        known = dict.fromkeys(one.paper for one in self.pooled if one.paper.study.includes)
        if len(known) < 2:
            return None
        from mscq.evidence.coverage import overlaps

        areas = (one.corrected_covered_area for one in overlaps(self.kb, known, self.condition.id))
        return max((area for area in areas if area is not None), default=None)

    def _unpublished(self) -> Iterator[str]:
        """Name the registered trials on the condition that are finished without a paper."""
        for trial in self.kb.trials:
            on_it = not self.selector.conditions.isdisjoint(trial.conditions)
            if trial.progress in _FINISHED and on_it and self.selector.gives(trial.intervention):
                yield trial.name or trial.registration or trial.id


def _cells_of(paper: Paper, family: str, found: Iterable[Result]) -> str | None:
    """The one kind of cells that results are of, or the whole study; None where it is the family's as such."""
    named = {one for result in found for one in treatment_of(result.paper, result.finding).cells}
    named = named or set(paper.study.intervention.cells)
    return next(iter(named)) if len(named) == 1 and named != {family} else None


def _is_ranking(result: Result) -> bool:
    estimate = result.finding.estimate
    return estimate is not None and estimate.measure is Measure.RANKING_SCORE


def _is_part(result: Result) -> bool:
    """Whether a result is of fewer people than were randomised, of an outcome named less than primary, or a title."""
    finding = result.finding
    less = finding.endpoint in (Endpoint.SECONDARY, Endpoint.EXPLORATORY) or finding.read_as is ReadAs.TITLE
    return finding.analysis is not None or less


def _is_of_fewer(result: Result) -> bool:
    """Whether a result is of fewer people than were randomised, or of an outcome that was looked at to explore."""
    finding = result.finding
    titled = finding.read_as is ReadAs.TITLE  # of which no result was read
    return finding.analysis is not None or finding.endpoint is Endpoint.EXPLORATORY or titled


def _told(found: Sequence[Result]) -> tuple[list[Result], list[Result]]:
    """The results that are a study's answer where no primary endpoint is known, and the others."""
    whole = [one for one in found if not _is_part(one)]
    return whole, [one for one in found if _is_part(one)]


def _is_of_some_trials(result: Result) -> bool:
    """Whether a review's result is of a subgroup of its trials, not of an outcome that it names less than primary."""
    finding = result.finding
    return finding.analysis is Analysis.SUBGROUP and finding.endpoint in (None, Endpoint.PRIMARY)


def _names_endpoint(paper: Paper) -> bool:
    """Whether a paper tells of an effect that it names its primary endpoint."""
    return any(one.endpoint is Endpoint.PRIMARY and one.topic is Topic.EFFICACY for one in paper.findings)


def _verdict_place(paper: Paper) -> int:
    """Which paper of a study tells its answer: one with a verdict on efficacy before one on safety before none."""
    met = paper.study.primary_outcome_met
    return 2 if met is None else 1 if met is Met.SAFETY_ONLY else 0


def _status_here(status: Status, answered: Sequence[Answered]) -> Status:
    """The verdict against one of several comparators: that of its own figures, where they agree."""
    direction = agreed(one.result.direction for one in answered)
    here = {Direction.BENEFIT: Status.MET, Direction.NO_DIFFERENCE: Status.NOT_MET, Direction.HARM: Status.NOT_MET}
    return here.get(direction, status) if status in (Status.MET, Status.NOT_MET, Status.MIXED) else status


def _kind_of(papers: Sequence[Paper]) -> ComparatorKind:
    """The kind of control of a study none of whose results is held against it here.

    It is what any finding of the study is measured against, else what the record says of the study as a whole.
    """
    kinds = {finding.comparator.kind for paper in papers for finding in paper.findings}
    kinds |= {paper.study.comparator_kind for paper in papers if paper.study.comparator_kind is not None}
    return min((one for one in kinds if one in KINDS), key=KINDS.index, default=ComparatorKind.CONTROL)


def _by_block(
    found: Sequence[Result], family: Callable[[Result], str]
) -> list[tuple[str, ComparatorKind, list[Result]]]:
    blocks: dict[tuple[str, ComparatorKind], list[Result]] = {}
    for one in found:
        blocks.setdefault((family(one), one.finding.comparator.kind), []).append(one)
    return [(name, kind, block) for (name, kind), block in blocks.items()]


def _longest(found: Sequence[Result]) -> tuple[Answered, ...]:
    """Each outcome at its longest follow-up, with the other results of it that point another way."""
    by_outcome: dict[tuple[object, ...], list[Result]] = {}
    for one in found:
        finding = one.finding
        key = (finding.outcome, finding.comparator.kind, finding.comparator.label, treatment_of(one.paper, finding))
        by_outcome.setdefault(_hashable(key), []).append(one)
    made = []
    for group in by_outcome.values():
        last = max(_months(one.finding) for one in group)
        latest = [one for one in group if _months(one.finding) == last]
        best = max(latest, key=lambda one: (not set_apart(one.paper, one.finding), reported_detail(one)))
        earlier = sorted(
            (one for one in group if _UNTIMED < _months(one.finding) < last), key=lambda one: _months(one.finding)
        )
        differ = any(one.direction is not best.direction for one in earlier)
        untimed = [one for one in group if last > _UNTIMED == _months(one.finding)]
        beside = [one for one in (*latest, *untimed) if one is not best and _differ(one, best)]
        made.append(Answered(best, tuple(earlier) if differ else (), tuple(beside)))
    return tuple(sorted(made, key=_says_most))


def _says_most(one: Answered) -> tuple[object, ...]:
    """Sort key of outcomes: what its source is surest of, of all that the study gave before a part of it, most said.

    How sure its source is of a figure is known of few; what is not rated stands between the moderate and the low.
    """
    result = one.result
    rated = result.finding.certainty
    sure = _SURE[rated] if rated is not None else _UNRATED
    return (
        sure,
        bool(set_apart(result.paper, result.finding)),
        tuple(-part for part in reported_detail(result)),
    )


def _differ(first: Result, second: Result) -> bool:
    return agreed((first.direction, second.direction)) is Direction.MIXED


def _hashable(key: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(str(part) for part in key)


def _months(finding: Finding) -> float:
    return finding.timepoint_months if finding.timepoint_months is not None else _UNTIMED


def _block_place(one: Trial | Pooled) -> tuple[object, ...]:
    if isinstance(one, Pooled):
        return strength(one.paper)
    told = list(Status).index(one.status) if one.status not in VERDICTS else 0
    return (told, one.source is not None, -(one.n or study_size(one.papers) or 0), one.paper.id)
