"""Reading a file of references: its format is told by its content (``detect``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import chain, islice
from os import PathLike, fspath
from pathlib import Path

from mscq.errors import UnreadableFile
from mscq.library.decode import Source, open_source
from mscq.library.detect import Reader, format_of, not_read, readers
from mscq.library.entry import Entry, Item, ReadResult, Unread
from mscq.library.fields import clean
from mscq.records.files import reason

__all__ = ["Reader", "read_file", "readers"]

_LOOKED_AT = 20_000
"""Lines by which the format of a file is told: more than any search strategy in front of its records."""


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


def _module(file: Path, peeked: _Peeked) -> str:
    """The reader's name. UnreadableFile for a format that is known and not read."""
    if known := not_read(peeked.head[:200]):
        raise UnreadableFile(
            peeked.name, f"this is {known}, which is not read; export the references as RIS, BibTeX, NBIB or CSL-JSON"
        )
    return format_of(file.suffix, peeked.head)


def read_file(path: str | PathLike[str]) -> ReadResult:
    """Read every reference of a file that can be read.

    What cannot be read is listed with line and reason. UnreadableFile where the file as a whole cannot be
    (missing, binary, of a format that is not read, XML with entities of its own); MissingExtra where a parser is
    not installed.
    """
    file = Path(path)
    # what stands in messages is one line that a terminal can print, whatever the name
    name = clean(fspath(file)) or "?"
    result = ReadResult()
    source = open_source(file, name)
    with source.stream:
        try:
            peeked = _Peeked(source)
            module = import_module(f"mscq.library.readers.{_module(file, peeked)}")
            read: Callable[[Source], Iterator[Item]] = module.read
            for item in read(peeked):
                if isinstance(item, Entry):
                    result.entries.append(item)
                elif isinstance(item, Unread):
                    result.unread.append(item)
                else:
                    result.warnings.append(item)
        except OSError as error:
            raise UnreadableFile(name, f"cannot be read: {reason(error)}") from None
    result.warnings[:0] = source.warnings
    if not result.entries and not result.unread:
        result.warnings.append(f"{name}: no reference found")
    return result
