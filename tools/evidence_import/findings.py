"""One finding for each row of results and safety."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from mscq.models import Arm, ComparatorKind, Direction, Estimate, Finding, Intervention, Measure, Stage
from tools.evidence_import.comparison import Compared, compare
from tools.evidence_import.entities import entities_in
from tools.evidence_import.estimates import estimate_of
from tools.evidence_import.identifiers import finding_ids
from tools.evidence_import.intervention import intervention_of, subgroup_of
from tools.evidence_import.notes import locator_of
from tools.evidence_import.outcomes import NOT_RESULTS, hazard_of, label_of, outcome_of, topic_of
from tools.evidence_import.problems import Problem
from tools.evidence_import.statements import statement_of
from tools.evidence_import.values import better, conditions_of, roots

_DIRECTIONS = {
    "benefit": Direction.BENEFIT,
    "no difference": Direction.NO_DIFFERENCE,
    "stable": Direction.STABLE,
    "mixed": Direction.MIXED,
    "harm": Direction.HARM,
    "not applicable": Direction.NOT_APPLICABLE,
}
_STAGES = {
    "randomized controlled trial": Stage.CONTROLLED_TRIAL,
    "non-randomized controlled trial": Stage.CONTROLLED_TRIAL,
    "single-arm trial": Stage.EARLY_CLINICAL,
    "case series": Stage.EARLY_CLINICAL,
    "case report": Stage.EARLY_CLINICAL,
    "cohort": Stage.EARLY_CLINICAL,
    "meta-analysis": Stage.META_ANALYSIS,
    "systematic review": Stage.META_ANALYSIS,
    "narrative review": Stage.EXPERT_STATEMENT,
    "preclinical study": Stage.LABORATORY,
}
# Words of a row that put it elsewhere than the design of its paper.
_ROW_STAGES: tuple[tuple[str, Stage], ...] = (
    (r"patients and mice|mice and patients", Stage.EARLY_CLINICAL),
    (r"\b(mice|rats|animals?|preclinical test)\b", Stage.ANIMAL),
    (r"\bin vitro\b|laboratory studies|basic studies", Stage.LABORATORY),
    (r"^(IV|IT|IV and IT) UC-MSC|^patients$|et al\. \d{4}", Stage.EARLY_CLINICAL),
)
_ALL_ANIMAL = re.compile(r"^Animal data|animal models", re.M)
_IN_VITRO = re.compile(r"All \d+ studies are in vitro")
_SIGNED = frozenset(
    {
        Measure.MEAN_CHANGE,
        Measure.MEAN_DIFFERENCE,
        Measure.STANDARDIZED_MEAN_DIFFERENCE,
        Measure.EFFECT_SIZE,
    }
)
_TELLS_SIGN = re.compile(r"improvement|better|worse|decrease|increase|as printed")


def stage_of(entry: dict[str, Any], row: dict[str, Any]) -> Stage:
    """The stage of evidence: that of the design, unless the row or the paper says animals or laboratory."""
    words = f"{row['group'] or ''} {row['outcome']}"
    for pattern, stage in _ROW_STAGES:
        if re.search(pattern, row["group"] or "" if pattern.startswith("^") else words):
            return stage
    paper = f"{entry['notes'] or ''}\n{entry['title'] or ''}\n{' '.join(entry['condition'])}"
    if _IN_VITRO.search(paper):
        return Stage.LABORATORY
    if _ALL_ANIMAL.search(paper) and entry["publication_type"] != "narrative review":
        return Stage.ANIMAL
    return _STAGES[entry["publication_type"]]


def _with_words(estimate: Estimate, words: str) -> Estimate:
    kept = "; ".join(filter(None, (estimate.reported_as, words)))
    return estimate.model_copy(update={"reported_as": kept})


def _signs(findings: list[Finding]) -> list[Finding]:
    """Say how a figure is signed where its sign runs against the better direction of the outcome.

    A benefit on an outcome where lower is better, given as a positive difference, can only be read if it
    is known that positive is better there. It is, where a beneficial or harmful row of the same paper,
    measure and outcome shows it; and for the whole measure where all such rows of the paper agree.
    """
    wanted = {Direction.BENEFIT: 1, Direction.HARM: -1}
    good = {"higher": 1, "lower": -1}
    known = better()

    def sign(finding: Finding) -> tuple[Measure, str, bool] | None:
        """Measure, better direction, and whether the sign runs as expected."""
        estimate = finding.estimate
        contrast = finding.arm is Arm.BETWEEN or finding.comparator.kind is ComparatorKind.BASELINE
        if estimate is None or not estimate.value or estimate.measure not in _SIGNED or not contrast:
            return None
        if _TELLS_SIGN.search(estimate.reported_as or "") or finding.outcome not in known:
            return None
        direction = wanted.get(finding.direction)
        if direction is None:
            return None
        side = known[finding.outcome]
        return estimate.measure, side, (estimate.value > 0) == (direction * good[side] > 0)

    seen: dict[tuple[Measure, str], set[bool]] = {}
    turned: set[tuple[Measure, str]] = set()
    for finding in findings:
        told = sign(finding)
        if told:
            seen.setdefault(told[:2], set()).add(told[2])
            if not told[2]:
                turned.add((told[0], finding.outcome or ""))
    whole = {key for key, found in seen.items() if found == {False}}
    result = []
    for finding in findings:
        estimate, outcome = finding.estimate, finding.outcome or ""
        if (
            estimate
            and estimate.value is not None
            and outcome in known
            and not _TELLS_SIGN.search(estimate.reported_as or "")
        ):
            key = (estimate.measure, known[outcome])
            if key in whole or (estimate.measure, outcome) in turned:
                words = "signed so that positive is " + ("better" if known[outcome] == "lower" else "worse")
                finding = finding.model_copy(update={"estimate": _with_words(estimate, words)})
        result.append(finding)
    return result


def _own(first: Intervention | None, second: Intervention | None) -> Intervention | None:
    """Two partial interventions as one; the first, told by the comparison, comes before the subgroup's."""
    if first is None or second is None:
        return first or second
    return second.model_copy(update={name: getattr(first, name) for name in first.model_fields_set})


