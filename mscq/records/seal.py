"""The seal of a base: which files were found to fit the models, so that they need not be validated at every start.

``seal.json`` is derived from the records and never trusted when it is stale: it holds a checksum of the models'
source, without which nothing in it counts, and of each file, without which that file is validated as ever.
"""

from __future__ import annotations

import os
from binascii import crc32
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mscq.errors import MscqError
from mscq.records.files import TRIALS, list_json, parse_json, read_bytes

if TYPE_CHECKING:
    from mscq.records.validated import Layout

SEAL = "seal.json"
_SOURCES = ("models.py", "trials.py", "terms.py")


class Seal:
    """What a seal vouches for."""

    def __init__(self, layout: Layout, checksums: Mapping[str, str], own: str) -> None:
        """``checksums`` are those of the files by their names, ``own`` is that of the seal itself."""
        self.layout = layout
        self.checksums = checksums
        self.own = own
        self._classes: Mapping[str, Callable[[Any], Any]] = {}

    def holds(self, name: str, content: bytes) -> bool:
        """Whether this content of a file was found to fit the models; a paper's file goes by the paper's id."""
        return self.checksums.get(name) == checksum(content)

    def record(self, kind: str, stored: Mapping[str, Any]) -> Any:
        """Return the record of a kind (``Paper``, ``TrialsFile``) in a file that the seal holds."""
        return self._class(kind)(stored)

    def unread(self, kind: str, name: str, read: Callable[[], Mapping[str, Any]]) -> Any:
        """Return such a record by its id; ``read`` gives its content, which the seal holds, when it is asked for."""
        from mscq.records.validated import unread

        return unread(self._class(kind), name, read)

    def _class(self, kind: str) -> Any:
        if not self._classes:
            from mscq.records.validated import classes

            self._classes = classes(self.layout)
        return self._classes[kind]


def checksum(content: bytes) -> str:
    """Return CRC-32 and length, which tell a changed file, not a forged one."""
    return f"{crc32(content):08x}-{len(content)}"


def read_seal(folder: Path) -> Seal | None:
    """Return the seal of a base's folder; None where there is none, or one of other models."""
    file = folder / SEAL
    try:
        content = read_bytes(file) if file.exists() else b"null"
        stored = parse_json(content, file)
        if isinstance(stored, dict) and stored.get("models") == checksums(Path(__file__).parent, _SOURCES):
            files = stored["files"]
            return Seal(stored["layout"], files, checksum(content)) if isinstance(files, dict) else None
    except (MscqError, OSError, KeyError):
        pass
    return None


def content_of(folder: Path) -> tuple[str, int, int] | None:
    """Return the hash of a base's files and the number of its papers and findings, as its seal tells them.

    None where some file is not as it was when the seal was made.
    """
    import json

    with suppress(MscqError, OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError):
        stored = json.loads(read_bytes(folder / SEAL))
        told, held = stored["content"], stored["files"]
        names = [name.removesuffix(".json") for name in list_json(folder / "papers")]
        files = {name: f"{folder}{os.sep}papers{os.sep}{name}.json" for name in names}
        if (folder / TRIALS).exists():
            files[TRIALS] = f"{folder}{os.sep}{TRIALS}"
        if held.keys() != files.keys() or told["vocabulary"] != _vocabulary(folder):
            return None
        if all(held[name] == checksum(read_bytes(file)) for name, file in files.items()):
            return told["sha256"], len(names), told["findings"]
    return None


def _vocabulary(folder: Path) -> dict[str, str]:
    """The checksums of the files of a vocabulary by their names."""
    part = folder / "vocabulary"
    return {name: checksum(read_bytes(f"{part}{os.sep}{name}")) for name in list_json(part)}


def sealed(folder: Path, fitting: Mapping[str, bytes], content: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the seal, as it is stored, of the contents of files that were found to fit, by their names.

    ``content`` tells the hash and the findings of the base, where all its files fit.
    """
    from mscq.records.layout import layout

    return {
        **({"content": {**content, "vocabulary": _vocabulary(folder)}} if content is not None else {}),
        "models": checksums(Path(__file__).parent, _SOURCES),
        "layout": layout(),
        "files": {name: checksum(content) for name, content in sorted(fitting.items())},
    }


def checksums(folder: Path, names: Iterable[str]) -> str:
    """Return the checksums of files in a folder as one; empty, as none is, where one of them is not at hand."""
    try:
        return "+".join(checksum(read_bytes(f"{folder}{os.sep}{name}")) for name in names)
    except MscqError:
        return ""
