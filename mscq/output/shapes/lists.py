"""What the commands that list and draw answer: papers, findings, terms, map, timeline, and the forest of condition."""

from __future__ import annotations

from mscq.output.shapes.records import FindingRecord, Marked, OwnReference, PaperRecord
from mscq.output.shapes.shape import Document, Named, Shape


class Papers(Document):
    """Papers that fit every filter; ``total`` is how many there are in all."""

    RECORDS = "papers"

    total: int
    papers: list[PaperRecord]


class OwnPapers(Shape):
    total: int
    papers: list[OwnReference]


class PapersBesideOwn(Papers):
    papers: list[Marked]  # type: ignore[assignment]
    own: OwnPapers


class Findings(Document):
    """Findings that fit every filter; ``total`` is how many there are in all, ``in_papers`` in how many papers."""

    RECORDS = "findings"

    total: int
    in_papers: int
    findings: list[FindingRecord]


class Term(Shape):
    """A concept of the vocabulary."""

    facet: str
    id: str
    label: str
    abbreviations: list[str]
    synonyms: list[str]
    broader: list[str]
    narrower: list[str]
    mesh: str | None
    better: str | None
    """Of an outcome: whether a higher or a lower value is the better one."""
    note: str | None


class Word(Shape):
    """A word of statistics or of a verdict that screens print."""

    word: str
    name: str
    sentence: str


# --- map and timeline -----------------------------------------------------------------------------------------------


class AxisValue(Named):
    members: list[str]
    """The other values whose papers count at it as well."""


class Axis(Shape):
    dimension: str
    values: list[AxisValue]


class Cell(Shape):
    row: str
    column: str
    grade: str
    level: int | None
    studies: int
    patients: int | None
    shared_patients: int | None
    """People of studies that belong to several values."""
    papers: list[PaperRecord]


class Map(Document):
    """The evidence gap map; a pair without a paper has no cell."""

    RECORDS = "cells"

    rows: Axis
    columns: Axis
    cells: list[Cell]
    unplaced: list[PaperRecord]


class Marking(PaperRecord):
    setting: str | None
    direction: str
    results: int


class Year(Shape):
    year: int
    count: int
    papers: list[Marking]


class Timeline(Document):
    condition: Named
    years: list[Year]
    undated: list[Marking]
    how: str


class TimelineEntry(Shape):
    condition: str
    name: str
    papers: int
    first: int | None
    last: int | None


class Timelines(Document):
    """The conditions of which a timeline can be asked, with the years of the first paper and of the last."""

    RECORDS = "conditions"

    conditions: list[TimelineEntry]


# --- condition --plot -----------------------------------------------------------------------------------------------


class Scale(Shape):
    log: bool
    ticks: list[float]
    line: float | None


class Drawn(Shape):
    """A figure that is drawn."""

    paper: str
    finding: str
    setting: str
    outcome: str | None
    outcome_label: str | None
    timepoint_months: float | None
    group: str | None
    other_arm: bool
    n: int | None
    n_of_study: bool
    measure: str
    unit: str | None
    value: float | None
    events: int | None
    baseline: float | None
    ci_low: float | None
    ci_high: float | None
    ci_level: float | None
    p: str | None
    """As reported, with its sign: <0.001."""
    direction: str


class Panel(Shape):
    setting: str
    outcome: str | None
    name: str
    measure: str
    unit: str | None
    contrast: bool
    axis: Scale
    left: str | None
    right: str | None
    rows: list[Drawn]


class BlockPanel(Panel):
    cells: str | None
    against: str
    pooled: bool


class Told(Shape):
    """A study of the answer that stands in words."""

    cells: str | None
    against: str
    pooled: bool
    paper: str
    status: str | None
    direction: str
    n: int | None
    findings: list[str]
    text: str


class ForestCounts(Shape):
    panels: int
    figures: int
    told: int


class Forest(Document):
    """The answer on a condition as a forest plot (condition --plot)."""

    RECORDS = "panels"

    condition: Named
    outcomes: list[str]
    counts: ForestCounts
    panels: list[BlockPanel]
    told: list[Told]
    caveats: list[str]


class WholeForestCounts(Shape):
    panels: int
    figures: int
    without_figure: int


class WholeForest(Document):
    """Every estimate on a condition (condition --plot --all)."""

    RECORDS = "panels"

    condition: Named
    counts: WholeForestCounts
    panels: list[Panel]
    without_figure: list[str]
    caveats: list[str]
