"""The frozen base, sealed once for all tests of a process that need one."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from support import BASE

from mscq.checks import open_base
from mscq.checks.sealing import seal

_HELD = TemporaryDirectory(prefix="mscq-sealed-")


def sealed_base(folder: Path) -> Path:
    """Return a copy of the frozen base in a new folder, with its seal, its index and the answers kept beside it."""
    return shutil.copytree(_sealed(), folder)


@cache
def _sealed() -> Path:
    folder = shutil.copytree(BASE, Path(_HELD.name) / "base")
    seal(open_base(folder))
    return folder
