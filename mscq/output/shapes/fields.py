"""Picking fields of what a command answers: ``--json id,title``.

They are picked of the records of a list: of the answer itself where it is one, else of the list that its shape names
(``RECORDS``), while the document around it stays, with its totals and filters. Of any other document they are its own.
What a record has in its ``paper`` may be named as if it stood beside it: the title of a hit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from mscq.errors import NotUnderstood
from mscq.output.shapes.commands import shape_of
from mscq.output.shapes.shape import Stored

_PAPER = "paper"


def check(command: str, fields: Sequence[str]) -> None:
    """Raise NotUnderstood for a field that no answer of a command has, naming what comes nearest and the fields."""
    shapes = list(_alternatives(shape_of(command)))
    if not any(_is_open(_record_of(one)) for one in shapes):
        _refuse_unknown(command, fields, [name for one in shapes for name in _names(_record_of(one))])


def known(command: str, words: Sequence[str]) -> bool:
    """Return whether any of these words is a field of what a command answers."""
    names = {name for one in _alternatives(shape_of(command)) for name in _names(_record_of(one))}
    return not names.isdisjoint(words)


def pick(command: str, document: Any, fields: Sequence[str]) -> Any:
    """Return the document with these fields alone; one that a record does not have is null.

    Raises NotUnderstood for a field that this answer of the command cannot have.
    """
    fitting = [one for one in _alternatives(shape_of(command)) if _fits(one, document)]
    names = [name for one in fitting for name in _names(_record_of(one))]
    if any(_is_open(_record_of(one)) for one in fitting):
        names += [name for name in document if name not in names]
    if fitting:
        _refuse_unknown(command, fields, names)
    if isinstance(document, list):
        return [_picked(one, fields) for one in document]
    place = next((one.RECORDS for one in fitting if one.RECORDS), "")
    if not place:
        return _picked(document, fields)
    return {**document, place: [_picked(one, fields) for one in document[place]]}


def _picked(record: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    paper = record.get(_PAPER)
    beside = paper if isinstance(paper, dict) else {}
    return {name: record[name] if name in record else beside.get(name) for name in fields}


def _refuse_unknown(command: str, fields: Sequence[str], names: Sequence[str]) -> None:
    from difflib import get_close_matches

    for field in fields:
        if field not in names:
            near = get_close_matches(field, names, n=1)
            hint = f", did you mean '{near[0]}'?" if near else "."
            listed = ", ".join(dict.fromkeys(names))
            raise NotUnderstood(f"the JSON of {command} has no field '{field}'{hint} It has {listed}")


def _alternatives(shape: Any) -> Iterator[Any]:
    """The shapes that a document may have, lists of several kinds of records taken apart."""
    if get_origin(shape) in (Union, UnionType):
        for one in get_args(shape):
            yield from _alternatives(one)
    elif get_origin(shape) is list:
        for one in _alternatives(get_args(shape)[0]):
            yield list[one]  # type: ignore[valid-type]
    else:
        yield shape


def _fits(shape: Any, document: Any) -> bool:
    if get_origin(shape) is list or isinstance(document, list):
        return get_origin(shape) is list and isinstance(document, list)
    needed = {field.alias or name for name, field in shape.model_fields.items() if field.is_required()}
    return needed <= set(document)


def _record_of(shape: Any) -> type[BaseModel]:
    """The shape of the records that fields are picked of."""
    inner: Any = shape
    if get_origin(shape) is not list and shape.RECORDS:
        inner = shape.model_fields[shape.RECORDS].annotation
    record: type[BaseModel] = get_args(inner)[0] if get_origin(inner) is list else inner
    return record


def _is_open(shape: type[BaseModel]) -> bool:
    """Whether a record may have fields that no model tells."""
    return issubclass(shape, Stored) and shape.STORED is None


def _names(shape: type[BaseModel]) -> Iterator[str]:
    """The fields of a record: its own, those of what it is stored as, those of its paper."""
    stored = shape.STORED if issubclass(shape, Stored) else None
    for model in (shape, stored):
        if model is not None:
            yield from (field.alias or name for name, field in model.model_fields.items())
    if _PAPER in shape.model_fields:
        within = [one for one in _alternatives(shape.model_fields[_PAPER].annotation) if one is not NoneType]
        for one in within:
            if isinstance(one, type) and issubclass(one, BaseModel):
                yield from _names(one)
