"""What a search found, for people and as records: hits with the matching words marked, and how the query was read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from mscq.evidence.level import Control, control_of, is_rank, is_result, is_review, tells
from mscq.output.figures import DOUBTFUL, standing
from mscq.output.records import finding_record, paper_record
from mscq.output.report import Block, Heading, Line, Paragraph, Report, Role, Span, joined, line
from mscq.output.wording import (
    CONTROL_WORDS,
    against,
    before,
    command_span,
    counted,
    finding_mark,
    findings_legend,
    paper_span,
    statement_alone,
)
from mscq.records.terms import Arm, Endpoint, Topic
from mscq.search.query import PUBMED
from mscq.search.words import stems

if TYPE_CHECKING:
    from mscq.output.answer import Scalar
    from mscq.records.models import Finding, Paper
    from mscq.records.vocabulary import Vocabulary
    from mscq.search.interpret import LineRead, Unit
    from mscq.search.searcher import Found, Hit

_SPOKEN = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_MOST_NAMED = 12


def found_data(found: Found) -> dict[str, Any]:
    """A search as one JSON document."""
    return {
        "query": found.query.text,
        "reading": reading_record(found),
        "total": found.total,
        "hits": [_hit_record(hit) for hit in found.hits],
        "suggestion": found.suggestion,
    }


def found_rows(found: Found) -> list[dict[str, Scalar]]:
    """The hits as flat rows."""
    return [_row(hit) for hit in found.hits]


def reading_record(found: Found) -> dict[str, Any]:
    """How the query was read: a record for every word or run of words, what was ignored, what is required."""
    return {
        "words": [
            {
                "typed": unit.typed,
                "as": unit.kind.value,
                "corrected": unit.corrected,
                "concepts": [{"facet": one.facet, "id": one.id, "label": one.label} for one in unit.concepts],
                "synonyms": list(unit.synonyms),
                "narrower": list(unit.narrower),
                "related": list(unit.related),
            }
            for unit in found.reading.units
        ],
        "ignored": list(dict.fromkeys(found.reading.ignored)),
        "required": list(found.reading.fields),
        "spoken": list(found.reading.spoken),
        "all_words_required": found.query.strict,
        "syntax": found.query.syntax or None,
        "lines": [line._asdict() for line in found.reading.lines],
        "unused_lines": found.query.unused,
        "left_out": list(found.reading.left_out),
        "widened": list(found.reading.widened),
    }


def _hit_record(hit: Hit) -> dict[str, Any]:
    return {
        "paper": paper_record(hit.paper),
        "score": hit.score,
        "matched": list(hit.matched),
        "level": hit.level,
        "direction": hit.finding.direction.value if hit.finding else None,
        "finding": finding_record(hit.paper, hit.finding) if hit.finding else None,
    }


def _row(hit: Hit) -> dict[str, Scalar]:
    return row_of(hit.paper, hit.finding, hit.score, hit.matched)


def row_of(
    paper: Paper, finding: Finding | None = None, score: float = 0.0, matched: Sequence[str] = ()
) -> dict[str, Scalar]:
    """Return a paper that was found as one flat row."""
    record = paper_record(paper)
    return {
        **{name: record[name] for name in ("id", "pmid", "doi", "title", "year", "design", "level", "n")},
        "score": score,
        "matched": "; ".join(matched),
        "finding": finding.id if finding else None,
        "direction": finding.direction.value if finding else None,
        "setting": control_of(finding).value if finding else None,
        "statement": finding.statement if finding else None,
    }


def found_report(found: Found, vocabulary: Vocabulary, *, explain: bool = False, group: bool = False) -> Report:
    """The hits, each with its best finding; first what answers the query better, last what more there is."""
    aside = counted(found.total, "paper")
    if len(found.hits) < found.total:
        aside += f", {len(found.hits)} shown"
    blocks: list[Block] = [Heading(line(f"Search: {found.query.text}"), line(Span(aside, Role.DIM)), 1)]
    if found.suggestion:
        blocks.append(Paragraph(line(command_span(found.suggestion), " gathers what the papers say")))
    if found.reading.spoken:
        blocks.append(Paragraph(line(f"Read {', '.join(found.reading.spoken)}")))
    blocks += [Paragraph(line(told)) for told in told_of_syntax(found)]
    if explain:
        blocks += explained(found)
    if group:
        blocks += _grouped(found, vocabulary)
    else:
        blocks += [block for hit in found.hits for block in _hit_blocks(hit, found, vocabulary, 2)]
    blocks += _end(found)
    return Report(f"Search: {found.query.text}", blocks)


def told_of_syntax(found: Found) -> list[str]:
    """In whose syntax a query was read, what of it was left out and what was widened: a sentence each."""
    query, reading = found.query, found.reading
    told = []
    if query.lines or query.syntax not in ("", PUBMED):
        said = f"Read as a search in the syntax of {query.syntax}"
        if query.lines:
            said += f", {counted(len(query.lines), 'line')}; the answer is line {query.lines[-1].number}"
        if query.unused:
            noun = "line" if len(query.unused) == 1 else "lines"
            said += f"; {noun} {_listed([str(number) for number in query.unused])} named by no other"
        told.append(said)
    if reading.left_out:
        told.append(f"Left out, as this base does not hold it: {_listed(reading.left_out)}")
    if reading.widened:
        told.append(f"Read more widely: {_listed(reading.widened)}")
    return told


def _end(found: Found) -> list[Block]:
    blocks: list[Block] = []
    shown = [
        hit.finding for hit in found.hits if hit.finding and (not hit.paper.summary or _is_main(hit.paper, hit.finding))
    ]
    legend = findings_legend(shown)
    if legend.line:
        blocks += [Paragraph(line()), legend]
    more = found.total - len(found.hits)
    if more > 0:
        blocks.append(Paragraph(line(Span(f"{more} more: --limit {found.total}", Role.DIM))))
    return blocks


def _grouped(found: Found, vocabulary: Vocabulary) -> list[Block]:
    """The hits under their conditions: the one that the query names, else the paper's first."""
    conditions = vocabulary.conditions
    asked = {
        below
        for unit in found.reading.units
        for one in unit.concepts
        if one.facet == conditions.name
        for below in conditions.narrower(one.id)
    }
    groups: dict[str, list[Hit]] = {}
    for hit in found.hits:
        named = hit.paper.study.conditions
        of_query = [one for one in named if one in asked] or named
        groups.setdefault(conditions.label(of_query[0]) if of_query else "No one condition", []).append(hit)
    blocks: list[Block] = []
    for caption, hits in groups.items():
        blocks.append(Heading(line(caption), line(Span(counted(len(hits), "paper"), Role.DIM)), 2))
        blocks += [block for hit in hits for block in _hit_blocks(hit, found, vocabulary, 3)]
    return blocks


