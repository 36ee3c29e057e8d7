"""The table of an answer, tab-separated."""

from __future__ import annotations

from mscq.output.forms import Options, Output
from mscq.output.forms import csv as comma_separated


def render(output: Output, options: Options) -> str:
    """A header and one line a record, parted by tabs."""
    return comma_separated.render(output, options, delimiter="\t")
