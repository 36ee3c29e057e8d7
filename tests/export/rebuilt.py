"""The records of a base, put together again from the tables of an export."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

Rows = dict[str, list[dict[str, Any]]]

_READERS: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "number": float,
    "boolean": lambda text: {"true": True, "false": False}[text],
}
_BOOK = {
    **{name: name for name in ("type", "title", "volume", "issue", "page", "number", "edition", "medium", "publisher")},
    "container_title": "container-title",
    "container_title_short": "container-title-short",
    "chapter_number": "chapter-number",
    "publisher_place": "publisher-place",
    **{name.lower(): name for name in ("DOI", "PMID", "PMCID", "ISBN", "ISSN", "URL")},
}
_FINDING = (
    *("id", "topic", "statement", "population", "analysis", "arm", "outcome", "outcome_label", "endpoint"),
    *("timepoint_months", "direction", "stage", "read_as", "locator", "note"),
)
_ESTIMATE = (
    *("measure", "value", "value_to", "approximate", "unit", "counts", "baseline", "standard_error"),
    *("standard_deviation", "events", "n", "studies", "participants", "i_squared"),
    *("ci_low", "ci_high", "ci_level", "p", "reported_as"),
)
_PLURALS = {
    "conditions": "condition",
    "cell-types": "cell_type",
    "cell-sources": "cell_source",
    "routes": "route",
    "donors": "donor",
    "designs": "design",
    "outcomes": "outcome",
    "entities": "entity",
}


def from_csv(folder: Path) -> Rows:
    """The tables of a folder, each value of the type that its description says."""
    rows: Rows = {}
    for resource in json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]:
        types = {field["name"]: _READERS.get(field["type"], str) for field in resource["schema"]["fields"]}
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            rows[resource["name"]] = [
                {name: types[name](text) if text else None for name, text in row.items()}
                for row in csv.DictReader(file)
            ]
    return rows


def from_sqlite(file: Path) -> Rows:
    """The tables of a database."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')]
            for name in names
            if "_fts" not in name
        }


def pruned(value: Any) -> Any:
    """A record without empty fields and without the default of ``approximate``."""
    if isinstance(value, dict):
        kept = {key: pruned(item) for key, item in value.items() if (key, item) != ("approximate", False)}
        return {key: item for key, item in kept.items() if item not in (None, [], {})}
    return [pruned(item) for item in value] if isinstance(value, list) else value


def papers(rows: Rows) -> dict[str, Any]:
    """Every paper's record by id."""
    lists = _Lists(rows)
    records = {}
    for paper in rows["papers"]:
        key = paper["id"]
        date = [part for part in (paper["year"], paper["month"], paper["day"]) if part is not None]
        names: dict[str, list[Any]] = {"author": [], "editor": []}
        for name in lists.of("authors", "paper", key):
            fields = ("family", "given", "suffix", "literal")
            particles = {
                f"{one}-particle": name[f"{one}_particle".replace("-", "_")] for one in ("dropping", "non-dropping")
            }
            names[name["role"]].append({**{field: name[field] for field in fields}, **particles})
        records[key] = pruned(
            {
                "id": key,
                "bibliography": {
                    **{stored: paper[column] for column, stored in _BOOK.items()},
                    **names,
                    "issued": {"date-parts": [date]} if date else None,
                },
                "bookshelf": paper["bookshelf"],
                "study": {
                    **{
                        name: paper[name]
                        for name in (
                            *("design", "phase", "population", "comparator", "comparator_kind"),
                            *("follow_up_months", "blinding"),
                            *("primary_outcome", "primary_outcome_met", "primary_outcome_source"),
                            "regulator",
                        )
                    },
                    "conditions_together": bool(paper["conditions_together"]) or None,
                    "sponsor": {name: paper[f"sponsor_{name}"] for name in ("name", "kind")},
                    "includes": [
                        {"paper": one["included_paper"], **{name: one[name] for name in ("label", "pmid", "doi")}}
                        for one in lists.of("review_includes", "paper", key)
                    ],
                    "risk_of_bias": [
                        {name: one[name] for name in ("judged_in", "tool", "overall", "score")}
                        for one in lists.of("risk_of_bias", "paper", key)
                    ],
                    "conditions": lists.values("paper_conditions", "paper", key, "condition"),
                    "intervention": _intervention(lists, f"{key}:study"),
                    "participants": {
                        name: paper[f"participants_{name}"] for name in ("total", "treated", "control", "studies")
                    },
                    "registrations": lists.values("paper_registrations", "paper", key, "registration"),
                    "same_patients_as": lists.values("paper_same_patients", "paper", key, "other_paper"),
                },
                "summary": paper["summary"],
                "readings": [
                    {
                        **{name: reading[name] for name in ("read_as", "entered", "note")},
                        "addresses": [
                            one["address"]
                            for one in lists.of("reading_addresses", "paper", key)
                            if one["reading"] == reading["position"]
                        ],
                    }
                    for reading in lists.of("readings", "paper", key)
                ],
                "standing": {name: paper[name] for name in ("status", "as_of", "notice")},
                "incomplete": lists.values("paper_incomplete", "paper", key, "field"),
                "notes": lists.values("paper_notes", "paper", key, "note"),
                "findings": [_finding(lists, finding) for finding in lists.of("findings", "paper", key)],
            }
        )
    return records


