"""What the commands on evidence answer: condition, compare, conflicts, safety, search, why, show, cite, coverage."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mscq.output.shapes.records import FindingRecord, Marked, Near, OwnReference, PaperRecord, Place
from mscq.output.shapes.shape import Document, Named, Shape, Stored
from mscq.records.models import Bibliography, Paper
from mscq.records.trials import Trial

# --- condition ------------------------------------------------------------------------------------------------------


class Earlier(Shape):
    timepoint_months: float | None
    direction: str


class OutcomeRecord(Shape):
    finding: str
    rows: list[str]
    outcome: str | None
    name: str
    timepoint_months: float | None
    direction: str
    compared: bool
    figures: str | None
    earlier: list[Earlier]


class PooledRecord(Shape):
    paper: str
    family: str | None
    comparator: str
    direction: str
    pools: list[str]
    shared_conditions: int
    outcomes: list[OutcomeRecord]
    not_counted: list[str]


class TrialRecord(Shape):
    paper: str
    papers: list[str]
    family: str | None
    comparator: str
    comparator_label: str | None
    randomised: bool
    endpoint: str | None
    status: str
    """Of its primary endpoint: met, not-met, mixed, safety-only, not-stated."""
    source: str | None
    direction: str
    n: int | None
    form: str | None
    """The one form of the condition that all its people have, as the id of a concept."""
    cells: str | None
    """The one kind of cells that they were given, where it is not the family as such."""
    shared_conditions: int
    routes: list[str]
    outcomes: list[OutcomeRecord]
    not_counted: list[str]


class OpenStudies(Shape):
    """Studies without a control, counted only."""

    studies: int
    report_gains: int
    papers: list[str]


class HarmOutcome(OutcomeRecord):
    paper: str
    family: str | None


class ConditionAnswer(Shape):
    sentence: str
    trials: list[TrialRecord]
    pooled: list[PooledRecord]
    rankings: list[PooledRecord]
    uncontrolled: OpenStudies
    safety: list[HarmOutcome]
    animals: list[str]
    words: list[str]
    retracted: list[str]
    unpublished: list[str]


class Member(Named):
    papers: int


class ConditionRecord(Named):
    abbreviations: list[str]
    synonyms: list[str]
    mesh: str | None
    members: list[Member]


class PeopleCounts(Shape):
    papers: int
    studies: int
    patients: int | None
    shared_patients: int | None


class Split(Shape):
    """What tells the two sides apart: of the studies on a side that state the field, how many have the value."""

    field: str
    value: str
    no: list[int]
    yes: list[int]
    chance: float


class ByAnswer(Shape):
    """How many studies say no and yes."""

    no: int
    yes: int


class ByControl(Shape):
    """How many studies answer which way, with a control and without."""

    controlled: ByAnswer
    uncontrolled: ByAnswer


class Reply(Shape):
    paper: PaperRecord
    same_people: list[str]
    answer: str
    control: str
    comparators: list[str]
    status: str | None
    endpoint: str | None
    n: int | None
    several_cells: bool
    of_the_whole: bool
    firm: bool
    figures: str | None
    summary: str | None
    findings: list[FindingRecord]


class Sides(Shape):
    no: list[Reply]
    yes: list[Reply]
    apart: list[Reply]


class Conflict(Shape):
    question: str
    kind: str
    weak: bool
    condition: str
    outcome_group: str
    family: str
    cells: str
    about: str | None
    value: str | None
    sides: Sides
    control: ByControl
    separates: Split | None
    does_not_separate: list[str]
    differ: list[str]


class Gaps(Shape):
    outcomes: list[str]
    routes: list[str]
    sources: list[str]


class Dossier(Document):
    """All that the base holds on a condition."""

    condition: ConditionRecord
    counts: PeopleCounts
    answer: ConditionAnswer
    papers: list[PaperRecord]
    findings: list[FindingRecord]
    conflicts: list[Conflict]
    gaps: Gaps
    caveats: list[str]


class ContentsEntry(Shape):
    condition: str
    name: str
    papers: int
    family: str | None
    placebo_met: int
    placebo_not_met: int
    placebo_mixed: int
    placebo_safety_only: int
    placebo_not_stated: int
    other_control_met: int
    other_control_not_met: int
    other_control_mixed: int
    other_control_safety_only: int
    other_control_not_stated: int
    other_trials: int
    pooled: int


class Contents(Document):
    """The conditions of the base, or of a family."""

    RECORDS = "conditions"

    conditions: list[ContentsEntry]


# --- compare --------------------------------------------------------------------------------------------------------


class Contrast(Shape):
    sides: list[list[str]]
    finding: FindingRecord | None
    counterpart: FindingRecord | None
    better: list[str]
    tested: bool
    p: str | None


class DirectOutcome(Shape):
    contrast_id: str
    outcome: str | None
    outcome_label: str | None
    timepoint_months: float | None
    endpoint: str | None
    arms: dict[str, list[FindingRecord | None]]
    control: FindingRecord | None
    contrasts: list[Contrast]


class DirectStudy(Shape):
    """A study that sets the values against each other itself."""

    paper: PaperRecord
    setting: str
    randomised: bool
    has_control: bool
    conditions: list[str]
    outcomes: list[DirectOutcome]


class Opposed(Shape):
    condition: str
    papers: list[str]
    outcomes_differ: bool
    without_control: int


class ComparedTrial(Shape):
    paper: PaperRecord
    papers: list[str]
    family: str | None
    comparator: str
    comparator_label: str | None
    status: str
    source: str | None
    direction: str
    n: int | None
    randomised: bool
    findings: list[FindingRecord]


class ComparedPooled(Shape):
    paper: PaperRecord
    family: str | None
    comparator: str
    direction: str
    pools: list[str]
    findings: list[FindingRecord]


class ComparedValue(Shape):
    trials: list[ComparedTrial]
    pooled: list[ComparedPooled]
    safety: list[FindingRecord]
    uncontrolled: int
    uncontrolled_papers: list[PaperRecord]


class Shared(Shape):
    outcome: str | None
    same_time: bool
    values: dict[str, FindingRecord]


class ComparedCondition(Shape):
    condition: str
    name: str
    values: dict[str, ComparedValue]
    several: list[PaperRecord]
    shared: list[Shared]


class Comparison(Document):
    """Values of a dimension: compared within studies first, then side by side, which is no comparison."""

    dimension: str
    values: list[Named]
    direct: list[DirectStudy]
    opposed: list[Opposed]
    conditions: list[ComparedCondition]
    not_told: list[str]
    """Trials on the one condition asked for of which no value is known."""
    caveats: list[str]


# --- safety ---------------------------------------------------------------------------------------------------------


class Harm(Shape):
    verdict: str
    """Against a control: more, mixed, no-difference, unclear, fewer, too-few; not-compared without one."""
    gravity: str
    """death, tumours, serious, organs, other."""
    family: str | None
    finding: FindingRecord
    rows: list[str]


class Share(Shape):
    family: str | None
    percent: float | None
    events: int | None
    n: int | None
    finding: FindingRecord
    rows: list[str]


class Said(Shape):
    family: str | None
    kind: str
    """seen, not-seen, rank (in a network of treatments), of-the-field (opinion, theory, comparisons of centres)."""
    gravity: str
    finding: FindingRecord


class Safety(Document):
    """What is known of harm; nothing here means that nothing was read, not that it is safe."""

    condition: Named | None
    in_short: str
    papers: list[str]
    leading: list[Harm]
    of_family: list[Harm]
    controlled: list[Harm]
    between_arms: list[Harm]
    without_control: list[Share]
    both_arms_together: list[Share]
    in_words: list[Said]
    caveats: list[str]


class SafetyOfAll(Document):
    RECORDS = "conditions"

    reviews: Safety
    conditions: list[Safety]


# --- search ---------------------------------------------------------------------------------------------------------


class ReadConcept(Shape):
    facet: str
    id: str
    label: str


class ReadWord(Shape):
    typed: str
    as_: str = Field(alias="as")
    corrected: str | None
    concepts: list[ReadConcept]
    synonyms: list[str]
    narrower: list[str]
    related: list[str]


class LineRead(Shape):
    """A numbered line of a search history, and how many papers it finds; null where it was left out."""

    number: int
    text: str
    papers: int | None


class Reading(Shape):
    words: list[ReadWord]
    ignored: list[str]
    required: list[str]
    spoken: list[str]
    all_words_required: bool
    syntax: str | None
    """Whose search syntax it was read as, where it is not our own: PubMed, Ovid, Embase.com ..."""
    lines: list[LineRead]
    unused_lines: list[int]
    left_out: list[str]
    """What the base cannot tell, such as languages and subsets: it narrows nothing."""
    widened: list[str]
    """Headings that the vocabulary lacks, read as their words."""


class Hit(Shape):
    paper: PaperRecord
    score: float
    matched: list[str]
    level: int | None
    direction: str | None
    finding: FindingRecord | None


class Found(Document):
    RECORDS = "hits"

    query: str
    reading: Reading
    total: int
    hits: list[Hit]
    suggestion: str | None


class MarkedHit(Hit):
    paper: Marked


class OwnHit(Shape):
    paper: OwnReference
    own: Literal[True]
    score: float
    matched: list[str]
    level: None
    direction: None
    finding: None


class OwnHits(Shape):
    total: int
    estimated: bool
    """Whether the total is told to two digits: of a large library that holds much of what is looked for."""
    hits: list[OwnHit]


class FoundBesideOwn(Found):
    """What was searched together with the reader's own references, which have their own count."""

    hits: list[MarkedHit]  # type: ignore[assignment]
    own: OwnHits


