"""Checks of what is said in words: short, whole, each said once, and of the paper alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mscq.checks.opened import Base
from mscq.checks.registry import Found, finding_check, paper_check
from mscq.records.models import Finding, Paper

_MOST_SENTENCES = 2
_ABBREVIATIONS = re.compile(r"\b(?:e\.g|i\.e|vs|approx|al|no|resp|ca|cf)\.", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?](?=\s+[\"'(]?[A-Z0-9])")


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
            yield f"{finding.id}: statement", f"is that of {first[text]}: say what differs, or keep one of them"
        first.setdefault(text, finding.id)


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
