"""Help: it opens with what a command does and with examples that work; every option says what it is for."""

from __future__ import annotations

import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest
from runs import Done, Words, run_each, run_here
from support import own_references, run_mscq

from mscq.cli.commands import COMMANDS
from mscq.cli.program import load_command, program
from mscq.cli.root import EXAMPLES as WELCOME
from mscq.errors import ExitCode

# needs a terminal, or an extra, and says so in one line
ELSEWHERE = {"browse": {ExitCode.NOT_UNDERSTOOD}, "styles": {ExitCode.OK, ExitCode.MISSING_EXTRA}}
# asks PubMed, which no test does (see tests/online); without httpx it says what to install
ELSEWHERE["standing"] = {ExitCode.NO_NETWORK, ExitCode.MISSING_EXTRA}


def _examples(command: str) -> tuple[str, ...]:
    examples: tuple[str, ...] = import_module(f"{COMMANDS[command].package}.{command}").EXAMPLES
    return examples


EXAMPLES = [(command, example) for command in COMMANDS for example in _examples(command)]
EXAMPLES += [("", example) for example in WELCOME]


@pytest.mark.slow
@pytest.mark.parametrize(("command", "example"), EXAMPLES)
def test_every_example_works(command: str, example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each example runs in a folder where it may write, and where the reader's own references lie."""
    own_references(tmp_path)
    monkeypatch.chdir(tmp_path)
    done = run_here(shlex.split(example)[1:])
    expected = ELSEWHERE.get(command, {ExitCode.OK})
    assert done.returncode in expected, done.stderr
    if done.returncode == ExitCode.OK:
        assert done.stdout.strip() or "-o" in example
    else:
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_examples_are_of_their_command(command: str) -> None:
    found = _examples(command)
    assert 1 <= len(found) <= 4
    for example in found:
        words = shlex.split(example)
        assert words[0] == "mscq"
        assert words[1:2] == [command] or command == "welcome"
        assert len(example) <= 76
        assert "tests/" not in example, "a reader has no checkout"


def test_welcome_examples_are_of_known_commands() -> None:
    assert 2 <= len(WELCOME) <= 6
    assert {shlex.split(example)[1] for example in WELCOME} <= set(COMMANDS)


@pytest.fixture(scope="module")
def pages() -> dict[Words, Done]:
    return run_each([("--help",), ("-h",), *((command, "--help") for command in COMMANDS)])


@pytest.mark.parametrize("command", COMMANDS)
def test_help_opens_with_the_summary_and_examples(command: str, pages: dict[Words, Done]) -> None:
    done = pages[command, "--help"]
    assert (done.returncode, done.stderr) == (0, "")
    page = done.stdout
    summary = " ".join((load_command(command).help or "").split("\n\n")[0].split())
    assert summary
    assert " ".join(page.split()).startswith(summary)
    head, _, tail = page.partition("Usage:")
    assert tail
    for example in _examples(command):
        assert example in head
    assert max(map(len, page.splitlines())) <= 80
    assert "\x1b" not in page


def test_help_of_the_program(pages: dict[Words, Done]) -> None:
    page = pages["--help",].stdout
    assert pages["-h",].stdout == page
    assert max(map(len, page.splitlines())) <= 80
    head, _, _ = page.partition("Usage:")
    assert all(example in head for example in WELCOME)
    words = " ".join(page.split())
    for command, entry in COMMANDS.items():
        if entry.part:
            assert re.search(rf"^  {command} ", page, re.MULTILINE), command
            assert entry.help in words
            assert f"{entry.part.capitalize()}:" in page


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_whole(command: str) -> None:
    module = import_module(f"{COMMANDS[command].package}.{command}")
    assert callable(module.command)
    assert isinstance(getattr(module, "FILTERS", ()), tuple)
    assert COMMANDS[command].help.endswith(".")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_and_argument_has_help(command: str) -> None:
    names: list[str] = []
    for param in load_command(command).params:
        assert getattr(param, "help", None), f"{command} {param.name}"
        if param.param_type_name == "option":
            names += [*param.opts, *param.secondary_opts]
    assert len(names) == len(set(names)), "an option stands twice"


def test_options_of_the_program_have_help() -> None:
    assert all(getattr(param, "help", None) for param in program().params)


def test_every_command_module_is_a_command() -> None:
    """No module under mscq/cli/commands is forgotten in COMMANDS."""
    modules = Path(import_module("mscq.cli.commands").__file__ or "").parent.rglob("*.py")
    assert {path.stem for path in modules if path.read_text().count("\nEXAMPLES")} == set(COMMANDS)


def test_version_names_program_and_base() -> None:
    done = run_mscq("--version")
    assert re.match(r"mscq \d+\.\d+\.\d+, base ", done.stdout)
    assert done.stdout.count("\n") == 1
    assert run_mscq("-V").stdout == done.stdout
