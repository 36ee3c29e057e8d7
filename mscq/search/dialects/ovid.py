"""Ovid: ``exp Multiple Sclerosis/ or (mesenchymal adj3 stem*).ti,ab.``, ``or/1-4``, ``limit 3 to humans``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mscq.search.dialects.scan import (
    Dialect,
    field_of_codes,
    left_out,
    line,
    listed_lines,
    near,
    nothing,
    rule,
    token,
)
from mscq.search.fields import FILTER, HEADING
from mscq.search.tokens import Kind, Token

# the tail of a heading: "/", "/th", "/dt, th [Drug Therapy, Therapy]"
_SLASH = r"/(?P<sub>[a-z]{2}(?:\s*,\s*[a-z]{2}){0,20}(?![\w-])(?:\s*\[[^\]\n]{0,300}\])?)?(?=[\s).,]|$)"
_CODES = r"\.\s?(?P<codes>[a-z]{2}(?:,\s?[a-z]{2}){0,30})(?:\.|(?=[\s)]|$))"
_PARTS = re.compile(r"(\(|\)|(?<=\s)(?:and|or)(?=\s))", re.IGNORECASE)
_SIGNS = {"and": Kind.AND, "or": Kind.OR, "(": Kind.OPEN, ")": Kind.CLOSE}
_CUT = re.compile(r"[$*]\d*(?!\w)|(?<=[a-z]):(?=\s|$)", re.IGNORECASE)
_OF_ENTRY = frozenset({"dt", "ed", "ez", "da", "ep"})  # dates count by their year


def _exploded(match: re.Match[str], _: Sequence[Token]) -> list[Token]:
    value = match["what"].strip(" \"'*")
    return [Token(Kind.FIELD, value, match.start(), "mesh", quoted=True, end=match.end()), *_subheading(match)]


def _heading(match: re.Match[str], found: Sequence[Token]) -> list[Token] | None:
    if not found or found[-1].kind not in (Kind.WORD, Kind.PHRASE):
        return None
    return [token(Kind.TAG, match, name=HEADING), *_subheading(match)]


def _subheading(match: re.Match[str]) -> Iterator[Token]:
    if match["sub"]:
        yield Token(Kind.OUT, f"/{match['sub']}", match.start(), end=match.end())


def _tag(match: re.Match[str], found: Sequence[Token]) -> list[Token] | None:
    if not found or found[-1].kind not in (Kind.WORD, Kind.PHRASE, Kind.CLOSE):
        return None
    codes = match["codes"].lower()
    return [token(Kind.TAG, match, name="year" if codes in _OF_ENTRY else field_of_codes(codes))]


def _wild(text: str) -> str:
    """Ovid's wildcards: $ and : are asterisks, with or without a number of letters, # a letter."""
    return _CUT.sub("*", text).replace("#", "?")


def _phrase(match: re.Match[str], _: Sequence[Token]) -> list[Token]:
    return [Token(Kind.PHRASE, _wild(match["what"]), match.start(), quoted=True, end=match.end())]


def _word(match: re.Match[str], _: Sequence[Token]) -> list[Token]:
    """A word up to its field."""
    return [Token(Kind.WORD, _wild(match[0]), match.start(), end=match.end())]


def _limited(match: re.Match[str], _: Sequence[Token]) -> list[Token]:
    """``limit 3 to (english language and yr="2010 -Current")``: line 3 and each of the filters."""
    start = match.start("what")
    made = [
        Token(Kind.LINES, match[0], match.start(), lines=(int(match["n"]),), end=match.end()),
        Token(Kind.AND, "and", start),
        Token(Kind.OPEN, "(", start),
    ]
    for part in filter(None, map(str.strip, _PARTS.split(match["what"]))):
        sign = _SIGNS.get(part.lower())
        made.append(Token(sign, part, start) if sign else Token(Kind.FIELD, part, start, FILTER, quoted=True))
    return [*made, Token(Kind.CLOSE, ")", match.end())]


def _same(match: re.Match[str], _: Sequence[Token]) -> list[Token]:
    """A line as it is: no paper stands twice here; some that were picked by hand are not told."""
    made = [token(Kind.LINES, match, lines=(int(match["n"]),))]
    return [*made, token(Kind.OUT, match)] if match[0].lower().startswith("from") else made


def _capital(match: re.Match[str], found: Sequence[Token]) -> list[Token] | None:
    """The "and" in a heading, "Wounds and Injuries/", between words in capitals of which the last ends in a slash."""
    if not found or found[-1].kind is not Kind.WORD or not found[-1].text[:1].isupper():
        return None
    return [token(Kind.WORD, match)] if match["next"][:1].isupper() else None


DIALECT = Dialect(
    "Ovid",
    (
        rule(r"limit\s+(?P<n>\d{1,3})\s+to\s+(?P<what>[^\n]{1,2000})", _limited),
        rule(r"remove duplicates from\s+(?P<n>\d{1,3})", _same),
        rule(r"from\s+(?P<n>\d{1,3})\s+keep\s+[\d,\s-]{1,400}", _same),
        rule(r"(?P<join>or|and)/(?P<list>\d{1,3}(?:\s*[-,]\s*\d{1,3}){0,300})", listed_lines),
        rule(r"exp\s+(?P<what>[\"*]?[^\W\d_][^/\n()]{0,150})" + _SLASH, _exploded),
        rule(r"[\"“”„«](?P<what>[^\"“”«»]*)[\"“”»]", _phrase),
        rule(r"adj(?P<n>\d{0,2})(?![\w*?$.-])", near(counts_itself=True)),
        rule(r"(?:and|or)(?= (?P<next>[\w-]+)(?: [\w,-]+){0,5}/)", _capital),
        rule(_SLASH, _heading),
        rule(_CODES, _tag),
        rule(r"/freq=\d+", left_out),
        rule(r"\[[a-z]{2}=[^\]\n]{0,400}\]", nothing),
        rule(r"\*(?=[A-Z])|[.;](?=\s|$)", nothing),
        rule(r"(?P<n>\d{1,3})(?!\w)", line),
    ),
    word=rule(r"(?:(?!" + _CODES.replace("?P<codes>", "?:") + r"(?=[\s),]|$))[^\s()\"“”„«»/])+", _word),
    phrases=True,
)
