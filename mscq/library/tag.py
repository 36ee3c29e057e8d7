"""Tagging a reference with the concepts that its title and abstract name.

A tag says that the words stand there, no more: not that the paper is about them, nor what it found.
Names match whole words after folding, the longest first; abbreviations of four letters or fewer only in
their own capitals, because MS is not ms and RA is not ra.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

from mscq.text.fold import fold

if TYPE_CHECKING:
    from mscq.library.entry import Entry

LONGEST_ABBREVIATION = 4
MOST_WORDS = 10
CONDITIONS = "conditions"
MOST_TEXT = 100_000  # characters of title and abstract; no abstract is longer

_WORD = re.compile(r"[^\W_]+(?:['’ʼ`´][^\W_]+)*")
_ROMAN = re.compile(r"[IVX]+")
_BARRIER = "z"  # a word of its own that is part of no name, so that the words around it do not join into one
_START = 3
_NUMBERED = frozenset({
    "type", "types", "stage", "stages", "grade", "grades", "class", "phase", "phases", "part", "table", "figure",
    "level", "group", "factor", "collagen",
})  # fmt: skip


class Named(Protocol):
    """What tagging needs of a concept of the vocabulary."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def abbreviations(self) -> Sequence[str]: ...
    @property
    def synonyms(self) -> Sequence[str]: ...


class Mention(NamedTuple):
    """A concept and the words that name it, as written."""

    concept: str
    words: str


class Tagger:
    """Finds the concepts of one facet in text."""

    def __init__(self, concepts: Iterable[Named]) -> None:
        self._folded: dict[str, str] = {}
        self._exact: dict[str, str] = {}
        self._most = 1
        for concept in concepts:
            for name in (concept.label, *concept.synonyms):
                self._add(name, concept.id, spellings=(str, str.lower, str.capitalize))
            for name in concept.abbreviations:
                self._add(name, concept.id, spellings=(str,))

    def _add(self, name: str, concept: str, *, spellings: Iterable[Callable[[str], str]]) -> None:
        words = _WORD.findall(name)
        letters = "".join(words)
        if len(letters) > LONGEST_ABBREVIATION:
            self._folded.setdefault(fold(name), concept)
        elif letters:
            # a short name that holds capitals stays as written: RA, pSS
            kept = spellings if letters in {letters.lower(), letters.capitalize()} else (str,)
            for spelling in kept:
                self._exact.setdefault(spelling(letters), concept)
        # one more than written, for "intra-articular" where the name is "intraarticular"
        self._most = min(MOST_WORDS, max(self._most, len(words) + 1))

    @cached_property
    def _starts(self) -> frozenset[str]:
        """The first letters of every name: at a word that begins none, nothing need be looked up."""
        return frozenset(fold(name)[:_START] for name in (*self._folded, *self._exact))

    def spans(self, text: str, *, abbreviations: bool = True) -> Iterator[tuple[str, int, int]]:
        """Yield each naming of a concept in a text with its ends, in order; the longest name at a place wins."""
        words = list(_WORD.finditer(text[:MOST_TEXT]))
        folded = [fold(word[0]) for word in words]
        position = 0
        while position < len(words):
            beginning = "".join(folded[position : position + _START])
            if not any(beginning[:letters] in self._starts for letters in range(1, _START + 1)):
                position += 1
                continue
            for length in range(min(self._most, len(words) - position), 0, -1):
                concept = self._named(folded, position, length)
                if not concept and abbreviations:
                    concept = self._abbreviated(words, folded, position, length)
                if concept:
                    yield concept, words[position].start(), words[position + length - 1].end()
                    position += length
                    break
            else:
                position += 1

    def mentions(self, text: str, *, abbreviations: bool = True) -> list[Mention]:
        """Return every concept named in a text, once each, in the order of first mention."""
        found: dict[str, str] = {}
        for concept, start, end in self.spans(text, abbreviations=abbreviations):
            found.setdefault(concept, text[start:end])
        return [Mention(concept, written) for concept, written in found.items()]

    def _named(self, folded: Sequence[str], position: int, length: int) -> str | None:
        joined = "".join(folded[position : position + length])
        return self._folded.get(joined) or (self._folded.get(joined[:-1]) if joined.endswith("s") else None)

    def _abbreviated(
        self, words: Sequence[re.Match[str]], folded: Sequence[str], position: int, length: int
    ) -> str | None:
        first, last = words[position], words[position + length - 1]
        written = first.string[first.start() : last.end()]
        letters = "".join(word[0] for word in words[position : position + length])
        if len(letters) > LONGEST_ABBREVIATION + 1 or any(character.isspace() for character in written):
            return None
        if _ROMAN.fullmatch(letters) and self._numbers(folded, position, length):
            return None
        singular = letters[:-1] if letters.endswith("s") and letters[:-1].isupper() else letters
        return self._exact.get(letters) or self._exact.get(singular)

    @staticmethod
    def _numbers(folded: Sequence[str], position: int, length: int) -> bool:
        """Whether "IV" is a number here: phase IV, type IV, IV collagen."""
        around = {*folded[max(position - 1, 0) : position], *folded[position + length : position + length + 1]}
        return bool(around & _NUMBERED)


def _without(text: str, spans: Iterable[tuple[str, int, int]]) -> str:
    kept, position = [], 0
    for _, start, end in spans:
        kept += [text[position:start], _BARRIER * (end - start)]
        position = end
    return "".join(kept) + text[position:]


def tag_entry(entry: Entry, taggers: Mapping[str, Tagger]) -> dict[str, list[Mention]]:
    """Return the concepts that title and abstract name, per facet.

    Of a reference that was not taken apart, its text is read, without abbreviations: initials look like them.
    What names a condition names nothing else: "spinal cord injury" is no tissue, "systemic lupus" no route.
    """
    text = ". ".join(filter(None, (entry.bibliography.title, entry.abstract))) or entry.raw or ""
    abbreviations = text != entry.raw
    conditions = taggers.get(CONDITIONS)
    rest = _without(text, conditions.spans(text, abbreviations=abbreviations)) if conditions else text
    return {
        facet: tagger.mentions(text if facet == CONDITIONS else rest, abbreviations=abbreviations)
        for facet, tagger in taggers.items()
    }
