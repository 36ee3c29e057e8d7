"""A question on an outcome, or a control, that names no disease: each on which papers report it answers for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.records.value import replace
from mscq.search.names import Named
from mscq.search.question_words import is_said
from mscq.search.questions.condition import LASTING, filters, of_condition
from mscq.search.questions.question import Question
from mscq.search.questions.subject import Doubt, Subject
from mscq.search.words import words

if TYPE_CHECKING:
    from mscq.search.questions.asked import Asked


_EFFECT = Named("topics", "efficacy", "efficacy")


def of_outcome(asked: Asked) -> Question | None:
    """Return the answers on outcomes, or against a control, in each disease; None where no paper reports them."""
    narrowed = filters(asked)
    outcomes = [named.id for _, named in narrowed if named.facet == "outcomes"]
    if len(narrowed) < len(asked.values) or not (outcomes or asked.controls) or LASTING in outcomes:
        return None
    read = {word for unit, _ in narrowed for word in words(unit.typed)}
    left = {word for unit in asked.telling for word in words(unit.typed)} - read
    if not all(map(is_said, left)):
        return None
    named = [one for _, one in narrowed if one.facet != "comparators"]
    diseases = [
        one
        for one in asked.conditions.facet.values()
        if one.kind != "family" and asked.conditions.facet.head(one.id) == one.id
        if asked.index.names_together(asked.names, [Named("conditions", one.id, one.label), *named, _EFFECT])
    ]
    subject = Subject(doubt=Doubt("", tuple(one.id for one in diseases)))
    return of_condition(replace(asked, subject=subject), "condition", narrowed) if diseases else None