def _control_directions(rows: Sequence[dict[str, Any]], findings: list[Finding]) -> list[Finding]:
    """Give a comparator's own row the direction of the comparison that it belongs to.

    A comparator's change from its own baseline says nothing about the cells: not applicable.
    """
    result = []
    for finding in findings:
        direction = finding.direction
        if finding.arm is Arm.CONTROL and finding.comparator.kind is ComparatorKind.BASELINE:
            direction = Direction.NOT_APPLICABLE
        elif finding.arm is Arm.CONTROL and direction is Direction.NOT_APPLICABLE:
            told = {
                other.direction
                for other in findings
                if other.arm in (Arm.TREATED, Arm.BETWEEN)
                and other.comparator.kind is finding.comparator.kind
                and (other.outcome, other.outcome_label, other.timepoint_months, other.population)
                == (finding.outcome, finding.outcome_label, finding.timepoint_months, finding.population)
            }
            direction = told.pop() if len(told) == 1 else direction
        result.append(finding.model_copy(update={"direction": direction}))
    return result


def _estimate(entry: dict[str, Any], row: dict[str, Any], outcome: str) -> Estimate | None:
    estimate, notes = estimate_of(entry["key"], row), entry["notes"] or ""
    if estimate is None:
        return None
    if outcome == "study-size" and estimate.n is not None and estimate.value is None and estimate.events is None:
        estimate = estimate.model_copy(update={"value": float(estimate.n), "unit": estimate.unit or "people"})
    if "Confidence level assumed" in notes and estimate.ci_level is not None:
        estimate = estimate.model_copy(update={"ci_level": None})
    bayesian = re.search(r"(\S+ [IVX]+) interval is Bayesian", notes)
    if bayesian and bayesian[1] in row["outcome"] and estimate.ci_low is not None:
        estimate = _with_words(estimate, "credible interval")
    if "Effects labelled SMD" in notes and estimate.measure is Measure.STANDARDIZED_MEAN_DIFFERENCE:
        estimate = _with_words(estimate, "SMD as printed, though the figures look like ratios")
    convention = re.search(r"Sign convention (\w+ minus [\w-]+)", notes)
    if convention and estimate.measure is Measure.MEAN_DIFFERENCE:
        estimate = _with_words(estimate, convention[1])
    return estimate


def _as_printed(entry: dict[str, Any], row: dict[str, Any]) -> str | None:
    """The sentence that says of a figure that its source prints it in an odd way."""
    if "Effects labelled SMD" in (entry["notes"] or "") and row["outcome_kind"] == "standardized mean difference":
        return "As printed: the source calls the figure an SMD, though figure and interval look like those of a ratio."
    if "best responder" in (row["unit"] or ""):
        return "As printed: the value is the fall of the best responder in points; the events are the people named."
    return None


def findings_of(entry: dict[str, Any]) -> list[Finding]:
    """The findings of one paper, in the order of its rows."""
    key = entry["key"]
    rows = [{**row, "section": section} for section in ("results", "safety") for row in entry[section]]
    outcomes: list[str] = []
    for row in rows:
        outcome = outcome_of(row["outcome"], entry["condition"])
        if outcome is None:
            raise Problem(key, f"outcome {row['outcome']!r} is not mapped to the vocabulary")
        outcomes.append(hazard_of(outcome) if row["outcome_kind"] == "hazard ratio" else outcome)
    whole, (paper_conditions, _) = intervention_of(entry), conditions_of(entry)
    read_as, locator = locator_of(entry)
    ids = finding_ids(key, rows)
    findings = []
    for row, outcome, identifier in zip(rows, outcomes, ids, strict=True):
        if row["direction"] not in _DIRECTIONS:
            raise Problem(key, f"direction {row['direction']!r} is unknown")
        beside = [
            other
            for other, theirs in zip(rows, outcomes, strict=True)
            if theirs == outcome and other["timepoint_months"] == row["timepoint_months"]
        ]
        compared: Compared = compare(entry, row, beside, outcome not in NOT_RESULTS)
        subgroup = subgroup_of(entry, row, whole)
        label = label_of(row["outcome"], row["timepoint_months"] is not None)
        statement = statement_of(key, row, label, compared.arm, compared.comparator)
        control = compared.arm is Arm.CONTROL
        findings.append(
            Finding(
                id=identifier,
                topic=topic_of(row["section"], row["outcome"], outcome, roots()),
                statement=statement,
                conditions=subgroup.conditions if subgroup.conditions != paper_conditions else [],
                population=subgroup.population,
                intervention=None if control else _own(compared.own, subgroup.intervention),
                comparator=compared.comparator,
                group=row["group"],
                arm=compared.arm,
                outcome=outcome,
                outcome_label=label,
                timepoint_months=row["timepoint_months"],
                direction=_DIRECTIONS[row["direction"]],
                stage=stage_of(entry, row),
                estimate=_estimate(entry, row, outcome),
                entities=entities_in(f"{row['outcome']} {row['statement']}"),
                read_as=read_as,
                locator=locator,
                note=" ".join(filter(None, (subgroup.note, compared.note, _as_printed(entry, row)))) or None,
            )
        )
    return _signs(_control_directions(rows, findings))
