"""What a text names in all facets together: an exact name in any of them goes before a likeness in another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mscq.errors import AmbiguousTerm, UnknownTerm
from mscq.records.value import Value

if TYPE_CHECKING:
    from mscq.search.resolve import Resolver

CELLS, SOURCES = "cell-types", "cell-sources"
_SHORTEST_CELL = 3
_JOINING = frozenset({"and", "or", "vs", "versus", "against", "&", "+"})


class Place(Value):
    """A facet, and a concept that a text names there."""

    facet: str
    concept_id: str


def exact_places(resolvers: Mapping[str, Resolver], text: str) -> list[Place]:
    """Return the concepts of any facet that have this very name."""
    found = [Place(facet, one) for facet, resolver in resolvers.items() for one in sorted(resolver.exactly(text))]
    if {CELLS, SOURCES} <= resolvers.keys() and CELLS not in {place.facet for place in found}:
        both = cell_from_source(resolvers[CELLS], resolvers[SOURCES], text)
        found += [Place(CELLS, both[0])] if both else []
    return found


def facets_for(resolvers: Mapping[str, Resolver], text: str) -> list[str]:
    """Return the facets that a text fits: those that hold its exact name, or if none does, those that it comes near."""
    exact = {place.facet for place in exact_places(resolvers, text)}
    return [facet for facet in resolvers if facet in exact] or [
        facet for facet, resolver in resolvers.items() if _comes_near(resolver, text)
    ]


def _comes_near(resolver: Resolver, text: str) -> bool:
    try:
        resolver.resolve(text)
    except UnknownTerm:
        return False
    except AmbiguousTerm:
        return True
    return True


def cell_from_source(cells: Resolver, sources: Resolver, text: str) -> tuple[str, str] | None:
    """Return the cell type and the source that one name tells together: BMSC, AD-MSC, "cord blood stromal cells".

    The name is one of the source's, and its end one of the cell's. None where it is no such name.
    """
    found = sources.exactly(text)
    key = "".join(character for character in text.casefold() if character.isalnum())
    if len(found) != 1:
        return None
    for start in range(1, len(key) - _SHORTEST_CELL + 1):
        cell = cells.exactly(key[start:])
        if len(cell) == 1:
            return cell.pop(), found.pop()
    return None


def names_in_a_row(resolver: Resolver, text: str) -> list[str]:
    """Return the names of several things that a text is made of, as typed: 'lupus and ms' gives lupus, ms; else [].

    Each is the longest that begins there, and names what none of the others does, nor what lies above or below it.
    """
    spoken = [word for word in text.replace(",", " ").split() if word.casefold() not in _JOINING]
    names: list[str] = []
    meant: list[set[str]] = []
    at = 0
    while at < len(spoken):
        ends = range(len(spoken), at, -1)
        end = next((one for one in ends if resolver.exactly(" ".join(spoken[at:one]))), None)
        if end is None:
            return []
        names.append(" ".join(spoken[at:end]))
        found = resolver.exactly(names[-1])
        if any(
            resolver.facet.broader(one) & other or resolver.facet.narrower(one) & other
            for one in found
            for other in meant
        ):
            return []
        meant.append(found)
        at = end
    return names if len(names) > 1 else []
