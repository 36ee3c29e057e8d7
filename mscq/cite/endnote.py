"""EndNote XML, element order by EndNote's RSXML DTD.

A PMCID stands in ``custom2`` and an article number in ``custom7``, the fields in which EndNote keeps
them; the article number stands in ``pages`` too where there are no pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from mscq.cite import fields
from mscq.cite.names import inverted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mscq.cite.reference import CitationOptions, Reference
    from mscq.records.models import Name

__all__ = ["render"]

ORDER = 7
TITLE = "EndNote XML"
SUFFIXES = (".xml",)
ALIASES = ("endnote-xml", "xml")

# Names and numbers of EndNote's reference types.
TYPES = {
    "article-journal": ("Journal Article", 17),
    "article": ("Journal Article", 17),
    "chapter": ("Book Section", 5),
    "book": ("Book", 6),
    "report": ("Report", 27),
    "thesis": ("Thesis", 32),
    "paper-conference": ("Conference Paper", 47),
    "webpage": ("Web Page", 12),
}
GENERIC = ("Generic", 13)


def render(references: Sequence[Reference], options: CitationOptions) -> str:
    """Return one XML document; ``rec-number`` counts the references."""
    root = Element("xml")
    records = SubElement(root, "records")
    for number, reference in enumerate(references, start=1):
        _record(records, number, reference, options)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _leaf(parent: Element, tag: str, text: str | None) -> None:
    """A child with the text; nothing where there is no text."""
    if known := fields.clean(text):
        SubElement(parent, tag).text = known


def _branch(parent: Element, tag: str, leaves: Sequence[tuple[str, str | None]]) -> None:
    """A child that holds the leaves with text; nothing where none has any."""
    known = [(leaf, text) for leaf, text in leaves if fields.clean(text)]
    if known:
        child = SubElement(parent, tag)
        for leaf, text in known:
            _leaf(child, leaf, text)


def _person(name: Name) -> str:
    # EndNote takes a name that ends in a comma as one whole: the sign of a body.
    return f"{inverted(name)}," if name.literal else inverted(name)


def _record(records: Element, number: int, reference: Reference, options: CitationOptions) -> None:
    bibliography = reference.bibliography
    record = SubElement(records, "record")
    name, code = TYPES.get(bibliography.type, GENERIC)
    _leaf(record, "rec-number", str(number))
    _leaf(record, "label", reference.key)
    SubElement(record, "ref-type", name=name).text = str(code)
    if bibliography.author or bibliography.editor:
        people = SubElement(record, "contributors")
        _branch(people, "authors", [("author", _person(each)) for each in bibliography.author])
        _branch(people, "secondary-authors", [("author", _person(each)) for each in bibliography.editor])
    container = fields.container(bibliography, options, full_by_default=True)
    short = bibliography.container_title_short
    _branch(
        record,
        "titles",
        [("title", bibliography.title), ("secondary-title", container), ("alt-title", short)],
    )
    if bibliography.type in ("article-journal", "article"):
        _branch(record, "periodical", [("full-title", bibliography.container_title), ("abbr-1", short)])
    year, month, day = fields.date_parts(bibliography.issued)
    _leaf(record, "pages", fields.locator(bibliography))
    _leaf(record, "volume", bibliography.volume)
    _leaf(record, "number", bibliography.issue)
    _leaf(record, "edition", bibliography.edition)
    _leaf(record, "section", bibliography.chapter_number)
    if year is not None:
        dates = SubElement(record, "dates")
        _leaf(dates, "year", f"{year:04d}")
        month_day = f"{fields.MONTHS[month - 1]} {day or ''}" if month else None
        _branch(dates, "pub-dates", [("date", month_day)])
    _leaf(record, "pub-location", bibliography.publisher_place)
    _leaf(record, "publisher", bibliography.publisher)
    _leaf(record, "isbn", bibliography.isbn or bibliography.issn)
    _leaf(record, "accession-num", bibliography.pmid)
    _leaf(record, "notes", fields.notes(reference))
    _leaf(record, "work-type", "Preprint" if bibliography.type == "article" else None)
    if url := fields.address(reference):
        _branch(SubElement(record, "urls"), "related-urls", [("url", url)])
    _leaf(record, "custom2", bibliography.pmcid)
    _leaf(record, "custom7", bibliography.number)
    _leaf(record, "electronic-resource-num", bibliography.doi)
