"""From what a person typed to one concept, to several, or to none with suggestions.

Only three things are answered:

1. a name of one concept: in any case, with or without accents, hyphens, dots and a plural s, in other forms of its
   words ("injecting"), as MeSH inverts it ("Arthritis, Rheumatoid"), or its MeSH id;
2. a part of a name that tells the concept apart: every concept whose name holds the words is this one or narrower,
   and the words are no common ones. Common is a word alone that ends a name, which is what the concept is a kind of
   (every immune balance is a balance), and a word that the records use without the rest of the name;
3. a typing mistake for one concept (``mscq.search.mistyping``): a few letters, in words that are none of their own,
   and no other concept as near. Names of four letters or fewer, abbreviations and numbers are never mistyped.

What comes near, and no more, is offered: a question with candidates costs a second, the wrong disease much more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from mscq.errors import AmbiguousTerm, UnknownTerm
from mscq.records.value import Value
from mscq.search.lexicon import Lexicon, capital
from mscq.search.name_index import NameIndex, letters, stemmed
from mscq.text.fold import fold, fold_words

if TYPE_CHECKING:
    from mscq.records.vocabulary import Concept, Facet

_SHORTEST_PREFIX = 4
_MOST_NAMED = 8
_OWN = 0.8  # of the places where the records use a part of a name, those where it stands in the name
_LEAST_SEEN = 2
_NEAR, _NEAR_SHORT = 60, 75  # how like a name must be to be suggested (rapidfuzz ratio), in short texts more
_LONG = 8
_VERY_NEAR = 90
_SMALL_WORDS = frozenset({"of", "the", "a", "an", "in", "to", "for", "from", "with", "by", "and", "or", "on", "at"})

# what says no more of a concept than that it is one
_GENERAL = frozenset(
    stemmed([word]) for word in (*_SMALL_WORDS, "disease", "disorder", "syndrome", "illness", "injury")
)


class Resolution(Value):
    """What a text was taken for.

    ``correction`` holds the name it was read as where it was mistyped; ``partial`` tells that it is only a
    part of the concept's name.
    """

    concept_id: str
    text: str
    correction: str | None = None
    partial: bool = False


class _Typed(Value):
    """A text as typed and its folded words."""

    text: str
    words: list[str]

    @property
    def key(self) -> str:
        return "".join(self.words)


def _typed(text: str) -> _Typed:
    """A text as it is typed, a MeSH id in whatever form as the id alone."""
    if any(map(str.isdigit, text)):
        from mscq.text.mesh import mesh_id

        text = mesh_id(text) or text
    return _Typed(text, fold_words(text))


class Resolver:
    """Resolves text against the concepts of one facet."""

    def __init__(self, facet: Facet, noun: str, lexicon: Lexicon | None = None) -> None:
        self.facet = facet
        self.noun = noun
        self.lexicon = lexicon or Lexicon()

    @cached_property
    def _exact(self) -> NameIndex[str]:
        names = ((name, concept.id) for concept in self.facet.values() for name in concept.names)
        index = NameIndex(letters, (([key], one) for name, one in names for key in _keys(name, fold_words(name))))
        for concept in self.facet.values():
            if concept.mesh:
                index.add([fold(concept.mesh)], concept.id)
        return index

    @cached_property
    def _stemmed(self) -> NameIndex[str]:
        return NameIndex(stemmed, self._phrases)

    @cached_property
    def _hinted(self) -> NameIndex[str]:
        hints = ((fold_words(hint), concept.id) for concept in self.facet.values() for hint in concept.hints)
        return NameIndex(stemmed, hints)

    @cached_property
    def _phrases(self) -> list[tuple[list[str], str]]:
        """The names that are more than abbreviations, in folded words, with their concepts."""
        return [
            (words, concept.id)
            for concept in self.facet.values()
            for name in (concept.label, *concept.synonyms)
            if (words := fold_words(name))
        ]

    @cached_property
    def _names(self) -> dict[str, tuple[str, str]]:
        """Folded name -> (concept id, name as written), for names that may be mistyped."""
        return {
            " ".join(fold_words(name)): (concept.id, name)
            for concept in self.facet.values()
            for name in (concept.label, *concept.synonyms)
            if not capital(name)
        }

    @cached_property
    def _known(self) -> frozenset[str]:
        """Words in their own right: those of this facet, of all others, and of the records."""
        return self.lexicon.words.union(word for words, _ in self._phrases for word in words)

    @cached_property
    def _spellings(self) -> frozenset[str]:
        """The words that a mistyped one can be meant for: no abbreviations."""
        return self._known - self.lexicon.abbreviations

    def resolve(self, text: str) -> Resolution:
        """The one concept a text names. Raises AmbiguousTerm or UnknownTerm."""
        typed = _typed(text)
        named = self._named(typed)
        if named:
            return Resolution(named.pop() if len(named) == 1 else self._only(typed, named), text)
        if hinted := set(self._hinted.of(typed.words)):
            raise self._asked(text, hinted)
        holding = self._holding(typed.words)
        if holding:
            one = self._only(typed, holding)
            if not self._tells_apart(typed.words, one):
                raise self._asked(text, {one})
            return Resolution(one, text, partial=True)
        return self._mistyped(typed)

    def exactly(self, text: str) -> set[str]:
        """The ids of the concepts that have this very name."""
        return self._named(_typed(text))

    def near(self, text: str) -> list[str]:
        """Return the ids of concepts with a name that each word is a slip of: offered, where it is not taken for it."""
        from rapidfuzz.distance import OSA

        typed = fold_words(text)
        found = {
            one
            for name, (one, _) in self._names.items()
            if len(meant := name.split()) == len(typed)
            and all(
                one == other
                or (
                    min(len(one), len(other)) >= _SHORTEST_PREFIX
                    and one[0] == other[0]
                    and OSA.distance(one, other, score_cutoff=1) <= 1
                )
                for one, other in zip(typed, meant, strict=True)
            )
        }
        return sorted(self._top(found))

    def is_place(self, text: str) -> bool:
        """Return whether names say of diseases that they are of it or in it: a part of the body."""
        said = f" the {' '.join(fold_words(text))} "
        return any(said in f" {' '.join(words)} " for words, _ in self._phrases)

    def is_kind(self, word: str) -> bool:
        """Return whether a word (folded) says what concepts are kinds of: "palsy" of the supranuclear one."""
        return self._kinds(word) > 0

    def kinds_of(self, word: str) -> set[str]:
        """Return the ids of the concepts that a name says are kinds of this: the umbilical cord of cord."""
        return {one for words, one in self._phrases if _ends(words, word)}

    def hinted(self, text: str) -> set[str]:
        """Return the ids of the concepts that these words are offered for, though they name none of them."""
        return set(self._hinted.of(fold_words(text)))

    def _named(self, typed: _Typed) -> set[str]:
        keys = _keys(typed.text, typed.words)
        found = next((owners for key in keys if (owners := self._exact.of([key]))), [])
        if not found and len(typed.key) >= _SHORTEST_PREFIX:
            found = self._stemmed.of(typed.words)
        return set(found)

    def _holding(self, typed: Sequence[str]) -> set[str]:
        """Concepts with a name that holds every word typed, the last one perhaps unfinished."""
        if not typed or sum(map(len, typed)) < _SHORTEST_PREFIX or _SMALL_WORDS.issuperset(typed):
            return set()
        return {concept_id for words, concept_id in self._phrases if _holds(words, typed)}

    def _only(self, typed: _Typed, found: set[str]) -> str:
        """The single concept among several, if one stands above the others. Raises AmbiguousTerm.

        A family whose name does not begin with what was typed does not stand for its members:
        "arthritis" is any of several diseases, while "multiple" is multiple sclerosis and its forms.
        """
        families = {
            one
            for one in found
            if self.facet[one].kind == "family" and fold_words(self.facet[one].label)[: len(typed.words)] != typed.words
        }
        members = found - families or found
        top = self._top(members)
        if len(top) == 1:
            return top.pop()
        raise AmbiguousTerm(typed.text, self.noun, self._labels(top), sorted(top))

    def _top(self, found: set[str]) -> set[str]:
        return {one for one in found if not (self.facet.broader(one) - {one}) & found}

    def _tells_apart(self, typed: Sequence[str], concept_id: str) -> bool:
        """Whether words that are a part of a concept's name can mean nothing else, as far as the base knows."""
        below = self.facet.narrower(concept_id)
        names = [words for words, one in self._phrases if one in below]
        if len(typed) == 1 and any(_ends(words, typed[0]) for words in names):
            return False
        seen, own = self.lexicon.uses(typed, names)
        if seen == 0:
            label = fold_words(self.facet.label(concept_id))
            begins = typed[-1] in self._known and label[: len(typed)] == list(typed)
            return begins or any(_is_proper(typed, name) for one in below for name in self.facet[one].synonyms)
        return seen >= _LEAST_SEEN and own >= _OWN * seen

    def _labels(self, ids: Iterable[str]) -> list[str]:
        labels = sorted(_with_abbreviation(self.facet[one]) for one in ids)
        return labels if len(labels) <= _MOST_NAMED else [*labels[:_MOST_NAMED], "..."]

    def _asked(self, text: str, found: set[str]) -> AmbiguousTerm | UnknownTerm:
        """The error that offers these concepts."""
        if len(found) == 1:
            return UnknownTerm(text, self.noun, [self.facet.label(one) for one in found], ids=sorted(found))
        top = self._top(found)
        return AmbiguousTerm(text, self.noun, self._labels(top), sorted(top))

    def _mistyped(self, typed: _Typed) -> Resolution:
        near = self._near_names(typed)
        if near:
            least = min(near.values())
            names = [self._names[name] for name, edits in near.items() if edits == least]
            one = self._only(typed, {concept_id for concept_id, _ in names})
            return Resolution(one, typed.text, next(name for concept_id, name in names if concept_id == one))
        corrected = self._corrected(typed.words)
        if corrected is not None:
            read = _Typed(" ".join(corrected), corrected)
            named = self._named(read)
            found = named or self._holding(corrected)
            if found:
                one = self._only(_Typed(typed.text, corrected), found)
                if named or self._tells_apart(corrected, one):
                    return Resolution(one, typed.text, read.text)
                raise self._asked(typed.text, {one})
        group = self._group(typed.words)
        suggested = self.suggest(typed.text)
        if group and not any(_holds(typed.words, fold_words(one)) for one in suggested):
            raise UnknownTerm(typed.text, self.noun, sorted(map(self.facet.label, group)), group=typed.words[-1])
        raise UnknownTerm(typed.text, self.noun, suggested)

    def _group(self, typed: Sequence[str]) -> set[str]:
        """The concepts of the kind that the last of several words tells: those of arthritis for a kind of it."""
        if len(typed) < 2 or typed[-1].isdigit() or self._kinds(typed[-1]) < 2 or stemmed([typed[-1]]) in _GENERAL:
            return set()
        found = {one for words, one in self._phrases if _ends(words, typed[-1]) or list(words) == [typed[-1]]}
        return self._top({one for one in found if self.facet[one].kind != "family"} or found)

    def _near_names(self, typed: _Typed) -> dict[str, int]:
        """The names that the text can be mistyped for, as a whole, with the number of mistakes."""
        from mscq.search.mistyping import numerals

        numbers = numerals(typed.words)
        found = {name: self._edits(typed, name.split()) for name in self._names if numerals(name.split()) == numbers}
        return {name: edits for name, edits in found.items() if edits}

    def _edits(self, typed: _Typed, meant: Sequence[str]) -> int:
        """The typing mistakes in a text that is meant for a name; 0 where it cannot be."""
        from mscq.search.mistyping import distance, is_mistyping

        if len(meant) != len(typed.words):  # a space too few or too many, and one more mistake
            whole = "".join(meant)
            apart = abs(len(meant) - len(typed.words)) == 1 and abs(len(whole) - len(typed.key)) <= 1
            return int(apart and is_mistyping(typed.key, whole, ()) and distance(typed.key, whole) == 1)
        pairs = [(one, other) for one, other in zip(typed.words, meant, strict=True) if one != other]
        if not all(is_mistyping(one, other, self._known) for one, other in pairs):
            return 0
        edits = sum(distance(one, other) for one, other in pairs)
        return 0 if len(meant) == 1 and self._nearer_word(typed.words[0], edits, meant[0]) else edits

    def _nearer_word(self, typed: str, edits: int, meant: str) -> bool:
        """Whether a word in its own right lies nearer to the one typed than a name does."""
        from mscq.search.mistyping import distance, is_mistyping

        return any(
            is_mistyping(typed, word, self._known) and distance(typed, word) < edits
            for word in self._spellings
            if abs(len(word) - len(typed)) <= edits and word != meant
        )

    def _corrected(self, typed: Sequence[str]) -> list[str] | None:
        """The words with those that are none replaced by the one nearest; None where nothing, or more, is near."""
        from mscq.search.mistyping import distance, is_mistyping

        read: list[str] = []
        for word in typed:
            if word in self._known:
                read.append(word)
                continue
            near = {one: distance(word, one) for one in self._spellings if is_mistyping(word, one, self._known)}
            nearest = [known for known, edits in near.items() if edits == min(near.values())]
            if len({stemmed([one]) for one in nearest}) != 1:
                return None
            read.append(min(nearest))
        return read if read != list(typed) else None

    def suggest(self, text: str, limit: int = 3) -> list[str]:
        """Return the names nearest to a text that fits nothing: those that it holds, then those alike in letters.

        What is alike must share its words with the text, unless it is one word or nearly the same: one word of several
        tells nothing. Multiple sclerosis is not offered for the atrophy of multiple systems.
        """
        from rapidfuzz import fuzz, process

        typed = fold_words(text)
        names: dict[str, tuple[list[str], str]] = {}
        for words, concept_id in self._phrases:
            names.setdefault(" ".join(words), (words, self.facet.label(concept_id)))
        spoken = f" {' '.join(typed)} "
        inside = sorted((name for name in names if f" {name} " in spoken), key=len, reverse=True)
        alike = _NEAR if len("".join(typed)) >= _LONG else _NEAR_SHORT
        near = process.extract(spoken.strip(), list(names), scorer=fuzz.ratio, score_cutoff=alike, limit=12)
        akin = [name for name, like, _ in near if like >= _VERY_NEAR or self._shares(names[name][0], typed)]
        return list(dict.fromkeys(names[name][1] for name in (*inside, *akin)))[:limit]

    def _shares(self, name: Sequence[str], typed: Sequence[str]) -> bool:
        """Whether a name is like a text in its word, or in two words of several."""
        if len(typed) == len(name) == 1:
            return True
        own = {stemmed([word]) for word in typed} - _GENERAL
        shared = {one for one in own if any(_alike(stemmed([word]), one) for word in name)}
        return len(shared) >= min(2, max(1, len(own)))

    def _kinds(self, word: str) -> int:
        """Of how many concepts a name ends with this word."""
        return len(self.kinds_of(word))


