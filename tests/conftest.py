"""Free inputs are the same at every run, so that a run tells what a change did; MSCQ_EXAMPLES makes new ones."""

from __future__ import annotations

import gc
import os
from pathlib import Path

from hypothesis import settings
from support import CACHE

from mscq.records import vocabulary
from mscq.records.vocabulary import Concept, Facet

os.environ["XDG_CACHE_HOME"] = CACHE.name
settings.register_profile("same", derandomize=True)
if not os.environ.get("MSCQ_EXAMPLES"):
    settings.load_profile("same")
gc.set_threshold(50_000, 20, 1_000)  # at the usual one a fifth of the time of all tests went into it

_read_facet = vocabulary.read_facet
_read: dict[tuple[str, bytes], tuple[Concept, ...]] = {}


def _read_once(path: Path) -> Facet:
    """Read a vocabulary file; the concepts of one with this name and this content, which never change, are shared."""
    try:
        known = path.stem, path.read_bytes()
    except OSError:
        return _read_facet(path)
    if known not in _read:
        _read[known] = tuple(_read_facet(path).values())
    return Facet(path.stem, _read[known])


vocabulary.read_facet = _read_once


def pytest_collection_finish() -> None:
    """Have the garbage collector pass over what was imported and collected, which stays to the end."""
    gc.freeze()
