"""MEDLINE format, as PubMed saves it (``.nbib``): tags padded to four characters, long lines folded.

Tags: "MEDLINE/PubMed Data Element Descriptions" (NLM). A record without a PMID starts at its first
known tag: no number is made up for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.cite import fields, nlm
from mscq.cite.names import full_initials, nlm_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mscq.cite.reference import CitationOptions, Reference
    from mscq.records.models import Name

__all__ = ["render"]

ORDER = 5
TITLE = "MEDLINE/PubMed"
SUFFIXES = (".nbib",)
ALIASES = ("medline",)

WIDTH = 88
INDENT = " " * 6

PUBLICATION_TYPES = {"article-journal": "Journal Article", "article": "Preprint", "chapter": "Book Chapter"}
NOTICE_TAGS = {"retracted": "RIN", "corrected": "EIN", "expression-of-concern": "ECI"}
NOTICE_LEADS = ("retraction in:", "erratum in:", "expression of concern in:")


def render(references: Sequence[Reference], options: CitationOptions) -> str:
    """Return one record per reference, a blank line between them."""
    return "\n".join(_record(reference, options) for reference in references)


def _people(people: Sequence[Name], full: str, short: str, body: str) -> Iterator[tuple[str, str]]:
    for name in people:
        if name.literal:
            yield body, name.literal
        else:
            yield full, full_initials(name)
            yield short, nlm_name(name)


def _notice(reference: Reference) -> list[tuple[str, str]]:
    """The notice under its tag (RIN, EIN, ECI), without the lead-in that the tag already says."""
    if reference.notice is None:
        return []
    text = fields.sentence(fields.clean(reference.notice.notice)) or "Source not given."
    for lead in NOTICE_LEADS:
        if text.lower().startswith(lead):
            text = text[len(lead) :]
    kinds = [("PT", "Retracted Publication")] if reference.notice.status == "retracted" else []
    return [*kinds, (NOTICE_TAGS[reference.notice.status], text)]


def _record(reference: Reference, options: CitationOptions) -> str:
    bibliography = reference.bibliography
    periodical = bibliography.type in nlm.PERIODICAL
    full, place = fields.full_container(bibliography), fields.locator(bibliography)
    doi = f"{bibliography.doi} [doi]" if bibliography.doi else None
    tags: list[tuple[str, str | None]] = [
        ("PMID", bibliography.pmid),
        ("IS", bibliography.issn),
        ("ISBN", bibliography.isbn),
        ("VI", bibliography.volume),
        ("IP", bibliography.issue),
        ("PB", bibliography.publisher),
        ("DP", fields.nlm_date(bibliography.issued)),
        ("TI", fields.sentence(fields.clean(bibliography.title))),
        ("BTI", None if periodical else full),
        ("CP", bibliography.chapter_number),
        ("EN", bibliography.edition),
        ("PG", place),
        ("LID", f"{fields.clean(bibliography.number)} [pii]" if bibliography.number else None),
        ("LID", doi),
        *_people(bibliography.author, "FAU", "AU", "CN"),
        *_people(bibliography.editor, "FED", "ED", "CN"),
        ("PT", PUBLICATION_TYPES.get(bibliography.type)),
        *_notice(reference),
        ("PL", bibliography.publisher_place),
        ("TA", fields.short_container(bibliography) if periodical else None),
        ("JT", full if periodical else None),
        ("PMC", bibliography.pmcid),
        ("GN", "Author list incomplete." if fields.author_list_cut_off(reference) else None),
        ("AID", f"{reference.bookshelf} [bookaccession]" if reference.bookshelf else None),
        ("AID", doi),
        ("URLF", bibliography.url),
        ("SO", nlm.source(bibliography, options) if periodical else None),
    ]
    return "".join(_folded(tag, text) for tag, value in tags if (text := fields.clean(value)))


def _folded(tag: str, text: str) -> str:
    """``TI  - ...`` with further lines indented by six spaces; a word longer than the line is not broken."""
    lines, line = [], f"{tag:<4}-"
    for word in text.split(" "):
        if len(line) + 1 + len(word) > WIDTH and len(line) > len(INDENT):
            lines.append(line)
            line = INDENT + word
        else:
            line = f"{line} {word}"
    return "\n".join([*lines, line, ""])
