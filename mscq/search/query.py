"""From a query as typed to its tree, by one grammar for all syntaxes.

    query    either
    either   both (OR both)*
    both     near (AND? near)*
    near     one (NEAR one)*
    one      (NOT | -) one | ( either ) | "phrase" | field:value | word ... | line of a history, each with a tag

A PubMed tag binds the words before it, back to the last operator, phrase or field: ``lupus nephritis[ti]``.
Operators are written in capitals. Where a query has one, or a tag, words are required; words alone are
weighed: a paper with most of them is a hit. With tags AND, OR and NOT are joined from left to right, as PubMed does.

Other syntaxes (``dialects``) and search histories (``history``) become the same tree.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mscq.search.dialects import dialect_of
from mscq.search.fields import FILTER, HEADING, LEVELS, NOT_HELD, NUMBER_FIELDS, Range, number_range
from mscq.search.filters import meant
from mscq.search.history import lines_of
from mscq.search.tokens import Kind, QueryError, Token, tokens
from mscq.search.tree import Both, Either, Field, LeftOut, Line, Lines, Near, Node, Not, Query, Word, Words

if TYPE_CHECKING:
    from mscq.search.dialects.scan import Dialect

__all__ = ["Both", "Either", "Field", "LeftOut", "Lines", "Near", "Node", "Not", "Query", "QueryError", "Word", "Words"]
__all__ += ["parse"]

PUBMED = "PubMed"
LONGEST = 20_000
MOST_WORDS = 1_000
_DEEPEST = 40
_DEEPEST_TREE = 120
_OPERATORS = frozenset({Kind.AND, Kind.OR, Kind.NOT})
_AND_FIRST = (frozenset({Kind.AND, Kind.NOT}), frozenset({Kind.OR}))
_LEFT_TO_RIGHT = (_OPERATORS,)
_HAS_ABSTRACT = "hasabstract"
_LONGEST_SAID = 60
_STRICT = frozenset({*_OPERATORS, Kind.TAG, Kind.OUT, Kind.LINES})


def parse(text: str) -> Query:
    """Read a query. Raises QueryError, and nothing else, for a mistake in its form or one that is too long."""
    if len(text) > LONGEST:
        raise QueryError(f"a query has {LONGEST:,} characters at most, this one {len(text):,}", text, LONGEST)
    dialect = dialect_of(text)
    heading, numbered = lines_of(text)
    cut = tokens if dialect is None else dialect.tokens
    pieces = [_without_rest(cut, text, one.start, one.end) for one in numbered] or [cut(text, 0)]
    found = [token for piece in pieces for token in piece]
    if len(found) > MOST_WORDS:
        at = found[MOST_WORDS].position
        raise QueryError(f"a query has {MOST_WORDS:,} words and signs at most, this one {len(found):,}", text, at)
    tagged = any(token.kind is Kind.TAG for token in found)
    known: set[int] = set()
    trees = []
    for number, piece in enumerate(pieces):
        trees.append(_Parser(text, piece, dialect, tagged, known).query())
        if numbered and not piece:
            raise QueryError(
                f"line {numbered[number].number} of this search history is empty", text, numbered[number].start
            )
        known.update(one.number for one in numbered[number : number + 1])
    strict = bool(dialect or numbered) or any(token.kind in _STRICT for token in found)
    lines = tuple(
        Line(one.number, " ".join(text[one.start : one.end].split()), tree)
        for one, tree in zip(numbered, trees, strict=False)
    )
    syntax = dialect.name if dialect else PUBMED if tagged or numbered else ""
    return Query(text, trees[-1], strict, syntax, lines, (_short(heading),) if heading else ())


def _without_rest(cut: Callable[[str, int], list[Token]], text: str, start: int, end: int) -> list[Token]:
    """The tokens of a piece of a query; a mistake in it is one of the whole."""
    try:
        return cut(text[:end], start)
    except QueryError as error:
        raise QueryError(error.reason, text, error.position) from None


class _Parser:
    """Reads the tokens of a query, or of one line of a history that comes after those ``known``."""

    def __init__(self, text: str, found: Sequence[Token], syntax: Dialect | None, tagged: bool, known: Collection[int]):
        self.text = text
        self.tokens = found
        self.plain = syntax is None
        self.phrases = syntax is not None and syntax.phrases
        self.precedence = syntax.precedence if syntax else _LEFT_TO_RIGHT if tagged else _AND_FIRST
        self.known = known
        self.at = 0
        self.depth = 0

    def query(self) -> Node | None:
        if not self.tokens:
            return None
        tree = self._expression()
        if (token := self._next()) is not None:
            raise self._error("this parenthesis closes nothing", token)
        if tree is not None and _depth(tree) > _DEEPEST_TREE:
            raise self._error("too many turns between AND and OR; set parentheses", self.tokens[0])
        return tree

    def _next(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _error(self, reason: str, token: Token) -> QueryError:
        return QueryError(reason, self.text, token.position)

    def _expression(self) -> Node | None:
        token = self._next()
        if token is not None and token.kind in (Kind.AND, Kind.OR):
            raise self._error(f"{token.text} needs something before it", token)
        parts: list[Node | None] = []
        joins: list[Kind] = []
        while (token := self._next()) is not None and token.kind is not Kind.CLOSE:
            join = Kind.AND
            if parts and token.kind in _OPERATORS:
                join = token.kind
                self.at += 1
                self._needs_more(token)
            if parts:
                joins.append(join)
            parts.append(self._operand(denied=join is Kind.NOT))
        for level in self.precedence:
            parts, joins = _folded(parts, joins, level)
        return parts[0] if parts else None

    def _needs_more(self, operator: Token) -> None:
        token = self._next()
        if token is None or token.kind in (Kind.AND, Kind.OR, Kind.CLOSE):
            raise self._error(f"{operator.text} needs something after it", operator)

    def _operand(self, *, denied: bool) -> Node | None:
        negative = False
        while (token := self._next()) is not None and token.kind in (Kind.NOT, Kind.MINUS):
            self.at += 1
            self._needs_more(token)
            negative = not negative
        part = self._near(alone=self.plain and (negative or denied))
        return _not(part) if negative else part

    def _near(self, *, alone: bool) -> Node | None:
        parts = [self._one(alone=alone)]
        last: Token | None = None
        while (token := self._next()) is not None and token.kind is Kind.NEAR:
            self.at += 1
            self._needs_more(token)
            if last and (token.number, token.ordered) != (last.number, last.ordered):
                parts = [_near_each_other(parts, last)]
            last = token
            parts.append(self._one(alone=False))
        return _near_each_other(parts, last) if last else parts[0]

    def _one(self, *, alone: bool) -> Node | None:
        token = self.tokens[self.at]
        if token.kind is Kind.OPEN:
            part = self._group(token)
            tag = self._next()
            if tag is None or tag.kind is not Kind.TAG:
                return part
            self.at += 1
            return self._scoped(part, tag, after=tag.text) if tag.name else LeftOut(self._said(token, tag))
        if token.kind in (Kind.WORD, Kind.PHRASE):
            return self._qualified(self._simple(alone=alone))
        self.at += 1
        match token.kind:
            case Kind.FIELD:
                return self._qualified(self._field(token))
            case Kind.SCOPE:
                self._needs_more(token)
                part = self._one(alone=False)
                until = self.tokens[self.at - 1]
                return self._scoped(part, token, before=token.text) if token.name else LeftOut(self._said(token, until))
            case Kind.LINES:
                return self._lines(token)
            case Kind.NOT | Kind.MINUS:
                raise self._error(f"{token.text} stands where a word is needed", token)
            case _:
                return LeftOut(_short(token.text))

    def _qualified(self, node: Node | None) -> Node | None:
        """A heading with the subheadings that stand behind it: "/dt, th"."""
        token = self._next()
        if token is None or token.kind is not Kind.OUT or not token.text.startswith("/"):
            return node
        if not isinstance(node, Field) or node.name not in ("mesh", HEADING):
            return node
        self.at += 1
        return replace(node, value=f"{node.value}{token.text}")

    def _said(self, first: Token, last: Token) -> str:
        return _short(self.text[first.position : max(last.end, last.position + len(last.text))])

    def _group(self, opening: Token) -> Node | None:
        self.at += 1
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._error("too many parentheses inside each other", opening)
        token = self._next()
        if token is not None and token.kind is Kind.CLOSE:
            raise self._error("nothing stands between these parentheses", opening)
        part = self._expression()
        if self._next() is None:
            raise self._error("this parenthesis is never closed", opening)
        self.at += 1
        self.depth -= 1
        return part

    def _lines(self, token: Token) -> Lines:
        for number in token.lines:
            if number not in self.known:
                raise self._error(
                    f"no line {number} of a search history stands before this; give all lines, each with its number",
                    token,
                )
        return Lines(token.lines, token.every)

    def _simple(self, *, alone: bool) -> Node | None:
        """A phrase, or words up to the next thing that is none; after NOT or - a word stands alone."""
        token = self.tokens[self.at]
        self.at += 1
        run = [token]
        if token.kind is Kind.WORD and (not alone or self._tag_ahead()):
            while (following := self._next()) is not None and following.kind is Kind.WORD:
                run.append(following)
                self.at += 1
        value = " ".join(word.text for word in run)
        quoted = token.kind is Kind.PHRASE
        tag = self._next()
        if tag is not None and tag.kind is Kind.TAG:
            self.at += 1
            return self._until(self._tagged(value, token, tag, quoted=quoted or self.phrases))
        if value.lower() == _HAS_ABSTRACT:
            return LeftOut(value)
        if quoted or not self.plain:
            return Field("any", value, token.position, quoted or self.phrases, _short(value)) if _says(value) else None
        said = tuple(Word(word.text, word.position) for word in run if _says(word.text))
        return Words(said) if said else None

    def _tag_ahead(self) -> bool:
        ahead = self.at
        while ahead < len(self.tokens) and self.tokens[ahead].kind is Kind.WORD:
            ahead += 1
        return ahead < len(self.tokens) and self.tokens[ahead].kind is Kind.TAG

    def _tagged(self, value: str, first: Token, tag: Token, *, quoted: bool) -> Node | None:
        said = self._said(first, tag)
        if tag.number is None:
            return _leaf(tag.name, value, first.position, quoted, said)
        parts = [_leaf(tag.name, word, first.position, quoted, said) for word in value.split()]
        return _near_each_other(parts, tag)

    def _until(self, field: Node | None) -> Node | None:
        """A PubMed range of dates, ``"2020"[dp] : "2023"[dp]``, as one field."""
        if not isinstance(field, Field) or not isinstance(field.value, Range):
            return field
        ahead = self.tokens[self.at : self.at + 3]
        if [token.kind for token in ahead[2:]] != [Kind.TAG] or ahead[0].text != ":":
            return field
        last = number_range(ahead[1].text)
        if last is None or ahead[2].name != field.name:
            return field
        self.at += 3
        return Field(field.name, Range(field.value.low, last.high), field.position, said=field.said)

    def _scoped(self, node: Node | None, sign: Token, before: str = "", after: str = "") -> Node | None:
        """A tree whose words are looked for in the field of a sign, unless they have one of their own."""
        match node:
            case Words(words=words):
                value = " ".join(word.text for word in words)
                return _leaf(sign.name, value, words[0].position, False, _short(f"{before}{value}{after}"))
            case Field(name="any", value=str(value)):
                return _leaf(sign.name, value, node.position, node.quoted, _short(f"{before}{value}{after}"))
            case Not(part=part):
                return _not(self._scoped(part, sign, before, after))
            case Both(parts=parts) | Either(parts=parts):
                return _joined(type(node), [self._scoped(part, sign, before, after) for part in parts])
            case Near(parts=parts):
                return _near_each_other([self._scoped(part, sign, before, after) for part in parts], node)
            case _:
                return node

    def _field(self, token: Token) -> Node | None:
        if not self.plain or token.name == FILTER:
            said = self._said(token, token) if token.end else _short(token.text)
            return _leaf(token.name, token.text, token.position, token.quoted, said)
        if token.name not in NUMBER_FIELDS:
            return Field(token.name, token.text, token.position, token.quoted) if _says(token.text) else None
        numbers = number_range(token.text)
        if numbers is None:
            takes = {"year": "2020, 2018..2022, >=2020", "level": "1 to 5, 1..2, <=2"}.get(
                token.name, "30, 30..100, >30"
            )
            raise self._error(f"{token.name} takes {takes}, not '{token.text}'", token)
        if token.name == "level" and not any(map(numbers.holds, LEVELS)):
            raise self._error(f"level takes 1 to 5 (Oxford CEBM 2011) or a range of these, not '{token.text}'", token)
        return Field(token.name, numbers, token.position)


def _leaf(name: str, value: str, position: int, quoted: bool, said: str) -> Node | None:
    """What a field of a database asks for; left out where it is none here, or no number where it needs one."""
    if name == NOT_HELD:
        return LeftOut(said)
    name, told = meant(name, value)
    if isinstance(told, Range):
        return Field(name, told, position, said=said)
    if name in NUMBER_FIELDS:
        numbers = number_range(told)
        return Field(name, numbers, position, said=said) if numbers else LeftOut(said)
    return Field(name, told, position, quoted, said) if _says(told) else None


def _says(text: str) -> bool:
    return any(map(str.isalnum, text))


def _short(text: str) -> str:
    words = " ".join(text[: 4 * _LONGEST_SAID].split())
    return words if len(words) <= _LONGEST_SAID else f"{words[:_LONGEST_SAID]}..."


def _not(part: Node | None) -> Node | None:
    return part.part if isinstance(part, Not) else None if part is None else Not(part)


def _near_each_other(parts: Sequence[Node | None], sign: Token | Near) -> Node | None:
    said = tuple(part for part in parts if part is not None)
    between = (sign.number or 0) if isinstance(sign, Token) else sign.between
    return Near(said, between, sign.ordered) if len(said) > 1 else said[0] if said else None


def _folded(
    parts: Sequence[Node | None], joins: Sequence[Kind], level: Collection[Kind]
) -> tuple[list[Node | None], list[Kind]]:
    """The operands left, and the operators between them, once those of one level are joined from left to right."""
    if not parts:
        return [], []
    left: list[Node | None] = []
    between: list[Kind] = []
    chain: list[Node | None] = [parts[0]]
    kind: type[Both] | type[Either] = Both
    for join, part in zip(joins, parts[1:], strict=True):
        if join not in level:
            left.append(_joined(kind, chain))
            between.append(join)
            chain = [part]
            continue
        wanted = Either if join is Kind.OR else Both
        if wanted is not kind and len(chain) > 1:
            chain = [_joined(kind, chain)]
        kind = wanted
        chain.append(_not(part) if join is Kind.NOT else part)
    return [*left, _joined(kind, chain)], between


def _joined(kind: type[Both] | type[Either], parts: Sequence[Node | None]) -> Node | None:
    said = tuple(part for part in parts if part is not None)
    return said[0] if len(said) == 1 else kind(said) if said else None


def _depth(tree: Node) -> int:
    """How deep a tree is, told without descending by calls."""
    deepest, left = 0, [(tree, 1)]
    while left:
        node, depth = left.pop()
        deepest = max(deepest, depth)
        if isinstance(node, Not):
            left.append((node.part, depth + 1))
        elif isinstance(node, Both | Either | Near):
            left += [(part, depth + 1) for part in node.parts]
    return deepest
