"""What one study says to a question, on one footing: with a control, without one, or between arms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from mscq.evidence.answer import Answered
from mscq.evidence.effect import leans
from mscq.evidence.level import CONTROLLED, Control, is_review
from mscq.evidence.people import people_in, study_size
from mscq.evidence.ranking import reported_detail, strength
from mscq.evidence.treatment import treatment_of
from mscq.records.terms import ComparatorKind, Direction, Endpoint, Met, OutcomeSource
from mscq.records.value import Value, replace

if TYPE_CHECKING:
    from mscq.evidence.results import Result
    from mscq.records.models import Paper

_ENOUGH = 20
"""People from which on a study can bear a question."""
_PILOT = 10
"""People from which on a trial by lot can bear one weakly, by its primary endpoint, and a null without a control."""
_SERIES = 5
"""People from which on a gain without a control can stand against a result with one."""
_UNTIMED = -1.0


class Way(StrEnum):
    """What a study answers."""

    YES = "yes"
    NO = "no"
    MIXED = "mixed"


class Reply(Value):
    """What one study says to a question, with a control or without.

    ``papers`` begin with the one that tells the answer; ``shared`` tells that the study is of other diseases too,
    ``joint`` that its figures do not tell these apart, ``several_cells`` that they do not tell several kinds of cells
    apart, ``overall`` that they are of the disease as a whole, ``otherwise`` that outcomes which do not answer say the
    opposite; ``prefers`` are the values that it finds better than others, where the question is which is better.
    """

    papers: tuple[Paper, ...]
    control: Control
    way: Way
    answered: tuple[Answered, ...]
    several_cells: bool = False
    shared: bool = False
    joint: bool = False
    overall: bool = False
    otherwise: bool = False
    prefers: frozenset[str] = frozenset()

    @property
    def paper(self) -> Paper:
        """The paper that tells the answer."""
        return self.papers[0]

    @property
    def source(self) -> OutcomeSource | None:
        """Where the answer was read, where that is no paper."""
        return self.paper.study.primary_outcome_source

    @property
    def review(self) -> bool:
        """Whether it is told by a paper on trials of others, pooled or one by one."""
        return is_review(self.paper)

    @property
    def controlled(self) -> bool:
        """Whether it rests on a control group."""
        return self.control is Control.CONTROLLED

    @cached_property
    def comparators(self) -> frozenset[ComparatorKind]:
        """The kinds of control that it rests on; of a missed endpoint without such a row, a control of unknown kind."""
        kinds = frozenset(one.result.finding.comparator.kind for one in self.answered)
        return (kinds & CONTROLLED or frozenset({ComparatorKind.CONTROL})) if self.controlled else frozenset()

    @cached_property
    def endpoint(self) -> Endpoint | None:
        """The highest rank that its outcomes are said to have."""
        ranks = {one.result.finding.endpoint for one in self.answered}
        return next((one for one in Endpoint if one in ranks), None)

    @cached_property
    def n(self) -> int | None:
        """People in the study; of a review, and of a study of several diseases, those that its figures count."""
        counted = max((number for one in self.answered if (number := people_in(one.result)) is not None), default=None)
        of_part = self.review and all(one.result.finding.analysis is not None for one in self.answered)
        whole = None if self.shared or of_part else self._people
        return (counted or whole) if self.review else (whole or counted)

    @property
    def _people(self) -> int | None:
        """People as the paper that tells the answer counts them, else another of the same study."""
        return study_size([self.paper]) or study_size({one.result.paper for one in self.answered})

    @cached_property
    def months(self) -> float | None:
        """The longest follow-up of its outcomes, None where none is known."""
        times = [one.result.finding.timepoint_months for one in self.answered]
        return max((one for one in times if one is not None), default=None)

    @cached_property
    def size(self) -> int | None:
        """People in the study, whatever their disease."""
        return self.n or self._people

    @property
    def counts(self) -> bool:
        """Whether it stands on a side: a review, or a study that is not known to be of too few people."""
        return self.review or self.size is None or self.size >= self._least

    @property
    def firm(self) -> bool:
        """Whether a question rests firmly on it: what is pooled, or enough people of one disease, compared by lot.

        A gain that a trial with another primary outcome tells in words alone is no firm answer.
        """
        if self.review:
            return self.paper.design.evidence == "pooled"
        if self.size is None:
            return self._by_lot and self.endpoint is Endpoint.PRIMARY
        free = self.control is Control.UNCONTROLLED
        beside = self.endpoint is not Endpoint.PRIMARY and self.paper.study.primary_outcome is not None
        if self.way is Way.YES and self.controlled and beside and not self._has_figure:
            return False
        return (self._by_lot or free) and not self.joint and self.size >= (self._least if free else _ENOUGH)

    @property
    def _has_figure(self) -> bool:
        return any(row.estimate is not None for one in self.answered for row in one.result.rows)

    @property
    def _by_lot(self) -> bool:
        return self.paper.design.randomised is True and self.control is not Control.UNCONTROLLED

    @property
    def _least(self) -> int:
        if self.control is Control.UNCONTROLLED:
            return _SERIES if self.way is Way.YES else _PILOT
        return _PILOT if self._by_lot and self.endpoint is Endpoint.PRIMARY else _ENOUGH


def reply_of(study: Sequence[Paper], found: Sequence[Result], *, several: bool, shared: bool = False) -> Reply | None:
    """Return what a study answers by these results against one kind of control, None where they have no side.

    ``several`` and ``shared`` tell that the cells are of several kinds, and that the study is of other diseases too.
    """
    sided = [one for one in found if way_of(one) is not None]
    told = [one for one in sided if one.finding.endpoint is Endpoint.PRIMARY] or sided
    if not told:
        return None
    answered = at_longest(told)
    ways = {way_of(one.result) for one in answered}
    way = Way.MIXED if len(ways) > 1 else (ways.pop() or Way.MIXED)
    tells = answered[0].result.paper
    papers = (tells, *(one for one in study if one is not tells))
    otherwise = any({way, way_of(one)} == {Way.YES, Way.NO} for one in sided if one not in told)
    return Reply(papers, footing(told[0]), way, answered, several, shared, otherwise=otherwise)


def footing(result: Result) -> Control:
    """Return what a result rests on: on a control where it is of a primary endpoint that a trial with one missed."""
    return Control.CONTROLLED if missed(result) else result.control


def way_of(result: Result) -> Way | None:
    """Return what one result says.

    Worse or unchanged in a group without a control says nothing, nor does a null whose p is within 0.05: it leans. A
    primary endpoint that was not met says no, though its rows tell but of a change from before.
    """
    finding = result.finding
    if missed(result) and (result.control is Control.UNCONTROLLED or result.direction is Direction.NOT_APPLICABLE):
        return Way.NO
    match result.direction:
        case Direction.BENEFIT:
            return Way.YES
        case Direction.MIXED:
            return Way.MIXED
        case Direction.NO_DIFFERENCE:
            return None if leans(finding) else Way.NO
        case Direction.HARM | Direction.STABLE if result.control is not Control.UNCONTROLLED:
            return Way.NO
    return None


def missed(result: Result) -> bool:
    """Return whether a result is of a primary endpoint that a trial with a control did not meet."""
    paper = result.paper
    is_missed = paper.study.primary_outcome_met is Met.NO and result.finding.endpoint is Endpoint.PRIMARY
    return (
        is_missed
        and paper.design.control_group == "always"
        and result.control in (Control.CONTROLLED, Control.UNCONTROLLED)
    )


def at_longest(found: Sequence[Result]) -> tuple[Answered, ...]:
    """Return each outcome's results at its longest follow-up, the fullest first, with earlier ones that differ.

    A result of which no time is known may be the last as well as any other.
    """
    by_outcome: dict[str, list[Result]] = {}
    for one in found:
        by_outcome.setdefault(one.finding.outcome or "", []).append(one)
    made = []
    for group in by_outcome.values():
        last = max(map(_months, group))
        for latest in (one for one in group if _months(one) in (last, _UNTIMED)):
            given = treatment_of(latest.paper, latest.finding)
            past = [one for one in group if _UNTIMED < _months(one) < min(last, _months(latest))]
            earlier = sorted((one for one in past if treatment_of(one.paper, one.finding) == given), key=_months)
            differs = any(one.direction is not latest.direction for one in earlier)
            made.append(Answered(latest, tuple(earlier) if differs else ()))
    return tuple(sorted(made, key=lambda one: tuple(-part for part in reported_detail(one.result))))


def _months(result: Result) -> float:
    time = result.finding.timepoint_months
    return time if time is not None else _UNTIMED


def once_each(replies: Iterable[Reply]) -> tuple[Reply, ...]:
    """Return replies with those of one study against several kinds of control made into one; stronger design first."""
    merged: dict[tuple[frozenset[str], Control, Way], Reply] = {}
    for one in replies:
        key = (frozenset(paper.id for paper in one.papers), one.control, one.way)
        if (held := merged.get(key)) is not None:
            one = replace(held, answered=(*held.answered, *one.answered))
        merged[key] = one
    return tuple(
        sorted(merged.values(), key=lambda one: (one.control, not one.firm, one.several_cells, strength(one.paper)))
    )
