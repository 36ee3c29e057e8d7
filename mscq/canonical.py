"""The one form in which a record is written: field order of the models, two spaces, UTF-8, no empty fields.

A file in this form changes only where a fact changed, so that differences can be read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mscq.models import Record

__all__ = ["canonical_json", "canonical_record", "plain"]


def _tidy(value: Any) -> Any:
    """Drop empty fields and write whole floats as integers: 40.0 becomes 40."""
    if isinstance(value, dict):
        tidied = {key: _tidy(item) for key, item in value.items()}
        return {key: item for key, item in tidied.items() if item is not None and item != [] and item != {}}
    if isinstance(value, list):
        return [_tidy(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def plain(record: Record) -> dict[str, Any]:
    """A record as JSON-ready values under its stored names, without empty fields and defaults."""
    tidied: dict[str, Any] = _tidy(record.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    return tidied


def canonical_json(value: Any) -> str:
    """JSON text in canonical form, ending in a newline."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def canonical_record(record: Record) -> str:
    """The canonical text of a record's file."""
    return canonical_json(plain(record))
