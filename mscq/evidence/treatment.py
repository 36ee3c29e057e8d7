"""What the people of a finding were given, and for which conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mscq.records.models import Finding, Paper


class Treatment(NamedTuple):
    """What the people of a finding were given; the fields of ``models.Intervention``."""

    cells: Sequence[str] = ()
    sources: Sequence[str] = ()
    donors: Sequence[str] = ()
    routes: Sequence[str] = ()
    dose: str | None = None
    dose_cells: Sequence[float] = ()
    dose_cells_per_kg: Sequence[float] = ()


def treatment_of(paper: Paper, finding: Finding) -> Treatment:
    """What the people of a finding were given.

    The finding's own words come first; where it is silent, the paper's value holds if the paper has
    only one. A paper with two routes does not tell by which of them a pooled figure came about.
    """
    own, whole = finding.intervention, paper.study.intervention
    if own is None:
        return Treatment(
            _single(whole.cells),
            _single(whole.sources),
            _single(whole.donors),
            _single(whole.routes),
            whole.dose,
            whole.dose_cells,
            whole.dose_cells_per_kg,
        )
    return Treatment(
        own.cells or _single(whole.cells),
        own.sources or _single(whole.sources),
        own.donors or _single(whole.donors),
        own.routes or _single(whole.routes),
        own.dose or whole.dose,
        own.dose_cells or whole.dose_cells,
        own.dose_cells_per_kg or whole.dose_cells_per_kg,
    )


def _single(values: list[str]) -> Sequence[str]:
    return values if len(values) == 1 else ()


def conditions(paper: Paper, finding: Finding) -> list[str]:
    """The conditions of a finding: its own, or the paper's."""
    return finding.conditions or paper.study.conditions
