"""What the base says of one paper, in brief."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.level import Control, level
from mscq.evidence.ranking import reported_detail
from mscq.evidence.results import Result, results_of
from mscq.records.terms import Direction, Topic

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Paper

Counts = Mapping[Control, Counter[Direction]]


class PaperSummary(NamedTuple):
    """A paper's level, its results counted by control and direction, and one controlled result.

    The result is the one with the most exact figure, whichever way it points; the counts stand beside it.
    """

    paper: Paper
    level: int
    efficacy: Counts
    safety: Counts
    strongest_controlled: Result | None


def brief(kb: KnowledgeBase, paper: Paper) -> PaperSummary:
    """A paper in brief."""
    results = results_of(kb, paper)
    controlled = [result for result in results if result.control is Control.CONTROLLED]
    return PaperSummary(
        paper,
        level(paper),
        _counts(results),
        _counts(results_of(kb, paper, Topic.SAFETY)),
        max(controlled, key=reported_detail, default=None),
    )


def _counts(results: Iterable[Result]) -> Counts:
    counts: dict[Control, Counter[Direction]] = {}
    for result in results:
        counts.setdefault(result.control, Counter())[result.direction] += 1
    return counts
