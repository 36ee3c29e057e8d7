"""Long answers through a pager, as git does it: only on a terminal, and only where they do not fit."""

from __future__ import annotations

import shlex
import shutil
import signal
import subprocess

from mscq.cli import console
from mscq.records.settings import environment


def page(text: str, name: str = "") -> None:
    """Show a text through ``MSCQ_PAGER``, else ``PAGER``, else ``less``; write it out where it fits or none shows it.

    ``less`` is told to keep colour and links (-R), to end at once if the text fits (-F) and not to clear (-X).
    """
    command = _pager()
    if command is None or text.count("\n") < console.size()[1]:
        console.write(text, styled=True)
        return
    if not _shown(command, text, name):
        console.write(text, styled=True)


def _shown(command: list[str], text: str, name: str) -> bool:
    """Whether a pager took the text; not where it cannot be started, or says that it failed."""
    from mscq.text.ascii import printable
    from mscq.text.safe import document

    encoding = console.encoding()
    content = printable(document(text, styled=True), encoding).encode(encoding, "replace")
    # the pager has the terminal: what Ctrl-C means there is its affair
    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        told = {"LESS": f"-RFX -Ps{_prompt(name)}$", **environment}
        with subprocess.Popen(command, stdin=subprocess.PIPE, env=told) as process:
            process.communicate(content)  # a pager that is left early closes the pipe, which counts for nothing
        return process.returncode <= 0
    except (OSError, ValueError):
        return False
    finally:
        signal.signal(signal.SIGINT, before)


def _prompt(name: str) -> str:
    """What ``less`` says on its last line: the command, the line reached of all, how to leave."""
    return f"mscq {name}  line %lb?L/%L.  q quits"


def _pager() -> list[str] | None:
    for name in ("MSCQ_PAGER", "PAGER"):
        if name in environment:
            try:
                words = shlex.split(environment[name])
            except ValueError:  # a quotation that never ends
                return None
            return words if words and words != ["cat"] else None
    return ["less"] if shutil.which("less") else None
