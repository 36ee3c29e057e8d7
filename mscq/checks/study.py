"""Checks of a study: its primary outcome against the findings, whom an analysis is of, what a review pools."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mscq.checks.registry import Found, InFile, Severity, base_check, finding_check, paper_check
from mscq.evidence.level import Control, control_of, is_review
from mscq.evidence.results import Result, results
from mscq.records.terms import Arm, Direction, Met, Topic

if TYPE_CHECKING:
    from mscq.checks.opened import Base
    from mscq.records.models import Finding, Paper

_AGAINST_VERDICT = {
    Met.NO: frozenset({Direction.BENEFIT}),
    Met.YES: frozenset({Direction.NO_DIFFERENCE, Direction.HARM}),
}
_LOOKS_LIKE_ID = re.compile(r"[a-z][a-z-]*\d{4}[a-z-]*")
# the comparator and its figure: 'placebo 17.92', 'control arm: 3 of 20', 'against 40%'
_COMPARATORS_FIGURE = re.compile(
    r"\b(?:placebo|sham|saline|vehicle|controls?|versus|vs\.?|against)(?: (?:arm|group))?(?: (?:with|of|was|had)|:|,)? "
    r"[-−]?\d++(?:\.\d++)?+(?! ?(?:people|patients|controls|weeks|months|years|days|mL|ml|mg))",
    re.IGNORECASE,
)


@paper_check("primary-outcome", "a verdict on the primary outcome, or the place where it was read, says which it is")
def primary_outcome(paper: Paper) -> Found:
    study = paper.study
    if study.primary_outcome is not None:
        return
    for field in ("primary_outcome_met", "primary_outcome_source"):
        if getattr(study, field) is not None:
            yield "study.primary_outcome", f"is missing, and '{field}' is there: name it, or leave that out"


@paper_check("comparator-kind", "the kind of a control group stands where no finding tells it, beside its words")
def comparator_kind(paper: Paper) -> Found:
    study = paper.study
    if study.comparator_kind is None:
        return
    if study.comparator is None:
        yield "study.comparator", "is missing, and 'comparator_kind' is there: say what the control group was given"
    for finding in paper.findings:
        if control_of(finding) is Control.CONTROLLED:
            yield "study.comparator_kind", f"{finding.id} is measured against the control group: leave it out"
            return


@finding_check("primary-verdict", "a controlled primary result agrees with the verdict on the primary outcome")
def primary_verdict(base: Base, paper: Paper, finding: Finding) -> Found:
    """A subgroup may differ from the whole, and so may one of several primary outcomes: then a note says so."""
    if finding.endpoint != "primary" or finding.analysis is not None or finding.note is not None:
        return
    met = paper.study.primary_outcome_met
    if met is None or control_of(finding) is not Control.CONTROLLED:
        return
    if finding.direction in _AGAINST_VERDICT.get(met, ()):
        said = f"'{finding.direction.value}' for a primary outcome whose verdict is '{met.value}'"
        yield "direction", f"{said}: correct one of them, or say in the note how both can be"


@finding_check("analysis", "an analysis of some of the people says of whom: in 'population' or 'group'")
def analysis(base: Base, paper: Paper, finding: Finding) -> Found:
    if finding.analysis is not None and finding.population is None and finding.group is None:
        yield "analysis", f"'{finding.analysis.value}' of whom is not said: give 'population' or 'group'"


@paper_check("pooled", "an estimate pools no more studies than its review")
def pooled(paper: Paper) -> Found:
    every = paper.study.participants.studies
    for finding in paper.findings:
        studies = finding.estimate.studies if finding.estimate is not None else None
        if every is not None and studies is not None and studies > every:
            yield f"{finding.id}: estimate.studies", f"{studies} is more than the review's {every}: correct one of them"


@base_check("includes", "what a review pools are other papers, each once, by the ids that they have in the base")
def includes(base: Base) -> InFile:
    by_id = {paper.id: paper for _, paper in base.papers}
    by_pmid = {paper.bibliography.pmid: paper.id for paper in by_id.values() if paper.bibliography.pmid}
    by_doi = {paper.bibliography.doi.lower(): paper.id for paper in by_id.values() if paper.bibliography.doi}
    for file, paper in base.papers:
        if paper.study.includes and not is_review(paper):
            yield file, "study.includes", f"belongs to reviews, and this is a {paper.study.design}: leave it out"
        seen: set[str] = set()
        for index, one in enumerate(paper.study.includes):
            where = f"study.includes[{index}]"
            named = {found for found in (by_pmid.get(one.pmid or ""), by_doi.get((one.doi or "").lower())) if found}
            if one.paper == paper.id:
                yield file, f"{where}.paper", "names the review itself: take it out"
            elif one.paper is not None and one.paper not in base.known_papers:
                yield file, f"{where}.paper", f"there is no paper '{one.paper}': correct it or take it out"
            elif others := named - {one.paper}:
                yield file, f"{where}.paper", f"its identifier is that of '{min(others)}': name that paper"
            elif one.paper in seen:
                yield file, f"{where}.paper", f"'{one.paper}' stands twice: keep one"
            seen |= {one.paper} if one.paper is not None else set()


@base_check("risk-of-bias", "a judgement of risk of bias is another paper's: an id of the base, or a citation")
def risk_of_bias(base: Base) -> InFile:
    for file, paper in base.papers:
        for index, one in enumerate(paper.study.risk_of_bias):
            where = f"study.risk_of_bias[{index}]"
            if one.judged_in == paper.id:
                yield file, f"{where}.judged_in", "names the trial itself: only a review's judgement belongs here"
            elif one.judged_in not in base.known_papers and _LOOKS_LIKE_ID.fullmatch(one.judged_in):
                yield file, f"{where}.judged_in", f"there is no paper '{one.judged_in}': correct it, or cite the review"
            if (one.score is None) is (one.overall == "score"):
                yield file, f"{where}.score", "goes with the overall judgement 'score', and only with it: correct one"


@base_check("one-arm", "where the control's own figure is told, it has a row", Severity.WARNING, excusable=True)
def one_arm(base: Base) -> InFile:
    outcomes = base.facets.get("outcomes")
    if outcomes is None:
        return
    for file, paper in base.papers:
        for topic in (Topic.EFFICACY, Topic.SAFETY):
            for result in results(paper, outcomes, topic):
                for row in _alone(result):
                    yield file, f"{row.id}: arm", "has no row of the control's figure, which the text tells: add it"


def _alone(result: Result) -> list[Finding]:
    """The treated rows of a controlled result whose text tells a figure of the control that no row holds."""
    if result.control is not Control.CONTROLLED or result.control_row is not None:
        return []
    return [
        row
        for row in result.rows
        if row.arm is Arm.TREATED
        and row.estimate is not None
        and not row.as_printed
        and any(_COMPARATORS_FIGURE.search(text) for text in (row.statement, row.note) if text)
    ]
