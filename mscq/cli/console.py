"""The terminal and the streams: no other module names the standard streams or asks how large the terminal is.

Variables of the environment are read in ``mscq.records.settings``, which lower layers need too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from rich.status import Status

_PATIENCE = 1.0
"""Seconds without an answer before a person is told that one is coming."""


def write(text: str) -> None:
    """Write text to standard output in letters that it has, with line feeds as they are."""
    from mscq.text.ascii import printable

    sys.stdout.write(printable(text, sys.stdout.encoding))
    sys.stdout.flush()


def note(message: str) -> None:
    """Say on standard error, in one line, what the reader should know of the answer."""
    _say(message)


def error(message: str, below: str = "") -> None:
    """Say on standard error, in one line, what went wrong; ``below`` are lines that show the place."""
    _say(message, below)


def _say(message: str, below: str = "") -> None:
    from mscq.text.ascii import printable

    text = f"mscq: {' '.join(message.split())}\n{below}"
    try:
        sys.stderr.write(printable(text, sys.stderr.encoding))
        sys.stderr.flush()
    except (OSError, ValueError):
        return


def read() -> str:
    """Return the text on standard input. Raises UnicodeDecodeError or OSError."""
    return sys.stdin.read()


def standard_input() -> BinaryIO:
    """Return standard input as bytes."""
    return sys.stdin.buffer


def encoding() -> str:
    """Return the encoding of standard output."""
    return sys.stdout.encoding or "utf-8"


def writes_to_terminal() -> bool:
    """Return whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def talks_to_terminal() -> bool:
    """Return whether standard error is a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show on a terminal that work goes on, where it takes longer than a second."""
    if not talks_to_terminal():
        yield
        return
    from threading import Timer

    shown: list[Status] = []

    def show() -> None:
        from rich.console import Console
        from rich.status import Status

        shown.append(Status(what, console=Console(stderr=True)))
        shown[0].start()

    timer = Timer(_PATIENCE, show)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        for status in shown:
            status.stop()


def is_interactive() -> bool:
    """Return whether a terminal is there to draw on and to type at."""
    return sys.stdout.isatty() and sys.stdin.isatty()


def size() -> tuple[int, int]:
    """Return columns and lines of the terminal: COLUMNS and LINES, else what it says itself, else 80 and 24."""
    import shutil

    columns, lines = shutil.get_terminal_size()
    return columns, lines


def close() -> None:
    """Keep the interpreter from writing to a closed pipe once more when it ends."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
