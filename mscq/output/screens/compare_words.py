"""What the parts of the screen of a comparison say alike: a value in a word or two, the figure of one result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.output.figures import p_value, result, value
from mscq.output.wording import within
from mscq.records.terms import Arm

if TYPE_CHECKING:
    from mscq.evidence.compared import Comparison
    from mscq.evidence.results import Result
    from mscq.records.models import Finding
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


def figures_text_of(found: Result) -> str:
    """Return the figure of one result: its contrast, else both arms, else its own with p."""
    control = found.control_row
    if found.finding.arm is Arm.BETWEEN and (text := result(found.finding.estimate)):
        return text
    treated = found.treated_row or found.finding
    if control is not None and control.estimate is not None and treated.estimate is not None:
        return f"{with_p(treated)} | {value(control.estimate)}"
    return with_p(treated)


def with_p(row: Finding) -> str:
    """Return the figure of a row: its contrast, or the value of its arm with p."""
    if row.estimate is None:
        return ""
    if row.arm is Arm.BETWEEN:
        return result(row.estimate)
    return ", ".join(part for part in (value(row.estimate), p_value(row.estimate)) if part)
