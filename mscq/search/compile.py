"""The tree of a query as tests of a paper and its findings.

A paper fits if the tree holds for it as a whole or together with one of its findings; where the tree names
what only a finding has (topic, direction, outcome, entity, stage), it must hold for one and the same finding.
What NOT denies must hold for no finding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.errors import AmbiguousTerm, UnknownTerm
from mscq.evidence.stored import Stored, conditions_of, given_in, set_against, size_of, treatment_of, year_of
from mscq.records.choices import NOT_STATED
from mscq.records.facets import FACETS, GIVEN, noun_of
from mscq.records.vocabulary import bundled_designs
from mscq.search.fields import CONCEPT_FIELDS, NUMBER_FIELDS, TEXT_FIELDS, Range
from mscq.search.interpret import Interpreter, Reading, Unit, UnitKind
from mscq.search.lexicon import lexicon_of
from mscq.search.query import Both, Either, Field, Node, Not, Query, QueryError, Words
from mscq.search.resolve import Resolver
from mscq.search.spoken import Spoken, spoken
from mscq.search.words import words

if TYPE_CHECKING:
    from mscq.search.index import Index

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

    ``of_finding``: only a finding can tell. ``soft``: it need not hold. ``costly``: it validates the record.
    """

    holds: Callable[[int, Stored | None], bool]
    of_finding: bool = False
    soft: bool = False
    costly: bool = False


class Compiler:
    """Turns the tree of a query into one test, and notes in the reading how it was read."""

    def __init__(self, query: Query, interpreter: Interpreter) -> None:
        self.query = query
        self.interpreter = interpreter
        self.index: Index = interpreter.index
        self.reading = Reading()
        self._negative = False

    def test(self) -> Test:
        """The test of the whole query. Raises QueryError for a value that a field does not have."""
        return self._test(self.query.tree, top=not self.query.strict) if self.query.tree else _all([])

    def _test(self, node: Node, *, top: bool) -> Test:
        match node:
            case Words():
                return self._words(node, soft=top)
            case Field():
                return self._field(node)
            case Both(parts=parts):
                return _all([self._test(part, top=top) for part in parts])
            case Either(parts=parts):
                tests = [self._test(part, top=False) for part in parts]
                return Test(
                    lambda document, finding: any(test.holds(document, finding) for test in tests),
                    any(test.of_finding for test in tests),
                    costly=any(test.costly for test in tests),
                )
            case Not(part=part):
                return self._not(part)

    def _not(self, part: Node) -> Test:
        apart = Compiler(self.query, self.interpreter)
        inner = apart._test(part, top=False)
        self.reading.fields += [f"not {one}" for one in apart.reading.fields]
        self.reading.fields += [f"not {unit.typed}" for unit in apart.reading.units if unit.kind is not UnitKind.PHRASE]
        return Test(lambda document, _: not self._of_any(inner, document), costly=inner.costly)

    def _of_any(self, test: Test, document: int) -> bool:
        findings = self.index.raw[document].get("findings") or []
        return any(test.holds(document, finding) for finding in (None, *findings))

    def _words(self, node: Words, *, soft: bool) -> Test:
        fields, rest = spoken(node.words)
        required = [self._spoken(one) for one in fields]
        units = self.interpreter.run(rest, self.reading)
        if soft:
            self.reading.weighed += units
            return _all(required)
        return _all([*required, *(self._unit(unit) for unit in units)])

    def _spoken(self, said: Spoken) -> Test:
        self.reading.spoken.append(f"'{said.typed}' as {said.name}:{said.value}")
        return self._naming(said.name, CONCEPT_FIELDS[said.name], [said.value])

    def _unit(self, unit: Unit) -> Test:
        documents = {number for one in unit.alternatives for number in self.index.occurrences(one.term, one.fields)}
        found = documents | unit.documents
        return Test(lambda document, _: document in found)

    def _field(self, node: Field) -> Test:
        if node.name in NUMBER_FIELDS and isinstance(node.value, Range):
            self.reading.fields.append(f"{node.name} {node.value}")
            return self._number(node.name, node.value)
        value = str(node.value)
        if node.name in CONCEPT_FIELDS:
            return self._concept(node, value)
        if node.name == "mesh":
            return self._mesh(node, value)
        if node.name == "id":
            found = self.index.identified(value)
            self.reading.fields.append(f"id {value}")
            return Test(lambda document, _: document in found)
        if node.name == "author":
            return self._author(value)
        return self._text(node, value)

    def _number(self, name: str, wanted: Range) -> Test:
        raw = self.index.raw
        if name == "level":
            return Test(lambda document, _: wanted.holds(self._level(document)), costly=True)
        reader = year_of if name == "year" else size_of
        return Test(lambda document, _: wanted.holds(reader(raw[document])))

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
        return _all([self._unit(unit) for unit in units])

    def _author(self, value: str) -> Test:
        self.reading.fields.append(f"author {value}")
        raw = self.index.raw
        return Test(lambda document, _: any(_is_author(person, words(value)) for person in _people(raw[document])))

    def _concept(self, node: Field, value: str) -> Test:
        facet = CONCEPT_FIELDS[node.name]
        ids = [self._resolved(node, facet, part) for part in value.split(",") if part.strip()]
        return self._naming(node.name, facet, ids)

    def _naming(self, name: str, facet: str, ids: Sequence[str]) -> Test:
        known = self.index.kb.vocabulary.facet(facet)
        wanted = known.narrower(*ids)
        self.reading.fields.append(f"{name} {' or '.join(known.label(one) for one in ids)}")
        return Test(
            lambda document, finding: not wanted.isdisjoint(_named(name, self.index.raw[document], finding)),
            name in _OF_FINDING,
        )

    def _resolved(self, node: Field, facet: str, text: str) -> str:
        concepts = self.index.kb.vocabulary.facet(facet)
        try:
            return Resolver(concepts, noun_of(facet), lexicon_of(self.index.kb)).resolve(text.strip()).concept_id
        except (UnknownTerm, AmbiguousTerm) as error:
            raise QueryError(str(error), self.query.text, node.position) from error

    def _mesh(self, node: Field, value: str) -> Test:
        """A MeSH heading or its id, of whatever facet; a heading that the vocabulary lacks is looked up as words."""
        heading = value.partition("/")[0]
        tests = [
            self._naming(row.option, facet, ids)
            for facet, row in FACETS.items()
            if (ids := [one.id for one in self.index.kb.vocabulary.facet(facet).values() if _is_called(one, heading)])
        ]
        if not tests:
            return self._text(Field("any", heading, node.position, True), heading)
        return Test(lambda document, finding: any(test.holds(document, finding) for test in tests))


def _all(tests: Sequence[Test]) -> Test:
    """All tests that are not soft, the costly ones last."""
    hard = sorted((test for test in tests if not test.soft), key=lambda test: test.costly)
    return Test(
        lambda document, finding: all(test.holds(document, finding) for test in hard),
        any(test.of_finding for test in hard),
        soft=not hard,
        costly=any(test.costly for test in hard),
    )


def _is_called(concept: Any, heading: str) -> bool:
    wanted = "".join(words(heading))
    return heading.upper() == concept.mesh or any("".join(words(name)) == wanted for name in concept.names)


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
