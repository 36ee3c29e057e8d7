"""The reader's own references on screen and as records, marked as such wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mscq.cite import Reference, nlm_line
from mscq.cite.links import addresses
from mscq.library.collection import Library
from mscq.library.kept import TAGGED
from mscq.library.own_paper import OwnPaper
from mscq.output.answer import Answer, Scalar
from mscq.output.records import OF_STUDY, paper_record
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
from mscq.output.screens.lists import shown_of
from mscq.output.wording import counted
from mscq.records.canonical import plain
from mscq.records.facets import FACETS
from mscq.records.value import replace
from mscq.text.lines import shortened

if TYPE_CHECKING:
    from mscq.library.search import OwnFound
    from mscq.records.models import Paper
    from mscq.records.vocabulary import Vocabulary

OWN, HELD = "◇", "◆"
NOT_REVIEWED = (
    "your own reference, not reviewed: what stands here is what title and abstract mention, no result and no level"
)
_NOT_IN_A_KEY = re.compile(r"[^\w:.+/-]+")  # BibTeX and typesetters part keys at commas, braces, spaces


def own_reference(paper: OwnPaper) -> Reference:
    """The citable part of an own reference; its notice is the one that the reader's file states today."""
    from datetime import date

    from mscq.records.models import Standing

    notice = paper.notice
    return Reference(
        key=_NOT_IN_A_KEY.sub("-", paper.id),
        bibliography=paper.entry.bibliography,
        bookshelf=paper.entry.bookshelf,
        notice=Standing(status=notice.status, as_of=date.today(), notice=notice.text) if notice else None,
        incomplete=("author",) if paper.entry.authors_cut_off else (),
    )


def citable(paper: OwnPaper) -> bool:
    """Whether there is enough to cite: a text that was not taken apart, or a bare identifier, is not."""
    return paper.entry.bibliography.title is not None


def own_record(paper: OwnPaper) -> dict[str, Any]:
    """An own reference under the keys of a paper's record; null is what only a reviewed paper has."""
    bibliography = paper.entry.bibliography
    author = next(iter(bibliography.author), None)
    return {
        "id": paper.id,
        "own": True,
        "pmid": bibliography.pmid,
        "pmcid": bibliography.pmcid,
        "doi": bibliography.doi,
        "title": bibliography.title,
        "year": paper.year,
        "first_author": (author.family or author.literal) if author else None,
        "journal": bibliography.container_title,
        **dict.fromkeys(OF_STUDY),
        "standing": paper.notice.status.value if paper.notice else None,
        "read_as": None,
        "notice": paper.notice.text if paper.notice else None,
        "text": paper.entry.raw,
        "mentions": {name: paper.named(name) for name in TAGGED},
        "files": [{"file": entry.file, "line": entry.line, "key": entry.key} for entry in paper.entries],
        "near": {"id": paper.near.record, "why": paper.near.why} if paper.near else None,
    }


def whole_record(paper: OwnPaper) -> dict[str, Any]:
    """An own reference whole: its bibliography, abstract, and the words in which each concept is mentioned."""
    return {
        **plain(paper.entry.bibliography),
        **own_record(paper),
        "abstract": paper.entry.abstract,
        "keywords": list(paper.entry.keywords),
        "registrations": list(paper.entry.registrations),
        "mentioned_as": {
            name: {mention.concept: mention.words for mention in mentions} for name, mentions in paper.mentions.items()
        },
        "remarks": [note for entry in paper.entries for note in entry.notes],
    }


def own_row(paper: OwnPaper) -> dict[str, Scalar]:
    """An own reference as one flat row."""
    record = own_record(paper)
    files = "; ".join(f"{entry.file}, line {entry.line}" for entry in paper.entries)
    flat = {name: value for name, value in record.items() if not isinstance(value, dict | list)}
    mentioned = {f"mentions_{name}": " ".join(ids) for name, ids in record["mentions"].items()}
    return {**flat, **mentioned, "files": files, "near": paper.near.record if paper.near else None}


def any_record(paper: Paper | OwnPaper, library: Library) -> dict[str, Any]:
    """The record of a paper, of the base or the reader's own."""
    return own_record(paper) if isinstance(paper, OwnPaper) else _with_library(paper_record(paper), library)


def _with_library(record: Mapping[str, Any], library: Library) -> dict[str, Any]:
    """A record of a paper of the base, with whether the reader has it."""
    return {**record, "own": False, "in_library": record["id"] in library.held}


def held(answer: Answer, library: Library) -> Answer:
    """The answer on one paper of the base, marked where the reader has it."""
    return replace(
        answer,
        data=lambda: _with_library(answer.data(), library),
        report=lambda: _marked_report(answer.report(), library),
    )


