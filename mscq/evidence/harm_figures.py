"""The results on harm within a selection, each with the family of cells that was given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mscq.evidence.families import family_of_result, family_order
from mscq.evidence.level import Control, is_retracted
from mscq.evidence.people import people_in
from mscq.evidence.ranking import reported_detail, strength
from mscq.evidence.results import Result, results_within
from mscq.records.terms import Topic
from mscq.records.value import Value

if TYPE_CHECKING:
    from mscq.evidence.selection import Selector
    from mscq.records.models import Paper


class SafetyFigure(Value):
    """A result on harm, with its paper and the family of cells that was given."""

    result: Result
    family: str

    @property
    def has_figure(self) -> bool:
        """Whether a value or a count of people stands for itself, not a p value or words alone."""
        rows = [row.estimate for row in (self.result.finding, self.result.treated_row) if row is not None]
        return any(one is not None and (one.value is not None or one.events is not None) for one in rows)


def figures_on_harm(selector: Selector, papers: Iterable[Paper]) -> list[SafetyFigure]:
    """Return the results on harm of papers that a selector asks for, those against a control first."""
    cells = selector.kb.vocabulary.cells
    figures = [
        SafetyFigure(result, family_of_result(cells, result))
        for paper in papers
        if not is_retracted(paper)
        for result in results_within(selector, paper, Topic.SAFETY)
        if result.control is not Control.NOT_HUMAN
    ]
    return sorted(
        figures,
        key=lambda one: (
            one.result.control is not Control.CONTROLLED,
            family_order(cells, one.family),
            not one.has_figure,
            strength(one.result.paper)[:2],
            -(people_in(one.result) or 0),
            tuple(-part for part in reported_detail(one.result)),
        ),
    )
