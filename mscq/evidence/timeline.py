"""The papers of a dossier by year, each with one mark: its level, and what its strongest kind of result shows.

A paper speaks by its results against a control where it has any, else by those between cell arms, else by
those without a control, else by those in animals or the laboratory. Its mark is their direction where all
that have one agree, mixed where they do not; a paper without results has no direction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.level import Control, level
from mscq.records.terms import Direction

if TYPE_CHECKING:
    from mscq.evidence.dossier import Dossier
    from mscq.evidence.results import Result
    from mscq.records.models import Paper

_UNCHANGED = frozenset({Direction.NO_DIFFERENCE, Direction.STABLE})


class Entry(NamedTuple):
    """A paper on the timeline; ``control`` is None where it has no result, and ``results`` how many it speaks by."""

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
    """The timeline of a dossier's papers, by the dossier's results."""
    return timeline_of(dossier.papers, dossier.results)


def timeline_of(papers: Iterable[Paper], found: Sequence[Result]) -> Timeline:
    """The timeline of these papers, each marked by its results among ``found``."""
    of_paper: dict[str, list[Result]] = {}
    for result in found:
        of_paper.setdefault(result.paper.id, []).append(result)
    dated: dict[int, list[Entry]] = {}
    undated = []
    for paper in papers:
        made = entry(paper, of_paper.get(paper.id, ()))
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


def entry(paper: Paper, found: Collection[Result]) -> Entry:
    """A paper's mark, from its own results."""
    control = min((result.control for result in found), default=None)
    spoken = [result for result in found if result.control is control]
    directions = {result.direction for result in spoken} - {Direction.NOT_APPLICABLE}
    return Entry(paper, level(paper), control, _agreed(directions), len(spoken))


def _agreed(directions: set[Direction]) -> Direction:
    if not directions:
        return Direction.NOT_APPLICABLE
    if len(directions) == 1:
        return next(iter(directions))
    return Direction.NO_DIFFERENCE if directions <= _UNCHANGED else Direction.MIXED


def _place(one: Entry) -> tuple[object, ...]:
    return (one.control is None, one.control or Control.NOT_HUMAN, one.level, one.paper.id)
