"""A comparison as a report, a document and rows."""

from __future__ import annotations

from functools import partial
from typing import Any

from mscq.evidence.comparison import Comparison, DirectComparison, Shared, Summary
from mscq.evidence.level import Control, level
from mscq.evidence.results import Result
from mscq.evidence.treatment import conditions
from mscq.output.answer import Scalar
from mscq.output.figures import number, outcome, result
from mscq.output.records import finding_record, finding_row, paper_record
from mscq.output.report import (
    Align,
    Block,
    Bullets,
    Column,
    Heading,
    Line,
    Paragraph,
    Report,
    Role,
    Span,
    Table,
    joined,
    line,
)
from mscq.output.wording import (
    CONTROL_WORDS,
    NOTHING,
    SIDE_BY_SIDE_CAVEAT,
    UNCONTROLLED_CAVEAT,
    against,
    before,
    counted,
    legend,
    mark_span,
    paper_span,
    result_text,
    tally_line,
)
from mscq.records.models import Arm, Direction, Finding, Paper
from mscq.records.vocabulary import Vocabulary

_MOST_WORDS = 5
_MOST_INSIDE = 14


def report(comparison: Comparison, vocabulary: Vocabulary, *, everything: bool = False) -> Report:
    """The comparison for a reader: inside papers first, then side by side, then words, then what was left out."""
    labels = [comparison.labels[value] for value in comparison.values]
    title = " against ".join([labels[0], *(label[:1].lower() + label[1:] for label in labels[1:])])
    inside = {one.paper.id for one in comparison.direct}
    beside = {paper.id for summary in comparison.summaries for paper in summary.papers}
    numbers = [f"{counted(len(inside), 'paper')} inside", f"{counted(len(beside), 'paper')} side by side"]
    blocks: list[Block] = [
        Heading(line(Span(title, Role.HEADING)), line(Span(", ".join(numbers), Role.DIM)), 1),
        *(_inside(comparison, vocabulary, everything) if comparison.dimension.inside else ()),
        *_beside(comparison, vocabulary),
    ]
    if everything:
        blocks.extend(_all_results(comparison, vocabulary))
    blocks.extend(_words(comparison, everything))
    blocks.extend(_left_out(comparison, everything))
    return Report(title, blocks)


def _inside(comparison: Comparison, vocabulary: Vocabulary, everything: bool) -> list[Block]:
    heading = Heading(
        line("Inside one paper"), line(Span("arms or subgroups that a paper sets against each other", Role.DIM))
    )
    if not comparison.direct:
        noun = comparison.dimension.noun
        return [heading, Paragraph(line(f"No paper in the base compares these {noun}s itself."))]
    shown = comparison.direct if everything else comparison.direct[:_MOST_INSIDE]
    columns = [
        Column("Lv", Align.RIGHT, optional=1),
        Column("Paper"),
        Column("Design", wrap=True, least=8, optional=2),
        Column("Outcome", wrap=True, least=12),
        *(Column(comparison.labels[value], wrap=True, least=12) for value in comparison.values),
        Column("Favours", wrap=True, least=11),
    ]
    rows = [
        [
            line(str(level(one.paper))),
            line(paper_span(one.paper)),
            line(vocabulary.designs.short(one.paper.study.design)),
            line(outcome(vocabulary, one.finding), _in_condition(comparison, vocabulary, one.paper, one.finding)),
            *(_inside_cell(one, value) for value in comparison.values),
            _favours(one),
        ]
        for one in shown
    ]
    blocks: list[Block] = [heading, Table(columns, rows)]
    if len(shown) < len(comparison.direct):
        blocks.append(Paragraph(line(f"{len(comparison.direct) - len(shown)} more with --all")))
    opposed = {one.favours_label for one in comparison.direct if one.favours_label not in ("", "neither")}
    if len(opposed) > 1 and comparison.dimension.same_people:
        blocks.append(
            Paragraph(
                line(
                    Span("These point different ways: ", Role.STRONG), "look at outcome, design and what else differed."
                )
            )
        )
    if any(not one.randomised for one in comparison.direct):
        blocks.append(
            Paragraph(
                line(
                    Span("Subgroups of pooled or single-arm studies were not randomised against each other.", Role.DIM)
                )
            )
        )
    return blocks


