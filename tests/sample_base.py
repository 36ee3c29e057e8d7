"""A small base without fault, to be changed in one place and written to a folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mscq.checks.files import canonical_text
from mscq.records.models import Paper
from mscq.records.trials import TrialsFile
from mscq.records.vocabulary_file import VocabularyFile

SMITH, JONES = "papers/smith2020.json", "papers/jones2021.json"
TRIALS = "trials.json"
GONE = object()
"""As a new value: take the key out."""

_INTERVENTION = {
    "cells": ["mesenchymal-stromal-cell"],
    "sources": ["bone-marrow"],
    "donors": ["autologous"],
    "routes": ["intravenous"],
}
_READINGS = [{"read_as": "abstract", "entered": "2026-01-02"}]
_STANDING = {"status": "no-notice-known", "as_of": "2026-01-02"}
RESULT = {
    "topic": "efficacy",
    "comparator": {"kind": "placebo", "label": "saline"},
    "outcome": "pain",
    "outcome_label": "pain on the VAS",
    "timepoint_months": 6,
    "direction": "benefit",
    "stage": "controlled-trial",
    "read_as": "abstract",
    "locator": "Abstract",
}
FINDINGS: list[dict[str, Any]] = [
    {
        "id": "smith2020.improved",
        "statement": "Two thirds of those given cells improved.",
        "arm": "treated",
        "outcome": "improved",
        "outcome_label": "improved",
        "estimate": {"measure": "proportion", "value": 66.7, "unit": "%", "events": 20, "n": 30},
    },
    {
        "id": "smith2020.improved-control",
        "statement": "A third of those given saline improved.",
        "arm": "control",
        "outcome": "improved",
        "outcome_label": "improved",
        "estimate": {"measure": "proportion", "value": 33.3, "unit": "%", "events": 10, "n": 30},
    },
    {
        "id": "smith2020.pain",
        "statement": "Pain fell by 1.5 points more than under saline.",
        "arm": "between",
        "estimate": {
            "measure": "mean-difference",
            "value": -1.5,
            "unit": "points",
            "ci_low": -2.4,
            "ci_high": -0.6,
            "ci_level": 95,
            "p": "0.002",
        },
    },
    {
        "id": "smith2020.relapse",
        "statement": "Relapses came half as often as under saline.",
        "arm": "between",
        "outcome": "relapse",
        "outcome_label": "relapse",
        "estimate": {"measure": "odds-ratio", "value": 0.5, "ci_low": 0.25, "ci_high": 1, "ci_level": 95},
    },
    {
        "id": "smith2020.falls",
        "statement": "Falls were as frequent as under saline.",
        "arm": "between",
        "outcome": "relapse",
        "outcome_label": "falls",
        "direction": "no-difference",
        "estimate": {"measure": "risk-ratio", "value": 1.1, "ci_low": 0.55, "ci_high": 2.2, "ci_level": 95},
    },
    {
        "id": "smith2020.score",
        "statement": "The mean score of the treated was 4 at the end.",
        "arm": "treated",
        "comparator": {"kind": "baseline"},
        "outcome_label": "pain before and after",
        "estimate": {"measure": "mean", "value": 4, "unit": "points", "baseline": 6},
    },
    {
        "id": "smith2020.deaths",
        "topic": "safety",
        "statement": "Two of those given cells died.",
        "arm": "treated",
        "comparator": {"kind": "none"},
        "outcome": "death",
        "outcome_label": "deaths",
        "direction": "not-applicable",
        "estimate": {"measure": "count", "value": 2, "unit": "people", "events": 2, "n": 30},
    },
    {
        "id": "smith2020.source",
        "statement": "Cord cells did as well as marrow cells.",
        "arm": "between",
        "comparator": {"kind": "other-arm", "against": {"sources": ["umbilical-cord"]}},
        "direction": "no-difference",
        "entities": ["interleukin-10"],
    },
]


def _paper(paper_id: str, pmid: str, title: str, year: int, findings: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": paper_id,
        "bibliography": {
            "type": "article-journal",
            "title": title,
            "author": [{"family": paper_id[:-4].capitalize(), "given": "A"}, {"family": "Second", "given": "B"}],
            "issued": {"date-parts": [[year, 2, 28]]},
            "container-title": "Journal of Examples",
            "container-title-short": "J Ex",
            "volume": "1",
            "page": "1-9",
            "DOI": f"10.1000/{paper_id}",
            "PMID": pmid,
            "PMCID": f"PMC{pmid}",
        },
        "bookshelf": f"NBK{pmid}",
        "study": {
            "design": "randomized-controlled-trial",
            "conditions": ["multiple-sclerosis"],
            "intervention": _INTERVENTION,
            "participants": {"total": 60, "treated": 30, "control": 30},
            "registrations": [f"NCT{pmid}"],
            "same_patients_as": ["smith2020" if paper_id == "jones2021" else "jones2021"],
        },
        "readings": _READINGS,
        "standing": _STANDING,
        **({"findings": findings} if findings else {}),
    }


def _facet(facet: str, *concepts: Mapping[str, Any]) -> dict[str, Any]:
    return {"facet": facet, "title": facet.capitalize(), "concepts": list(concepts)}


_VOCABULARY = (
    _facet("cell-sources", {"id": "bone-marrow", "label": "Bone marrow"}, {"id": "umbilical-cord", "label": "Cord"}),
    _facet(
        "cell-types",
        {"id": "mesenchymal-stromal-cell", "label": "Mesenchymal stromal cell"},
        {"id": "muse-cell", "label": "Muse cell", "broader": ["mesenchymal-stromal-cell"]},
    ),
    _facet(
        "conditions",
        {"id": "demyelinating-disease", "label": "Demyelinating disease", "mesh": "D003711", "kind": "family"},
        {
            "id": "multiple-sclerosis",
            "label": "Multiple sclerosis",
            "abbreviations": ["MS"],
            "synonyms": ["Charcot's sclerosis"],
            "broader": ["demyelinating-disease"],
            "mesh": "D009103",
        },
    ),
    _facet(
        "designs",
        {
            "id": "meta-analysis",
            "label": "Meta-analysis",
            "level": 1,
            "evidence": "pooled",
            "control_group": "sometimes",
        },
        {
            "id": "randomized-controlled-trial",
            "label": "Randomised controlled trial",
            "level": 2,
            "evidence": "primary",
            "control_group": "always",
            "randomised": True,
        },
        {
            "id": "single-arm-trial",
            "label": "Single-arm trial",
            "level": 4,
            "evidence": "primary",
            "control_group": "never",
        },
    ),
    _facet("donors", {"id": "autologous", "label": "Autologous"}),
    _facet(
        "entities",
        {"id": "interleukin-10", "label": "Interleukin-10", "kind": "molecule"},
        {"id": "rituximab", "label": "Rituximab", "kind": "drug"},
    ),
    _facet(
        "outcomes",
        {"id": "death", "label": "Death", "better": "lower"},
        {"id": "improved", "label": "Improved", "better": "higher", "unit": "%"},
        {"id": "pain", "label": "Pain", "better": "lower", "unit": "points", "scale": "0-10"},
        {"id": "relapse", "label": "Relapse", "abbreviations": ["RLPS"], "better": "lower"},
    ),
    _facet("routes", {"id": "intravenous", "label": "Intravenous"}),
)


_TRIALS = {
    "trials": [
        {
            "id": "nct10000001",
            "registration": "NCT10000001",
            "conditions": ["multiple-sclerosis"],
            "intervention": _INTERVENTION,
            "progress": "finished-no-paper",
            "end": "2019-12",
            "end_kind": "actual",
            "papers": ["smith2020"],
            "pages": ["https://example.org/1"],
            "as_of": "2020-01-02",
            "read": "2026-01-02",
        },
        {
            "id": "nct10000003",
            "registration": "NCT10000003",
            "conditions": ["multiple-sclerosis"],
            "progress": "past-planned-end",
            "end": "2025",
            "pages": ["https://example.org/3"],
            "read": "2026-01-02",
            "note": "The page has no date.",
        },
    ]
}


def good_base() -> dict[str, Any]:
    """The files of a small base without fault, by their path in it."""
    smith = _paper("smith2020", "10000001", "Cells in sclerosis", 2020, [{**RESULT, **one} for one in FINDINGS])
    jones = _paper("jones2021", "10000002", "Cells in sclerosis, two years on", 2021, [])
    files = {
        SMITH: smith,
        JONES: jones,
        TRIALS: _TRIALS,
        **{f"vocabulary/{one['facet']}.json": one for one in _VOCABULARY},
    }
    # through JSON, so that no two records share a part
    return {name: json.loads(json.dumps(document)) for name, document in files.items()}


def change(document: Any, path: str, value: Any) -> None:
    """Set what lies at a dotted path ('findings.0.estimate.n'), or take it out where the value is GONE."""
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in way:
        document = document[part]
    if value is GONE:
        del document[last]
    elif isinstance(document, list) and last == len(document):
        document.append(value)
    else:
        document[last] = value


def write_base(folder: Path, files: Mapping[str, Any]) -> Path:
    """Write a base into a folder: canonical where that says the same, else as it is; strings and bytes raw."""
    for name, document in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document if isinstance(document, bytes) else _text(document).encode())
    return folder


def _text(document: Any) -> str:
    return document if isinstance(document, str) else _canonical_if_valid(json.dumps(document))


@cache
def _canonical_if_valid(given: str) -> str:
    document = json.loads(given)
    try:
        models: dict[str, type[Paper | VocabularyFile | TrialsFile]]
        models = {"concepts": VocabularyFile, "trials": TrialsFile}
        model = next((model for key, model in models.items() if key in document), Paper)
        text = canonical_text(model.model_validate(document))
    except ValidationError:
        return given
    return text if json.loads(text) == document else given
