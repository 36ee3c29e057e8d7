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

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from mscq.evidence.harm_figures import SafetyFigure, figures_on_harm
from mscq.evidence.level import Control, is_review
from mscq.evidence.people import people_in_all, study_size
from mscq.evidence.ranking import strength
from mscq.evidence.results import Result
from mscq.evidence.selection import Selection, Selector
from mscq.records.shown import Shown
from mscq.records.terms import (
    ComparatorKind,
    Direction,
    Endpoint,
    Met,
    OutcomeSource,
)
from mscq.records.value import Value, replace

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Paper
    from mscq.records.vocabulary import Concept


class Status(StrEnum):
    """What a study says of its primary endpoint."""

    MET = "met"
    NOT_MET = "not-met"
    MIXED = "mixed"
    SAFETY_ONLY = "safety-only"
    NOT_STATED = "not-stated"
    SECONDARY = "secondary"


VERDICTS = (Status.MET, Status.NOT_MET, Status.MIXED)
"""What counts as met or not, or as both."""
_STATUS_OF = {Met.YES: Status.MET, Met.NO: Status.NOT_MET, Met.MIXED: Status.MIXED, Met.SAFETY_ONLY: Status.SAFETY_ONLY}
_COUNTED = (ComparatorKind.PLACEBO, ComparatorKind.USUAL_CARE, ComparatorKind.ACTIVE, ComparatorKind.CONTROL)
KINDS = (*_COUNTED, ComparatorKind.OTHER_ARM)
"""Kinds of comparator in the order in which they are told: the hardest test of an effect first."""


class Answered(Value):
    """One outcome of a study's answer: its result at the longest follow-up, and the others of it that differ.

    ``earlier`` are those at earlier times, ``beside`` those at the same time or at a time that is not told.
    """

    result: Result
    earlier: tuple[Result, ...] = ()
    beside: tuple[Result, ...] = ()

    @property
    def direction(self) -> Direction:
        """What the outcome shows for the cells: mixed where results that are no earlier differ; in doubt, nothing."""
        return agreed(one.direction for one in (self.result, *self.beside) if not one.in_doubt)

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
        harm = any(one.result.tells and one.result.direction is Direction.HARM for one in self.answered)
        if self.status is Status.NOT_MET and harm:
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
    def asked_in_part(self) -> bool:
        """Whether its primary endpoint joins the outcome that is asked for with others."""
        told = self.answered[0].result.finding if self.answered else None
        return self.status is Status.SECONDARY and told is not None and told.endpoint is Endpoint.PRIMARY

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
        return agreed(one.direction for one in self.answered)

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


class ConditionAnswer(Shown, Value):
    """The answer to what cells do for a condition, in blocks that are never added up.

    ``selection`` is what was asked for beside the condition, ``randomised`` the number of randomised trials (papers on
    the same people are one), ``unpublished`` the registered trials that are finished and that no paper reports,
    ``overlap`` the corrected covered area of the reviews in ``pooled`` (``mscq.evidence.coverage``), where it is known.
    ``retracted`` are papers that were withdrawn, and stand in no block.
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
    retracted: tuple[Paper, ...] = ()

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
            return _harm_within(self.selector.kb, replace(asked, months=(None, None)))
        return tuple(figures_on_harm(self.selector, self.papers))

    @cached_property
    def any_harm(self) -> tuple[SafetyFigure, ...]:
        """The figures on harm, of whatever outcome and against whatever control."""
        if not (self.selection.outcomes or self.selection.against):
            return self.asked_harm
        asked = replace(self.selector.selection, outcomes=(), against=(), months=(None, None))
        return _harm_within(self.selector.kb, asked)

    @cached_property
    def of_unknown_size(self) -> tuple[Paper, ...]:
        """Studies with a control and reviews that a least number of people leaves out, since theirs was not read."""
        asked = self.selector.selection
        if asked.min_n is None:
            return ()
        papers = Selector(self.selector.kb, replace(asked, min_n=None)).papers()
        held = (one for one in papers if is_review(one) or one.design.control_group == "always")
        return tuple(sorted((one for one in held if one.study.participants.n is None), key=strength))

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


def first_outcome(answered: Sequence[Answered]) -> list[Answered]:
    """Return the answers on the outcome that is told first: those of the arms."""
    outcome = answered[0].result.finding.outcome if answered else None
    return [one for one in answered if one.result.finding.outcome == outcome]


def status_of(paper: Paper) -> Status:
    """Return what a paper says of its study's primary endpoint."""
    met = paper.study.primary_outcome_met
    return _STATUS_OF.get(met, Status.NOT_STATED) if met is not None else Status.NOT_STATED


def _harm_within(kb: KnowledgeBase, selection: Selection) -> tuple[SafetyFigure, ...]:
    selector = Selector(kb, selection)
    return tuple(figures_on_harm(selector, sorted(selector.papers(), key=strength)))
