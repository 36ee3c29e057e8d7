"""The MeSH ids of a vocabulary beside MeSH itself: whether there is such an id, and whether it goes by our names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mscq.online.eutilities import MOST_LISTED, headings, search
from mscq.records.facets import FACETS
from mscq.text.fold import fold_words

if TYPE_CHECKING:
    from mscq.online.client import Client
    from mscq.records.vocabulary import Concept, Vocabulary

_MOST_IDS = 100  # in one search


class Doubt(NamedTuple):
    """A MeSH id that does not exist, or whose heading and entry terms hold no name of the concept."""

    facet: str
    concept: str
    label: str
    mesh: str
    heading: str | None


def doubts(client: Client, vocabulary: Vocabulary) -> tuple[int, list[Doubt]]:
    """Return how many MeSH ids a vocabulary has, and those in doubt. Raises as ``Client.ask`` does."""
    concepts = [(facet, one) for facet in FACETS for one in vocabulary.facet(facet).values() if one.mesh]
    ids = list(dict.fromkeys(str(one.mesh) for _, one in concepts))
    known: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(ids), _MOST_IDS):
        term = " OR ".join(f"{one}[mhui]" for one in ids[start : start + _MOST_IDS])
        found = search(client, term, MOST_LISTED, db="mesh")
        known |= {one.id: one.terms for one in headings(client, found.ids)}
    return len(concepts), [
        Doubt(facet, one.id, one.label, str(one.mesh), next(iter(known.get(str(one.mesh), ())), None))
        for facet, one in concepts
        if not _agree(one, known.get(str(one.mesh), ()))
    ]


def _agree(concept: Concept, terms: tuple[str, ...]) -> bool:
    """Whether a heading goes by a name of a concept, in whatever order of its words: 'Arthritis, Rheumatoid'."""
    return not {_key(name) for name in concept.names}.isdisjoint(_key(term) for term in terms)


def _key(name: str) -> tuple[str, ...]:
    # singular and plural are one: MeSH has "Stem Cells"
    return tuple(sorted(word.removesuffix("s") for word in fold_words(name)))
