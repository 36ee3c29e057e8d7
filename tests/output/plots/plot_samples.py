"""A small base of invented papers for the plots, and its drawings in characters.

Run as ``python tests/output/plots/plot_samples.py`` it writes the golden drawings anew.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent / "golden"
DESIGNS = Path(__file__).parents[3] / "data/vocabulary/designs.json"
if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[3]))

from mscq.evidence.dossier import Dossier, dossier  # noqa: E402
from mscq.evidence.results import Result, results  # noqa: E402
from mscq.output.forms import Options  # noqa: E402
from mscq.output.forms.terminal import render_report  # noqa: E402
from mscq.output.screens import forest as plot  # noqa: E402
from mscq.records.canonical import canonical_json  # noqa: E402
from mscq.records.knowledge_base import KnowledgeBase  # noqa: E402
from mscq.records.models import Paper  # noqa: E402
from mscq.records.vocabulary import Concept, Facet  # noqa: E402
from mscq.text.ascii import to_ascii  # noqa: E402

OUTCOMES: list[dict[str, Any]] = [
    {"id": "pain", "label": "Pain", "better": "lower", "scale": "0-10"},
    {"id": "marker", "label": "Marker", "better": "lower"},
    {"id": "remission", "label": "Remission", "better": "higher"},
    {"id": "walk", "label": "Walk"},
]
FACET = Facet("outcomes", (Concept(**one) for one in OUTCOMES))
CONTROL = {"kind": "placebo", "label": "saline"}
BEFORE = {"kind": "baseline"}


def finding(paper: str, slug: str, **fields: Any) -> dict[str, Any]:
    """A finding as JSON: a controlled contrast of pain in points unless told otherwise."""
    estimate = fields.pop("estimate", {})
    if estimate is not None:
        estimate = {"measure": "mean-difference", "unit": "points", "ci_level": 95, **estimate}
    return {
        "id": f"{paper}.{slug}",
        "topic": "efficacy",
        "statement": "Invented for a test.",
        "comparator": CONTROL,
        "arm": "between",
        "outcome": "pain",
        "direction": "benefit",
        "stage": "controlled-trial",
        "read_as": "abstract",
        "locator": "Abstract",
        "estimate": estimate,
        **fields,
    }


def paper(
    name: str, findings: list[dict[str, Any]], n: int | None = None, design: str = "randomized-controlled-trial"
) -> dict[str, Any]:
    """A paper as JSON; its year is the last four characters of its id."""
    return {
        "id": name,
        "bibliography": {"type": "article-journal", "issued": {"date-parts": [[int(name[-4:])]]}, "PMID": name[-4:]},
        "study": {
            "design": design,
            "conditions": ["sore-knee"],
            "intervention": {"cells": ["msc"]},
            "participants": {"total": n},
        },
        "readings": [{"read_as": "abstract", "entered": "2024-01-01"}],
        "standing": {"status": "no-notice-known", "as_of": "2024-01-01"},
        "findings": findings,
    }


def papers() -> list[dict[str, Any]]:
    """Papers that between them hold every kind of row."""
    arms = {"outcome": "remission", "timepoint_months": 12}
    free = {"comparator": BEFORE, "arm": "treated", "stage": "early-clinical"}
    share = {"measure": "proportion", "unit": "%", "ci_level": None}
    return [
        paper(
            "good2020",
            [
                finding("good2020", "pain", estimate={"value": -1.5, "ci_low": -2.5, "ci_high": -0.5, "p": "0.003"}),
                finding(
                    "good2020",
                    "ratio",
                    outcome="remission",
                    estimate={"measure": "risk-ratio", "unit": None, "value": 1.8, "ci_low": 1.1, "ci_high": 2.9},
                ),
                finding("good2020", "words", outcome="walk", estimate=None),
            ],
            n=120,
        ),
        paper(
            "null2021",
            [
                finding(
                    "null2021",
                    "pain",
                    direction="no-difference",
                    timepoint_months=6,
                    estimate={"value": 0.2, "ci_low": -9, "ci_high": 9.4, "p": "0.9"},
                ),
                finding(
                    "null2021",
                    "treated",
                    arm="treated",
                    direction="no-difference",
                    estimate={**share, "value": 40, "events": 6, "n": 15},
                    **arms,
                ),
                finding(
                    "null2021",
                    "control",
                    arm="control",
                    group="saline",
                    direction="no-difference",
                    estimate={**share, "events": 7, "n": 15},
                    **arms,
                ),
            ],
            n=30,
        ),
        paper(
            "pooled2022",
            [
                finding("pooled2022", "pain", estimate={"value": -1, "ci_low": -1.4, "ci_high": -0.6}),
                finding(
                    "pooled2022",
                    "turned",
                    estimate={
                        "value": 2,
                        "ci_low": 1,
                        "ci_high": 3,
                        "reported_as": "signed so that positive is better",
                        "counts": "improvement",
                    },
                ),
            ],
            n=450,
            design="meta-analysis",
        ),
        paper("odd2017", [finding("odd2017", "pain", estimate={"value": 3, "ci_low": 1, "ci_high": 5})], n=20),
        paper(
            "open2019",
            [
                finding("open2019", "change", estimate={"value": -3, "ci_low": -4, "ci_high": -2, "n": 11}, **free),
                finding("open2019", "score", estimate={"measure": "mean", "value": 4, "baseline": 7}, **free),
                finding(
                    "open2019", "marker-a", outcome="marker", outcome_label="A", estimate={"value": -5, "unit": None}
                ),
                finding(
                    "open2019", "marker-b", outcome="marker", outcome_label="B", estimate={"value": 5, "unit": None}
                ),
                finding("open2019", "p", outcome="walk", estimate={"measure": "p-value", "p": "0.2"}, **free),
            ],
            n=12,
            design="single-arm-trial",
        ),
    ]


def write_base(folder: Path, records: list[dict[str, Any]]) -> KnowledgeBase:
    """A knowledge base of these papers in a folder."""
    facets: Mapping[str, list[dict[str, Any]]] = {
        "conditions": [{"id": "sore-knee", "label": "Sore knee", "abbreviations": ["SK"]}],
        "cell-types": [{"id": "msc", "label": "Mesenchymal stromal cell", "abbreviations": ["MSC"]}],
        "outcomes": OUTCOMES,
        "designs": json.loads(DESIGNS.read_bytes())["concepts"],
        **{name: [] for name in ("cell-sources", "routes", "donors", "entities")},
    }
    for part in ("papers", "vocabulary"):
        (folder / part).mkdir(parents=True)
    for record in records:
        (folder / "papers" / f"{record['id']}.json").write_text(canonical_json(record), encoding="utf-8")
    for name, concepts in facets.items():
        content = {"facet": name, "title": name, "concepts": concepts}
        (folder / "vocabulary" / f"{name}.json").write_text(canonical_json(content), encoding="utf-8")
    return KnowledgeBase(folder)


def sample(folder: Path) -> tuple[KnowledgeBase, Dossier]:
    """The sample base and the dossier of its condition."""
    kb = write_base(folder, papers())
    return kb, dossier(kb, "sore-knee")


def results_of(*findings: dict[str, Any], name: str = "some2020", n: int | None = 40) -> list[Result]:
    """The results of one paper with these findings."""
    return results(Paper.model_validate(paper(name, list(findings), n)), FACET)


def drawn(kb: KnowledgeBase, found: Dossier, width: int, ascii_only: bool = False) -> str:
    """The plot as a terminal of that width shows it, without colour."""
    text = render_report(plot.report(found, kb.vocabulary), Options(width=width))
    return to_ascii(text) if ascii_only else text


DRAWINGS = {"80.txt": (80, False), "120.txt": (120, False), "80_ascii.txt": (80, True)}

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        base, whole = sample(Path(place) / "base")
        for file, (columns, bare) in DRAWINGS.items():
            (GOLDEN / file).write_text(drawn(base, whole, columns, bare), encoding="utf-8")
