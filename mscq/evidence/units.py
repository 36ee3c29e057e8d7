"""The units of a paper's evidence, which decide at which values of which dimensions a paper has evidence.

A paper has evidence at an outcome by a route in a condition if ONE unit of it names all three. A unit is a group of
patients that a finding tells of: those treated, or the other cell arm of a contrast. What a finding leaves unsaid is
read as in :mod:`mscq.evidence.treatment`: the paper's value, if it has only one, and each of the paper's conditions.
The study as a whole is a unit as well: of all that it names, and of no outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.level import Control, control_of, is_result, is_retold
from mscq.evidence.treatment import Treatment, conditions, other_treatment_of, treatment_of

if TYPE_CHECKING:
    from mscq.records.models import Finding, Paper


class Unit(NamedTuple):
    """A group of patients: their conditions, what they were given, the finding on them (None: the whole study)."""

    paper: Paper
    finding: Finding | None
    conditions: Sequence[str]
    treatment: Treatment


def units(paper: Paper) -> Iterator[Unit]:
    """The study as a whole, then each group of patients that a finding tells of."""
    yield study_unit(paper)
    for finding in paper.findings:
        yield from finding_units(paper, finding)


def study_unit(paper: Paper) -> Unit:
    """The study as a whole."""
    whole = paper.study.intervention
    named = Treatment(*(getattr(whole, name) for name in Treatment._fields))
    return Unit(paper, None, paper.study.conditions, named)


def finding_units(paper: Paper, finding: Finding) -> Iterator[Unit]:
    """The groups of a finding: those treated, and the other cell arm where it is set against one."""
    named = conditions(paper, finding)
    yield Unit(paper, finding, named, treatment_of(paper, finding))
    other = other_treatment_of(paper, finding)
    if other is not None:
        yield Unit(paper, finding, named, other)


def result_kind(paper: Paper, finding: Finding) -> Control | None:
    """How far a finding can show that the treatment works; None for what is no result of the paper's own.

    What a narrative review or an overview tells of others' trials is a statement.
    """
    if is_retold(paper) or not is_result(finding):
        return None
    return control_of(finding)
