"""A forest plot on one slide of 16:9: figures of one outcome against a control, cells always on the right.

Each outcome and measure has a scale of its own and the line of no effect in one place, so that sides can be read
together and lengths cannot. A line below the drawing names the answers without a figure to draw.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.level import Control
from mscq.output.abbreviations import explained, meanings
from mscq.output.endpoints import POOLED_WORDS
from mscq.output.figures import interval, months, number, value, ways
from mscq.output.plots import forest_words as words
from mscq.output.plots import svg as drawing
from mscq.output.plots.forest_svg import side
from mscq.output.report import Paragraph, line
from mscq.output.wording import CONTROL_WORDS, address, against_words, counted, legend_of, mark
from mscq.records.terms import Direction

if TYPE_CHECKING:
    from mscq.evidence.forest import Panel, Row
    from mscq.output.plots.sheet import Part, Sheet, Told
    from mscq.records.models import Paper
    from mscq.records.vocabulary import Vocabulary

WIDTH, HEIGHT = 1600, 900
_MARGIN = 48
_TOP, _FOOT, _AXIS = 166, 56, 30
_N = 690
_PLOT, _PLOT_END, _LINE_AT = 728, 1114, 0.48
_FIGURE, _FIGURE_CHARACTERS = 1136, 38
_MARK = WIDTH - _MARGIN
_PITCHES = (36, 34, 32, 30, 28, 26)
_ROOMY = 30
_MORE = 23
_LETTER, _ID_LETTER = 11.0, 12.6
"""Width of a letter at the size of a row, and of a wide one, in pixels."""
_NOTE, _ABOUT_LINES = 23, 3
_LONG_LINE = 165
_LEAD = "Against a control, at the longest follow-up, as stated. Nothing is pooled or computed here."
OWN_SCALES = "Outcomes and measures have scales of their own: compare sides, not lengths."
NOT_DRAWN = "not drawn"
_OTHERS = "Other cells"


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
    """A heading with the rows drawn and the answers told below it, and the papers of the rows that found no room."""

    title: str
    lines: list[_Line]
    said: list[_Said]
    no_room: list[str]

    def height(self, pitch: int) -> int:
        drawn, told = (sum(one.height(pitch) for one in self.lines), sum(one.height(pitch) for one in self.said))
        return pitch + 6 + drawn + told

    @property
    def counts(self) -> str:
        """How many figures found no room: not by their direction, since to count sides is no answer."""
        return f"{NOT_DRAWN}: {counted(len(self.no_room), 'figure')}" if self.no_room else ""


class _Slide(NamedTuple):
    """What stands on a slide: its groups, and the papers of the answers that no group holds, by their part.

    ``named`` tells whether these are named; they are counted where not.
    """

    groups: list[_Group]
    rest: dict[str, list[str]]
    named: bool

    @property
    def lines(self) -> list[_Line]:
        return [one for group in self.groups for one in group.lines]

    @property
    def said(self) -> list[_Said]:
        return [one for group in self.groups for one in group.said]

    def height(self, pitch: int) -> int:
        return sum(one.height(pitch) for one in self.groups)


def document(sheet: Sheet, vocabulary: Vocabulary, footer: str = "") -> str:
    """Return the plot as one slide; ``footer`` is its source line, such as the version of the base.

    Answers without a figure to draw are told in words where all of them find room; else a line below the drawing names
    them, with those of no known side, or counts them. Figures without room are counted beside their heading.
    """
    longest = max((len(paper.id) for part in sheet.parts for paper in _papers(part)), default=0)
    about = _MARGIN + _ID_LETTER * longest + 14
    slide = _slide(sheet, vocabulary, about, in_words=True)
    if slide.height(_ROOMY) > _room(slide, vocabulary):
        slide = _slide(sheet, vocabulary, about, in_words=False)
    if slide.height(_PITCHES[-1]) > _room(slide, vocabulary):
        slide = slide._replace(named=False)
    room = _room(slide, vocabulary)
    pitch = next((one for one in _PITCHES if slide.height(one) <= room), _PITCHES[-1])
    _fit(slide, vocabulary, pitch)
    notes = _notes(slide, vocabulary)
    parts = [*_head(sheet, slide), *_rows(slide.groups, about, pitch), *_foot(notes, footer)]
    counts = [f"{one.title}, {one.counts}." for one in slide.groups if one.counts]
    description = " ".join((_drawn_sentence(slide), words.NOT_POOLED, *counts, *notes))
    return drawing.document(WIDTH, HEIGHT, sheet.title, description, parts)


def _drawn_sentence(slide: _Slide) -> str:
    """How much of what is told is seen: '10 figures of 4 papers are drawn, 2 answers are told in words.'"""
    papers = len({one.row.paper.id for one in slide.lines})
    said = [f"{counted(len(slide.lines), 'figure')} of {counted(papers, 'paper')} drawn"]
    said += [f"{counted(len(slide.said), 'answer')} in words"] if slide.said else []
    return f"{', '.join(said)}."


def _room(slide: _Slide, vocabulary: Vocabulary) -> float:
    """The height that the notes below leave, and the numbers of an axis where there is one."""
    notes = _NOTE * len(_notes(slide, vocabulary))
    return HEIGHT - _FOOT - _TOP - notes - (_AXIS if len(_panels(slide.groups)) == 1 else 0)


def _notes(slide: _Slide, vocabulary: Vocabulary) -> list[str]:
    """What readers of the slide must know, on lines: of its figures, of its signs and words, of what is not drawn."""
    said = dict.fromkeys(f"{one.row.paper.id}: {one.row.finding.note}" for one in slide.lines if one.row.finding.note)
    how = [OWN_SCALES] if len(_panels(slide.groups)) > 1 else []
    how += _sides(slide.lines, vocabulary)
    how += ["In words: cells | control, as stated."] if slide.said else []
    how += [words.WHOLE_STUDY] if any(one.row.whole_study and one.row.n for one in slide.lines) else []
    signs = [mark(one.row.direction, one.panel.control) for one in slide.lines]
    signs += [mark(one.told.direction, one.told.control) for one in slide.said]
    texts = [group.title for group in slide.groups]
    texts += [piece for one in slide.lines for piece in (*one.about, *one.figures)]
    texts += [piece for one in slide.said for piece in one.pieces]
    short = explained([Paragraph(line("\n".join(texts)))], meanings(vocabulary))
    rest = _rest(slide)
    notes = [
        *said,
        " ".join(how),
        "   ".join(filter(None, (legend_of(signs).line.text, short.line.text if short is not None else ""))),
        f"{NOT_DRAWN.capitalize()} (no contrast, no known side, or no room): {rest}." if rest else "",
    ]
    return [piece for note in notes for piece in wrap(note, _LONG_LINE)]


def _rest(slide: _Slide) -> str:
    """The answers that no row tells, by their part: how many, and whose where names have room."""
    said = []
    for title, papers in slide.rest.items():
        names = f" ({', '.join(dict.fromkeys(papers))})" if slide.named else ""
        said.append(f"{title} {len(papers)}{names}")
    return "; ".join(said)


def _sides(lines: Sequence[_Line], vocabulary: Vocabulary) -> list[str]:
    """Which way is better of figures whose signs are good news in opposite ways; cells are on the right of all."""
    turned = ways(vocabulary, (one.row.finding for one in lines))
    papers: dict[str, dict[str, None]] = {}
    for one in lines:
        if way := turned.get(one.row.finding.id):
            papers.setdefault(way.removeprefix(", "), {})[one.row.paper.id] = None
    return [f"{way.capitalize()}: {', '.join(some)}." for way, some in papers.items()]


def _papers(part: Part) -> Iterator[Paper]:
    yield from (row.paper for panel in part.panels for row in panel.rows)
    yield from (one.paper for one in part.told)


def _slide(sheet: Sheet, vocabulary: Vocabulary, about: float, *, in_words: bool) -> _Slide:
    """The parts of a sheet that have a row as groups, and the papers of all that has none by its part."""
    groups: list[_Group] = []
    rest: dict[str, list[str]] = {}
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
        left = [] if in_words else [one.paper.id for one in part.told]
        left += [row.paper.id for row, panel in pairs if not panel.better]
        if lines or said:
            groups.append(_Group(part.title, lines, said, []))
        if left:
            rest.setdefault(part.title if part.leads else _OTHERS, []).extend(left)
    return _Slide(groups, rest, named=True)


def _fit(slide: _Slide, vocabulary: Vocabulary, pitch: int) -> None:
    """Take rows out until the slide fits, and count them: no side of a paper gives way to a second row of another.

    A row of each paper stays longest, then one of each other direction that it found, then what is no gain; of the rest
    what has an interval stays before what has none.
    """
    order = _by_need(slide.groups)
    while order and slide.height(pitch) > _room(slide, vocabulary):
        group, gone = order.pop()
        group.lines.remove(gone)
        group.no_room.append(gone.row.paper.id)
        if not group.lines and not group.said:
            slide.groups.remove(group)
            slide.rest.setdefault(group.title, []).extend(group.no_room)


def _by_need(groups: Sequence[_Group]) -> list[tuple[_Group, _Line]]:
    """The rows of all groups, those that a reader needs most first."""
    placed: list[tuple[tuple[int, bool, int], _Group, _Line]] = []
    for group in groups:
        papers: set[str] = set()
        shown: set[tuple[str, Direction]] = set()
        for one in sorted(group.lines, key=lambda one: not one.row.has_interval):
            paper, way = one.row.paper.id, one.row.direction
            turn = 0 if paper not in papers else 1 if (paper, way) not in shown else 2
            turn += turn == 2 and way is Direction.BENEFIT
            papers.add(paper)
            shown.add((paper, way))
            placed.append(((turn, not one.row.has_interval, len(placed)), group, one))
    return [(group, one) for _, group, one in sorted(placed, key=lambda each: each[0])]


def _name(row: Row, panel: Panel, vocabulary: Vocabulary, *, whom: bool = False) -> str:
    """The outcome of a row, its time, and ``whom`` it is of, which tells rows apart that would read alike."""
    finding = row.finding
    name = finding.outcome_label or words.panel_title(panel, vocabulary)
    group = (finding.group or against_words(finding)) if whom else ""
    kind = finding.analysis.value if finding.analysis is not None else ""
    return ", ".join(filter(None, (name, months(finding.timepoint_months), group, kind, finding.population)))


def _line(row: Row, panel: Panel, about: str, about_at: float) -> _Line:
    estimate = row.estimate
    figure = " ".join(filter(None, (value(estimate), interval(estimate))))
    room = int((_N - 60 - about_at) / _LETTER)
    shown = wrap(about, room, max_lines=_ABOUT_LINES, placeholder=" …")
    return _Line(row, panel, shown, wrap(figure, _FIGURE_CHARACTERS))


def _panels(groups: Sequence[_Group]) -> list[Panel]:
    return list({id(one.panel): one.panel for group in groups for one in group.lines}.values())


def _head(sheet: Sheet, slide: _Slide) -> Iterator[str]:
    yield drawing.text(_MARGIN, 72, sheet.title, "slide-title")
    yield drawing.text(_MARGIN, 108, _LEAD, "slide")
    lines = slide.lines
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
    said = ", ".join((told.paper.id, group.title, told.text, POOLED_WORDS[told.direction]))
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
    said = ", ".join(filter(None, (row.paper.id, group.title, *one.about, *one.figures, POOLED_WORDS[direction])))
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


def _foot(notes: Sequence[str], footer: str) -> Iterator[str]:
    y = HEIGHT - 24.0 - _NOTE * len(notes)
    for piece in notes:
        yield drawing.text(_MARGIN, y, piece, "slide-note")
        y += _NOTE
    yield drawing.text(_MARGIN, y, f"Source: {footer}", "slide-note soft")
