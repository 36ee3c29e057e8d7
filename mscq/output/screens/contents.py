"""The contents of the base: every condition with its papers, its trials, and what these say of their endpoints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mscq.evidence.answer import Status
from mscq.output.endpoints import family_words
from mscq.output.report import Align, Column, Heading, Paragraph, Report, Role, Span, Table, line
from mscq.output.wording import command_span, counted

if TYPE_CHECKING:
    from mscq.evidence.answer import Trial
    from mscq.evidence.contents import Entry
    from mscq.output.answer import Scalar
    from mscq.records.vocabulary import Vocabulary

_COUNTED = (Status.MET, Status.NOT_MET, Status.MIXED, Status.SAFETY_ONLY, Status.NOT_STATED)
_NO_TRIAL = Span("no controlled trial", Role.DIM)
_ENDED = {Status.MET: "met", Status.NOT_MET: "not", Status.MIXED: "mixed"}


def report(listed: Sequence[Entry], vocabulary: Vocabulary) -> Report:
    """Return the contents page: a row a condition, most papers first.

    The cells of a row are named where they are not those of most rows, which the heading names.
    """
    led = Counter(one.family for one in listed if one.family is not None).most_common(1)
    usual = led[0][0] if led else None
    columns = [
        Column("Condition", wrap=True, least=18),
        Column("Papers", Align.RIGHT),
        Column("Placebo or sham", wrap=True, least=20),
        Column("Other control", wrap=True, least=20),
        Column("Others", Align.RIGHT),
    ]
    rows = [
        [
            line(one.condition.label),
            line(str(one.papers)),
            line(_of(one, usual, vocabulary), _ended(one.trials)) if one.family is not None else line(_NO_TRIAL),
            line(_ended(one.held_otherwise)),
            line(str(one.other_trials) if one.other_trials else ""),
        ]
        for one in listed
    ]
    cells = f" of {family_words(vocabulary, usual)}" if usual is not None else ""
    aside = Span(f"trials{cells} by primary endpoint; others: trials of other cells", Role.DIM)
    return Report(
        "Conditions",
        [
            Heading(line(counted(len(listed), "condition")), line(aside), 1),
            Table(columns, rows),
            Paragraph(line("One of them: ", command_span(f"mscq condition '{listed[0].condition.label.lower()}'"))),
        ],
    )


def _ended(trials: Sequence[Trial]) -> str:
    """How trials ended: '2 met (1 by maker), 3 not, 6 no verdict'."""
    told = []
    for status, words in _ENDED.items():
        if ended := [one for one in trials if one.status is status]:
            sources = Counter(one.source.value for one in ended if one.source is not None)
            by = ", ".join(f"{number} by {source}" for source, number in sources.items())
            told.append(f"{len(ended)} {words}{f' ({by})' if by else ''}")
    rest = sum(one.status not in _ENDED for one in trials)
    return ", ".join([*told, *([f"{rest} no verdict"] if rest else [])])


def _of(one: Entry, usual: str | None, vocabulary: Vocabulary) -> str:
    return f"{family_words(vocabulary, one.family)}: " if one.family not in (None, usual) else ""


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
            **_record("placebo", one.trials),
            **_record("other_control", one.held_otherwise),
            "other_trials": one.other_trials,
            "pooled": one.pooled,
        }
        for one in listed
    ]


def _record(control: str, trials: Sequence[Trial]) -> dict[str, Scalar]:
    ended = Counter(one.status for one in trials)
    return {f"{control}_{status.value.replace('-', '_')}": ended[status] for status in _COUNTED}
