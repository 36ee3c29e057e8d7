"""Wordings and marks that screens share: a paper's link, a direction's mark, what a result stands against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from mscq.cite.links import addresses
from mscq.evidence.level import Control, level
from mscq.evidence.results import Result
from mscq.evidence.treatment import treatment_of
from mscq.output.figures import MEANINGS, UNMARKED, mark, outcome, result, what_was_given
from mscq.output.report import Align, Column, Line, Paragraph, Role, Span, Table, joined, line
from mscq.records.models import Arm, ComparatorKind, Direction, Finding, Paper
from mscq.records.vocabulary import Vocabulary

UNCONTROLLED_CAVEAT = "Without a control group a result cannot show that the treatment works."
SIDE_BY_SIDE_CAVEAT = "Figures side by side from different papers are not a comparison."

ROLE_OF_DIRECTION = {
    Direction.BENEFIT: Role.BENEFIT,
    Direction.NO_DIFFERENCE: Role.NO_DIFFERENCE,
    Direction.MIXED: Role.MIXED,
    Direction.HARM: Role.HARM,
    Direction.STABLE: Role.DIM,
    Direction.NOT_APPLICABLE: Role.DIM,
}
_AGAINST = {
    ComparatorKind.BASELINE: "before",
    ComparatorKind.PLACEBO: "placebo",
    ComparatorKind.ACTIVE: "another treatment",
    ComparatorKind.USUAL_CARE: "usual care",
    ComparatorKind.CONTROL: "control",
    ComparatorKind.OTHER_ARM: "another cell arm",
    ComparatorKind.NONE: "no comparison",
}
_OPEN_WORDS = {
    Direction.BENEFIT: "better",
    Direction.STABLE: "unchanged",
    Direction.NO_DIFFERENCE: "no difference",
    Direction.MIXED: "mixed",
    Direction.HARM: "worse",
}
_WORDS = {
    Control.CONTROLLED: {
        Direction.BENEFIT: "benefit",
        Direction.NO_DIFFERENCE: "no difference",
        Direction.MIXED: "mixed",
        Direction.HARM: "harm",
    },
    Control.OTHER_ARM: _OPEN_WORDS,
    Control.UNCONTROLLED: _OPEN_WORDS,
    Control.NOT_HUMAN: _OPEN_WORDS,
}


def address(paper: Paper) -> str | None:
    """Where a paper leads: PubMed, else PubMed Central, its DOI, the Bookshelf, its own address."""
    return next(iter(addresses(paper.bibliography, paper.bookshelf).values()), None)


def paper_span(paper: Paper) -> Span:
    """A paper's id as a link."""
    return Span(paper.id, Role.PAPER, address(paper))


def command_span(text: str) -> Span:
    """A command to type."""
    return Span(text, Role.COMMAND)


def mark_span(direction: Direction, control: Control) -> Span:
    """The mark of a direction in its role."""
    return Span(mark(direction, control), ROLE_OF_DIRECTION[direction])


def against(finding: Finding) -> str:
    """What a result was measured against, in the source's words where there are any."""
    kind = finding.comparator.kind
    if kind in (ComparatorKind.BASELINE, ComparatorKind.NONE):
        return _AGAINST[kind]
    return finding.comparator.label or _AGAINST[kind]


def against_words(finding: Finding) -> str:
    """'against placebo', 'against before', or 'no comparison'."""
    none = finding.comparator.kind is ComparatorKind.NONE
    return against(finding) if none else f"against {against(finding)}"


def tally_line(counts: Counter[Direction], control: Control) -> Line:
    """Counts of directions with their marks and words: '▲ 6 benefit   = 5 no difference'."""
    words = _WORDS[control]
    needed = (Direction.BENEFIT, Direction.NO_DIFFERENCE) if control is Control.CONTROLLED else ()
    parts = [
        line(mark_span(direction, control), f"\u00a0{counts[direction]} {word}")
        for direction, word in words.items()
        if counts[direction] or direction in needed
    ]
    rest = sum(number for direction, number in counts.items() if direction not in words)
    if rest:
        parts.append(line(Span(UNMARKED, Role.DIM), f"\u00a0{rest} without a direction"))
    return joined(parts, "   ")


