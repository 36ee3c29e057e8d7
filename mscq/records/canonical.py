"""The one form in which a record is written: field order of the models, two spaces, UTF-8, no empty fields.

A file in this form changes only where a fact changed, so that differences can be read.
"""

from __future__ import annotations

import json
from datetime import date
from enum import Enum
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from mscq.records.models import Record

__all__ = ["canonical_json", "canonical_record", "plain", "whole"]

Value = TypeVar("Value")
_LARGEST_WHOLE = 1e15


def whole(value: Value) -> Value | int:
    """Return a value as it is, a whole number without a point: 6 and not 6.0."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_WHOLE:
        return int(value)
    return value


def plain(record: Record) -> dict[str, Any]:
    """A record as JSON-ready values under its stored names, without empty fields and defaults.

    Walked by hand: a pydantic dump would first build a serializer for each kind of record. A record that was read as
    it stands is in this form already (only such files are sealed).
    """
    if (as_it_stands := getattr(record, "as_stored", None)) is not None:
        return dict(as_it_stands)
    return {
        field.alias or name: stored
        for name, field in type(record).model_fields.items()
        if (value := getattr(record, name)) != field.default and (stored := _stored(value)) not in (None, [], {})
    }


def _stored(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str | bool | int) or value is None:
        return value
    if isinstance(value, float):
        return whole(value)
    if isinstance(value, list):
        return [_stored(item) for item in value]
    return value.isoformat() if isinstance(value, date) else plain(value)


def canonical_json(value: Any) -> str:
    """JSON text in canonical form, ending in a newline.

    It is that of ``json.dumps(value, ensure_ascii=False, indent=2)``, whole numbers without a point; that writes
    indented text without its encoder in C and takes several times as long.
    """
    return _json(value, "\n") + "\n"


def _json(value: Any, margin: str) -> str:
    """A value as JSON; ``margin`` is the line feed and the indent of the line that it stands in."""
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    if isinstance(value, dict) and value:
        inner = margin + "  "
        items = [
            f"{encode_basestring(key if isinstance(key, str) else json.dumps(key))}: {_json(one, inner)}"
            for key, one in value.items()
        ]
        return f"{{{inner}{f',{inner}'.join(items)}{margin}}}"
    if isinstance(value, list | tuple) and value:
        inner = margin + "  "
        return f"[{inner}{f',{inner}'.join([_json(one, inner) for one in value])}{margin}]"
    value = whole(value)
    return str(value) if type(value) is int else json.dumps(value, ensure_ascii=False)


def canonical_record(record: Record) -> str:
    """The canonical text of a record's file."""
    return canonical_json(plain(record))
