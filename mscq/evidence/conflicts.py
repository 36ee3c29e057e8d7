"""Disagreements between studies: one question a condition, an outcome group and a family of cells.

Answers: A study answers by its results on outcomes of that group, as randomised or treated: by its primary endpoint
where that is one of them, else by all others but exploratory ones; each outcome at its longest follow-up. Subgroups,
post-hoc and per-protocol analyses are left out, and so are animals and rankings. It says yes if all results that have a
side are better, no if all are no difference, or worse than a control. If it has both it is mixed, stands apart and
counts for neither, as do pooled analyses that do not tell several families of cells apart. Worse or unchanged in a
group without a control says neither, since the course of the disease may be the cause.

Studies: What a study found against each kind of control and what it found without one are separate answers: a gain from
before to after hides no controlled result. Papers on the same people are one study. A form of a disease counts as the
disease, and an outcome that stands in several groups (a symptom scale of pain and function) answers in each of them.

Shown: A question is shown if one of these holds between two studies, strongest first:

- controlled: answers against a control, of trials or of pooled analyses, differ;
- gain-without-control: a gain without a control stands against no difference with one;
- null-without-control: a gain with a control stands against no difference without one;
- pooled-gain-without-control: the only gain without a control is pooled, and no difference with a control stands
  against it;
- global: a gain with a control stands against no difference with one on a composite of all outcomes, which then counts
  as a "no" on each of them;
- preferred: one study finds a route, source, donor, dose or cell better than another, between its arms or between its
  subgroups, and a further study finds the opposite or no difference between them, or a controlled trial of the
  preferred value finds no difference.

Omitted: A question gives way where nothing but one study of fewer than 20 people, and not its primary endpoint, stands
on a side; where a control stands on one side only, unless that side rests on a primary endpoint or on two studies;
where nothing but a composite stands against the gain, unless it is a primary endpoint; and where both its sides are
part of those of a question above it on the same disease and cells.

Separates: For each field of design and PICO and each of its values, the share of the "no" studies that have it less the
share of the "yes" studies that have it, of those studies where it is known. A field is not used where it is known for
fewer than half of a side or for one of several studies, nor a value that one of several has. The largest difference is
said where it is 0.5 or more; of differences within 0.25 of it, that of the field that stands first: control, route,
source, donor, cell, dose, comparator, randomised, blinding, pooled, follow-up (12 months), size (50 people), form of
the disease, outcome, sponsor, where it was read. Fields whose largest difference is under 0.25, though their values
differ among the studies, are said not to separate them. Fewer than four studies can only differ: the fields are named
in which all of one side differ from all of the other. Where answers with a control differ, the same is done among them
alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.answer import family_of_result
from mscq.evidence.cohorts import cohorts
from mscq.evidence.families import SEVERAL, UNTOLD, family_of, family_order
from mscq.evidence.level import Control
from mscq.evidence.preference import GIVEN_DIMENSIONS, Preference, between_arms, between_subgroups
from mscq.evidence.ranking import strength
from mscq.evidence.reply import Reply, Way, at_longest, once_each, reply_of
from mscq.evidence.results import Result, results_of
from mscq.evidence.separation import Separation, separation
from mscq.evidence.treatment import conditions
from mscq.records.terms import ComparatorKind, Endpoint, Measure

if TYPE_CHECKING:
    from mscq.evidence.dimensions import Dimension
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Paper
    from mscq.records.vocabulary import Facet


class Kind(StrEnum):
    """What makes a question a disagreement, the strongest first."""

    CONTROLLED = "controlled"
    GAIN_WITHOUT_CONTROL = "gain-without-control"
    NULL_WITHOUT_CONTROL = "null-without-control"
    POOLED_GAIN_WITHOUT_CONTROL = "pooled-gain-without-control"
    GLOBAL = "global"
    PREFERRED = "preferred"


@dataclass(frozen=True)
class Conflict:
    """A question, and the studies that answer it differently; the stronger design first on each side.

    ``about`` and ``value`` are the dimension and the value that are preferred, where the question is on one of them.
    ``apart`` are mixed answers, and pooled ones that do not tell these cells from others.
    """

    kind: Kind
    condition: str
    outcome_group: str
    family: str
    no: tuple[Reply, ...]
    yes: tuple[Reply, ...]
    apart: tuple[Reply, ...]
    about: str = ""
    value: str = ""

    @property
    def sides(self) -> tuple[Reply, ...]:
        """All studies that answer yes or no."""
        return (*self.no, *self.yes)

    @cached_property
    def separates(self) -> Separation:
        """What parts all studies of the two sides."""
        between_arms = ("control", "comparator", self.about) if self.kind is Kind.PREFERRED else ()
        return separation(self.no, self.yes, self.condition, without=between_arms)

    @cached_property
    def separates_controlled(self) -> Separation | None:
        """What parts those with a control, where both sides have some and not all are."""
        if self.kind is not Kind.CONTROLLED or all(one.controlled for one in self.sides):
            return None
        return separation(_held(self.no), _held(self.yes), self.condition, without=("control",))


def conflicts_among(
    kb: KnowledgeBase,
    papers: Iterable[Paper],
    within: Collection[str] = (),
    fits: Callable[[Result], bool] = lambda _: True,
) -> list[Conflict]:
    """Return all conflicts among these papers, strongest first.

    They are about conditions in ``within`` (all where it is empty) and rest on results that ``fits`` lets through.
    """
    found = _Questions(kb, within, fits)
    for study in cohorts(papers):
        found.read(sorted(study, key=strength))
    ordered = sorted(found.conflicts(), key=lambda one: _place(one, kb.vocabulary.cells))
    kept: list[Conflict] = []
    for one in ordered:
        if not any(_restates(one, above) for above in kept):
            kept.append(one)
    return kept


class _Topic(NamedTuple):
    """What a question is about, but for the cells."""

    condition: str
    outcome_group: str


class _Questions:
    """The answers and preferences of studies, gathered by question."""

    def __init__(self, kb: KnowledgeBase, within: Collection[str], fits: Callable[[Result], bool]) -> None:
        self.kb = kb
        self.within = within
        self.fits = fits
        self.replies: dict[_Topic, dict[str, list[Reply]]] = {}
        self.preferences: dict[tuple[_Topic, str], list[Preference]] = {}

    def read(self, study: Sequence[Paper]) -> None:
        """Take in the papers of one study, the strongest first."""
        asked: dict[_Topic, list[Result]] = {}
        for paper in study:
            for result in results_of(self.kb, paper):
                if self._counts(result):
                    for topic in self._topics(result):
                        asked.setdefault(topic, []).append(result)
        for topic, found in asked.items():
            self._take(topic, study, found)

    def _take(self, topic: _Topic, study: Sequence[Paper], found: Sequence[Result]) -> None:
        cells, facet = self.kb.vocabulary.cells, self.kb.vocabulary.conditions
        shared = len({facet.head(one) for paper in study for one in paper.study.conditions}) > 1
        blocks: dict[tuple[str, Control, ComparatorKind | None], list[Result]] = {}
        for result in found:
            held = result.finding.comparator.kind if result.control is Control.CONTROLLED else None
            blocks.setdefault((family_of_result(cells, result), result.control, held), []).append(result)
        for (family, control, _), block in blocks.items():
            told = [one for one in block if one.finding.analysis is None]
            if control is Control.OTHER_ARM:
                stated = [each for one in at_longest(told) for each in between_arms(one.result)]
            else:
                stated = list(between_subgroups(block)) if control is Control.CONTROLLED else []
                if (reply := reply_of(study, told, shared, family)) is not None:
                    self.replies.setdefault(topic, {}).setdefault(family, []).append(reply)
            if stated:
                self.preferences.setdefault((topic, family), []).extend(stated)

    def _counts(self, result: Result) -> bool:
        estimate = result.finding.estimate
        ranking = estimate is not None and estimate.measure is Measure.RANKING_SCORE
        exploratory = result.finding.endpoint is Endpoint.EXPLORATORY
        return not (ranking or exploratory) and result.control is not Control.NOT_HUMAN and self.fits(result)

    def _topics(self, result: Result) -> Iterator[_Topic]:
        vocabulary = self.kb.vocabulary
        named = conditions(result.paper, result.finding)
        heads = {vocabulary.conditions.head(one) for one in named if not self.within or one in self.within}
        if result.finding.outcome is not None:
            for group in vocabulary.outcomes.groups(result.finding.outcome):
                yield from (_Topic(head, group) for head in heads)

    def conflicts(self) -> Iterator[Conflict]:
        """Every question on which studies differ."""
        for topic, by_family in self.replies.items():
            for family, replies in by_family.items():
                if family not in (SEVERAL, UNTOLD):
                    several = [one for one in by_family.get(SEVERAL, ()) if self._given_in(one, family)]
                    yield from _on_effect(topic, family, replies, self._global(topic, family), several)
        for (topic, family), preferences in self.preferences.items():
            if family not in (SEVERAL, UNTOLD):
                yield from _on_preference(topic, family, preferences, self.replies.get(topic, {}).get(family, []))

    def _global(self, topic: _Topic, family: str) -> list[Reply]:
        """What studies with a control found no difference on, all outcomes taken together."""
        groups = [one for one in self.kb.vocabulary.outcomes.values() if one.kind == "family" and not one.broader]
        return [
            replace(reply, overall=True)
            for one in groups
            if one.id != topic.outcome_group
            for reply in self.replies.get(topic._replace(outcome_group=one.id), {}).get(family, ())
            if reply.way is Way.NO and reply.controlled
        ]

    def _given_in(self, reply: Reply, family: str) -> bool:
        """Whether cells of a family are among those that a study gave."""
        named = reply.paper.study.intervention.cells
        return any(family_of(self.kb.vocabulary.cells, [one]) == family for one in named)


def _on_effect(
    topic: _Topic, family: str, replies: Sequence[Reply], overall: Sequence[Reply], several: Sequence[Reply]
) -> Iterator[Conflict]:
    """The question whether cells of a family help; ``overall`` are answers on all outcomes taken together."""
    told = {reply.paper for reply in replies if reply.controlled}
    overall = [one for one in overall if told.isdisjoint(one.papers)]
    alone = {paper for reply in replies for paper in reply.papers}
    several = [one for one in several if alone.isdisjoint(one.papers)]
    no, yes = (once_each(one for one in replies if one.way is way) for way in (Way.NO, Way.YES))
    pooled, single = ([one for one in _free(yes) if one.review is review] for review in (True, False))
    for kind, against, gains in (
        (Kind.CONTROLLED, _held(no), _held(yes)),
        (Kind.GAIN_WITHOUT_CONTROL, _held(no), single),
        (Kind.NULL_WITHOUT_CONTROL, _free(no), _held(yes)),
        (Kind.POOLED_GAIN_WITHOUT_CONTROL, _held(no), pooled),
        (Kind.GLOBAL, [one for one in overall if one.endpoint is Endpoint.PRIMARY], _held(yes)),
    ):
        if _of_two_studies(against, gains) and _well_borne(against, gains):
            mixed = [one for one in replies if one.way is Way.MIXED]
            yield Conflict(kind, *topic, family, once_each((*no, *overall)), yes, once_each((*mixed, *several)))
            return


def _held(side: Iterable[Reply]) -> list[Reply]:
    return [one for one in side if one.controlled]


def _free(side: Iterable[Reply]) -> list[Reply]:
    return [one for one in side if not one.controlled]


def _of_two_studies(first: Iterable[Reply], second: Iterable[Reply]) -> bool:
    return any(one.paper not in other.papers and other.paper not in one.papers for one in first for other in second)


def _well_borne(*sides: Sequence[Reply]) -> bool:
    """Whether sides rest on enough: both where both have a control, else the one that has."""
    held = [side for side in sides if side[0].controlled]
    if len(held) == len(sides):
        return all(map(_borne, sides))
    return all(len(side) > 1 or side[0].endpoint is Endpoint.PRIMARY for side in held)


def _borne(side: Sequence[Reply]) -> bool:
    return len(side) > 1 or side[0].carries


def _on_preference(
    topic: _Topic, family: str, preferences: Sequence[Preference], replies: Sequence[Reply]
) -> Iterator[Conflict]:
    """The question on each dimension whose preferred value most studies speak of."""
    for dimension in GIVEN_DIMENSIONS:
        about = [one for one in preferences if one.dimension == dimension.name]
        made = [
            conflict
            for value in sorted({value for one in about if not one.alike for value in one.better})
            if (conflict := _on_value(topic, family, dimension, value, about, replies)) is not None
        ]
        if made:
            yield max(made, key=lambda one: (len(one.sides), one.value))


def _on_value(
    topic: _Topic,
    family: str,
    dimension: Dimension,
    value: str,
    about: Sequence[Preference],
    replies: Sequence[Reply],
) -> Conflict | None:
    """Whether a value is the better one: studies that prefer it; against it, others and controlled trials of it."""
    for_it = [one for one in about if not one.alike and value in one.better]
    rivals = {other for one in for_it for other in one.others}
    against = [
        replace(one.reply, way=Way.NO, prefers=frozenset() if one.alike else one.better)
        for one in about
        if (value in one.others and one.better & rivals) or (one.alike and value in one.better and one.better & rivals)
    ]
    null_trials = [
        one
        for one in replies
        if one.way is Way.NO
        and one.controlled
        and not one.review
        and all(_gave(dimension, each.result) == {value} for each in one.answered)
    ]
    yes, no = once_each(one.reply for one in for_it), once_each((*null_trials, *against))
    if not (_of_two_studies(no, yes) and all(map(_borne, (no, yes)))):
        return None
    return Conflict(Kind.PREFERRED, *topic, family, no, yes, (), dimension.name, value)


def _gave(dimension: Dimension, result: Result) -> set[str]:
    return set(dimension.ids(result.paper, result.finding))


def _place(conflict: Conflict, cells: Facet) -> tuple[object, ...]:
    """Sort key: the kind, the family of cells, then how many studies with a control answer on the shorter side."""
    kind = list(Kind).index(conflict.kind)
    held = min(len(_held(conflict.no)), len(_held(conflict.yes)))
    size = -len(conflict.sides)
    return (kind, family_order(cells, conflict.family), -held, size, conflict.condition, conflict.outcome_group)


def _restates(conflict: Conflict, above: Conflict) -> bool:
    """Whether both sides of a question are part of those of one above it, on the same disease and cells."""
    if (conflict.condition, conflict.family, conflict.about) != (above.condition, above.family, above.about):
        return False
    pairs = ((conflict.no, above.no), (conflict.yes, above.yes))
    return all(_papers(part) <= _papers(whole) for part, whole in pairs)


def _papers(side: Iterable[Reply]) -> set[tuple[str, Control]]:
    return {(paper.id, one.control) for one in side for paper in one.papers}
