"""What modules state of themselves is read without importing them."""

from __future__ import annotations

from pathlib import Path

from mscq.text.modules import stated

_MODULE = '''"""A form for the test: one line.

More of it.
"""

from __future__ import annotations

import nothing_that_exists

SUFFIXES = (
    ".one",
    ".two",
)
HELP: str = "What it is for"
ORDER = 3
MADE = len(HELP)
_HIDDEN = 1


def render() -> str:
    LATE = 1
    return str(LATE)
'''


def test_constants_and_docstring_of_each_module(tmp_path: Path) -> None:
    (tmp_path / "plain.py").write_text(_MODULE)
    (tmp_path / "_helper.py").write_text("HELP = 'no'\n")
    (tmp_path / "__init__.py").write_text("HELP = 'no'\n")
    (tmp_path / "notes.txt").write_text("HELP = 'no'\n")
    assert stated(str(tmp_path)) == {
        "plain": {
            "doc": "A form for the test: one line.\n\nMore of it.",
            "SUFFIXES": (".one", ".two"),
            "HELP": "What it is for",
            "ORDER": 3,
        }
    }
