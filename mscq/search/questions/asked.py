"""A question taken apart: its words, what they were read for, and what disease it is about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from mscq.records.value import Value
from mscq.search.meaning import LONGEST_QUESTION
from mscq.search.questions.controls import controls_of
from mscq.search.questions.harm import given_for, is_of_harm
from mscq.search.questions.subject import Condition, Doubt, Subject, subject_of
from mscq.search.questions.values import Pair, values_of
from mscq.search.reread import Rereader
from mscq.search.words import words

if TYPE_CHECKING:
    from mscq.search.index import Index
    from mscq.search.interpret import Reading, Unit
    from mscq.search.names import Names
    from mscq.search.resolve import Resolver


class Asked(Value):
    """One question as it was read, and what it is read by.

    ``spoken`` are the words of ``text``; ``reading`` is what search reads in it, with ``common`` the units that nearly
    every paper holds. ``units`` are the same units read anew by what stands beside them, ``telling`` those that are
    not common, ``values`` what these were read for, ``subject`` is the disease that it is about.
    """

    text: str
    spoken: Sequence[str]
    reading: Reading
    common: Sequence[Unit]
    units: Sequence[Unit]
    telling: Sequence[Unit]
    values: Sequence[Pair]
    subject: Subject
    names: Names
    conditions: Resolver
    index: Index

    @property
    def condition(self) -> Condition | None:
        """The disease that is asked about; None where none is named, or which is in doubt."""
        return self.subject.condition

    @property
    def doubt(self) -> Doubt | None:
        """The words that may mean several diseases, where there are some."""
        return self.subject.doubt

    @cached_property
    def said(self) -> str:
        """The words in a row."""
        return " ".join(self.spoken)

    @cached_property
    def meant(self) -> list[str]:
        """The words, and those that mistyped ones were read as."""
        return [*self.spoken, *(word for unit in self.units if unit.corrected for word in words(unit.corrected))]

    @cached_property
    def controls(self) -> list[Pair]:
        """What the cells are held against, where that is no cells."""
        return controls_of(self.spoken, self.values, self.names.vocabulary)

    @cached_property
    def given_for(self) -> list[Unit]:
        """What was read for a harm but is what the cells are given for."""
        return given_for(self.meant, self.units)

    @cached_property
    def is_of_harm(self) -> bool:
        """Whether harm is asked about."""
        return is_of_harm(self.meant, self.units, self.values, self.names.vocabulary)


def read(
    text: str, reading: Reading, common: Sequence[Unit], names: Names, conditions: Resolver, index: Index
) -> Asked:
    """Return a question taken apart; ``common`` are the units of its reading that nearly every paper holds."""
    spoken = words(text)[:LONGEST_QUESTION]
    telling = [unit for unit in reading.units if unit not in common]
    subject = subject_of(spoken, telling, values_of(telling, names), names, conditions)
    named = subject.condition.typed if subject.condition is not None else subject.doubt.text if subject.doubt else ""
    rereader = Rereader(spoken, index, names, subject.ids, named, conditions.hinted)
    units = rereader.units(reading.units)
    telling = [unit for unit in units if unit not in common]
    values = values_of(telling, names, rereader.reported)
    return Asked(text, spoken, reading, common, units, telling, values, subject, names, conditions, index)
