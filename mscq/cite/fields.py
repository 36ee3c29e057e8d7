"""Fields of a reference that several formats share: text, dates, pages, titles, links, notices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mscq.cite.reference import Options, Reference
    from mscq.records.models import Bibliography, IssuedDate

__all__ = [
    "MONTHS",
    "address",
    "author_list_cut_off",
    "clean",
    "container",
    "date_parts",
    "doi_link",
    "full_container",
    "iso_date",
    "locator",
    "nlm_date",
    "notes",
    "notice_text",
    "page_range",
    "pmc_link",
    "pubmed_link",
    "sentence",
    "short_container",
]

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_URL_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/:;()!$'*+,=@&")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


def clean(text: str | None) -> str:
    """One line of text: control characters dropped, white space (line breaks too) made single; None gives ''."""
    return " ".join(_CONTROL.sub("", text).split()) if text else ""


def sentence(text: str) -> str:
    """The text with a period at its end, unless it ends in ``.``, ``?`` or ``!`` already."""
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."


def date_parts(issued: IssuedDate | None) -> tuple[int | None, int | None, int | None]:
    """Year, month and day as far as they are known and possible."""
    if issued is None:
        return None, None, None
    month = issued.month if issued.month is not None and 1 <= issued.month <= 12 else None
    return issued.year, month, issued.day if month else None


def nlm_date(issued: IssuedDate | None) -> str:
    """``2023 Sep 30``, ``2025 May``, ``2020``, or empty."""
    year, month, day = date_parts(issued)
    parts = (year, MONTHS[month - 1] if month else None, day)
    return " ".join(str(part) for part in parts if part is not None)


def iso_date(issued: IssuedDate | None, separator: str = "-") -> str:
    """``2023-09-30``, ``2025-05``, ``2020``, or empty (ISO 8601)."""
    year, month, day = date_parts(issued)
    parts = (f"{part:0{width}d}" for part, width in ((year, 4), (month, 2), (day, 2)) if part is not None)
    return separator.join(parts)


class Pages(NamedTuple):
    """First and last page; last is empty where there is one page or none."""

    first: str
    last: str


def page_range(page: str | None) -> Pages:
    """``61-68`` in two; what is no plain range stays whole as the first page."""
    text = clean(page)
    found = re.fullmatch(r"([^\s,;–-]+)[–-]([^\s,;–-]+)", text)
    return Pages(found[1], found[2]) if found else Pages(text, "")


def locator(bibliography: Bibliography) -> str:
    """The pages, or the article number where there are none (as PubMed has it)."""
    return clean(bibliography.page) or clean(bibliography.number)


def full_container(bibliography: Bibliography) -> str:
    """Journal or book title in full, or its abbreviation where that is all that is known."""
    return clean(bibliography.container_title) or clean(bibliography.container_title_short)


def short_container(bibliography: Bibliography) -> str:
    """Journal title as NLM abbreviates it, or in full where no abbreviation is known."""
    return clean(bibliography.container_title_short) or clean(bibliography.container_title)


def container(bibliography: Bibliography, options: Options, full_by_default: bool) -> str:
    """The journal's title as the options want it, else as the format usually has it."""
    full = full_by_default if options.full_journal is None else options.full_journal
    return full_container(bibliography) if full else short_container(bibliography)


def address(reference: Reference) -> str:
    """The record's own URL, or its page on the NCBI Bookshelf; empty where there is neither."""
    if reference.bibliography.url:
        return reference.bibliography.url
    return f"https://www.ncbi.nlm.nih.gov/books/{reference.bookshelf}/" if reference.bookshelf else ""


def doi_link(doi: str) -> str:
    """The DOI as a URL; characters that a URL may not hold are percent-encoded (DOI Handbook, 3.5)."""
    encoded = "".join(
        character if character in _URL_SAFE else "".join(f"%{byte:02X}" for byte in character.encode())
        for character in doi
    )
    return f"https://doi.org/{encoded}"


def author_list_cut_off(reference: Reference) -> bool:
    """True where authors are named and the record says that there are more."""
    return bool(reference.bibliography.author) and "author" in reference.incomplete


def pubmed_link(pmid: str) -> str:
    """The paper's page in PubMed."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"


def pmc_link(pmcid: str) -> str:
    """The paper's page in PubMed Central."""
    return f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/"


class _Notice(NamedTuple):
    label: str
    stems: tuple[str, ...]


_NOTICES = {
    "retracted": _Notice("Retracted", ("retract", "withdraw")),
    "corrected": _Notice("Corrected", ("correct", "errat", "corrig")),
    "expression-of-concern": _Notice("Expression of concern", ("concern",)),
}


def notice_text(reference: Reference) -> str:
    """The notice in its own words, its kind put before it where the words do not tell; empty without one."""
    if reference.notice is None or reference.notice.status not in _NOTICES:
        return ""
    kind = _NOTICES[reference.notice.status]
    text = clean(reference.notice.notice)
    if not text:
        return sentence(kind.label)
    told = any(stem in text.lower() for stem in kind.stems)
    return sentence(text if told else f"{kind.label}. {text}")


def notes(reference: Reference) -> str:
    """What a note field must hold: the notice, and that the list of authors is cut off; may be empty."""
    cut_off = "Author list incomplete." if author_list_cut_off(reference) else ""
    return " ".join(part for part in (notice_text(reference), cut_off) if part)
