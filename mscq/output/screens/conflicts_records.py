"""Disagreements between studies for programs: a flat row for each study, a record for each question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mscq.evidence.separation import Separation, Split
from mscq.output.records import finding_record, paper_record
from mscq.output.screens.conflicts_studies import figures_of
from mscq.output.screens.conflicts_words import by_answer, counts_by_control, separates_text, title

if TYPE_CHECKING:
    from mscq.evidence.conflicts import Conflict
    from mscq.evidence.reply import Reply
    from mscq.output.answer import Scalar
    from mscq.records.vocabulary import Vocabulary


def rows(conflicts: Sequence[Conflict], vocabulary: Vocabulary) -> list[dict[str, Scalar]]:
    """Return one flat row for each study of each question."""
    return [
        {
            "question": title(conflict, vocabulary),
            "kind": conflict.kind.value,
            "condition": conflict.condition,
            "outcome_group": conflict.outcome_group,
            "family": conflict.family,
            "about": conflict.about or None,
            "value": conflict.value or None,
            "answer": answer,
            "paper": reply.paper.id,
            "control": reply.control.value,
            "comparators": " ".join(sorted(reply.comparators)),
            "design": reply.paper.study.design,
            "n": reply.n,
            "endpoint": reply.endpoint.value if reply.endpoint else None,
            "status": _status(reply),
            "outcomes": " ".join(dict.fromkeys(one.result.finding.outcome or "" for one in reply.answered)),
            "figures": figures_of(reply, vocabulary) or None,
            "finding": reply.answered[0].result.finding.id,
            "separates": separates_text(vocabulary, found) if (found := conflict.separates) is not None else None,
            "cells": conflict.cells,
            "weak": conflict.weak,
        }
        for conflict in conflicts
        for answer, side in by_answer(conflict).items()
        for reply in side
    ]


def conflict_record(conflict: Conflict, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return a conflict as a JSON-ready record."""
    found = conflict.separates or Separation(None, ())
    return {
        "question": title(conflict, vocabulary),
        "kind": conflict.kind.value,
        "weak": conflict.weak,
        "condition": conflict.condition,
        "outcome_group": conflict.outcome_group,
        "family": conflict.family,
        "cells": conflict.cells,
        "about": conflict.about or None,
        "value": conflict.value or None,
        "sides": {
            answer: [_reply_record(one, vocabulary) for one in side] for answer, side in by_answer(conflict).items()
        },
        "control": counts_by_control(conflict),
        "separates": _split_record(found.best),
        "does_not_separate": list(found.alike),
        "differ": list(found.differ),
    }


def _split_record(split: Split | None) -> dict[str, Any] | None:
    if split is None:
        return None
    return {
        "field": split.field,
        "value": split.value,
        "no": list(split.no),
        "yes": list(split.yes),
        "chance": split.chance,
    }


def _status(reply: Reply) -> str | None:
    met = reply.paper.study.primary_outcome_met
    return met.value if met is not None else None


def _reply_record(reply: Reply, vocabulary: Vocabulary) -> dict[str, Any]:
    found = [each for one in reply.answered for each in (one.result, *one.earlier)]
    return {
        "paper": paper_record(reply.paper),
        "same_people": [one.id for one in reply.papers[1:]],
        "answer": reply.way.value,
        "control": reply.control.value,
        "comparators": sorted(reply.comparators),
        "status": _status(reply),
        "endpoint": reply.endpoint.value if reply.endpoint else None,
        "n": reply.n,
        "several_cells": reply.several_cells,
        "of_the_whole": reply.overall,
        "firm": reply.firm,
        "figures": figures_of(reply, vocabulary) or None,
        "summary": reply.paper.summary,
        "findings": [finding_record(one.paper, row) for one in found for row in one.rows],
    }
