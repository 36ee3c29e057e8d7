"""From what a person typed to one concept, to several, or to none with suggestions.

The order is fixed: an exact name first (any case, accents, hyphens, dots); then whole words or the
beginning of one inside a name; only then a typing mistake. Names of four letters or fewer, and all
abbreviations, are never matched with a mistake in them: MS is not MSC. Nor is a number a typing mistake
(interleukin 8 is not interleukin 6), and each word may only be as wrong as its own length allows (hand
osteoarthritis is not hip osteoarthritis).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from mscq.errors import AmbiguousTerm, UnknownTerm
from mscq.records.vocabulary import Concept, Facet
from mscq.text.fold import fold, fold_words

_SHORTEST_PREFIX = 4
_SHORTEST_FUZZY = 5
_MOST_NAMED = 8
_MOST_EDITS_A_WORD = 2
_NUMERAL = re.compile(r"\d+|^[ivx]+$")


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a text was taken for.

    ``correction`` holds the name it was read as where it was mistyped; ``partial`` tells that it is only a
    part of the concept's name.
    """

    concept_id: str
    text: str
    correction: str | None = None
    partial: bool = False


def allowed_edits(length: int) -> int:
    """Typing mistakes a name of so many letters may hold: none up to 4, one to 10, two to 15, then three."""
    return 0 if length < _SHORTEST_FUZZY else 1 if length < 11 else 2 if length < 16 else 3


def _word_edits(length: int) -> int:
    """Typing mistakes that one word among several may hold: one to 7 letters, two from 8."""
    return 0 if length < _SHORTEST_FUZZY else 1 if length < 8 else _MOST_EDITS_A_WORD


class Resolver:
    """Resolves text against the concepts of one facet."""

    def __init__(self, facet: Facet, noun: str) -> None:
        self.facet = facet
        self.noun = noun

    @cached_property
    def _exact(self) -> dict[str, set[str]]:
        keys: dict[str, set[str]] = {}
        for concept in self.facet.values():
            for name in concept.names:
                for key in _keys(name):
                    keys.setdefault(key, set()).add(concept.id)
        return keys

    @cached_property
    def _phrases(self) -> list[tuple[list[str], str]]:
        return [
            (words, concept.id)
            for concept in self.facet.values()
            for name in (concept.label, *concept.synonyms)
            if (words := fold_words(name))
        ]

    @cached_property
    def _fuzzy_names(self) -> dict[str, tuple[str, str]]:
        """Folded name -> (concept id, name as written), for names that may be mistyped."""
        return {
            key: (concept.id, name)
            for concept in self.facet.values()
            for name in (concept.label, *concept.synonyms)
            if len(key := fold(name)) >= _SHORTEST_FUZZY and not name.isupper()
        }

    @cached_property
    def _fuzzy_words(self) -> list[str]:
        """The words of names that may be mistyped: those without a number that are no abbreviation."""
        concepts = self.facet.values()
        abbreviated = {fold(name) for concept in concepts for name in concept.abbreviations} | {
            fold(part)
            for concept in concepts
            for name in (concept.label, *concept.synonyms)
            for part in name.split()
            if part.isupper()
        }
        words = {word for words, _ in self._phrases for word in words}
        return sorted(word for word in words if word not in abbreviated and not _numerals([word]))

    def resolve(self, text: str) -> Resolution:
        """The one concept a text names. Raises AmbiguousTerm or UnknownTerm."""
        named = self._named(text)
        if len(named) == 1:
            return Resolution(named.pop(), text)
        found = named or self._containing(text)
        if found:
            return Resolution(self._only(text, found), text, partial=not named)
        return self._mistyped(text)

    def _named(self, text: str) -> set[str]:
        return set(next((self._exact[key] for key in _keys(text) if key in self._exact), ()))

    def _containing(self, text: str) -> set[str]:
        """Concepts with a name that holds every word typed, the last one perhaps unfinished."""
        typed = fold_words(text)
        if not typed or sum(map(len, typed)) < _SHORTEST_PREFIX:
            return set()
        return {concept_id for words, concept_id in self._phrases if _holds(words, typed)}

    def _only(self, text: str, found: set[str]) -> str:
        """The single concept among several, if one stands above the others. Raises AmbiguousTerm.

        A family whose name does not begin with what was typed does not stand for its members:
        "arthritis" is any of several diseases, while "multiple" is multiple sclerosis and its forms.
        """
        typed = fold_words(text)
        families = {
            one
            for one in found
            if self.facet[one].kind == "family" and fold_words(self.facet[one].label)[: len(typed)] != typed
        }
        members = found - families or found
        top = {one for one in members if not (self.facet.broader(one) - {one}) & members}
        if len(top) == 1:
            return top.pop()
        raise AmbiguousTerm(text, self.noun, self._labels(top))

    def _labels(self, ids: Iterable[str]) -> list[str]:
        labels = sorted(_with_abbreviation(self.facet[one]) for one in ids)
        return labels if len(labels) <= _MOST_NAMED else [*labels[:_MOST_NAMED], "..."]

    def _mistyped(self, text: str) -> Resolution:
        key = fold(text)
        if len(key) >= _SHORTEST_FUZZY:
            from rapidfuzz import process
            from rapidfuzz.distance import OSA

            edits = allowed_edits(len(key))
            found = process.extract(key, list(self._fuzzy_names), scorer=OSA.distance, score_cutoff=edits, limit=None)
            near = [one for one in found if _is_mistyping(text, self._fuzzy_names[one[0]][1])]
            if near:
                least = min(distance for _, distance, _ in near)
                names = [self._fuzzy_names[name] for name, distance, _ in near if distance == least]
                concept_id = self._only(text, {one for one, _ in names})
                return Resolution(concept_id, text, next(name for one, name in names if one == concept_id))
            corrected = self._correct_words(text)
            if corrected is not None:
                ids = self._named(corrected) or self._containing(corrected)
                if ids:
                    return Resolution(self._only(corrected, ids), text, corrected)
        raise UnknownTerm(text, self.noun, self.suggest(text))

    def _correct_words(self, text: str) -> str | None:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        known = {word for words, _ in self._phrases for word in words}
        corrected = []
        typed = fold_words(text)
        for word in typed:
            if word in known:
                corrected.append(word)
                continue
            edits = _word_edits(len(word)) if len(typed) > 1 else allowed_edits(len(word))
            best = process.extractOne(word, self._fuzzy_words, scorer=OSA.distance, score_cutoff=edits)
            if best is None or _numerals([word]):
                return None
            corrected.append(best[0])
        return " ".join(corrected)

    def suggest(self, text: str, limit: int = 3) -> list[str]:
        """The names nearest to a text that fits nothing."""
        from rapidfuzz import fuzz, process

        names: dict[str, str] = {}
        for concept in self.facet.values():
            for name in (concept.label, *concept.synonyms):
                names.setdefault(" ".join(fold_words(name)), concept.label)
        near = process.extract(" ".join(fold_words(text)), list(names), scorer=fuzz.ratio, score_cutoff=55, limit=12)
        return list(dict.fromkeys(names[name] for name, _, _ in near))[:limit]


