"""Ids of findings: the paper's id and a slug of the outcome's own words, made longer only where two rows share it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

_LENGTH = 64


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens, cut at a word after 64 characters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    joined = re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("'", "")).strip("-")
    return joined if len(joined) <= _LENGTH else joined[:_LENGTH].rsplit("-", 1)[0]


def _group(row: dict[str, Any]) -> str:
    return re.sub(r",? ?(versus baseline|worse than baseline)| ?\((no control group)\)", "", row["group"] or "all")


_PARTS: tuple[Callable[[dict[str, Any]], str], ...] = (
    lambda row: slug(_group(row)),
    lambda row: "" if row["timepoint_months"] is None else f"month-{row['timepoint_months']:g}".replace(".", "-"),
    lambda row: slug(row["outcome_kind"]),
    lambda row: slug(row["statement"]),
)


def finding_ids(paper: str, rows: Sequence[dict[str, Any]]) -> list[str]:
    """One id for each row, in order; the ids do not depend on the order of the rows.

    Rows with the same outcome get the group behind it, then the time, the kind of figure and at last the
    statement, until they differ.
    """
    names = [slug(row["outcome"]) for row in rows]
    for part in _PARTS:
        shared = {name for name, count in Counter(names).items() if count > 1}
        if not shared:
            break
        names = [
            f"{name}-{part(row)}".rstrip("-") if name in shared else name for name, row in zip(names, rows, strict=True)
        ]
    return [f"{paper}.{name}" for name in names]
