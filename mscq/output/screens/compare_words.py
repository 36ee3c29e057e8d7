"""What the parts of the screen of a comparison say alike: a value in a word or two, the mark and figure of a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.evidence.harm import verdict
from mscq.evidence.level import Control
from mscq.output.endpoints import VERDICT_DIRECTIONS, doubt
from mscq.output.figures import p_value, result, value
from mscq.output.report import Line
from mscq.output.wording import before, mark_span, within
from mscq.records.terms import Arm, Direction, Topic

if TYPE_CHECKING:
    from mscq.evidence.compared import Comparison
    from mscq.evidence.results import Result
    from mscq.records.models import Estimate, Finding
    from mscq.records.vocabulary import Vocabulary


class Part:
    """A part of the screen of a comparison; ``everything`` leaves nothing out and adds figures and summaries."""

    def __init__(self, comparison: Comparison, vocabulary: Vocabulary, everything: bool) -> None:
        self.comparison = comparison
        self.sorter = comparison.sorter
        self.vocabulary = vocabulary
        self.everything = everything

    def short(self, value: str) -> str:
        """Return a value in a word or two."""
        facet = self.sorter.facet
        return facet.short(value) if facet is not None else within(self.sorter.label(value))


def mark_of(found: Result) -> Line:
    """Return the mark of a result, and a space: of a harm what may be concluded from it, as the screens on harm do.

    None where the result is in doubt, or is a place in a ranking, which is held against nothing.
    """
    if not found.tells:
        return Line()
    way = found.direction
    if found.finding.topic is Topic.SAFETY and found.control in (Control.CONTROLLED, Control.OTHER_ARM):
        way = VERDICT_DIRECTIONS.get(verdict(found), Direction.NOT_APPLICABLE)
    return before(mark_span(way, found.control))


def figures_text_of(found: Result) -> str:
    """Return the figure of one result, in doubt where it is: its contrast, else both arms, else its own with p."""
    figure = _figures_of(found)
    return f"{figure}{doubt(found.rows)}" if figure else ""


def _figures_of(found: Result) -> str:
    control = found.control_row
    if found.finding.arm is Arm.BETWEEN and (text := result(found.finding.estimate)):
        return text
    treated = found.treated_row or found.finding
    if control is not None and control.estimate is not None and treated.estimate is not None:
        return f"{with_p(treated)} | {amount(control.estimate)}"
    return with_p(treated)


def with_p(row: Finding) -> str:
    """Return the figure of a row: its contrast, or the value of its arm with p."""
    if row.estimate is None:
        return ""
    if row.arm is Arm.BETWEEN:
        return result(row.estimate)
    return ", ".join(part for part in (amount(row.estimate), p_value(row.estimate)) if part)


def amount(estimate: Estimate) -> str:
    """Return the figure of one arm; its events and its share parted where no number of people makes them the same."""
    told = value(estimate)
    return told if estimate.n is not None else told.replace(" = ", ", ", 1)
