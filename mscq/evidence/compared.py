"""What a comparison holds: the studies that set values against each other, and what each value has shown alone."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from mscq.evidence.answer import Open, Pooled, Trial
from mscq.evidence.dimensions import Dimension, Sorter
from mscq.evidence.harm_figures import SafetyFigure
from mscq.evidence.level import Control
from mscq.evidence.results import Result
from mscq.evidence.selection import Selection
from mscq.records.shown import Shown
from mscq.records.terms import Arm, Direction, Endpoint
from mscq.records.value import Value

if TYPE_CHECKING:
    from mscq.records.models import Finding, Paper
    from mscq.records.vocabulary import Concept


class Setting(StrEnum):
    """How the values stand to each other in one study, in this order: what can tell them apart comes first."""

    RANDOMISED = "randomised-arms"
    ARMS = "arms-not-randomised"
    SUBGROUPS = "subgroups-of-pooled-analysis"
    NETWORK = "ranks-in-network"
    NOT_HUMAN = "not-human"


class Contrast(Value):
    """What a study says of one value (or several as one) against another."""

    result: Result
    mine: tuple[str, ...]
    theirs: tuple[str, ...]

    @property
    def better(self) -> tuple[str, ...]:
        """The side that did better; empty where neither did, the study does not tell, or its figures are in doubt."""
        if self.result.in_doubt:
            return ()
        return {Direction.BENEFIT: self.mine, Direction.HARM: self.theirs}.get(self.result.direction, ())

    @property
    def p(self) -> str | None:
        """The p value of the contrast as reported."""
        estimate = self.result.finding.estimate
        return estimate.p if estimate is not None else None

    @property
    def is_tested(self) -> bool:
        """Whether a p value or an interval of the contrast itself was read."""
        estimate = self.result.finding.estimate
        return estimate is not None and (estimate.p is not None or self.result.finding.arm is Arm.BETWEEN)


class DirectOutcome(Value):
    """One outcome at one time on which a study has several of the values.

    ``arms`` are results of single values, all against the same thing; ``contrasts`` what is stated between values.
    """

    arms: dict[str, tuple[Result, ...]]
    contrasts: tuple[Contrast, ...]

    @cached_property
    def results(self) -> tuple[Result, ...]:
        """All results, contrasts first."""
        arms = (one for several in self.arms.values() for one in several)
        return (*(one.result for one in self.contrasts), *arms)

    @property
    def lead(self) -> Finding:
        """The row that names outcome and time."""
        return self.results[0].finding

    @cached_property
    def endpoint(self) -> Endpoint | None:
        """The highest rank that any of its rows has."""
        ranks = {row.endpoint for one in self.results for row in one.rows}
        return next((rank for rank in Endpoint if rank in ranks), None)

    @property
    def control(self) -> Control:
        """What its arms were measured against; between arms alone where only a contrast is known."""
        return min((one.control for several in self.arms.values() for one in several), default=self.results[0].control)

    @property
    def control_row(self) -> Finding | None:
        """The figure of the control that the arms share."""
        return next((one.control_row for one in self.results if one.control_row is not None), None)


class DirectStudy(Value):
    """A study that sets the values against each other, the primary outcome first.

    ``states_contrast`` tells whether it says of any outcome, asked for or not, which value did better.
    """

    paper: Paper
    setting: Setting
    has_control: bool
    states_contrast: bool
    heads: frozenset[str]
    outcomes: tuple[DirectOutcome, ...]

    @cached_property
    def favours(self) -> tuple[str, ...]:
        """The values that did better in some contrast of the study, each once."""
        better = (value for one in self.outcomes for contrast in one.contrasts for value in contrast.better)
        return tuple(dict.fromkeys(better))

    @cached_property
    def settled(self) -> tuple[str | None, ...]:
        """The outcomes on which some value did better, each once."""
        outcomes = (each.result.finding.outcome for one in self.outcomes for each in one.contrasts if each.better)
        return tuple(dict.fromkeys(outcomes))


class ValueAnswer(Value):
    """What one value has shown on one condition: studies that give it alone, or tell its arm apart.

    ``safety`` holds figures on harm where these were asked for; where nothing else was, there are no trials.
    """

    value: str
    trials: tuple[Trial, ...] = ()
    pooled: tuple[Pooled, ...] = ()
    open_studies: tuple[Open, ...] = ()
    safety: tuple[SafetyFigure, ...] = ()

    @cached_property
    def open_papers(self) -> tuple[Paper, ...]:
        """The papers without a control, each once."""
        return tuple({each.id: each for one in self.open_studies for each in one.papers}.values())

    @cached_property
    def held(self) -> tuple[Result, ...]:
        """All results against a control, of trials and pooled analyses, each once."""
        blocks: tuple[Trial | Pooled, ...] = (*self.trials, *self.pooled)
        found = (one for block in blocks for one in (*(each.result for each in block.answered), *block.others))
        return tuple({id(one): one for one in found if one.control is Control.CONTROLLED}.values())


class Shared(Value):
    """An outcome on which values have a result each; ``best`` the strongest of each, at one time where there is one.

    ``later`` is the last of a value where it points another way than that.
    """

    outcome: str
    best: dict[str, Result]
    later: Mapping[str, Result] = MappingProxyType({})

    @property
    def same_time(self) -> bool:
        """Whether all were measured at the same time."""
        return len({one.finding.timepoint_months for one in self.best.values()}) == 1


class Block(Value):
    """One condition: what each value has shown there, and the studies that belong to no single value."""

    condition: Concept
    values: dict[str, ValueAnswer]
    untold: tuple[Paper, ...]
    shared: tuple[Shared, ...]

    @cached_property
    def weight(self) -> tuple[int, int, int]:
        """How much there is to set side by side: values with controlled studies, those studies, and all papers."""
        held = [len(one.trials) + len(one.pooled) + len(one.safety) for one in self.values.values()]
        return (sum(map(bool, held)), sum(held), sum(len(one.open_papers) for one in self.values.values()))

    @cached_property
    def tested(self) -> tuple[str, ...]:
        """The values with trials or pooled analyses."""
        return tuple(value for value, one in self.values.items() if one.trials or one.pooled)


class Opposed(Value):
    """Studies of one condition that favour different values, and what else differs between them."""

    head: str
    studies: tuple[DirectStudy, ...]

    @property
    def outcomes_differ(self) -> bool:
        """Whether no outcome is measured by all of them."""
        return not set.intersection(*({*study.settled} for study in self.studies))

    @property
    def without_control(self) -> int:
        """How many of them have no control."""
        return sum(not one.has_control for one in self.studies)


class Comparison(Shown, Value):
    """A comparison along a dimension, within what else was asked for."""

    sorter: Sorter
    direct: tuple[DirectStudy, ...]
    blocks: tuple[Block, ...]
    selection: Selection

    def __repr__(self) -> str:
        return f"Comparison({self.dimension.name!r}, {list(self.values)}, direct={len(self.direct)})"

    @property
    def dimension(self) -> Dimension:
        return self.sorter.dimension

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(self.sorter.values)

    @cached_property
    def labels(self) -> dict[str, str]:
        return {value: self.sorter.label(value) for value in self.values}

    @property
    def is_empty(self) -> bool:
        return not self.direct and not any(block.weight[1] or block.weight[2] for block in self.blocks)

    @cached_property
    def opposed(self) -> tuple[Opposed, ...]:
        """Where studies of people with one condition favour different values."""
        found = []
        for head in dict.fromkeys(head for one in self.direct for head in sorted(one.heads)):
            studies = tuple(
                one
                for one in self.direct
                if head in one.heads and one.favours and one.setting not in (Setting.NETWORK, Setting.NOT_HUMAN)
            )
            if len({value for one in studies for value in one.favours}) > 1:
                found.append(Opposed(head, studies))
        return tuple(found)