def _keys(name: str, words: Sequence[str]) -> list[str]:
    """The folded forms of a name: the possessive s dropped and kept, no plural s, an inverted heading set right."""
    keys = ["".join(words)]
    if any(mark in name for mark in "'’‘ʼ`"):
        keys.append(fold(name.translate({ord(mark): None for mark in "'’‘ʼ`"})))
    if len(keys[0]) > _SHORTEST_PREFIX + 1 and keys[0].endswith("s") and not keys[0].endswith(("ss", "is", "us")):
        keys.append(keys[0][:-1])
    if "," in name:
        keys.append(fold(" ".join(reversed(name.split(",")))))
    return [key for key in dict.fromkeys(keys) if key]


def _ends(words: Sequence[str], word: str) -> bool:
    """Whether a name says that its concept is a kind of this: "kidney scarring" of scarring, "loss of bone" of loss."""
    if len(words) < 2:
        return False
    head = next((words[i - 1] for i in range(1, len(words)) if words[i] in _SMALL_WORDS), words[-1])
    return stemmed([head]) == stemmed([word])


def _alike(stem: str, other: str) -> bool:
    """Whether two stems are one, or one begins the other: optic, optica."""
    shorter, longer = sorted((stem, other), key=len)
    return stem == other or (len(shorter) >= _SHORTEST_PREFIX and longer.startswith(shorter))


def _is_proper(typed: Sequence[str], name: str) -> bool:
    """Whether words are proper names in a name: Devic in "Devic's disease"."""
    proper = {word for part in name.split() if part.istitle() or part.endswith("'s") for word in fold_words(part)}
    return proper.issuperset(typed)


def _holds(words: Sequence[str], typed: Sequence[str]) -> bool:
    *whole, last = typed
    if not all(word in words for word in whole):
        return False
    return last in words or (len(last) >= _SHORTEST_PREFIX and any(word.startswith(last) for word in words))


def _with_abbreviation(concept: Concept) -> str:
    return f"{concept.label} ({concept.abbreviations[0]})" if concept.abbreviations else concept.label
