"""The index of a base: it answers as the papers do, and where it is not of them as they are, it is not asked."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import BaseModel
from runs import run_here
from sample_base import good_base, write_base
from sealed_base import sealed_base
from stale_bases import (
    BESIDE,
    MODELS,
    added,
    answers,
    edited,
    edited_long_ago,
    imported,
    no_seal,
    other_seal,
    other_words,
    removed,
    renamed,
    seldom,
    swapped,
)
from support import DATA, ROOT, environment

from mscq.api import EvidenceBase, load
from mscq.checks import open_base, problems
from mscq.checks.sealing import seal
from mscq.errors import BadRecord
from mscq.records import indexed, settings
from mscq.records.indexed import INDEX, MAKERS, made
from mscq.records.seal import read_seal
from mscq.records.table import Damaged, Table, written
from mscq.search.indexing import index_of

FROZEN = ROOT / "tests" / "base"
ASKED = (
    ("search", "knee cartilage", "--json"),
    ("search", "mesenchimal stromal cels in lupus", "--explain"),
    ("search", "iv or intrathecal in ms", "--explain"),
    ("search", "condition:lupus (kidney OR renal) year:2015..2022 NOT topic:safety", "--json"),
    ("search", '"bone marrow" AND (knee OR heart)', "--sort", "year", "--json"),
    ("search", "(stem adj3 cell*).ti,ab.", "--json"),
    ("search", "mesen* author:deng", "--json"),
    ("search", "design:rct met:no-verdict n:>20 level:2", "--json"),
    ("search", "28478399", "--json"),
    ("search", "zzyzx nephritis", "--explain"),
    ("condition", "lupus", "--json"),
    ("condition", "ms", "--full"),
    ("compare", "--route", "iv", "intrathecal", "--json"),
    ("cite", "28478399", "NCT02123368", "https://doi.org/10.1136/annrheumdis-2017-211073/full"),
    ("cite", "NCT01741857"),
    ("safety", "--json"),
    ("conflicts", "--json"),
    ("ask", "which route is best in ms"),
)


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the frozen base, with an index."""
    folder = sealed_base(tmp_path_factory.mktemp("index") / "base")
    assert load(folder).index is not None
    return folder


@pytest.fixture
def folder(frozen: Path, tmp_path: Path) -> Path:
    """A copy of its own for a test."""
    return shutil.copytree(frozen, tmp_path / "base")


def sealed(base: Path, folder: Path) -> Path:
    """A copy of a base, with an index."""
    sealed_base(folder, base)
    assert load(folder).index is not None
    return folder


def without_index(folder: Path, asked: tuple[tuple[str, ...], ...] = ASKED) -> list[tuple[int, str, str]]:
    """What a base answers without its index."""
    aside = folder / f"{INDEX}.aside"
    (folder / INDEX).rename(aside)
    found = answers(folder, asked)
    aside.rename(folder / INDEX)
    return found


@pytest.mark.parametrize("base", [pytest.param(DATA, marks=pytest.mark.slow), FROZEN], ids=["bundled", "frozen"])
def test_an_index_answers_as_the_papers_do(base: Path, tmp_path: Path) -> None:
    folder = sealed(base, tmp_path / "base")
    assert answers(folder, ASKED) == without_index(folder)


def test_an_index_of_a_made_base_answers_as_the_papers_do(tmp_path: Path) -> None:
    folder = sealed(write_base(tmp_path / "made", good_base()).parent / "made", tmp_path / "base")
    asked = (
        ("search", "pain"),
        ("search", "smith joint"),
        ("condition", "osteoarthritis"),
        ("safety",),
        ("conflicts",),
        ("cite", "10000001"),
    )
    assert answers(folder, asked) == without_index(folder, asked)


def test_the_bundled_index_is_of_the_bundled_base() -> None:
    known = read_seal(DATA)
    papers = {file.stem: file.read_bytes() for file in (DATA / "papers").glob("*.json")}
    if known is None or not all(known.holds(name, content) for name, content in papers.items()):
        pytest.skip("the base was changed since it was sealed: answers take longer until mscq verify --seal")
    assert (DATA / INDEX).read_bytes() == index_of(DATA)


