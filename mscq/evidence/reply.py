"""What one study says to a question on which studies may disagree."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from mscq.evidence.answer import Answered, people_in, study_size
from mscq.evidence.level import Control, is_review
from mscq.records.models import ComparatorKind, Endpoint, OutcomeSource, Paper

_FEW = 20
"""People below which a study cannot carry a side alone, unless it is answered by its primary endpoint."""


class Way(StrEnum):
    """What a study answers."""

    YES = "yes"
    NO = "no"
    MIXED = "mixed"


@dataclass(frozen=True)
class Reply:
    """What one study says to a question, with a control or without.

    ``papers`` begin with the one that tells the answer; ``shared`` tells that the study is of other diseases too,
    ``several_families`` that the figures do not tell several of cells apart, ``overall`` that they are of all outcomes
    together; ``prefers`` are the values that it finds better than others, where the question is which is better.
    """

    papers: tuple[Paper, ...]
    control: Control
    way: Way
    answered: tuple[Answered, ...]
    several_families: bool = False
    shared: bool = False
    overall: bool = False
    prefers: frozenset[str] = frozenset()

    @property
    def paper(self) -> Paper:
        """The paper that tells the answer."""
        return self.papers[0]

    @property
    def source(self) -> OutcomeSource | None:
        """Where the answer was read, where that is no paper."""
        return self.paper.study.primary_outcome_source

    @property
    def review(self) -> bool:
        """Whether it is told by a paper on trials of others, pooled or one by one."""
        return is_review(self.paper)

    @property
    def controlled(self) -> bool:
        """Whether it rests on a control group."""
        return self.control is Control.CONTROLLED

    @cached_property
    def comparators(self) -> frozenset[ComparatorKind]:
        """The kinds of control that it rests on."""
        return (
            frozenset(one.result.finding.comparator.kind for one in self.answered) if self.controlled else frozenset()
        )

    @cached_property
    def endpoint(self) -> Endpoint | None:
        """The highest rank that its outcomes are said to have."""
        ranks = {one.result.finding.endpoint for one in self.answered}
        return next((one for one in Endpoint if one in ranks), None)

    @cached_property
    def n(self) -> int | None:
        """People in the study; of a review, and of a study of several diseases, those that its figures count."""
        counted = max((number for one in self.answered if (number := people_in(one.result)) is not None), default=None)
        whole = None if self.shared else study_size({one.result.paper for one in self.answered})
        return (counted or whole) if self.review else (whole or counted)

    @property
    def carries(self) -> bool:
        """Whether a side may rest on it alone."""
        if self.review or self.endpoint is Endpoint.PRIMARY:
            return True
        return (self.n or study_size({one.result.paper for one in self.answered}) or 0) >= _FEW
