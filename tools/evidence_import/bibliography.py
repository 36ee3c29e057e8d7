"""The bibliographic record under CSL-JSON names."""

from __future__ import annotations

import re
from typing import Any

from mscq.models import Bibliography, IssuedDate, Name

# Lower-case words that open a family name in print; a capital (Le Blanc, Van Gorp) is left as printed.
_PARTICLE = re.compile(
    r"^((?:van|von|de|der|den|la|del|della|di|da|do|dos|das|du|ten|ter)(?: (?:de|der|den|la))?) (?=\w)"
)
_BODY = re.compile(r"\b(Group|Consortium|Investigators|Collaboration|Network)\b")
# Journals and publishers (DOI prefixes) that give articles a number instead of pages.
_NUMBERING = re.compile(r"^10\.((1186|3390|3389|1371|7554|7759|1155|21037|25259)/|1038/s41536-)")
_NUMBERING_JOURNALS = frozenset({"Journal of Clinical Medicine"})
_ITEM_IDENTIFIER = re.compile(r"^S\d{4}-\d{3}[\dX]\(")
_CSL = {"authors": "author", "journal": "container-title", "volume": "volume", "pages": "page", "title": "title"}
_PREPRINTS = ("10.1101/", "10.21203/")


def is_article_number(pages: str, doi: str | None, journal: str | None) -> bool:
    """Whether what stands in the page field is an article number.

    It is one if it has no hyphen and starts with a letter, ends the DOI, has five digits or more, or the
    journal numbers its articles; a publisher item identifier (S0092-8674(25)...) is one too. A lone number
    elsewhere is a first page.
    """
    if _ITEM_IDENTIFIER.match(pages):
        return True
    if re.search(r"[-,\s]", pages):
        return False
    if pages[0].isalpha() or (pages.isdigit() and len(pages) >= 5):
        return True
    if doi and (re.search(rf"(?:\D|\D0+|0){re.escape(pages)}$", doi) or re.search(rf"\d{{2}}{re.escape(pages)}$", doi)):
        return True
    return bool(doi and _NUMBERING.match(doi)) or journal in _NUMBERING_JOURNALS


def name_of(author: dict[str, Any]) -> Name:
    """A CSL name: a body as ``literal``, a lower-case particle (van Laar) as ``non-dropping-particle``."""
    family, given = author["family"], author["given"]
    if given is None and _BODY.search(family):
        return Name(literal=family)
    particle = _PARTICLE.match(family)
    if particle:
        return Name(family=family[particle.end() :], given=given, **{"non-dropping-particle": particle[1]})
    return Name(family=family, given=given)


def bibliography_of(entry: dict[str, Any]) -> Bibliography:
    """The record of one paper; what no page showed stays empty."""
    ids, pages, doi = entry["ids"], entry["pages"], entry["ids"]["doi"]
    numbered = pages is not None and is_article_number(pages, doi, entry["journal"])
    parts: list[int] = []
    for part in (entry["year"], entry["month"], entry["day"]):
        if part is None:
            break
        parts.append(part)
    title = entry["title"]
    return Bibliography(
        type="article" if doi and doi.startswith(_PREPRINTS) else "article-journal",
        title=title.rstrip(".") if title and not title.endswith("...") else title,
        author=[name_of(author) for author in entry["authors"]],
        issued=IssuedDate(**{"date-parts": [parts]}) if parts else None,
        volume=entry["volume"],
        issue=entry["issue"],
        page=None if numbered else pages,
        number=pages if numbered else None,
        **{
            "container-title": entry["journal"],
            "container-title-short": (entry["journal_abbrev"] or "").replace(".", "") or None,
            "DOI": doi,
            "PMID": ids["pmid"],
            "PMCID": ids["pmcid"],
        },
    )


def incomplete_of(entry: dict[str, Any]) -> list[str]:
    """CSL names of the fields that a full citation needs and no page showed."""
    named = [_CSL[field] for field in entry["incomplete"] if not (field == "title" and entry["title"])]
    if not entry["authors_complete"]:
        named.append("author")
    return [field for field in _CSL.values() if field in named]


def title_note(entry: dict[str, Any]) -> str | None:
    """What a reader must know about a title that was cut off."""
    if "title" in entry["incomplete"] and entry["title"]:
        return "The title was seen only in part; the dots stand where it is cut."
    return None


def authors_note(entry: dict[str, Any]) -> str | None:
    """What a reader must know about a missing or possibly cut list of authors."""
    if entry["authors_complete"]:
        return None
    if not entry["authors"]:
        return "No page read shows the authors; the id is a word of the title and the year."
    if len(entry["authors"]) == 1:
        return "Only the first author was seen; the list of authors is not complete."
    return "The list of authors starts as printed but may be cut off or out of order."
