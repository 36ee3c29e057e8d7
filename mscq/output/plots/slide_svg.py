"""A forest plot on one slide of 16:9: figures of one outcome against a control, cells always on the right.

Each outcome and measure has a scale of its own and the line of no effect in one place, so that sides can be read
together and lengths cannot. Answers without a figure to draw are counted beside those that are drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.level import Control
from mscq.output.figures import interval, months, number, value
from mscq.output.plots import forest_words as words
from mscq.output.plots import svg as drawing
from mscq.output.plots.forest_svg import side
from mscq.output.wording import CONTROL_WORDS, address, against_words, counted, legend_of, mark
from mscq.records.terms import Direction

if TYPE_CHECKING:
    from mscq.evidence.forest import Panel, Row
    from mscq.output.plots.sheet import Part, Sheet, Told
    from mscq.records.models import Paper
    from mscq.records.vocabulary import Vocabulary

WIDTH, HEIGHT = 1600, 900
_MARGIN = 48
_TOP, _BOTTOM = 166, 796
_N = 690
_PLOT, _PLOT_END, _LINE_AT = 728, 1114, 0.48
_FIGURE, _FIGURE_CHARACTERS = 1136, 38
_MARK = WIDTH - _MARGIN
_PITCHES = (36, 34, 32, 30, 28, 26)
_ROOMY = 30
_MORE = 23
_LETTER, _ID_LETTER = 11.0, 12.6
"""Width of a letter at the size of a row, and of a wide one, in pixels."""
_NOTE = 23
_LONG_LINE = 165
_LEAD = "Against a control, at the longest follow-up, as stated. Nothing is pooled or computed here."
OWN_SCALES = "Outcomes and measures have scales of their own: compare sides, not lengths."
NOT_DRAWN = "not drawn"


class _Line(NamedTuple):
    """A row of the slide in its panel, with its words."""

    row: Row
    panel: Panel
    about: list[str]
    figures: list[str]

    def height(self, pitch: int) -> int:
        return pitch + _MORE * (max(len(self.about), len(self.figures), 1) - 1)


class _Said(NamedTuple):
    """An answer in words, on as many lines as it takes."""

    told: Told
    pieces: list[str]

    def height(self, pitch: int) -> int:
        return pitch + _MORE * (max(len(self.pieces), 1) - 1)


class _Group(NamedTuple):
    """A heading with the rows drawn and the answers told below it, and the papers of those that are neither."""

    title: str
    lines: list[_Line]
    said: list[_Said]
    rest: list[str]

    def height(self, pitch: int) -> int:
        drawn, told = (sum(one.height(pitch) for one in self.lines), sum(one.height(pitch) for one in self.said))
        return pitch + 6 + drawn + told

    @property
    def counts(self) -> str:
        """How many answers are not drawn: not by their direction, since to count sides is no answer."""
        return f"{NOT_DRAWN}: {counted(len(self.rest), 'answer')}" if self.rest else ""


_WORDS = {
    Direction.BENEFIT: "better",
    Direction.NO_DIFFERENCE: "no difference",
    Direction.STABLE: "unchanged",
    Direction.MIXED: "mixed",
    Direction.HARM: "worse",
    Direction.NOT_APPLICABLE: "without a direction",
}


def document(sheet: Sheet, vocabulary: Vocabulary, footer: str = "") -> str:
    """Return the plot as one slide; ``footer`` is its source line, such as the version of the base.

    Answers without a figure to draw are told in words where all of them find room. They are counted beside their
    heading where they do not, as is what has no known side.
    """
    longest = max((len(paper.id) for part in sheet.parts for paper in _papers(part)), default=0)
    about = _MARGIN + _ID_LETTER * longest + 14
    groups = _groups(sheet, vocabulary, about, in_words=True)
    if _height(groups, _ROOMY) > _room(groups):
        groups = _groups(sheet, vocabulary, about, in_words=False)
    room = _room(groups)
    pitch = next((one for one in _PITCHES if _height(groups, one) <= room), _PITCHES[-1])
    _fit(groups, pitch)
    parts = [*_head(sheet, groups), *_rows(groups, about, pitch), *_foot(sheet, groups, footer)]
    counts = (f"{one.title}, {one.counts}." for one in groups if one.rest)
    description = " ".join((f"{sheet.drawn}.", words.NOT_POOLED, OWN_SCALES, *counts))
    return drawing.document(WIDTH, HEIGHT, sheet.title, description, parts)


def _room(groups: Sequence[_Group]) -> float:
    """The height that the notes of the rows leave."""
    return _BOTTOM - _TOP - _NOTE * len(_notes(groups))


def _notes(groups: Sequence[_Group]) -> list[str]:
    """What readers of the drawn figures must know, each note once, on lines."""
    lines = [one for group in groups for one in group.lines]
    said = dict.fromkeys(f"{one.row.paper.id}: {one.row.finding.note}" for one in lines if one.row.finding.note)
    return [piece for note in said for piece in wrap(note, _LONG_LINE)]


def _papers(part: Part) -> Iterator[Paper]:
    yield from (row.paper for panel in part.panels for row in panel.rows)
    yield from (one.paper for one in part.told)


def _height(groups: Sequence[_Group], pitch: int) -> int:
    return sum(one.height(pitch) for one in groups)


def _groups(sheet: Sheet, vocabulary: Vocabulary, about: float, *, in_words: bool) -> list[_Group]:
    """The parts of a sheet as groups; those of other cells that draw nothing are one."""
    groups: list[_Group] = []
    others = _Group("Other cells", [], [], [])
    for part in sheet.parts:
        pairs = [(row, panel) for panel in part.panels for row in panel.rows if not row.other]
        able = [(row, panel) for row, panel in pairs if panel.better]
        alike = Counter((row.paper.id, _name(row, panel, vocabulary)) for row, panel in able)
        lines = [
            _line(row, panel, _name(row, panel, vocabulary, whom=alike[row.paper.id, name] > 1), about)
            for row, panel in able
            for name in [_name(row, panel, vocabulary)]
        ]
        said = [
            _Said(one, wrap(one.text.replace(" %", "\u00a0%"), int((_MARK - 30 - about) / _LETTER)))
            for one in part.told
            if in_words
        ]
        rest = [one.paper.id for one in part.told if not in_words]
        rest += [row.paper.id for row, panel in pairs if not panel.better]
        if lines or said or part.leads:
            groups.append(_Group(part.title, lines, said, rest))
        else:
            others.rest.extend(rest)
    return [*groups, others] if others.rest else groups


def _fit(groups: list[_Group], pitch: int) -> None:
    """Take rows out until the groups fit, and count them: values without an interval first, then the last of most."""
    while _height(groups, pitch) > _room(groups):
        bare = [(group, one) for group in groups for one in group.lines if not one.row.has_interval]
        longest = max(groups, key=lambda one: len(one.lines))
        if not longest.lines:
            return
        group, gone = bare[-1] if bare else (longest, longest.lines[-1])
        group.lines.remove(gone)
        group.rest.append(gone.row.paper.id)


def _name(row: Row, panel: Panel, vocabulary: Vocabulary, *, whom: bool = False) -> str:
    """The outcome of a row, its time, and ``whom`` it is of, which tells rows apart that would read alike."""
    finding = row.finding
    name = finding.outcome_label or words.panel_title(panel, vocabulary)
    group = (finding.group or against_words(finding)) if whom else ""
    return ", ".join(filter(None, (name, months(finding.timepoint_months), group, finding.population)))


def _line(row: Row, panel: Panel, about: str, about_at: float) -> _Line:
    estimate = row.estimate
    figure = " ".join(filter(None, (value(estimate), interval(estimate))))
    return _Line(row, panel, wrap(about, int((_N - 60 - about_at) / _LETTER)), wrap(figure, _FIGURE_CHARACTERS))


def _panels(groups: Sequence[_Group]) -> list[Panel]:
    return list({id(one.panel): one.panel for group in groups for one in group.lines}.values())


def _head(sheet: Sheet, groups: Sequence[_Group]) -> Iterator[str]:
    yield drawing.text(_MARGIN, 72, sheet.title, "slide-title")
    yield drawing.text(_MARGIN, 108, _LEAD, "slide")
    lines = [one for group in groups for one in group.lines]
    if not lines:
        yield drawing.text(_MARGIN, _TOP - 18, "No figure between groups can be drawn.", "slide strong")
        return
    bad, good = CONTROL_WORDS[Control.CONTROLLED].sides[::-1]
    x = _x_of_line()
    yield drawing.text(x - 14, _TOP - 14, f"◂ {bad}", "slide strong", "end")
    yield drawing.text(x + 14, _TOP - 14, f"{good} ▸", "slide strong")
    yield drawing.text(_FIGURE, _TOP - 14, "value (95 % CI)", "slide soft")
    if any(words.row_n(one.row) for one in lines):
        yield drawing.text(_N, _TOP - 14, "n", "slide soft", "end")


def _x_of_line() -> float:
    return _PLOT + _LINE_AT * (_PLOT_END - _PLOT)


def _at(panel: Panel, given: float) -> float:
    """Where a value lies: on the scale of its panel, the line of no effect in the place that all panels share."""
    assert panel.line is not None
    zero = panel.axis.place(panel.line)
    room = min(_LINE_AT / zero if zero else 1.0, (1 - _LINE_AT) / (1 - zero) if zero < 1 else 1.0)
    place = min(max(panel.axis.place(given), 0.0), 1.0)
    return _x_of_line() + (place - zero) * room * (_PLOT_END - _PLOT)


def _rows(groups: Sequence[_Group], about: float, pitch: int) -> Iterator[str]:
    y = float(_TOP)
    panels = _panels(groups)
    ends = [y]
    for group in groups:
        y += pitch + 6
        yield drawing.text(_MARGIN, y - 10, group.title, "slide-head")
        if group.counts:
            yield drawing.text(_MARK, y - 10, group.counts, "slide-note", "end")
        yield drawing.stroke(_MARGIN, y - 1, _MARK, y - 1, "rule")
        for one in group.lines:
            yield _row(one, group, about, y, pitch)
            y += one.height(pitch)
            ends.append(y)
        for told in group.said:
            yield _in_words(told, group, about, y, pitch)
            y += told.height(pitch)
    for group_top, bottom in _spans(groups, pitch):
        yield drawing.stroke(_x_of_line(), group_top, _x_of_line(), bottom, "line")
    if len(panels) == 1:
        yield from _axis(panels[0], ends[-1] + 2)


def _spans(groups: Sequence[_Group], pitch: int) -> Iterator[tuple[float, float]]:
    """Where rows begin and end below each heading."""
    y = float(_TOP)
    for group in groups:
        if group.lines:
            yield y + pitch + 6, y + pitch + 6 + sum(one.height(pitch) for one in group.lines)
        y += group.height(pitch)


def _in_words(one: _Said, group: _Group, about: float, top: float, pitch: int) -> str:
    told, y = one.told, top + pitch / 2 + 7
    inner = [
        drawing.link(address(told.paper), drawing.text(_MARGIN, y, told.paper.id, "slide")),
        *(drawing.text(about, y + at * _MORE, piece, "slide") for at, piece in enumerate(one.pieces)),
        drawing.text(_MARK, y, mark(told.direction, told.control), "slide mark", "end"),
    ]
    said = ", ".join((told.paper.id, group.title, told.text, _WORDS[told.direction]))
    return drawing.titled(said, inner, f"dir {told.direction.value}")


def _row(one: _Line, group: _Group, about: float, top: float, pitch: int) -> str:
    row, panel, y = one.row, one.panel, top + pitch / 2 + 7
    direction = row.direction
    inner = [
        drawing.link(address(row.paper), drawing.text(_MARGIN, y, row.paper.id, "slide")),
        *(drawing.text(about, y + at * _MORE, piece, "slide soft") for at, piece in enumerate(one.about)),
        drawing.text(_N, y, words.row_n(row), "slide number", "end"),
        *_drawn(row, panel, y - 7),
        *(drawing.text(_FIGURE, y + at * _MORE, piece, "slide number") for at, piece in enumerate(one.figures)),
        drawing.text(_MARK, y, mark(direction, panel.control), "slide mark", "end"),
    ]
    said = ", ".join(filter(None, (row.paper.id, group.title, *one.about, *one.figures, _WORDS[direction])))
    return drawing.titled(said, inner, f"dir {direction.value}")


def _drawn(row: Row, panel: Panel, y: float) -> Iterator[str]:
    axis = panel.axis
    point, low, high = row.extent
    if low is not None and high is not None:
        yield drawing.stroke(_at(panel, low), y, _at(panel, high), y, "bar wide")
        for end, way in zip(sorted((low, high), key=axis.place), (-1, 1), strict=True):
            x = _at(panel, end)
            yield drawing.stroke(x, y - 6, x, y + 6, "bar wide") if axis.holds(end) else drawing.arrow(x, y, way)
    if point is not None:
        size = 1.3 * side(row.n)
        yield drawing.square(_at(panel, point), y, size, "full" if row.has_interval else "open")


def _axis(panel: Panel, y: float) -> Iterator[str]:
    """The numbers of the one scale of a slide that has no other."""
    yield drawing.stroke(_at(panel, panel.axis.marks[0]), y, _at(panel, panel.axis.marks[-1]), y, "axis")
    free = 0.0
    for tick in panel.axis.marks:
        x, label = _at(panel, tick), number(tick)
        yield drawing.stroke(x, y, x, y + 6, "axis")
        if x - 6 * len(label) > free:
            yield drawing.text(x, y + 26, label, "slide number soft", "middle")
            free = x + 6 * len(label)


def _foot(sheet: Sheet, groups: Sequence[_Group], footer: str) -> Iterator[str]:
    lines = [one for group in groups for one in group.lines]
    notes = [OWN_SCALES] if len(_panels(groups)) > 1 else []
    if any(group.rest for group in groups):
        notes.append(f"{NOT_DRAWN.capitalize()}: no contrast is stated, its better side is not known, or no room.")
    signs = legend_of(mark(*sign) for sign in sheet.signs).line.text
    if any(group.said for group in groups):
        notes.append("In words: cells | control, as stated.")
    whole = words.WHOLE_STUDY if any(one.row.whole_study and one.row.n for one in lines) else ""
    pieces = [
        *_notes(groups),
        *wrap(" ".join(notes), _LONG_LINE),
        *wrap("   ".join(filter(None, (signs, whole))), _LONG_LINE),
    ]
    y = HEIGHT - 24.0 - _NOTE * len(pieces)
    for piece in pieces:
        yield drawing.text(_MARGIN, y, piece, "slide-note")
        y += _NOTE
    yield drawing.text(_MARGIN, y, f"Source: {footer}", "slide-note soft")
