"""Outcomes that several values have a result on, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.evidence.families import family_of_result
from mscq.evidence.level import Control
from mscq.output.endpoints import DIRECTION_WORDS, KIND_WORDS, family_words
from mscq.output.figures import months, ways
from mscq.output.report import Column, Line, Role, Span, Table, line
from mscq.output.screens.compare_words import figures_text_of, mark_of
from mscq.output.wording import CONTROL_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mscq.evidence.compared import Block, Comparison, Shared
    from mscq.evidence.results import Result
    from mscq.records.vocabulary import Vocabulary


def shared_table(comparison: Comparison, vocabulary: Vocabulary, block: Block) -> Table:
    """Return the outcomes that values of a block share side by side, at the same time or with each time named."""
    rows = []
    every = [found for one in block.shared for found in (*one.best.values(), *one.later.values())]
    turned = ways(vocabulary, (found.finding for found in every))
    for one in block.shared:
        times = [months(found.finding.timepoint_months) or "time not stated" for found in one.best.values()]
        time = times[0] if one.same_time else " | ".join(times)
        name = line(vocabulary.outcomes.label(one.outcome), Span(f", {time}", Role.DIM))
        named = _names(comparison, vocabulary, one)
        cells = ((one.best.get(each), one.later.get(each)) for each in block.values)
        rows.append([name, *(_best(best, later, named, turned) for best, later in cells)])
    columns = [Column("", wrap=True, least=14)]
    columns.extend(Column(comparison.labels[one], wrap=True, least=20) for one in block.values)
    return Table(
        columns, rows, caption="The same outcome at the same time; where no time is shared, each time is named"
    )


def _names(comparison: Comparison, vocabulary: Vocabulary, one: Shared) -> dict[str, str]:
    """What the figures of a row must say, by id: their cells and what they were held against, where these differ."""
    families = {found.finding.id: family_of_result(vocabulary.cells, found) for found in one.best.values()}
    kinds = {found.finding.id: found.finding.comparator.kind for found in one.best.values()}
    by_family = comparison.dimension.selects != "cells" and len({*families.values()}) > 1
    by_kind = len({*kinds.values()}) > 1
    return {
        name: " ".join(
            filter(
                None,
                [
                    family_words(vocabulary, family) if by_family else "",
                    f"against {KIND_WORDS[kinds[name]]}" if by_kind and kinds[name] in KIND_WORDS else "",
                ],
            )
        )
        for name, family in families.items()
    }


def _best(found: Result | None, later: Result | None, named: Mapping[str, str], turned: Mapping[str, str]) -> Line:
    if found is None:
        return line()
    control = f", {CONTROL_WORDS[found.control].word}" if found.control is not Control.CONTROLLED else ""
    finding = found.finding
    analysis = finding.analysis
    kind = f" ({analysis.value.replace('-', ' ')})" if analysis else ""
    shown = figures_text_of(found) or DIRECTION_WORDS[found.direction]
    way, name = turned.get(finding.id, ""), named.get(finding.id, "")
    told = line(mark_of(found), f"{name}: " if name else "", f"{shown}{way}{kind}{control}")
    if later is None:
        return told
    time = months(later.finding.timepoint_months)
    return line(told, f" (later, {time}: ", mark_of(later), ")")