def beside_papers(
    answer: Answer, papers: Sequence[OwnPaper], total: int, library: Library, vocabulary: Vocabulary
) -> Answer:
    """A list of papers of the base, those that the reader has marked, with own references below, of so many in all."""

    def data() -> dict[str, Any]:
        base = answer.data()
        marked = [_with_library(one, library) for one in base["papers"]]
        return {**base, "papers": marked, "own": {"total": total, "papers": [own_record(paper) for paper in papers]}}

    def report() -> Report:
        if answer.data()["papers"]:
            base = _marked_report(answer.report(), library)
        else:
            base = Report("Papers", [Paragraph(line("No paper of the base fits these filters."))])
        return replace(base, blocks=[*base.blocks, *_listed(papers, total, vocabulary)])

    return replace(
        answer,
        data=data,
        rows=lambda: [*(_with_library(one, library) for one in answer.rows()), *map(own_row, papers)],
        report=report,
        nothing="" if total else answer.nothing,
        like=lambda: [_with_library(one, library) for one in answer.like()],
    )


def beside_search(answer: Answer, found: OwnFound, library: Library, vocabulary: Vocabulary) -> Answer:
    """The answer of a search, papers that the reader has marked, with the own references that were found below."""

    def data() -> dict[str, Any]:
        base = answer.data()
        hits = [{**hit, "paper": _with_library(hit["paper"], library)} for hit in base["hits"]]
        return {
            **base,
            "hits": hits,
            "own": {"total": found.total, "estimated": found.estimated, "hits": _found_records(found)},
        }

    def report() -> Report:
        base = _marked_report(answer.report(), library)
        return replace(base, blocks=[*base.blocks, *_found_blocks(found, vocabulary)])

    return replace(
        answer,
        data=data,
        rows=lambda: [*(_with_library(one, library) for one in answer.rows()), *_found_rows(found)],
        report=report,
    )


def _marked_report(report: Report, library: Library) -> Report:
    """A report in which the papers that the reader has bear a mark, with its meaning at the end."""
    blocks = [_marked(block, library.held) for block in report.blocks]
    if blocks == list(report.blocks):
        return report
    return replace(report, blocks=[*blocks, _legend(HELD, "in your library")])


def _marked(block: Block, held: Container[str]) -> Block:
    match block:
        case Heading():
            return replace(block, line=_line(block.line, held), aside=_line(block.aside, held))
        case Paragraph():
            return replace(block, line=_line(block.line, held))
        case Bullets():
            return replace(block, items=[_line(item, held) for item in block.items])
        case Table():
            return replace(block, rows=[[_line(cell, held) for cell in row] for row in block.rows])
        case _:
            return block


def _line(text: Line, held: Container[str]) -> Line:
    spans: list[Span] = []
    for span in text:
        spans.append(span)
        if span.role is Role.PAPER and span.text in held:
            spans.append(Span(f" {HELD}", Role.STRONG))
    return Line(spans)


def _legend(mark: str, words: str) -> Paragraph:
    return Paragraph(line(Span(mark, Role.STRONG), f" {words}"))


def own_span(paper: OwnPaper) -> Line:
    """An own reference by its id, marked, with a link where an identifier gives one."""
    return line(Span(f"{OWN} ", Role.STRONG), Span(paper.id, Role.PAPER, _address(paper)))


def _address(paper: OwnPaper) -> str | None:
    return next(iter(addresses(paper.entry.bibliography, paper.entry.bookshelf).values()), None)


def _mentioned(paper: OwnPaper, vocabulary: Vocabulary) -> str:
    """What title and abstract mention, in abbreviations; empty where nothing is."""
    parts = (
        "/".join(vocabulary.facet(facet).short(one) for one in paper.named(name))
        for name, facet in TAGGED.items()
        if name != "outcomes"  # an abstract names a dozen of them
    )
    return ", ".join(filter(None, parts))


def _listed(papers: Sequence[OwnPaper], total: int, vocabulary: Vocabulary) -> list[Block]:
    """Own references as a table below the base's papers, with how many there are; nothing where there are none."""
    if not total:
        return []
    head = Heading(line("Your own references"), line(Span(shown_of(len(papers), total, "reference"), Role.DIM)))
    if not papers:
        return [head]
    columns = [
        Column("Yours", wrap=True, least=12),
        Column("Year", Align.RIGHT),
        Column("Mentions", wrap=True, least=10, optional=1),
        Column("Title", wrap=True, least=24),
    ]
    rows = [
        [
            own_span(paper),
            line(str(paper.year or "")),
            line(_mentioned(paper, vocabulary)),
            line(*_notice(paper), shortened(paper.title or "(title not seen)", 300)),
        ]
        for paper in papers
    ]
    return [
        head,
        Table(columns, rows),
        _legend(OWN, NOT_REVIEWED),
    ]


