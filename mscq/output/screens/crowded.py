"""What a screen shows of a row of studies that is too long to be read, and how it tells of the others."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from mscq.output.report import Line, Role, Span, joined, line
from mscq.output.wording import paper_span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mscq.records.models import Paper

One = TypeVar("One")
_MOST, _MOST_NAMED, _FEW = 12, 20, 4
"""Up to how many are told one by one, and named; how many are where there are more."""


def evenly(found: Sequence[One], key: Callable[[One], object], most: int) -> list[One]:
    """Return as many of these, in their order, one of each key before a second: what gives way takes no side."""
    turns: dict[object, int] = {}
    placed = []
    for place, one in enumerate(found):
        turns[key(one)] = turns.get(key(one), 0) + 1
        placed.append((turns[key(one)], place))
    return [found[place] for _, place in sorted(sorted(placed)[:most], key=lambda pair: pair[1])]


def foremost(found: Sequence[One], said: Callable[[One], str], everything: bool) -> tuple[Sequence[One], Line]:
    """Return those of a long row that are told, one of each that can be said before a second, and a line on the others.

    The line counts the others by what is said of each, and is empty where there are none.
    """
    if everything or len(found) <= _MOST:
        return found, line()
    shown = evenly(found, said, _FEW)
    left = Counter(map(said, found))
    left.subtract(map(said, shown))
    counts = ", ".join(f"{number} {words}" for words, number in left.items() if number)
    return shown, line(Span(f"{left.total()} more ({counts}): --full", Role.DIM))


def in_a_row(papers: Sequence[Paper], everything: bool) -> Line:
    """Return papers in a row, of a long one the first and how many more there are."""
    if everything or len(papers) <= _MOST_NAMED:
        return joined((line(paper_span(one)) for one in papers), ", ")
    first = joined((line(paper_span(one)) for one in papers[:_FEW]), ", ")
    return line(first, f" and {len(papers) - _FEW} more: --full")
