"""The dossier of a condition as a report, a document and rows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from mscq.evidence.dossier import Dossier, shown_results
from mscq.evidence.level import Control, is_review
from mscq.evidence.results import Result
from mscq.output.answer import Scalar
from mscq.output.figures import outcome, result
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
from mscq.output.screens.conflicts import conflict_line, conflict_record
from mscq.output.wording import (
    CONTROL_WORDS,
    NOTHING,
    UNCONTROLLED_CAVEAT,
    against,
    command_span,
    counted,
    legend,
    paper_span,
    results_table,
    tally_line,
)
from mscq.records.models import Direction, Finding, Measure, Topic

if TYPE_CHECKING:
    from mscq.records.vocabulary import Vocabulary

_MOST = {Control.CONTROLLED: 12, Control.OTHER_ARM: 4, Control.UNCONTROLLED: 6, Control.NOT_HUMAN: 1}
_MOST_SAFETY = 6
_MOST_STATEMENTS = 2
_TOPIC_HEADINGS = {
    Topic.EFFICACY: "What the papers say of efficacy",
    Topic.SAFETY: "What they say of safety",
    Topic.MECHANISM: "Mechanisms",
    Topic.DELIVERY: "Delivery",
    Topic.CELL_SOURCE: "Cells and their source",
    Topic.STANDARD_CARE: "Standard care",
    Topic.DISEASE_BURDEN: "The disease",
    Topic.LIMITATION: "Limitations",
    Topic.OUTLOOK: "What is not known",
}


def report(dossier: Dossier, vocabulary: Vocabulary, *, brief: bool = False, everything: bool = False) -> Report:
    """The dossier for a reader: verdict first, then the evidence, safety, words, disagreements and gaps."""
    blocks: list[Block] = [*_head(dossier), *_verdict(dossier)]
    if not brief and len(dossier.tallies) > 1:
        blocks.append(_by_outcome(dossier, vocabulary))
    blocks.extend(_evidence(dossier, vocabulary, brief, everything))
    blocks.extend(_safety(dossier, vocabulary, brief, everything))
    if not brief:
        blocks.extend(_statements(dossier, everything))
        blocks.extend(_conflicts(dossier, vocabulary))
    blocks.extend(_gaps(dossier, vocabulary))
    if not brief and not everything and dossier.papers:
        blocks.extend(_papers(dossier, vocabulary))
    blocks.append(Paragraph(_hint(dossier)))
    return Report(dossier.condition.label, blocks)


def _head(dossier: Dossier) -> list[Block]:
    condition = dossier.condition
    names = [condition.label, *condition.abbreviations[:1]]
    if condition.mesh:
        names.append(f"MeSH {condition.mesh}")
    counts = [counted(len(dossier.papers), "paper")]
    studies, patients, shared = dossier.counts
    if studies != len(dossier.papers):
        counts.append(f"{studies} groups of patients")
    if patients is not None:
        counts.append(f"{patients:,} patients")
    if shared is not None:
        counts.append(f"+{shared:,} in studies of several conditions")
    blocks: list[Block] = [
        Heading(line(Span(", ".join(names), Role.HEADING)), line(Span(", ".join(counts), Role.DIM)), 1)
    ]
    if dossier.members:
        members = joined([f"{concept.label} {number}" for concept, number in dossier.members], ", ")
        blocks.append(Paragraph(members, "Members"))
    return blocks


def _verdict(dossier: Dossier) -> list[Block]:
    total = dossier.total
    blocks: list[Block] = [Heading(line("Verdict"), line(Span("each comparison counted once", Role.DIM)))]
    for control in Control:
        counts = total.of(control)
        if not counts and control is not Control.CONTROLLED:
            continue
        if not counts:
            text = line("no controlled result in the base")
        else:
            text = line(
                tally_line(counts, control),
                Span(f", {_papers_of(dossier, control)}", Role.DIM),
            )
        blocks.append(Paragraph(text, CONTROL_WORDS[control].caption))
    if total.of(Control.UNCONTROLLED):
        blocks.append(Paragraph(line(UNCONTROLLED_CAVEAT)))
    return blocks


def _papers_of(dossier: Dossier, control: Control) -> str:
    """'in 5 papers, 2 of them pooled': pooled results repeat trials that may be counted as well."""
    papers = {found.paper.id: found.paper for found in dossier.results if found.control is control}
    pooled = sum(is_review(paper) for paper in papers.values())
    return f"in {counted(len(papers), 'paper')}{f', {pooled} pooled' if pooled else ''}"


def _by_outcome(dossier: Dossier, vocabulary: Vocabulary) -> Table:
    def cell(counts: Counter[Direction], direction: Direction) -> Line:
        return line(str(counts[direction])) if counts[direction] else line(Span(NOTHING, Role.DIM))

    rows = []
    for tally in dossier.tallies:
        held = tally.of(Control.CONTROLLED)
        free = tally.of(Control.UNCONTROLLED)
        if not held and not free:
            continue
        label = vocabulary.outcomes.label(tally.group) if tally.group else "Not classed"
        directions = (Direction.BENEFIT, Direction.NO_DIFFERENCE, Direction.MIXED, Direction.HARM)
        others = free[Direction.STABLE] + free[Direction.NO_DIFFERENCE] + free[Direction.MIXED]
        rows.append(
            [
                line(label),
                *(cell(held, direction) for direction in directions),
                cell(free, Direction.BENEFIT),
                line(str(others)) if others else line(Span(NOTHING, Role.DIM)),
                cell(free, Direction.HARM),
            ]
        )
    columns = [
        Column("Outcome", wrap=True, least=14),
        Column("▲ benefit", Align.RIGHT),
        Column("○ none", Align.RIGHT),
        Column("± mixed", Align.RIGHT),
        Column("▼ harm", Align.RIGHT),
        Column("△ better", Align.RIGHT),
        Column("○ ±", Align.RIGHT),
        Column("▽ worse", Align.RIGHT),
    ]
    return Table(columns, rows, caption="By outcome: filled marks against a control, open ones without")


def _evidence(dossier: Dossier, vocabulary: Vocabulary, brief: bool, everything: bool) -> list[Block]:
    if not dossier.results:
        return []
    shown: list[Result] = []
    hidden: list[Result] = []
    for control in Control:
        found = [one for one in dossier.results if one.control is control]
        most = None if everything else 5 if brief else _MOST[control]
        if everything:
            shown.extend(found)
        else:
            more, rest = shown_results(found, most)
            shown.extend(more)
            hidden.extend(rest)
    blocks: list[Block] = [
        Heading(line("Evidence, strongest first"), line(Span("Lv: Oxford CEBM 2011 level", Role.DIM))),
        results_table(vocabulary, shown),
        legend(shown),
    ]
    if hidden:
        held = Counter(one.direction for one in hidden if one.control is Control.CONTROLLED)
        free = Counter(one.direction for one in hidden if one.control is not Control.CONTROLLED)
        pieces: list[str | Span | Line] = [f"Not shown: {counted(len(hidden), 'result')} ("]
        if held:
            pieces.extend((tally_line(held, Control.CONTROLLED), " controlled" + ("; " if free else "")))
        if free:
            pieces.append(tally_line(free, Control.UNCONTROLLED))
        pieces.extend(("). All of them: ", command_span(f"mscq condition {dossier.condition.id} --all")))
        blocks.append(Paragraph(line(*pieces)))
    return blocks


def _safety(dossier: Dossier, vocabulary: Vocabulary, brief: bool, everything: bool) -> list[Block]:
    if not dossier.safety:
        return []
    ranked = sorted(
        dossier.safety,
        key=lambda pair: (pair[1].estimate is None, pair[1].direction is not Direction.HARM),
    )
    most = len(ranked) if everything else 4 if brief else _MOST_SAFETY
    rows = [
        [
            line(outcome(vocabulary, finding)),
            line(_rate(finding)),
            line(finding.group or finding.arm or ""),
            line(against(finding)),
            line(paper_span(paper)),
        ]
        for paper, finding in ranked[:most]
    ]
    columns = [
        Column("Event", wrap=True, least=14),
        Column("Rate or result (95 % CI)", wrap=True, least=20),
        Column("In whom", wrap=True, least=10, optional=2),
        Column("Against", wrap=True, least=8),
        Column("Paper"),
    ]
    blocks: list[Block] = [Heading(line("Safety")), Table(columns, rows)]
    left = len(ranked) - len(rows)
    if left:
        command = f"mscq findings --condition {dossier.condition.id} --topic safety"
        blocks.append(Paragraph(line(f"{left} more: ", command_span(command))))
    return blocks


def _rate(finding: Finding) -> str:
    """A safety figure that stands for itself (a share, a ratio, events of n), or else the statement."""
    estimate = finding.estimate
    if estimate is None or (estimate.measure is Measure.COUNT and estimate.n is None):
        return finding.statement
    return result(estimate) or finding.statement


def _statements(dossier: Dossier, everything: bool) -> list[Block]:
    blocks: list[Block] = []
    for topic, pairs in dossier.statements.items():
        most = len(pairs) if everything or topic is Topic.OUTLOOK else _MOST_STATEMENTS
        items = [line(finding.statement, " ", paper_span(paper)) for paper, finding in pairs[:most]]
        left = len(pairs) - len(items)
        aside = line()
        if left > 0:
            aside = line(
                Span(f"{left} more: ", Role.DIM),
                command_span(f"mscq condition {dossier.condition.id} --topic {topic.value}"),
            )
        blocks.extend((Heading(line(_TOPIC_HEADINGS[topic]), aside), Bullets(items)))
    return blocks


def _conflicts(dossier: Dossier, vocabulary: Vocabulary) -> list[Block]:
    if not dossier.conflicts:
        return []
    items = [conflict_line(conflict, vocabulary) for conflict in dossier.conflicts[:5]]
    aside = line(command_span(f"mscq conflicts {dossier.condition.id}"))
    return [Heading(line("Papers disagree"), aside), Bullets(items)]


def _gaps(dossier: Dossier, vocabulary: Vocabulary) -> list[Block]:
    gaps = dossier.gaps
    parts = [
        (name, facet, values)
        for name, facet, values in (
            ("outcomes", vocabulary.outcomes, gaps.outcomes),
            ("routes", vocabulary.routes, gaps.routes),
            ("cell sources", vocabulary.sources, gaps.sources),
        )
        if values
    ]
    if not parts:
        return []
    items = [line(f"{name}: ", ", ".join(facet.label(one).lower() for one in values)) for name, facet, values in parts]
    return [Heading(line("No controlled result in the base on")), Bullets(items)]


def _papers(dossier: Dossier, vocabulary: Vocabulary) -> list[Block]:
    listed = joined([line(paper_span(paper)) for paper in dossier.papers], ", ")
    return [Heading(line("Papers, strongest first")), Paragraph(listed)]


def _hint(dossier: Dossier) -> Line:
    name = dossier.condition.id
    return line(
        "Cite them: ",
        command_span(f"mscq cite --condition {name} --format bibtex"),
        "   Sources of a figure: ",
        command_span(f"mscq why {dossier.papers[0].id}" if dossier.papers else "mscq why ID"),
    )


def data(dossier: Dossier, vocabulary: Vocabulary) -> dict[str, Any]:
    """The dossier as one JSON document."""
    condition = dossier.condition
    seen: dict[str, dict[str, Any]] = {}
    for one in dossier.results:
        for row in one.rows:
            seen.setdefault(row.id, finding_record(one.paper, row))
    for paper, finding in dossier.safety:
        seen.setdefault(finding.id, finding_record(paper, finding))
    for pairs in dossier.statements.values():
        for paper, finding in pairs:
            seen.setdefault(finding.id, finding_record(paper, finding))
    return {
        "condition": {
            "id": condition.id,
            "name": condition.label,
            "abbreviations": list(condition.abbreviations),
            "synonyms": list(condition.synonyms),
            "mesh": condition.mesh,
            "members": [{"id": member.id, "name": member.label, "papers": n} for member, n in dossier.members],
        },
        "counts": {"papers": len(dossier.papers), **dossier.counts._asdict()},
        "verdict": {
            "total": _tally_record(dossier.total.counts),
            "by_outcome": [
                {
                    "outcome": tally.group or None,
                    "name": vocabulary.outcomes.label(tally.group),
                    **_tally_record(tally.counts),
                }
                for tally in dossier.tallies
            ],
        },
        "papers": [paper_record(paper) for paper in dossier.papers],
        "findings": list(seen.values()),
        "conflicts": [conflict_record(conflict, vocabulary) for conflict in dossier.conflicts],
        "gaps": dossier.gaps._asdict(),
        "caveats": [UNCONTROLLED_CAVEAT],
    }


def _tally_record(counts: dict[Control, Counter[Direction]]) -> dict[str, dict[str, int]]:
    return {
        control.value: {direction.value: number for direction, number in counter.items()}
        for control, counter in counts.items()
    }


def rows(dossier: Dossier, vocabulary: Vocabulary) -> list[dict[str, Scalar]]:
    """Every finding of the dossier as one flat row."""
    pairs = [(one.paper, row) for one in dossier.results for row in one.rows]
    pairs += list(dossier.safety)
    pairs += [pair for group in dossier.statements.values() for pair in group]
    unique = {finding.id: (paper, finding) for paper, finding in pairs}
    return [finding_row(paper, finding, vocabulary.outcomes) for paper, finding in unique.values()]
