"""The reader's own references beside a base: those that the base lacks, and which of its papers the reader has.

An own reference carries what its file states and the concepts that title and abstract mention. It has no
design, no level of evidence and no findings, is never a ``Paper``, and so enters no verdict, comparison or map.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from mscq.errors import UnknownPaper
from mscq.fold import fold, fold_words
from mscq.identifiers import parse
from mscq.library.base import candidates
from mscq.library.duplicates import duplicates
from mscq.library.entry import Entry
from mscq.library.match import Match, Matcher, NearMiss, ids_of
from mscq.library.notices import Notice, notice_of
from mscq.library.tag import CONDITIONS, Mention, Tagger, tag_entry
from mscq.selection import Selection

if TYPE_CHECKING:
    from mscq.knowledge_base import KnowledgeBase
    from mscq.models import Paper
    from mscq.vocabulary import Facet, Vocabulary

TAGGED = {"conditions": CONDITIONS, "cells": "cell-types", "sources": "cell-sources", "routes": "routes"}
"""Field of a Selection -> the facet whose concepts are looked for in title and abstract."""

_ANSWERABLE = {*TAGGED, "years", "registrations", "standings"}


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
        """The ids of the concepts of one field that are mentioned."""
        return [mention.concept for mention in self.mentions[field]]


class _Names(NamedTuple):
    """Those names of a concept that can stand in a text."""

    id: str
    label: str
    abbreviations: tuple[str, ...]
    synonyms: tuple[str, ...]


class Tags:
    """The vocabulary as tagging needs it. Of each text only the names are looked for whose letters stand in it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._folded = {
            facet: [
                (concept, {name: fold(name) for name in concept.names}) for concept in vocabulary.facet(facet).values()
            ]
            for facet in TAGGED.values()
        }

    def of(self, entry: Entry) -> dict[str, list[Mention]]:
        """The mentions of an entry by field."""
        letters = _letters(entry)
        found = tag_entry(entry, {facet: Tagger(self._standing(facet, letters)) for facet in TAGGED.values()})
        return {name: found[facet] for name, facet in TAGGED.items()}

    def can_name(self, entry: Entry, facet: str, wanted: Collection[str]) -> bool:
        """Whether an entry can mention any of these concepts; quick, and true too often rather than not."""
        letters = _letters(entry)
        return any(
            concept.id in wanted and any(name in letters for name in folded.values())
            for concept, folded in self._folded[facet]
        )

    def _standing(self, facet: str, letters: str) -> Iterator[_Names]:
        for concept, folded in self._folded[facet]:
            there = {name for name, form in folded.items() if form in letters}
            if there:
                yield _Names(
                    concept.id,
                    concept.label if concept.label in there else "",
                    tuple(name for name in concept.abbreviations if name in there),
                    tuple(name for name in concept.synonyms if name in there),
                )


def _letters(entry: Entry) -> str:
    """The folded letters of title and abstract, without spaces."""
    text = ". ".join(filter(None, (entry.bibliography.title, entry.abstract))) or entry.raw or ""
    return "".join(fold_words(text))
