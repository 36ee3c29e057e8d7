"""What the first screen of a condition tells beside its trials: what leads of harm, and on how much papers disagree.

All that is asked about a condition alone may be kept beside a base (``mscq.evidence.keeping``), and is read from there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.evidence import kept
from mscq.evidence.answer import leading_family
from mscq.evidence.families import SEVERAL, UNTOLD
from mscq.evidence.harm import Harm, Held, Seen, Verdict, in_order, weighed
from mscq.evidence.ranking import reported_detail, strength
from mscq.evidence.selection import Selection, Selector
from mscq.records.value import replace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mscq.evidence.answer import ConditionAnswer, Pooled
    from mscq.evidence.harm_figures import SafetyFigure
    from mscq.records.knowledge_base import KnowledgeBase

HARMS, QUESTIONS, REVIEWS = "harms ", "questions ", "reviews "
"""Before the id of a condition: under which what leads of harm, the number of disagreements and the order of its
pooled analyses, as places among them, are kept."""


def leading_harms(answer: ConditionAnswer) -> list[tuple[bool, Harm]]:
    """Return what leads of harm, as ``mscq safety`` tells it, and what must not be missed beside it.

    That is the gravest that is laid to the cells, where it is graver than what leads; any that was seen, where that was
    not; else what leads of the cells that lead, or of others that were tried. Where something is asked for, what leads
    of any harm is told beside it if that is graver and was held against a control; where no whole group tells of what
    is asked for, any harm leads. Each with whether it is of another outcome, or control, than is asked for. Where no
    figure of the disease itself was held against a control, what was more frequent in a whole family of diseases is
    told too, if it was given as in trials on this one.
    """
    kb = answer.selector.kb
    if answer.selection.is_empty and (stored := kb.kept(f"{HARMS}{answer.condition.id}")) is not None:
        return [(False, kept.read(Harm, one, kb)) for one in stored]
    from mscq.evidence.safety import gravest, leading

    vocabulary = kb.vocabulary

    def weigh(figures: Iterable[SafetyFigure]) -> list[Harm]:
        return in_order(vocabulary, (weighed(vocabulary, one.result, one.family) for one in figures))

    asked = harms = weigh(answer.asked_harm)
    narrowed = bool(answer.selection.outcomes or answer.selection.against)
    anything = weigh(answer.any_harm) if narrowed else asked
    if narrowed and (here := answer.families()):  # a harm of other cells is no price of what is asked for
        anything = [one for one in anything if one.family in (SEVERAL, UNTOLD, *here)]
    if not any(not (one.apart or one.partial or one.is_rank) for one in asked):
        harms = anything
    told = leading(vocabulary, harms)[:1]
    if not told:
        return [] if narrowed else _of_the_family(answer)
    (first,), led = told, leading_family(answer)
    whole = [one for one in harms if not (one.apart or one.partial or one.is_rank)]
    second = gravest(one for one in whole if one.seen is Seen.LAID and one.gravity < first.gravity)
    if first.seen is Seen.NOT and not second:
        second = [one for one in harms if one.held is not Held.NOTHING and one.seen is Seen.LAID and not one.apart]
        second = second or [one for one in whole if one.seen is not Seen.NOT]
    other = False
    if narrowed and harms is asked:
        price = leading(vocabulary, anything)[:1]
        if any(_is_a_price(one, first) for one in price):
            second, other = price, True
    elif narrowed and asked:
        second = asked
    tried = {led} if first.family != led else {one.family for one in answer.trials} - {led}
    second = second or leading(vocabulary, [one for one in harms if one.family in tried])
    lead = (narrowed and harms is not asked, first)
    found = [lead, *((other, one) for one in second[:1] if one.result is not first.result)]
    if not narrowed and all(one.held is not Held.FIGURE for _, one in found):
        found += _of_the_family(answer)
    return found


def _is_a_price(one: Harm, first: Harm) -> bool:
    """Whether a harm of any outcome must stand beside what leads here: a graver one, or a figure beside mere words."""
    figure = one.held is Held.FIGURE and one.verdict is Verdict.MORE and first.held is not Held.FIGURE
    return figure or (one.held is not Held.NOTHING and one.gravity < first.gravity)


def _of_the_family(answer: ConditionAnswer) -> list[tuple[bool, Harm]]:
    """What was more frequent in a whole family of diseases, if it was given as in trials on this one."""
    from mscq.evidence.safety import of_families

    tried_by = {route for one in answer.trials for route in one.paper.study.intervention.routes}
    found = of_families(answer.selector.kb, answer.condition, answer.selection)
    return [(False, one) for one in found if tried_by.issuperset(one.result.paper.study.intervention.routes)][:1]


def ranked_reviews(answer: ConditionAnswer) -> list[Pooled]:
    """Return the pooled analyses, those that say most first."""
    kb, key = answer.selector.kb, ("reviews", answer.condition.id, answer.selector.selection)
    if key not in kb.memo:
        stored = kb.kept(f"{REVIEWS}{answer.condition.id}") if answer.selection.is_empty else None
        kb.memo[key] = _ranked(answer) if stored is None else [answer.pooled[place] for place in stored]
    ranked: list[Pooled] = kb.memo[key]
    return ranked


def _ranked(answer: ConditionAnswer) -> list[Pooled]:
    led = leading_family(answer)
    return sorted(answer.pooled, key=lambda one: _says_little(one, led))


def _says_little(one: Pooled, led: str | None) -> tuple[object, ...]:
    """Sort key of pooled analyses: with a figure, of the leading family, on this disease alone come first."""
    detail = max((reported_detail(each.result) for each in one.answered), default=(0, 0, 0))
    apart = one.family in (SEVERAL, UNTOLD)
    return (not any(detail), one.family != led, apart, one.shared_conditions > 1, detail[0] == 0, strength(one.paper))


def questions(kb: KnowledgeBase, condition_id: str, selection: Selection | None = None) -> int:
    """Return on how many questions about a condition papers disagree, within a further selection."""
    asked = selection or Selection()
    if asked.is_empty and (stored := kb.kept(f"{QUESTIONS}{condition_id}")) is not None:
        return int(stored)
    from mscq.evidence.conflicts import conflicts_within

    return len(conflicts_within(Selector(kb, replace(asked, conditions=(condition_id,)))))
