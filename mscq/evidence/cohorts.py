"""Which papers are on the same people, and how many people that are."""

from __future__ import annotations

from collections.abc import Iterable

from mscq.evidence.level import REVIEWS
from mscq.records.models import Paper
from mscq.text.groups import groups


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
    numbers = [
        number
        for paper in group
        if paper.study.design not in REVIEWS
        and (number := paper.study.participants.total or paper.study.participants.treated)
    ]
    return max(numbers, default=None)