# --- why, show and cite ---------------------------------------------------------------------------------------------


class PageRead(Shape):
    read_as: str
    addresses: list[str] = Field([])
    entered: str
    note: str | None = None


class Standing(Shape):
    status: str
    as_of: str
    notice: str | None = None


class Problem(Shape):
    check: str
    where: str
    message: str


class Derived(Shape):
    name: str
    value: str
    rule: str


class Traced(FindingRecord):
    readings: list[PageRead]
    derived: list[Derived]
    checks: list[str]
    problems: list[Problem]


class Provenance(Document):
    """Where the figures of a paper come from, and what was derived from them by which rule."""

    RECORDS = "findings"

    paper: PaperRecord
    standing: Standing
    readings: list[PageRead]
    notes: list[str]
    problems: list[Problem]
    findings: list[Traced]


class WholePaper(Stored):
    """The record of a paper as it is stored (``mscq schema``), with what follows from it."""

    STORED = Paper

    id: str
    title: str | None
    level: int | None
    readings: list[PageRead]


class WholeOwn(Stored):
    """A reference of the reader's own whole: its bibliography, abstract, and what it mentions."""

    STORED = Bibliography

    id: str
    own: Literal[True]
    title: str | None
    abstract: str | None
    keywords: list[str]
    registrations: list[str]
    mentions: dict[str, list[str]]
    mentioned_as: dict[str, dict[str, str]]
    """The words by which each concept is mentioned."""
    files: list[Place]
    near: Near | None
    remarks: list[str]


