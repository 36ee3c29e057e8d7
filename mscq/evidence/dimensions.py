"""The dimensions along which evidence is compared and mapped, and which value of one a finding belongs to.

Every facet of the vocabulary is a dimension; year, paper and dose are those that no vocabulary lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from mscq.evidence.treatment import treatment_of
from mscq.records.facets import FACETS, FacetRow
from mscq.records.value import Value

if TYPE_CHECKING:
    from mscq.evidence.treatment import Treatment
    from mscq.evidence.units import Unit
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Finding, Intervention, Paper
    from mscq.records.vocabulary import Facet, Vocabulary


class DoseBand(Value):
    """A band of doses: cells per administration, or per kg of body weight, from ``low`` up to below ``high``."""

    label: str
    per_kg: bool
    low: float
    high: float


DOSE_BANDS: dict[str, DoseBand] = {
    "low": DoseBand("under 10 million cells", False, 0, 1e7),
    "medium": DoseBand("10 to under 100 million cells", False, 1e7, 1e8),
    "high": DoseBand("100 million cells or more", False, 1e8, float("inf")),
    "low-per-kg": DoseBand("under 1 million cells/kg", True, 0, 1e6),
    "medium-per-kg": DoseBand("1 to under 2 million cells/kg", True, 1e6, 2e6),
    "high-per-kg": DoseBand("2 million cells/kg or more", True, 2e6, float("inf")),
}


class Dimension(Value):
    """Something to compare or map along, and how its values are read off a record.

    ``whole`` gives the ids that a study names as a whole, ``ids`` those of a finding, the study's where these hold
    for it; ``own`` those that an intervention names, ``stated`` those that a finding names itself. ``facet`` is the
    vocabulary of the ids, empty where there is none, and ``selects`` the field of a Selection that asks for them;
    ``labels`` name values that no vocabulary lists, and ``find`` reads one that is typed. ``placed`` tells under
    which of its concepts the map shows an id.
    """

    name: str
    noun: str
    whole: Callable[[Paper], Sequence[str]]
    ids: Callable[[Paper, Finding], Sequence[str]]
    own: Callable[[Intervention | Treatment | None], Sequence[str]] = lambda given: ()
    stated: Callable[[Finding], Sequence[str]] = lambda finding: ()
    facet: str = ""
    selects: str = ""
    labels: Mapping[str, str] = MappingProxyType({})
    find: Callable[[KnowledgeBase, str], str] = lambda kb, text: text
    placed: Callable[[Facet, str], Iterable[str]] | None = None
    given: bool = False
    """Whether it is part of what was given, so that an intervention names it."""
    compared: bool = True
    """Whether its values can be compared."""
    mapped: bool = True
    """Whether it can be an axis of the map."""
    inside: bool = True
    """Whether one paper can set its values against each other."""
    same_people: bool = True
    """Whether the people at one value could have been those at another: of a disease they could not."""
    together: bool = False
    """Whether values given together are one treatment: cells by two routes are by neither alone."""
    ordered: bool = False
    """Whether its values have an order of their own, as years have."""

    def concepts(self, vocabulary: Vocabulary) -> Facet | None:
        """Return the facet of its values, None where no vocabulary lists them."""
        return vocabulary.facet(self.facet) if self.facet else None

    def read(self, unit: Unit) -> Sequence[str]:
        """Return the ids that a unit of evidence names."""
        if self.given:
            return self.own(unit.treatment)
        return self.ids(unit.paper, unit.finding) if unit.finding is not None else self.whole(unit.paper)


# forms of a disease are shown under it, an outcome under each of its groups
_PLACED: dict[str, Callable[[Facet, str], Iterable[str]]] = {
    "conditions": lambda facet, one: (facet.head(one),),
    "outcomes": lambda facet, one: facet.groups(one),
}


def _of_facet(row: FacetRow) -> Dimension:
    """The dimension of a facet; what findings alone name is mapped, and not compared."""

    def own(given: Intervention | Treatment | None) -> Sequence[str]:
        return getattr(given, row.field) if row.given and given is not None else ()

    def whole(paper: Paper) -> Sequence[str]:
        return own(paper.study.intervention) if row.given else _several(paper.study, row.study)

    def stated(finding: Finding) -> Sequence[str]:
        if row.id == "entities":
            return named_entities(finding)
        if row.id == "outcomes":
            return [*_several(finding, row.finding), *finding.also_outcomes]
        return own(finding.intervention) if row.given else _several(finding, row.finding)

    def ids(paper: Paper, finding: Finding) -> Sequence[str]:
        return own(treatment_of(paper, finding)) if row.given else stated(finding) or whole(paper)

    return Dimension(
        name=row.option,
        noun=row.noun,
        whole=whole,
        ids=ids,
        own=own,
        stated=stated,
        facet=row.id,
        selects=row.field,
        given=row.given,
        compared=row.of_study,
        placed=_PLACED.get(row.id),
        inside=row.given or bool(row.finding),
        same_people=row.given or not row.finding,  # findings tell what their people have, arms what they were given
        together=row.together,
    )


def named_entities(finding: Finding) -> Sequence[str]:
    """Return the entities of a finding: those that it is about, and the treatments that it is measured against."""
    return list(dict.fromkeys((*finding.entities, *finding.comparator.treatments)))


def _several(record: object, name: str) -> Sequence[str]:
    """The ids in a field of a record: it holds several, or one, or nothing."""
    named: str | Sequence[str] | None = getattr(record, name) if name else None
    return [named] if isinstance(named, str) else named or ()


def _year(paper: Paper) -> Sequence[str]:
    return [str(paper.bibliography.year)] if paper.bibliography.year is not None else ()


def dose_bands(given: Intervention | Treatment | None) -> list[str]:
    """The bands that an intervention's doses fall in."""
    if given is None:
        return []
    return [
        name
        for name, band in DOSE_BANDS.items()
        if any(band.low <= dose < band.high for dose in (given.dose_cells_per_kg if band.per_kg else given.dose_cells))
    ]


