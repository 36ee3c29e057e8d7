"""What a clinician may conclude on a condition: one answer a trial, and nothing added up that must not be.

The rules, in the order in which they are applied:

1. A study has one answer: what it says of its primary endpoint (CONSORT item 6a), as randomised, at the longest
   follow-up among the times named as primary. Where no primary endpoint is known, all its as-randomised results at
   the longest follow-up of each outcome, agreeing or mixed; it is told and counted as "endpoint not stated".
   Subgroups, post-hoc and per-protocol analyses and outcomes named secondary or exploratory are kept beside the
   answer (``Trial.others``) and never counted; a review that tells of an outcome for a subgroup of its trials alone
   answers by that, and says so. A study for safety alone says only that. Where an outcome is asked
   for that was not a study's primary one, or one of several that its primary one joins, the study answers with its
   results on that outcome, told as secondary: its verdict on another endpoint says nothing on the one asked for.
2. Never added up: kinds of comparator; families of cells; controlled and uncontrolled studies; people and animals;
   rankings of networks. Papers on the same people are one study. Pooled analyses are not added to the trials that
   they pool.
3. The longest follow-up of an outcome leads; earlier times stay beside it where they differ (``Answered.earlier``).
   Results at a time that is not told, or at the same time, are neither earlier nor later: where they differ, the
   outcome is mixed (``Answered.beside``).
4. What rests on one arm alone or on a baseline is no result against a control (``Answered.compared``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from mscq.evidence import kept
from mscq.evidence.cohorts import cohorts
from mscq.evidence.families import SEVERAL, family_of, family_order
from mscq.evidence.level import Control, is_retold, is_review
from mscq.evidence.ranking import reported_detail, strength
from mscq.evidence.results import Result, results_of
from mscq.evidence.selection import Selection, Selector
from mscq.evidence.treatment import set_apart, treatment_of
from mscq.records.shown import Shown
from mscq.records.terms import (
    Analysis,
    Arm,
    Certainty,
    ComparatorKind,
    Direction,
    Endpoint,
    Measure,
    Met,
    OutcomeSource,
    ReadAs,
    Topic,
)
from mscq.records.value import Value, replace

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Finding, Paper
    from mscq.records.vocabulary import Concept, Facet


class Status(StrEnum):
    """What a study says of its primary endpoint."""

    MET = "met"
    NOT_MET = "not-met"
    MIXED = "mixed"
    SAFETY_ONLY = "safety-only"
    NOT_STATED = "not-stated"
    SECONDARY = "secondary"


_FINISHED = ("finished-no-results", "finished-no-paper")
_UNTIMED = -1.0
_VERDICTS = (Status.MET, Status.NOT_MET, Status.MIXED)
_STATUS_OF = {Met.YES: Status.MET, Met.NO: Status.NOT_MET, Met.MIXED: Status.MIXED, Met.SAFETY_ONLY: Status.SAFETY_ONLY}
_SURE = {Certainty.HIGH: 0, Certainty.MODERATE: 1, Certainty.LOW: 3, Certainty.VERY_LOW: 4}
_UNRATED = 2
_COUNTED = (ComparatorKind.PLACEBO, ComparatorKind.USUAL_CARE, ComparatorKind.ACTIVE, ComparatorKind.CONTROL)
KINDS = (*_COUNTED, ComparatorKind.OTHER_ARM)
"""Kinds of comparator in the order in which they are told: the hardest test of an effect first."""
KEPT = "answer "
"""Before the id of a condition: under which its answer is kept."""


class Answered(Value):
    """One outcome of a study's answer: its result at the longest follow-up, and the others of it that differ.

    ``earlier`` are those at earlier times, ``beside`` those at the same time or at a time that is not told.
    """

    result: Result
    earlier: tuple[Result, ...] = ()
    beside: tuple[Result, ...] = ()

    @property
    def direction(self) -> Direction:
        """What the outcome shows for the cells: mixed where results that are no earlier differ."""
        return agreed(one.direction for one in (self.result, *self.beside))

    @property
    def every(self) -> tuple[Result, ...]:
        """All results that are told of the outcome."""
        return (self.result, *self.earlier, *self.beside)

    @property
    def compared(self) -> bool:
        """Whether the figure is held against a control or another arm, not against a baseline or nothing."""
        return self.result.control in (Control.CONTROLLED, Control.OTHER_ARM)


class Trial(Value):
    """A study with a control, and its one answer against one kind of comparator with one family of cells.

    ``form`` is the one form of the condition that all its people have, None where they have the condition as such;
    ``cells`` the one kind of cells that they were given, None where several or the family's as such.
    """

    papers: tuple[Paper, ...]
    family: str
    comparator: ComparatorKind
    status: Status
    answered: tuple[Answered, ...]
    others: tuple[Result, ...]
    shared_conditions: int
    form: str | None = None
    cells: str | None = None

    @property
    def paper(self) -> Paper:
        """The paper that tells the answer."""
        return self.papers[0]

    @property
    def source(self) -> OutcomeSource | None:
        """Where the answer was read, where that is no paper: the maker or a registry."""
        return self.paper.study.primary_outcome_source

    @cached_property
    def direction(self) -> Direction:
        """What the answer shows for the cells."""
        by_status = {
            Status.MET: Direction.BENEFIT,
            Status.NOT_MET: Direction.NO_DIFFERENCE,
            Status.MIXED: Direction.MIXED,
        }
        if self.status is Status.NOT_MET and any(one.result.direction is Direction.HARM for one in self.answered):
            return Direction.HARM
        if self.status in by_status:
            return by_status[self.status]
        if self.status is Status.SAFETY_ONLY:
            return Direction.NOT_APPLICABLE
        return agreed(one.direction for one in self.answered if one.compared)

    @cached_property
    def label(self) -> str | None:
        """The comparator in words."""
        named = [one.result.finding.comparator.label for one in self.answered if one.result.finding.comparator.label]
        return named[0] if named else self.paper.study.comparator

    @cached_property
    def n(self) -> int | None:
        """People that the figures of the first outcome count; else those in the study, where it is of one disease."""
        whole = study_size(self.papers)
        if own := people_in_all(one.result for one in first_outcome(self.answered)):
            return min(own, whole) if whole is not None else own
        return whole if self.shared_conditions < 2 else None

    @property
    def endpoint_is_known(self) -> bool:
        """Whether the record tells what the primary endpoint is, be a verdict on it known or not."""
        known = self.paper.study.primary_outcome is not None
        return known or any(finding.endpoint is Endpoint.PRIMARY for finding in self.paper.findings)

    @property
    def randomised(self) -> bool:
        """Whether people were assigned by lot."""
        return self.paper.design.randomised is True


class Pooled(Value):
    """A review's answer from what it pools against a control, with the trials of the base that it pools."""

    paper: Paper
    family: str
    comparator: ComparatorKind
    answered: tuple[Answered, ...]
    others: tuple[Result, ...]
    pools: tuple[str, ...]
    shared_conditions: int

    @cached_property
    def direction(self) -> Direction:
        """What its results show for the cells, taken together; a figure that is in doubt shows nothing."""
        return agreed(one.direction for one in self.answered if not one.result.finding.as_printed)

    @property
    def has_figure(self) -> bool:
        """Whether a figure was pooled; a review may say in words alone what its trials found."""
        return any(one.result.finding.estimate is not None for one in self.answered)


