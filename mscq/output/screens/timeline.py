"""The papers of a condition by year, as a report, a document, rows, an SVG drawing and a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mscq.evidence.level import Control
from mscq.evidence.timeline import Entry, Timeline, Year, timeline
from mscq.output.records import paper_record
from mscq.output.report import (
    Align,
    Block,
    Column,
    Heading,
    Line,
    Paragraph,
    Report,
    Role,
    Span,
    Table,
    filled,
    joined,
    line,
)
from mscq.output.wording import (
    CONTROL_WORDS,
    NOTHING,
    ROLE_OF_DIRECTION,
    UNCONTROLLED_CAVEAT,
    command_span,
    counted,
    entry_mark,
    legend_of,
    paper_span,
)

if TYPE_CHECKING:
    from mscq.evidence.answer import ConditionAnswer
    from mscq.evidence.dossier import Dossier
    from mscq.output.answer import Scalar
    from mscq.records.vocabulary import Vocabulary

HOW_MARKED = (
    "Before a paper: its Oxford CEBM 2011 level, then what it shows: a trial with a control its primary endpoint (its "
    "results where none is known), once; any other paper its results, those against a control before all others."
)


_OTHERS = (Control.UNCONTROLLED, Control.OTHER_ARM, Control.NOT_HUMAN, None)


def sign(entry: Entry) -> str:
    """A paper's level and mark: '2 ○' for a randomised trial that finds no difference; its level alone without one."""
    return "\u00a0".join(filter(None, (str(entry.level), entry_mark(entry))))


def title(dossier: Dossier) -> str:
    """What the timeline is called."""
    return f"{dossier.condition.label}: papers by year"


def span_sentence(drawn: Timeline) -> str:
    """How many papers there are, and from when to when: '32 papers, 2005 to 2025'."""
    said = counted(len(drawn.entries), "paper")
    years = [year.year for year in drawn.years]
    if years:
        said += f", {years[0]}" if len(years) == 1 else f", {years[0]} to {years[-1]}"
    return said


def report(dossier: Dossier, vocabulary: Vocabulary) -> Report:
    """The timeline as a table: a row a year with its count, its marks by kind of evidence, and its papers."""
    drawn = timeline(dossier)
    blocks: list[Block] = [
        Heading(line(title(dossier)), line(Span(span_sentence(drawn), Role.DIM)), 1),
        Paragraph(line(HOW_MARKED)),
        _table(drawn),
        Paragraph(_legend(drawn)),
    ]
    if any(entry.control is Control.UNCONTROLLED for entry in drawn.entries):
        blocks.append(Paragraph(line(UNCONTROLLED_CAVEAT)))
    if drawn.undated:
        blocks.append(Paragraph(joined(paper_span(entry.paper) for entry in drawn.undated), "No date"))
    command = command_span(f"mscq condition {dossier.condition.id}")
    blocks.append(Paragraph(line("Their results: ", command)))
    return Report(title(dossier), blocks)


def _table(drawn: Timeline) -> Table:
    columns = [
        Column("Year"),
        Column("Papers", Align.RIGHT),
        Column("Controlled", wrap=True, least=20),
        Column("Uncontrolled and others", wrap=True, least=30),
    ]
    rows = [
        [
            line(str(year.year)),
            line(str(len(year.entries))) if year.entries else line(Span(NOTHING, Role.DIM)),
            _marked(year.of(Control.CONTROLLED)),
            joined((_group(year, one) for one in _OTHERS if year.of(one)), "; "),
        ]
        for year in drawn.years
    ]
    return filled(Table(columns, rows))


def _legend(drawn: Timeline) -> Line:
    """The marks that stand, explained, and what it means that a paper with results has none."""
    marks = legend_of(entry_mark(entry) for entry in drawn.entries).line
    bare = any(entry.control is not None and not entry_mark(entry) for entry in drawn.entries)
    return joined((one for one in (marks, line("no mark: nothing on an effect" if bare else "")) if one), "   ")