def legend(results: Iterable[Result]) -> Paragraph:
    """The marks that these results use, explained."""
    return legend_of(mark(one.direction, one.control) for one in results)


def legend_of(marks: Iterable[str]) -> Paragraph:
    """These marks, explained in a fixed order."""
    used = set(marks)
    return Paragraph(
        joined(
            [line(Span(sign, Role.STRONG), f"\u00a0{words}") for sign, words in MEANINGS.items() if sign in used], "   "
        )
    )


def result_text(found: Result) -> str:
    """A result's figures: the contrast, or treated against control side by side, or what its row says."""
    own = result(found.finding.estimate)
    if found.counterpart is not None:
        return f"{own} against {result(found.counterpart.estimate)}"
    treated = found.treated_row.estimate if found.treated_row is not None else None
    control = found.control_row.estimate if found.control_row is not None else None
    if treated is not None and control is not None:
        sides = f"{result(treated)} against {result(control)}"
        return f"{own}; {sides}" if own and found.finding.arm is Arm.BETWEEN else sides
    if not own and treated is not None:
        own = result(treated)
    return own


def results_table(vocabulary: Vocabulary, results: Sequence[Result]) -> Table:
    """Results as a table: level, paper, what was given against what, outcome, figure, direction."""
    columns = [
        Column("Lv", Align.RIGHT),
        Column("Paper", wrap=True, least=13),
        Column("Given", wrap=True, least=13),
        Column("Outcome", wrap=True, least=14),
        Column("Result (95 % CI)", wrap=True, least=18),
        Column(""),
    ]
    rows: list[list[Line]] = []
    groups: dict[int, Line] = {}
    last: Control | None = None
    previous = ""
    for found in results:
        if found.control is not last:
            groups[len(rows)] = _CONTROL_CAPTIONS[found.control]
            last, previous = found.control, ""
        repeats = found.paper.id == previous
        previous = found.paper.id
        rows.append(
            [
                line("" if repeats else str(level(found.paper))),
                line() if repeats else paper_cell(vocabulary, found.paper),
                line(treatment_text(vocabulary, found.paper, found.finding), f"\n{against_words(found.finding)}"),
                line(outcome(vocabulary, found.finding)),
                line(result_text(found) or found.finding.statement),
                line(mark_span(found.direction, found.control)),
            ]
        )
    return Table(columns, rows, groups=groups)


def paper_cell(vocabulary: Vocabulary, paper: Paper) -> Line:
    """A paper's id with its design and size below it."""
    people = paper.study.participants
    n = people.total or people.treated
    design = vocabulary.designs.short(paper.study.design)
    return line(paper_span(paper), Span(f"\n{design}{f', n {n:,}' if n is not None else ''}", Role.DIM))


def treatment_text(vocabulary: Vocabulary, paper: Paper, finding: Finding) -> str:
    """What was given, in a few words; where a result does not tell the paper's arms apart, all of them."""
    treatment, whole = treatment_of(paper, finding), paper.study.intervention
    shown = treatment._replace(
        cells=treatment.cells or whole.cells,
        sources=treatment.sources or whole.sources,
        routes=treatment.routes or whole.routes,
    )
    return what_was_given(vocabulary, shown, "+" if treatment.routes else "/") or "cells"


_CONTROL_CAPTIONS = {
    Control.CONTROLLED: line(Span("Against a control", Role.STRONG)),
    Control.OTHER_ARM: line(Span("Between cell arms", Role.STRONG)),
    Control.UNCONTROLLED: line(Span("Without a control", Role.STRONG), Span(" (cannot show that it works)", Role.DIM)),
    Control.NOT_HUMAN: line(Span("In animals or the laboratory", Role.STRONG)),
}


def counted(number: int, noun: str, plural: str = "") -> str:
    """'1 paper', '24 papers'."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
