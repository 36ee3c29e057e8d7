"""A question in plain words as the command that answers it.

The words are read as search reads them; what they come to is decided by the first rule that fits:

1. two values of one dimension ("vein or spinal tap") are compared, on harm where the question is of harm, and so are
   those that papers name where it is asked which is best ("which route is best for ms"); of how much or how often is
   asked the doses are, or what papers say of them;
2. "which trials", "how do I join a trial", "how much is known": the coverage of the condition, where nothing else is
   asked;
3. words of harm: what is known of it, on the condition if one is named;
4. a condition: its answer, narrowed to what else was read;
5. a query of which every word was read: the findings that fit;
6. all else is searched for, where a paper is about it (``mscq.search.meaning``).

A word that may mean several diseases is never guessed: the question then has candidates.

What stands beside a word decides what it is read for (``mscq.search.reread``). Where a command may find nothing, the
question has others that ask for less.
"""

from __future__ import annotations

import dataclasses
import re
import shlex
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from mscq.errors import AmbiguousTerm, UnknownTerm
from mscq.records.facets import FACETS, GIVEN
from mscq.records.value import Value, replace
from mscq.search import meaning
from mscq.search.interpret import Unit, UnitKind
from mscq.search.names import Named
from mscq.search.question_patterns import (
    BEST,
    BEST_TRIAL,
    CAUSED,
    CONTROL,
    DOSE,
    DOSE_OF_DRUG,
    GIVEN_FOR,
    HURT_BY,
    JUDGED,
    NO_PEOPLE,
    OF_TRIALS,
    OVERLAP,
    SCHEDULE,
    SET_AGAINST,
    SLOWED,
    VERSUS,
    WEIGHED,
    WORSE,
)
from mscq.search.question_words import (
    COMPLAINTS,
    COVERAGE,
    GENERAL,
    HARM,
    HELP,
    QUIET,
    RELATIVES,
    STATE,
    VERBS,
    is_of_dose,
    is_said,
)
from mscq.search.reread import Rereader, runs
from mscq.search.suggest import akin, compared, narrowing, suggestion, value_of
from mscq.search.words import STOP_WORDS, stem, words

if TYPE_CHECKING:
    from mscq.search.index import Index
    from mscq.search.interpret import Reading
    from mscq.search.names import Names
    from mscq.search.resolve import Resolver

_HARM = "adverse-events"
_DEATH = "mortality"
_LASTING, _LATE = "response-duration", ("--months", "12..")
"""Asked how long a benefit lasts in a disease, what was found late tells it; few papers tell a duration."""
_DOSES = ("low", "medium", "high")
_LONGEST_RUN = 6
_MOST_COMPARED = 4
_LEAST_PAPERS = 2
_FOREMOST = 0.9
"""Of the papers on the diseases that a word may mean, the share from which one is taken, and the others named."""
_OF_FINDINGS = {"entities": "entity", "topics": "topic", "stages": "stage"}
"""The facets that only findings tell, each with its option."""
_NARROWING = tuple(one for one in FACETS if one not in {"conditions", *_OF_FINDINGS})
"""The facets that the answer on a condition can be narrowed by."""


