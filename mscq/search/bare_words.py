"""Bare words, told apart: which concepts of which facets they name, the longest names first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from mscq.errors import NotUnderstood
from mscq.records.value import Value
from mscq.search.everywhere import Place, exact_places, facets_for

if TYPE_CHECKING:
    from mscq.search.resolve import Resolver

JOINERS = frozenset({"vs", "versus", "and", "or", "against"})
"""Words that stand between values and name nothing."""
_LONGEST = 6
_MOST_READINGS = 64


class Term(Value):
    """Some of the words, and all that they can name."""

    text: str
    places: tuple[Place, ...]


def is_joiner(word: str) -> bool:
    """Whether a word only stands between values: 'vs', 'vs.', 'or'."""
    return word.casefold().rstrip(".") in JOINERS


def terms(
    resolvers: Mapping[str, Resolver],
    words: Sequence[str],
    nearest: Callable[[str, str], str],
    paper: Callable[[str], str],
    elsewhere: Callable[[str], str],
) -> Iterator[Term]:
    """Part words into terms. Raises NotUnderstood for one that names nothing, or what ``nearest`` raises.

    A term is the longest run of words that is the very name of some concept, else a paper (``paper`` returns its id,
    or nothing), else one word that comes near a name: ``nearest`` resolves it in a facet. ``elsewhere`` says of a word
    that names nothing here what it is, or where to look.
    """
    left = _values(words)
    while left:
        for length in range(min(_LONGEST, len(left)), 0, -1):
            text = " ".join(left[:length])
            if found := exact_places(resolvers, text):
                break
        else:
            text, length = left[0], 1
            if paper_id := paper(text):
                found = [Place("papers", paper_id)]
            else:
                found = [Place(facet, nearest(facet, text)) for facet in facets_for(resolvers, text)]
        if not found:
            raise NotUnderstood(f"'{text}' {elsewhere(text)}")
        yield Term(text, tuple(dict.fromkeys(found)))
        left = left[length:]


def runs(words: Sequence[str], named: Callable[[str], Collection[str]]) -> Iterator[tuple[str, Collection[str]]]:
    """Give the longest runs of words that name something, each with all that it names; other words are passed over."""
    left = _values(words)
    while left:
        texts = [" ".join(left[:length]) for length in range(min(_LONGEST, len(left)), 0, -1)]
        text = next((one for one in texts if named(one)), left[0])
        if found := named(text):
            yield text, found
        left = left[len(text.split()) :]


def together(values: Sequence[str], named: Callable[[str], Collection[str]]) -> Iterator[str]:
    """Give values, as one those that are side by side the very name of a thing while one of them names none by itself.

    ``named`` returns what has this very name.
    """
    left = list(values)
    while left:
        for length in range(min(_LONGEST, len(left)), 1, -1):
            if named(" ".join(left[:length])) and not all(map(named, left[:length])):
                break
        else:
            length = 1
        yield " ".join(left[:length])
        left = left[length:]


def _values(words: Sequence[str]) -> list[str]:
    return [word for part in words for word in part.split() if not is_joiner(word)]


def readings(found: Sequence[Term]) -> Iterator[dict[str, list[str]]]:
    """All ways to read terms: the concepts of each facet, in the order of the words."""
    for number, places in enumerate(product(*(term.places for term in found))):
        if number == _MOST_READINGS:
            return
        reading: dict[str, list[str]] = {}
        for place in places:
            if place.concept_id not in reading.setdefault(place.facet, []):
                reading[place.facet].append(place.concept_id)
        yield reading
