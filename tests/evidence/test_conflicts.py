"""Disagreements between papers: the ones a careful reader would find, by a rule that finds none where there is none."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from made_papers import BEFORE, finding, given, made_base, other_arm, paper
from runs import Done, Words, bundled, frozen, run_each
from support import run_mscq

from mscq.evidence.cohorts import cohorts
from mscq.evidence.conflicts import Conflict, Kind, Preference, Side, conflicts_among, contradict
from mscq.evidence.level import CONTROLLED, Control, level
from mscq.records.models import Direction, Paper

MS, LUPUS, OA = "multiple-sclerosis", "systemic-lupus-erythematosus", "osteoarthritis"


@pytest.fixture(scope="module")
def found() -> list[Conflict]:
    """Every conflict of the bundled base."""
    return conflicts_among(bundled(), list(bundled().papers()))


def _answers(conflict: Conflict) -> dict[str, str]:
    return {side.paper.id: _said(side) for side in conflict.sides}


def _said(side: Side) -> str:
    if side.verdict.better:
        return f"{'/'.join(sorted(side.verdict.better))} better"
    return {Direction.NO_DIFFERENCE: "none"}.get(side.verdict.direction, side.verdict.direction.value)


@pytest.mark.parametrize(
    ("kind", "condition", "about", "answers", "differs"),
    [
        (Kind.ARMS, MS, "routes", {"islam2023": "intravenous better", "zhou2019": "intrathecal better"}, "outcome"),
        (Kind.WITH_AND_WITHOUT, LUPUS, "umbilical-cord", {"deng2017": "none", "wang2014": "benefit"}, "design"),
        (Kind.CONTROL, OA, "placebo", {"adipoa2025": "none", "kim2023": "benefit"}, "patients"),
        (Kind.POOLED, MS, "", {"islam2023": "benefit", "maji2025": "none"}, "control"),
    ],
)
def test_what_a_careful_reader_would_find(
    kind: Kind, condition: str, about: str, answers: dict[str, str], differs: str
) -> None:
    every = conflicts_among(frozen(), list(frozen().papers()))
    fitting = [one for one in every if (one.kind, one.condition, one.about) == (kind, condition, about)]
    assert any(answers.items() <= _answers(one).items() and differs in one.differs for one in fitting)


def test_every_conflict_holds_what_the_rule_says(found: list[Conflict]) -> None:
    for one in found:
        verdicts = {_said(side) for side in one.sides}
        assert len({side.paper.id for side in one.sides}) > 1
        if one.kind is Kind.ARMS:
            assert len(verdicts) > 1
            continue
        assert {"benefit", "none"} <= verdicts
        for side in one.sides:
            kinds = {result.finding.comparator.kind for result in side.results}
            if one.kind is Kind.CONTROL:
                assert kinds <= CONTROLLED
            if one.kind is Kind.POOLED:
                assert side.paper.study.design in ("meta-analysis", "systematic-review")
            if _said(side) == "benefit":
                assert {result.direction.value for result in side.results} & {"benefit"}
            if _said(side) == "none":
                assert "benefit" not in {result.direction.value for result in side.results}


def test_the_uncontrolled_side_is_never_said_to_be_controlled(found: list[Conflict]) -> None:
    for one in found:
        if one.kind is Kind.WITH_AND_WITHOUT:
            for side in one.sides:
                held = side.strongest.finding.comparator.kind in CONTROLLED
                assert held is (_said(side) == "none") is (side.control is Control.CONTROLLED)


def test_stronger_design_first(found: list[Conflict]) -> None:
    for one in found:
        levels = [level(side.paper) for side in one.sides]
        assert levels == sorted(levels)


def test_conflicts_stay_within_one_disease_and_outcome_group(found: list[Conflict]) -> None:
    outcomes, conditions = bundled().vocabulary.outcomes, bundled().vocabulary.conditions
    for one in found:
        for side in one.sides:
            for result in side.results:
                named = result.finding.conditions or side.paper.study.conditions
                assert one.condition in {conditions.head(each) for each in named}
                if one.kind is not Kind.ARMS:
                    assert result.finding.outcome is not None
                    assert one.outcome_group in outcomes.groups(result.finding.outcome)


def test_papers_on_the_same_patients_answer_once(found: list[Conflict]) -> None:
    for one in found:
        by_verdict: dict[str, list[Paper]] = {}
        for side in one.sides:
            by_verdict.setdefault(_said(side), []).append(side.paper)
        for papers in by_verdict.values():
            assert len(cohorts(papers)) == len(papers)


# small bases made by hand


def _trial(name: str, direction: str, n: int = 60, **study: Any) -> Paper:
    return paper(name, finding("pain", direction=direction), participants={"total": n}, **study)


def _kinds(folder: Path, *papers: Paper) -> list[tuple[Kind, dict[str, str]]]:
    kb = made_base(folder, *papers)
    return [(one.kind, _answers(one)) for one in conflicts_among(kb, list(kb.papers()))]


def test_trials_that_answer_differently_conflict(tmp_path: Path) -> None:
    kinds = _kinds(tmp_path, _trial("yes2020", "benefit"), _trial("no2021", "no-difference", 300))
    assert kinds == [(Kind.CONTROL, {"no2021": "none", "yes2020": "benefit"})]


@pytest.mark.parametrize("directions", list(product(("benefit", "mixed", "not-applicable"), repeat=2)))
def test_no_conflict_unless_one_finds_benefit_and_one_none(tmp_path: Path, directions: tuple[str, str]) -> None:
    assert _kinds(tmp_path, _trial("first2020", directions[0]), _trial("second2021", directions[1])) == []


def test_other_diseases_do_not_conflict(tmp_path: Path) -> None:
    other = _trial("second2021", "no-difference", conditions=["parkinson-disease"])
    assert _kinds(tmp_path, _trial("first2020", "benefit"), other) == []


def test_forms_of_a_disease_are_the_disease(tmp_path: Path) -> None:
    form = _trial("form2020", "benefit", conditions=["relapsing-remitting-multiple-sclerosis"])
    assert len(_kinds(tmp_path, form, _trial("whole2021", "no-difference"))) == 1


def test_other_comparators_and_outcomes_do_not_conflict(tmp_path: Path) -> None:
    yes = _trial("first2020", "benefit")
    steroid = {"kind": "active-treatment", "label": "methylprednisolone, a corticosteroid"}
    against = paper("second2021", finding("pain", direction="no-difference", comparator=steroid))
    other = paper("third2021", finding("walk", direction="no-difference", outcome="mobility", outcome_label="walk"))
    assert _kinds(tmp_path, yes, against, other) == []


def _against(name: str, label: str, direction: str, *treatments: str) -> Paper:
    comparator = {"kind": "active-treatment", "label": label, "treatments": list(treatments)}
    return paper(name, finding("pain", direction=direction, comparator=comparator))


def _short_drugs() -> list[str]:
    """The abbreviations of drugs and materials that other words may hold: HA stands in 'rehabilitation'."""
    entities = bundled().vocabulary.entities.values()
    return sorted(
        {name for one in entities if one.kind in ("drug", "material") for name in one.abbreviations if len(name) < 5}
    )


@pytest.mark.parametrize("abbreviation", _short_drugs())
def test_a_drugs_letters_inside_another_word_make_no_comparator(tmp_path: Path, abbreviation: str) -> None:
    drug = next(one for one in bundled().vocabulary.entities.values() if abbreviation in one.abbreviations)
    named = _against("named2020", drug.label, "benefit", drug.id)
    hidden = _against("hidden2021", f"pre{abbreviation.lower()}bilitation at home", "no-difference")
    assert _kinds(tmp_path, named, hidden) == []
    again = _against("again2022", f"{drug.label} once a week", "no-difference", drug.id)
    assert (Kind.CONTROL, {"again2022": "none", "named2020": "benefit"}) in _kinds(tmp_path, named, again)


def test_before_and_after_conflicts_with_a_control_only_for_the_same_cells(tmp_path: Path) -> None:
    held = _trial("held2020", "no-difference")
    free = finding("pain", comparator=BEFORE)
    same = paper("same2018", free, design="single-arm-trial")
    fat = paper("fat2018", free, design="single-arm-trial", intervention=given(sources=["adipose-tissue"]))
    assert _kinds(tmp_path, held, same, fat) == [(Kind.WITH_AND_WITHOUT, {"held2020": "none", "same2018": "benefit"})]


def test_a_gain_from_before_to_after_hides_no_controlled_result(tmp_path: Path) -> None:
    """A trial whose contrast found nothing says so, however much its own arm gained."""
    both = paper(
        "both2020", finding("contrast", arm="between", direction="no-difference"), finding("own", comparator=BEFORE)
    )
    free = paper("free2018", finding("pain", comparator=BEFORE), design="single-arm-trial")
    assert _kinds(tmp_path / "alone", both) == []
    kb = made_base(tmp_path / "two", both, free)
    (conflict,) = conflicts_among(kb, list(kb.papers()))
    assert conflict.kind is Kind.WITH_AND_WITHOUT
    assert [(side.paper.id, side.control.value, _said(side)) for side in conflict.sides] == [
        ("both2020", "controlled", "none"),
        ("both2020", "uncontrolled", "benefit"),
        ("free2018", "uncontrolled", "benefit"),
    ]


@pytest.mark.parametrize("paper_id", ["lamoespinosa2020", "shapiro2017"])
def test_null_trials_stand_against_gains_without_a_control(found: list[Conflict], paper_id: str) -> None:
    asked = (Kind.WITH_AND_WITHOUT, OA, "bone-marrow", "pain")
    (one,) = (each for each in found if (each.kind, each.condition, each.about, each.outcome_group) == asked)
    assert (paper_id, "none") in {(side.paper.id, _said(side)) for side in one.sides}


@pytest.mark.parametrize(
    ("first", "second", "conflicts"),
    [
        (["corticosteroid"], ["corticosteroid"], True),
        (["corticosteroid"], ["hyaluronic-acid"], False),
        (["corticosteroid"], ["corticosteroid", "analgesic"], True),
        ([], [], True),
        ([], ["corticosteroid"], False),
    ],
)
def test_active_comparators_are_the_treatments_that_the_record_names(
    tmp_path: Path, first: list[str], second: list[str], conflicts: bool
) -> None:
    """Two labels that both hold the word are one comparator only where the record says so."""

    def trial(name: str, direction: str, treatments: list[str]) -> Paper:
        comparator = {
            "kind": "active-treatment",
            "label": "Methylprednisolone, a corticosteroid",
            "treatments": treatments,
        }
        return paper(name, finding("pain", direction=direction, comparator=comparator))

    kinds = _kinds(tmp_path, trial("yes2020", "benefit", first), trial("no2021", "no-difference", second))
    assert bool(kinds) is conflicts


def test_worsening_without_a_control_is_no_answer(tmp_path: Path) -> None:
    worse = paper("worse2018", finding("pain", comparator=BEFORE, direction="harm"), design="meta-analysis")
    better = paper("better2019", finding("pain", comparator=BEFORE), design="meta-analysis")
    assert _kinds(tmp_path, worse, better) == []


def test_animals_do_not_conflict_with_people(tmp_path: Path) -> None:
    mice = paper("mice2019", finding("pain", stage="animal"), design="preclinical-study")
    assert _kinds(tmp_path, mice, _trial("people2020", "no-difference")) == []


def test_one_trial_twice_is_one_answer(tmp_path: Path) -> None:
    first = _trial("first2020", "benefit", registrations=["NCT01234567"])
    again = _trial("again2021", "benefit", 40, registrations=["NCT01234567"])
    kinds = _kinds(tmp_path, first, again, _trial("no2021", "no-difference", 300))
    assert kinds == [(Kind.CONTROL, {"no2021": "none", "first2020": "benefit"})]


def _routes(name: str, direction: str, own: str = "intravenous", other: str = "intrathecal") -> Paper:
    row = finding(
        "routes",
        arm="between",
        intervention=given(routes=[own]),
        comparator=other_arm(routes=[other]),
        direction=direction,
    )
    return paper(name, row, intervention=given(routes=[own, other]))


@pytest.mark.parametrize(
    ("second", "conflicts"),
    [
        (_routes("second2021", "benefit", "intrathecal", "intravenous"), True),
        (_routes("second2021", "harm"), True),
        (_routes("second2021", "no-difference"), True),
        (_routes("second2021", "benefit"), False),
        (_routes("second2021", "benefit", "intraspinal", "intrathecal"), False),
    ],
)
def test_arms_that_prefer_different_routes_conflict(tmp_path: Path, second: Paper, conflicts: bool) -> None:
    kinds = _kinds(tmp_path, _routes("first2020", "benefit"), second)
    assert [kind for kind, _ in kinds] == ([Kind.ARMS] if conflicts else [])


def _better(*values: str, than: str = "") -> Preference:
    return Preference("routes", frozenset(values), frozenset({than} if than else ()), equal=not than)


def test_contradiction_is_mutual() -> None:
    sayings = [
        _better("a", than="b"),
        _better("b", than="a"),
        _better("a", "b"),
        _better("a", than="c"),
        _better("c", "d"),
    ]
    for first, second in product(sayings, repeat=2):
        assert contradict(first, second) == contradict(second, first)
    assert contradict(sayings[0], sayings[1])
    assert contradict(sayings[0], sayings[2])
    assert not contradict(sayings[0], sayings[3])
    assert not contradict(sayings[2], sayings[2])


# as people type it

MS_JSON: Words = ("conflicts", "ms", "--json")
ALL_JSON: Words = ("conflicts", "--json")
EXPLAIN: Words = ("conflicts", "knee", "oa", "--explain")
NONE: Words = ("conflicts", "osteoporosis")


@pytest.fixture(scope="module")
def runs() -> dict[Words, Done]:
    return run_each([MS_JSON, ALL_JSON, EXPLAIN, NONE])


def test_json_names_question_sides_and_what_differs(runs: dict[Words, Done]) -> None:
    answer = json.loads(runs[MS_JSON].stdout)
    assert {one["condition"] for one in answer} == {MS}
    for one in answer:
        assert {"kind", "question", "condition", "outcome_group", "about", "differs", "sides"} == one.keys()
        for side in one["sides"]:
            assert {"id", "pmid", "doi", "title", "year"} <= side["paper"].keys()
            assert {row["paper"] for row in side["findings"]} == {side["paper"]["id"]}
    whole = json.loads(runs[ALL_JSON].stdout)
    assert [one for one in whole if one["condition"] == MS] == answer


def test_explain_prints_the_rule(runs: dict[Words, Done]) -> None:
    text = runs[EXPLAIN].stdout
    assert runs[EXPLAIN].returncode == 0
    for word in ("arms", "control", "pooled", "with-and-without", "same patients"):
        assert word in text
    assert "adipoa2025" in text
    assert "kim2023" in text


def test_no_conflict_exits_1(runs: dict[Words, Done], tmp_path: Path) -> None:
    assert (runs[NONE].returncode, runs[NONE].stdout, runs[NONE].stderr.count("\n")) == (1, "", 1)
    made_base(tmp_path, _trial("yes2020", "benefit"), _trial("also2021", "benefit"))
    done = run_mscq("conflicts", "--data", tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