def _hit_blocks(hit: Hit, found: Found, vocabulary: Vocabulary, depth: int) -> list[Block]:
    paper = hit.paper
    year = paper.bibliography.year
    n = paper.study.participants.n
    facts = [f"level {hit.level}", vocabulary.designs.label(paper.study.design).lower(), str(year) if year else ""]
    facts.append(f"n {n:,}" if n is not None else "")
    title = marked(paper.bibliography.title or "(title not seen)", found.stems)
    heading = line(paper_span(paper), "  ", title)
    blocks: list[Block] = [Heading(heading, line(Span(", ".join(filter(None, facts)), Role.DIM)), depth)]
    if paper.summary:
        blocks.append(Paragraph(marked(paper.summary, found.stems), "  in short"))
    if hit.finding is not None and (not paper.summary or _is_main(paper, hit.finding)):
        blocks.append(Paragraph(_finding_line(paper, hit.finding, found.stems), "  finding"))
    if hit.matched:
        why = joined([Span(one, Role.MATCH) for one in hit.matched])
        blocks.append(Paragraph(why, "  matches"))
    return blocks


def _is_main(paper: Paper, finding: Finding) -> bool:
    """Whether a finding is what the paper is for: its primary endpoint as randomised, or what a review pools."""
    if not is_result(finding) or finding.analysis is not None or finding.arm is Arm.CONTROL:
        return False
    if finding.endpoint is Endpoint.PRIMARY:
        return True
    return finding.endpoint is None and is_review(paper) and control_of(finding) is Control.CONTROLLED


