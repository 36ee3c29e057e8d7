"""What all shapes share, and the JSON Schema of one."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, TypeAdapter


class Shape(BaseModel):
    """A record; those of a list stand in the field ``RECORDS`` of the document, where it holds one."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)
    RECORDS: ClassVar[str] = ""


class Stored(Shape):
    """A record as it is stored, with what follows from it: beside these fields it has those of a model."""

    model_config = ConfigDict(extra="allow", use_attribute_docstrings=True)
    STORED: ClassVar[type[BaseModel] | None] = None


class Document(Shape):
    """A whole answer."""

    filters: dict[str, list[str]] = {}
    """What filters narrow the answer to, in words; not there where there are none."""


class Named(Shape):
    id: str
    name: str


def schema_of(shape: Any) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a shape, without what says nothing: titles, and null as default."""
    schema: dict[str, Any] = _brief(TypeAdapter(shape).json_schema(by_alias=True))
    return schema


def _brief(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_brief(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    brief = {
        key: _brief(one)
        for key, one in schema.items()
        if not (key == "title" and isinstance(one, str)) and not (key == "default" and one is None)
    }
    match brief.get("anyOf"):
        case [{"type": str(kind), **rest}, {"type": "null"}] if not rest:
            del brief["anyOf"]
            brief["type"] = [kind, "null"]
    return brief
