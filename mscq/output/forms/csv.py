"""The table of an answer, comma-separated."""

from __future__ import annotations

import csv
import io

from mscq.output.forms import Options, Output


def render(output: Output, options: Options, delimiter: str = ",") -> str:
    """A header and one line a record; RFC 4180 quoting, lines end in a line feed."""
    rows = output.rows()
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
