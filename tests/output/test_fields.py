"""Picking fields of an answer: ``--json id,title``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runs import run_here
from support import ROOT

from mscq.cli.commands import COMMANDS
from mscq.cli.fields import fields_of
from mscq.output.shapes.fields import known

SAMPLE = str(ROOT / "tests" / "library" / "samples" / "pubmed.xml")


def _json(*words: str) -> Any:
    done = run_here(words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("words", "records"),
    [
        (("papers", "--condition", "lupus", "--json", "id,title,level"), "papers"),
        (("papers", "--json=id,title,level", "--condition", "lupus"), "papers"),
        (("search", "knee", "cartilage", "--json", "id,title,level"), "hits"),
        (("search", "--json", "id,title,level", "knee cartilage"), "hits"),
        (("cite", "--condition", "lupus", "--json=id,title,level"), ""),
        (("cite", "islam2023", "--json", "id,title,level"), ""),
        (("match", SAMPLE, "--json=id,title,level"), "entries"),
        (("papers", "--condition", "lupus", "--library", SAMPLE, "--json=id,title,level"), "papers"),
        (("show", "islam2023", "--json", "id,title,level"), None),
    ],
)
def test_the_same_fields_of_a_paper_are_picked_everywhere(words: tuple[str, ...], records: str | None) -> None:
    answer = _json(*words)
    found = [answer] if records is None else answer[records] if records else answer
    assert found
    for one in found:
        assert list(one) == ["id", "title", "level"]
        assert one["id"] is None or isinstance(one["level"], int)


def test_the_document_around_the_records_stays() -> None:
    whole = _json("papers", "--condition", "lupus", "--limit", "2", "--json")
    picked = _json("papers", "--condition", "lupus", "--limit", "2", "--json", "id")
    assert picked == {**whole, "papers": [{"id": one["id"]} for one in whole["papers"]]}
    assert picked["total"] > 2


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("condition", "ms", "--json=counts,answer"), {"counts", "answer"}),
        (("compare", "--route", "iv", "intrathecal", "--json=values"), {"values"}),
        (("info", "--json=version"), {"version"}),
        (("ask", "is it safe in lupus", "--json=asked,in_short"), {"asked", "in_short"}),
    ],
)
def test_of_one_thing_its_own_fields_are_picked(words: tuple[str, ...], names: set[str]) -> None:
    assert set(_json(*words)) == names


def test_a_field_without_a_value_is_null() -> None:
    found = _json("findings", "--condition", "lupus", "--json=id,population,estimate")["findings"]
    assert {tuple(one) for one in found} == {("id", "population", "estimate")}
    assert None in [one["population"] for one in found]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("papers", "--json", "id,titel"),
            "no field 'titel', did you mean 'title'? It has id, ",
        ),
        (("papers", "--json", "lupus"), "no field 'lupus'. It has id, "),
        (("cite", "islam2023", "--json", "id,zzz"), "no field 'zzz'. It has id, "),
        (("condition", "ms", "--json=papers,hits"), "no field 'hits'"),
        (("condition", "ms", "--json=name"), "no field 'name'"),
        (("papers", "--json=own"), "no field 'own'"),
        (("papers", "--json="), "--json= needs the names of fields"),
        (("papers", "--json=,"), "--json= needs the names of fields"),
        (("papers", "--json=id", "--csv"), "one form at a time"),
    ],
)
def test_a_field_that_is_none_is_told(words: tuple[str, ...], said: str) -> None:
    done = run_here(words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_wrong_field_writes_nothing(tmp_path: Path) -> None:
    assert run_here(["export", str(tmp_path / "new"), "--json=nope"]).returncode == 2
    kept = tmp_path / "kept.json"
    kept.write_text("mine")
    assert run_here(["condition", "ms", "--json=name", "-o", str(kept)]).returncode == 2
    assert kept.read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir()] == ["kept.json"]


@pytest.mark.parametrize(
    "words",
    [
        ("condition", "--json", "lupus"),
        ("cite", "--json", "islam2023"),
        ("cite", "--json", "islam2023,hetta2025"),
        ("cite", "--json", "40353645,37834955"),
        ("search", "--json", "knee,hip"),
        ("search", "--json", "title"),
        ("show", "--json", "islam2023"),
        ("search", "knee", "--json", "--", "id,title"),
    ],
)
def test_a_word_of_the_command_stays_one(words: tuple[str, ...]) -> None:
    behind = (words[0], *(word for word in words[1:] if word not in ("--json", "--")))
    assert run_here(words).stdout == run_here([behind[0], "--json", "--", *behind[1:]]).stdout


_WORDS = ("--json", "--json=id", "--", "-o", "id,title", "knee,hip", "x", "", "--csv")


@given(st.lists(st.sampled_from(_WORDS), max_size=7))
def test_words_are_kept_in_order_and_fields_are_those_named(args: list[str]) -> None:
    words, fields = fields_of(args, "papers", True)
    assert set(fields) <= {"id", "title"}
    left = iter([word.replace("--json=id", "--json") for word in args])
    assert all(word in left for word in words)
    assert fields_of(words, "papers", True)[0].count("--json") == words.count("--json")


@pytest.mark.parametrize("command", sorted({*COMMANDS} - {"browse", "ask", "schema"}))
def test_the_fields_of_every_command_are_known(command: str) -> None:
    needed = {"open": ["x"], "show": ["x"], "why": ["x"], "timeline": ["x"]}
    done = run_here([command, *needed.get(command, []), "--json=zzzz"])
    assert done.returncode == 2
    listed = done.stderr.partition("It has ")[2].split()
    assert listed
    assert known(command, [listed[0].rstrip(",")])
