"""A selection as the command that asks it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from typing import TYPE_CHECKING

from mscq.records.facets import FACETS

if TYPE_CHECKING:
    from mscq.evidence.selection import Selection

_OPTIONS = {row.field: row.option for row in FACETS.values()} | {
    "against": "against",
    "topics": "topic",
    "directions": "direction",
    "stages": "stage",
    "endpoints": "endpoint",
    "met": "met",
    "blindings": "blinding",
    "sponsors": "sponsor",
    "phases": "phase",
    "levels": "level",
    "registrations": "nct",
}


def papers_command(selection: Selection) -> str:
    """Return the command that lists the papers asked for, every filter of the selection in it."""
    words = ["mscq papers"]
    for field, option in _OPTIONS.items():
        words.extend(_option(option, getattr(selection, field)))
    first, last = selection.years
    if first is not None or last is not None:
        shown = [first] if first == last else [f"{first or ''}..{last or ''}"]
        words.extend(_option("year", shown))
    if selection.asks_of_time:
        start, end = (f"{one:g}" if one is not None else "" for one in selection.months)
        words.extend(_option("months", [start if start == end else f"{start}..{end}"]))
    if selection.min_n is not None:
        words.extend(_option("min-n", [selection.min_n]))
    if selection.controlled:
        words.append("--controlled")
    if selection.standings:
        words.append("--notices")
    return " ".join(words)


def _option(name: str, values: Iterable[object]) -> list[str]:
    joined = ",".join(str(value) for value in values)
    return [f"--{name} {shlex.quote(joined)}"] if joined else []
