"""The index of a base: a table of what follows from its papers, beside them, so that a question reads only a few.

``index.table`` is derived and never trusted when it is stale. It holds for the files that the seal of the base holds,
all of them and no other, unchanged, for the vocabulary and for the code that it was made of; else the base is read as
if there were none. A base of many papers is not read for that at each start: what the file system tells of the files,
when they were last found unchanged, is noted in the cache folder.

``answers.table`` keeps the answer on each condition (``mscq.evidence.keeping``) and what comparisons tell
(``mscq.evidence.kept_comparisons``). It holds where the index does, for the registered trials and for the code that
answers; else each answer is made anew.
"""

from __future__ import annotations

import json
import os
import time
from array import array
from binascii import crc32
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mscq.errors import MscqError
from mscq.records.facets import FACETS
from mscq.records.files import TRIALS, list_json, read_bytes, read_json, write_whole
from mscq.records.seal import checksum, checksums
from mscq.records.settings import cache_folder
from mscq.records.table import Damaged, Table, written

if TYPE_CHECKING:
    from typing import Any

    from mscq.records.seal import Seal

INDEX = "index.table"
ANSWERS = "answers.table"
_MADE_OF = "made of"
MAKERS = (
    "evidence/stored.py",
    "records/choices.py",
    "records/facets.py",
    "records/naming.py",
    "records/table.py",
    "records/value.py",
    "records/vocabulary.py",
    "search/indexing.py",
    "search/name_index.py",
    "search/name_tables.py",
    "search/postings.py",
    "search/words.py",
    "text/fold.py",
    "text/memo.py",
    "text/registrations.py",
)
"""The source of all that an index follows from, in the package; a test finds what it lacks."""
ANSWER_MAKERS = (
    "evidence/answer.py",
    "evidence/answer_making.py",
    "evidence/answering.py",
    "evidence/belonging.py",
    "evidence/cohorts.py",
    "evidence/compared.py",
    "evidence/comparison.py",
    "evidence/conflicts.py",
    "evidence/coverage.py",
    "evidence/dimensions.py",
    "evidence/effect.py",
    "evidence/families.py",
    "evidence/first.py",
    "evidence/harm.py",
    "evidence/harm_figures.py",
    "evidence/keeping.py",
    "evidence/keeping_comparisons.py",
    "evidence/kept.py",
    "evidence/kept_comparisons.py",
    "evidence/level.py",
    "evidence/opposition.py",
    "evidence/people.py",
    "evidence/preference.py",
    "evidence/ranking.py",
    "evidence/reply.py",
    "evidence/results.py",
    "evidence/safety.py",
    "evidence/selection.py",
    "evidence/separation.py",
    "evidence/shared_outcomes.py",
    "evidence/treatment.py",
    "evidence/units.py",
    "records/derived.py",
    "records/knowledge_base.py",
    "records/measures.py",
    "text/groups.py",
)
"""The source of all that kept answers follow from beside the index; a test finds what it lacks."""
_SMALL = 1000  # papers that are read sooner than a note of them is looked for
_RESTED = 2 * 10**9  # nanoseconds; no file system's clock is coarser (FAT: two seconds)


class Looked(NamedTuple):
    """The names of a base's papers, their files where these were read, and the index where it holds for them."""

    names: list[str]
    files: dict[str, bytes] | None = None
    table: Table | None = None


def look(folder: Path, seal: Seal | None, for_index: bool = True) -> Looked:
    """Look at the papers of a base, and for an index that holds for them. Raises UnreadableFile."""
    papers = folder / "papers"
    listed = list_json(papers)
    names = [one[: -len(".json")] for one in listed]
    index = _opened(folder, seal, names) if for_index else None
    if index is None or seal is None:
        return Looked(names)
    stamp = _stamp(folder, seal, listed) if len(names) > _SMALL else None
    if stamp is not None and _noted(folder) == stamp:
        return Looked(names, table=index)
    begun = time.time_ns()
    files = {name: read_bytes(f"{papers}{os.sep}{name}.json") for name in names}
    if not all(seal.holds(name, content) for name, content in files.items()):
        return Looked(names, files)
    if stamp is not None and stamp["last"] < begun - _RESTED:
        _note(folder, stamp)
    return Looked(names, files, index)


