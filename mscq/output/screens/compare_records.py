"""A comparison for programs: one document, or a flat row for each finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from mscq.evidence.compared import Comparison, DirectOutcome, DirectStudy, Setting, ValueAnswer
from mscq.evidence.level import level
from mscq.output.records import finding_record, finding_row, paper_record
from mscq.output.wording import SIDE_BY_SIDE_CAVEAT, UNCONTROLLED_CAVEAT
from mscq.records.terms import Arm

if TYPE_CHECKING:
    from mscq.evidence.answer import Trial
    from mscq.evidence.results import Result
    from mscq.output.answer import Scalar
    from mscq.records.models import Finding, Paper
    from mscq.records.vocabulary import Vocabulary


def data(comparison: Comparison, not_told: Sequence[Trial] = ()) -> dict[str, Any]:
    """The comparison as one JSON document; ``not_told`` are trials of which no value is known."""
    return {
        "dimension": comparison.dimension.name,
        "values": [{"id": one, "name": comparison.labels[one]} for one in comparison.values],
        "direct": [_direct_record(one) for one in comparison.direct],
        "opposed": [
            {
                "condition": one.head,
                "papers": [study.paper.id for study in one.studies],
                "outcomes_differ": one.outcomes_differ,
                "without_control": one.without_control,
            }
            for one in comparison.opposed
        ],
        "conditions": [
            {
                "condition": block.condition.id,
                "name": block.condition.label,
                "values": {one: _value_record(answer) for one, answer in block.values.items()},
                "several": [paper_record(paper) for paper in block.untold],
                "shared": [
                    {
                        "outcome": one.outcome,
                        "same_time": one.same_time,
                        "values": {each: finding_record(best.paper, best.finding) for each, best in one.best.items()},
                    }
                    for one in block.shared
                ],
            }
            for block in comparison.blocks
        ],
        "not_told": [one.paper.id for one in not_told],
        "caveats": [SIDE_BY_SIDE_CAVEAT, UNCONTROLLED_CAVEAT],
    }


def _direct_record(study: DirectStudy) -> dict[str, Any]:
    paper = study.paper

    def record(row: Finding | None) -> dict[str, Any] | None:
        return finding_record(paper, row) if row is not None else None

    return {
        "paper": paper_record(paper),
        "setting": study.setting.value,
        "randomised": study.setting is Setting.RANDOMISED,
        "has_control": study.has_control,
        "conditions": sorted(study.heads),
        "outcomes": [
            {
                "contrast_id": _contrast_id(one),
                "outcome": one.lead.outcome,
                "outcome_label": one.lead.outcome_label,
                "timepoint_months": one.lead.timepoint_months,
                "endpoint": one.endpoint.value if one.endpoint else None,
                "arms": {side: [record(found.finding) for found in results] for side, results in one.arms.items()},
                "control": record(one.control_row),
                "contrasts": [
                    {
                        "sides": [list(each.mine), list(each.theirs)],
                        "finding": record(each.result.finding),
                        "counterpart": record(each.result.counterpart),
                        "better": list(each.better),
                        "tested": each.is_tested,
                        "p": each.p,
                    }
                    for each in one.contrasts
                ],
            }
            for one in study.outcomes
        ],
    }


def _contrast_id(one: DirectOutcome) -> str:
    """What rows of one occasion have in common: the id of the row that leads it."""
    return one.lead.id


def _trial_record(one: Trial) -> dict[str, Any]:
    return {
        "paper": paper_record(one.paper),
        "papers": [each.id for each in one.papers],
        "family": one.family,
        "comparator": one.comparator.value,
        "comparator_label": one.label,
        "status": one.status.value,
        "source": one.source.value if one.source is not None else None,
        "direction": one.direction.value,
        "n": one.n,
        "randomised": one.randomised,
        "findings": [finding_record(each.result.paper, each.result.finding) for each in one.answered],
    }


def _value_record(answer: ValueAnswer) -> dict[str, Any]:
    return {
        "trials": [_trial_record(one) for one in answer.trials],
        "pooled": [
            {
                "paper": paper_record(one.paper),
                "family": one.family,
                "comparator": one.comparator.value,
                "direction": one.direction.value,
                "pools": list(one.pools),
                "findings": [finding_record(each.result.paper, each.result.finding) for each in one.answered],
            }
            for one in answer.pooled
        ],
        "safety": [finding_record(one.result.paper, one.result.finding) for one in answer.safety],
        "uncontrolled": len(answer.open_papers),
        "uncontrolled_papers": [paper_record(paper) for paper in answer.open_papers],
    }


def rows(comparison: Comparison, vocabulary: Vocabulary) -> list[dict[str, Scalar]]:
    """One flat row for each finding, none twice: those within a study first, then each value's own.

    ``side`` is the value that a row belongs to ('control' for the control's own figure) and ``other_side`` what a
    contrast sets it against; rows with one ``contrast_id`` are of one outcome of one study.
    """
    made: dict[str, dict[str, Scalar]] = {}

    def add(
        kind: str, side: str, paper: Paper, row: Finding | None, other: str = "", contrast: str = "", status: str = ""
    ) -> None:
        head: dict[str, Scalar] = {
            "kind": kind,
            "side": side,
            "other_side": other or None,
            "contrast_id": contrast or None,
            "status": status or None,
        }
        if row is None:  # a trial of which no figure was read is one still
            about: dict[str, Scalar] = {"paper": paper.id, "pmid": paper.bibliography.pmid, "level": level(paper)}
            about |= {"design": paper.study.design, "conditions": " ".join(paper.study.conditions)}
            made.setdefault(f"{side} {paper.id}", {**head, "id": None, **about})
        elif row.id not in made:
            made[row.id] = {**head, **finding_row(paper, row, vocabulary.outcomes)}

    def add_all(kind: str, side: str, results: Iterable[Result], status: str = "") -> None:
        for found in results:
            for row in found.rows:
                whose = "control" if row.arm is Arm.CONTROL else side
                add(kind, whose, found.paper, row, contrast=found.finding.id, status=status)

    for direct in comparison.direct:
        for one in direct.outcomes:
            known = _contrast_id(one)
            for each in one.contrasts:
                mine, theirs = " ".join(each.mine), " ".join(each.theirs)
                add("direct", mine, direct.paper, each.result.finding, theirs, known)
                if each.result.counterpart is not None:
                    add("direct", theirs, direct.paper, each.result.counterpart, mine, known)
            for side, results in one.arms.items():
                for found in results:
                    for row in (row for row in found.rows if row.arm is not Arm.CONTROL):
                        add("direct", side, direct.paper, row, contrast=known)
            if one.control_row is not None:
                add("direct", "control", direct.paper, one.control_row, contrast=known)
    for block in comparison.blocks:
        for value_id, answer in block.values.items():
            for trial in answer.trials:
                told = [each.result for each in trial.answered]
                add_all("trial", value_id, told, trial.status.value)
                if not told:
                    add("trial", value_id, trial.paper, None, status=trial.status.value)
            for pooled in answer.pooled:
                add_all("pooled", value_id, [each.result for each in pooled.answered])
            for study in answer.open_studies:
                add_all("uncontrolled", value_id, study.results)
            add_all("safety", value_id, [one.result for one in answer.safety])
    return list(made.values())
