"""Words near each other in a library: the full text index knows where each stands, so that no paper is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from mscq.search.index import Occurrences
from mscq.search.nearness import Nearness, Spans
from mscq.search.postings import FIELD_NAMES, FIELDS

if TYPE_CHECKING:
    from mscq.search.index import Index

Places = Callable[[str], Iterable[tuple[int, str, int]]]

_POSITIONS = {name: position for position, name in enumerate(FIELD_NAMES)}


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
