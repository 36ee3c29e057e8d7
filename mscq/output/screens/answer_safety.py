"""What is told of harm on the first screen of a condition, in one paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mscq.evidence.answer import ConditionAnswer, leading_family
from mscq.evidence.harm import Held, Seen
from mscq.evidence.treatment import conditions
from mscq.output.endpoints import NO_FIGURES, harm_standing, harm_text
from mscq.output.report import Block, Line, Paragraph, joined, line
from mscq.output.screens.answer_rooms import Room
from mscq.records.terms import Topic

if TYPE_CHECKING:
    from mscq.evidence.harm import Harm
    from mscq.records.vocabulary import Vocabulary


def safety_line(
    answer: ConditionAnswer, vocabulary: Vocabulary, room: Room, told: Sequence[tuple[bool, Harm]]
) -> Iterator[Block]:
    """Give what leads of harm and what must not be missed beside it, as much as there is room for."""
    led = leading_family(answer)
    if told:
        figures = [each for each in told if each[0] and each[1].held is Held.FIGURE]
        if room.lean and figures and told[0][1].held is not Held.FIGURE:
            told = figures  # they say what mere words do not
        (_, first), *beside = told
        if room.lean:
            beside = [each for each in beside if each[0] or each[1].gravity < first.gravity]
        elif room.folded:  # of what stands beside it what is graver, and that of the cells that lead
            beside = [each for each in beside if each[0] or each[1].family == led or each[1].gravity < first.gravity]
        told = [told[0], *beside]
        unknown = first.seen is Seen.NOT and not any(one.has_figure for one in answer.any_harm)
        aside = "any harm, " if answer.selection.outcomes else "any control, "
        harms = (line(aside if other else "", _safety_text(one, answer, vocabulary, room)) for other, one in told)
        yield Paragraph(line(f"{NO_FIGURES}; " if unknown else "", joined(harms, "; ")), "Safety")
    elif answer.papers and (not answer.selection.topics or Topic.SAFETY in answer.selection.topics):
        none = "nothing is known from these papers" if answer.selection.is_empty else "nothing fits these filters"
        yield Paragraph(line(none), "Safety")


def _safety_text(one: Harm, answer: ConditionAnswer, vocabulary: Vocabulary, room: Room) -> Line:
    brief, led = room.folded or one.held is not Held.NOTHING, leading_family(answer)
    wider = answer.selector.conditions.isdisjoint(conditions(one.result.paper, one.result.finding))
    text = harm_text(one, vocabulary, led, brief=brief, terse=room.brief, of_disease=wider)
    return line(harm_standing(one), ": ", text)
