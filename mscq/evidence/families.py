"""Families of cells: what must not be added up, since the treatments have little in common.

A family is a concept of the vocabulary that cell types name as broader, directly or by way of others; it is the
topmost of them. Which cell belongs to which, and in which order families are told, stands in the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mscq.evidence.treatment import treatment_of

if TYPE_CHECKING:
    from mscq.evidence.results import Result
    from mscq.records.vocabulary import Facet

SEVERAL = "several"
"""In place of a family: cells of more than one, of which the figure is not told apart."""
UNTOLD = ""
"""In place of a family: no page that was read says which cells were given."""


def family_of(cells: Facet, named: Iterable[str]) -> str:
    """Return the id of the one family that these cell types belong to, SEVERAL, or UNTOLD where none is named.

    A cell type that the vocabulary puts into no family (cells that were not told apart) counts as SEVERAL.
    """
    found = {_family(cells, one) for one in named}
    if not found:
        return UNTOLD
    return found.pop() if len(found) == 1 else SEVERAL


def _family(cells: Facet, cell: str) -> str:
    above = [one for one in cells.broader(cell) if (concept := cells.get(one)) is not None and concept.rank is not None]
    return min(above, key=lambda one: (cells[one].rank, one), default=SEVERAL)


def family_of_result(cells: Facet, result: Result) -> str:
    """Return the family of cells that a result is of, that of the whole study where the result does not tell."""
    own = family_of(cells, treatment_of(result.paper, result.finding).cells)
    return own or family_of(cells, result.paper.study.intervention.cells)


def family_order(cells: Facet, family: str) -> tuple[int, str]:
    """Sort key of families: as the vocabulary ranks them, then several kinds, then those that are not told."""
    concept = cells.get(family)
    last = 1000 if family == SEVERAL else 1001
    return (concept.rank if concept is not None and concept.rank is not None else last, family)
