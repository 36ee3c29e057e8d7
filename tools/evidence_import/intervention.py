"""What was given: the paper's intervention, doses as numbers, and the subgroup of a single row."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from mscq.models import Intervention
from tools.evidence_import.problems import Problem
from tools.evidence_import.values import all_ids, ids_of

_NUMBER = r"\d+(?:\.\d+)?"
_LEVEL = rf"{_NUMBER}(?:e\d+)?(?: \([^()]*\))?"
# One or more levels, then 'cells' and, for doses by weight, '/kg'; a concentration is no dose.
_LEVELS = re.compile(
    rf"(?P<levels>{_LEVEL}(?:(?:, | or | and |, or |-){_LEVEL})*)(?: \([\d.-]+\)(?P<tail>e\d+))?(?P<million> million)?"
    r" (?:mesenchymal stem )?cells(?P<kg>/kg)?(?!/| ?per (?:finger|hemisphere)|/?m[lL])"
)
_NOT_PLAIN = re.compile(
    r"in total|per finger|per hemisphere|/m[lL]|/20 mL|at least|more than"
    r"|intramedullary and|not shown|mononuclear-enriched"
)
_MEAN_WITH_RANGE = re.compile(rf"({_NUMBER}) \(({_NUMBER})-({_NUMBER})\)(e\d+)")


def _levels(text: str) -> tuple[list[float], list[float]]:
    """Cells and cells per kg that a dose text gives plainly; empty lists where it does not."""
    if _NOT_PLAIN.search(text):
        return [], []
    text = _MEAN_WITH_RANGE.sub(r"\1\4", text)
    cells: list[float] = []
    per_kg: list[float] = []
    for found in _LEVELS.finditer(text):
        numbers = re.findall(rf"({_NUMBER})(e\d+)?", re.sub(r"\([^()]*\)", "", found["levels"]))
        shared = numbers[-1][1] or ("e6" if found["million"] else "")
        into = per_kg if found["kg"] else cells
        values = [float(number + (exponent or shared)) for number, exponent in numbers]
        into.extend(value for value in values if value >= 1e5 and value not in into)
    return cells, per_kg


def dose_levels(text: str | None) -> tuple[list[float], list[float]]:
    """The numbers in a dose text, as (cells, cells per kg) for each level; never guessed.

    A total over several administrations, a concentration, a dose per finger or hemisphere and a lower
    bound are left in words. A list shares the power of its last member: '25, 50 or 75e6 cells'.
    """
    return _levels(text) if text else ([], [])


def intervention_of(entry: dict[str, Any]) -> Intervention:
    """The intervention of the paper as a whole."""
    key = entry["key"]
    cells, per_kg = dose_levels(entry["dose"])
    return Intervention(
        cells=all_ids(key, "cell-types", entry["cell_type"]),
        sources=all_ids(key, "cell-sources", entry["cell_source"]),
        donors=ids_of(key, "donors", entry["donor"]) if entry["donor"] else [],
        routes=all_ids(key, "routes", entry["route"]),
        dose=entry["dose"],
        dose_cells=cells,
        dose_cells_per_kg=per_kg,
    )


class Subgroup(NamedTuple):
    """What the subgroup of a row tells."""

    intervention: Intervention | None
    conditions: list[str]
    population: str | None
    note: str | None = None


_POPULATIONS = {
    "milder": "milder disease",
    "EDSS 6.0-6.5 (exploratory)": "EDSS 6.0-6.5",
    "chronic complete": "chronic complete injury",
    "diffuse cutaneous": "diffuse cutaneous disease",
    "severe": "severe disease",
    "within 8 weeks of injury": "treated within 8 weeks of injury",
}
_CONDITION_KEYS = ("condition", "disease", "disease subset")
_POPULATION_KEYS = ("disease", "disease subset", "severity", "timing")
_ONLY_CONDITION = frozenset({"ALS", "MS", "progressive MS", "PD", "PD-plus", "PD vs PD-plus", "spinal cord injury"})
# Comparator and product of a subgroup say what the group says; the device has no field.
_KNOWN = frozenset(
    {"cell_source", "route", "donor", "dose", "comparator", "product", "device", *_CONDITION_KEYS, *_POPULATION_KEYS}
)
_COHORT_DOSE = re.compile(r"\((\d+) million/kg\)")
# The populations that the group of a row names: pattern and words for the record.
_GROUPS: tuple[tuple[str, str], ...] = (
    (r"mild KOA", "mild knee osteoarthritis"),
    (r"severe KOA", "severe knee osteoarthritis"),
    (r"milder patients", "milder disease"),
    (r"(with (?:pain|spasms|spasticity))", r"people \1"),
    (r"(assessed|scanned)\b", r"people \1"),
    (r"ambulatory", "people able to walk"),
    (r"(evaluable patients|efficacy set|responders|improvers|men|study eye)\b(?! vs)", r"\1"),
    (r"(patients (?:with|followed|who|in) [^,(]+|survivors at 5 years)", r"\1"),
    (r"(five with secondary progressive MS and one with neuromyelitis optica)", r"\1"),
    (r"(cervical|thoracic)$", r"\1 injury"),
    (r"(AIS [AC])\b", r"\1"),
    (r"one patient", "one of the patients"),
    (r"subgroup,", "a subgroup"),
)


def _population(group: str) -> str | None:
    for pattern, words in _GROUPS:
        found = re.match(pattern, group)
        if found:
            return found.expand(words).strip()
    return None


def _dose_words(dose: str) -> str:
    if dose in ("high", "low", "highest", "higher", "single"):
        return f"{dose} dose"
    dose = dose.replace("; ", " and ")
    return re.sub(r"((?:[\d.]+(?:-[\d.]+)?e\d)(?: and [\d.]+e\d)?)(?=$| x)", r"\1 cells", dose)


def subgroup_of(entry: dict[str, Any], row: dict[str, Any], whole: Intervention) -> Subgroup:
    """Intervention, conditions and population of one row, as far as they differ from the paper's.

    Alternatives that a row does not tell apart ('intravenous or intra-arterial') say nothing about it.
    """
    key, raw, group = entry["key"], dict(row["subgroup"] or {}), row["group"] or ""
    unknown = set(raw) - _KNOWN
    if unknown:
        raise Problem(key, f"subgroup key {sorted(unknown)[0]!r} has no rule ({raw})")
    conditions = [one for field in _CONDITION_KEYS if raw.get(field) for one in ids_of(key, "conditions", raw[field])]
    if "lupus nephritis" in group:
        conditions.append("lupus-nephritis")
    told = [raw[field] for field in _POPULATION_KEYS if raw.get(field) and raw[field] not in _ONLY_CONDITION]
    population = "; ".join(_POPULATIONS.get(one, one) for one in dict.fromkeys(told)) or _population(group)
    source, route, donor, dose = (raw.get(field) for field in ("cell_source", "route", "donor", "dose"))
    if source and re.search("[<>]", source):
        source = None
    sources = ids_of(key, "cell-sources", source) if source else []
    routes = ids_of(key, "routes", route) if route and " or " not in route else []
    donors = ids_of(key, "donors", donor) if donor and " vs " not in donor else []
    if dose and " vs " in dose:
        dose = None
    cohort = _COHORT_DOSE.search(group)
    if cohort and not dose:
        dose = f"{cohort[1]} million cells/kg"
    words = _dose_words(dose) if dose else None
    cells, per_kg = dose_levels(words.replace(" x 2", "") if words else None)
    differs = (
        words
        or (sources and sources != whole.sources)
        or (routes and routes != whole.routes)
        or (donors and donors != whole.donors)
        or any(len(one) > 1 for one in (sources, routes))
    )
    own = Intervention(
        sources=sources, routes=routes, donors=donors, dose=words, dose_cells=cells, dose_cells_per_kg=per_kg
    )
    note = "Exploratory subgroup." if "exploratory" in str(raw) else None
    return Subgroup(own if differs else None, list(dict.fromkeys(conditions)), population, note)
