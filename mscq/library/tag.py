"""Tagging a reference with the concepts that its title and abstract name.

A tag says that the words stand there, no more: not that the paper is about them, nor what it found.
Names match whole words after folding, the longest first; abbreviations of four letters or fewer only in
their own capitals, because MS is not ms and RA is not ra.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

from mscq.text.fold import fold
from mscq.text.memo import Memo

if TYPE_CHECKING:
    from mscq.library.entry import Entry
    from mscq.records.vocabulary import Vocabulary

LONGEST_ABBREVIATION = 4
MOST_WORDS = 10
CONDITIONS, DESIGNS = "conditions", "designs"
MOST_TEXT = 100_000  # characters of title and abstract; no abstract is longer

_WORD = re.compile(r"[^\W_]+(?:['’ʼ`´][^\W_]+)*")
_EDGE = re.compile(r"['`](?:(?<![A-Za-z0-9]['`])|(?![A-Za-z0-9]))")  # an apostrophe that stands in no word
_SIGNS = "–—−‐‑·®±≥≤×“”\u00a0"  # beyond ASCII and frequent, and part of no word
_PARTED = {code: " " for code in range(128) if not chr(code).isalnum() and chr(code) not in "'`"}
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
    """A text as words: as written, and folded."""

    def __init__(self, text: str) -> None:
        self._text = text[:MOST_TEXT]
        plain = _plain(self._text)
        self.written = _WORD.findall(self._text) if plain is None else plain.split()
        simple = plain is not None and "'" not in plain and "`" not in plain
        self.folded = plain.lower().split() if simple else [*map(_FOLDED.__getitem__, self.written)]
        self.folded.append("")
        self._at = self._end = 0

    def said(self, first: int, size: int) -> str:
        """Words in a row as written, with what stands between them; asked for in the order of the text, it is quick."""
        if size == 1:
            return self.written[first]
        if first < self._at:
            self._at = self._end = 0
        begin = end = self._end
        for word in self.written[self._at : first]:
            end = self._text.index(word, end) + len(word)
        self._at, self._end = first, end
        for number, word in enumerate(self.written[first : first + size]):
            at = self._text.index(word, end)
            begin, end = at if not number else begin, at + len(word)
        return self._text[begin:end]

    def bar(self, places: Iterable[tuple[int, int]]) -> None:
        """Put a barrier in place of words that are taken."""
        for first, size in places:
            self.folded[first : first + size] = [_BARRIER] * size


def _plain(text: str) -> str | None:
    """A text with spaces for all that is part of no word; None where it has letters beyond ASCII."""
    if not text.isascii():
        for sign in _SIGNS:
            text = text.replace(sign, " ")
        if not text.isascii():
            return None
    if "'" in text or "`" in text:
        text = _EDGE.sub(" ", text)
    return text.translate(_PARTED)


_FOLDED = Memo(fold)


Naming = tuple[str, str | None, int]
"""What a name means: the facet, the concept (None for what may be an abbreviation), the most words it may have."""
Place = tuple[int, int, str | None]
"""Where a name stands: its first word, how many there are, and the concept."""


class Tagger:
    """Knows the names of the concepts of one facet."""

    def __init__(self, concepts: Iterable[Named]) -> None:
        self._names: dict[str, str] = {}
        self._exact: dict[str, str] = {}
        self.most = 1
        """The most words that a name has."""
        for concept in concepts:
            for name in (concept.label, *concept.synonyms):
                self._add(name, concept.id, spellings=(str, str.lower, str.capitalize))
            for name in concept.abbreviations:
                self._add(name, concept.id, spellings=(str,))

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
        self.most = min(MOST_WORDS, max(self.most, len(words) + 1))

    def names(self) -> dict[str, str | None]:
        """Return the names by their letters, folded, with a plural s too, and the concepts; None for abbreviations."""
        plural: dict[str, str | None] = {f"{name}s": concept for name, concept in self._names.items()}
        short = dict.fromkeys(form for name in map(fold, self._exact) for form in (name, f"{name}s"))
        return short | plural | self._names

    def mentions(self, text: Text) -> list[Mention]:
        """Return every concept named in a text, once each, in the order of first mention."""
        return Taggers({"": self}).mentions(text)[""]

    def abbreviated(self, text: Text, first: int, size: int) -> str | None:
        """Return what words mean as an abbreviation, which has its own capitals and no space in it."""
        letters = "".join(text.written[first : first + size])
        if len(letters) > LONGEST_ABBREVIATION + 1:
            return None
        singular = letters[:-1] if letters.endswith("s") and letters[:-1].isupper() else letters
        concept = self._exact.get(letters) or self._exact.get(singular)
        if not concept or (_ROMAN.fullmatch(letters) and self._numbers(text.folded, first, size)):
            return None
        return None if size > 1 and any(map(str.isspace, text.said(first, size))) else concept

    @staticmethod
    def _numbers(folded: Sequence[str], first: int, size: int) -> bool:
        """Whether "IV" is a number here: phase IV, type IV, IV collagen."""
        around = {*folded[max(first - 1, 0) : first], *folded[first + size : first + size + 1]}
        return bool(around & _NUMBERED)


class Taggers:
    """Finds the concepts of several facets in a reference, by the facet, in one pass."""

    def __init__(self, each: Mapping[str, Tagger]) -> None:
        self._each = each
        self._most = max((tagger.most for tagger in each.values()), default=0)
        self._known: dict[str, tuple[Naming, ...]] = {}
        """Every beginning of a name, itself included, and what it means if it is one."""
        for facet, tagger in each.items():
            for name, concept in tagger.names().items():
                for end in range(1, len(name)):
                    self._known.setdefault(name[:end], ())
                self._known[name] = (*self._known.get(name, ()), (facet, concept, tagger.most))

    @classmethod
    def of(cls, vocabulary: Vocabulary, facets: Iterable[str]) -> Taggers:
        """Return those of these facets of a vocabulary."""
        return cls({facet: Tagger(vocabulary.facet(facet).values()) for facet in facets})

    @cached_property
    def _designs(self) -> Taggers | None:
        return Taggers({DESIGNS: self._each[DESIGNS]}) if DESIGNS in self._each else None

    @cached_property
    def _others(self) -> Taggers:
        return Taggers({facet: tagger for facet, tagger in self._each.items() if facet != DESIGNS})

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
        found = self._others.mentions(Text(said), abbreviations=abbreviations)
        if self._designs:
            stated = Text(". ".join((bibliography.title or entry.raw or "", *entry.kinds)))
            found |= self._designs.mentions(stated, abbreviations=abbreviations)
        return found

    def mentions(self, text: Text, *, abbreviations: bool = True) -> dict[str, list[Mention]]:
        """Return every concept named in a text, once each, in the order of first mention, by facet.

        The longest name at a place wins. The words of a condition are barred for the other facets.
        """
        places = self._places(text)
        chosen = []
        if CONDITIONS in places:
            taken = _longest(text, CONDITIONS, self._each[CONDITIONS], places.pop(CONDITIONS), abbreviations)
            text.bar((first, size) for first, size, _, _ in taken)
            chosen += taken
        for facet, at in places.items():
            chosen += _longest(text, facet, self._each[facet], at, abbreviations)
        found: dict[str, dict[str, Mention]] = {facet: {} for facet in self._each}
        for first, size, facet, concept in sorted(chosen):
            if concept not in found[facet]:
                found[facet][concept] = Mention(concept, text.said(first, size))
        return {facet: [*mentions.values()] for facet, mentions in found.items()}

    def _places(self, text: Text) -> dict[str, list[Place]]:
        """Where names stand, by facet: in the order of the text, and of one place the shorter first."""
        found: dict[str, list[Place]] = {facet: [] for facet in self._each}
        folded, known, most = text.folded, self._known, self._most
        for first in [at for at, word in enumerate(folded) if word in known]:
            joined = folded[first]
            names: tuple[Naming, ...] | None = known[joined]
            for size in range(1, most + 1):
                for facet, concept, longest in names or ():
                    if size <= longest:
                        found[facet].append((first, size, concept))
                if not (word := folded[first + size]):
                    break
                joined += word
                if (names := known.get(joined)) is None:
                    break
        return found


def _longest(
    text: Text, facet: str, tagger: Tagger, places: Iterable[Place], abbreviations: bool
) -> list[tuple[int, int, str, str]]:
    """The longest name at each place that no name before it has taken, with its facet and concept."""
    at: dict[int, tuple[int, int, str, str]] = {}
    for first, size, named in places:
        if _BARRIER not in text.folded[first : first + size]:
            concept = named or (tagger.abbreviated(text, first, size) if abbreviations else None)
            if concept:
                at[first] = first, size, facet, concept
    chosen, free = [], 0
    for one in at.values():
        if one[0] >= free:
            chosen.append(one)
            free = one[0] + one[1]
    return chosen
