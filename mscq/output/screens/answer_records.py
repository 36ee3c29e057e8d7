"""The answer on a condition as scripts get it: one record a trial, a review, a result on harm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mscq.evidence.answer import Answered, ConditionAnswer, Pooled, Trial
from mscq.output.endpoints import (
    endpoint_words,
    figures_text,
)
from mscq.output.in_short import sentence

if TYPE_CHECKING:
    from mscq.records.vocabulary import Vocabulary


def data(answer: ConditionAnswer, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the answer as a JSON document: the controlled trials of all families in ``trials``."""
    gains = sum(one.reports_gain for one in answer.open_studies)
    return {
        "sentence": sentence(answer, vocabulary),
        "trials": [_trial_record(one, vocabulary) for one in answer.trials],
        "pooled": [_pooled_record(one, vocabulary) for one in answer.pooled],
        "rankings": [_pooled_record(one, vocabulary) for one in answer.rankings],
        "uncontrolled": {
            "studies": len(answer.open_studies),
            "report_gains": gains,
            "papers": [paper.id for one in answer.open_studies for paper in one.papers],
        },
        "safety": [
            {
                **_outcome_record(Answered(one.result), vocabulary),
                "paper": one.result.paper.id,
                "family": one.family or None,
            }
            for one in answer.safety
        ],
        "animals": [paper.id for paper in answer.animals],
        "words": [paper.id for paper in answer.words],
        "retracted": [paper.id for paper in answer.retracted],
        "unpublished": list(answer.unpublished),
    }


def _trial_record(one: Trial, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "paper": one.paper.id,
        "papers": [paper.id for paper in one.papers],
        "family": one.family or None,
        "comparator": one.comparator.value,
        "comparator_label": one.label,
        "randomised": one.randomised,
        "endpoint": one.paper.study.primary_outcome,
        "status": one.status.value,
        "source": one.source.value if one.source is not None else None,
        "direction": one.direction.value,
        "n": one.n,
        "form": one.form,
        "cells": one.cells,
        "shared_conditions": one.shared_conditions,
        "routes": list(one.paper.study.intervention.routes),
        "outcomes": [_outcome_record(each, vocabulary) for each in one.answered],
        "not_counted": [each.finding.id for each in one.others],
    }


def _pooled_record(one: Pooled, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "paper": one.paper.id,
        "family": one.family or None,
        "comparator": one.comparator.value,
        "direction": one.direction.value,
        "pools": list(one.pools),
        "shared_conditions": one.shared_conditions,
        "outcomes": [_outcome_record(each, vocabulary) for each in one.answered],
        "not_counted": [each.finding.id for each in one.others],
    }


def _outcome_record(one: Answered, vocabulary: Vocabulary) -> dict[str, Any]:
    finding = one.result.finding
    return {
        "finding": finding.id,
        "rows": [row.id for row in one.result.rows],
        "outcome": finding.outcome,
        "name": endpoint_words(vocabulary, finding),
        "timepoint_months": finding.timepoint_months,
        "direction": finding.direction.value,
        "compared": one.compared,
        "figures": figures_text([one]) or None,
        "earlier": [
            {"timepoint_months": each.finding.timepoint_months, "direction": each.direction.value}
            for each in one.earlier
        ],
    }