def _inside_cell(one: DirectComparison, value: str) -> Line:
    row = one.figures.get(value)
    if row is None:
        return line(Span(NOTHING, Role.DIM))
    text = result(row.estimate)
    if row.arm is not Arm.BETWEEN:
        with_others = f" ({row.group})" if one.shares_with_others(value) and row.group else ""
        return line(text or Span("in words", Role.DIM), with_others)
    if value in one.compared_with:
        return line(Span("compared with", Role.DIM))
    words = {Direction.BENEFIT: "better", Direction.HARM: "worse", Direction.NO_DIFFERENCE: "no difference"}
    word = words.get(row.direction, row.direction.value)
    return line(f"{word}, {text}" if text else word)


def _favours(one: DirectComparison) -> Line:
    if not one.favours_label:
        return line(Span(_margin(one), Role.DIM))
    return line(Span(one.favours_label, Role.STRONG), f", {_margin(one)}")


def _margin(one: DirectComparison) -> str:
    """How far apart the sides of a comparison are, and whether the paper tested that."""
    if one.against:
        return f"against {one.against}"
    if not one.sorter.dimension.same_people:
        return "different patients"
    if one.gap is None:
        return "not tested against each other"
    return f"by {number(one.gap)} percentage points, no test reported" if one.gap else "equal"


def _beside(comparison: Comparison, vocabulary: Vocabulary) -> list[Block]:
    columns = [
        Column("", wrap=True, least=13),
        *(Column(comparison.labels[value], wrap=True, least=16) for value in comparison.values),
    ]
    summaries = {summary.value: summary for summary in comparison.summaries}

    def each(title: str, cell: Any) -> list[Line]:
        return [line(title), *(cell(summaries[value]) for value in comparison.values)]

    rows = [
        each("Papers", lambda s: line(str(len(s.papers)) if s.papers else _no_result(comparison))),
        each("Patients", lambda s: line(_patients(s, comparison.dimension.noun))),
        *(each(CONTROL_WORDS[one].caption, partial(_tally, one)) for one in (Control.CONTROLLED, Control.UNCONTROLLED)),
    ]
    blocks: list[Block] = [
        Heading(line("Side by side"), line(Span("different patients: not a comparison", Role.DIM))),
        Table(columns, rows),
    ]
    if comparison.shared:
        blocks.append(
            Table(
                columns,
                [
                    [
                        line(vocabulary.outcomes.label(shared.group)),
                        *(_best_cell(comparison, vocabulary, shared, value) for value in comparison.values),
                    ]
                    for shared in comparison.shared
                ],
                caption="The strongest result of each on the outcomes they share",
            )
        )
        blocks.append(legend([one for shared in comparison.shared for one in shared.best.values()]))
    blocks.append(Paragraph(line(f"{SIDE_BY_SIDE_CAVEAT} {UNCONTROLLED_CAVEAT}")))
    return blocks


def _patients(summary: Summary, noun: str) -> str:
    """'123', '123, +404 in studies of several routes': of these only some belong to the value."""
    counts = summary.counts
    parts = [f"{counts.patients:,}"] if counts.patients is not None else []
    if counts.shared_patients is not None:
        parts.append(f"+{counts.shared_patients:,} in studies of several {noun}s")
    return ", ".join(parts) or ("not stated" if summary.papers else "")


def _no_result(comparison: Comparison) -> str:
    return "no result of its own" if comparison.dimension.selects == "papers" else "no result in the base"


def _tally(control: Control, summary: Summary) -> Line:
    counts = summary.directions(control)
    if not summary.papers:
        return line("")
    return tally_line(counts, control) if counts else line(Span("none", Role.DIM))


def _best_cell(comparison: Comparison, vocabulary: Vocabulary, shared: Shared, value: str) -> Line:
    best = shared.best.get(value)
    if best is None:
        return line(Span("no result", Role.DIM))
    controlled = best.control is Control.CONTROLLED
    shown = result_text(best) or "in words"
    measured = f"against {against(best.finding)}" if controlled else _uncontrolled_words(best)
    return line(
        before(mark_span(best.direction, best.control)),
        f"{outcome(vocabulary, best.finding)}{_in_condition(comparison, vocabulary, best.paper, best.finding)}: ",
        f"{shown}, {measured} (level {level(best.paper)}, ",
        paper_span(best.paper),
        ")",
    )


def _in_condition(comparison: Comparison, vocabulary: Vocabulary, paper: Paper, finding: Finding) -> str:
    """The condition of a figure, which figures side by side need not share."""
    named = conditions(paper, finding)
    if not comparison.dimension.same_people or not named:
        return ""
    return f" ({', '.join(vocabulary.conditions.short(one) for one in named)})"


def _uncontrolled_words(best: Result) -> str:
    return "against before, no control" if against(best.finding) == "before" else "no control"