def made(folder: Path, seal: Seal, values: Mapping[str, Any]) -> bytes:
    """Return the content of the index that holds these values for a base as its seal holds it."""
    return written({**values, _MADE_OF: _made_of(folder, seal)})


def kept_answers(folder: Path, index: Table) -> Table | None:
    """Return the answers that are kept of a base whose index holds, None where they are of other data or code."""
    with suppress(OSError, Damaged):
        table = Table(folder / ANSWERS)
        made_of = _answers_of(folder, index.get(_MADE_OF))
        if made_of["code"] and table.get(_MADE_OF) == made_of:
            return table
    return None


def kept(folder: Path, seal: Seal, values: Mapping[str, Any]) -> bytes:
    """Return the content of the table that keeps these answers for a base as its seal holds it."""
    return written({**values, _MADE_OF: _answers_of(folder, _made_of(folder, seal))})


def _answers_of(folder: Path, index: Any) -> dict[str, Any]:
    return {
        "code": checksums(Path(__file__).parent.parent, ANSWER_MAKERS),
        "index": index,
        "trials": checksums(folder, [TRIALS]) if (folder / TRIALS).exists() else None,
    }


def _opened(folder: Path, seal: Seal | None, names: list[str]) -> Table | None:
    """The index of a base, if it is one of the files that the seal holds, by their names."""
    if seal is None or seal.checksums.keys() - {TRIALS} != set(names):
        return None
    with suppress(OSError, Damaged):
        table = Table(folder / INDEX)
        made_of = _made_of(folder, seal)
        if all(made_of.values()) and table.get(_MADE_OF) == made_of:
            return table
    return None


def _made_of(folder: Path, seal: Seal) -> dict[str, str]:
    return {
        "code": checksums(Path(__file__).parent.parent, MAKERS),
        "seal": seal.own,
        "vocabulary": checksums(folder / "vocabulary", [f"{name}.json" for name in FACETS]),
    }


def _stamp(folder: Path, seal: Seal, names: Sequence[str]) -> dict[str, Any] | None:
    """What the file system tells of the files of a base; None where it does not tell when each last changed."""
    if os.name == "nt" or os.stat not in os.supports_dir_fd:
        return None
    with suppress(OSError, OverflowError):
        files = _told(folder / "papers", names)
        return {
            "folder": str(folder.absolute()),
            "seal": seal.own,  # which holds the names
            "last": max(files)[0],
            "files": checksum(array("Q", chain.from_iterable(files)).tobytes()),
        }
    return None


def _told(folder: Path, names: Sequence[str]) -> list[tuple[int, int, int]]:
    """When each file of a folder last changed, its size and its place."""
    stat, told = os.stat, attrgetter("st_ctime_ns", "st_size", "st_ino")
    opened = os.open(folder, os.O_RDONLY)
    try:  # looked up from the folder, and not by the path of each; what else is told of a file is not held in memory
        return [told(stat(name, dir_fd=opened)) for name in names]
    finally:
        os.close(opened)


def _note_of(folder: Path) -> Path:
    return cache_folder() / "bases" / f"{crc32(os.fsencode(folder.absolute())):08x}.json"


def _noted(folder: Path) -> Any:
    with suppress(MscqError):
        file = _note_of(folder)
        return read_json(file) if file.exists() else None
    return None


def _note(folder: Path, stamp: Mapping[str, Any]) -> None:
    """Note that the files of a base are those of its seal; a place that cannot be written to is no fault."""
    with suppress(OSError, MscqError):
        file = _note_of(folder)
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, json.dumps(stamp))
