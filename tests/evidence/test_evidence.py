"""What follows from the records: level, setting, what was given, results counted once, trials, the favoured side."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from made_papers import BEFORE, finding, given, one, other_arm, paper, proportion
from runs import bundled, frozen

from mscq.evidence.cohorts import cohorts, patients
from mscq.evidence.effect import favours_treatment
from mscq.evidence.level import Control, control_of, is_result, level
from mscq.evidence.results import results
from mscq.evidence.treatment import conditions, treatment_of
from mscq.records.models import Finding, Paper
from mscq.records.terms import Arm, Direction, Topic

OUTCOMES = bundled().vocabulary.outcomes
CONTROLLED = finding("held")
UNCONTROLLED = finding("free", comparator=BEFORE)
ANIMAL = finding("animal", stage="animal")
MA, SR = "meta-analysis", "systematic-review"


@pytest.mark.parametrize(
    ("design", "findings", "expected"),
    [
        ("randomized-controlled-trial", [CONTROLLED], 2),
        ("randomized-controlled-trial", [], 2),
        ("non-randomized-controlled-trial", [CONTROLLED], 3),
        ("cohort", [CONTROLLED], 3),
        ("cohort", [UNCONTROLLED], 4),
        ("single-arm-trial", [UNCONTROLLED], 4),
        ("case-series", [UNCONTROLLED], 4),
        ("case-report", [], 4),
        ("narrative-review", [CONTROLLED], 5),
        ("overview-article", [], 5),
        ("preclinical-study", [ANIMAL], 5),
        (MA, [CONTROLLED], 1),
        (MA, [UNCONTROLLED], 4),
        (MA, [UNCONTROLLED, CONTROLLED], 1),
        (MA, [], 4),
        (MA, [ANIMAL], 5),
        (SR, [finding("figure", estimate=proportion(40))], 1),
        (SR, [CONTROLLED], 4),
        (SR, [UNCONTROLLED], 4),
        (SR, [ANIMAL], 5),
    ],
)
def test_level_of_evidence(design: str, findings: list[dict[str, Any]], expected: int) -> None:
    assert level(paper("made2020", *findings, design=design)) == expected


@pytest.mark.parametrize(
    ("paper_id", "expected"),
    [("islam2023", 4), ("zhou2019", 4), ("maji2025", 1), ("deng2017", 2), ("wang2014", 4), ("yuan2022", 5)],
)
def test_level_of_named_papers(paper_id: str, expected: int) -> None:
    assert level(frozen().get(paper_id)) == expected


def test_every_level_rests_on_the_rule() -> None:
    for each in bundled().papers():
        held = any(is_result(row) and control_of(row) is Control.CONTROLLED for row in each.findings)
        if level(each) == 1:
            assert held, f"{each.id} is level 1 without a result against a control"
        if level(each) == 2:
            assert each.study.design == "randomized-controlled-trial"


@pytest.mark.parametrize(
    ("kind", "stage", "expected"),
    [
        ("placebo", "controlled-trial", Control.CONTROLLED),
        ("active-treatment", "controlled-trial", Control.CONTROLLED),
        ("usual-care", "early-clinical", Control.CONTROLLED),
        ("control-unspecified", "meta-analysis", Control.CONTROLLED),
        ("other-arm", "controlled-trial", Control.OTHER_ARM),
        ("baseline", "controlled-trial", Control.UNCONTROLLED),
        ("none", "early-clinical", Control.UNCONTROLLED),
        ("placebo", "animal", Control.NOT_HUMAN),
        ("baseline", "laboratory", Control.NOT_HUMAN),
    ],
)
def test_setting(kind: str, stage: str, expected: Control) -> None:
    assert control_of(one(comparator={"kind": kind}, stage=stage)) is expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"arm": "treated"}, True),
        ({"arm": "control", "topic": "safety"}, True),
        ({"arm": None}, False),
        ({"arm": "treated", "topic": "mechanism"}, False),
    ],
)
def test_is_result(fields: dict[str, Any], expected: bool) -> None:
    assert is_result(one(**fields)) is expected


def test_given_is_inherited_only_where_the_paper_has_one() -> None:
    silent, spoken = finding("silent"), finding("spoken", intervention=given(routes=["intrathecal"], dose="1 million"))
    whole = paper(
        "made2020",
        silent,
        spoken,
        intervention=given(
            cells=["mesenchymal-stromal-cell"],
            sources=["bone-marrow", "umbilical-cord"],
            routes=["intravenous"],
            dose="2 million",
        ),
    )
    first, second = (treatment_of(whole, row) for row in whole.findings)
    assert (list(first.cells), list(first.sources), list(first.routes)) == (
        ["mesenchymal-stromal-cell"],
        [],
        ["intravenous"],
    )
    assert (list(second.routes), second.dose, first.dose) == (["intrathecal"], "1 million", "2 million")


def test_conditions_are_the_findings_own_or_the_papers() -> None:
    whole = paper("made2020", finding("a"), finding("b", conditions=["osteoarthritis"]))
    assert [conditions(whole, row) for row in whole.findings] == [["multiple-sclerosis"], ["osteoarthritis"]]


def _results(*findings: dict[str, Any], **study: Any) -> list[tuple[str, list[str]]]:
    """The leads of a made paper's results, each with the slugs of its rows."""
    made = paper("made2020", *findings, **study)
    return [(_slug(one.finding), [_slug(row) for row in one.rows]) for one in results(made, OUTCOMES)]


