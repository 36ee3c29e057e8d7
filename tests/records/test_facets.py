"""The table of facets: each row agrees with the records, and no other module writes the facets out."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import environment

import mscq
from mscq.evidence.selection import Selection
from mscq.records import facets, vocabulary
from mscq.records.choices import CHOICE_NOUNS, CHOICES
from mscq.records.facets import FACETS, noun_of
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
    asked = {*Selection.field_names}
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
    assert list(CHOICE_NOUNS) == list(CHOICES)


def test_a_vocabulary_has_every_facet_as_an_attribute() -> None:
    made = Vocabulary(Path(mscq.__file__).parents[1] / "data" / "vocabulary")
    for row in FACETS.values():
        assert getattr(made, row.field) is made.facet(row.id)
    with pytest.raises(AttributeError, match="no facet called 'rooutes'"):
        _ = made.rooutes  # type: ignore[attr-defined]


def test_the_type_checker_knows_the_facets_of_the_table() -> None:
    tree = ast.parse(Path(vocabulary.__file__).read_text(encoding="utf-8"))
    [whole] = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Vocabulary"]
    [stub] = [node for node in whole.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    known = [ast.unparse(node.target) for node in stub.body if isinstance(node, ast.AnnAssign)]
    assert known == [row.field for row in FACETS.values()]


_NINTH = """
from mscq.records import facets
made = facets.FacetRow("devices", "device", "devices", "device", "Device: syringe", given=True, mentioned=True)
facets.FACETS["devices"] = made
facets.GIVEN = (*facets.GIVEN, made)

from types import SimpleNamespace
from mscq.browse.filters import KINDS
from mscq.checks.links import _given
from mscq.cli.options import FILTERS
from mscq.evidence.dimensions import COMPARED, DIMENSIONS, MAPPED
from mscq.export.of_vocabulary import NAMES
from mscq.library.kept import TAGGED
from mscq.records.vocabulary_file import VocabularyFile
from mscq.search.fields import ALIASES, CONCEPT_FIELDS
from mscq.search.postings import finding_concepts, studied_in
from mscq.search.suggest import _NARROWING

given = {"devices": ["syringe"]}
study = {"study": {"intervention": given}, "findings": [{"intervention": given}]}
record = SimpleNamespace(**given, **{row.field: [] for row in facets.GIVEN if row is not made})
assert KINDS["device"].facet == FILTERS["device"].facet == CONCEPT_FIELDS["device"] == TAGGED["devices"] == "devices"
assert ALIASES["devices"] == "device" and "devices" in _NARROWING and NAMES["devices"].one == "device"
assert "device" in COMPARED and "device" in MAPPED and DIMENSIONS["device"].own(record) == ["syringe"]
assert studied_in(study) == finding_concepts(study["findings"][0]) == ["devices:syringe"]
assert list(_given("at", record)) == [("at.devices", "devices", "syringe")]
VocabularyFile(facet="devices", title="Devices", concepts=[{"id": "syringe", "label": "Syringe"}])
"""


def test_a_ninth_facet_is_one_row() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _NINTH], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
