"""Every check of the data, by name, and their run over a base.

A check is a small function under a decorator of :mod:`mscq.checks.registry`; the modules imported here enter
theirs when they are imported.
"""

from __future__ import annotations

from typing import NamedTuple

from mscq.checks import bibliography, estimates, evidence_logic, files, index, links, study, trials, vocabulary
from mscq.checks import statements as wording
from mscq.checks.opened import Base, PaperBase, open_base, shown
from mscq.checks.registry import CHECKS, Check, Problem, Severity

__all__ = [
    "CHECKS",
    "MODULES",
    "Base",
    "Check",
    "Counts",
    "PaperBase",
    "Problem",
    "Severity",
    "counts",
    "open_base",
    "problems",
    "rewrite",
]

MODULES = (files, vocabulary, bibliography, links, study, estimates, evidence_logic, wording, trials, index)


class Counts(NamedTuple):
    """How much was checked: records that could be read, and what they hold."""

    papers: int
    findings: int
    figures: int
    concepts: int


def problems(base: Base) -> list[Problem]:
    """What every check finds in the files to be checked, file by file."""
    order = {file.shown: position for position, file in enumerate(base.files)}
    only = {shown(base.only), *(file.shown for file in base.checked)} if base.only else None
    found = [one for check in CHECKS for one in check.problems(base) if only is None or one.file in only]
    return sorted(found, key=lambda problem: order.get(problem.file, -1))


def counts(base: Base) -> Counts:
    """How many papers, findings, figures (findings with an estimate) and concepts were checked."""
    checked = {file.path for file in base.checked}
    findings = [finding for file, paper in base.papers if file.path in checked for finding in paper.findings]
    return Counts(
        papers=sum(file.path in checked for file, _ in base.papers),
        findings=len(findings),
        figures=sum(finding.estimate is not None for finding in findings),
        concepts=sum(len(one.concepts) for file, one in base.vocabularies if file.path in checked),
    )


def rewrite(base: Base) -> list[str]:
    """Put every file to be checked into canonical form, whole or not at all; returns the paths rewritten.

    A file that does not read, or does not fit the model, is left as it is. Raises BadFile where one cannot
    be written.
    """
    from mscq.records.files import write_whole

    rewritten = []
    for file in base.checked:
        if file.record is not None and files.first_difference(file):
            write_whole(file.path, files.canonical_text(file.record))
            rewritten.append(file.shown)
    return rewritten
