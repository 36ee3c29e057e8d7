"""The reader's own references beside a base: those that the base lacks, and which of its papers the reader has.

An own reference carries what its file states and the concepts that title and abstract mention. It has no
design, no level of evidence and no findings, is never a ``Paper``, and so enters no verdict, comparison or map.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar, final

from mscq.errors import AmbiguousTerm, MscqError, UnreadableFile
from mscq.evidence.selection import Selection
from mscq.library import cache, where
from mscq.library.entry import Entry, Mention, ToRead
from mscq.library.kept import TAGGED, Kept, entry_of, from_text, mentions_of, record_of
from mscq.library.notices import Notice, notice_of
from mscq.library.store import NAME, Store
from mscq.records.files import is_stream, reason
from mscq.records.knowledge_base import all_in
from mscq.records.validated import classes
from mscq.text.fold import fold_words

if TYPE_CHECKING:
    from mscq.evidence.coverage import PooledTrial
    from mscq.library.match import Candidate, NearMiss
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Paper
    from mscq.text.identifiers import Identifier

__all__ = ["TAGGED", "Library", "OwnPaper", "open_library", "unanswerable"]

One = TypeVar("One")
_ANSWERABLE = {*TAGGED, "years", "registrations", "standings"}


@final
@dataclass(frozen=True)
class OwnPaper:
    """A reference of the reader's that the base lacks. ``id`` is its citation key, or first author and year."""

    number: int
    id: str
    entries: tuple[Entry, ...]
    kept: Kept = field(repr=False, compare=False)
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
        """What title and abstract name, by field (conditions, cells, sources, routes ...): mentions, not results."""
        return mentions_of(self.kept)

    def named(self, field: str) -> list[str]:
        """Return the ids of the concepts of one field that are mentioned."""
        return [mention.concept for mention in self.mentions[field]]


