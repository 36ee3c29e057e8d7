"""Records that are known to fit their model, read as they stand, without pydantic.

Building the models costs more time than most answers. What a record fits is a matter of its content, so it is found
once (:mod:`mscq.records.seal`) and told from the content from then on. Such a record holds the same values under
the same names as the model of :mod:`mscq.records.models` would; a test holds both equal on every field of the base.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from mscq.records import terms
from mscq.records.derived import DERIVED

Layout = Mapping[str, Mapping[str, list[Any]]]
"""By record and field: the stored name, the kind of value, and the value where it is not stored, if it may be so.

A kind is the name of a record or of a closed list of terms, ``float``, ``date``, or empty for what is read as it
stands; in square brackets for a list of such.
"""
Reader = Callable[[Any], Any]
"""Makes a value of its stored form."""
_LIST = "["


class Field:
    """A field of a record: read from the stored form when it is first asked for, and kept in its place from then on."""

    __slots__ = ("kind", "name", "readers", "stored_as", "usual")

    def __init__(self, name: str, readers: Mapping[str, Reader], stored_as: str, kind: str, usual: Any = None) -> None:
        self.name = name
        self.readers = readers
        self.stored_as = stored_as
        self.kind = kind
        self.usual = usual

    def __get__(self, record: Validated, owner: type) -> Any:
        value = record.as_stored.get(self.stored_as)
        if value is None:
            value = [] if isinstance(self.usual, list) else self.usual
        if value is not None and self.kind:
            read = self.readers.get(self.kind)
            value = read(value) if read else [self.readers[self.kind[1:]](one) for one in value]
        record.__dict__[self.name] = value
        return value


class Validated:
    """A record whose fields are read from its stored form when they are first asked for."""

    __slots__ = ("__dict__", "as_stored")

    def __init__(self, stored: Mapping[str, Any]) -> None:
        self.as_stored = stored

    def __getattr__(self, name: str) -> Any:
        """Raise AttributeError: whatever is a field, or derived from fields, was found before this is asked."""
        raise AttributeError(f"a {type(self).__name__} has no field '{name}'")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Validated):
            return NotImplemented
        return type(self).__name__ == type(other).__name__ and self.as_stored == other.as_stored

    def __hash__(self) -> int:
        return hash(json.dumps(self.as_stored, sort_keys=True))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.as_stored!r})"


class _Late:
    """The stored form of a record that is read when more of the record than its id is asked for."""

    def __get__(self, record: Any, owner: type) -> Mapping[str, Any]:
        stored: Mapping[str, Any] = record.__dict__["_read"]()
        record.as_stored = stored
        return stored


def unread(kind: type, name: str, read: Callable[[], Mapping[str, Any]]) -> Any:
    """Return a record of a kind whose id is known and whose stored form ``read`` gives when more is asked for."""
    late = _late(kind)
    record = late.__new__(late)
    record.__dict__.update(id=name, _read=read)
    return record


@cache
def _late(kind: Any) -> Any:
    def same(record: Any, other: Any) -> Any:
        return record is other or (record.id == getattr(other, "id", None) and Validated.__eq__(record, other))

    return type(kind.__name__, (kind,), {"as_stored": _Late(), "__eq__": same, "__hash__": kind.__hash__})


def classes(layout: Layout) -> Mapping[str, Reader]:
    """Return what makes each kind of record of its stored form. Raises KeyError for a layout of other terms."""
    readers: dict[str, Reader] = {"float": float, "date": _date}
    for name, fields in layout.items():
        bases = (DERIVED[name], Validated) if name in DERIVED else (Validated,)
        own: dict[str, Any] = {field: Field(field, readers, *stored) for field, stored in fields.items()}
        own["_designs"] = None
        if name in DERIVED and "__hash__" in vars(DERIVED[name]):
            own["__hash__"] = DERIVED[name].__hash__
        readers[name] = type(name, bases, own)
    for kind in {str(field[1]).removeprefix(_LIST) for fields in layout.values() for field in fields.values()}:
        if kind and kind not in readers:
            readers[kind] = {one.value: one for one in vars(terms)[kind]}.__getitem__
    return readers


def _date(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)
