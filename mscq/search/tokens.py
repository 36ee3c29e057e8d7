"""A query cut into tokens: words, phrases, fields, tags, operators and parentheses, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from mscq.errors import NotUnderstood
from mscq.search.fields import ALIASES, FIELDS, FILTER, HEADING, KIND, PUBMED_TAGS


class QueryError(NotUnderstood):
    """A query that cannot be read; ``position`` is where in ``text`` the mistake begins."""

    def __init__(self, reason: str, text: str, position: int) -> None:
        self.reason, self.text, self.position = reason, text, position
        super().__init__(reason)


class Kind(Enum):
    """What a token is."""

    WORD = "word"
    PHRASE = "phrase"
    FIELD = "field"
    TAG = "tag"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    MINUS = "-"
    OPEN = "("
    CLOSE = ")"
    SCOPE = "field of what follows"
    NEAR = "near"
    LINES = "lines"
    OUT = "left out"


@dataclass(frozen=True, slots=True)
class Token:
    """One token; a field's, tag's or scope's ``name`` is the field it stands for.

    ``number`` is how many words may stand between what is near, None where a tag says nothing of it. ``lines`` are
    those of a search history that a token names, and ``every`` that all of them must hold.
    """

    kind: Kind
    text: str
    position: int
    name: str = ""
    quoted: bool = False
    number: int | None = None
    ordered: bool = False
    lines: tuple[int, ...] = ()
    every: bool = False
    end: int = 0


_OPERATORS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "”": "”"}
_CLOSING = "".join({*_QUOTES.values(), '"', "“"})
_WORD = re.compile(r"[^\s()\[\]\"“”„«»]+")
_FIELD = re.compile(r"([A-Za-z][A-Za-z-]*):(?=[^\s:/)])")
_ENDS = re.compile(r"\s*(?:$|\)|(?:AND|OR|NOT)\b)")
_SCHEMES = frozenset({"http", "https"})
_LONGEST_TAG = 4  # words
_LINE = re.compile(r"#(\d{1,3})(?!\w)")
_JOINS = frozenset({Kind.AND, Kind.OR, Kind.NOT, Kind.OPEN})
_BEFORE_A_JOIN = re.compile(r"[ \t]*(?:$|[)\n]|(?:and|or|not|in|with)\b)", re.IGNORECASE)
_FILTERS = re.compile(r"Filters(?: applied)?:[ \t]*(?P<what>[^\n\[\]()]{1,300}?)(?:[ \t]+Sort by:.{0,40})?(?=\n|\Z)")
_TAGGED = re.compile(r"(?P<name>[^:]*)(?::(?:~(?P<words>\d{1,3})|(?P<alone>no ?exp)|.*))?", re.DOTALL)


def tokens(text: str, position: int = 0) -> list[Token]:
    """The tokens of a query, from a position on.

    Raises QueryError: a quotation mark or bracket not closed, an unknown field or tag.
    """
    found: list[Token] = []
    while position < len(text):
        character = text[position]
        before = text[position - 1] if position else " "
        if character == "(":
            found.append(Token(Kind.OPEN, character, position))
            position += 1
        elif character == ")":
            found.append(Token(Kind.CLOSE, character, position))
            position += 1
        elif character in _QUOTES and not before.isalnum():
            position = _phrase(text, position, found)
        elif character == "[" and found and found[-1].kind in (Kind.WORD, Kind.PHRASE, Kind.CLOSE):
            position = _tag(text, position, found)
        elif (line := _LINE.match(text, position)) is not None and stands_alone(text, line, found):
            found.append(Token(Kind.LINES, line[0], position, lines=(int(line[1]),)))
            position = line.end()
        elif character == "F" and (filters := _FILTERS.match(text, position)) is not None:
            found += _filtered(filters)
            position = filters.end()
        elif (word := _WORD.match(text, position)) is not None:
            position = _word(text, word, before, found)
        else:
            position += 1
    return found


def _phrase(text: str, position: int, found: list[Token]) -> int:
    end = _closing(text, position)
    found.append(Token(Kind.PHRASE, text[position + 1 : end], position, quoted=True))
    return end + 1


def _closing(text: str, position: int) -> int:
    wanted = {_QUOTES[text[position]], '"'} if text[position] == '"' else {_QUOTES[text[position]], '"', *_CLOSING}
    for end in range(position + 1, len(text)):
        if text[end] in wanted:
            return end
    raise QueryError("this quotation mark is never closed", text, position)


def _tag(text: str, position: int, found: list[Token]) -> int:
    end = text.find("]", position)
    if end < 0:
        raise QueryError("this bracket is never closed", text, position)
    tag = _TAGGED.fullmatch(" ".join(text[position + 1 : end].lower().split()))
    name = tag["name"].strip() if tag else ""
    if tag is None or name not in PUBMED_TAGS:
        if len(text[position:end].split()) > _LONGEST_TAG:
            return position + 1  # words in brackets, as in the title of a translated article
        shown = _listed(dict(zip(PUBMED_TAGS.values(), PUBMED_TAGS, strict=True)).values())
        raise QueryError(f"no tag is called [{name}]; among others: {shown}", text, position)
    field = HEADING if tag["alone"] and PUBMED_TAGS[name] == "mesh" else PUBMED_TAGS[name]
    number = int(tag["words"]) if tag["words"] else None
    found.append(Token(Kind.TAG, text[position : end + 1], position, field, number=number, end=end + 1))
    return end + 1


def _filtered(match: re.Match[str]) -> Iterator[Token]:
    """The filters that PubMed writes behind a query: those of one kind are alternatives, all others must hold."""
    from mscq.search.filters import field_of_filter

    start = match.start()
    named = [part.strip(" .") for part in match["what"].split(",") if any(map(str.isalnum, part))]
    kinds = [part for part in named if field_of_filter(part)[0] == KIND]
    for other in [part for part in named if part not in kinds]:
        yield Token(Kind.FIELD, other, start, FILTER, quoted=True)
    if kinds:
        yield Token(Kind.OPEN, "(", start)
        for number, kind in enumerate(kinds):
            if number:
                yield Token(Kind.OR, "OR", start)
            yield Token(Kind.FIELD, kind, start, FILTER, quoted=True)
        yield Token(Kind.CLOSE, ")", start)


def stands_alone(text: str, match: re.Match[str], found: Sequence[Token]) -> bool:
    """Whether what matches stands between operators, parentheses or the ends of a query, as a line's number does."""
    return (not found or found[-1].kind in _JOINS) and _BEFORE_A_JOIN.match(text, match.end()) is not None


