"""Making what is kept for comparisons without filters, by all that is given (``mscq.evidence.kept_comparisons``)."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any

from mscq.evidence.belonging import Study, given_in, is_on, studies_of
from mscq.evidence.compared import ValueAnswer
from mscq.evidence.comparison import Builder
from mscq.evidence.dimensions import DIMENSIONS, Sorter
from mscq.evidence.kept import told
from mscq.evidence.kept_comparisons import of_value, of_values
from mscq.evidence.selection import Selection

if TYPE_CHECKING:
    from mscq.evidence.dimensions import Dimension
    from mscq.records.knowledge_base import KnowledgeBase


def comparisons_of(kb: KnowledgeBase) -> dict[str, Any]:
    """Return what is kept of a base for its comparisons, by key. Raises BadRecord."""
    kept: dict[str, Any] = {}
    for dimension in DIMENSIONS.values():
        if dimension.given:
            with suppress(KeyError):  # of a term that the vocabulary lacks: it is told where it is asked
                kept |= _along(kb, dimension)
    return kept


def _along(kb: KnowledgeBase, dimension: Dimension) -> dict[str, Any]:
    """What is kept of the values of a dimension, of each alone and of each two; nothing of one with an unknown term."""
    kept: dict[str, Any] = {}
    papers = {}
    for value in dimension.concepts(kb.vocabulary) or dimension.labels:
        builder = Builder(kb, Sorter(kb.vocabulary, dimension, (value,)), Selection())
        with suppress(KeyError):
            kept |= _alone(builder, value)
            if builder.papers[value]:
                papers[value] = builder.papers[value]
    for two in combinations(papers, 2):
        for pair in (two, two[::-1]):
            builder = Builder(kb, Sorter(kb.vocabulary, dimension, pair), Selection())
            builder.papers = {value: papers[value] for value in pair}
            studies = builder.studies()
            if not studies:
                break
            kept[of_values(dimension, pair)] = [told(one) for one in studies]
            kept[of_value(dimension, pair[0])]["against"].append(pair[1])
    return kept


def _alone(builder: Builder, value: str) -> dict[str, Any]:
    """What is kept of a value: where its studies belong, and the studies of each condition."""
    kept: dict[str, Any] = {}
    given: dict[Any, int] = {}
    on = {}

    def row(one: Study) -> list[Any]:
        decides = given_in(builder.dimension, one.papers, one.results)
        return [given.setdefault(decides, len(given)), *(paper.id for paper in one.papers)]

    for condition in sorted(builder.places()):
        found = studies_of(builder.kb, builder.answer(value, condition))
        is_here = partial(is_on, builder.conditions, condition)
        here = [[one for one in each if is_here(one.papers, one.results)] for each in found]
        on[condition] = [list(map(row, each)) for each in here]
        studies = ValueAnswer(value, *(tuple(one.block for one in each) for each in here[:3]))
        kept[of_value(builder.dimension, value, condition)] = told(studies)
    return {of_value(builder.dimension, value): {"given": list(given), "on": on, "against": []}, **kept}
