"""The evidence gap map: for each pair of values of two dimensions, which evidence the base holds.

A paper stands in a cell if one unit of its evidence (:mod:`mscq.evidence.units`) names both values, so that a cell
holds just what the filters of the same names list. What a paper contributes there is the best of: a result against a
control group, a human result without one, or words only (reviews, laboratory work, papers of which no result was
read, or none that is told apart by these values).

A value stands for everything below it, as in a filter: lupus for lupus nephritis, the cord for Wharton's jelly. A
family of diseases has a row where a paper names it as such, and its members' papers count there too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.evidence.cohorts import counts_of
from mscq.evidence.dimensions import DIMENSIONS, MAPPED, Dimension
from mscq.evidence.level import Control, level
from mscq.evidence.ranking import strength
from mscq.evidence.selection import Selection, Selector
from mscq.evidence.units import Unit, result_kind, study_unit
from mscq.records.value import replace

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Paper
    from mscq.records.vocabulary import Facet, Vocabulary


class Grade(IntEnum):
    """What a cell's evidence can show, the best of its papers."""

    WORDS = 1
    UNCONTROLLED = 2
    CONTROLLED = 3


class Cell(NamedTuple):
    """The evidence at one pair of values; people in studies of other values as well are counted apart."""

    row: str
    column: str
    papers: tuple[Paper, ...]
    studies: int
    patients: int | None
    shared_patients: int | None
    grade: Grade
    level: int


class EvidenceMap(NamedTuple):
    """A map: its axes, the values that occur on each (most papers first), its cells and what it is a map of."""

    rows_axis: Dimension
    columns_axis: Dimension
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]
    unplaced: tuple[Paper, ...]
    selection: Selection

    def members(self, values: Sequence[str], value: str, facet: Facet | None) -> list[str]:
        """The other values of an axis that a value stands for too, since they lie below it."""
        return [one for one in values if one != value and facet is not None and one in facet.narrower(value)]

    def question(self, cell: Cell) -> Selection:
        """The selection that asks for exactly the papers of a cell."""
        asked: dict[str, Any] = {}
        for axis, value in ((self.rows_axis, cell.row), (self.columns_axis, cell.column)):
            asked[axis.selects] = (int(value), int(value)) if axis.ordered else (value,)
        return replace(self.selection, **asked)


AXES = {name: DIMENSIONS[name] for name in MAPPED}


def evidence_map(
    kb: KnowledgeBase, rows: str = "condition", columns: str = "route", selection: Selection | None = None
) -> EvidenceMap:
    """The map of two dimensions (keys of AXES) over what is selected. Raises KeyError for another name."""
    asked = selection or Selection()
    selector = Selector(kb, asked)
    papers = list(selector.papers())
    found = [unit for paper in papers for unit in selector.units(paper)]
    down, across = (_Values(kb.vocabulary, AXES[name], selector, found) for name in (rows, columns))
    held: dict[tuple[str, str], dict[str, tuple[Paper, Grade]]] = {}
    for unit in found:
        grade = _grade(unit)
        for pair in product(down.of(unit), across.of(unit)):
            of_pair = held.setdefault(pair, {})
            before = of_pair[unit.paper.id][1] if unit.paper.id in of_pair else grade
            of_pair[unit.paper.id] = (unit.paper, max(grade, before))
    cells = {pair: _cell(pair, list(held[pair].values()), down, across) for pair in sorted(held)}
    placed = {paper_id for of_pair in held.values() for paper_id in of_pair}
    return EvidenceMap(
        down.axis,
        across.axis,
        _ordered(cells.values(), down.axis, lambda cell: cell.row),
        _ordered(cells.values(), across.axis, lambda cell: cell.column),
        cells,
        tuple(paper for paper in papers if paper.id not in placed),
        asked,
    )


class _Values:
    """The values shown on an axis, and which of them an id that a record names falls under."""

    def __init__(self, vocabulary: Vocabulary, axis: Dimension, selector: Selector, found: Iterable[Unit]) -> None:
        self.axis = axis
        self._facet = axis.concepts(vocabulary)
        self._asked = frozenset(getattr(selector.selection, axis.selects)) if axis.facet else frozenset[str]()
        self._wanted = self._facet.narrower(*self._asked) if self._facet is not None else frozenset()
        self._shown = frozenset(value for unit in found for one in axis.read(unit) for value in self._tops(one))

    def of(self, unit: Unit) -> frozenset[str]:
        """The values that a unit falls under."""
        return self._shown & self._above(self.axis.read(unit))

    def hold(self, paper: Paper, value: str) -> bool:
        """Whether all that a study names on this axis falls under a value."""
        return all(value in self._above([one]) for one in self.axis.read(study_unit(paper)))

    def _above(self, ids: Iterable[str]) -> frozenset[str]:
        if self._facet is None:
            return frozenset(ids)
        return self._facet.broader(*ids)

    def _tops(self, one: str) -> frozenset[str]:
        """What stands on the axis for an id: the disease it is a form of, its outcome group, or itself.

        Within a filter on the axis no value reaches beyond what is asked for.
        """
        if self._facet is None:
            return frozenset({one})
        placed = self.axis.placed
        tops = frozenset(placed(self._facet, one) if placed is not None else (one,))
        if not self._asked:
            return tops
        return (tops & self._wanted) or (self._facet.broader(one) & self._asked)


def _grade(unit: Unit) -> Grade:
    kind = result_kind(unit.paper, unit.finding) if unit.finding is not None else None
    match kind:
        case Control.CONTROLLED:
            return Grade.CONTROLLED
        case None | Control.NOT_HUMAN:
            return Grade.WORDS
        case _:
            return Grade.UNCONTROLLED


def _cell(pair: tuple[str, str], found: list[tuple[Paper, Grade]], down: _Values, across: _Values) -> Cell:
    row, column = pair
    papers = sorted((paper for paper, _ in found), key=strength)
    return Cell(
        row,
        column,
        papers=tuple(papers),
        **counts_of(papers, lambda paper: down.hold(paper, row) and across.hold(paper, column))._asdict(),
        grade=max(grade for _, grade in found),
        level=min(level(paper) for paper in papers),
    )


def _ordered(cells: Iterable[Cell], axis: Dimension, value: Callable[[Cell], str]) -> tuple[str, ...]:
    counts: dict[str, set[str]] = {}
    for cell in cells:
        counts.setdefault(value(cell), set()).update(paper.id for paper in cell.papers)
    if axis.ordered:
        return tuple(sorted(counts))
    return tuple(sorted(counts, key=lambda one: (-len(counts[one]), one)))
