"""The reader's references beside the base: what it knows of them, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.errors import MissingExtra
from mscq.evidence.brief import Counts, PaperSummary, brief
from mscq.library.match import Match, NearMiss
from mscq.library.notices import Notice, is_itself, notice_of
from mscq.output.abbreviations import explained, meanings
from mscq.output.records import finding_record, paper_record
from mscq.output.report import (
    Align,
    Block,
    Bullets,
    Column,
    Heading,
    Line,
    Paragraph,
    Report,
    Role,
    Span,
    Table,
    joined,
    line,
)
from mscq.output.screens.match_says import brief_line
from mscq.output.wording import counted, legend_of, paper_span
from mscq.records.terms import StandingStatus
from mscq.text.kinds import by_kind
from mscq.text.lines import shortened

if TYPE_CHECKING:
    from mscq.library.entry import Entry
    from mscq.library.match_files import MatchReport
    from mscq.output.answer import Scalar
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Paper
    from mscq.records.vocabulary import Vocabulary

_MOST_LISTED = 20
_KEY = "Lv: Oxford CEBM 2011 level, 1 strongest. Of two figures the first is of the cells, the second of the control."
_BY = {
    "pmid": "PMID",
    "pmcid": "PMCID",
    "doi": "DOI",
    "bookshelf": "NBK number",
    "pii": "PII",
    "registration": "trial",
    "key": "key",
    "title": "title",
    "match": "paper of the base",
}


class Seen(NamedTuple):
    """An entry, what it was matched to, and what the base and the file say of it."""

    entry: Entry
    found: Match | NearMiss | None
    brief: PaperSummary | None
    notice: Notice | None

    @property
    def paper(self) -> Paper | None:
        """The paper of the base that the entry is."""
        return self.brief.paper if self.brief else None

    @property
    def base_notice(self) -> str | None:
        """The notice that stands against the paper in the base."""
        return standing_text(self.brief.paper) if self.brief else None


def seen(kb: KnowledgeBase, report: MatchReport) -> list[Seen]:
    """The entries in their order, each with what is known of it."""
    briefs: dict[str, PaperSummary] = {}
    made = []
    for entry, found in report.matched:
        if isinstance(found, Match) and found.record not in briefs:
            briefs[found.record] = brief(kb, kb.get(found.record))
        made.append(Seen(entry, found, briefs[found.record] if isinstance(found, Match) else None, notice_of(entry)))
    return made


def standing_text(paper: Paper) -> str | None:
    """The notice that stands against a paper of the base, its kind first; None where none is known."""
    if paper.standing.status is StandingStatus.NO_NOTICE_KNOWN:
        return None
    return f"{_words(paper.standing.status)}: {paper.standing.notice or 'see PubMed'}"


def place(entry: Entry) -> str:
    """Where an entry stands."""
    return f"{entry.file}, line {entry.line}"


def named(entry: Entry) -> str:
    """An entry in a few words: its title, its text, or an identifier."""
    bibliography = entry.bibliography
    number = f"PMID {bibliography.pmid}" if bibliography.pmid else bibliography.pmcid or bibliography.doi
    said = bibliography.title or entry.raw or number
    return shortened(said or entry.bookshelf or entry.key or "no title", 100)


def data(kb: KnowledgeBase, report: MatchReport) -> dict[str, Any]:
    """Everything as one JSON document."""
    return {
        "files": [
            {
                "file": file.name,
                "read": file.read,
                "unread": file.unread,
                "error": str(file.error) if file.error else None,
                "needs_extra": file.error.extra if isinstance(file.error, MissingExtra) else None,
            }
            for file in report.files
        ],
        "counts": {
            "read": len(report.matched),
            "known": len(report.known),
            "near_miss": len(report.near),
            "unknown": len(report.unknown),
        },
        "entries": [_record(one, kb.vocabulary) for one in seen(kb, report)],
        "twice": [
            {
                "by": list(group.by),
                "entries": [{"file": entry.file, "line": entry.line, "key": entry.key} for entry in group.entries],
            }
            for group in report.twice
        ],
        "unread": [{"file": one.file, "line": one.line, "reason": one.reason} for one in report.unread],
        "warnings": list(report.warnings),
    }


def _record(one: Seen, vocabulary: Vocabulary) -> dict[str, Any]:
    entry, found, said = one.entry, one.found, one.brief
    return {
        "file": entry.file,
        "line": entry.line,
        "key": entry.key,
        "pmid": entry.bibliography.pmid,
        "pmcid": entry.bibliography.pmcid,
        "doi": entry.bibliography.doi,
        "title": entry.bibliography.title,
        "year": entry.year,
        "text": entry.raw,
        "status": _status(found),
        "matched_by": found.by if isinstance(found, Match) else None,
        "score": found.score if isinstance(found, Match) else None,
        "near": {"id": found.record, "why": found.why} if isinstance(found, NearMiss) else None,
        "paper": paper_record(said.paper) if said else None,
        "says": _says(said, vocabulary) if said else None,
        "notice_in_base": one.base_notice,
        "notice_in_file": {"status": one.notice.status.value, "text": one.notice.text} if one.notice else None,
        "is_itself": is_itself(entry),
        "remarks": _remarks(one),
    }


def _says(said: PaperSummary, vocabulary: Vocabulary) -> dict[str, Any]:
    lead = said.strongest_controlled.finding if said.strongest_controlled else None
    return {
        "text": brief_line(said, vocabulary).plain,
        "efficacy": _counted(said.efficacy),
        "safety": _counted(said.safety),
        "most_exact_controlled": finding_record(said.paper, lead) if lead else None,
    }


def _counted(counts: Counts) -> dict[str, dict[str, int]]:
    return {where.value: {way.value: number for way, number in ways.items()} for where, ways in counts.items()}


def rows(kb: KnowledgeBase, report: MatchReport) -> list[dict[str, Scalar]]:
    """One flat row an entry, then one a piece that was not read, then one a file that could not be."""
    again: dict[int, str] = {}
    for group in report.twice:
        for entry in group.entries:
            again[id(entry)] = "; ".join(place(other) for other in group.entries if other is not entry)
    made = [_row(one, again.get(id(one.entry)), kb.vocabulary) for one in seen(kb, report)]
    blank: dict[str, Scalar] = dict.fromkeys(made[0] if made else ("file", "line", "status", "remarks"))
    made += [
        {**blank, "file": one.file, "line": one.line, "status": "not-read", "remarks": one.reason}
        for one in report.unread
    ]
    made += [
        {**blank, "file": file.name, "status": "not-read", "remarks": str(file.error)}
        for file in report.files
        if file.error and not file.unread
    ]
    return made


def _row(one: Seen, again: str | None, vocabulary: Vocabulary) -> dict[str, Scalar]:
    record = _record(one, vocabulary)
    scalars = ("file", "line", "key", "pmid", "pmcid", "doi", "title", "year", "text", "status", "matched_by", "score")
    found, said, notice = one.found, one.brief, one.notice
    return {
        **{name: record[name] for name in scalars},
        "paper": said.paper.id if said else None,
        "level": said.level if said else None,
        "design": said.paper.study.design if said else None,
        "says": record["says"]["text"] if said else None,
        "near": found.record if isinstance(found, NearMiss) else None,
        "near_why": found.why if isinstance(found, NearMiss) else None,
        "notice_in_base": one.base_notice,
        "notice_in_file": f"{_words(notice.status)}: {notice.text}" if notice else None,
        "twice": again,
        "remarks": "; ".join(record["remarks"]) or None,
    }


def report(kb: KnowledgeBase, found: MatchReport) -> Report:
    """The answer for people: warnings first, then what the base knows, then what it does not."""
    read = counted(len(found.matched), "reference")
    aside = f"{read} read, {len(found.known)} in the base"
    every = seen(kb, found)
    blocks: list[Block] = [Heading(line("Your references"), line(Span(aside, Role.DIM)), 1)]
    blocks += _listed("Retracted or corrected", [text for one in every for text in _warnings(one)])
    blocks += _known(every, kb.vocabulary)
    blocks += _listed(
        "Near misses, not matched",
        [line(place(one.entry), ": ", named(one.entry), "; ", *_near(one, kb)) for one in every if _near(one, kb)],
    )
    blocks += _listed(
        "Twice in your files",
        [
            line(named(group.entries[0]), ": ", "; ".join(map(place, group.entries)), f" (by {_by(group.by)})")
            for group in found.twice
        ],
    )
    blocks += _listed("Not in the base", [line(place(entry), ": ", named(entry)) for entry in found.unknown])
    said = [("", warning) for warning in found.warnings]
    said += [(f"{place(one.entry)}: ", remark) for one in every for remark in _remarks(one)]
    blocks += _listed("Remarks", list(map(line, by_kind(said))), len(said))
    failed = [line(Span(str(file.error), Role.WARNING)) for file in found.files if file.error and not file.unread]
    unread = by_kind((f"{one.file}, line {one.line}: ", one.reason) for one in found.unread)
    blocks += _listed("Could not be read", [*failed, *map(line, unread)], len(failed) + len(found.unread))
    return Report("Your references", blocks)


def _known(every: Sequence[Seen], vocabulary: Vocabulary) -> list[Block]:
    known = [one for one in every if one.brief]
    if not known:
        return []
    columns = [
        Column("Line", Align.RIGHT),
        Column("Paper", wrap=True, least=13),
        Column("By", wrap=True, least=5),
        Column("Lv", Align.RIGHT),
        Column("What the base says", wrap=True, least=60, under=True),
    ]
    cells: list[list[Line]] = []
    groups: dict[int, Line] = {}
    file = ""
    for one in known:
        assert one.brief is not None
        assert isinstance(one.found, Match)
        if one.entry.file != file:
            file = one.entry.file
            groups[len(cells)] = line(Span(file, Role.STRONG))
        score = f" {one.found.score:.0f} of 100" if one.found.score < 100 else ""
        cells.append(
            [
                line(str(one.entry.line)),
                line(paper_span(one.brief.paper)),
                line(_BY[one.found.by] + score),
                line(str(one.brief.level)),
                brief_line(one.brief, vocabulary, "\n"),
            ]
        )
    blocks: list[Block] = [
        Heading(line("In the base"), line(Span(counted(len(known), "reference"), Role.DIM))),
        Table(columns, cells, groups=groups),
        legend_of(sign for row in cells for sign in row[-1].text),
        Paragraph(line(Span(_KEY, Role.DIM))),
    ]
    told = explained(blocks, meanings(vocabulary))
    return [*blocks, *([told] if told is not None else [])]


def _warnings(one: Seen) -> list[Line]:
    """What stands against a reference, in the base or in the reader's file."""
    said: list[str | Span] = []
    if one.base_notice:
        said.append(Span(one.base_notice.rstrip("."), Role.WARNING))
    if one.notice and not (one.base_notice and one.paper and one.paper.standing.status is one.notice.status):
        said.append(Span(f"your file says {_words(one.notice.status)}: {one.notice.text}", Role.WARNING))
        if one.paper and not one.base_notice:
            said.append(f"the base knew of no notice on {one.paper.standing.as_of}")
    if kind := is_itself(one.entry):
        said.append(Span(f"this is itself {kind}", Role.WARNING))
    if not said:
        return []
    name: str | Span = paper_span(one.paper) if one.paper else named(one.entry)
    return [line(name, f" ({place(one.entry)}): ", joined(said, "; "))]


def _near(one: Seen, kb: KnowledgeBase) -> list[str | Span]:
    if not isinstance(one.found, NearMiss):
        return []
    return ["near ", paper_span(kb.get(one.found.record)), f": {one.found.why}"]


def _remarks(one: Seen) -> list[str]:
    return [*one.entry.notes, *(one.found.notes if isinstance(one.found, Match) else ())]


def _listed(title: str, items: Sequence[Line], number: int | None = None) -> list[Block]:
    """A heading with the number of items and a list below it; nothing where there is nothing to list."""
    if not items:
        return []
    more = len(items) - _MOST_LISTED
    shown = [*items[:_MOST_LISTED], *([line(Span(f"and {more} more: --json", Role.DIM))] if more > 0 else [])]
    return [Heading(line(title), line(Span(str(number or len(items)), Role.DIM))), Bullets(shown)]


def _by(marks: Iterable[str]) -> str:
    return ", ".join(_BY[one] for one in marks)


def _status(found: Match | NearMiss | None) -> str:
    return {Match: "known", NearMiss: "near-miss"}.get(type(found), "unknown")


def _words(status: StandingStatus) -> str:
    return status.value.replace("-", " ")
