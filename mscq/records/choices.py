"""The closed lists of the record model, with the other words for their values, free of pydantic.

A test holds them equal to the enumerations of ``mscq.records.models``.
"""

from __future__ import annotations

NOT_STATED = "not-stated"

CHOICE_NOUNS = {
    "topics": "topic",
    "directions": "direction",
    "stages": "stage",
    "doses": "dose band",
    "endpoints": "rank of an outcome",
    "mets": "verdict on a primary outcome",
    "blindings": "kind of blinding",
    "sponsors": "kind of sponsor",
    "comparators": "kind of comparator",
    "standings": "standing",
}
"""What one value of each list is called."""

CHOICES: dict[str, dict[str, tuple[str, ...]]] = {
    "topics": {
        "efficacy": ("effect", "effectiveness", "outcome", "results", "does it work"),
        "safety": ("adverse events", "side effects", "harms", "risks", "toxicity"),
        "mechanism": ("mechanisms", "how it works", "mode of action"),
        "delivery": ("administration", "dosing", "how it is given"),
        "cell-source": ("source", "sources", "cells"),
        "standard-care": ("standard of care", "conventional treatment", "current treatment", "drugs"),
        "disease-burden": ("burden", "epidemiology", "disease", "background"),
        "limitation": ("limitations", "caveats", "weaknesses"),
        "outlook": ("future", "open questions", "unknown", "research needed"),
    },
    "directions": {
        "benefit": ("positive", "better", "improved", "favours cells"),
        "no-difference": ("null", "no effect", "none", "equal", "no benefit"),
        "stable": ("unchanged",),
        "mixed": ("inconsistent", "conflicting"),
        "harm": ("negative", "worse", "worsened"),
        "not-applicable": ("n/a", "neutral"),
    },
    "stages": {
        "laboratory": ("in vitro", "bench", "lab"),
        "animal": ("animals", "preclinical", "in vivo", "mice", "rats"),
        "early-clinical": ("early", "phase 1", "uncontrolled", "open-label"),
        "controlled-trial": ("controlled", "rct", "randomised trial", "randomized trial"),
        "meta-analysis": ("pooled", "systematic review"),
        "expert-statement": ("expert", "opinion", "review"),
    },
    "doses": {
        "low": ("under 10 million", "low dose"),
        "medium": ("10 to 100 million", "medium dose"),
        "high": ("over 100 million", "high dose"),
        "low-per-kg": ("under 1 million per kg",),
        "medium-per-kg": ("1 to 2 million per kg",),
        "high-per-kg": ("over 2 million per kg",),
    },
    "endpoints": {
        "primary": ("primary outcome", "primary endpoint", "main outcome"),
        "secondary": ("secondary outcome", "secondary endpoint"),
        "exploratory": ("exploratory outcome", "tertiary"),
    },
    "mets": {
        "yes": ("met", "succeeded", "success", "positive"),
        "no": ("missed", "failed", "not met", "negative"),
        "mixed": ("partly", "some"),
        "safety-only": ("safety", "feasibility"),
        "not-stated": ("unstated", "unknown", "not reported"),
    },
    "blindings": {
        "open-label": ("open", "unblinded", "unmasked", "none"),
        "single-blind": ("single", "single-blinded", "single-masked", "assessor-blind"),
        "double-blind": ("double", "double-blinded", "double-masked", "blinded"),
    },
    "sponsors": {
        "industry": ("company", "commercial", "maker", "industry-funded"),
        "academic": ("university", "hospital", "investigator"),
        "public": ("government", "state", "public funding"),
    },
    "comparators": {
        "baseline": ("before", "before treatment"),
        "placebo": ("sham", "dummy"),
        "active-treatment": ("active", "another treatment", "drug"),
        "usual-care": ("usual care", "standard care", "standard of care", "no treatment"),
        "control-unspecified": ("control", "controls"),
        "other-arm": ("another arm", "other cells"),
        "none": ("nothing",),
    },
    "standings": {
        "no-notice-known": (),
        "corrected": ("correction", "erratum"),
        "expression-of-concern": ("concern",),
        "retracted": ("retraction",),
    },
}
