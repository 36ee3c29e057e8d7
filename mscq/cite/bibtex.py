"""BibTeX: UTF-8 text, month as a macro, pages with ``--``, an article number as ``pages``.

Fields follow btxdoc (O. Patashnik); shortjournal, doi, pmid, pmcid, url, isbn, issn and day, which the standard
styles ignore, are those that reference managers read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mscq.cite import fields, latex
from mscq.cite.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mscq.cite.reference import CitationOptions, Reference

__all__ = ["dashed", "note", "render"]

ORDER = 2
TITLE = "BibTeX"
SUFFIXES = (".bib",)
ALIASES = ("bib", "latex", "jabref", "bibdesk", "overleaf")

TYPES = {
    "article-journal": "article",
    "article": "article",
    "chapter": "incollection",
    "book": "book",
    "report": "techreport",
    "thesis": "phdthesis",
    "paper-conference": "inproceedings",
}
IN_BOOK = ("incollection", "inproceedings")


def dashed(page: str | None) -> str:
    """Return page ranges with an en dash as TeX writes it: ``61--68``, ``S1--S9, 20--22``."""
    ranges = re.split(r"\s*,\s*", fields.clean(page))
    return latex.escape(", ".join(Pages.parse(each).written("--") for each in ranges))


def note(reference: Reference) -> str:
    """Return what stands in ``note``: that it is a preprint, and any notice against it."""
    preprint = "Preprint." if reference.bibliography.type == "article" else ""
    return latex.escape(" ".join(part for part in (preprint, fields.notice_text(reference)) if part))


def render(references: Sequence[Reference], options: CitationOptions) -> str:
    """Return one entry per reference, a blank line between them."""
    return "\n".join(_entry(reference, options) for reference in references)


def _entry(reference: Reference, options: CitationOptions) -> str:
    bibliography = reference.bibliography
    kind = TYPES.get(bibliography.type, "misc")
    year, month, day = fields.date_parts(bibliography.issued)
    container = fields.container(bibliography, options, full_by_default=True)
    short = fields.short_container(bibliography)
    host = {"article": "journal", "misc": "howpublished"}.get(kind, "booktitle")
    title = latex.protect_capitals if kind in IN_BOOK else latex.escape
    publisher = {"techreport": "institution", "phdthesis": "school"}.get(kind, "publisher")
    return latex.entry(
        kind,
        reference.key,
        [
            ("author", latex.names(bibliography.author, fields.author_list_cut_off(reference))),
            ("editor", latex.names(bibliography.editor)),
            ("title", latex.protect_capitals(bibliography.title or "")),
            (host, title(container)),
            ("shortjournal", latex.escape(short) if kind == "article" and short != container else ""),
            ("year", "" if year is None else str(year)),
            ("month", fields.MONTHS[month - 1].lower() if month else ""),
            ("day", str(day or "")),
            ("volume", latex.escape(bibliography.volume or "")),
            ("number", latex.escape(bibliography.issue or "")),
            ("pages", dashed(bibliography.page) or latex.escape(bibliography.number or "")),
            ("edition", latex.escape(bibliography.edition or "")),
            ("chapter", latex.escape(bibliography.chapter_number or "")),
            (publisher, latex.escape(bibliography.publisher or "")),
            ("address", latex.escape(bibliography.publisher_place or "")),
            ("isbn", latex.escape(bibliography.isbn or "")),
            ("issn", latex.escape(bibliography.issn or "")),
            ("doi", latex.verbatim(bibliography.doi or "")),
            ("pmid", bibliography.pmid or ""),
            ("pmcid", bibliography.pmcid or ""),
            ("url", latex.verbatim(fields.address(reference))),
            ("note", note(reference)),
        ],
        bare=("month",),
    )
