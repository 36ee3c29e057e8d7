"""What follows from the fields of a record alone, whichever class holds them.

Each class here lends its properties to a model of :mod:`mscq.records.models` and to the record of the same name
that is read without pydantic (:mod:`mscq.records.validated`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mscq.records.shown import Shown

if TYPE_CHECKING:
    from typing import Self

    from mscq.records.vocabulary import Concept, Facet, Vocabulary


class Dated:
    """A date in CSL-JSON's ``date-parts``."""

    @property
    def year(self: Any) -> int:
        """The year."""
        return int(self.date_parts[0][0])

    @property
    def month(self: Any) -> int | None:
        """The month, where the source has it."""
        return int(self.date_parts[0][1]) if len(self.date_parts[0]) > 1 else None

    @property
    def day(self: Any) -> int | None:
        """The day, where the source has it."""
        return int(self.date_parts[0][2]) if len(self.date_parts[0]) > 2 else None


class Published:
    """A bibliographic record."""

    @property
    def year(self: Any) -> int | None:
        """The year of publication, where it is known."""
        return int(self.issued.year) if self.issued else None


class Counted:
    """The people of a study."""

    @property
    def n(self: Any) -> int | None:
        """The people in the study, else those given cells; None where neither was seen."""
        return self.total or self.treated  # type: ignore[no-any-return]


class Reviewed(Shown):
    """A reviewed paper of a base, whose design is a concept of the base's vocabulary."""

    if TYPE_CHECKING:
        _designs: Facet | None

    def __hash__(self: Any) -> int:
        return hash(self.id)

    def __repr__(self: Any) -> str:
        return f"Paper({self.id!r}, title={self.bibliography.title!r}, year={self.bibliography.year})"

    __str__ = __repr__

    def written_in(self, designs: Facet) -> Self:
        """Return the paper itself, its design from now on looked up in this vocabulary."""
        self._designs = designs
        return self

    @property
    def designs(self: Any) -> Facet | None:
        """The designs of the base that the paper was read from; None where it was read from none."""
        return self._designs  # type: ignore[no-any-return]

    @property
    def vocabulary(self: Any) -> Vocabulary:
        """The vocabulary of the base that the paper was read from; the bundled one where it was read from none."""
        from mscq.records.settings import data_folder
        from mscq.records.vocabulary import Vocabulary

        own = self._designs.of if self._designs is not None else None
        return own or Vocabulary(data_folder() / "vocabulary")

    @property
    def design(self: Any) -> Concept:
        """The concept of the study's design, in the vocabulary of the base that the paper was read from.

        A paper read from no base is looked up in the bundled one. A design that the vocabulary lacks is a concept
        of which nothing is known.
        """
        name = self.study.design
        if self._designs is not None and name in self._designs:
            return self._designs[name]  # type: ignore[no-any-return]
        from mscq.records.vocabulary import Concept, bundled_designs

        known = bundled_designs() if self._designs is None else {}
        return known.get(name) or Concept(id=name, label=name)


DERIVED: dict[str, type] = {
    "IssuedDate": Dated,
    "Bibliography": Published,
    "Participants": Counted,
    "Paper": Reviewed,
}
"""What each record derives, by the record's name."""
