"""The vocabularies: concepts with their names, families and MeSH ids, one file per facet.

Concepts are plain objects so that help, completion and usage errors need no pydantic;
``mscq verify`` checks the files against the same class.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from mscq.errors import BadFile
from mscq.records.facets import FACETS
from mscq.records.files import read_json
from mscq.records.settings import data_folder

_NAME_OF_FIELD = {row.field: row.id for row in FACETS.values()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One concept of a facet: preferred label, other names, broader concepts."""

    id: str
    label: str
    abbreviations: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    mesh: str | None = None
    kind: str | None = None
    better: str | None = None
    unit: str | None = None
    scale: str | None = None
    level: int | None = None
    evidence: str | None = None
    control_group: str | None = None
    randomised: bool | None = None
    note: str | None = None

    @property
    def short(self) -> str:
        """The first abbreviation, or the label where there is none."""
        return self.abbreviations[0] if self.abbreviations else self.label

    @property
    def names(self) -> Iterator[str]:
        """Every name of the concept, the id first."""
        yield self.id
        yield self.label
        yield from self.abbreviations
        yield from self.synonyms


class Facet(Mapping[str, Concept]):
    """The concepts of one vocabulary by id, and how they hang together."""

    def __init__(self, name: str, concepts: Iterable[Concept]) -> None:
        self.name = name
        self._concepts = {concept.id: concept for concept in concepts}

    def __getitem__(self, key: str) -> Concept:
        return self._concepts[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._concepts)

    def __len__(self) -> int:
        return len(self._concepts)

    @cached_property
    def _narrower(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {}
        for concept in self._concepts.values():
            for parent in concept.broader:
                children.setdefault(parent, []).append(concept.id)
        return children

    @cached_property
    def _above(self) -> dict[str, list[str]]:
        return {key: list(concept.broader) for key, concept in self._concepts.items()}

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def children(self, concept_id: str) -> list[str]:
        """The ids directly below a concept."""
        return list(self._narrower.get(concept_id, ()))

    def narrower(self, concept_id: str) -> frozenset[str]:
        """The ids of a concept and of everything below it."""
        return frozenset(self._walk(concept_id, self._narrower))

    def broader(self, concept_id: str) -> frozenset[str]:
        """The ids of a concept and of everything above it."""
        return frozenset(self._walk(concept_id, self._above))

    def group(self, concept_id: str) -> str:
        """The topmost concept above this one: for an outcome, its outcome group."""
        seen = {concept_id}
        while concept_id in self._concepts and self._concepts[concept_id].broader:
            concept_id = self._concepts[concept_id].broader[0]
            if concept_id in seen:
                break
            seen.add(concept_id)
        return concept_id

    def head(self, concept_id: str) -> str:
        """The concept that this one is a form of: lupus nephritis is lupus; families of diseases are passed over."""
        current, seen = concept_id, set[str]()
        while current in self._concepts and current not in seen:
            seen.add(current)
            broader = (self._concepts[one] for one in self._concepts[current].broader if one in self._concepts)
            current = next((one.id for one in broader if one.kind != "family"), current)
        return current

    def groups(self, concept_id: str) -> frozenset[str]:
        """The topmost concepts above this one, one for each line of descent."""
        if concept_id not in self._concepts:
            return frozenset({concept_id})
        above = self.broader(concept_id)
        return frozenset(one for one in above if one not in self._concepts or not self._concepts[one].broader)

    def label(self, concept_id: str) -> str:
        """The preferred label of an id; the id itself where it is unknown."""
        concept = self._concepts.get(concept_id)
        return concept.label if concept else concept_id

    def short(self, concept_id: str) -> str:
        """The abbreviation of an id, or its label."""
        concept = self._concepts.get(concept_id)
        return concept.short if concept else concept_id

    @staticmethod
    def _walk(start: str, edges: Mapping[str, list[str]]) -> set[str]:
        reached, waiting = {start}, [start]
        while waiting:
            for neighbour in edges.get(waiting.pop(), ()):
                if neighbour not in reached:
                    reached.add(neighbour)
                    waiting.append(neighbour)
        return reached


class Vocabulary:
    """All facets of a data folder, each read when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._facets: dict[str, Facet] = {}

    def facet(self, name: str) -> Facet:
        """The facet of that name. Raises BadFile where its file is missing or broken."""
        if name not in self._facets:
            self._facets[name] = read_facet(self.folder / f"{name}.json")
        return self._facets[name]

    def __getattr__(self, field: str) -> Facet:
        """A facet by the field that names it: ``vocabulary.conditions``, ``vocabulary.cells``."""
        if field not in _NAME_OF_FIELD:
            raise AttributeError(f"a vocabulary has no facet called '{field}'")
        return self.facet(_NAME_OF_FIELD[field])


@cache
def bundled_designs() -> Facet:
    """Return the bundled vocabulary of study designs; its file is read when it is first asked for."""
    return read_facet(data_folder() / "vocabulary" / "designs.json")


def read_facet(path: Path) -> Facet:
    """Read one vocabulary file. Raises UnreadableFile or BadFile, naming the file and the concept."""
    document = read_json(path)
    if not isinstance(document, dict) or not isinstance(document.get("concepts"), list):
        raise BadFile(path, "a vocabulary is an object with a list of 'concepts'")
    return Facet(path.stem, (_concept(path, item) for item in document["concepts"]))


def _concept(path: Path, item: object) -> Concept:
    if not isinstance(item, dict):
        raise BadFile(path, f"a concept is an object, not {item!r}")
    fields: dict[str, Any] = {key: tuple(it) if isinstance(it, list) else it for key, it in item.items()}
    try:
        return Concept(**fields)
    except TypeError as error:
        raise BadFile(path, f"concept {item.get('id', '?')}: {error}") from error