def _finding_line(paper: Paper, finding: Finding, terms: Iterable[tuple[str, ...]]) -> Line:
    doubt = DOUBTFUL if finding.as_printed else ""
    said = "; ".join(filter(None, (_standing_of(finding), _verdict(paper, finding), doubt)))
    return line(
        before(finding_mark(finding)),
        marked(statement_alone(finding), terms),
        Span(f" ({said})" if said else "", Role.DIM),
    )


def _standing_of(finding: Finding) -> str:
    """The rank of the outcome, and its topic where that is not efficacy."""
    topic = "" if finding.topic is Topic.EFFICACY else finding.topic.value.replace("-", " ")
    return "; ".join(filter(None, (topic, standing(finding))))


def _verdict(paper: Paper, finding: Finding) -> str:
    """What the result stands against, with its direction in words; of what has no control, that alone."""
    if not is_result(finding):
        return ""
    control = control_of(finding)
    row = CONTROL_WORDS[control]
    if control is Control.UNCONTROLLED:
        if paper.design.control_group == "always":
            return "both arms together" if finding.arm is Arm.EVERYONE else "not compared between arms"
        return "no control group"
    said = row.words.get(finding.direction) if tells(finding) else None
    if control is Control.NOT_HUMAN:
        return row.word
    if is_rank(finding):
        return "a rank in a network, no result against a control"
    return f"{said} against {against(finding)}" if said else f"measured against {against(finding)}"


def marked(text: str, terms: Iterable[tuple[str, ...]]) -> Line:
    """A text with the runs of words marked whose stems are among the terms."""
    spoken = [(match.start(), match.end(), stems(match[0])) for match in _SPOKEN.finditer(text)]
    places = [(start, end, stem) for start, end, parts in spoken for stem in parts]
    keys = [stem for _, _, stem in places]
    starting: dict[str, list[tuple[str, ...]]] = {}
    for term in terms:
        starting.setdefault(term[0], []).append(term)
    chosen: set[tuple[int, int]] = set()
    for at, key in enumerate(keys):
        for term in starting.get(key, ()):
            if tuple(keys[at : at + len(term)]) == term:
                chosen.update((start, end) for start, end, _ in places[at : at + len(term)])
    spans: list[Span] = []
    done = 0
    for start, end in sorted(chosen):
        spans += [Span(text[done:start]), Span(text[start:end], Role.MATCH)]
        done = end
    return line(*spans, text[done:])


def explained(found: Found) -> list[Block]:
    """How the query was read, a line for every word or run of words."""
    reading = found.reading
    blocks: list[Block] = [Heading(line("How the query was read"), level=2)]
    blocks += [Paragraph(_unit_line(unit), unit.typed) for unit in reading.units]
    blocks += [Paragraph(line(one), "required") for one in reading.fields]
    blocks += [Paragraph(line(_line_of(one)), f"line {one.number}") for one in reading.lines]
    if reading.ignored:
        blocks.append(Paragraph(line(", ".join(dict.fromkeys(reading.ignored))), "ignored"))
    if found.query.strict:
        blocks.append(Paragraph(line("an operator or tag stands in the query, so that every word must be there")))
    return blocks


def _line_of(read: LineRead) -> str:
    found = "left out" if read.papers is None else counted(read.papers, "paper")
    return f"{found}: {read.text}"


def _unit_line(unit: Unit) -> Line:
    parts = []
    if unit.corrected:
        parts.append(f"corrected to '{unit.corrected}'")
    if unit.concepts:
        parts.append("read as " + " or ".join(f"{one.label} ({one.facet})" for one in unit.concepts))
    else:
        parts.append({"word": "a word", "unknown": "no paper holds it"}.get(unit.kind.value, f"a {unit.kind.value}"))
    for name, others in (
        ("also called", unit.synonyms),
        ("with the narrower", unit.narrower),
        ("and, less, what has the word in its name:", unit.related),
    ):
        if others:
            parts.append(f"{name} {_listed(others)}")
    return line("; ".join(parts))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown} and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else shown
