"""What is derived of a base and lies beside it: where it holds for the base as it is, it tells what the papers do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.checks.opened import File
from mscq.checks.registry import base_check
from mscq.evidence.keeping import answers_of
from mscq.records.files import read_bytes
from mscq.records.indexed import ANSWERS, INDEX, kept_answers, look
from mscq.records.seal import SEAL, content_of, read_seal
from mscq.records.version import base_version
from mscq.search.indexing import index_of

if TYPE_CHECKING:
    from mscq.checks.opened import Base
    from mscq.checks.registry import InFile


@base_check("index", "what is kept beside a base, unless the base has changed since, tells what its papers do")
def index(base: Base) -> InFile:
    if base.whole and base.only is None and (content := content_of(base.root)) is not None:
        true = base_version(base.root)
        if content != (true.sha256, true.papers, true.findings):
            yield File(base.root / SEAL), "", "does not tell the hash of the base: run mscq verify --seal"
    if not has_index(base):
        return
    wrong = "does not tell what the papers do, so that answers are wrong: run mscq verify --seal"
    if _index_holds(base) and read_bytes(base.root / INDEX) != index_of(base.root):
        yield File(base.root / INDEX), "", wrong
    if not is_stale(base) and read_bytes(base.root / ANSWERS) != answers_of(base.root):
        yield File(base.root / ANSWERS), "", wrong


def has_index(base: Base) -> bool:
    """Return whether a base has an index, whatever it holds."""
    return base.whole and base.only is None and (base.root / INDEX).is_file() and (base.root / "papers").is_dir()


def is_stale(base: Base) -> bool:
    """Return whether the index of a base, or what is kept of answers, is of other files, so that nothing asks it."""
    table = look(base.root, read_seal(base.root)).table
    return table is None or kept_answers(base.root, table) is None


def _index_holds(base: Base) -> bool:
    return look(base.root, read_seal(base.root)).table is not None
