"""Draw the pictures of the README, from the real program's output:  python -m tools.pictures

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
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
REDRAW = "python -m tools.pictures"
WIDTH = 96
FONTS = "'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', 'Noto Sans Mono', monospace"
BROWSER_SIZE = (118, 34)
_FONT_FACE = re.compile(r"@font-face\s*\{.*?\}\s*", re.DOTALL)
_FAMILY = re.compile(r"font-family:[^;]*;")


class Screen(NamedTuple):
    """A picture of a terminal: its name, the command typed, and how many lines of the answer are shown."""

    name: str
    command: str
    lines: int


SCREENS = (
    Screen("condition", "mscq condition lupus --brief", 36),
    Screen("compare", "mscq compare --route iv intrathecal --condition ms", 40),
    Screen("conflicts", "mscq conflicts ms", 40),
    Screen("map", "mscq map --rows condition --cols route", 40),
)
FOREST = "mscq condition lupus --controlled --plot"


def output(command: str, *more: str, color: bool = False) -> str:
    """What a command prints at the width of the pictures. Raises CalledProcessError."""
    words = shlex.split(command)[1:]
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "SYSTEMROOT", "VIRTUAL_ENV")}
    environment = {**kept, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    color_words = ("--color", "always") if color else ()
    done = subprocess.run(
        [sys.executable, "-m", "mscq", *words, *color_words, "--width", str(WIDTH), *more],
        capture_output=True,
        env=environment,
        check=True,
    )
    return done.stdout.decode("utf-8")


def shown(text: str, lines: int) -> tuple[str, str]:
    """The first lines of an output, and the line that says how many are left out (empty if none)."""
    every = text.rstrip("\n").split("\n")
    if len(every) <= lines + 1:
        return "\n".join(every), ""
    kept = lines
    while not every[kept - 1].strip():
        kept -= 1
    return "\n".join(every[:kept]), f"… {len(every) - kept} more lines"


def terminal_picture(screen: Screen, *, dark: bool) -> str:
    """A command and its answer as an SVG of a terminal."""
    from rich.console import Console
    from rich.text import Text

    head, rest = shown(output(screen.command, color=True), screen.lines)
    console = Console(
        record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor", legacy_windows=False
    )
    console.print(Text.assemble(("$ ", "dim"), (screen.command, "bold")), soft_wrap=True)
    console.print(Text.from_ansi(head), soft_wrap=True)
    if rest:
        console.print(Text(rest, "dim"))
    return console.export_svg(title="mscq", theme=_theme(dark), unique_id=f"mscq-{screen.name}")


def _theme(dark: bool) -> object:
    """The sixteen colours of a terminal on this background, each at least 4.5 : 1 against it (WCAG 2.2, 1.4.3)."""
    from rich.terminal_theme import TerminalTheme

    if dark:
        normal = ["#1b1f27", "#ff7b72", "#5fd38a", "#e3b341", "#79b8ff", "#d2a8ff", "#56d4dd", "#d5dbe3"]
        return TerminalTheme(_rgb("#161b22"), _rgb("#d5dbe3"), [_rgb(one) for one in normal])
    normal = ["#24292f", "#b3261e", "#11692f", "#7d4e00", "#0550ae", "#7a3bb8", "#0b6470", "#57606a"]
    return TerminalTheme(_rgb("#ffffff"), _rgb("#24292f"), [_rgb(one) for one in normal])


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def browser_picture(*, dark: bool) -> str:
    """The browser on multiple sclerosis, a paper and one of its findings chosen, as an SVG."""
    from mscq.browse.app import Browser
    from mscq.browse.shelf import Shelf
    from mscq.evidence_base import load

    async def draw() -> str:
        app = Browser(Shelf(load()), (), "multiple-sclerosis")
        async with app.run_test(size=BROWSER_SIZE) as pilot:
            app.theme = "textual-dark" if dark else "textual-light"
            await app.workers.wait_for_complete()
            await pilot.pause()
            app.paper_list.focus()
            await pilot.press("down")
            await pilot.pause(0.5)
            return app.export_screenshot(title="mscq browse")

    return asyncio.run(draw())


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
