"""Outcomes: from the words of a source to an id of the vocabulary, a clean label and a topic."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mscq.models import Topic
from tools.evidence_import.outcome_patterns import BY_CONDITION, PATTERNS

# Taken out of a label because arm, time, baseline and comparator have fields of their own.
_ALWAYS_OUT: tuple[str, ...] = (
    r"\s*\(baseline [\d.]+\)",
    r", (mean|median)\b(?= at )",
    r"\s*\((EDSS 6\.0-6\.5|spinal cord injury|MS|ALS|primary|men|patient with Devic's disease)\)",
    r", [^,]*\((Dai|Liu|Cheng|Shroff|Park) \d{4}\)",
    r":? (cells|treated) vs .*$",
    r": double vs single transplantation$",
    r", (cells|treated|before|(three|two) infusions|autologous( or allogeneic)? MSC|allogeneic MSC|BM-MSC|pooled MSC)"
    r" (versus|vs) [^,]*",
    r" (versus|vs) (placebo|hyaluronic acid|saline|corticosteroid|control)\b",
    r" (versus|vs) (traditional therapy|exercise|rehabilitation)\b",
    r" (versus|vs) baseline( over 2 years)?(, both knees)?",
    r",? (fresh versus cryopreserved cells|multiple versus single dose)",
    r", (adipose|adipose tissue|bone marrow|umbilical cord|MSC (alone|plus interferon-gamma)|placebo|control|treated)$",
    r", (one donor|four donors|three infusions|\d million/kg|autologous MSCs|intrathecal|intralesional|within group)$",
    r", (comparator arm|high dose|thoracic|cervical|cyclophosphamide|survivors only|human cord MSC)(?=$| \()",
    r", (high|low)-dose (autologous|allogeneic)$",
    r", (diffuse disease|grade [AC])(?=$|,)",
    r", highest dose$| at the highest dose$",
    r": (change in the cell arm|both injected arms)$",
    r" after (intravenous|intrathecal) infusion$",
    r" in (SLE|RA|inflammatory bowel disease)$",
    r" (by route|by source)$",
)
_TIME_OUT: tuple[str, ...] = (
    r",? at \d+(, \d+)*( and \d+)? (hour|week|month|year)s?",
    r" at (month|week) \d+",
    r" at (two|three|five) years",
    r", (week|month) \d+",
    r", \d+ (week|month|year)s?(?=$|,)",
    r"^\d+-(year|month) ",
    r",? up to 6 months$",
    r" (in|over) (1 year|2 years)$",
    r" after (6|12) months$",
)

_TOPICS = {
    "evidence-quality": Topic.LIMITATION,
    "placebo-response": Topic.LIMITATION,
    "treatment-strategy": Topic.OUTLOOK,
    "dose-response": Topic.DELIVERY,
    "cell-identity": Topic.CELL_SOURCE,
    "cell-viability": Topic.CELL_SOURCE,
    "cell-product": Topic.CELL_SOURCE,
    "procoagulant-activity": Topic.SAFETY,
    "karyotype-abnormality": Topic.SAFETY,
    "laboratory-safety": Topic.SAFETY,
    "mechanism-of-action": Topic.MECHANISM,
    "immune-regulation": Topic.MECHANISM,
    "cartilage-matrix": Topic.MECHANISM,
    "inflammatory-markers": Topic.MECHANISM,
}
_CLINICAL_MARKERS = re.compile(r"\b(CRP|ESR)\b")
_STANDARD_CARE = re.compile(r"current disease-modifying drugs|relapse on current immunosuppressants")
_OUTLOOK_WORDS = re.compile(r"state of translation|expected advantages|harmonised requirements|release criterion")

# Outcomes whose rows tell something about the study or the field; their figures describe no treated group.
NOT_RESULTS = frozenset(
    {"study-size", "evidence-quality", "treatment-strategy", "cell-identity", "placebo-response", "mechanism-of-action"}
)


# A hazard ratio on survival is the hazard of the event, where lower is better.
_HAZARDS = {"overall-survival": "mortality", "event-free-survival": "death-or-organ-failure"}


def hazard_of(outcome: str) -> str:
    """The outcome that a hazard ratio on this outcome is about: death for survival."""
    return _HAZARDS.get(outcome, outcome)


def outcome_of(words: str, conditions: list[str]) -> str | None:
    """The outcome id for the source's words, given the paper's conditions as the file names them; None if unknown."""
    lowered = words.lower()
    for pattern, condition, outcome in BY_CONDITION:
        if condition in conditions and re.search(pattern, lowered):
            return outcome
    return next((outcome for pattern, outcome in PATTERNS if re.search(pattern, lowered)), None)


_LABELS = {
    "four donors vs placebo": "UPDRS motor off",
    "DAS28 and HAQ at 1 and 3 years": "DAS28 and HAQ at 1 and 3 years",
}


def label_of(words: str, timed: bool) -> str:
    """The outcome in the source's words without arm, comparator and baseline; without time if that has a field."""
    if words in _LABELS:
        return _LABELS[words]
    label = words
    for pattern in (*_ALWAYS_OUT, *(_TIME_OUT if timed else ())):
        label = re.sub(pattern, "", label)
    label = re.sub(r"\s+", " ", label).strip(" ,:;")
    return label or words


def topic_of(section: str, words: str, outcome: str, roots: Mapping[str, frozenset[str]]) -> Topic:
    """What a row is about: by section and outcome; ``roots`` names the groups that each outcome belongs to."""
    if _STANDARD_CARE.search(words):
        return Topic.STANDARD_CARE
    if _OUTLOOK_WORDS.search(words):
        return Topic.OUTLOOK
    if outcome == "inflammatory-markers" and _CLINICAL_MARKERS.search(words):
        return Topic.EFFICACY
    if outcome in _TOPICS:
        return _TOPICS[outcome]
    if section == "safety" or "adverse-events" in roots.get(outcome, frozenset()):
        return Topic.SAFETY
    return Topic.EFFICACY
