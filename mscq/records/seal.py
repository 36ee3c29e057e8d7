"""The seal of a base: which files were found to fit the models, so that they need not be validated at every start.

``seal.json`` is derived from the records and never trusted when it is stale: it holds a checksum of the models'
source, without which nothing in it counts, and of each file, without which that file is validated as ever.
"""

from __future__ import annotations

from binascii import crc32
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mscq.errors import MscqError
from mscq.records.files import read_json

if TYPE_CHECKING:
    from mscq.records.validated import Layout

SEAL = "seal.json"
_SOURCES = ("models.py", "trials.py", "terms.py")


class Seal:
    """What a seal vouches for."""

    def __init__(self, layout: Layout, checksums: Mapping[str, str]) -> None:
        self.layout = layout
        self._checksums = checksums
        self._classes: Mapping[str, Callable[[Any], Any]] = {}

    def holds(self, name: str, content: bytes) -> bool:
        """Whether this content of a file was found to fit the models; a paper's file goes by the paper's id."""
        return self._checksums.get(name) == checksum(content)

    def record(self, kind: str, stored: Mapping[str, Any]) -> Any:
        """Return the record of a kind (``Paper``, ``TrialsFile``) in a file that the seal holds."""
        if not self._classes:
            from mscq.records.validated import classes

            self._classes = classes(self.layout)
        return self._classes[kind](stored)


def checksum(content: bytes) -> str:
    """Return CRC-32 and length, which tell a changed file, not a forged one."""
    return f"{crc32(content):08x}-{len(content)}"


def read_seal(folder: Path) -> Seal | None:
    """Return the seal of a base's folder; None where there is none, or one of other models."""
    file = folder / SEAL
    try:
        stored = read_json(file) if file.exists() else None
        if isinstance(stored, dict) and stored.get("models") == _models():
            return Seal(stored["layout"], stored["files"])
    except (MscqError, OSError, KeyError):
        pass
    return None


def sealed(fitting: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the seal, as it is stored, of the contents of files that were found to fit, by their names."""
    from mscq.records.layout import layout

    return {
        "models": _models(),
        "layout": layout(),
        "files": {name: checksum(content) for name, content in sorted(fitting.items())},
    }


def _models() -> str:
    """The checksum of the models' source; empty, which no seal has, where the source is not at hand."""
    here = Path(__file__).parent
    try:
        return "+".join(checksum((here / name).read_bytes()) for name in _SOURCES)
    except OSError:
        return ""
