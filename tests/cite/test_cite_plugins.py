"""Citation formats of other packages: found by name, other name and suffix; a broken one says so in one line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REFWORKS = """
TITLE = "RefWorks tagged"
SUFFIXES = (".rwt",)
ALIASES = ("rw",)


def render(references, options):
    return "".join(f"A1 {each.bibliography.author[0].family} T1 {each.key}\\n" for each in references)
"""


def install(folder: Path, name: str, module: str | None, value: str | None = None) -> None:
    """Put a package on a path as an installer leaves it: a module, and a folder that describes it."""
    described = folder / f"{name}-1.0.dist-info"
    described.mkdir(parents=True)
    (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (described / "entry_points.txt").write_text(f"[mscq.formats]\n{name} = {value or f'{name}_format'}\n")
    if module is not None:
        (folder / f"{name}_format.py").write_text(module)


def cite(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mscq", "cite", "islam2023", *words],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}", "XDG_CONFIG_HOME": str(folder / "none")},
    )


@pytest.mark.parametrize("name", ["refworks_tagged", "RefWorks-Tagged", "rw"])
def test_a_format_of_another_package_by_name(tmp_path: Path, name: str) -> None:
    install(tmp_path, "refworks_tagged", REFWORKS)
    done = cite(tmp_path, "--format", name)
    assert (done.stdout, done.stderr, done.returncode) == ("A1 Islam T1 islam2023\n", "", 0)


def test_a_format_of_another_package_by_suffix_beside_a_broken_one(tmp_path: Path) -> None:
    install(tmp_path, "broken", "import nothing_that_exists\n")
    install(tmp_path, "refworks_tagged", REFWORKS)
    done = cite(tmp_path, "-o", "refs.rwt")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "refs.rwt").read_text() == "A1 Islam T1 islam2023\n"


def test_a_broken_format_is_named_where_only_it_might_write_the_file(tmp_path: Path) -> None:
    install(tmp_path, "broken", "import nothing_that_exists\n")
    done = cite(tmp_path, "-o", "refs.rwt")
    assert "the format 'broken' of the package broken cannot be used: " in done.stderr
    assert (done.stderr.count("\n"), done.returncode) == (1, 2)
    assert not (tmp_path / "refs.rwt").exists()
    assert cite(tmp_path, "-o", "refs.ris").returncode == cite(tmp_path, "-o", "refs.csv").returncode == 0


def test_our_own_formats_stand_before_those_of_others(tmp_path: Path) -> None:
    install(tmp_path, "ris", "raise SystemError('never imported')\n")
    assert cite(tmp_path, "--format", "ris").stdout.startswith("TY  - JOUR\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "value", "why"),
    [
        ("import nothing_that_exists\n", None, "ModuleNotFoundError: No module named 'nothing_that_exists'"),
        (None, None, "ModuleNotFoundError: No module named 'other_format'"),
        ("def render(:\n", None, "SyntaxError: "),
        ("def render(references, options): return ''\n", None, "it states no TITLE"),
        ("TITLE = 'T'\n", None, "it has no function render(references, options)"),
        ("TITLE = 'T'\nSUFFIXES = '.x'\ndef render(a, b): return ''\n", None, "its SUFFIXES are no tuple of texts"),
        ("TITLE = 'T'\ndef render(a, b): return 1\n", None, "it renders int, not text"),
        ("TITLE = 'T'\ndef render(a, b): return a[9]\n", None, "IndexError: list index out of range"),
        ("TITLE = 'T'\ndef render(a, b): return ''\n", "other_format:render", "names no module"),
    ],
)
def test_a_broken_format_is_one_line(tmp_path: Path, module: str | None, value: str | None, why: str) -> None:
    install(tmp_path, "other", module, value)
    done = cite(tmp_path, "--format", "other")
    assert done.stdout == ""
    assert done.stderr.startswith("mscq: the format 'other' of the package other cannot be used: ")
    assert why in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.returncode == 3


def test_a_mistyped_name_lists_the_formats_of_others_too(tmp_path: Path) -> None:
    install(tmp_path, "refworks_tagged", REFWORKS)
    install(tmp_path, "broken", "import nothing_that_exists\n")
    done = cite(tmp_path, "--format", "bibtx")
    assert done.stderr.startswith("mscq: unknown format 'bibtx'; formats are nlm, bibtex, ")
    assert "refworks-tagged" in done.stderr
    assert "the format 'broken' of the package broken cannot be used: " in done.stderr
    assert (done.stderr.count("\n"), done.returncode) == (1, 2)
