"""Words near each other in a library: the full text index knows where each stands, so that no paper is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from mscq.search.index import FIELD_NAMES, Occurrences
from mscq.search.nearness import Nearness, Spans

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
        self._stems_at: dict[tuple[int, int, int], tuple[str, ...]] = {}

    def _run(self, text: str, fields: Iterable[str]) -> Spans:
        slots = [slot for typed in text.split() for slot in self._slots(typed)]
        wanted = {FIELD_NAMES.index(name) for name in fields}
        runs: dict[tuple[int, int], tuple[str, ...]] = {}
        for later, slot in enumerate(slots):
            there = {place: one for one in slot for place in self._at(one)}
            if not later:
                runs = {place: (one,) for place, one in there.items() if place[0] % len(FIELD_NAMES) in wanted}
                continue
            runs = {
                (code, at): (*run, there[code, at + later])
                for (code, at), run in runs.items()
                if (code, at + later) in there
            }
        found: Spans = {}
        for (code, at), run in sorted(runs.items()):
            found.setdefault(code, []).append((at, at + len(slots)))
            self._stems_at[code, at, at + len(slots)] = run
        return found

    def _at(self, stem: str) -> list[tuple[int, int]]:
        """The texts, by number, in which a stem stands, and where."""
        if stem not in self._standing:
            self._standing[stem] = [
                (number * len(FIELD_NAMES) + _POSITIONS[column], at)
                for number, column, at in self._places_of(stem)
                if column in _POSITIONS
            ]
        return self._standing[stem]

    def said(self, spans: Spans) -> dict[tuple[str, ...], Occurrences]:
        """Return the runs of stems that stand in these places; where, is told by the full text."""
        return {self._stems_at[code, start, end]: {} for code, places in spans.items() for start, end in places}
