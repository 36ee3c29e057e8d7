"""Outcomes on which several values of a comparison have a result each, side by side.

A result in a part of the people, or of an analysis thought of afterwards, stands beside no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from mscq.evidence.compared import Shared
from mscq.evidence.level import Control
from mscq.evidence.ranking import reported_detail, result_strength
from mscq.records.terms import Analysis

if TYPE_CHECKING:
    from mscq.evidence.results import Result


_APART = (Analysis.SUBGROUP, Analysis.POST_HOC)


def shared_outcomes(results: Mapping[str, Sequence[Result]]) -> Iterator[Shared]:
    """Give the outcomes that values share: at each time in common, else once with the longest follow-up of each."""
    by_outcome: dict[str, dict[str, list[Result]]] = {}
    for value, found in results.items():
        for result in found:
            finding = result.finding
            if finding.outcome and finding.analysis not in _APART and result.control is not Control.NOT_HUMAN:
                by_outcome.setdefault(finding.outcome, {}).setdefault(value, []).append(result)
    for outcome, by_value in sorted(by_outcome.items()):
        if len(by_value) < 2:
            continue
        times = [{one.finding.timepoint_months for one in found} for found in by_value.values()]
        common = sorted(set.intersection(*times), key=_month)
        for time in common:
            best = {value: _best(found, time) for value, found in by_value.items()}
            yield Shared(outcome, best, dict(_later(by_value, best)))
        if not common:
            last = [max(at, key=_month) for at in times]
            pairs = zip(by_value.items(), last, strict=True)
            yield Shared(outcome, {value: _best(found, time) for (value, found), time in pairs})


def _later(by_value: Mapping[str, Sequence[Result]], best: Mapping[str, Result]) -> Iterator[tuple[str, Result]]:
    """The last result of each value where it comes after that at the shared time and points another way."""
    for value, found in by_value.items():
        last = max((one.finding.timepoint_months for one in found), key=_month)
        final = _best(found, last)
        if _month(last) > _month(best[value].finding.timepoint_months) and final.direction is not best[value].direction:
            yield value, final


def _best(found: Sequence[Result], time: float | None) -> Result:
    return min((one for one in found if one.finding.timepoint_months == time), key=_strongest)


def _month(time: float | None) -> float:
    return -1.0 if time is None else time


def _strongest(result: Result) -> tuple[object, ...]:
    """Sort key: a controlled result before one that is not, the stronger paper, all who were randomised, more said."""
    finding = result.finding
    return (
        *result_strength(result)[:2],
        finding.analysis is not None,
        tuple(-part for part in reported_detail(result)),
    )
