"""Long answers through a pager, as git does it: only on a terminal, and only where they do not fit."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys

from mscq.output.forms import Options
from mscq.text.ascii import printable


def page(text: str, options: Options) -> None:
    """Show a text through ``MSCQ_PAGER``, else ``PAGER``, else ``less``; write it out where it fits or none is there.

    ``less`` is told to keep colour and links (-R), to end at once if the text fits (-F) and not to clear (-X).
    """
    shown = printable(text, sys.stdout.encoding)
    command = _pager()
    if command is None or shown.count("\n") < shutil.get_terminal_size().lines:
        sys.stdout.write(shown)
        sys.stdout.flush()
        return
    environment = {**os.environ}
    environment.setdefault("LESS", "-RFX")
    encoding = sys.stdout.encoding or "utf-8"
    try:
        with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as process:
            try:
                process.communicate(shown.encode(encoding, "replace"))
            except (BrokenPipeError, KeyboardInterrupt):
                process.wait()
    except OSError:
        sys.stdout.write(shown)
        sys.stdout.flush()


def _pager() -> list[str] | None:
    for name in ("MSCQ_PAGER", "PAGER"):
        if name in os.environ:
            words = shlex.split(os.environ[name])
            return words if words and words != ["cat"] else None
    return ["less"] if shutil.which("less") else None
