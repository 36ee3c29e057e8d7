"""Disagreements between studies: one question a condition, an outcome group and a kind of cells.

Answers: A study answers by its results on outcomes of that group, as randomised or treated: by its primary endpoint
where that is one of them, else by all others but exploratory ones; each outcome at its longest follow-up. It says yes
if all results that have a side are better, no if all are no difference, or worse than a control. A primary endpoint
that was not met is a no, whatever its rows tell. If it has both it is mixed, stands apart and counts for neither, as
does one whose primary endpoint joins several groups (a score of pain and function) while its figure on the group
alone points the other way, and a controlled study whose primary endpoint, of which no verdict is known, was read for
the cells alone. Worse or unchanged in a group without a control says neither, since the course of the disease may be
the cause, nor does a null whose only figure is a p of 0.05 or less. Subgroups, post-hoc and per-protocol analyses,
animals, rankings, what only a title tells, figures in doubt (those that do not fit together, or that another source
tells otherwise) and retracted papers are left out; a review that tells nothing else answers by its subgroup of trials,
which is named.

Studies: What a study found against each kind of control are separate answers, but where it has its primary endpoint in
the group, that answers alone. What it found without a control is not told where it has an answer with one. Papers on
the same people are one study. A form of a disease counts as the disease, and an outcome that stands in several groups
(a symptom scale of pain and function) answers in each of them; one that the vocabulary marks as a question of its own
(healing of a cartilage defect, which is no loss of cartilage) answers that alone. Cells are of one kind if they are of
one type of the vocabulary right below a family, so that Schwann cells are not asked with macrophages; MSC are one kind.
Pooled answers that do not tell several kinds apart stand apart.

Overall: Outcomes that the vocabulary marks as a family (composites, disease activity, clinical response) speak of the
disease as a whole. A "no" on them, by a primary endpoint or a review, stands on every outcome group in which that study
has no answer of its own; and a study that says no on them takes back its own yes on an outcome that was not primary: it
is mixed. A trial of safety alone says nothing on them but by a primary endpoint.

Opposed: A side is made of reviews and of studies of 20 people or more; of trials by lot from 10 on, by their primary
endpoint; without a control, of nulls from 10 and gains from 5 on. Smaller ones stand apart. Two answers oppose each
other unless they are of the same people, one is a review that pools the other, two reviews share trials and have no
outcome in common, or one was the other's at an earlier time and the other looks no later. They do so weakly if it is
not known whether the other looks later, if a review does not pool, a study with a control was not by lot or of fewer
than 20 people, tells a gain in words alone beside another primary outcome, does not tell its diseases apart or how many
people it had, if each figure lies within the other's interval, if one looks more than three times as long as the other,
or if the "no" is against another treatment and the "yes" against something else: cells may be better than placebo and
no better than a drug.

Shown: A question is shown if one of these holds between two studies, strongest first, and what holds weakly last:

- controlled: answers against a control, of trials or of pooled analyses, differ;
- gain-without-control: a gain without a control stands against no difference with one, and no study with one finds it;
- null-without-control: a gain with a control stands against no difference without one;
- pooled-gain-without-control: the only gain without a control is pooled, and no difference with a control stands
  against it;
- global: a gain stands against no difference with a control on the disease as a whole;
- preferred: a study compared two routes, sources, donors, doses or cells, by a test, and finds one better; a further
  one finds the opposite or no difference between them; a review's contrast between its studies is not held against the
  arms of a trial;
- preferred-null, always weakly: a study finds one better by such a test, and a controlled trial of it finds no
  difference, which does not say that the other is as good.

Where one side rests on no control at all, the question is shown as weak: such a gain may be refuted by a trial, but is
no firm answer to it.

Omitted: What no control stands against is told only where it opposes firmly, not against one trial by a secondary
endpoint, and weakly against a review that says no on the disease as a whole. A question gives way where both its sides
are part of those of one above it on the same disease and cells; one on the disease as a whole where its "no" stands
above already; and one on a preferred value where the same trials of it stand above against another study.

Separates: Whether there was a control is told by itself, since what no control stands against cannot show an effect
either way. Among the studies with a control the fields of design and PICO are tried. For each field and value: the
share of the "no" studies that have it less the share of the "yes" studies that have it, of those studies where it is
known. A field is not used where it is known for fewer than two of a side or for fewer than half of it, nor a value
that one study has; size and randomisation are asked of trials alone, of which reviews are none. A study with arms of
several values has none. The largest difference is said where it is 0.5 or more; of differences within 0.25 of it,
that of the field that stands first: route, source, donor, cell, dose, comparator, randomised, blinding, pooled,
follow-up (a year), size (50 people), form of the disease, outcome, sponsor, where it was read. It is said to be
possible by chance where Fisher's exact test, two-sided, gives 0.05 or more, for one field as if no other had been
tried. Fields whose largest difference is under 0.25, though their values differ among the studies, are said not to
separate them. Where a side has one study the sides can only differ: the fields but size, which stands beside each
study, are named in which all of one differ from all of the other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.cohorts import cohorts
from mscq.evidence.families import SEVERAL, UNTOLD, family_of, family_order
from mscq.evidence.level import Control, is_retracted, is_review
from mscq.evidence.opposition import Opposition, strongest
from mscq.evidence.preference import GIVEN_DIMENSIONS, Preference, between_arms
from mscq.evidence.ranking import strength
from mscq.evidence.reply import Reply, Way, at_longest, footing, missed, once_each, reply_of, way_of
from mscq.evidence.results import Result, results_of
from mscq.evidence.separation import Separation, separation
from mscq.evidence.treatment import conditions, diseases, treatment_of
from mscq.records.terms import Analysis, ComparatorKind, Endpoint, Measure, Met, ReadAs
from mscq.records.value import Value, replace

if TYPE_CHECKING:
    from mscq.evidence.dimensions import Dimension
    from mscq.evidence.selection import Selector
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
    PREFERRED_NULL = "preferred-null"


class Conflict(Value):
    """A question, and the studies that answer it differently; the stronger design first on each side.

    ``cells`` is the narrowest type that all of them gave, at the widest ``family``. ``about`` and ``value`` are the
    dimension and the value that are preferred, where the question is on one of them. ``apart`` are mixed answers, and
    pooled ones that do not tell these cells from others. ``weak`` tells that no two studies oppose each other firmly.
    """

    kind: Kind
    condition: str
    outcome_group: str
    family: str
    no: tuple[Reply, ...]
    yes: tuple[Reply, ...]
    apart: tuple[Reply, ...]
    cells: str = ""
    about: str = ""
    value: str = ""
    weak: bool = False

    def __repr__(self) -> str:
        about = (self.condition, self.outcome_group, self.cells)
        return f"Conflict({', '.join(map(repr, about))}, no={len(self.no)}, yes={len(self.yes)})"

    @property
    def sides(self) -> tuple[Reply, ...]:
        """All studies that answer yes or no."""
        return (*self.no, *self.yes)

    @property
    def on_value(self) -> bool:
        """Whether it asks of a value, not of an effect."""
        return bool(self.about)

    @cached_property
    def separates(self) -> Separation | None:
        """What parts the studies of the two sides that have a control, None where a side has none."""
        no, yes = (self.no, self.yes) if self.on_value else (_held(self.no), _held(self.yes))
        if not (no and yes):
            return None
        return separation(no, yes, self.condition, without=("comparator", self.about) if self.on_value else ())


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


def conflicts_within(selector: Selector) -> list[Conflict]:
    """Return all conflicts among what is selected, about the conditions asked for, strongest first."""
    return conflicts_among(
        selector.kb,
        selector.papers(),
        selector.conditions,
        lambda result: any(selector.fits(result.paper, row) for row in result.rows),
    )


_WHOLE = ""
"""In place of an outcome group: the disease as a whole."""


class _Topic(NamedTuple):
    """What a question is about, but for the cells."""

    condition: str
    outcome_group: str


class _Questions:
    """The answers and preferences of studies, gathered by question and kind of cells."""

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
            if is_retracted(paper):
                continue
            for result in results_of(self.kb, paper):
                if self._counts(result):
                    for topic in self._topics(result):
                        asked.setdefault(topic, []).append(result)
        for topic, found in asked.items():
            self._take(topic, study, found)

    def _take(self, topic: _Topic, study: Sequence[Paper], found: Sequence[Result]) -> None:
        facet = self.kb.vocabulary.conditions
        shared = any(diseases(facet, paper) > 1 for paper in study)
        blocks: dict[str, dict[tuple[Control, ComparatorKind | None], list[Result]]] = {}
        for result in found:
            control = footing(result)
            held = result.finding.comparator.kind if control is Control.CONTROLLED else None
            blocks.setdefault(self._cells(result), {}).setdefault((control, held), []).append(result)
        for cells, by_control in blocks.items():
            replies = []
            for (control, _), block in by_control.items():
                told = _told(block)
                if control is Control.OTHER_ARM:
                    stated = [each for one in at_longest(told) for each in between_arms(one.result)]
                    self.preferences.setdefault((topic, cells), []).extend(stated)
                elif (reply := reply_of(study, told, several=cells == SEVERAL, shared=shared)) is not None:
                    results = (one.result for one in reply.answered)
                    joint = any(diseases(facet, one.paper, one.finding) > 1 for one in results)
                    way = Way.MIXED if self._says_otherwise(topic, reply, told) else reply.way
                    replies.append(replace(reply, joint=joint, way=way))
            self.replies.setdefault(topic, {}).setdefault(cells, []).extend(_foremost(replies))

    def _says_otherwise(self, topic: _Topic, reply: Reply, told: Sequence[Result]) -> bool:
        """Whether a primary endpoint joins several groups, and the study's figure on this one points another way."""
        outcomes = self.kb.vocabulary.outcomes

        def is_of_this_alone(one: Result) -> bool:
            return one.finding.outcome is not None and outcomes.groups(one.finding.outcome) == {topic.outcome_group}

        if not reply.otherwise or any(is_of_this_alone(one.result) for one in reply.answered):
            return False
        own = (way_of(one) for one in told if is_of_this_alone(one))
        return any({reply.way, way} == {Way.YES, Way.NO} for way in own)

    def _heads(self, named: Iterable[str]) -> set[str]:
        return {self.kb.vocabulary.conditions.head(one) for one in named}

    def _cells(self, result: Result) -> str:
        """The kind of cells that a result is of."""
        named = treatment_of(result.paper, result.finding).cells or result.paper.study.intervention.cells
        return _kind_of_cells(self.kb.vocabulary.cells, named)

    def _counts(self, result: Result) -> bool:
        estimate = result.finding.estimate
        ranking = estimate is not None and estimate.measure is Measure.RANKING_SCORE
        exploratory = result.finding.endpoint is Endpoint.EXPLORATORY
        titled = result.finding.read_as is ReadAs.TITLE
        doubtful = result.finding.as_printed
        return (
            not (ranking or exploratory or titled or doubtful)
            and result.control is not Control.NOT_HUMAN
            and self.fits(result)
        )

    def _topics(self, result: Result) -> Iterator[_Topic]:
        outcomes = self.kb.vocabulary.outcomes
        named = conditions(result.paper, result.finding)
        heads = self._heads(one for one in named if not self.within or one in self.within)
        if (outcome := result.finding.outcome) is not None:
            groups = {*outcomes.groups(outcome), *([_WHOLE] if _of_the_whole(outcomes, outcome) else [])}
            for group in groups:
                yield from (_Topic(head, group) for head in heads)

    def conflicts(self) -> Iterator[Conflict]:
        """Every question on which studies differ."""
        for topic, by_cells in self.replies.items():
            for cells, replies in by_cells.items():
                if topic.outcome_group != _WHOLE and cells not in (SEVERAL, UNTOLD):
                    several = [one for one in by_cells.get(SEVERAL, ()) if self._given_in(one, cells)]
                    whole = self.replies.get(topic._replace(outcome_group=_WHOLE), {}).get(cells, [])
                    yield from map(self._named, _on_effect(topic, replies, _overall(whole), several))
        for (topic, cells), preferences in self.preferences.items():
            if topic.outcome_group != _WHOLE and cells not in (SEVERAL, UNTOLD):
                replies = self.replies.get(topic, {}).get(cells, [])
                yield from map(self._named, _on_preference(topic, preferences, replies))

    def _named(self, conflict: Conflict) -> Conflict:
        """A conflict with the narrowest name of the cells that all its studies gave."""
        facet = self.kb.vocabulary.cells
        given = {
            cell
            for reply in conflict.sides
            for one in reply.answered
            for cell in (
                treatment_of(one.result.paper, one.result.finding).cells or one.result.paper.study.intervention.cells
            )
        }
        common = frozenset.intersection(*(facet.broader(cell) for cell in given))
        family = family_of(facet, given)
        cells = max(common or {family}, key=lambda one: (len(facet.broader(one)), one))
        return replace(conflict, family=family, cells=cells)

    def _given_in(self, reply: Reply, cells: str) -> bool:
        """Whether cells of a kind are among those that a study gave."""
        named = reply.paper.study.intervention.cells
        return any(_kind_of_cells(self.kb.vocabulary.cells, [one]) == cells for one in named)


