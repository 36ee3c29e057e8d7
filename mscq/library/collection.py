"""The reader's own references beside a base: those that the base lacks, and which of its papers the reader has.

An own reference carries what its file states and the concepts that title and abstract mention. It has no
design, no level of evidence and no findings, is never a ``Paper``, and so enters no verdict, comparison or map.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, final

from mscq.errors import AmbiguousTerm, MscqError
from mscq.evidence.selection import Selection
from mscq.library.base import candidates
from mscq.library.duplicates import duplicates
from mscq.library.match import Match, Matcher, NearMiss, ids_of
from mscq.library.match_files import read_any
from mscq.library.notices import Notice, notice_of
from mscq.library.tag import LONGEST_ABBREVIATION, Mention, Tagger, tag_entry
from mscq.records.facets import FACETS
from mscq.records.knowledge_base import all_in
from mscq.text.fold import fold, fold_words
from mscq.text.kinds import by_kind
from mscq.text.registrations import shared

if TYPE_CHECKING:
    from pathlib import Path

    from mscq.library.entry import Entry
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Paper
    from mscq.records.vocabulary import Vocabulary

TAGGED = {row.field: row.id for row in FACETS.values() if row.mentioned}
"""Field of a Selection -> the facet whose concepts are looked for in title and abstract."""

_PUNCTUATION = re.compile(r"[^\w\s]|_")
_ANSWERABLE = {*TAGGED, "years", "registrations", "standings"}


@final
@dataclass(frozen=True)
class OwnPaper:
    """A reference of the reader's that the base lacks. ``id`` is its citation key, or first author and year."""

    id: str
    entries: tuple[Entry, ...]
    tags: Tags = field(repr=False, compare=False)
    near: NearMiss | None = None

    @property
    def entry(self) -> Entry:
        """The first of the entries that are this paper."""
        return self.entries[0]

    @property
    def year(self) -> int | None:
        """The year of publication, where the file gives one."""
        return self.entry.year

    @property
    def title(self) -> str | None:
        """The title, or the text of a reference that was not taken apart."""
        return self.entry.bibliography.title or self.entry.raw

    @cached_property
    def notice(self) -> Notice | None:
        """The retraction or correction that the reader's files state."""
        return next((notice for entry in self.entries if (notice := notice_of(entry))), None)

    @cached_property
    def mentions(self) -> dict[str, list[Mention]]:
        """What title and abstract name, by field (conditions, cells, sources, routes): mentions, not results."""
        return self.tags.of(self.entry)

    def named(self, field: str) -> list[str]:
        """Return the ids of the concepts of one field that are mentioned."""
        return [mention.concept for mention in self.mentions[field]]


class _Names(NamedTuple):
    """Those names of a concept that can stand in a text."""

    id: str
    label: str
    abbreviations: tuple[str, ...]
    synonyms: tuple[str, ...]


class _Letters(NamedTuple):
    """The letters of a text for a quick look: folded and without spaces, and as written without punctuation."""

    folded: str
    written: str

    def hold(self, name: _Sought) -> bool:
        """Return whether a name can stand in the text; true too often rather than not."""
        return name.text in (self.written if name.as_written else self.folded)


class _Sought(NamedTuple):
    """A name as it is looked for: a short one with capitals (MS, pSS) as written, any other folded."""

    text: str
    as_written: bool


