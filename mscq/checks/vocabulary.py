"""Checks of the vocabularies: ids, families, names that stand for one concept only, MeSH ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.checks.opened import Base, File
from mscq.checks.registry import Found, InFile, base_check, vocabulary_check
from mscq.records.facets import FACETS
from mscq.text.fold import fold

if TYPE_CHECKING:
    from mscq.records.vocabulary_file import ConceptEntry, VocabularyFile

_FIELDS_OF_FACET = {
    **dict.fromkeys(("better", "unit", "scale", "complement"), "outcomes"),
    **dict.fromkeys(("level", "evidence", "control_group", "randomised"), "designs"),
    "rank": "cell-types",
}
_NEEDS_CONTROL_GROUP = ("primary", "pooled", "reviewed")


@base_check("facets", "a base with a vocabulary of its own has every facet, each once")
def facets(base: Base) -> InFile:
    if base.has_own_vocabulary:
        there = {file.path.name for file in base.files if file.path.parent.name == "vocabulary"}
        for facet in FACETS:
            if f"{facet}.json" not in there:
                yield File(base.root / "vocabulary"), "", f"has no {facet}.json: add it"


@vocabulary_check("concept-ids", "the ids of a facet's concepts are unique")
def concept_ids(vocabulary: VocabularyFile) -> Found:
    seen: set[str] = set()
    for concept in vocabulary.concepts:
        if concept.id in seen:
            yield f"{concept.id}: id", "is the id of an earlier concept: make one of both, or rename it"
        seen.add(concept.id)


@vocabulary_check("complement", "the outcome that counts the other people exists, and names this one as its own")
def complement(vocabulary: VocabularyFile) -> Found:
    known = {concept.id: concept for concept in vocabulary.concepts}
    for concept in vocabulary.concepts:
        other = known.get(concept.complement or "")
        if concept.complement is not None and (other is None or other.complement != concept.id):
            yield (
                f"{concept.id}: complement",
                f"'{concept.complement}' is unknown or lacks this one: correct it",
            )


@vocabulary_check("broader", "broader concepts exist in the facet, and no concept lies above itself")
def broader(vocabulary: VocabularyFile) -> Found:
    above = {concept.id: concept.broader for concept in vocabulary.concepts}
    for concept in vocabulary.concepts:
        for parent in concept.broader:
            if parent not in above:
                yield f"{concept.id}: broader", f"there is no '{parent}' in {vocabulary.facet}: add or correct it"
        if concept.id in _ancestors(concept.id, above):
            yield f"{concept.id}: broader", "leads back to the concept itself: break the circle"


def _ancestors(start: str, above: dict[str, list[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(above[start])
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting.extend(above.get(one, ()))
    return reached


@vocabulary_check("concept-names", "no name stands for two concepts of a facet, whatever its case, accents or hyphens")
def concept_names(vocabulary: VocabularyFile) -> Found:
    owner: dict[str, str] = {}
    for concept in vocabulary.concepts:
        for field, name in _names(concept):
            key = fold(name)
            if not key:
                yield f"{concept.id}: {field}", f"'{name}' has no letter or figure: nobody can type it"
            elif owner.setdefault(key, concept.id) != concept.id:
                yield f"{concept.id}: {field}", f"'{name}' stands for '{owner[key]}' too: leave it to one of them"


def _names(concept: ConceptEntry) -> list[tuple[str, str]]:
    return [
        ("id", concept.id),
        ("label", concept.label),
        *(("abbreviations", name) for name in concept.abbreviations),
        *(("synonyms", name) for name in concept.synonyms),
    ]


@vocabulary_check("mesh", "a MeSH id stands for one concept of a facet")
def mesh(vocabulary: VocabularyFile) -> Found:
    owner: dict[str, str] = {}
    for concept in vocabulary.concepts:
        if concept.mesh is not None and owner.setdefault(concept.mesh, concept.id) != concept.id:
            yield f"{concept.id}: mesh", f"{concept.mesh} is that of '{owner[concept.mesh]}' already: correct one"


@vocabulary_check(
    "concept-fields",
    "outcomes alone have better, unit, scale and may be a question, designs a level, entities another kind",
)
def concept_fields(vocabulary: VocabularyFile) -> Found:
    for concept in vocabulary.concepts:
        for field, facet in _FIELDS_OF_FACET.items():
            if getattr(concept, field) is not None and vocabulary.facet != facet:
                yield f"{concept.id}: {field}", f"belongs to {facet} only: leave it out"
        if vocabulary.facet == "entities":
            if concept.kind is None:
                yield f"{concept.id}: kind", "is missing: say what the entity is (molecule, pathway, drug ...)"
        elif concept.kind == "question" and vocabulary.facet != "outcomes":
            yield f"{concept.id}: kind", "'question' is for outcomes only: leave it out"
        elif concept.kind not in (None, "family", "question"):
            yield f"{concept.id}: kind", f"'{concept.kind}' is for entities only: leave it out"
        if concept.scale is not None and not _rises(concept.scale):
            yield f"{concept.id}: scale", f"'{concept.scale}' does not rise: write its ends as 0-10"


@base_check("design-level", "every study design has its level of evidence, and says whose results it reports")
def design_level(base: Base) -> InFile:
    """Families of designs need none, unless a paper that does not say more stands in one."""
    for file, vocabulary in base.vocabularies:
        for concept in vocabulary.concepts if vocabulary.facet == "designs" else ():
            if concept.kind == "family" and concept.level is None:
                continue
            if concept.level is None:
                yield file, f"{concept.id}: level", "is missing: give its Oxford CEBM 2011 level, 1 to 5"
            if concept.evidence is None:
                yield file, f"{concept.id}: evidence", "is missing: say whose results such a paper reports"
            if concept.evidence in _NEEDS_CONTROL_GROUP and concept.control_group is None:
                yield file, f"{concept.id}: control_group", "is missing: say 'always', 'sometimes' or 'never'"
    for file, paper in base.papers:
        if paper.design.kind == "family" and paper.design.level is None:
            said = f"'{paper.study.design}' is a family without a level: name the design itself"
            yield file, "study.design", said


def _rises(scale: str) -> bool:
    least, greatest = scale.split("-")
    return int(least) < int(greatest)
