"""The reader's own references beside a base: those that the base lacks, and which of its papers the reader has."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mscq.library import unanswerable, where
from mscq.library.kept import entry_of, from_text, record_of
from mscq.library.own_paper import OwnPaper
from mscq.library.store import NAME, Store
from mscq.records.validated import classes

if TYPE_CHECKING:
    from mscq.evidence.selection import Selection
    from mscq.library.match import Candidate, NearMiss
    from mscq.records.knowledge_base import KnowledgeBase

_MOST_COUNTED = 250_000
_AT_ONCE = 500


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
        if unanswerable.of_selection(selection):
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
        return 0 if unanswerable.of_selection(selection) else self.count(self.where(selection))

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


def _near(stored: str) -> NearMiss:
    from mscq.library.match import NearMiss

    return NearMiss(*json.loads(stored))
