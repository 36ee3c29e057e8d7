"""A question's units read anew, once it is known what disease it is about.

What search reads word by word is read here by what stands beside it. A word that patients have for an outcome (a hint
of the vocabulary, a phrase of ``question_patterns``) is that outcome; "skin" is a source of cells beside "from" or
"cells" alone; a word that begins the name of one outcome which papers on the disease report is that outcome; and a
word that is set against a route or a source is one as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mscq.records.facets import FACETS
from mscq.search.interpret import Unit, UnitKind
from mscq.search.name_index import stemmed
from mscq.search.names import Named
from mscq.search.question_patterns import FROM, GIVING, OF_CELLS, PHRASES, SET_AGAINST, VERSUS
from mscq.search.question_words import is_of_dose, is_said
from mscq.search.words import words

if TYPE_CHECKING:
    from mscq.records.vocabulary import Vocabulary
    from mscq.search.index import Index
    from mscq.search.names import Names

ADVERSE_EVENTS = "adverse-events"
"""The outcome that all harms lie below."""
_MOST = 4
"""Concepts that one word is read for, and words of a run that is looked up."""


class Rereader:
    """Reads the units of one question anew.

    ``diseases`` are the ids of that which it is about, or of those that it may be, ``named`` the words for it, and
    ``hinted`` tells of a word whether a disease is offered for it.
    """

    def __init__(
        self,
        spoken: Sequence[str],
        index: Index,
        names: Names,
        diseases: Sequence[str],
        named: str,
        hinted: Callable[[str], object],
    ) -> None:
        self.spoken = spoken
        self.said = f" {' '.join(spoken)} "
        self.index, self.names, self.hinted = index, names, hinted
        self.diseases = [Named("conditions", one, "") for one in diseases]
        self.named = frozenset(words(named))

    def units(self, read: Sequence[Unit]) -> list[Unit]:
        """The units, with what patients call an outcome read for it, and names of two facets read by their place."""
        units = [self._in_place(unit) for unit in read]
        if SET_AGAINST.search(self.said):
            units = [one for unit in units for one in self._completed(unit, units)]
        outcomes = self.names.vocabulary.outcomes
        for outcome, letters, pattern in PHRASES:
            if any(part in self.said for part in letters) and (match := re.search(rf"\b(?:{pattern})\b", self.said)):
                units = _with(units, match[0].split(), [Named("outcomes", outcome, outcomes.label(outcome))])
        hints = self.names.hinted("outcomes")
        for run in runs(self.spoken):
            if (meant := hints.get(stemmed(run.split()))) and self._is_free(run, units):
                units = _with(units, run.split(), self.reported(meant) or meant)
        return [self._of_part(unit) for unit in units] if self.diseases else units

    def _completed(self, unit: Unit, units: Sequence[Unit]) -> Sequence[Unit]:
        """A word that is set against a route or a source, read for those that begin so: "iv or spinal"."""
        own = re.escape(" ".join(words(unit.typed)))
        if unit.concepts or not own or is_said(own):
            return [unit]
        facets = ["routes"] if re.search(rf" {own} (?:or \w+ )?{GIVING} ", self.said) else []
        for other in units:
            name = re.escape(" ".join(words(other.typed)))
            if re.search(rf" (?:{own} or {name}|{name} {VERSUS} (?:the )?{own}) ", self.said):
                facets += [one.facet for one in other.concepts if is_given(one)]
        found = next((begun for facet in facets if (begun := self.names.begun(facet, own))), [])
        return [replace(unit, concepts=(one,)) for one in found[:_MOST]] or [unit]

    def _is_free(self, run: str, units: Sequence[Unit]) -> bool:
        """Whether no name reaches beyond a run of words, which is none of a disease, of cells, or of what follows."""
        own = {*run.split()}
        if not self.diseases and len(own) < 2:
            left = [unit for unit in units if not {*words(unit.typed)} <= own]
            if any(unit.concepts or not all(map(is_said, words(unit.typed))) for unit in left):
                return False
        if own & self.named or re.search(rf" {FROM} (?:the |my )?{run} | {run} {OF_CELLS} ", self.said):
            return False
        after = self.said.partition(f" {run} ")[2].split()[:1]
        for unit in units:
            mine = words(unit.typed)
            of_source = all(one.facet == "cell-sources" for one in unit.concepts)
            if unit.concepts and not own.isdisjoint(mine) and not (of_source and own.issuperset(mine)):
                return False
            if mine[:1] == after and any(is_harm(one, self.names.vocabulary) for one in unit.concepts):
                return False
        return True

    def _in_place(self, unit: Unit) -> Unit:
        """A unit with a name of two facets, read for one: cells before their source, a disease if no other is named."""
        facets = {one.facet for one in unit.concepts}
        left: set[str] = set()
        if {"cell-types", "cell-sources"} <= facets:
            left.add("cell-sources")
        own = " ".join(words(unit.typed))
        if facets == {"routes"} and own.startswith("in the ") and not re.search(rf" {GIVING} {own} ", self.said):
            left.add("routes")  # pain in the knee is given nowhere
        if "conditions" in facets and len(facets) > 1 and self.diseases:
            is_it = any(one.facet == "conditions" and one.id == self.diseases[0].id for one in unit.concepts)
            left |= facets - {"conditions"} if is_it else {"conditions"}
        return replace(unit, concepts=tuple(one for one in unit.concepts if one.facet not in left)) if left else unit

    def _of_part(self, unit: Unit) -> Unit:
        """A word that begins the names of one outcome which papers on the disease report, read for it."""
        if unit.concepts or unit.kind not in (UnitKind.WORD, UnitKind.UNKNOWN) or len(own := words(unit.typed)) != 1:
            return unit
        word = own[0]
        if is_said(word) or is_of_dose(word) or word in self.named or self.hinted(word):
            return unit
        vocabulary = self.names.vocabulary
        found = self.reported([one for one in self.names.begun("outcomes", word) if not is_harm(one, vocabulary)])
        return replace(unit, concepts=tuple(found)) if len(found) == 1 else unit

    def reported(self, outcomes: Sequence[Named]) -> list[Named]:
        """Those of outcomes that papers on the disease report; all of them where none is named."""
        together = self.index.names_together
        return [
            one for one in outcomes if not self.diseases or any(together(self.names, [one, it]) for it in self.diseases)
        ]


def runs(spoken: Sequence[str]) -> Iterator[str]:
    """Every run of words of a question, the longest first."""
    for size in range(min(_MOST, len(spoken)), 0, -1):
        for start in range(len(spoken) - size + 1):
            yield " ".join(spoken[start : start + size])


def is_given(named: Named) -> bool:
    """Return whether a concept is of what was given: a route, a source, cells, a donor."""
    return named.facet in FACETS and FACETS[named.facet].given


def is_harm(named: Named, vocabulary: Vocabulary) -> bool:
    """Return whether a concept is an adverse event, which no cells are given for."""
    return named.facet == "outcomes" and ADVERSE_EVENTS in vocabulary.outcomes.broader(named.id)


def _with(units: Sequence[Unit], run: Sequence[str], concepts: Sequence[Named]) -> list[Unit]:
    """The units with those whose words a run holds, and which are no disease, read as one for these concepts."""
    held = [unit for unit in units if unit.kind is not UnitKind.IDENTIFIER and {*words(unit.typed)} <= {*run}]
    held = [unit for unit in held if not any(one.facet == "conditions" for one in unit.concepts)]
    at = units.index(held[0]) if held else len(units)
    made = Unit(" ".join(run), UnitKind.CONCEPT, concepts=tuple(concepts))
    rest = [unit for unit in units if unit not in held]
    return [*rest[:at], made, *rest[at:]]
