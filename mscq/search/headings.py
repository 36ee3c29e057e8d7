"""Headings of MeSH and Emtree as concepts of the vocabulary: inverted or not, or as headings of what was given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from mscq.records.facets import FACETS, GIVEN
from mscq.records.vocabulary import Vocabulary
from mscq.search.name_index import stemmed
from mscq.search.names import Names
from mscq.search.words import words

# words that make a heading of what was given: "Injections, Intra-Articular", "Mesenchymal Stem Cell Transplantation"
_OF_WHAT_IS_GIVEN = frozenset(
    stemmed([word])
    for word in ("transplantation", "injections", "infusions", "administration", "drug", "therapy", "treatment")
)
_OF_DESIGNS = (["as", "topic"], ["topic"])

_STEM_CELLS = (
    "mesenchymal-stromal-cell hematopoietic-stem-cell blood-stem-cell-transplantation neural-stem-cell "
    "pluripotent-stem-cell endothelial-progenitor-cell cord-blood-stem-cell mixed-stem-cells "
    "oligodendrocyte-progenitor dopaminergic-progenitor"
)
_CELLS = f"{_STEM_CELLS} uncultured-products neural-and-pluripotent-grafts other-cells"
# heading -> concepts, where neither the vocabulary nor a rule above has its name
_OTHERS: dict[str, str] = {
    "Stem Cells": _STEM_CELLS,
    "Stem Cell Transplantation": _STEM_CELLS,
    "Stem Cell Therapy": _STEM_CELLS,
    "Adult Stem Cells": "mesenchymal-stromal-cell hematopoietic-stem-cell neural-stem-cell",
    "Multipotent Stem Cells": "mesenchymal-stromal-cell hematopoietic-stem-cell neural-stem-cell",
    "Cell Transplantation": _CELLS,
    "Cell Therapy": _CELLS,
    "Cell- and Tissue-Based Therapy": _CELLS,
    "Mesenchymal Stroma Cell": "mesenchymal-stromal-cell",
    "Multipotent Mesenchymal Stromal Cells": "mesenchymal-stromal-cell",
    "Fetal Blood": "umbilical-cord-blood",
    "Injections, Spinal": "intrathecal",
    "Autotransplantation": "autologous",
    "Autologous Transplantation": "autologous",
    "Transplantation, Autologous": "autologous",
    "Allotransplantation": "allogeneic",
    "Transplantation, Homologous": "allogeneic",
    "Clinical Study": "clinical-trial observational-study",
}

# headings that MEDLINE and Embase give to whatever fits and no record here has: who was studied and how, not what
_CHECK_TAGS = frozenset(
    stemmed(words(tag))
    for tag in (
        "Male",
        "Female",
        "Adult",
        "Young Adult",
        "Middle Aged",
        "Aged",
        "Aged, 80 and over",
        "Adolescent",
        "Child",
        "Child, Preschool",
        "Infant",
        "Infant, Newborn",
        "Pregnancy",
        "Controlled Study",
        "Major Clinical Study",
        "Clinical Article",
        "Priority Journal",
    )
)

_PHASE = re.compile(r"\bphase[ -]?(iv|i{1,3}|[1-4])\b", re.IGNORECASE)
_NUMERALS = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}

Concepts = Mapping[str, Sequence[str]]


def is_check_tag(heading: str) -> bool:
    """Return whether a heading only says who was studied and how, which no record tells by heading."""
    return stemmed(words(heading)) in _CHECK_TAGS


def phase_of(kind: str) -> str:
    """Return the number of the phase of trials in a kind of publication, or nothing: "Clinical Trial, Phase II"."""
    found = _PHASE.search(kind)
    return _NUMERALS.get(found[1].lower(), found[1]) if found else ""


class Headings:
    """The headings of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, names: Names) -> None:
        self._vocabulary = vocabulary
        self._names = names
        facets = {name: vocabulary.facet(name) for name in FACETS}
        self._by_id = {one.mesh: (name, one.id) for name, facet in facets.items() for one in facet.values() if one.mesh}
        self._others = {stemmed(words(heading)): concepts for heading, concepts in _OTHERS.items()}

    def concepts(self, heading: str) -> Concepts:
        """Return the ids of the concepts that a heading stands for, by facet; none where it is not known."""
        if one := self._by_id.get(heading.strip().upper()):
            return {one[0]: [one[1]]}
        forms = [words(heading)]
        if "," in heading:
            forms.append(words(" ".join(reversed(heading.split(",")))))
        for form in forms:
            if found := self._listed(form) or self._named(form, FACETS):
                return found
        for form in forms:
            if found := self._given(form) or self._design(form):
                return found
        return {}

    def designs(self, kind: str) -> Sequence[str]:
        """Return the ids of the designs that a kind of publication is; none where it is no design."""
        return self.concepts(kind).get("designs", ())

    def _listed(self, spoken: Sequence[str]) -> Concepts:
        ids = self._others.get(stemmed(spoken), "").split()
        found = {facet: [one for one in ids if one in self._vocabulary.facet(facet)] for facet in FACETS}
        return {facet: known for facet, known in found.items() if known}

    def _named(self, spoken: Sequence[str], facets: Iterable[str]) -> Concepts:
        found: dict[str, list[str]] = {}
        for one in self._names.exact(spoken):
            if one.facet in facets:
                found.setdefault(one.facet, []).append(one.id)
        return found

    def _given(self, spoken: Sequence[str]) -> Concepts:
        """What is left of a heading without the words of transplantation and injection, if it was given."""
        left = [word for word in spoken if stemmed([word]) not in _OF_WHAT_IS_GIVEN]
        if not left or len(left) == len(spoken):
            return {}
        return self._listed(left) or self._named(left, {row.id for row in GIVEN})

    def _design(self, spoken: Sequence[str]) -> Concepts:
        """A design in a heading such as "Clinical Trials as Topic"."""
        for end in _OF_DESIGNS:
            if list(spoken[-len(end) :]) == end:
                return self._named(spoken[: -len(end)], {"designs"})
        return {}
