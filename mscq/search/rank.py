"""The score of a paper and of its findings for a query.

BM25F (Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields", CIKM 2004): what a
unit of the query occurs in is summed over the fields of a paper with the weights of ``index.WEIGHTS``, each field's
length evened out, before one saturation (K1). A unit counts by its rarity: ln(1 + (N - n + 0.5) / (n + 0.5))
for n of N papers; a condition counts double, since a paper on another one is no answer. All ways in which a
unit may be said count as that unit, other names and narrower concepts less than what was typed. The sum is
multiplied by the share of the query (weighed by rarity) that the paper holds, so that a paper with every unit
comes before one that repeats a single unit.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from mscq.search.interpret import OTHER_NAME, TYPED, Alternative, Unit, UnitKind

if TYPE_CHECKING:
    from mscq.search.index import Index

K1 = 4.0
CONDITION = 2.0  # what a question turns on
LEAST_SHARE = 1 / 3  # of the best, for a paper to be a hit
WITH_FINDING = 0.5
RARE = 0.5  # the rarity of what three papers in five hold
_IDENTIFIED = 100.0

_MOST_IN_FINDINGS = 50
"""Units of a text by which its findings are scored."""


class Score(NamedTuple):
    """The score of one document, and by what name it holds each unit."""

    document: int
    total: float
    matched: Mapping[int, str]


class Ranker:
    """Scores the documents of an index for the units of a query."""

    def __init__(self, index: Index, units: Sequence[Unit]) -> None:
        self.index = index
        self.units = [unit for unit in units if unit.kind is not UnitKind.UNKNOWN]
        once = {unit: self._frequencies(unit) for unit in dict.fromkeys(self.units)}
        self.frequencies = [once[unit] for unit in self.units]
        self.rarity = [
            1.0 if unit.kind is UnitKind.IDENTIFIER else self._rarity(self._speaking(unit)) for unit in self.units
        ]
        self.weights = [
            rarity * (CONDITION if any(one.facet == "conditions" for one in unit.concepts) else 1.0)
            for unit, rarity in zip(self.units, self.rarity, strict=True)
        ]
        self._whole = sum(self.weights) or 1.0
        self._held: dict[int, list[int]] = {}
        for number, found in enumerate(self.frequencies):
            for document in found:
                self._held.setdefault(document, []).append(number)

    @cached_property
    def telling(self) -> frozenset[int]:
        """The numbers of the units that are not held by most papers, wherever they stand."""
        common = frozenset(self.common)
        return frozenset(number for number, unit in enumerate(self.units) if unit not in common)

    @cached_property
    def common(self) -> list[Unit]:
        """The units that most papers hold, and that so tell little."""
        return [unit for unit, rarity in zip(self.units, self.rarity, strict=True) if rarity < RARE]

    def _rarity(self, documents: int) -> float:
        return math.log(1 + (len(self.index) - documents + 0.5) / (documents + 0.5))

    def _speaking(self, unit: Unit) -> int:
        """How many documents hold the unit itself, by any of its names; what lies below it does not count."""
        return self.index.speaking([one for one in unit.alternatives if one.weight in (TYPED, OTHER_NAME)])

    def _frequencies(self, unit: Unit) -> dict[int, tuple[float, str]]:
        """Document -> how strongly it speaks of the unit, and by what name it does so most."""
        if unit.kind is UnitKind.IDENTIFIER:
            return dict.fromkeys(unit.documents, (_IDENTIFIED, unit.typed))
        if len(unit.alternatives) == 1:
            (one,) = unit.alternatives
            told = self.index.frequencies(one.term, one.fields)
            return {document: (one.weight * frequency, one.label) for document, frequency in told}
        found: dict[int, tuple[float, str]] = {}
        best: dict[int, tuple[float, float]] = {}
        for one in unit.alternatives:
            for document, frequency in self.index.frequencies(one.term, one.fields):
                part = one.weight * frequency
                mine = (one.weight, part)
                if document not in found:
                    found[document], best[document] = (part, one.label), mine
                    continue
                total, label = found[document]
                if mine > best[document]:
                    label, best[document] = one.label, mine
                found[document] = (total + part, label)
        return found

    def scores(self) -> list[Score]:
        """Every document that holds a unit, the best first."""
        scored = [self.score(document) for document in sorted(self._held)]
        return sorted(scored, key=lambda score: -score.total)

    def score(self, document: int) -> Score:
        """The score of one document."""
        total = held = 0.0
        matched = {}
        for number in self._held[document]:
            (frequency, label), weight = self.frequencies[number][document], self.weights[number]
            total += weight * frequency * (K1 + 1) / (frequency + K1)
            held += weight
            matched[number] = label
        share = held / self._whole
        if len(self.units) > 1 and (findings := self._finding_scores.get(document)):
            total += WITH_FINDING * max(findings)
        return Score(document, total * share, matched)

    def shares(self, scores: Sequence[Score], units: Collection[Unit]) -> list[float]:
        """The share of some units, by weight, that each document holds."""
        wanted = frozenset(units)
        weights = {number: self.weights[number] for number, unit in enumerate(self.units) if unit in wanted}
        whole = sum(weights.values()) or 1.0
        return [sum(weights[number] for number in score.matched if number in weights) / whole for score in scores]

    def finding_scores(self, document: int) -> list[float]:
        """The score of every finding of a document, in the order of the record."""
        return self._finding_scores.get(document) or [0.0] * self.index.findings_of(document)

    @cached_property
    def _finding_scores(self) -> dict[int, list[float]]:
        """For each document of which a finding says a unit, the scores of its findings; of long texts by rare units."""
        scores: dict[int, list[float]] = {}
        findings_of = self.index.findings_of
        told: dict[Unit, dict[int, dict[int, float]]] = {}
        numbered = zip(self.units, self.frequencies, self.weights, strict=True)
        rarest = sorted(numbered, key=lambda one: -one[2])[:_MOST_IN_FINDINGS]
        for unit, found, weight in rarest:
            if unit not in told:
                told[unit] = self._in_findings(unit)
            for document, findings in told[unit].items():
                if document in found:
                    if document not in scores:
                        scores[document] = [0.0] * findings_of(document)
                    row = scores[document]
                    for finding, best in findings.items():
                        row[finding] += weight * best
        return scores

    def _in_findings(self, unit: Unit) -> dict[int, dict[int, float]]:
        """Document -> finding -> how much the best way counts in which the finding says a unit."""
        told: dict[int, dict[int, float]] = {}
        for one in sorted(unit.alternatives, key=_in_finding):
            weight = _in_finding(one)
            for document, findings in self.index.in_findings(one.term).items():
                told.setdefault(document, {}).update(dict.fromkeys(findings, weight))
        return told


def _in_finding(one: Alternative) -> float:
    """Any name of a unit and anything below it counts whole, so that a result on nephritis is one on lupus."""
    return one.weight if one.weight < OTHER_NAME else TYPED
