"""The pooled analyses of an answer as rows: what each concludes, and the outcome that it says best or every one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.evidence.answer import Answered, ConditionAnswer, Pooled
from mscq.evidence.effect import leans
from mscq.evidence.first import ranked_reviews
from mscq.evidence.level import Control
from mscq.evidence.people import study_size
from mscq.evidence.treatment import set_apart
from mscq.output.endpoints import (
    DIRECTION_WORDS,
    KIND_WORDS,
    POOLED_WORDS,
    contrast_text,
    directions_text,
    doubt,
    endpoint_words,
    family_words,
    figures_text,
    of_part,
    strip,
)
from mscq.output.figures import certainty
from mscq.output.report import Line, Role, Span, Table, joined, line
from mscq.output.screens.answer_rooms import Room, directions_pooled
from mscq.output.screens.answer_rows import UNTITLED, Rows, Titles, block_title, other_text
from mscq.output.screens.crowded import evenly
from mscq.output.wording import mark_span, paper_span, statement_alone

if TYPE_CHECKING:
    from mscq.records.terms import ComparatorKind
    from mscq.records.vocabulary import Vocabulary


def pooled_rows(rows: Rows, answer: ConditionAnswer, vocabulary: Vocabulary, room: Room) -> None:
    """Add the reviews for which there is room, a title above each kind of cells and of control."""
    best = set(map(id, shown_pooled(answer, room)))
    last: tuple[str, ComparatorKind, bool] | None = None
    for one in (each for each in answer.pooled if id(each) in best):
        if (one.family, one.comparator, one.has_figure) != last:
            last = (one.family, one.comparator, one.has_figure)
            rows.block(_pooled_title(answer, vocabulary, one))
        rows.add(
            line(mark_span(one.direction, Control.CONTROLLED)),
            line(paper_span(one.paper)),
            _pooled_people(one),
            "",
            pooled_text(one, vocabulary, room),
        )


def _pooled_title(answer: ConditionAnswer, vocabulary: Vocabulary, one: Pooled) -> Line:
    kind = "Pooled" if one.has_figure else "Reviews that conclude without a figure"
    cells = family_words(vocabulary, one.family, answer.selection.cells)
    return line(Span(f"{kind}: {cells} against {KIND_WORDS[one.comparator]}", Role.STRONG))


def shown_pooled(answer: ConditionAnswer, room: Room) -> list[Pooled]:
    """The reviews that have rows: one of each direction before a second of any, and none where not each has one."""
    if directions_pooled(answer) > room.pooled:
        return []
    return evenly(ranked_reviews(answer), lambda one: (one.has_figure, one.direction), room.pooled)


def _pooled_people(one: Pooled) -> str:
    estimate = one.answered[0].result.finding.estimate if one.answered else None
    own = estimate.participants or estimate.n if estimate is not None else None
    results = [each.result for each in one.answered]
    whole_group = any(each.finding.analysis is None and not set_apart(each.paper, each.finding) for each in results)
    of_all = whole_group and one.shared_conditions < 2
    whole = study_size([one.paper]) if of_all else None
    return f"n {own or whole:,}" if own or whole else ""


def pooled_text(one: Pooled, vocabulary: Vocabulary, room: Room) -> Line:
    """Return what a review pools as a whole, then its outcome said best, and how many others say what.

    An outcome that says other than the review as a whole is told with its own direction: 'mixed: pain better: ...'.
    """
    if not one.answered:
        return line("no result that was read")
    first, *rest = one.answered
    finding = first.result.finding
    if not one.has_figure:
        # what its authors concluded may be less than a direction says
        part = of_part(vocabulary, first.result)
        return line(statement_alone(finding), f" ({part})" if part else "")
    figures = contrast_text(finding.estimate) if finding.estimate is not None else ""
    parts: list[str | Span | Line] = [f"{POOLED_WORDS[one.direction]}: "]
    parts.append(endpoint_words(vocabulary, finding, terse=room.terse))
    if first.direction is not one.direction:
        parts.append(f" {DIRECTION_WORDS[first.direction]}")
    if part := of_part(vocabulary, first.result):
        parts.append(f" ({part})")
    if figures:
        border = " (borderline)" if leans(finding) else ""
        parts.append(f": {figures}{border}{certainty(finding)}{doubt([finding])}")
    if (others := strip(first)).text:
        parts.extend((" (", others, ")"))
    if rest and not room.lean:
        parts.append(Span(f"; other outcomes: {directions_text(rest)}", Role.DIM))
    return line(*parts)


def pooled_table(answer: ConditionAnswer, vocabulary: Vocabulary, titles: Titles) -> Table:
    """Return every pooled analysis by the outcome that it says best."""
    rows = Rows()
    pooled_rows(rows, answer, vocabulary, Room(0, len(answer.pooled)))
    return rows.table(titles)


def every_pooled(answer: ConditionAnswer, vocabulary: Vocabulary, titles: Titles = UNTITLED) -> Table:
    """Return every outcome of every pooled analysis."""
    pooled = Rows()
    last: tuple[str, ComparatorKind, bool] | None = None
    for each in answer.pooled:
        if (each.family, each.comparator, each.has_figure) != last:
            last = (each.family, each.comparator, each.has_figure)
            plain = block_title(family_words(vocabulary, each.family, answer.selection.cells), each.comparator)
            pooled.block(plain if each.has_figure else _pooled_title(answer, vocabulary, each))
        told = [(_mark(one), _outcome_text(one, vocabulary)) for one in each.answered]
        told += [(line(), other_text(one, vocabulary)) for one in each.others]
        here = {paper.id for paper in answer.papers}
        if pooled_here := [one for one in each.pools if one in here]:
            trials = joined((Span(one, Role.PAPER) for one in pooled_here), ", ")
            told.append((line(), line(Span("the review as a whole pools, of these papers: ", Role.DIM), trials)))
        (sign, text), *rest = told or [(line(), line("no result that was read"))]
        pooled.add(sign, line(paper_span(each.paper)), _pooled_people(each), "", text)
        for sign, text in rest:
            pooled.go_on(sign, "", "", "", text)
    return pooled.table(titles)


def _mark(told: Answered) -> Line:
    """The mark of an outcome; none where its figure is in doubt, which shows nothing."""
    return line() if told.result.in_doubt else line(mark_span(told.direction, told.result.control))


def _outcome_text(told: Answered, vocabulary: Vocabulary) -> Line:
    finding = told.result.finding
    figures, part = figures_text([told]), of_part(vocabulary, told.result)
    parts: list[str | Span | Line] = [endpoint_words(vocabulary, finding), f" ({part})" if part else ""]
    parts.append(f": {figures}" if figures else "")
    if (others := strip(told)).text:
        parts.extend((" (", others, ")"))
    return line(*parts)
