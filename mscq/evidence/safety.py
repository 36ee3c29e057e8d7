"""What harm cells did: against a control first, then shares of people without one, then what is only said.

The rules:

1. A result against a control says what its source says: more, fewer, no difference, mixed. A source that states a
   difference is believed. Where it states none and both arms tell their events, the table of two arms by event or
   none must be able to show one: if fewer than five people are expected in one of its four cells, were the arms
   alike, it is too few to judge (Cochran, Biometrics 1954;10:417-451, the rule for the chi-squared test).
2. Families of cells stand apart, in the order of the vocabulary; nothing is added up.
3. Reviews before trials and large before small; within a paper the gravest outcomes first: death, tumours, what is
   called serious, all others.
4. A figure without a control is a share of people, the largest group first; it cannot tell what the cells caused.
   Where it counts more than the people of the study, it counts events, and is no such share.
5. Figures that count no people, and results in words, are said in the paper's own statement, the gravest first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.answer import people_in
from mscq.evidence.families import family_of, family_order
from mscq.evidence.level import Control, is_review
from mscq.evidence.ranking import strength
from mscq.evidence.results import Result, results_of
from mscq.evidence.selection import Selection, Selector
from mscq.evidence.treatment import treatment_of
from mscq.records.terms import Direction, Measure, Stage, Topic

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Estimate, Finding, Paper
    from mscq.records.vocabulary import Concept, Facet

LEAST_EXPECTED = 5
"""People expected in each cell of a table of two arms, from which on it can be judged (Cochran 1954)."""
_GRAVEST = (("mortality", "treatment-related-mortality"), ("tumour-formation",), ("serious-adverse-events",))
_NOT_PEOPLE = (Stage.LABORATORY, Stage.ANIMAL)


class Verdict(StrEnum):
    """How often a harm came with cells, held against the control."""

    MORE = "more"
    MIXED = "mixed"
    NO_DIFFERENCE = "no-difference"
    FEWER = "fewer"
    TOO_FEW = "too-few"
    NOT_COMPARED = "not-compared"


_VERDICTS = {
    Direction.HARM: Verdict.MORE,
    Direction.BENEFIT: Verdict.FEWER,
    Direction.MIXED: Verdict.MIXED,
    Direction.NO_DIFFERENCE: Verdict.NO_DIFFERENCE,
    Direction.STABLE: Verdict.NO_DIFFERENCE,
}


class Harm(NamedTuple):
    """A result on harm, the family of cells that was given, and what it says against its control."""

    result: Result
    family: str
    verdict: Verdict


class Share(NamedTuple):
    """How many of how many people had a harm, without a control; ``n`` is None where only the share is told."""

    result: Result
    family: str
    percent: float | None
    events: int | None
    n: int | None


class Said(NamedTuple):
    """What a paper says of harm without a figure of people, and how grave it is (0 the gravest)."""

    paper: Paper
    finding: Finding
    family: str
    gravity: int


@dataclass(frozen=True)
class SafetyAnswer:
    """What is known of harm, on a condition or on all; blocks that are never added up."""

    condition: Concept | None
    papers: tuple[Paper, ...]
    controlled: tuple[Harm, ...]
    between_arms: tuple[Harm, ...]
    shares: tuple[Share, ...]
    said: tuple[Said, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.controlled or self.between_arms or self.shares or self.said)

    @property
    def families(self) -> list[str]:
        """The families of cells that figures are of, those held against a control first."""
        named: tuple[Harm | Share | Said, ...] = (*self.controlled, *self.shares, *self.said)
        return list(dict.fromkeys(one.family for one in named))

    def of(self, family: str, verdict: Verdict) -> list[Harm]:
        """The controlled results of a family that say this."""
        return [one for one in self.controlled if one.family == family and one.verdict is verdict]


def gravity(outcomes: Facet, outcome: str | None) -> int:
    """Return how grave an outcome is: 0 death, 1 tumours, 2 what is called serious, 3 all others."""
    above = outcomes.broader(outcome) if outcome is not None and outcome in outcomes else frozenset()
    return next((place for place, ids in enumerate(_GRAVEST) if not above.isdisjoint(ids)), len(_GRAVEST))


def verdict(result: Result) -> Verdict:
    """Return what a result against a control says, by the first rule of this module."""
    said = _VERDICTS.get(result.direction, Verdict.NOT_COMPARED)
    if said in (Verdict.MORE, Verdict.FEWER):
        return said
    arms = [row.estimate if row is not None else None for row in (result.treated_row, result.control_row)]
    tables = [counted for one in arms if (counted := people_with(one)) is not None]
    return Verdict.TOO_FEW if len(tables) == len(arms) and least_expected(tables) < LEAST_EXPECTED else said


def people_with(estimate: Estimate | None) -> tuple[float, int] | None:
    """Return the people with an event and those counted, the first from the share where only that is told, or None."""
    if estimate is None or not estimate.n:
        return None
    if estimate.events is not None:
        return estimate.events, estimate.n
    share = estimate.value if estimate.measure is Measure.PROPORTION and estimate.unit == "%" else None
    return (share * estimate.n / 100, estimate.n) if share is not None else None


def least_expected(arms: Sequence[tuple[float, int]]) -> float:
    """Return the smallest expected count in the table of these arms by event or none, were all arms alike."""
    people = sum(n for _, n in arms)
    share = sum(events for events, _ in arms) / people
    return min(n * part for _, n in arms for part in (share, 1 - share))


def safety(kb: KnowledgeBase, condition_id: str | None = None, selection: Selection | None = None) -> SafetyAnswer:
    """Return what is known of harm on a condition and everything below it, or on all, within a further selection.

    Raises KeyError for an id that the vocabulary does not hold.
    """
    asked = selection or Selection()
    concept = None
    if condition_id is not None:
        concept = kb.vocabulary.conditions[condition_id]
        asked = replace(asked, conditions=(condition_id,))
    selector = Selector(kb, asked)
    return _answer(kb, selector, concept, sorted(selector.papers(), key=strength))


def general_reviews(kb: KnowledgeBase, selection: Selection | None = None) -> SafetyAnswer:
    """Return what the reviews of no one condition, or of several diseases, say of harm; the largest first."""
    selector = Selector(kb, selection or Selection())
    facet = kb.vocabulary.conditions
    papers = [
        paper
        for paper in selector.papers()
        if is_review(paper) and len({facet.head(one) for one in paper.study.conditions}) != 1
    ]
    return _answer(kb, selector, None, sorted(papers, key=strength))


def by_condition(kb: KnowledgeBase, selection: Selection | None = None) -> list[SafetyAnswer]:
    """Return the answer of every disease on which papers report harm, those with most papers first."""
    facet = kb.vocabulary.conditions
    named = {facet.head(one) for paper in kb.papers() for one in paper.study.conditions if one in facet}
    diseases = [one for one in named if facet[one].kind != "family"]
    found = [safety(kb, one, selection) for one in diseases]
    return sorted(
        (one for one in found if not one.is_empty and one.condition is not None),
        key=lambda one: (-len(one.papers), one.condition.id if one.condition else ""),
    )


def _answer(kb: KnowledgeBase, selector: Selector, concept: Concept | None, papers: Sequence[Paper]) -> SafetyAnswer:
    cells, outcomes = kb.vocabulary.cells, kb.vocabulary.outcomes

    def family(paper: Paper, finding: Finding) -> str:
        return family_of(cells, treatment_of(paper, finding).cells) or family_of(cells, paper.study.intervention.cells)

    held: list[Harm] = []
    arms: list[Harm] = []
    shares: list[Share] = []
    said: list[Said] = []
    telling: dict[str, Paper] = {}
    for paper in papers:
        found = [
            one
            for one in results_of(kb, paper, Topic.SAFETY)
            if one.control is not Control.NOT_HUMAN and any(selector.fits(paper, row) for row in one.rows)
        ]
        for one in found:
            given, grave = family(paper, one.finding), gravity(outcomes, one.finding.outcome)
            if one.control is Control.CONTROLLED:
                held.append(Harm(one, given, verdict(one)))
            elif one.control is Control.OTHER_ARM:
                arms.append(Harm(one, given, verdict(one)))
            elif (share := _share(one, given)) is not None:
                shares.append(share)
            else:
                said.append(Said(paper, one.finding, given, grave))
        said.extend(_statements(paper, selector, family, outcomes))
        if found or (said and said[-1].paper is paper):
            telling[paper.id] = paper

    def of_result(one: Harm) -> tuple[object, ...]:
        return (
            family_order(cells, one.family),
            not is_review(one.result.paper),
            *_size_first(one.result),
            gravity(outcomes, one.result.finding.outcome),
        )

    def of_share(one: Share) -> tuple[object, ...]:
        grave = gravity(outcomes, one.result.finding.outcome)
        return (family_order(cells, one.family), -(one.n or 0), one.result.paper.id, grave)

    return SafetyAnswer(
        condition=concept,
        papers=tuple(telling.values()),
        controlled=tuple(sorted(held, key=of_result)),
        between_arms=tuple(sorted(arms, key=of_result)),
        shares=tuple(sorted(shares, key=of_share)),
        said=tuple(sorted(said, key=lambda one: (one.gravity, family_order(cells, one.family)))),
    )


def _size_first(result: Result) -> tuple[object, ...]:
    level, size, *rest = strength(result.paper)
    people = people_in(result)
    return (level, -people if size == 0 and people else size, *rest)


def _share(result: Result, family: str) -> Share | None:
    """The share of people that a result without a control is; None where its figure counts no people."""
    estimate = result.finding.estimate
    if estimate is None or estimate.measure not in (Measure.PROPORTION, Measure.COUNT):
        return None
    if estimate.unit not in (None, "%", "patients", "people"):
        return None
    events, n, percent = estimate.events, estimate.n, estimate.value
    people = result.paper.study.participants.n
    if n is not None and people is not None and n > people:
        return None
    if estimate.measure is Measure.COUNT or estimate.unit != "%":
        percent = None
    if events is not None and n:
        return Share(result, family, percent if percent is not None else 100 * events / n, events, n)
    return Share(result, family, percent, events, n) if percent is not None else None


def _statements(
    paper: Paper, selector: Selector, family: Callable[[Paper, Finding], str], outcomes: Facet
) -> Iterator[Said]:
    told = [one for one in paper.findings if one.topic is Topic.SAFETY and one.arm is None]
    for one in told:
        if one.stage not in _NOT_PEOPLE and selector.fits(paper, one):
            yield Said(paper, one, family(paper, one), gravity(outcomes, one.outcome))
