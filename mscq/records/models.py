"""The records of the knowledge base: a paper, its bibliography, its study and its findings.

Every class here is a pydantic model of one JSON object under ``data/papers/``. Unknown keys
are errors and values are frozen. Fields hold what a source states; what follows from them
(level of evidence, whether a result is controlled, which side it favours) is computed in
:mod:`mscq.evidence` and never stored.

Bibliographic fields carry their CSL-JSON names (citationstyles.org, CSL-JSON 1.0.2).
"""

# annotations are evaluated as they stand: as strings they would cost every start-up a compilation each
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, StringConstraints

from mscq.records.derived import Counted, Dated, Published, Reviewed
from mscq.records.terms import (
    Analysis,
    Arm,
    Blinding,
    Certainty,
    ComparatorKind,
    Counts,
    Direction,
    Endpoint,
    Measure,
    Met,
    OutcomeSource,
    ReadAs,
    SponsorKind,
    Stage,
    StandingStatus,
    Topic,
)
from mscq.records.vocabulary import Facet


def _none() -> list[Any]:
    """An empty list. (``list`` itself would have pydantic read its signature from text, at every start.)"""
    return []


ConceptId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
PaperId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
FindingId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*\.[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Count = Annotated[int, Field(ge=0)]
PositiveNumber = Annotated[float, Field(gt=0)]


class Record(BaseModel):
    """What all records share: unknown keys fail, values are frozen, schemas are built on first use."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True, allow_inf_nan=False)


class Name(Record):
    """A person (``family`` and ``given``) or a body (``literal``), as CSL-JSON writes names."""

    family: Text | None = None
    given: Text | None = None
    suffix: Text | None = None
    dropping_particle: Text | None = Field(None, alias="dropping-particle")
    non_dropping_particle: Text | None = Field(None, alias="non-dropping-particle")
    literal: Text | None = None


class IssuedDate(Dated, Record):
    """A CSL-JSON date: ``{"date-parts": [[2023, 9, 30]]}``, month and day where the source has them."""

    date_parts: list[Annotated[list[int], Field(min_length=1, max_length=3)]] = Field(
        alias="date-parts", min_length=1, max_length=1
    )


class Bibliography(Published, Record):
    """The bibliographic record of a paper under CSL-JSON names."""

    type: Text = Field(description="CSL type: article-journal, article (preprint), chapter, webpage")
    title: Text | None = Field(None, description="Title as printed, without the closing period")
    author: list[Name] = Field(default_factory=_none, description="Every author the source prints, in order")
    editor: list[Name] = Field(default_factory=_none, description="Editors of the containing book")
    issued: IssuedDate | None = Field(None, description="Date of publication")
    container_title: Text | None = Field(None, alias="container-title", description="Journal or book, in full")
    container_title_short: Text | None = Field(
        None,
        alias="container-title-short",
        description="Journal title as NLM abbreviates it, without periods",
    )
    volume: Text | None = Field(None, description="Volume")
    issue: Text | None = Field(None, description="Issue")
    page: Text | None = Field(None, description="Page range with a plain hyphen, e.g. 61-68")
    number: Text | None = Field(None, description="Article number, where the journal has no pages")
    chapter_number: Text | None = Field(None, alias="chapter-number", description="Number of the chapter")
    edition: Text | None = Field(None, description="Edition of the book")
    medium: Text | None = Field(None, description="Medium as NLM prints it, e.g. Internet")
    publisher: Text | None = Field(None, description="Publisher of the book")
    publisher_place: Text | None = Field(None, alias="publisher-place", description="Place of publication")
    doi: Annotated[str, StringConstraints(pattern=r"^10\.\d{4,9}/\S+$")] | None = Field(None, alias="DOI")
    pmid: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,8}$")] | None = Field(None, alias="PMID")
    pmcid: Annotated[str, StringConstraints(pattern=r"^PMC[1-9]\d{0,8}$")] | None = Field(None, alias="PMCID")
    isbn: Text | None = Field(None, alias="ISBN")
    issn: Text | None = Field(None, alias="ISSN")
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = Field(None, alias="URL")


class Intervention(Record):
    """What was given, in vocabulary ids. An empty list says that the source does not tell."""

    cells: list[ConceptId] = Field(default_factory=_none, description="Cell types (vocabulary cell-types)")
    sources: list[ConceptId] = Field(default_factory=_none, description="Tissues of origin (cell-sources)")
    donors: list[ConceptId] = Field(default_factory=_none, description="autologous, allogeneic, xenogeneic")
    routes: list[ConceptId] = Field(default_factory=_none, description="Routes of administration (routes)")
    dose: Text | None = Field(None, description="Dose as the source gives it")
    dose_cells: list[PositiveNumber] = Field(
        default_factory=_none, description="Cells per administration: each level, or the ends of a range"
    )
    dose_cells_per_kg: list[PositiveNumber] = Field(
        default_factory=_none,
        description="Cells per kg of body weight and administration: each level, or the ends",
    )


class Comparator(Record):
    """What the result was measured against."""

    kind: ComparatorKind = Field(description="Kind of comparator")
    label: Text | None = Field(None, description="The comparator in words, e.g. 'hyaluronic acid'")
    treatments: list[ConceptId] = Field(
        default_factory=_none, description="The comparator's treatments, where the vocabulary has them (entities)"
    )
    against: Intervention | None = Field(
        None, description="The other arm, where the comparator is itself a cell therapy (kind other-arm)"
    )


class Estimate(Record):
    """One reported number with its uncertainty. Figures stand as reported, sign included."""

    measure: Measure = Field(description="Kind of number")
    value: float | None = Field(None, description="The value; null where only events or p are reported")
    value_to: float | None = Field(None, description="Upper end where the source gives a range of values")
    approximate: bool = Field(False, description="True where the source says 'about'")
    unit: Text | None = Field(None, description="Unit, e.g. %, points, g/24 h; null for ratios")
    counts: Counts | None = Field(
        None,
        description="What a larger figure counts, where not what the outcome counts: improvement, worsening, decrease",
    )
    baseline: float | None = Field(None, description="Value before treatment, in the same unit")
    standard_error: float | None = Field(None, ge=0, description="Standard error, in the same unit")
    standard_deviation: float | None = Field(None, ge=0, description="Standard deviation, in the same unit")
    events: Count | None = Field(None, description="People (or studies, procedures) with the event")
    n: Count | None = Field(None, description="People (or studies, procedures) counted")
    studies: Count | None = Field(None, description="Studies pooled in this estimate")
    participants: Count | None = Field(None, description="People in the studies pooled in this estimate")
    i_squared: float | None = Field(
        None, ge=0, le=100, description="Heterogeneity between the pooled studies, I squared in percent (Higgins 2003)"
    )
    ci_low: float | None = Field(None, description="Lower bound of the confidence interval")
    ci_high: float | None = Field(None, description="Upper bound of the confidence interval")
    ci_level: float | None = Field(None, gt=0, lt=100, description="Level of the interval in percent; null if unstated")
    p: Annotated[str, StringConstraints(pattern=r"^(<=|>=|<|>)?(0?\.\d+|0|1|1\.0+)$")] | None = Field(
        None, description="p as reported, with its sign: 0.003, <0.001"
    )
    reported_as: Text | None = Field(
        None, description="The source's own name for measure or unit where ours differs or it is doubtful"
    )


class Finding(Record):
    """One checkable statement of a paper, in our own words."""

    id: FindingId = Field(description="<paper id>.<slug>, stable")
    topic: Topic = Field(description="What the finding is about")
    statement: Text = Field(description="The finding in one sentence of our own")
    conditions: list[ConceptId] = Field(default_factory=_none, description="Conditions (vocabulary conditions)")
    population: Text | None = Field(None, description="Which patients, where narrower than the condition")
    intervention: Intervention | None = Field(None, description="What was given, where the finding says so")
    comparator: Comparator = Field(description="What it was measured against")
    group: Text | None = Field(None, description="The group or contrast in the source's terms")
    analysis: Analysis | None = Field(
        None,
        description="Why the figure is not of all who were randomised or treated; population or group says of whom",
    )
    arm: Arm | None = Field(None, description="Whom the figure describes; null for statements without a result")
    outcome: ConceptId | None = Field(None, description="Outcome measured (vocabulary outcomes)")
    outcome_label: Text | None = Field(None, description="The outcome in the source's terms, where more exact")
    also_outcomes: list[ConceptId] = Field(
        default_factory=_none, description="Further scales that the label names: of a composite, of several at once"
    )
    endpoint: Endpoint | None = Field(
        None, description="Rank of the outcome in the paper or its registration (CONSORT item 6a)"
    )
    timepoint_months: float | None = Field(None, ge=0, description="Time of measurement, in months after treatment")
    direction: Direction = Field(description="What the comparison shows for the cell therapy")
    stage: Stage = Field(description="Stage of evidence the finding rests on")
    estimate: Estimate | None = Field(None, description="The number, where there is one")
    certainty: Certainty | None = Field(None, description="Certainty of the evidence, as the source rates it by GRADE")
    as_printed: bool = Field(
        False,
        description="True where figures and words of the source do not fit together, or another source tells the same "
        "figure otherwise, as a note says: no side is taken",
    )
    entities: list[ConceptId] = Field(
        default_factory=_none,
        description="Molecules, pathways, immune cells, drugs named (vocabulary entities)",
    )
    read_as: ReadAs = Field(description="How this finding was read")
    also_read_as: list[ReadAs] = Field(default_factory=_none, description="Further readings that state the same")
    locator: Text = Field(description="Where it stands: the heading of the section, or Abstract, or Table 2")
    note: Text | None = Field(None, description="What a reader must know about this finding")


class Participants(Counted, Record):
    """How many took part. Null means not seen, never zero."""

    total: Count | None = Field(None, description="People in the study")
    treated: Count | None = Field(None, description="People given cells")
    control: Count | None = Field(None, description="People in the control group")
    studies: Count | None = Field(None, description="Studies, where the paper is a review")


class Sponsor(Record):
    """Who ran or paid for a trial."""

    name: Text | None = Field(None, description="Name of the body")
    kind: SponsorKind | None = Field(None, description="Kind of body")


class Included(Record):
    """A trial that a review pools, as far as a page names it."""

    label: Text = Field(description="The trial as the review names it, e.g. 'Song 2020'")
    paper: PaperId | None = Field(None, description="Its id in this base")
    pmid: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,8}$")] | None = Field(None, description="Its PMID")
    doi: Annotated[str, StringConstraints(pattern=r"^10\.\d{4,9}/\S+$")] | None = Field(None, description="Its DOI")


class RiskOfBias(Record):
    """What a published review judged of a trial; never our own judgement."""

    judged_in: Text = Field(description="The review: its id in this base, or its citation")
    tool: Text = Field(description="The tool, e.g. RoB 2, NOS, Jadad")
    overall: Text = Field(description="The overall judgement in the tool's words; 'score' where it is a number")
    score: float | None = Field(None, description="The score, where the tool gives one")


class Study(Record):
    """Design and PICO of the paper as a whole."""

    design: ConceptId = Field(description="Study design (vocabulary designs)")
    phase: Annotated[str, StringConstraints(pattern=r"^[1-4][ab]?(/[1-4][ab]?)?$")] | None = Field(
        None, description="Phase as reported: 1, 1/2a, 2b"
    )
    conditions: list[ConceptId] = Field(default_factory=_none, description="Conditions studied")
    conditions_together: bool = Field(
        False, description="True where everyone in the study has all of its conditions (dry eye from Sjögren's)"
    )
    population: Text | None = Field(None, description="Which patients, in words")
    intervention: Intervention = Field(default_factory=lambda: Intervention(), description="What was given")
    comparator: Text | None = Field(None, description="The control group in words; null where there is none")
    comparator_kind: ComparatorKind | None = Field(
        None, description="Kind of the control group, where no finding is measured against it"
    )
    blinding: Blinding | None = Field(None, description="Blinding, as the paper or its registration says")
    primary_outcome: Text | None = Field(None, description="The primary outcome, in our own words")
    primary_outcome_met: Met | None = Field(
        None, description="Whether the primary outcome, compared between arms as planned, favoured the cells"
    )
    primary_outcome_source: OutcomeSource | None = Field(
        None, description="Where its result was read, if not in a paper or its abstract"
    )
    regulator: Text | None = Field(
        None, max_length=60, description="What a regulator decided on the treatment on the strength of this study"
    )
    participants: Participants = Field(default_factory=lambda: Participants())
    follow_up_months: float | None = Field(None, ge=0, description="Follow-up, in months")
    sponsor: Sponsor | None = Field(None, description="Who ran or paid for the trial")
    includes: list[Included] = Field(
        default_factory=_none, description="Trials that a review pools, as far as a page names them"
    )
    risk_of_bias: list[RiskOfBias] = Field(
        default_factory=_none, description="What published reviews judged of this trial"
    )
    registrations: list[
        Annotated[str, StringConstraints(pattern=r"^(NCT\d{8}|CRD\d{8,14}|[A-Za-z][A-Za-z-]*[\d-]*\d)$")]
    ] = Field(default_factory=_none, description="Registry ids: ClinicalTrials.gov NCT, PROSPERO CRD, ...")
    same_patients_as: list[PaperId] = Field(
        default_factory=_none,
        description="Papers on the same patients: follow-ups, sub-studies, overlapping cohorts",
    )


class Reading(Record):
    """One way in which the paper was read, and where."""

    read_as: ReadAs = Field(description="How it was read")
    addresses: list[Text] = Field(default_factory=_none, description="Pages it was read at")
    entered: date = Field(description="Day the entries were made")
    note: Text | None = Field(None, description="What the reading leaves open")


class Standing(Record):
    """Notices against the paper, as far as the pages read show."""

    status: StandingStatus = Field(description="Kind of notice, or that none is known")
    as_of: date = Field(description="Day up to which the status is known")
    notice: Text | None = Field(None, description="The notice: kind, date, where published")


class Paper(Reviewed, Record):
    """One paper of the base: ``data/papers/<id>.json``."""

    id: PaperId = Field(description="First author and year, or a word of the title and year: islam2023")
    bibliography: Bibliography
    bookshelf: Annotated[str, StringConstraints(pattern=r"^NBK\d+$")] | None = Field(
        None, description="NCBI Bookshelf accession"
    )
    study: Study
    summary: Text | None = Field(None, description="The paper's conclusion in one sentence of our own")
    readings: list[Reading] = Field(min_length=1, description="How and where the paper was read")
    standing: Standing
    incomplete: list[Text] = Field(
        default_factory=_none, description="CSL fields a full citation needs that no page read shows"
    )
    notes: list[Text] = Field(default_factory=_none, description="What a reader of the record must know")
    findings: list[Finding] = Field(default_factory=_none, description="Every checkable statement of the paper")

    _designs: Facet | None = PrivateAttr(None)

    __hash__ = Reviewed.__hash__
