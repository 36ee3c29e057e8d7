"""The record model of a vocabulary file, ``data/vocabulary/<facet>.json``, for checks and the JSON Schema.

Reading goes through the plain objects of :mod:`mscq.records.vocabulary`, which need no pydantic; a test holds the
fields of both equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, StringConstraints

from mscq.records.canonical import canonical_json, plain
from mscq.records.facets import FACETS
from mscq.records.models import ConceptId, Record, Text

if TYPE_CHECKING:
    FacetName = str
else:
    FacetName = Literal[tuple(FACETS)]
Kind = Literal[
    "family", "question", "molecule", "pathway", "immune-cell", "cell", "tissue", "drug", "material", "procedure"
]

Evidence = Literal["primary", "pooled", "reviewed", "retold", "preclinical"]
ControlGroup = Literal["always", "sometimes", "never"]


class ConceptEntry(Record):
    """One concept: what it is called, what it belongs to."""

    id: ConceptId = Field(description="Stable id, words joined by hyphens")
    label: Text = Field(description="Preferred term; the MeSH heading in natural order where there is one")
    abbreviations: list[Text] = Field(default_factory=list, description="Abbreviations, the usual one first")
    synonyms: list[Text] = Field(default_factory=list, description="Other names that people type")
    hints: list[Text] = Field(
        default_factory=list, description="Words of people who may mean this or something else: offered, never answered"
    )
    broader: list[ConceptId] = Field(default_factory=list, description="Concepts of the same facet it belongs to")
    mesh: Annotated[str, StringConstraints(pattern=r"^D\d{6,9}$")] | None = Field(
        None, description="MeSH descriptor id (NLM), where it is certain"
    )
    kind: Kind | None = Field(
        None,
        description="What an entity is; family for a concept that only groups others, or for the disease as a whole; "
        "question for an outcome that asks something else than the wider one, as healing of a defect and loss do",
    )
    better: Literal["higher", "lower"] | None = Field(
        None, description="Outcomes: which way is better for the patient; null where neither is"
    )
    complement: ConceptId | None = Field(
        None, description="Outcomes: the one that counts the other people, as survival does of deaths"
    )
    unit: Text | None = Field(None, description="Outcomes: the usual unit")
    scale: Annotated[str, StringConstraints(pattern=r"^\d+-\d+$")] | None = Field(
        None, description="Outcomes: ends of the scale, e.g. 0-10"
    )
    level: Annotated[int, Field(ge=1, le=5)] | None = Field(
        None, description="Designs: Oxford CEBM 2011 level for treatment benefit, of its best results"
    )
    evidence: Evidence | None = Field(
        None,
        description="Designs: whose results such a paper reports: primary (its own patients'), pooled (of trials, in "
        "one figure), reviewed (of trials, one by one), retold (of others, in words), preclinical",
    )
    control_group: ControlGroup | None = Field(None, description="Designs: whether such a study has a control group")
    randomised: bool | None = Field(None, description="Designs: true where chance decided who was given what")
    rank: Annotated[int, Field(ge=1)] | None = Field(
        None, description="Cell types: the order in which families are told; only families have one"
    )
    note: Text | None = Field(None, description="What a reader must know about the term")


class VocabularyFile(Record):
    """The concepts of one facet, sorted by id."""

    facet: FacetName = Field(description="The facet; also the name of the file")
    title: Text = Field(description="What the facet is called")
    concepts: list[ConceptEntry] = Field(min_length=1, description="The concepts, sorted by id")


def canonical_vocabulary(file: VocabularyFile) -> str:
    """The canonical text of a vocabulary file: as that of a record, concepts sorted by id."""
    document: dict[str, Any] = plain(file)
    document["concepts"].sort(key=lambda concept: concept["id"])
    return canonical_json(document)
