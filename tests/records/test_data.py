"""The bundled data: every file passes every check, has its canonical form and fits the JSON Schema."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support import BASE, DATA, run_mscq

from mscq.checks import Base, Severity, open_base, problems
from mscq.checks.files import canonical_text, first_difference
from mscq.evidence.level import level
from mscq.records.canonical import canonical_json, whole
from mscq.records.choices import CHOICES, NOT_STATED
from mscq.records.facets import FACETS
from mscq.records.models import Paper
from mscq.records.schema import DRAFT, paper_schema, trials_schema, vocabulary_schema
from mscq.records.terms import (
    Blinding,
    ComparatorKind,
    Direction,
    Endpoint,
    Met,
    SponsorKind,
    Stage,
    StandingStatus,
    Topic,
)
from mscq.records.vocabulary import Concept, read_facet
from mscq.records.vocabulary_file import ConceptEntry

SCHEMAS = {
    "paper": (paper_schema, "mscq schema -o data/schema/paper.schema.json"),
    "trials": (trials_schema, "mscq schema --trials -o data/schema/trials.schema.json"),
    "vocabulary": (vocabulary_schema, "mscq schema --vocabulary -o data/schema/vocabulary.schema.json"),
}


@pytest.fixture(scope="module")
def bundled() -> Base:
    return open_base(DATA)


def test_every_file_passes_every_check(bundled: Base) -> None:
    errors = [str(one) for one in problems(bundled) if one.severity is Severity.ERROR]
    assert not errors, "\n".join([f"{len(errors)} errors in the data (mscq verify):", *errors])


def test_every_file_has_its_canonical_form(bundled: Base) -> None:
    changed = [file.shown for file in bundled.files if file.record is None or first_difference(file)]
    assert not changed, f"not canonical, run: mscq verify --rewrite data\n{changed}"


def test_canonical_form_is_stable(bundled: Base) -> None:
    for file in bundled.files:
        assert file.record is not None
        again = type(file.record).model_validate_json(canonical_text(file.record))
        assert canonical_text(again).encode() == file.raw, file.shown


def test_base_is_whole(bundled: Base) -> None:
    kinds = {path.parent.name for path in (file.path for file in bundled.files)}
    assert kinds == {"papers", "vocabulary", DATA.name}
    assert {one.facet for _, one in bundled.vocabularies} == set(FACETS)
    assert {"islam2023", "hetta2025", "yuan2022", "zhang2023", "xia2023", "stoker2018"} <= {
        paper.id for _, paper in bundled.papers
    }
    assert "rheumatology-overview" in {paper.id for _, paper in bundled.papers}


@pytest.mark.parametrize("name", SCHEMAS)
def test_stored_schema_is_current(name: str) -> None:
    generate, command = SCHEMAS[name]
    stored = json.loads((DATA / f"schema/{name}.schema.json").read_text(encoding="utf-8"))
    assert stored == generate(), f"data/schema/{name}.schema.json is out of date, run: {command}"


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_is_a_draft_2020_12_schema(name: str) -> None:
    schema = SCHEMAS[name][0]()
    Draft202012Validator.check_schema(schema)
    assert (schema["$schema"], schema["$id"]) == (DRAFT, f"urn:mscq:schema:{name}")


def test_schema_command_prints_the_schema() -> None:
    for arguments, name in (
        (("schema",), "paper"),
        (("schema", "--vocabulary", "--json"), "vocabulary"),
        (("schema", "--trials"), "trials"),
    ):
        done = run_mscq(*arguments)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == canonical_json(SCHEMAS[name][0]())


@pytest.mark.parametrize(("name", "folder"), [("paper", "papers"), ("vocabulary", "vocabulary"), ("trials", DATA.name)])
def test_every_file_fits_the_json_schema(name: str, folder: str, bundled: Base) -> None:
    validator = Draft202012Validator(SCHEMAS[name][0]())
    files = [file for file in bundled.files if file.path.parent.name == folder]
    assert files
    wrong = [f"{file.shown}: {error.message}" for file in files for error in validator.iter_errors(file.document)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "red"},
        {"id": "Islam 2023"},
        {"readings": []},
        {"study": {"phase": "2"}},
        {"bookshelf": "536728"},
    ],
    ids=str,
)
def test_json_schema_refuses_what_the_model_refuses(change: dict[str, Any]) -> None:
    document = json.loads((BASE / "papers/islam2023.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(paper_schema())
    assert validator.is_valid(document)
    assert not validator.is_valid({**document, **change})


@pytest.mark.parametrize(
    ("name", "enumeration"),
    [
        ("topics", Topic),
        ("directions", Direction),
        ("stages", Stage),
        ("standings", StandingStatus),
        ("endpoints", Endpoint),
        ("blindings", Blinding),
        ("sponsors", SponsorKind),
        ("comparators", ComparatorKind),
    ],
)
def test_closed_lists_are_the_enumerations_of_the_models(name: str, enumeration: type[StrEnum]) -> None:
    assert list(CHOICES[name]) == [one.value for one in enumeration]


def test_verdicts_can_be_asked_for_where_none_is_stated() -> None:
    assert list(CHOICES["mets"]) == [*(one.value for one in Met), NOT_STATED]


def test_concepts_have_the_fields_of_the_file_model() -> None:
    assert [*Concept.field_names] == list(ConceptEntry.model_fields)
    for facet in FACETS:
        path = DATA / f"vocabulary/{facet}.json"
        assert len(read_facet(path)) == len(json.loads(path.read_text(encoding="utf-8"))["concepts"])


# Oxford CEBM 2011 levels: what the design gives, and what the findings change


def _finding(kind: str, stage: str = "controlled-trial", **more: Any) -> dict[str, Any]:
    return {
        "topic": "efficacy",
        "statement": "A statement.",
        "comparator": {"kind": kind},
        "arm": "treated",
        "direction": "benefit",
        "stage": stage,
        "read_as": "abstract",
        "locator": "Abstract",
        **more,
    }


_FIGURE: dict[str, Any] = {"estimate": {"measure": "proportion", "value": 40, "unit": "%"}}
_CONTROLLED = _finding("placebo", **_FIGURE)
_BEFORE_AFTER = _finding("baseline", **_FIGURE)
_IN_ANIMALS = _finding("control-unspecified", "animal", **_FIGURE)
_IN_WORDS = _finding("placebo")
_STATEMENT = {**_finding("placebo"), "arm": None}


UNKNOWN = "a-design-that-no-table-knows"
LEVELS: list[tuple[str, list[dict[str, Any]], int]] = [
    ("randomized-controlled-trial", [_CONTROLLED], 2),
    ("randomized-controlled-trial", [_BEFORE_AFTER], 2),
    ("randomized-controlled-trial", [], 2),
    ("non-randomized-controlled-trial", [_CONTROLLED], 3),
    ("controlled-trial", [_CONTROLLED], 3),
    ("cohort", [_CONTROLLED, _BEFORE_AFTER], 3),
    ("cohort", [_BEFORE_AFTER], 4),
    ("cohort", [], 4),
    ("single-arm-trial", [_BEFORE_AFTER], 4),
    ("case-series", [_BEFORE_AFTER], 4),
    ("case-report", [], 4),
    ("meta-analysis", [_CONTROLLED], 1),
    ("meta-analysis", [_BEFORE_AFTER, _CONTROLLED], 1),
    ("meta-analysis", [_IN_WORDS], 1),
    ("meta-analysis", [_BEFORE_AFTER], 4),
    ("meta-analysis", [_STATEMENT], 4),
    ("meta-analysis", [], 4),
    ("meta-analysis", [_IN_ANIMALS], 5),
    ("systematic-review", [_CONTROLLED], 1),
    ("systematic-review", [_IN_WORDS], 4),
    ("systematic-review", [_IN_ANIMALS, _BEFORE_AFTER], 4),
    ("systematic-review", [_IN_ANIMALS], 5),
    ("narrative-review", [_CONTROLLED], 5),
    ("overview-article", [], 5),
    ("preclinical-study", [_IN_ANIMALS], 5),
    (UNKNOWN, [_CONTROLLED], 5),
]


@pytest.mark.parametrize(("design", "findings", "expected"), LEVELS)
def test_level_of_evidence(design: str, findings: list[dict[str, Any]], expected: int) -> None:
    paper = Paper.model_validate(
        {
            "id": "smith2020",
            "bibliography": {"type": "article-journal"},
            "study": {"design": design, "intervention": {}},
            "readings": [{"read_as": "abstract", "entered": "2026-01-02"}],
            "standing": {"status": "no-notice-known", "as_of": "2026-01-02"},
            "findings": [{"id": f"smith2020.f{number}", **one} for number, one in enumerate(findings)],
        }
    )
    assert level(paper) == expected


def test_every_design_of_the_table_is_one_of_the_vocabulary(bundled: Base) -> None:
    assert {design for design, _, _ in LEVELS} <= {*bundled.facets["designs"], UNKNOWN}


def test_every_design_in_use_has_a_level_of_its_own(bundled: Base) -> None:
    """A family of designs (controlled trial) says nothing of how strong a paper is."""
    known = {design for design, _, _ in LEVELS}
    assert [paper.id for _, paper in bundled.papers if paper.study.design not in known] == []


@pytest.mark.slow
def test_verify_of_the_bundled_base_counts_it(bundled: Base, tmp_path: Path) -> None:
    done = run_mscq("verify", "--json", cwd=tmp_path)
    answer = json.loads(done.stdout)
    assert answer["papers"] == len(list((DATA / "papers").glob("*.json"))) > 6
    assert answer["findings"] == sum(len(paper.findings) for _, paper in bundled.papers) > 100
    assert answer["concepts"] == sum(len(one.concepts) for _, one in bundled.vocabularies) > 100
    assert done.returncode == (3 if any(one["severity"] == "error" for one in answer["problems"]) else 0)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers() | st.booleans(), inner),
    )
)
def test_canonical_json_is_that_of_the_standard_library_with_whole_numbers_whole(value: object) -> None:
    assert canonical_json(value) == json.dumps(_whole(value), ensure_ascii=False, indent=2) + "\n"


def _whole(value: object) -> object:
    if isinstance(value, dict):
        return {key: _whole(one) for key, one in value.items()}
    return [_whole(one) for one in value] if isinstance(value, list) else whole(value)
