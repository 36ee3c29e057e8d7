"""What a query becomes, in whatever syntax it was typed: a tree of frozen values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from mscq.search.fields import Range

_LONGEST_ASKED = 30
"""Words up to which a text is asked; a longer one is pasted."""


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

    A phrase in quotation marks is the field ``any``, quoted. ``said`` is how it stands in the query.
    """

    name: str
    value: str | Range
    position: int
    quoted: bool = False
    said: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the base holds nothing of: it is named, and neither asked for nor excluded."""

    said: str


@dataclass(frozen=True, slots=True)
class Near:
    """Parts with ``between`` words between each and the next at most; ``ordered`` in this order."""

    parts: tuple[Node, ...]
    between: int
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a search history that must all hold, or any of them."""

    numbers: tuple[int, ...]
    every: bool = False


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


Node: TypeAlias = Words | Field | LeftOut | Near | Lines | Not | Both | Either


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a search history: its number, its text and what it asks for."""

    number: int
    text: str
    tree: Node | None


@dataclass(frozen=True, slots=True)
class Query:
    """A query read: ``tree`` is None where it holds nothing to look for; ``strict`` requires every word.

    ``syntax`` names the database whose syntax it is in, if any. ``lines`` are those of a search history: the last is
    the query itself, and a tree names only lines before its own. ``left_out`` is what was seen to be none of it.
    """

    text: str
    tree: Node | None
    strict: bool = False
    syntax: str = ""
    lines: tuple[Line, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def unused(self) -> list[int]:
        """The numbers of the lines that no other line names, but for the last."""
        named = {number for line in self.lines if line.tree for number, _ in lines_named(line.tree)}
        return [line.number for line in self.lines[:-1] if line.number not in named]

    @property
    def uses(self) -> dict[int, set[bool]]:
        """For each line by number, whether it is denied: asked for or not used, denied, or both."""
        found: dict[int, set[bool]] = {line.number: set() for line in self.lines}
        for line in reversed(self.lines):
            mine = found[line.number] or {False}
            found[line.number] = mine
            for number, negative in lines_named(line.tree) if line.tree else ():
                found[number] |= {denied != negative for denied in mine}
        return found

    @property
    def is_pasted(self) -> bool:
        """Whether it is so long a text, of words alone, that what it says of fields it says in passing."""
        found = [] if self.strict or self.lines else list(self.leaves())
        spoken = [one for one in found if isinstance(one, Words)]
        return len(spoken) == len(found) and sum(len(one.words) for one in spoken) > _LONGEST_ASKED

    def leaves(self) -> Iterator[Node]:
        """Give all that the query, or a line of it, asks for or denies."""
        for tree in [line.tree for line in self.lines] or [self.tree]:
            if tree is not None:
                yield from leaves(tree)


def leaves(node: Node) -> Iterator[Node]:
    """Give what a tree joins, from left to right."""
    match node:
        case Not(part=part):
            yield from leaves(part)
        case Both(parts=parts) | Either(parts=parts) | Near(parts=parts):
            for part in parts:
                yield from leaves(part)
        case _:
            yield node


def lines_named(node: Node, denied: bool = False) -> Iterator[tuple[int, bool]]:
    """Give the lines of a history that a tree names, and whether it denies them."""
    match node:
        case Lines(numbers=numbers):
            yield from ((number, denied) for number in numbers)
        case Not(part=part):
            yield from lines_named(part, not denied)
        case Both(parts=parts) | Either(parts=parts) | Near(parts=parts):
            for part in parts:
                yield from lines_named(part, denied)
