"""``mscq --install-completion`` in the shells themselves, each on a terminal where the TAB key is pressed."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import BASE, ROOT, environment, run_mscq

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty here")

_PROMPT = "READY>"
START_UP = {
    "bash": (".bashrc", f"PS1='{_PROMPT} '\n"),
    "zsh": (".zshrc", f"PROMPT='{_PROMPT} '"),
    "fish": (".config/fish/config.fish", f"function fish_prompt; echo -n '{_PROMPT} '; end\nset -g fish_greeting\n"),
}
INTERACTIVE = {"bash": ["bash", "-i"], "zsh": ["zsh", "-i"], "fish": ["fish", "-i"]}
SHOWN = {
    "bash": 'eval "$(mscq --show-completion bash)"',
    "zsh": 'eval "$(mscq --show-completion zsh)"',
    "fish": "mscq --show-completion fish | source",
}
_ON_ITS_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
)
_SECONDS = 10


class Home:
    """A home with a start-up file in it, and a program ``mscq`` that completes and otherwise says what it was given."""

    def __init__(self, folder: Path, shell: str) -> None:
        self.shell, self.home, self.place = shell, folder / "home", folder / "place"
        file, text = START_UP[shell]
        self.start_up = self.home / file
        self.start_up.parent.mkdir(parents=True)
        self.start_up.write_text(text, encoding="utf-8")
        self.place.mkdir()
        programs = folder / "programs"
        programs.mkdir()
        (programs / "mscq").write_text(
            f'#!/bin/sh\n[ "$_MSCQ_COMPLETE$1" = "${{1#--show}}" ] || exec "{sys.executable}" -m mscq "$@"\n'
            'printf "GOT<%s>" "$*"\n',
            encoding="utf-8",
        )
        (programs / "mscq").chmod(0o755)
        self.environment = environment(
            {
                "HOME": str(self.home),
                "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
                "TERM": "xterm",
                "PYTHONPATH": str(ROOT),
            }
        )

    def install(self) -> None:
        """What a reader types once."""
        done = run_mscq("--install-completion", self.shell, env=self.environment)
        assert (done.returncode, done.stderr) == (0, "")

    def typed(self, line: str) -> str:
        """What the program is given where this line is typed in the shell, TABs and all, and Enter pressed."""
        import pty

        ours, theirs = pty.openpty()
        with subprocess.Popen(
            [sys.executable, "-c", _ON_ITS_TERMINAL, *INTERACTIVE[self.shell]],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=self.place,
            env=self.environment,
            start_new_session=True,
        ) as running:
            os.close(theirs)
            try:
                seen = _read_until(ours, _PROMPT)
                os.write(ours, line.encode() + b"\r")
                seen = _read_until(ours, "GOT<", ">")
            finally:
                running.kill()
                os.close(ours)
        return seen.rpartition("GOT<")[2].partition(">")[0]


def _read_until(terminal: int, *marks: str) -> str:
    """What the terminal shows until these marks have come, one after the other."""
    seen, end = "", time.monotonic() + _SECONDS
    while time.monotonic() < end:
        rest = seen
        for mark in marks:
            _, found, rest = rest.partition(mark)
            if not found:
                break
        else:
            return seen
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                seen += os.read(terminal, 65536).decode(errors="replace")
            except OSError:
                break
    raise AssertionError(f"no {marks} in what the shell shows: {seen!r}")


def _home(folder: Path, shell: str) -> Home:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    return Home(folder, shell)


@pytest.mark.slow
@pytest.mark.parametrize("shell", list(INTERACTIVE))
def test_installed_completion_works_in_the_next_shell(shell: str, tmp_path: Path) -> None:
    home = _home(tmp_path, shell)
    (home.place / "notes.json").write_text("{}", encoding="utf-8")
    (home.place / "tables").mkdir()
    before = home.start_up.read_text(encoding="utf-8")
    home.install()
    home.install()
    assert home.start_up.read_text(encoding="utf-8").startswith(before.rstrip("\n"))
    for line, given in (
        ("mscq pap\t", "papers"),
        (f"mscq cite --data {BASE} isl\t", f"cite --data {BASE} islam2023"),
        (f"mscq compare --data {BASE} --route iv intrath\t", f"compare --data {BASE} --route iv intrathecal"),
        (f"mscq papers --data {BASE} --route=intrath\t", f"papers --data {BASE} --route=intrathecal"),
        ("mscq verify not\t", "verify notes.json"),
        ("mscq export tab\t", "export tables"),
        ("mscq papers --no-pag\t", "papers --no-pager"),
    ):
        assert home.typed(line).rstrip(" /") == given  # zsh takes the slash after a folder back


@pytest.mark.slow
@pytest.mark.parametrize("shell", list(INTERACTIVE))
def test_the_script_that_is_shown_can_be_loaded_at_start(shell: str, tmp_path: Path) -> None:
    home = _home(tmp_path, shell)
    with home.start_up.open("a", encoding="utf-8") as file:
        file.write(f"\n{SHOWN[shell]}\n")
    assert home.typed("mscq cond\t").rstrip() == "condition"
