"""Writing the records, and remembering what was written so that a person's edits are never overwritten.

``tools/imported.json`` holds for each paper the SHA-256 of the file as it was generated. A file on disk
that still has that hash is untouched and may be written anew; any other is somebody's work.
"""

from __future__ import annotations

import hashlib
import json
from enum import Enum
from pathlib import Path

from mscq.canonical import canonical_json


class Outcome(Enum):
    """What became of one generated record."""

    CREATED = "created"
    UPDATED = "updated"
    CURRENT = "current"
    EDITED = "edited"


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class Ledger:
    """The hashes of the generated files, read from and saved to one JSON file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.hashes: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}

    def write(self, path: Path, text: str) -> Outcome:
        """Write a record where the file is missing or untouched; leave an edited file alone."""
        key, new = path.stem, digest(text)
        if not path.exists():
            outcome = Outcome.CREATED
        else:
            found = digest(path.read_text("utf-8"))
            if found == new:
                self.hashes[key] = new
                return Outcome.CURRENT
            if found != self.hashes.get(key):
                return Outcome.EDITED
            outcome = Outcome.UPDATED
        path.write_text(text, encoding="utf-8", newline="\n")
        self.hashes[key] = new
        return outcome

    def save(self) -> None:
        """Write the ledger in canonical form, sorted by paper."""
        self.path.write_text(canonical_json(dict(sorted(self.hashes.items()))), encoding="utf-8", newline="\n")
