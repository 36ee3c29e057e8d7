"""The seal of a base: what it vouches for is read as the models would have it, and nothing else is."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from sealed_base import sealed_base

from mscq.api import EvidenceBase, load
from mscq.checks import open_base
from mscq.checks.sealing import seal, unsealed
from mscq.errors import BadRecord
from mscq.records.canonical import canonical_json, plain
from mscq.records.seal import SEAL
from mscq.records.settings import data_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the frozen base, sealed."""
    return sealed_base(tmp_path / "base")


def differences(model: Any, other: Any, where: str) -> list[str]:
    """The fields in which a record read as it stands differs from the model of the same file."""
    if isinstance(model, BaseModel):
        derived = [name for name in ("year", "month", "day", "n") if isinstance(vars_of(type(model), name), property)]
        return [
            found
            for name in (*type(model).model_fields, *derived)
            for found in differences(getattr(model, name), getattr(other, name), f"{where}.{name}")
        ]
    if isinstance(model, list) and len(model) == len(other):
        return [
            found
            for at, pair in enumerate(zip(model, other, strict=True))
            for found in differences(*pair, f"{where}{at}")
        ]
    return [] if type(model) is type(other) and model == other else [f"{where}: {model!r} is not {other!r}"]


def vars_of(kind: type, name: str) -> object:
    """A class attribute, wherever it was defined."""
    return next((vars(one)[name] for one in kind.__mro__ if name in vars(one)), None)


def test_a_sealed_record_is_the_model_field_by_field(tmp_path: Path) -> None:
    shutil.copytree(data_folder(), tmp_path / "base")
    seal(open_base(tmp_path / "base"))
    models, sealed = load(tmp_path / "base"), load(tmp_path / "base", sealed=True)
    for one in models.ids:
        assert not isinstance(sealed.get(one), BaseModel)
        assert differences(models.get(one), sealed.get(one), one) == []
        assert plain(models.get(one)) == plain(sealed.get(one))
        assert models.get(one).design == sealed.get(one).design
    assert differences(models.trials, sealed.trials, "trials") == []


def test_records_of_equal_content_are_equal(folder: Path) -> None:
    first, second = (load(folder, sealed=True).get("deng2017").findings for _ in range(2))
    assert first == second
    assert len({*first, *second}) == len(first)
    assert first[0] != first[1]
    with pytest.raises(AttributeError, match="no field 'outcom'"):
        _ = first[0].outcom  # type: ignore[attr-defined]


def edited(folder: Path, paper_id: str, change: dict[str, Any]) -> EvidenceBase:
    """The base after a record was changed by hand."""
    file = folder / "papers" / f"{paper_id}.json"
    file.write_text(canonical_json({**json.loads(file.read_text("utf-8")), **change}), "utf-8")
    return load(folder, sealed=True)


def test_a_changed_file_is_validated_and_only_that_one(folder: Path) -> None:
    changed = edited(folder, "deng2017", {"summary": "Another sentence."})
    assert changed.get("deng2017").summary == "Another sentence."
    assert isinstance(changed.get("deng2017"), BaseModel)
    assert not isinstance(changed.get("petrou2020"), BaseModel)
    assert unsealed(open_base(folder)) == ["deng2017"]
    broken = edited(folder, "deng2017", {"summary": 5})
    with pytest.raises(BadRecord, match="summary"):
        broken.get("deng2017")


@pytest.mark.parametrize(
    "content",
    ["", "not JSON", "[]", "{}", '{"models": "", "layout": {}, "files": {}}', '{"models": null}'],
    ids=["empty", "broken", "list", "nothing in it", "of no models", "null"],
)
def test_a_broken_or_foreign_seal_is_not_trusted(folder: Path, content: str) -> None:
    (folder / SEAL).write_text(content, "utf-8")
    assert isinstance(load(folder, sealed=True).get("deng2017"), BaseModel)


def test_a_seal_of_other_models_is_not_trusted(folder: Path) -> None:
    made = json.loads((folder / SEAL).read_text("utf-8"))
    (folder / SEAL).write_text(json.dumps({**made, "models": f"{made['models']}0"}), "utf-8")
    assert isinstance(load(folder, sealed=True).get("deng2017"), BaseModel)
    assert "deng2017" in unsealed(open_base(folder))


def test_only_files_in_canonical_form_are_sealed(folder: Path) -> None:
    file = folder / "papers" / "deng2017.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8"))), "utf-8")
    seal(open_base(folder))
    assert isinstance(load(folder, sealed=True).get("deng2017"), BaseModel)


@pytest.mark.parametrize(
    "words",
    [
        "cite 26585577 deng2017",
        "condition lupus",
        "condition ms --full",
        "condition ms --json",
        "compare --route iv intrathecal",
        "conflicts",
        "coverage lupus",
        "findings --condition ms --csv",
        "papers --condition ms",
        "safety lupus",
        "search lupus nephritis",
        "show deng2017",
    ],
)
def test_answers_from_a_sealed_base_build_no_models(folder: Path, words: str) -> None:
    """The models cost more time than the answer: ``python -X importtime`` says what was imported."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "mscq", *words.split(), "--data", str(folder)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.stdout
    assert "mscq.cli.program" in run.stderr
    assert "pydantic" not in run.stderr
