"""The words of a forest plot, the same in every form: titles, what a row is about, its figures, its notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from textwrap import wrap
from types import MappingProxyType
from typing import TYPE_CHECKING

from mscq.evidence.level import Control
from mscq.output.figures import DOUBTFUL, interval, months, number, p_value, value
from mscq.output.wording import CONTROL_WORDS, against, counted
from mscq.records.terms import Measure

if TYPE_CHECKING:
    from mscq.evidence.forest import Panel, Row
    from mscq.records.models import Estimate
    from mscq.records.vocabulary import Vocabulary

NOT_POOLED = "Nothing is pooled here: each row is one figure as its paper states it. Compare only within a panel."
WHOLE_STUDY = "n in parentheses: people in the whole study, where the paper gives none for the figure."
NO_FIGURE = "no figure that can be drawn (words, p values or bare counts)"
DISPUTED = (
    "Sign and stated direction disagree, here or in a figure that the paper names alike, so neither side is named."
)
TOLD, TOLD_HOW = "No contrast to draw", "the figures of the arms as stated: cells | control"
TURNED = "lower is better: axis turned"
SMALL, LARGE = 50, 200


def panel_title(panel: Panel, vocabulary: Vocabulary) -> str:
    """The outcome of a panel."""
    if panel.outcome:
        return vocabulary.outcomes.label(panel.outcome)
    return panel.rows[0].finding.outcome_label or "Outcome not classed"


def panel_measure(panel: Panel) -> str:
    """The kind of number on a panel's axis, its unit, and what the source calls it."""
    unit = panel.unit
    if not unit and panel.scale.has_unit:
        unit = "unit not stated"
    return ", ".join(part for part in (panel.scale.title, unit, panel.reported_as) if part)


def panel_aside(panel: Panel) -> str:
    """What stands beside a panel's title: its measure, and that its axis is turned where it is."""
    return panel_measure(panel) + (f"; {TURNED}" if panel.axis.turned else "")


def sides(panel: Panel) -> tuple[str, str]:
    """What the left and the right of a panel mean; empty where that cannot be told, or where there is no line.

    The right is the better side wherever one is known.
    """
    if panel.better == 0:
        return ("", "")
    words = CONTROL_WORDS[panel.control if panel.contrast else Control.UNCONTROLLED].sides
    good, bad = words if panel.line is not None else ("better", "")
    return (bad, good)


def panel_notes(panel: Panel, vocabulary: Vocabulary) -> list[str]:
    """What must be said under a panel, beside the notes of its rows."""
    notes = []
    if panel.disputed:
        notes.append(DISPUTED)
    elif (
        panel.better == 0
        and panel.line is not None
        and panel.scale.sided
        and not all(row.finding.as_printed for row in panel.rows)
    ):
        notes.append("Which side is better is not recorded for this outcome.")
    concept = vocabulary.outcomes.get(panel.outcome)
    several = len({row.paper.id for row in panel.rows}) > 1
    if several and panel.unit == "points" and (concept is None or concept.scale is None):
        notes.append("Points as each paper counts them: their scales may differ.")
    return notes


def row_notes(panel: Panel) -> list[tuple[Row, str]]:
    """The notes that readers of these figures must know, each with the first row it belongs to."""
    seen: dict[tuple[str, str], Row] = {}
    for row in panel.rows:
        if row.finding.note:
            seen.setdefault((row.paper.id, row.finding.note), row)
    return [(row, note) for (_, note), row in seen.items()]


def row_about(row: Row, panel: Panel, vocabulary: Vocabulary, status: Mapping[str, str] = MappingProxyType({})) -> str:
    """What a row is about: the outcome where it is worded unlike the panel's, the time, who, against what.

    ``status`` adds what has to be said of a row, by the id of its finding.
    """
    finding = row.finding
    label = finding.outcome_label or ""
    parts = [
        label if label.casefold() != panel_title(panel, vocabulary).casefold() else "",
        months(finding.timepoint_months),
        finding.group or f"against {against(finding)}",
    ]
    if finding.population and finding.population not in parts[2]:
        parts.append(finding.population)
    if len({one.conditions for one in panel.rows}) > 1:
        parts.append("/".join(vocabulary.conditions.short(one) for one in row.conditions))
    if row.has_interval and row.estimate.ci_level is None:
        parts.append("level of the interval not stated")
    parts.append(DOUBTFUL if finding.as_printed else "")
    parts.append(status.get(finding.id, ""))
    return ", ".join(part for part in parts if part)


def row_figure(row: Row) -> str:
    """A row's number and interval as reported, without the measure and unit that the panel names."""
    estimate = row.estimate
    bounds = interval(estimate, unknown_told=False)
    return " ".join(part for part in (_amount(estimate), bounds) if part)


def figure_lines(row: Row, width: int) -> list[str]:
    """A row's figure on as few lines as it takes: the interval stands below its value where room is short."""
    figure = row_figure(row)
    if len(figure) <= width:
        return [figure]
    head, opening, tail = figure.partition(" (")
    return [piece for part in (head, opening.strip() + tail) for piece in wrap(part, width)]


def _amount(estimate: Estimate) -> str:
    if estimate.measure in (Measure.PROPORTION, Measure.COUNT):
        return value(estimate)
    if estimate.value is None:
        return ""
    said = number(estimate.value)
    if estimate.value_to is not None:
        said += f" to {number(estimate.value_to)}"
    if estimate.baseline is not None:
        said = f"{number(estimate.baseline)} ▸ {said}"
    if estimate.standard_error is not None:
        said += f" (SE {number(estimate.standard_error)})"
    return f"about {said}" if estimate.approximate else said


def row_n(row: Row) -> str:
    """A row's number of people, in parentheses where it is the study's."""
    if row.n is None:
        return ""
    return f"({row.n:,})" if row.whole_study else f"{row.n:,}"


def row_p(row: Row) -> str:
    """A row's p value."""
    return p_value(row.estimate)


def left_out_sentence(number_left: int, *, more: bool) -> str:
    """How many results have nothing to draw, beside others or alone; empty where all have."""
    if not number_left:
        return ""
    said = f"{number_left} {'more ' if more else ''}{'result has' if number_left == 1 else 'results have'}"
    return f"{said} {NO_FIGURE}."


def drawn_sentence(panels: Iterable[Panel]) -> str:
    """How much is drawn: '70 figures of 16 papers in 32 panels'."""
    listed = list(panels)
    rows = [row for panel in listed for row in panel.rows]
    if not rows:
        return "No figure to draw"
    papers = len({row.paper.id for row in rows})
    return f"{counted(len(rows), 'figure')} of {counted(papers, 'paper')} in {counted(len(listed), 'panel')}"
