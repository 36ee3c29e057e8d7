"""The papers of a base as matching the reader's references needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mscq.library.match import Candidate

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase


def candidates(kb: KnowledgeBase) -> list[Candidate]:
    """Return every paper of a base, from the stored records. Raises BadRecord where one breaks the model."""
    made = []
    for paper_id in kb.ids:
        try:
            made.append(candidate(paper_id, kb.raw(paper_id)))
        except (AttributeError, IndexError, KeyError, TypeError):
            kb.get(paper_id)
            raise
    return made


def candidate(paper_id: str, record: dict[str, Any]) -> Candidate:
    """Return a stored record as a paper that a reference may be."""
    bibliography = record["bibliography"]
    issued, authors = bibliography.get("issued"), bibliography.get("author")
    return Candidate(
        id=paper_id,
        pmid=bibliography.get("PMID"),
        pmcid=bibliography.get("PMCID"),
        doi=bibliography.get("DOI"),
        title=bibliography.get("title"),
        year=issued["date-parts"][0][0] if issued else None,
        first_family=authors[0].get("family") if authors else None,
        bookshelf=record.get("bookshelf"),
        registrations=tuple((record.get("study") or {}).get("registrations") or ()),
    )
