"""A forest plot with all that is said around it, before it is drawn in characters or as SVG."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mscq.evidence.forest import Panel, Row
    from mscq.evidence.level import Control
    from mscq.records.models import Paper
    from mscq.records.terms import Direction


class Told(NamedTuple):
    """An answer that is told and not drawn; ``status`` is a word or two that stands beside its mark."""

    paper: Paper
    direction: Direction
    control: Control
    status: str
    n: str
    text: str


class Part(NamedTuple):
    """Panels under one heading, then the answers that have no figure to draw.

    ``status`` is what else has to stand beside a row, by the id of its finding; ``last`` is a closing sentence;
    ``leads`` tells the cells that the answer is about first from others.
    """

    title: str
    caveat: str
    panels: tuple[Panel, ...]
    told: tuple[Told, ...] = ()
    status: Mapping[str, str] = MappingProxyType({})
    last: str = ""
    leads: bool = True


class Sheet(NamedTuple):
    """The parts of a plot with its title, what is drawn, what it must not be read as, and closing sentences."""

    title: str
    drawn: str
    parts: tuple[Part, ...]
    closing: tuple[str, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for part in self.parts for panel in part.panels for row in panel.rows)

    @property
    def signs(self) -> list[tuple[Direction, Control]]:
        """The directions that rows and words tell, each with what it was measured against."""
        drawn = [
            (row.direction, panel.control)
            for part in self.parts
            for panel in part.panels
            for row in panel.rows
            if not row.other
        ]
        return [*drawn, *((one.direction, one.control) for part in self.parts for one in part.told)]