class Question(Value):
    """How a question was read.

    ``command`` and ``arguments`` answer it; ``shown`` is the same as a person would type it; ``read`` says what was
    understood, ``unread`` which words were not. Where ``doubt``, words in the question, may mean several diseases,
    they are ``candidates``, and ``arguments`` and ``shown`` are those of the answer for each, without its name. Of
    what is ``missing`` the base holds nothing; ``mentions`` papers hold these words. ``turns_on`` are the words that
    carry the meaning; where it ``is_query`` they name fields. ``otherwise`` are the questions to ask where this one
    finds nothing, which ask for less: what they ``left_off``.
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
    otherwise: tuple[Question, ...] = ()
    left_off: str = ""


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
        self.rereader: Rereader | None = None
        self.values = list(self._values())
        self.doubt: Doubt | None = None
        self.condition = self._condition()
        ids = (self.condition or ())[:1] if self.doubt is None else self.doubt.candidates
        named = self.condition[1] if self.condition is not None else self.doubt.text if self.doubt is not None else ""
        self.rereader = Rereader(self.spoken, index, names, ids, named, conditions.hinted)
        self.read_anew = self.rereader.units(reading.units)
        self.telling = [unit for unit in self.read_anew if unit not in common]
        self.values = list(self._values())
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
        left = [unit.typed for unit in self.telling if unit not in units and not OVERLAP.fullmatch(unit.typed)]
        left = [typed for typed in left if not all(is_said(word) or stem(word) in QUIET for word in words(typed))]
        if len(papers) > 1 and OVERLAP.search(" ".join(self.spoken)):
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
        """A search with the words quoted that papers hold in a row, so that "heart attack" finds no attack of MS.

        Verbs of hope are left out: to regrow finds no paper.
        """
        typed = self.text.split()
        text = " ".join([one for one in typed if not {*map(stem, words(one))} & VERBS] or typed)
        for run in self.turns_on:
            if len(run.units) > 1 and meaning.mentioning(self.index, run) and '"' not in text:
                text = text.replace(run.text, f'"{run.text}"', 1)
        return replace(made, arguments=(text,), shown=f"mscq search {shlex.quote(text)}")

    def _fitting(self) -> Question:
        # what nearly every paper holds tells something where another is set against it
        said = " ".join(self.spoken)
        units = self.read_anew if SET_AGAINST.search(said) else self.telling
        pair = compared(units, self.names)
        if pair is None and SET_AGAINST.search(said):
            tissues = self._as_sources(units)
            if (pair := compared(tissues, self.names)) is not None:
                self.telling = self.read_anew = tissues
        if pair is not None:
            return self._compare(*pair)
        if (best := self._best() or self._of_doses()) is not None:
            return best
        if OF_TRIALS.search(said) and not re.search(BEST_TRIAL, said) and not self._filters():
            return self._of_condition("coverage", [])
        if self._is_of_harm():
            return self._of_condition("safety", [pair for pair in self._filters() if pair[1].id != _HARM])
        if self.condition is not None or self.doubt is not None:
            found = [pair for pair in self.values if pair[1].facet in _OF_FINDINGS and pair not in self._controls]
            if found and self.doubt is None:
                return self._findings(found)
            return self._of_condition("condition", self._filters())
        if (harm := self._of_complaint()) is not None:
            return harm
        content = [unit for unit in self.read_anew if unit.concepts or not all(map(is_said, words(unit.typed)))]
        reading = dataclasses.replace(self.reading, units=content)
        known = suggestion(reading, self.names, self.common, partial(self.index.names_together, self.names))
        if known is not None:
            _, command, *arguments = shlex.split(known)
            return Question(command, tuple(arguments), known, tuple(_said(named) for _, named in self.values))
        return self._search()

    def _best(self) -> Question | None:
        """The values of a dimension that papers name, compared, where it is asked which of them is best."""
        said = " ".join(self.spoken)
        match = BEST.search(said)
        if match is None or not JUDGED.search(said) or self.doubt is not None:
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

    def _as_sources(self, units: Sequence[Unit]) -> list[Unit]:
        """The units, cells that are called by their tissue read for it: fat or bone marrow cells are two tissues."""
        tissues = self.names.vocabulary.sources
        read = []
        for unit in units:
            tissue = [one for one in words(unit.typed) if one not in ("cell", "cells")]
            ids = self.names.spelt("cell-sources", " ".join(tissue)) if tissue else []
            named = [Named("cell-sources", one, tissues.label(one)) for one in ids]
            read.append(dataclasses.replace(unit, concepts=tuple(named)) if len(named) == 1 else unit)
        return read

    def _values(self) -> Iterator[tuple[Unit, Named]]:
        """What was read for one concept each; of two where one lies below the other, the narrower."""
        read = [(unit, one) for unit in self.telling for one in _meant(unit)]
        outcomes = [unit for unit, named in read if named.facet == "outcomes"]
        for unit, named in read:
            # to improve is no outcome beside one, nor where no paper on the disease tells of it
            helps = unit in outcomes and all(stem(word) in HELP for word in words(unit.typed))
            beside = any(other is not unit for other in outcomes)
            if helps and (beside or (self.rereader is not None and not self.rereader.reported([named]))):
                continue
            if named.facet == "stages" and all(map(is_said, words(unit.typed))):
                continue  # early in a disease is no early study
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
        after = f" {' '.join(self.spoken)} ".partition(f" {part} ")[2].split()
        follows = bool(after) and not is_said(after[0]) and after[0] not in self._symptoms
        return follows or self._is_kind_of_another(part)

    def _is_kind_of_another(self, part: str) -> bool:
        """Whether a word stands before the one that says what a disease is a kind of: a heat stroke is none."""
        before = f" {' '.join(self.spoken)} ".partition(f" {part} ")[0].split()
        if not before or is_said(before[-1]) or not self.resolver.is_kind(part.split()[-1]):
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
            if any(one.facet == "outcomes" and _HARM not in broader(one.id) for one in unit.concepts)
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

    def _is_of_harm(self) -> bool:
        """Whether harm is asked about: by a word of it, or by an outcome that is a harm or death."""
        if any(named.facet == "topics" and named.id == "safety" for _, named in self.values):
            return True
        outcomes = self.names.vocabulary.outcomes
        read = [one for unit in self.read_anew for one in unit.concepts if one.facet == outcomes.name]
        said = " ".join(self.spoken)
        general = any(one.id == _HARM for one in read) or any(stem(word) in HARM for word in self.spoken)
        worse = any(part in said for part in ("worse", "aggravat", "flare")) and re.search(WORSE, said)
        general = general or bool(worse and not re.search(SLOWED, said))
        complains = any(stem(word) in COMPLAINTS for word in self.spoken)
        helped = any(stem(word) in HELP for word in self.spoken)
        general = general or bool(complains and not helped and re.search(HURT_BY, said))
        harms = [one for one in read if one.id == _DEATH or _HARM in outcomes.broader(one.id)]
        return general or bool(harms and not helped and not self._treated)

    @cached_property
    def _treated(self) -> list[Unit]:
        """What was read for a harm but is what the cells are given for: "stem cells for back pain"."""
        said = " ".join(self.spoken)
        helped = any(stem(word) in HELP for word in self.spoken)
        complains = any(stem(word) in COMPLAINTS for word in self.spoken)
        complains = complains and not any(stem(word) in HARM for word in self.spoken) and not re.search(CAUSED, said)
        return [
            unit
            for unit in self.read_anew
            if any(one.facet == "outcomes" for one in unit.concepts)
            and (
                helped
                or (complains and any(stem(word) in COMPLAINTS for word in words(unit.typed)))
                or GIVEN_FOR.search(" ".join(self.spoken).partition(" ".join(words(unit.typed)))[0])
            )
        ]

    def _of_complaint(self) -> Question | None:
        """What is known of a complaint as a harm of the cells, where no paper gives them for it."""
        found = [pair for pair in self.values if pair[0] in self._treated and self._is_harm(pair[1])]
        if not found or len(found) < len(self._filters_of(found)) or any(map(self._is_relieved, found)):
            return None
        made = self._of_condition("safety", found)
        return replace(made, left_off=f"no paper here gives cells for {found[0][0].typed}; as a harm of the cells")

    def _filters_of(self, found: Sequence[tuple[Unit, Named]]) -> list[tuple[Unit, Named]]:
        """What was read beside these, and these."""
        return [pair for pair in self.values if pair[1].facet in _NARROWING or pair in found]

    def _is_relieved(self, pair: tuple[Unit, Named]) -> bool:
        """Whether a finding on a complaint tells of a benefit."""
        token = (pair[1].token,)
        return any(
            (self.index.raw[document].get("findings") or [])[number].get("direction") == "benefit"
            and self.index.raw[document]["findings"][number].get("topic") == "efficacy"
            for document, numbers in self.index.in_findings(token).items()
            for number in numbers
        )

    @cached_property
    def _controls(self) -> list[tuple[Unit, Named]]:
        """What the cells are held against, where that is no cells: "better than placebo", "prp or stem cells"."""
        said = f" {' '.join(self.spoken)} "
        kinds = self.names.vocabulary.facet("comparators")
        found = []
        for match in CONTROL.finditer(said):
            kind = "usual-care" if match["usual_care"] else "placebo"
            found.append((Unit(match[0], UnitKind.WORD), Named("comparators", kind, kinds.label(kind))))
        for unit, named in self.values:
            typed = re.escape(" ".join(words(unit.typed)))
            beside = rf" (?:{VERSUS} (?:an? |the )?{typed}{NO_PEOPLE}|{typed}(?: \w+)? (?:vs|versus|or|against)) "
            if named.facet == "entities" and re.search(beside, said):
                found.append((unit, named))
        return found

    def _is_of_controls(self) -> bool:
        """Whether words that were taken for fields name a control, and nothing else."""
        return bool(self._controls) and all(one.startswith("against ") for one in self.reading.fields)

    def _filters(self) -> list[tuple[Unit, Named]]:
        kinds = {word for unit, one in self._controls if one.facet == "comparators" for word in words(unit.typed)}
        return self._controls + [
            (unit, named)
            for unit, named in self.values
            if named.facet in _NARROWING
            and not kinds.issuperset(words(unit.typed))
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
        options += self._diseases(options)
        if self._is_of_harm():
            topic = next((pair for pair in self.values if pair[1].facet == "topics"), None)
            extra = [] if topic is None else [("topic", [topic])]
            options += extra
            return self._compared(options, flags=() if extra else ("--topic", "safety"))
        return self._compared(options)

    def _compared(
        self, options: Sequence[tuple[str, Sequence[tuple[Unit, Named]]]], flags: tuple[str, ...] = ()
    ) -> Question:
        """A comparison, on one disease: of several that may be meant, on the one most papers are of, or on each."""
        diseases = next((pairs for option, pairs in options if option == "condition"), ())
        if len(diseases) < 2 or options[0][0] == "condition":
            return self._made("compare", None, options, flags)
        ids = [named.id for _, named in diseases]
        papers = {one: set(self._on([one])) for one in ids}
        first, *others = sorted(diseases, key=lambda pair: -len(papers[pair[1].id]))
        if len(papers[first[1].id]) >= _FOREMOST * len(set().union(*papers.values())):
            chosen = [(option, [first] if option == "condition" else pairs) for option, pairs in options]
            rest = " or ".join(named.label for _, named in others)
            made = self._made("compare", None, chosen, flags)
            return replace(made, left_off=f"'{first[0].typed}' may also be {rest}")
        plain = self._plain_of_condition("condition", [])
        whole = self._made("compare", None, [pair for pair in options if pair[0] != "condition"], flags)
        return replace(plain, shown=f"{whole.shown} --condition {{}}", read=whole.read, unread=())

    def _diseases(
        self, options: Sequence[tuple[str, Sequence[tuple[Unit, Named]]]]
    ) -> list[tuple[str, list[tuple[Unit, Named]]]]:
        """The option of the disease that is asked about, or of all that may be meant, where none names it yet."""
        if any(option == "condition" for option, _ in options):
            return []
        ids = (
            (self.condition[0],)
            if self.condition is not None
            else self.doubt.candidates
            if self.doubt is not None
            else ()
        )
        text = self.condition[1].strip("'") if self.condition is not None else self.doubt.text if self.doubt else ""
        label = self.resolver.facet.label
        pairs = [(Unit(text, UnitKind.WORD), Named("conditions", one, label(one))) for one in ids]
        return [("condition", pairs)] if pairs else []

    def _of_doses(self) -> Question | None:
        """What answers how much or how often: doses compared, an arm against another, or what papers say of them."""
        if not any(map(is_of_dose, self.spoken)):
            return None
        said = " ".join(self.spoken)
        if re.search(DOSE_OF_DRUG, said):
            return None
        scheduled = bool(re.search(SCHEDULE, said) and re.search(WEIGHED, said))
        named = [named for _, named in self.values]
        if any(one.facet == "entities" or one.id in ("corticosteroid-dose", "medication-use") for one in named):
            return None
        if not scheduled and not re.search(DOSE, said) and not any(one.id == "dose-response" for one in named):
            return None
        disease = self._diseases(())
        if not disease:
            return None
        pairs = disease[0][1]
        bands = self._bands([one.id for _, one in pairs])
        doses = [(Unit(one, UnitKind.WORD), Named("doses", one, one.replace("-", " "))) for one in bands]
        outcome = Named("outcomes", "dose-response", self.names.vocabulary.outcomes.label("dose-response"))
        flags = ("--topic", "safety") if self._is_of_harm() else ()
        compare = self._compared([("dose", doses), *disease], flags)
        if compare.candidates:
            return compare
        found = [compare]
        if any(self.index.names_together(self.names, [outcome, one]) for _, one in pairs) and not flags:
            found.append(
                self._made("findings", None, [*disease, ("outcome", [(Unit("dose", UnitKind.WORD), outcome)])])
            )
        if not flags and self.condition is not None and self._sets_doses_apart(self.condition[0]):
            arm = Named("comparators", "other-arm", "another arm")
            against = self._made("condition", self.condition, [("against", [(Unit("dose", UnitKind.WORD), arm)])])
            found.insert(0 if scheduled else 1, against)
        elif scheduled:
            found.append(found.pop(0))
        else:
            found.append(compare)
        found = [replace(one, unread=tuple(word for word in one.unread if not _is_of_dose(word))) for one in found]
        return replace(found[0], otherwise=tuple(found[1:]))

    def _bands(self, diseases: Sequence[str]) -> Sequence[str]:
        """The bands of doses by which most papers on diseases tell theirs: of cells, or of cells per kg."""
        by_weight = plain = 0
        for document in self._on(diseases):
            given = self.index.raw[document].get("study", {}).get("intervention") or {}
            by_weight += bool(given.get("dose_cells_per_kg"))
            plain += bool(given.get("dose_cells"))
        return [f"{one}-per-kg" for one in _DOSES] if by_weight > plain else _DOSES

    def _on(self, diseases: Sequence[str]) -> Iterator[int]:
        """The papers on diseases."""
        below = {f"conditions:{one}" for disease in diseases for one in self.resolver.facet.narrower(disease)}
        return (document for document in self.index.ids if not below.isdisjoint(self.index.studied(document)))

    def _sets_doses_apart(self, disease: str) -> bool:
        """Whether a trial on a disease holds one of its doses against another."""
        return any(
            (finding.get("comparator") or {}).get("kind") == "other-arm"
            and "dose" in (finding["comparator"].get("against") or {})
            and finding.get("stage") == "controlled-trial"
            for document in self._on([disease])
            for finding in self.index.raw[document].get("findings") or []
        )

    def _with_less(self, made: Question, filters: Sequence[tuple[Unit, Named]]) -> Question:
        """A question narrowed by filters with those to ask if it finds nothing: wider cells, no outcome, no filter."""
        vocabulary, found = self.names.vocabulary, list[Question]()
        tried: list[list[tuple[Unit, Named]]] = []
        for unit, named in filters:
            if named.facet == "cell-types":
                cells = vocabulary.cells
                for one in sorted(cells.broader(named.id) - {named.id}, key=lambda one: len(cells.narrower(one))):
                    wide = (unit, Named(named.facet, one, cells.label(one)))
                    tried.append([wide if pair == (unit, named) else pair for pair in filters])
        tried.append([pair for pair in filters if pair[1].facet != "outcomes"])
        tried += [[pair for pair in some if pair[1].facet == "cell-types"] for some in (filters, *tried)]
        tried.append([])
        for at, fewer in enumerate(tried):
            if fewer != list(filters) and fewer not in tried[:at]:
                left = [pair for pair in filters if pair not in fewer]
                wider = [pair for pair in fewer if pair not in filters]
                asked = self._plain_of_condition(made.command, fewer)
                unread = tuple(word for word in asked.unread if not any(word == unit.typed for unit, _ in left))
                found.append(replace(asked, left_off=self._said_left(left, fewer, wider), unread=unread))
        if made.command == "condition" and (harms := [pair for pair in filters if self._is_harm(pair[1])]):
            said = f"no paper here gives cells for {harms[0][0].typed}{self._said_where()}; as a harm of the cells"
            found.insert(0, replace(self._plain_of_condition("safety", filters), left_off=said))
        return replace(made, otherwise=tuple(found))

    def _said_left(
        self,
        left: Sequence[tuple[Unit, Named]],
        kept: Sequence[tuple[Unit, Named]],
        wider: Sequence[tuple[Unit, Named]],
    ) -> str:
        """What no paper reports, with what was kept, and what is answered instead."""
        lacking = _listed([pair for pair in left if pair not in self._controls])
        held = _listed([pair for pair in left if pair in self._controls])
        lacking = " and ".join(filter(None, (lacking, f"a comparison with {held}" if held else "")))
        among = _listed([pair for pair in kept if pair not in wider])
        among = f" with {among}" if among else ""
        instead = f"on {_listed(wider)}, which is wider" if wider else "without it"
        return f"no paper here reports {lacking}{among}{self._said_where()}; {instead}"

    def _said_where(self) -> str:
        return f" in {self.resolver.facet.label(self.condition[0])}" if self.condition is not None else ""

    def _of_condition(self, command: str, filters: Sequence[tuple[Unit, Named]]) -> Question:
        made = self._plain_of_condition(command, filters)
        if (self.condition is None and self.doubt is None) or not filters or command not in ("condition", "safety"):
            return made
        return self._with_less(made, filters)

    def _plain_of_condition(self, command: str, filters: Sequence[tuple[Unit, Named]]) -> Question:
        options: dict[str, list[tuple[Unit, Named]]] = {}
        for unit, named in filters:
            option = "against" if (unit, named) in self._controls else FACETS[named.facet].option
            options.setdefault(option, []).append((unit, named))
        lasting = [pair for pair in options.get("outcome", ()) if pair[1].id == _LASTING]
        if command == "condition" and lasting:
            options["outcome"] = [pair for pair in options["outcome"] if pair not in lasting]
            made = self._made(command, self.condition, [pair for pair in options.items() if pair[1]], _LATE)
            had = {word for unit, _ in lasting for word in words(unit.typed)}
            unread = tuple(one for one in made.unread if not had.issuperset(words(one)))
            made = replace(made, read=(*made.read, "results a year or more after treatment"), unread=unread)
        else:
            made = self._made(command, self.condition, list(options.items()))
        said = " ".join(self.spoken)
        best = re.search(BEST_TRIAL, said) if made.unread and OF_TRIALS.search(said) else None
        return replace(made, unread=tuple(one for one in made.unread if one not in best[0])) if best else made

    def _findings(self, found: Sequence[tuple[Unit, Named]]) -> Question:
        options: dict[str, list[tuple[Unit, Named]]] = {}
        for unit, named in (*(pair for pair in self.values if _is_disease(pair[1])), *self._filters(), *found):
            option = _OF_FINDINGS.get(named.facet) or FACETS[named.facet].option
            options.setdefault(option, []).append((unit, named))
        made = self._made("findings", None, list(options.items()))
        if self.condition is None:
            return made
        less = self._of_condition("condition", self._filters())
        less = replace(less, left_off=self._said_left(found, (), ()), unread=made.unread)
        return replace(made, otherwise=(less,))

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
            for named in dict.fromkeys(named for _, named in pairs):
                arguments += [f"--{option}", named.id]
                read.append(f"comparison with {named.label}" if option == "against" else _said(named))
            shown.append(f"--{option} {' '.join(self._typed(pairs))}")
        used = [unit for _, pairs in options for unit, _ in pairs]
        unread = self._unread(command, used, name)
        made = Question(command, (*arguments, *flags), " ".join((*shown, *flags)), tuple(read), unread)
        if "{}" in shown:
            assert self.doubt is not None
            had = set(words(self.doubt.text))
            unread = tuple(one for one in unread if not (had | STOP_WORDS).issuperset(words(one)))
            return replace(made, doubt=self.doubt.text, candidates=self.doubt.candidates, unread=unread)
        return made

    def _typed(self, pairs: Sequence[tuple[Unit, Named]]) -> list[str]:
        """The values of an option as a person types them, a word for all that it asks for once."""
        return list(dict.fromkeys(value_of(unit, named, self.names) for unit, named in pairs))

    def _unread(self, command: str, used: Sequence[Unit], name: tuple[str, str] | None) -> tuple[str, ...]:
        """The words that tell something and did not enter the command."""
        taken = {word for unit in used for word in words(unit.typed)}
        if name is not None:
            taken |= set(words(name[1]))
            taken |= {word for unit, named in self.values if named.id == name[0] for word in words(unit.typed)}
        known = VERBS | HARM | HELP | COVERAGE | QUIET | RELATIVES | (STATE if command == "coverage" else frozenset())
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


def _meant(unit: Unit) -> Sequence[Named]:
    """The concepts that a unit was read for: the one that narrows an answer, or several outcomes it is a word of."""
    meant = unit.concepts if len(unit.concepts) == 1 else [one for one in unit.concepts if one.facet in _NARROWING]
    if any(map(_is_disease, unit.concepts[1:])):
        return ()
    return meant if len(meant) == 1 or {one.facet for one in meant} == {"outcomes"} else ()


def _listed(pairs: Sequence[tuple[Unit, Named]]) -> str:
    return " and ".join(dict.fromkeys(named.label.lower() for _, named in pairs))


def _is_of_dose(text: str) -> bool:
    return all(is_of_dose(word) or is_said(word) for word in words(text))


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
