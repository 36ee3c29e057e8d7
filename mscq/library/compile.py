"""A query on the reader's references as a test of each, and as an expression of the full text that finds the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from mscq.library import where
from mscq.library.kept import TAGGED
from mscq.library.nearness import nearby
from mscq.search.compile import Compiler, Test
from mscq.search.fields import Range
from mscq.search.index import Index
from mscq.search.interpret import Interpreter, Unit, UnitKind
from mscq.search.query import Query
from mscq.search.tree import Field, Near
from mscq.search.words import words

if TYPE_CHECKING:
    from mscq.library.collection import Library

_DESIGNS, _STUDY = "designs", Index.field("study")
FACETS_TOLD = frozenset(TAGGED.values())
"""The facets whose concepts are looked for in a reference."""


class OwnCompiler(Compiler):
    """Reads a query as for the base; a concept is asked for by mention.

    Each test is an expression of the full text too, ``where``: one that finds the papers for which it holds.
    """

    def __init__(
        self,
        query: Query,
        interpreter: Interpreter,
        library: Library,
        within: Compiler | None = None,
        denies: bool = False,
    ) -> None:
        super().__init__(query, interpreter, within, denies)
        self._library = library

    def apart(self, *, denies: bool) -> OwnCompiler:
        return OwnCompiler(self.query, self.interpreter, self._library, self, denies)

    @staticmethod
    def _all(tests: Sequence[Test]) -> Test:
        return Compiler._all(tests)._replace(where=where.both([asked_by(test) for test in tests if not test.soft]))

    @staticmethod
    def _any(tests: Sequence[Test]) -> Test:
        return Compiler._any(tests)._replace(where=where.either([asked_by(test) for test in tests if not test.soft]))

    def _denied(self, inner: Test) -> Test:
        return Test(lambda document, _: not inner.holds(document, None), where=where.without(asked_by(inner)))

    def _of_papers(self, test: Test) -> Test:
        return test

    def _counted(self, test: Test) -> tuple[Test, int]:
        return test, self._library.count(asked_by(test))

    def _near(self, node: Near) -> Test:
        """Words near each other; where the full text can tell who holds them, only papers that are scored are read."""
        asked = nearby(node, self.interpreter.nearness)
        if asked is None:
            return super()._near(node)
        self._look_for(node)
        loaded = cache(lambda: self._standing(node, self.interpreter.nearness.anew()) or set())
        return Test(lambda document, _: document in loaded(), where=asked)

    def _among(self, documents: Collection[int]) -> Test:
        return super()._among(documents)._replace(where=_numbered(documents))

    def _unit(self, unit: Unit) -> Test:
        return super()._unit(unit)._replace(where=self.found(unit))

    def found(self, unit: Unit, least: float = 0.0) -> str:
        """Return what finds a unit, by what weighs at least so much among the ways in which it may be said."""
        if unit.kind is UnitKind.IDENTIFIER:
            return _numbered(unit.documents)
        return where.said(one for one in unit.alternatives if one.weight >= least)

    def about(self, unit: Unit, least: float = 0.0) -> str:
        """Return the same of what a paper is about: its title, the concepts that it mentions and their labels."""
        if unit.kind is UnitKind.IDENTIFIER:
            return _numbered(unit.documents)
        return where.about(one for one in unit.alternatives if one.weight >= least)

    def _number(self, name: str, wanted: Range) -> Test:
        return super()._number(name, wanted)._replace(where=where.years(wanted.low, wanted.high, self._library.years))

    def _author(self, value: str) -> Test:
        return super()._author(value)._replace(where=where.author(words(value)))

    def _naming(self, name: str, facet: str, ids: Sequence[str], *, alone: bool = False) -> Test:
        super()._naming(name, facet, ids, alone=alone)
        if facet == _DESIGNS:
            self._widened("a design is told by title and publication type alone")
        wanted = {f"{facet}:{one}" for one in self._meant(facet, ids, alone=alone)}
        return Test(
            lambda document, _: not wanted.isdisjoint(self.index.text(document, _STUDY)),
            where=where.tokens(sorted(wanted)),
        )

    def _mesh(self, node: Field, value: str) -> Test:
        """A heading of concepts that no title is looked through for, as a donor, is one by its words."""
        heading = value.partition("/")[0]
        named = self.interpreter.headings.concepts(heading)
        if named and FACETS_TOLD.isdisjoint(named):
            return self._words_of(heading, node.said or value, "told of reviewed papers alone")
        return super()._mesh(node, value)


def asked_by(test: Test) -> str:
    """Return the expression of the full text that finds what a test holds for; of one that has none, all."""
    return test.where or where.ALL


def _numbered(documents: Iterable[int]) -> str:
    return where.tokens((f"number:{one}" for one in sorted(documents)), "mark")
