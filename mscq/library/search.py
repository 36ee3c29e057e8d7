"""Searching the reader's own references, apart from the base: they change neither its hits nor their order."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.errors import UnknownPaper
from mscq.records.canonical import plain
from mscq.search.fields import CONCEPT_FIELDS, HEADING, KIND, SUBJECT
from mscq.search.query import Field, parse
from mscq.search.searcher import Searcher

if TYPE_CHECKING:
    from mscq.library.collection import OwnPaper
    from mscq.records.models import Paper
    from mscq.records.vocabulary import Vocabulary

_TAGS = {"condition", "route", "source", "cell", "mesh", HEADING}
_OF_THE_BASE = {"level", "n", SUBJECT, *CONCEPT_FIELDS} - _TAGS


class OwnHit(NamedTuple):
    """An own reference that was found: its score among its like, and what of the query it holds."""

    paper: OwnPaper
    score: float
    matched: tuple[str, ...]


class OwnFound(NamedTuple):
    """The hits asked for, how many there are, and the fields of the query that no own reference can answer."""

    hits: tuple[OwnHit, ...] = ()
    total: int = 0
    unanswerable: tuple[str, ...] = ()


class _Own:
    """Own references as the index reads a base: stored records with text, and concepts where they are asked for."""

    def __init__(self, papers: Sequence[OwnPaper], vocabulary: Vocabulary, tagged: bool) -> None:
        self.vocabulary = vocabulary
        self.memo: dict[Hashable, Any] = {}
        self._records = {paper.id: _record(paper, tagged) for paper in papers}

    @property
    def ids(self) -> list[str]:
        return list(self._records)

    def raw(self, paper_id: str) -> dict[str, Any]:
        return self._records[paper_id]

    def get(self, paper_id: str) -> Paper:
        """No own reference is a reviewed paper; only questions about levels would ask for one."""
        raise UnknownPaper(paper_id)


def _record(paper: OwnPaper, tagged: bool) -> dict[str, Any]:
    entry = paper.entry
    study: dict[str, Any] = {"registrations": list(entry.registrations)}
    if tagged:
        study["conditions"] = paper.named("conditions")
        study["intervention"] = {name: paper.named(name) for name in ("cells", "sources", "routes")}
    return {
        "bibliography": plain(entry.bibliography),
        "bookshelf": entry.bookshelf,
        "summary": entry.abstract or entry.raw,
        "notes": list(entry.keywords),
        "study": study,
    }


def search_own(
    papers: Sequence[OwnPaper],
    vocabulary: Vocabulary,
    text: str,
    *,
    limit: int | None = 10,
    newest_first: bool = False,
) -> OwnFound:
    """Return the own references that answer a query, the best first. Raises QueryError.

    A query with a field that only a reviewed paper has (design, level, outcome ...) finds none. Concepts are
    looked up by their names in title and abstract; the fields condition, route, source and cell by mention.
    """
    query = parse(text)
    fields = [leaf for leaf in query.leaves() if isinstance(leaf, Field)]
    asked = {leaf.name for leaf in fields if leaf.name != KIND}
    if kinds := [str(leaf.value) for leaf in fields if leaf.name == KIND]:
        from mscq.search.headings import Headings, phase_of
        from mscq.search.names import Names

        headings = Headings(vocabulary, Names(vocabulary))
        asked |= {"design" for kind in kinds if phase_of(kind) or headings.designs(kind)}
    if unanswerable := tuple(sorted(asked & _OF_THE_BASE)):
        return OwnFound(unanswerable=unanswerable)
    if not papers:
        return OwnFound()
    searcher = Searcher(_Own(papers, vocabulary, bool(asked & _TAGS)))
    scores = searcher.matches(query).scores
    by_id = {paper.id: paper for paper in papers}
    hits = [
        OwnHit(by_id[searcher.index.ids[one.document]], round(one.total, 3), tuple(dict.fromkeys(one.matched.values())))
        for one in scores
    ]
    hits.sort(key=lambda hit: (-(hit.paper.year or 0) if newest_first else 0, -hit.score, -(hit.paper.year or 0)))
    return OwnFound(tuple(hits[:limit]), len(hits))
