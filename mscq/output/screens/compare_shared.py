"""Outcomes that several values have a result on, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.evidence.level import Control
from mscq.output.endpoints import DIRECTION_WORDS
from mscq.output.figures import months
from mscq.output.report import Column, Line, Role, Span, Table, line
from mscq.output.screens.compare_words import figures_text_of
from mscq.output.wording import CONTROL_WORDS, before, mark_span

if TYPE_CHECKING:
    from mscq.evidence.compared import Block, Comparison
    from mscq.evidence.results import Result
    from mscq.records.vocabulary import Vocabulary


def shared_table(comparison: Comparison, vocabulary: Vocabulary, block: Block) -> Table:
    """Return the outcomes that values of a block share side by side, at the same time or with each time named."""
    rows = []
    for one in block.shared:
        times = [months(found.finding.timepoint_months) or "time not stated" for found in one.best.values()]
        time = times[0] if one.same_time else " | ".join(times)
        name = line(vocabulary.outcomes.label(one.outcome), Span(f", {time}", Role.DIM))
        rows.append([name, *(_best(one.best.get(each), one.later.get(each)) for each in block.values)])
    columns = [Column("", wrap=True, least=14)]
    columns.extend(Column(comparison.labels[one], wrap=True, least=20) for one in block.values)
    return Table(
        columns, rows, caption="The same outcome at the same time; where no time is shared, each time is named"
    )


def _best(found: Result | None, later: Result | None) -> Line:
    if found is None:
        return line()
    control = f", {CONTROL_WORDS[found.control].word}" if found.control is not Control.CONTROLLED else ""
    analysis = found.finding.analysis
    kind = f" ({analysis.value.replace('-', ' ')})" if analysis else ""
    shown = figures_text_of(found) or DIRECTION_WORDS[found.direction]
    told = line(before(mark_span(found.direction, found.control)), f"{shown}{kind}{control}")
    if later is None:
        return told
    time = months(later.finding.timepoint_months)
    return line(told, f" (later, {time}: ", mark_span(later.direction, later.control), ")")
