"""A knowledge base of a few made-up papers over the real vocabulary."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mscq.api import load
from mscq.records.knowledge_base import KnowledgeBase
from mscq.records.settings import data_folder


def finding(slug: str, statement: str, **fields: Any) -> dict[str, Any]:
    """A finding; its id is completed by ``paper``."""
    return {
        "id": slug,
        "topic": "efficacy",
        "statement": statement,
        "comparator": {"kind": "none"},
        "direction": "not-applicable",
        "stage": "early-clinical",
        "read_as": "abstract",
        "locator": "Abstract",
        **fields,
    }


def paper(
    paper_id: str,
    title: str,
    findings: Iterable[dict[str, Any]] = (),
    *,
    year: int = 2020,
    authors: Iterable[tuple[str, str]] = (("Doe", "Jane"),),
    journal: str = "Journal of Made-up Trials",
    design: str = "single-arm-trial",
    conditions: Iterable[str] = (),
    n: int | None = None,
    **treatment: list[str],
) -> dict[str, Any]:
    """A whole record as it is stored."""
    return {
        "id": paper_id,
        "bibliography": {
            "type": "article-journal",
            "title": title,
            "author": [{"family": family, "given": given} for family, given in authors],
            "issued": {"date-parts": [[year]]},
            "container-title": journal,
        },
        "study": {
            "design": design,
            "conditions": list(conditions),
            "intervention": treatment,
            "participants": {} if n is None else {"total": n},
        },
        "readings": [{"read_as": "abstract", "entered": "2026-01-01"}],
        "standing": {"status": "no-notice-known", "as_of": "2026-01-01"},
        "findings": [{**one, "id": f"{paper_id}.{one['id']}"} for one in findings],
    }


def base(folder: Path, papers: Iterable[dict[str, Any]]) -> KnowledgeBase:
    """Write the papers into a folder and open it."""
    (folder / "papers").mkdir(parents=True)
    (folder / "vocabulary").symlink_to(data_folder() / "vocabulary")
    for one in papers:
        (folder / "papers" / f"{one['id']}.json").write_text(json.dumps(one), encoding="utf-8")
    return load(folder)
