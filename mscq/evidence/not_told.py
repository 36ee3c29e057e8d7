"""Trials on a compared condition that no page which was read tells a value of: a route, a dose, a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.evidence.answering import answer
from mscq.evidence.belonging import given_in, studies_of
from mscq.records.value import replace

if TYPE_CHECKING:
    from mscq.evidence.answer import Trial
    from mscq.evidence.compared import Comparison
    from mscq.records.knowledge_base import KnowledgeBase


def trials_not_told(kb: KnowledgeBase, comparison: Comparison) -> list[Trial]:
    """Return the controlled trials on the condition of a comparison of which its dimension is not known.

    They are of the families of cells that stand in the comparison. None are where no single condition was asked for,
    nor where what is compared is nothing that was given.
    """
    asked, dimension = comparison.selection, comparison.dimension
    if len(asked.conditions) != 1 or not dimension.given:
        return []
    trials, *_ = studies_of(kb, answer(kb, asked.conditions[0], replace(asked, conditions=())))
    families: set[str] = set()
    for one in (value for block in comparison.blocks for value in block.values.values()):
        families |= {each.family for each in one.trials} | {each.family for each in one.pooled}
    known = ((one.block, given_in(dimension, one.papers, one.results)) for one in trials)
    silent = (trial for trial, given in known if not any(given.told) and not given.whole)
    return [one for one in silent if one.family in families or not families]
