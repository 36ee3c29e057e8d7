"""What is new at PubMed: by design, the latest first, with what the reader has marked. None of it is reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mscq.library.notices import notice_of
from mscq.online.news import NOT_TOLD, PROTOCOL, REMARK, New, News, grouped
from mscq.output.answer import Scalar
from mscq.output.report import Block, Column, Heading, Line, Paragraph, Report, Role, Span, Table, filled, joined, line
from mscq.output.wording import counted

if TYPE_CHECKING:
    from mscq.records.vocabulary import Vocabulary

_LABELS = {
    PROTOCOL: "Protocol of a trial: no results yet",
    NOT_TOLD: "Design not told by PubMed (yet)",
    REMARK: "Letters, comments and notices",
}


def pubmed_span(pmid: str | None) -> Span:
    """A PMID that leads to its paper."""
    return Span(pmid or "", Role.PAPER, f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/")


def data(label: str, found: News) -> dict[str, Any]:
    """Everything as one JSON document."""
    return {
        "about": label,
        "since": found.query.since.isoformat(),
        "asked": found.asked.isoformat(timespec="seconds"),
        "found": found.total,
        "query": str(found.query),
        "phrases_left_out": found.left_out,
        "without_a_record": list(found.lost),
        "papers": [{**_row(new), "publication_types": [name for _, name in new.record.kinds]} for new in found.papers],
    }


def rows(found: News) -> list[dict[str, Scalar]]:
    """One flat row a paper."""
    return [{**_row(new), "publication_types": "; ".join(name for _, name in new.record.kinds)} for new in found.papers]


def _row(new: New) -> dict[str, Any]:
    entry, notice = new.record.entry, notice_of(new.record.entry)
    bibliography = entry.bibliography
    return {
        "pmid": bibliography.pmid,
        "doi": bibliography.doi,
        "pmcid": bibliography.pmcid,
        "title": bibliography.title,
        "first_author": entry.first_family,
        "journal": bibliography.container_title_short or bibliography.container_title,
        "year": entry.year,
        "added": new.record.added.isoformat() if new.record.added else None,
        "design": new.design,
        "in_base": new.in_base,
        "in_library": new.in_library,
        "notice": notice.text if notice else None,
    }


def report(label: str, found: News, vocabulary: Vocabulary) -> Report:
    """The answer for people."""
    papers = found.papers
    known = [
        f"{number} in {where}"
        for where, number in (
            ("the base", sum(bool(new.in_base) for new in papers)),
            ("your library", sum(bool(new.in_library) for new in papers)),
        )
        if number
    ]
    more = (
        f"the latest {len(papers):,} of {found.total:,} papers"
        if len(papers) < found.total
        else counted(found.total, "paper")
    )
    aside = ", ".join([more, *known])
    cells: list[list[Line]] = []
    groups: dict[int, Line] = {}
    for design, those in grouped(papers).items():
        name = _LABELS.get(design) or vocabulary.designs.label(design)
        groups[len(cells)] = line(Span(name, Role.STRONG), Span(f" {len(those)}", Role.DIM))
        cells += [_cells(new) for new in those]
    columns = [
        Column("PMID"),
        Column("Added"),
        Column("Title", wrap=True, least=30),
        Column("Journal", wrap=True, least=10, optional=1),
        Column("You have it", wrap=True, least=10),
    ]
    blocks: list[Block] = [
        Heading(line(f"New at PubMed: {label}"), line(Span(aside, Role.DIM)), 1),
        Paragraph(
            line(
                f"Added to PubMed since {found.query.since}; asked {found.asked:%Y-%m-%d %H:%M} UTC. "
                "Not reviewed: none of it enters an answer."
            )
        ),
        filled(Table(columns, cells, groups=groups)),
    ]
    if found.lost:
        blocks.append(Paragraph(line(f"PubMed gave no record of {counted(len(found.lost), 'more paper')}: --json")))
    if found.left_out:
        said = f"{counted(len(found.left_out), 'name')} that PubMed's index lacks as a phrase left out of the question"
        blocks.append(Paragraph(line(Span(f"{said}: --json", Role.DIM))))
    return Report(f"New at PubMed: {label}", blocks)


def _cells(new: New) -> list[Line]:
    row = _row(new)
    title: list[str | Span] = [str(row["title"] or "no title")]
    if row["notice"]:
        title.append(Span(f" ({row['notice']})", Role.WARNING))
    has = [f"base: {new.in_base}"] if new.in_base else []
    has += [f"library: {new.in_library}"] if new.in_library else []
    return [
        line(pubmed_span(row["pmid"])),
        line(row["added"] or ""),
        line(*title),
        line(row["journal"] or ""),
        joined(has),
    ]
