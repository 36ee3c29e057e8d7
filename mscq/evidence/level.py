"""How strong a finding can be: what it was held against, and the level of evidence of its paper.

Levels follow the Oxford CEBM 2011 table, column "Does this intervention help?"
(OCEBM Levels of Evidence Working Group, "The Oxford 2011 Levels of Evidence").
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from mscq.records.models import ComparatorKind, Finding, Paper, Stage, Topic

CONTROLLED = frozenset(
    {ComparatorKind.PLACEBO, ComparatorKind.ACTIVE, ComparatorKind.USUAL_CARE, ComparatorKind.CONTROL}
)
REVIEWS = frozenset({"meta-analysis", "systematic-review"})
RETOLD = frozenset({"narrative-review", "overview-article"})
_LEVEL_OF_DESIGN = {
    "randomized-controlled-trial": 2,
    "non-randomized-controlled-trial": 3,
    "cohort": 3,
    "single-arm-trial": 4,
    "case-series": 4,
    "case-report": 4,
    "narrative-review": 5,
    "overview-article": 5,
    "preclinical-study": 5,
}
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


@cache
def level(paper: Paper) -> int:
    """Oxford CEBM 2011 level of a paper, 1 (strongest) to 5.

    By design: randomised trial 2; non-randomised trial or cohort with a control group 3, without one 4;
    single-arm trial, case series, case report 4; narrative review and laboratory or animal work 5. A review
    is no stronger than what it reviews: 1 where a meta-analysis reports a human result against a control
    group, or a systematic review without pooling reports one with its figure; 4 where the human results
    read have no control group, or none were read; 5 where all is animal or laboratory work.
    """
    results = [finding for finding in paper.findings if is_result(finding)]
    controlled = [finding for finding in results if control_of(finding) is Control.CONTROLLED]
    design = paper.study.design
    if design in REVIEWS:
        if any(design == "meta-analysis" or finding.estimate is not None for finding in controlled):
            return 1
        return 5 if results and all(finding.stage in _NOT_HUMAN for finding in results) else 4
    if design == "cohort" and not controlled:
        return 4
    return _LEVEL_OF_DESIGN.get(design, 5)
