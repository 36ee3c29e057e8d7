"""Draw the pictures of the README and the tour, from the program's answers:  python -m tools.pictures

The answers are of the frozen base of the tests, so that a paper more changes no picture.

Each screen is drawn on a light and on a dark background (``docs/NAME.svg``, ``docs/NAME-dark.svg``); the forest
plot is the file that the program itself writes, which follows the reader's background. Nothing is fetched, and
no font is embedded. Needs the extra ``mscq[tui]`` for the browser.
"""

from __future__ import annotations

import asyncio
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
BASE = ROOT / "tests" / "base"
REDRAW = "python -m tools.pictures"
WIDTH = 96
FONTS = "'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', 'Noto Sans Mono', monospace"
BROWSER_SIZE = (132, 34)
_FONT_FACE = re.compile(r"@font-face\s*\{.*?\}\s*", re.DOTALL)
_FAMILY = re.compile(r"font-family:[^;]*;")
_ROW_INDENT = 2
# the frame that Textual draws is made for dark screens
_LIGHT_FRAME = (('fill="#292929"', 'fill="#d0d7de"'), ('fill="#c5c8c6"', 'fill="#24292f"'))


class Screen(NamedTuple):
    """A picture of a terminal: its name, the command typed, and how many lines of the answer are shown."""

    name: str
    command: str
    lines: int


SCREENS = (Screen("condition", "mscq condition lupus", 36),)
FOREST = "mscq condition lupus --outcome 'disease activity' --controlled --plot"


def output(command: str, *more: str, color: bool = False) -> str:
    """Return what a command prints of the frozen base at the width of the pictures. Raises CalledProcessError."""
    words = shlex.split(command)[1:]
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "SYSTEMROOT", "VIRTUAL_ENV")}
    environment = {**kept, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    color_words = ("--color", "always") if color else ()
    done = subprocess.run(
        [sys.executable, "-m", "mscq", *words, "--data", str(BASE), *color_words, "--width", str(WIDTH), *more],
        capture_output=True,
        env=environment,
        check=True,
    )
    return done.stdout.decode("utf-8")


def kept(every: Sequence[str], most: int) -> int:
    """How many lines of an output are shown: at most so many, and never a part of a row or a sentence."""
    if len(every) <= most + 1:
        return len(every)
    for count in range(most, 1, -1):
        following = every[count]
        if len(following) - len(following.lstrip()) <= _ROW_INDENT or not following.strip():
            return count if every[count - 1].strip() else count - 1
    return most


def left_out(lines: int) -> str:
    """The last line of a picture that does not show all."""
    return f"… {lines} more lines"


def terminal_picture(screen: Screen, *, dark: bool) -> str:
    """A command and its answer as an SVG of a terminal."""
    every = Text.from_ansi(output(screen.command, color=True).rstrip("\n")).split("\n", allow_blank=True)
    count = kept([one.plain for one in every], screen.lines)
    console = Console(
        record=True,
        width=WIDTH,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
    )
    console.print(Text.assemble(("$ ", "dim"), (screen.command, "bold")), soft_wrap=True)
    console.print(Text("\n").join(every[:count]), soft_wrap=True)
    if count < len(every):
        console.print(Text(left_out(len(every) - count), "dim"))
    return console.export_svg(title="mscq", theme=_theme(dark), unique_id=f"mscq-{screen.name}")


def _theme(dark: bool) -> TerminalTheme:
    """The sixteen colours of a terminal on this background, each at least 4.5 : 1 against it (WCAG 2.2, 1.4.3)."""
    if dark:
        normal = ["#1b1f27", "#ff7b72", "#5fd38a", "#e3b341", "#79b8ff", "#d2a8ff", "#56d4dd", "#d5dbe3"]
        return TerminalTheme(_rgb("#161b22"), _rgb("#e6edf3"), [_rgb(one) for one in normal])
    normal = ["#24292f", "#b3261e", "#11692f", "#7d4e00", "#0550ae", "#7a3bb8", "#0b6470", "#57606a"]
    return TerminalTheme(_rgb("#f6f8fa"), _rgb("#0d1117"), [_rgb(one) for one in normal])


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def browser_picture(*, dark: bool) -> str:
    """The browser on multiple sclerosis, a paper and one of its findings chosen, as an SVG."""
    from mscq.api import load
    from mscq.browse.app import Browser
    from mscq.browse.catalogue import Catalogue

    async def draw() -> str:
        app = Browser(Catalogue(load(BASE)), (), "multiple-sclerosis")
        async with app.run_test(size=BROWSER_SIZE) as pilot:
            app.theme = "textual-dark" if dark else "textual-light"
            await app.workers.wait_for_complete()
            await pilot.pause()
            app.paper_list.focus()
            await pilot.press("down")
            await pilot.pause(0.5)
            return app.export_screenshot(title="mscq browse")

    svg = asyncio.run(draw())
    # Textual names its classes by a number of the running program, which would differ from run to run
    svg = re.sub(r"terminal-\d+", "mscq-browse", svg)
    for dark_paint, light_paint in () if dark else _LIGHT_FRAME:
        svg = svg.replace(dark_paint, light_paint)
    return svg


def finished(svg: str, command: str) -> str:
    """An SVG without web fonts, with local ones, and with the commands that it shows and was made by named in it."""
    plain = _FAMILY.sub(f"font-family: {FONTS};", _FONT_FACE.sub("", svg))
    said = f"<title>{escape(command)}</title>\n<desc>Drawn by: {REDRAW}</desc>"
    at = plain.index(">", plain.index("<svg")) + 1
    whole = f"{plain[:at]}\n{said}\n{plain[at:]}"
    return "\n".join(line.strip() for line in whole.splitlines() if line.strip()) + "\n"


def pictures() -> dict[str, str]:
    """Every picture by its file name."""
    drawn: dict[str, str] = {}
    for dark, suffix in ((False, ""), (True, "-dark")):
        for screen in SCREENS:
            drawn[f"{screen.name}{suffix}.svg"] = finished(terminal_picture(screen, dark=dark), screen.command)
        drawn[f"browse{suffix}.svg"] = finished(browser_picture(dark=dark), "mscq browse ms")
    return drawn


def main() -> None:
    """Write every picture into docs/."""
    DOCS.mkdir(exist_ok=True)
    for name, svg in pictures().items():
        (DOCS / name).write_text(svg, encoding="utf-8", newline="")
        print(f"docs/{name}: {len(svg.encode()) // 1000} kB")
    forest = DOCS / "forest.svg"
    output(FOREST, "-o", str(forest))
    print(f"docs/forest.svg: {forest.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
