"""Comparisons told from what is kept beside a base: they are those that its papers give."""

from __future__ import annotations

import shutil
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from sealed_base import sealed_base
from support import DATA, ROOT

from mscq.checks import open_base
from mscq.checks.sealing import seal
from mscq.evidence.comparison import compare
from mscq.evidence.dimensions import DIMENSIONS, Dimension
from mscq.evidence.kept_comparisons import KeptBlock, of_value, of_values
from mscq.evidence.selection import Selection
from mscq.output.screens import compare as screen
from mscq.output.screens import compare_records
from mscq.records.knowledge_base import KnowledgeBase

FROZEN = ROOT / "tests" / "base"
GIVEN = [one for one in DIMENSIONS.values() if one.given]
PAIR = ("intravenous", "intrathecal")


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the frozen base, with comparisons kept beside it."""
    return sealed_base(tmp_path_factory.mktemp("comparisons") / "base")


def _stored(folder: Path) -> KnowledgeBase:
    return KnowledgeBase(folder, sealed=True)


def _computed(folder: Path) -> KnowledgeBase:
    return KnowledgeBase(folder, sealed=True, indexed=False)


def _told(kb: KnowledgeBase, dimension: Dimension, values: tuple[str, ...]) -> tuple[Any, ...]:
    found = compare(kb, dimension.name, values)
    told = screen.report(found, kb.vocabulary)
    return (
        found.is_empty,
        [(one.condition.id, one.weight, one.tested) for one in found.blocks],
        [(one.head, one.outcomes_differ, one.without_control) for one in found.opposed],
        told,
        compare_records.data(found),
        screen.report(found, kb.vocabulary, everything=True),
    )


def _values(kb: KnowledgeBase, dimension: Dimension) -> list[str]:
    return list(dimension.concepts(kb.vocabulary) or dimension.labels)


@pytest.mark.parametrize("base", [pytest.param(DATA, marks=pytest.mark.slow), FROZEN], ids=["bundled", "frozen"])
@pytest.mark.parametrize("dimension", GIVEN, ids=lambda one: one.name)
def test_kept_comparisons_are_those_that_the_papers_give(base: Path, dimension: Dimension, tmp_path: Path) -> None:
    folder = sealed_base(tmp_path / "base", base)
    kb, made = _stored(folder), _computed(folder)
    values = _values(kb, dimension)
    held = [one for one in values if kb.kept(of_value(dimension, one))["on"]]
    pairs = [(*one,) for two in combinations(held, 2) for one in (two, two[::-1])]
    assert pairs
    for several in (*pairs, *list(combinations(held, 3))[::7], tuple(held), (held[0], values[-1])):
        if len(set(several)) > 1:
            assert all(isinstance(one, KeptBlock) for one in compare(kb, dimension.name, several).blocks)
            assert _told(kb, dimension, several) == _told(made, dimension, several), several


def test_what_is_counted_reads_no_paper(frozen: Path) -> None:
    kb = _stored(frozen)
    found = compare(kb, "route", PAIR)
    assert len([one.weight for one in found.blocks]) > 3
    assert found.direct
    assert found.opposed or not found.is_empty
    assert not any("as_stored" in vars(paper) for paper in kb._papers.values())


def test_filters_are_answered_from_the_papers(frozen: Path) -> None:
    asked = Selection(conditions=("multiple-sclerosis",))
    stored, made = (compare(kb, "route", PAIR, asked) for kb in (_stored(frozen), _computed(frozen)))
    assert not any(isinstance(one, KeptBlock) for one in stored.blocks)
    assert compare_records.data(stored) == compare_records.data(made)


@pytest.mark.parametrize("lost", ["of a value", "of a value on a condition", "of two values"])
def test_what_cannot_be_read_is_computed(frozen: Path, lost: str, monkeypatch: pytest.MonkeyPatch) -> None:
    route = DIMENSIONS["route"]
    key = {
        "of a value": of_value(route, PAIR[1]),
        "of a value on a condition": of_value(route, PAIR[0], "multiple-sclerosis"),
        "of two values": of_values(route, PAIR),
    }[lost]
    kb = _stored(frozen)
    assert kb.kept(key) is not None
    kept = kb.kept
    monkeypatch.setattr(kb, "kept", lambda one: None if one == key else kept(one))
    assert _told(kb, route, PAIR) == _told(_computed(frozen), route, PAIR)


def test_a_value_with_a_term_that_the_vocabulary_lacks_is_not_kept(frozen: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(frozen, tmp_path / "base")
    file = folder / "papers" / "petrou2020.json"
    file.write_text(file.read_text("utf-8").replace('"progressive-multiple-sclerosis"', '"no-such-disease"'), "utf-8")
    seal(open_base(folder))
    kb, route = _stored(folder), DIMENSIONS["route"]
    assert kb.kept(of_value(route, "intrathecal")) is None
    assert kb.kept(of_value(route, "intra-articular")) is not None
