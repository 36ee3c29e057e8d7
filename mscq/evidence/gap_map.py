"""The evidence gap map: for each pair of values of two dimensions, which evidence the base holds.

A paper stands in a cell if its study, or one of its findings, names both values. What it contributes there
is the best of: a result against a control group, a human result without one, or words only (reviews,
laboratory work, papers of which no result was read).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.cohorts import counts_of
from mscq.evidence.dimensions import DIMENSIONS, MAPPED, Dimension
from mscq.evidence.level import Control, control_of, is_result, level
from mscq.evidence.ranking import strength
from mscq.evidence.selection import Selection, Selector
from mscq.records.models import Finding, Paper

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.vocabulary import Vocabulary


class Grade(IntEnum):
    """What a cell's evidence can show, the best of its papers."""

    WORDS = 1
    UNCONTROLLED = 2
    CONTROLLED = 3


class Cell(NamedTuple):
    """The evidence at one pair of values."""

    row: str
    column: str
    papers: tuple[Paper, ...]
    studies: int
    patients: int
    grade: Grade
    level: int


class EvidenceMap(NamedTuple):
    """A map: its axes, the values that occur on each (most papers first) and its cells."""

    rows_axis: Dimension
    columns_axis: Dimension
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]
    unplaced: tuple[Paper, ...]


AXES = {name: DIMENSIONS[name] for name in MAPPED}


def evidence_map(
    kb: KnowledgeBase, rows: str = "condition", columns: str = "route", selection: Selection | None = None
) -> EvidenceMap:
    """The map of two dimensions (keys of AXES) over the selected papers. Raises KeyError for another name."""
    row_axis, column_axis = AXES[rows], AXES[columns]
    selector = Selector(kb, selection or Selection())
    held: dict[tuple[str, str], dict[str, tuple[Paper, Grade]]] = {}
    unplaced = []
    for paper in selector.papers():
        pairs = _pairs(kb.vocabulary, row_axis, column_axis, paper)
        if not pairs:
            unplaced.append(paper)
        for pair, grade in pairs.items():
            held.setdefault(pair, {})[paper.id] = (paper, grade)
    cells = {pair: _cell(pair, list(found.values())) for pair, found in held.items()}
    return EvidenceMap(
        row_axis,
        column_axis,
        _ordered(cells.values(), row_axis, lambda cell: cell.row),
        _ordered(cells.values(), column_axis, lambda cell: cell.column),
        cells,
        tuple(unplaced),
    )


def _pairs(vocabulary: Vocabulary, rows: Dimension, columns: Dimension, paper: Paper) -> dict[tuple[str, str], Grade]:
    """The pairs that a paper stands in, each with the best that it has there."""
    pairs: dict[tuple[str, str], Grade] = {}
    for finding in (None, *paper.findings):
        grade = _grade(finding)
        for row in rows.read(vocabulary, paper, finding):
            for column in columns.read(vocabulary, paper, finding):
                pairs[row, column] = max(grade, pairs.get((row, column), Grade.WORDS))
    return pairs


def _grade(finding: Finding | None) -> Grade:
    if finding is None or not is_result(finding):
        return Grade.WORDS
    match control_of(finding):
        case Control.CONTROLLED:
            return Grade.CONTROLLED
        case Control.NOT_HUMAN:
            return Grade.WORDS
        case _:
            return Grade.UNCONTROLLED


def _cell(pair: tuple[str, str], found: list[tuple[Paper, Grade]]) -> Cell:
    papers = sorted((paper for paper, _ in found), key=strength)
    return Cell(
        *pair,
        papers=tuple(papers),
        **counts_of(papers)._asdict(),
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