class Tags:
    """The vocabulary as tagging needs it. Of each text only the names are looked for whose letters stand in it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._sought = {
            facet: [
                (concept, {name: _sought(name) for name in concept.names})
                for concept in vocabulary.facet(facet).values()
            ]
            for facet in TAGGED.values()
        }

    def of(self, entry: Entry) -> dict[str, list[Mention]]:
        """Return the mentions of an entry by field."""
        letters = _letters(entry)
        found = tag_entry(entry, {facet: Tagger(self._standing(facet, letters)) for facet in TAGGED.values()})
        return {name: found[facet] for name, facet in TAGGED.items()}

    def can_name(self, entry: Entry, facet: str, wanted: Collection[str]) -> bool:
        """Return whether an entry can mention any of these concepts; quick, and true too often rather than not."""
        letters = _letters(entry)
        return any(
            concept.id in wanted and any(map(letters.hold, sought.values())) for concept, sought in self._sought[facet]
        )

    def _standing(self, facet: str, letters: _Letters) -> Iterator[_Names]:
        for concept, sought in self._sought[facet]:
            there = {name for name, form in sought.items() if letters.hold(form)}
            if there:
                yield _Names(
                    concept.id,
                    concept.label if concept.label in there else "",
                    tuple(name for name in concept.abbreviations if name in there),
                    tuple(name for name in concept.synonyms if name in there),
                )


def _sought(name: str) -> _Sought:
    letters = _PUNCTUATION.sub("", name)
    # the tagger takes these in their own capitals only
    as_written = len(letters) <= LONGEST_ABBREVIATION and letters not in {letters.lower(), letters.capitalize()}
    return _Sought(letters if as_written else fold(name), as_written)


def _letters(entry: Entry) -> _Letters:
    text = ". ".join(filter(None, (entry.bibliography.title, entry.abstract))) or entry.raw or ""
    return _Letters("".join(fold_words(text)), _PUNCTUATION.sub("", text))


@dataclass(frozen=True)
class Library:
    """The reader's references beside one base.

    ``held`` are papers of the base that the reader has, by id; ``clashes`` are lines on keys that the base has too.
    """

    papers: tuple[OwnPaper, ...]
    held: Mapping[str, tuple[Entry, ...]]
    clashes: tuple[str, ...] = ()

    @cached_property
    def _by_id(self) -> dict[str, OwnPaper | str]:
        named: dict[str, OwnPaper | str] = {}
        for paper in self.papers:
            for name in (paper.id, *_all_ids(paper.entries)):
                named.setdefault(name, paper)
        for paper_id, entries in self.held.items():
            for name in _all_ids(entries):
                named.setdefault(name, paper_id)
        # a key in another case finds its paper too, where no other has it so
        for name, found in list(named.items()):
            named.setdefault(name.casefold(), found)
        return named

    @property
    def names(self) -> Collection[str]:
        """The keys and identifiers of the reader's references."""
        return self._by_id.keys()

    def find(self, kb: KnowledgeBase, text: str) -> Paper | OwnPaper:
        """Return the paper that an identifier or citation key names: the base's first, then the reader's own.

        Raises AmbiguousTerm where it names several, UnknownPaper where neither has it.
        """
        papers = self.named(kb, text)
        if len(papers) > 1:
            raise AmbiguousTerm(text.strip(), "papers", [paper.id for paper in papers])
        if papers:
            return papers[0]
        raise kb.unknown(text)

    def named(self, kb: KnowledgeBase, text: str) -> Sequence[Paper | OwnPaper]:
        """Return the papers that a citation key or the identifiers in a text name: the base's, else the reader's."""
        if papers := kb.named(text):
            return papers
        text = text.strip()
        names = [text, text.casefold(), *(one.value.casefold() for one in all_in(text))]
        found = [kb.get(one) if isinstance(one, str) else one for one in map(self._by_id.get, names) if one]
        return list({one.id: one for one in found}.values())

    def selected(self, vocabulary: Vocabulary, selection: Selection) -> Iterator[OwnPaper]:
        """Yield the own references that a selection asks for, in order.

        A condition, route, cell or source is met by a mention of it or of anything below it. Of a selection that
        asks what a reference alone cannot tell (``unanswerable``) there are none.
        """
        if unanswerable(selection):
            return
        wanted = {name: vocabulary.facet(facet).narrower(*getattr(selection, name)) for name, facet in TAGGED.items()}
        for paper in self.papers:
            if _fits(paper, selection) and all(_mentions(paper, name, ids) for name, ids in wanted.items()):
                yield paper


def unanswerable(selection: Selection) -> list[str]:
    """Return the fields of a selection that no own reference can meet: design, level, size, results."""
    blank = Selection()
    asked = [one.name for one in fields(Selection) if getattr(selection, one.name) != getattr(blank, one.name)]
    return [name for name in asked if name not in _ANSWERABLE]


