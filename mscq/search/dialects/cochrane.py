"""The Cochrane Library: ``MeSH descriptor: [Stem Cells] explode all trees``, ``lupus:ti,ab,kw``, ``#1 or #2``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mscq.search.dialects.scan import Dialect, field, left_out, listed_lines, near, nothing, rule, tag, word
from mscq.search.fields import FILTER, HEADING
from mscq.search.tokens import Kind, Token

_CODES = r":(?P<codes>[a-z]{2,3}(?:,\s?[a-z]{2,3}){0,30})(?=[\s),]|$)"


def _descriptor(match: re.Match[str], _: Sequence[Token]) -> list[Token]:
    alone = "only" in (match["how"] or "").lower()
    return [Token(Kind.FIELD, match["what"], match.start(), HEADING if alone else "mesh", quoted=True, end=match.end())]


def _qualifier(match: re.Match[str], _: Sequence[Token]) -> list[Token]:
    return [Token(Kind.OUT, f"/{match['what']}", match.start(), end=match.end())]


def _short(match: re.Match[str], _: Sequence[Token]) -> list[Token]:
    heading = match["what"].translate(dict.fromkeys(map(ord, '"“”')))
    name = HEADING if match["alone"] else "mesh"
    return [Token(Kind.FIELD, heading.strip(), match.start(), name, quoted=True, end=match.end())]


DIALECT = Dialect(
    "Cochrane Library",
    (
        rule(
            r"mesh descriptor\s*:\s*\[(?P<what>[^\[\]]{1,150})\]\s*(?P<how>explode all trees|explode \d trees?|"
            r"this term only|single mesh term)?",
            _descriptor,
        ),
        rule(r"(?:and )?with qualifier\(s\)\s*:\s*\[(?P<what>[^\[\]]{0,300})\]", _qualifier),
        rule(r"\[mh\s*(?P<alone>\^)?\s*(?P<what>[^\[\]]{1,150})(?:\[mj\])?\]", _short),
        rule(r"\{(?P<join>or|and)\s+(?P<list>#?\d{1,3}(?:\s*[-,]\s*#?\d{1,3}){0,300})\s*\}", listed_lines),
        rule(r"\(word variations have been searched\)", nothing),
        rule(r"with publication year from (?P<what>\d{4} to \d{4})", field(FILTER)),
        rule(r",(?=\s)", nothing),
        rule(r"with (?:cochrane library )?publication (?:date|year)[^\n]{0,200}", left_out),
        rule(r"in (?:trials|cochrane reviews|central)\b[^\n]{0,80}", left_out),
        rule(r"near(?:/(?P<n>\d{1,2}))?(?!\w)", near(unsaid=6)),
        rule(r"next(?:/(?P<n>\d{1,2}))?(?!\w)", near(ordered=True)),
        rule(_CODES, tag),
        rule(r"[\[\]{}]", nothing),
    ),
    word=word(":"),
)
