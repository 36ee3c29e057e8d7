"""Finding the same paper twice in the reader's files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mscq.library.match import By, folded_title, ids_of, says_enough
from mscq.text.groups import groups

if TYPE_CHECKING:
    from mscq.library.entry import Entry


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Entries of the reader's files that are one paper, by what."""

    entries: tuple[Entry, ...]
    by: tuple[By, ...]


def marks(entry: Entry) -> list[tuple[By, str]]:
    """Return what an entry shares with others only if they are one paper."""
    found: list[tuple[By, str]] = [*ids_of(entry).items()]
    title = folded_title(entry.bibliography.title)
    if says_enough(title) and entry.year:
        found.append(("title", f"{title} {entry.year}"))
    return found


def duplicates(entries: Sequence[Entry]) -> list[Duplicate]:
    """Return the entries that stand in the files more than once: the same identifier, or the same title and year.

    Entries of one title and year whose identifiers of one kind differ (a preprint, an erratum) are not one.
    """
    first: dict[tuple[By, str], int] = {}
    links: list[tuple[int, int]] = []
    joined: dict[int, list[By]] = {}
    for position, entry in enumerate(entries):
        for mark in marks(entry):
            earlier = first.setdefault(mark, position)
            if earlier == position or (mark[0] == "title" and _contradict(entries[earlier], entry)):
                continue
            links.append((position, earlier))
            joined.setdefault(position, []).append(mark[0])
    return [
        Duplicate(
            tuple(entries[position] for position in group),
            tuple(dict.fromkeys(by for position in group for by in joined.get(position, ()))),
        )
        for group in groups(range(len(entries)), links)
        if len(group) > 1
    ]


def _contradict(one: Entry, other: Entry) -> bool:
    ids, others = ids_of(one), ids_of(other)
    return any(ids[by] != others[by] for by in ids.keys() & others.keys())