class _Names:
    """What a reader's references can be asked for by, whatever the case."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __contains__(self, text: object) -> bool:
        return bool(self._store.rows("SELECT 1 FROM name WHERE folded = ? LIMIT 1", str(text).casefold()))


class Library:
    """The reader's references beside one base, in an index; ``files`` are what its files are called now."""

    def __init__(self, store: Store, kb: KnowledgeBase, files: Sequence[str]) -> None:
        self.store, self.kb, self.files = store, kb, files
        self._counts: dict[str, int] = {}

    def __len__(self) -> int:
        return self._papers

    @cached_property
    def _papers(self) -> int:
        papers: int = self.store.about("papers")
        return papers

    @cached_property
    def entries(self) -> int:
        """How many references the files have."""
        entries: int = self.store.about("entries")
        return entries

    @property
    def is_large(self) -> bool:
        """Whether there are so many references that not all which answer a query can be counted."""
        return self.entries > _MOST_COUNTED

    @cached_property
    def years(self) -> list[int]:
        """The years of publication that there are."""
        years: list[int] = self.store.about("years")
        return years

    @cached_property
    def held(self) -> frozenset[str]:
        """The papers of the base that the reader has, by id."""
        return frozenset(one for (one,) in self.store.rows("SELECT DISTINCT held FROM entry WHERE held IS NOT NULL"))

    def remarks(self) -> Iterator[str]:
        """Yield what is to be said of the files: what could not be read, and keys that are another's too."""
        for name, number in zip(self.files, self.store.about("unread"), strict=True):
            if number:
                yield f"{number} of your references in {name} cannot be read (see: mscq match {name})"
        for clash in self.store.about("clashes"):
            before, *named = clash.split(NAME, 2)
            yield f"{before}{self.files[int(named[0])]}{named[1]}" if len(named) == 2 else clash

    def count(self, expression: str) -> int:
        """Return how many papers an expression of the full text finds."""
        if expression not in self._counts:
            self._counts[expression] = self.store.value("SELECT count(*) FROM said WHERE said MATCH ?", expression)
        return self._counts[expression]

    def papers_with(self, tokens: Collection[str]) -> dict[str, int]:
        """Return how many papers hold each of these tokens of the full text, of those that many hold."""
        return dict(self.store.among("SELECT token, papers FROM token WHERE token IN ({})", sorted(tokens)))

    def where(self, selection: Selection) -> str:
        """Return the expression that finds what a selection asks for."""
        return where.selected(selection, self.kb.vocabulary, self.years)

    def selected(self, selection: Selection, limit: int | None = None) -> list[OwnPaper]:
        """Return the own references that a selection asks for, the newest first.

        A condition, route, cell, source, outcome or design is met by a mention of it or of anything below it. Of a
        selection that asks what a reference alone cannot tell (``unanswerable``) there are none.
        """
        if unanswerable(selection):
            return []
        rows = self.store.rows(
            "SELECT number FROM paper WHERE number IN (SELECT rowid FROM said WHERE said MATCH ?) "
            "ORDER BY year DESC, id LIMIT ?",
            self.where(selection),
            -1 if limit is None else limit,
        )
        return self.fetch([number for (number,) in rows])

    def how_many(self, selection: Selection) -> int:
        """Return how many own references a selection asks for."""
        return 0 if unanswerable(selection) else self.count(self.where(selection))

    def years_of(self, numbers: Sequence[int]) -> dict[int, int]:
        """Return the years of papers, 0 where none is given."""
        rows = self.store.among("SELECT number, year FROM paper WHERE number IN ({})", numbers)
        return {number: year or 0 for number, year in rows}

    def papers_called(self, text: str) -> list[int]:
        """Return the numbers of the papers that an identifier names."""
        from mscq.text.identifiers import parse

        identifier = parse(text)
        if identifier is None:
            return []
        rows = self.store.rows(
            "SELECT DISTINCT paper FROM name JOIN entry ON number = name.entry WHERE folded IN (?, ?) AND held IS NULL",
            *_forms(identifier),
        )
        return [number for (number,) in rows]

    def papers(self) -> Iterator[OwnPaper]:
        """Yield every own reference, in the order of the files."""
        numbers = [number for (number,) in self.store.rows("SELECT number FROM paper ORDER BY number")]
        for at in range(0, len(numbers), _AT_ONCE):
            yield from self.fetch(numbers[at : at + _AT_ONCE])

    def candidates(self) -> Iterator[Candidate]:
        """Yield the references as matching needs them, under their ids; those that the base has under its ids."""
        from mscq.library.base import candidate

        rows = self.store.rows(
            "SELECT coalesce(held, id), content FROM entry LEFT JOIN paper ON paper.number = entry.paper "
            "ORDER BY held IS NOT NULL, entry.number"
        )
        for key, content in rows:
            yield candidate(key, record_of(from_text(content)))

    def fetch(self, numbers: Sequence[int]) -> list[OwnPaper]:
        """Return these papers, in this order."""
        found: dict[int, list[tuple[int, str, str | None]]] = {number: [] for number in numbers}
        ids = dict(self.store.among("SELECT number, id FROM paper WHERE number IN ({})", numbers))
        columns = "SELECT number, paper, file, content, near FROM entry"
        rows = self.store.among(f"{columns} WHERE number IN ({{}})", numbers)
        rows += self.store.among(f"{columns} WHERE paper <> number AND paper IN ({{}})", numbers)
        for _, paper, file, content, near in sorted(rows):
            found[paper].append((file, content, near))
        return [self._paper(number, ids[number], rows) for number, rows in found.items()]

    def _paper(self, number: int, paper_id: str, rows: Sequence[tuple[int, str, str | None]]) -> OwnPaper:
        every = [from_text(content) for _, content, _ in rows]
        entries = tuple(
            entry_of(one, self.files[file], self._bibliography_of)
            for one, (file, _, _) in zip(every, rows, strict=True)
        )
        near = next((_near(near) for _, _, near in rows if near), None)
        return OwnPaper(number, paper_id, entries, every[0], near)

    @cached_property
    def _bibliography_of(self) -> Callable[[Any], Any]:
        return classes(self.store.about("layout"))["Bibliography"]

    @property
    def names(self) -> Container[str]:
        """The keys and identifiers of the reader's references."""
        return _Names(self.store)

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
        called = self._called(text) or [
            one for each in all_in(text) for form in _forms(each) for one in self._called(form)
        ]
        found = dict.fromkeys(called)
        own = {paper.number: paper for paper in self.fetch([one for one in found if isinstance(one, int)])}
        return [kb.get(one) if isinstance(one, str) else own[one] for one in found]

    def having(self, trials: Iterable[PooledTrial]) -> dict[str, tuple[bool, tuple[str, ...]]]:
        """Return which of these trials are own references, by label: surely, by PMID or DOI; else perhaps.

        Perhaps is one with the first author and the year of the label, and no other PMID or DOI than the trial's. Of
        a trial that has neither a PMID or DOI nor a year it cannot be told: no reference stands for it.
        """
        from mscq.evidence.coverage import label_key

        found: dict[str, tuple[bool, tuple[str, ...]]] = {}
        for trial in trials:
            ids = {name: one for name in ("pmid", "doi") if (one := getattr(trial, name))}
            sure = [number for one in ids.values() for number in self.papers_called(one)]
            label = label_key(trial.label)
            papers = self.fetch(list(dict.fromkeys(sure)) or self._like(label))
            fitting = [one.id for one in papers if sure or not _differs(one, ids)]
            if fitting or not (ids or label[-4:].isdecimal()):
                found[trial.label] = (bool(sure), tuple(fitting[:_MOST_LIKE]))
        return found

    def _like(self, label: str) -> list[int]:
        """The papers with the first author and the year of a label, folded, "petrou 2020"."""
        *author, year = label.split()
        if not author or not year.isdecimal():
            return []
        asked = where.both([where.author([author[-1]]), where.token(f"year:{year}")])
        rows = self.store.rows("SELECT rowid FROM said WHERE said MATCH ? LIMIT 1000", asked)
        papers = self.fetch([number for (number,) in rows])
        named = " ".join(author)
        return [one.number for one in papers if " ".join(fold_words(one.entry.first_family or "")) == named]

    def _called(self, text: str) -> list[int | str]:
        """The own paper by its number, or the paper of the base by its id, that is called so; as written first.

        Of the registration of a trial every paper on it.
        """
        from mscq.text.registrations import registration

        rows = self.store.rows(
            "SELECT held, paper FROM name JOIN entry ON number = name.entry WHERE folded = ? "
            "ORDER BY name <> ?, name <> ?, held IS NOT NULL, paper LIMIT ?",
            text.casefold(),
            text,
            text.casefold(),
            -1 if registration(text) else 1,
        )
        return [paper if held is None else str(held) for held, paper in rows]


