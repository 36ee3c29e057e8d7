"""Making the index of a base (``records.indexed``): all that is looked up of its papers and its vocabulary."""

from __future__ import annotations

import json
import os
from itertools import chain
from pathlib import Path
from typing import Any

from mscq.records.files import list_json, read_bytes
from mscq.records.indexed import made
from mscq.records.naming import naming_of
from mscq.records.seal import read_seal
from mscq.records.vocabulary import Vocabulary
from mscq.search.name_tables import name_tables
from mscq.search.postings import BEGINNINGS, IN_FINDINGS, STANDING, Postings, in_columns, labels_of


def index_of(folder: Path) -> bytes | None:
    """Return the content of the index of a base; None where its seal does not hold each of its papers.

    Raises UnreadableFile or BadFile.
    """
    seal = read_seal(folder)
    names = [name.removesuffix(".json") for name in list_json(folder / "papers")]
    files = {name: read_bytes(f"{folder}{os.sep}papers{os.sep}{name}.json") for name in names}
    if seal is None or not all(seal.holds(name, content) for name, content in files.items()):
        return None
    vocabulary = Vocabulary(folder / "vocabulary")
    postings, ids = Postings(labels_of(vocabulary)), set[str]()
    for number, (name, content) in enumerate(files.items()):
        record = json.loads(content)
        ids.add(record["id"])
        postings.add(number, name, record)
    if len(ids) < len(files):  # two files of one paper are told where the base is read
        return None
    return made(folder, seal, {**naming_of(files.values()), **name_tables(vocabulary), **_flat(postings.kinds)})


def _flat(kinds: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The values by one key, as they are read."""
    return {
        f"{kind}{name}": in_columns(value) if kind in (STANDING, IN_FINDINGS) else _in_order(kind, value)
        for kind, named in kinds.items()
        for name, value in named.items()
    }


def _in_order(kind: str, value: Any) -> Any:
    """What is told of each document, by its number, in a list; of beginnings all in one."""
    if not (isinstance(value, dict) and 0 in value):
        return value
    told = [one for _, one in sorted(value.items())]
    return [*chain.from_iterable(told)] if kind == BEGINNINGS else told
