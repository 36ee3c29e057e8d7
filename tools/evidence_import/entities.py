"""Entities named in a finding, by the names that the vocabulary knows."""

from __future__ import annotations

import json
import re
from functools import cache

from tools.evidence_import.values import VOCABULARY

# 'Fat cells' are the transplanted cells from fat here, not adipocytes.
_AMBIGUOUS = frozenset({"fat cell", "fat cells"})


def _whole(name: str, flags: re.RegexFlag) -> re.Pattern[str]:
    """A name as a whole word, plural allowed."""
    return re.compile(rf"(?<![\w-]){re.escape(name)}s?(?![\w-])", flags)


@cache
def _names() -> list[tuple[re.Pattern[str], str]]:
    """Every name as a pattern: abbreviations with their case, names of four letters or more without."""
    path = VOCABULARY / "entities.json"
    found: list[tuple[re.Pattern[str], str]] = []
    for concept in json.loads(path.read_text("utf-8"))["concepts"] if path.exists() else []:
        names = [name for name in (concept["label"], *concept.get("synonyms", [])) if len(name) >= 4]
        exact = [name for name in concept.get("abbreviations", []) if len(name) >= 3]
        found += [(_whole(name, re.IGNORECASE), concept["id"]) for name in names if name.lower() not in _AMBIGUOUS]
        found += [(_whole(name, re.NOFLAG), concept["id"]) for name in exact]
    return found


def entities_in(text: str) -> list[str]:
    """Ids of the entities that stand in a text as whole words, sorted."""
    return sorted({one for pattern, one in _names() if pattern.search(text)})