def _word(text: str, match: re.Match[str], before: str, found: list[Token]) -> int:
    word, start = match[0], match.start()
    if word in _OPERATORS or (word.upper() in _OPERATORS and _after_a_tag(text, found)):
        found.append(Token(_OPERATORS[word.upper()], word, start))
        return match.end()
    if word[0] in "-−" and not before.isalnum() and before not in "])" and _goes_on(text, start + 1):
        found.append(Token(Kind.MINUS, word[0], start))
        return start + 1
    field = _FIELD.match(text, start)
    if word[-1] == ":" and word[:-1].lower() in {*FIELDS, *ALIASES} and _ENDS.match(text, match.end()):
        raise QueryError(f"{word} needs a value right after it, with no space between", text, start)
    if field is None or field[1].lower() in _SCHEMES:
        found.append(Token(Kind.WORD, word, start))
        return match.end()
    return _field(text, field, found)


def _after_a_tag(text: str, found: Sequence[Token]) -> bool:
    """Whether an operator in small letters is one: it can be no word of what a tag has just ended."""
    return bool(found) and (found[-1].kind is Kind.TAG or (found[-1].kind is Kind.CLOSE and "[" in text))


def _goes_on(text: str, position: int) -> bool:
    return position < len(text) and (text[position].isalnum() or text[position] in '("“')


def _field(text: str, match: re.Match[str], found: list[Token]) -> int:
    name = match[1].lower()
    name = ALIASES.get(name, name)
    if name not in FIELDS:
        name = PUBMED_TAGS.get(name, name)  # a tag written before its word, ti:lupus
    if name not in FIELDS:
        from difflib import get_close_matches

        near = get_close_matches(name, [*FIELDS, *ALIASES], n=1, cutoff=0.7)
        ids = f"id ({_listed(alias for alias, meant in ALIASES.items() if meant == 'id')})"
        hint = (
            f"did you mean {near[0]}:?" if near else f"fields: {_listed(ids if one == 'id' else one for one in FIELDS)}"
        )
        raise QueryError(f"no field is called '{match[1]}'; {hint}", text, match.start())
    start = match.end()
    if text[start] in _QUOTES:
        end = _closing(text, start)
        found.append(Token(Kind.FIELD, text[start + 1 : end], start, name, quoted=True))
        return end + 1
    value = _WORD.match(text, start)
    if value is None:
        raise QueryError(f"{name}: needs a value after it", text, start)
    found.append(Token(Kind.FIELD, value[0], start, name))
    return value.end()


def _listed(names: object) -> str:
    return ", ".join(dict.fromkeys(str(name) for name in names))  # type: ignore[attr-defined]
