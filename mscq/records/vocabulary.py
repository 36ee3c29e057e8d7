"""The vocabularies: concepts with their names, families and MeSH ids, one file per facet; closed lists beside them.

Concepts are plain objects so that help, completion and usage errors need no pydantic;
``mscq verify`` checks the files against the same class.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mscq.errors import BadFile
from mscq.records.choices import CHOICES
from mscq.records.facets import FACETS
from mscq.records.files import read_json
from mscq.records.settings import data_folder
from mscq.records.value import Value

_NAME_OF_FIELD = {row.field: row.id for row in FACETS.values()}


class Concept(Value):
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
    complement: str | None = None
    unit: str | None = None
    scale: str | None = None
    level: int | None = None
    evidence: str | None = None
    control_group: str | None = None
    randomised: bool | None = None
    rank: int | None = None
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


_SAID: dict[type, str] = {str: "text", int: "a whole number", bool: "true or false", tuple: "a list of texts"}
_KINDS = {
    name: (next(kind for kind in _SAID if said.startswith(kind.__name__)), not said.endswith("None"))
    for name, said in Concept.__annotations__.items()
}
"""What a field of a concept holds, and whether it must."""


class Facet(Mapping[str, Concept]):
    """The concepts of one vocabulary by id, and how they hang together.

    ``of`` are all facets of the folder that it was read from; None where it was read alone. Of designs, ``levels`` are
    those that the papers of their base were found to have, by id.
    """

    of: Vocabulary | None = None

    def __init__(self, name: str, concepts: Iterable[Concept]) -> None:
        self.name = name
        self._concepts = {concept.id: concept for concept in concepts}
        self.levels: dict[str, int] = {}

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

    @cached_property
    def _asked_with(self) -> dict[str, list[str]]:
        return {key: [] if one.kind == "question" else list(one.broader) for key, one in self._concepts.items()}

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def children(self, concept_id: str) -> list[str]:
        """The ids directly below a concept."""
        return list(self._narrower.get(concept_id, ()))

    def narrower(self, *concept_ids: str) -> frozenset[str]:
        """Return these ids and those of everything below them."""
        return self._walk(concept_ids, self._narrower)

    def broader(self, *concept_ids: str) -> frozenset[str]:
        """Return these ids and those of everything above them."""
        return self._walk(concept_ids, self._above)

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
        """The topmost concepts above this one, one for each line of descent, none above one that asks by itself."""
        return frozenset(one for one in self._walk([concept_id], self._asked_with) if not self._asked_with.get(one))

    def label(self, concept_id: str) -> str:
        """The preferred label of an id; the id itself where it is unknown."""
        concept = self._concepts.get(concept_id)
        return concept.label if concept else concept_id

    def short(self, concept_id: str) -> str:
        """The abbreviation of an id, or its label."""
        concept = self._concepts.get(concept_id)
        return concept.short if concept else concept_id

    @staticmethod
    def _walk(start: Iterable[str], edges: Mapping[str, list[str]]) -> frozenset[str]:
        reached, waiting = set(start), list(start)
        while waiting:
            for neighbour in edges.get(waiting.pop(), ()):
                if neighbour not in reached:
                    reached.add(neighbour)
                    waiting.append(neighbour)
        return frozenset(reached)


class Vocabulary:
    """All facets of a data folder, each read when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._facets: dict[str, Facet] = {}

    def __reduce__(self) -> tuple[type[Vocabulary], tuple[Path]]:
        return Vocabulary, (self.folder,)  # a paper that is copied or pickled takes no vocabulary along

    def facet(self, name: str) -> Facet:
        """Return the facet of that name, or the closed list, whose values are its concepts.

        Raises BadFile where the file of a facet is missing or broken.
        """
        if name not in self._facets:
            listed = name in CHOICES
            self._facets[name] = _closed_list(name) if listed else read_facet(self.folder / f"{name}.json")
            self._facets[name].of = self
        return self._facets[name]

    if TYPE_CHECKING:  # a facet by the field that names it; a name that is none is then seen before it runs
        conditions: Facet
        routes: Facet
        sources: Facet
        cells: Facet
        donors: Facet
        designs: Facet
        outcomes: Facet
        entities: Facet
    else:

        def __getattr__(self, field: str) -> Facet:
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


def _closed_list(name: str) -> Facet:
    values = CHOICES[name].items()
    return Facet(name, (Concept(id=one, label=one.replace("-", " "), synonyms=names) for one, names in values))


def _concept(path: Path, item: object) -> Concept:
    if not isinstance(item, dict):
        raise BadFile(path, f"a concept is an object, not {item!r}")
    fields: dict[str, Any] = {key: tuple(it) if isinstance(it, list) else it for key, it in item.items()}
    try:
        concept = Concept(**fields)
    except TypeError as error:
        raise BadFile(path, f"concept {item.get('id', '?')}: {error}") from error
    for name, value in fields.items():
        kind, needed = _KINDS[name]
        fits = type(value) is kind and (not isinstance(value, tuple) or {str}.issuperset(map(type, value)))
        if not fits and (needed or value is not None):
            raise BadFile(path, f"concept {item['id']}: '{name}' is {_SAID[kind]}, not {item[name]!r}")
    return concept
