"""What parts the studies that answer no from those that answer yes: the field of design or PICO that differs most."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from math import comb
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.dimensions import DIMENSIONS
from mscq.evidence.level import Control
from mscq.evidence.treatment import conditions
from mscq.records.terms import ComparatorKind

if TYPE_CHECKING:
    from mscq.evidence.reply import Reply

SEPARATES = 0.5
"""The least difference between two shares that is said to separate the sides."""
ALIKE = 0.25
"""Below this difference a field is said not to separate them."""
ENOUGH = 2
"""Studies on each side from which on a difference is said to separate them."""
CHANCE = 0.05
"""From this p on a split is said to be possible by chance."""
MANY = 50
"""People from which on a study counts as large."""
LONG = 11.0
"""Months from which on a follow-up counts as one of a year: 48 weeks are meant as such."""

_SAID = 2
Values = Mapping[str, frozenset[str] | None]


class Count(NamedTuple):
    """How many of the studies of a side have a value, of those where the field is known."""

    having: int
    known: int

    @property
    def share(self) -> float:
        return self.having / self.known


class Split(NamedTuple):
    """A value of a field, and how often each side has it."""

    field: str
    value: str
    no: Count
    yes: Count

    @property
    def size(self) -> float:
        """The difference without its sign, in steps that no rounding of a share can make."""
        return round(abs(self.difference), 9)

    @property
    def is_borne(self) -> bool:
        """Whether enough studies are known on each side, and enough have the value on the side that leads."""
        leading = self.no if self.difference > 0 else self.yes
        return min(self.no.known, self.yes.known, leading.having) >= ENOUGH

    @property
    def chance(self) -> float:
        """How often chance alone parts the sides so far or further: Fisher's exact test, two-sided."""
        having, known = self.no.having + self.yes.having, self.no.known + self.yes.known
        lowest, highest = max(0, having - self.yes.known), min(having, self.no.known)
        ways = {at: comb(self.no.known, at) * comb(self.yes.known, having - at) for at in range(lowest, highest + 1)}
        return sum(one for one in ways.values() if one <= ways[self.no.having]) / comb(known, having)

    @property
    def varies(self) -> bool:
        """Whether some studies have the value and some have not."""
        return 0 < self.no.having + self.yes.having < self.no.known + self.yes.known

    @property
    def difference(self) -> float:
        """The share of the "no" studies that have it less that of the "yes" studies, -1 to 1."""
        return self.no.share - self.yes.share


class Separation(NamedTuple):
    """What separates two sides: the split that does it best, None where none is large enough, and fields that do not.

    With fewer than ``ENOUGH`` studies on a side ``best`` is None: they can only differ, and ``differ`` names the fields
    in which all of one side differ from all of the other, but size, which stands beside each study.
    """

    best: Split | None
    alike: tuple[str, ...]
    differ: tuple[str, ...] = ()


def separation(
    no: Sequence[Reply], yes: Sequence[Reply], condition: str = "", without: Collection[str] = ()
) -> Separation:
    """Return what parts these studies; ``without`` names fields that are left out.

    Values that are no more special than the ``condition`` itself do not count as a form of the disease.
    """
    fields = [one for one in FIELDS if one not in without]
    splits = split_best(
        [_values(one, fields, condition) for one in no], [_values(one, fields, condition) for one in yes]
    )
    alike = tuple(one.field for one in splits if one.varies and one.size < ALIKE)[:_SAID]
    if min(len(no), len(yes)) < ENOUGH:
        return Separation(None, alike, tuple(one.field for one in splits if one.size == 1 and one.field != "size"))
    return Separation(best_of(splits), alike)


def best_of(splits: Sequence[Split]) -> Split | None:
    """Return the split that parts the sides best, None where none reaches ``SEPARATES``.

    Of splits within ``ALIKE`` of the largest the first is taken: what is asked of a design first comes first.
    """
    counted = [one for one in splits if one.size >= SEPARATES and one.is_borne]
    largest = max((one.size for one in counted), default=0.0)
    return next((one for one in counted if one.size >= largest - ALIKE), None)


