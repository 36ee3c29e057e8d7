"""The provenance of findings as a report, a document and rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mscq.cite import nlm_line
from mscq.evidence.level import level
from mscq.output.figures import certainty, outcome, result, standing
from mscq.output.records import finding_record, paper_record
from mscq.output.report import Block, Bullets, Column, Heading, Paragraph, Report, Role, Span, Table, line
from mscq.output.screens.sources import links, others, own_addresses
from mscq.output.wording import against, command_span, counted, paper_span
from mscq.records.canonical import plain

if TYPE_CHECKING:
    from mscq.checks.registry import Problem
    from mscq.checks.trace import Trace
    from mscq.output.answer import Scalar
    from mscq.records.models import Paper, Reading
    from mscq.records.vocabulary import Vocabulary


def report(paper: Paper, traces: Sequence[Trace], vocabulary: Vocabulary) -> Report:
    """One finding in full, or a paper's findings in a table with the readings under it."""
    citation = nlm_line(paper)
    blocks: list[Block] = []
    if len(traces) == 1:
        blocks.extend(_one(traces[0], vocabulary))
    else:
        heading = line("Where the figures come from: ", paper_span(paper))
        blocks.extend((Heading(heading, line(Span(counted(len(traces), "finding"), Role.DIM)), 1), _many(traces)))
    if own := own_addresses(paper):
        blocks.extend((Heading(line("Source")), Bullets(links(own))))
    blocks.append(Heading(line("Read")))
    seen: dict[int, Reading] = {id(one): one for trace in traces for one in trace.readings}
    for reading in seen.values() if len(traces) == 1 else paper.readings:
        blocks.extend(_reading(paper, reading))
    blocks.append(Heading(line("Paper"), line(Span(f"level {level(paper)}, {paper.standing.status.value}", Role.DIM))))
    blocks.append(Paragraph(line(citation)))
    blocks.append(Paragraph(line(f"Notices known as of {paper.standing.as_of}"), "Standing"))
    blocks.extend(_checks(traces))
    if paper.notes:
        blocks.extend((Heading(line("Notes on the record")), Bullets([line(note) for note in paper.notes])))
    return Report(f"Where the figures of {paper.id} come from", blocks)


def _checks(traces: Sequence[Trace]) -> list[Block]:
    """How many checks the findings and their record pass, and what the others find."""
    checks = {check for trace in traces for check in trace.checks}
    failed = {check for trace in traces for check in trace.failed}
    text = f"passes {len(checks) - len(failed)} of {len(checks)}" if failed else f"passes all {len(checks)}"
    blocks: list[Block] = [Paragraph(line(text, "   ", command_span("mscq verify --list")), "Checks")]
    found = dict.fromkeys(problem for trace in traces for problem in (*trace.record_problems, *trace.problems))
    if found:
        blocks.append(Bullets([line(f"{one.where}: {one.message} [{one.check}]") for one in found]))
    return blocks


def _one(trace: Trace, vocabulary: Vocabulary) -> list[Block]:
    finding = trace.finding
    facts: list[tuple[str, str]] = [
        ("Outcome", outcome(vocabulary, finding)),
        ("Standing", standing(finding)),
        ("Figure", f"{result(finding.estimate)}{certainty(finding)}"),
        ("In whom", finding.group or ""),
        ("Patients", finding.population or ""),
        ("Against", against(finding) if finding.arm else ""),
        ("Direction", finding.direction.value),
        ("Stands under", finding.locator),
        ("Read as", ", ".join(one.value for one in (finding.read_as, *finding.also_read_as))),
        ("Note", finding.note or ""),
    ]
    blocks: list[Block] = [
        Heading(line(Span(finding.id, Role.HEADING)), level=1),
        Paragraph(line(finding.statement)),
        *(Paragraph(line(text), name) for name, text in facts if text),
        Heading(line("Derived from it"), line(Span("computed, not stored", Role.DIM))),
        Table(
            [Column("What"), Column("Value", wrap=True, least=12), Column("By", wrap=True, least=20)],
            [[line(one.name), line(one.value), line(one.rule)] for one in trace.derived],
        ),
    ]
    return blocks


def _many(traces: Sequence[Trace]) -> Table:
    # an id is typed again, so that it stands whole above its figure and is never broken
    ids = {place: line(Span(trace.finding.id, Role.STRONG)) for place, trace in enumerate(traces)}
    rows = [
        [
            line(result(trace.finding.estimate) or "in words"),
            line(trace.finding.locator),
            line(", ".join(one.value for one in (trace.finding.read_as, *trace.finding.also_read_as))),
            line("ok" if not trace.problems else "see below"),
        ]
        for trace in traces
    ]
    columns = [
        Column("Figure (95 % CI)", wrap=True, least=14),
        Column("Stands under", wrap=True, least=12),
        Column("Read as", wrap=True, least=9),
        Column("Checks", optional=1),
    ]
    return Table(columns, rows, groups=ids)


def _reading(paper: Paper, reading: Reading) -> list[Block]:
    head = f"{reading.read_as.value}, entered {reading.entered}"
    blocks: list[Block] = [Paragraph(line(reading.note or ""), head) if reading.note else Paragraph(line(head))]
    if pages := others(paper, reading.addresses):
        blocks.extend(
            (Paragraph(line("Other pages read" if own_addresses(paper) else "Pages read")), Bullets(links(pages)))
        )
    return blocks


def data(paper: Paper, traces: Sequence[Trace]) -> dict[str, Any]:
    """The provenance as one JSON document."""
    return {
        "paper": paper_record(paper),
        "standing": plain(paper.standing),
        "readings": [plain(reading) for reading in paper.readings],
        "notes": paper.notes,
        "problems": [_problem(one) for one in (traces[0].record_problems if traces else ())],
        "findings": [
            {
                **finding_record(paper, trace.finding),
                "readings": [plain(reading) for reading in trace.readings],
                "derived": [one._asdict() for one in trace.derived],
                "checks": list(trace.checks),
                "problems": [_problem(one) for one in trace.problems],
            }
            for trace in traces
        ],
    }


def _problem(problem: Problem) -> dict[str, str]:
    return {"check": problem.check, "where": problem.where, "message": problem.message}


def rows(paper: Paper, traces: Sequence[Trace]) -> list[dict[str, Scalar]]:
    """One flat row a finding."""
    return [
        {
            "finding": trace.finding.id,
            "figure": result(trace.finding.estimate),
            "locator": trace.finding.locator,
            "read_as": " ".join(one.value for one in (trace.finding.read_as, *trace.finding.also_read_as)),
            "addresses": " ".join(address for reading in trace.readings for address in reading.addresses),
            "entered": " ".join(str(reading.entered) for reading in trace.readings),
            "problems": len(trace.problems),
        }
        for trace in traces
    ]
