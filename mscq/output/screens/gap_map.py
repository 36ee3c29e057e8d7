"""The evidence gap map as a report, a document and rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mscq.evidence.gap_map import Cell, EvidenceMap, Grade
from mscq.output.answer import Scalar
from mscq.output.questions import papers_command
from mscq.output.records import paper_record
from mscq.output.report import Block, Column, Heading, Line, Paragraph, Report, Role, Span, Table, joined, line
from mscq.output.wording import NOTHING, command_span, counted
from mscq.records.vocabulary import Facet, Vocabulary

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
                "◉ a result against a control   ● results without one   ◌ words only, or results not told apart   ",
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
    blocks.extend(Paragraph(line(text)) for text in _notes(made, vocabulary, by))
    blocks.append(Paragraph(line("What stands in a cell: ", command_span(_drill(made)))))
    return Report(title, blocks)


def _notes(made: EvidenceMap, vocabulary: Vocabulary, by: str) -> list[str]:
    """What a reader must know to read the numbers right."""
    notes = []
    wide = [
        facet.label(one)
        for axis, values in ((made.rows_axis, made.rows), (made.columns_axis, made.columns))
        if (facet := axis.concepts(vocabulary)) is not None
        for one in values
        if made.members(values, one, facet)
    ]
    if wide:
        notes.append(f"What stands at a member counts at its family too: {', '.join(wide)}.")
    if by == "patients" and any(cell.shared_patients for cell in made.cells.values()):
        notes.append(
            "+n: people in studies of other conditions, routes, cells, sources or donors as well, of whom only some "
            "belong to the cell."
        )
    if made.unplaced:
        one = len(made.unplaced) == 1
        notes.append(
            f"{counted(len(made.unplaced), 'paper')} {'names' if one else 'name'} no {made.rows_axis.name} and "
            f"{made.columns_axis.name} together and {'stands' if one else 'stand'} in no cell."
        )
    return notes


def _drill(made: EvidenceMap) -> str:
    cell = max(made.cells.values(), key=lambda one: (one.grade, len(one.papers)), default=None)
    return papers_command(made.question(cell)) if cell is not None else "mscq papers --condition ... --route ..."


def _size(cell: Cell, by: str) -> int:
    return (cell.patients or 0) if by == "patients" else len(cell.papers)


def _number(cell: Cell, by: str) -> str:
    """The number of a cell: '12', '100+404' with the people of studies of other things too, '' where none is known."""
    if by != "patients":
        return f"{len(cell.papers):,}"
    alone = f"{cell.patients:,}" if cell.patients is not None else ""
    return alone + (f"+{cell.shared_patients:,}" if cell.shared_patients is not None else "")


def _cell(cell: Cell | None, by: str, most: int) -> Line:
    if cell is None:
        return line(Span(NOTHING, Role.DIM))
    size = _size(cell, by)
    bar = _BARS[max(1, -(-size * 4 // most))] if size and most else " "
    return line(Span(f"{_MARKS[cell.grade]} {_number(cell, by)}{bar} {cell.level}", _ROLES[cell.level]))


def _label(vocabulary: Vocabulary, made: EvidenceMap, row: str) -> str:
    facet = made.rows_axis.concepts(vocabulary)
    if facet is None:
        return row
    return f"{facet.label(row)} (with its members)" if made.members(made.rows, row, facet) else facet.label(row)


def data(made: EvidenceMap, vocabulary: Vocabulary) -> dict[str, Any]:
    """The map as one JSON document."""
    rows, columns = made.rows_axis.concepts(vocabulary), made.columns_axis.concepts(vocabulary)
    return {
        "rows": {
            "dimension": made.rows_axis.name,
            "values": [_value(made, made.rows, one, rows) for one in made.rows],
        },
        "columns": {
            "dimension": made.columns_axis.name,
            "values": [_value(made, made.columns, one, columns) for one in made.columns],
        },
        "cells": [
            {
                "row": cell.row,
                "column": cell.column,
                "grade": cell.grade.name.lower(),
                "level": cell.level,
                "studies": cell.studies,
                "patients": cell.patients,
                "shared_patients": cell.shared_patients,
                "papers": [paper_record(paper) for paper in cell.papers],
            }
            for cell in made.cells.values()
        ],
        "unplaced": [paper_record(paper) for paper in made.unplaced],
    }


def _value(made: EvidenceMap, values: Sequence[str], one: str, facet: Facet | None) -> dict[str, Any]:
    """A value of an axis; ``members`` are the other values whose papers count at it as well."""
    name = facet.label(one) if facet is not None else one
    return {"id": one, "name": name, "members": made.members(values, one, facet)}


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
                    "shared_patients": cell.shared_patients if cell else 0,
                    "level": cell.level if cell else None,
                    "ids": " ".join(paper.id for paper in cell.papers) if cell else "",
                }
            )
    return found