def choices_facet(name: str, choices: Mapping[str, tuple[str, ...]]) -> Facet:
    """A closed list of values with their other names as a facet, so that they resolve as the vocabularies do."""
    return Facet(
        name,
        (Concept(id=value, label=value.replace("-", " "), synonyms=names) for value, names in choices.items()),
    )


def _keys(name: str) -> list[str]:
    """The folded forms of a name: with the possessive s dropped, kept, and without a plural s."""
    keys = [fold(name)]
    kept = fold(name.translate({ord(mark): None for mark in "'’‘ʼ`"}))
    if kept not in keys:
        keys.append(kept)
    if len(keys[0]) > _SHORTEST_FUZZY and keys[0].endswith("s") and not keys[0].endswith(("ss", "is", "us")):
        keys.append(keys[0][:-1])
    return [key for key in keys if key]


def _numerals(words: Iterable[str]) -> list[str]:
    return [found for word in words for found in _NUMERAL.findall(word)]


def _is_mistyping(text: str, name: str) -> bool:
    """Whether a text can be a name mistyped: the same numbers, and no word further off than its length allows."""
    from rapidfuzz.distance import OSA

    typed, meant = fold_words(text), fold_words(name)
    if _numerals(typed) != _numerals(meant):
        return False
    if len(typed) != len(meant):  # a space too few or too many, and one more mistake
        return OSA.distance("".join(typed), "".join(meant)) <= 1
    return all(OSA.distance(word, other) <= _word_edits(len(word)) for word, other in zip(typed, meant, strict=True))


def _holds(words: list[str], typed: list[str]) -> bool:
    *whole, last = typed
    if not all(word in words for word in whole):
        return False
    return last in words or (len(last) >= _SHORTEST_PREFIX and any(word.startswith(last) for word in words))


def _with_abbreviation(concept: Concept) -> str:
    return f"{concept.label} ({concept.abbreviations[0]})" if concept.abbreviations else concept.label