def split_best(no: Sequence[Values], yes: Sequence[Values]) -> list[Split]:
    """Return the value that parts the sides best, for each field that is known for half of both, and two of several.

    Of values that part them equally well, one that the "no" side has more often comes first. The order of fields is
    that of the mappings.
    """
    found = []
    for field in dict.fromkeys(name for one in (*no, *yes) for name in one):
        sides = [[held for one in side if (held := one.get(field))] for side in (no, yes)]
        asked = [[one for one in side if one.get(field) is not None] for side in (no, yes)]
        if not all(_enough(known, side) for known, side in zip(sides, asked, strict=True)):
            continue
        splits = [
            Split(field, value, *(Count(sum(value in one for one in known), len(known)) for known in sides))
            for value in sorted({value for known in sides for one in known for value in one})
        ]
        found.append(max(splits, key=lambda one: (one.size, one.difference)))
    return found


def _enough(known: Sequence[object], side: Sequence[object]) -> bool:
    return len(known) >= max(1, min(len(side), ENOUGH), len(side) / 2)


_OF_TRIALS = ("randomised", "size")


def _values(reply: Reply, fields: Iterable[str], condition: str) -> Values:
    """What a study has of each field; None of a review where it is asked of trials alone."""
    asked = {name: not (reply.review and name in _OF_TRIALS) for name in fields}
    return {name: FIELDS[name](reply) - {condition} if asked[name] else None for name in fields}


def _known(value: object) -> frozenset[str]:
    return frozenset({str(value)}) if value is not None else frozenset()


def _either(held: bool | None, yes: str, no: str) -> frozenset[str]:
    return _known(None if held is None else yes if held else no)


def _given(name: str) -> Callable[[Reply], frozenset[str]]:
    """The one value that all people of a study were given; none where its arms differ, or several were given."""
    ids = DIMENSIONS[name].ids

    def values(reply: Reply) -> frozenset[str]:
        found = frozenset(one for each in reply.answered for one in ids(each.result.paper, each.result.finding))
        return found if len(found) == 1 else frozenset()

    return values


def _comparators(reply: Reply) -> frozenset[str]:
    return frozenset(one.value for one in reply.comparators if one is not ComparatorKind.CONTROL)


def _outcomes(reply: Reply) -> frozenset[str]:
    named = (one.result.finding.outcome for one in reply.answered if not reply.overall)
    return frozenset(one for one in named if one is not None)


FIELDS: Mapping[str, Callable[[Reply], frozenset[str]]] = MappingProxyType(
    {
        "route": _given("route"),
        "source": _given("source"),
        "donor": _given("donor"),
        "cell": _given("cell"),
        "dose": _given("dose"),
        "comparator": _comparators,
        "randomised": lambda one: _either(
            bool(one.paper.design.randomised) and one.control is not Control.UNCONTROLLED,
            "randomised",
            "not-randomised",
        ),
        "blinding": lambda one: _known(one.paper.study.blinding and one.paper.study.blinding.value),
        "pooled": lambda one: _either(one.review, "pooled", "single"),
        "follow-up": lambda one: _either(None if one.months is None else one.months >= LONG, "long", "short"),
        "size": lambda one: _either(None if one.n is None else one.n >= MANY, "large", "small"),
        "form": lambda one: frozenset(
            name for each in one.answered for name in conditions(each.result.paper, each.result.finding)
        ),
        "outcome": _outcomes,
        "sponsor": lambda one: _known(one.paper.study.sponsor and one.paper.study.sponsor.kind),
        "read": lambda one: _known(
            source.value if (source := one.paper.study.primary_outcome_source) is not None else "paper"
        ),
    }
)
"""The fields in the order in which they are told, and how the values of a study are read; none where not known."""
