"""Raw values of the evidence file and the ids of the vocabularies that they stand for.

``mapping.json`` holds the table: facet, raw value, ids. A value without an entry is a :class:`Problem`.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from tools.evidence_import.problems import Problem

VOCABULARY = Path(__file__).resolve().parents[2] / "data" / "vocabulary"

# Titles that say more about the patients than the file's condition; the first that fits counts.
_MS_COURSES = (
    (re.compile(r"secondary.progressive", re.I), "secondary-progressive-multiple-sclerosis"),
    (re.compile(r"relapsing-remitting", re.I), "relapsing-remitting-multiple-sclerosis"),
    (re.compile(r"progressive (MS|multiple sclerosis|forms of multiple)", re.I), "progressive-multiple-sclerosis"),
)
# Details that belong to the first named condition only in words, not as a condition of their own.
_WORDS_ONLY = re.compile(r"^(MSC (definition|safety|dose).*)$")


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    table: dict[str, dict[str, list[str]]] = json.loads((Path(__file__).parent / "mapping.json").read_text("utf-8"))
    return table


def ids_of(paper: str, facet: str, raw: str) -> list[str]:
    """Vocabulary ids of one raw value; raises :class:`Problem` for a value that nobody mapped."""
    found = _table()[facet].get(raw)
    if found is None:
        raise Problem(paper, f"{facet} value {raw!r} is not mapped to the vocabulary")
    return list(found)


def all_ids(paper: str, facet: str, raws: list[str]) -> list[str]:
    """Vocabulary ids of several raw values, each once, in order."""
    return list(dict.fromkeys(one for raw in raws for one in ids_of(paper, facet, raw)))


def conditions_of(entry: dict[str, Any]) -> tuple[list[str], str | None]:
    """Condition ids of a paper and, where its detail says more than the ids, the population in words."""
    key, detail, title = entry["key"], entry["condition_detail"], entry["title"] or ""
    ids = all_ids(key, "conditions", entry["condition"])
    population = None
    if detail and not _WORDS_ONLY.match(detail):
        narrower = ids_of(key, "conditions", detail)
        replaced = {
            "knee-osteoarthritis": "osteoarthritis",
            "progressive-supranuclear-palsy": "atypical-parkinsonism",
            "dermatomyositis": "inflammatory-myopathy",
            "lupus-nephritis": "systemic-lupus-erythematosus",
        }
        for one in narrower:
            broad = replaced.get(one)
            # A paper on lupus in which nephritis is one of several pictures keeps both.
            if broad in ids and not (one == "lupus-nephritis" and not re.search("nephritis", title, re.I)):
                ids.remove(broad)
        ids = list(dict.fromkeys([*ids, *narrower]))
        if not re.fullmatch(
            r"knee|lupus nephritis|progressive supranuclear palsy|vertebral compression fracture", detail
        ):
            population = detail if not re.search("myositis", detail) else None
    if "multiple-sclerosis" in ids:
        course = next((one for pattern, one in _MS_COURSES if pattern.search(title)), None)
        if course:
            ids[ids.index("multiple-sclerosis")] = course
    return ids, population


@cache
def roots() -> dict[str, frozenset[str]]:
    """For every outcome of the vocabulary the groups that it belongs to."""
    text = (VOCABULARY / "outcomes.json").read_text("utf-8")
    broader = {one["id"]: one.get("broader", []) for one in json.loads(text)["concepts"]}

    def above(one: str) -> frozenset[str]:
        parents = broader[one]
        return frozenset().union(*map(above, parents)) if parents else frozenset({one})

    return {one: above(one) for one in broader}


@cache
def better() -> dict[str, str]:
    """For every outcome that has one the better direction: higher or lower."""
    text = (VOCABULARY / "outcomes.json").read_text("utf-8")
    return {one["id"]: one["better"] for one in json.loads(text)["concepts"] if "better" in one}
