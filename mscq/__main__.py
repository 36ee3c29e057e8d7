"""Entry point of the ``mscq`` program."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the program on the command line's arguments and exit with its code.

    The garbage collector stays off: a run lives for a fraction of a second and frees nothing that matters.
    """
    gc.disable()
    from mscq.cli.program import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
