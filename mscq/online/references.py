"""The references of a base beside PubMed's: what ours lack, where the two differ, and the lacks filled as a patch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.cite.pages import Pages
from mscq.library.match import folded_title
from mscq.online.eutilities import BATCH, records, search
from mscq.records.canonical import canonical_record, plain
from mscq.text.fold import fold, fold_words

if TYPE_CHECKING:
    from mscq.library.entry import Entry
    from mscq.online.client import Client
    from mscq.online.eutilities import Record
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Name, Paper

_TEXTS = ("PMID", "PMCID", "DOI", "title", "container-title", "container-title-short", "volume", "issue")
_ABBREVIATED = "container-title-short"
_MOST_DOIS = 50  # in one search


class Gap(NamedTuple):
    """A field that the record lacks and PubMed has."""

    field: str
    value: Any

    @property
    def text(self) -> str:
        """The value as people read it."""
        return _said(self.value)


class Difference(NamedTuple):
    """A field that the two state differently."""

    field: str
    ours: str
    theirs: str


class Compared(NamedTuple):
    """A paper of the base beside its record at PubMed; ``pmid`` is None where PubMed has none for it."""

    paper: Paper
    pmid: str | None
    gaps: tuple[Gap, ...] = ()
    differences: tuple[Difference, ...] = ()


class Comparison(NamedTuple):
    """Every paper that can be asked for, those that cannot (neither PMID nor DOI), and when it was asked."""

    papers: list[Compared]
    not_asked: list[str]
    asked: datetime | None


def compare(client: Client, kb: KnowledgeBase) -> Comparison:
    """Compare the references of a base with PubMed's. Raises as ``Client.ask`` does, BadRecord for a broken record."""
    papers = [*kb.papers()]
    askable = [paper for paper in papers if paper.bibliography.pmid or paper.bibliography.doi]
    pmids = {paper.bibliography.pmid: None for paper in askable if paper.bibliography.pmid}
    by_doi = [doi for paper in askable if not paper.bibliography.pmid and (doi := paper.bibliography.doi)]
    for start in range(0, len(by_doi), _MOST_DOIS):
        dois = (one.replace('"', " ") for one in by_doi[start : start + _MOST_DOIS])
        pmids |= dict.fromkeys(search(client, " OR ".join(f'"{one}"[aid]' for one in dois), BATCH).ids)
    fetched, asked = records(client, [one for one in pmids if one])
    known: dict[str, Record] = {}
    for record in fetched:
        bibliography = record.entry.bibliography
        for name in (bibliography.pmid, bibliography.doi and bibliography.doi.lower()):
            if name:
                known.setdefault(name, record)
    made = []
    for paper in askable:
        ours = paper.bibliography
        # a PMID is asked for itself; what has none is known by its DOI alone
        match = known.get(ours.pmid or (ours.doi or "").lower())
        if match is None:
            made.append(Compared(paper, None))
            continue
        pmid = match.entry.bibliography.pmid
        made.append(Compared(paper, pmid, tuple(_gaps(paper, match.entry)), tuple(_differences(paper, match))))
    asked_for = {paper.id for paper in askable}
    return Comparison(made, [paper.id for paper in papers if paper.id not in asked_for], asked)


def _gaps(paper: Paper, entry: Entry) -> Iterator[Gap]:
    ours, theirs = plain(paper.bibliography), plain(entry.bibliography)
    for field in (*_TEXTS, "issued"):
        if field in theirs and field not in ours:
            yield Gap(field, theirs[field])
    if not {"page", "number"} & ours.keys():
        yield from (Gap(field, theirs[field]) for field in ("page", "number") if field in theirs)
    cut_off = not ours.get("author") or "author" in paper.incomplete
    if cut_off and theirs.get("author") and not entry.authors_cut_off:
        mine, all_of_them = _families(paper.bibliography.author), _families(entry.bibliography.author)
        if len(all_of_them) > len(mine) and all_of_them[: len(mine)] == mine:
            yield Gap("author", theirs["author"])


