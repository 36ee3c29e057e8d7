"""The answer on a condition as forest plots: blocks of like comparisons, each with what can be drawn and what is told.

Only contrasts are drawn, as their sources state them. A study that gives the figures of its arms alone has no
contrast: its arms are told in words, and no difference is computed from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mscq.evidence.answer import KINDS, Answered, ConditionAnswer, Pooled, Status, Trial, agreed
from mscq.evidence.families import family_of, family_order
from mscq.evidence.forest import Forest, drawn_rows, forest_of
from mscq.evidence.level import Control, is_review
from mscq.evidence.people import people_in
from mscq.evidence.treatment import treatment_of
from mscq.records.terms import Arm, ComparatorKind, Direction
from mscq.records.value import Value, replace

if TYPE_CHECKING:
    from mscq.evidence.results import Result
    from mscq.records.models import Paper
    from mscq.records.vocabulary import Vocabulary


class Told(Value):
    """What a paper answers where no contrast of it can be drawn.

    ``status`` is what a trial says of its primary endpoint; ``n`` the people of the answer, or of the figure.
    """

    paper: Paper
    direction: Direction
    status: Status | None
    n: int | None
    answered: tuple[Answered, ...]


class Block(Value):
    """The trials, or the pooled analyses, of one family of cells against one kind of comparator.

    ``of`` holds the trials and reviews whose answers these are; it is empty in a block about one outcome.
    """

    family: str
    comparator: ComparatorKind
    pooled: bool
    forest: Forest
    told: tuple[Told, ...]
    of: tuple[Trial | Pooled, ...] = ()


def primary_blocks(answer: ConditionAnswer, vocabulary: Vocabulary) -> list[Block]:
    """Return what trials say of their primary endpoints, then what reviews pool, block by block as the answer has it.

    Each answer stands once: its contrasts in the forest of its block, whatever has none among what is told. A review
    stands with the outcome that it says most of: the rest is asked for by outcome.
    """
    grouped: dict[tuple[str, ComparatorKind, bool], list[Trial | Pooled]] = {}
    pooled_once = (replace(one, answered=one.answered[:1]) for one in answer.pooled)
    every: tuple[Trial | Pooled, ...] = (*answer.trials, *pooled_once)
    for one in every:
        grouped.setdefault((one.family, one.comparator, isinstance(one, Pooled)), []).append(one)
    made = []
    for (family, comparator, pooled), of in grouped.items():
        drawn = [each.result for one in of for each in one.answered if has_contrast(each.result)]
        told = tuple(words for one in of if (words := _told(one)) is not None)
        made.append(Block(family, comparator, pooled, forest_of(drawn, vocabulary.outcomes), told, tuple(of)))
    return made


def outcome_blocks(answer: ConditionAnswer, vocabulary: Vocabulary) -> list[Block]:
    """Return every figure against a control of an answer that was asked for one outcome, primary or not.

    Of each study and comparison only the longest follow-up stands here; analyses of some of the people stand only
    where they are what a study or a review answers.
    """
    grouped: dict[tuple[bool, str, ComparatorKind], list[Result]] = {}
    for result in _longest(_compared(answer)):
        cells = treatment_of(result.paper, result.finding).cells or result.paper.study.intervention.cells
        key = (is_review(result.paper), family_of(vocabulary.cells, cells), result.finding.comparator.kind)
        grouped.setdefault(key, []).append(result)

    def place(key: tuple[bool, str, ComparatorKind]) -> tuple[object, ...]:
        return (key[0], family_order(vocabulary.cells, key[1]), KINDS.index(key[2]))

    made = []
    for key in sorted(grouped, key=place):
        pooled, family, comparator = key
        drawn = [one for one in grouped[key] if has_contrast(one)]
        rest: dict[str, list[Result]] = {}
        for one in grouped[key]:
            if one not in drawn:
                rest.setdefault(one.paper.id, []).append(one)
        told = tuple(_in_words(results) for results in rest.values())
        made.append(Block(family, comparator, pooled, forest_of(drawn, vocabulary.outcomes), told))
    return made


def has_contrast(result: Result) -> bool:
    """Whether a result states a figure between its groups that has a place on an axis."""
    return any(row.arm is Arm.BETWEEN for row in drawn_rows(result))


def _told(one: Trial | Pooled) -> Told | None:
    """What of an answer has to be told; None where all of it is drawn."""
    rest = tuple(each for each in one.answered if not has_contrast(each.result))
    if one.answered and not rest:
        return None
    if isinstance(one, Trial):
        return Told(one.paper, one.direction, one.status, one.n, rest)
    return Told(
        one.paper,
        agreed(each.direction for each in rest),
        None,
        people_in(rest[0].result) if rest else None,
        rest,
    )


def _in_words(found: list[Result]) -> Told:
    """The results of one paper as one answer in words."""
    n = max((people for one in found if (people := people_in(one)) is not None), default=None)
    answered = tuple(Answered(one) for one in found)
    return Told(found[0].paper, agreed(one.direction for one in answered), None, n, answered)


def _compared(answer: ConditionAnswer) -> Iterator[Result]:
    """Each result against a control or another arm, once: what is answered, and what else is of whole groups."""
    seen: set[int] = set()
    every: tuple[Trial | Pooled, ...] = (*answer.trials, *answer.pooled)
    for one in every:
        told = (result for each in one.answered for result in each.every)
        for result in (*told, *(other for other in one.others if other.finding.analysis is None)):
            held = result.control in (Control.CONTROLLED, Control.OTHER_ARM)
            if held and id(result) not in seen and result.finding.comparator.kind in KINDS:
                seen.add(id(result))
                yield result


def _longest(found: Iterable[Result]) -> list[Result]:
    """The results at the longest follow-up of their paper, outcome, treatment and comparator."""
    last: dict[str, list[Result]] = {}
    for one in found:
        finding = one.finding
        treated = treatment_of(one.paper, finding)
        key = str((one.paper.id, finding.outcome, finding.comparator.kind, finding.comparator.label, treated))
        kept = last.setdefault(key, [])
        if kept and (_months(one) < _months(kept[0])):
            continue
        last[key] = [*(each for each in kept if _months(each) == _months(one)), one]
    return [one for kept in last.values() for one in kept]


def _months(result: Result) -> float:
    time = result.finding.timepoint_months
    return time if time is not None else -1.0
