"""What PubMed has taken in on cells and a condition since a day, by design, and which of it the reader has already."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from mscq.library.base import candidates
from mscq.library.match import Match, Matcher
from mscq.online.eutilities import MOST_LISTED, Found, Record, records, search
from mscq.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mscq.library.collection import Library
    from mscq.library.entry import Entry
    from mscq.online.client import Client
    from mscq.online.query import Query
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.vocabulary import Concept, Facet

_WEAKEST = 5
PROTOCOL, REMARK, NOT_TOLD = "protocol", "remark", "not-told"
_OTHERS = {
    PROTOCOL: ("Clinical Trial Protocol",),
    REMARK: (
        "Published Erratum",
        "Retraction of Publication",
        "Retraction Notice",
        "Expression of Concern",
        "Comment",
        "Letter",
        "Editorial",
        "News",
    ),
}
"""Publication types that are no study with results."""


class New(NamedTuple):
    """A paper that PubMed has added: its record, its design (a concept, or what stands for none), who has it."""

    record: Record
    design: str
    in_base: str | None = None
    in_library: str | None = None


class News(NamedTuple):
    """What was found for a query: how many papers there are, those fetched, phrases left out of it, when.

    ``lost`` are the PMIDs of which PubMed gave no record.
    """

    query: Query
    total: int
    papers: list[New]
    left_out: list[str]
    asked: datetime
    lost: tuple[str, ...] = ()


def news(client: Client, kb: KnowledgeBase, query: Query, library: Library | None, most: int) -> News:
    """Return the latest papers that a query finds, at most so many. Raises as ``Client.ask`` does."""
    found = search(client, str(query), most)
    left_out = found.not_found
    if left_out and (asked := query.without(left_out)) != query:
        query = asked
        found = search(client, str(query), most)
    ids = _ids(client, query, found, most)
    fetched, _ = records(client, ids)
    designs = kb.vocabulary.designs
    order = [*_strongest_first(designs), PROTOCOL, NOT_TOLD, REMARK]
    base, own = Matcher(candidates(kb)), Matcher(library.candidates() if library is not None else ())
    papers = [New(one, design_of(one, designs), _had(base, one.entry), _had(own, one.entry)) for one in fetched]
    given = {one.entry.bibliography.pmid for one in fetched}
    papers.sort(key=lambda new: (order.index(new.design), -(new.record.added or date.min).toordinal()))
    return News(query, found.total, papers, left_out, found.asked, tuple(one for one in ids if one not in given))


def design_of(record: Record, designs: Facet) -> str:
    """Return the strongest design that PubMed's publication types tell, by MeSH id or name.

    "Clinical Trial, Phase II" is a clinical trial. PROTOCOL and REMARK are no study with results, NOT_TOLD says none.
    """
    by_id = {one.mesh: one.id for one in designs.values() if one.mesh}
    by_name = {fold(name): one.id for one in designs.values() for name in one.names}
    told = {by_id.get(ui) or by_name.get(fold(name.partition(",")[0])) for ui, name in record.kinds}
    names = {name for _, name in record.kinds}
    for kind, listed in _OTHERS.items():
        if not names.isdisjoint(listed):
            return kind
    return next((one for one in _strongest_first(designs) if one in told), NOT_TOLD)


def _strongest_first(designs: Facet) -> list[str]:
    """The designs by level of evidence (Oxford CEBM 2011), a family at its weakest member's, the widest first."""

    def key(concept: Concept) -> tuple[int, int, str]:
        below = designs.narrower(concept.id)
        levels = [level for one in below if one in designs and (level := designs[one].level)]
        return concept.level or max(levels, default=_WEAKEST), -len(below), concept.label

    return [concept.id for concept in sorted(designs.values(), key=key)]


def _ids(client: Client, query: Query, found: Found, most: int) -> list[str]:
    """The ids of a search, also where it finds more than PubMed lists at once: the days are then asked in halves."""
    if found.total <= MOST_LISTED or most <= MOST_LISTED:
        return found.ids[:most]
    until = query.until or found.asked.date() + timedelta(days=1)
    half = query.since + (until - query.since) // 2
    if not query.since <= half < until:
        return found.ids[:most]
    gathered: dict[str, None] = {}
    for part in (query._replace(since=half + timedelta(days=1), until=until), query._replace(until=half)):
        rest = most - len(gathered)
        if rest > 0:
            gathered |= dict.fromkeys(_ids(client, part, search(client, str(part), rest), rest))
    return [*gathered][:most]


def _had(matcher: Matcher, entry: Entry) -> str | None:
    found = matcher.match(entry)
    return found.record if isinstance(found, Match) else None


def grouped(papers: Sequence[New]) -> dict[str, list[New]]:
    """Return the papers under their designs, the strongest first."""
    groups: dict[str, list[New]] = {}
    for new in papers:
        groups.setdefault(new.design, []).append(new)
    return groups
