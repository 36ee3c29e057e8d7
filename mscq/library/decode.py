"""From bytes to numbered lines of text: byte order marks, wrong encodings, control characters.

Files are read as streams: once to learn the encoding, once to yield the lines.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from mscq.errors import UnreadableFile
from mscq.records.files import reason

CHUNK = 1 << 20
_SEVERAL = 1 << 16  # characters that are looked at together, to the end of their last line
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"\x1f\x8b", "a gzip file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
)
_ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ufffe\uffff\ud800-\udfff]")


_OTHER_BYTES = bytes(code for code in range(256) if code > 0x7F or not _ODD.match(chr(code)))


def _holds_odd(text: str) -> bool:
    """Whether an odd character stands in a text; told by its bytes, since most is read to find none."""
    try:
        odd = text.encode().translate(None, _OTHER_BYTES)
    except UnicodeEncodeError:
        return True  # half of a character
    return bool(odd) or "\ufffd" in text or "\ufffe" in text or "\uffff" in text


@dataclass
class Source:
    """A file as numbered lines without their line ends; ``warnings`` fills while it is read."""

    name: str
    stream: io.TextIOBase
    warnings: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield lines with their numbers from 1; control characters are left out, with one warning for the file."""
        first, odd, number = None, 0, 0
        while whole := self.stream.read(_SEVERAL) + self.stream.readline():
            lines = whole.removesuffix("\n").split("\n")
            if _holds_odd(whole):
                for at, line in enumerate(lines):
                    if found := _ODD.search(line):
                        first = first or (number + at + 1, found)
                        odd += 1
                        lines[at] = _ODD.sub(lambda match: "\ufffd" if match[0] >= "\ud800" else "", line)
            yield from enumerate(lines, number + 1)
            number += len(lines)
        if first and first[1]:
            undecoded = first[1][0] >= "\ud800"
            what = "a character that cannot be decoded" if undecoded else f"control character U+{ord(first[1][0]):04X}"
            more = f" (and in {odd - 1} more lines)" if odd > 1 else ""
            self.warnings.append(f"{self.name}, line {first[0]}: {what}{more}")

    def text(self) -> str:
        """Return the whole text, for formats that cannot be read as a stream."""
        return "\n".join(line for _, line in self.lines())


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 shows as text with a zero in nearly every second byte."""
    pairs = max(len(head) // 2, 1)
    if head[1::2].count(0) > 0.7 * pairs and head[0::2].count(0) < 0.1 * pairs:
        return "utf-16-le"
    if head[0::2].count(0) > 0.7 * pairs and head[1::2].count(0) < 0.1 * pairs:
        return "utf-16-be"
    return None


def _is_utf_8(stream: BinaryIO) -> bool:
    """Whether all is UTF-8, and nothing in it was lost before."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(CHUNK):
            if "\ufffd" in decoder.decode(chunk):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _without_mark(stream: BinaryIO, name: str) -> tuple[str, str | None]:
    """The encoding: UTF-8 where the bytes are mostly that, else Windows-1252, with a warning if not clean."""
    if _is_utf_8(stream):
        return "utf-8", None
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    line, first, good, bad, ended = 1, 0, 0, 0, False
    while not ended:
        chunk = stream.read(CHUNK)
        ended = not chunk
        text = decoder.decode(chunk, final=ended)
        if not text.isascii():
            damaged = text.count("\ufffd")
            if damaged and not first:
                first = line + text[: text.index("\ufffd")].count("\n")
            bad += damaged
            good += len(text) - len(text.encode("ascii", "ignore")) - damaged
        line += text.count("\n")
    encoding = "utf-8" if good > bad else "cp1252"
    read_as = "a byte is damaged; read as UTF-8" if good > bad else "not UTF-8; read as Windows-1252 (Latin-1)"
    return encoding, f"{name}, line {first}: {read_as}"


def _encoding(stream: BinaryIO, name: str) -> tuple[str, str | None]:
    head = stream.read(8192)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, None
    for magic, kind in _BINARY:
        if head.startswith(magic):
            raise UnreadableFile(name, f"this is {kind}, not a file of references")
    if encoding_16 := _utf16_without_mark(head):
        return encoding_16, None
    if head.count(0) > len(head) * 0.05 and len(head) > 64:
        raise UnreadableFile(name, "this is a binary file, not a file of references")
    stream.seek(0)
    return _without_mark(stream, name)


def open_source(path: Path, name: str) -> Source:
    """Open a file as text. UnreadableFile where it cannot be opened or is not text."""
    try:
        stream: BinaryIO = path.open("rb")
        if not stream.seekable():
            with stream:
                stream = io.BytesIO(stream.read())
        try:
            encoding, warning = _encoding(stream, name)
            stream.seek(0)
        except BaseException:
            stream.close()
            raise
    except (OSError, ValueError) as error:
        raise UnreadableFile(name, f"cannot be opened: {reason(error)}") from None
    text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline=None)
    return Source(name, text, [warning] if warning else [])
