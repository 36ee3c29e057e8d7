"""What the syntaxes share: a table of patterns, each of which says what tokens it makes, and the signs of them all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from mscq.search.fields import FILTER, HEADING, KIND, NOT_HELD
from mscq.search.tokens import Kind, QueryError, Token, stands_alone

Make = Callable[[re.Match[str], Sequence[Token]], Iterable[Token] | None]
Rule = tuple[re.Pattern[str], Make]

# the codes of fields that the databases share, by what they are here
_CODES = {
    "title": "ti title",
    "text": "ab tiab abs abstract tw title-abs",
    "any": "kw kf key keyword kp ak authkey mp af all tx ts title-abs-key title-abs-key-auth ot tn id ff hw px rs ox",
    "author": "au auth author fa",
    "journal": "jn so jt ta ja srctitle jw",
    "year": "yr py dp pubyear year",
    "mesh": "de mh mm exp indexterms rn nm",
    HEADING: "sh",
    KIND: "pt dt doctype it",
    FILTER: "la lang language lim sb",
    NOT_HELD: (
        "in ad affil affilorg affilcity affilcountry fund-sponsor funding issn isbn ref subjarea srctype doi pmid eid "
        "conf volume issue pages wc og cu fs rn cas-number chem"
    ),
}
CODES = {code: name for name, codes in _CODES.items() for code in codes.split()}


@dataclass(frozen=True, slots=True)
class Dialect:
    """The syntax of one database.

    ``rules`` are tried in turn, before what all have in common and the ``word``; ``phrases`` tells that words in a row
    stand side by side; ``precedence`` are the operators that are joined first, then those joined later.
    """

    name: str
    rules: tuple[Rule, ...]
    word: Rule
    phrases: bool = False
    precedence: tuple[frozenset[Kind], ...] = (frozenset({Kind.AND, Kind.NOT}), frozenset({Kind.OR}))

    def tokens(self, text: str, position: int = 0) -> list[Token]:
        """The tokens of a query, from a position on. Raises QueryError for a quotation mark that is never closed."""
        found: list[Token] = []
        rules = (*self.rules, *_COMMON, self.word)
        while position < len(text):
            for pattern, make in rules:
                match = pattern.match(text, position)
                if match is not None and match.end() > position and (made := make(match, found)) is not None:
                    found += made
                    position = match.end()
                    break
            else:
                position += 1
        return found


def rule(pattern: str, make: Make) -> Rule:
    """A row of a table; letters are of any case unless the pattern says so."""
    return re.compile(pattern, re.IGNORECASE), make


def token(kind: Kind, match: re.Match[str], **values: object) -> Token:
    """A token for what was matched."""
    return Token(kind, match[0], match.start(), end=match.end(), **values)  # type: ignore[arg-type]


def field_of_codes(codes: str) -> str:
    """Return the one field that codes such as "ti,ab" stand for together."""
    names = {CODES.get(code.strip().lower(), NOT_HELD) for code in codes.split(",")}
    if len(names) == 1:
        return names.pop()
    return "text" if names <= {"title", "text"} else "any" if names & {"title", "text", "any"} else NOT_HELD


def tag(match: re.Match[str], found: Sequence[Token]) -> list[Token] | None:
    """Codes behind what they are of: ``lupus:ti,ab``, ``lupus.ti,ab.``; the group ``codes`` holds them."""
    return [token(Kind.TAG, match, name=field_of_codes(match["codes"]))] if found else None


def scope(match: re.Match[str], _: Sequence[Token]) -> list[Token]:
    """Codes before what they are of: ``TS=``, ``TITLE``."""
    return [token(Kind.SCOPE, match, name=field_of_codes(match["codes"]))]


def near(*, ordered: bool = False, counts_itself: bool = False, unsaid: int | None = None) -> Make:
    """An operator of nearness; its group ``n`` is the number of words between, or the distance that counts itself.

    Without a number it lets ``unsaid`` words stand between, or is one of words side by side in this order.
    """

    def make(match: re.Match[str], found: Sequence[Token]) -> list[Token] | None:
        if not found or found[-1].kind in _NO_OPERAND:
            if match["n"]:
                raise QueryError(f"{match[0]} needs something before it", match.string, match.start())
            return None
        if match["n"]:
            return [token(Kind.NEAR, match, number=max(0, int(match["n"]) - counts_itself), ordered=ordered)]
        return [token(Kind.NEAR, match, number=unsaid or 0, ordered=unsaid is None)]

    return make


def left_out(match: re.Match[str], _: Sequence[Token]) -> list[Token]:
    """Something that the base holds nothing of."""
    return [token(Kind.OUT, match)]


def nothing(_: re.Match[str], __: Sequence[Token]) -> list[Token]:
    """What says nothing."""
    return []


def field(name: str) -> Make:
    """A field whose value is the group ``what``."""
    return lambda match, _: [_named(match, name, match["what"])]


def phrase(match: re.Match[str], _: Sequence[Token]) -> list[Token]:
    """Words that stand side by side; the group ``what``."""
    return [Token(Kind.PHRASE, match["what"], match.start(), quoted=True, end=match.end())]


def line(match: re.Match[str], found: Sequence[Token]) -> list[Token] | None:
    """The number of a line of the history; the group ``n``. A mark before it tells that it is one."""
    marked = match[0] != match["n"] and (not found or found[-1].kind in _NO_OPERAND)
    if not marked and not stands_alone(match.string, match, found):
        return None
    return [token(Kind.LINES, match, lines=(int(match["n"]),))]


def listed_lines(match: re.Match[str], _: Sequence[Token]) -> list[Token]:
    """Lines that are joined at once: ``or/1-4,6``, ``{AND #1-#4}``; the groups ``join`` and ``list``."""
    numbers: list[int] = []
    for first, last in re.findall(r"(\d{1,3})(?:\s*-\s*[#S]?(\d{1,3}))?", match["list"]):
        numbers += range(int(first), int(last or first) + 1)
    return [token(Kind.LINES, match, lines=tuple(numbers), every=match["join"].lower() == "and")]


def _named(match: re.Match[str], name: str, value: str) -> Token:
    return Token(Kind.FIELD, value.strip(), match.start(), name, quoted=True, end=match.end())


def word(letters: str, one_or_none: str = "") -> Rule:
    """A word of all but these letters, spaces, parentheses, brackets and quotation marks.

    ``one_or_none`` is what stands for one letter or none where that is no question mark.
    """

    def make(match: re.Match[str], _: Sequence[Token]) -> list[Token]:
        text = match[0].replace(one_or_none, "?") if one_or_none else match[0]
        return [Token(Kind.WORD, text, match.start(), end=match.end())]

    return rule(rf"[^\s()\"“”„«»\[\]{{}}{letters}]+", make)


def _sign(kind: Kind) -> Make:
    return lambda match, _: [token(kind, match)]


def _unclosed(match: re.Match[str], _: Sequence[Token]) -> list[Token]:
    raise QueryError("this quotation mark is never closed", match.string, match.start())


_NO_OPERAND = frozenset({Kind.AND, Kind.OR, Kind.NOT, Kind.NEAR, Kind.OPEN, Kind.SCOPE})
_COMMON: tuple[Rule, ...] = (
    rule(r"\s+", nothing),
    rule(r"\(", _sign(Kind.OPEN)),
    rule(r"\)", _sign(Kind.CLOSE)),
    rule(r"[\"“”„«](?P<what>[^\"“”«»]*)[\"“”»]", phrase),
    rule(r"[\"“„«]", _unclosed),
    rule(r"#(?P<n>\d{1,3})(?!\w)", line),
    rule(r"and not(?![\w*?$/.:-])", _sign(Kind.NOT)),
    rule(r"(?:and|&)(?![\w*?$/.:-])", _sign(Kind.AND)),
    rule(r"(?:or|\|)(?![\w*?$/.:-])", _sign(Kind.OR)),
    rule(r"not(?![\w*?$/.:-])", _sign(Kind.NOT)),
)
