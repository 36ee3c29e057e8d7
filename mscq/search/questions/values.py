"""What the words of a question were read for, one concept each: the values that options take."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mscq.records.facets import FACETS
from mscq.search.interpret import Unit
from mscq.search.names import Named, Names
from mscq.search.question_words import HELP, is_said
from mscq.search.words import stem, words

OF_FINDINGS = {"entities": "entity", "topics": "topic", "stages": "stage"}
"""The facets that only findings tell, each with its option."""
NARROWING = tuple(one for one in FACETS if one not in {"conditions", *OF_FINDINGS})
"""The facets that the answer on a condition can be narrowed by."""

Pair = tuple[Unit, Named]
"""A unit of a question, and the concept that it was read for."""


def values_of(
    telling: Sequence[Unit], names: Names, reported: Callable[[Sequence[Named]], Sequence[Named]] | None = None
) -> list[Pair]:
    """Return what was read for one concept each; of two where one lies below the other, the narrower.

    ``telling`` are the units that not every paper holds. ``reported`` tells which outcomes papers on the disease
    report, once it is known what disease is asked about.
    """
    read = [(unit, one) for unit in telling for one in _meant(unit)]
    found = []
    outcomes = [unit for unit, named in read if named.facet == "outcomes"]
    for unit, named in read:
        # to improve is no outcome beside one, nor where no paper on the disease tells of it
        helps = unit in outcomes and all(stem(word) in HELP for word in words(unit.typed))
        beside = any(other is not unit for other in outcomes)
        if helps and (beside or (reported is not None and not reported([named]))):
            continue
        if named.facet == "stages" and all(map(is_said, words(unit.typed))):
            continue  # early in a disease is no early study
        if not any(names.is_below(other, named) for _, other in read):
            found.append((unit, named))
    return found


def _meant(unit: Unit) -> Sequence[Named]:
    """The concepts that a unit was read for: the one that narrows an answer, or several outcomes it is a word of."""
    meant = unit.concepts if len(unit.concepts) == 1 else [one for one in unit.concepts if one.facet in NARROWING]
    if any(map(is_disease, unit.concepts[1:])):
        return ()
    return meant if len(meant) == 1 or {one.facet for one in meant} == {"outcomes"} else ()


def is_disease(named: Named) -> bool:
    """Return whether a concept is a disease."""
    return named.facet == "conditions"
