"""A question in plain words as the command that answers it.

The words are read as search reads them; what they come to is decided by the first rule that fits:

1. two values of one dimension ("vein or spinal tap") are compared, on harm where the question is of harm;
2. "which trials", "how much is known": the coverage of the condition, where nothing else is asked;
3. words of harm: what is known of it, on the condition if one is named;
4. a condition: its answer, narrowed to what else was read;
5. a query of which every word was read: the findings that fit;
6. all else is searched for.

A word that may mean several diseases, or that comes near one, is asked back, never guessed.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mscq.errors import UnknownTerm
from mscq.records.facets import FACETS
from mscq.search.interpret import UnitKind
from mscq.search.suggest import akin, compared, narrowing, suggestion, value_of
from mscq.search.words import STOP_WORDS, stem, words

if TYPE_CHECKING:
    from mscq.search.interpret import Reading, Unit
    from mscq.search.names import Named, Names
    from mscq.search.resolve import Resolver

_HARM = "adverse-events"
_DEATH = "mortality"
_STUDIES = r"(?:clinical |controlled |registered |ongoing |more )*(?:trials?|stud(?:y|ies))"
_KNOWN = (
    r"how (?:much|well) (?:is|are|do we)\b.*\b(?:know|known|studied)|what (?:is|do we) (?:known?|missing|not known)"
)
_COVERAGE = re.compile(
    rf"\b(?:(?:which|what|how many|any|are there) {_STUDIES}|{_KNOWN}|(?:evidence|knowledge|research) gaps?)\b"
)


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, text.split()))


_HARM_STEMS = _stems("safe safer safest safety danger dangerous risk risky harm harmful hurt")
_HELP_STEMS = _stems("help improve relieve treat cure effective benefit reduce")
_WORDS_OF_COVERAGE = _stems("known know study studied trial missing evidence gap clinical")
_OF_FINDINGS = {"entities": "entity", "topics": "topic", "stages": "stage"}
"""The facets that only findings tell, each with its option."""
_NARROWING = tuple(one for one in FACETS if one not in {"conditions", *_OF_FINDINGS})
"""The facets that the answer on a condition can be narrowed by."""


@dataclass(frozen=True, slots=True)
class Question:
    """How a question was read.

    ``command`` and ``arguments`` answer it; ``shown`` is the same as a person would type it; ``read`` says what was
    understood, ``unread`` which words were not.
    """

    command: str
    arguments: tuple[str, ...]
    shown: str
    read: tuple[str, ...]
    unread: tuple[str, ...] = ()


def understand(text: str, reading: Reading, common: Sequence[Unit], names: Names, conditions: Resolver) -> Question:
    """Return the command that answers a question. Raises AmbiguousTerm or UnknownTerm where a disease is in doubt."""
    return _Reader(text, reading, common, names, conditions).question()


class _Reader:
    """One question being read."""

    def __init__(self, text: str, reading: Reading, common: Sequence[Unit], names: Names, conditions: Resolver) -> None:
        self.text = text
        self.reading = reading
        self.common = common
        self.names = names
        self.resolver = conditions
        self.spoken = words(text)
        self.telling = [unit for unit in reading.units if unit not in common]
        self.values = list(self._values())
        self.condition = self._condition()

    def question(self) -> Question:
        """The first rule that fits."""
        if self.reading.fields or self.reading.spoken:
            return self._search()
        if (pair := compared(self.telling, self.names)) is not None:
            return self._compare(*pair)
        if _COVERAGE.search(" ".join(self.spoken)) and not self._filters():
            return self._of_condition("coverage", [])
        if self._is_of_harm():
            return self._of_condition("safety", [pair for pair in self._filters() if pair[1].id != _HARM])
        if self.condition is not None:
            found = [pair for pair in self.values if pair[1].facet in _OF_FINDINGS]
            return self._findings(found) if found else self._of_condition("condition", self._filters())
        known = suggestion(self.reading, self.names, self.common)
        if known is not None:
            _, command, *arguments = shlex.split(known)
            return Question(command, tuple(arguments), known, tuple(_said(named) for _, named in self.values))
        return self._search()

    def _values(self) -> Iterator[tuple[Unit, Named]]:
        """What was read for one concept each; of two where one lies below the other, the narrower."""
        read = [(unit, unit.concepts[0]) for unit in self.telling if len(unit.concepts) == 1]
        for unit, named in read:
            if not any(self.names.is_below(other, named) for _, other in read):
                yield unit, named

    def _condition(self) -> tuple[str, str] | None:
        """The id of the disease that is asked about, and how to type it; None where none is named."""
        read = [pair for pair in self.values if _is_disease(pair[1])]
        # a word that is more than a disease is one where no other is named
        read = read or [(unit, one) for unit in self.telling for one in unit.concepts if _is_disease(one)]
        if read:
            unit, named = read[0]
            if any(_is_disease(one) and one != named for one in unit.concepts):
                self.resolver.resolve(unit.typed)
            return named.id, value_of(unit, named, self.names)
        for run in self._runs():
            if self.resolver.hinted(run):
                self.resolver.resolve(run)
        for run in self._unread_runs():
            offered: UnknownTerm | None = None
            for part in dict.fromkeys((run, *run.split())):
                try:
                    resolution = self.resolver.resolve(part)
                except UnknownTerm as error:
                    # of a whole run, what comes near it is offered; a word of it may be any word of English
                    offered = error if part == run and error.suggestions else offered
                else:
                    if resolution.correction is None:
                        return resolution.concept_id, shlex.quote(part)
            if offered is not None:
                raise offered
        return None

    def _runs(self) -> Iterator[str]:
        """Every run of words, the longest first."""
        for size in range(min(4, len(self.spoken)), 0, -1):
            for start in range(len(self.spoken) - size + 1):
                yield " ".join(self.spoken[start : start + size])

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
            if word in plain and stem(word) not in _HARM_STEMS | _HELP_STEMS | _WORDS_OF_COVERAGE:
                runs[-1].append(word)
            elif runs[-1]:
                runs.append([])
        return [" ".join(run) for run in runs if run]

    def _is_of_harm(self) -> bool:
        """Whether harm is asked about: by a word of it, or by an outcome that is a harm or death."""
        if any(named.facet == "topics" and named.id == "safety" for _, named in self.values):
            return True
        outcomes = self.names.vocabulary.outcomes
        read = [one for unit in self.reading.units for one in unit.concepts if one.facet == outcomes.name]
        general = any(one.id == _HARM for one in read) or any(stem(word) in _HARM_STEMS for word in self.spoken)
        harms = [one for one in read if one.id == _DEATH or _HARM in outcomes.broader(one.id)]
        helped = any(stem(word) in _HELP_STEMS for word in self.spoken)
        return general or bool(harms and not helped)

    def _filters(self) -> list[tuple[Unit, Named]]:
        return [pair for pair in self.values if pair[1].facet in _NARROWING and not self._is_word_of_coverage(pair[0])]

    def _is_word_of_coverage(self, unit: Unit) -> bool:
        return all(stem(word) in _WORDS_OF_COVERAGE | STOP_WORDS for word in words(unit.typed))

    def _compare(self, facet: str, values: list[tuple[Unit, Named]]) -> Question:
        options = [(FACETS[facet].option, values)]
        options += narrowing(self.telling, self.names, facet, values)
        if self._is_of_harm():
            topic = next((pair for pair in self.values if pair[1].facet == "topics"), None)
            extra = [] if topic is None else [("topic", [topic])]
            options += extra
            return self._made("compare", None, options, flags=() if extra else ("--topic", "safety"))
        return self._made("compare", None, options)

    def _of_condition(self, command: str, filters: Sequence[tuple[Unit, Named]]) -> Question:
        options: dict[str, list[tuple[Unit, Named]]] = {}
        for unit, named in filters:
            options.setdefault(FACETS[named.facet].option, []).append((unit, named))
        return self._made(command, self.condition, list(options.items()))

    def _findings(self, found: Sequence[tuple[Unit, Named]]) -> Question:
        options: dict[str, list[tuple[Unit, Named]]] = {}
        for unit, named in (*(pair for pair in self.values if _is_disease(pair[1])), *self._filters(), *found):
            option = _OF_FINDINGS.get(named.facet) or FACETS[named.facet].option
            options.setdefault(option, []).append((unit, named))
        return self._made("findings", None, list(options.items()))

    def _made(
        self,
        command: str,
        name: tuple[str, str] | None,
        options: Sequence[tuple[str, Sequence[tuple[Unit, Named]]]],
        flags: tuple[str, ...] = (),
    ) -> Question:
        arguments, shown, read = [], [f"mscq {command}"], []
        if name is not None:
            arguments.append(name[0])
            shown.append(name[1])
            read.append(f"condition {self.resolver.facet.label(name[0])}")
        for option, pairs in options:
            for _, named in pairs:
                arguments += [f"--{option}", named.id]
                read.append(_said(named))
            shown.append(f"--{option} {' '.join(value_of(unit, named, self.names) for unit, named in pairs)}")
        used = [unit for _, pairs in options for unit, _ in pairs]
        return Question(
            command, (*arguments, *flags), " ".join((*shown, *flags)), tuple(read), self._unread(command, used, name)
        )

    def _unread(self, command: str, used: Sequence[Unit], name: tuple[str, str] | None) -> tuple[str, ...]:
        """The words that tell something and did not enter the command."""
        taken = {word for unit in used for word in words(unit.typed)}
        if name is not None:
            taken |= set(words(name[1]))
            taken |= {word for unit, named in self.values if named.id == name[0] for word in words(unit.typed)}
        known = _HARM_STEMS | _HELP_STEMS | _WORDS_OF_COVERAGE
        harms = {_HARM, "safety"} if command in ("safety", "compare") else set()
        left = [
            unit
            for unit in self.telling
            if not taken.issuperset(words(unit.typed))
            and not all(stem(word) in known for word in words(unit.typed))
            and not any(one.id in harms for one in unit.concepts)
            and not any(akin(one, named, self.names) for one in unit.concepts for _, named in self.values if name)
        ]
        return tuple(dict.fromkeys(unit.typed for unit in left))

    def _search(self) -> Question:
        unread = [unit.typed for unit in self.telling if not unit.concepts]
        read = tuple(_said(named) for _, named in self.values)
        return Question("search", (self.text,), f"mscq search {shlex.quote(self.text)}", read, tuple(unread))


def _is_disease(named: Named) -> bool:
    return named.facet == "conditions"


def _said(named: Named) -> str:
    noun = FACETS[named.facet].noun if named.facet in FACETS else named.facet.removesuffix("s")
    return f"{noun} {named.label}"
