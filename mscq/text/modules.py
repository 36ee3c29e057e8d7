"""What the modules of a folder state of themselves, read from their text: nothing of theirs is imported.

A command, an output form, a citation format or a reader is one module. What others must know of it before it is
used (its help line, its suffixes, the sign by which a file is known) stands at its top as constants.
"""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

_FUNCTION = re.compile(r"^(?:def |class |async def |@)", re.MULTILINE)


@cache
def stated(folder: str) -> dict[str, dict[str, Any]]:
    """Return for each module of a folder, by name, its constants in capitals whose values are literals.

    Its docstring stands under ``doc``. Modules whose names begin with an underscore are left out.
    """
    return {
        file.stem: _constants(file.read_text(encoding="utf-8"))
        for file in sorted(Path(folder).glob("*.py"))
        if not file.name.startswith("_")
    }


def _constants(text: str) -> dict[str, Any]:
    # functions come after the constants: parsing them would only cost time
    head = ast.parse(_FUNCTION.split(text, maxsplit=1)[0])
    constants: dict[str, Any] = {"doc": ast.get_docstring(head) or ""}
    for statement in head.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pass
            case _:
                continue
        if name.isupper() and not name.startswith("_"):
            with suppress(ValueError):
                constants[name] = ast.literal_eval(value)
    return constants
