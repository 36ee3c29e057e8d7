"""What a command answers, before it takes a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mscq.errors import ExitCode
from mscq.records.value import Value

if TYPE_CHECKING:
    from mscq.output.report import Report

Scalar = str | int | float | bool | None
Write = Callable[[], str]

ANY_SUFFIX = "*"


class Answer(Value):
    """An answer in its shapes, each made only when it is asked for, and the exit code that goes with it.

    ``data`` is one JSON document, ``rows`` its table in flat records, ``report`` what a person reads. ``text``
    stands in for the report where the answer is text as it is (a citation, an address), and ``notation`` is the
    suffix of files in its notation. ``drawings`` are what else the answer can be written as, by the suffix of the
    file: a plot as ``.svg``, citations as ``.bib``; under ``ANY_SUFFIX`` stands what is written whatever the suffix.
    ``holds`` is how much it is where lines do not tell, ``plotted`` what suffixes another option writes. ``page`` is
    the report where it has the room of a page and is handed on: whole, with its references.

    An answer that holds nothing says so in ``nothing``: a person reads that line alone, a program its empty data, or a
    table that has the columns of ``like``, the rows of a fuller answer.
    """

    data: Callable[[], Any]
    rows: Callable[[], list[dict[str, Scalar]]]
    report: Callable[[], Report]
    text: Write | None = None
    notation: str = ".txt"
    drawings: Mapping[str, Write] = MappingProxyType({})
    exit_code: ExitCode = ExitCode.OK
    nothing: str = ""
    like: Callable[[], Sequence[Mapping[str, Scalar]]] = tuple
    page: Callable[[], Report] | None = None
    plotted: str = ""
    holds: str = ""
