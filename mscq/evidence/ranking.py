"""The order of evidence: the stronger paper first, and the result that says more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.evidence.level import level

if TYPE_CHECKING:
    from mscq.evidence.results import Result
    from mscq.records.models import Paper


def strength(paper: Paper) -> tuple[object, ...]:
    """Sort key of papers: level of evidence, then size, then the newest, then id."""
    return (level(paper), -(paper.study.participants.n or 0), -(paper.bibliography.year or 0), paper.id)


def result_strength(result: Result) -> tuple[object, ...]:
    """Sort key of results: kind of control, then the strength of the paper; within a paper as recorded."""
    return (result.control, *strength(result.paper))


def reported_detail(result: Result) -> tuple[int, ...]:
    """How much a result says: a figure with an interval above one with events or a value, above p, above words."""
    estimate = result.finding.estimate
    if estimate is None:
        return (0, 0, int(result.treated_row is not None and result.treated_row.estimate is not None))
    return (
        int(estimate.ci_low is not None),
        int(estimate.value is not None or estimate.events is not None),
        int(estimate.p is not None),
    )