def unanswerable(selection: Selection) -> list[str]:
    """Return the fields of a selection that no own reference can meet: design, level, size, results."""
    blank = Selection()
    asked = [name for name in Selection.field_names if getattr(selection, name) != getattr(blank, name)]
    return [name for name in asked if name not in _ANSWERABLE]


def _forms(identifier: Identifier) -> tuple[str, str]:
    """An identifier as references have it: a DOI without a page of its publisher's, a publisher's number as a DOI."""
    from mscq.text.identifiers import without_view

    value = identifier.value.casefold()
    return value, {"doi": without_view(value), "pii": f"10.1016/{value}"}.get(identifier.scheme, value)


def _near(stored: str) -> NearMiss:
    from mscq.library.match import NearMiss

    return NearMiss(*json.loads(stored))


def _differs(paper: OwnPaper, ids: dict[str, str]) -> bool:
    from mscq.library.match import ids_of

    own = [ids_of(entry) for entry in paper.entries]
    return any(name in one and one[name] != value for one in own for name, value in ids.items())


_MOST_LIKE = 3
_MOST_COUNTED = 250_000
_AT_ONCE = 500


def open_library(
    kb: KnowledgeBase,
    files: Iterable[Path],
    *,
    demanded: bool,
    tell: Callable[[str], None],
    stdin: Callable[[], BinaryIO],
    progress: cache.Progress,
    anew: bool = False,
) -> Library:
    """Return the references of these files ('-' is what ``stdin`` opens) beside a base; what there is to say is told.

    A file that cannot be read raises (UnreadableFile, MissingExtra) where the command line demanded it; a
    standing one is only told of, so that the base still answers.
    """
    with ExitStack() as copies:
        look = partial(_to_read, copies=copies, stdin=stdin)
        found = _working(dict.fromkeys(files), look, demanded, tell)
        opening = partial(cache.open_store, kb, progress=progress, say=tell, anew=anew)
        keep = all(str(file.path) == file.name for file in found)
        try:
            store = opening(found, keep=keep)
        except MscqError:
            if demanded:
                raise
            found = _working(found, _tried, demanded, tell)
            store = opening(found, keep=keep)
        library = Library(store, kb, [file.name for file in found])
    for remark in library.remarks():
        tell(f"warning: {remark}")
    return library


def _working(
    files: Iterable[One], look: Callable[[One], ToRead], demanded: bool, tell: Callable[[str], None]
) -> list[ToRead]:
    """Those of the files that can be read, as far as a look tells; one that was demanded raises."""
    found = []
    for file in files:
        try:
            found.append(look(file))
        except MscqError as error:
            if demanded:
                raise
            tell(f"warning: your library is not read: {error}")
    return found


def _to_read(file: Path, copies: ExitStack, stdin: Callable[[], BinaryIO]) -> ToRead:
    """A file as it will be read; of what can be read only once, a pipe or a descriptor, a copy is. UnreadableFile."""
    if str(file) == "-" or is_stream(file):
        from mscq.library.match_files import STANDARD_INPUT, copied

        if str(file) == "-":
            return ToRead(copies.enter_context(copied(stdin)), STANDARD_INPUT)
        try:
            return ToRead(copies.enter_context(copied(lambda: file.open("rb"))), str(file))
        except OSError as error:
            raise UnreadableFile(file, f"cannot be opened: {reason(error)}") from None
    cache.content_of(file)
    return ToRead(file, str(file))


def _tried(file: ToRead) -> ToRead:
    from mscq.library.read import first_of

    first_of(file.path)
    return file
