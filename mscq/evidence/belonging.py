"""Which value of a comparison a study belongs to: the one that those whom its answer counts were given alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from mscq.evidence.answer import Pooled, Trial
from mscq.evidence.level import Control
from mscq.evidence.results import results_of
from mscq.evidence.treatment import conditions
from mscq.records.value import replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mscq.evidence.answer import ConditionAnswer
    from mscq.evidence.dimensions import Dimension, Sorter
    from mscq.evidence.results import Result
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Paper
    from mscq.records.vocabulary import Facet

_Block = TypeVar("_Block", Trial, Pooled)


class Study(NamedTuple):
    """A study of an answer, and the results by which it belongs to a value; one that tells nothing has no block."""

    block: Any
    papers: Sequence[Paper]
    results: Sequence[Result]


class Given(NamedTuple):
    """What decides where a study belongs: what the people of each result were given, of none what it gave at all."""

    told: Sequence[Sequence[str]]
    whole: Sequence[str]


def studies_of(kb: KnowledgeBase, found: ConditionAnswer) -> tuple[list[Study], ...]:
    """Return the trials, pooled analyses and open studies of an answer, and papers whose results tell of nothing."""
    silent = ((paper, results_of(kb, paper)) for paper in found.words)
    return (
        [Study(one, one.papers, [each.result for each in one.answered]) for one in found.trials],
        [Study(one, [one.paper], [each.result for each in one.answered] or one.others) for one in found.pooled],
        [Study(one, one.papers, one.results) for one in found.open_studies],
        [
            Study(None, [one], told)
            for one, told in silent
            if any(each.control is not Control.NOT_HUMAN for each in told)
        ],
    )


def is_on(facet: Facet, head: str, papers: Sequence[Paper], results: Sequence[Result]) -> bool:
    """Return whether a study is of this very condition, where an answer is on a family of them as well."""
    named = [one for result in results for one in conditions(result.paper, result.finding)]
    named = named or [one for paper in papers for one in paper.study.conditions]
    return any(facet.head(one) == head for one in named)


def given_in(dimension: Dimension, papers: Sequence[Paper], results: Sequence[Result]) -> Given:
    """Return what decides in a dimension of what is given where a study belongs."""
    told = dict.fromkeys(tuple(dimension.ids(one.paper, one.finding)) for one in results)
    return Given(tuple(told), () if told else tuple(dimension.whole(papers[0])))


def belongs(sorter: Sorter, value: str, given: Given) -> bool:
    """Return whether some result is of the value alone; where none was read, whether the study gave nothing else."""
    if given.told:
        return any(sorter.value_of(ids) == value for ids in given.told)
    return sorter.below[value].issuperset(given.whole)


def own(sorter: Sorter, value: str, one: _Block) -> _Block:
    """Return a trial or pooled analysis with what it answers of the value alone."""
    ids = sorter.dimension.ids
    mine = [each for each in one.answered if sorter.value_of(ids(each.result.paper, each.result.finding)) == value]
    return one if len(mine) == len(one.answered) else replace(one, answered=tuple(mine))
