"""Forms that an answer can take: one module a form, imported when the form is used.

A module states HELP (what its option says; without it the form has no option), SUFFIXES (the files it is written
to) and FOOTER (whether it is kept and passed on, and so says what it was made from), and has ``render``.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from mscq.records.value import Value
from mscq.text.modules import stated

if TYPE_CHECKING:
    from mscq.output.answer import Answer


class Options(Value):
    """How a form is to be written: width in characters (None: as wide as it is), colour, links, encoding.

    ``footer`` is the line by which a document says what it was made from, ``raw_cells`` whether the cells of a table
    are left as they are where a spreadsheet would run them.
    """

    width: int | None = None
    color: bool = False
    links: bool = False
    encoding: str = "utf-8"
    footer: str = ""
    raw_cells: bool = False


class Form(Value):
    """What a form's module states of it."""

    help: str
    suffixes: tuple[str, ...]
    footer: bool


FORMS: Mapping[str, Form] = {
    name: Form(one.get("HELP", ""), one["SUFFIXES"], one.get("FOOTER", False))
    for name, one in stated(str(Path(__file__).parent), "HELP", "SUFFIXES", "FOOTER").items()
    if "SUFFIXES" in one
}
FORM_OF_SUFFIX = {suffix: name for name, form in FORMS.items() for suffix in form.suffixes}


def render(form: str, answer: Answer, options: Options) -> str:
    """Return an answer in the form of that name, in letters that the encoding has, ending in a newline."""
    text: str = import_module(f"mscq.output.forms.{form}").render(answer, options)
    return text
