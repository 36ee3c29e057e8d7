"""The closed lists of terms that records are written in: topics, directions, measures, kinds of comparator.

Each value stands in the records as it is written here.
"""

from __future__ import annotations

from enum import StrEnum


class Topic(StrEnum):
    """What a finding is about."""

    EFFICACY = "efficacy"
    SAFETY = "safety"
    MECHANISM = "mechanism"
    DELIVERY = "delivery"
    CELL_SOURCE = "cell-source"
    STANDARD_CARE = "standard-care"
    DISEASE_BURDEN = "disease-burden"
    LIMITATION = "limitation"
    OUTLOOK = "outlook"


class Direction(StrEnum):
    """What the reported comparison shows for the cell therapy."""

    BENEFIT = "benefit"
    NO_DIFFERENCE = "no-difference"
    STABLE = "stable"
    MIXED = "mixed"
    HARM = "harm"
    NOT_APPLICABLE = "not-applicable"


class Stage(StrEnum):
    """The stage of evidence that a finding rests on."""

    LABORATORY = "laboratory"
    ANIMAL = "animal"
    EARLY_CLINICAL = "early-clinical"
    CONTROLLED_TRIAL = "controlled-trial"
    META_ANALYSIS = "meta-analysis"
    EXPERT_STATEMENT = "expert-statement"


class ComparatorKind(StrEnum):
    """What a result was measured against."""

    BASELINE = "baseline"
    PLACEBO = "placebo"
    ACTIVE = "active-treatment"
    USUAL_CARE = "usual-care"
    CONTROL = "control-unspecified"
    OTHER_ARM = "other-arm"
    NONE = "none"


class Arm(StrEnum):
    """Whom a figure describes: the treated, the controls, the contrast between them, or everybody."""

    TREATED = "treated"
    CONTROL = "control"
    BETWEEN = "between"
    EVERYONE = "everyone"


class Measure(StrEnum):
    """The kind of number an estimate is."""

    PROPORTION = "proportion"
    COUNT = "count"
    RATE = "rate"
    MEAN = "mean"
    MEDIAN = "median"
    MEAN_OR_MEDIAN = "mean-or-median"
    MEAN_CHANGE = "mean-change"
    MEAN_DIFFERENCE = "mean-difference"
    STANDARDIZED_MEAN_DIFFERENCE = "standardized-mean-difference"
    RISK_RATIO = "risk-ratio"
    ODDS_RATIO = "odds-ratio"
    HAZARD_RATIO = "hazard-ratio"
    RATE_RATIO = "rate-ratio"
    RATIO = "ratio"
    RISK_DIFFERENCE = "risk-difference"
    REGRESSION_COEFFICIENT = "regression-coefficient"
    EFFECT_SIZE = "effect-size"
    RANKING_SCORE = "ranking-score"
    DURATION = "duration"
    P_VALUE = "p-value"


class Counts(StrEnum):
    """What a larger figure counts, where that is not what the outcome itself counts."""

    IMPROVEMENT = "improvement"
    WORSENING = "worsening"
    DECREASE = "decrease"


class Endpoint(StrEnum):
    """The rank of an outcome in the paper or its registration (CONSORT item 6a)."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    EXPLORATORY = "exploratory"


class Analysis(StrEnum):
    """Why a figure is not of all who were randomised or treated (CONSORT items 12b, 16, 18)."""

    SUBGROUP = "subgroup"
    POST_HOC = "post-hoc"
    PER_PROTOCOL = "per-protocol"


class Blinding(StrEnum):
    """Who did not know what was given, as the paper or its registration says."""

    OPEN_LABEL = "open-label"
    SINGLE_BLIND = "single-blind"
    DOUBLE_BLIND = "double-blind"


class Met(StrEnum):
    """Whether the primary outcome, compared between arms as planned, favoured the cells."""

    YES = "yes"
    NO = "no"
    MIXED = "mixed"
    SAFETY_ONLY = "safety-only"


class OutcomeSource(StrEnum):
    """Where the result of the primary outcome was read, if not in a paper or its abstract."""

    MAKER = "maker"
    REGISTRY = "registry"


class SponsorKind(StrEnum):
    """What kind of body ran or paid for a trial."""

    INDUSTRY = "industry"
    ACADEMIC = "academic"
    PUBLIC = "public"


class ReadAs(StrEnum):
    """How a paper, or a single finding of it, was read."""

    SUMMARY = "article-summary"
    ABSTRACT = "abstract"
    TABLE = "table"
    SECONDARY = "secondary-page"
    TITLE = "title-only"
    FULL_TEXT = "full-text"


class Certainty(StrEnum):
    """How sure a review is of a figure, by GRADE."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very-low"


class StandingStatus(StrEnum):
    """Whether a notice stands against the paper."""

    NO_NOTICE_KNOWN = "no-notice-known"
    CORRECTED = "corrected"
    EXPRESSION_OF_CONCERN = "expression-of-concern"
    RETRACTED = "retracted"


class Progress(StrEnum):
    """How far a trial is, and where its results are, in the order in which a reader should know."""

    NO_RESULTS = "finished-no-results"
    NO_PAPER = "finished-no-paper"
    OVERDUE = "past-planned-end"
    UNCLEAR = "end-not-stated"
    RUNNING = "running"


class EndKind(StrEnum):
    """Whether an end was planned or has come."""

    PLANNED = "planned"
    ACTUAL = "actual"
