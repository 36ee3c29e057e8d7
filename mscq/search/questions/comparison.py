"""A question of two values or more as their comparison, on the disease that it is about."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mscq.records.facets import FACETS
from mscq.records.value import replace
from mscq.search.interpret import Unit, UnitKind
from mscq.search.names import Named
from mscq.search.questions.command import made
from mscq.search.questions.condition import of_condition
from mscq.search.suggest import narrowing
from mscq.search.words import words

if TYPE_CHECKING:
    from mscq.search.names import Names
    from mscq.search.questions.asked import Asked
    from mscq.search.questions.question import Question
    from mscq.search.questions.values import Pair

_FOREMOST = 0.9
"""Of the papers on the diseases that a word may mean, the share from which one is taken, and the others named."""


def compare(asked: Asked, facet: str, values: list[Pair]) -> Question:
    """Return a question as the comparison of values of a facet, narrowed by what else was read, and on harm or not."""
    options = [(FACETS[facet].option, values)]
    options += narrowing(asked.telling, asked.names, facet, values)
    options += diseases(asked, options)
    if asked.is_of_harm:
        topic = next((pair for pair in asked.values if pair[1].facet == "topics"), None)
        extra = [] if topic is None else [("topic", [topic])]
        options += extra
        return compared(asked, options, flags=() if extra else ("--topic", "safety"))
    return compared(asked, options)


def compared(asked: Asked, options: Sequence[tuple[str, Sequence[Pair]]], flags: tuple[str, ...] = ()) -> Question:
    """Return a comparison on one disease: of several that may be meant, on the one most papers are of, or on each."""
    meant = next((pairs for option, pairs in options if option == "condition"), ())
    if len(meant) < 2 or options[0][0] == "condition":
        return made(asked, "compare", options, flags)
    papers = {named.id: set(papers_on(asked, [named.id])) for _, named in meant}
    first, *others = sorted(meant, key=lambda pair: -len(papers[pair[1].id]))
    if len(papers[first[1].id]) >= _FOREMOST * len(set().union(*papers.values())):
        chosen = [(option, [first] if option == "condition" else pairs) for option, pairs in options]
        rest = " or ".join(named.label for _, named in others)
        question = made(asked, "compare", chosen, flags)
        return replace(question, left_off=f"'{first[0].typed}' may also be {rest}")
    plain = of_condition(asked, "condition", [])
    whole = made(asked, "compare", [pair for pair in options if pair[0] != "condition"], flags)
    return replace(plain, shown=f"{whole.shown} --condition {{}}", read=whole.read, unread=())


def diseases(asked: Asked, options: Sequence[tuple[str, Sequence[Pair]]]) -> list[tuple[str, list[Pair]]]:
    """Return the option of the disease that is asked about, or of all that may be meant, where none names it yet."""
    if any(option == "condition" for option, _ in options):
        return []
    text = asked.condition.typed.strip("'") if asked.condition is not None else asked.doubt.text if asked.doubt else ""
    label = asked.conditions.facet.label
    pairs = [(Unit(text, UnitKind.WORD), Named("conditions", one, label(one))) for one in asked.subject.ids]
    return [("condition", pairs)] if pairs else []


def papers_on(asked: Asked, ids: Sequence[str]) -> Iterator[int]:
    """Yield the papers on diseases, by their numbers in the index."""
    below = {f"conditions:{one}" for disease in ids for one in asked.conditions.facet.narrower(disease)}
    return (document for document in asked.index.ids if not below.isdisjoint(asked.index.studied(document)))


def as_sources(units: Sequence[Unit], names: Names) -> list[Unit]:
    """Return units, cells that are called by their tissue read for it: fat or bone marrow cells are two tissues."""
    tissues = names.vocabulary.sources
    read = []
    for unit in units:
        tissue = [one for one in words(unit.typed) if one not in ("cell", "cells")]
        ids = names.spelt("cell-sources", " ".join(tissue)) if tissue else []
        named = [Named("cell-sources", one, tissues.label(one)) for one in ids]
        read.append(dataclasses.replace(unit, concepts=tuple(named)) if len(named) == 1 else unit)
    return read
