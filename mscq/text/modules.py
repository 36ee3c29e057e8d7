"""What the modules of a folder state of themselves, read from their text: nothing of theirs is imported.

A command, an output form, a citation format or a reader is one module. What others must know of it before it is
used (its help line, its suffixes, the sign by which a file is known) stands at its top as constants.
"""

from __future__ import annotations

import ast
import os
from contextlib import suppress
from functools import cache
from typing import Any

_GOES_ON = ("", " ", "\t", ")", "]", "}")


@cache
def stated(folder: str, *names: str) -> dict[str, dict[str, Any]]:
    """Return for each module of a folder, by name, its constants in capitals whose values are literals.

    Its docstring stands under ``doc``. ``names`` are the constants wanted, all if none is named. Modules whose
    names begin with an underscore are left out. Lines are looked at and not ``ast``: parsing twenty modules for a
    help page would take a fifteenth of its time.
    """
    files = sorted(name for name in os.listdir(folder) if name.endswith(".py") and not name.startswith("_"))  # noqa: PTH208
    return {name[:-3]: _constants(f"{folder}/{name}", names) for name in files}


def first_line(doc: str) -> str:
    """Return the first line of a docstring: what the module is, in a sentence."""
    return doc.partition("\n")[0]


def _constants(file: str, names: tuple[str, ...]) -> dict[str, Any]:
    with open(file, "rb", buffering=0) as handle:  # noqa: PTH123
        text = handle.read().decode()
    _, opening, rest = text.partition('"""')
    doc, _, rest = rest.partition('"""') if opening else ("", "", text)
    constants: dict[str, Any] = {"doc": doc.strip()}
    head = rest.partition("\ndef ")[0]  # functions come after the constants
    for name in names or _names(head):
        if (value := _value(head, name)) is not None:
            with suppress(ValueError, SyntaxError):
                constants[name] = int(value) if value.isdecimal() else ast.literal_eval(value)
    return constants


def _names(head: str) -> list[str]:
    begun = (line.partition(" = ")[0].partition(":")[0] for line in head.split("\n"))
    return [name for name in begun if name.isidentifier() and name.isupper() and not name.startswith("_")]


def _value(head: str, name: str) -> str | None:
    """The text of a constant's value, which goes on over the lines that are indented or only close a bracket."""
    start = max(head.find(f"\n{name} = "), head.find(f"\n{name}: "))
    if start < 0:
        return None
    start = end = head.find(" = ", start) + 3
    while (end := head.find("\n", end + 1)) >= 0 and head[end + 1 : end + 2] in _GOES_ON:
        pass
    return head[start : end if end >= 0 else None].strip()
