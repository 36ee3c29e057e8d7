"""What the TAB key offers: values of the vocabularies and ids of papers, without validating a record."""

from __future__ import annotations

from mscq.choices import CHOICES
from mscq.errors import MscqError
from mscq.evidence_base import load
from mscq.fold import fold


def values(facet: str, incomplete: str) -> list[tuple[str, str]]:
    """Ids of a facet that begin with what is typed, or whose name does; each with its label."""
    if facet in CHOICES:
        return [(value, "") for value in CHOICES[facet] if value.startswith(incomplete)]
    try:
        concepts = load().vocabulary.facet(facet)
    except MscqError:
        return []
    key = fold(incomplete)
    return [
        (concept.id, concept.label)
        for concept in concepts.values()
        if concept.id.startswith(incomplete)
        or (key and any(fold(name).startswith(key) for name in (*concept.abbreviations, concept.label)))
    ]


def papers(incomplete: str) -> list[tuple[str, str]]:
    """Ids of papers that begin with what is typed, each with its title."""
    try:
        kb = load()
        return [(one, kb.raw(one)["bibliography"].get("title", "")) for one in kb.ids if one.startswith(incomplete)]
    except (MscqError, KeyError):
        return []
