"""Records that are known to fit their model, read as they stand, without pydantic.

Building the models costs more time than most answers. What a record fits is a matter of its content, so it is found
once (:mod:`mscq.records.seal`) and told from the content from then on. Such a record holds the same values under
the same names as the model of :mod:`mscq.records.models` would; a test holds both equal on every field of the base.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from mscq.records import terms
from mscq.records.derived import DERIVED

Layout = Mapping[str, Mapping[str, list[Any]]]
"""By record and field: the stored name, the kind of value, and the value where it is not stored, if it may be so.

A kind is the name of a record or of a closed list of terms, ``float``, ``date``, or empty for what is read as it
stands; in square brackets for a list of such.
"""
_LIST = "["


class Validated:
    """A record whose fields are read from its stored form when they are first asked for."""

    __slots__ = ("__dict__", "as_stored")
    _fields: Mapping[str, list[Any]] = {}
    _readers: Mapping[str, Callable[[Any], Any]] = {}

    def __init__(self, stored: Mapping[str, Any]) -> None:
        self.as_stored = stored

    def __getattr__(self, name: str) -> Any:
        """The value of a field. Raises AttributeError for a name that is none."""
        field = self._fields.get(name)
        if field is None:
            raise AttributeError(f"a {type(self).__name__} has no field '{name}'")
        value = self.as_stored.get(field[0])
        if value is None:
            value = field[2] if len(field) > 2 else None
            if isinstance(value, list):
                value = []
        if value is not None and field[1]:
            read = self._readers.get(field[1])
            value = read(value) if read else [self._readers[field[1][1:]](one) for one in value]
        self.__dict__[name] = value
        return value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Validated):
            return NotImplemented
        return type(self).__name__ == type(other).__name__ and self.as_stored == other.as_stored

    def __hash__(self) -> int:
        return hash(json.dumps(self.as_stored, sort_keys=True))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.as_stored!r})"


def classes(layout: Layout) -> Mapping[str, Callable[[Any], Any]]:
    """Return what makes each kind of record of its stored form. Raises KeyError for a layout of other terms."""
    readers: dict[str, Callable[[Any], Any]] = {"float": float, "date": _date}
    for name, fields in layout.items():
        bases = (DERIVED[name], Validated) if name in DERIVED else (Validated,)
        own: dict[str, Any] = {"_fields": fields, "_readers": readers, "_designs": None}
        if name in DERIVED and "__hash__" in vars(DERIVED[name]):
            own["__hash__"] = DERIVED[name].__hash__
        readers[name] = type(name, bases, own)
    for kind in {str(field[1]).removeprefix(_LIST) for fields in layout.values() for field in fields.values()}:
        if kind and kind not in readers:
            readers[kind] = vars(terms)[kind]
    return readers


def _date(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)
