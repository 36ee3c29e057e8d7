"""How strong a finding can be: what it was held against, and the level of evidence of its paper.

Levels follow the Oxford CEBM 2011 table, column "Does this intervention help?"
(OCEBM Levels of Evidence Working Group, "The Oxford 2011 Levels of Evidence").
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from mscq.records.terms import ComparatorKind, Measure, Stage, StandingStatus, Topic

if TYPE_CHECKING:
    from mscq.records.models import Finding, Paper

CONTROLLED = frozenset(
    {ComparatorKind.PLACEBO, ComparatorKind.ACTIVE, ComparatorKind.USUAL_CARE, ComparatorKind.CONTROL}
)
_UNCONTROLLED, _LOWEST = 4, 5
_NOT_HUMAN = frozenset({Stage.LABORATORY, Stage.ANIMAL})


class Control(StrEnum):
    """How far a result can show that the treatment works, in this order: what shows it comes first."""

    CONTROLLED = "controlled"
    OTHER_ARM = "other-arm"
    UNCONTROLLED = "uncontrolled"
    NOT_HUMAN = "not-human"

    # all four, since those of the text would put them in the order of the alphabet
    def __lt__(self, other: str) -> bool:
        return _ORDER.index(self) < _ORDER.index(other)

    def __le__(self, other: str) -> bool:
        return _ORDER.index(self) <= _ORDER.index(other)

    def __gt__(self, other: str) -> bool:
        return _ORDER.index(self) > _ORDER.index(other)

    def __ge__(self, other: str) -> bool:
        return _ORDER.index(self) >= _ORDER.index(other)


_ORDER: tuple[str, ...] = tuple(Control)


def control_of(finding: Finding) -> Control:
    """Controlled (placebo, another treatment, usual care, some control), between cell arms, or neither."""
    if finding.stage in _NOT_HUMAN:
        return Control.NOT_HUMAN
    if finding.comparator.kind in CONTROLLED:
        return Control.CONTROLLED
    return Control.OTHER_ARM if finding.comparator.kind is ComparatorKind.OTHER_ARM else Control.UNCONTROLLED


def is_result(finding: Finding) -> bool:
    """Whether a finding reports what happened to a group, as against a statement about the field."""
    return finding.arm is not None and finding.topic in (Topic.EFFICACY, Topic.SAFETY)


def is_rank(finding: Finding) -> bool:
    """Whether a figure is a place among the treatments of a network, which is held against nothing."""
    return finding.estimate is not None and finding.estimate.measure is Measure.RANKING_SCORE


def tells(finding: Finding) -> bool:
    """Whether the direction of a finding shows anything: not that of a figure in doubt, nor that of a rank."""
    return not (finding.as_printed or is_rank(finding))


def is_review(paper: Paper) -> bool:
    """Whether a paper reports the results of trials of others, pooled or one by one."""
    return paper.design.evidence in ("pooled", "reviewed")


def is_retold(paper: Paper) -> bool:
    """Whether a paper tells of others' results in words only, so that it has none of its own."""
    return paper.design.evidence == "retold"


def is_retracted(paper: Paper) -> bool:
    """Whether a paper was withdrawn by a notice: what it found counts for nothing."""
    return paper.standing.status is StandingStatus.RETRACTED


def level(paper: Paper) -> int:
    """Return the Oxford CEBM 2011 level of a paper, 1 (strongest) to 5.

    It is that of the design (vocabulary designs), unless the results read are weaker: a study that may or may not
    have a control group is level 4 where none of them has one. A review is no stronger than what it reviews: of
    its design's level where pooling reports a human result against a control group, or a review without pooling
    one with its figure; level 4 where the human results read have no control group, or none were read; 5 where all
    is animal or laboratory work. A design of which nothing is known is level 5, and an error of ``mscq verify``.
    What is found is kept with the designs of the paper's base.
    """
    if paper.designs is None:
        return _level(paper)
    known = paper.designs.levels
    if paper.id not in known:
        known[paper.id] = _level(paper)
    return known[paper.id]


def _level(paper: Paper) -> int:
    results = [finding for finding in paper.findings if is_result(finding)]
    controlled = [finding for finding in results if control_of(finding) is Control.CONTROLLED]
    design = paper.design
    if design.level is None:
        return _LOWEST
    if is_review(paper):
        if any(design.evidence == "pooled" or finding.estimate is not None for finding in controlled):
            return design.level
        return _LOWEST if results and all(finding.stage in _NOT_HUMAN for finding in results) else _UNCONTROLLED
    if design.control_group == "sometimes" and design.evidence == "primary" and not controlled:
        return max(design.level, _UNCONTROLLED)
    return design.level