def _told(block: Sequence[Result]) -> list[Result]:
    """Results of all who were randomised or treated; of a review that has none, those of a subgroup of its trials."""
    whole = [one for one in block if one.finding.analysis is None or _is_missed_endpoint(one)]
    if whole or not all(is_review(one.paper) for one in block):
        return whole
    return [one for one in block if one.finding.analysis is Analysis.SUBGROUP]


def _is_missed_endpoint(result: Result) -> bool:
    """Whether a result is of a missed primary endpoint, of those who kept to the protocol: it says no all the same."""
    return result.finding.analysis is Analysis.PER_PROTOCOL and result.control is Control.CONTROLLED and missed(result)


def _foremost(replies: Sequence[Reply]) -> Sequence[Reply]:
    """Of a study's answers those with a control, of these those by the primary endpoint; where it has such.

    Where its primary endpoint, of which no verdict is known, was read without its control, other outcomes that were
    compared do not answer in its place: they are mixed.
    """
    held = [one for one in replies if one.controlled]
    held = [one for one in held if one.answered[0].compared] or held
    primary = [one for one in held if one.endpoint is Endpoint.PRIMARY]
    if held and not primary and any(_is_without_its_control(one) for one in replies):
        return [replace(one, way=Way.MIXED) for one in held]
    return primary or held or replies


