"""Papers and findings made by hand, a few words each; the rest is filled in."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sample_base import RESULT
from support import BASE

from mscq.api import load
from mscq.records.canonical import canonical_record
from mscq.records.knowledge_base import KnowledgeBase
from mscq.records.models import Finding, Paper

_CONTROLLED = {"kind": "placebo", "label": "saline"}
BEFORE = {"kind": "baseline"}


def finding(name: str, **fields: Any) -> dict[str, Any]:
    """A result of the treated arm against placebo on pain at six months, but for what is named."""
    changed = {**RESULT, "comparator": _CONTROLLED, "arm": "treated", **fields}
    return {"id": name, "statement": f"Made for the test: {name}.", **changed}


def proportion(value: float, **more: Any) -> dict[str, Any]:
    """An estimate that is a share in percent."""
    return {"measure": "proportion", "value": value, "unit": "%", **more}


def given(**fields: list[str] | str) -> dict[str, Any]:
    """An intervention."""
    return dict(fields)


def other_arm(**fields: list[str] | str) -> dict[str, Any]:
    """A comparator that is another cell arm."""
    return {"kind": "other-arm", "label": "the other arm", "against": dict(fields)}


def paper(paper_id: str, *findings: dict[str, Any], **study: Any) -> Paper:
    """A paper of 60 people with multiple sclerosis in a randomised trial, but for what ``study`` changes.

    Findings are named by their slug alone.
    """
    title = study.pop("title", f"Cells for {paper_id}")
    year = study.pop("year", 2020)
    whole = {
        "design": "randomized-controlled-trial",
        "conditions": ["multiple-sclerosis"],
        "intervention": {"cells": ["mesenchymal-stromal-cell"], "sources": ["bone-marrow"], "routes": ["intravenous"]},
        "participants": {"total": 60},
        **study,
    }
    record = {
        "id": paper_id,
        "bibliography": {"type": "article-journal", "title": title, "issued": {"date-parts": [[year]]}},
        "study": whole,
        "readings": [{"read_as": "abstract", "entered": "2026-01-02"}],
        "standing": {"status": "no-notice-known", "as_of": "2026-01-02"},
        "findings": [{**one, "id": f"{paper_id}.{one['id']}"} for one in findings],
    }
    return Paper.model_validate(record)


def one(name: str = "one", **fields: Any) -> Finding:
    """A single finding, outside any paper."""
    return Finding.model_validate({**finding(name, **fields), "id": f"made.{name}"})


def made_base(folder: Path, *papers: Paper) -> KnowledgeBase:
    """A base in a folder: these papers under the frozen vocabulary."""
    shutil.copytree(BASE / "vocabulary", folder / "vocabulary", dirs_exist_ok=True)
    (folder / "papers").mkdir(parents=True, exist_ok=True)
    for each in papers:
        (folder / "papers" / f"{each.id}.json").write_text(canonical_record(each), encoding="utf-8")
    return load(folder)
