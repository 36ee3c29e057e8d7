"""Disagreements: papers that answer the same question in different directions, found by rule.

A question is one of four kinds, each within one condition:

- arms: which of two routes, sources, donors or doses does better;
- control: do cells beat the same kind of comparator on the same outcome group;
- pooled: do meta-analyses of the same outcome group agree;
- with-and-without: does a controlled result on an outcome group, for cells of one source, find no benefit
  where uncontrolled results for the same cells report one.

A paper answers a question by its results on it: benefit if all that have a direction show benefit, none if
all show no difference or harm, mixed if it has both; that some grew worse in a group without a control
says neither. What it found against a control and what it found without one are two answers: a gain from
before to after hides no controlled result that found none. A question is in conflict when at least one paper
answers benefit and at least one other answers none. Papers on the same patients answer once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.cohorts import cohorts
from mscq.evidence.level import Control, is_review, level
from mscq.evidence.ranking import reported_detail, strength
from mscq.evidence.results import Result, results_of
from mscq.evidence.treatment import conditions, treatment_of
from mscq.records.facets import GIVEN
from mscq.records.models import Arm, ComparatorKind, Direction, Intervention, Paper
from mscq.text.fold import fold_words

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.vocabulary import Facet, Vocabulary


class Kind(StrEnum):
    """What kind of question a conflict is about."""

    ARMS = "arms"
    CONTROL = "control"
    POOLED = "pooled"
    WITH_AND_WITHOUT = "with-and-without"


class Verdict(NamedTuple):
    """An answer: benefit, no difference (no benefit) or mixed; between arms, the values that did better."""

    direction: Direction
    better: frozenset[str] = frozenset()


class Side(NamedTuple):
    """One paper's answer on one footing, with a control or without: its verdict and the results it rests on."""

    paper: Paper
    verdict: Verdict
    control: Control
    results: tuple[Result, ...]

    @property
    def strongest(self) -> Result:
        """The result that says most."""
        return max(self.results, key=reported_detail)


class Conflict(NamedTuple):
    """A question and the papers that answer it differently, the stronger design first."""

    kind: Kind
    condition: str
    outcome_group: str
    about: str
    sides: tuple[Side, ...]
    differs: tuple[str, ...]


def conflicts_among(kb: KnowledgeBase, papers: Iterable[Paper], within: Collection[str] = ()) -> list[Conflict]:
    """All conflicts among these papers, about conditions in ``within`` (all where empty); strongest first."""
    listed = list(papers)
    twins = {paper.id: index for index, group in enumerate(cohorts(listed)) for paper in group}
    questions: dict[tuple[Kind, str, str, str], list[Result]] = {}
    arms: dict[tuple[str, str], list[tuple[Result, Preference]]] = {}
    for paper in listed:
        for result in results_of(kb, paper):
            if result.control is Control.NOT_HUMAN or result.finding.outcome is None:
                continue
            for disease in _diseases(kb.vocabulary.conditions, result, within):
                for preference in _preferences(result):
                    arms.setdefault((disease, preference.facet), []).append((result, preference))
                if result.control is not Control.OTHER_ARM:
                    for key in _questions(kb.vocabulary, disease, result):
                        questions.setdefault(key, []).append(result)
    found = [
        conflict
        for (kind, disease, group, about), asked in questions.items()
        if (conflict := _conflict(kind, disease, group, about, asked, twins)) is not None
    ]
    found.extend(
        conflict
        for (disease, facet), asked in arms.items()
        if (conflict := _arms_conflict(disease, facet, asked, twins)) is not None
    )
    return sorted(found, key=_importance)


def _importance(conflict: Conflict) -> tuple[object, ...]:
    levels = sorted(level(side.paper) for side in conflict.sides)
    order = {Kind.ARMS: 0, Kind.POOLED: 1, Kind.CONTROL: 2, Kind.WITH_AND_WITHOUT: 3}
    return (conflict.condition, order[conflict.kind], levels[0], -len(conflict.sides), conflict.outcome_group)


def _diseases(facet: Facet, result: Result, within: Collection[str]) -> list[str]:
    named = conditions(result.paper, result.finding)
    return sorted({facet.head(one) for one in named if not within or one in within})


def _questions(vocabulary: Vocabulary, condition: str, result: Result) -> list[tuple[Kind, str, str, str]]:
    assert result.finding.outcome is not None
    keys: list[tuple[Kind, str, str, str]] = []
    for group in sorted(vocabulary.outcomes.groups(result.finding.outcome)):
        if result.control is Control.CONTROLLED:
            keys.extend((Kind.CONTROL, condition, group, about) for about in comparators(result))
        if is_review(result.paper):
            keys.append((Kind.POOLED, condition, group, ""))
        sources = treatment_of(result.paper, result.finding).sources
        keys.extend((Kind.WITH_AND_WITHOUT, condition, group, source) for source in sources)
    return keys


def comparators(result: Result) -> list[str]:
    """Return the comparator as a class: its kind; for another treatment its concepts, or else its own words."""
    comparator = result.finding.comparator
    if comparator.kind is not ComparatorKind.ACTIVE:
        return [comparator.kind.value]
    words = " ".join(fold_words(comparator.label or ""))
    return comparator.treatments or [words or comparator.kind.value]


def _verdict(found: Sequence[Result]) -> Verdict | None:
    """A paper's answer; a share that grew worse in a group without a control says neither and is passed over."""
    directions = {
        result.direction
        for result in found
        if not (result.control is Control.UNCONTROLLED and result.direction is Direction.HARM)
    }
    helps = Direction.BENEFIT in directions
    not_shown = bool(directions & {Direction.NO_DIFFERENCE, Direction.HARM})
    if (helps and not_shown) or Direction.MIXED in directions:
        return Verdict(Direction.MIXED)
    if helps:
        return Verdict(Direction.BENEFIT)
    return Verdict(Direction.NO_DIFFERENCE) if not_shown else None


