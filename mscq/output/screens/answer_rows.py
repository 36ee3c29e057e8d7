"""The one table of an answer: rows under the titles of their blocks, and what is not counted in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.evidence.answer import Answered
from mscq.evidence.level import Control
from mscq.output.endpoints import KIND_WORDS, apart_words, endpoint_words, figures_text
from mscq.output.report import Align, Column, Line, Role, Span, Table, filled, line
from mscq.output.wording import result_mark
from mscq.records.terms import Arm, ComparatorKind, Topic

if TYPE_CHECKING:
    from mscq.evidence.results import Result
    from mscq.records.models import Finding
    from mscq.records.vocabulary import Vocabulary


Titles = tuple[str, str, str, str, str]
UNTITLED: Titles = ("", "", "", "", "")


class Rows:
    """Rows of the screen's one table, with a caption above each block."""

    def __init__(self) -> None:
        self.rows: list[list[Line]] = []
        self.groups: dict[int, Line] = {}
        self.going_on: set[int] = set()

    def block(self, title: Line) -> None:
        self.groups[len(self.rows)] = title

    def add(self, *cells: Line | str) -> None:
        self.rows.append([line(cell) for cell in cells])

    def go_on(self, *cells: Line | str) -> None:
        """Add a row that goes on with the one above."""
        self.going_on.add(len(self.rows))
        self.add(*cells)

    def table(self, titles: Titles = UNTITLED) -> Table:
        """Return the table, without a column that no row fills."""
        result, paper, people, route, told = titles
        columns = [
            Column(result),
            Column(paper),
            Column(people, Align.RIGHT),
            Column(route, optional=1),
            Column(told, wrap=True, least=24),
        ]
        return filled(Table(columns, self.rows, groups=self.groups, going_on=self.going_on))


def block_title(cells: str, kind: ComparatorKind, label: str | None = None) -> Line:
    """Return the title of a block: the cells, and what they were held against, by its ``label`` where it has one."""
    control = KIND_WORDS[kind]
    if label is not None:
        control = label if kind is ComparatorKind.ACTIVE else f"{control}: {label}"
    return line(Span(f"{cells[:1].upper()}{cells[1:]} against {control}", Role.STRONG))


def other_text(found: Result, vocabulary: Vocabulary) -> Line:
    """Return a result that is not counted: what it is, of whom, its figures and its direction."""
    finding = found.finding
    kinds = [finding.endpoint.value if finding.endpoint is not None else ""]
    kinds.append(finding.analysis.value if finding.analysis is not None else "")
    kinds.append("told as harm" if finding.topic is Topic.SAFETY else "")
    if found.control is Control.UNCONTROLLED:
        kinds.append("before and after")
    elif found.control is Control.OTHER_ARM:
        kinds.append("between cell arms")
    of_whom = finding.population if finding.analysis is not None else finding.group if names_arm(finding) else None
    words = ", ".join(filter(None, [*kinds, of_whom or apart_words(vocabulary, found)])) or "not counted"
    figures = figures_text([Answered(found)])
    text = f"{endpoint_words(vocabulary, finding)}{f': {figures}' if figures else ''} "
    return line(Span(f"{words}: ", Role.DIM), text, result_mark(found))


def names_arm(finding: Finding) -> bool:
    """Return whether a contrast is of one of several arms, so that its name must stand beside it."""
    return finding.arm is Arm.BETWEEN and finding.intervention is not None
