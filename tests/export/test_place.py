"""An export in its place: whole, at once, however it is interrupted and whoever writes at the same time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from support import ROOT, environment

from mscq.errors import NotUnderstood
from mscq.export.place import place_folder


def _fill(text: str) -> Callable[[Path], None]:
    """Writes an export of two files that both hold this text."""

    def fill(part: Path) -> None:
        (part / "papers.csv").write_text(text)
        time.sleep(0.005)
        described = {"name": "mscq", "resources": [{"path": "papers.csv"}], "text": text}
        (part / "datapackage.json").write_text(json.dumps(described))

    return fill


def _text_of(folder: Path) -> str:
    """What the files of such an export hold; it fails where they do not hold the same."""
    assert sorted(one.name for one in folder.iterdir()) == ["datapackage.json", "papers.csv"]
    text = (folder / "papers.csv").read_text()
    assert json.loads((folder / "datapackage.json").read_text())["text"] == text
    return text


_PLACE = """
import json, os, pathlib, signal, sys, time
sys.path[:0] = ["tests", "tests/export"]
from mscq.export import place
def fill(part):
    (part / "papers.csv").write_text(sys.argv[2])
    described = {"name": "mscq", "resources": [{"path": "papers.csv"}], "text": sys.argv[2]}
    (part / "datapackage.json").write_text(json.dumps(described))
    if len(sys.argv) > 3:
        print(flush=True)
        time.sleep(30)
for _ in range(1 if len(sys.argv) > 3 else 60):
    place.place_folder(pathlib.Path(sys.argv[1]), fill, force=True)
"""


def _placing(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _PLACE, str(folder), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment(),
    )


@pytest.mark.parametrize("there", [True, False])
def test_two_exports_at_a_time_both_end_well_and_are_not_mixed(there: bool, tmp_path: Path) -> None:
    place = tmp_path / "evidence"
    if there:
        place_folder(place, _fill("old"), force=False)
    running = [_placing(place, "one"), _placing(place, "two")]
    while any(process.poll() is None for process in running):
        if place.exists():
            with suppress(FileNotFoundError):  # exchanged between the look at the folder and the look into it
                (place / "papers.csv").read_text()
    assert [(process.communicate()[1], process.returncode) for process in running] == [("", 0), ("", 0)]
    assert _text_of(place) in ("one", "two")
    assert [one.name for one in tmp_path.iterdir()] == ["evidence"]


@pytest.mark.skipif(os.name != "posix", reason="locks and signals of a POSIX system")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("there", [True, False])
def test_an_interrupted_export_leaves_the_old_one_whole_and_bars_no_other(
    there: bool, number: signal.Signals, tmp_path: Path
) -> None:
    place = tmp_path / "evidence"
    if there:
        place_folder(place, _fill("old"), force=False)
    process = _placing(place, "new", "slow")
    assert process.stdout is not None
    process.stdout.readline()
    place_folder(place, _fill("meanwhile"), force=True)
    assert len(list(tmp_path.iterdir())) == 2, "what still is being written is left alone"
    process.send_signal(number)
    process.communicate(timeout=30)
    assert _text_of(place) == "meanwhile"
    place_folder(place, _fill("next"), force=True)
    assert _text_of(place) == "next"
    assert [one.name for one in tmp_path.iterdir()] == ["evidence"]


@pytest.mark.skipif(os.name != "posix", reason="links and modes of a POSIX system")
def test_a_folder_that_is_replaced_keeps_its_mode_and_a_link_to_it_stays(tmp_path: Path) -> None:
    place_folder(tmp_path / "evidence", _fill("old"), force=False)
    (tmp_path / "evidence").chmod(0o750)
    (tmp_path / "link").symlink_to("evidence")
    place_folder(tmp_path / "link", _fill("new"), force=True)
    assert (tmp_path / "link").is_symlink()
    assert _text_of(tmp_path / "evidence") == "new"
    assert (tmp_path / "evidence").stat().st_mode & 0o777 == 0o750


def test_the_current_folder_stays_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for text, force in (("first", False), ("second", True)):
        place_folder(Path(), _fill(text), force=force)
        assert _text_of(Path()) == _text_of(tmp_path) == text


@pytest.mark.parametrize("exchanged", [True, False])
def test_what_is_laid_into_a_folder_at_the_last_moment_is_not_lost(
    exchanged: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the system's own exchange, and by two renames where it has none."""
    if not exchanged:
        monkeypatch.setattr("ctypes.CDLL", lambda *_, **__: None)
    place = tmp_path / "evidence"
    place_folder(place, _fill("old"), force=False)
    place_folder(place, _fill("new"), force=True)
    assert _text_of(place) == "new"

    def fill(part: Path) -> None:
        _fill("late")(part)
        (place / "thesis.docx").write_text("mine")

    with pytest.raises(NotUnderstood, match=r"thesis\.docx"):
        place_folder(place, fill, force=True)
    assert (place / "thesis.docx").read_text() == "mine"
    assert (place / "papers.csv").read_text() == "new"
    assert [one.name for one in tmp_path.iterdir()] == ["evidence"]
