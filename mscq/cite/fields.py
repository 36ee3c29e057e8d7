"""Fields of a reference that several formats share: text, dates, pages, titles, notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.cite import links
from mscq.text.safe import without

if TYPE_CHECKING:
    from mscq.cite.reference import CitationOptions, Reference
    from mscq.records.models import Bibliography, IssuedDate

__all__ = [
    "MONTHS",
    "address",
    "author_list_cut_off",
    "clean",
    "container",
    "date_parts",
    "full_container",
    "iso_date",
    "locator",
    "nlm_date",
    "notes",
    "notice_text",
    "ordinal",
    "sentence",
    "short_container",
]

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clean(text: str | None) -> str:
    """Return one line of text without control and hidden characters, white space made single; None gives ''."""
    return " ".join(without(text).split()) if text else ""


def sentence(text: str) -> str:
    """Return the text with a period at its end, unless it ends in ``.``, ``?`` or ``!`` already."""
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."


def date_parts(issued: IssuedDate | None) -> tuple[int | None, int | None, int | None]:
    """Return year, month and day as far as they are known and possible."""
    if issued is None:
        return None, None, None
    month = issued.month if issued.month is not None and 1 <= issued.month <= 12 else None
    return issued.year, month, issued.day if month else None


def nlm_date(issued: IssuedDate | None) -> str:
    """Return ``2023 Sep 30``, ``2025 May``, ``2020``, or empty."""
    year, month, day = date_parts(issued)
    parts = (year, MONTHS[month - 1] if month else None, day)
    return " ".join(str(part) for part in parts if part is not None)


def iso_date(issued: IssuedDate | None, separator: str = "-") -> str:
    """Return ``2023-09-30``, ``2025-05``, ``2020``, or empty (ISO 8601)."""
    year, month, day = date_parts(issued)
    parts = (f"{part:0{width}d}" for part, width in ((year, 4), (month, 2), (day, 2)) if part is not None)
    return separator.join(parts)


def ordinal(number: int) -> str:
    """Return a number as an English ordinal: 1st, 2nd, 3rd, 4th, 11th, 112th."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def locator(bibliography: Bibliography) -> str:
    """Return the pages, or the article number where there are none (as PubMed has it)."""
    return clean(bibliography.page) or clean(bibliography.number)


def full_container(bibliography: Bibliography) -> str:
    """Return the journal or book title in full, or its abbreviation where that is all that is known."""
    return clean(bibliography.container_title) or clean(bibliography.container_title_short)


def short_container(bibliography: Bibliography) -> str:
    """Return the journal title as NLM abbreviates it, or in full where no abbreviation is known."""
    return clean(bibliography.container_title_short) or clean(bibliography.container_title)


def container(bibliography: Bibliography, options: CitationOptions, full_by_default: bool) -> str:
    """Return the journal's title as the options want it, else as the format usually has it."""
    full = full_by_default if options.full_journal is None else options.full_journal
    return full_container(bibliography) if full else short_container(bibliography)


def address(reference: Reference) -> str:
    """Return the record's own URL, or its page on the NCBI Bookshelf; empty where there is neither."""
    if reference.bibliography.url:
        return reference.bibliography.url
    return links.bookshelf(reference.bookshelf) if reference.bookshelf else ""


def author_list_cut_off(reference: Reference) -> bool:
    """Return whether authors are named and the record says that there are more."""
    return bool(reference.bibliography.author) and "author" in reference.incomplete


_NOTICES = {
    "retracted": "Retracted",
    "corrected": "Corrected",
    "expression-of-concern": "Expression of concern",
}


def notice_text(reference: Reference) -> str:
    """Return the kind of the notice and its words, ``Retracted. Retraction in: ...``; empty without one.

    The kind is that of the record, whatever the words say.
    """
    if reference.notice is None:
        return ""
    kind, text = _NOTICES[reference.notice.status], clean(reference.notice.notice)
    if text.casefold().startswith(kind.casefold()):
        return sentence(text)
    return sentence(f"{kind}. {text}" if text else kind)


def notes(reference: Reference) -> str:
    """Return what a note field must hold: the notice, and that the list of authors is cut off; may be empty."""
    cut_off = "Author list incomplete." if author_list_cut_off(reference) else ""
    return " ".join(part for part in (notice_text(reference), cut_off) if part)
