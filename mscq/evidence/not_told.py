"""Trials on a compared condition that stand at no value: of which none is told, or whose dose is in other units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.evidence.answering import answer
from mscq.evidence.belonging import belongs, given_in, studies_of
from mscq.records.value import replace

if TYPE_CHECKING:
    from mscq.evidence.answer import Trial
    from mscq.evidence.compared import Comparison
    from mscq.records.knowledge_base import KnowledgeBase


def trials_not_told(kb: KnowledgeBase, comparison: Comparison) -> list[Trial]:
    """Return the controlled trials on the condition of a comparison that stand at none of its values.

    No value of theirs is known, or it is a dose that is none of those compared, as one by weight is. They are of the
    families of cells that stand in the comparison. None are where no single condition was asked for, nor where what is
    compared is nothing that was given.
    """
    asked, dimension = comparison.selection, comparison.dimension
    if len(asked.conditions) != 1 or not dimension.given:
        return []
    trials, *_ = studies_of(kb, answer(kb, asked.conditions[0], replace(asked, conditions=())))
    families: set[str] = set()
    for one in (value for block in comparison.blocks for value in block.values.values()):
        families |= {each.family for each in one.trials} | {each.family for each in one.pooled}
    known = ((one.block, given_in(dimension, one.papers, one.results)) for one in trials)
    of_dose, named = dimension.selects == "doses", {paper.id for block in comparison.blocks for paper in block.untold}
    apart = [
        trial
        for trial, given in known
        if not (any(given.told) or given.whole)
        or (of_dose and not any(belongs(comparison.sorter, one, given) for one in comparison.values))
    ]
    return [one for one in apart if (one.family in families or not families) and one.paper.id not in named]
