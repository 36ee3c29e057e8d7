"""The answer to a question that may be about several diseases: in short for each, none of them guessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.output.report import Block, Heading, Line, Paragraph, Report, line
from mscq.output.wording import command_span, counted

if TYPE_CHECKING:
    from mscq.evidence.answer import ConditionAnswer
    from mscq.output.answer import Scalar
    from mscq.records.vocabulary import Vocabulary


_NO_DISEASE = "No disease was named; each on which papers report it answers for itself"


class Candidate(NamedTuple):
    """A disease that may be meant: its id and name, how many papers there are, the answer in short, the whole of it.

    ``blocks`` are what the answer in short rests on most, for the screen alone; ``is_empty`` tells that it holds none
    of what was asked.
    """

    id: str
    name: str
    papers: int
    sentence: str
    command: str
    blocks: Sequence[Block] = ()
    is_empty: bool = False


def foremost(answer: ConditionAnswer, vocabulary: Vocabulary) -> list[Block]:
    """Return the trials and pooled analyses that say most, of each verdict one before a second of any."""
    from mscq.output.screens.answer_pooled import pooled_rows
    from mscq.output.screens.answer_rooms import Room
    from mscq.output.screens.answer_rows import Rows
    from mscq.output.screens.answer_trials import trial_rows

    room = Room(3, 3, terse=True, folded=True, families=2)
    rows = Rows()
    trial_rows(rows, answer, vocabulary, room)
    pooled_rows(rows, answer, vocabulary, room)
    return [rows.table()] if rows.rows else []


def report(doubt: str, found: Sequence[Candidate], left: int = 0) -> Report:
    """Return the candidates as they stand, each with the command that gives its whole answer.

    ``left`` is how many more there are, with fewer papers.
    """
    many = len(found) > 1
    which = "any of these, or none of the base; each answers for itself" if many else "this, or none of the base"
    title = f"'{doubt}' may mean {which}" if doubt else _NO_DISEASE
    blocks: list[Block] = [Heading(line(title))]
    for one in found:
        blocks.append(Heading(line(one.name), Line(line(counted(one.papers, "paper"))), level=3))
        blocks.extend((Paragraph(line("In short: ", one.sentence)), *one.blocks))
        blocks.append(Paragraph(line("The whole answer: ", command_span(one.command))))
    if left:
        blocks.append(Paragraph(line(f"{counted(left, 'more disease')} with fewer papers: ask for one by its name")))
    return Report(title, blocks)


def data(doubt: str, found: Sequence[Candidate]) -> dict[str, Any]:
    """Return the candidates as one JSON document."""
    return {"in_doubt": doubt, "candidates": rows(found)}


def rows(found: Sequence[Candidate]) -> list[dict[str, Scalar]]:
    """Return a record a candidate."""
    return [
        {name: value for name, value in one._asdict().items() if name not in ("blocks", "is_empty")} for one in found
    ]