class Citation(PaperRecord):
    format: str
    citation: str


class MarkedCitation(Marked):
    format: str
    citation: str


class OwnCitation(OwnReference):
    format: str
    citation: str


# --- coverage -------------------------------------------------------------------------------------------------------


class CoverageCounts(Shape):
    id: str | None
    condition: str | None
    papers: int
    reviews_known: int
    reviews_not_known: int
    pooled: int
    held: int
    missing: int
    finished_without_paper: int
    overdue: int
    end_not_stated: int
    running: int


class IncludedTrial(Shape):
    label: str
    paper: str | None = None
    pmid: str | None = None
    doi: str | None = None


class KnownReview(Shape):
    paper: PaperRecord
    includes: list[IncludedTrial]
    known_in_part: bool


class PooledTrial(Shape):
    label: str
    paper: str | None
    pmid: str | None
    doi: str | None
    reviews: list[str]


class RegisteredTrial(Stored):
    """A registered trial as it is stored (``mscq schema --trials``)."""

    STORED = Trial

    id: str
    registration: str | None = None
    progress: str
    pages: list[str]


class Overlap(Shape):
    condition: str
    reviews: list[str]
    included: int
    distinct: int
    corrected_covered_area: float | None
    grade: str | None
    known_in_part: bool


class Coverage(CoverageCounts):
    """What the base has and lacks: trials that its reviews pool, and registered trials."""

    reviews: list[KnownReview]
    reviews_without_list: list[PaperRecord]
    trials_in_the_base: list[PooledTrial]
    trials_missing: list[PooledTrial]
    registered_trials: list[RegisteredTrial]
    overlaps: list[Overlap]


class MissingTrial(PooledTrial):
    in_library: list[str]
    perhaps_in_library: list[str]


class CoverageBesideOwn(Coverage):
    trials_missing: list[MissingTrial]  # type: ignore[assignment]


class CoverageOfAll(Document):
    RECORDS = "conditions"

    whole: Coverage
    conditions: list[CoverageCounts]


class Asked(Stored):
    """How a question was read, and the answer of the command that it came to.

    Where several diseases may be meant, ``candidates`` are they; where that command answers with a list, it is
    ``answers``; where the base holds nothing, the list is empty.
    """

    asked: str
    """The command that gives the same."""
    understood: list[str]
    not_understood: list[str]
    left_off: str | None = None
    """What no paper answers, where the answer is one to less than was asked, or to one of several meanings."""
