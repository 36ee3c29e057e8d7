"""``mscq mcp`` where it does not serve: what clients are told, what is missing, what is never imported."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from runs import here, run_here
from support import BASE, run_mscq

from mscq.cli.program import run
from mscq.errors import ExitCode


def test_config_starts_this_program_on_the_base_that_was_named() -> None:
    printed = here(["mcp", "--config", "--json"])
    assert printed[0] == 0
    for one in json.loads(printed[1]):
        [of_clients] = one["config"].values()
        assert of_clients["mscq"]["command"] == sys.executable
        assert of_clients["mscq"]["args"] == ["-m", "mscq", "mcp", "--data", str(Path(BASE).absolute())]
    plain = here(["mcp", "--config"])[1]
    for one in json.loads(printed[1]):
        assert json.dumps(one["config"], indent=2) in plain


def test_without_the_sdk_the_extra_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in sys.modules if one.partition(".")[0] == "mcp" or one == "mscq.server.app"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    assert run(["mcp"]) == ExitCode.MISSING_EXTRA
    assert capsys.readouterr().err == "mscq: mscq mcp needs an optional part: pip install 'mscq[mcp]'\n"


def test_another_form_is_refused() -> None:
    done = run_here(["mcp", "--json"])
    assert (done.returncode, done.stdout) == (ExitCode.NOT_UNDERSTOOD, "")
    assert done.stderr.startswith("mscq: mcp speaks its protocol only")


def test_a_base_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    pytest.importorskip("mcp", reason="the extra mcp is not installed")
    done = run_mscq("mcp", base=tmp_path / "none")
    assert (done.returncode, done.stdout) == (ExitCode.BAD_FILE, "")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("words", [("condition", "lupus"), ("cite", "islam2023"), ("mcp", "--config"), ("--help",)])
def test_no_other_command_imports_any_of_it(words: tuple[str, ...]) -> None:
    imported = run_mscq(*words, env={"PYTHONPROFILEIMPORTTIME": "1"}).stderr
    assert "mscq.cli.commands" in imported
    for name in (" mcp", " anyio", " jsonschema", " mscq.server.app", " mscq.output.shapes"):
        assert f"{name}\n" not in imported