def _differences(paper: Paper, record: Record) -> Iterator[Difference]:
    entry = record.entry
    ours, theirs = plain(paper.bibliography), plain(entry.bibliography)
    differ = [
        field
        for field in _TEXTS
        if field in ours and field in theirs and _folded(field, ours[field]) != _folded(field, theirs[field])
    ]
    if {_ABBREVIATED} & ours.keys() & theirs.keys() and _ABBREVIATED not in differ:
        # the full title of one journal has many forms: Lancet (London, England)
        differ = [field for field in differ if field != "container-title"]
    yield from (Difference(field, ours[field], theirs[field]) for field in differ)
    here, there = (one.get("page") or one.get("number") for one in (ours, theirs))
    if here and there and _place(here) != _place(there):
        yield Difference("page", here, there)
    years = paper.bibliography.year, entry.bibliography.year
    if all(years) and years[0] not in (years[1], record.ahead):
        yield Difference("issued", str(years[0]), str(years[1]))
    mine, all_of_them = _families(paper.bibliography.author), _families(entry.bibliography.author)
    cut_off = "author" in paper.incomplete or entry.authors_cut_off
    shorter = min(len(mine), len(all_of_them)) if cut_off else None
    if mine and all_of_them and mine[:shorter] != all_of_them[:shorter]:
        yield Difference("author", _said(ours["author"]), _said(theirs["author"]))


def _folded(field: str, value: str) -> str:
    if field == "title":
        return folded_title(value)
    if field.startswith("container"):
        return " ".join(word for word in fold_words(value) if word not in ("the", "and"))
    return fold(value)


def _place(text: str) -> tuple[str, str]:
    """First and last page with all their digits: 61-8 is 61-68, and S61-8 is S61-S68."""
    pages = Pages.parse(text.strip().lower())
    letters = pages.first.rstrip("0123456789")
    numbers = Pages(pages.first.removeprefix(letters), pages.last.removeprefix(letters)).whole()
    return f"{letters}{numbers.first}", numbers.last and f"{letters}{numbers.last}"


def _families(names: Sequence[Name]) -> list[str]:
    parts = ((one.non_dropping_particle, one.dropping_particle, one.family or one.literal) for one in names)
    return [fold(" ".join(filter(None, part))) for part in parts]


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return "-".join(str(part) for part in value["date-parts"][0])
    if isinstance(value, list):
        named = [one.get("family") or one.get("literal") or "?" for one in value]
        return ", ".join(named) if len(named) <= 4 else f"{', '.join(named[:3])} ... {named[-1]} ({len(named)})"
    return str(value)


def patch(kb: KnowledgeBase, found: Comparison) -> str:
    """Return the gaps filled, as a unified diff of the records, with the differences as remarks above it.

    Nothing is changed where the two differ: which of them is right a person decides. Raises BadRecord.
    """
    from difflib import unified_diff

    day = f"{found.asked:%Y-%m-%d}" if found.asked else "never"
    lines = [
        f"# What the references lack and PubMed has, asked {day}. Read it, then in the folder of the base:\n",
        "# git apply FILE, or patch -p1 < FILE; then mscq verify.\n",
    ]
    for one in found.papers:
        remarks = [f"# {one.paper.id}: {d.field} is '{d.ours}' here, '{d.theirs}' there\n" for d in one.differences]
        lines += [" ".join(remark.split()) + "\n" for remark in remarks]
        if not one.gaps:
            continue
        name = f"papers/{kb.path(one.paper.id).name}"
        before = kb.stored(one.paper.id).decode().splitlines(keepends=True)
        after = _filled(one).splitlines(keepends=True)
        lines += unified_diff(before, after, f"a/{name}", f"b/{name}")
    return "".join(lines)


def _filled(one: Compared) -> str:
    """The record of a paper in canonical form with its gaps filled."""
    from mscq.records.models import Paper

    record = plain(one.paper)
    record["bibliography"] |= {gap.field: gap.value for gap in one.gaps}
    filled = {"page" if gap.field == "number" else gap.field for gap in one.gaps}
    record["incomplete"] = [field for field in record.get("incomplete", ()) if field not in filled]
    return canonical_record(Paper.model_validate(record))