def beside(kb: KnowledgeBase, entries: Sequence[Entry]) -> Library:
    """Return a library of these entries: those that are papers of the base apart, each paper once."""
    matcher, tags = Matcher(candidates(kb)), Tags(kb.vocabulary)
    papers: list[OwnPaper] = []
    held: dict[str, tuple[Entry, ...]] = {}
    clashes: list[str] = []
    taken: set[str] = set()
    for group in _each_once(entries):
        found = [matcher.match(entry) for entry in group]
        matched = next((one.record for one in found if isinstance(one, Match)), None)
        if matched is not None:
            held[matched] = (*held.get(matched, ()), *group)
            continue
        key = _key(group[0])
        if key.casefold() in kb:
            place = f"{group[0].file}, line {group[0].line}"
            clashes.append(f"{place}: the key {key} is that of another paper in the base; yours is own:{key} here")
            key = f"own:{key}"
        paper_id = _free(key, taken)
        if paper_id != key and group[0].key:
            place = f"{group[0].file}, line {group[0].line}"
            clashes.append(f"{place}: the key {key} is that of another paper of yours; this one is {paper_id} here")
        taken.add(paper_id)
        near = next((one for one in found if isinstance(one, NearMiss)), None)
        papers.append(OwnPaper(paper_id, group, tags, near))
    return Library(tuple(papers), held, tuple(clashes))


def open_library(
    kb: KnowledgeBase,
    files: Sequence[Path],
    *,
    demanded: bool,
    tell: Callable[[str], None],
    stdin: Callable[[], BinaryIO],
) -> Library:
    """Return the references of these files ('-' is what ``stdin`` opens) beside a base.

    A file that cannot be read raises (UnreadableFile, MissingExtra) where the command line demanded it; a
    standing one is only told of, so that the base still answers.
    """
    entries: list[Entry] = []
    for file in dict.fromkeys(files):
        try:
            result = read_any(str(file), stdin)
        except MscqError as error:
            if demanded:
                raise
            tell(f"warning: your library is not read: {error}")
            continue
        entries += result.entries
        if result.unread:
            number = len(result.unread)
            tell(f"warning: {number} of your references in {file} cannot be read (see: mscq match {file})")
    library = beside(kb, entries)
    for clash in by_kind((f"{at}: ", said) for at, _, said in (one.partition(": ") for one in library.clashes)):
        tell(f"warning: {clash}")
    return library


def _each_once(entries: Sequence[Entry]) -> Iterator[tuple[Entry, ...]]:
    """Entries with those that are one paper together, in the order of the first."""
    groups = {id(entry): group.entries for group in duplicates(entries) for entry in group.entries}
    seen: set[int] = set()
    for entry in entries:
        if id(entry) not in seen:
            group = groups.get(id(entry), (entry,))
            seen.update(id(one) for one in group)
            yield group


def _key(entry: Entry) -> str:
    """The entry's own citation key, else first author and year, else an identifier."""
    if entry.key:
        return entry.key
    author = next(iter(entry.bibliography.author), None)
    name = fold(author.family or author.literal or "") if author else ""
    if name:
        return f"{name}{entry.year or ''}"
    return next(iter(ids_of(entry).values()), f"line{entry.line}")


def _free(key: str, taken: Collection[str]) -> str:
    """The key, or the key with the first number behind it that makes it one of its own."""
    if key not in taken:
        return key
    number = 2
    while f"{key}-{number}" in taken:
        number += 1
    return f"{key}-{number}"


def _all_ids(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield from ids_of(entry).values()
        yield from entry.registrations
        if entry.key:
            yield entry.key


def _mentions(paper: OwnPaper, name: str, wanted: frozenset[str]) -> bool:
    if not wanted:
        return True
    possible = paper.tags.can_name(paper.entry, TAGGED[name], wanted)
    return possible and not wanted.isdisjoint(paper.named(name))


def _fits(paper: OwnPaper, asked: Selection) -> bool:
    first, last = asked.years
    if (first is not None or last is not None) and paper.year is None:
        return False
    year = paper.year or 0
    registered = [one for entry in paper.entries for one in entry.registrations]
    return (
        (first is None or year >= first)
        and (last is None or year <= last)
        and (not asked.registrations or shared(asked.registrations, registered))
        and (not asked.standings or (paper.notice is not None and paper.notice.status in asked.standings))
    )
