"""Forms an answer can take, looked up by name; a form's module is imported when it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from mscq.output.report import Report

Scalar = str | int | float | bool | None


class Output(NamedTuple):
    """An answer in its three shapes, each made only when a form asks for it.

    ``data`` is one JSON document, ``rows`` its table in flat records, ``report`` what a person reads.
    """

    data: Callable[[], Any]
    rows: Callable[[], list[dict[str, Scalar]]]
    report: Callable[[], Report]


class Options(NamedTuple):
    """How a form is to be written: width in characters (None: as wide as it is), colour, links, ASCII only.

    ``footer`` is the line by which a document says what it was made from.
    """

    width: int | None = None
    color: bool = False
    links: bool = False
    ascii_only: bool = False
    footer: str = ""


FORMS: Mapping[str, str] = {
    "terminal": "what a person reads, laid out for the width of the terminal",
    "plain": "the same without colour, boxes or wrapping, for pipes",
    "json": "one JSON document",
    "csv": "the table, comma-separated (RFC 4180)",
    "tsv": "the table, tab-separated",
    "markdown": "the report as Markdown",
    "html": "the report as an HTML page",
}


def render(form: str, output: Output, options: Options) -> str:
    """An answer in the form of that name, ending in a newline."""
    text: str = import_module(f"mscq.output.forms.{form}").render(output, options)
    return text
