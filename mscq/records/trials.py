"""Registered trials that no paper reports: ``data/trials.json``.

Finished without results, with results in a registry or a release only, past their planned end, or running:
what is not published belongs beside what is.
"""

# annotations are evaluated as they stand: as strings they would cost every start-up a compilation each
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from mscq.errors import BadFile
from mscq.records.canonical import canonical_record
from mscq.records.files import read_bytes
from mscq.records.models import ConceptId, Count, Intervention, PaperId, Record, Sponsor, Text
from mscq.records.terms import Blinding, ComparatorKind, EndKind, Progress

PartialDate = Annotated[str, StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]


class Trial(Record):
    """One registered trial, as far as the pages read tell of it."""

    id: ConceptId = Field(description="The registration in small letters; without one, words of the name")
    registration: Annotated[str, StringConstraints(pattern=r"^(NCT\d{8}|[A-Z]{3,}[\dN]*\d)$")] | None = Field(
        None, description="Registry id: ClinicalTrials.gov NCT, ACTRN, IRCT"
    )
    name: Text | None = Field(None, description="Name of the trial")
    conditions: list[ConceptId] = Field(min_length=1, description="Conditions (vocabulary conditions)")
    population: Text | None = Field(None, description="Which patients, where narrower than the condition")
    product: Text | None = Field(None, description="What is given, in words")
    intervention: Intervention = Field(
        default_factory=lambda: Intervention(), description="What is given, in vocabulary ids where that is certain"
    )
    comparator: Text | None = Field(None, description="What it is measured against, in words")
    comparator_kind: ComparatorKind | None = Field(None, description="Kind of comparator")
    design: ConceptId | None = Field(None, description="Study design (vocabulary designs), where a page says it")
    phase: Annotated[str, StringConstraints(pattern=r"^[1-4][ab]?(/[1-4][ab]?)?$")] | None = Field(
        None, description="Phase as reported: 1, 1/2a, 2b"
    )
    blinding: Blinding | None = Field(None, description="Blinding, as a page says")
    people: Count | None = Field(None, description="People enrolled, or planned")
    sponsor: Sponsor | None = Field(None, description="Who runs or pays for the trial")
    progress: Progress = Field(description="How far it is, and where its results are")
    end: PartialDate | None = Field(None, description="Its end, as exact as a page gives it: 2022-05-13, 2019-12, 2028")
    end_kind: EndKind | None = Field(None, description="Whether that end was planned or has come")
    papers: list[PaperId] = Field(default_factory=list, description="Records of the base that tell of its results")
    pages: list[Annotated[str, StringConstraints(pattern=r"^https://\S+$")]] = Field(
        min_length=1, description="Pages it was read at"
    )
    as_of: PartialDate | None = Field(None, description="Day that the page shows for itself; null where it shows none")
    read: date = Field(description="Day on which the pages were read")
    note: Text | None = Field(None, description="What the pages say, in our own words")


class TrialsFile(Record):
    """The trials of a base."""

    trials: list[Trial] = Field(description="The trials, those that are finished first")


def canonical_trials(file: TrialsFile) -> str:
    """Return the canonical text of the file: as that of a record, the trials by progress and then as they were."""
    order = list(Progress)
    return canonical_record(TrialsFile(trials=sorted(file.trials, key=lambda trial: order.index(trial.progress))))


def read_trials(path: Path) -> list[Trial]:
    """Return the trials of a base's file of them. Raises UnreadableFile or BadFile."""
    try:
        return TrialsFile.model_validate_json(read_bytes(path)).trials
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "file"
        raise BadFile(path, f"{where}: {first['msg']} (see: mscq verify)") from error
