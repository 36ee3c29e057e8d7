"""What a study finds between two values of what was given: between its arms, or between its subgroups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.answer import Answered
from mscq.evidence.dimensions import DIMENSIONS
from mscq.evidence.reply import Reply, Way, way_of
from mscq.records.terms import Arm, Direction

if TYPE_CHECKING:
    from mscq.evidence.results import Result
    from mscq.records.models import Intervention

GIVEN_DIMENSIONS = tuple(one for one in DIMENSIONS.values() if one.given)
"""The dimensions of what was given: of one of their values can be asked whether it is the better one."""


class Preference(NamedTuple):
    """What a study finds between values of what was given: one better than others, or all ``alike``."""

    dimension: str
    better: frozenset[str]
    others: frozenset[str]
    reply: Reply

    @property
    def alike(self) -> bool:
        return self.reply.way is Way.NO


def between_arms(result: Result) -> Iterator[Preference]:
    """Yield what a result between cell arms says of each dimension in which the arms differ."""
    lead = result.finding
    if lead.arm is Arm.EVERYONE:
        return
    for dimension, mine, theirs in _differences(lead.intervention, lead.comparator.against):
        if lead.direction is Direction.NO_DIFFERENCE:
            yield Preference(dimension, mine | theirs, frozenset(), _stated(Way.NO, result))
        elif lead.direction is Direction.BENEFIT:
            yield Preference(dimension, mine - theirs, theirs - mine, _stated(Way.YES, result))
        elif lead.direction is Direction.HARM:
            yield Preference(dimension, theirs - mine, mine - theirs, _stated(Way.YES, result))


def between_subgroups(found: Sequence[Result]) -> Iterator[Preference]:
    """Yield what results against one kind of control say where one treatment is better and another is not.

    The treatments differ in one dimension alone, and each result names its own.
    """
    for first in found:
        for second in found:
            if (way_of(first), way_of(second)) != (Way.YES, Way.NO) or _measured(first) != _measured(second):
                continue
            own, other = first.finding.intervention, second.finding.intervention
            if len(parted := list(_differences(own, other))) == 1:
                ((dimension, mine, theirs),) = parted
                yield Preference(dimension, mine - theirs, theirs - mine, _stated(Way.YES, first, second))


def _measured(result: Result) -> tuple[object, ...]:
    return (result.paper.id, result.finding.outcome, result.finding.timepoint_months)


def _differences(
    own: Intervention | None, other: Intervention | None
) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    """Each dimension in which two treatments that are known differ, with the values of both."""
    if own is None or other is None:
        return
    for dimension in GIVEN_DIMENSIONS:
        mine, theirs = frozenset(dimension.own(own)), frozenset(dimension.own(other))
        if mine and theirs and mine != theirs:
            yield dimension.name, mine, theirs


def _stated(way: Way, *found: Result) -> Reply:
    first = found[0]
    return Reply((first.paper,), first.control, way, tuple(map(Answered, found)))
