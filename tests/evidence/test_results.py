"""Results: what tells two comparisons of one paper apart, and that neither order nor arm loses a row."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given as each_of
from hypothesis import settings
from hypothesis import strategies as st
from made_papers import BEFORE, finding, given, made_base, other_arm, paper, proportion
from runs import bundled

from mscq.evidence.dossier import dossier
from mscq.evidence.results import Result, results
from mscq.output.screens import condition as screen
from mscq.records.models import Paper
from mscq.records.terms import Arm, Topic
from mscq.text.fold import fold

OUTCOMES = bundled().vocabulary.outcomes
RETOLD = ("narrative-review", "overview-article")
TOPICS = (Topic.EFFICACY, Topic.SAFETY)
PLACEBO = {"kind": "placebo", "label": "saline"}
DRUG = {"kind": "active-treatment", "label": "hyaluronic acid"}
OTHER_DRUG = {"kind": "active-treatment", "label": "corticosteroid"}


def _sets(made: Paper) -> set[tuple[str, frozenset[str]]]:
    """The results of a made paper, each as its leading row's slug and the slugs of its rows."""
    return {
        (one.finding.id.partition(".")[2], frozenset(row.id.partition(".")[2] for row in one.rows))
        for one in results(made, OUTCOMES)
    }


@pytest.mark.parametrize("second", [DRUG, OTHER_DRUG, {"kind": "placebo", "label": "sham injection"}])
@pytest.mark.parametrize("arm", ["between", "treated"])
def test_another_comparator_is_another_result(second: dict[str, Any], arm: str) -> None:
    """A review that finds no difference from placebo and benefit over a drug says both."""
    rows = (
        finding("first", arm=arm, comparator=PLACEBO, direction="no-difference"),
        finding("second", arm=arm, comparator=second, direction="benefit"),
    )
    expected = {("first", frozenset({"first"})), ("second", frozenset({"second"}))}
    assert _sets(paper("made2020", *rows)) == _sets(paper("made2020", *rows[::-1])) == expected


def test_a_comparator_is_the_same_however_it_is_spelt() -> None:
    rows = (
        finding("cells", comparator={"kind": "placebo", "label": "Saline, i.v."}),
        finding("contrast", arm="between", comparator={"kind": "placebo", "label": "saline iv"}),
    )
    assert _sets(paper("made2020", *rows)) == {("contrast", frozenset({"cells", "contrast"}))}


@pytest.mark.parametrize(
    ("cells", "control", "joined"),
    [
        ("transplant-related mortality", "Treatment-related mortality", True),  # both are names of the outcome
        ("TRM", "non-relapse mortality", True),
        ("transplant-related mortality", None, True),
        ("transplant-related mortality", "deaths from infection", False),
        ("hallucinations", "cognitive problems", False),  # synonyms of a wide outcome may name what lies below it
    ],
)
def test_a_control_under_another_name_of_the_outcome_joins_its_arm(
    cells: str, control: str | None, joined: bool
) -> None:
    outcome = "adverse-events" if cells == "hallucinations" else "treatment-related-mortality"
    rows = (
        finding("cells", outcome=outcome, outcome_label=cells),
        finding("drug", arm="control", outcome=outcome, outcome_label=control),
    )
    both = {("cells", frozenset({"cells", "drug"} if joined else {"cells"}))}
    assert _sets(paper("made2020", *rows)) == _sets(paper("made2020", *rows[::-1])) == both
    later = finding("later", outcome=outcome, outcome_label=cells, timepoint_months=24)
    assert ("later", frozenset({"later"})) in _sets(paper("made2020", *rows, later))
    other = finding("other", outcome=outcome, outcome_label="a third name of it")
    assert both < _sets(paper("made2020", *rows, other))


def test_a_control_that_two_names_might_claim_joins_neither() -> None:
    rows = [
        finding(name, outcome="treatment-related-mortality", outcome_label=label)
        for name, label in (("first", "TRM"), ("second", "non-relapse mortality"))
    ]
    drug = finding(
        "drug", arm="control", outcome="treatment-related-mortality", outcome_label="treatment-related deaths"
    )
    assert {rows for _, rows in _sets(paper("made2020", *rows, drug))} == {frozenset({"first"}), frozenset({"second"})}


def test_each_control_joins_what_it_is_the_control_of() -> None:
    rows = (
        finding("over-saline", comparator=PLACEBO),
        finding("over-drug", comparator=DRUG),
        finding("saline", arm="control", comparator=PLACEBO),
        finding("drug", arm="control", comparator=DRUG),
    )
    assert _sets(paper("made2020", *rows)) == {
        ("over-saline", frozenset({"over-saline", "saline"})),
        ("over-drug", frozenset({"over-drug", "drug"})),
    }


def test_the_controls_own_change_stands_beside_that_of_the_treated() -> None:
    rows = (
        finding("cells", comparator=BEFORE, estimate=proportion(40)),
        finding("controls", arm="control", comparator=BEFORE, estimate=proportion(30)),
        finding("contrast", arm="between", direction="no-difference"),
    )
    assert _sets(paper("made2020", *rows)) == {
        ("cells", frozenset({"cells", "controls"})),
        ("contrast", frozenset({"contrast"})),
    }


def test_the_row_of_the_other_cell_arm_joins_as_control() -> None:
    comparator = {"kind": "other-arm", "label": "cells alone"}
    rows = (finding("both", comparator=comparator), finding("alone", arm="control", comparator=comparator))
    assert _sets(paper("made2020", *rows)) == {("both", frozenset({"both", "alone"}))}


