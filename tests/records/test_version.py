"""``mscq --version``: program, base, content hash and counts; and where the reader's own things lie."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sealed_base import sealed_base
from support import DATA, ROOT, environment, run_mscq

from mscq.checks import open_base, problems
from mscq.errors import BadFile, UnreadableFile
from mscq.records import settings as folders
from mscq.records.canonical import canonical_json
from mscq.records.version import __version__, base_version, sealed_version, version_line


def test_the_line_says_program_base_hash_and_counts() -> None:
    done = run_mscq("--version")
    stated = json.loads((DATA / "base.json").read_text("utf-8"))
    version = base_version(DATA)
    expected = (
        f"mscq {__version__}, base {stated['version']} of {stated['date']} "
        f"({version.sha256[:12]}; {version.papers:,} papers, {version.findings:,} findings)\n"
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")
    assert done.stdout.isascii()


def test_counts_and_hash_are_those_of_the_files() -> None:
    version = base_version(DATA)
    papers = [json.loads(file.read_bytes()) for file in (DATA / "papers").glob("*.json")]
    assert version.papers == len(papers)
    assert version.findings == sum(len(paper.get("findings", ())) for paper in papers)
    parts = ("papers/*.json", "trials.json", "vocabulary/*.json")
    files = sorted(file.relative_to(DATA).as_posix() for part in parts for file in DATA.glob(part))
    listing = "".join(f"{hashlib.sha256((DATA / file).read_bytes()).hexdigest()}  {file}\n" for file in files)
    assert version.sha256 == hashlib.sha256(listing.encode()).hexdigest()


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_the_hash_can_be_checked_by_hand() -> None:
    done = subprocess.run(
        ["sh", "-c", "sha256sum papers/*.json trials.json vocabulary/*.json | sha256sum"],
        cwd=DATA,
        env=environment({"LC_ALL": "C"}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[0] == base_version(DATA).sha256


def _base(folder: Path, paper: str = '{"findings": [{"topic": "safety", "statement": "a \\"topic\\": b"}]}') -> Path:
    for part in ("papers", "vocabulary"):
        (folder / part).mkdir(parents=True)
    (folder / "papers" / "a2020.json").write_text(paper, encoding="utf-8")
    return folder


def test_any_change_changes_the_hash(tmp_path: Path) -> None:
    base = _base(tmp_path)
    first = base_version(base)
    assert (first.version, first.date, first.papers, first.findings) == (None, None, 1, 1)
    assert str(first) == f"base without a version ({first.sha256[:12]}; 1 paper, 1 finding)"
    (base / "papers" / "a2020.json").rename(base / "papers" / "b2020.json")
    second = base_version(base)
    (base / "vocabulary" / "routes.json").write_text("{}", encoding="utf-8")
    third = base_version(base)
    (base / "trials.json").write_text('{"trials": []}', encoding="utf-8")
    fourth = base_version(base)
    (base / "base.json").write_text('{"version": "1"}', encoding="utf-8")
    assert len({one.sha256 for one in (first, second, third, fourth)}) == 4
    assert base_version(base) == fourth._replace(version="1")


@pytest.mark.parametrize("text", ["", "[]", '{"version": 2026.11}', '{"version": "1"'])
def test_a_broken_base_file_is_named(tmp_path: Path, text: str) -> None:
    base = _base(tmp_path)
    (base / "base.json").write_text(text, encoding="utf-8")
    with pytest.raises(BadFile, match=r"base\.json"):
        base_version(base)
    assert version_line(base).startswith(f"mscq {__version__}, base not readable: ")


def test_a_missing_base_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        base_version(tmp_path)
    assert "not readable" in version_line(tmp_path)


def test_it_imports_neither_pydantic_nor_rich() -> None:
    code = (
        "import sys; from mscq.cli.program import run; run(['--version']); "
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'pydantic', 'rich', 'rapidfuzz'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[1:] == ["[]"]


def test_xdg_variables_are_followed_and_relative_ones_ignored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    assert folders.config_file() == tmp_path / ".config" / "mscq" / "config.toml"
    assert folders.cache_folder() == tmp_path / ".cache" / "mscq"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    assert folders.config_file() == tmp_path / "c" / "mscq" / "config.toml"


def test_the_library_is_what_the_variable_or_the_config_file_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("MSCQ_LIBRARY", raising=False)
    assert folders.library_files() == []
    file = tmp_path / "mscq" / "config.toml"
    file.parent.mkdir()
    file.write_text('library = ["~/a.bib", "b.ris"]', encoding="utf-8")
    assert folders.library_files() == [tmp_path / "a.bib", tmp_path / "mscq" / "b.ris"]
    file.write_text('library = "/c.nbib"', encoding="utf-8")
    assert folders.library_files() == [Path("/c.nbib")]
    monkeypatch.setenv("MSCQ_LIBRARY", "x.bib:~/y.bib".replace(":", os.pathsep))
    assert folders.library_files() == [Path("x.bib"), tmp_path / "y.bib"]


@pytest.mark.parametrize("text", ["library = 3", "library = [3]", "library = ", "\xff"])
def test_a_broken_config_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("MSCQ_LIBRARY", raising=False)
    (tmp_path / "mscq").mkdir()
    (tmp_path / "mscq" / "config.toml").write_text(text, encoding="latin-1")
    with pytest.raises(BadFile, match=r"config\.toml"):
        folders.library_files()


def test_every_place_states_the_same_version_and_base() -> None:
    """pyproject.toml, CITATION.cff and the newest release of CHANGELOG.md agree with the program and base.json."""
    import tomllib

    yaml = pytest.importorskip("yaml")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    releases = re.findall(r"^## \[(\d[^]]*)\] - (\S+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert {project["version"], cited["version"], releases[0][0]} == {__version__}
    assert (cited["license"], str(cited["date-released"])) == (project["license"], releases[0][1])
    assert releases == sorted(releases, key=lambda one: one[1], reverse=True)
    (base,) = cited["references"]
    stated = json.loads((DATA / "base.json").read_text("utf-8"))
    assert (base["version"], str(base["date-released"])) == (stated["version"], stated["date"])
    assert f"Carries the base {stated['version']}: " in (ROOT / "CHANGELOG.md").read_text("utf-8")


def _sealed_base(folder: Path) -> Path:
    sealed_base(folder)
    assert sealed_version(folder) == base_version(folder)
    return folder


def _change(file: Path) -> None:
    """Another letter of a file in place of one, so that it stays as long."""
    file.write_bytes(file.read_bytes().replace(b"a", b"b", 1))


@pytest.mark.parametrize("name", ["papers/deng2017.json", "vocabulary/outcomes.json"])
def test_a_hash_that_was_sealed_is_told_of_these_very_files_alone(tmp_path: Path, name: str) -> None:
    folder = _sealed_base(tmp_path / "base")
    before = version_line(folder)
    _change(folder / name)
    assert sealed_version(folder) is None
    assert version_line(folder) != before
    assert base_version(folder).line == version_line(folder)


def test_a_file_more_or_less_is_told_by_its_hash(tmp_path: Path) -> None:
    folder = _sealed_base(tmp_path / "base")
    file = folder / "vocabulary" / "outcomes.json"
    for change in (
        lambda: shutil.copy(file, folder / "vocabulary" / "more.json"),
        (folder / "vocabulary" / "more.json").unlink,
        lambda: (folder / "trials.json").write_text("{}", "utf-8"),
        (folder / "trials.json").unlink,
        (folder / "papers" / "deng2017.json").unlink,
    ):
        change()
        assert version_line(folder) == base_version(folder).line


@pytest.mark.parametrize("content", ["", "null", "[]", '{"content": 1}', '{"content": {}, "files": []}', "["])
def test_a_broken_seal_tells_no_hash(tmp_path: Path, content: str) -> None:
    folder = _sealed_base(tmp_path / "base")
    (folder / "seal.json").write_text(content, "utf-8")
    assert sealed_version(folder) is None
    assert version_line(folder) == base_version(folder).line


def test_verify_names_a_sealed_hash_that_is_wrong(tmp_path: Path) -> None:
    folder = _sealed_base(tmp_path / "base")
    made = json.loads((folder / "seal.json").read_text("utf-8"))
    made["content"]["sha256"] = "0" * 64
    (folder / "seal.json").write_text(canonical_json(made), "utf-8")
    found = [one for one in problems(open_base(folder)) if one.check == "index"]
    assert [one.message for one in found] == ["does not tell the hash of the base: run mscq verify --seal"]
