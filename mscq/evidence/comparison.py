"""Comparisons along one dimension: what papers compare themselves first, then what stands side by side.

A comparison inside one paper sets its own arms or subgroups against each other. Figures of different
papers are from different patients: they are summed up for each value, never subtracted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.evidence.cohorts import Counts, counts_of
from mscq.evidence.dimensions import COMPARED, DIMENSIONS, Dimension, Sorter
from mscq.evidence.level import Control, is_result, is_retold
from mscq.evidence.ranking import reported_detail, result_strength, strength
from mscq.evidence.results import Result, results_of
from mscq.evidence.selection import Selection, Selector
from mscq.records.models import Arm, ComparatorKind, Direction, Finding, Measure, Paper, Topic

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase


class DirectComparison(NamedTuple):
    """One outcome of one paper that tells at least one of the values apart from another arm.

    ``figures`` holds the row for each value; ``favours`` the value that did better (None: neither, or not
    told); ``against`` is the other side of a contrast that the paper itself reports, empty where only the arms'
    own figures are known, and ``gap`` how far these lie apart in percentage points (None where they are no
    shares of people, or not of the same people).
    """

    sorter: Sorter

    paper: Paper
    finding: Finding
    figures: dict[str, Finding]
    favours: str | None
    against: str = ""
    gap: float | None = None

    @property
    def randomised(self) -> bool:
        """Whether the arms were randomised."""
        return self.paper.design.randomised is True

    @property
    def favours_label(self) -> str:
        """What did better, in words; 'neither' where the paper finds no difference, empty where it does not tell."""
        if not self.against:
            return self.sorter.label(self.favours) if self.favours else ""
        mine = self.sorter.names(self.sorter.dimension.own(self.finding.intervention))
        told = {Direction.BENEFIT: mine, Direction.HARM: self.against, Direction.NO_DIFFERENCE: "neither"}
        return told.get(self.finding.direction, "")

    @property
    def compared_with(self) -> list[str]:
        """The values that stand on the other side of a contrast reported as one figure."""
        other = self.finding.comparator.against if self.against else None
        return self.sorter.matched(self.sorter.dimension.own(other))

    def shares_with_others(self, value: str) -> bool:
        """Whether the figure in a value's column is of other values as well: cord or placenta in the cord's."""
        row = self.figures.get(value)
        named = self.sorter.dimension.own(row.intervention) if row is not None else ()
        return any(one not in self.sorter.below[value] for one in named)


@dataclass(frozen=True)
class Summary:
    """What the base holds on one value: its results, the strongest first, and the papers that have them."""

    sorter: Sorter = field(repr=False)
    value: str
    results: tuple[Result, ...]

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """The papers of the results, the strongest first."""
        return tuple(sorted({one.paper.id: one.paper for one in self.results}.values(), key=strength))

    @cached_property
    def counts(self) -> Counts:
        """The studies that the papers are, and their people; those of studies of other values too stand apart."""
        return counts_of(self.papers, lambda paper: self.sorter.holds(paper, self.value))

    def directions(self, control: Control) -> Counter[Direction]:
        """Count the results of one kind of control by direction."""
        return Counter(one.direction for one in self.results if one.control is control)


class Shared(NamedTuple):
    """An outcome group that several values have results on, with the strongest result of each."""

    group: str
    best: dict[str, Result]


class LeftOut(NamedTuple):
    """A paper that names a value but enters no column, and why."""

    paper: Paper
    why: str


class Comparison(NamedTuple):
    """A comparison along a dimension."""

    dimension: Dimension
    values: tuple[str, ...]
    labels: dict[str, str]
    direct: tuple[DirectComparison, ...]
    summaries: tuple[Summary, ...]
    shared: tuple[Shared, ...]
    words: dict[str, list[tuple[Paper, Finding]]]
    left_out: tuple[LeftOut, ...]

    @property
    def is_empty(self) -> bool:
        return not self.direct and not any(summary.results or self.words[summary.value] for summary in self.summaries)


def compare(
    kb: KnowledgeBase, dimension_name: str, values: Sequence[str], selection: Selection | None = None
) -> Comparison:
    """Compare two or more values of a dimension, within a further selection.

    ``values`` are vocabulary ids (paper ids for ``paper``, keys of DOSE_BANDS for ``dose``).
    Raises ValueError for fewer than two values or an unknown dimension.
    """
    if dimension_name not in COMPARED or len(set(values)) < 2:
        raise ValueError("a comparison needs a dimension and two or more of its values")
    dimension = DIMENSIONS[dimension_name]
    wanted = tuple(dict.fromkeys(values))
    sorter = Sorter(kb.vocabulary, dimension, wanted)
    asked = selection or Selection()
    # a paper is looked at whole: a route named by one arm is compared with the paper's other arms
    selector = Selector(kb, asked)
    if dimension.selects:
        along: dict[str, Any] = {dimension.selects: wanted}
        asked = replace(asked, **along)
    papers = [paper for paper in Selector(kb, asked).papers() if dimension.selects or sorter.of_study(paper)]
    topics = [Topic(one) for one in asked.topics] or [Topic.EFFICACY]
    direct: list[DirectComparison] = []
    assigned: dict[str, list[Result]] = {value: [] for value in wanted}
    words: dict[str, list[tuple[Paper, Finding]]] = {value: [] for value in wanted}
    left_out: list[LeftOut] = []
    for paper in papers:
        fitting = [finding for finding in paper.findings if selector.fits(paper, finding)]
        own = list(_direct(kb, sorter, paper, fitting))
        direct.extend(own)
        found = [
            result
            for topic in topics
            for result in results_of(kb, paper, topic)
            if any(row in fitting for row in result.rows)
        ]
        placed, reasons = 0, Counter[str]()
        for result in found:
            value, why = sorter.place(paper, result.finding)
            if value is None:
                reasons[why] += 1
            else:
                assigned[value].append(result)
                placed += 1
        said = 0
        for finding in fitting:
            if is_result(finding) and not is_retold(paper):
                continue
            for value in sorter.named(paper, finding):
                words[value].append((paper, finding))
                said += 1
        if not placed and not own and not said:
            why = reasons.most_common(1)[0][0] if reasons else _no_result(found, topics)
            left_out.append(LeftOut(paper, why))
    return Comparison(
        dimension=dimension,
        values=wanted,
        labels={value: sorter.label(value) for value in wanted},
        direct=tuple(sorted(direct, key=lambda one: (not one.randomised, strength(one.paper)))),
        summaries=tuple(Summary(sorter, one, tuple(sorted(assigned[one], key=result_strength))) for one in wanted),
        shared=_shared(kb, wanted, assigned),
        words=words,
        left_out=tuple(left_out),
    )


def _no_result(found: Sequence[Result], topics: Sequence[Topic]) -> str:
    return f"no result on {' or '.join(topic.value for topic in topics)} was read" if not found else "not told apart"


def _direct(kb: KnowledgeBase, sorter: Sorter, paper: Paper, fitting: Sequence[Finding]) -> Iterable[DirectComparison]:
    """The comparisons that a paper makes itself between values of the dimension."""
    if not sorter.dimension.inside:
        return
    occasions: dict[tuple[object, ...], list[Finding]] = {}
    for finding in fitting:
        if finding.arm is not None and (finding.outcome or finding.outcome_label):
            key = (finding.outcome, finding.outcome_label, finding.timepoint_months, finding.population, finding.topic)
            occasions.setdefault(key, []).append(finding)
    for rows in occasions.values():
        contrasts = [row for row in rows if row.arm is Arm.BETWEEN and row.comparator.kind is ComparatorKind.OTHER_ARM]
        stated = [one for row in contrasts if (one := _contrast(sorter, paper, row)) is not None]
        arms = _arms(sorter, rows)
        if stated:
            for one in stated:
                yield one._replace(figures={**arms, **one.figures})
        elif len(arms) > 1:
            yield _from_arms(kb, sorter, paper, arms)


def _contrast(sorter: Sorter, paper: Paper, row: Finding) -> DirectComparison | None:
    """A row that itself contrasts arms: what it favours is what it says."""
    mine, theirs = sorter.dimension.own(row.intervention), sorter.dimension.own(row.comparator.against)
    values, others = sorter.matched(mine), sorter.matched(theirs)
    if not mine or not theirs or set(mine) == set(theirs) or not (values or others):
        return None
    figures = {value: row for side in (values, others) if len(side) == 1 for value in side}
    better = {Direction.BENEFIT: values, Direction.HARM: others}.get(row.direction, [])
    favoured = better[0] if len(better) == 1 else None
    return DirectComparison(sorter, paper, row, figures, favoured, row.comparator.label or sorter.names(theirs))


def _arms(sorter: Sorter, rows: Sequence[Finding]) -> dict[str, Finding]:
    """The figure of each value's own arm, where exactly one row has it."""
    by_value: dict[str, list[Finding]] = {}
    for row in rows:
        if row.arm is not Arm.TREATED and row.arm is not Arm.BETWEEN:
            continue
        matched = sorter.matched(sorter.dimension.stated(row))
        if len(matched) == 1 and row.estimate is not None:
            by_value.setdefault(matched[0], []).append(row)
    return {value: found[0] for value, found in by_value.items()}


