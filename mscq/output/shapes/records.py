"""A paper and a finding, which look alike in every answer, and the reader's own references beside them."""

from __future__ import annotations

from typing import Any, Literal

from mscq.output.shapes.shape import Shape, Stored
from mscq.records.models import Finding


class PaperRecord(Shape):
    id: str
    """Citation key, as 'islam2023'."""
    pmid: str | None
    pmcid: str | None
    doi: str | None
    title: str | None
    year: int | None
    first_author: str | None
    journal: str | None
    design: str
    phase: str | None
    level: int | None
    """Oxford CEBM 2011, 1 the strongest."""
    n: int | None
    """Patients."""
    blinding: str | None
    primary_outcome: str | None
    primary_outcome_met: str | None
    primary_outcome_source: str | None
    regulator: str | None
    sponsor: str | None
    sponsor_kind: str | None
    conditions: list[str]
    standing: str
    """Whether a notice (correction, retraction) is known."""
    read_as: list[str]
    """How it was read: full-text, abstract, table, title-only ..."""


class FindingRecord(Stored):
    """One statement or figure of a paper, with all fields of its record."""

    STORED = Finding

    id: str
    paper: str
    topic: str
    direction: str
    stage: str
    statement: str
    outcome: str | None = None
    outcome_label: str | None = None
    timepoint_months: float | None = None
    arm: str | None = None
    """treated, control, or between: the figure compares the arms."""
    group: str | None = None
    estimate: dict[str, Any] | None = None
    """Measure, value, unit, interval, p, n."""
    certainty: str | None = None
    """How sure the source is of it, by GRADE: high, moderate, low, very-low."""
    conditions: list[str]
    given: dict[str, Any]
    """Cells, source, donor, route, dose."""
    setting: str
    """Against what: controlled, other-arm, uncontrolled (cannot show that it works), not-human."""
    level: int | None
    read_as: str
    locator: str | None = None
    """Where in the paper it stands."""
    note: str | None = None


# --- the reader's own references, with --library FILE ---------------------------------------------------------------


class Marked(PaperRecord):
    """A paper of the base, where the reader's own references stand beside it."""

    own: Literal[False]
    in_library: bool


class Place(Shape):
    """Where in a file of the reader a reference stands."""

    file: str
    line: int | None
    key: str | None


class Near(Shape):
    """A paper of the base that a reference resembles and was not taken for."""

    id: str
    why: str


class OwnReference(Shape):
    """A reference of the reader's own under the keys of a paper; null is what only a reviewed paper has."""

    id: str
    own: Literal[True]
    pmid: str | None
    pmcid: str | None
    doi: str | None
    title: str | None
    year: int | None
    first_author: str | None
    journal: str | None
    design: None
    phase: None
    level: None
    n: None
    blinding: None
    primary_outcome: None
    primary_outcome_met: None
    primary_outcome_source: None
    regulator: None
    sponsor: None
    sponsor_kind: None
    conditions: None
    standing: str | None
    read_as: None
    notice: str | None
    text: str | None
    """As it stands in the file, where that is no field of it."""
    mentions: dict[str, list[str]]
    """Concepts that title or abstract name, by facet."""
    files: list[Place]
    near: Near | None
