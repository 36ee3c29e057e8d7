"""The terminal and the streams: no other module names the standard streams or asks how large the terminal is.

Variables of the environment are read in ``mscq.records.settings``, which lower layers need too.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, BinaryIO

from mscq.errors import BadFile, NobodyReads, UnreadableFile
from mscq.records.files import reason, write_all

if TYPE_CHECKING:
    from rich.progress import Progress
    from rich.status import Status

WIDEST = 1000
"""The most columns that are laid out; no screen has more."""

_PATIENCE = 1.0
"""Seconds without an answer before a person is told that one is coming."""

_heard: ContextVar[list[str] | None] = ContextVar("heard", default=None)


def write(text: str, *, styled: bool = False) -> None:
    """Write all of a text to standard output in letters that it has, with line feeds and tabs as they are.

    Nothing in it acts on a terminal, but for colour and links where it is ``styled`` (see ``mscq.text.safe``). Raises
    NobodyReads where the reader has gone, BadFile where standard output is closed or takes no more.
    """
    from mscq.text.safe import document

    if sys.stdout is None:
        raise BadFile("standard output", "is closed")
    try:
        _write(sys.stdout, document(text, styled=styled))
    except BrokenPipeError:
        raise NobodyReads from None
    except (OSError, ValueError) as error:
        raise BadFile("standard output", f"cannot be written: {reason(error)}") from error


def note(message: str) -> None:
    """Say on standard error, in one line, what the reader should know of the answer."""
    _say(message)


def error(message: str, below: str = "") -> None:
    """Say on standard error, in one line, what went wrong; ``below`` are lines that show the place."""
    _say(message, below)


@contextmanager
def hearing() -> Iterator[list[str]]:
    """Yield the list that takes what is said within, in place of standard error."""
    said: list[str] = []
    token = _heard.set(said)
    try:
        yield said
    finally:
        _heard.reset(token)


def _say(message: str, below: str = "") -> None:
    heard = _heard.get()
    # an answer that can be given is given, whether or not anyone can be told of it
    if sys.stderr is None and heard is None:
        return
    from mscq.text.safe import lines, one_line

    text = f"{one_line(' '.join(message.split()))}\n{lines(below)}"
    if heard is not None:
        heard.append(text.rstrip("\n"))
        return
    try:
        _write(sys.stderr, f"mscq: {text}")
    except (OSError, ValueError):
        return


def _write(stream: Any, text: str) -> None:
    """Write to the raw stream below a stream: what a buffer keeps back could fail once more when the program ends."""
    from mscq.text.ascii import printable

    text = printable(text, stream.encoding)
    stream.flush()
    buffered = getattr(stream, "buffer", None)
    raw = getattr(buffered, "raw", buffered)
    if raw is None:
        stream.write(text)
    else:
        write_all(raw, text.encode(stream.encoding or "ascii", "replace"))


def read() -> str:
    """Return the text on standard input. Raises UnicodeDecodeError, or UnreadableFile where there is none."""
    if sys.stdin is None:
        raise UnreadableFile("standard input", "is closed")
    try:
        return sys.stdin.read()
    except OSError as error:
        raise UnreadableFile("standard input", f"cannot be read: {reason(error)}") from error


def standard_input() -> BinaryIO:
    """Return standard input as bytes. Raises UnreadableFile where it is closed."""
    if sys.stdin is None:
        raise UnreadableFile("standard input", "is closed")
    return sys.stdin.buffer


def encoding() -> str:
    """Return the encoding of standard output."""
    return getattr(sys.stdout, "encoding", None) or "utf-8"


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


@contextmanager
def progress(what: str, whole: int) -> Iterator[Callable[[int], None]]:
    """Show on a terminal how far work has come, where it takes longer than a second; yields what is told how far."""
    import time

    shown: list[Progress] = []
    began = time.monotonic()

    def come(done: int) -> None:
        if not shown and talks_to_terminal() and time.monotonic() - began > _PATIENCE:
            from rich.console import Console
            from rich.progress import Progress

            shown.append(Progress(console=Console(stderr=True), transient=True))
            shown[0].add_task(what, total=whole)
            shown[0].start()
        for bar in shown:
            bar.update(bar.task_ids[0], completed=done)

    try:
        yield come
    finally:
        for bar in shown:
            bar.stop()


def is_interactive() -> bool:
    """Return whether a terminal is there to draw on and to type at."""
    return writes_to_terminal() and sys.stdin is not None and sys.stdin.isatty()


def size() -> tuple[int, int]:
    """Return columns and lines of the terminal: COLUMNS and LINES, else what it says itself, else 80 and 24.

    Not more columns than WIDEST.
    """
    import shutil

    columns, lines = shutil.get_terminal_size()
    return min(columns, WIDEST), lines
