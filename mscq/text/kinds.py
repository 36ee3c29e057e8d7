"""Messages of one kind, counted after the fifth: ten thousand remarks of a file are read in a few lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

MOST_OF_A_KIND = 5

_PARTICULAR = re.compile(r"'[^']*'|\S*\d\S*")


def kind(message: str) -> tuple[str, ...]:
    """Return how a message begins and ends, without what it quotes and what holds a digit."""
    words = _PARTICULAR.sub(" ", message).split()
    return (*words[:2], *words[-2:])


def by_kind(messages: Iterable[tuple[str, str]]) -> list[str]:
    """Return each message with its place before it; of one kind five, and how many more there are.

    ``messages`` are pairs of a place ("refs.bib, line 3: ") and what is said of it.
    """
    every = list(messages)
    counts = Counter(kind(message) for _, message in every)
    shown: Counter[tuple[str, ...]] = Counter()
    lines: list[str] = []
    for place, message in every:
        one = kind(message)
        shown[one] += 1
        if shown[one] <= MOST_OF_A_KIND:
            lines.append(f"{place}{message}")
        if shown[one] == MOST_OF_A_KIND and counts[one] > MOST_OF_A_KIND:
            lines.append(f"and {counts[one] - MOST_OF_A_KIND:,} more like it")
    return lines
