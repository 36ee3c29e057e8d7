"""JSON Schemas (draft 2020-12) of the files under ``data/``, generated from the record models."""

from __future__ import annotations

from typing import Any

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def paper_schema() -> dict[str, Any]:
    """The JSON Schema of a paper's file, under the names that the file uses."""
    from mscq.records.models import Paper

    return _schema(Paper, "paper")


def vocabulary_schema() -> dict[str, Any]:
    """The JSON Schema of a vocabulary file."""
    from mscq.records.vocabulary_file import VocabularyFile

    return _schema(VocabularyFile, "vocabulary")


def trials_schema() -> dict[str, Any]:
    """The JSON Schema of the file of registered trials."""
    from mscq.records.trials import TrialsFile

    return _schema(TrialsFile, "trials")


def _schema(model: Any, name: str) -> dict[str, Any]:
    return {
        "$schema": DRAFT,
        "$id": f"urn:mscq:schema:{name}",
        **model.model_json_schema(by_alias=True, mode="validation"),
    }


def fields(schema: dict[str, Any]) -> list[dict[str, str | bool]]:
    """Every field of every object of a schema as a flat row: object, field, type, required, description."""
    objects = {schema.get("title", ""): schema, **schema.get("$defs", {})}
    return [
        {
            "object": name,
            "field": key,
            "type": _type(field),
            "required": key in definition.get("required", ()),
            "description": field.get("description", ""),
        }
        for name, definition in objects.items()
        for key, field in definition.get("properties", {}).items()
    ]


def _type(field: dict[str, Any]) -> str:
    """A field's type in words: 'string or null', 'list of Finding'."""
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "anyOf" in field:
        return " or ".join(_type(one) for one in field["anyOf"])
    if field.get("type") == "array":
        return f"list of {_type(field.get('items', {}))}"
    kinds = field.get("type", "any")
    return " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
