"""What PubMed lists against papers, beside their records: what has changed first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mscq.online.standing import Standing, Standings, Subject
from mscq.output.answer import Scalar
from mscq.output.report import Block, Bullets, Heading, Line, Paragraph, Report, Role, Span, joined, line
from mscq.output.screens.news import pubmed_span
from mscq.output.wording import counted
from mscq.records.terms import StandingStatus

_NAMED = 12


def data(found: Standings) -> dict[str, Any]:
    """Everything as one JSON document."""
    return {
        "asked": found.asked.isoformat(timespec="seconds") if found.asked else None,
        "papers": [
            {**_row(one), "notices": [{"text": str(notice), "pmid": notice.pmid} for notice in one.notices]}
            for one in found.papers
        ],
    }


def rows(found: Standings) -> list[dict[str, Scalar]]:
    """One flat row a paper."""
    return [{**_row(one), "notices": "; ".join(map(str, one.notices)) or None} for one in found.papers]


def _row(one: Standing) -> dict[str, Any]:
    return {
        "id": one.subject.id,
        "pmid": one.subject.pmid,
        "own": one.subject.own,
        "verdict": one.verdict,
        "recorded": one.subject.status.value,
        "recorded_as_of": one.subject.as_of.isoformat() if one.subject.as_of else None,
        "recorded_notice": one.subject.notice,
        "pubmed": one.status.value if one.status else None,
    }


def report(found: Standings) -> Report:
    """The answer for people."""
    by_verdict = {
        verdict: [one for one in found.papers if one.verdict == verdict]
        for verdict in ("changed", "not-listed", "agrees", "no-record", "no-pmid")
    }
    asked = len(found.papers) - len(by_verdict["no-pmid"])
    changed = by_verdict["changed"]
    day = f"{found.asked:%Y-%m-%d %H:%M} UTC" if found.asked else ""
    aside = f"{counted(asked, 'paper')} asked {day}, {len(changed)} changed"
    noticed = [one for one in by_verdict["agrees"] if one.status is not StandingStatus.NO_NOTICE_KNOWN]
    without = len(by_verdict["agrees"]) - len(noticed)
    blocks: list[Block] = [Heading(line("Standing at PubMed"), line(Span(aside, Role.DIM)), 1)]
    blocks += _listed("Not as the record has it", [_changed(one) for one in changed])
    blocks += _listed("As the record has it", [line(_name(one), ": ", _listed_notices(one)) for one in noticed])
    blocks += _listed(
        "In the record, not listed by PubMed",
        [line(_name(one), ": ", _recorded(one.subject)) for one in by_verdict["not-listed"]],
    )
    blocks += _listed("No record at PubMed under the PMID", [line(_name(one)) for one in by_verdict["no-record"]])
    if without:
        blocks.append(Paragraph(line(f"No notice on {counted(without, 'paper')}, in the record or at PubMed.")))
    if unasked := [one.subject.id for one in by_verdict["no-pmid"]]:
        more = f" and {len(unasked) - _NAMED} more: --json" if len(unasked) > _NAMED else ""
        said = f"Not asked, without a PMID: {', '.join(unasked[:_NAMED])}{more}"
        blocks.append(Paragraph(line(Span(said, Role.DIM))))
    return Report("Standing at PubMed", blocks)


def _listed(title: str, items: Sequence[Line]) -> list[Block]:
    return [Heading(line(title), line(Span(str(len(items)), Role.DIM))), Bullets(items)] if items else []


def _name(one: Standing) -> Line:
    return line(Span(one.subject.id, Role.STRONG), " (PMID ", pubmed_span(one.subject.pmid), ")")


def _changed(one: Standing) -> Line:
    status = one.status or StandingStatus.NO_NOTICE_KNOWN
    return line(
        _name(one),
        ": ",
        Span(status.value.replace("-", " "), Role.WARNING),
        "; ",
        _listed_notices(one),
        "; ",
        _recorded(one.subject),
    )


def _listed_notices(one: Standing) -> Line:
    return joined(map(str, one.notices), "; ")


def _recorded(subject: Subject) -> str:
    """What the record, or the reader's file, said, and of which day it is."""
    who = "your file" if subject.own else "the record"
    day = f" on {subject.as_of}" if subject.as_of else ""
    if subject.status is StandingStatus.NO_NOTICE_KNOWN:
        return f"{who} knew of no notice{day}"
    notice = f": {subject.notice.rstrip('.')}" if subject.notice else ""
    return f"{who} says {subject.status.value.replace('-', ' ')}{day}{notice}"
