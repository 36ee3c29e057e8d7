"""One module a command, in the folder of its part of the help page: it parses, makes one call, returns one answer.

The first line of a module's docstring is the line beside its command on the help page, the docstring whole the
command's own page; ORDER says where it stands in its part, DRAWS that its answer may have drawings. A module outside
the folders is a command that the help page does not list.
"""

from __future__ import annotations

import os

from mscq.records.value import Value
from mscq.text.modules import first_line, stated

_FOLDER = os.path.dirname(__file__)  # noqa: PTH120
PARTS = ("ask", "cite", "online", "data", "")


class Entry(Value):
    """A command before it is loaded: its one-line help, and the part of the help page it stands in."""

    help: str
    part: str = "ask"

    @property
    def package(self) -> str:
        """The package that holds its module."""
        return f"{__name__}.{self.part}" if self.part else __name__


def _listed() -> dict[str, Entry]:
    listed = {}
    for part in PARTS:
        found = stated(os.path.join(_FOLDER, part), "ORDER")  # noqa: PTH118
        for name in sorted(found, key=lambda name: found[name].get("ORDER", len(found))):
            listed[name] = Entry(first_line(found[name]["doc"]), part)
    return listed


COMMANDS = _listed()
