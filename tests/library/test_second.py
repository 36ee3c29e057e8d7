"""The second process: what it makes is what one process makes, and whatever happens to it costs no row."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from made_references import write_nbib
from runs import frozen

from mscq.library import second
from mscq.library.build import Builder
from mscq.library.entry import ToRead
from mscq.library.rows import Batch

QUERIES = (
    *(f"SELECT * FROM {table} ORDER BY 1, 2, 3" for table in ("entry", "paper", "name", "word")),
    "SELECT * FROM about ORDER BY 1",
    "SELECT * FROM temp.place ORDER BY term, doc, col, offset",
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[ToRead]:
    """Two files in five batches, the second of them with references of the first; each process meets what is none."""
    folder = tmp_path_factory.mktemp("second")
    found = []
    for many in (1_001, 501):
        file = folder / f"{many}.nbib"
        write_nbib(file, frozen(), many)
        text = file.read_text(encoding="utf-8")
        for number in (60_000_100, 60_000_700):
            text = text.replace(f"PMID- {number}\n", f"no line of it\n\nPMID- none\nOWN - NLM\n\nPMID- {number}\n")
        file.write_text(text, encoding="utf-8")
        found.append(ToRead(file, file.name))
    return found


def told(files: list[ToRead]) -> list[Any]:
    """All that an index of these files holds."""
    with closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as database:
        Builder(database, frozen()).build(files, lambda done: None)
        database.execute("CREATE VIRTUAL TABLE temp.place USING fts5vocab(main, said, instance)")
        return [database.execute(query).fetchall() for query in QUERIES]


@pytest.fixture(scope="module")
def alone(files: list[ToRead]) -> list[Any]:
    """What one process makes."""
    made = told(files)
    assert ("unread", "[4, 2]") in made[QUERIES.index("SELECT * FROM about ORDER BY 1")]
    return made


def helped(files: list[ToRead], start: str, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Any], int]:
    """What is made with a second process that starts so, and how many batches were taken from it."""
    taken = []
    batch = second._Helper.batch

    def noted(helper: second._Helper, position: int, many: int) -> Batch | None:
        found = batch(helper, position, many)
        taken.append(found is not None)
        return found

    monkeypatch.setattr(second, "LEAST", 0)
    monkeypatch.setattr(second, "idle", lambda: True)
    monkeypatch.setattr(second, "_START", start)
    monkeypatch.setattr(second._Helper, "batch", noted)
    return told(files), sum(taken)


def test_two_processes_make_what_one_makes(
    files: list[ToRead], alone: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert helped(files, second._START, monkeypatch) == (alone, 3)


ENDS = "import os; send = second._send; second._send = lambda *one: (send(*one), os._exit(1)); serve("


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mistake", "taken"),
    [
        (lambda start: "import sys; sys.exit(3)", 0),
        (lambda start: "nonsense(", 0),
        (lambda start: start.replace("serve(", "sys.stdout.buffer.write(b'no pickle'); print("), 0),
        (lambda start: start.replace("serve(", f"from mscq.library import second; {ENDS}"), 1),
        (lambda start: start.replace("serve(", "from mscq.library import rows; rows._BATCH = 400; serve("), 0),
    ],
)
def test_whatever_happens_to_the_second_process_costs_no_row(
    mistake: Callable[[str], str], taken: int, files: list[ToRead], alone: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert helped(files, mistake(second._START), monkeypatch) == (alone, taken)


def test_without_a_python_to_start_there_is_no_second_process(
    files: list[ToRead], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second, "LEAST", 0)
    monkeypatch.setattr(second, "idle", lambda: True)
    for python in ("", "/nowhere/python"):
        monkeypatch.setattr("sys.executable", python)
        with second.helped(Path("base"), files) as help_with:
            assert [help_with(0, 500), help_with(500, 500)] == [None, None]
