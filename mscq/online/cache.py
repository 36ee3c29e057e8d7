"""Answers kept for a while in the reader's cache folder, so that the same question is not asked twice a day."""

from __future__ import annotations

import os
import re
import stat
import time
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mscq.errors import MscqError
from mscq.records.files import place, read_bytes, write_all

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = 24 * 60 * 60.0
_NAME = re.compile(r"[0-9a-f]{64}")
_AHEAD = 60.0  # seconds that a clock may have been set back


class Kept(NamedTuple):
    """An answer as it came, and when."""

    content: bytes
    asked: datetime


class Cache:
    """Answers by question. What cannot be kept or read is as if it had never been there."""

    def __init__(self, folder: Path, age: float = DAY) -> None:
        self._folder, self._age = folder, age
        self._swept = False

    def get(self, utility: str, question: Mapping[str, str]) -> Kept | None:
        """Return the answer to a question, if it was given within the age."""
        path = self._path(utility, question)
        try:
            found = os.lstat(path)
            if not stat.S_ISREG(found.st_mode) or not self._is_ours() or not self._is_young(found.st_mtime):
                return None
            return Kept(read_bytes(path), datetime.fromtimestamp(found.st_mtime, UTC))
        except (OSError, MscqError):
            return None

    def put(self, utility: str, question: Mapping[str, str], content: bytes) -> None:
        """Keep an answer, whole or not at all; answers past their age are swept out once a run."""
        with suppress(OSError, MscqError):
            os.makedirs(self._folder, mode=0o700, exist_ok=True)  # noqa: PTH103
            if not self._is_ours():
                return
            self._sweep()

            def fill(part: Path) -> None:
                with part.open("wb", buffering=0) as stream:
                    write_all(stream, content)

            place(self._path(utility, question), fill)

    def _path(self, utility: str, question: Mapping[str, str]) -> Path:
        text = "\0".join((utility, *(f"{name}={question[name]}" for name in sorted(question))))
        return self._folder / sha256(text.encode("utf-8", "replace")).hexdigest()

    def _is_ours(self) -> bool:
        """Whether the folder is the reader's and no other may write to it: what lies there is taken for PubMed's."""
        found = os.lstat(self._folder)
        if not hasattr(os, "geteuid"):
            return stat.S_ISDIR(found.st_mode)
        return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022

    def _is_young(self, written: float) -> bool:
        return -_AHEAD <= time.time() - written <= self._age

    def _sweep(self) -> None:
        if self._swept:
            return
        self._swept = True
        for file in self._folder.iterdir():
            if _NAME.fullmatch(file.name) and not self._is_young(file.lstat().st_mtime):
                file.unlink(missing_ok=True)
