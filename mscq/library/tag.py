"""Tagging a reference with the concepts that its title and abstract name.

A tag says that the words stand there, no more: not that the paper is about them, nor what it found.
Names match whole words after folding, the longest first; abbreviations of four letters or fewer only in
their own capitals, because MS is not ms and RA is not ra.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import compress
from typing import TYPE_CHECKING, Protocol

from mscq.library.entry import Mention
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
_EDGE = re.compile(r"['’`´](?:(?<![^\W_]['’`´])|(?![^\W_]))")  # an apostrophe that stands in no word
_PARTING = re.compile(r"[^\w'’`´]|_")
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


class Text:
    """A text as words: as written, and folded. ``head`` is how many of them its first part has, the title."""

    def __init__(self, first: str, rest: str | None = None) -> None:
        text = f"{first}. {rest}" if first and rest else first or rest or ""
        self._text = text[:MOST_TEXT]
        self._plain = self._rest = _plain(self._text)
        self._at = 0
        self.written = self._plain.split()
        self.head = len(self._plain[: len(first)].split()) if rest else len(self.written)
        simple = self._plain.isascii() and "'" not in self._plain and "`" not in self._plain
        self.folded = self._plain.lower().split() if simple else [*map(_FOLDED.__getitem__, self.written)]
        self.spoken = (self.folded[: self.head], self.folded[self.head :]) if simple and text == self._text else None
        """The words of both parts as search has them, where both have the same notion of a word."""
        self.folded.append("")

    @classmethod
    def of(cls, entry: Entry) -> Text:
        """Return title and abstract of a reference; of one that was not taken apart its text."""
        title = entry.bibliography.title
        return cls(title or "", entry.abstract) if title or entry.abstract else cls(entry.raw or "")

    def said(self, first: int, size: int) -> str:
        """Words in a row as written, with what stands between them; asked for in the order of the text, it is quick."""
        if size == 1:
            return self.written[first]
        if first < self._at:
            self._rest, self._at = self._plain, 0
        self._rest, self._at = self._rest.split(None, first - self._at)[-1].lstrip(), first
        last = self._rest.split(None, size - 1)[-1]
        end = len(self._plain) - len(last) + len(self.written[first + size - 1])
        return self._text[len(self._plain) - len(self._rest) : end]

    def bar(self, places: Iterable[tuple[int, int]]) -> None:
        """Put a barrier in place of words that are taken."""
        for first, size in places:
            self.folded[first : first + size] = [_BARRIER] * size


def _plain(text: str) -> str:
    """A text, as long as it is, with a space for all that is part of no word; an apostrophe within one is."""
    if not text.isascii():
        for sign in _SIGNS:
            text = text.replace(sign, " ")
    if "'" in text or "`" in text or not text.isascii():
        text = _EDGE.sub(" ", text)
    return text.translate(_PARTED) if text.isascii() else _PARTING.sub(" ", text)


_FOLDED = Memo(fold)


Naming = tuple[str, str | None, int]
"""What a name means: the facet, the concept (None for what may be an abbreviation), the most words it may have."""
Place = tuple[int, int, str | None]
"""Where a name stands: its first word, how many there are, and the concept."""
Chosen = tuple[int, int, str, str]
"""Where a concept is named: the first word, how many there are, the facet and the concept."""


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
        letters = text.written[first] if size == 1 else "".join(text.written[first : first + size])
        concept = self._exact.get(letters)
        if not concept and letters.endswith("s") and letters[:-1].isupper():
            concept = self._exact.get(letters[:-1])
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
        self._stated = lru_cache(maxsize=1 << 10)(self._named_by)

    @classmethod
    def of(cls, vocabulary: Vocabulary, facets: Iterable[str]) -> Taggers:
        """Return those of these facets of a vocabulary."""
        return cls({facet: Tagger(vocabulary.facet(facet).values()) for facet in facets})

    def tag(self, entry: Entry, text: Text | None = None) -> dict[str, list[Mention]]:
        """Return the concepts that title and abstract name, per facet; ``text`` is both, where it was made already.

        Of a reference that was not taken apart, its text is read, without abbreviations: initials look like them.
        What names a condition names nothing else: "spinal cord injury" is no tissue, "systemic lupus" no route.
        A design is named by the title and the publication types that the file states: an abstract names those of
        others.
        """
        whole = bool(entry.bibliography.title or entry.abstract)
        found = self.mentions(text or Text.of(entry), abbreviations=whole)
        if entry.kinds and DESIGNS in found:
            named = {one.concept for one in found[DESIGNS]}
            found[DESIGNS] += [one for one in self._stated(entry.kinds) if one.concept not in named]
        return found

    def _named_by(self, kinds: tuple[str, ...]) -> list[Mention]:
        """The designs that publication types name, which are the same for many references."""
        return self._designs.mentions(Text(". ".join(kinds)))[DESIGNS]

    @cached_property
    def _designs(self) -> Taggers:
        return Taggers({DESIGNS: self._each[DESIGNS]})

    def mentions(self, text: Text, *, abbreviations: bool = True) -> dict[str, list[Mention]]:
        """Return every concept named in a text, once each, in the order of first mention, by facet.

        The longest name at a place wins. The words of a condition are barred for the other facets, but for designs,
        which are looked for in the first part of the text alone.
        """
        places = self._places(text)
        designs = [one for one in places.pop(DESIGNS, ()) if one[0] + one[1] <= text.head]
        taken = self._longest(text, DESIGNS, designs, abbreviations)
        barring = self._longest(text, CONDITIONS, places.pop(CONDITIONS, ()), abbreviations)
        text.bar((first, size) for first, size, _, _ in barring)
        taken += barring
        for facet, at in places.items():
            taken += self._longest(text, facet, at, abbreviations)
        found: dict[str, dict[str, Mention]] = {}
        for first, size, facet, concept in sorted(taken):
            mentions = found.setdefault(facet, {})
            if concept not in mentions:
                mentions[concept] = Mention(concept, text.said(first, size))
        return {facet: [*found[facet].values()] if facet in found else [] for facet in self._each}

    def _places(self, text: Text) -> dict[str, list[Place]]:
        """Where names stand, by facet: in the order of the text, and of one place the shorter first."""
        found: dict[str, list[Place]] = {}
        folded, known, most = text.folded, self._known, self._most
        for first in compress(range(len(folded)), map(known.__contains__, folded)):
            joined = folded[first]
            names: tuple[Naming, ...] | None = known[joined]
            for size in range(1, most + 1):
                if names:
                    for facet, concept, longest in names:
                        if size <= longest:
                            found.setdefault(facet, []).append((first, size, concept))
                if not (word := folded[first + size]):
                    break
                joined += word
                if (names := known.get(joined)) is None:
                    break
        return found

    def _longest(self, text: Text, facet: str, places: Iterable[Place], abbreviations: bool) -> list[Chosen]:
        """The longest name at each place that no name before it has taken."""
        chosen: list[Chosen] = []
        begun, free = -1, 0
        for first, size, named in places:
            if first < free and first != begun:
                continue
            concept = named or (self._each[facet].abbreviated(text, first, size) if abbreviations else None)
            if not concept or _BARRIER in text.folded[first : first + size]:
                continue
            if first == begun:
                chosen.pop()
            chosen.append((first, size, facet, concept))
            begun, free = first, first + size
        return chosen
