"""What the parts of the screen of a comparison say alike: what stood on a side, the figure of one result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from mscq.output.figures import p_value, result, value
from mscq.records.terms import Arm

if TYPE_CHECKING:
    from mscq.evidence.compared import Comparison
    from mscq.evidence.results import Result
    from mscq.records.models import Finding, Intervention
    from mscq.records.vocabulary import Vocabulary


class Part:
    """A part of the screen of a comparison; ``everything`` leaves nothing out and adds figures and summaries."""

    def __init__(self, comparison: Comparison, vocabulary: Vocabulary, everything: bool) -> None:
        self.comparison = comparison
        self.sorter = comparison.sorter
        self.vocabulary = vocabulary
        self.everything = everything

    def conditions(self, ids: Iterable[str]) -> str:
        """Return the names of these conditions."""
        return ", ".join(self.vocabulary.conditions.label(one) for one in sorted(ids))

    def side(self, values: Sequence[str], given: Intervention | None) -> str:
        """Return what stood on a side in a word or two: all that was given there, where that is more than was asked."""
        named = self.sorter.dimension.own(given)
        below = frozenset(one for each in values for one in self.sorter.below[each])
        facet = self.sorter.facet
        if facet is None:
            return " or ".join(lower(self.sorter.label(one)) for one in values)
        if named and not below.issuperset(named):
            return " or ".join(lower(facet.label(one)) for one in named)
        return " or ".join(facet.short(one) for one in values)


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


def lower(text: str) -> str:
    """Return a label within a sentence; an abbreviation keeps its capitals."""
    return text[:1].lower() + text[1:] if not text[1:2].isupper() else text
