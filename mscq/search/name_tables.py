"""The names of a vocabulary and of the closed lists by what they are looked up by, as an index of a base holds them.

Vocabularies come before lists. A concept is its facet, its id and its label.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mscq.records.choices import CHOICES
from mscq.records.facets import FACETS
from mscq.search.name_index import letters, stemmed
from mscq.search.words import stem, words

if TYPE_CHECKING:
    from mscq.records.vocabulary import Vocabulary

EXACT, STEMMED, HOLDING, IN_LABEL = "called ", "called like ", "in a name ", "in a label "
"""Keys of letters and of stems that are a name, and of a stem of a name and of a label: the concepts."""
NAME_WORDS, BEGINNINGS = "words of names", "beginnings of names"
"""Keys of the words of all names that are more than abbreviations, and of the first letters of all names, with the
length of the longest name that begins so: by them most words are known to be no name."""
BEGINNING = 5


def name_tables(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return what the names of a vocabulary are looked up by."""
    found: dict[str, Any] = {}
    spelt: set[str] = set()

    def enter(key: str, concept: list[str]) -> None:
        owners = found.setdefault(key, [])
        if concept not in owners:
            owners.append(concept)

    for facet in FACETS:
        for concept in vocabulary.facet(facet).values():
            mine = [facet, concept.id, concept.label]
            for name in concept.names:
                enter(f"{EXACT}{letters(words(name))}", mine)
            for name in (concept.label, *concept.synonyms):
                spoken = words(name)
                spelt.update(spoken)
                enter(f"{STEMMED}{stemmed(spoken)}", mine)
                for word in map(stem, spoken):
                    enter(f"{HOLDING}{word}", mine)
                    if name == concept.label:
                        enter(f"{IN_LABEL}{word}", mine)
    chosen = [(letters(words(name)), [facet, value, value.replace("-", " ")]) for facet, value, name in _choices()]
    for key, mine in [(key, mine) for key, mine in chosen if not {f"{EXACT}{key}", f"{STEMMED}{key}"} & found.keys()]:
        enter(f"{EXACT}{key}", mine)
    found[NAME_WORDS] = sorted(spelt)
    begin: dict[str, int] = {}
    for name in (key.removeprefix(kind) for kind in (EXACT, STEMMED) for key in found if key.startswith(kind)):
        begin[name[:BEGINNING]] = max(begin.get(name[:BEGINNING], 0), len(name))
    found[BEGINNINGS] = dict(sorted(begin.items()))
    return found


def _choices() -> Iterator[tuple[str, str, str]]:
    """Facet, value and name of the closed lists, without names too common in questions."""
    for facet in ("topics", "directions", "stages"):
        for value, names in CHOICES[facet].items():
            if facet != "directions" or "-" in value:
                yield facet, value, value
            for name in names:
                if facet == "stages" or " " in name:
                    yield facet, value, name