def _group(year: Year, control: Control | None) -> Line:
    """The papers of a year that speak by one kind of result; those without a control need no name in their column."""
    word = "no result" if control is None else CONTROL_WORDS[control].word
    told = "" if control is Control.UNCONTROLLED else f"{word}: "
    return line(Span(told, Role.DIM), _marked(year.of(control)))


def _marked(entries: Sequence[Entry]) -> Line:
    """Papers, each behind its level and mark."""
    signs = (Span(f"{sign(entry)}\u00a0", ROLE_OF_DIRECTION[entry.direction]) for entry in entries)
    return joined(line(mark, paper_span(entry.paper)) for mark, entry in zip(signs, entries, strict=True))


def data(dossier: Dossier) -> dict[str, Any]:
    """The timeline as one JSON document."""
    drawn = timeline(dossier)
    return {
        "condition": {"id": dossier.condition.id, "name": dossier.condition.label},
        "years": [
            {"year": year.year, "count": len(year.entries), "papers": [_record(entry) for entry in year.entries]}
            for year in drawn.years
        ],
        "undated": [_record(entry) for entry in drawn.undated],
        "how": HOW_MARKED,
    }


def _record(entry: Entry) -> dict[str, Any]:
    return {
        **paper_record(entry.paper),
        "setting": entry.control.value if entry.control is not None else None,
        "direction": entry.direction.value,
        "results": entry.results,
    }


def rows(dossier: Dossier) -> list[dict[str, Scalar]]:
    """Every paper of the timeline as one flat row, oldest first."""
    return [
        {
            "year": entry.paper.bibliography.year,
            "paper": entry.paper.id,
            "level": entry.level,
            "design": entry.paper.study.design,
            "setting": entry.control.value if entry.control is not None else None,
            "direction": entry.direction.value,
            "results": entry.results,
        }
        for entry in timeline(dossier).entries
    ]


def svg(dossier: Dossier, vocabulary: Vocabulary) -> str:
    """The timeline as an SVG document."""
    from mscq.output.plots.timeline_svg import document
    from mscq.records.version import version_line

    drawn = timeline(dossier)
    notes = [
        HOW_MARKED,
        _legend(drawn).text,
        UNCONTROLLED_CAVEAT if any(entry.control is Control.UNCONTROLLED for entry in drawn.entries) else "",
        f"Without a date: {', '.join(entry.paper.id for entry in drawn.undated)}" if drawn.undated else "",
        version_line(vocabulary.folder.parent),
    ]
    return document(drawn, title(dossier), span_sentence(drawn), [note for note in notes if note])


def html(dossier: Dossier, vocabulary: Vocabulary) -> str:
    """The timeline as an HTML page that needs nothing else."""
    from mscq.output.plots.svg import page

    return page(title(dossier), svg(dossier, vocabulary))


def every_report(every: Sequence[ConditionAnswer]) -> Report:
    """Return what can be asked: each condition with its papers and the years of the first and the last."""
    columns = [Column("Condition", wrap=True, least=18), Column("Papers", Align.RIGHT), Column("From"), Column("To")]
    cells = [[line(str(one[name] or "")) for name in ("name", "papers", "first", "last")] for one in every_rows(every)]
    title = "Papers by year"
    one_of_them = command_span(f"mscq timeline '{every[0].condition.label.lower()}'")
    return Report(
        title,
        [
            Heading(line(title), line(Span(counted(len(every), "condition"), Role.DIM)), 1),
            Table(columns, cells),
            Paragraph(line("One of them: ", one_of_them)),
        ],
    )


def every_rows(every: Sequence[ConditionAnswer]) -> list[dict[str, Scalar]]:
    """Return a flat row a condition: its papers, and the years of the first and the last."""
    found = []
    for one in every:
        years = [year for paper in one.papers if (year := paper.bibliography.year) is not None]
        span: dict[str, Scalar] = {"first": min(years, default=None), "last": max(years, default=None)}
        found.append({"condition": one.condition.id, "name": one.condition.label, "papers": len(one.papers), **span})
    return found
