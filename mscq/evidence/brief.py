"""What the base says of one paper, in brief."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.ranking import exactness
from mscq.evidence.results import Result, Setting, level
from mscq.records.models import Direction, Paper, Topic

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase

Counts = Mapping[Setting, Counter[Direction]]


class Brief(NamedTuple):
    """A paper's level, its results counted by setting and direction, and one controlled result.

    The result is the one with the most exact figure, whichever way it points; the counts stand beside it.
    """

    paper: Paper
    level: int
    efficacy: Counts
    safety: Counts
    foremost: Result | None


def brief(kb: KnowledgeBase, paper: Paper) -> Brief:
    """A paper in brief."""
    results = kb.results(paper)
    controlled = [result for result in results if result.setting is Setting.CONTROLLED]
    return Brief(
        paper,
        level(paper),
        _counts(results),
        _counts(kb.results(paper, Topic.SAFETY)),
        max(controlled, key=exactness, default=None),
    )


def _counts(results: Iterable[Result]) -> Counts:
    counts: dict[Setting, Counter[Direction]] = {}
    for result in results:
        counts.setdefault(result.setting, Counter())[result.direction] += 1
    return counts
