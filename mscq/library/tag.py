"""Tagging a reference with the concepts that its title and abstract name.

A tag says that the words stand there, no more: not that the paper is about them, nor what it found.
Names match whole words after folding, the longest first; abbreviations of four letters or fewer only in
their own capitals, because MS is not ms and RA is not ra.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from mscq.text.fold import fold

if TYPE_CHECKING:
    from mscq.library.entry import Entry
    from mscq.records.vocabulary import Vocabulary

LONGEST_ABBREVIATION = 4
MOST_WORDS = 10
CONDITIONS, DESIGNS = "conditions", "designs"
_MOST_KEPT = 100_000
MOST_TEXT = 100_000  # characters of title and abstract; no abstract is longer

_WORD = re.compile(r"([^\W_]+(?:['’ʼ`´][^\W_]+)*)")
_ASCII_WORD = re.compile(r"([A-Za-z0-9]+(?:['`][A-Za-z0-9]+)*)")  # the same where all is ASCII, and quicker
_ROMAN = re.compile(r"[IVX]+")
_BARRIER = "|"  # in place of words that are taken: part of no name, so that those around it do not join into one
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


class Text:
    """A text as words: as written, folded, and what stands between them."""

    def __init__(self, text: str) -> None:
        parts = (_ASCII_WORD if text.isascii() else _WORD).split(text[:MOST_TEXT])
        self.written, self.between = parts[1::2], parts[::2]
        self.folded = [*map(_FOLDED.__getitem__, self.written), ""]

    def said(self, first: int, size: int) -> str:
        """Words in a row as written, with what stands between them."""
        rest = zip(self.between[first + 1 : first + size], self.written[first + 1 : first + size], strict=True)
        return self.written[first] + "".join(f"{between}{word}" for between, word in rest)

    def without(self, places: Iterable[tuple[int, int]]) -> Text:
        """The text with a barrier in place of words that are taken."""
        rest = Text("")
        rest.written, rest.between, rest.folded = self.written, self.between, list(self.folded)
        for first, size in places:
            rest.folded[first : first + size] = [_BARRIER] * size
        return rest


class _Folded(dict[str, str]):
    """Words with their folded form, each folded once."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_KEPT:
            self.clear()
        return self.setdefault(word, fold(word))


_FOLDED = _Folded()


class Tagger:
    """Finds the concepts of one facet in text."""

    def __init__(self, concepts: Iterable[Named]) -> None:
        self._names: dict[str, str] = {}
        self._exact: dict[str, str] = {}
        self._most = 1
        for concept in concepts:
            for name in (concept.label, *concept.synonyms):
                self._add(name, concept.id, spellings=(str, str.lower, str.capitalize))
            for name in concept.abbreviations:
                self._add(name, concept.id, spellings=(str,))
        self._short = _with_plural(map(fold, self._exact))
        self.whole = self._short | _with_plural(self._names)
        """Names by their letters, folded, with a plural s too."""
        self.begun = frozenset(key[:end] for key in self.whole for end in range(1, len(key) + 1))
        """Every beginning of one, itself included: where the words so far are none, no name goes on."""

    def _add(self, name: str, concept: str, *, spellings: Iterable[Callable[[str], str]]) -> None:
        words = _WORD.findall(name)
        letters = "".join(words)
        if len(letters) > LONGEST_ABBREVIATION:
            self._names.setdefault(fold(name), concept)
        elif letters:
            # a short name that holds capitals stays as written: RA, pSS
            kept = spellings if letters in {letters.lower(), letters.capitalize()} else (str,)
            for spelling in kept:
                self._exact.setdefault(spelling(letters), concept)
        # one more than written, for "intra-articular" where the name is "intraarticular"
        self._most = min(MOST_WORDS, max(self._most, len(words) + 1))

    def places(self, text: Text, at: Iterable[int], *, abbreviations: bool = True) -> Iterator[tuple[str, int, int]]:
        """Yield each naming of a concept with its first word and how many there are; the longest at a place wins.

        ``at`` are the places at which a name may begin.
        """
        free = 0
        for first in at:
            if first >= free:
                concept, size = self._longest(text, first, abbreviations)
                if concept:
                    yield concept, first, size
                    free = first + size

    def mentions(self, text: Text, at: Iterable[int] | None = None, *, abbreviations: bool = True) -> list[Mention]:
        """Return every concept named in a text, once each, in the order of first mention."""
        found: dict[str, str] = {}
        begun = range(len(text.written)) if at is None else at
        for concept, first, size in self.places(text, begun, abbreviations=abbreviations):
            if concept not in found:
                found[concept] = text.said(first, size)
        return [Mention(concept, written) for concept, written in found.items()]

    def _longest(self, text: Text, first: int, abbreviations: bool) -> tuple[str | None, int]:
        found: tuple[str | None, int] = (None, 0)
        joined = ""
        for size, word in enumerate(text.folded[first : first + self._most], start=1):
            joined += word
            if not word or joined not in self.begun:
                break
            concept = self._names.get(joined) or (self._names.get(joined[:-1]) if joined.endswith("s") else None)
            if not concept and abbreviations and joined in self._short:
                concept = self._abbreviated(text, first, size)
            if concept:
                found = concept, size
        return found

    def _abbreviated(self, text: Text, first: int, size: int) -> str | None:
        letters = "".join(text.written[first : first + size])
        if len(letters) > LONGEST_ABBREVIATION + 1:
            return None
        if any(character.isspace() for between in text.between[first + 1 : first + size] for character in between):
            return None
        if _ROMAN.fullmatch(letters) and self._numbers(text.folded, first, size):
            return None
        singular = letters[:-1] if letters.endswith("s") and letters[:-1].isupper() else letters
        return self._exact.get(letters) or self._exact.get(singular)

    @staticmethod
    def _numbers(folded: Sequence[str], first: int, size: int) -> bool:
        """Whether "IV" is a number here: phase IV, type IV, IV collagen."""
        around = {*folded[max(first - 1, 0) : first], *folded[first + size : first + size + 1]}
        return bool(around & _NUMBERED)


