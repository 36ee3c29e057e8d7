"""Reading a file of references: the format by suffix, else by what the file begins with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import chain, islice
from os import PathLike, fspath
from pathlib import Path

from mscq.errors import UnreadableFile
from mscq.library.decode import Source, open_source
from mscq.library.entry import Entry, Item, ReadResult, Unread
from mscq.library.fields import clean

FORMATS = {
    ".bib": "bibtex",
    ".bibtex": "bibtex",
    ".biblatex": "bibtex",
    ".ris": "ris",
    ".nbib": "nbib",
    ".medline": "nbib",
    ".xml": "pubmed_xml",
    ".json": "csl_json",
    ".csljson": "csl_json",
}
"""Suffixes that say the format; any other file is looked into."""

_SIGNS = (
    ("nbib", re.compile(r"^(?:PMID|OWN |STAT|DCOM)- ", re.MULTILINE)),
    ("ris", re.compile(r"^TY  -", re.MULTILINE)),
    ("pubmed_xml", re.compile(r"\A\s*<(?:\?xml|!DOCTYPE|Pubmed)", re.IGNORECASE)),
    ("csl_json", re.compile(r"\A\s*(?:\[\s*\{|\{\s*\"|\[\s*\]\s*\Z)")),
    ("bibtex", re.compile(r"^\s*@\s*[A-Za-z]+\s*[{(]", re.MULTILINE)),
)
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


def format_of(path: Path, head: str) -> str:
    """The format of a file: by suffix, else by its first lines, else plain text."""
    by_suffix = FORMATS.get(path.suffix.lower())
    if by_suffix:
        return by_suffix
    return next((name for name, sign in _SIGNS if sign.search(head)), "plain")


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
            raise UnreadableFile(name, f"cannot be read: {error.strerror or error}") from None
    result.warnings[:0] = source.warnings
    if not result.entries and not result.unread:
        result.warnings.append(f"{name}: no reference found")
    return result
