"""What harm cells did: what leads, then results against a control, shares of people without one, and words.

What one result says, how grave it is and whether it may be laid to the cells: :mod:`mscq.evidence.harm`. Further rules:

1. What leads, on every screen, is told in that order: what was held against a control with a figure, then in words,
   then what no control stands against. It is the first of all; the first that was seen of two families of cells; the
   first that was more frequent than in a control; a grave one of each family and gravity, the gravest first; of the
   family that is told first, or of several at once, one that was no more frequent than in a control; then what comes
   next. No paper is told more than twice. Where there is room, two that were not seen. Figures that do not fit
   together lead only where nothing else was seen. Over all diseases, the large reviews stand first
   (:func:`leading_over_all`).
2. Families of cells stand apart, in the order of the vocabulary; nothing is added up. Within one the same order holds.
3. A figure without a control is a share of people; it cannot tell what the cells caused. Where it counts more than
   the people of the study, it counts events, and is no such share; nor are the cases of a report of three or fewer.
4. A figure of both arms of a controlled study together is none of the cells: it stands by itself.
5. Figures that count no people, and results in words, are said in the paper's own statement: what was seen, what was
   not, places in the ranking of a network, and apart from all what is no result of a group: opinions, theory,
   comparisons of centres.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.families import SEVERAL, family_of, family_of_result, family_order
from mscq.evidence.harm import LAST, SERIOUS, Harm, Held, Seen, Verdict, gravity, in_order, weighed
from mscq.evidence.level import Control, is_retold, is_retracted, is_review
from mscq.evidence.ranking import strength
from mscq.evidence.results import Result, results_of
from mscq.evidence.selection import Selection, Selector
from mscq.evidence.treatment import diseases, treatment_of
from mscq.records.shown import Shown
from mscq.records.terms import Measure, Stage, Topic
from mscq.records.value import Value, replace

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Finding, Paper
    from mscq.records.vocabulary import Concept, Vocabulary

LEADS, FAMILIES, LEADS_NOT_SEEN = 6, 2, 2
"""What leads at most, of how many families one each at first, and how many of what was not seen."""
_OF_ONE_PAPER = 2
OF_REVIEWS, OF_FAMILIES = 4, 3
"""Over all diseases: how much leads of the large reviews, and of how many families of cells one each after them."""
_NOT_PEOPLE = (Stage.LABORATORY, Stage.ANIMAL)


class Share(NamedTuple):
    """How many of how many people had a harm, without a control; ``n`` is None where only the share is told."""

    harm: Harm
    percent: float | None
    events: int | None
    n: int | None

    @property
    def result(self) -> Result:
        return self.harm.result

    @property
    def family(self) -> str:
        return self.harm.family


class Kind(IntEnum):
    """What is said in words: a harm that was seen, one that was not, a rank, or what is no result of a group."""

    SEEN = 0
    NOT_SEEN = 1
    RANK = 2
    OF_THE_FIELD = 3


class Said(NamedTuple):
    """What a paper says of harm without a figure of people, and how grave it is (0 the gravest)."""

    paper: Paper
    finding: Finding
    family: str
    gravity: int
    kind: Kind
    diseases: int
    both_arms: bool = False
    cases: int | None = None


class SafetyAnswer(Shown, Value):
    """What is known of harm, on a condition or on all; blocks that are never added up.

    ``wider`` is what was more frequent than in a control in papers that name no disease but a family of them to which
    the condition belongs.
    """

    selector: Selector
    condition: Concept | None
    papers: tuple[Paper, ...]
    leading: tuple[Harm, ...]
    controlled: tuple[Harm, ...]
    between_arms: tuple[Harm, ...]
    shares: tuple[Share, ...]
    both_arms: tuple[Share, ...]
    said: tuple[Said, ...]
    wider: tuple[Harm, ...] = ()

    def __repr__(self) -> str:
        about = self.condition.id if self.condition is not None else None
        held = ", ".join(f"{name}={len(getattr(self, name))}" for name in ("leading", "controlled", "papers"))
        return f"SafetyAnswer({about!r}, {held})"

    @property
    def is_empty(self) -> bool:
        return not (self.controlled or self.between_arms or self.shares or self.both_arms or self.said)

    @property
    def has_figures(self) -> bool:
        """Whether any figure on harm was read."""
        every = (*self.controlled, *self.between_arms, *self.leading)
        return bool(self.shares or self.both_arms) or any(one.has_figure for one in every)

    @property
    def families(self) -> list[str]:
        """The families of cells that figures are of, those held against a control first."""
        named: tuple[Harm | Share | Said, ...] = (*self.controlled, *self.shares, *self.said)
        return list(dict.fromkeys(one.family for one in named))


def leading(vocabulary: Vocabulary, harms: Iterable[Harm]) -> list[Harm]:
    """Return the harms that a reader must know first, by the first rule of this module."""
    ordered = in_order(vocabulary, (one for one in harms if not one.is_rank))
    anything = [one for one in ordered if one.seen is not Seen.NOT]
    seen = [one for one in anything if not one.result.finding.as_printed]
    kept: list[Harm] = []

    def keep(found: Iterable[Harm], most: int, key: Callable[[Harm], object] = id) -> None:
        """Add of these as many as there is room for, each with a key of its own, of a paper no more than two."""
        keys, papers = {key(one) for one in kept}, [one.result.paper.id for one in kept]
        for one in found:
            if len(kept) < most and key(one) not in keys and papers.count(one.result.paper.id) < _OF_ONE_PAPER:
                kept.append(one)
                keys.add(key(one))
                papers.append(one.result.paper.id)

    keep(ordered[:1], 1)
    keep(seen, FAMILIES, lambda one: one.family)
    more = [one for one in seen if one.verdict is Verdict.MORE and one.result.control is Control.CONTROLLED]
    if not any(one in more for one in kept):
        keep(more[:1], LEADS)
    of_one = [one for one in seen if not one.apart]
    keep(gravest(one for one in of_one if one.gravity < LAST), LEADS, lambda one: (one.family, one.gravity))
    alike = (one for one in ordered if one.seen is Seen.NOT and one.held is not Held.NOTHING and not one.apart)
    keep((one for one in alike if one.family in (ordered[0].family, SEVERAL)), min(LEADS, len(kept) + 1))
    keep(gravest(one for one in of_one if one.seen is Seen.LAID and not one.partial), LEADS)
    keep(gravest(of_one), LEADS)
    keep(seen, LEADS)
    keep(anything, LEADS)
    keep((one for one in ordered if one.seen is Seen.NOT), min(LEADS, len(kept) + LEADS_NOT_SEEN))
    chosen = {id(one) for one in kept}
    return [one for one in ordered if id(one) in chosen]


def gravest(harms: Iterable[Harm]) -> list[Harm]:
    """Return harms with what is laid to the cells first, of that the gravest; of equals as they came."""
    return sorted(harms, key=lambda one: (one.seen, one.gravity))


def leading_over_all(vocabulary: Vocabulary, reviews: SafetyAnswer, conditions: Iterable[SafetyAnswer]) -> list[Harm]:
    """Return what leads over all diseases.

    First of the large reviews: death, tumours and serious events against a control, whatever they say, then what
    was more frequent, one a review; what was less frequent behind these. Then of single diseases, for each family of
    cells the gravest harm that was held against a control with a figure; the gravest so held in words; and the gravest
    without a control. Where that is little, what leads of all taken together. What was less frequent is never first.
    """
    held = [one for one in reviews.controlled if one.held is Held.FIGURE and not one.partial]
    grave = sorted((one for one in held if one.gravity <= SERIOUS), key=lambda one: one.gravity)
    more = [one for one in held if one.verdict is Verdict.MORE and one.gravity > SERIOUS]
    told = [*_first_of(grave, lambda one: one.gravity), *_first_of(more, lambda one: one.result.paper.id)][:OF_REVIEWS]
    every = {one.result.finding.id: one for each in (reviews, *conditions) for one in each.leading}
    single = in_order(vocabulary, (one for one in every.values() if one.diseases == 1 and not one.both_arms))
    laid = gravest(one for one in single if one.seen is Seen.LAID and one.gravity <= SERIOUS)
    told.sort(key=lambda one: one.verdict is Verdict.FEWER)
    chosen = {one.result.finding.id for one in told}
    for kind in Held:
        found = [one for one in laid if one.held is kind and one.result.finding.id not in chosen]
        told.extend(_first_of(found, lambda one: one.family)[: 1 if kind is Held.WORDS else OF_FAMILIES])
    chosen = {one.result.finding.id for one in told}
    rest = [one for one in leading(vocabulary, every.values()) if one.result.finding.id not in chosen]
    told += rest[: max(LEADS - len(told), 0)]
    first = next((place for place, one in enumerate(told) if one.verdict is not Verdict.FEWER), 0)
    return [told[first], *told[:first], *told[first + 1 :]] if told else []


def _first_of(harms: Iterable[Harm], key: Callable[[Harm], object]) -> list[Harm]:
    """The first of the harms that share a key."""
    found: dict[object, Harm] = {}
    for one in harms:
        found.setdefault(key(one), one)
    return list(found.values())


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
    made = _answer(kb, selector, concept, sorted(selector.papers(), key=strength))
    wider = tuple(of_families(kb, concept, selection or Selection())) if concept is not None else ()
    return replace(made, wider=wider) if wider else made


def of_families(kb: KnowledgeBase, condition: Concept, asked: Selection) -> Iterator[Harm]:
    """Give what was more frequent than in a control in papers on a family of diseases as such, one a paper."""
    facet = kb.vocabulary.conditions
    for family in sorted(facet.broader(condition.id) - {condition.id}):
        if family in facet and facet[family].kind == "family":
            selector = Selector(kb, replace(asked, conditions=(family,)))
            papers = [one for one in selector.papers() if one.study.conditions == [family]]
            held = _answer(kb, selector, facet[family], sorted(papers, key=strength)).controlled if papers else ()
            more = (one for one in held if one.held is Held.FIGURE and one.verdict is Verdict.MORE and not one.partial)
            yield from _first_of(more, lambda one: one.result.paper.id)


def general_reviews(kb: KnowledgeBase, selection: Selection | None = None) -> SafetyAnswer:
    """Return what the reviews of no one disease say of harm, whole families of diseases included; the largest first."""
    selector = Selector(kb, selection or Selection())
    facet = kb.vocabulary.conditions

    def is_general(paper: Paper) -> bool:
        heads = {facet.head(one) for one in paper.study.conditions}
        return len(heads) != 1 or any(one in facet and facet[one].kind == "family" for one in heads)

    papers = [paper for paper in selector.papers() if is_review(paper) and is_general(paper)]
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
    vocabulary = kb.vocabulary
    cells = vocabulary.cells

    harms: list[Harm] = []
    shares: list[Share] = []
    said: list[Said] = []
    telling: dict[str, Paper] = {}
    for paper in papers:
        if is_retracted(paper):
            continue
        found = [
            weighed(vocabulary, one, family_of_result(cells, one))
            for one in results_of(kb, paper, Topic.SAFETY)
            if one.control is not Control.NOT_HUMAN and any(selector.fits(paper, row) for row in one.rows)
        ]
        harms.extend(found)
        for one in found:
            if one.result.control is not Control.UNCONTROLLED:
                continue
            if (share := _share(one)) is not None:
                shares.append(share)
            else:
                kind = Kind.RANK if one.is_rank else Kind.NOT_SEEN if one.seen is Seen.NOT else Kind.SEEN
                told = (one.result.finding, one.family, one.gravity, kind, one.diseases, one.both_arms, one.cases)
                said.append(Said(paper, *told))
        told_of_field = list(_statements(vocabulary, paper, selector))
        said.extend(told_of_field)
        if found or told_of_field:
            telling[paper.id] = paper

    def by_family(control: Control) -> tuple[Harm, ...]:
        ordered = in_order(vocabulary, (one for one in harms if one.result.control is control))
        return tuple(sorted(ordered, key=lambda one: family_order(cells, one.family)))

    place = {id(one): position for position, one in enumerate(in_order(vocabulary, (one.harm for one in shares)))}
    shares.sort(key=lambda one: (family_order(cells, one.family), place[id(one.harm)]))
    return SafetyAnswer(
        selector=selector,
        condition=concept,
        papers=tuple(telling.values()),
        leading=tuple(leading(vocabulary, harms)),
        controlled=by_family(Control.CONTROLLED),
        between_arms=by_family(Control.OTHER_ARM),
        shares=tuple(one for one in shares if not one.harm.both_arms),
        both_arms=tuple(one for one in shares if one.harm.both_arms),
        said=tuple(sorted(said, key=lambda one: (one.kind, one.gravity, family_order(cells, one.family)))),
    )


def _share(harm: Harm) -> Share | None:
    """The share of people that a result without a control is; None where its figure counts no people."""
    estimate = harm.result.finding.estimate
    if harm.cases or estimate is None or estimate.measure not in (Measure.PROPORTION, Measure.COUNT):
        return None
    if estimate.unit not in (None, "%", "patients", "people"):
        return None
    events, n, percent = estimate.events, estimate.n, estimate.value
    if estimate.measure is Measure.COUNT or estimate.unit != "%":
        percent = None
    people = harm.result.paper.study.participants.n
    counted = n if n is not None else 100 * events / percent if events and percent else None
    if counted is not None and people is not None and round(counted) > people:
        return None
    if events is not None and n:
        return Share(harm, percent if percent is not None else 100 * events / n, events, n)
    return Share(harm, percent, events, n) if percent is not None else None


def _statements(vocabulary: Vocabulary, paper: Paper, selector: Selector) -> Iterator[Said]:
    """What a paper says of harm that is no result of its own."""
    for one in paper.findings:
        if one.topic is not Topic.SAFETY or one.stage in _NOT_PEOPLE or not selector.fits(paper, one):
            continue
        if one.arm is None or is_retold(paper):
            family = family_of(vocabulary.cells, treatment_of(paper, one).cells)
            family = family or family_of(vocabulary.cells, paper.study.intervention.cells)
            grave = gravity(vocabulary.outcomes, one.outcome)
            yield Said(paper, one, family, grave, Kind.OF_THE_FIELD, diseases(vocabulary.conditions, paper, one))
