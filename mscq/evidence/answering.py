"""The answer on a condition for who asks: kept beside the base, or made from its papers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mscq.evidence import kept
from mscq.evidence.answer import VERDICTS, ConditionAnswer, Trial
from mscq.evidence.selection import Selection, Selector
from mscq.records.value import Value, replace

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Paper
    from mscq.records.vocabulary import Concept

KEPT = "answer "
"""Before the id of a condition: under which its answer is kept."""


def answer(
    kb: KnowledgeBase, condition_id: str, selection: Selection | None = None, among: Iterable[Paper] | None = None
) -> ConditionAnswer:
    """Return the answer on a condition and everything below it, within a further selection.

    ``among`` are the papers that can be on it, by id, where so much is known of them already.
    Raises KeyError for an id that the vocabulary does not hold.
    """
    concept = kb.vocabulary.conditions[condition_id]
    selector = Selector(kb, replace(selection or Selection(), conditions=(condition_id,)), among)
    return answer_within(selector, concept)


def answer_within(selector: Selector, condition: Concept) -> ConditionAnswer:
    """Return the answer on a condition from what a selector, which asks for it, selects; it is made once for a base."""
    key = ("answer", condition.id, selector.selection)
    if key not in selector.kb.memo:
        selector.kb.memo[key] = _kept(selector, condition) or _made(selector, condition)
    made: ConditionAnswer = selector.kb.memo[key]
    return made


def _kept(selector: Selector, condition: Concept) -> ConditionAnswer | None:
    """The answer that is kept beside a base (``mscq.evidence.keeping``), where nothing but a condition is asked for."""
    if selector.selection != Selection(conditions=(condition.id,)):
        return None
    stored = selector.kb.kept(f"{KEPT}{condition.id}")
    if stored is None:
        return None
    found: ConditionAnswer = kept.read(
        ConditionAnswer, stored, selector.kb, selector=selector, condition=condition, selection=Selection()
    )
    return found


def _made(selector: Selector, condition: Concept) -> ConditionAnswer:
    from mscq.evidence.answer_making import answer_made

    return answer_made(selector, condition)


class Wider(Value):
    """A condition that the one asked for is a form of, and the trials filed under it that are not under the form."""

    condition: Concept
    trials: tuple[Trial, ...]


def wider(kb: KnowledgeBase, made: ConditionAnswer) -> list[Wider]:
    """Return the diseases above the condition of an answer that have trials with a verdict beside the answer's own."""
    facet = kb.vocabulary.conditions
    held = {paper.id for one in answer(kb, made.condition.id).trials for paper in one.papers}
    found = []
    for above in made.condition.broader:
        if above in facet and facet[above].kind != "family":
            trials = answer(kb, above).trials
            beside = [one for one in trials if one.status in VERDICTS and held.isdisjoint(p.id for p in one.papers)]
            if beside:
                found.append(Wider(facet[above], tuple(beside)))
    return found
