"""The references of a base beside PubMed's, and its MeSH ids beside MeSH: lacks, differences, doubts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mscq.output.answer import Scalar
from mscq.output.report import Block, Figure, Heading, Line, Paragraph, Report, Role, Span, line
from mscq.output.wording import counted

if TYPE_CHECKING:
    from mscq.online.headings import Doubt
    from mscq.online.references import Comparison


def data(found: Comparison, headings: int, doubts: Sequence[Doubt]) -> dict[str, Any]:
    """Everything as one JSON document."""
    return {
        "asked": found.asked.isoformat(timespec="seconds") if found.asked else None,
        "papers_compared": sum(one.pmid is not None for one in found.papers),
        "not_at_pubmed": [one.paper.id for one in found.papers if one.pmid is None],
        "not_asked": found.not_asked,
        "headings_compared": headings,
        "problems": rows(found, doubts),
    }


def rows(found: Comparison, doubts: Sequence[Doubt]) -> list[dict[str, Scalar]]:
    """One flat row a gap, a difference, a doubtful heading."""
    made: list[dict[str, Scalar]] = []
    for one in found.papers:
        where = {"where": one.paper.id, "pmid": one.pmid}
        made += [{"kind": "gap", **where, "field": gap.field, "ours": None, "pubmed": gap.text} for gap in one.gaps]
        made += [
            {"kind": "difference", **where, "field": two.field, "ours": two.ours, "pubmed": two.theirs}
            for two in one.differences
        ]
    made += [
        {
            "kind": "heading",
            "where": f"{one.facet}/{one.concept}",
            "pmid": None,
            "field": "mesh",
            "ours": f"{one.mesh} ({one.label})",
            "pubmed": one.heading,
        }
        for one in doubts
    ]
    return made


def report(found: Comparison, headings: int, doubts: Sequence[Doubt]) -> Report:
    """The answer for people."""
    compared = [one for one in found.papers if one.pmid is not None]
    day = f", asked {found.asked:%Y-%m-%d %H:%M} UTC" if found.asked else ""
    aside = f"{counted(len(compared), 'paper')} and {counted(headings, 'MeSH id')}{day}"
    blocks: list[Block] = [Heading(line("References beside PubMed"), line(Span(aside, Role.DIM)), 1)]
    gaps = [f"{one.paper.id}: {gap.field}: {gap.text}" for one in compared for gap in one.gaps]
    differences = [
        f"{one.paper.id}: {two.field}: '{two.ours}', PubMed '{two.theirs}'"
        for one in compared
        for two in one.differences
    ]
    unknown = [f"{one.paper.id}: {_ids(one.paper.bibliography)}" for one in found.papers if one.pmid is None]
    doubtful = [f"{one.facet}/{one.concept}: {one.mesh} ({one.label}): {_heading(one)}" for one in doubts]
    blocks += _listed("PubMed has what the record lacks", gaps)
    blocks += _listed("They differ", differences)
    blocks += _listed("Not found at PubMed", unknown)
    blocks += _listed("MeSH ids in doubt", doubtful)
    if found.not_asked:
        said = f"{counted(len(found.not_asked), 'paper')} with neither PMID nor DOI could not be asked for: --json"
        blocks.append(Paragraph(line(Span(said, Role.DIM))))
    if not (gaps or differences or unknown or doubtful):
        blocks.append(Paragraph(line(Span("No gap and no difference.", Role.STRONG))))
    return Report("References beside PubMed", blocks)


def _ids(bibliography: Any) -> str:
    return f"PMID {bibliography.pmid}" if bibliography.pmid else f"DOI {bibliography.doi}"


def _heading(one: Doubt) -> str:
    return f"MeSH calls it '{one.heading}' and knows none of our names" if one.heading else "there is no such heading"


def _listed(title: str, texts: Sequence[str]) -> list[Block]:
    lines: list[Line] = [line(text) for text in texts]
    return [Heading(line(title), line(Span(str(len(lines)), Role.DIM))), Figure(lines)] if lines else []
