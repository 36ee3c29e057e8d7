"""The grammar of a query, and the tree of frozen values that a query becomes.

    query    either
    either   both (OR both)*
    both     one (AND? one)*
    one      (NOT | -) one | ( either ) | "phrase" | field:value | word ...

A PubMed tag binds the words before it, back to the last operator, phrase or field: ``lupus nephritis[ti]``.
Operators are written in capitals. Where a query has one, or a tag, words are required; words alone are
weighed: a paper with most of them is a hit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from mscq.search.fields import NUMBER_FIELDS, Range, number_range
from mscq.search.tokens import Kind, QueryError, Token, tokens

__all__ = ["Both", "Either", "Field", "Node", "Not", "Query", "QueryError", "Word", "Words", "parse"]

LONGEST = 20_000
MOST_WORDS = 1_000
_DEEPEST = 40
_OPERATORS = frozenset({Kind.AND, Kind.OR, Kind.NOT})


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands; ``text`` ends in an asterisk where any ending will do."""

    text: str
    position: int


@dataclass(frozen=True, slots=True)
class Words:
    """Words in a row, without an operator between them."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field and the value asked for: a text, or a range where the field holds numbers.

    A phrase in quotation marks is the field ``any``, quoted.
    """

    name: str
    value: str | Range
    position: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    part: Node


@dataclass(frozen=True, slots=True)
class Both:
    """What must hold together."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """What may hold, one or the other."""

    parts: tuple[Node, ...]


Node: TypeAlias = Words | Field | Not | Both | Either


@dataclass(frozen=True, slots=True)
class Query:
    """A query read: ``tree`` is None where it holds nothing to look for; ``strict`` requires every word."""

    text: str
    tree: Node | None
    strict: bool = False


def parse(text: str) -> Query:
    """Read a query. Raises QueryError, and nothing else, for a mistake in its form or one that is too long."""
    if len(text) > LONGEST:
        raise QueryError(f"a query has {LONGEST:,} characters at most, this one {len(text):,}", text, LONGEST)
    found = tokens(text)
    if len(found) > MOST_WORDS:
        at = found[MOST_WORDS].position
        raise QueryError(f"a query has {MOST_WORDS:,} words and signs at most, this one {len(found):,}", text, at)
    strict = any(token.kind in _OPERATORS or token.kind is Kind.TAG for token in found)
    return Query(text, _Parser(text, found).query(), strict)


class _Parser:
    def __init__(self, text: str, found: Sequence[Token]) -> None:
        self.text = text
        self.tokens = found
        self.at = 0
        self.depth = 0

    def query(self) -> Node | None:
        if not self.tokens:
            return None
        tree = self._either()
        if (token := self._next()) is not None:
            raise self._error("this parenthesis closes nothing", token)
        return tree

    def _next(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _error(self, reason: str, token: Token) -> QueryError:
        return QueryError(reason, self.text, token.position)

    def _either(self) -> Node | None:
        parts = [self._both()]
        while (token := self._next()) is not None and token.kind is Kind.OR:
            self.at += 1
            self._needs_more(token)
            parts.append(self._both())
        return _joined(Either, parts)

    def _both(self) -> Node | None:
        token = self._next()
        if token is not None and token.kind in (Kind.AND, Kind.OR):
            raise self._error(f"{token.text} needs something before it", token)
        parts: list[Node | None] = []
        while (token := self._next()) is not None and token.kind not in (Kind.OR, Kind.CLOSE):
            if token.kind is Kind.AND:
                self.at += 1
                self._needs_more(token)
            else:
                parts.append(self._one())
        return _joined(Both, parts)

    def _needs_more(self, operator: Token) -> None:
        token = self._next()
        if token is None or token.kind in (Kind.AND, Kind.OR, Kind.CLOSE):
            raise self._error(f"{operator.text} needs something after it", operator)

    def _one(self) -> Node | None:
        negative = False
        while (token := self._next()) is not None and token.kind in (Kind.NOT, Kind.MINUS):
            self.at += 1
            self._needs_more(token)
            negative = not negative
        assert token is not None
        part = self._group(token) if token.kind is Kind.OPEN else self._simple(alone=negative)
        return Not(part) if negative and part is not None else part

    def _group(self, opening: Token) -> Node | None:
        self.at += 1
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._error("too many parentheses inside each other", opening)
        token = self._next()
        if token is not None and token.kind is Kind.CLOSE:
            raise self._error("nothing stands between these parentheses", opening)
        part = self._either()
        if self._next() is None:
            raise self._error("this parenthesis is never closed", opening)
        self.at += 1
        self.depth -= 1
        return part

    def _simple(self, *, alone: bool) -> Node | None:
        """A phrase, a field, or words up to the next thing that is none; after NOT or - a word stands alone."""
        token = self.tokens[self.at]
        self.at += 1
        if token.kind is Kind.FIELD:
            return self._field(token.name, token.text, token.position, token.quoted)
        if token.kind is Kind.PHRASE:
            return self._tagged(token.text, token, quoted=True)
        run = [token]
        if not alone or self._tag_ahead():
            while (following := self._next()) is not None and following.kind is Kind.WORD:
                run.append(following)
                self.at += 1
        return self._tagged(" ".join(word.text for word in run), token, quoted=False, run=run)

    def _tag_ahead(self) -> bool:
        ahead = self.at
        while ahead < len(self.tokens) and self.tokens[ahead].kind is Kind.WORD:
            ahead += 1
        return ahead < len(self.tokens) and self.tokens[ahead].kind is Kind.TAG

    def _tagged(self, value: str, first: Token, *, quoted: bool, run: Sequence[Token] = ()) -> Node | None:
        tag = self._next()
        if tag is not None and tag.kind is Kind.TAG:
            self.at += 1
            return self._until(self._field(tag.name, value, first.position, quoted))
        if quoted:
            return self._field("any", value, first.position, quoted)
        said = tuple(Word(word.text, word.position) for word in run if any(map(str.isalnum, word.text)))
        return Words(said) if said else None

    def _until(self, field: Node | None) -> Node | None:
        """A PubMed range of dates, ``"2020"[dp] : "2023"[dp]``, as one field."""
        if not isinstance(field, Field) or not isinstance(field.value, Range):
            return field
        ahead = self.tokens[self.at : self.at + 3]
        if [token.kind for token in ahead[1:]] != [Kind.PHRASE, Kind.TAG] or ahead[0].text != ":":
            return field
        last = number_range(ahead[1].text)
        if last is None or ahead[2].name != field.name:
            return field
        self.at += 3
        return Field(field.name, Range(field.value.low, last.high), field.position)

    def _field(self, name: str, value: str, position: int, quoted: bool) -> Field | None:
        if name not in NUMBER_FIELDS:
            return Field(name, value, position, quoted) if any(map(str.isalnum, value)) else None
        numbers = number_range(value)
        if numbers is None:
            takes = "2020, 2018..2022, >=2020" if name == "year" else "30, 30..100, >30"
            raise QueryError(f"{name} takes {takes}, not '{value}'", self.text, position)
        return Field(name, numbers, position)


def _joined(kind: type[Both] | type[Either], parts: Sequence[Node | None]) -> Node | None:
    said = tuple(part for part in parts if part is not None)
    return said[0] if len(said) == 1 else kind(said) if said else None
