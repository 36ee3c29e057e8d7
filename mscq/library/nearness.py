"""Words near each other in a library: the full text index knows where each stands, so that no paper is loaded.

What the full text can be asked for itself is asked for (sqlite.org/fts5.html, section 3.5): two runs with a few words
between them, in whatever order, or runs side by side. Of the rest the places of every word are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from mscq.library import where
from mscq.search.fields import TEXT_FIELDS
from mscq.search.index import Occurrences
from mscq.search.interpret import TEXT_FIELDS as ALL_TEXT
from mscq.search.nearness import Nearness, Spans
from mscq.search.postings import FIELD_NAMES, FIELDS
from mscq.search.tree import Either, Field, LeftOut, Near, Node, Words

if TYPE_CHECKING:
    from mscq.search.index import Index

Run = tuple[str, ...]
Places = Callable[[str], Iterable[tuple[int, str, int]]]

_POSITIONS = {name: position for position, name in enumerate(FIELD_NAMES)}


_MOST_RUNS = 300  # in one expression


class _Runs(NamedTuple):
    """Any of some runs of stems, in these fields."""

    any_of: frozenset[Run]
    fields: frozenset[str]


def runs(nearness: Nearness, text: str) -> list[Run] | None:
    """Return the runs of stems that a text with wildcards may be; None where they are too many."""
    slots = nearness.slots(text)
    return sorted(product(*slots)) if slots and prod(map(len, slots)) <= _MOST_RUNS else None


def nearby(node: Near, nearness: Nearness) -> str | None:
    """Return the expression of the full text that finds words near each other; None where none says just that."""
    parts = [_runs(part, nearness) for part in node.parts]
    told = [part for part in parts if part is not None]
    ordered = node.ordered
    if len(told) < len(parts) or prod(len(part.any_of) for part in told) > _MOST_RUNS:
        return None
    if node.between if ordered else len(told) != 2:
        return None
    several = list(product(*(sorted(part.any_of) for part in told)))
    if not ordered and any(set(one) & set(other) for one, other in several):
        return None  # the full text lets runs overlap, and a word be near itself
    fields = frozenset.intersection(*(part.fields for part in told))
    if ordered:
        said = [where.phrase(" ".join(map(" ".join, each))) for each in several]
    else:
        said = [where.near(map(" ".join, each), node.between) for each in several]
    return where.among(said, fields)


def _runs(node: Node, nearness: Nearness) -> _Runs | None:
    """What a part of nearness is, if it is any of a few runs."""
    match node:
        case Field(name=name, value=str(value)) if name in TEXT_FIELDS:
            found = runs(nearness, value)
            return None if found is None else _Runs(frozenset(found), frozenset(TEXT_FIELDS[name] or ALL_TEXT))
        case Words(words=words):
            found = runs(nearness, " ".join(word.text for word in words))
            return None if found is None else _Runs(frozenset(found), frozenset(ALL_TEXT))
        case Either(parts=parts):
            each = [_runs(part, nearness) for part in parts if not isinstance(part, LeftOut)]
            told = [one for one in each if one is not None]
            if len(told) < len(each) or len({one.fields for one in told}) != 1:
                return None
            return _Runs(frozenset().union(*(one.any_of for one in told)), told[0].fields)
        case _:
            return None


class LibraryNearness(Nearness):
    """Where words stand in the texts of a library; ``places`` gives paper, column and place of a stem."""

    def __init__(self, index: Index, places: Places) -> None:
        super().__init__(index)
        self._places_of = places
        self._standing: dict[str, list[tuple[int, int]]] = {}

    def _at(self, stem: str) -> list[tuple[int, int]]:
        """The texts, by number, in which a stem stands, and where."""
        if stem not in self._standing:
            self._standing[stem] = [
                (number * FIELDS + _POSITIONS[column], at)
                for number, column, at in self._places_of(stem)
                if column in _POSITIONS
            ]
        return self._standing[stem]

    def said(self, spans: Spans) -> dict[tuple[str, ...], Occurrences]:
        """Return the runs of stems that stand in these places; where, is told by the full text."""
        return {self._stems_at[code, start, end]: {} for code, places in spans.items() for start, end in places}
