"""What the base says of one paper, in a line: its design, its one answer, and its own conclusion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.evidence.answer import Pooled, Status, Trial
from mscq.evidence.level import Control, is_retracted
from mscq.output.endpoints import KIND_WORDS
from mscq.output.in_short import how_it_ended
from mscq.output.report import Line, Span, joined, line
from mscq.output.screens.answer_pooled import pooled_text
from mscq.output.screens.answer_rooms import EVERY
from mscq.output.screens.answer_trials import trial_text
from mscq.output.wording import CONTROL_WORDS, before, counted, mark_span

if TYPE_CHECKING:
    from mscq.evidence.brief import PaperSummary, Told
    from mscq.records.vocabulary import Vocabulary

_MOST = 2
"""Answers of one paper that are told one by one."""


def brief_line(said: PaperSummary, vocabulary: Vocabulary, separator: str = "; ") -> Line:
    """Return what the base says of a paper: its design, what it answers by its primary endpoint, its conclusion.

    ``separator`` stands between the answers and the conclusion.
    """
    paper = said.paper
    head = vocabulary.designs.label(paper.study.design).lower()
    several = len({one.within.condition.id for one in said.told}) > 1
    told = [_told(one, said, vocabulary, several=several) for one in said.told[:_MOST]]
    if len(said.told) > _MOST:
        told.append(line(f"{counted(len(said.told) - _MOST, 'further answer')}: mscq show {paper.id}"))
    summary = paper.summary or ""
    if is_retracted(paper) and said.efficacy:
        head += "; retracted, so that its results show nothing"
    elif not told and said.efficacy:
        named = CONTROL_WORDS[max(min(said.efficacy), Control.UNCONTROLLED)].named
        return line(f"{head}; {named}: {summary or f'mscq show {paper.id}'}")
    elif not told:
        head += "; no result of its own" if summary else "; no result was read"
    answers = joined([head, *told], "; ")
    return joined([answers, summary], separator) if summary else answers


def _told(one: Told, said: PaperSummary, vocabulary: Vocabulary, *, several: bool) -> Line:
    block = one.block
    pooled = "" if isinstance(block, Trial) else "pooled "
    n = f" (n {block.n:,})" if isinstance(block, Trial) and block.n is not None else ""
    parts: list[str | Span | Line] = [f"{one.within.condition.short}, " if several else ""]
    teller = block.answered[0].result.paper if block.answered else block.paper
    if teller.id != said.paper.id:
        parts.append(f"told by {teller.id} on the same people, ")
    parts.append(f"{pooled}against {KIND_WORDS[block.comparator]}{n}: ")
    parts.append(before(mark_span(block.direction, Control.CONTROLLED)))
    if any(block is each for each in one.within.rankings):
        return line(*parts[:1], "ranks treatments in a network, which is no result against a control")
    if isinstance(block, Pooled):
        return line(*parts, pooled_text(block, vocabulary, EVERY))
    ended = how_it_ended(block, brief=True)
    if block.status is Status.SAFETY_ONLY and not block.answered:
        return line(*parts, f"{ended}, which says nothing on an effect")
    return line(*parts, f"{ended}: ", trial_text(block, one.within, vocabulary, EVERY))
