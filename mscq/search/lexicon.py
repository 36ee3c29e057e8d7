"""The words that a base is known to use: by them a real word is told from a typing mistake, without a dictionary.

They are the words of all names in the vocabulary and of what the records say. The texts are read when a word is
first in doubt, never for a name that is spelt right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mscq.errors import MscqError
from mscq.records.facets import FACETS

if TYPE_CHECKING:
    from mscq.records.vocabulary import Concept
    from mscq.search.records import Records

_SPOKEN = ("title", "summary", "finding", "detail")
_UNFINISHED = 4

Words = Sequence[str]


class Lexicon:
    """The words of one base; an empty one where there is none."""

    def __init__(self, base: Records | None = None) -> None:
        self._base = base

    @cached_property
    def _text(self) -> str:
        """All that the records say, folded, with a bar wherever one text ends."""
        from mscq.search.words import words

        if self._base is None:
            return ""
        said = (text for one in self._base.ids for text in _said(self._base, one))
        return f" {' | '.join(' '.join(words(text)) for text in said)} "

    @cached_property
    def _concepts(self) -> list[Concept]:
        vocabulary = self._base.vocabulary if self._base else None
        return [concept for name in FACETS for concept in vocabulary.facet(name).values()] if vocabulary else []

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that a name in the vocabulary or a record holds."""
        return _words(name for one in self._concepts for name in (*one.names, *one.hints)).union(self._text.split())

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        """The words of names that stand in capitals of their own."""
        return _words(
            part for one in self._concepts for name in _written(one) for part in name.split() if capital(part)
        )

    def uses(self, typed: Words, names: Iterable[Words]) -> tuple[int, int]:
        """How often the records hold these words in a row, and how often as part of one of the names.

        The last word may be unfinished.
        """
        longer = sorted({" ".join(name) for name in names if len(name) > 1}, key=len, reverse=True)
        finished = len(typed[-1]) < _UNFINISHED or any(typed[-1] in name.split() for name in longer)
        run = re.escape(" ".join(typed)) + ("" if finished else r"\w*")
        whole = "|".join(re.escape(name) for name in longer if re.search(rf"(?<!\S){run}(?!\S)", name))
        found = [bool(one[1]) for one in re.finditer(rf"(?<= )(?:({whole or '(?!)'})|{run})(?= )", self._text)]
        return len(found), sum(found)


def lexicon_of(base: Records) -> Lexicon:
    """Return the lexicon of a base, made once."""
    lexicon: Lexicon = base.memo.setdefault("lexicon", Lexicon(base))
    return lexicon


def capital(word: str) -> bool:
    """Whether a word is written as an abbreviation: MSC, MSCs, hUC-MSC, IL-10."""
    letters = [letter for letter in word if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) * 2 > len(letters)


def _written(concept: Concept) -> Iterator[str]:
    yield concept.label
    yield from concept.synonyms
    # an abbreviation is one whatever its letters: "Treg", "subcut"
    yield from (name.upper() for name in concept.abbreviations)


def _words(names: Iterable[str]) -> frozenset[str]:
    from mscq.search.words import words

    return frozenset(word for name in names for word in words(name))


def _said(base: Records, paper_id: str) -> list[str]:
    """The texts of a stored record; none of one that is broken, which is told where the record is needed."""
    from mscq.search.postings import texts_of

    try:
        record: Mapping[str, Any] = base.raw(paper_id)
        said = texts_of(record)
    except (MscqError, AttributeError, KeyError, TypeError):
        return []
    return [part for name in _SPOKEN for part in said[name].split(" . ")]
