"""What disease a question is about, or which it may be about where its words mean several."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from mscq.errors import AmbiguousTerm, UnknownTerm
from mscq.search.interpret import Unit, UnitKind
from mscq.search.question_patterns import CONTROLS
from mscq.search.question_words import GENERAL, is_said
from mscq.search.questions.values import Pair, is_disease
from mscq.search.reread import ADVERSE_EVENTS, runs
from mscq.search.suggest import value_of
from mscq.search.words import stem, words

if TYPE_CHECKING:
    from mscq.search.names import Names
    from mscq.search.resolve import Resolver

_LONGEST_RUN = 6


class Condition(NamedTuple):
    """The disease that a question is about, and how to type it."""

    id: str
    typed: str


class Doubt(NamedTuple):
    """Words of a question, and the diseases that they may mean."""

    text: str
    candidates: tuple[str, ...]


class Subject(NamedTuple):
    """What a question is about: a disease, or one of several, or none where neither is there."""

    condition: Condition | None = None
    doubt: Doubt | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The disease, or all that may be meant."""
        if self.condition is not None:
            return (self.condition.id,)
        return () if self.doubt is None else self.doubt.candidates


def subject_of(
    spoken: Sequence[str], telling: Sequence[Unit], values: Sequence[Pair], names: Names, conditions: Resolver
) -> Subject:
    """Return the disease that a question is about, or what is in doubt.

    ``spoken`` are its words, ``telling`` its units that not every paper holds, ``values`` what these were read for.
    """
    return _Looking(spoken, telling, values, names, conditions).subject()


class _Looking:
    """Looks for the disease in one question."""

    def __init__(
        self, spoken: Sequence[str], telling: Sequence[Unit], values: Sequence[Pair], names: Names, conditions: Resolver
    ) -> None:
        self.spoken, self.telling, self.values = spoken, telling, values
        self.names, self.resolver = names, conditions
        self.said = f" {' '.join(spoken)} "

    def subject(self) -> Subject:
        """The disease that search has read, that words are offered for, or that words left unread name."""
        read = [pair for pair in self.values if is_disease(pair[1])]
        # a word that is more than a disease is one where no other is named
        read = read or [(unit, one) for unit in self.telling for one in unit.concepts if is_disease(one)]
        if read:
            unit, named = read[0]
            if any(is_disease(one) and one != named for one in unit.concepts):
                return self._resolved(unit.typed)
            return Subject(Condition(named.id, value_of(unit, named, self.names)))
        for run in runs(self.spoken):
            if not self.resolver.hinted(run):
                continue
            # a part of the body is one with what follows it, a symptom is not
            place = self.resolver.is_place(run) and self._is_of_another_kind(run)
            if not place and not self._is_kind_of_another(run):
                return self._resolved(run)
        for run in dict.fromkeys(self._unread_runs()):
            for part in dict.fromkeys((run, *_parts(run))):
                if self._is_of_another_kind(part):
                    continue
                try:
                    resolution = self.resolver.resolve(part)
                except (AmbiguousTerm, UnknownTerm) as error:
                    # of a whole run, what comes near it is offered; a word of it may be any word of English
                    if ids := error.ids or (self.resolver.near(part) if part == run else ()):
                        return Subject(doubt=Doubt(part, tuple(ids)))
                else:
                    if resolution.correction is None or part == run:
                        return Subject(Condition(resolution.concept_id, shlex.quote(part)))
        return Subject()

    def _resolved(self, text: str) -> Subject:
        """The disease that words name, or the doubt that there is."""
        try:
            return Subject(Condition(self.resolver.resolve(text).concept_id, shlex.quote(text)))
        except (AmbiguousTerm, UnknownTerm) as error:
            if not error.ids:
                raise
            return Subject(doubt=Doubt(text, error.ids))

    def _is_of_another_kind(self, part: str) -> bool:
        """Whether words say something else with those beside them.

        That is so where one follows that is no symptom, "knee replacement", or where one stands before the word that
        says what a disease is a kind of: "cerebral palsy".
        """
        after = self.said.partition(f" {part} ")[2].split()
        follows = bool(after) and not is_said(after[0]) and after[0] not in self._symptoms
        return follows or self._is_kind_of_another(part)

    def _is_kind_of_another(self, part: str) -> bool:
        """Whether a word stands before the one that says what a disease is a kind of: a heat stroke is none."""
        before = self.said.partition(f" {part} ")[0].split()
        if not before or is_said(before[-1]) or not self.resolver.is_kind(part.split()[-1]):
            return False
        if re.search(rf"\b{CONTROLS}$", " ".join(before)):
            return False
        named = {word for unit in self.telling if unit.concepts for word in words(unit.typed)}
        return before[-1] not in named

    @cached_property
    def _symptoms(self) -> frozenset[str]:
        """The words read for outcomes that are no harm: pain, stiffness; but not tumour."""
        broader = self.names.vocabulary.outcomes.broader
        return frozenset(
            word
            for unit in self.telling
            if any(one.facet == "outcomes" and ADVERSE_EVENTS not in broader(one.id) for one in unit.concepts)
            for word in words(unit.typed)
        )

    def _unread_runs(self) -> list[str]:
        """Words in a row that search took for no concept and that are no words of questions."""
        plain = {
            word
            for unit in self.telling
            if unit.kind in (UnitKind.WORD, UnitKind.UNKNOWN)
            for word in words(unit.typed)
        }
        runs: list[list[str]] = [[]]
        for word in self.spoken:
            if word in plain and (not is_said(word) or stem(word) in GENERAL):
                runs[-1].append(word)
            elif runs[-1]:
                runs.append([])
        return [" ".join(run) for run in runs if not all(stem(word) in GENERAL for word in run)]


def _parts(run: str) -> Iterator[str]:
    """The shorter runs of words within a run, the longest first."""
    spoken = run.split()[:_LONGEST_RUN]
    for size in range(len(spoken) - 1, 0, -1):
        for start in range(len(spoken) - size + 1):
            yield " ".join(spoken[start : start + size])
