"""The tree of a query as tests of a paper and its findings.

A paper fits if the tree holds for it as a whole or together with one of its findings; where the tree names
what only a finding has (topic, direction, outcome, entity, stage), it must hold for one and the same finding.
What NOT denies must hold for no finding.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from mscq.errors import AmbiguousTerm, UnknownTerm
from mscq.evidence.stored import (
    Stored,
    conditions_of,
    given_in,
    phases_of,
    set_against,
    studies_animals,
    studies_people,
    treatment_of,
)
from mscq.records.choices import NOT_STATED
from mscq.records.facets import FACETS, GIVEN, noun_of
from mscq.records.vocabulary import bundled_designs
from mscq.search.fields import CONCEPT_FIELDS, HEADING, KIND, NUMBER_FIELDS, SUBJECT, TEXT_FIELDS, Range
from mscq.search.filters import ANY_KIND, PEOPLE
from mscq.search.headings import is_check_tag, phase_of
from mscq.search.index import Index
from mscq.search.interpret import TEXT_FIELDS as ALL_TEXT
from mscq.search.interpret import Interpreter, LineRead, Reading, Unit, UnitKind
from mscq.search.lexicon import lexicon_of
from mscq.search.postings import FIELDS
from mscq.search.resolve import Resolver
from mscq.search.spoken import Spoken, spoken
from mscq.search.tokens import QueryError
from mscq.search.tree import Both, Either, Field, LeftOut, Lines, Near, Node, Not, Query, Words, leaves
from mscq.search.words import STOP_WORDS, stem, words

if TYPE_CHECKING:
    from mscq.search.nearness import Nearness, Spans

_OF_FINDING = {
    **{row.option: row.finding for row in FACETS.values() if not row.of_study},
    "topic": "topic",
    "direction": "direction",
    "stage": "stage",
    "endpoint": "endpoint",
    "against": "comparator",
}
_OF_STUDY = {"met": "primary_outcome_met", "blinding": "blinding", "sponsor": "sponsor"}
_OF_TREATMENT = {row.option: row.field for row in GIVEN}


class Test(NamedTuple):
    """Whether a document, with one of its findings or None, is asked for.

    ``of_finding``: only a finding can tell. ``soft``: it need not hold; ``untold``: since the base cannot tell.
    ``costly``: it validates the record. ``within`` are the documents beside which it holds for none, where these are
    known. ``where`` says the same to an index that is asked in a language of its own.
    """

    holds: Callable[[int, Stored | None], bool]
    of_finding: bool = False
    soft: bool = False
    costly: bool = False
    untold: bool = False
    within: Collection[int] | None = None
    where: str = ""

    def holds_for(self, document: int, index: Index, *, whole: bool) -> bool:
        """Whether it holds for a document together with one of its findings, or for it as a ``whole``."""
        if self.within is not None and document not in self.within:
            return False
        if whole and self.holds(document, None):
            return True
        return any(self.holds(document, finding) for finding in index.raw[document].get("findings") or ())


class _LineFound(NamedTuple):
    """What a line of a history finds, None where it was left out; how it was read, and what it asks for."""

    found: Test | None
    reading: Reading
    named: frozenset[int]


class Compiler:
    """Turns the tree of a query into one test, and notes in the reading how it was read.

    A part that is read apart, of what is denied or of a line of a history, is ``within`` another.
    """

    def __init__(
        self, query: Query, interpreter: Interpreter, within: Compiler | None = None, denies: bool = False
    ) -> None:
        self.query = query
        self.interpreter = interpreter
        self.index: Index = interpreter.index
        self.reading: Reading = within.reading.apart() if within else Reading(left_out=list(query.left_out))
        self._denies: bool = denies != (within is not None and within._denies)
        self._lines: dict[tuple[int, bool], _LineFound] = within._lines if within else {}
        self._named: set[int] = set()

    def apart(self, *, denies: bool) -> Compiler:
        """Return one of the same query for a part that is read apart."""
        return Compiler(self.query, self.interpreter, self, denies)

    def test(self) -> Test:
        """The test of the whole query. Raises QueryError for a value that a field does not have."""
        needed = self.query.uses
        for line in self.query.lines:
            for denied in sorted(needed[line.number], reverse=True):
                part = self.apart(denies=denied)
                test = part._test(line.tree, top=False) if line.tree else self._all([])
                found, papers = (None, None) if test.soft else self._counted(test)
                self._lines[line.number, denied] = _LineFound(found, part.reading, frozenset(part._named))
            self.reading.lines.append(LineRead(line.number, line.text, papers))
        if self.query.lines:
            return self._last_line()
        return self._test(self.query.tree, top=not self.query.strict) if self.query.tree else self._all([])

    def _last_line(self) -> Test:
        """The papers of the last line; what it and the lines that it asks for look for is the reading of the query."""
        last = self.query.lines[-1].number
        asked, left = set(), {last}
        while left:
            number = left.pop()
            asked.add(number)
            left |= self._lines[number, False].named - asked
        for number in sorted(asked):
            self.reading.add(self._lines[number, False].reading)
        return self._papers_of(Lines((last,)))

    def _test(self, node: Node, *, top: bool) -> Test:
        match node:
            case Words():
                return self._words(node, soft=top)
            case Field():
                return self._field(node)
            case LeftOut(said=said):
                return self._left_out(said)
            case Near():
                return self._near(node)
            case Lines():
                return self._papers_of(node)
            case Both(parts=parts):
                return self._every([self._test(part, top=top) for part in parts])
            case Either(parts=parts):
                return self._any([self._test(part, top=False) for part in parts])
            case Not(part=part):
                return self._not(part)

    def _papers_of(self, node: Lines) -> Test:
        """The papers of lines of a history; those that were left out say nothing."""
        lines = [self._lines[number, self._denies] for number in node.numbers]
        if self._denies:
            self.reading.fields += [f"line {number}" for number in node.numbers]
        else:
            self._named.update(node.numbers)
        told = [line.found for line in lines if line.found is not None]
        if not told or (node.every and self._denies and len(told) < len(lines)):
            return _UNTOLD
        return self._all(told) if node.every else self._any(told)

    def _every(self, tests: Sequence[Test]) -> Test:
        """All tests; where they are denied, nothing is excluded for being what the base cannot tell."""
        return _UNTOLD if self._denies and any(test.untold for test in tests) else self._all(tests)

    def _left_out(self, said: str) -> Test:
        if said not in self.reading.left_out:
            self.reading.left_out.append(said)
        return _UNTOLD

    def _widened(self, said: str) -> None:
        if said not in self.reading.widened:
            self.reading.widened.append(said)

    def _not(self, part: Node) -> Test:
        apart = self.apart(denies=True)
        inner = apart._test(part, top=False)
        self.reading.fields += [f"not {one}" for one in apart.reading.fields]
        self.reading.fields += [f"not {unit.typed}" for unit in apart.reading.units if unit.kind is not UnitKind.PHRASE]
        return inner if inner.soft else self._denied(inner)

    def _denied(self, inner: Test) -> Test:
        """A test of papers as wholes, of which none of the findings may meet another."""
        if inner.costly:
            return Test(lambda document, _: not inner.holds_for(document, self.index, whole=True), costly=True)
        found = self._of_papers(inner)
        return Test(lambda document, _: not found.holds(document, None))

    def _near(self, node: Near) -> Test:
        """Words near each other, each a way to score; what is no words must only stand in the paper too."""
        found = self._standing(node, self.interpreter.nearness)
        if found is None:
            self._widened("nearness to what AND, NOT or a heading joins, read as AND")
            return self._all([self._test(part, top=False) for part in node.parts])
        self._look_for(node)
        return self._among(found)

    def _look_for(self, node: Near) -> None:
        """Let the words that must be near each other be scored."""
        for leaf in leaves(node):
            if isinstance(leaf, Field):
                self.reading.units.append(self.interpreter.phrase(str(leaf.value), _where(leaf)))

    def _standing(self, node: Node, nearness: Nearness) -> set[int] | None:
        """The documents in which words stand near each other; None where the tree joins more than words."""
        spans = self._spans(node, nearness)
        return None if spans is None else {code // FIELDS for code in spans}

    def _spans(self, node: Node, nearness: Nearness) -> Spans | None:
        from mscq.search.nearness import either, near

        match node:
            case Field(name=name, value=str(value)) if name in TEXT_FIELDS:
                return nearness.run(value, _where(node))
            case Words(words=words):
                return nearness.run(" ".join(word.text for word in words), ALL_TEXT)
            case Either(parts=parts):
                found = [self._spans(part, nearness) for part in parts if not isinstance(part, LeftOut)]
                return None if None in found else either([spans for spans in found if spans is not None])
            case Near(parts=(first, *others)):
                spans = self._spans(first, nearness)
                for part in others:
                    other = self._spans(part, nearness)
                    if spans is None or other is None:
                        return None
                    spans = near(spans, other, node.between, ordered=node.ordered)
                return spans
            case _:
                return None

    def _papers(self, test: Test) -> frozenset[int]:
        within = range(len(self.index)) if test.within is None else test.within
        return frozenset(document for document in within if test.holds_for(document, self.index, whole=True))

    def _of_papers(self, test: Test) -> Test:
        """A test of papers as wholes: one of their findings is enough."""
        return self._among(self._papers(test))

    def _counted(self, test: Test) -> tuple[Test, int]:
        """A test of papers as wholes, and how many meet it."""
        found = self._papers(test)
        return self._among(found), len(found)

    def _among(self, documents: Collection[int]) -> Test:
        return Test(lambda document, _: document in documents, within=documents)

    def _words(self, node: Words, *, soft: bool) -> Test:
        fields, rest = ([], node.words) if self.query.is_pasted else spoken(node.words)
        required = [self._spoken(one) for one in fields]
        units = self.interpreter.run(rest, self.reading)
        if soft:
            self.reading.weighed += units
            return self._all(required)
        return self._all([*required, *(self._unit(unit) for unit in units)])

    def _spoken(self, said: Spoken) -> Test:
        self.reading.spoken.append(f"'{said.typed}' as {said.name}:{said.value}")
        return self._naming(said.name, CONCEPT_FIELDS[said.name], [said.value])

    def _unit(self, unit: Unit) -> Test:
        documents = {number for one in unit.alternatives for number in self.index.occurrences(one.term, one.fields)}
        return self._among(documents | unit.documents)

    def _field(self, node: Field) -> Test:
        if node.name in NUMBER_FIELDS and isinstance(node.value, Range):
            self.reading.fields.append(f"{node.name} {node.value}")
            return self._number(node.name, node.value)
        value = str(node.value)
        if node.name in CONCEPT_FIELDS:
            return self._concept(node, value)
        if node.name in ("mesh", HEADING):
            return self._mesh(node, value)
        if node.name == SUBJECT:
            return self._subject(value)
        if node.name == KIND:
            return self._kind(node, value)
        if node.name == "id":
            self.reading.fields.append(f"id {value}")
            return self._among(self.index.identified(value))
        if node.name == "author":
            return self._author(value)
        return self._text(node, value)

    def _number(self, name: str, wanted: Range) -> Test:
        if name == "level":
            return Test(lambda document, _: wanted.holds(self._level(document)), costly=True)
        told = self.index.year if name == "year" else self.index.size
        return self._among({document for document in self.index.ids if wanted.holds(told(document))})

    def _level(self, document: int) -> int:
        from mscq.evidence.level import level

        return level(self.index.kb.get(self.index.ids[document]))

    def _text(self, node: Field, value: str) -> Test:
        fields = TEXT_FIELDS[node.name]
        whole = self.interpreter
        units = [whole.phrase(value, fields)] if node.quoted else whole.each_word(value, fields)
        self.reading.units += units
        if fields:
            self.reading.fields.append(f"{node.name} {value}")
        said = self._all([self._unit(unit) for unit in units])
        if fields or node.quoted or not whole.names.exact(words(value)):
            return said
        named = whole.phrase(value)
        self.reading.units.append(named)
        return self._any([said, self._unit(named)])

    def _author(self, value: str) -> Test:
        self.reading.fields.append(f"author {value}")
        raw = self.index.raw
        spoken = words(value)
        holding = [{*self.index.occurrences((stem(word),), ("author",))} for word in spoken[:-1] or spoken]
        return Test(
            lambda document, _: any(_is_author(person, spoken) for person in _people(raw[document])),
            within=set.intersection(*holding) if holding else (),
        )

    def _concept(self, node: Field, value: str) -> Test:
        facet = CONCEPT_FIELDS[node.name]
        ids = [self._resolved(node, facet, part) for part in value.split(",") if part.strip()]
        return self._naming(node.name, facet, ids)

    def _naming(self, name: str, facet: str, ids: Sequence[str], *, alone: bool = False) -> Test:
        known = self.index.kb.vocabulary.facet(facet)
        wanted = self._meant(facet, ids, alone=alone)
        self.reading.fields.append(f"{name} {' or '.join(known.label(one) for one in ids)}{' alone' * alone}")
        return Test(
            lambda document, finding: not wanted.isdisjoint(_named(name, self.index.raw[document], finding)),
            name in _OF_FINDING,
            within=None if NOT_STATED in wanted else self.index.naming(wanted),
        )

    def _meant(self, facet: str, ids: Sequence[str], *, alone: bool) -> frozenset[str]:
        known = self.index.kb.vocabulary.facet(facet)
        # no record names a family, nor a design but the closest
        wide = [one for one in ids if not alone or facet == "designs" or known[one].kind == "family"]
        return known.narrower(*wide).union(ids)

    def _resolved(self, node: Field, facet: str, text: str) -> str:
        concepts = self.index.kb.vocabulary.facet(facet)
        try:
            return Resolver(concepts, noun_of(facet), lexicon_of(self.index.kb)).resolve(text.strip()).concept_id
        except (UnknownTerm, AmbiguousTerm) as error:
            raise QueryError(str(error), self.query.text, node.position) from error

    def _mesh(self, node: Field, value: str) -> Test:
        """A heading or its id, of whatever facet; the words of one that the vocabulary lacks.

        Where it is denied, one that the vocabulary lacks, or one with a subheading, excludes nothing.
        """
        heading, _, qualifier = value.partition("/")
        if qualifier.strip():
            self._left_out(f"/{qualifier.strip()}")
            if self._denies:
                return _UNTOLD
        if is_check_tag(heading):
            return self._left_out(node.said or value)
        found = self.interpreter.headings.concepts(heading)
        tests = [
            self._naming(FACETS[facet].option, facet, ids, alone=node.name == HEADING) for facet, ids in found.items()
        ]
        if tests:
            return self._of_papers(self._any(tests))
        return self._words_of(heading, node.said or value, "no heading of this base")

    def _words_of(self, heading: str, said: str, why: str) -> Test:
        """The words of a heading that is asked for; one that is denied excludes nothing."""
        telling = [word for word in words(heading) if word not in STOP_WORDS]
        if self._denies or not telling:
            return self._left_out(f"{said} ({why}, so nothing is excluded by it)")
        self._widened(f"'{heading}' is {why}: its words")
        units = self.interpreter.each_word(" ".join(telling), ())
        self.reading.units += units
        return self._all([self._unit(unit) for unit in units])

    def _subject(self, value: str) -> Test:
        self.reading.fields.append(value)
        holds = studies_people if value == PEOPLE else studies_animals
        raw = self.index.raw
        return Test(lambda document, _: holds(raw[document]))

    def _kind(self, node: Field, value: str) -> Test:
        """A kind of publication that is a design; the base tells no other."""
        if wanted := phase_of(value):
            self.reading.fields.append(f"phase {wanted}")
            raw = self.index.raw
            return Test(lambda document, _: wanted in phases_of(raw[document]))
        if value.lower() in ANY_KIND and not self._denies:
            self._left_out(node.said or value)
            return Test(lambda _, __: True)
        ids = self.interpreter.headings.designs(value)
        return self._naming("design", "designs", ids) if ids else self._left_out(node.said or value)

    @staticmethod
    def _any(tests: Sequence[Test]) -> Test:
        """Any of the tests; those that are soft say nothing."""
        hard = [test for test in tests if not test.soft]
        known = [test.within for test in hard if test.within is not None]
        return Test(
            lambda document, finding: any(test.holds(document, finding) for test in hard),
            any(test.of_finding for test in hard),
            soft=not hard,
            costly=any(test.costly for test in hard),
            untold=not hard and any(test.untold for test in tests),
            within=frozenset[int]().union(*known) if len(known) == len(hard) else None,
        )

    @staticmethod
    def _all(tests: Sequence[Test]) -> Test:
        """All tests that are not soft, the costly ones last."""
        hard = sorted((test for test in tests if not test.soft), key=lambda test: test.costly)
        known = [test.within for test in hard if test.within is not None]
        return Test(
            lambda document, finding: all(test.holds(document, finding) for test in hard),
            any(test.of_finding for test in hard),
            soft=not hard,
            costly=any(test.costly for test in hard),
            untold=not hard and any(test.untold for test in tests),
            within=frozenset(known[0]).intersection(*known[1:]) if known else None,
        )


def _where(node: Field) -> tuple[str, ...]:
    return TEXT_FIELDS[node.name] or ALL_TEXT


_UNTOLD = Test(lambda _, __: True, soft=True, untold=True)


def _owes_verdict(design: object) -> bool:
    concept = bundled_designs().get(str(design))
    return concept is not None and concept.control_group == "always"


def _named(name: str, record: Stored, finding: Stored | None) -> Sequence[str]:
    """What a finding names in a field, or the paper for it; with no finding, what the paper names as a whole."""
    if name == "design":
        return [(record.get("study") or {}).get("design") or ""]
    if name in _OF_STUDY:
        study = record.get("study") or {}
        silent = NOT_STATED if name == "met" and _owes_verdict(study.get("design")) else ""
        value = study.get(_OF_STUDY[name]) or silent
        return [value.get("kind", "") if isinstance(value, dict) else value]
    if name in _OF_FINDING:
        value = (finding or {}).get(_OF_FINDING[name]) or []
        value = value.get("kind", "") if isinstance(value, dict) else value
        return [value] if isinstance(value, str) else value
    if name == "condition":
        return conditions_of(record, finding)
    key = _OF_TREATMENT[name]
    if finding is None:
        return given_in(record).get(key) or ()
    return [*treatment_of(record, finding, key), *set_against(finding, key)]


def _people(record: Stored) -> list[Mapping[str, str]]:
    bibliography = record.get("bibliography") or {}
    return [*(bibliography.get("author") or []), *(bibliography.get("editor") or [])]


def _is_author(person: Mapping[str, str], wanted: Sequence[str]) -> bool:
    """Whether all words are parts of the name; one or two letters at the end may be initials, as PubMed writes them."""
    if not wanted:
        return False
    family = [word for key, part in person.items() if key != "given" for word in words(part)]
    given = words(person.get("given", ""))
    initials = "".join(word[0] for word in given)
    *most, last = wanted
    parts = {*family, *given}
    return all(word in parts for word in most) and (
        last in parts or (bool(most) and len(last) <= 3 and initials.startswith(last))
    )
