"""The vocabulary and the words of the screens: lists of facets, of concepts and of what words mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mscq.output.abbreviations import stands_for
from mscq.output.report import Align, Block, Bullets, Column, Heading, Paragraph, Report, Role, Span, Table, line
from mscq.output.wording import command_span, counted
from mscq.records.facets import noun_of

if TYPE_CHECKING:
    from mscq.output.answer import Scalar
    from mscq.output.glossary import Term as GlossaryTerm
    from mscq.records.vocabulary import Concept, Facet

_MOST_SAID = 4
"""Terms of a list up to which each is said in a sentence too."""


def facets_report(facets: Mapping[str, Facet]) -> Report:
    """The facets of the vocabulary with how many concepts each has."""
    rows = [
        [line(Span(name, Role.STRONG)), line(str(len(facet))), line(", ".join(_examples(facet)))]
        for name, facet in facets.items()
    ]
    return Report(
        "Vocabulary",
        [
            Heading(line("Vocabulary"), level=1),
            Table([Column("Facet"), Column("Concepts", Align.RIGHT), Column("For example", wrap=True, least=20)], rows),
            Paragraph(
                line(
                    "One facet: ", command_span("mscq terms routes"), "   One term: ", command_span("mscq terms lupus")
                )
            ),
        ],
    )


def _examples(facet: Facet) -> list[str]:
    return [concept.short for concept in list(facet.values())[:4]]


def terms_report(concepts: Sequence[tuple[Facet, Concept]], title: str) -> Report:
    """Concepts with their other names, families and MeSH ids."""
    columns = [
        Column("Term", wrap=True, least=14),
        Column("id", wrap=True, least=12),
        Column("Also called", wrap=True, least=24),
        Column("Under", wrap=True, least=10, optional=1),
        Column("MeSH", optional=2),
    ]
    rows = [
        [
            line(concept.label),
            line(Span(concept.id, Role.DIM)),
            line(", ".join([*concept.abbreviations, *concept.synonyms])),
            line(", ".join(facet.label(one) for one in concept.broader)),
            line(concept.mesh or ""),
        ]
        for facet, concept in concepts
    ]
    said = [] if len(concepts) > _MOST_SAID else [Bullets([line(_plainly(*one, title)) for one in concepts])]
    heading = Heading(line(title), line(Span(counted(len(rows), "term"), Role.DIM)), 1)
    return Report(title, [heading, *said, Table(columns, rows)])


def _plainly(facet: Facet, concept: Concept, asked: str = "") -> str:
    """What a concept is, in one plain sentence; first what an abbreviation of it that is asked for stands for."""
    noun = noun_of(facet.name)
    short = next((one for one in concept.abbreviations if one.casefold() == asked.casefold()), "")
    name = stands_for(short, concept) if short else None
    own = f"{short} is {name}. " if name is not None and name != concept.label else ""
    kind = f"{own}{concept.label}: {'an' if noun[0] in 'aeiou' else 'a'} {noun}"
    return f"{kind}. {concept.note}" if concept.note else f"{kind}."


def glossary_report(term: GlossaryTerm, concepts: Sequence[tuple[Facet, Concept]]) -> Report:
    """Return what a word of the screens means, and the concepts that have its name."""
    blocks: list[Block] = [
        Heading(line(term.word), line(Span(term.name, Role.DIM)), 1),
        Paragraph(line(term.sentence)),
    ]
    if concepts:
        blocks.append(Bullets([line(_plainly(*one)) for one in concepts]))
    return Report(term.word, blocks)


def glossary_list(terms: Sequence[GlossaryTerm]) -> Report:
    """Return every word of the screens with what it means."""
    title = "Words of the screens"
    columns = [Column("Word"), Column("Short for", optional=1), Column("Meaning", wrap=True, least=30)]
    rows = [(line(Span(one.word, Role.STRONG)), line(one.name), line(one.sentence)) for one in terms]
    return Report(title, [Heading(line(title), line(counted(len(terms), "word"))), Table(columns, rows)])


def term_record(facet: Facet, concept: Concept) -> dict[str, Any]:
    """A concept as a JSON-ready record."""
    return {
        "facet": facet.name,
        "id": concept.id,
        "label": concept.label,
        "abbreviations": list(concept.abbreviations),
        "synonyms": list(concept.synonyms),
        "broader": list(concept.broader),
        "narrower": facet.children(concept.id),
        "mesh": concept.mesh,
        "better": concept.better,
        "note": concept.note,
    }


def term_row(facet: Facet, concept: Concept) -> dict[str, Scalar]:
    """A concept as one flat row."""
    return {
        "facet": facet.name,
        "id": concept.id,
        "label": concept.label,
        "abbreviations": "; ".join(concept.abbreviations),
        "synonyms": "; ".join(concept.synonyms),
        "broader": " ".join(concept.broader),
        "mesh": concept.mesh,
    }
