"""``mscq browse`` where it cannot run: no terminal, another form, no Textual."""

from __future__ import annotations

import sys

import pytest

from mscq.cli import program as cli
from mscq.errors import ExitCode


def test_without_a_terminal_one_line_names_what_to_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["browse"]) == ExitCode.NOT_UNDERSTOOD
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.startswith("mscq: browse needs a terminal")
    assert written.err.count("\n") == 1


def test_another_form_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["browse", "--json"]) == ExitCode.NOT_UNDERSTOOD
    assert "mscq papers" in capsys.readouterr().err


def test_without_textual_the_extra_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in sys.modules if one.partition(".")[0] == "textual" or one == "mscq.browse.app"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "textual", None)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    assert cli.run(["browse", "lupus"]) == ExitCode.MISSING_EXTRA
    assert "pip install 'mscq[tui]'" in capsys.readouterr().err
