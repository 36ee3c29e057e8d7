"""The command that answers a query better than a list of papers: compare, condition or findings.

One rule for all queries: two concepts of one dimension, neither above the other, make a comparison, and what
else was recognised narrows it. A condition alone, or with a topic, is a dossier. A query of which every word
was recognised is a filter on the findings.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mscq.records.choices import CHOICES
from mscq.records.facets import FACETS, GIVEN
from mscq.search.interpret import Reading, Unit, UnitKind

if TYPE_CHECKING:
    from mscq.search.names import Named, Names

# what was given comes before what the study is
_DIMENSIONS = {row.id: row.option for row in (*GIVEN, *FACETS.values()) if row.of_study}
_NARROWING = ("conditions", *(row.id for row in GIVEN))
_OF_FINDINGS = {**{row.id: row.option for row in FACETS.values()}, "stages": "stage", "topics": "topic"}


def suggestion(
    reading: Reading, names: Names, common: Sequence[Unit], held: Callable[[Sequence[Named]], bool]
) -> str | None:
    """A command for the query; ``common`` are units that nearly every paper holds and that tell nothing.

    ``held`` tells whether a paper names some concepts together: what no paper answers is not suggested.
    """
    tell_nothing = frozenset(common)
    telling = [unit for unit in reading.units if unit not in tell_nothing]
    meant = [(unit, unit.concepts[0]) for unit in telling if unit.kind is UnitKind.CONCEPT and len(unit.concepts) == 1]
    pair = compared(telling, names)
    if pair is not None:
        facet, values = pair
        narrowed = narrowing(telling, names, facet, values)
        by = [named for _, pairs in narrowed for _, named in pairs]
        if not all(held([named, *by]) for _, named in values):
            return None
        return _command("compare", [(_DIMENSIONS[facet], values), *narrowed], names)
    if not telling or len(meant) < len(telling) or reading.fields:
        return None
    by_facet = {named.facet: (unit, named) for unit, named in meant}
    if len(by_facet) < len(meant) or not held([named for _, named in meant]):
        return None
    if by_facet.keys() <= {"conditions", "topics"} and "conditions" in by_facet:
        topic = [("topic", [by_facet["topics"]])] if "topics" in by_facet else []
        return _command(f"condition {value_of(*by_facet['conditions'], names)}", topic, names)
    if by_facet.keys() <= _OF_FINDINGS.keys():
        return _command("findings", [(_OF_FINDINGS[facet], [pair]) for facet, pair in by_facet.items()], names)
    return None


def compared(units: Sequence[Unit], names: Names) -> tuple[str, list[tuple[Unit, Named]]] | None:
    """Return the first dimension in which the query names two values or more, and those values."""
    for facet in _DIMENSIONS:
        values: list[tuple[Unit, Named]] = []
        for unit in units:
            for named in unit.concepts:
                if named.facet == facet and not any(akin(named, other, names) for _, other in values):
                    values.append((unit, named))
                    break
        if len(values) > 1:
            return facet, values
    return None


def akin(one: Named, other: Named, names: Names) -> bool:
    """Return whether two concepts are the same, or one lies below the other."""
    return one == other or names.is_below(one, other) or names.is_below(other, one)


def narrowing(
    units: Sequence[Unit], names: Names, facet: str, values: Sequence[tuple[Unit, Named]]
) -> list[tuple[str, list[tuple[Unit, Named]]]]:
    """Return what narrows a comparison along a facet: options with the value that each was read for."""
    used = [unit for unit, _ in values]
    found: dict[str, list[tuple[Unit, Named]]] = {}
    for unit in units:
        if unit not in used and len(unit.concepts) == 1 and unit.concepts[0].facet in _NARROWING:
            found.setdefault(unit.concepts[0].facet, []).append((unit, unit.concepts[0]))
    return [(_DIMENSIONS[one], pairs[:1]) for one, pairs in found.items() if one != facet]


def _command(name: str, options: Sequence[tuple[str, Sequence[tuple[Unit, Named]]]], names: Names) -> str:
    parts = [f"mscq {name}"]
    for option, pairs in options:
        parts.append(f"--{option} {' '.join(value_of(unit, named, names) for unit, named in pairs)}")
    return " ".join(parts)


def value_of(unit: Unit, named: Named, names: Names) -> str:
    """Return what was typed where it is a name of this concept alone and easy to quote, else the concept's id."""
    if named.facet in CHOICES:
        return named.id
    typed = (unit.corrected or unit.typed).lower()
    plain = "'" not in typed and "’" not in typed
    return shlex.quote(typed) if plain and names.spelt(named.facet, typed) == [named.id] else named.id
