"""How many people results count, and how many a study has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from mscq.records.terms import Arm

if TYPE_CHECKING:
    from mscq.evidence.results import Result
    from mscq.records.models import Paper


def people_in(result: Result) -> int | None:
    """Return how many people a result counts: its contrast's own number, else both arms together, else None."""
    estimate = result.finding.estimate
    if result.finding.arm in (Arm.BETWEEN, Arm.EVERYONE) and estimate is not None:
        return estimate.participants or estimate.n
    arms = [row.estimate.n if row and row.estimate else None for row in (result.treated_row, result.control_row)]
    return sum(number for number in arms if number) if all(arms) else None


def people_in_all(results: Iterable[Result]) -> int | None:
    """Return how many people results on one outcome count together, an arm that they share once; None where unknown."""
    found = list(results)
    if len(found) == 1 or any(one.finding.arm in (Arm.BETWEEN, Arm.EVERYONE) for one in found):
        return max((number for one in found if (number := people_in(one)) is not None), default=None)
    if not all(people_in(one) for one in found):
        return None
    arms = {row.id: row for one in found for row in (one.treated_row, one.control_row) if row is not None}
    return sum(row.estimate.n or 0 for row in arms.values() if row.estimate is not None) or None


def counted_twice(papers: Sequence[Paper], results: Iterable[Result]) -> bool:
    """Return whether the arms of results add up to more people than their study has, as over periods of a crossover."""
    whole = study_size(papers)
    rows = {row.id: row for one in results for row in one.rows if row.arm is not Arm.BETWEEN}
    return whole is not None and sum(row.estimate.n or 0 for row in rows.values() if row.estimate is not None) > whole


def study_size(papers: Iterable[Paper]) -> int | None:
    """Return the people in a study as its papers count them, controls included, or None."""
    sizes = [paper.study.participants.n for paper in papers]
    return max((size for size in sizes if size), default=None)


def of_both_arms(result: Result) -> bool:
    """Return whether a figure is of both arms of a controlled study together, of whom some were given no cells."""
    people = result.paper.study.participants
    if result.finding.arm is not Arm.EVERYONE or (people.treated is not None and people.treated == people.total):
        return False
    return result.paper.design.control_group == "always" or bool(people.control)
