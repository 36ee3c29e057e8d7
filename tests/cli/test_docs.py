"""The README is a promise: every console block is run, and its output is the real one.

``python tests/test_docs.py`` writes the current output into the README.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from support import run_mscq

README = Path(__file__).parents[2] / "README.md"
_BLOCK = re.compile(r"^```console\n\$ (?P<command>mscq .*)\n(?P<output>(?:.*\n)*?)```$", re.MULTILINE)


def _output(command: str) -> str:
    done = run_mscq(*shlex.split(command)[1:])
    assert done.returncode == 0, done.stderr
    return done.stdout


def _blocks() -> list[tuple[str, str]]:
    return [(match["command"], match["output"]) for match in _BLOCK.finditer(README.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("command", "shown"), _blocks(), ids=[command for command, _ in _blocks()])
def test_readme_shows_real_output(command: str, shown: str) -> None:
    assert shown == _output(command), "README is not current: python tests/test_docs.py"


def test_readme_has_the_required_screens() -> None:
    commands = " ".join(command for command, _ in _blocks())
    for name in ("condition", "compare", "conflicts", "map", "cite"):
        assert f"mscq {name}" in commands


def test_every_command_is_in_the_readme() -> None:
    from mscq.cli.commands import COMMANDS

    text = README.read_text(encoding="utf-8")
    assert [name for name, entry in COMMANDS.items() if entry.part and f"mscq {name}" not in text] == []


def test_exit_codes_are_documented() -> None:
    from mscq.errors import ExitCode

    text = README.read_text(encoding="utf-8")
    assert [code for code in ExitCode if f"\n| {int(code)} |" not in text] == []


def refresh() -> None:
    """Write the current output into every console block of the README."""

    def current(match: re.Match[str]) -> str:
        return f"```console\n$ {match['command']}\n{_output(match['command'])}```"

    README.write_text(_BLOCK.sub(current, README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    refresh()
