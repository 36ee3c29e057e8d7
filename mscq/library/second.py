"""A second process that makes most batches of rows, so that a large library is read in less time.

It reads the same files beside the same base, and answers in the order in which it is asked. Where it does not start,
breaks off or has read something else, the rows are made here: it costs time and no row.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from mscq.library.entry import ToRead
from mscq.library.rows import Batch, Rows, batches

LEAST = 25_000_000
"""Bytes of files from which on a second process is worth its start."""
_IN_TURN, _OF_THE_FIRST = 5, (0, 2)
"""How many batches are shared out at a time, and which of them the first process makes: it writes all of them too."""
_AHEAD = 3  # batches that are taken over before they are asked for
_START = (
    "import sys; sys.path.append(sys.argv[1]); from mscq.library.second import serve; "
    "serve(sys.stdin.buffer, sys.stdout.buffer)"
)
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)

HelpWith = Callable[[int, int], Batch | None]
"""Gives the next batch, which ends at so many bytes and has so many pieces; None where who asks is to make it."""


def serve(asked: BinaryIO, made: BinaryIO) -> None:
    """Make the rows of its batches of the files that are asked for, beside a base, and write them, pickled."""
    from mscq.records.knowledge_base import KnowledgeBase

    gc.disable()  # as in the first one
    folder, files = pickle.load(asked)
    rows = Rows(KnowledgeBase(folder))
    sent: deque[Future[None]] = deque()
    with ThreadPoolExecutor(1) as sender:  # a pipe takes less than a batch, and the next one is made meanwhile
        for turn, (place, pieces, position) in enumerate(batches(files)):
            if _is_of_the_second(turn):
                batch = pickle.dumps((position, len(pieces), rows.batch(pieces, place)), -1)
                sent.append(sender.submit(_send, batch, made))
                if len(sent) > _AHEAD:
                    sent.popleft().result()


def _send(batch: bytes, made: BinaryIO) -> None:
    made.write(batch)
    made.flush()


def _is_of_the_second(turn: int) -> bool:
    return turn % _IN_TURN not in _OF_THE_FIRST


@contextmanager
def helped(folder: Path, files: Sequence[ToRead]) -> Iterator[HelpWith]:
    """Lend a second process for the batches of some files beside the base in a folder."""
    started = _started(folder, files) if _worth(files) else None
    if started is None:
        yield lambda position, many: None
        return
    with started, ThreadPoolExecutor(1) as reader:
        stream = cast("BinaryIO", started.stdout)
        try:
            yield _Helper(lambda: reader.submit(pickle.load, stream)).batch
        finally:
            started.kill()


def _worth(files: Sequence[ToRead]) -> bool:
    """Whether the files are large and a core has nothing else to do: both processes read every line."""
    return sum(file.path.stat().st_size for file in files) >= LEAST and idle()


def idle() -> bool:
    """Return whether a core of this machine was free in the last minute, as far as the machine tells."""
    try:
        return os.getloadavg()[0] <= (os.cpu_count() or 1) - 1
    except (AttributeError, OSError):  # Windows does not tell
        return (os.cpu_count() or 1) > 1


def _started(folder: Path, files: Sequence[ToRead]) -> subprocess.Popen[bytes] | None:
    """The process, told what to read; None where it cannot be started, or no Python is there to start."""
    if getattr(sys, "frozen", False) or not sys.executable:
        return None
    root = str(Path(__file__).parents[2])
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START, root],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=_NO_WINDOW,
        )
    except (OSError, ValueError):
        return None
    assert process.stdin is not None
    try:
        pickle.dump((folder, list(files)), process.stdin)
        process.stdin.close()
    except OSError:
        process.kill()
    return process


class _Helper:
    """Takes over what the second process has made, in its order."""

    def __init__(self, taken: Callable[[], Future[Any]]) -> None:
        self._taken = taken
        self._coming = deque(taken() for _ in range(_AHEAD))
        self._turn = -1

    def batch(self, position: int, many: int) -> Batch | None:
        """Return the batch that ends there and has so many pieces, where it is one of the second process's."""
        self._turn += 1
        if not _is_of_the_second(self._turn) or not self._coming:
            return None
        try:
            ends, found, batch = self._coming.popleft().result()
        except Exception:  # whatever ended it, what it did not make is made here
            ends, found, batch = -1, -1, None
        if (ends, found) != (position, many):
            self._coming.clear()
            return None
        self._coming.append(self._taken())
        of_the_second: Batch = batch
        return of_the_second