_ALL = (
    *map(_of_facet, FACETS.values()),
    Dimension(
        name="year", noun="year", whole=_year, ids=lambda paper, _: _year(paper),
        selects="years", compared=False, ordered=True,
    ),
    Dimension(
        name="paper", noun="paper", whole=lambda paper: [paper.id], ids=lambda paper, _: [paper.id],
        selects="papers", find=lambda kb, text: kb.find(text).id, mapped=False, inside=False,
    ),
    Dimension(
        name="dose", noun="dose", whole=lambda paper: dose_bands(paper.study.intervention),
        ids=lambda paper, finding: dose_bands(treatment_of(paper, finding)), own=dose_bands,
        stated=lambda finding: dose_bands(finding.intervention), selects="doses", given=True, mapped=False,
        labels={name: band.label for name, band in DOSE_BANDS.items()},
    ),
)  # fmt: skip
DIMENSIONS = {one.name: one for one in _ALL}
COMPARED = tuple(one.name for one in sorted(_ALL, key=lambda one: not one.given) if one.compared)
"""The dimensions of a comparison by name, what was given first."""
MAPPED = tuple(one.name for one in _ALL if one.mapped)
"""The dimensions of the map by name."""


class Sorter:
    """Tells which of the values a finding belongs to."""

    def __init__(self, vocabulary: Vocabulary, dimension: Dimension, values: Sequence[str]) -> None:
        self.vocabulary = vocabulary
        self.dimension = dimension
        self.values = values
        facet = dimension.concepts(vocabulary)
        self.facet: Facet | None = facet
        self.below = {value: facet.narrower(value) if facet is not None else frozenset({value}) for value in values}

    def label(self, value: str) -> str:
        return self.facet.label(value) if self.facet is not None else self.dimension.labels.get(value, value)

    def matched(self, ids: Iterable[str]) -> list[str]:
        """The values that any of these ids falls under."""
        named = set(ids)
        return [value for value in self.values if not self.below[value].isdisjoint(named)]

    def value_of(self, ids: Sequence[str]) -> str | None:
        """The one value that what was given together belongs to, None where it is of several or of none."""
        matched = self.matched(ids)
        if len(matched) != 1 or (self.dimension.together and set(ids) - self.below[matched[0]]):
            return None
        return matched[0]