def _is_without_its_control(reply: Reply) -> bool:
    study = reply.paper
    planned = study.design.control_group == "always" and study.study.primary_outcome_met is None
    return planned and not reply.controlled and reply.endpoint is Endpoint.PRIMARY


def _kind_of_cells(cells: Facet, named: Sequence[str]) -> str:
    """The kind of cells that these are: their family, of a mere heading what stands right below it."""
    family = family_of(cells, named)
    if family in (SEVERAL, UNTOLD) or cells[family].kind != "family":
        return family
    kinds = {
        "+".join(sorted(one for one in cells.broader(cell) if family in cells[one].broader)) or family for cell in named
    }
    return kinds.pop() if len(kinds) == 1 else SEVERAL


def _of_the_whole(outcomes: Facet, outcome: str) -> bool:
    concept = outcomes.get(outcome)
    return concept is not None and concept.kind == "family"


def _overall(replies: Iterable[Reply]) -> list[Reply]:
    """The answers with a control that say no on the disease as a whole.

    A trial of safety alone says nothing on it but by a primary endpoint.
    """
    return [
        replace(one, overall=True)
        for one in replies
        if one.way is Way.NO
        and one.controlled
        and one.counts
        and (one.endpoint is Endpoint.PRIMARY or one.paper.study.primary_outcome_met is not Met.SAFETY_ONLY)
    ]