def listed_report(papers: Sequence[OwnPaper], total: int, vocabulary: Vocabulary) -> Report:
    """Own references alone, of so many in all."""
    return Report("Your own references", _listed(papers, total, vocabulary))


def _notice(paper: OwnPaper) -> list[Span]:
    return [Span(f"[{paper.notice.status.value}, by your file] ", Role.WARNING)] if paper.notice else []


def _found_blocks(answer: OwnFound, vocabulary: Vocabulary) -> list[Block]:
    """The own references that a search found, each with why."""
    if not answer.hits:
        return []
    aside = f"{'about ' * answer.estimated}{counted(answer.total, 'reference')}"
    if len(answer.hits) < answer.total:
        aside += f", {len(answer.hits)} shown"
    blocks: list[Block] = [Heading(line("Your own references"), line(Span(aside, Role.DIM)), 2)]
    for hit in answer.hits:
        paper = hit.paper
        facts = ", ".join(filter(None, ("your own", str(paper.year or ""))))
        title = line(*_notice(paper), shortened(paper.title or "(title not seen)", 300))
        blocks.append(Heading(line(own_span(paper), "  ", title), line(Span(facts, Role.DIM)), 3))
        if said := _mentioned(paper, vocabulary):
            blocks.append(Paragraph(line(said), "  mentions"))
        if hit.matched:
            blocks.append(Paragraph(joined([Span(one, Role.MATCH) for one in hit.matched]), "  matches"))
    return [*blocks, _legend(OWN, NOT_REVIEWED)]


def _found_records(answer: OwnFound) -> list[dict[str, Any]]:
    """The same as records under the keys of a hit."""
    return [
        {
            "paper": own_record(hit.paper),
            "own": True,
            "score": hit.score,
            "matched": list(hit.matched),
            "level": None,
            "direction": None,
            "finding": None,
        }
        for hit in answer.hits
    ]


def _found_rows(answer: OwnFound) -> list[dict[str, Scalar]]:
    """The same as flat rows."""
    names = ("id", "own", "pmid", "doi", "title", "year")
    rows: list[dict[str, Scalar]] = []
    for hit in answer.hits:
        row = own_row(hit.paper)
        rows.append({**{name: row[name] for name in names}, "score": hit.score, "matched": "; ".join(hit.matched)})
    return rows


def paper_report(paper: OwnPaper, vocabulary: Vocabulary) -> Report:
    """One own reference whole."""
    title = paper.entry.bibliography.title or shortened(paper.title or "(title not seen)", 100)
    blocks: list[Block] = [
        Heading(line(Span(title, Role.HEADING)), own_span(paper), 1),
        Paragraph(line(Span(f"{NOT_REVIEWED.capitalize()}.", Role.WARNING))),
    ]
    if citable(paper):
        blocks.append(Paragraph(line(nlm_line(own_reference(paper)))))
    elif paper.entry.raw:
        blocks.append(Paragraph(line(paper.entry.raw)))
    if paper.notice:
        said = f"{paper.notice.status.value}, by your file: {paper.notice.text}"
        blocks.append(Paragraph(line(Span(said, Role.WARNING)), "Notice"))
    blocks.append(Heading(line("Mentioned in title and abstract")))
    blocks += _mention_lines(paper, vocabulary) or [Paragraph(line("nothing that the vocabulary knows"))]
    if paper.entry.abstract:
        blocks += [Heading(line("Abstract, from your file")), Paragraph(line(paper.entry.abstract))]
    blocks.append(Heading(line("Where it stands")))
    places = [line(f"{entry.file}, line {entry.line}") for entry in paper.entries]
    remarks = [line(note) for entry in paper.entries for note in entry.notes]
    if paper.near:
        remarks.append(
            line("near ", Span(paper.near.record, Role.PAPER), f" of the base, not matched: {paper.near.why}")
        )
    blocks.append(Bullets([*places, *remarks]))
    return Report(title, blocks)


def _mention_lines(paper: OwnPaper, vocabulary: Vocabulary) -> list[Block]:
    lines: list[Block] = []
    for name, mentions in paper.mentions.items():
        facet = vocabulary.facet(TAGGED[name])
        words = "; ".join(f"{facet.label(one.concept)} ('{one.words}')" for one in mentions)
        if words:
            lines.append(Paragraph(line(words), FACETS[TAGGED[name]].noun.capitalize()))
    return lines
