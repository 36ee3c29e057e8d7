"""The evidence gap map as a report, a document, rows, a drawing of bubbles and a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mscq.evidence.gap_map import Cell, EvidenceMap, Grade
from mscq.output.questions import papers_command
from mscq.output.records import paper_record
from mscq.output.report import Block, Column, Heading, Line, Paragraph, Report, Role, Span, Table, joined, line
from mscq.output.wording import NOTHING, address, command_span, counted

if TYPE_CHECKING:
    from mscq.evidence.dimensions import Dimension
    from mscq.output.answer import Scalar
    from mscq.output.plots.map_svg import Words
    from mscq.records.vocabulary import Facet, Vocabulary

_MARKS = {Grade.CONTROLLED: "●", Grade.UNCONTROLLED: "◎", Grade.WORDS: "◌"}
_ROLES = {Grade.CONTROLLED: Role.STRONG, Grade.UNCONTROLLED: Role.PLAIN, Grade.WORDS: Role.DIM}
_GRADE_WORDS = {
    Grade.CONTROLLED: "a result against a control",
    Grade.UNCONTROLLED: "results without a control",
    Grade.WORDS: "words only, or not told apart",
}
_FAMILY = "(all)"
"""Stands behind a value whose cells hold what stands at its members too."""


def report(made: EvidenceMap, vocabulary: Vocabulary, *, by: str, everything: bool = False) -> Report:
    """The map for a reader: a mark and a count a cell, empty cells as dots."""
    columns = made.columns if everything else made.columns[:12]
    facet = made.columns_axis.concepts(vocabulary)
    table = Table(
        [
            Column(made.rows_axis.name.capitalize(), wrap=True, least=14),
            *(
                Column(_name(made, made.columns_axis, made.columns, one, vocabulary, short=True), optional=position)
                for position, one in enumerate(columns)
            ),
        ],
        [
            [
                line(_name(made, made.rows_axis, made.rows, row, vocabulary)),
                *(_cell(made.cells.get((row, column)), by) for column in columns),
            ]
            for row in made.rows
        ],
    )
    empty = len(made.rows) * len(columns) - sum((row, column) in made.cells for row in made.rows for column in columns)
    title = _title(made)
    pairs = len(made.rows) * len(columns)
    blocks: list[Block] = [
        Heading(line(title), line(Span(f"{empty} of {pairs} pairs empty; numbers count {by}", Role.DIM)), 1),
        table,
        Paragraph(
            joined(
                [
                    *(f"{sign} {_GRADE_WORDS[grade]}" for grade, sign in _MARKS.items()),
                    f"{NOTHING} nothing in the base",
                ],
                "   ",
            )
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
    if any(_is_family(made, axis, values, vocabulary) for axis, values in _axes(made)):
        notes.append(f"{_FAMILY} counts what stands at its members too.")
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


def _cell(cell: Cell | None, by: str) -> Line:
    if cell is None:
        return line(Span(NOTHING, Role.DIM))
    return line(Span(f"{_MARKS[cell.grade]} {_number(cell, by)}".rstrip(), _ROLES[cell.grade]))


def _axes(made: EvidenceMap) -> list[tuple[Dimension, tuple[str, ...]]]:
    return [(made.rows_axis, made.rows), (made.columns_axis, made.columns)]


def _is_family(made: EvidenceMap, axis: Dimension, values: Sequence[str], vocabulary: Vocabulary) -> bool:
    facet = axis.concepts(vocabulary)
    return facet is not None and any(made.members(values, one, facet) for one in values)


def _name(
    made: EvidenceMap, axis: Dimension, values: Sequence[str], one: str, vocabulary: Vocabulary, *, short: bool = False
) -> str:
    """A value in words, with the sign of a family where it is one."""
    facet = axis.concepts(vocabulary)
    if facet is None:
        return one
    name = facet.short(one) if short else facet.label(one)
    return f"{name} {_FAMILY}" if made.members(values, one, facet) else name


def _title(made: EvidenceMap) -> str:
    return f"Evidence map: {made.rows_axis.name} by {made.columns_axis.name}"


def svg(made: EvidenceMap, vocabulary: Vocabulary, *, by: str) -> str:
    """Return the map as an SVG document of bubbles, every column of it."""
    from mscq.output.plots.map_svg import document

    return document(made, lambda cell: _size(cell, by), _words(made, vocabulary, by))


def html(made: EvidenceMap, vocabulary: Vocabulary, *, by: str) -> str:
    """Return the map as an HTML page that needs nothing else, whose bubbles lead to the papers of their cells."""
    from mscq.output.plots.map_svg import anchor, document
    from mscq.output.plots.svg import clean, link, page

    words = _words(made, vocabulary, by)
    drawn = document(made, lambda cell: _size(cell, by), words, anchors=True)
    lines = []
    for row in made.rows:
        lines.append(f"<h3>{clean(words.row(row))}</h3>\n<ul>")
        for column in made.columns:
            if (cell := made.cells.get((row, column))) is not None:
                papers = ", ".join(link(address(paper), clean(paper.id)) for paper in cell.papers)
                lines.append(f'<li id="{anchor(made, cell)}">{clean(words.said(cell))}<br>{papers}</li>')
        lines.append("</ul>")
    after = "<section>\n<h2>Papers of each cell</h2>\n" + "\n".join(lines) + "\n</section>\n"
    return page(words.title, drawn, after)


def _words(made: EvidenceMap, vocabulary: Vocabulary, by: str) -> Words:
    """What the drawing of a map says."""
    from mscq.output.plots.map_svg import Words
    from mscq.records.version import version_line

    def row(one: str) -> str:
        return _name(made, made.rows_axis, made.rows, one, vocabulary)

    def column(one: str) -> str:
        return _name(made, made.columns_axis, made.columns, one, vocabulary)

    def said(cell: Cell) -> str:
        people = f", {cell.patients:,} people" if cell.patients is not None else ""
        shared = f" and {cell.shared_patients:,} in studies of other things too" if cell.shared_patients else ""
        return (
            f"{row(cell.row)}, {column(cell.column)}: {counted(len(cell.papers), 'paper')}{people}{shared}; "
            f"{_GRADE_WORDS[cell.grade]}; best Oxford CEBM 2011 level {cell.level}"
        )

    pairs = len(made.rows) * len(made.columns)
    return Words(
        title=_title(made),
        subtitle=f"Area and number of a bubble count {by}. {pairs - len(made.cells)} of {pairs} pairs are empty.",
        row=row,
        column=column,
        number=lambda cell: _number(cell, by),
        said=said,
        counts=by,
        grades={
            grade: meaning
            for grade, meaning in _GRADE_WORDS.items()
            if any(cell.grade is grade for cell in made.cells.values())
        },
        notes=(*_notes(made, vocabulary, by), version_line(vocabulary.folder.parent)),
    )


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