_WITHOUT_CONTROL = (Kind.GAIN_WITHOUT_CONTROL, Kind.NULL_WITHOUT_CONTROL, Kind.POOLED_GAIN_WITHOUT_CONTROL)
"""Kinds of which one side rests on no control: it may be refuted, but is no firm answer."""


def _on_effect(
    topic: _Topic, replies: Sequence[Reply], overall: Sequence[Reply], several: Sequence[Reply]
) -> Iterator[Conflict]:
    """The question whether cells help; ``overall`` are answers on the disease as a whole."""
    no_overall = {(paper, kind) for one in overall for paper in one.papers for kind in one.comparators}
    replies = [_taken_back(one, no_overall) for one in replies]
    told = {paper for reply in replies if reply.controlled for paper in reply.papers}
    overall = [one for one in overall if told.isdisjoint(one.papers)]
    whole = [one for one in overall if one.review or one.endpoint is Endpoint.PRIMARY]
    alone = {paper for reply in replies for paper in reply.papers}
    several = [one for one in several if alone.isdisjoint(one.papers)]
    no, yes = (once_each(one for one in replies if one.way is way and one.counts) for way in (Way.NO, Way.YES))
    pooled, single = ([one for one in _free(yes) if one.review is review] for review in (True, False))
    by_whole = Opposition.WEAK if all(one.review for one in whole) else Opposition.FIRM
    asked = [
        (Kind.CONTROLLED, strongest(_held(no), _held(yes))),
        (Kind.GAIN_WITHOUT_CONTROL, _free_against(single, _held(no), _held(yes))),
        (Kind.NULL_WITHOUT_CONTROL, _free_against(_free(no), _held(yes), _held(no))),
        (Kind.POOLED_GAIN_WITHOUT_CONTROL, _free_against(pooled, _held(no), _held(yes))),
        (Kind.GLOBAL, strongest(whole, _held(yes)) or min(strongest(overall, _held(yes)), Opposition.WEAK)),
        (Kind.GLOBAL, min(_free_against(_free(yes), whole, _held(yes)), by_whole)),
    ]
    kind, found = max(asked, key=lambda one: one[1])
    if found is not Opposition.NONE:
        shown = whole or (overall if kind is Kind.GLOBAL else [])
        apart = [one for one in replies if one.way is Way.MIXED or not one.counts]
        sides = (once_each((*no, *shown)), yes, once_each((*apart, *several)))
        yield Conflict(kind, *topic, "", *sides, weak=found is Opposition.WEAK or kind in _WITHOUT_CONTROL)


