"""A table in a file: JSON values by key, of which a reader reads only those that it asks for.

The keys are spread over slots by their CRC-32, as in D. J. Bernstein's cdb. A line for each slot says where its
entries lie and what their checksum is, so that a damaged file is told from one that lacks a key. It is ASCII with
line feeds, in which no tool changes a byte. Many whole numbers in a row stand as the Base64 of two or four bytes each,
the lowest first, behind a mark that no JSON begins with: they are read in a twentieth of the time.
"""

from __future__ import annotations

import json
import os
import sys
from array import array
from binascii import a2b_base64, b2a_base64, crc32
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from weakref import finalize

_HEAD = b"mscq table 1 %08x\n"
_SLOT = b"%010x %08x %08x\n"
_HEAD_SIZE, _SLOT_SIZE = len(_HEAD % 0), len(_SLOT % (0, 0, 0))
_ENTRIES_OF_A_SLOT = 2
_FEW = 8
_WIDTHS = {b"!": "H", b"#": "I"}
"""The kinds of numbers (``array``) behind each mark: of two bytes, of four."""


class Damaged(Exception):
    """A file that is no table, or not as it was written."""


class Table:
    """The table in a file, which stays open."""

    def __init__(self, path: Path) -> None:
        """Open a table. Raises OSError, or Damaged where the file is none."""
        self._file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        finalize(self, os.close, self._file)
        self._size = os.fstat(self._file).st_size
        head = self._read(0, _HEAD_SIZE)
        try:
            self._slots = int(head[-9:], 16)
        except ValueError as error:
            raise Damaged from error
        if self._slots < 1 or head != _HEAD % self._slots:
            raise Damaged

    def get(self, key: str) -> Any:
        """Return the value of a key, None where there is none. Raises Damaged."""
        name = _encoded(key)
        slot = crc32(name) % self._slots
        line = self._read(_HEAD_SIZE + slot * _SLOT_SIZE, _SLOT_SIZE)
        try:
            place, size, checksum = (int(part, 16) for part in line.split())
            entries = self._read(place, size) if place + size <= self._size else b""
            if len(entries) != size or crc32(entries, slot) != checksum:
                raise Damaged
            start = entries.find(b"\n%b\t" % name)
            if start < 0:
                return None
            start += len(name) + 2
            return _value(entries[start : entries.index(b"\n", start)])
        except (ValueError, OverflowError, RecursionError, MemoryError) as error:
            raise Damaged from error

    def _read(self, place: int, size: int) -> bytes:
        try:
            if hasattr(os, "pread"):
                return os.pread(self._file, size, place)
            os.lseek(self._file, place, os.SEEK_SET)
            return os.read(self._file, size)
        except OSError as error:
            raise Damaged from error


def written(values: Mapping[str, Any]) -> bytes:
    """Return the content of a table's file: of the same values it is the same. A key holds no tab and no line feed."""
    slots = max(1, len(values) // _ENTRIES_OF_A_SLOT)
    entries: list[list[bytes]] = [[] for _ in range(slots)]
    for name, value in sorted((_encoded(key), value) for key, value in values.items()):
        entries[crc32(name) % slots].append(b"%b\t%b\n" % (name, _told(value)))
    place, lines, content = _HEAD_SIZE + slots * _SLOT_SIZE, [_HEAD % slots], list[bytes]()
    for slot, own in enumerate(entries):
        whole = b"\n%b" % b"".join(own) if own else b""
        lines.append(_SLOT % (place, len(whole), crc32(whole, slot)))
        content.append(whole)
        place += len(whole)
    return b"".join([*lines, *content])


def _told(value: Any) -> bytes:
    if isinstance(value, list) and len(value) >= _FEW and all(type(one) is int and 0 <= one < 2**32 for one in value):
        mark = b"!" if max(value) < 2**16 else b"#"
        return mark + b2a_base64(_lowest_first(array(_WIDTHS[mark], value)).tobytes(), newline=False)
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _value(told: bytes) -> Any:
    """The value that was told so. Raises ValueError."""
    if width := _WIDTHS.get(told[:1]):
        return _lowest_first(array(width, a2b_base64(told[1:]))).tolist()
    return json.loads(told)


def _lowest_first(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _encoded(key: str) -> bytes:
    return key.encode("ascii", "backslashreplace")