def test_an_index_is_the_same_each_time(folder: Path) -> None:
    said = "import sys; from pathlib import Path; from mscq.search.indexing import index_of; "
    said += "sys.stdout.buffer.write(index_of(Path(sys.argv[1])))"
    for hashes in ("0", "1"):
        environ = environment({"PYTHONHASHSEED": hashes})
        done = subprocess.run([sys.executable, "-c", said, folder], capture_output=True, env=environ, check=True)
        assert done.stdout == (folder / INDEX).read_bytes()


def test_records_of_an_index_are_what_was_asked_for(folder: Path) -> None:
    assert isinstance(load(folder).get("deng2017"), BaseModel)
    assert not isinstance(load(folder, sealed=True).get("deng2017"), BaseModel)
    kb = load(folder)
    for text in ("28478399", "10.1136/annrheumdis-2017-211073", "nct 01539902", "deng2017"):
        assert [paper.id for paper in kb.named(text)] == ["deng2017"]
    assert kb._files.keys() == {"deng2017"}


def _of_another_base(folder: Path) -> None:
    shutil.copy(DATA / INDEX, folder / INDEX)


CHANGES = (
    edited, added, other_words, edited_long_ago, removed, renamed, swapped, other_seal, no_seal, _of_another_base
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_stale_index_is_not_asked(folder: Path, change: Callable[[Path], None]) -> None:
    change(folder)
    assert load(folder).index is None


@pytest.mark.parametrize("change", [edited, *seldom(*CHANGES[1:])])
def test_beside_a_stale_index_the_papers_answer(folder: Path, change: Callable[[Path], None]) -> None:
    change(folder)
    assert answers(folder, ASKED) == without_index(folder)


def test_an_index_of_other_code_is_not_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexed, "MAKERS", MAKERS[1:])
    assert load(folder).index is None
    monkeypatch.setattr(indexed, "MAKERS", (*MAKERS, "no_such_file.py"))
    assert load(folder).index is None


def test_an_index_knows_the_code_that_it_was_made_by() -> None:
    seen: set[str] = set()
    imported("mscq.search.indexing", seen)
    wanted = {one.removeprefix("mscq.") for one in seen} - BESIDE - MODELS - {"records.validated"}
    assert {f"{one.replace('.', '/')}.py" for one in wanted} == set(MAKERS)


SOME = (*ASKED[1:3], ASKED[6], ASKED[10], ASKED[13])


@pytest.fixture(scope="module")
def plain(frozen: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, str, str]]:
    """What the base answers of some without its index."""
    return without_index(shutil.copytree(frozen, tmp_path_factory.mktemp("plain") / "base"), SOME)


@pytest.mark.parametrize("size", [0, 500, *seldom(5, 21, 20_000, 200_000)])
def test_an_index_cut_short_answers_as_none(folder: Path, plain: list[tuple[int, str, str]], size: int) -> None:
    content = (folder / INDEX).read_bytes()
    (folder / INDEX).write_bytes(content[:size])
    assert answers(folder, SOME) == plain


@pytest.mark.parametrize("seed", [0, *seldom(*range(1, 6))])
def test_a_damaged_index_answers_as_none(folder: Path, plain: list[tuple[int, str, str]], seed: int) -> None:
    drawn = random.Random(seed)
    content = bytearray((folder / INDEX).read_bytes())
    for _ in range(3 ** (seed + 2)):
        content[drawn.randrange(len(content))] = drawn.randrange(256)
    (folder / INDEX).write_bytes(content)
    assert answers(folder, SOME) == plain


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a table",
        b"mscq table 1 00000000\n",
        b"mscq table 1 ffffffff\n",
        b"mscq table 1 00000001\n0000000000 ffffffff 00000000\n",
        b"mscq table 1 00000001\nffffffffff 00000001 00000000\n",
        os.urandom(5000),
    ],
)
def test_a_hostile_index_answers_as_none(folder: Path, plain: list[tuple[int, str, str]], content: bytes) -> None:
    (folder / INDEX).write_bytes(content)
    assert load(folder).index is None
    assert answers(folder, SOME[:2]) == plain[:2]