def test_contrasts_with_two_other_arms_are_two_results() -> None:
    def contrast(name: str, source: str) -> dict[str, Any]:
        against = {"kind": "other-arm", "against": {"sources": [source]}}
        return finding(name, arm="between", intervention=given(sources=["bone-marrow"]), comparator=against)

    made = paper("made2020", contrast("cord", "umbilical-cord"), contrast("fat", "adipose-tissue"))
    assert len(_sets(made)) == 2


def test_the_figure_of_all_leads_that_of_those_who_kept_to_the_protocol() -> None:
    rows = (
        finding("kept", arm="between", analysis="per-protocol", direction="benefit"),
        finding("all", arm="between", direction="no-difference"),
    )
    for order in (rows, rows[::-1]):
        assert {lead for lead, _ in _sets(paper("made2020", *order))} == {"all"}


@cache
def _papers() -> tuple[Paper, ...]:
    return tuple(each for each in bundled().papers() if len(each.findings) > 1)


def _said(found: list[Result]) -> set[tuple[object, ...]]:
    return {
        (
            one.finding.id,
            one.direction,
            frozenset(row.id for row in one.rows),
            *(row and row.id for row in (one.treated_row, one.control_row, one.counterpart)),
        )
        for one in found
    }


@settings(deadline=None, max_examples=150)
@each_of(st.data())
def test_the_order_of_the_findings_decides_nothing(data: st.DataObject) -> None:
    made = data.draw(st.sampled_from(_papers()))
    shuffled = made.model_copy(update={"findings": data.draw(st.permutations(made.findings))})
    for topic in TOPICS:
        assert _said(results(made, OUTCOMES, topic)) == _said(results(shuffled, OUTCOMES, topic))


@st.composite
def _made_papers(draw: st.DrawFn) -> Paper:
    """Small papers whose rows are alike enough to meet: two arms, controls, contrasts, shares, comparators."""
    comparators = [PLACEBO, DRUG, BEFORE, other_arm(routes=["intravenous"]), other_arm(routes=["intrathecal"])]
    rows = [
        finding(
            f"row{number}",
            arm=draw(st.sampled_from(["treated", "control", "between", "everyone"])),
            comparator=draw(st.sampled_from(comparators)),
            direction=draw(st.sampled_from(["benefit", "harm", "stable", "no-difference", "not-applicable"])),
            intervention=draw(st.sampled_from([None, given(routes=["intravenous"]), given(routes=["intrathecal"])])),
            outcome=draw(st.sampled_from(["edss-improved", "edss-stable", "edss-worsened"])),
            outcome_label=None,
            estimate=draw(st.sampled_from([None, proportion(40), proportion(60)])),
        )
        for number in range(draw(st.integers(2, 7)))
    ]
    return paper("made2020", *rows)


@settings(deadline=None, max_examples=200)
@each_of(_made_papers(), st.data())
def test_the_order_of_made_findings_decides_nothing(made: Paper, data: st.DataObject) -> None:
    shuffled = made.model_copy(update={"findings": data.draw(st.permutations(made.findings))})
    assert _said(results(made, OUTCOMES)) == _said(results(shuffled, OUTCOMES))


def test_every_comparator_of_a_contrast_is_in_some_result() -> None:
    for each in bundled().papers():
        if each.study.design in RETOLD:
            continue
        for topic in TOPICS:
            told = {_against(one.finding) for one in results(each, OUTCOMES, topic)}
            contrasts = {_against(row) for row in each.findings if row.topic is topic and row.arm is Arm.BETWEEN}
            assert contrasts <= told, each.id


def _against(row: Any) -> tuple[object, ...]:
    return (row.outcome, row.timepoint_months, row.comparator.kind, fold(row.comparator.label or ""))


def test_a_pooled_paper_says_what_it_found_against_each_comparator() -> None:
    dai = bundled().get("dai2021")
    found = {
        (one.finding.outcome, one.finding.comparator.kind.value): one.direction.value for one in results(dai, OUTCOMES)
    }
    for outcome in ("vas-pain", "womac-pain", "womac-stiffness"):
        assert found[outcome, "placebo"] == "no-difference"
        assert found[outcome, "active-treatment"] == "benefit"


@pytest.mark.slow
def test_every_finding_of_a_condition_is_in_its_dossier() -> None:
    """Over the whole base, and for every condition: nothing on it is left out of the document."""
    kb = bundled()
    vocabulary = kb.vocabulary
    heads = [one for one in vocabulary.conditions if not vocabulary.conditions[one].broader]
    seen = set()
    for head in heads:
        below = vocabulary.conditions.narrower(head)
        document = screen.data(dossier(kb, head), vocabulary)
        shown = {row["id"] for row in document["findings"]}
        for each in kb.papers():
            named = {row.id for row in each.findings if below & set(row.conditions or each.study.conditions)}
            assert named <= shown, f"{head}: {each.id}"
            seen |= named
    assert seen == {row.id for each in kb.papers() for row in each.findings if row.conditions or each.study.conditions}


@pytest.mark.parametrize(
    "rows",
    [
        [finding("lone", arm="control", comparator=BEFORE)],
        [finding("cells", comparator=PLACEBO), finding("lone", arm="control", comparator=DRUG)],
        [finding("lone", arm="control", topic="safety"), finding("cells", topic="efficacy")],
        [finding("lone", arm="control", topic="mechanism")],
    ],
)
def test_a_control_row_without_a_treated_one_stands_by_itself(rows: list[dict[str, Any]], tmp_path: Any) -> None:
    kb = made_base(tmp_path, paper("made2020", *rows))
    shown = screen.data(dossier(kb, "multiple-sclerosis"), kb.vocabulary)["findings"]
    assert {row["id"] for row in shown} == {f"made2020.{row['id']}" for row in rows}
