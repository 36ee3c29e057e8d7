"""What a selection narrows an answer to, in words: no answer about a part is told as one about the whole."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from mscq.output.report import Paragraph, line
from mscq.records.facets import FACETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mscq.evidence.selection import Selection
    from mscq.records.vocabulary import Vocabulary

_NAMED = {
    "topics": ("topic", "topics"),
    "directions": ("direction", "directions"),
    "stages": ("stage", "stages"),
    "endpoints": ("endpoint", "endpoints"),
    "met": ("primary outcome met", "mets"),
    "blindings": ("blinding", "blindings"),
    "sponsors": ("sponsor", "sponsors"),
    "doses": ("dose", "doses"),
    "phases": ("phase", ""),
    "levels": ("level of evidence", ""),
    "papers": ("paper", ""),
    "registrations": ("registration", ""),
    "standings": ("notice", "standings"),
}
"""Fields of a selection beside those of the facets: what they are called, and the closed list of their values."""


def fields(selection: Selection, vocabulary: Vocabulary) -> Iterator[tuple[str, list[str]]]:
    """Give what each field that is asked for is called, and its values in words; those of the facets first."""
    for row in FACETS.values():
        if ids := getattr(selection, row.field):
            facet = vocabulary.facet(row.id)
            yield row.noun, [facet.label(one) for one in ids]
    for field, (noun, facet_name) in _NAMED.items():
        if values := getattr(selection, field):
            listed = vocabulary.facet(facet_name) if facet_name else None
            yield noun, [listed.label(one) if listed else str(one) for one in values]
    first, last = selection.years
    if first is not None or last is not None:
        told = [f"from {first}"] if last is None else [f"to {last}"] if first is None else [f"{first} to {last}"]
        yield "year", [str(first)] if first == last else told
    if selection.asks_of_time:
        start, end = (f"{one:g}" if one is not None else "" for one in selection.months)
        told = [f"{start} months or later"] if not end else [f"{end} months or earlier"] if not start else []
        yield "at", told or [f"{start} months" if start == end else f"{start} to {end} months"]
    if selection.against:
        kinds, entities = vocabulary.facet("comparators"), vocabulary.entities
        yield "against", [(entities if one in entities else kinds).label(one) for one in selection.against]
    if selection.min_n is not None:
        yield "people", [f"at least {selection.min_n:,}"]
    if selection.controlled:
        yield "results", ["against a control only"]


def typed(selection: Selection) -> str:
    """Return the filters of a selection as options of a command, their values by id; empty where there are none."""
    options = {row.field: row.option for row in FACETS.values()}
    options |= {field: field.removesuffix("s") for field in _NAMED if field != "standings"}
    options |= {"registrations": "nct", "against": "against"}
    words: list[str] = []
    for field, option in options.items():
        if values := getattr(selection, field):
            words += [f"--{option}", *map(str, values)]
    for option, ends in (("year", selection.years), ("months", selection.months)):
        if ends != (None, None):
            words += [f"--{option}", "..".join("" if end is None else f"{end:g}" for end in ends)]
    words += ["--min-n", str(selection.min_n)] if selection.min_n is not None else []
    words += ["--controlled"] if selection.controlled else []
    words += ["--notices"] if selection.standings else []
    return shlex.join(words)


def only(selection: Selection, vocabulary: Vocabulary, title: str = "") -> Paragraph | None:
    """Return the line that stands above an answer that filters narrow; None where they do not.

    'route Intravenous or Intrathecal; year from 2020'. What the title says already is not said again.
    """
    told = [
        f"{noun} {' or '.join(values)}"
        for noun, values in fields(selection, vocabulary)
        if not all(one.lower() in title.lower() for one in values)
    ]
    return Paragraph(line("; ".join(told)), "Only") if told else None
