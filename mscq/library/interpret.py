"""Reading the words of a query on the reader's references: as for the base, and of their texts."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mscq.library.nearness import LibraryNearness, runs
from mscq.search.interpret import Interpreter

if TYPE_CHECKING:
    from mscq.library.index import LibraryIndex
    from mscq.library.store import Store
    from mscq.search.names import Names
    from mscq.search.nearness import Nearness


class OwnInterpreter(Interpreter):
    """Reads the words of queries on one library."""

    def __init__(self, index: LibraryIndex, names: Names, store: Store) -> None:
        super().__init__(index, names)
        self._store = store

    @cached_property
    def nearness(self) -> Nearness:
        return LibraryNearness(self.index, self._store.places)

    def _wild(self, text: str, fields: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The runs that a phrase with wildcards may be; of many, those that stand in the texts."""
        found = runs(self.nearness, text)
        return super()._wild(text, fields) if found is None else found

    def _stands(self, name: str) -> bool:
        """Which other names of a concept stand in the texts is told of the base alone."""
        return False
