"""Checks of what records point to: ids of findings, vocabulary concepts, readings, other papers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from mscq.checks.opened import Base, Within
from mscq.checks.registry import Found, InFile, Severity, base_check, finding_check, paper_check
from mscq.records.facets import FACETS, GIVEN
from mscq.text.fold import fold_words

if TYPE_CHECKING:
    from mscq.records.models import Finding, Intervention, Paper
    from mscq.records.vocabulary import Facet

_TREATMENTS = ("drug", "material")


@paper_check("finding-ids", "a finding's id is <paper id>.<slug>, and no two findings have the same")
def finding_ids(paper: Paper) -> Found:
    seen: set[str] = set()
    for finding in paper.findings:
        if finding.id.partition(".")[0] != paper.id:
            yield Within(finding.id, "id"), f"does not begin with '{paper.id}.': rename it"
        if finding.id in seen:
            yield Within(finding.id, "id"), "is the id of an earlier finding: give it another slug"
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
    said = f"'{concept_id}' is no {FACETS[facet].noun} of the vocabulary"
    for other, concepts in facets.items():
        if concept_id in concepts:
            return f"{said}, it is a {FACETS[other].noun}: move it to its own field"
    near = get_close_matches(concept_id, facets[facet], n=1)
    return f"{said}: {f'write {near[0]!r}, or ' if near else ''}add it to vocabulary/{facet}.json"


def _named(paper: Paper) -> Iterator[tuple[str | Within, str, str]]:
    """Every vocabulary id of a paper with the field that names it and the facet it should be in."""
    study = paper.study
    for row in FACETS.values():
        if row.study:
            yield from _ids(f"study.{row.study}", row.id, getattr(study, row.study))
    yield from _given("study.intervention", study.intervention)
    for finding in paper.findings:
        for row in FACETS.values():
            if row.finding:
                yield from _within(finding, _ids(row.finding, row.id, getattr(finding, row.finding)))
        yield from _within(finding, _given("intervention", finding.intervention))
        yield from _within(finding, _ids("also_outcomes", "outcomes", finding.also_outcomes))
        yield from _within(finding, _ids("comparator.treatments", "entities", finding.comparator.treatments))
        yield from _within(finding, _given("comparator.against", finding.comparator.against))


def _within(finding: Finding, named: Iterable[tuple[str, str, str]]) -> Iterator[tuple[Within, str, str]]:
    return ((Within(finding.id, field), facet, one) for field, facet, one in named)


def _given(field: str, intervention: Intervention | None) -> Iterator[tuple[str, str, str]]:
    for row in GIVEN if intervention is not None else ():
        yield from _ids(f"{field}.{row.field}", row.id, getattr(intervention, row.field))


def _ids(where: str, facet: str, named: str | list[str] | None) -> Iterator[tuple[str, str, str]]:
    ids = [named] if isinstance(named, str) else named or ()
    return ((where, facet, one) for one in ids)


@finding_check(
    "comparator-treatments", "a drug that a comparator's label names is one of its treatments", Severity.WARNING
)
def comparator_treatments(base: Base, paper: Paper, finding: Finding) -> Found:
    label = f" {' '.join(fold_words(finding.comparator.label or ''))} "
    if not label.strip() or "entities" not in base.facets:
        return
    entities = base.facets["entities"]
    held = {above for one in finding.comparator.treatments for above in entities.broader(one)}
    for concept in entities.values():
        names = (" ".join(fold_words(name)) for name in concept.names)
        if concept.kind in _TREATMENTS and concept.id not in held and any(f" {name} " in label for name in names):
            yield "comparator.treatments", f"lacks '{concept.id}', which the label names: add it"


@paper_check("repeated-ids", "no list of vocabulary ids names a concept twice")
def repeated_ids(paper: Paper) -> Found:
    seen: set[tuple[str | Within, str]] = set()
    for where, _, concept_id in _named(paper):
        if (where, concept_id) in seen:
            yield where, f"'{concept_id}' stands twice: keep one"
        seen.add((where, concept_id))


@base_check(
    "narrowest-ids", "what was given is named once: by the narrowest concept, not by one above it too", Severity.WARNING
)
def narrowest_ids(base: Base) -> InFile:
    for file, paper in base.papers:
        named: dict[tuple[str | Within, str], list[str]] = {}
        for where, facet, concept_id in _named(paper):
            if str(where).partition(".")[2].startswith("intervention") and facet in base.facets:
                named.setdefault((where, facet), []).append(concept_id)
        for (where, facet), ids in named.items():
            above = {one: base.facets[facet].broader(one) - {one} for one in ids}
            for one in ids:
                if below := next((other for other in ids if one in above[other]), None):
                    yield file, where, f"'{one}' stands beside '{below}', which is one: keep the narrower"


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
