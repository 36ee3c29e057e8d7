"""What search needs of the records that it searches: a base, or any other collection in the same form."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from mscq.records.models import Paper
    from mscq.records.table import Table
    from mscq.records.vocabulary import Vocabulary


class Records(Protocol):
    """Stored records by id, and the vocabulary that they are written in."""

    @property
    def vocabulary(self) -> Vocabulary: ...
    @property
    def ids(self) -> list[str]: ...
    @property
    def memo(self) -> dict[Hashable, Any]: ...
    @property
    def index(self) -> Table | None: ...
    def raw(self, paper_id: str) -> dict[str, Any]: ...
    def get(self, paper_id: str) -> Paper: ...
