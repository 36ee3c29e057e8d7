"""A comparison as a report: within studies first, then each value alone, or papers side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mscq.output.abbreviations import explained, meanings, texts
from mscq.output.report import Block, Heading, Report, Role, Span, line
from mscq.output.wording import MEANINGS, legend_of, within

if TYPE_CHECKING:
    from mscq.evidence.answer import Trial
    from mscq.evidence.compared import Comparison
    from mscq.records.vocabulary import Vocabulary


def report(
    comparison: Comparison, vocabulary: Vocabulary, not_told: Sequence[Trial] = (), *, everything: bool = False
) -> Report:
    """The comparison for a reader: within studies first, then each value alone, one condition at a time.

    ``not_told`` are trials of which no value is known (:mod:`mscq.evidence.not_told`).
    """
    labels = [comparison.labels[value] for value in comparison.values]
    names = comparison.dimension.selects in ("conditions", "papers")
    title = " or ".join(labels if names else [labels[0].capitalize(), *map(within, labels[1:])])
    aside = comparison.blocks[0].condition.label if len(comparison.blocks) == 1 else ""
    made: list[Block] = [Heading(line(Span(title, Role.HEADING)), line(Span(aside, Role.DIM)), 1)]
    if comparison.dimension.selects == "papers":
        from mscq.output.screens.compare_papers import Papers

        made.extend(Papers(comparison, vocabulary, everything).blocks())
    else:
        from mscq.output.screens.compare_apart import Apart
        from mscq.output.screens.compare_direct import Direct

        made.extend(Direct(comparison, vocabulary, everything).blocks())
        apart = Apart(comparison, vocabulary, everything)
        made.extend((*apart.blocks(), *apart.not_told(not_told)))
    made.extend(_explained(made, vocabulary))
    return Report(title, made)


def _explained(made: Sequence[Block], vocabulary: Vocabulary) -> Iterator[Block]:
    """The marks and abbreviations that the blocks use."""
    text = "\n".join(said for block in made for said in texts(block))
    yield legend_of(sign for sign in MEANINGS if sign in text)
    if (legend := explained(made, meanings(vocabulary))) is not None:
        yield legend
