"""Rules that decide what a reader sees read fields and vocabularies, never words inside a text."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from runs import bundled
from support import ROOT

from mscq.evidence.effect import better_side, favours_treatment
from mscq.records.terms import Direction

RULES = (
    "evidence/effect.py",
    "evidence/conflicts.py",
    "evidence/opposition.py",
    "evidence/preference.py",
    "evidence/reply.py",
    "evidence/separation.py",
    "evidence/results.py",
    "evidence/level.py",
    "evidence/dossier.py",
    "evidence/forest.py",
    "checks/evidence_logic.py",
)
_TEXT = {"note", "notes", "statement", "reported_as", "unit", "label", "outcome_label", "group", "population"}
_SEARCHES = {"search", "match", "fullmatch", "findall", "startswith", "endswith", "removesuffix", "removeprefix"}


@pytest.mark.parametrize("name", RULES)
def test_no_rule_searches_a_text(name: str) -> None:
    """No regular expression, no part of a string cut off, and no word looked for in a text of the record."""
    tree = ast.parse((ROOT / "mscq" / name).read_text(encoding="utf-8"), Path(name).name)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert "re" not in {one.name for one in node.names}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in _SEARCHES, ast.unparse(node)
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            read = {part.attr for part in ast.walk(node.comparators[0]) if isinstance(part, ast.Attribute)}
            assert not read & _TEXT, ast.unparse(node)


def test_what_a_figure_counts_agrees_with_what_its_record_says() -> None:
    """Where a figure counts something of its own, its side is that of its direction: read one by one, held here."""
    outcomes = bundled().vocabulary.outcomes
    turned = [
        (row, favours_treatment(row, outcomes))
        for each in bundled().papers()
        for row in each.findings
        if row.estimate is not None and row.estimate.counts is not None
    ]
    assert len(turned) > 50
    for row, effect in turned:
        if row.direction is Direction.BENEFIT and effect is not None:
            assert effect > 0, row.id
        if row.direction is Direction.HARM and effect is not None:
            assert effect < 0, row.id
        assert row.as_printed or better_side(row, outcomes), row.id


def test_a_figure_as_printed_has_no_side_and_a_note() -> None:
    outcomes = bundled().vocabulary.outcomes
    printed = [row for each in bundled().papers() for row in each.findings if row.as_printed]
    assert printed
    for row in printed:
        assert row.note, row.id
        assert favours_treatment(row, outcomes) is None
