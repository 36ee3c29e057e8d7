"""A base that is sealed once for all tests of a process that need one."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from support import BASE

from mscq.checks import open_base
from mscq.checks.sealing import seal

_HELD = TemporaryDirectory(prefix="mscq-sealed-")


def sealed_base(folder: Path, base: Path = BASE) -> Path:
    """Return a copy of a base in a new folder, with its seal, its index and the answers kept beside it."""
    return shutil.copytree(_sealed(base), folder)


@cache
def _sealed(base: Path) -> Path:
    folder = shutil.copytree(base, Path(mkdtemp(dir=_HELD.name)) / "base")
    seal(open_base(folder))
    return folder
