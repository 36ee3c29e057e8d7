"""Every name of every concept, folded and stemmed, to recognise them in a query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mscq.records.choices import CHOICES
from mscq.records.facets import FACETS
from mscq.search.name_index import NameIndex, letters, stemmed
from mscq.search.words import STOP_WORDS, stem, words

if TYPE_CHECKING:
    from mscq.records.vocabulary import Concept, Vocabulary
    from mscq.search.records import Records

# a word that stands in the names of more concepts than this says too little to call up all of them
_MOST_HOLDING = 8
_SHORTEST_TEXT = 3
LONGEST_NAME = 8


@dataclass(frozen=True, slots=True)
class Named:
    """A concept as search speaks of it."""

    facet: str
    id: str
    label: str

    @property
    def token(self) -> str:
        """How the index writes it."""
        return f"{self.facet}:{self.id}"


class Names:
    """The names of a vocabulary and of the closed lists; vocabularies come before lists."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.words: set[str] = set()
        self._exact: NameIndex[Named] = NameIndex(letters)
        self._stemmed: NameIndex[Named] = NameIndex(stemmed)
        self._holding: dict[str, dict[Named, None]] = {}
        self._in_label: dict[str, dict[Named, None]] = {}
        for facet in FACETS:
            for concept in vocabulary.facet(facet).values():
                self._add_concept(facet, concept)
        chosen = [(words(name), Named(facet, value, value.replace("-", " "))) for facet, value, name in _choices()]
        for spoken, named in [(spoken, named) for spoken, named in chosen if not self._is_concept(spoken)]:
            self._exact.add(spoken, named)

    def _add_concept(self, facet: str, concept: Concept) -> None:
        named = Named(facet, concept.id, concept.label)
        for name in concept.names:
            self._exact.add(words(name), named)
        for name in (concept.label, *concept.synonyms):
            spoken = words(name)
            self.words.update(spoken)
            self._stemmed.add(spoken, named)
            for word in map(stem, spoken):
                self._holding.setdefault(word, {})[named] = None
                if name == concept.label:
                    self._in_label.setdefault(word, {})[named] = None

    def _is_concept(self, spoken: Sequence[str]) -> bool:
        return bool(self._exact.of(spoken)) or letters(spoken) in self._stemmed

    def exact(self, spoken: Sequence[str]) -> list[Named]:
        """The concepts that these words name, whole: by their letters, else by their stems."""
        key = letters(spoken)
        found = self._exact.of(spoken)
        return self._stemmed.of(spoken) if not found and len(key) >= 4 and not key.isdigit() else found

    def spelt(self, facet: str, text: str) -> list[str]:
        """The ids of a facet's concepts that have this very name."""
        return [named.id for named in self._exact.of(words(text)) if named.facet == facet]

    def holding(self, spoken: Sequence[str]) -> list[Named]:
        """The concepts with a name that holds all these words; none where there are too many."""
        keys = [stem(word) for word in spoken if word not in STOP_WORDS]
        for table in (self._holding, self._in_label):
            shared = [set(table.get(key, ())) for key in keys]
            found = set.intersection(*shared) if shared else set()
            if 0 < len(found) <= _MOST_HOLDING:
                return sorted(found, key=lambda named: named.token)
        return []

    def narrower(self, named: Named) -> list[Named]:
        """The concepts below a concept."""
        if named.facet in CHOICES:
            return []
        facet = self.vocabulary.facet(named.facet)
        return [Named(named.facet, one, facet.label(one)) for one in sorted(facet.narrower(named.id) - {named.id})]

    def is_below(self, one: Named, other: Named) -> bool:
        """Whether a concept lies below another of its facet."""
        if one.facet != other.facet or one.facet in CHOICES:
            return False
        return one.id != other.id and one.id in self.vocabulary.facet(one.facet).narrower(other.id)

    def texts(self, named: Named) -> list[str]:
        """What the concept is called in running text: its label and other names, short abbreviations left out."""
        if named.facet in CHOICES:
            return [named.label]
        concept = self.vocabulary.facet(named.facet)[named.id]
        long = [name for name in concept.abbreviations if len("".join(words(name))) >= _SHORTEST_TEXT]
        return [concept.label, *long, *concept.synonyms]


def names_of(base: Records) -> Names:
    """Return the names of a base's vocabulary, made once."""
    if "names" not in base.memo:
        base.memo["names"] = Names(base.vocabulary)
    names: Names = base.memo["names"]
    return names


def _choices() -> Iterator[tuple[str, str, str]]:
    """Facet, value and name of the closed lists, without names too common in questions."""
    for facet in ("topics", "directions", "stages"):
        for value, names in CHOICES[facet].items():
            if facet != "directions" or "-" in value:
                yield facet, value, value
            for name in names:
                if facet == "stages" or " " in name:
                    yield facet, value, name
