"""What a design is stands in the vocabulary: a base with a design of its own is ranked by it, and no code names one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from made_papers import BEFORE, finding, made_base, paper
from runs import bundled
from support import ROOT

import mscq
from mscq.evidence.level import is_retold, is_review, level
from mscq.evidence.results import results_of
from mscq.records.canonical import canonical_json
from mscq.records.vocabulary import bundled_designs

# ids that are also a stage of evidence, or plain words
_WORDS = {"cohort", "review", "meta-analysis", "controlled-trial"}


def test_no_design_is_known_by_its_id() -> None:
    named = re.compile("|".join(rf"[\"']{one}[\"']" for one in bundled_designs() if one not in _WORDS))
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in sorted((ROOT / "mscq").rglob("*.py"))
        for hit in named.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_every_design_has_a_level_and_papers_have_known_ones() -> None:
    for concept in bundled_designs().values():
        assert (concept.level is not None) is (concept.evidence is not None), concept.id
        assert concept.level is not None or concept.kind == "family", concept.id
    for each in bundled().papers():
        assert each.design.level is not None, each.id


def _designs(folder: Path, **concept: Any) -> None:
    path = folder / "vocabulary" / "designs.json"
    new = {"id": "n-of-1-trial", "label": "N-of-1 trial", **concept}
    path.write_text(canonical_json({"facet": "designs", "title": "Designs", "concepts": [new]}), encoding="utf-8")


@pytest.mark.parametrize(
    ("concept", "rows", "expected"),
    [
        ({"level": 1, "evidence": "primary", "control_group": "always"}, [finding("a")], 1),
        ({"level": 2, "evidence": "primary", "control_group": "sometimes"}, [finding("a")], 2),
        ({"level": 2, "evidence": "primary", "control_group": "sometimes"}, [finding("a", comparator=BEFORE)], 4),
        ({"level": 1, "evidence": "pooled", "control_group": "sometimes"}, [finding("a", comparator=BEFORE)], 4),
        ({"level": 5, "evidence": "retold"}, [finding("a")], 5),
        ({}, [finding("a")], 5),
    ],
)
def test_a_base_ranks_by_its_own_designs(
    concept: dict[str, Any], rows: list[dict[str, Any]], expected: int, tmp_path: Path
) -> None:
    made = paper("made2020", *rows, design="n-of-1-trial")
    made_base(tmp_path, made)
    _designs(tmp_path, **concept)
    kb = mscq.load(tmp_path)
    read = kb.get("made2020")
    assert mscq.level(read) == expected
    assert is_review(read) is (concept.get("evidence") == "pooled")
    assert is_retold(read) is (concept.get("evidence") == "retold")
    assert bool(results_of(kb, read)) is not is_retold(read)


def test_a_paper_of_no_base_is_looked_up_in_the_bundled_designs() -> None:
    assert level(paper("made2020", finding("a"))) == 2
    assert level(paper("made2020", finding("a"), design="nothing-known")) == 5
