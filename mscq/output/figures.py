"""Numbers as they are printed: one wording for estimates, intervals, p values, doses and times everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from mscq.evidence.effect import better_side
from mscq.records.measures import MEASURES, Nature
from mscq.records.terms import Measure

if TYPE_CHECKING:
    from mscq.evidence.treatment import Treatment
    from mscq.records.models import Estimate, Finding, Intervention
    from mscq.records.vocabulary import Vocabulary

MINUS = "−"
DOUBTFUL = "as printed, in doubt"
IN_DOUBT = f" ({DOUBTFUL}: mscq why)"
"""What stands behind a figure that has no side, since it does not fit with others or with what its source says."""
ABBREVIATIONS = {one.short: one.name for one in MEASURES.values() if one.is_abbreviated}


def number(value: float) -> str:
    """A figure as reported, with a real minus sign: 40, 40.4, −2.32; never in exponent form."""
    text = f"{value:.10f}".rstrip("0").rstrip(".") if value != int(value) else str(int(value))
    return text.replace("-", MINUS)


def interval(estimate: Estimate, *, unknown_told: bool = True) -> str:
    """A confidence interval in parentheses, with its level where that is not 95; empty where there is none.

    A level that the source leaves open is said, unless what stands around it says so (``unknown_told``).
    """
    if estimate.ci_low is None or estimate.ci_high is None:
        return ""
    bounds = f"{number(estimate.ci_low)} to {number(estimate.ci_high)}"
    if estimate.ci_level == 95 or (estimate.ci_level is None and not unknown_told):
        return f"({bounds})"
    level = f"{number(estimate.ci_level)} % CI" if estimate.ci_level is not None else "CI level unknown"
    return f"({bounds}, {level})"


def p_value(estimate: Estimate) -> str:
    """A p value with its sign: p = 0.003, p < 0.001; empty where there is none."""
    if estimate.p is None:
        return ""
    sign = "".join(character for character in estimate.p if character in "<>=")
    shown = {"": "=", "<": "<", ">": ">", "<=": "≤", ">=": "≥"}[sign]
    return f"p {shown} {estimate.p.removeprefix(sign)}"


def value(estimate: Estimate) -> str:
    """The number of an estimate with its unit, without interval and p: '13/40 = 32.5 %', 'SMD −2.32'."""
    parts: list[str] = []
    if estimate.events is not None and estimate.n is not None:
        parts.append(f"{estimate.events}/{estimate.n}")
    elif estimate.events is not None:
        noun = "event" if estimate.events == 1 else "events"
        parts.append(f"{estimate.events}" if estimate.value is None else f"{estimate.events} {noun}")
    if estimate.value is not None:
        repeats = estimate.measure is Measure.COUNT and estimate.events == estimate.value
        if not (repeats and parts):
            parts.append(_amount(estimate))
    text = " = ".join(parts) if estimate.measure is Measure.PROPORTION else ", ".join(parts)
    if estimate.baseline is not None and text:
        text += f" (before: {number(estimate.baseline)})"
    return text


def _amount(estimate: Estimate) -> str:
    assert estimate.value is not None
    amount = number(estimate.value)
    if estimate.value_to is not None:
        amount += f" to {number(estimate.value_to)}"
    if estimate.approximate:
        amount = f"about {amount}"
    unit = estimate.unit or ""
    if unit:
        amount += f" {unit}"
    spread = [
        f"{short} {number(given)}"
        for short, given in (("SD", estimate.standard_deviation), ("SE", estimate.standard_error))
        if given is not None
    ]
    if spread:
        amount += f" ({', '.join(spread)})"
    name = MEASURES[estimate.measure].short
    return f"{name} {amount}" if name else amount


def result(estimate: Estimate | None) -> str:
    """An estimate whole: value, interval, p, and what was pooled in it; empty where there is none."""
    if estimate is None:
        return ""
    head = " ".join(part for part in (value(estimate), interval(estimate)) if part)
    figure = ", ".join(part for part in (head, p_value(estimate)) if part)
    return "; ".join(part for part in (figure, pooled(estimate)) if part)


def of_finding(finding: Finding) -> str:
    """The estimate of a finding whole, how sure its source is of it, and that it is in doubt where it has no side."""
    figure = result(finding.estimate)
    return f"{figure}{certainty(finding)}{IN_DOUBT if finding.as_printed else ''}" if figure else ""


def pooled(estimate: Estimate) -> str:
    """What a pooled estimate rests on: '5 studies, 212 people, I² 40 %'; empty where nothing of it is stated."""
    studies, people = estimate.studies, estimate.participants
    parts = [
        f"{studies:,} {'study' if studies == 1 else 'studies'}" if studies is not None else "",
        f"{people:,} people" if people is not None else "",
        f"I² {number(estimate.i_squared)} %" if estimate.i_squared is not None else "",
    ]
    return ", ".join(part for part in parts if part)


_TIME = re.compile(r"(?<![\d.–-])(?<!\d to )(?<!\d and )(?<!\d, )(\d+(?:\.\d+)?)[ -](day|week|month|year)s?\b")
_MONTHS = {"day": 12 / 365.25, "week": 84 / 365.25, "month": 1, "year": 12}
_NEAR = 0.03
"""By how much a time in weeks may differ from the same in months: 26 weeks are 6 months."""


def months(time: float | None) -> str:
    """A time of measurement: '6 mo', '4 y', '12 d'; empty where it is unknown."""
    if time is None:
        return ""
    if time >= 24 and time % 12 == 0:
        return f"{number(time / 12)} y"
    if 0 < time < 1:
        days = round(time * 30.4)
        return f"{days} d" if days else "< 1 d"
    return f"{number(time)} mo"


def outcome(vocabulary: Vocabulary, finding: Finding) -> str:
    """The outcome in the source's terms, or the vocabulary's, with its time, once where the terms tell it."""
    name = finding.outcome_label or (vocabulary.outcomes.label(finding.outcome) if finding.outcome else "")
    time = months(finding.timepoint_months)
    return f"{name}, {time}" if name and time and not _tells_time(name, finding.timepoint_months) else name or time


def _tells_time(name: str, time: float | None) -> bool:
    """Whether the one time that a name tells is this, in months."""
    told = _TIME.findall(name)
    return time is not None and len(told) == 1 and abs(float(told[0][0]) * _MONTHS[told[0][1]] - time) <= _NEAR * time


def certainty(finding: Finding) -> str:
    """How sure the source is of a figure: ' (GRADE low)'; empty where it does not rate it."""
    return f" (GRADE {finding.certainty.value.replace('-', ' ')})" if finding.certainty is not None else ""


def standing(finding: Finding) -> str:
    """The rank of an outcome, and whom an analysis of some of the people is of; empty where neither is stated.

    'primary endpoint', 'exploratory endpoint; subgroup: EDSS 6.0-6.5'.
    """
    endpoint = f"{finding.endpoint.value} endpoint" if finding.endpoint is not None else ""
    analysis = finding.analysis.value.replace("-", " ") if finding.analysis is not None else ""
    whom = finding.population or finding.group
    return "; ".join(part for part in (endpoint, f"{analysis}: {whom}" if analysis and whom else analysis) if part)


def what_was_given(vocabulary: Vocabulary, treatment: Treatment | Intervention, route_joiner: str = "+") -> str:
    """An intervention in a few words: 'UC MSC, IV'; routes given together are joined by a plus."""
    sources = "/".join(_tissue(vocabulary, one) for one in treatment.sources)
    cells = "/".join(vocabulary.cells.short(one) for one in treatment.cells)
    product = " ".join(part for part in (sources, cells) if part)
    routes = route_joiner.join(vocabulary.routes.short(one) for one in treatment.routes)
    return ", ".join(part for part in (product, routes) if part)


def _tissue(vocabulary: Vocabulary, source: str) -> str:
    """A source's abbreviation that does not name the cells as well: PL-MSC is the cell, placenta the source."""
    concept = vocabulary.sources.get(source)
    if concept is None:
        return source
    return next((name for name in concept.abbreviations if "MSC" not in name), concept.label.lower())


def ways(vocabulary: Vocabulary, findings: Iterable[Finding]) -> dict[str, str]:
    """Return what to say behind figures whose sign is good news one way in some, the other way in others, by id.

    Empty where all signs are read alike, so that the marks tell them.
    """
    sides = {one.id: better_side(one, vocabulary.outcomes) for one in findings if _has_sign(one.estimate)}
    if not {1, -1} <= {*sides.values()}:
        return {}
    return {name: f", {'above' if side > 0 else 'below'} 0 is better" for name, side in sides.items() if side}


def _has_sign(estimate: Estimate | None) -> bool:
    return (
        estimate is not None and estimate.value is not None and MEASURES[estimate.measure].nature is Nature.DIFFERENCE
    )
