"""What a study finds between two values of what was given, where it compared the two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.answer import Answered
from mscq.evidence.dimensions import DIMENSIONS
from mscq.evidence.reply import Reply, Way
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
    """Yield what a result between cell arms says of each dimension in which the arms differ.

    Arms side by side without a stated contrast or a p say nothing: no one tested which is better.
    """
    lead = result.finding
    tested = lead.arm is Arm.BETWEEN or (lead.estimate is not None and lead.estimate.p is not None)
    if lead.arm is Arm.EVERYONE or not tested:
        return
    for dimension, mine, theirs in _differences(lead.intervention, lead.comparator.against):
        if lead.direction is Direction.NO_DIFFERENCE:
            yield Preference(dimension, mine | theirs, frozenset(), _stated(Way.NO, result))
        elif lead.direction is Direction.BENEFIT:
            yield Preference(dimension, mine - theirs, theirs - mine, _stated(Way.YES, result))
        elif lead.direction is Direction.HARM:
            yield Preference(dimension, theirs - mine, mine - theirs, _stated(Way.YES, result))


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


def _stated(way: Way, result: Result) -> Reply:
    return Reply((result.paper,), result.control, way, (Answered(result),))
