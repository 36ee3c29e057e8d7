"""The layout of the record models, for reading records that are known to fit them (see ``mscq.records.seal``)."""

from __future__ import annotations

from datetime import date
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from mscq.records.models import Paper
from mscq.records.trials import TrialsFile


def layout() -> dict[str, dict[str, list[Any]]]:
    """Return the layout of papers and registered trials and of all records in them (see ``validated.Layout``)."""
    found: dict[str, dict[str, list[Any]]] = {}
    for model in (Paper, TrialsFile):
        _describe(model, found)
    return found


def _describe(model: type[BaseModel], found: dict[str, dict[str, list[Any]]]) -> None:
    if model.__name__ in found:
        return
    found[model.__name__] = {
        name: [
            field.alias or name,
            _kind(field.annotation, found),
            *([] if field.is_required() else [_default(field.get_default(call_default_factory=True))]),
        ]
        for name, field in model.model_fields.items()
    }


def _kind(annotation: Any, found: dict[str, dict[str, list[Any]]]) -> str:
    """The kind of value that an annotation describes. Raises TypeError for one that no layout knows."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(arguments[0], found)
    if origin in (Union, UnionType):
        (inner,) = (one for one in arguments if one is not type(None))
        return _kind(inner, found)
    if origin is list:
        inner = _kind(arguments[0], found)
        return f"[{inner}" if inner else ""
    if annotation in (str, int, bool):
        return ""
    if annotation in (float, date):
        return str(annotation.__name__)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation.__name__
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        _describe(annotation, found)
        return annotation.__name__
    raise TypeError(f"no layout for a field of {annotation}")


def _default(value: Any) -> Any:
    return {} if isinstance(value, BaseModel) else value
