"""Checks of the statements: short, whole, each said once."""

from __future__ import annotations

import re

from mscq.checks.opened import Base, Within
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
            yield Within(finding.id, "statement"), f"is that of {first[text]}: say what differs, or keep one of them"
        first.setdefault(text, finding.id)
