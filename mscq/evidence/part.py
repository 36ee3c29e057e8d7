"""What a finding is in the answer of its study, and by which of the rules of :mod:`mscq.evidence.answer`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.evidence.answer import Pooled, Status, Trial
from mscq.evidence.answering import answer
from mscq.evidence.selection import Selection
from mscq.records.terms import Analysis, ComparatorKind, Endpoint, Topic
from mscq.records.value import Value

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Finding, Paper


class Part(Value):
    """What a finding is, and the rule by which it is that."""

    value: str
    rule: str


_BY_ENDPOINT = "a study answers by its primary endpoint, as randomised, at the longest follow-up (CONSORT item 6a)"
_SILENT = "no primary endpoint is known: all results as randomised answer, at the longest follow-up of each outcome"
_REASONS = {
    Analysis.SUBGROUP: "a subgroup is never counted",
    Analysis.POST_HOC: "a post-hoc analysis is never counted",
    Analysis.PER_PROTOCOL: "an analysis of those who kept to the protocol is not counted beside one of all",
}


def part_of(kb: KnowledgeBase, paper: Paper, finding: Finding) -> Part | None:
    """Return what a finding is in its study's answer, None for what is no result on an effect."""
    if finding.topic is not Topic.EFFICACY or not paper.study.conditions:
        return None
    facet = kb.vocabulary.conditions
    for condition in dict.fromkeys(facet.head(one) for one in finding.conditions or paper.study.conditions):
        made = answer(kb, condition, Selection(papers=(paper.id,)))
        blocks: tuple[Trial | Pooled, ...] = (*made.trials, *made.pooled, *made.rankings)
        for one in blocks:
            told = {row.id for each in one.answered for found in each.every for row in found.rows}
            if finding.id in told:
                if isinstance(one, Trial) and one.status is not Status.NOT_STATED:
                    return Part(f"the answer of its study, primary endpoint {one.status.value}", _BY_ENDPOINT)
                return Part("one of the results that answer, endpoint not stated", _SILENT)
            if any(finding.id in {row.id for row in each.rows} for each in one.others):
                return Part("kept beside the answer of its study, not counted", _reason(finding))
        if any(finding.id in {row.id for row in found.rows} for one in made.open_studies for found in one.results):
            return Part("a result without a control, counted apart", "what no control stands against shows no effect")
    return None


def _reason(finding: Finding) -> str:
    if finding.analysis is not None:
        return _REASONS[finding.analysis]
    if finding.endpoint is not None and finding.endpoint is not Endpoint.PRIMARY:
        return f"a {finding.endpoint.value} outcome is never counted"
    if finding.comparator.kind in (ComparatorKind.BASELINE, ComparatorKind.NONE):
        return "what rests on one arm or on a baseline is no result against a control"
    return _BY_ENDPOINT
