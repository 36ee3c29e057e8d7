"""The pages say what is true: each console block shows the output of the program, every command and option is named.

``python tests/cli/test_docs.py`` writes the current output into the pages.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from runs import run_here
from support import BASE, ROOT

from tools.pictures import kept

README, USING, API = ROOT / "README.md", ROOT / "docs" / "using.md", ROOT / "docs" / "api.md"
PAGES = (README, *sorted((ROOT / "docs").glob("*.md")), ROOT / "CONTRIBUTING.md")
REFRESH = "python tests/cli/test_docs.py"
WIDTH = ("--width", "96")
_BLOCK = re.compile(r"^```console\n\$ (?P<command>mscq .*)\n(?P<output>(?:.*\n)*?)```$", re.MULTILINE)
# the last line of a block that does not show all: before the first writing, how many lines it shall show
_CUT = re.compile(r"… (\d+)( more lines)?\n\Z")
_LINK = re.compile(r"(?:\]\(|(?:src|srcset)=\")(?!https?:|#)([^)#\"]+)")


def _output(command: str, shown: str) -> str:
    """What the program prints now on the frozen base, cut where it is cut on the page, never inside a row."""
    done = run_here([*shlex.split(command)[1:], *WIDTH])
    assert done.returncode == 0, done.stderr
    cut = _CUT.search(shown)
    if not cut:
        return done.stdout
    lines = done.stdout.splitlines(keepends=True)
    count = kept([line.rstrip("\n") for line in lines], shown.count("\n") - 1 if cut[2] else int(cut[1]))
    return "".join([*lines[:count], f"… {len(lines) - count} more lines\n"])


def _blocks(page: Path) -> list[tuple[str, str]]:
    return [(match["command"], match["output"]) for match in _BLOCK.finditer(page.read_text(encoding="utf-8"))]


BLOCKS = [(page.name, *block) for page in PAGES for block in _blocks(page)]


@pytest.mark.parametrize(("page", "command", "shown"), BLOCKS, ids=[f"{page} {command}" for page, command, _ in BLOCKS])
def test_a_page_shows_real_output(page: str, command: str, shown: str) -> None:
    assert shown == _output(command, shown), f"{page} is not current: {REFRESH}"


def test_the_tour_has_every_screen() -> None:
    commands = {command.split()[1] for page, command, _ in BLOCKS if page == "tour.md"}
    assert {"condition", "compare", "conflicts", "map", "search", "why", "cite"} <= commands
    assert {command.split()[1] for page, command, _ in BLOCKS if page == "README.md"} == {
        "condition",
        "compare",
        "cite",
    }


def test_pages_say_that_their_figures_are_of_a_sample() -> None:
    for page in PAGES:
        if _blocks(page):
            assert "small sample base" in page.read_text(encoding="utf-8"), page.name


def test_the_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 120


def test_every_command_is_in_the_readme() -> None:
    from mscq.cli.commands import COMMANDS

    text = README.read_text(encoding="utf-8")
    assert [name for name, entry in COMMANDS.items() if entry.part and f"`mscq {name}" not in text] == []


def test_every_option_is_documented() -> None:
    from mscq.cli.commands import COMMANDS
    from mscq.cli.program import load_command, program

    text = USING.read_text(encoding="utf-8")
    missing = set()
    for command in (program(), *map(load_command, COMMANDS)):
        for option in command.params:
            names = [*option.opts, *option.secondary_opts]
            if option.param_type_name == "option" and option.name != "help":
                missing |= {name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)}
    assert not missing, f"docs/using.md does not name: {', '.join(sorted(missing))}"


def test_options_that_are_documented_exist() -> None:
    from mscq.cli.commands import COMMANDS
    from mscq.cli.program import load_command, program

    known = {"--help"}
    for command in (program(), *map(load_command, COMMANDS)):
        for param in command.params:
            known |= {*param.opts, *param.secondary_opts}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", USING.read_text(encoding="utf-8")))
    assert named <= known, f"no such option: {', '.join(sorted(named - known))}"


def test_exit_codes_are_documented() -> None:
    from mscq.errors import ExitCode

    text = USING.read_text(encoding="utf-8")
    assert [code for code in ExitCode if f"\n| {int(code)} |" not in text] == []


@pytest.mark.parametrize("frames", [False, True])
def test_the_python_of_the_api_page_runs(frames: bool) -> None:
    """Each line that ends in a comment gives what the comment says."""
    if frames:
        pytest.importorskip("pandas", reason="frames are made by pandas, which mscq does not install")
    names: dict[str, object] = {}
    for code in re.findall(r"^```python\n(.*?)^```", API.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        if "frame(" in code and not frames:
            continue
        here = code.replace("mscq.load()", f"mscq.load({str(BASE)!r})")
        for line in here.splitlines():
            statement, _, said = line.partition("  # ")
            if said:
                assert str(eval(statement, names)) == said, statement
            else:
                exec(line, names)


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def refresh() -> None:
    """Write the current output into every console block of the pages."""

    def current(match: re.Match[str]) -> str:
        return f"```console\n$ {match['command']}\n{_output(match['command'], match['output'])}```"

    for page in PAGES:
        page.write_text(_BLOCK.sub(current, page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    refresh()
