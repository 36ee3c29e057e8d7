"""The table of an answer, comma-separated."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from mscq.records.canonical import whole
from mscq.text.ascii import printable
from mscq.text.safe import lines

if TYPE_CHECKING:
    from mscq.output.answer import Answer, Scalar
    from mscq.output.forms import Options

HELP = "The table, comma-separated"
SUFFIXES = (".csv",)

# what a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection), in its wide forms too
_RUN = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def render(answer: Answer, options: Options, delimiter: str = ",") -> str:
    """Return a header and a record a line (RFC 4180, but lines end in a line feed); 6 is 6 and not 6.0.

    Before a text that a spreadsheet would run stands a single quote, unless cells are asked for as they are.
    """
    rows = [{str(_cell(name, options)): _cell(value, options) for name, value in row.items()} for row in answer.rows()]
    columns = list(dict.fromkeys(name for row in rows or answer.like()[:1] for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _cell(value: Scalar, options: Options) -> Scalar:
    """A value safe to show, a whole number without a point."""
    if isinstance(value, str):
        text = lines(value)
        return printable(text if options.raw_cells else _inert(text), options.encoding)
    return whole(value)


def _inert(text: str) -> str:
    """A text that no spreadsheet runs; one that is a number stays one."""
    return f"'{text}" if text.lstrip().startswith(_RUN) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii()
