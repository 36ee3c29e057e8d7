"""What narrows the list: the filters that stand as chips above it, and the selection they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from mscq.selection import Selection
    from mscq.vocabulary import Facet, Vocabulary


class Kind(NamedTuple):
    """A kind of filter: the field of a Selection that it sets, and the facet its values come from."""

    field: str
    facet: str


KINDS: dict[str, Kind] = {
    "route": Kind("routes", "routes"),
    "source": Kind("sources", "cell-sources"),
    "cell": Kind("cells", "cell-types"),
    "design": Kind("designs", "designs"),
}
KIND_OF_FACET = {kind.facet: name for name, kind in KINDS.items()}
CONTROLLED_ONLY = "controlled only"


class Chip(NamedTuple):
    """One filter: its kind and the concept it asks for; the kind ``controlled`` has no concept."""

    kind: str
    value: str = ""


CONTROLLED = Chip("controlled")


def facet_of(vocabulary: Vocabulary, kind: str) -> Facet:
    """The facet that a kind of filter takes its values from."""
    return vocabulary.facet(KINDS[kind].facet)


def label(vocabulary: Vocabulary, chip: Chip) -> str:
    """What a chip says: 'route: Intravenous', 'controlled only'."""
    if chip == CONTROLLED:
        return CONTROLLED_ONLY
    return f"{chip.kind}: {facet_of(vocabulary, chip.kind).label(chip.value)}"


def selection(chips: Iterable[Chip], condition: str | None = None) -> Selection:
    """The selection that chips and a condition add up to; chips of one kind are alternatives."""
    from mscq.selection import Selection

    fields: dict[str, Any] = {"conditions": (condition,)} if condition else {}
    for chip in chips:
        if chip == CONTROLLED:
            fields["controlled"] = True
        else:
            field = KINDS[chip.kind].field
            fields[field] = (*fields.get(field, ()), chip.value)
    return Selection(**fields)


def chips_of(asked: Selection) -> Iterator[Chip]:
    """The chips that a selection from the command line stands for."""
    for name, kind in KINDS.items():
        for value in getattr(asked, kind.field):
            yield Chip(name, value)
    if asked.controlled:
        yield CONTROLLED