class Open(Value):
    """A study in people without a control: what it reports cannot show that the treatment works."""

    papers: tuple[Paper, ...]
    family: str
    results: tuple[Result, ...]
    pooled: bool

    @property
    def paper(self) -> Paper:
        return self.papers[0]

    @cached_property
    def reports_gain(self) -> bool:
        """Whether some result is better than before and none is worse."""
        directions = {one.direction for one in self.results}
        return Direction.BENEFIT in directions and Direction.HARM not in directions


class SafetyFigure(Value):
    """A result on harm, with its paper and the family of cells that was given."""

    result: Result
    family: str

    @property
    def has_figure(self) -> bool:
        """Whether a value or a count of people stands for itself, not a p value or words alone."""
        rows = [row.estimate for row in (self.result.finding, self.result.treated_row) if row is not None]
        return any(one is not None and (one.value is not None or one.events is not None) for one in rows)


class ConditionAnswer(Shown, Value):
    """The answer to what cells do for a condition, in blocks that are never added up.

    ``selection`` is what was asked for beside the condition, ``randomised`` the number of randomised trials (papers on
    the same people are one), ``unpublished`` the registered trials that are finished and that no paper reports,
    ``overlap`` the corrected covered area of the reviews in ``pooled`` (``mscq.evidence.coverage``), where it is known.
    """

    selector: Selector
    condition: Concept
    selection: Selection
    randomised: int
    papers: tuple[Paper, ...]
    trials: tuple[Trial, ...]
    pooled: tuple[Pooled, ...]
    rankings: tuple[Pooled, ...]
    open_studies: tuple[Open, ...]
    animals: tuple[Paper, ...]
    words: tuple[Paper, ...]
    unpublished: tuple[str, ...]
    overlap: float | None = None

    def __repr__(self) -> str:
        held = ", ".join(f"{name}={len(getattr(self, name))}" for name in ("trials", "pooled", "papers"))
        return f"ConditionAnswer({self.condition.id!r}, {held})"

    @property
    def safety(self) -> tuple[SafetyFigure, ...]:
        """The figures on harm; where an outcome is asked for that is none, all of them: a harm may be its price."""
        return self.asked_harm or self.any_harm

    @cached_property
    def asked_harm(self) -> tuple[SafetyFigure, ...]:
        """The figures on harm of the outcome and against the control that are asked for, whenever it came."""
        asked = self.selector.selection
        if asked.asks_of_time:
            whenever = Selector(self.selector.kb, replace(asked, months=(None, None)))
            return answer_within(whenever, self.condition).asked_harm
        return tuple(_safety(self.selector, self.papers))

    @cached_property
    def any_harm(self) -> tuple[SafetyFigure, ...]:
        """The figures on harm, of whatever outcome and against whatever control."""
        if not (self.selection.outcomes or self.selection.against):
            return self.asked_harm
        asked = replace(self.selector.selection, outcomes=(), against=())
        return answer_within(Selector(self.selector.kb, asked), self.condition).asked_harm

    def families(self) -> list[str]:
        """The families that controlled trials gave, then those of other studies; each in its order."""
        blocks: tuple[Trial | Pooled | Open, ...] = (*self.trials, *self.pooled, *self.open_studies)
        return list(dict.fromkeys(one.family for one in blocks))

    def trials_of(self, family: str, comparator: ComparatorKind | None = None) -> list[Trial]:
        """The trials of a family, against one kind of comparator where one is named."""
        return list(self._blocks.get((family, comparator), ()))

    @cached_property
    def _blocks(self) -> dict[tuple[str, ComparatorKind | None], list[Trial]]:
        """The trials by family and by kind of comparator, those of all kinds under None."""
        blocks: dict[tuple[str, ComparatorKind | None], list[Trial]] = {}
        for one in self.trials:
            blocks.setdefault((one.family, one.comparator), []).append(one)
            blocks.setdefault((one.family, None), []).append(one)
        return blocks


