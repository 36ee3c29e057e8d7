"""What a check is, and how one is entered: a small function under a decorator that names it and says what it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mscq.checks.opened import Base, File, Within

if TYPE_CHECKING:
    from mscq.records.models import Estimate, Finding, Paper
    from mscq.records.vocabulary_file import VocabularyFile


class Severity(StrEnum):
    """An error makes ``mscq verify`` fail; a warning asks for a second look."""

    ERROR = "error"
    WARNING = "warning"


class Problem(NamedTuple):
    """One thing that is wrong: in which file, at which finding, concept or field, by which check, what to do.

    ``finding`` is the id of the finding that it is about; None where it is about the paper, a concept or the file.
    """

    file: str
    where: str
    check: str
    severity: Severity
    message: str
    finding: str | None = None

    def __str__(self) -> str:
        warning = "warning: " if self.severity is Severity.WARNING else ""
        return ": ".join(part for part in (self.file, self.where, f"{warning}{self.message} [{self.check}]") if part)


Found = Iterator[tuple[str | Within, str]]
"""What a check yields: the field (of the record, of a finding in it, of a concept) and the message."""
InFile = Iterator[tuple[File, str | Within, str]]
"""What a check of the whole base yields: the file as well."""


class Check(NamedTuple):
    """A check: its name, what it asks in one line, how bad a breach is.

    ``excusable`` checks compare figures that a source itself may print in disagreement. The record keeps such
    figures as they are and says so in ``as_printed``; then the check is content.
    """

    name: str
    asks: str
    severity: Severity
    excusable: bool
    find: Callable[[Base], InFile]

    def problems(self, base: Base) -> Iterator[Problem]:
        """Every breach of this check in the base."""
        excuse = ", or set 'as_printed' and say in a note what the source prints" if self.excusable else ""
        for file, where, message in self.find(base):
            finding = where.finding if isinstance(where, Within) else None
            yield Problem(file.shown, str(where), self.name, self.severity, message + excuse, finding)


CHECKS: list[Check] = []


def base_check(
    name: str, asks: str, severity: Severity = Severity.ERROR, *, excusable: bool = False
) -> Callable[[Callable[[Base], InFile]], Callable[[Base], InFile]]:
    """Enter a check that looks at the whole base."""

    def enter(find: Callable[[Base], InFile]) -> Callable[[Base], InFile]:
        CHECKS.append(Check(name, asks, severity, excusable, find))
        return find

    return enter


def paper_check(
    name: str, asks: str, severity: Severity = Severity.ERROR
) -> Callable[[Callable[[Paper], Found]], Callable[[Paper], Found]]:
    """Enter a check that looks at one paper at a time; it yields field and message."""

    def enter(find: Callable[[Paper], Found]) -> Callable[[Paper], Found]:
        @base_check(name, asks, severity)
        def every(base: Base) -> InFile:
            for file, paper in base.papers:
                for where, message in find(paper):
                    yield file, where, message

        return find

    return enter


def finding_check(
    name: str, asks: str, severity: Severity = Severity.ERROR, *, excusable: bool = False
) -> Callable[[Callable[[Base, Paper, Finding], Found]], Callable[[Base, Paper, Finding], Found]]:
    """Enter a check that looks at one finding at a time; it yields field and message."""

    def enter(find: Callable[[Base, Paper, Finding], Found]) -> Callable[[Base, Paper, Finding], Found]:
        @base_check(name, asks, severity, excusable=excusable)
        def every(base: Base) -> InFile:
            for file, paper in base.papers:
                for finding in paper.findings:
                    if not (excusable and finding.as_printed):
                        for field, message in find(base, paper, finding):
                            yield file, Within(finding.id, str(field)), message

        return find

    return enter


def figure_check(
    name: str, asks: str, severity: Severity = Severity.ERROR, *, excusable: bool = False
) -> Callable[[Callable[[Estimate, Finding], Found]], Callable[[Estimate, Finding], Found]]:
    """Enter a check that looks at one estimate at a time; it yields the field of the estimate and the message."""

    def enter(find: Callable[[Estimate, Finding], Found]) -> Callable[[Estimate, Finding], Found]:
        @finding_check(name, asks, severity, excusable=excusable)
        def every(base: Base, paper: Paper, finding: Finding) -> Found:
            if finding.estimate is not None:
                for field, message in find(finding.estimate, finding):
                    yield f"estimate.{field}", message

        return find

    return enter


def vocabulary_check(
    name: str, asks: str, severity: Severity = Severity.ERROR
) -> Callable[[Callable[[VocabularyFile], Found]], Callable[[VocabularyFile], Found]]:
    """Enter a check that looks at one vocabulary file at a time; it yields concept (and field) and message."""

    def enter(find: Callable[[VocabularyFile], Found]) -> Callable[[VocabularyFile], Found]:
        @base_check(name, asks, severity)
        def every(base: Base) -> InFile:
            for file, vocabulary in base.vocabularies:
                for where, message in find(vocabulary):
                    yield file, where, message

        return find

    return enter
