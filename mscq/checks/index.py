"""The index of a base: where it holds for the base as it is, it must tell what the papers do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.checks.opened import File
from mscq.checks.registry import base_check
from mscq.records.files import read_bytes
from mscq.records.indexed import INDEX, look
from mscq.records.seal import read_seal
from mscq.search.indexing import index_of

if TYPE_CHECKING:
    from mscq.checks.opened import Base
    from mscq.checks.registry import InFile


@base_check("index", "the index of a base, unless the base has changed since, tells what its papers do")
def index(base: Base) -> InFile:
    file = base.root / INDEX
    if not has_index(base) or is_stale(base):
        return
    if read_bytes(file) != index_of(base.root):
        yield File(file), "", "does not tell what the papers do, so that answers are wrong: run mscq verify --seal"


def has_index(base: Base) -> bool:
    """Return whether a base has an index, whatever it holds."""
    return base.whole and base.only is None and (base.root / INDEX).is_file() and (base.root / "papers").is_dir()


def is_stale(base: Base) -> bool:
    """Return whether the index of a base is one of other files, so that no question asks it."""
    return look(base.root, read_seal(base.root)).table is None
