"""The tables of the vocabulary: per facet its concepts, their names, and what they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from mscq.export.definition import POSITION, Column, Row, Table, linked, several, stated
from mscq.records.facets import FACETS

if TYPE_CHECKING:
    from mscq.export.source import Base


class Names(NamedTuple):
    """A facet's table, and what one concept of it is called in a column."""

    table: str
    one: str


NAMES = {row.id: Names(*(name.replace(" ", "_") for name in (row.plural, row.noun))) for row in FACETS.values()}
_KINDS = ("label", "abbreviation", "synonym", "hint")


def tables() -> Iterator[Table]:
    """The three tables of every facet."""
    for facet, (table, one) in NAMES.items():
        words = one.replace("_", " ")
        owner = Column(one, "string", f"The {words}", required=True, reference=(table, "id"), indexed=True)
        yield _concepts(facet, table)
        yield _names(facet, owner, words)
        yield linked(
            f"{one}_broader",
            f"What each {words} belongs to",
            owner,
            stated("ConceptEntry", "broader", reference=(table, "id")),
            lambda base, facet=facet: (  # type: ignore[misc]
                {"id": concept.id, "broader": concept.broader} for concept in base.vocabulary.facet(facet).values()
            ),
        )


def _concepts(facet: str, table: str) -> Table:
    columns = several("ConceptEntry", "", "id", "label", "mesh", "kind", *FACETS[facet].own, "note")

    def rows(base: Base) -> Iterator[Row]:
        for concept in base.vocabulary.facet(facet).values():
            yield {column.name: getattr(concept, column.name) for column in columns}

    return Table(table, f"Vocabulary: {facet.replace('-', ' ')}", tuple(columns), ("id",), rows)


def _names(facet: str, owner: Column, words: str) -> Table:
    def rows(base: Base) -> Iterator[Row]:
        for concept in base.vocabulary.facet(facet).values():
            by_kind = ((concept.label,), concept.abbreviations, concept.synonyms, concept.hints)
            names = zip(_KINDS, by_kind, strict=True)
            every = [(kind, name) for kind, of_kind in names for name in of_kind]
            for position, (kind, name) in enumerate(every, 1):
                yield {owner.name: concept.id, "position": position, "name": name, "kind": kind}

    columns = (
        owner,
        POSITION,
        Column(
            "name",
            "string",
            "A name that a search understands; a hint is a word that may mean something else too",
            required=True,
            indexed=True,
        ),
        Column("kind", "string", "Which kind of name it is", required=True, choices=_KINDS),
    )
    return Table(f"{owner.name}_names", f"What each {words} is called", columns, (owner.name, "position"), rows)