def test_a_table_gives_back_what_was_written(tmp_path: Path) -> None:
    values: dict[str, object] = {f"key {number}é": [number, {"a": "β\n\t"}] for number in range(500)}
    values |= {f"numbers {last}": [*range(20), last] for last in (20, 2**16 - 1, 2**16, 2**32 - 1, 2**32, -1)}
    values |= {"mixed": [*range(20), None], "true": [True] * 20, "few": [1, 2], "parts": [*range(9), 0.5], "none": []}
    (tmp_path / "table").write_bytes(written(values))
    table = Table(tmp_path / "table")
    assert {key: repr(table.get(key)) for key in values} == {key: repr(value) for key, value in values.items()}
    assert table.get("key") is None
    assert written({}).isascii()
    (tmp_path / "table").write_bytes(b"mscq table 2 00000001\n")
    with pytest.raises(Damaged):
        Table(tmp_path / "table")


@pytest.fixture
def noted(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A base large enough that what the file system tells of it is noted, and its files have rested."""
    monkeypatch.setattr(indexed, "_SMALL", 1)
    monkeypatch.setattr(indexed, "_RESTED", 10**8)
    monkeypatch.setattr(settings, "environment", {"XDG_CACHE_HOME": str(tmp_path / "cache")})
    time.sleep(0.2)
    return folder


@pytest.mark.skipif(os.name == "nt", reason="Windows does not tell when a file last changed")
def test_files_that_rest_are_not_read_again(noted: Path) -> None:
    assert load(noted)._looked.files is not None
    assert load(noted)._looked.files is None
    assert load(noted).index is not None
    assert load(noted).get("deng2017").id == "deng2017"


@pytest.mark.parametrize("change", [edited, removed, *seldom(edited_long_ago, added, renamed, swapped, other_words)])
def test_what_was_noted_of_other_files_is_not_trusted(noted: Path, change: Callable[[Path], None]) -> None:
    assert load(noted).index is not None
    change(noted)
    assert load(noted).index is None


def test_what_changes_at_the_same_moment_is_not_noted(noted: Path) -> None:
    os.utime(noted / "papers" / "deng2017.json")
    assert load(noted).index is not None
    assert load(noted)._looked.files is not None


@pytest.mark.parametrize("content", ["", "null", "[]", "{", '{"files": ""}'])
def test_a_broken_note_is_none(noted: Path, tmp_path: Path, content: str) -> None:
    assert load(noted).index is not None
    for file in (tmp_path / "cache" / "mscq" / "bases").iterdir():
        file.write_text(content, "utf-8")
    assert load(noted)._looked.files is not None


def test_a_record_that_changes_while_the_base_is_open_is_not_answered_from(noted: Path) -> None:
    assert load(noted).index is not None
    kb: EvidenceBase = load(noted)
    assert kb.ids
    edited(noted)
    with pytest.raises(BadRecord, match="changed while the base was open"):
        kb.get("deng2017")


def test_verify_names_an_index_that_is_stale(folder: Path) -> None:
    assert "the index" not in run_here(["verify", str(folder)]).stdout
    other_words(folder)
    assert "the index is not of this base as it is: answers take longer until mscq verify --seal" in (
        run_here(["verify", str(folder)]).stdout
    )
    assert "sealed 35 files and wrote their index" in run_here(["verify", "--seal", str(folder)]).stdout
    assert load(folder).index is not None


def test_verify_names_an_index_that_is_wrong(folder: Path) -> None:
    known = read_seal(folder)
    assert known is not None
    (folder / INDEX).write_bytes(made(folder, known, {"named lupus": [0]}))
    (found,) = [one for one in problems(open_base(folder)) if one.check == "index"]
    assert found.message == "does not tell what the papers do, so that answers are wrong: run mscq verify --seal"


def test_a_base_that_is_not_sealed_whole_has_no_index(folder: Path) -> None:
    file = folder / "papers" / "deng2017.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8"))), "utf-8")
    seal(open_base(folder))
    assert not (folder / INDEX).exists()
