"""BibLaTeX: as BibTeX, with ``date``, ``journaltitle``, ``eid`` for an article number, ``eprint`` for the PMID.

Fields follow the biblatex manual (P. Kime, P. Lehman), section 2.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.cite import fields, latex
from mscq.cite.bibtex import dashed, note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mscq.cite.reference import CitationOptions, Reference

__all__ = ["render"]

ORDER = 3
TITLE = "BibLaTeX"

TYPES = {
    "article-journal": "article",
    "article": "article",
    "chapter": "incollection",
    "book": "book",
    "report": "report",
    "thesis": "thesis",
    "paper-conference": "inproceedings",
    "webpage": "online",
}


def render(references: Sequence[Reference], options: CitationOptions) -> str:
    """Return one entry per reference, a blank line between them."""
    return "\n".join(_entry(reference, options) for reference in references)


def _entry(reference: Reference, options: CitationOptions) -> str:
    bibliography = reference.bibliography
    kind = TYPES.get(bibliography.type, "misc")
    container = fields.container(bibliography, options, full_by_default=True)
    full, short = fields.full_container(bibliography), fields.short_container(bibliography)
    in_journal = kind == "article"
    host = "journaltitle" if in_journal else "organization" if kind in ("online", "misc") else "booktitle"
    return latex.entry(
        kind,
        reference.key,
        [
            ("author", latex.names(bibliography.author, fields.author_list_cut_off(reference))),
            ("editor", latex.names(bibliography.editor)),
            ("title", latex.protect_capitals(bibliography.title or "")),
            (host, latex.escape(container) if in_journal else latex.protect_capitals(container)),
            ("shortjournal", latex.escape(short) if in_journal and short != full else ""),
            ("date", fields.iso_date(bibliography.issued)),
            ("volume", latex.escape(bibliography.volume or "")),
            ("number", latex.escape(bibliography.issue or "")),
            ("pages", dashed(bibliography.page)),
            ("eid", latex.escape(bibliography.number or "")),
            ("edition", latex.escape(bibliography.edition or "")),
            ("chapter", latex.escape(bibliography.chapter_number or "")),
            ("publisher", latex.escape(bibliography.publisher or "")),
            ("location", latex.escape(bibliography.publisher_place or "")),
            ("isbn", latex.escape(bibliography.isbn or "")),
            ("issn", latex.escape(bibliography.issn or "")),
            ("doi", latex.verbatim(bibliography.doi or "")),
            ("eprint", bibliography.pmid or ""),
            ("eprinttype", "pubmed" if bibliography.pmid else ""),
            ("pmcid", bibliography.pmcid or ""),
            ("url", latex.verbatim(fields.address(reference))),
            ("note", note(reference)),
        ],
    )
