"""Comparisons told from what is kept beside a base: of a study only what decides where it belongs is read at first.

For each value of what is given (a route, a source of cells) is kept which studies are on each condition, with what
their people were given; for each value and condition these studies; for two values the studies that set them against
each other. So the order of a comparison and all that it counts follow without a paper, and the studies of a condition
are read when they are asked for.
"""

from __future__ import annotations

from functools import cached_property
from itertools import permutations
from typing import TYPE_CHECKING, Any

from mscq.evidence import kept
from mscq.evidence.belonging import Given, belongs, own
from mscq.evidence.compared import Block, DirectStudy, Shared, ValueAnswer
from mscq.evidence.shared_outcomes import shared_outcomes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mscq.evidence.dimensions import Dimension, Sorter
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Paper

    Rows = Sequence[Sequence[Any]]
    Row = tuple[int, list[str], bool]
    Places = tuple[list[Row], list[Row], list[Row]]

_NOT, _PARTLY, _WHOLLY = range(3)
"""How far a study is of a value."""


def of_value(dimension: Dimension, value: str, condition: str = "") -> str:
    """Return the key under which is kept what is known of a value, or its studies on a condition."""
    return f"of {dimension.name} {value} {condition}".rstrip()


def of_values(dimension: Dimension, values: Iterable[str]) -> str:
    """Return the key under which the studies are kept that set two values against each other, in this order."""
    return f"against {dimension.name} {' '.join(values)}"


class KeptComparison:
    """What is kept of the values of a comparison."""

    def __init__(self, kb: KnowledgeBase, sorter: Sorter, stored: Mapping[str, Any]) -> None:
        """``stored`` is what is kept of each value.

        Under "given" is what decides where a study belongs; under "on" by condition the rows of its trials, pooled
        analyses, open studies and silent papers: of each a place in "given" and the ids of its papers; under "against"
        the values that a study sets it against.
        """
        self.kb = kb
        self.sorter = sorter
        self._far = {value: [self._how_far(value, Given(*one)) for one in stored[value]["given"]] for value in stored}
        self._rows: dict[str, Mapping[str, Sequence[Rows]]] = {value: stored[value]["on"] for value in stored}
        self._against: dict[str, Sequence[str]] = {value: stored[value]["against"] for value in stored}

    def _how_far(self, value: str, given: Given) -> int:
        if not belongs(self.sorter, value, given):
            return _NOT
        return _WHOLLY if all(self.sorter.value_of(ids) == value for ids in given.told) else _PARTLY

    def direct(self) -> list[DirectStudy] | None:
        """Return the studies that set two values against each other, strongest first; of more values pair by pair.

        None where these cannot be read.
        """
        values = self.sorter.values
        pairs = [values] if len(values) == 2 else permutations(values, 2)
        told = [pair for pair in pairs if pair[1] in self._against[pair[0]]]
        stored = [self.kb.kept(of_values(self.sorter.dimension, pair)) for pair in told]
        return None if None in stored else [kept.read(DirectStudy, one, self.kb) for each in stored for one in each]

    def conditions(self) -> dict[str, list[str]]:
        """Return the conditions on which the values have papers, with these values."""
        found: dict[str, list[str]] = {}
        for value, rows in self._rows.items():
            for one in rows:
                found.setdefault(one, []).append(value)
        return found

    def block(self, condition: str, told: set[str], compute: Callable[[], Block]) -> Block:
        """Return a condition without the papers that are ``told`` of several values; ``compute`` makes it of papers."""
        places: dict[str, Places] = {}
        aside: dict[str, None] = {}
        for value, on in self._rows.items():
            places[value] = [], [], []
            for kind, rows in enumerate(on.get(condition, ())):
                for place, (given, *papers) in enumerate(rows):
                    far = self._far[value][given]
                    if told and not told.isdisjoint(papers):
                        continue
                    if far == _NOT:
                        aside[papers[0]] = None
                    elif kind < len(places[value]):
                        places[value][kind].append((place, papers, far == _WHOLLY))
            for rows in places[value]:
                for _, papers, _ in rows:
                    aside.pop(papers[0], None)
        return KeptBlock(self, condition, places, list(aside), compute)

    def answer(self, value: str, condition: str, places: Places) -> ValueAnswer | None:
        """Return the studies of a value at their places among those that are kept; None where these cannot be read."""
        if not any(places):
            return ValueAnswer(value)
        stored = self.kb.kept(of_value(self.sorter.dimension, value, condition))
        if stored is None:
            return None
        every: ValueAnswer = kept.read(ValueAnswer, stored, self.kb)
        trials, pooled, free = places

        def mine(block: Any, whole: bool) -> Any:
            return block if whole else own(self.sorter, value, block)

        return ValueAnswer(
            value,
            tuple([mine(every.trials[place], whole) for place, _, whole in trials]),
            tuple([mine(every.pooled[place], whole) for place, _, whole in pooled]),
            tuple([every.open_studies[place] for place, _, _ in free]),
        )


class KeptBlock(Block):
    """A condition of a comparison of which the numbers are known, and the studies are read when they are asked for."""

    def __init__(
        self,
        of: KeptComparison,
        condition: str,
        places: Mapping[str, Places],
        aside: Sequence[str],
        compute: Callable[[], Block],
    ) -> None:
        held = {value: len(trials) + len(pooled) for value, (trials, pooled, _) in places.items()}
        free = [{paper for _, papers, _ in rows for paper in papers} for *_, rows in places.values()]
        self.__dict__.update(
            condition=of.kb.vocabulary.conditions[condition],
            weight=(sum(map(bool, held.values())), sum(held.values()), sum(map(len, free))),
            tested=tuple(value for value, number in held.items() if number),
            _late=(of, places, aside, compute),
        )

    @cached_property  # type: ignore[misc]
    def values(self) -> dict[str, ValueAnswer]:
        of, places, _, compute = self.__dict__["_late"]
        made = {value: of.answer(value, self.condition.id, places[value]) for value in places}
        computed: dict[str, ValueAnswer] = compute().values if None in made.values() else made
        return computed

    @cached_property  # type: ignore[misc]
    def untold(self) -> tuple[Paper, ...]:
        of, _, aside, _ = self.__dict__["_late"]
        return tuple(map(of.kb.unread, aside))

    @cached_property  # type: ignore[misc]
    def shared(self) -> tuple[Shared, ...]:
        return tuple(shared_outcomes({value: one.held for value, one in self.values.items()}))

    def _parts(self) -> tuple[Any, ...]:
        return (self.condition, self.values, self.untold, self.shared)


def kept_comparison(kb: KnowledgeBase, sorter: Sorter) -> KeptComparison | None:
    """Return what is kept of the values of a comparison; None where of one of them nothing is that holds."""
    if not sorter.dimension.given:
        return None
    stored = {value: kb.kept(of_value(sorter.dimension, value)) for value in sorter.values}
    return KeptComparison(kb, sorter, stored) if None not in stored.values() else None
