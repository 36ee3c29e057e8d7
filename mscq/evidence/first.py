"""What the first screen of a condition tells beside its trials: what leads of harm, and on how much papers disagree.

All that is asked about a condition alone may be kept beside a base (``mscq.evidence.keeping``), and is read from there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.evidence import kept
from mscq.evidence.families import SEVERAL, UNTOLD
from mscq.evidence.harm import Harm, weighed
from mscq.evidence.ranking import reported_detail, strength
from mscq.evidence.selection import Selection, Selector
from mscq.records.value import replace

if TYPE_CHECKING:
    from mscq.evidence.answer import ConditionAnswer, Pooled
    from mscq.records.knowledge_base import KnowledgeBase

HARMS, QUESTIONS, REVIEWS = "harms ", "questions ", "reviews "
"""Before the id of a condition: under which what leads of harm, the number of disagreements and the order of its
pooled analyses, as places among them, are kept."""


def leading_harms(answer: ConditionAnswer) -> list[Harm]:
    """Return what leads of harm, as ``mscq safety`` tells it; where that is of other cells, what leads of these too."""
    kb = answer.selector.kb
    if answer.selection.is_empty and (stored := kb.kept(f"{HARMS}{answer.condition.id}")) is not None:
        return [kept.read(Harm, one, kb) for one in stored]
    from mscq.evidence.safety import leading

    vocabulary = kb.vocabulary
    harms = [weighed(vocabulary, one.result, one.family) for one in answer.safety]
    led = _leading_family(answer)
    told = leading(vocabulary, harms)[:1]
    if told and told[0].family != led:
        return [*leading(vocabulary, [one for one in harms if one.family == led])[:1], *told]
    tried = {one.family for one in answer.trials}
    return [*told, *leading(vocabulary, [one for one in harms if one.family != led and one.family in tried])[:1]]


def ranked_reviews(answer: ConditionAnswer) -> list[Pooled]:
    """Return the pooled analyses, those that say most first."""
    kb, key = answer.selector.kb, ("reviews", answer.condition.id, answer.selector.selection)
    if key not in kb.memo:
        stored = kb.kept(f"{REVIEWS}{answer.condition.id}") if answer.selection.is_empty else None
        kb.memo[key] = _ranked(answer) if stored is None else [answer.pooled[place] for place in stored]
    ranked: list[Pooled] = kb.memo[key]
    return ranked


def _ranked(answer: ConditionAnswer) -> list[Pooled]:
    led = _leading_family(answer)
    return sorted(answer.pooled, key=lambda one: _says_little(one, led))


def _says_little(one: Pooled, led: str | None) -> tuple[object, ...]:
    """Sort key of pooled analyses: with a figure, of the leading family, on this disease alone come first."""
    detail = max((reported_detail(each.result) for each in one.answered), default=(0, 0, 0))
    apart = one.family in (SEVERAL, UNTOLD)
    return (not any(detail), one.family != led, apart, one.shared_conditions > 1, detail[0] == 0, strength(one.paper))


def _leading_family(answer: ConditionAnswer) -> str | None:
    return next((one.family for one in answer.trials), None)


def questions(kb: KnowledgeBase, condition_id: str, selection: Selection | None = None) -> int:
    """Return on how many questions about a condition papers disagree, within a further selection."""
    asked = selection or Selection()
    if asked.is_empty and (stored := kb.kept(f"{QUESTIONS}{condition_id}")) is not None:
        return int(stored)
    from mscq.evidence.conflicts import conflicts_within

    return len(conflicts_within(Selector(kb, replace(asked, conditions=(condition_id,)))))
