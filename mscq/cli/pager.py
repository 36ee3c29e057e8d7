"""Long answers through a pager, as git does it: only on a terminal, and only where they do not fit."""

from __future__ import annotations

import shlex
import shutil
import subprocess

from mscq.cli import console
from mscq.records.settings import environment


def page(text: str, name: str = "") -> None:
    """Show a text through ``MSCQ_PAGER``, else ``PAGER``, else ``less``; write it out where it fits or none is there.

    ``less`` is told to keep colour and links (-R), to end at once if the text fits (-F) and not to clear (-X).
    """
    command = _pager()
    if command is None or text.count("\n") < console.size()[1]:
        console.write(text)
        return
    try:
        told = {"LESS": f"-RFX -Ps{_prompt(name)}$", **environment}
        with subprocess.Popen(command, stdin=subprocess.PIPE, env=told) as process:
            try:
                process.communicate(text.encode(console.encoding(), "replace"))
            except (BrokenPipeError, KeyboardInterrupt):
                process.wait()
    except OSError:
        console.write(text)


def _prompt(name: str) -> str:
    """What ``less`` says on its last line: the command, the line reached of all, how to leave."""
    return f"mscq {name}  line %lb?L/%L.  q quits"


def _pager() -> list[str] | None:
    for name in ("MSCQ_PAGER", "PAGER"):
        if name in environment:
            words = shlex.split(environment[name])
            return words if words and words != ["cat"] else None
    return ["less"] if shutil.which("less") else None
