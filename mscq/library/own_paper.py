"""A reference of the reader's own that the base lacks: what its files state, and what title and abstract mention.

It has no design, no level of evidence and no findings, is never a ``Paper``, and so enters no verdict, comparison or
map.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, final

from mscq.library.entry import Entry, Mention
from mscq.library.kept import Kept, mentions_of
from mscq.library.notices import Notice, notice_of

if TYPE_CHECKING:
    from mscq.library.match import NearMiss


@final
@dataclass(frozen=True)
class OwnPaper:
    """A reference of the reader's that the base lacks. ``id`` is its citation key, or first author and year."""

    number: int
    id: str
    entries: tuple[Entry, ...]
    kept: Kept = field(repr=False, compare=False)
    near: NearMiss | None = None

    @property
    def entry(self) -> Entry:
        """The first of the entries that are this paper."""
        return self.entries[0]

    @property
    def year(self) -> int | None:
        """The year of publication, where the file gives one."""
        return self.entry.year

    @property
    def title(self) -> str | None:
        """The title, or the text of a reference that was not taken apart."""
        return self.entry.bibliography.title or self.entry.raw

    @cached_property
    def notice(self) -> Notice | None:
        """The retraction or correction that the reader's files state."""
        return next((notice for entry in self.entries if (notice := notice_of(entry))), None)

    @cached_property
    def mentions(self) -> dict[str, list[Mention]]:
        """What title and abstract name, by field (conditions, cells, sources, routes ...): mentions, not results."""
        return mentions_of(self.kept)

    def named(self, field: str) -> list[str]:
        """Return the ids of the concepts of one field that are mentioned."""
        return [mention.concept for mention in self.mentions[field]]
