"""The dimensions along which evidence is compared, and which value of one a finding belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.treatment import Treatment, conditions, treatment_of
from mscq.records.models import Finding, Intervention, Paper

if TYPE_CHECKING:
    from mscq.records.vocabulary import Facet, Vocabulary


class Dimension(NamedTuple):
    """Something to compare along: the option, its vocabulary and where a record names it."""

    name: str
    facet: str
    field: str
    noun: str


DIMENSIONS: dict[str, Dimension] = {
    one.name: one
    for one in (
        Dimension("route", "routes", "routes", "route"),
        Dimension("source", "cell-sources", "sources", "cell source"),
        Dimension("cell", "cell-types", "cells", "cell type"),
        Dimension("donor", "donors", "donors", "donor"),
        Dimension("condition", "conditions", "conditions", "condition"),
        Dimension("design", "designs", "designs", "design"),
        Dimension("paper", "", "papers", "paper"),
        Dimension("dose", "doses", "doses", "dose"),
    )
}


class DoseBand(NamedTuple):
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


class Sorter:
    """Tells which of the values a finding belongs to."""

    def __init__(self, vocabulary: Vocabulary, dimension: Dimension, values: Sequence[str]) -> None:
        self.dimension = dimension
        self.values = values
        facet = vocabulary.facet(dimension.facet) if dimension.facet not in ("", "doses") else None
        self.facet: Facet | None = facet
        self.below = {value: facet.narrower(value) if facet is not None else frozenset({value}) for value in values}

    def label(self, value: str) -> str:
        if self.dimension.name == "dose":
            return DOSE_BANDS[value].label
        return self.facet.label(value) if self.facet is not None else value

    def ids(self, paper: Paper, finding: Finding) -> list[str]:
        """The ids that a finding names in this dimension, the paper's single value where it is silent."""
        readers: Mapping[str, Callable[[], Sequence[str]]] = {
            "condition": lambda: conditions(paper, finding),
            "design": lambda: [paper.study.design],
            "paper": lambda: [paper.id],
            "dose": lambda: dose_bands(treatment_of(paper, finding)),
        }
        reader = readers.get(self.dimension.name)
        return list(reader() if reader else getattr(treatment_of(paper, finding), self.dimension.field))

    def own_ids(self, intervention: Intervention | None) -> list[str]:
        """The ids that an intervention itself names in this dimension."""
        if intervention is None or self.dimension.name in ("condition", "design", "paper"):
            return []
        if self.dimension.name == "dose":
            return dose_bands(intervention)
        return list(getattr(intervention, self.dimension.field))

    def of_study(self, paper: Paper) -> list[str]:
        """The values that the paper as a whole, or one of its findings, names."""
        named = {one for finding in paper.findings for one in self.ids(paper, finding)}
        named.update(self.own_ids(paper.study.intervention))
        return [value for value in self.values if not self.below[value].isdisjoint(named)]

    def holds(self, paper: Paper, value: str) -> bool:
        """Whether all that the study names in this dimension falls under a value."""
        named = paper.study.conditions if self.dimension.name == "condition" else ()
        return self.below[value].issuperset(named or self.own_ids(paper.study.intervention))

    def matched(self, ids: Iterable[str]) -> list[str]:
        """The values that any of these ids falls under."""
        named = set(ids)
        return [value for value in self.values if not self.below[value].isdisjoint(named)]

    def named(self, paper: Paper, finding: Finding) -> list[str]:
        """The values that a statement names itself (or the paper, for condition, design and paper)."""
        if self.dimension.name in ("condition", "design", "paper"):
            return self.matched(self.ids(paper, finding))
        ids = self.own_ids(finding.intervention) + self.own_ids(finding.comparator.against)
        return self.matched(ids)

    def place(self, paper: Paper, finding: Finding) -> tuple[str | None, str]:
        """The one value that a result belongs to, or None and why it belongs to none."""
        noun = self.dimension.noun
        ids = self.ids(paper, finding)
        matched = self.matched(ids)
        if len(matched) == 1:
            others = [one for one in ids if one not in self.below[matched[0]]]
            if others and self.dimension.name == "route":
                return None, f"given by {self.shorts(ids)} together"
            return matched[0], ""
        if len(matched) > 1:
            if self.dimension.name == "route":
                return None, f"given by {self.shorts(ids)} together"
            return None, f"one figure for {self.shorts(ids)}"
        if ids:
            return None, f"result is on {self.shorts(ids)}"
        named = self.own_ids(paper.study.intervention)
        if len(named) > 1:
            return None, f"several {noun}s ({self.shorts(named)}), results not told apart"
        return None, f"does not state the {noun}"

    def names(self, ids: Iterable[str]) -> str:
        """The labels of these ids, joined."""
        return "/".join(self.facet.label(one) if self.facet is not None else one for one in ids)

    def shorts(self, ids: Iterable[str]) -> str:
        """The abbreviations of these ids, or their labels, joined."""
        if self.facet is None:
            return ", ".join(ids)
        return ", ".join(self.facet.short(one) for one in ids)


def dose_bands(intervention: Treatment | Intervention) -> list[str]:
    """The bands that an intervention's doses fall in."""
    return [
        name
        for name, band in DOSE_BANDS.items()
        if any(
            band.low <= dose < band.high
            for dose in (intervention.dose_cells_per_kg if band.per_kg else intervention.dose_cells)
        )
    ]