def leading_family(answer: ConditionAnswer) -> str | None:
    """Return the family whose trials the screen shows one by one: the first that has trials with a control."""
    return next((one.family for one in answer.trials), None)


def agreed(directions: Iterable[Direction]) -> Direction:
    """Return the one direction that all of these have, MIXED where they differ, NOT_APPLICABLE where none has one.

    Stable and no difference agree with each other.
    """
    told = {one for one in directions if one is not Direction.NOT_APPLICABLE}
    if len(told) > 1:
        return Direction.NO_DIFFERENCE if told <= {Direction.STABLE, Direction.NO_DIFFERENCE} else Direction.MIXED
    return told.pop() if told else Direction.NOT_APPLICABLE


def people_in(result: Result) -> int | None:
    """Return how many people a result counts: its contrast's own number, else both arms together, else None."""
    estimate = result.finding.estimate
    if result.finding.arm in (Arm.BETWEEN, Arm.EVERYONE) and estimate is not None:
        return estimate.participants or estimate.n
    arms = [row.estimate.n if row and row.estimate else None for row in (result.treated_row, result.control_row)]
    return sum(number for number in arms if number) if all(arms) else None


def people_in_all(results: Iterable[Result]) -> int | None:
    """Return how many people results on one outcome count together, an arm that they share once; None where unknown."""
    found = list(results)
    if len(found) == 1 or any(one.finding.arm in (Arm.BETWEEN, Arm.EVERYONE) for one in found):
        return max((number for one in found if (number := people_in(one)) is not None), default=None)
    if not all(people_in(one) for one in found):
        return None
    arms = {row.id: row for one in found for row in (one.treated_row, one.control_row) if row is not None}
    return sum(row.estimate.n or 0 for row in arms.values() if row.estimate is not None) or None


def counted_twice(papers: Sequence[Paper], results: Iterable[Result]) -> bool:
    """Return whether the arms of results add up to more people than their study has, as over periods of a crossover."""
    whole = study_size(papers)
    rows = {row.id: row for one in results for row in one.rows if row.arm is not Arm.BETWEEN}
    return whole is not None and sum(row.estimate.n or 0 for row in rows.values() if row.estimate is not None) > whole


def first_outcome(answered: Sequence[Answered]) -> list[Answered]:
    """Return the answers on the outcome that is told first: those of the arms."""
    outcome = answered[0].result.finding.outcome if answered else None
    return [one for one in answered if one.result.finding.outcome == outcome]


def family_of_result(cells: Facet, result: Result) -> str:
    """Return the family of cells that a result is of, that of the whole study where the result does not tell."""
    own = family_of(cells, treatment_of(result.paper, result.finding).cells)
    return own or family_of(cells, result.paper.study.intervention.cells)


