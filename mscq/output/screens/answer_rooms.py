"""How much the first screen of a condition says, from all that it could say to the least: the first that fits is it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from mscq.evidence.answer import VERDICTS, leading_family
from mscq.output.endpoints import TELLING
from mscq.output.in_short import uncounted
from mscq.records.value import Value, replace

if TYPE_CHECKING:
    from mscq.evidence.answer import ConditionAnswer

MOST = 12
"""Trials of one kind of control that are shown one by one where there is room."""


class Room(Value):
    """How much is said: trials and pooled analyses told one by one, of how many families, and in how many words.

    ``every`` tells that the trials of every family are, ``named`` that those left out are named by their verdicts,
    ``brief`` that the sentence tells of what is pooled that of the leading family alone, ``lean`` that of harm only
    what leads is told, of a review its first outcome, and of what is left over the numbers.
    """

    trials: int
    pooled: int
    terse: bool = False
    folded: bool = False
    families: int = 1
    one_block: bool = False
    every: bool = False
    named: bool = False
    brief: bool = False
    lean: bool = False


EVERY = Room(MOST, 0, every=True)

_ENOUGH = 3
"""Trials of each kind of control that are worth more than the last words."""
_WORDY = (
    Room(MOST, 6),
    Room(MOST, 4),
    Room(MOST, 4, terse=True),
    Room(MOST, 3, terse=True),
    Room(MOST, 2, terse=True),
    Room(MOST, 2, terse=True, folded=True),
    Room(MOST, 1, terse=True, folded=True),
)
_LEAST = Room(1, 0, terse=True, folded=True)


def first_that_fits(runs: Iterable[Sequence[Room]], fits: Callable[[Room], bool]) -> Room | None:
    """Return the first room that fits of the first run in which one does; None where none does.

    Each of a run takes less than the one before: a run whose last does not fit is not looked at further.
    """
    for run in runs:
        if fits(run[-1]):
            return run[bisect_left(run, True, hi=len(run) - 1, key=fits)]
    return None


def rooms(answer: ConditionAnswer) -> Iterator[Sequence[Room]]:
    """Give the rooms to try in runs, the fullest first; of those that differ by trials alone the one with the fewest.

    Where no trial of the leading family has a verdict, what is pooled of that family goes before the verdicts of other
    families, and these before the words of the rest.
    """
    several = len({one.family for one in answer.trials})
    wordy = _WORDY if has_verdict(answer) else [replace(room, families=several) for room in _WORDY]
    yield wordy[:1]
    yield wordy[1:]
    for room in _tight_rooms(answer, several):
        yield [room]


def _tight_rooms(answer: ConditionAnswer, families: int) -> Iterator[Room]:
    if has_verdict(answer):
        for brief in (False, True):
            yield replace(_LEAST, brief=brief)
            yield replace(_LEAST, brief=brief, one_block=True)
        yield replace(_LEAST, brief=True, one_block=True, lean=True)
        return
    if ways := directions_pooled(answer):
        for brief, lean in ((False, False), (True, False), (True, True)):
            yield replace(_LEAST, pooled=ways, brief=brief, lean=lean)
    for several in range(min(families, 3), 1, -1):
        for brief, lean in ((False, False), (True, False), (True, True)):
            yield replace(_LEAST, families=several, brief=brief, lean=lean)
    for brief in (False, True):
        yield replace(_LEAST, brief=brief)


def fuller(answer: ConditionAnswer) -> Iterator[Callable[[Room], Room]]:
    """Give what more is said where there is room for it, in turn.

    That is trials, what is pooled of each direction, more trials, other families and the names of the rest.
    """
    pooled = (directions_pooled(answer) or 1) if answer.pooled else 0
    families = len({one.family for one in answer.trials})

    trials = min(MOST, _of_a_kind(answer))
    few = min(_ENOUGH, trials)

    def one_trial(room: Room) -> Room:
        return replace(room, trials=max(room.trials, min(room.trials + 1, trials)))

    def one_family(room: Room) -> Room:
        return replace(room, families=min(room.families + 1, families))

    def one_trial_briefly(room: Room) -> Room:
        return replace(one_trial(room), brief=True) if room.folded and room.trials < few else room

    def one_trial_for_words(room: Room) -> Room:
        return replace(one_trial(room), lean=True) if room.brief and room.trials < few else room

    yield from (one_trial, one_trial, one_trial_briefly, one_trial_for_words)
    yield lambda room: replace(room, pooled=max(room.pooled, pooled))
    yield from (one_trial, one_trial, one_family, one_family, lambda room: replace(room, named=True))


SHOWS_ENOUGH = 3


def shows(answer: ConditionAnswer, room: Room) -> int:
    """Return how much is shown of what is worth more than what stands beside the trials; ``SHOWS_ENOUGH`` for all.

    That is a few trials of the leading family against one kind of control, each kind that has a verdict, and, where
    fewer than a few have one, each way that its pooled figures point.
    """
    kinds = {one.comparator for one in answer.trials_of(leading_family(answer) or "") if one.status in VERDICTS}
    trials = _of_a_kind(answer)
    few = trials > MOST or room.trials >= min(_ENOUGH, trials)  # of very many a third tells little
    few_told = trials < _ENOUGH  # that what is pooled says more
    pooled = (has_verdict(answer) and not few_told) or room.pooled >= directions_pooled(answer)
    return few + (not (room.one_block and len(kinds) > 1)) + pooled


def _of_a_kind(answer: ConditionAnswer) -> int:
    """How many trials of the leading family tell something against one kind of control."""
    led = answer.trials_of(leading_family(answer) or "")
    return max(Counter(one.comparator for one in led if one.status in TELLING).values(), default=1)


def has_verdict(answer: ConditionAnswer) -> bool:
    """Return whether a trial of the leading family says whether it met what is asked, by results that are counted."""
    told = (one for one in answer.trials_of(leading_family(answer) or "") if one.status in TELLING)
    return any(uncounted(one) is None for one in told)


def directions_pooled(answer: ConditionAnswer) -> int:
    """Return how many ways the pooled figures of the leading family point: each has a row, or none has."""
    led = leading_family(answer)
    return len({one.direction for one in answer.pooled if one.has_figure and one.family == led})
