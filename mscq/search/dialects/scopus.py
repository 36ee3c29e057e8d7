"""Scopus: ``TITLE-ABS-KEY ( mesenchymal W/3 stem* ) AND PUBYEAR > 2009``, ``LIMIT-TO ( LANGUAGE , "English" )``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mscq.search.dialects.scan import CODES, Dialect, near, phrase, rule, scope, word
from mscq.search.fields import FILTER, Range
from mscq.search.tokens import Kind, Token

_WIDENED = {">": (1, None), "aft": (1, None), "<": (None, -1), "bef": (None, -1), "=": (0, 0), "is": (0, 0)}


def _year(match: re.Match[str], _: Sequence[Token]) -> list[Token]:
    below, above = _WIDENED[match["how"].lower()]
    year = int(match["year"])
    years = Range(None if below is None else year + below, None if above is None else year + above)
    return [Token(Kind.FIELD, str(years), match.start(), "year", quoted=True, end=match.end())]


def _limited(match: re.Match[str], _: Sequence[Token]) -> list[Token]:
    made = [Token(Kind.FIELD, match["what"].strip(), match.start(), FILTER, quoted=True, end=match.end())]
    return [Token(Kind.NOT, match[0], match.start()), *made] if match["how"].lower() == "exclude" else made


def _code(match: re.Match[str], found: Sequence[Token]) -> list[Token] | None:
    return scope(match, found) if match["codes"].lower() in CODES else None


DIALECT = Dialect(
    "Scopus",
    (
        rule(r"(?P<how>limit-to|exclude)\s*\(\s*[a-z]+\s*,\s*\"?(?P<what>[^\"()\n]{1,150})\"?\s*\)", _limited),
        rule(r"pubyear\s*(?P<how>[><=]|aft\b|bef\b|is\b)\s*(?P<year>\d{4})", _year),
        rule(r"(?P<codes>[a-z]{2,}(?:-[a-z]+){0,3})\s*(?=\()", _code),
        rule(r"\{(?P<what>[^{}]*)\}", phrase),
        rule(r"w/(?P<n>\d{1,3})\b", near()),
        rule(r"pre/(?P<n>\d{1,3})\b", near(ordered=True)),
    ),
    word=word(""),
    # OR is joined first, as the Scopus search guide says; AND and AND NOT in turn, since limits stand at the end
    precedence=(frozenset({Kind.OR}), frozenset({Kind.AND, Kind.NOT})),
)
