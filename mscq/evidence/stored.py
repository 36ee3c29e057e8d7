"""What follows from a record as it is stored, read without the models: for an index over a whole base.

The rules are those of ``mscq.evidence.treatment`` and ``mscq.records.models``; a test holds both equal on every
record of the base. Records may be broken: what is missing is none, and nothing is validated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mscq.records.facets import FACETS, GIVEN
from mscq.records.vocabulary import bundled_designs

Stored = Mapping[str, Any]
Named = tuple[str, str]


def findings_of(record: Stored) -> Sequence[Stored]:
    """Return the findings of a record."""
    return record.get("findings") or ()


def conditions_of(record: Stored, finding: Stored | None = None) -> Sequence[str]:
    """Return the conditions of a finding: its own, or the paper's."""
    return (finding or {}).get("conditions") or (record.get("study") or {}).get("conditions") or ()


def given_in(record: Stored) -> Stored:
    """Return what the study as a whole gave, by the fields of ``models.Intervention``."""
    return (record.get("study") or {}).get("intervention") or {}


def treatment_of(record: Stored, finding: Stored, field: str) -> Sequence[str]:
    """Return what the people of a finding were given: cells, sources, donors or routes.

    The finding's own values come first; where it is silent, the paper's value holds if the paper has only one.
    """
    whole: Sequence[str] = given_in(record).get(field) or ()
    own: Sequence[str] = (finding.get("intervention") or {}).get(field) or ()
    return own or (whole if len(whole) == 1 else ())


def set_against(finding: Stored, field: str) -> Sequence[str]:
    """Return what was given to those whom a finding is measured against, where they were given cells too."""
    return ((finding.get("comparator") or {}).get("against") or {}).get(field) or ()


def named_as_a_whole(record: Stored) -> Iterator[Named]:
    """Give the facet and id of each concept that the study names as a whole."""
    study = record.get("study") or {}
    for row in FACETS.values():
        yield from _each(row.id, study.get(row.study))
    yield from _treatment(given_in(record))


def named_in(finding: Stored) -> Iterator[Named]:
    """Give the facet and id of each concept that a finding itself names."""
    for row in FACETS.values():
        yield from _each(row.id, finding.get(row.finding))
    yield from _treatment(finding.get("intervention") or {})
    yield from _each("outcomes", finding.get("also_outcomes"))
    comparator = finding.get("comparator") or {}
    yield from _each("entities", comparator.get("treatments"))
    yield from _treatment(comparator.get("against") or {})


def taken_over(record: Stored, finding: Stored) -> Iterator[Named]:
    """Give the concepts that a finding takes over from its paper where it is silent."""
    if not finding.get("conditions"):
        yield from _each("conditions", conditions_of(record))
    own = finding.get("intervention") or {}
    for row in GIVEN:
        if not own.get(row.field):
            yield from _each(row.id, treatment_of(record, finding, row.field))


def year_of(record: Stored) -> int | None:
    """Return the year of publication."""
    parts = ((record.get("bibliography") or {}).get("issued") or {}).get("date-parts") or [[]]
    return parts[0][0] if parts[0] and isinstance(parts[0][0], int) else None


def size_of(record: Stored) -> int | None:
    """Return the number of people in the study, in total or else treated, where it tells."""
    people = (record.get("study") or {}).get("participants") or {}
    number = people.get("total") or people.get("treated")
    return number if isinstance(number, int) else None


def phases_of(record: Stored) -> set[str]:
    """Return the phases of a trial by their numbers: 1 and 2 of "1/2a"."""
    phase = (record.get("study") or {}).get("phase") or ""
    return {part.rstrip("ab") for part in str(phase).split("/")} - {""}


def studies_animals(record: Stored) -> bool:
    """Return whether a finding of a record is on animals."""
    return any(finding.get("stage") == "animal" for finding in findings_of(record))


def studies_people(record: Stored) -> bool:
    """Return whether a record is on people: it is no preclinical study, and not all its findings are of a laboratory.

    One without findings is, unless its design says otherwise.
    """
    design = bundled_designs().get(str((record.get("study") or {}).get("design")))
    if design is not None and design.evidence == "preclinical":
        return False
    stages = {finding.get("stage") for finding in findings_of(record)}
    return not stages or not stages <= {"animal", "laboratory"}


def _treatment(given: Stored) -> Iterator[Named]:
    for row in GIVEN:
        yield from _each(row.id, given.get(row.field))


def _each(facet: str, named: object) -> Iterator[Named]:
    ids = [named] if isinstance(named, str) else named if isinstance(named, Sequence) else ()
    return ((facet, one) for one in ids if one)
