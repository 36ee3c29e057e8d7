"""What the modules of a folder state of themselves, read from their text: nothing of theirs is imported.

A command, an output form, a citation format or a reader is one module. What others must know of it before it is
used (its help line, its suffixes, the sign by which a file is known) stands at its top as constants.
"""

from __future__ import annotations

import ast
import os
import re
from contextlib import suppress
from functools import cache
from typing import Any

# a constant and its value, which goes on over lines that are indented, empty or begin with a closing bracket
_CONSTANT = re.compile(r"^([A-Z][A-Z0-9_]*)(?:: [^=\n]+)? = (.*(?:\n(?:[ \t)\]}].*)?)*)", re.MULTILINE)
_DOCSTRING = re.compile(r'"""([^\\]*?)"""')


@cache
def stated(folder: str, *names: str) -> dict[str, dict[str, Any]]:
    """Return for each module of a folder, by name, its constants in capitals whose values are literals.

    Its docstring stands under ``doc``. ``names`` are the constants wanted, all if none is named. Modules whose
    names begin with an underscore are left out. Regular expressions find the constants and not ``ast``: parsing
    twenty modules for a help page would take a fifteenth of its time.
    """
    files = sorted(name for name in os.listdir(folder) if name.endswith(".py") and not name.startswith("_"))  # noqa: PTH208
    return {name[:-3]: _constants(f"{folder}/{name}", names) for name in files}


def first_line(doc: str) -> str:
    """Return the first line of a docstring: what the module is, in a sentence."""
    return doc.partition("\n")[0]


def _constants(file: str, names: tuple[str, ...]) -> dict[str, Any]:
    with open(file, encoding="utf-8") as handle:  # noqa: PTH123
        text = handle.read()
    docstring = _DOCSTRING.match(text)
    constants: dict[str, Any] = {"doc": docstring[1].strip() if docstring else ast.get_docstring(ast.parse(text)) or ""}
    for found in _CONSTANT.finditer(text):
        if not names or found[1] in names:
            with suppress(ValueError, SyntaxError):
                constants[found[1]] = ast.literal_eval(found[2].strip())
    return constants
