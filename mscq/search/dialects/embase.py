"""Embase.com: ``'stem cell'/exp OR (mesenchymal NEAR/3 stem):ti,ab``, ``[english]/lim``, ``#1 AND #2``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mscq.search.dialects.scan import Dialect, field, left_out, near, nothing, phrase, rule, tag, token, word
from mscq.search.fields import FILTER, HEADING
from mscq.search.tokens import Kind, Token

_CODES = r":(?P<codes>[a-z]{2,3}(?:,\s?[a-z]{2,3}){0,30})(?=[\s),]|$)"


def _heading(match: re.Match[str], found: Sequence[Token]) -> list[Token] | None:
    """/exp takes what lies below it, /de does not; the links behind them (/dm_th) are of subheadings."""
    if not found or found[-1].kind not in (Kind.WORD, Kind.PHRASE):
        return None
    made = [token(Kind.TAG, match, name="mesh" if "exp" in match["codes"].lower() else HEADING)]
    links = [link for link in match["codes"].split("/") if "_" in link]
    return [*made, *(Token(Kind.OUT, f"/{link}", match.start(), end=match.end()) for link in links)]


DIALECT = Dialect(
    "Embase",
    (
        # an apostrophe between letters ends no phrase: 'parkinson's disease'
        rule(r"(?<![^\W_])['‘’](?P<what>(?:[^'‘’]|['’](?=[^\W_])){1,200})['’](?![^\W_])", phrase),
        rule(r"/(?P<codes>(?:exp|de|mj|br|syn|dm_\w+|dd_\w+)(?:/(?:mj|dm_\w+|dd_\w+|exp|de|br))*)", _heading),
        rule(r"\[(?P<what>[^\[\]]{1,80})\]/(?:lim|py)\b", field(FILTER)),
        rule(r"\[[^\[\]]{1,80}\]/(?:pd|sd)\b", left_out),
        rule(r"/(?P<codes>it|ti|ab|au|ta|jt|kw|la|dt)\b", tag),
        rule(r"(?P<what>\d{4}(?:\s?[-:]\s?\d{4})?)/py\b", field(FILTER)),
        rule(r"near(?:/(?P<n>\d{1,2}))?(?!\w)", near(counts_itself=True)),
        rule(r"next(?:/(?P<n>\d{1,2}))?(?!\w)", near(ordered=True, counts_itself=True)),
        rule(_CODES, tag),
        rule(r"[\[\]{}]", nothing),
    ),
    word=word("/:", one_or_none="$"),
)
