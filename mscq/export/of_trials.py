"""The tables of registered trials that no paper reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mscq.export.definition import Column, Row, Table, linked, several, stated
from mscq.export.of_vocabulary import NAMES
from mscq.records.facets import GIVEN

if TYPE_CHECKING:
    from mscq.export.source import Base

_TRIAL = Column("trial", "string", "The trial", required=True, reference=("trials", "id"), indexed=True)
# field of a trial -> the column of its values, and the table that they point to
_LISTED = {
    "conditions": ("condition", "conditions"),
    "papers": ("paper", "papers"),
    "pages": ("page", ""),
} | {f"intervention/{row.field}": (NAMES[row.id].one, NAMES[row.id].table) for row in GIVEN}


def tables() -> Iterator[Table]:
    """Trials, and what there is several of in a trial."""
    yield Table("trials", "Registered trials that no paper reports", _columns(), ("id",), _trials, ("name", "note"))
    for path, (one, table) in _LISTED.items():
        value = stated("Trial", path, name=one, reference=(table, "id") if table else None)
        yield linked(
            f"trial_{table or 'pages'}", f"Registered trials: {path.rpartition('/')[2]}", _TRIAL, value, _trials
        )


def _columns() -> tuple[Column, ...]:
    return (
        *several("Trial", "", "id", "registration", "name", "population", "product", "comparator", "comparator_kind"),
        stated("Trial", "design", reference=("designs", "id")),
        *several("Trial", "", "phase", "blinding", "people"),
        *(stated("Trial", f"sponsor/{field}", name=f"sponsor_{field}") for field in ("name", "kind")),
        stated("Trial", "progress", indexed=True),
        *several("Trial", "", "end", "end_kind", "as_of", "read", "note"),
    )


def _trials(base: Base) -> Iterable[Row]:
    return base.trials