def _slug(row: Finding) -> str:
    return row.id.partition(".")[2]


def test_control_row_joins_its_comparison() -> None:
    rows = (finding("cells", estimate=proportion(60)), finding("saline", arm="control", estimate=proportion(30)))
    assert _results(*rows) == [("cells", ["cells", "saline"])]
    made = paper("made2020", *rows)
    found = results(made, OUTCOMES)[0]
    assert (found.treated_row, found.control_row) == (made.findings[0], made.findings[1])


def test_contrast_leads_its_comparison() -> None:
    rows = (finding("cells"), finding("saline", arm="control"), finding("difference", arm="between"))
    assert _results(*rows) == [("difference", ["cells", "difference", "saline"])]


@pytest.mark.parametrize(
    "change",
    [
        {"outcome_label": "pain at night"},
        {"outcome": "fatigue", "outcome_label": "fatigue"},
        {"timepoint_months": 12},
        {"population": "women"},
        {"conditions": ["osteoarthritis"]},
        {"comparator": BEFORE},
        {"intervention": given(dose="twice as many")},
    ],
)
def test_another_question_is_another_result(change: dict[str, Any]) -> None:
    assert _results(finding("first"), finding("second", **change)) == [("first", ["first"]), ("second", ["second"])]


def test_control_row_joins_every_dose_of_its_outcome() -> None:
    low, high = finding("low", intervention=given(dose="low")), finding("high", intervention=given(dose="high"))
    found = _results(low, high, finding("saline", arm="control"))
    assert found == [("low", ["low", "saline"]), ("high", ["high", "saline"])]


def test_control_row_does_not_join_an_uncontrolled_result() -> None:
    assert _results(finding("before", comparator=BEFORE), finding("saline", arm="control")) == [("before", ["before"])]


def _share(name: str, value: float, direction: str) -> dict[str, Any]:
    fields = {"comparator": BEFORE, "outcome": f"edss-{name}", "outcome_label": None, "direction": direction}
    return finding(name, estimate=proportion(value), **fields)


@pytest.mark.parametrize(("improved", "worsened", "lead"), [(40, 18, "improved"), (18, 40, "worsened")])
def test_shares_of_one_group_are_one_result(improved: float, worsened: float, lead: str) -> None:
    shares = (
        _share("improved", improved, "benefit"),
        _share("stable", 33, "stable"),
        _share("worsened", worsened, "harm"),
    )
    assert _results(*shares) == [(lead, ["improved", "stable", "worsened"])]


def test_share_alone_stays_alone() -> None:
    assert _results(_share("improved", 40, "benefit")) == [("improved", ["improved"])]


def _arm(name: str, own: str, other: str, direction: str) -> dict[str, Any]:
    fields = {"intervention": given(routes=[own]), "comparator": other_arm(routes=[other]), "direction": direction}
    return finding(name, estimate=proportion(50), **fields)


@pytest.mark.parametrize("first_is_better", [True, False])
def test_mirrored_arms_are_one_result_led_by_the_better(first_is_better: bool) -> None:
    directions = ("benefit", "harm") if first_is_better else ("harm", "benefit")
    vein = _arm("vein", "intravenous", "intrathecal", directions[0])
    spine = _arm("spine", "intrathecal", "intravenous", directions[1])
    assert _results(vein, spine) == [("vein" if first_is_better else "spine", ["vein", "spine"])]
    found = results(paper("made2020", vein, spine), OUTCOMES)[0]
    assert found.counterpart is not None
    assert found.direction is Direction.BENEFIT


