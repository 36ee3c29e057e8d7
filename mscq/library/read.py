"""Reading a file of references: its format is told by its content (``detect``)."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from itertools import chain, islice
from os import PathLike, fspath
from pathlib import Path
from typing import BinaryIO

from mscq.errors import UnreadableFile
from mscq.library.decode import Source, open_source
from mscq.library.detect import Reader, format_of, not_read, readers
from mscq.library.entry import Entry, Item, Piece, Unread, item_of
from mscq.records.files import reason
from mscq.text.lines import clean

__all__ = ["ReadResult", "Reader", "References", "read_file", "readers"]

_LOOKED_AT = 20_000
"""Lines by which the format of a file is told: more than any search strategy in front of its records."""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What a file holds: its entries, what was not read, and warnings, one line each."""

    entries: list[Entry] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class _Peeked(Source):
    """A source whose first lines were already looked at."""

    def __init__(self, source: Source) -> None:
        super().__init__(source.name, source.stream, source.warnings)
        self._rest = source.lines()
        self._seen = list(islice(self._rest, _LOOKED_AT))

    @property
    def head(self) -> list[str]:
        return [line for _, line in self._seen]

    def lines(self) -> Iterator[tuple[int, str]]:
        return chain(self._seen, self._rest)


class References:
    """A file of references, read as it is gone through: entries, what could not be read, and warnings as text.

    UnreadableFile where the file as a whole cannot be read (missing, binary, of a format that is not read, XML with
    entities of its own); MissingExtra where a parser is not installed. Both come at the first step at the latest.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self._file = Path(path)
        # what stands in messages is one line that a terminal can print, whatever the name
        self.name = clean(fspath(path)) or "?"
        self._source = open_source(self._file, self.name)

    @property
    def position(self) -> int:
        """How many bytes are read."""
        raw: BinaryIO = self._source.stream.buffer  # type: ignore[attr-defined]
        return raw.tell()

    def __iter__(self) -> Generator[Item, None, None]:
        yield from map(item_of, self.pieces())

    def pieces(self) -> Generator[Piece, None, None]:
        """Yield the same, with records that are not taken apart where the reader cuts them out first."""
        found = 0
        with self._source.stream:
            try:
                peeked = _Peeked(self._source)
                module = import_module(f"mscq.library.readers.{_module(self._file, peeked)}")
                read: Callable[[Source], Iterator[Piece]] = module.read
                for item in read(peeked):
                    found += not isinstance(item, str)
                    yield item
            except OSError as error:
                raise UnreadableFile(self.name, f"cannot be read: {reason(error)}") from None
        yield from self._source.warnings
        if not found:
            yield f"{self.name}: no reference found"


def first_of(path: str | PathLike[str]) -> Item:
    """Return the first piece of a file; raises as ``References`` does, so that a file is tried before it is read."""
    pieces = References(path).__iter__()
    try:
        return next(pieces)
    finally:
        pieces.close()


def _module(file: Path, peeked: _Peeked) -> str:
    """The reader's name. UnreadableFile for a format that is known and not read."""
    if known := not_read(peeked.head[:200]):
        raise UnreadableFile(
            peeked.name, f"this is {known}, which is not read; export the references as RIS, BibTeX, NBIB or CSL-JSON"
        )
    return format_of(file.suffix, peeked.head)


def read_file(path: str | PathLike[str]) -> ReadResult:
    """Read every reference of a file that can be read; raises as ``References`` does.

    What cannot be read is listed with line and reason.
    """
    result = ReadResult()
    for item in References(path):
        if isinstance(item, Entry):
            result.entries.append(item)
        elif isinstance(item, Unread):
            result.unread.append(item)
        else:
            result.warnings.append(item)
    return result