def status_of(paper: Paper) -> Status:
    """Return what a paper says of its study's primary endpoint."""
    met = paper.study.primary_outcome_met
    return _STATUS_OF.get(met, Status.NOT_STATED) if met is not None else Status.NOT_STATED


def study_size(papers: Iterable[Paper]) -> int | None:
    """Return the people in a study as its papers count them, controls included, or None."""
    sizes = [paper.study.participants.n for paper in papers]
    return max((size for size in sizes if size), default=None)


def answer(
    kb: KnowledgeBase, condition_id: str, selection: Selection | None = None, among: Iterable[Paper] | None = None
) -> ConditionAnswer:
    """Return the answer on a condition and everything below it, within a further selection.

    ``among`` are the papers that can be on it, by id, where so much is known of them already.
    Raises KeyError for an id that the vocabulary does not hold.
    """
    concept = kb.vocabulary.conditions[condition_id]
    selector = Selector(kb, replace(selection or Selection(), conditions=(condition_id,)), among)
    return answer_within(selector, concept)


def answer_within(selector: Selector, condition: Concept) -> ConditionAnswer:
    """Return the answer on a condition from what a selector, which asks for it, selects; it is made once for a base."""
    key = ("answer", condition.id, selector.selection)
    if key not in selector.kb.memo:
        found = _kept(selector, condition)
        selector.kb.memo[key] = found if found is not None else _Builder(selector.kb, selector, condition).answer()
    made: ConditionAnswer = selector.kb.memo[key]
    return made


def _kept(selector: Selector, condition: Concept) -> ConditionAnswer | None:
    """The answer that is kept beside a base (``mscq.evidence.keeping``), where nothing but a condition is asked for."""
    if selector.selection != Selection(conditions=(condition.id,)):
        return None
    stored = selector.kb.kept(f"{KEPT}{condition.id}")
    if stored is None:
        return None
    found: ConditionAnswer = kept.read(
        ConditionAnswer, stored, selector.kb, selector=selector, condition=condition, selection=Selection()
    )
    return found


class Wider(Value):
    """A condition that the one asked for is a form of, and the trials filed under it that are not under the form."""

    condition: Concept
    trials: tuple[Trial, ...]


def wider(kb: KnowledgeBase, made: ConditionAnswer) -> list[Wider]:
    """Return the diseases above the condition of an answer that have trials with a verdict beside the answer's own."""
    facet = kb.vocabulary.conditions
    held = {paper.id for one in answer(kb, made.condition.id).trials for paper in one.papers}
    found = []
    for above in made.condition.broader:
        if above in facet and facet[above].kind != "family":
            trials = answer(kb, above).trials
            beside = [one for one in trials if one.status in _VERDICTS and held.isdisjoint(p.id for p in one.papers)]
            if beside:
                found.append(Wider(facet[above], tuple(beside)))
    return found


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
        reviews = [paper for paper in papers if is_review(paper)]
        retold = [paper for paper in papers if is_retold(paper)]
        studies = [paper for paper in papers if not is_review(paper) and not is_retold(paper)]
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
        )

    def _order(self, one: Trial | Pooled | Open) -> tuple[int, str]:
        return family_order(self.cells, one.family)

    def _results(self, paper: Paper, topic: Topic) -> list[Result]:
        return _results(self.selector, paper, topic)

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
        tells = min(papers, key=lambda paper: (_verdict_place(paper), strength(paper)))
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
        """How many diseases a study is of, a condition and its forms being one."""
        facet = self.kb.vocabulary.conditions
        return len({facet.head(one) for one in paper.study.conditions})

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


def _results(selector: Selector, paper: Paper, topic: Topic) -> list[Result]:
    """The results of a paper on the condition that a selector asks for."""
    return [
        result
        for result in results_of(selector.kb, paper, topic)
        if any(selector.fits(paper, row) for row in result.rows)
    ]


def _safety(selector: Selector, papers: Iterable[Paper]) -> list[SafetyFigure]:
    """The results on harm, those against a control first."""
    cells = selector.kb.vocabulary.cells
    figures = [
        SafetyFigure(result, family_of_result(cells, result))
        for paper in papers
        for result in _results(selector, paper, Topic.SAFETY)
        if result.control is not Control.NOT_HUMAN
    ]
    return sorted(
        figures,
        key=lambda one: (
            one.result.control is not Control.CONTROLLED,
            family_order(cells, one.family),
            not one.has_figure,
            strength(one.result.paper)[:2],
            -(people_in(one.result) or 0),
            tuple(-part for part in reported_detail(one.result)),
        ),
    )


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
    told = list(Status).index(one.status) if one.status not in _VERDICTS else 0
    return (told, one.source is not None, -(one.n or study_size(one.papers) or 0), one.paper.id)
