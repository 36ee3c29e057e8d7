"""The dossier of a condition as a report, a document and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mscq.evidence.coverage import coverage
from mscq.evidence.dossier import Dossier, shown_results
from mscq.evidence.level import Control
from mscq.output.abbreviations import explained, meanings
from mscq.output.records import finding_record, finding_row, paper_record
from mscq.output.report import (
    Block,
    Bullets,
    Heading,
    Line,
    Paragraph,
    Report,
    Role,
    Span,
    joined,
    line,
)
from mscq.output.screens import answer as screen
from mscq.output.screens import answer_records
from mscq.output.screens.conflicts_words import conflict_line
from mscq.output.screens.coverage import FORMULA, overlap_line
from mscq.output.wording import (
    UNCONTROLLED_CAVEAT,
    command_span,
    counted,
    legend,
    paper_span,
    results_table,
)
from mscq.records.terms import ComparatorKind, Topic

if TYPE_CHECKING:
    from mscq.evidence.answer import ConditionAnswer
    from mscq.evidence.results import Result
    from mscq.output.answer import Scalar
    from mscq.records.vocabulary import Vocabulary

STATUS = "status"
_MOST = {Control.OTHER_ARM: 4, Control.UNCONTROLLED: 8, Control.NOT_HUMAN: 2}
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
    Topic.OUTLOOK: "Outlook, as authors see it",
}


def report(
    dossier: Dossier,
    vocabulary: Vocabulary,
    *,
    everything: bool = False,
    topics: bool = False,
    whole: ConditionAnswer | None = None,
    typed: str = "",
) -> Report:
    """Return the whole dossier: the answer with all that it leaves out, then results without a control, safety, words.

    ``whole`` is the answer without filters, told beside where it says other, ``typed`` the condition for its command.
    ``topics`` tells that some topics were asked for: the answer, which is on efficacy, is then left to its own screen.
    """
    blocks: list[Block] = [screen.head(dossier.answer), *people(dossier)]
    if not topics:
        blocks.extend(screen.whole_line(dossier.answer, whole, vocabulary, typed))
        blocks.extend(screen.whole(dossier.answer, vocabulary))
        blocks.extend(overlaps(dossier, vocabulary))
    blocks.extend(sections(dossier, vocabulary, everything=everything, topics=topics))
    if not everything and dossier.papers:
        blocks.extend(_papers(dossier, vocabulary))
    if (legend := explained(blocks, meanings(vocabulary))) is not None:
        blocks.append(legend)
    blocks.append(Paragraph(_hint(dossier)))
    return Report(dossier.condition.label, blocks)


def sections(dossier: Dossier, vocabulary: Vocabulary, *, everything: bool, topics: bool = False) -> list[Block]:
    """Return the evidence beside the answer, in sections; with ``everything`` nothing is left out."""
    return [
        *_evidence(dossier, vocabulary, everything),
        *_safety(dossier, vocabulary, everything),
        *_statements(dossier, everything or topics),
        *_conflicts(dossier, vocabulary, everything),
        *_gaps(dossier, vocabulary),
    ]


def people(dossier: Dossier) -> list[Block]:
    """Return how many people the studies are of, and which forms of the condition the base knows."""
    studies, patients, shared = dossier.counts
    counts = [f"{studies} groups of patients"] if studies != len(dossier.papers) else []
    if patients is not None:
        counts.append(f"{patients:,} patients")
    if shared is not None:
        counts.append(f"+{shared:,} in studies of several conditions")
    blocks: list[Block] = [Paragraph(line(", ".join(counts)), "People")] if counts else []
    if dossier.members:
        members = joined([f"{concept.label} {number}" for concept, number in dossier.members], ", ")
        blocks.append(Paragraph(members, "Members"))
    return blocks


def overlaps(dossier: Dossier, vocabulary: Vocabulary) -> list[Block]:
    """Return how far reviews that stand side by side pool the same trials, so that they are no further evidence."""
    found = coverage(dossier.selector.kb, dossier.condition.id).overlaps
    return (
        [
            Heading(line("Trials that reviews share")),
            Bullets([overlap_line(one, vocabulary) for one in found]),
            Paragraph(line(FORMULA)),
        ]
        if found
        else []
    )


def _evidence(dossier: Dossier, vocabulary: Vocabulary, everything: bool) -> list[Block]:
    """Results that no control stands against, and those in animals."""
    shown: list[Result] = []
    hidden = 0
    for control in (Control.OTHER_ARM, Control.UNCONTROLLED, Control.NOT_HUMAN):
        found = [one for one in dossier.results if one.control is control]
        best, rest = (found, []) if everything else shown_results(found, _MOST[control])
        shown.extend(best)
        hidden += len(rest)
    if not shown:
        return []
    blocks: list[Block] = [
        Heading(line("Without a control"), line(Span(UNCONTROLLED_CAVEAT, Role.DIM)), folds=True),
        results_table(vocabulary, shown),
        legend(shown),
    ]
    if hidden:
        command = command_span(f"mscq condition {dossier.condition.id} --all")
        blocks.append(Paragraph(line(f"{counted(hidden, 'result')} more: ", command)))
    return blocks


def _safety(dossier: Dossier, vocabulary: Vocabulary, everything: bool) -> list[Block]:
    if not dossier.safety:
        return []
    from mscq.evidence.safety import safety
    from mscq.output.screens.safety import sections as on_harm

    selector = dossier.selector
    found = safety(selector.kb, dossier.condition.id, selector.selection)
    blocks, left = on_harm(found, vocabulary, everything=everything, titled=False)
    blocks.insert(0, Heading(line("Safety"), folds=True))
    if left:
        blocks.append(Paragraph(line(f"{left} more: ", command_span(f"mscq safety {dossier.condition.id} --all"))))
    return blocks


def _statements(dossier: Dossier, everything: bool) -> list[Block]:
    blocks: list[Block] = []
    for topic, pairs in dossier.statements.items():
        most = len(pairs) if everything else _MOST_STATEMENTS
        items = [line(finding.statement, " ", paper_span(paper)) for paper, finding in pairs[:most]]
        left = len(pairs) - len(items)
        aside = line()
        if left > 0:
            every = " --all" if topic is Topic.EFFICACY else ""
            command = command_span(f"mscq condition {dossier.condition.id} --topic {topic.value}{every}")
            aside = line(Span(f"{left} more: ", Role.DIM), command)
        blocks.extend((Heading(line(_TOPIC_HEADINGS[topic]), aside), Bullets(items)))
    return blocks


def _conflicts(dossier: Dossier, vocabulary: Vocabulary, everything: bool) -> list[Block]:
    if not dossier.conflicts:
        return []
    items = [conflict_line(conflict, vocabulary) for conflict in dossier.conflicts[: None if everything else 5]]
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
    where = "in the base" if dossier.answer.selection.is_empty else "under these filters"
    return [Heading(line(f"No controlled result {where} on")), Bullets(items)]


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
    """Return the dossier as one JSON document, the answer in it."""
    from mscq.output.screens.conflicts_records import conflict_record

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
        "answer": answer_records.data(dossier.answer, vocabulary),
        "papers": [paper_record(paper) for paper in dossier.papers],
        "findings": list(seen.values()),
        "conflicts": [conflict_record(conflict, vocabulary) for conflict in dossier.conflicts],
        "gaps": dossier.gaps._asdict(),
        "caveats": [UNCONTROLLED_CAVEAT],
    }


def rows(dossier: Dossier, vocabulary: Vocabulary) -> list[dict[str, Scalar]]:
    """Every finding of the dossier as one flat row; ``status`` is how its paper's trials against a control ended."""
    ended: dict[str, dict[str, None]] = {}
    for trial in dossier.answer.trials:
        for paper in trial.papers if trial.comparator is not ComparatorKind.OTHER_ARM else ():
            ended.setdefault(paper.id, {})[trial.status.value] = None
    pairs = [(one.paper, row) for one in dossier.results for row in one.rows]
    pairs += list(dossier.safety)
    pairs += [pair for group in dossier.statements.values() for pair in group]
    unique = {finding.id: (paper, finding) for paper, finding in pairs}
    return [
        {**finding_row(paper, finding, vocabulary.outcomes), STATUS: " ".join(ended.get(paper.id, ()))}
        for paper, finding in unique.values()
    ]
