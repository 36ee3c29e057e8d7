"""The table of facets: each row agrees with the records, and no other module writes the facets out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import mscq
from mscq.checks import links
from mscq.evidence.selection import Selection
from mscq.records import facets
from mscq.records.facets import FACETS, GIVEN, FacetRow, noun_of
from mscq.records.models import Finding, Intervention, Study
from mscq.records.vocabulary import Vocabulary

HOME = Path(mscq.__file__).parent


def _literals(tree: ast.AST) -> Iterator[tuple[int, set[str]]]:
    """The texts of each tuple, list, set and dict that is written out, a pair inside a list counted with the list."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict):
            parts = [*node.keys, *node.values] if isinstance(node, ast.Dict) else node.elts
            inner = [part for one in parts for part in (one.elts if isinstance(one, ast.Tuple | ast.List) else [one])]
            yield (
                node.lineno,
                {one.value for one in inner if isinstance(one, ast.Constant) and isinstance(one.value, str)},
            )


def _listed(text: str) -> list[int]:
    """The lines on which a literal names three facets or more by their ids."""
    return [line for line, texts in _literals(ast.parse(text)) if len(texts & set(FACETS)) > 2]


@pytest.mark.parametrize("path", sorted(HOME.rglob("*.py")), ids=lambda path: str(path.relative_to(HOME)))
def test_no_other_module_lists_the_facets(path: Path) -> None:
    if path != Path(facets.__file__):
        assert not _listed(path.read_text(encoding="utf-8")), "take them from records/facets.py"


@pytest.mark.parametrize(
    "listing",
    [
        'X = ("routes", "donors", "cell-types")',
        'X = {"cells": "cell-types", "tissue": "cell-sources", "way": "routes"}',
        'X = [("outcomes", 1), ("routes", 2), ("donors", 3)]',
    ],
)
def test_a_list_of_facets_would_be_found(listing: str) -> None:
    assert _listed(listing) == [1]


def test_rows_name_fields_that_records_and_selections_have() -> None:
    asked = {one.name for one in fields(Selection)}
    for row in FACETS.values():
        assert row.field in asked
        assert (row.field in Intervention.model_fields) is row.given
        assert not row.study or row.study in Study.model_fields
        assert not row.finding or row.finding in Finding.model_fields
        assert row.given or row.study or row.finding, "no record names it"


def test_no_two_rows_share_a_name() -> None:
    for name in ("id", "option", "field", "noun"):
        assert len({getattr(row, name) for row in FACETS.values()}) == len(FACETS)
    assert [noun_of(name) for name in ("cell-types", "entities", "topics")] == ["cell type", "entity", "topic"]


def test_a_vocabulary_has_every_facet_as_an_attribute() -> None:
    vocabulary = Vocabulary(Path(mscq.__file__).parents[1] / "data" / "vocabulary")
    for row in FACETS.values():
        assert getattr(vocabulary, row.field) is vocabulary.facet(row.id)
    with pytest.raises(AttributeError, match="no facet called 'rooutes'"):
        _ = vocabulary.rooutes


def test_a_ninth_facet_is_read_off_records_by_its_row_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    made = FacetRow("devices", "device", "devices", "device", "Device", given=True)
    monkeypatch.setitem(FACETS, "devices", made)
    monkeypatch.setattr(links, "GIVEN", (*GIVEN, made))
    given = SimpleNamespace(**{row.field: [] for row in GIVEN}, devices=["syringe"])
    silent: dict[str, Any] = {row.study: [] for row in FACETS.values() if row.study}
    paper = SimpleNamespace(study=SimpleNamespace(**silent, intervention=given), findings=[])
    assert list(links._named(paper)) == [("study.intervention.devices", "devices", "syringe")]  # type: ignore[arg-type]
    assert noun_of("devices") == "device"
