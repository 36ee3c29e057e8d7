"""Disagreements between papers as lines, reports and records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mscq.evidence.conflicts import Conflict, Kind, Side
from mscq.evidence.level import level
from mscq.output.figures import outcome
from mscq.output.records import finding_record, paper_record
from mscq.output.report import Align, Block, Column, Heading, Line, Paragraph, Report, Role, Span, Table, joined, line
from mscq.output.wording import (
    against,
    before,
    command_span,
    counted,
    mark_span,
    paper_span,
    result_text,
    treatment_text,
)
from mscq.records.facets import FACETS
from mscq.records.models import Direction
from mscq.records.vocabulary import Vocabulary

_VERDICT_WORDS = {
    Direction.BENEFIT: "benefit",
    Direction.NO_DIFFERENCE: "no benefit",
    Direction.MIXED: "mixed",
}


def title(conflict: Conflict, vocabulary: Vocabulary) -> str:
    """The question of a conflict in words."""
    condition = vocabulary.conditions.label(conflict.condition)
    if conflict.kind is Kind.ARMS:
        return f"{condition}: which {FACETS[conflict.about].noun} does better"
    group = vocabulary.outcomes.label(conflict.outcome_group).lower()
    if conflict.kind is Kind.POOLED:
        return f"{condition}: pooled {group}"
    if conflict.kind is Kind.CONTROL:
        about = vocabulary.entities.label(conflict.about) if conflict.about in vocabulary.entities else conflict.about
        return f"{condition}: {group}, cells against {about.replace('-', ' ').lower()}"
    source = vocabulary.sources.label(conflict.about).lower()
    return f"{condition}: {group}, {source} cells with and without a control group"


def verdict(conflict: Conflict, side: Side, vocabulary: Vocabulary) -> str:
    """One paper's answer in words."""
    if conflict.kind is not Kind.ARMS:
        return _VERDICT_WORDS[side.verdict.direction]
    if not side.verdict.better:
        return "no difference"
    facet = vocabulary.facet(conflict.about)
    return f"{'/'.join(facet.label(value).lower() for value in sorted(side.verdict.better))} better"


def conflict_line(conflict: Conflict, vocabulary: Vocabulary) -> Line:
    """A conflict in one line: question, then who says what, the stronger design first."""
    answers: dict[str, list[Side]] = {}
    for side in conflict.sides:
        answers.setdefault(verdict(conflict, side, vocabulary), []).append(side)
    parts = [
        line(
            Span(answer, Role.STRONG),
            " ",
            joined([paper_span(side.paper) for side in sides[:4]], ", "),
            _and_more(sides),
        )
        for answer, sides in answers.items()
    ]
    return line(title(conflict, vocabulary), ": ", joined(parts, "; "))


def _and_more(sides: Sequence[Side]) -> str:
    return f" and {len(sides) - 4} more" if len(sides) > 4 else ""


def report(conflicts: Sequence[Conflict], vocabulary: Vocabulary, explain: str = "") -> Report:
    """Every conflict with its sides in a table and what differs between them."""
    blocks: list[Block] = [
        Heading(line("Papers that disagree"), line(Span(counted(len(conflicts), "question"), Role.DIM)), 1)
    ]
    if explain:
        blocks.extend(Paragraph(line(paragraph)) for paragraph in explain.split("\n\n"))
    for conflict in conflicts:
        blocks.append(Heading(line(title(conflict, vocabulary))))
        blocks.append(_sides(conflict, vocabulary))
        if conflict.differs:
            blocks.append(Paragraph(line(", ".join(conflict.differs)), "They differ in"))
    blocks.append(Paragraph(line("How these were found: ", command_span("mscq conflicts --explain"))))
    return Report("Papers that disagree", blocks)


def _sides(conflict: Conflict, vocabulary: Vocabulary) -> Table:
    columns = [
        Column("Lv", Align.RIGHT),
        Column("Paper"),
        Column("Says", wrap=True, least=8),
        Column("Design", wrap=True, least=6, optional=2),
        Column("n", Align.RIGHT, optional=1),
        Column("Given", wrap=True, least=9),
        Column("Against", wrap=True, least=8),
        Column("Outcome", wrap=True, least=10),
        Column("Result (95 % CI)", wrap=True, least=14),
    ]
    rows = []
    for side in conflict.sides:
        lead = side.strongest
        n = side.paper.study.participants.n
        sign = mark_span(side.verdict.direction, side.control) if conflict.kind is not Kind.ARMS else Span("")
        rows.append(
            [
                line(str(level(side.paper))),
                line(paper_span(side.paper)),
                line(before(sign), verdict(conflict, side, vocabulary)),
                line(vocabulary.designs.short(side.paper.study.design)),
                line(str(n) if n is not None else ""),
                line(treatment_text(vocabulary, side.paper, lead.finding)),
                line(against(lead.finding)),
                line(outcome(vocabulary, lead.finding)),
                line(result_text(lead) or Span("in words", Role.DIM)),
            ]
        )
    return Table(columns, rows)


def conflict_record(conflict: Conflict, vocabulary: Vocabulary) -> dict[str, Any]:
    """A conflict as a JSON-ready record."""
    return {
        "kind": conflict.kind.value,
        "question": title(conflict, vocabulary),
        "condition": conflict.condition,
        "outcome_group": conflict.outcome_group,
        "about": conflict.about or None,
        "differs": list(conflict.differs),
        "sides": [
            {
                "paper": paper_record(side.paper),
                "verdict": verdict(conflict, side, vocabulary),
                "findings": [finding_record(side.paper, row) for found in side.results for row in found.rows],
            }
            for side in conflict.sides
        ],
    }