@pytest.mark.parametrize("design", ["narrative-review", "overview-article"])
def test_narrative_reviews_have_no_results(design: str) -> None:
    assert _results(finding("told"), design=design) == []


def test_topic_parts_results() -> None:
    made = paper("made2020", finding("works"), finding("harms", topic="safety", outcome="adverse-events"))
    assert [one.finding.id for one in results(made, OUTCOMES)] == ["made2020.works"]
    assert [one.finding.id for one in results(made, OUTCOMES, Topic.SAFETY)] == ["made2020.harms"]


def test_islam2023_is_three_results() -> None:
    found = results(frozen().get("islam2023"), OUTCOMES)
    assert [(one.finding.id, len(one.rows), one.control) for one in found] == [
        ("islam2023.edss-improved", 3, Control.UNCONTROLLED),
        ("islam2023.improved-cord-placenta", 2, Control.OTHER_ARM),
        ("islam2023.improved-intravenous", 2, Control.OTHER_ARM),
    ]


def test_no_row_of_the_base_is_counted_twice() -> None:
    """Only a control's row, which several doses share, may stand in two results."""
    for each in bundled().papers():
        rows = [row for one in results(each, OUTCOMES) for row in one.rows]
        repeated = {row.id for row in rows if rows.count(row) > 1 and row.arm is not Arm.CONTROL}
        assert not repeated, each.id


def test_no_treated_row_of_the_base_is_lost() -> None:
    for each in bundled().papers():
        if each.study.design in ("narrative-review", "overview-article"):
            continue
        for topic in (Topic.EFFICACY, Topic.SAFETY):
            wanted = {
                row.id
                for row in each.findings
                if row.topic is topic and row.arm in (Arm.TREATED, Arm.BETWEEN, Arm.EVERYONE)
            }
            held = {row.id for found in results(each, OUTCOMES, topic) for row in found.rows}
            assert wanted <= held, each.id


def _trial(name: str, total: int | None = 60, **study: Any) -> Paper:
    return paper(name, participants={} if total is None else {"total": total}, **study)


def test_papers_of_one_trial_are_one_study() -> None:
    first = _trial("first2018", 30, registrations=["NCT01234567"])
    second = _trial("second2019", 28, registrations=["NCT01234567", "NCT07654321"])
    third = _trial("third2020", None, registrations=["NCT07654321"])
    apart = _trial("apart2020", 12)
    later = _trial("later2021", 11, same_patients_as=["apart2020"])
    groups = cohorts([first, second, third, apart, later])
    assert [[one.id for one in group] for group in groups] == [
        ["first2018", "second2019", "third2020"],
        ["apart2020", "later2021"],
    ]
    assert [patients(group) for group in groups] == [30, 12]


def test_patients_of_reviews_are_not_counted_again() -> None:
    review = _trial("pooled2021", 700, design=MA)
    assert patients([review]) is None
    assert patients([review, _trial("small2019", 20)]) == 20
    assert patients([paper("made2020", participants={"treated": 9})]) == 9
    assert patients([paper("made2020", participants={"total": 19, "treated": 9, "control": 10})]) == 19


def test_same_patients_outside_the_list_do_not_matter() -> None:
    lone = _trial("lone2020", same_patients_as=["elsewhere2019"])
    assert cohorts([lone]) == [[lone]]


