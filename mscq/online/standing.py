"""Retractions, corrections and expressions of concern as PubMed lists them, beside what a record says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from mscq.library.notices import notice_of
from mscq.online.eutilities import Notice, records
from mscq.records.derived import Reviewed
from mscq.records.terms import StandingStatus

if TYPE_CHECKING:
    from mscq.library.own_paper import OwnPaper
    from mscq.online.client import Client
    from mscq.records.models import Paper

Verdict = Literal["changed", "agrees", "not-listed", "no-record", "no-pmid"]
"""PubMed lists another standing than the record; the same; none where the record has one; nothing at all; not asked."""


class Subject(NamedTuple):
    """A paper whose standing is asked, and what its record (or the reader's own file) says of it."""

    id: str
    pmid: str | None
    status: StandingStatus
    as_of: date | None = None
    notice: str | None = None
    own: bool = False


class Standing(NamedTuple):
    """What PubMed says of a paper beside its record."""

    subject: Subject
    verdict: Verdict
    status: StandingStatus | None = None
    notices: tuple[Notice, ...] = ()


class Standings(NamedTuple):
    """The papers asked for, and when PubMed was asked; None where nothing could be."""

    papers: list[Standing]
    asked: datetime | None


def subject_of(paper: Paper | OwnPaper) -> Subject:
    """Return a paper of the base or of the reader as its record has it."""
    if isinstance(paper, Reviewed):
        stands = paper.standing
        return Subject(paper.id, paper.bibliography.pmid, stands.status, stands.as_of, stands.notice)
    told = paper.notice
    pmid = next((entry.bibliography.pmid for entry in paper.entries if entry.bibliography.pmid), None)
    status = told.status if told else StandingStatus.NO_NOTICE_KNOWN
    return Subject(paper.id, pmid, status, None, told.text if told else None, own=True)


def standings(client: Client, subjects: Sequence[Subject]) -> Standings:
    """Return what PubMed says of these papers. Raises as ``Client.ask`` does."""
    pmids = list(dict.fromkeys(one.pmid for one in subjects if one.pmid))
    fetched, asked = records(client, pmids)
    known = {one.entry.bibliography.pmid: one for one in fetched}
    made = []
    for subject in subjects:
        record = known.get(subject.pmid) if subject.pmid else None
        if record is None:
            made.append(Standing(subject, "no-record" if subject.pmid else "no-pmid"))
            continue
        told = notice_of(record.entry)
        status = told.status if told else StandingStatus.NO_NOTICE_KNOWN
        notices = record.notices or _of_type(told.text.split("; ") if told else ())
        made.append(Standing(subject, _verdict(subject.status, status), status, notices))
    return Standings(made, asked)


def _of_type(texts: Iterable[str]) -> tuple[Notice, ...]:
    """What a record states without a notice to point at: 'Retracted Publication' among its types."""
    return tuple(Notice(text, "no notice is listed", None) for text in texts)


def _verdict(recorded: StandingStatus, listed: StandingStatus) -> Verdict:
    if recorded is listed:
        return "agrees"
    return "not-listed" if listed is StandingStatus.NO_NOTICE_KNOWN else "changed"
