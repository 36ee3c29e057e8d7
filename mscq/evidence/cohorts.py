"""Which papers are on the same people, and how many people that are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.level import is_review
from mscq.text.groups import groups

if TYPE_CHECKING:
    from mscq.records.models import Paper


def cohorts(papers: Iterable[Paper]) -> list[list[Paper]]:
    """Papers grouped by trial: those with a registry id in common, or said to be on the same patients.

    A group counts as one study. Order follows the first paper of each group.
    """
    by_id = {paper.id: paper for paper in papers}
    links = [(other, one) for one, paper in by_id.items() for other in paper.study.same_patients_as if other in by_id]
    first: dict[str, str] = {}
    for one, paper in by_id.items():
        links += [(one, first.setdefault(registration, one)) for registration in paper.study.registrations]
    return [[by_id[one] for one in group] for group in groups(by_id, links)]


def patients(group: Iterable[Paper]) -> int | None:
    """People in one trial, controls included: the largest number any of its papers states, else None.

    Reviews are left out, since they count other papers' patients.
    """
    numbers = [number for paper in group if not is_review(paper) and (number := paper.study.participants.n)]
    return max(numbers, default=None)


class Counts(NamedTuple):
    """How many studies some papers are, and the people in them as far as their papers state it.

    ``patients`` are in studies of nothing but what is asked for, ``shared_patients`` in studies of other things as
    well (a trial in three diseases), of whom only some belong to it; each is None where no paper states a number of
    its own, which is not zero.
    """

    studies: int
    patients: int | None
    shared_patients: int | None


def counts_of(papers: Iterable[Paper], wholly: Callable[[Paper], bool]) -> Counts:
    """Return the studies and people of these papers, those of papers on the same people once.

    ``wholly`` tells whether all of a paper's people belong.
    """
    groups = cohorts(papers)
    alone, shared = [], []
    for group in groups:
        if (own := patients(paper for paper in group if wholly(paper))) is not None:
            alone.append(own)
        elif (number := patients(group)) is not None:
            shared.append(number)
    return Counts(len(groups), sum(alone) if alone else None, sum(shared) if shared else None)