def _with_plural(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(form for key in keys for form in (key, f"{key}s"))


class Taggers:
    """Finds the concepts of several facets in a reference, by the facet."""

    def __init__(self, each: Mapping[str, Tagger]) -> None:
        self.each = each
        self._whole: dict[str, tuple[str, ...]] = {}
        self._begun: dict[str, tuple[str, ...]] = {}
        for facet, tagger in each.items():
            for known, names in ((self._whole, tagger.whole), (self._begun, tagger.begun)):
                known.update({name: (*known.get(name, ()), facet) for name in names})

    @classmethod
    def of(cls, vocabulary: Vocabulary, facets: Iterable[str]) -> Taggers:
        """Return those of these facets of a vocabulary."""
        return cls({facet: Tagger(vocabulary.facet(facet).values()) for facet in facets})

    def tag(self, entry: Entry) -> dict[str, list[Mention]]:
        """Return the concepts that title and abstract name, per facet.

        Of a reference that was not taken apart, its text is read, without abbreviations: initials look like them.
        What names a condition names nothing else: "spinal cord injury" is no tissue, "systemic lupus" no route.
        A design is named by the title and the publication types that the file states: an abstract names those of
        others.
        """
        bibliography = entry.bibliography
        said = ". ".join(filter(None, (bibliography.title, entry.abstract))) or entry.raw or ""
        abbreviations = said != entry.raw
        text = rest = Text(said)
        begun = self._places(text)
        if conditions := self.each.get(CONDITIONS):
            taken = [place[1:] for place in conditions.places(text, begun[CONDITIONS], abbreviations=abbreviations)]
            rest = text.without(taken) if taken else text
        found = {
            facet: tagger.mentions(text if facet == CONDITIONS else rest, begun[facet], abbreviations=abbreviations)
            for facet, tagger in self.each.items()
            if facet != DESIGNS
        }
        if designs := self.each.get(DESIGNS):
            stated = Text(". ".join((bibliography.title or entry.raw or "", *entry.kinds)))
            found[DESIGNS] = designs.mentions(stated, abbreviations=abbreviations)
        return found

    def _places(self, text: Text) -> dict[str, list[int]]:
        """Where a word, alone or with the next, begins a name, by facet."""
        found: dict[str, list[int]] = {facet: [] for facet in self.each}
        folded, begun, whole = text.folded, self._begun, self._whole
        for at, word in enumerate(folded):
            if word in begun:
                facets, more = whole.get(word, ()), begun.get(word + folded[at + 1])
                for facet in facets if not more else more if not facets else {*facets, *more}:
                    found[facet].append(at)
        return found
