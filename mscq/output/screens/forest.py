"""The forest plot of a condition: as a report, a document, rows, an SVG drawing and a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mscq.evidence.forest import Panel, Row, forest
from mscq.output.answer import Scalar
from mscq.output.plots import forest_text as text
from mscq.output.plots import forest_words as words
from mscq.output.report import Block, Heading, Paragraph, Report, Role, Span, line
from mscq.output.wording import command_span

if TYPE_CHECKING:
    from mscq.evidence.dossier import Dossier
    from mscq.records.vocabulary import Vocabulary


def report(dossier: Dossier, vocabulary: Vocabulary) -> Report:
    """The forest plot in characters."""
    drawn = forest(dossier, vocabulary)
    name = dossier.condition.label
    aside = line(Span(words.drawn_sentence(drawn), Role.DIM))
    blocks: list[Block] = [Heading(line(f"{name}: the estimates"), aside, 1)]
    blocks.append(Paragraph(line(words.NOT_POOLED)))
    blocks.extend(text.blocks(drawn, vocabulary))
    if any(row.whole_study and row.n is not None for row in drawn.rows):
        blocks.append(Paragraph(line(words.WHOLE_STUDY)))
    left_out = words.left_out_sentence(drawn)
    if left_out:
        command = command_span(f"mscq condition {dossier.condition.id} --all")
        blocks.append(Paragraph(line(left_out, " All results: ", command)))
    return Report(f"{name}: the estimates", blocks)


def svg(dossier: Dossier, vocabulary: Vocabulary) -> str:
    """The forest plot as an SVG document."""
    from mscq.output.plots.forest_svg import document
    from mscq.records.version import version_line

    return document(forest(dossier, vocabulary), vocabulary, _title(dossier), version_line(vocabulary.folder.parent))


def html(dossier: Dossier, vocabulary: Vocabulary) -> str:
    """The forest plot as an HTML page that needs nothing else."""
    from mscq.output.plots.svg import page

    return page(_title(dossier), svg(dossier, vocabulary))


def _title(dossier: Dossier) -> str:
    return f"{dossier.condition.label}: the estimates"


def data(dossier: Dossier, vocabulary: Vocabulary) -> dict[str, Any]:
    """The forest plot as one JSON document: panels, their axes, their rows, and the results left out."""
    drawn = forest(dossier, vocabulary)
    return {
        "condition": {"id": dossier.condition.id, "name": dossier.condition.label},
        "counts": {"panels": len(drawn.panels), "figures": len(drawn.rows), "without_figure": len(drawn.left_out)},
        "panels": [_panel_record(panel, vocabulary) for panel in drawn.panels],
        "without_figure": [one.finding.id for one in drawn.left_out],
        "caveats": [words.NOT_POOLED],
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
        "axis": {"log": panel.axis.log, "ticks": list(panel.axis.ticks), "line": panel.line},
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


def rows(dossier: Dossier, vocabulary: Vocabulary) -> list[dict[str, Scalar]]:
    """Every drawn figure as one flat row, in the order of the panels."""
    drawn = forest(dossier, vocabulary)
    return [
        {"panel": number, **_row_record(row, panel)}
        for number, panel in enumerate(drawn.panels, 1)
        for row in panel.rows
    ]
