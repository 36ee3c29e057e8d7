"""A question in plain words as the command that answers it.

The words are read as search reads them; what they come to is decided by the first rule that fits:

1. two values of one dimension ("vein or spinal tap") are compared, on harm where the question is of harm, and so are
   those that papers name where it is asked which is best ("which route is best for ms");
2. "which trials", "how do I join a trial", "how much is known": the coverage of the condition, where nothing else is
   asked;
3. words of harm: what is known of it, on the condition if one is named;
4. a condition: its answer, narrowed to what else was read;
5. a query of which every word was read: the findings that fit;
6. all else is searched for, where a paper is about it (``mscq.search.meaning``).

A word that may mean several diseases is never guessed: the question then has candidates.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from mscq.errors import AmbiguousTerm, UnknownTerm
from mscq.records.facets import FACETS, GIVEN
from mscq.search import meaning
from mscq.search.interpret import Unit, UnitKind
from mscq.search.names import Named
from mscq.search.question_words import COVERAGE, GENERAL, HARM, HELP, QUIET, RELATIVES, STATE, is_said
from mscq.search.suggest import akin, compared, narrowing, suggestion, value_of
from mscq.search.words import STOP_WORDS, stem, words

if TYPE_CHECKING:
    from mscq.search.index import Index
    from mscq.search.interpret import Reading
    from mscq.search.names import Names
    from mscq.search.resolve import Resolver

_HARM = "adverse-events"
_DEATH = "mortality"
_STATE = (
    r"running|ongoing|recruiting|enrolling|registered|unpublished|planned|upcoming|open|current|new|clinical|controlled"
)
_STUDIES = rf"(?:(?:{_STATE}|more) )*(?:trials?|stud(?:y|ies))"
_KNOWN = (
    r"how (?:much|well) (?:is|are|do we)\b.*\b(?:know|known|studied)|what (?:is|do we) (?:known?|missing|not known)"
)
_JOIN = rf"(?:join|enrol+|enter|sign up|take part|participate|get in(?:to)?)\b.*\b{_STUDIES}"
_COVERAGE = re.compile(
    rf"\b(?:(?:which|what|how many|any|are there) {_STUDIES}|{_KNOWN}|(?:evidence|knowledge|research) gaps?|{_JOIN}"
    rf"|(?:{_STATE}) {_STUDIES}"
    rf"|(?:trials?|studies) (?:[a-z]+ ){{0,3}}(?:running|ongoing|recruiting|unpublished|open|near)"
    rf"|(?:recruiting|unpublished) (?:[a-z]+ ){{1,3}}(?:trials?|studies))\b"
)
_BEST = re.compile(
    r"\b(?:which|what|best|safest)\b.*?\b"
    r"(?:(?P<route>routes?|ways? (?:to give|of giving))|(?P<source>(?:cell )?sources?)|(?P<cell>cell types?|cells?)"
    r"|(?P<donor>donors?)|(?P<dose>doses?|dosage))\b"
)
_GIVEN_FOR = re.compile(
    r"\b(?:for|with|against|treat(?:s|ing)?|have|has|had|having)"
    r"(?: (?:my|his|her|their|the|a|chronic|bad|severe|lower))* $"
)
_OVERLAP = re.compile(r"\b(?:overlap\w*|(?:share|pool|same) (?:the )?(?:same )?(?:trials|studies))\b")
_JUDGED = re.compile(r"\b(?:best|better|safest|safer|most effective|works?|good|should)\b")
_VERSUS = r"(?:vs|versus|against|than|over|beats?|outperforms?|instead of|compar(?:ed|ison|e) (?:with|to)|or)"
_SET_AGAINST = re.compile(rf"\b{_VERSUS}\b")
_NO_PEOPLE = r"(?! (?:resistant|refractory|dependent))"
_KIND = r"(?P<placebo>placebos?|sham)|(?P<usual_care>(?:usual|standard) care|standard of care|no treatment)"
_CONTROL = re.compile(rf"\b(?:{_VERSUS} (?:an? |the )?(?:{_KIND})|(?P<controlled>(?:placebo|sham) controlled))\b")
_DOSES = ("low", "medium", "high")
_LONGEST_RUN = 6
_MOST_COMPARED = 4
_LEAST_PAPERS = 2
_OF_FINDINGS = {"entities": "entity", "topics": "topic", "stages": "stage"}
"""The facets that only findings tell, each with its option."""
_NARROWING = tuple(one for one in FACETS if one not in {"conditions", *_OF_FINDINGS})
"""The facets that the answer on a condition can be narrowed by."""


@dataclass(frozen=True, slots=True)
class Question:
    """How a question was read.

    ``command`` and ``arguments`` answer it; ``shown`` is the same as a person would type it; ``read`` says what was
    understood, ``unread`` which words were not. Where ``doubt``, words in the question, may mean several diseases,
    they are ``candidates``, and ``arguments`` and ``shown`` are those of the answer for each, without its name. Of
    what is ``missing`` the base holds nothing; ``mentions`` papers hold these words. ``turns_on`` are the words that
    carry the meaning; where it ``is_query`` they name fields.
    """

    command: str
    arguments: tuple[str, ...]
    shown: str
    read: tuple[str, ...]
    unread: tuple[str, ...] = ()
    doubt: str = ""
    candidates: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    mentions: int = 0
    turns_on: tuple[str, ...] = ()
    is_query: bool = False


class Doubt(NamedTuple):
    """Words of a question, and the diseases that they may mean."""

    text: str
    candidates: tuple[str, ...]


def understand(
    text: str, reading: Reading, common: Sequence[Unit], names: Names, conditions: Resolver, index: Index
) -> Question:
    """Return the command that answers a question."""
    return _Reader(text, reading, common, names, conditions, index).question()


class _Reader:
    """One question being read."""

    def __init__(
        self, text: str, reading: Reading, common: Sequence[Unit], names: Names, conditions: Resolver, index: Index
    ) -> None:
        self.text = text
        self.reading = reading
        self.common = common
        self.names = names
        self.resolver = conditions
        self.index = index
        self.spoken = words(text)[: meaning.LONGEST_QUESTION]
        self.telling = [unit for unit in reading.units if unit not in common]
        self.values = list(self._values())
        self.doubt: Doubt | None = None
        self.condition = self._condition()
        self.turns_on = meaning.runs(text, self.telling)

    def question(self) -> Question:
        """The first rule that fits, and what the base holds nothing on."""
        if (made := self._of_papers()) is not None:
            return made
        if (self.reading.fields or self.reading.spoken) and not (self.condition and self._is_of_controls()):
            return replace(self._search(), is_query=True)
        made = self._fitting()
        turns_on = tuple(run.text for run in self.turns_on)
        if self.condition is not None or self.doubt is not None or made.command not in ("search", "safety", "coverage"):
            return replace(made, turns_on=turns_on)
        if made.command in ("safety", "coverage") and any(not self._is_passed_over(one) for one in made.unread):
            made = self._search()  # of something that no filter narrows to, the answer on all diseases is none
        lacking = meaning.missing(self.index, self.turns_on)
        mentions = meaning.mentioning(self.index, lacking[0]) if len(lacking) == 1 else 0
        if made.command == "search" and not lacking:
            made = self._in_a_row(made)
        return replace(made, turns_on=turns_on, missing=tuple(run.text for run in lacking), mentions=mentions)

    def _of_papers(self) -> Question | None:
        """What answers a question that names papers: the paper, a comparison of several, or what they pool."""
        units = [unit for unit in self.reading.units if unit.kind is UnitKind.IDENTIFIER]
        papers = [self.index.ids[one] for unit in units for one in sorted(unit.documents)]
        papers = list(dict.fromkeys(papers))
        if not papers or any(len(unit.documents) > 1 for unit in units):
            return None
        read = tuple(f"paper {one}" for one in papers)
        left = [unit.typed for unit in self.telling if unit not in units and not _OVERLAP.fullmatch(unit.typed)]
        left = [typed for typed in left if not all(is_said(word) or stem(word) in QUIET for word in words(typed))]
        if len(papers) > 1 and _OVERLAP.search(" ".join(self.spoken)):
            conditions = self._shared_conditions([one for unit in units for one in unit.documents])
            shown = " ".join(("mscq coverage", *conditions[:1]))
            return Question("coverage", tuple(conditions[:1]), shown, (*read, "trials that both pool"), tuple(left))
        if len(papers) > 1:
            return Question(
                "compare", ("--paper", *papers), f"mscq compare --paper {' '.join(papers)}", read, tuple(left)
            )
        return Question("show", (papers[0],), f"mscq show {papers[0]}", read, tuple(left))

    def _shared_conditions(self, documents: Sequence[int]) -> list[str]:
        """The diseases that all these papers study."""
        named = [{token for token in self.index.studied(one) if token.startswith("conditions:")} for one in documents]
        shared = {token.partition(":")[2] for token in set.intersection(*named)}
        return sorted(one for one in shared if not self.resolver.facet.broader(one) & (shared - {one}))

    def _in_a_row(self, made: Question) -> Question:
        """A search with the words quoted that papers hold in a row, so that "heart attack" finds no attack of MS."""
        text = self.text
        for run in self.turns_on:
            if len(run.units) > 1 and meaning.mentioning(self.index, run) and '"' not in text:
                text = text.replace(run.text, f'"{run.text}"', 1)
        return replace(made, arguments=(text,), shown=f"mscq search {shlex.quote(text)}")

    def _fitting(self) -> Question:
        # what nearly every paper holds tells something where another is set against it
        units = self.reading.units if _SET_AGAINST.search(" ".join(self.spoken)) else self.telling
        if (pair := compared(units, self.names)) is not None:
            return self._compare(*pair)
        if (best := self._best()) is not None:
            return best
        if _COVERAGE.search(" ".join(self.spoken)) and not self._filters():
            return self._of_condition("coverage", [])
        if self._is_of_harm():
            return self._of_condition("safety", [pair for pair in self._filters() if pair[1].id != _HARM])
        if self.condition is not None or self.doubt is not None:
            found = [pair for pair in self.values if pair[1].facet in _OF_FINDINGS and pair not in self._controls]
            if found and self.doubt is None:
                return self._findings(found)
            return self._of_condition("condition", self._filters())
        known = suggestion(self.reading, self.names, self.common, partial(self.index.names_together, self.names))
        if known is not None:
            _, command, *arguments = shlex.split(known)
            return Question(command, tuple(arguments), known, tuple(_said(named) for _, named in self.values))
        return self._search()

    def _best(self) -> Question | None:
        """The values of a dimension that papers name, compared, where it is asked which of them is best."""
        said = " ".join(self.spoken)
        match = _BEST.search(said)
        if match is None or not _JUDGED.search(said) or self.doubt is not None:
            return None
        option = match.lastgroup or ""
        values = _DOSES if option == "dose" else self._named_most(next(row.id for row in GIVEN if row.option == option))
        if len(values) < 2:
            return None
        options = [f"--{option}", *values]
        read = [f"{option}s that papers name: {', '.join(values)}"]
        if self.condition is not None:
            options += ["--condition", self.condition[0]]
            read.insert(0, f"condition {self.resolver.facet.label(self.condition[0])}")
        if self._is_of_harm():
            options += ["--topic", "safety"]
        shown = f"mscq compare {' '.join(options)}"
        unread = tuple(one for one in self._unread("compare", [], self.condition) if one not in match[0])
        return Question("compare", tuple(options), shown, tuple(read), unread)

    def _named_most(self, facet: str) -> list[str]:
        """The concepts of a facet that most papers, of those on the condition, name as what was given."""
        below = self.resolver.facet.narrower(self.condition[0]) if self.condition is not None else frozenset()
        counts: dict[str, int] = {}
        for document in self.index.ids:
            tokens = set(self.index.studied(document))
            if below and tokens.isdisjoint(f"conditions:{one}" for one in below):
                continue
            for token in tokens:
                if token.startswith(f"{facet}:"):
                    counts[token.partition(":")[2]] = counts.get(token.partition(":")[2], 0) + 1
        most: list[str] = []
        broader = self.names.vocabulary.facet(facet).broader
        for one in sorted(counts, key=lambda one: (-counts[one], one)):
            akin_to = any(one in broader(other) or other in broader(one) for other in most)
            if counts[one] >= _LEAST_PAPERS and not akin_to and len(most) < _MOST_COMPARED:
                most.append(one)
        return most

    def _values(self) -> Iterator[tuple[Unit, Named]]:
        """What was read for one concept each; of two where one lies below the other, the narrower."""
        read = [(unit, one) for unit in self.telling if (one := _one(unit)) is not None]
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
                return self._resolved(unit.typed)
            return named.id, value_of(unit, named, self.names)
        for run in self._runs():
            if not self.resolver.hinted(run):
                continue
            # a part of the body is one with what follows it, a symptom is not
            if not (self.resolver.is_place(run) and self._is_of_another_kind(run)):
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
                        self.doubt = Doubt(part, tuple(ids))
                        return None
                else:
                    if resolution.correction is None or part == run:
                        return resolution.concept_id, shlex.quote(part)
        return None

    def _resolved(self, text: str) -> tuple[str, str] | None:
        """The disease that words name, and how to type it; None where it is in doubt, which is noted."""
        try:
            return self.resolver.resolve(text).concept_id, shlex.quote(text)
        except (AmbiguousTerm, UnknownTerm) as error:
            if not error.ids:
                raise
            self.doubt = Doubt(text, error.ids)
            return None

    def _is_of_another_kind(self, part: str) -> bool:
        """Whether words say something else with those beside them.

        That is so where one follows that is no symptom, "knee replacement", or where one stands before the word that
        says what a disease is a kind of: "cerebral palsy".
        """
        before, _, after = (piece.split() for piece in f" {' '.join(self.spoken)} ".partition(f" {part} "))
        follows = bool(after) and not is_said(after[0]) and after[0] not in self._symptoms
        of_kind = bool(before) and not is_said(before[-1]) and self.resolver.is_kind(part.split()[-1])
        return follows or of_kind

    @cached_property
    def _symptoms(self) -> frozenset[str]:
        """The words read for outcomes that are no harm: pain, stiffness; but not tumour."""
        broader = self.names.vocabulary.outcomes.broader
        return frozenset(
            word
            for unit in self.telling
            if any(one.facet == "outcomes" and _HARM not in broader(one.id) for one in unit.concepts)
            for word in words(unit.typed)
        )

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
            if word in plain and (not is_said(word) or stem(word) in GENERAL):
                runs[-1].append(word)
            elif runs[-1]:
                runs.append([])
        return [" ".join(run) for run in runs if not all(stem(word) in GENERAL for word in run)]

    def _is_of_harm(self) -> bool:
        """Whether harm is asked about: by a word of it, or by an outcome that is a harm or death."""
        if any(named.facet == "topics" and named.id == "safety" for _, named in self.values):
            return True
        outcomes = self.names.vocabulary.outcomes
        read = [one for unit in self.reading.units for one in unit.concepts if one.facet == outcomes.name]
        general = any(one.id == _HARM for one in read) or any(stem(word) in HARM for word in self.spoken)
        harms = [one for one in read if one.id == _DEATH or _HARM in outcomes.broader(one.id)]
        helped = any(stem(word) in HELP for word in self.spoken)
        return general or bool(harms and not helped and not self._treated)

    @cached_property
    def _treated(self) -> list[Unit]:
        """What was read for a harm but is what the cells are given for: "stem cells for back pain"."""
        helped = any(stem(word) in HELP for word in self.spoken)
        return [
            unit
            for unit in self.reading.units
            if any(one.facet == "outcomes" for one in unit.concepts)
            and (helped or _GIVEN_FOR.search(" ".join(self.spoken).partition(" ".join(words(unit.typed)))[0]))
        ]

    @cached_property
    def _controls(self) -> list[tuple[Unit, Named]]:
        """What the cells are held against, where that is no cells: "better than placebo", "prp or stem cells"."""
        said = f" {' '.join(self.spoken)} "
        kinds = self.names.vocabulary.facet("comparators")
        found = []
        for match in _CONTROL.finditer(said):
            kind = "usual-care" if match["usual_care"] else "placebo"
            found.append((Unit(match[0], UnitKind.WORD), Named("comparators", kind, kinds.label(kind))))
        for unit, named in self.values:
            typed = re.escape(" ".join(words(unit.typed)))
            beside = rf" (?:{_VERSUS} (?:an? |the )?{typed}{_NO_PEOPLE}|{typed}(?: \w+)? (?:vs|versus|or|against)) "
            if named.facet == "entities" and re.search(beside, said):
                found.append((unit, named))
        return found

    def _is_of_controls(self) -> bool:
        """Whether words that were taken for fields name a control, and nothing else."""
        return bool(self._controls) and all(one.startswith("against ") for one in self.reading.fields)

    def _filters(self) -> list[tuple[Unit, Named]]:
        return self._controls + [
            (unit, named)
            for unit, named in self.values
            if named.facet in _NARROWING
            and not self._is_word_of_coverage(unit)
            and not (self.condition is None and unit in self._treated and self._is_harm(named))
        ]

    def _is_harm(self, named: Named) -> bool:
        """Whether a concept is an adverse event, which no cells are given for."""
        return named.facet == "outcomes" and _HARM in self.names.vocabulary.outcomes.broader(named.id)

    @staticmethod
    def _is_passed_over(text: str) -> bool:
        return all(is_said(word) or stem(word) in QUIET for word in words(text))

    def _is_word_of_coverage(self, unit: Unit) -> bool:
        return all(stem(word) in COVERAGE | STOP_WORDS for word in words(unit.typed))

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
            option = "against" if (unit, named) in self._controls else FACETS[named.facet].option
            options.setdefault(option, []).append((unit, named))
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
        elif self.doubt is not None and command in ("condition", "safety", "coverage"):
            shown.append("{}")
        for option, pairs in options:
            for _, named in pairs:
                arguments += [f"--{option}", named.id]
                read.append(f"comparison with {named.label}" if option == "against" else _said(named))
            shown.append(f"--{option} {' '.join(value_of(unit, named, self.names) for unit, named in pairs)}")
        used = [unit for _, pairs in options for unit, _ in pairs]
        unread = self._unread(command, used, name)
        made = Question(command, (*arguments, *flags), " ".join((*shown, *flags)), tuple(read), unread)
        if "{}" in shown:
            assert self.doubt is not None
            had = set(words(self.doubt.text))
            unread = tuple(one for one in unread if not had.issuperset(words(one)))
            return replace(made, doubt=self.doubt.text, candidates=self.doubt.candidates, unread=unread)
        return made

    def _unread(self, command: str, used: Sequence[Unit], name: tuple[str, str] | None) -> tuple[str, ...]:
        """The words that tell something and did not enter the command."""
        taken = {word for unit in used for word in words(unit.typed)}
        if name is not None:
            taken |= set(words(name[1]))
            taken |= {word for unit, named in self.values if named.id == name[0] for word in words(unit.typed)}
        known = HARM | HELP | COVERAGE | QUIET | RELATIVES | (STATE if command == "coverage" else frozenset())
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


def _one(unit: Unit) -> Named | None:
    """The concept that a unit was read for; of several, the one that narrows an answer if there is just one."""
    meant = unit.concepts if len(unit.concepts) == 1 else [one for one in unit.concepts if one.facet in _NARROWING]
    return meant[0] if len(meant) == 1 and not any(map(_is_disease, unit.concepts[1:])) else None


def _parts(run: str) -> Iterator[str]:
    """The shorter runs of words within a run, the longest first."""
    spoken = run.split()[:_LONGEST_RUN]
    for size in range(len(spoken) - 1, 0, -1):
        for start in range(len(spoken) - size + 1):
            yield " ".join(spoken[start : start + size])


def _is_disease(named: Named) -> bool:
    return named.facet == "conditions"


def _said(named: Named) -> str:
    noun = FACETS[named.facet].noun if named.facet in FACETS else named.facet.removesuffix("s")
    return f"{noun} {named.label}"
