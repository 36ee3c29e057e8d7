"""The table of an answer, tab-separated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.output.forms import Options
from mscq.output.forms import csv as comma_separated

if TYPE_CHECKING:
    from mscq.output.answer import Answer

HELP = "The table, tab-separated"
SUFFIXES = (".tsv",)


def render(answer: Answer, options: Options) -> str:
    """Return a header and one line a record, parted by tabs."""
    return comma_separated.render(answer, options, delimiter="\t")
