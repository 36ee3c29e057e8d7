"""Checks of the bibliographic record: identifiers, dates, names, what is missing, duplicates over papers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from mscq.checks.registry import Found, InFile, base_check, paper_check
from mscq.records.terms import StandingStatus
from mscq.text import identifiers
from mscq.text.fold import fold

if TYPE_CHECKING:
    from mscq.checks.opened import Base
    from mscq.records.models import Bibliography, Name, Paper

_EARLIEST = 1800
_NCT = re.compile(r"NCT\d{8}")


@paper_check("identifiers", "PMID, PMCID, DOI, NBK and NCT numbers read back as what they are")
def identifier_form(paper: Paper) -> Found:
    bibliography = paper.bibliography
    stored = (
        ("bibliography.PMID", "pmid", bibliography.pmid),
        ("bibliography.PMCID", "pmcid", bibliography.pmcid),
        ("bibliography.DOI", "doi", bibliography.doi),
        ("bookshelf", "bookshelf", paper.bookshelf),
    )
    for field, scheme, value in stored:
        found = identifiers.parse(value) if value else None
        if value and (found is None or found.scheme != scheme or found.value.lower() != value.lower()):
            yield field, f"'{value}' does not read as one: correct it, or leave it out with a note"
    for index, registration in enumerate(paper.study.registrations):
        if registration.startswith("NCT") and not _NCT.fullmatch(registration):
            yield f"study.registrations[{index}]", f"'{registration}': an NCT number has eight digits"


@paper_check("date", "the date of publication exists: a year, a month 1-12, a day of that month")
def issued_date(paper: Paper) -> Found:
    if paper.bibliography.issued is None:
        return
    parts = paper.bibliography.issued.date_parts[0]
    if not 1 <= len(parts) <= 3:
        yield "bibliography.issued", f"{parts} is no date: give year, or year and month, or year, month and day"
        return
    year, month, day = (*parts, 1, 1)[:3]
    try:
        date(year, month, day)
    except ValueError as error:
        yield "bibliography.issued", f"{parts} is no date ({error}): correct it"
    if not _EARLIEST <= year <= date.today().year + 1:
        yield "bibliography.issued", f"the year {year} cannot be right: correct it"


@paper_check("people", "every author and editor has a family name, or is a body with a literal name; nobody twice")
def people(paper: Paper) -> Found:
    bibliography = paper.bibliography
    for field, listed in (("author", bibliography.author), ("editor", bibliography.editor)):
        for index, name in enumerate(listed):
            where = f"bibliography.{field}[{index}]"
            if (name.family is None) == (name.literal is None):
                yield where, "has neither or both of 'family' and 'literal': give a person's family or a body's literal"
            if name in listed[:index]:
                yield where, f"{_called(name)} stands twice: keep the one the source prints"


def _called(name: Name) -> str:
    return name.literal or f"{name.given or ''} {name.family or ''}".strip()


@paper_check("citation-fields", "title without closing period, pages with a plain hyphen, journal short form undotted")
def citation_fields(paper: Paper) -> Found:
    bibliography = paper.bibliography
    if bibliography.title and bibliography.title.endswith(".") and not bibliography.title.endswith("..."):
        yield "bibliography.title", "ends in a period: take it out, citation styles add it"
    if bibliography.page and re.search("[–—−]", bibliography.page):
        yield "bibliography.page", f"'{bibliography.page}' has a dash: write a plain hyphen"
    if bibliography.container_title_short and "." in bibliography.container_title_short:
        yield "bibliography.container-title-short", "has periods: write it as NLM does, without"


_NEEDED: dict[str, Callable[[Bibliography], object]] = {
    "title": lambda record: record.title,
    "author": lambda record: record.author,
    "issued": lambda record: record.issued,
    "container-title": lambda record: record.container_title,
    "volume": lambda record: record.volume,
    "page": lambda record: record.page or record.number,
}


_MAY_BE_CUT = ("author", "title")  # lists that stop, and titles that break off, in the text read


@paper_check("incomplete", "what an article's citation lacks is named in 'incomplete', and nothing that it has")
def incomplete(paper: Paper) -> Found:
    bibliography = paper.bibliography
    stored = bibliography.model_dump(by_alias=True)
    for index, name in enumerate(paper.incomplete):
        if name not in stored:
            yield f"incomplete[{index}]", f"'{name}' is no CSL field of the record: use its CSL-JSON name"
        elif stored[name] and name not in _MAY_BE_CUT:
            yield f"incomplete[{index}]", f"'{name}' has a value: take it from the list, or the value from the record"
    if bibliography.type == "article-journal":
        unsaid = [name for name, get in _NEEDED.items() if not get(bibliography) and name not in paper.incomplete]
        for name in unsaid:
            yield f"bibliography.{name}", f"is empty: fill it from the source, or name '{name}' in 'incomplete'"


@paper_check("standing", "a notice against a paper is described, and there is none where none is known")
def standing(paper: Paper) -> Found:
    known = paper.standing.status is not StandingStatus.NO_NOTICE_KNOWN
    if known and paper.standing.notice is None:
        yield "standing.notice", f"is missing for a paper under '{paper.standing.status.value}': say what and where"
    elif not known and paper.standing.notice is not None:
        yield "standing.status", "says no notice is known, and 'notice' gives one: correct one of them"


_KEYS: dict[str, Callable[[Paper], str | None]] = {
    "bibliography.PMID": lambda paper: paper.bibliography.pmid,
    "bibliography.PMCID": lambda paper: paper.bibliography.pmcid,
    "bibliography.DOI": lambda paper: paper.bibliography.doi and paper.bibliography.doi.lower(),
    "bibliography.title": lambda paper: _title_and_year(paper.bibliography),
}


def _title_and_year(record: Bibliography) -> str | None:
    return f"{fold(record.title)} {record.year}" if record.title and record.year is not None else None


@base_check("duplicate-paper", "no two papers share a PMID, PMCID, DOI, or title and year")
def duplicate_paper(base: Base) -> InFile:
    for field, key in _KEYS.items():
        first: dict[str, str] = {}
        for file, paper in base.papers:
            value = key(paper)
            if value and value in first:
                yield file, field, f"is that of {first[value]} too: correct one, or make one record of both"
            elif value:
                first[value] = paper.id
