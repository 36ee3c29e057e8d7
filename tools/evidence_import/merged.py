"""Papers that stand in the base by hand: every figure of the evidence file must be found in their records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Merged by hand with the article that summarises the same paper.
MERGED = frozenset({"islam2023", "hetta2025", "yuan2022", "zhang2023", "xia2023"})
FIGURES = ("value", "ci_low", "ci_high", "p", "events", "n")


def figures_of(row: dict[str, Any]) -> dict[str, Any]:
    """The figures of one row of the evidence file that are there."""
    return {field: row[field] for field in FIGURES if row[field] is not None}


def _same(field: str, wanted: Any, estimate: dict[str, Any]) -> bool:
    if field == "p":
        return bool(estimate.get("p") == wanted)
    found = estimate.get(field)
    # More events than people are kept as a value in the unit 'events'; see estimates.
    if found is None and field == "events" and estimate.get("unit") == "events":
        found = estimate.get("value")
    return found is not None and float(found) == float(wanted)


def holds(figures: dict[str, Any], estimate: dict[str, Any]) -> bool:
    """Whether an estimate of a record holds all figures of a row, number by number."""
    return all(_same(field, wanted, estimate) for field, wanted in figures.items())


def missing_figures(entry: dict[str, Any], record: Path) -> Iterator[str]:
    """One line for each row of an entry whose figures no finding of the record holds together."""
    findings = json.loads(record.read_text("utf-8")).get("findings", []) if record.exists() else []
    estimates = [finding["estimate"] for finding in findings if "estimate" in finding]
    for section in ("results", "safety"):
        for row in entry[section]:
            figures = figures_of(row)
            if figures and not any(holds(figures, estimate) for estimate in estimates):
                yield f"{row['outcome']}: {figures}"
