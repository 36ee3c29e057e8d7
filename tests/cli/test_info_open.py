"""``mscq info``, ``mscq open`` and ``mscq export`` as commands."""

from __future__ import annotations

import json
import stat
import sys
from importlib import metadata
from pathlib import Path

import pytest
from runs import run_here
from support import BASE, DATA, run_mscq

from mscq.records.version import base_version, version_line


def test_info_says_where_things_lie_and_what_is_installed(tmp_path: Path) -> None:
    library = tmp_path / "mine.bib"
    library.touch()
    done = run_here(["info", "--json"], base=None, env={"XDG_CONFIG_HOME": str(tmp_path), "MSCQ_LIBRARY": str(library)})
    assert (done.returncode, done.stderr) == (0, "")
    record = json.loads(done.stdout)
    version = base_version(DATA)
    assert record["base"]["folder"] == str(DATA)
    assert {name: record["base"][name] for name in version._asdict()} == version._asdict()
    assert record["places"]["config"] == {"path": str(tmp_path / "mscq" / "config.toml"), "exists": False}
    assert record["library"]["files"] == [{"path": str(library), "exists": True}]
    assert record["python"]["version"] == sys.version.split()[0]
    installed = {one["name"]: one["version"] for one in record["dependencies"]}
    assert set(installed) == {"typer", "rich", "pydantic", "rapidfuzz"}
    assert all(version == metadata.version(name) for name, version in installed.items())
    for extra in record["extras"]:
        assert extra["installed"] == all(one["version"] for one in extra["packages"]), extra


def test_info_is_read_by_people_too() -> None:
    done = run_here(["info"], base=None)
    assert done.returncode == 0
    assert f"papers: {base_version(DATA).papers}" in done.stdout
    assert "config.toml" in done.stdout


@pytest.mark.parametrize("broken", ["data", "config"])
def test_info_says_what_cannot_be_read(tmp_path: Path, broken: str) -> None:
    (tmp_path / "mscq").mkdir()
    (tmp_path / "mscq" / "config.toml").write_text("library = 3")
    data = ["--data", str(tmp_path)] if broken == "data" else []
    done = run_here(["info", "--json", *data], env={"XDG_CONFIG_HOME": str(tmp_path)})
    assert done.returncode == 0
    part = json.loads(done.stdout)["base" if broken == "data" else "library"]
    assert str(tmp_path) in part["problem"]


@pytest.mark.parametrize(
    ("args", "address"),
    [
        (["islam2023"], "https://pubmed.ncbi.nlm.nih.gov/37834955/"),
        (["37834955", "--where", "pmc"], "https://pmc.ncbi.nlm.nih.gov/articles/PMC10573670/"),
        (["PMC10573670", "--where", "doi"], "https://doi.org/10.3390/jcm12196311"),
        (["stoker2018"], "https://www.ncbi.nlm.nih.gov/books/NBK536728/"),
    ],
)
def test_open_prints_the_address(args: list[str], address: str) -> None:
    done = run_here(["open", "--print", *args])
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{address}\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="the browser of this test is a shell script")
@pytest.mark.parametrize("works", [True, False])
def test_open_calls_the_browser_and_says_when_it_cannot(tmp_path: Path, works: bool) -> None:
    browser, seen = tmp_path / "browser", tmp_path / "seen"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {seen}\nexit {0 if works else 1}\n')
    browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
    # without any other program on the path nothing else can be taken for a browser
    done = run_mscq("open", "islam2023", "--json", env={"BROWSER": f"{browser} %s", "PATH": str(tmp_path)})
    address = "https://pubmed.ncbi.nlm.nih.gov/37834955/"
    assert seen.read_text() == address
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"id": "islam2023", "where": "pubmed", "address": address, "opened": works}
    assert ("no browser" in done.stderr) is not works


def test_open_says_where_else_a_paper_is() -> None:
    done = run_here(["open", "stoker2018", "--where", "pubmed", "--print"])
    assert (done.returncode, done.stdout) == (1, "")
    assert "it has: bookshelf" in done.stderr
    assert run_here(["open", "islam2023", "--where", "library", "--print"]).returncode == 2
    assert run_here(["open", "nosuch1999", "--print"]).returncode == 2


def test_export_writes_both_forms_and_says_what(tmp_path: Path) -> None:
    args = ("export", "evidence", "--sqlite", "evidence.db", "--json")
    done = run_mscq(*args, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    record = json.loads(done.stdout)
    assert record["written"] == {"csv": "evidence", "sqlite": "evidence.db"}
    assert record["line"] == version_line(BASE)
    counts = {table["table"]: table["rows"] for table in record["tables"]}
    assert (counts["papers"], counts["findings"]) == (record["base"]["papers"], record["base"]["findings"])
    assert {one.name for one in tmp_path.iterdir()} == {"evidence", "evidence.db"}
    again = run_mscq(*args, cwd=tmp_path)
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr == "mscq: evidence is not empty; name another folder, or --force to replace an earlier export\n"
    assert run_mscq(*args, "--force", cwd=tmp_path).returncode == 0


def test_export_needs_a_place() -> None:
    done = run_here(["export"])
    assert done.returncode == 2
    assert "--sqlite FILE" in done.stderr
