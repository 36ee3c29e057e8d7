"""Values of evidence in a serial form, as they are kept beside a base, and read back part by part when asked for.

A value is the list of its parts and of what is told of it beside them. A paper is its id, a finding its place in the
paper of its value, a term what it stands for. What a part holds is told by its annotation, so
that a part that is added is kept too. What is read back is a value of the same class with the same parts; no record is
read before something is asked that is not kept.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.evidence.results import Result
from mscq.records.value import Value

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase

_TOLD: Mapping[str, tuple[str, ...]] = {
    "Answered": ("direction", "compared"),
    "DirectStudy": ("favours", "settled"),
    "Harm": ("half_told",),
    "Open": ("reports_gain",),
    "Pooled": ("direction", "has_figure"),
    "Result": ("direction", "control"),
    "Trial": ("direction", "label", "n", "randomised", "source"),
}
"""What follows from the parts of a value and is asked for where no record needs to be read, by the value's class."""
_ASKED = ("Selector", "Concept", "Selection")
"""What is known of a value before it is read."""
_PLAIN = ("str", "int", "float", "bool")


class _Kind(NamedTuple):
    """How what a value holds is told, and read back for it."""

    told: Callable[[Any, Any], Any]
    read: Callable[[Any, Any], Any]


def told(value: Any) -> list[Any]:
    """Return a value in serial form. Raises TypeError for a part that is of no kind that can be told."""
    return [part.kind.told(getattr(value, part.name), value) for part in _parts_of(_class(value))]


def read(kind: Any, stored: Sequence[Any], kb: KnowledgeBase, **asked: Any) -> Any:
    """Return the value of a class that was told so of a base; ``asked`` are parts that are known already."""
    late = _late(kind)
    value = late.__new__(late)
    value.__dict__.update(asked, _kept=(stored, kb))
    return value


def _class(value: Any) -> Any:
    return type(value)


class _Part:
    """A part of a value, or what is told of it: read when it is first asked for, and in its place from then on."""

    def __init__(self, name: str, place: int, kind: _Kind, usual: Any) -> None:
        self.name = name
        self.place = place
        self.kind = kind
        self.usual = usual

    def __get__(self, value: Any, owner: type) -> Any:
        held = value.__dict__
        if "_kept" not in held:  # it was made of one that was read
            return self.usual.__get__(value, owner)
        found = held[self.name] = self.kind.read(held["_kept"][0][self.place], value)
        return found


@cache
def _late(kind: Any) -> Any:
    """The class of values of a class that are read part by part."""
    made: Any = type(kind.__name__, (kind,), {part.name: part for part in _parts_of(kind)})
    made._usual = kind._usual
    made._parts = lambda value: tuple([getattr(value, name) for name in kind.field_names])
    made.__eq__ = _same
    made.__hash__ = kind.__hash__
    return made


def _same(one: Any, other: Any) -> Any:
    """Whether two values are the same, by the first parts that differ: of most no more is read."""
    if one is other:
        return True
    if type(one) is not type(other):
        return NotImplemented
    return all(getattr(one, name) == getattr(other, name) for name in one.field_names)


@cache
def _parts_of(kind: Any) -> tuple[_Part, ...]:
    kind = next(one for one in kind.__mro__ if one.__module__ != __name__)
    said = {
        name: words for each in reversed(kind.__mro__) for name, words in vars(each).get("__annotations__", {}).items()
    }
    beside = {name: vars(kind)[name] for name in _TOLD.get(kind.__name__, ())}
    wanted = [(name, said[name], None) for name in kind.field_names]
    wanted += [(name, _returned(usual), usual) for name, usual in beside.items()]
    names = vars(sys.modules[kind.__module__])
    return tuple(_Part(name, place, _kind(words, names), usual) for place, (name, words, usual) in enumerate(wanted))


def _returned(usual: Any) -> str:
    made = usual.func if isinstance(usual, cached_property) else usual.fget
    return str(made.__annotations__["return"])


def _kind(said: str, names: Mapping[str, Any]) -> _Kind:
    """The kind that an annotation means. Raises TypeError."""
    if said.endswith(" | None"):
        some = _kind(said.removesuffix(" | None"), names)
        return _Kind(
            lambda one, owner: None if one is None else some.told(one, owner),
            lambda stored, owner: None if stored is None else some.read(stored, owner),
        )
    if said.startswith("tuple[") and said.endswith(", ...]"):
        each = _kind(said[len("tuple[") : -len(", ...]")], names)
        return _Kind(
            lambda several, owner: [each.told(one, owner) for one in several],
            lambda stored, owner: tuple([each.read(one, owner) for one in stored]),
        )
    if said == "frozenset[str]":
        return _Kind(lambda several, _: sorted(several), lambda stored, _: frozenset(stored))
    if said.startswith("dict[str, "):
        one_of = _kind(said[len("dict[str, ") : -1], names)
        return _Kind(
            lambda by, owner: {name: one_of.told(one, owner) for name, one in by.items()},
            lambda stored, owner: {name: one_of.read(one, owner) for name, one in stored.items()},
        )
    if said in _PLAIN:
        return _Kind(lambda one, _: one, lambda stored, _: stored)
    if said in _ASKED:
        return _Kind(lambda *_: None, lambda *_: None)
    if said in _OF_RECORDS:
        return _OF_RECORDS[said]
    found: Any = names.get(said)
    if isinstance(found, type) and issubclass(found, Enum):
        return _Kind(lambda one, _: one.value, lambda stored, _: found(stored))
    if isinstance(found, type) and issubclass(found, Value):
        return _Kind(lambda one, _: told(one), lambda stored, owner: read(found, stored, owner.__dict__["_kept"][1]))
    raise TypeError(f"what is a {said} cannot be told")


def _place(finding: Any, owner: Any) -> int:
    return next(place for place, one in enumerate(owner.paper.findings) if one is finding)


def _result(stored: Sequence[Any], owner: Any) -> Result:
    """One and the same result for all values that hold it, as where results are made."""
    kb = owner.__dict__["_kept"][1]
    key = ("kept", stored[0], stored[1], *stored[2])
    found: Result = kb.memo[key] if key in kb.memo else kb.memo.setdefault(key, read(Result, stored, kb))
    return found


_OF_RECORDS = {
    "Paper": _Kind(lambda paper, _: paper.id, lambda name, owner: owner.__dict__["_kept"][1].unread(name)),
    "Finding": _Kind(_place, lambda place, owner: owner.paper.findings[place]),
    "Result": _Kind(lambda one, _: told(one), _result),
}
