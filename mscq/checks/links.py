"""Checks of what records point to: ids of findings, vocabulary concepts, readings, other papers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from mscq.checks.opened import Base
from mscq.checks.registry import Found, InFile, base_check, finding_check, paper_check
from mscq.records.models import Finding, Intervention, Paper

if TYPE_CHECKING:
    from mscq.records.vocabulary import Facet

_NOUNS = {
    "conditions": "condition",
    "cell-types": "cell type",
    "cell-sources": "cell source",
    "routes": "route",
    "donors": "donor",
    "designs": "study design",
    "outcomes": "outcome",
    "entities": "entity",
}


@paper_check("finding-ids", "a finding's id is <paper id>.<slug>, and no two findings have the same")
def finding_ids(paper: Paper) -> Found:
    seen: set[str] = set()
    for finding in paper.findings:
        if finding.id.partition(".")[0] != paper.id:
            yield f"{finding.id}: id", f"does not begin with '{paper.id}.': rename it"
        if finding.id in seen:
            yield f"{finding.id}: id", "is the id of an earlier finding: give it another slug"
        seen.add(finding.id)


@base_check("vocabulary-ids", "every condition, cell, source, donor, route, design, outcome and entity is in its facet")
def vocabulary_ids(base: Base) -> InFile:
    facets = base.facets
    for file, paper in base.papers:
        for where, facet, concept_id in _named(paper):
            if facet in facets and concept_id not in facets[facet]:
                yield file, where, not_there(concept_id, facet, facets)


def not_there(concept_id: str, facet: str, facets: Mapping[str, Facet]) -> str:
    """What to do about an id that its facet does not have."""
    said = f"'{concept_id}' is no {_NOUNS[facet]} of the vocabulary"
    for other, concepts in facets.items():
        if concept_id in concepts:
            return f"{said}, it is a {_NOUNS[other]}: move it to its own field"
    near = get_close_matches(concept_id, facets[facet], n=1)
    return f"{said}: {f'write {near[0]!r}, or ' if near else ''}add it to vocabulary/{facet}.json"


def _named(paper: Paper) -> Iterator[tuple[str, str, str]]:
    study = paper.study
    yield "study.design", "designs", study.design
    yield from (("study.conditions", "conditions", one) for one in study.conditions)
    yield from _given("study.intervention", study.intervention)
    for finding in paper.findings:
        at = f"{finding.id}: "
        yield from ((f"{at}conditions", "conditions", one) for one in finding.conditions)
        yield from ((f"{at}entities", "entities", one) for one in finding.entities)
        if finding.outcome is not None:
            yield f"{at}outcome", "outcomes", finding.outcome
        yield from _given(f"{at}intervention", finding.intervention)
        yield from _given(f"{at}comparator.against", finding.comparator.against)


def _given(field: str, intervention: Intervention | None) -> Iterator[tuple[str, str, str]]:
    treatment = intervention or Intervention()
    yield from ((f"{field}.cells", "cell-types", one) for one in treatment.cells)
    yield from ((f"{field}.sources", "cell-sources", one) for one in treatment.sources)
    yield from ((f"{field}.donors", "donors", one) for one in treatment.donors)
    yield from ((f"{field}.routes", "routes", one) for one in treatment.routes)


@paper_check("repeated-ids", "no list of vocabulary ids names a concept twice")
def repeated_ids(paper: Paper) -> Found:
    seen: set[tuple[str, str]] = set()
    for where, _, concept_id in _named(paper):
        if (where, concept_id) in seen:
            yield where, f"'{concept_id}' stands twice: keep one"
        seen.add((where, concept_id))


@finding_check("readings", "a finding was read in a way that the paper was read, and names each way once")
def readings(base: Base, paper: Paper, finding: Finding) -> Found:
    known = {reading.read_as for reading in paper.readings}
    said = [("read_as", finding.read_as), *(("also_read_as", one) for one in finding.also_read_as)]
    for index, (field, one) in enumerate(said):
        if one not in known:
            yield field, f"'{one.value}' is none of the paper's readings: add the reading or correct this"
        if any(one is earlier for _, earlier in said[:index]):
            yield field, f"'{one.value}' stands twice: keep one"


_BARE_ADDRESS = re.compile(r"\w+://(?:[^/@]*@)?(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9A-Fa-f:.]+\])(?=[:/?#]|$)")


@paper_check("page-address", "a page that was read has a name: no bare network address")
def page_address(paper: Paper) -> Found:
    for index, reading in enumerate(paper.readings):
        for number, address in enumerate(reading.addresses):
            if _BARE_ADDRESS.match(address):
                yield f"readings[{index}].addresses[{number}]", f"'{address}' names no site: give a page that stays"


@base_check("same-patients", "papers on the same patients exist, are not the paper itself, and name each other")
def same_patients(base: Base) -> InFile:
    by_id = {paper.id: paper for _, paper in base.papers}
    for file, paper in base.papers:
        for other in paper.study.same_patients_as:
            if other == paper.id:
                yield file, "study.same_patients_as", "names the paper itself: take it out"
            elif other not in base.known_papers:
                yield file, "study.same_patients_as", f"there is no paper '{other}': correct it or take it out"
            elif other in by_id and paper.id not in by_id[other].study.same_patients_as:
                yield file, "study.same_patients_as", f"'{other}' does not name '{paper.id}': add it there"