def _from_arms(kb: KnowledgeBase, sorter: Sorter, paper: Paper, arms: dict[str, Finding]) -> DirectComparison:
    """Figures of several arms of one paper: the better one, if they can be set against each other."""
    lead = next(iter(arms.values()))
    favoured: str | None = None
    gap: float | None = None
    concept = kb.vocabulary.outcomes.get(lead.outcome or "")
    comparable = {row.estimate.measure for row in arms.values() if row.estimate} == {Measure.PROPORTION}
    amounts = {v: row.estimate.value for v, row in arms.items() if row.estimate and row.estimate.value is not None}
    if sorter.dimension.same_people and comparable and concept and concept.better and len(amounts) > 1:
        ordered = sorted(amounts.items(), key=lambda pair: pair[1], reverse=concept.better == "higher")
        (favoured, first), (_, second) = ordered[0], ordered[1]
        gap = round(abs(first - second), 10)
        favoured = favoured if gap else None
    return DirectComparison(sorter, paper, lead, arms, favoured, gap=gap)


def _shared(kb: KnowledgeBase, values: Sequence[str], assigned: Mapping[str, list[Result]]) -> tuple[Shared, ...]:
    groups: dict[str, dict[str, list[Result]]] = {}
    for value in values:
        for result in assigned[value]:
            if result.finding.outcome and result.control in (Control.CONTROLLED, Control.UNCONTROLLED):
                group = kb.vocabulary.outcomes.group(result.finding.outcome)
                groups.setdefault(group, {}).setdefault(value, []).append(result)
    shared = [
        Shared(
            group,
            {
                value: min(found, key=lambda one: (result_strength(one)[:2], _less_exact(one)))
                for value, found in by.items()
            },
        )
        for group, by in groups.items()
        if len(by) > 1
    ]
    return tuple(sorted(shared, key=lambda one: (-len(one.best), one.group)))


def _less_exact(result: Result) -> tuple[int, ...]:
    return tuple(-part for part in reported_detail(result))