def _conflict(
    kind: Kind, condition: str, group: str, about: str, asked: Sequence[Result], twins: dict[str, int]
) -> Conflict | None:
    by_answer: dict[tuple[str, Control], list[Result]] = {}
    for result in asked:
        by_answer.setdefault((result.paper.id, result.control), []).append(result)
    sides = [
        Side(found[0].paper, verdict, control, tuple(found))
        for (_, control), found in by_answer.items()
        if (verdict := _verdict(found)) is not None
    ]
    sides = _once_each(sides, twins)
    for_it = [side for side in sides if side.verdict.direction is Direction.BENEFIT]
    against = [side for side in sides if side.verdict.direction is Direction.NO_DIFFERENCE]
    if kind is Kind.WITH_AND_WITHOUT:
        against = [side for side in against if side.control is Control.CONTROLLED]
        for_it = [side for side in for_it if side.control is Control.UNCONTROLLED]
        sides = [*against, *for_it]
    papers = {side.paper.id for side in (*for_it, *against)}
    if not for_it or not against or len(papers) < 2:
        return None
    ordered = _strongest_first(sides)
    return Conflict(kind, condition, group, about, ordered, differences(ordered))


def _strongest_first(sides: Iterable[Side]) -> tuple[Side, ...]:
    return tuple(sorted(sides, key=lambda side: (strength(side.paper), list(Control).index(side.control))))


def _once_each(sides: Sequence[Side], twins: dict[str, int]) -> list[Side]:
    """Sides without the weaker of two papers on the same patients that answer alike."""
    kept: dict[tuple[int, Verdict], Side] = {}
    for side in _strongest_first(sides):
        kept.setdefault((twins[side.paper.id], side.verdict), side)
    return list(kept.values())


class Preference(NamedTuple):
    """What a comparison of cell arms says of one field: which values did better than which others, or as well."""

    facet: str
    better: frozenset[str]
    worse: frozenset[str]
    equal: bool = False


def _preferences(result: Result) -> list[Preference]:
    """The preferences that a result between cell arms states, one for each field in which the arms differ."""
    if result.control is not Control.OTHER_ARM or result.finding.arm is Arm.EVERYONE:
        return []
    lead = result.finding
    own, other = lead.intervention or Intervention(), lead.comparator.against or Intervention()
    stated = []
    for row in GIVEN:
        mine, theirs = frozenset(getattr(own, row.field)), frozenset(getattr(other, row.field))
        if not mine or not theirs or mine == theirs:
            continue
        if lead.direction is Direction.BENEFIT:
            stated.append(Preference(row.id, mine - theirs, theirs - mine))
        elif lead.direction is Direction.HARM:
            stated.append(Preference(row.id, theirs - mine, mine - theirs))
        elif lead.direction is Direction.NO_DIFFERENCE:
            stated.append(Preference(row.id, mine | theirs, frozenset(), equal=True))
    return stated


def contradict(first: Preference, second: Preference) -> bool:
    """Whether two preferences about the same field cannot both hold."""
    if first.equal or second.equal:
        even, other = (first, second) if first.equal else (second, first)
        return not other.equal and bool(other.better & even.better) and bool(other.worse & even.better)
    return bool(first.better & second.worse) and bool(second.better & first.worse)


def _arms_conflict(
    condition: str, facet: str, asked: Sequence[tuple[Result, Preference]], twins: dict[str, int]
) -> Conflict | None:
    opposed = {
        (position, other)
        for position, (result, preference) in enumerate(asked)
        for other, (second, contrary) in enumerate(asked)
        if position < other and result.paper.id != second.paper.id and contradict(preference, contrary)
    }
    if not opposed:
        return None
    involved = sorted({index for pair in opposed for index in pair})
    by_answer: dict[tuple[str, Verdict], list[Result]] = {}
    for index in involved:
        result, preference = asked[index]
        better = Verdict(Direction.BENEFIT, preference.better)
        verdict = Verdict(Direction.NO_DIFFERENCE) if preference.equal else better
        by_answer.setdefault((result.paper.id, verdict), []).append(result)
    sides = _once_each(
        [Side(found[0].paper, verdict, Control.OTHER_ARM, tuple(found)) for (_, verdict), found in by_answer.items()],
        twins,
    )
    if len({side.paper.id for side in sides}) < 2:
        return None
    ordered = _strongest_first(sides)
    groups = sorted({side.strongest.finding.outcome or "" for side in ordered})
    return Conflict(Kind.ARMS, condition, "/".join(groups), facet, ordered, differences(ordered))


def differences(sides: Sequence[Side]) -> tuple[str, ...]:
    """The fields of design and PICO in which the papers of a conflict differ, by name."""
    given = [treatment_of(side.paper, side.strongest.finding) for side in sides]
    fields: dict[str, set[object]] = {
        "design": {side.paper.study.design for side in sides},
        "control": {side.strongest.finding.comparator.kind for side in sides},
        "patients": {side.paper.study.participants.total for side in sides},
        **{row.noun: {tuple(getattr(one, row.field)) for one in given} for row in GIVEN},
        "dose": {one.dose for one in given},
        "outcome": {side.strongest.finding.outcome for side in sides},
        "time": {side.strongest.finding.timepoint_months for side in sides},
        "form of the disease": {tuple(conditions(side.paper, side.strongest.finding)) for side in sides},
    }
    return tuple(name for name, values in fields.items() if len(values) > 1)
