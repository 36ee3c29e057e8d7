"""The seal of a base, made of the files that pass, its index, and what of a base they do not hold any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.checks.files import canonical_text
from mscq.records.canonical import canonical_json
from mscq.records.files import TRIALS, drop, write_whole
from mscq.records.indexed import INDEX
from mscq.records.models import Paper
from mscq.records.seal import SEAL, read_seal, sealed
from mscq.records.trials import TrialsFile
from mscq.search.indexing import index_of

if TYPE_CHECKING:
    from mscq.checks.opened import Base


def seal(base: Base) -> int:
    """Write the seal of a base: its files that fit the models and are in canonical form; returns how many these are.

    Where these are all its papers, its index is written too, else removed. Raises BadFile.
    """
    fitting = {name: content for name, (content, text) in _sealable(base).items() if content == text.encode("utf-8")}
    write_whole(base.root / SEAL, canonical_json(sealed(fitting)))
    index = index_of(base.root)
    if index is not None:
        write_whole(base.root / INDEX, index.decode("ascii"))
    else:
        drop(base.root / INDEX)
    return len(fitting)


def unsealed(base: Base) -> list[str]:
    """Return the names of the files that the seal of a base does not hold as they are; none where it has no seal."""
    if not base.whole or not (base.root / SEAL).is_file():
        return []
    made = read_seal(base.root)
    return [name for name, (content, _) in _sealable(base).items() if made is None or not made.holds(name, content)]


def _sealable(base: Base) -> dict[str, tuple[bytes, str]]:
    """The files that a seal can hold, by the names it has for them: their content, and what it would be in order."""
    return {
        TRIALS if isinstance(file.record, TrialsFile) else file.path.stem: (file.raw, canonical_text(file.record))
        for file in base.files
        if isinstance(file.record, Paper | TrialsFile)
    }
