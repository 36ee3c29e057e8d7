"""What the base says of one paper, in brief: its one answer, and its results counted for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.answer import Pooled, Trial
from mscq.evidence.answering import answer
from mscq.evidence.level import Control, level
from mscq.evidence.ranking import reported_detail
from mscq.evidence.results import Result, results_of
from mscq.records.terms import Direction, Topic

if TYPE_CHECKING:
    from mscq.evidence.answer import ConditionAnswer
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Paper

Counts = Mapping[Control, Counter[Direction]]


class Told(NamedTuple):
    """What a paper answers on a condition: its trial, or what it pools; ``within`` the answer on that condition."""

    block: Trial | Pooled
    within: ConditionAnswer


class PaperSummary(NamedTuple):
    """A paper's level, what it answers, its results counted by control and direction, and one controlled result.

    ``told`` holds what it answers by the rules of :mod:`mscq.evidence.answer`, once for each family of cells, kind of
    control and disease that it answers on. The controlled result is the one with the most exact figure.
    """

    paper: Paper
    level: int
    told: tuple[Told, ...]
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
        tuple(_told(kb, paper)) if results or paper.study.primary_outcome_met is not None else (),
        _counts(results),
        _counts(results_of(kb, paper, Topic.SAFETY)),
        max(controlled, key=reported_detail, default=None),
    )


def _told(kb: KnowledgeBase, paper: Paper) -> Iterator[Told]:
    facet = kb.vocabulary.conditions
    seen: set[tuple[object, ...]] = set()
    for condition in dict.fromkeys(facet.head(one) for one in paper.study.conditions):
        made = answer(kb, condition)
        blocks: tuple[Trial | Pooled, ...] = (*made.trials, *made.pooled, *made.rankings)
        for block in blocks:
            if paper.id not in [one.id for one in (block.papers if isinstance(block, Trial) else [block.paper])]:
                continue
            findings = tuple(each.result.finding.id for each in block.answered)
            key = (block.family, block.comparator, findings)  # a study of several diseases may answer once for all
            if key not in seen:
                seen.add(key)
                yield Told(block, made)


def _counts(results: Iterable[Result]) -> Counts:
    counts: dict[Control, Counter[Direction]] = {}
    for result in results:
        counts.setdefault(result.control, Counter())[result.direction] += 1
    return counts
