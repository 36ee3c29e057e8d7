"""Checks of what is said in words: short, whole, said once, of the paper alone; a figure counts what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from mscq.checks.evidence_logic import SIDES, gain
from mscq.checks.opened import Base, Within
from mscq.checks.registry import Found, Severity, finding_check, paper_check

if TYPE_CHECKING:
    from mscq.records.models import Finding, Paper
    from mscq.records.vocabulary import Facet

_MOST_SENTENCES = 2
_SCALE = 4
"""Letters of an abbreviation from which on it names a scale and nothing else."""
_ABBREVIATIONS = re.compile(r"\b(?:e\.g|i\.e|vs|approx|al|no|resp|ca|cf)\.", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?](?=\s+[\"'(]?[A-Z0-9])")
_OF_DIRECTION = re.compile(
    r"\b(?:improv|better|best|wors|declin|decreas|reduc|drop|fall|fell|loss|lost|less|fewer|gain|reliev|relief|deteriorat"
    r"|slow|spar|short|increas|ris|rose|more|higher|lower|positive|negative)\w*",
    re.IGNORECASE,
)


@finding_check("statement", "a statement is one sentence or two, begins with a capital or figure, ends in a period")
def statement(base: Base, paper: Paper, finding: Finding) -> Found:
    text = finding.statement
    sentences = 1 + len(_SENTENCE_END.findall(_ABBREVIATIONS.sub("", text)))
    if sentences > _MOST_SENTENCES:
        yield "statement", f"has {sentences} sentences: say it in one, or two; the rest belongs in the note"
    if not text.endswith("."):
        yield "statement", "does not end in a period: add it"
    if "..." in text or "…" in text:
        yield "statement", "breaks off: say what the source says, and in the note where it is cut"


@paper_check("statement-repeated", "no two findings of a paper make the same statement")
def statement_repeated(paper: Paper) -> Found:
    first: dict[str, str] = {}
    for finding in paper.findings:
        text = finding.statement.casefold()
        if text in first:
            yield Within(finding.id, "statement"), f"is that of {first[text]}: say what differs, or keep one of them"
        first.setdefault(text, finding.id)


@finding_check("counts", "a figure that counts an improvement, a worsening or a decrease says so", Severity.WARNING)
def counts(base: Base, paper: Paper, finding: Finding) -> Found:
    """Words of direction beside a figure whose sign and direction disagree: the larger figure counts something else."""
    estimate, side = finding.estimate, SIDES.get(finding.direction)
    if estimate is None or estimate.counts is not None or side is None or "outcomes" not in base.facets:
        return
    found = gain(finding, base.facets["outcomes"])
    if found is None or found * side >= 0:
        return
    for field, text in (
        ("estimate.unit", estimate.unit),
        ("estimate.reported_as", estimate.reported_as),
        ("outcome_label", finding.outcome_label),
    ):
        word = _OF_DIRECTION.search(text or "")
        if word is not None:
            said = f"is missing, while '{word.group()}' in {field.rpartition('.')[2]} and '{finding.direction.value}'"
            yield "estimate.counts", f"{said} disagree with the sign: say what a larger figure counts"
            return


@finding_check("as-printed", "a figure that a source prints in disagreement with itself has a note that says how")
def as_printed(base: Base, paper: Paper, finding: Finding) -> Found:
    if finding.as_printed and finding.note is None:
        yield "note", "is missing at 'as_printed': say what the source prints, or take 'as_printed' out"
    if finding.as_printed and finding.estimate is None:
        yield "as_printed", "stands without a figure: leave it out"


def scales_in(outcomes: Facet, label: str) -> set[str]:
    """Return the outcomes whose abbreviation, of four characters or more, stands in a label as words of its own.

    A longer name is read before one that it begins with: 'WOMAC pain' names no other WOMAC score.
    """
    names, pattern = _scales(outcomes)
    return {names[one] for one in pattern.findall(label.casefold())} - {""}


@lru_cache(maxsize=1)
def _scales(outcomes: Facet) -> tuple[dict[str, str], re.Pattern[str]]:
    """The scale that each name stands for, "" where it is no such abbreviation, and what finds these names."""
    names = {
        name.casefold(): "" for one in outcomes.values() for name in (one.label, *one.abbreviations, *one.synonyms)
    }
    for one in outcomes.values():
        short = (name for name in one.abbreviations if sum(map(str.isupper, name)) > 1 and len(name) >= _SCALE)
        names |= {name.casefold(): one.id for name in short}
    longest = sorted(names, key=len, reverse=True)
    return names, re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")


@finding_check("scales-named", "a result carries every scale that its label names, so that none is missed")
def scales_named(base: Base, paper: Paper, finding: Finding) -> Found:
    if finding.outcome is None or finding.outcome_label is None or "outcomes" not in base.facets:
        return
    outcomes = base.facets["outcomes"]
    held = outcomes.broader(finding.outcome, *finding.also_outcomes)
    own = outcomes[finding.outcome].label if finding.outcome in outcomes else ""
    for one in sorted(scales_in(outcomes, finding.outcome_label) - held):
        is_form = finding.outcome in outcomes.broader(one) or own.startswith(outcomes[one].short)
        if not is_form:
            yield "also_outcomes", f"lacks '{one}', which the label names: add it"


# how the base came about, which is nothing that a paper says; patients may be "entered into" a trial
_OF_THE_MAKING = re.compile(
    r"\b(?:"
    r"(?:the|this|our) (?:record(?! of)|patch(?! (?:of|was|were|stayed))|schema|vocabulary)\b|this base\b|"
    r"(?:the|our) base (?:has|lacks|holds|knows)\b"
    r"|(?:first|second|third|new|old) reading\b|re-?reading\b"
    r"|(?:is|are|was|were|be|been|not|therefore) (?:not )?(?:entered|coded)(?! (?:in|into|the)\b)"
    r"|entered (?:here )?(?:as|under|by|with)\b"
    r"|\w+\.(?:json|tsv|csv|py)\b|json\b"
    r")",
    re.IGNORECASE,
)


@paper_check("of-the-paper", "no text speaks of how the base was made: records, readings, files, what was entered")
def of_the_paper(paper: Paper) -> Found:
    for where, text in _told(paper):
        if found := _OF_THE_MAKING.search(text):
            yield where, f"speaks of the making of the base ('{found[0]}'): say what the paper says, or leave it out"


def _told(paper: Paper) -> Iterator[tuple[str, str]]:
    """Every text in our own words, with its field."""
    study = paper.study
    texts = [
        ("summary", paper.summary),
        ("study.population", study.population),
        ("study.comparator", study.comparator),
        ("study.primary_outcome", study.primary_outcome),
        *((f"notes[{index}]", note) for index, note in enumerate(paper.notes)),
        *((f"readings[{index}].note", reading.note) for index, reading in enumerate(paper.readings)),
    ]
    for finding in paper.findings:
        texts += [(f"{finding.id}: statement", finding.statement), (f"{finding.id}: note", finding.note)]
    yield from ((where, text) for where, text in texts if text)
