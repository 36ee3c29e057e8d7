"""Which papers are on the same people, and how many people that are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from mscq.evidence.level import is_review
from mscq.records.models import Paper


def cohorts(papers: Iterable[Paper]) -> list[list[Paper]]:
    """Papers grouped by trial: those with a registry id in common, or said to be on the same patients.

    A group counts as one study. Order follows the first paper of each group.
    """
    listed = list(papers)
    parent = {paper.id: paper.id for paper in listed}

    def root(one: str) -> str:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    by_registration: dict[str, str] = {}
    for paper in listed:
        for other in paper.study.same_patients_as:
            if other in parent:
                parent[root(other)] = root(paper.id)
        for registration in paper.study.registrations:
            first = by_registration.setdefault(registration, paper.id)
            parent[root(paper.id)] = root(first)
    groups: dict[str, list[Paper]] = {}
    for paper in listed:
        groups.setdefault(root(paper.id), []).append(paper)
    return list(groups.values())


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
