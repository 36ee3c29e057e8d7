"""The forest plot of a condition: as a report, a document, rows, an SVG drawing and a page.

Of a dossier every figure is drawn; of an answer its primary endpoints and pooled analyses, or, where it was asked for
outcomes, all figures on them at their longest follow-up, which as a drawing make one slide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from mscq.evidence.answer import Answered, ConditionAnswer, Status, Trial
from mscq.evidence.answer_forest import Block, Told, outcome_blocks, primary_blocks
from mscq.evidence.forest import Panel, Row, drawn_rows, forest
from mscq.evidence.level import Control
from mscq.output.endpoints import (
    DIRECTION_WORDS,
    KIND_WORDS,
    SOURCE_WORDS,
    STATUS_WORDS,
    endpoint_words,
    family_words,
    figures_text,
)
from mscq.output.plots import forest_text as text
from mscq.output.plots import forest_words as words
from mscq.output.plots import sheet as drawn
from mscq.output.report import Block as ReportBlock
from mscq.output.report import Heading, Paragraph, Report, Role, Span, line
from mscq.output.wording import CONTROL_WORDS, command_span, counted, within
from mscq.records.terms import ComparatorKind, Endpoint

if TYPE_CHECKING:
    from mscq.evidence.dossier import Dossier
    from mscq.output.answer import Scalar
    from mscq.records.vocabulary import Vocabulary

PRIMARY_DRAWN = (
    "Drawn: primary endpoints (all outcomes where none is stated), and of each pooled analysis the outcome that it "
    "says most of; all at their longest follow-up. Others: --outcome NAME."
)
NOT_COMPUTED = "No difference is computed from the figures of the arms."


def report(found: Dossier | ConditionAnswer, vocabulary: Vocabulary, outcomes: Sequence[str] = ()) -> Report:
    """Return the forest plot in characters."""
    made = sheet(found, vocabulary, outcomes)
    aside = line(Span(made.drawn, Role.DIM))
    blocks: list[ReportBlock] = [Heading(line(made.title), aside, 1), Paragraph(line(words.NOT_POOLED))]
    blocks.extend(text.blocks(made, vocabulary))
    blocks.extend(Paragraph(line(one)) for one in made.closing)
    command = f"mscq condition {found.condition.id} --all"
    if isinstance(found, ConditionAnswer):
        blocks.append(Paragraph(line("Every figure: ", command_span(f"{command} --plot"))))
    else:
        blocks.append(Paragraph(line("All results: ", command_span(command))))
    return Report(made.title, blocks)


def svg(found: Dossier | ConditionAnswer, vocabulary: Vocabulary, outcomes: Sequence[str] = ()) -> str:
    """Return the forest plot as an SVG document: a slide where the answer is to outcomes."""
    from mscq.output.plots import forest_svg, slide_svg
    from mscq.records.version import version_line

    made = sheet(found, vocabulary, outcomes)
    draw = slide_svg.document if outcomes and isinstance(found, ConditionAnswer) else forest_svg.document
    return draw(made, vocabulary, version_line(vocabulary.folder.parent))


def html(found: Dossier | ConditionAnswer, vocabulary: Vocabulary, outcomes: Sequence[str] = ()) -> str:
    """Return the forest plot as an HTML page that needs nothing else."""
    from mscq.output.plots.svg import page

    return page(sheet(found, vocabulary, outcomes).title, svg(found, vocabulary, outcomes))


def sheet(found: Dossier | ConditionAnswer, vocabulary: Vocabulary, outcomes: Sequence[str] = ()) -> drawn.Sheet:
    """Return the plot with its words, before it takes a form."""
    if not isinstance(found, ConditionAnswer):
        return _whole(found, vocabulary)
    blocks = _blocks(found, vocabulary, outcomes)
    leading = blocks[0].family if blocks else ""
    parts = tuple(_part(block, vocabulary)._replace(leads=block.family == leading) for block in blocks)
    panels = [panel for part in parts for panel in part.panels]
    told = sum(len(part.told) for part in parts)
    said = words.drawn_sentence(panels) + (f", {counted(told, 'answer')} in words" if told else "")
    if outcomes:
        about = ", ".join(within(vocabulary.outcomes.label(one)) for one in outcomes)
        title = f"{found.condition.label}: {about}"
    else:
        title = f"{found.condition.label}: primary endpoints and pooled analyses"
    closing = [] if outcomes else [PRIMARY_DRAWN]
    if told:
        closing.append(NOT_COMPUTED)
    if not outcomes and found.rankings:
        closing.append(f"{counted(len(found.rankings), 'ranking')} of networks of treatments: not drawn.")
    return drawn.Sheet(title, said, parts, (*closing, *_of_studies(panels)))


def draws(made: drawn.Sheet) -> bool:
    """Return whether a plot shows a figure, drawn or in words."""
    return any(part.panels or part.told for part in made.parts)


def _blocks(found: ConditionAnswer, vocabulary: Vocabulary, outcomes: Sequence[str]) -> list[Block]:
    return outcome_blocks(found, vocabulary) if outcomes else primary_blocks(found, vocabulary)


def _whole(found: Dossier, vocabulary: Vocabulary) -> drawn.Sheet:
    """Every figure of a dossier, in parts by what it was measured against."""
    made = forest(found, vocabulary)
    parts = tuple(
        drawn.Part(CONTROL_WORDS[control].caption, CONTROL_WORDS[control].caveat, tuple(panels))
        for control, panels in groupby(made.panels, key=lambda panel: panel.control)
    )
    left_out = words.left_out_sentence(len(made.left_out), more=bool(made.rows))
    title = f"{found.condition.label}: the estimates"
    closing = (*_of_studies(made.panels), *filter(None, [left_out]))
    return drawn.Sheet(title, words.drawn_sentence(made.panels), parts, closing)


def _of_studies(panels: Iterable[Panel]) -> list[str]:
    whole = any(row.whole_study and row.n is not None for panel in panels for row in panel.rows)
    return [words.WHOLE_STUDY] if whole else []


def _part(block: Block, vocabulary: Vocabulary) -> drawn.Part:
    """A block with its words."""
    cells = family_words(vocabulary, block.family)
    title = f"{cells[:1].upper()}{cells[1:]} against {KIND_WORDS[block.comparator]}"
    safety = [one for one in block.told if one.status is Status.SAFETY_ONLY]
    told = [_told(one, block, vocabulary) for one in block.told if one not in safety]
    last = f"Tested safety first: {', '.join(one.paper.id for one in safety)}." if safety else ""
    status = dict(_status_of_rows(block))
    return drawn.Part(
        f"Pooled analyses: {cells} against {KIND_WORDS[block.comparator]}" if block.pooled else title,
        CONTROL_WORDS[Control.OTHER_ARM].sentence if block.comparator is ComparatorKind.OTHER_ARM else "",
        block.forest.panels,
        tuple(told),
        status,
        last,
    )


def _status_of_rows(block: Block) -> Iterator[tuple[str, str]]:
    """What a trial says of its primary endpoint, beside each of its rows; in a block of one outcome its rank."""
    for one in block.of:
        if isinstance(one, Trial):
            for each in one.answered:
                for row in drawn_rows(each.result):
                    yield row.id, _endpoint_words(one)
    if not block.of:
        for drawing in block.forest.rows:
            if drawing.finding.endpoint is Endpoint.PRIMARY:
                yield drawing.finding.id, "primary endpoint"


def _endpoint_words(trial: Trial) -> str:
    source = f", as told {SOURCE_WORDS[trial.source]}" if trial.source is not None else ""
    return f"primary endpoint {STATUS_WORDS[trial.status]}{source}"


def _told(one: Told, block: Block, vocabulary: Vocabulary) -> drawn.Told:
    """An answer in words: each outcome with the figures of the arms, or what it says without any."""
    by_outcome: dict[object, list[Answered]] = {}
    for each in one.answered:
        by_outcome.setdefault((each.result.finding.outcome, each.result.finding.outcome_label), []).append(each)
    said = []
    for group in by_outcome.values():
        arms = []
        for each in group:
            finding = each.result.finding
            figures = figures_text([each]) or DIRECTION_WORDS[each.result.direction]
            whom = finding.group if len(group) > 1 else None
            rank = "primary endpoint" if not block.of and finding.endpoint is Endpoint.PRIMARY else None
            aside = ", ".join(filter(None, (whom, rank)))
            arms.append(f"{figures} ({aside})" if aside else figures)
        name = endpoint_words(vocabulary, group[0].result.finding)
        said.append(f"{name}: {'; '.join(dict.fromkeys(arms))}" if name else arms[0])
    if not said:
        said.append(one.paper.study.primary_outcome or "no result against the control was read")
    source = one.paper.study.primary_outcome_source
    if one.status is not None and source is not None:
        said[-1] += f" ({SOURCE_WORDS[source]})"
    return drawn.Told(
        one.paper,
        one.direction,
        Control.OTHER_ARM if block.comparator is ComparatorKind.OTHER_ARM else Control.CONTROLLED,
        STATUS_WORDS[one.status] if one.status is not None else "",
        f"{one.n:,}" if one.n is not None else "",
        "; ".join(said),
    )


def data(found: Dossier | ConditionAnswer, vocabulary: Vocabulary, outcomes: Sequence[str] = ()) -> dict[str, Any]:
    """Return the forest plot as one JSON document: panels, their axes, their rows, and the results left out.

    Of an answer the panels name their block, and ``told`` holds what stands in words.
    """
    document: dict[str, Any] = {"condition": {"id": found.condition.id, "name": found.condition.label}}
    if not isinstance(found, ConditionAnswer):
        made = forest(found, vocabulary)
        counts = {"panels": len(made.panels), "figures": len(made.rows), "without_figure": len(made.left_out)}
        return {
            **document,
            "counts": counts,
            "panels": [_panel_record(panel, vocabulary) for panel in made.panels],
            "without_figure": [one.finding.id for one in made.left_out],
            "caveats": [words.NOT_POOLED],
        }
    blocks = _blocks(found, vocabulary, outcomes)
    panels = [{**_block_record(one), **_panel_record(each, vocabulary)} for one in blocks for each in one.forest.panels]
    told = [{**_block_record(one), **_told_record(each, one, vocabulary)} for one in blocks for each in one.told]
    counts = {"panels": len(panels), "figures": sum(len(one["rows"]) for one in panels), "told": len(told)}
    return {
        **document,
        "outcomes": list(outcomes),
        "counts": counts,
        "panels": panels,
        "told": told,
        "caveats": [words.NOT_POOLED, NOT_COMPUTED],
    }


def _block_record(block: Block) -> dict[str, Any]:
    return {"cells": block.family or None, "against": block.comparator.value, "pooled": block.pooled}


def _told_record(told: Told, block: Block, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "paper": told.paper.id,
        "status": told.status.value if told.status is not None else None,
        "direction": told.direction.value,
        "n": told.n,
        "findings": [row.id for one in told.answered for row in one.result.rows],
        "text": _told(told, block, vocabulary).text,
    }


def _panel_record(panel: Panel, vocabulary: Vocabulary) -> dict[str, Any]:
    left, right = words.sides(panel)
    return {
        "setting": panel.control.value,
        "outcome": panel.outcome or None,
        "name": words.panel_title(panel, vocabulary),
        "measure": words.panel_measure(panel),
        "unit": panel.unit or None,
        "contrast": panel.contrast,
        "axis": {"log": panel.axis.log, "ticks": list(panel.axis.marks), "line": panel.line},
        "left": left or None,
        "right": right or None,
        "rows": [_row_record(row, panel) for row in panel.rows],
    }


def _row_record(row: Row, panel: Panel) -> dict[str, Scalar]:
    estimate = row.estimate
    return {
        "paper": row.paper.id,
        "finding": row.finding.id,
        "setting": panel.control.value,
        "outcome": row.finding.outcome,
        "outcome_label": row.finding.outcome_label,
        "timepoint_months": row.finding.timepoint_months,
        "group": row.finding.group,
        "other_arm": row.other,
        "n": row.n,
        "n_of_study": row.whole_study,
        "measure": estimate.measure.value,
        "unit": estimate.unit,
        "value": estimate.value,
        "events": estimate.events,
        "baseline": estimate.baseline,
        "ci_low": estimate.ci_low,
        "ci_high": estimate.ci_high,
        "ci_level": estimate.ci_level,
        "p": estimate.p,
        "direction": row.finding.direction.value,
    }


def rows(
    found: Dossier | ConditionAnswer, vocabulary: Vocabulary, outcomes: Sequence[str] = ()
) -> list[dict[str, Scalar]]:
    """Return every drawn figure as one flat row, in the order of the panels."""
    if isinstance(found, ConditionAnswer):
        panels = [(one, panel) for one in _blocks(found, vocabulary, outcomes) for panel in one.forest.panels]
        return [
            {"panel": number, **_block_record(one), **_row_record(row, panel)}
            for number, (one, panel) in enumerate(panels, 1)
            for row in panel.rows
        ]
    drawn_panels = forest(found, vocabulary).panels
    return [
        {"panel": number, **_row_record(row, panel)}
        for number, panel in enumerate(drawn_panels, 1)
        for row in panel.rows
    ]