_TRIAL = (
    *("id", "registration", "name", "population", "product", "comparator", "comparator_kind", "design", "phase"),
    *("blinding", "people", "progress", "end", "end_kind", "as_of", "read", "note"),
)


def trials(rows: Rows) -> list[Any]:
    """Every registered trial, in the order of the file."""
    lists = _Lists(rows)

    def listed(table: str, trial: str, column: str) -> list[Any]:
        return lists.values(f"trial_{table}", "trial", trial, column)

    return [
        pruned(
            {
                **{name: row[name] for name in _TRIAL},
                "conditions": listed("conditions", row["id"], "condition"),
                "intervention": {
                    "cells": listed("cell_types", row["id"], "cell_type"),
                    "sources": listed("cell_sources", row["id"], "cell_source"),
                    "donors": listed("donors", row["id"], "donor"),
                    "routes": listed("routes", row["id"], "route"),
                },
                "sponsor": {name: row[f"sponsor_{name}"] for name in ("name", "kind")},
                "papers": listed("papers", row["id"], "paper"),
                "pages": listed("pages", row["id"], "page"),
            }
        )
        for row in rows["trials"]
    ]


def concepts(rows: Rows) -> dict[str, list[Any]]:
    """The concepts of every facet."""
    lists = _Lists(rows)
    found = {}
    for facet, one in _PLURALS.items():
        found[facet] = [
            pruned(
                {
                    **concept,
                    **{
                        field: [
                            name["name"]
                            for name in lists.of(f"{one}_names", one, concept["id"])
                            if name["kind"] == kind
                        ]
                        for field, kind in (
                            ("abbreviations", "abbreviation"),
                            ("synonyms", "synonym"),
                            ("hints", "hint"),
                        )
                    },
                    "broader": lists.values(f"{one}_broader", one, concept["id"], "broader"),
                }
            )
            for concept in rows[facet.replace("-", "_")]
        ]
    return found


class _Lists:
    """The rows of a table by owner, in the order of their position."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._owned: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = {}

    def of(self, table: str, owner: str, key: str) -> list[dict[str, Any]]:
        if (table, owner) not in self._owned:
            owned = self._owned[table, owner] = defaultdict(list)
            for row in sorted(self._rows[table], key=lambda row: row["position"]):
                owned[row[owner]].append(row)
        return self._owned[table, owner].get(key, [])

    def values(self, table: str, owner: str, key: str, column: str) -> list[Any]:
        return [row[column] for row in self.of(table, owner, key)]

    def intervention(self, key: str) -> dict[str, Any] | None:
        return next((row for row in self._rows["interventions"] if row["id"] == key), None)


def _intervention(lists: _Lists, key: str) -> dict[str, Any]:
    row = lists.intervention(key) or {}
    fields = {
        "cells": ("cell_types", "cell_type"),
        "sources": ("cell_sources", "cell_source"),
        "donors": ("donors", "donor"),
        "routes": ("routes", "route"),
        "dose_cells": ("doses", "cells"),
        "dose_cells_per_kg": ("doses_per_kg", "cells_per_kg"),
    }
    listed = {
        field: lists.values(f"intervention_{table}", "intervention", key, column)
        for field, (table, column) in fields.items()
    }
    return {"dose": row.get("dose"), **listed}


def _finding(lists: _Lists, row: dict[str, Any]) -> dict[str, Any]:
    key = row["id"]
    conditions = lists.of("finding_conditions", "finding", key)
    return {
        **{name: row[name] for name in _FINDING},
        "group": row["group_label"],
        "as_printed": bool(row["as_printed"]) or None,
        "certainty": row["certainty"],
        "conditions": [one["condition"] for one in conditions if one["own"]],
        "intervention": _intervention(lists, f"{key}:finding"),
        "comparator": {
            "kind": row["comparator_kind"],
            "label": row["comparator_label"],
            "treatments": lists.values("finding_comparators", "finding", key, "treatment"),
            "against": _intervention(lists, f"{key}:against"),
        },
        "estimate": {name: row[name] for name in _ESTIMATE},
        "also_outcomes": lists.values("finding_outcomes", "finding", key, "outcome"),
        "entities": lists.values("finding_entities", "finding", key, "entity"),
        "also_read_as": lists.values("finding_readings", "finding", key, "read_as"),
    }
