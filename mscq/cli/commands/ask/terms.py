"""The vocabulary: what a condition, route, source or outcome is called.

Without a word it lists the facets; with the name of a facet its concepts; with any other word the
concept that the word names, with its other names, what it belongs to and what lies below it. Words of statistics
and of verdicts and marks that the screens print (MD, SUCRA, not stated, ▲) are explained in a sentence; glossary lists
them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mscq.cli.completion.offers import terms
from mscq.cli.request import Request
from mscq.errors import AmbiguousTerm, MscqError, UnknownTerm
from mscq.output.answer import Answer
from mscq.records.facets import FACETS

if TYPE_CHECKING:
    from mscq.output.glossary import Term as GlossaryTerm
    from mscq.records.vocabulary import Concept, Facet

ORDER = 12
_GLOSSARY = ("glossary", "words", "symbols", "marks")
EXAMPLES = ("mscq terms", "mscq terms routes", "mscq terms 'spinal tap'")


def command(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FACET | TERM]", help="A facet, or any term", autocompletion=terms),
    ] = None,
) -> Answer:
    request = Request(ctx)
    from mscq.output.screens import terms as screen

    vocabulary = request.kb.vocabulary
    if not words:
        facets = {name: vocabulary.facet(name) for name in FACETS}
        return Answer(
            data=lambda: [screen.term_record(f, c) for f in facets.values() for c in f.values()],
            rows=lambda: [screen.term_row(f, c) for f in facets.values() for c in f.values()],
            report=lambda: screen.facets_report(facets),
        )
    text = " ".join(words)
    if text.casefold() in _GLOSSARY:
        from mscq.output.glossary import glossary

        every = glossary()
        return Answer(
            data=lambda: [one._asdict() for one in every],
            rows=lambda: [dict(one._asdict()) for one in every],
            report=lambda: screen.glossary_list(every),
        )
    name = _facet_named(text)
    if name is not None:
        facet = vocabulary.facet(name)
        found = [(facet, concept) for concept in facet.values()]
    else:
        from mscq.output.glossary import explained

        found = _exact(request, text)
        meant = explained(text) or (None if found else _value(text))
        if meant is None and not found:
            found = _concepts(request, text)
        if meant is not None:
            return Answer(
                data=lambda: [meant._asdict(), *(screen.term_record(facet, concept) for facet, concept in found)],
                rows=lambda: [dict(meant._asdict())],
                report=lambda: screen.glossary_report(meant, found),
            )
    return Answer(
        data=lambda: [screen.term_record(facet, concept) for facet, concept in found],
        rows=lambda: [screen.term_row(facet, concept) for facet, concept in found],
        report=lambda: screen.terms_report(found, name.replace("-", " ").capitalize() if name else text),
    )


def _facet_named(text: str) -> str | None:
    word = text.lower().replace(" ", "-")
    called = ((row.id, {row.id, row.noun.replace(" ", "-"), row.option, row.field}) for row in FACETS.values())
    return next((name for name, names in called if word in names), None)


def _value(text: str) -> GlossaryTerm | None:
    """What a value of a closed list is, and the other values; None where the text is none."""
    from mscq.cli.options import FILTERS
    from mscq.output.glossary import Term
    from mscq.records.choices import CHOICE_NOUNS, CHOICES

    value = text.casefold().replace(" ", "-")
    for facet, noun in CHOICE_NOUNS.items():
        if value in CHOICES[facet]:
            option = next((name for name, entry in FILTERS.items() if entry.facet == facet), "")
            how = f" (mscq findings --{option} {value})" if option else ""
            others = ", ".join(one for one in CHOICES[facet] if one != value)
            return Term(value, noun, f"{noun.capitalize()}: {value} is one of these, beside {others}{how}.")
    return None


def _exact(request: Request, text: str) -> list[tuple[Facet, Concept]]:
    """The concepts of any facet that have this very name."""
    from mscq.search.everywhere import exact_places

    resolvers = {name: request.kb.resolver(name) for name in FACETS}
    found = exact_places(resolvers, text)
    return [(resolvers[one.facet].facet, resolvers[one.facet].facet[one.concept_id]) for one in found]


def _concepts(request: Request, text: str) -> list[tuple[Facet, Concept]]:
    """The concepts that a text comes near, in any facet. Raises the last error where no facet knows it."""
    found: list[tuple[Facet, Concept]] = []
    problem: MscqError = UnknownTerm(text, "term")
    for name in FACETS:
        resolver = request.kb.resolver(name)
        try:
            concept_id = request.resolve(name, text) if not found else resolver.resolve(text).concept_id
            found.append((resolver.facet, resolver.facet[concept_id]))
        except AmbiguousTerm as error:
            problem = problem if isinstance(problem, AmbiguousTerm) else error
        except UnknownTerm as error:
            if error.suggestions and not isinstance(problem, AmbiguousTerm):
                problem = error
    if not found:
        raise problem
    return found
