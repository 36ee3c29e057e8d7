"""The papers of a dossier by year, each with one mark: its level, and what it shows.

A trial with a control, and a review that pools such trials, show what they answer by the rules of
:mod:`mscq.evidence.answer`: a trial its primary endpoint, at the paper that tells it; its other papers show nothing by
what they hold against a control. A trial of safety shows nothing on an effect, nor does the rank of a network. Any
other paper speaks by its results against a control where it has any, else by those between cell arms, else by those
without a control, else by those in animals or the laboratory: by their direction where all that have one agree, mixed
where they do not. Subgroups, post-hoc analyses, exploratory outcomes, figures in doubt and retracted papers show
nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.answer import agreed
from mscq.evidence.level import Control, is_retracted, level
from mscq.records.terms import Analysis, Direction, Endpoint

if TYPE_CHECKING:
    from mscq.evidence.answer import ConditionAnswer
    from mscq.evidence.dossier import Dossier
    from mscq.evidence.results import Result
    from mscq.records.models import Paper

_APART = (Analysis.SUBGROUP, Analysis.POST_HOC)


class Entry(NamedTuple):
    """A paper on the timeline; ``control`` is None where it has no result, and ``results`` how many it has of these."""

    paper: Paper
    level: int
    control: Control | None
    direction: Direction
    results: int


class Year(NamedTuple):
    """A year and its papers: controlled ones first, then by level and id."""

    year: int
    entries: tuple[Entry, ...]

    def of(self, *controls: Control | None) -> list[Entry]:
        """The papers that speak by results of these kinds."""
        return [entry for entry in self.entries if entry.control in controls]


class Timeline(NamedTuple):
    """Every year from the first paper to the last, and the papers without a date."""

    years: tuple[Year, ...]
    undated: tuple[Entry, ...]

    @property
    def entries(self) -> list[Entry]:
        return [*(entry for year in self.years for entry in year.entries), *self.undated]


def timeline(dossier: Dossier) -> Timeline:
    """Return the timeline of a dossier's papers, by its answer and its results."""
    return timeline_of(dossier.papers, dossier.results, answered(dossier.answer))


def timeline_of(papers: Iterable[Paper], found: Iterable[Result], told: Mapping[str, Direction]) -> Timeline:
    """Return the timeline of papers, each marked by what is ``told`` of it, else by its results among those found."""
    of_paper: dict[str, list[Result]] = {}
    for result in found:
        of_paper.setdefault(result.paper.id, []).append(result)
    dated: dict[int, list[Entry]] = {}
    undated = []
    for paper in papers:
        made = entry(paper, of_paper.get(paper.id, ()), told.get(paper.id))
        year = paper.bibliography.year
        if year is None:
            undated.append(made)
        else:
            dated.setdefault(year, []).append(made)
    years = range(min(dated), max(dated) + 1) if dated else range(0)
    return Timeline(
        tuple(Year(year, tuple(sorted(dated.get(year, ()), key=_place))) for year in years),
        tuple(sorted(undated, key=_place)),
    )


def answered(answer: ConditionAnswer) -> dict[str, Direction]:
    """Return what each trial with a control and each review answers, by the id of the paper that tells it.

    Of a trial it is the first of its papers with results against a control; the others answer nothing by theirs.
    """
    found: dict[str, list[Direction]] = {one.paper.id: [] for one in answer.rankings}
    for review in answer.pooled:
        found.setdefault(review.paper.id, []).append(review.direction)
    for trial in answer.trials:
        results = (*(each for told in trial.answered for each in told.every), *trial.others)
        compared = {each.paper.id for each in results if each.control in (Control.CONTROLLED, Control.OTHER_ARM)}
        telling = [paper.id for paper in trial.papers if paper.id in compared] or [trial.paper.id]
        for paper in telling:
            found.setdefault(paper, [])
        found[telling[0]].append(trial.direction)
    return {paper: agreed(some) for paper, some in found.items()}


def entry(paper: Paper, found: Collection[Result], told: Direction | None = None) -> Entry:
    """Return a paper's place and mark: what is told of it, else what its own results show."""
    control = min((result.control for result in found), default=None)
    spoken = [result for result in found if result.control is control]
    if is_retracted(paper):
        told = Direction.NOT_APPLICABLE
    if told is None:
        told = agreed(result.direction for result in spoken if result.tells and not _is_apart(result))
    return Entry(paper, level(paper), control, told, len(spoken))


def _is_apart(result: Result) -> bool:
    """Whether a result is of a part of the people, or of what was looked at to explore."""
    return result.finding.analysis in _APART or result.finding.endpoint is Endpoint.EXPLORATORY


def _place(one: Entry) -> tuple[object, ...]:
    return (one.control is None, one.control or Control.NOT_HUMAN, one.level, one.paper.id)
