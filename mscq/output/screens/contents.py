"""The contents of the base: every condition with its papers, its trials, and what these say of their endpoints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mscq.evidence.answer import Status
from mscq.output.endpoints import family_words
from mscq.output.report import Align, Column, Heading, Line, Paragraph, Report, Role, Span, Table, line
from mscq.output.wording import NOTHING, command_span, counted

if TYPE_CHECKING:
    from mscq.evidence.contents import Entry
    from mscq.output.answer import Scalar
    from mscq.records.vocabulary import Vocabulary

_COUNTED = (Status.MET, Status.NOT_MET, Status.MIXED, Status.SAFETY_ONLY, Status.NOT_STATED)
_TITLES = ("met", "not met", "mixed", "safety", "not stated")


def report(listed: Sequence[Entry], vocabulary: Vocabulary) -> Report:
    """Return the contents page: a row a condition, most papers first."""
    columns = [
        Column("Condition", wrap=True, least=18),
        Column("Papers", Align.RIGHT),
        Column("Cells of the trials", wrap=True, least=12, optional=1),
        *(Column(title, Align.RIGHT) for title in _TITLES),
        Column("other cells", Align.RIGHT),
    ]
    rows = [
        [
            line(one.condition.label),
            line(str(one.papers)),
            line(family_words(vocabulary, one.family) if one.family is not None else "no trial with a control"),
            *(_number(one.trials[status]) for status in _COUNTED),
            _number(one.other_trials),
        ]
        for one in listed
    ]
    aside = Span("trials against any kind of control, by their primary endpoint", Role.DIM)
    return Report(
        "Conditions",
        [
            Heading(line(counted(len(listed), "condition")), line(aside), 1),
            Table(columns, rows),
            Paragraph(line("One of them: ", command_span(f"mscq condition '{listed[0].condition.label.lower()}'"))),
        ],
    )


def _number(number: int) -> Line:
    return line(str(number)) if number else line(Span(NOTHING, Role.DIM))


def data(listed: Sequence[Entry], vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the contents as a JSON document."""
    return {"conditions": rows(listed, vocabulary)}


def rows(listed: Sequence[Entry], vocabulary: Vocabulary) -> list[dict[str, Scalar]]:
    """Return a record a condition."""
    return [
        {
            "condition": one.condition.id,
            "name": one.condition.label,
            "papers": one.papers,
            "family": one.family or None,
            **{status.value.replace("-", "_"): one.trials[status] for status in _COUNTED},
            "other_trials": one.other_trials,
            "pooled": one.pooled,
        }
        for one in listed
    ]
