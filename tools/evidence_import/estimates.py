"""Numbers: from outcome kind and loose unit to an estimate. Figures stay as reported, sign included."""

from __future__ import annotations

import re
from typing import Any

from mscq.models import Estimate, Measure
from tools.evidence_import.problems import Problem

_MEASURES = {
    "count": Measure.COUNT,
    "proportion": Measure.PROPORTION,
    "qualitative": Measure.COUNT,
    "p-value only": Measure.P_VALUE,
    "mean or median value": Measure.MEAN_OR_MEDIAN,
    "mean change": Measure.MEAN_CHANGE,
    "mean difference": Measure.MEAN_DIFFERENCE,
    "standardized mean difference": Measure.STANDARDIZED_MEAN_DIFFERENCE,
    "risk ratio": Measure.RISK_RATIO,
    "odds ratio": Measure.ODDS_RATIO,
    "hazard ratio": Measure.HAZARD_RATIO,
    "rate ratio": Measure.RATE_RATIO,
    "ratio (type not stated)": Measure.RATIO,
    "risk difference": Measure.RISK_DIFFERENCE,
    "regression coefficient": Measure.REGRESSION_COEFFICIENT,
    "effect size (type not stated)": Measure.EFFECT_SIZE,
    "ranking score (SUCRA)": Measure.RANKING_SCORE,
}

# Units that are only another name for the measure.
_NO_UNIT = re.compile(r"^(OR|RR|SMD|odds ratio|risk ratio|hazard ratio|rate ratio|effect size|regression coefficient)$")

# Loose unit (pattern) -> clean unit, measure if the unit tells it, the words to keep (\1 from the pattern).
_UNITS: tuple[tuple[str, str | None, Measure | None, str | None], ...] = (
    (r"% \(SE [\d.]+\)", "%", None, None),
    (r"% SUCRA", "%", None, "SUCRA"),
    (r"% (change|decrease|improvement|increase)", "%", None, r"% \1"),
    (r"% of (1404 pairwise comparisons)", "%", None, r"% of \1"),
    (r"% of (pre-treatment frequency)", "%", None, r"% of \1"),
    (r"% of trials", "%", Measure.PROPORTION, "% of trials"),
    (r"% positive \(minimum\)", "%", Measure.PROPORTION, "minimum share of positive cells"),
    (r"EDSS points \(best responder\)", "points", Measure.COUNT, "fall of the best responder, not a mean"),
    (r"EDSS points.*", "points", None, None),
    (r"median points.*", "points", Measure.MEDIAN, None),
    (r"median, from [\d.]+ \(unit (\S+ h) implied\)", r"\1", Measure.MEDIAN, "unit implied, not printed"),
    (r"mm/h \(unit implied\)", "mm/h", None, "unit implied, not printed"),
    (r"mL implied \(the source labels it OR\)", "mL", None, "labelled OR in the source; unit implied"),
    (r"points \(the source labels it OR\)", "points", None, "labelled OR in the source"),
    (r"points \(0-100\)", "points", None, "on a scale of 0 to 100"),
    (r"points \(median\)", "points", Measure.MEDIAN, None),
    (r"mm \(median\)", "mm", Measure.MEDIAN, None),
    (r"mm \(median, as printed\)", "mm", Measure.MEDIAN, "unit as printed"),
    (r"points (better|worse|improvement)", "points", None, r"points \1"),
    (r"points.*", "points", None, None),
    (
        r"pooled difference \(labelled OR in the abstract\)",
        None,
        None,
        "pooled difference, labelled OR in the abstract",
    ),
    (r"pooled difference", None, None, "pooled difference"),
    (r"weighted mean difference \(table column OR/WMD\)", None, None, "weighted mean difference (table column OR/WMD)"),
    (r"ratio \(type not stated\)", None, None, "type of ratio not stated"),
    (r"million cells/patient/dose", "million cells per patient and dose", Measure.MEDIAN, None),
    (r"(total inflammation extent) \(from .*\)", r"\1", None, None),
    (r"([^()]+?)(?: at 12 months)? \(from [\d.,]+\)", r"\1", None, None),
)
_PLAIN_UNIT = re.compile(
    r"%|points|percentage points|g/24 h|µg/µg DNA|weeks"
    r"|lesions|patients|studies|trials|RCTs|cohorts|events|kinds of reaction"
)
_BASELINE = re.compile(r"(?:\(from|, from|\(baseline) ([\d.,]*\d)|\(([\d.]+) before\)")
_STANDARD_ERROR = re.compile(r"\(SE ([\d.]+)\)")
_FIGURES = ("value", "events", "n", "ci_low", "ci_high", "p")


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def estimate_of(paper: str, row: dict[str, Any]) -> Estimate | None:
    """The estimate of one row, or None where the row holds no figure; raises on a unit that has no rule."""
    if all(row[field] is None for field in _FIGURES):
        return None
    raw, outcome = row["unit"] or "", row["outcome"]
    if row["outcome_kind"] not in _MEASURES:
        raise Problem(paper, f"outcome kind {row['outcome_kind']!r} has no measure")
    measure, unit, words = _MEASURES[row["outcome_kind"]], None, None
    for pattern, clean, told, kept in _UNITS:
        found = re.fullmatch(pattern, raw)
        if found:
            unit = found.expand(clean) if clean else None
            words = found.expand(kept) if kept else None
            if told is Measure.MEDIAN and measure is Measure.MEAN_CHANGE:
                words = "; ".join(filter(None, ("median change", words)))
            measure = told or measure
            break
    else:
        if raw and not _NO_UNIT.match(raw):
            if not _PLAIN_UNIT.fullmatch(raw):
                raise Problem(paper, f"unit {raw!r} has no rule")
            unit = raw
    if measure is Measure.MEAN_OR_MEDIAN:
        if re.search(r"\bmedian at\b", outcome):
            measure = Measure.MEDIAN
        elif re.search(r"\bmean at\b|^mean ", outcome):
            measure = Measure.MEAN
    if measure is Measure.PROPORTION:
        unit = "%"
    if measure is Measure.EFFECT_SIZE:
        words = "type of effect size not stated"
    value, events = row["value"], row["events"]
    if events is not None and row["n"] is not None and events > row["n"]:
        # More events than people: what was counted is the events, not the people who had one.
        value, events, unit = float(events), None, "events"
    baseline = _BASELINE.search(raw) or _BASELINE.search(outcome)
    error = _STANDARD_ERROR.search(raw)
    return Estimate(
        measure=measure,
        value=value,
        unit=unit,
        baseline=_number(baseline[1] or baseline[2]) if baseline else None,
        standard_error=_number(error[1]) if error else None,
        events=events,
        n=row["n"],
        ci_low=row["ci_low"],
        ci_high=row["ci_high"],
        ci_level=row["ci_level"],
        p=row["p"],
        reported_as=words,
    )
