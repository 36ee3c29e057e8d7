"""The terminal and the streams: no other module names the standard streams or asks how large the terminal is.

Variables of the environment are read in ``mscq.records.settings``, which lower layers need too.
"""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

WIDEST = 1000  # columns that are laid out; no screen has more


def write(text: str, *, styled: bool = False) -> None:
    """Write text to standard output in letters that it has, with line feeds and tabs as they are.

    Nothing in it acts on a terminal, but for colour and links where it is ``styled`` (see ``mscq.text.safe``).
    """
    from mscq.text.ascii import printable
    from mscq.text.safe import document

    sys.stdout.write(printable(document(text, styled=styled), sys.stdout.encoding))
    sys.stdout.flush()


def note(message: str) -> None:
    """Say on standard error, in one line, what the reader should know of the answer."""
    _say(message)


def error(message: str, below: str = "") -> None:
    """Say on standard error, in one line, what went wrong; ``below`` are lines that show the place."""
    _say(message, below)


def _say(message: str, below: str = "") -> None:
    from mscq.text.ascii import printable
    from mscq.text.safe import lines, one_line

    text = f"mscq: {one_line(' '.join(message.split()))}\n{lines(below)}"
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


def is_interactive() -> bool:
    """Return whether a terminal is there to draw on and to type at."""
    return sys.stdout.isatty() and sys.stdin.isatty()


def size() -> tuple[int, int]:
    """Return columns and lines of the terminal: COLUMNS and LINES, else what it says itself, else 80 and 24.

    Not more columns than WIDEST.
    """
    import shutil

    columns, lines = shutil.get_terminal_size()
    return min(columns, WIDEST), lines


def close() -> None:
    """Keep the interpreter from writing to a closed pipe once more when it ends."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
