"""What the people of a finding were given, and for which conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from mscq.records.facets import GIVEN

if TYPE_CHECKING:
    from mscq.records.models import Finding, Intervention, Paper
    from mscq.records.vocabulary import Facet


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
    return _completed(finding.intervention, paper.study.intervention)


def other_treatment_of(paper: Paper, finding: Finding) -> Treatment | None:
    """What the other cell arm of a contrast was given, read in the same way; None where there is no such arm."""
    other = finding.comparator.against
    return _completed(other, paper.study.intervention) if other is not None else None


def set_apart(paper: Paper, finding: Finding) -> list[tuple[str, Sequence[str]]]:
    """Return what was given to the people of a finding where that is not what the whole study gave.

    Pairs of a field of the intervention and its values: a figure of one arm, or of a part of what a review pools.
    """
    if finding.intervention is None:
        return []
    pairs = [(row.field, getattr(finding.intervention, row.field)) for row in GIVEN]
    return [(field, own) for field, own in pairs if own and {*own} != {*getattr(paper.study.intervention, field)}]


def _completed(own: Intervention | Treatment | None, whole: Intervention) -> Treatment:
    if own is None:
        own = _NOTHING_SAID
    return Treatment(
        own.cells or _single(whole.cells),
        own.sources or _single(whole.sources),
        own.donors or _single(whole.donors),
        own.routes or _single(whole.routes),
        own.dose or whole.dose,
        own.dose_cells or whole.dose_cells,
        own.dose_cells_per_kg or whole.dose_cells_per_kg,
    )


_NOTHING_SAID = Treatment()


def _single(values: list[str]) -> Sequence[str]:
    return values if len(values) == 1 else ()


def conditions(paper: Paper, finding: Finding) -> list[str]:
    """The conditions of a finding: its own, or the paper's."""
    return finding.conditions or paper.study.conditions


def diseases(facet: Facet, paper: Paper, finding: Finding | None = None) -> int:
    """Return of how many diseases the people of a finding, or of a study, are.

    A disease and its forms are one, and so are diseases that everyone in the study has together.
    """
    named = conditions(paper, finding) if finding is not None else paper.study.conditions
    return 1 if named and paper.study.conditions_together else len({facet.head(one) for one in named})
