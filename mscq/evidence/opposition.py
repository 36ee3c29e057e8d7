"""Whether two answers oppose each other: what one study says no to, another says yes to, and both could be right."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from itertools import islice, product
from typing import TYPE_CHECKING

from mscq.evidence.level import Control
from mscq.evidence.reply import way_of
from mscq.records.terms import ComparatorKind

if TYPE_CHECKING:
    from mscq.evidence.reply import Reply
    from mscq.records.models import Finding


APART = 3
"""From more than this many times as long a follow-up on two answers may both be true of the same cells."""

_MOST = 100


class Opposition(IntEnum):
    """How two answers stand to each other."""

    NONE = 0
    WEAK = 1
    FIRM = 2


def opposition(no: Reply, yes: Reply) -> Opposition:
    """Return how a "no" and a "yes" oppose each other.

    Not at all: papers on the same people, a review and a trial that it pools, two reviews of the same trials that have
    no outcome in common, answers that agreed at the time of the other, and a review's contrast between its studies
    against arms of one trial. Weakly: one is not ``firm``, each figure lies within the other's interval, one looks
    more than ``APART`` times as long as the other, one agreed with the other at a time that may be the other's, or the
    "no" is against another treatment and the "yes" against something else, or nothing: both may be true.
    """
    apart = not {one.id for one in no.papers} & {one.id for one in yes.papers}
    if not apart or _pools(no, yes) or _pools(yes, no) or _same_trials(no, yes):
        return Opposition.NONE
    between = no.control is Control.OTHER_ARM and yes.control is Control.OTHER_ARM
    if between and no.review != yes.review:
        return Opposition.NONE
    before = _agreed_before(no, yes) or _agreed_before(yes, no)
    if before and None not in (no.months, yes.months):
        return Opposition.NONE
    firm = no.firm and yes.firm and not (before or _alike(no, yes) or _far_apart(no, yes) or _as_good_as(no, yes))
    return Opposition.FIRM if firm else Opposition.WEAK


def strongest(no: Iterable[Reply], yes: Iterable[Reply]) -> Opposition:
    """Return how the two sides, the strongest first, oppose each other at best; by the first of very many."""
    best = Opposition.NONE
    for one, other in product(islice(no, _MOST), islice(yes, _MOST)):
        best = max(best, opposition(one, other))
        if best is Opposition.FIRM:
            break
    return best


def _pools(review: Reply, other: Reply) -> bool:
    """Whether a review is known to pool a trial."""
    names = {
        name for paper in other.papers for name in (paper.id, paper.bibliography.pmid, paper.bibliography.doi) if name
    }
    return review.review and bool(_trials(review) & names)


def _same_trials(no: Reply, yes: Reply) -> bool:
    """Whether two reviews are known to share trials and tell of no outcome that is the same."""
    outcomes = [{one.result.finding.outcome for one in side.answered} for side in (no, yes)]
    return no.review and yes.review and bool(_trials(no) & _trials(yes)) and not outcomes[0] & outcomes[1]


def _trials(review: Reply) -> set[str]:
    included = review.paper.study.includes
    return {name for one in included for name in (one.paper, one.pmid, one.doi) if name}


def _agreed_before(one: Reply, other: Reply) -> bool:
    """Whether an answer was the other's at an earlier time, and the other is not known to look any later."""
    agreed = [
        past.finding.timepoint_months or 0.0
        for each in one.answered
        for past in each.earlier
        if way_of(past) is other.way
    ]
    return bool(agreed) and (other.months is None or other.months <= max(agreed))


def _far_apart(no: Reply, yes: Reply) -> bool:
    return (
        no.months is not None
        and yes.months is not None
        and max(no.months, yes.months) > APART * min(no.months, yes.months)
    )


def _as_good_as(no: Reply, yes: Reply) -> bool:
    """Whether cells that were no better than another treatment were held against something else where they helped."""
    if set(no.comparators) != {ComparatorKind.ACTIVE}:
        return False
    return set(yes.comparators) != {ComparatorKind.ACTIVE} or _treatments(no).isdisjoint(_treatments(yes))


def _treatments(reply: Reply) -> set[str]:
    """The treatments that an answer is held against, by the vocabulary where it has them, else in words."""
    held = [each.result.finding.comparator for each in reply.answered]
    return {one for each in held for one in each.treatments or [(each.label or "").lower()]}


def _alike(no: Reply, yes: Reply) -> bool:
    """Whether figures of one outcome, measured alike, lie within each other's intervals."""
    return any(
        _measure(one.result.finding) == _measure(other.result.finding)
        and _holds(one.result.finding, other.result.finding)
        and _holds(other.result.finding, one.result.finding)
        for one in no.answered
        for other in yes.answered
    )


def _measure(finding: Finding) -> tuple[object, ...]:
    estimate = finding.estimate
    return (finding.outcome, estimate and estimate.measure, estimate and estimate.unit)


def _holds(one: Finding, other: Finding) -> bool:
    own, theirs = one.estimate, other.estimate
    if own is None or theirs is None or own.ci_low is None or own.ci_high is None or theirs.value is None:
        return False
    return own.ci_low <= theirs.value <= own.ci_high
