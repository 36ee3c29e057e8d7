"""The seal of a base, made of the files that pass, its index, and what of a base they do not hold any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mscq.checks.files import canonical_text
from mscq.evidence.keeping import answers_of
from mscq.records.canonical import canonical_json
from mscq.records.files import TRIALS, drop, list_json, write_whole
from mscq.records.indexed import ANSWERS, INDEX
from mscq.records.models import Paper
from mscq.records.seal import SEAL, read_seal, sealed
from mscq.records.trials import TrialsFile
from mscq.records.version import base_version
from mscq.search.indexing import index_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from mscq.checks.opened import Base


def seal(base: Base) -> int:
    """Write the seal of a base: its files that fit the models and are in canonical form; returns how many these are.

    Where these are all its papers, its index is written too, else removed. Raises BadFile.
    """
    fitting = {name: content for name, (content, text) in _sealable(base).items() if content == text.encode("utf-8")}
    write_whole(base.root / SEAL, canonical_json(sealed(base.root, fitting, _content(base.root, fitting.keys()))))
    for name, made in ((INDEX, index_of), (ANSWERS, answers_of)):  # answers are kept by an index
        content = made(base.root)
        if content is not None:
            write_whole(base.root / name, content.decode("ascii"))
        else:
            drop(base.root / name)
    return len(fitting)


def _content(folder: Path, fitting: Collection[str]) -> dict[str, Any] | None:
    """The hash and the findings of a base, where all its files fit. Raises UnreadableFile."""
    names = {name.removesuffix(".json") for name in list_json(folder / "papers")}
    if fitting != names | ({TRIALS} if (folder / TRIALS).exists() else set()):
        return None
    made = base_version(folder)
    return {"sha256": made.sha256, "findings": made.findings}


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
