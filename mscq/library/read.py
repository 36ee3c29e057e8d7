"""Reading a file of references: the format by suffix, else by what the file begins with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from itertools import chain, islice
from os import PathLike, fspath
from pathlib import Path
from typing import NamedTuple

from mscq.errors import UnreadableFile
from mscq.library.decode import Source, open_source
from mscq.library.entry import Entry, Item, ReadResult, Unread
from mscq.library.fields import clean
from mscq.records.files import reason
from mscq.text.modules import stated

PLAIN = "plain"
"""The reader of what has no suffix and no sign of another."""

_SNIFFED_LINES = 200


class _Peeked(Source):
    """A source whose first lines were already looked at."""

    def __init__(self, source: Source) -> None:
        super().__init__(source.name, source.stream, source.warnings)
        self._rest = source.lines()
        self._head = list(islice(self._rest, _SNIFFED_LINES))

    @property
    def head(self) -> str:
        return "\n".join(line[:500] for _, line in self._head)

    def lines(self) -> Iterator[tuple[int, str]]:
        return chain(self._head, self._rest)


class Reader(NamedTuple):
    """A module that reads a format: its name, what it reads, the suffixes and the sign by which a file is known."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    sign: re.Pattern[str] | None


@cache
def readers() -> tuple[Reader, ...]:
    """Return the readers, by what each module of ``readers`` states; none is imported."""
    return tuple(
        Reader(name, each["TITLE"], each.get("SUFFIXES", ()), re.compile(each["SIGN"]) if "SIGN" in each else None)
        for name, each in stated(str(Path(__file__).parent / "readers")).items()
    )


def format_of(path: Path, head: str) -> str:
    """Return the format of a file: by suffix, else by the sign that comes first in its first lines, else plain."""
    suffix = path.suffix.lower()
    by_suffix = next((reader.name for reader in readers() if suffix in reader.suffixes), None)
    if by_suffix:
        return by_suffix
    signs = ((found.start(), each.name) for each in readers() if each.sign and (found := each.sign.search(head)))
    return min(signs, default=(0, PLAIN))[1]


def read_file(path: str | PathLike[str]) -> ReadResult:
    """Read every reference of a file that can be read.

    What cannot be read is listed with line and reason. UnreadableFile where the file as a whole cannot be
    (missing, binary, XML with entities of its own); MissingExtra where a parser is not installed.
    """
    file = Path(path)
    # what stands in messages is one line that a terminal can print, whatever the name
    name = clean(fspath(file)) or "?"
    result = ReadResult()
    source = open_source(file, name)
    with source.stream:
        try:
            peeked = _Peeked(source)
            module = import_module(f"mscq.library.readers.{format_of(file, peeked.head)}")
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
