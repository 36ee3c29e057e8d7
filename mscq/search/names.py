"""Every name of every concept, folded and stemmed, to recognise them in a query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.records.choices import CHOICES
from mscq.records.table import Damaged
from mscq.search.name_index import letters, stemmed
from mscq.search.name_tables import BEGINNING, BEGINNINGS, EXACT, HOLDING, IN_LABEL, NAME_WORDS, STEMMED, name_tables
from mscq.search.words import STOP_WORDS, stem, words

if TYPE_CHECKING:
    from mscq.records.table import Table
    from mscq.records.vocabulary import Vocabulary
    from mscq.search.records import Records

# a word that stands in the names of more concepts than this says too little to call up all of them
_MOST_HOLDING = 8
_SHORTEST_TEXT, _SHORTEST_STEMMED = 3, 4
LONGEST_NAME = 8


class Named(NamedTuple):
    """A concept as search speaks of it."""

    facet: str
    id: str
    label: str

    @property
    def token(self) -> str:
        """How the index writes it."""
        return f"{self.facet}:{self.id}"


class Names:
    """The names of a vocabulary and of the closed lists; of a base whose index holds, read as they are asked for."""

    def __init__(self, vocabulary: Vocabulary, index: Table | None = None) -> None:
        self.vocabulary = vocabulary
        self._stored = index
        self._named: dict[str, list[Named]] = {}

    @cached_property
    def _tables(self) -> dict[str, Any]:
        return name_tables(self.vocabulary)

    def _get(self, key: str) -> Any:
        if self._stored is not None:
            try:
                return self._stored.get(key)
            except Damaged:
                self._stored = None
        return self._tables.get(key)

    def _of(self, kind: str, key: str) -> list[Named]:
        """The concepts under a key."""
        key = f"{kind}{key}"
        if key not in self._named:
            self._named[key] = [Named(*one) for one in self._get(key) or ()]
        return self._named[key]

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of all names that are more than abbreviations."""
        return frozenset(self._get(NAME_WORDS))

    def has(self, stem: str) -> bool:
        """Whether a stem is of a word of such a name."""
        return bool(self._of(HOLDING, stem))

    def exact(self, spoken: Sequence[str]) -> list[Named]:
        """The concepts that these words name, whole: by their letters, else by their stems."""
        key = letters(spoken)
        found = self._of(EXACT, key) if self._may_be(key) else []
        if found or len(key) < _SHORTEST_STEMMED or key.isdigit() or not self._may_be(key := stemmed(spoken)):
            return found
        return self._of(STEMMED, key)

    def sizes(self, spoken: Sequence[str]) -> Iterator[int]:
        """How many of these words, from the first, may be a name, the most first."""
        lengths = []
        for folded in (spoken, [*map(stem, spoken)]):
            most = self._beginnings.get("".join(folded)[:BEGINNING], 0)
            lengths.append([size < BEGINNING or size <= most for size in accumulate(map(len, folded))])
        return (size for size in range(len(spoken), 0, -1) if lengths[0][size - 1] or lengths[1][size - 1])

    def _may_be(self, key: str) -> bool:
        return len(key) <= self._beginnings.get(key[:BEGINNING], 0)

    @cached_property
    def _beginnings(self) -> dict[str, int]:
        found: dict[str, int] = self._get(BEGINNINGS)
        return found

    def spelt(self, facet: str, text: str) -> list[str]:
        """The ids of a facet's concepts that have this very name."""
        return [named.id for named in self._of(EXACT, letters(words(text))) if named.facet == facet]

    def holding(self, spoken: Sequence[str]) -> list[Named]:
        """The concepts with a name that holds all these words; none where there are too many."""
        keys = [stem(word) for word in spoken if word not in STOP_WORDS]
        for table in (HOLDING, IN_LABEL):
            shared = [set(self._of(table, key)) for key in keys]
            found = set.intersection(*shared) if shared else set()
            if 0 < len(found) <= _MOST_HOLDING:
                return sorted(found, key=lambda named: named.token)
        return []

    def begun(self, facet: str, word: str) -> list[Named]:
        """The concepts of a facet with a name of several words that begins with this one: the widest, no families."""
        key = stem(word)
        found = [
            named
            for named in self._of(HOLDING, key)
            if named.facet == facet
            and any(len(said := words(name)) > 1 and stem(said[0]) == key for name in self.texts(named))
        ]
        concepts = self.vocabulary.facet(facet)
        found = [one for one in found if concepts[one.id].kind != "family"] or found
        return [one for one in found if not any(self.is_below(one, other) for other in found)]

    def hinted(self, facet: str) -> dict[str, list[Named]]:
        """The words that concepts of a facet are offered for, though they name none, by their stems."""
        found: dict[str, list[Named]] = {}
        for concept in self.vocabulary.facet(facet).values():
            for hint in concept.hints:
                named = Named(facet, concept.id, concept.label)
                owners = found.setdefault(stemmed(words(hint)), [])
                if named not in owners:
                    owners.append(named)
        return found

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
        base.memo["names"] = Names(base.vocabulary, base.index)
    names: Names = base.memo["names"]
    return names
