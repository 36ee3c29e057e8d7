"""What narrows the list: the filters that stand as chips above it, and the selection they add up to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.records.facets import FACETS

if TYPE_CHECKING:
    from mscq.browse.catalogue import Catalogue
    from mscq.evidence.selection import Selection
    from mscq.records.vocabulary import Facet, Vocabulary


class Kind(NamedTuple):
    """A kind of filter: the field of a Selection that it sets, and the facet its values come from."""

    field: str
    facet: str


CONDITION = "condition"
KINDS: dict[str, Kind] = {
    row.option: Kind(row.field, row.id) for row in FACETS.values() if row.of_study and row.option != CONDITION
}
KIND_OF_FACET = {kind.facet: name for name, kind in KINDS.items()}
CONTROLLED_ONLY = "controlled only"


class Chip(NamedTuple):
    """One filter: its kind and the concept it asks for; the kind ``controlled`` has no concept."""

    kind: str
    value: str = ""


CONTROLLED = Chip("controlled")


class Offer(NamedTuple):
    """A filter to choose: its chip, what it says, all its names, and how many of the papers shown fit it."""

    chip: Chip
    label: str
    names: tuple[str, ...]
    papers: int


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
    from mscq.evidence.selection import Selection

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


def offers(shelf: Catalogue, shown: Collection[str], chips: Collection[Chip]) -> list[Offer]:
    """The filters that some of the papers shown fit, without those that are set; within a kind most papers first."""
    from mscq.evidence.selection import Selector

    ids = set(shown)
    made = []
    if CONTROLLED not in chips:
        held = {paper.id for paper in Selector(shelf.kb, selection([CONTROLLED])).papers()}
        names = (CONTROLLED_ONLY, "with a control group")
        made.append(Offer(CONTROLLED, CONTROLLED_ONLY, names, len(ids & held)))
    for kind in KINDS:
        facet = facet_of(shelf.vocabulary, kind)
        counted = [
            Offer(chip, label(shelf.vocabulary, chip), (kind, *facet[one].names), number)
            for one in facet
            if (chip := Chip(kind, one)) not in chips and (number := len(ids & shelf.naming(facet.name, one)))
        ]
        made.extend(sorted(counted, key=lambda offer: (-offer.papers, offer.label)))
    return made


def recognised(shelf: Catalogue, text: str) -> list[Chip]:
    """The filters that a typed text names, if each of its words belongs to the name of just one concept.

    A condition comes as a chip of the kind ``condition``; two of them are none.
    """
    kinds = {**KIND_OF_FACET, "conditions": CONDITION}
    units = shelf.read_as(text)
    named = [unit.concepts[0] for unit in units if len(unit.concepts) == 1 and unit.concepts[0].facet in kinds]
    chips = [Chip(kinds[one.facet], one.id) for one in named]
    conditions = [chip for chip in chips if chip.kind == CONDITION]
    return chips if len(chips) == len(units) and len(conditions) < 2 else []


def reading(shelf: Catalogue, text: str) -> str:
    """What the words of a typed text are taken for, and what Enter makes of them; empty for unknown words."""
    said = []
    for unit in shelf.read_as(text):
        read = f"{unit.typed} read as {unit.corrected}" if unit.corrected else unit.typed
        if unit.concepts:
            said.append(f"{read} is {' or '.join(one.label for one in unit.concepts)}")
        elif unit.corrected:
            said.append(read)
    enter = "   Enter: take as filter" if recognised(shelf, text) else ""
    return "; ".join(said) + enter
