"""RIS, by the 2011 specification (Research Information Systems): one tag per line, ``ER`` ends a record.

The specification ends lines with CR LF; we write LF, which every reader in use takes and which text
tools handle. An article number stands in C7 (its tag) and in SP, where most readers look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.cite import fields, links
from mscq.cite.names import inverted
from mscq.cite.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mscq.cite.reference import CitationOptions, Reference

__all__ = ["render"]

ORDER = 4
TITLE = "RIS"
SUFFIXES = (".ris",)
ALIASES = ("zotero", "mendeley", "papers", "refworks", "citavi", "paperpile")

TYPES = {
    "article-journal": "JOUR",
    "article": "JOUR",
    "chapter": "CHAP",
    "book": "BOOK",
    "report": "RPRT",
    "thesis": "THES",
    "paper-conference": "CPAPER",
    "webpage": "ELEC",
}


def render(references: Sequence[Reference], options: CitationOptions) -> str:
    """Return one record per reference, a blank line between them."""
    return "\n".join(_record(reference, options) for reference in references)


def _record(reference: Reference, options: CitationOptions) -> str:
    bibliography = reference.bibliography
    kind = TYPES.get(bibliography.type, "GEN")
    year = fields.date_parts(bibliography.issued)[0]
    first, last = Pages.parse(fields.clean(bibliography.page))
    url = fields.address(reference) or (links.pubmed(bibliography.pmid) if bibliography.pmid else "")
    short = fields.clean(bibliography.container_title_short)
    tags = [
        ("TY", kind),
        ("ID", reference.key),
        *(("AU", inverted(name)) for name in bibliography.author),
        *(("A2", inverted(name)) for name in bibliography.editor),
        ("TI", bibliography.title),
        ("T2", fields.container(bibliography, options, full_by_default=True)),
        ("J2", short),
        ("PY", None if year is None else f"{year:04d}"),
        ("DA", fields.iso_date(bibliography.issued, "/")),
        ("VL", bibliography.volume),
        ("IS", bibliography.issue),
        ("SP", first or bibliography.number),
        ("EP", last),
        ("C7", bibliography.number),
        ("ET", bibliography.edition),
        ("SE", bibliography.chapter_number),
        ("PB", bibliography.publisher),
        ("CY", bibliography.publisher_place),
        ("SN", bibliography.isbn or bibliography.issn),
        ("DO", bibliography.doi),
        ("AN", bibliography.pmid),
        ("C2", bibliography.pmcid),
        ("M3", "Preprint" if bibliography.type == "article" else None),
        ("N1", fields.notes(reference)),
        ("UR", url),
    ]
    lines = [f"{tag}  - {text}\n" for tag, value in tags if (text := fields.clean(value))]
    return "".join([*lines, "ER  - \n"])
