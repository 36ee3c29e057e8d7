"""Values made of named parts, which never change.

They are what frozen dataclasses are, but no code is compiled for each class, which would cost a tenth of a start.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar, dataclass_transform

_Made = TypeVar("_Made", bound="Value")


@dataclass_transform(frozen_default=True)
class Value:
    """A base of classes that name their parts as a dataclass does: ``part: type``, ``part: type = usual``.

    ``field_names`` are the parts of a class in their order. Values are equal where their class and all parts are.
    """

    field_names: ClassVar[tuple[str, ...]] = ()
    _names: ClassVar[frozenset[str]] = frozenset()
    _usual: ClassVar[Mapping[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        cls.field_names = (*cls.field_names, *vars(cls).get("__annotations__", ()))
        cls._names = frozenset(cls.field_names)
        cls._usual = {name: getattr(cls, name) for name in cls.field_names if hasattr(cls, name)}

    def __init__(self, *parts: Any, **named: Any) -> None:
        held = self.__dict__
        held.update(self._usual)
        held.update(zip(self.field_names, parts, strict=False))
        held.update(named)
        if held.keys() != self._names or len(parts) > len(self.field_names):
            self._refuse(held)

    def _refuse(self, held: Mapping[str, Any]) -> None:
        """Raise TypeError, naming the part that is none, or that is missing."""
        for name in held:
            if name not in self.field_names:
                raise TypeError(f"a {type(self).__name__} has no '{name}'")
        lacking = ", ".join(f"'{name}'" for name in self.field_names if name not in held)
        raise TypeError(f"a {type(self).__name__} needs {lacking}" if lacking else "too many parts")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} does not change")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a {type(self).__name__} does not change")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def __repr__(self) -> str:
        parts = zip(self.field_names, self._parts(), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={part!r}' for name, part in parts)})"

    def _parts(self) -> tuple[Any, ...]:
        held = self.__dict__
        return tuple([held[name] for name in self.field_names])


def replace(value: _Made, **changes: Any) -> _Made:
    """Return a value with other parts in place of some. Raises TypeError for a part that it does not have."""
    return type(value)(**{**dict(zip(value.field_names, value._parts(), strict=True)), **changes})
