"""Where a figure comes from: how and where it was read, which checks it passes, what was derived from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.effect import favours_treatment
from mscq.evidence.level import control_of, level
from mscq.evidence.part import part_of
from mscq.evidence.treatment import treatment_of

if TYPE_CHECKING:
    from mscq.checks import Problem
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Finding, Paper, Reading


class Derived(NamedTuple):
    """Something computed from a record, and by which rule."""

    name: str
    value: str
    rule: str


class Trace(NamedTuple):
    """The way back from a finding to its source.

    ``problems`` are about the finding itself, ``record_problems`` about its paper's record as a whole.
    """

    finding: Finding
    readings: tuple[Reading, ...]
    derived: tuple[Derived, ...]
    checks: tuple[str, ...]
    problems: tuple[Problem, ...]
    record_problems: tuple[Problem, ...]

    @property
    def failed(self) -> frozenset[str]:
        """The names of the checks that find something in the finding or in the record as a whole."""
        return frozenset(problem.check for problem in (*self.problems, *self.record_problems))


def traces(kb: KnowledgeBase, paper: Paper, findings: list[Finding]) -> list[Trace]:
    """The traces of some findings of a paper."""
    from mscq.checks import CHECKS, PaperBase, problems

    found = problems(PaperBase(kb, paper))
    of_record = tuple(problem for problem in found if problem.finding is None)
    checks = tuple(check.name for check in CHECKS)
    return [
        Trace(
            finding,
            tuple(one for one in paper.readings if one.read_as in (finding.read_as, *finding.also_read_as)),
            tuple(_derived(kb, paper, finding)),
            checks,
            tuple(problem for problem in found if problem.finding == finding.id),
            of_record,
        )
        for finding in findings
    ]


def _derived(kb: KnowledgeBase, paper: Paper, finding: Finding) -> list[Derived]:
    vocabulary = kb.vocabulary
    made = [
        Derived("level of evidence", str(level(paper)), f"Oxford CEBM 2011, from design {paper.study.design}"),
        Derived("control", control_of(finding).value, f"from comparator kind {finding.comparator.kind.value}"),
    ]
    treatment, own = treatment_of(paper, finding), finding.intervention
    inherited = [
        f"{name} {', '.join(getattr(treatment, name))}"
        for name in ("cells", "sources", "donors", "routes")
        if getattr(treatment, name) and not (own and getattr(own, name))
    ]
    if inherited:
        made.append(Derived("given", "; ".join(inherited), "the paper has only one, and the finding names none"))
    if finding.outcome:
        group = vocabulary.outcomes.label(vocabulary.outcomes.group(finding.outcome))
        made.append(Derived("outcome group", group, f"above {finding.outcome} in the vocabulary"))
    if (part := part_of(kb, paper, finding)) is not None:
        made.append(Derived("counted as", part.value, part.rule))
    effect = favours_treatment(finding, vocabulary.outcomes)
    if effect is not None and finding.outcome:
        better = vocabulary.outcomes[finding.outcome].better
        side = "treatment" if effect > 0 else "the comparator" if effect < 0 else "neither side"
        made.append(
            Derived(
                "favours", f"{side} ({effect:+.3g})", f"{finding.outcome}: {better} is better; ratios as logarithms"
            )
        )
    return made
