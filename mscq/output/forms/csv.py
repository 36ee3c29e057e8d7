"""The table of an answer, comma-separated."""

from __future__ import annotations

import csv
import io

from mscq.output.answer import Answer
from mscq.output.forms import Options
from mscq.records.canonical import whole
from mscq.text.ascii import printable

HELP = "The table, comma-separated"
SUFFIXES = (".csv",)


def render(answer: Answer, options: Options, delimiter: str = ",") -> str:
    """Return a header and one line a record; RFC 4180 quoting, lines end in a line feed, 6 is 6 and not 6.0."""
    rows = [
        {name: printable(value, options.encoding) if isinstance(value, str) else value for name, value in row.items()}
        for row in answer.rows()
    ]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows({name: whole(value) for name, value in row.items()} for row in rows)
    return text.getvalue()
