"""Searching the reader's own references, apart from the base: they change neither its hits nor their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mscq.library import unanswerable
from mscq.library.searcher import OwnSearcher
from mscq.search.query import parse

if TYPE_CHECKING:
    from mscq.evidence.selection import Selection
    from mscq.library.collection import Library
    from mscq.library.own_paper import OwnPaper


class OwnHit(NamedTuple):
    """An own reference that was found: its score among its like, and what of the query it holds."""

    paper: OwnPaper
    score: float
    matched: tuple[str, ...]


class OwnFound(NamedTuple):
    """The hits asked for, how many there are, and the fields of the query that no own reference can answer.

    ``estimated``: of a large library, where there are many, how many is told to two digits. ``read`` is what was left
    out of the query or taken more widely.
    """

    hits: tuple[OwnHit, ...] = ()
    total: int = 0
    estimated: bool = False
    unanswerable: tuple[str, ...] = ()
    read: tuple[str, ...] = ()


def search_own(
    library: Library,
    text: str,
    *,
    selection: Selection | None = None,
    limit: int | None = 10,
    newest_first: bool = False,
) -> OwnFound:
    """Return the own references that answer a query, within a selection if need be, the best first. Raises QueryError.

    A query that asks what only a reviewed paper has (level, direction, double-blind ...) finds none. Concepts are
    looked up by their names in title and abstract and by mention; the fields condition, route, outcome ... by mention.
    """
    query = parse(text)
    if refused := unanswerable.of_query(query):
        return OwnFound(unanswerable=tuple(refused))
    if not len(library):
        return OwnFound()
    searcher = OwnSearcher(library, query)
    found = searcher.found(selection, limit, newest_first=newest_first)
    papers = {paper.number: paper for paper in library.fetch([score.document for score in found.scores])}
    hits = [
        OwnHit(papers[one.document], round(one.total, 3), tuple(dict.fromkeys(one.matched.values())))
        for one in found.scores
    ]
    return OwnFound(tuple(hits), found.total, found.estimated, read=(*found.reading.left_out, *found.reading.widened))