@pytest.mark.parametrize(
    ("outcome", "estimate", "expected"),
    [
        # lower pain is better: a fall favours the cells
        ("pain", {"measure": "mean-difference", "value": -1.5, "unit": "points"}, 1.5),
        ("pain", {"measure": "mean-difference", "value": 1.5, "unit": "points"}, -1.5),
        ("pain", {"measure": "mean-change", "value": -2, "unit": "points"}, 2),
        ("edss", {"measure": "mean-difference", "value": -0.35}, 0.35),
        ("koos", {"measure": "mean-difference", "value": 8}, 8),
        ("koos", {"measure": "standardized-mean-difference", "value": -0.4}, -0.4),
        ("relapse", {"measure": "risk-ratio", "value": 0.5}, math.log(2)),
        ("remission", {"measure": "odds-ratio", "value": 2}, math.log(2)),
        ("remission", {"measure": "odds-ratio", "value": 0.5}, -math.log(2)),
        # a figure that counts something other than the outcome does
        ("pain", {"measure": "mean-change", "value": 30, "unit": "%", "counts": "improvement"}, 30),
        ("pain", {"measure": "mean-change", "value": 2, "counts": "decrease"}, 2),
        ("koos", {"measure": "mean-change", "value": 2, "counts": "decrease"}, -2),
        ("koos", {"measure": "mean-change", "value": 2, "counts": "worsening"}, -2),
        ("pain", {"measure": "mean-change", "value": -2, "counts": "worsening"}, 2),
        ("pain", {"measure": "effect-size", "value": 0.8, "counts": "improvement"}, 0.8),
        ("pain", {"measure": "risk-ratio", "value": 2, "counts": "improvement"}, math.log(2)),
        (None, {"measure": "mean-change", "value": 2, "counts": "improvement"}, 2),
        (None, {"measure": "mean-change", "value": 2, "counts": "decrease"}, None),
        # words beside a figure decide nothing
        ("pain", {"measure": "mean-change", "value": 30, "unit": "% improvement"}, -30),
        ("pain", {"measure": "mean-change", "value": 2, "reported_as": "decrease in points"}, -2),
        # a coefficient sets no treated against no control
        ("pain", {"measure": "regression-coefficient", "value": -1}, None),
        # no sign can be told
        ("pain", {"measure": "mean", "value": 3}, None),
        ("pain", {"measure": "proportion", "value": 60, "unit": "%"}, None),
        ("pain", {"measure": "p-value", "p": "0.04"}, None),
        ("remission", {"measure": "odds-ratio", "value": 0}, None),
        ("pain", None, None),
        (None, {"measure": "mean-difference", "value": -1.5}, None),
    ],
)
def test_favours_treatment(outcome: str | None, estimate: dict[str, Any] | None, expected: float | None) -> None:
    row = one(arm="between", outcome=outcome, estimate=estimate)
    got = favours_treatment(row, OUTCOMES)
    assert got == (None if expected is None else pytest.approx(expected))


def test_a_figure_that_disagrees_with_itself_has_no_side() -> None:
    estimate = {"measure": "mean-difference", "value": -1.5, "unit": "points", "counts": "improvement"}
    assert favours_treatment(one(arm="between", estimate=estimate, as_printed=True), OUTCOMES) is None
    assert favours_treatment(one(arm="between", estimate=estimate, note="As printed: so."), OUTCOMES) == -1.5


def test_control_rows_favour_nobody() -> None:
    row = one(arm="control", estimate={"measure": "mean-change", "value": -2, "unit": "points"})
    assert favours_treatment(row, OUTCOMES) is None


def test_outcome_without_a_better_side_favours_nobody() -> None:
    neither = next(concept.id for concept in OUTCOMES.values() if concept.better is None)
    row = one(arm="between", outcome=neither, estimate={"measure": "mean-difference", "value": 1})
    assert favours_treatment(row, OUTCOMES) is None


@pytest.mark.parametrize(
    ("finding_id", "positive"),
    [("zeng2022.sledai", True), ("maji2025.edss-change-vs-control", True)],
)
def test_favours_treatment_of_named_findings(finding_id: str, positive: bool) -> None:
    paper_id = finding_id.partition(".")[0]
    row = next(one for one in frozen().get(paper_id).findings if one.id.startswith(finding_id))
    effect = favours_treatment(row, OUTCOMES)
    assert effect is not None
    assert (effect > 0) is positive


def test_direction_of_controlled_differences_agrees_with_the_derived_sign() -> None:
    """A contrast said to benefit never favours the comparator, and one said to harm never the cells.

    Where a source disagrees with itself, the record says so and the figure has no side.
    """
    wrong = []
    for each in bundled().papers():
        for row in each.findings:
            effect = favours_treatment(row, OUTCOMES)
            if effect is None or row.arm is not Arm.BETWEEN:
                continue
            if (row.direction is Direction.BENEFIT and effect < 0) or (row.direction is Direction.HARM and effect > 0):
                wrong.append((row.id, row.direction.value, effect))
    assert not wrong


def test_kinds_of_control_stand_in_their_own_order() -> None:
    order = list(Control)
    assert [one.value for one in order] == ["controlled", "other-arm", "uncontrolled", "not-human"]
    assert sorted(set(order)) == order
    assert (min(order), max(order)) == (order[0], order[-1])
    assert all(one < two and one <= two and not one > two and not one >= two for one, two in pairwise(order))
