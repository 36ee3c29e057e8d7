"""Lists of papers, of findings and of terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mscq.evidence.level import Control, control_of, is_retold, level
from mscq.evidence.treatment import conditions, treatment_of
from mscq.output.figures import number, of_finding, what_was_given
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
    filled,
    line,
)
from mscq.output.screens.sources import source_blocks
from mscq.output.wording import (
    UNCONTROLLED_CAVEAT,
    address,
    against,
    command_span,
    counted,
    finding_mark,
    findings_legend,
    outcome_cell,
    paper_span,
    statement_beside,
)
from mscq.records.terms import Arm, Met, OutcomeSource, StandingStatus, Topic

if TYPE_CHECKING:
    from mscq.records.models import Finding, Included, Paper, RiskOfBias, Sponsor, Study
    from mscq.records.vocabulary import Vocabulary

_PAPER_COLUMNS = (
    "Lv: Oxford CEBM 2011 level, 1 strongest. Met: whether the primary outcome, compared as planned, favoured the "
    "cells; empty where it is not stated."
)


def papers_data(records: Sequence[Mapping[str, Any]], total: int) -> dict[str, Any]:
    """Return papers as one JSON document, with how many there are in all."""
    return {"total": total, "papers": list(records)}


def findings_data(records: Sequence[Mapping[str, Any]], total: int, papers: int) -> dict[str, Any]:
    """Return findings as one JSON document, with how many there are in all and in how many papers."""
    return {"total": total, "in_papers": papers, "findings": list(records)}


def papers_report(papers: Sequence[Paper], vocabulary: Vocabulary, total: int, studies: int, order: str) -> Report:
    """Return papers as they stand, ``order`` says how; ``total`` is how many there are in all, in so many studies."""
    columns = [
        Column("", Align.RIGHT),
        Column("Paper"),
        Column("Lv", Align.RIGHT),
        Column("Design", wrap=True, least=4),
        Column("n", Align.RIGHT),
        Column("PMID", Align.RIGHT),
        Column("Met", optional=1),
        Column("Given", wrap=True, least=9, optional=2),
        Column("Title", wrap=True, least=24, under=True),
        Column("Conditions", wrap=True, under=True),
    ]
    rows: list[list[Line]] = []
    for place, paper in enumerate(papers, 1):
        n = paper.study.participants.n
        title = paper.bibliography.title or "(title not seen)"
        rows.append(
            [
                line(Span(str(place), Role.DIM)),
                line(paper_span(paper)),
                line(str(level(paper))),
                line(vocabulary.designs.short(paper.study.design)),
                line(f"{n:,}" if n is not None else ""),
                line(Span(paper.bibliography.pmid or "", Role.PLAIN, address(paper))),
                line(met.value.replace("-", " ") if (met := paper.study.primary_outcome_met) else ""),
                line(what_was_given(vocabulary, paper.study.intervention)),
                line(*_standing(paper), title),
                line(Span(", ".join(vocabulary.conditions.short(one) for one in paper.study.conditions), Role.DIM)),
            ]
        )
    aside = shown_of(len(papers), total, "paper")
    if studies != total:
        aside += f", {studies} apart from papers on the same patients"
    return Report(
        "Papers",
        [
            Heading(line(f"Papers, {order}"), line(Span(aside, Role.DIM)), 1),
            filled(Table(columns, rows)),
            Paragraph(line(Span(_PAPER_COLUMNS, Role.DIM))),
        ],
    )


def _standing(paper: Paper) -> list[Span]:
    if paper.standing.status is StandingStatus.NO_NOTICE_KNOWN:
        return []
    return [Span(f"[{paper.standing.status.value}] ", Role.WARNING)]


def shown_of(shown: int, total: int, noun: str) -> str:
    """Return how many there are, and how many of them are shown where that is not all."""
    return counted(total, noun) if shown == total else f"{shown:,} of {counted(total, noun)}"


def _diseases(paper: Paper, finding: Finding, vocabulary: Vocabulary) -> str:
    """The diseases of the people of a finding by their short names; of more than two how many."""
    facet = vocabulary.conditions
    named = list(dict.fromkeys(facet.head(one) for one in conditions(paper, finding)))
    return ", ".join(map(facet.short, named)) if len(named) <= 2 else f"{len(named)} diseases"


def _against_cell(finding: Finding) -> Line:
    """What a row is held against; that of a control arm is held against nothing, it is the control."""
    if finding.arm is Arm.CONTROL:
        return line(f"(the control arm: {against(finding)})")
    return line(against(finding)) if finding.arm else line()


def findings_report(pairs: Sequence[tuple[Paper, Finding]], vocabulary: Vocabulary, total: int, papers: int) -> Report:
    """Return findings with their figures, one a row; ``total`` is how many there are in all, in so many papers."""
    columns = [
        Column("Lv", Align.RIGHT),
        Column(""),
        Column("Outcome", wrap=True, least=10),
        Column("Result (95 % CI)", wrap=True, least=14),
        Column("Against", wrap=True, least=8),
        Column("Paper", under=True),
        Column("Finding", wrap=True, least=24, under=True),
    ]
    diseases = [_diseases(paper, finding, vocabulary) for paper, finding in pairs]
    several = len(set(diseases)) > 1
    rows = [
        [
            line(str(level(paper))),
            line() if is_retold(paper) else line(finding_mark(finding)),  # what is retold shows no result
            outcome_cell(vocabulary, finding),
            line(of_finding(finding)),
            _against_cell(finding),
            line(paper_span(paper), f" ({disease})" if several and disease else ""),
            line(statement_beside(vocabulary, finding)),
        ]
        for (paper, finding), disease in zip(pairs, diseases, strict=True)
    ]
    uncontrolled = any(control_of(finding) is not Control.CONTROLLED for _, finding in pairs)
    within = f"in {counted(papers, 'paper')}"
    aside = f"{shown_of(len(pairs), total, 'finding')} {within if len(pairs) == total else f'({within})'}"
    return Report(
        "Findings",
        [
            Heading(line("Findings"), line(Span(aside, Role.DIM)), 1),
            filled(Table(columns, rows)),
            findings_legend(finding for paper, finding in pairs if not is_retold(paper)),
            *([Paragraph(line(UNCONTROLLED_CAVEAT))] if uncontrolled else []),
        ],
    )


def paper_report(paper: Paper, vocabulary: Vocabulary) -> Report:
    """One paper whole."""
    from mscq.cite import nlm_line

    bibliography, study = paper.bibliography, paper.study
    citation = nlm_line(paper)
    blocks: list[Block] = [
        Heading(
            line(Span(bibliography.title or "(title not seen)", Role.HEADING)),
            line(Span("", Role.DIM), paper_span(paper)),
            1,
        ),
        Paragraph(line(citation)),
    ]
    if paper.standing.status is not StandingStatus.NO_NOTICE_KNOWN:
        notice = f"{paper.standing.status.value}: {paper.standing.notice or 'see PubMed'}"
        blocks.append(Paragraph(line(Span(notice, Role.WARNING)), "Notice"))
    if paper.summary:
        blocks.append(Paragraph(line(paper.summary), "In short"))
    people = study.participants
    numbers = [
        f"{number} {word}"
        for number, word in (
            (people.total, "patients"),
            (people.treated, "treated"),
            (people.control, "controls"),
            (people.studies, "studies"),
        )
        if number is not None
    ]
    facts = [
        ("Design", f"{vocabulary.designs.label(study.design)}{f', phase {study.phase}' if study.phase else ''}"),
        ("Level", f"{level(paper)} (Oxford CEBM 2011)"),
        ("Condition", _conditions(study, vocabulary)),
        ("Patients", study.population or ""),
        ("Numbers", ", ".join(numbers)),
        ("Given", what_was_given(vocabulary, study.intervention)),
        ("Donor", ", ".join(study.intervention.donors)),
        ("Dose", study.intervention.dose or ""),
        ("Against", study.comparator or ""),
        ("Blinding", study.blinding.value.replace("-", " ") if study.blinding else ""),
        ("Primary outcome", study.primary_outcome or ""),
        ("Primary met", met_words(study)),
        ("Follow-up", f"{study.follow_up_months:g} months" if study.follow_up_months is not None else ""),
        ("Sponsor", _sponsor(study.sponsor)),
        ("Registered", ", ".join(study.registrations)),
        ("Same patients", ", ".join(study.same_patients_as)),
        ("Incomplete", ", ".join(paper.incomplete)),
        ("Read as", ", ".join(reading.read_as.value for reading in paper.readings)),
    ]
    blocks.append(Heading(line("Study")))
    blocks.extend(Paragraph(line(text), name) for name, text in facts if text)
    blocks.extend(_risk_of_bias(study.risk_of_bias))
    blocks.extend(_included(study))
    if paper.findings:
        blocks.append(_paper_findings(paper, vocabulary))
    if paper.notes:
        blocks.extend((Heading(line("Notes")), Bullets([line(note) for note in paper.notes])))
    if sources := source_blocks(paper):
        blocks.extend((Heading(line("Sources")), *sources))
    blocks.append(Paragraph(line("Where each figure comes from: ", command_span(f"mscq why {paper.id}"))))
    return Report(bibliography.title or paper.id, blocks)


_MET = {
    Met.YES: "yes, it favoured the cells",
    Met.NO: "no, it did not favour the cells",
    Met.MIXED: "mixed",
    Met.SAFETY_ONLY: "it was safety or feasibility, so it cannot show that the treatment works",
}


def _conditions(study: Study, vocabulary: Vocabulary) -> str:
    named = ", ".join(vocabulary.conditions.label(one) for one in study.conditions)
    return f"{named} (everyone in the study has all)" if study.conditions_together else named


_READ_AT = {
    OutcomeSource.MAKER: "read in what the maker published, not in a paper",
    OutcomeSource.REGISTRY: "read in the trial registry, not in a paper",
}


def met_words(study: Study) -> str:
    """Whether the primary outcome was met, and where that was read if not in a paper; empty where neither is stated."""
    if study.primary_outcome is None:
        return ""
    if study.primary_outcome_met is None:
        return "not stated on the pages read"
    met = _MET[study.primary_outcome_met]
    read_at = _READ_AT[study.primary_outcome_source] if study.primary_outcome_source is not None else ""
    return "; ".join(part for part in (met, read_at, study.regulator) if part)


def _sponsor(sponsor: Sponsor | None) -> str:
    if sponsor is None:
        return ""
    kind = sponsor.kind.value if sponsor.kind is not None else ""
    return ", ".join(part for part in (sponsor.name, kind) if part)


def _risk_of_bias(judgements: Sequence[RiskOfBias]) -> list[Block]:
    """What reviews judged of a trial, each with its review and its tool."""
    said = []
    for one in judgements:
        judged = f"score {number(one.score)}" if one.score is not None else one.overall
        by = Span(one.judged_in, Role.PAPER if one.judged_in.isalnum() else Role.PLAIN)
        said.append(line(f"{judged} ({one.tool}), as judged in ", by))
    return [Paragraph(one, "Risk of bias") for one in said]


def _included(study: Study) -> list[Block]:
    """The trials that a review pools, as far as they are known, those of the base by their ids."""
    if not study.includes:
        return []
    held = sum(one.paper is not None for one in study.includes)
    of = study.participants.studies
    known = f"{len(study.includes)} known" + (f" of {of}" if of is not None and of != len(study.includes) else "")
    return [
        Heading(line("Trials pooled"), line(Span(f"{known}; {held} in the base", Role.DIM))),
        Bullets([included_line(one) for one in study.includes]),
    ]


def included_line(one: Included) -> Line:
    """A pooled trial by its id in the base, or as the review names it with its PMID or DOI."""
    if one.paper is not None:
        return line(f"{one.label}: ", Span(one.paper, Role.PAPER))
    known = ", ".join(part for part in (f"PMID {one.pmid}" if one.pmid else "", one.doi or "") if part)
    return line(one.label, f" ({known})" if known else "", Span(", not in the base", Role.DIM))


def _paper_findings(paper: Paper, vocabulary: Vocabulary) -> Table:
    columns = [
        Column(""),
        Column("Outcome", wrap=True, least=10),
        Column("Result (95 % CI)", wrap=True, least=14),
        Column("Against", wrap=True, least=8),
        Column("Given", wrap=True, least=9, optional=1),
        Column("Finding", wrap=True, least=26, under=True),
    ]
    rows: list[list[Line]] = []
    groups: dict[int, Line] = {}
    order = list(Topic)
    ordered = sorted(paper.findings, key=lambda finding: order.index(finding.topic))
    for finding in ordered:
        caption = finding.topic.value.replace("-", " ").capitalize()
        if not any(group.text == caption for group in groups.values()):
            groups[len(rows)] = line(Span(caption, Role.STRONG))
        rows.append(
            [
                line(finding_mark(finding)),
                outcome_cell(vocabulary, finding),
                line(of_finding(finding)),
                _against_cell(finding),
                line(what_was_given(vocabulary, treatment_of(paper, finding)) if finding.intervention else ""),
                line(statement_beside(vocabulary, finding)),
            ]
        )
    return filled(Table(columns, rows, groups=groups))