def _all_results(comparison: Comparison, vocabulary: Vocabulary) -> list[Block]:
    from mscq.output.wording import results_table

    blocks: list[Block] = []
    for summary in comparison.summaries:
        if summary.results:
            blocks.append(Heading(line(f"All results: {comparison.labels[summary.value]}")))
            blocks.append(results_table(vocabulary, summary.results))
    return blocks


def _words(comparison: Comparison, everything: bool) -> list[Block]:
    blocks: list[Block] = []
    for value in comparison.values:
        pairs = comparison.words[value]
        if not pairs:
            continue
        most = len(pairs) if everything else _MOST_WORDS
        items = [line(finding.statement, " ", paper_span(paper)) for paper, finding in pairs[:most]]
        left = len(pairs) - len(items)
        aside = line(Span(f"{left} more with --all", Role.DIM)) if left else line()
        blocks.extend((Heading(line(f"What papers say of: {comparison.labels[value].lower()}"), aside), Bullets(items)))
    return blocks


def _left_out(comparison: Comparison, everything: bool) -> list[Block]:
    if not comparison.left_out:
        return []
    reasons: dict[str, list[Span]] = {}
    for one in comparison.left_out:
        reasons.setdefault(one.why, []).append(paper_span(one.paper))
    items = [
        line(f"{why}: ", joined(papers, ", ")) for why, papers in sorted(reasons.items(), key=lambda p: -len(p[1]))
    ]
    aside = line(Span(counted(len(comparison.left_out), "paper"), Role.DIM))
    return [Heading(line("Left out, and why"), aside), Bullets(items)]


def data(comparison: Comparison, vocabulary: Vocabulary) -> dict[str, Any]:
    """The comparison as one JSON document."""
    return {
        "dimension": comparison.dimension.name,
        "values": [
            {
                "id": summary.value,
                "name": comparison.labels[summary.value],
                "papers": [paper_record(paper) for paper in summary.papers],
                **summary.counts._asdict(),
                **{
                    one.value: {direction.value: n for direction, n in summary.directions(one).items()}
                    for one in (Control.CONTROLLED, Control.UNCONTROLLED)
                },
            }
            for summary in comparison.summaries
        ],
        "rows": [
            *(_inside_record(one, vocabulary) for one in comparison.direct),
            *(
                _beside_record(summary.value, one, vocabulary)
                for summary in comparison.summaries
                for one in summary.results
            ),
        ],
        "shared": [
            {
                "outcome_group": shared.group,
                "best": {value: finding_record(best.paper, best.finding) for value, best in shared.best.items()},
            }
            for shared in comparison.shared
        ],
        "words": {
            value: [finding_record(paper, finding) for paper, finding in pairs]
            for value, pairs in comparison.words.items()
        },
        "left_out": [{"paper": paper_record(one.paper), "why": one.why} for one in comparison.left_out],
        "caveats": [SIDE_BY_SIDE_CAVEAT, UNCONTROLLED_CAVEAT],
    }


def _inside_record(one: DirectComparison, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "kind": "inside",
        "paper": paper_record(one.paper),
        "outcome": one.finding.outcome,
        "outcome_label": outcome(vocabulary, one.finding),
        "timepoint_months": one.finding.timepoint_months,
        "figures": {value: finding_record(one.paper, row) for value, row in one.figures.items()},
        "favours": one.favours,
        "favours_label": one.favours_label or None,
        "margin": _margin(one),
        "randomised": one.randomised,
    }


def _beside_record(value: str, found: Result, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "kind": "beside",
        "paper": paper_record(found.paper),
        "outcome": found.finding.outcome,
        "outcome_label": outcome(vocabulary, found.finding),
        "timepoint_months": found.finding.timepoint_months,
        "figures": {value: finding_record(found.paper, found.finding)},
        "setting": found.control.value,
        "direction": found.direction.value,
        "favours": None,
    }


def rows(comparison: Comparison, vocabulary: Vocabulary) -> list[dict[str, Scalar]]:
    """One flat row for each figure: inside comparisons first, then results side by side."""
    made: list[dict[str, Scalar]] = []
    for one in comparison.direct:
        for value, row in one.figures.items():
            head = {"kind": "inside", "value": value, "favours": one.favours_label or None, "margin": _margin(one)}
            made.append({**head, **finding_row(one.paper, row, vocabulary.outcomes), **head})
    for summary in comparison.summaries:
        for found in summary.results:
            head = {"kind": "beside", "value": summary.value, "favours": None, "margin": None}
            made.append({**head, **finding_row(found.paper, found.finding, vocabulary.outcomes), **head})
    return made
