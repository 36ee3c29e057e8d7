"""The JSON of a command has the shape that is told of it: no field more, none less."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter
from runs import bundled, frozen, run_here
from support import BASE

from mscq.api import EvidenceBase
from mscq.output.shapes import SHAPES, schema_of

ASKED = (
    "ask is it safe in lupus",
    "ask does it help walking in ms",
    "ask which trials are there in ms",
    "ask vein or spinal tap for ms",
    "ask islam2023",
    "ask does it help knee pain",
    "ask what does SUCRA mean",
    "ask how much is known about als",
    "condition",
    "condition rheumatic",
    "condition ms --topic safety",
    "compare --route iv intrathecal",
    "compare --condition ms lupus",
    "compare --paper islam2023 zhou2019",
    "compare --dose low high",
    "compare --source bone-marrow umbilical-cord --condition lupus",
    "conflicts",
    "safety",
    "search knee cartilage",
    "search condition:lupus kidney year:2018..2022",
    "search lupis",
    "why islam2023",
    "why deng2017",
    "show islam2023",
    "cite --condition lupus",
    "cite 40353645 --format bibtex",
    "coverage",
)


def _heads(kb: EvidenceBase) -> list[str]:
    conditions = kb.vocabulary.conditions
    return sorted({conditions.head(one) for paper in kb.papers() for one in paper.study.conditions})


def _answer(line: str, base: Path | None = BASE) -> Any:
    done = run_here([*line.split(), "--json"], base=base)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("line", [*ASKED, *(f"condition {one}" for one in _heads(frozen()))])
def test_an_answer_has_its_shape(line: str) -> None:
    TypeAdapter(SHAPES[line.split()[0]]).validate_python(_answer(line))


@pytest.mark.slow
def test_every_answer_on_the_bundled_base_has_its_shape() -> None:
    asked = 0
    for head in _heads(bundled()):
        for command in ("condition", "safety", "conflicts", "coverage"):
            done = run_here([command, head, "--json"], base=None)
            if done.returncode == 0:
                TypeAdapter(SHAPES[command]).validate_python(json.loads(done.stdout))
                asked += 1
    for paper in bundled().ids:
        TypeAdapter(SHAPES["why"]).validate_python(_answer(f"why {paper}", None))
    assert asked > 60


@pytest.mark.parametrize("command", SHAPES)
def test_a_shape_is_a_schema_by_which_another_program_finds_what_is_amiss(command: str) -> None:
    schema = schema_of(SHAPES[command])
    Draft202012Validator.check_schema(schema)
    line = next(one for one in ASKED if one.split()[0] == command)
    answer = _answer(line)
    validator = Draft202012Validator(schema)
    validator.validate(answer)
    record = answer[0] if isinstance(answer, list) else answer
    record.pop(next(iter(record)))
    assert not validator.is_valid(answer)
