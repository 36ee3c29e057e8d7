"""The evidence gap map as a report, a document and rows."""

from __future__ import annotations

from typing import Any

from mscq.evidence.gap_map import Cell, EvidenceMap, Grade
from mscq.output.forms import Scalar
from mscq.output.records import paper_record
from mscq.output.report import Block, Column, Heading, Line, Paragraph, Report, Role, Span, Table, joined, line
from mscq.output.wording import NOTHING, command_span, counted
from mscq.records.vocabulary import Vocabulary

_MARKS = {Grade.CONTROLLED: "◉", Grade.UNCONTROLLED: "●", Grade.WORDS: "◌"}
_ROLES = {1: Role.BENEFIT, 2: Role.PAPER, 3: Role.PAPER, 4: Role.PLAIN, 5: Role.DIM}
_BARS = " ▂▄▆█"


def report(made: EvidenceMap, vocabulary: Vocabulary, *, by: str, everything: bool = False) -> Report:
    """The map for a reader: a mark and a count a cell, empty cells as dots."""
    most = max((_size(cell, by) for cell in made.cells.values()), default=0)
    columns = made.columns if everything else made.columns[:12]
    facet = made.columns_axis.concepts(vocabulary)
    table = Table(
        [
            Column(made.rows_axis.name.capitalize(), wrap=True, least=14),
            *(
                Column(facet.short(one) if facet is not None else one, optional=position)
                for position, one in enumerate(columns)
            ),
        ],
        [
            [
                line(_label(vocabulary, made, row)),
                *(_cell(made.cells.get((row, column)), by, most) for column in columns),
            ]
            for row in made.rows
        ],
    )
    empty = len(made.rows) * len(columns) - sum((row, column) in made.cells for row in made.rows for column in columns)
    title = f"Evidence map: {made.rows_axis.name} by {made.columns_axis.name}"
    pairs = len(made.rows) * len(columns)
    blocks: list[Block] = [
        Heading(line(title), line(Span(f"{empty} of {pairs} pairs empty; numbers count {by}", Role.DIM)), 1),
        table,
        Paragraph(
            line(
                "◉ a result against a control   ● results without one   ◌ words only   ",
                f"{NOTHING} nothing in the base",
            )
        ),
        Paragraph(
            line(Span(f"Bars ▂▄▆█ grow with {by}; the digit behind is the best Oxford CEBM 2011 level.", Role.DIM))
        ),
    ]
    if facet is not None and any(facet.short(one) != facet.label(one) for one in columns):
        names = joined(
            [
                f"{facet.short(one)} {facet.label(one).lower()}"
                for one in columns
                if facet.short(one) != facet.label(one)
            ]
        )
        blocks.append(Paragraph(line(Span(names.text, Role.DIM))))
    if len(columns) < len(made.columns):
        blocks.append(Paragraph(line(f"{len(made.columns) - len(columns)} more columns with --all")))
    if made.unplaced:
        blocks.append(
            Paragraph(
                line(
                    f"{counted(len(made.unplaced), 'paper')} name no {made.rows_axis.name} or no "
                    f"{made.columns_axis.name} and stand in no cell."
                )
            )
        )
    blocks.append(Paragraph(line("What stands in a cell: ", command_span(_drill(made)))))
    return Report(title, blocks)


def _drill(made: EvidenceMap) -> str:
    cell = max(made.cells.values(), key=lambda one: (one.grade, len(one.papers)), default=None)
    if cell is None:
        return "mscq papers --condition ... --route ..."
    return f"mscq papers --{made.rows_axis.name} {cell.row} --{made.columns_axis.name} {cell.column}"


def _size(cell: Cell, by: str) -> int:
    return cell.patients if by == "patients" else len(cell.papers)


def _cell(cell: Cell | None, by: str, most: int) -> Line:
    if cell is None:
        return line(Span(NOTHING, Role.DIM))
    size = _size(cell, by)
    bar = _BARS[max(1, -(-size * 4 // most))] if size and most else " "
    return line(Span(f"{_MARKS[cell.grade]} {size:,}{bar} {cell.level}", _ROLES[cell.level]))


def _label(vocabulary: Vocabulary, made: EvidenceMap, row: str) -> str:
    facet = made.rows_axis.concepts(vocabulary)
    return facet.label(row) if facet is not None else row


def data(made: EvidenceMap, vocabulary: Vocabulary) -> dict[str, Any]:
    """The map as one JSON document."""
    rows, columns = made.rows_axis.concepts(vocabulary), made.columns_axis.concepts(vocabulary)
    return {
        "rows": {
            "dimension": made.rows_axis.name,
            "values": [{"id": one, "name": rows.label(one) if rows is not None else one} for one in made.rows],
        },
        "columns": {
            "dimension": made.columns_axis.name,
            "values": [{"id": one, "name": columns.label(one) if columns is not None else one} for one in made.columns],
        },
        "cells": [
            {
                "row": cell.row,
                "column": cell.column,
                "grade": cell.grade.name.lower(),
                "level": cell.level,
                "studies": cell.studies,
                "patients": cell.patients,
                "papers": [paper_record(paper) for paper in cell.papers],
            }
            for cell in made.cells.values()
        ],
        "unplaced": [paper_record(paper) for paper in made.unplaced],
    }


def rows(made: EvidenceMap) -> list[dict[str, Scalar]]:
    """One flat row a pair, the empty ones included."""
    found: list[dict[str, Scalar]] = []
    for row in made.rows:
        for column in made.columns:
            cell = made.cells.get((row, column))
            found.append(
                {
                    made.rows_axis.name: row,
                    made.columns_axis.name: column,
                    "grade": cell.grade.name.lower() if cell else "empty",
                    "papers": len(cell.papers) if cell else 0,
                    "studies": cell.studies if cell else 0,
                    "patients": cell.patients if cell else 0,
                    "level": cell.level if cell else None,
                    "ids": " ".join(paper.id for paper in cell.papers) if cell else "",
                }
            )
    return found
