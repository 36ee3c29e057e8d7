"""One reference of the reader's own, what it mentions, and what reading a file of them yields."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from mscq.records.value import Value

if TYPE_CHECKING:
    from pathlib import Path

    from mscq.records.models import Bibliography


class ToRead(NamedTuple):
    """A file to read, and the name that it goes by."""

    path: Path
    name: str


class Entry(Value):
    """A reference as its file states it. What breaks a rule of the bibliography is left out, with a note."""

    bibliography: Bibliography
    file: str
    line: int
    format: str
    key: str | None = None
    abstract: str | None = None
    keywords: tuple[str, ...] = ()
    bookshelf: str | None = None
    registrations: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    """Retractions, corrections and expressions of concern that the file itself states."""
    kinds: tuple[str, ...] = ()
    """The publication types that the file states, in the words of PubMed: Randomized Controlled Trial."""
    raw: str | None = None
    """The text of a reference that was not taken apart (plain lists only)."""
    authors_cut_off: bool = False
    """Whether the file says that there are more authors than it names."""
    notes: tuple[str, ...] = ()

    @property
    def first_family(self) -> str | None:
        """The family name of the first author, where the file gives one."""
        return self.bibliography.author[0].family if self.bibliography.author else None

    @property
    def year(self) -> int | None:
        """The year of publication, where the file gives one."""
        return self.bibliography.issued.year if self.bibliography.issued else None


class Unread(Value):
    """A piece of a file that could not be read: where it begins, and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}"


Item = Entry | Unread | str
"""What a file of references yields; a string is a warning."""
Piece = Item | Callable[[], Item]
"""The same as readers yield it: a record may come cut out, to be taken apart by whoever needs it, in any order."""


def item_of(piece: Piece) -> Item:
    """Return a piece taken apart."""
    return piece() if callable(piece) else piece


class Mention(NamedTuple):
    """A concept and the words that name it, as written."""

    concept: str
    words: str