def _free_against(free: Sequence[Reply], held: Sequence[Reply], agree: Sequence[Reply]) -> Opposition:
    """How answers without a control oppose those with one, if none with one agrees with them; firmly or not at all.

    One trial by a secondary endpoint is too little to hold against them.
    """
    if agree or (len(held) == 1 and held[0].endpoint is Endpoint.SECONDARY):
        return Opposition.NONE
    found = strongest(held, free)
    return found if found is Opposition.FIRM else Opposition.NONE


def _taken_back(reply: Reply, no_overall: Collection[tuple[Paper, ComparatorKind]]) -> Reply:
    """A yes on an outcome that was not primary as mixed, where its study says no on the disease as a whole."""
    said_no = any((paper, kind) in no_overall for paper in reply.papers for kind in reply.comparators)
    return replace(reply, way=Way.MIXED) if reply.endpoint is not Endpoint.PRIMARY and said_no else reply


def _held(side: Iterable[Reply]) -> list[Reply]:
    return [one for one in side if one.controlled]


def _free(side: Iterable[Reply]) -> list[Reply]:
    return [one for one in side if not one.controlled]


def _on_preference(topic: _Topic, preferences: Sequence[Preference], replies: Sequence[Reply]) -> Iterator[Conflict]:
    """The questions on each dimension whose preferred value most studies speak of."""
    for dimension in GIVEN_DIMENSIONS:
        about = [one for one in preferences if one.dimension == dimension.name]
        values = sorted({value for one in about if not one.alike for value in one.better})
        made = [one for value in values for one in _on_value(topic, dimension, value, about, replies)]
        for kind in (Kind.PREFERRED, Kind.PREFERRED_NULL):
            if asked := [one for one in made if one.kind is kind]:
                yield max(asked, key=lambda one: (not one.weak, len(one.sides), one.value))


def _on_value(
    topic: _Topic, dimension: Dimension, value: str, about: Sequence[Preference], replies: Sequence[Reply]
) -> Iterator[Conflict]:
    """Whether a value is the better one, by those that compared it; and whether it helps at all, by trials of it."""
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
        and one.counts
        and one.endpoint is not Endpoint.SECONDARY
        and all(set(dimension.ids(each.result.paper, each.result.finding)) == {value} for each in one.answered)
    ]
    yes = once_each(one.reply for one in for_it)
    for kind, no in ((Kind.PREFERRED, once_each(against)), (Kind.PREFERRED_NULL, once_each(null_trials))):
        if (found := strongest(no, yes)) is not Opposition.NONE:
            weak = found is Opposition.WEAK or kind is Kind.PREFERRED_NULL  # that both fail is no contradiction
            yield Conflict(kind, *topic, "", no, yes, (), about=dimension.name, value=value, weak=weak)


def _place(conflict: Conflict, cells: Facet) -> tuple[object, ...]:
    """Sort key: firm ones, the kind, the family of cells, how many firm studies stand on the shorter side, the size.

    A value that a trial prefers goes before one that reviews alone prefer.
    """
    kind = list(Kind).index(conflict.kind)
    firm = min(sum(one.controlled and one.firm for one in side) for side in (conflict.no, conflict.yes))
    size = -len(conflict.sides)
    reviews = conflict.on_value and all(one.review for one in conflict.yes)
    about = (conflict.condition, conflict.outcome_group, conflict.cells, conflict.value)
    return (conflict.weak, kind, family_order(cells, conflict.family), -firm, size, reviews, *about)


def _restates(conflict: Conflict, above: Conflict) -> bool:
    """Whether a question says nothing that one above it, on the same disease and cells, does not say.

    Both its sides are part of those of the other; what it stands on is of the disease as a whole and stands there
    already; or the same trials of the same value stand there against another study that prefers it.
    """
    asked = [(one.condition, one.family, one.about, one.kind is Kind.PREFERRED) for one in (conflict, above)]
    if asked[0] != asked[1]:
        return False
    no, overall, yes = conflict.no, [one for one in conflict.no if one.overall], conflict.yes
    same_no = _papers(no) <= _papers(above.no)
    if same_no and conflict.kind is above.kind is Kind.PREFERRED_NULL and conflict.value == above.value:
        return True
    within = same_no and _papers(yes) <= _papers(above.yes)
    return within or (conflict.kind is Kind.GLOBAL and _papers(overall) <= _papers(above.no))


def _papers(side: Iterable[Reply]) -> set[tuple[str, Control]]:
    return {(paper.id, one.control) for one in side for paper in one.papers}
