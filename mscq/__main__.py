"""Entry point of the ``mscq`` program."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal
else:
    import _signal as signal  # the same without the enumerations, which would have to be imported first


def _end(number: int, frame: object) -> None:
    """End the program at once, as a shell knows it (128 and the signal's number), with nothing left half written.

    No exception is raised, which whatever is running at this moment could take for its own.
    """
    if files := sys.modules.get("mscq.records.files"):
        getattr(files, "discard", int)()
    os._exit(128 + number)


def _end_when_told() -> None:
    """Answer Ctrl-C and SIGTERM, unless whoever started the program has them ignored."""
    for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGTERM, signal.SIG_DFL)):
        if signal.getsignal(number) is usual:
            signal.signal(number, _end)


def main() -> None:
    """Run the program on the command line's arguments and exit with its code.

    The garbage collector stays off, at the end as well: a run lives for a fraction of a second and frees nothing that
    matters.
    """
    _end_when_told()
    import gc

    gc.disable()
    from mscq.cli.program import run

    code = run(sys.argv[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is said: what is left is the interpreter's own end
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
