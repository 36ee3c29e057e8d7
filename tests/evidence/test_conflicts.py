"""Disagreements between studies: the ones a specialist would name, by a rule that finds none where there is none."""

from __future__ import annotations

import json
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from made_papers import BEFORE, finding, given, made_base, other_arm, paper
from runs import Done, Words, bundled, run_each, run_here
from support import run_mscq

from mscq.evidence.conflicts import Conflict, Kind, conflicts_among
from mscq.evidence.level import CONTROLLED, Control
from mscq.evidence.reply import Reply, Way
from mscq.evidence.results import results_of
from mscq.output.forms.plain import render_report
from mscq.output.screens import conflicts as screen
from mscq.output.screens import conflicts_studies
from mscq.output.screens.conflicts_words import title
from mscq.records.models import Paper
from mscq.records.terms import Analysis, Direction, Endpoint, StandingStatus

MS, LUPUS, OA = "multiple-sclerosis", "systemic-lupus-erythematosus", "osteoarthritis"
MSC = "mesenchymal-stromal-cell"


@pytest.fixture(scope="module")
def found() -> list[Conflict]:
    """Every conflict of the bundled base."""
    return conflicts_among(bundled(), list(bundled().papers()))


def _ids(side: tuple[Reply, ...]) -> set[str]:
    return {one.paper.id for one in side}


@pytest.mark.parametrize(
    ("kind", "condition", "group", "cells", "no", "yes"),
    [
        (Kind.CONTROLLED, OA, "pain", MSC, {"sculptor2026", "adipoa2025"}, {"kim2023"}),
        (Kind.CONTROLLED, OA, "pain", MSC, {"chronickneepain2023"}, {"ma2020"}),
        (Kind.CONTROLLED, OA, "pain", "stromal-vascular-fraction", {"mautner2023"}, {"garza2020"}),
        (Kind.CONTROLLED, OA, "joint-function", "micro-fragmented-fat", {"barfod2025"}, {"microfragmented2024"}),
        (Kind.CONTROLLED, MS, "disease-progression", MSC, {"harris2024"}, {"petrou2020"}),
        (Kind.CONTROLLED, "spinal-cord-injury", "motor-function", MSC, {"xu2019"}, {"chen2021"}),
        (Kind.CONTROLLED, "amyotrophic-lateral-sclerosis", "disease-progression", MSC,
         {"cudkowicz2022", "alsummit2025"}, {"oh2018"}),
        (Kind.GAIN_WITHOUT_CONTROL, "parkinson-disease", "motor-function", "fetal-ventral-mesencephalon",
         {"olanow2003"}, {"ma2009"}),
        (Kind.GAIN_WITHOUT_CONTROL, "parkinson-disease", "motor-function", "retinal-pigment-epithelial-cell",
         {"rpecells2011"}, {"bakay2004"}),
        (Kind.PREFERRED_NULL, MS, "neurological-disability", MSC, {"harris2024"}, {"petrou2020"}),
        (Kind.CONTROLLED, LUPUS, "disease-activity", MSC, {"zhou2020"}, {"zeng2022", "zeng2025"}),
        (Kind.CONTROLLED, LUPUS, "renal-outcome", MSC, {"zhou2020", "deng2017"}, {"zeng2022"}),
    ],
)  # fmt: skip
def test_what_a_specialist_would_name(
    found: list[Conflict], kind: Kind, condition: str, group: str, cells: str, no: set[str], yes: set[str]
) -> None:
    asked = (kind, condition, group, cells)
    (one,) = (one for one in found if (one.kind, one.condition, one.outcome_group, one.cells) == asked)
    assert no <= _ids(one.no)
    assert yes <= _ids(one.yes)


@pytest.mark.parametrize(
    ("condition", "group"),
    [
        ("sjogren-syndrome", "glandular-function"),  # one study that disagrees with itself
        ("amyotrophic-lateral-sclerosis", "survival"),  # a composite against a database
        ("spinal-cord-injury", "physical-function"),  # the null is told otherwise by a later review
    ],
)
def test_what_a_specialist_would_not(found: list[Conflict], condition: str, group: str) -> None:
    assert not [one for one in found if (one.condition, one.outcome_group) == (condition, group)]


def test_what_a_review_prefers_between_its_studies_is_not_held_against_a_trial(found: list[Conflict]) -> None:
    on_values = [one for one in found if one.condition == MS and one.on_value]
    assert [_ids(one.yes) for one in on_values] == [{"petrou2020"}]


# what holds of every question of the base


def test_every_side_has_such_results(found: list[Conflict]) -> None:
    for one in found:
        for way, side in ((Way.NO, one.no), (Way.YES, one.yes)):
            assert side
            for reply in side:
                assert reply.way is way
                assert reply.answered
                directions = {each.result.direction for each in reply.answered}
                if one.on_value:
                    assert directions & {Direction.BENEFIT, Direction.HARM, Direction.NO_DIFFERENCE}
                elif way is Way.YES:
                    assert directions == {Direction.BENEFIT}
                else:
                    assert directions <= {Direction.NO_DIFFERENCE, Direction.HARM, Direction.STABLE}
                assert reply.counts


def test_sides_are_never_the_same_studies(found: list[Conflict]) -> None:
    for one in found:
        assert _ids(one.no) != _ids(one.yes)
        assert any(first.paper not in second.papers for first, second in product(one.no, one.yes))


def test_each_study_stands_once_on_a_footing(found: list[Conflict]) -> None:
    for one in found:
        for side in (one.no, one.yes):
            told = [(paper.id, reply.control) for reply in side for paper in reply.papers]
            assert len(told) == len(set(told))


def test_a_control_is_said_where_there_is_one_and_nowhere_else(found: list[Conflict]) -> None:
    for one in found:
        for reply in (*one.sides, *one.apart):
            kinds = {each.result.finding.comparator.kind for each in reply.answered}
            assert reply.controlled is (kinds <= CONTROLLED)
            assert bool(reply.comparators) is reply.controlled


def test_no_subgroup_and_no_animal_answers(found: list[Conflict]) -> None:
    for one in found:
        for reply in one.sides:
            for each in reply.answered:
                assert each.result.control is not Control.NOT_HUMAN
                # a review that tells nothing else answers by a subgroup of its trials, a missed endpoint says no
                analysis = each.result.finding.analysis
                missed = reply.way is Way.NO and each.result.finding.endpoint is Endpoint.PRIMARY
                part = reply.review and analysis is Analysis.SUBGROUP
                assert analysis is None or part or (missed and analysis is Analysis.PER_PROTOCOL)


def test_a_question_stays_within_one_disease_outcome_group_and_family(found: list[Conflict]) -> None:
    outcomes, conditions = bundled().vocabulary.outcomes, bundled().vocabulary.conditions
    for one in found:
        for reply in one.sides:
            for each in reply.answered:
                row = each.result.finding
                named = row.conditions or reply.paper.study.conditions
                assert one.condition in {conditions.head(each) for each in named}
                if not reply.overall:
                    assert one.outcome_group in outcomes.groups(row.outcome or "")
                given_cells = (row.intervention and row.intervention.cells) or reply.paper.study.intervention.cells
                families = {cell for cell in given_cells if one.family in bundled().vocabulary.cells.broader(cell)}
                assert families


def test_questions_are_few_and_each_is_asked_once(found: list[Conflict]) -> None:
    assert 10 <= len(found) <= 40
    questions = [title(one, bundled().vocabulary) for one in found]
    assert len(questions) == len(set(questions))
    order = [(one.weak, list(Kind).index(one.kind)) for one in found]
    assert order == sorted(order)


# small bases made by hand


def _trial(name: str, direction: str, n: int = 60, **study: Any) -> Paper:
    return paper(name, finding("pain", direction=direction), participants={"total": n}, **study)


def _free(name: str, direction: str = "benefit", design: str = "single-arm-trial", **study: Any) -> Paper:
    return paper(name, finding("pain", comparator=BEFORE, direction=direction), design=design, **study)


def _conflicts(folder: Path, *papers: Paper) -> list[Conflict]:
    kb = made_base(folder, *papers)
    return conflicts_among(kb, list(kb.papers()))


def _told(folder: Path, *papers: Paper) -> list[tuple[Kind, set[str], set[str]]]:
    return [(one.kind, _ids(one.no), _ids(one.yes)) for one in _conflicts(folder, *papers)]


def test_trials_that_answer_differently(tmp_path: Path) -> None:
    told = _told(tmp_path, _trial("yes2020", "benefit"), _trial("no2021", "no-difference", 300))
    assert told == [(Kind.CONTROLLED, {"no2021"}, {"yes2020"})]


def test_worse_than_the_control_is_no(tmp_path: Path) -> None:
    told = _told(tmp_path, _trial("yes2020", "benefit"), _trial("worse2021", "harm"))
    assert told == [(Kind.CONTROLLED, {"worse2021"}, {"yes2020"})]


def test_a_pooled_null_against_a_trial(tmp_path: Path) -> None:
    pooled = _trial("pooled2021", "no-difference", design="meta-analysis")
    assert _told(tmp_path, _trial("yes2020", "benefit"), pooled) == [(Kind.CONTROLLED, {"pooled2021"}, {"yes2020"})]


def _primary(name: str, direction: str, **study: Any) -> Paper:
    return paper(name, finding("pain", direction=direction, endpoint="primary"), **study)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{"estimate": {"value": -2.9}}], False),
        ([{"estimate": {"value": -2.9, "p": "0.01"}}], True),
        ([{"estimate": {"value": -2.9}}, {"arm": "control", "estimate": {"value": -1.1}}], True),
        ([{"arm": "between", "estimate": {"value": -1.8}}], True),
    ],
)
def test_a_figure_of_one_side_is_told_where_it_was_tested(
    tmp_path: Path, rows: list[dict[str, Any]], told: bool
) -> None:
    made = [
        finding(f"row{at}", **{**row, "estimate": {"measure": "mean-change", "unit": "points", **row["estimate"]}})
        for at, row in enumerate(rows)
    ]
    kb = made_base(tmp_path, paper("made2020", *made))
    (found,) = results_of(kb, kb.get("made2020"))
    assert conflicts_studies._says_of_both(found) is told


def test_what_only_a_title_tells_stands_on_no_side(tmp_path: Path) -> None:
    titled = finding("pain", read_as="title-only")
    read = [{"read_as": "title-only", "entered": "2026-01-02"}]
    yes = paper("yes2018", titled)
    yes = Paper.model_validate({**yes.model_dump(by_alias=True, mode="json"), "readings": read})
    assert _told(tmp_path, yes, _trial("no2020", "no-difference")) == []


def test_a_missed_endpoint_of_those_who_kept_to_the_protocol_says_no(tmp_path: Path) -> None:
    rows = (
        finding("pain", direction="no-difference", endpoint="primary", analysis="per-protocol"),
        finding("walk", outcome="mobility", direction="benefit"),
    )
    missed = paper("no2020", *rows, primary_outcome="pain", primary_outcome_met="no")
    (one,) = _conflicts(tmp_path, missed, _trial("yes2018", "benefit"))
    assert [(reply.paper.id, reply.endpoint) for reply in one.no] == [("no2020", Endpoint.PRIMARY)]
    kept = paper("kept2020", *rows)  # without a verdict those who kept to the protocol are no answer
    assert _told(tmp_path / "two", kept, _trial("yes2018", "benefit")) == []


@pytest.mark.parametrize(("verdict", "sides"), [({}, False), ({"primary_outcome_met": "yes"}, True)])
def test_what_was_read_without_its_control_is_not_answered_by_another_outcome(
    tmp_path: Path, verdict: dict[str, str], sides: bool
) -> None:
    rows = (
        finding("pain", endpoint="primary", comparator=BEFORE, direction="mixed"),
        finding("later", endpoint="secondary", timepoint_months=11),
    )
    read = paper("read2020", *rows, primary_outcome="pain", **verdict)
    found = _conflicts(tmp_path, read, _trial("no2018", "no-difference"))
    assert bool(found) is sides


def test_the_people_of_a_study_are_those_of_the_paper_that_stands_for_it(tmp_path: Path) -> None:
    first = _free("small2017", participants={"total": 14}, registrations=["NCT01234567"])
    second = _free("wider2024", participants={"total": 41}, registrations=["NCT01234567"])
    (one,) = _conflicts(tmp_path, _primary("no2020", "no-difference"), first, second)
    (yes,) = one.yes
    assert yes.n == {"small2017": 14, "wider2024": 41}[yes.paper.id]


def test_a_gain_without_a_control_against_a_null_with_one(tmp_path: Path) -> None:
    told = _told(tmp_path, _primary("no2020", "no-difference"), _free("yes2018"))
    assert told == [(Kind.GAIN_WITHOUT_CONTROL, {"no2020"}, {"yes2018"})]


def test_a_gain_with_a_control_against_a_null_without_one(tmp_path: Path) -> None:
    told = _told(tmp_path, _primary("yes2020", "benefit"), _free("no2018", "no-difference"))
    assert told == [(Kind.NULL_WITHOUT_CONTROL, {"no2018"}, {"yes2020"})]


def test_a_pooled_gain_without_a_control_against_a_null_with_one(tmp_path: Path) -> None:
    told = _told(tmp_path, _primary("no2020", "no-difference"), _free("pooled2018", design="meta-analysis"))
    assert told == [(Kind.POOLED_GAIN_WITHOUT_CONTROL, {"no2020"}, {"pooled2018"})]


def test_a_side_without_a_control_is_no_firm_answer(found: list[Conflict]) -> None:
    free = (Kind.GAIN_WITHOUT_CONTROL, Kind.NULL_WITHOUT_CONTROL, Kind.POOLED_GAIN_WITHOUT_CONTROL)
    assert any(one.kind in free for one in found)
    assert all(one.weak for one in found if one.kind in free)


def test_a_null_on_all_outcomes_together_stands_against_a_gain_on_one(tmp_path: Path) -> None:
    row = finding("all", outcome="global-assessment", direction="no-difference", endpoint="primary")
    told = _told(tmp_path, paper("all2020", row), _trial("yes2018", "benefit"))
    assert told == [(Kind.GLOBAL, {"all2020"}, {"yes2018"})]


def test_the_strongest_kind_names_the_question_and_all_studies_stand_in_it(tmp_path: Path) -> None:
    (one,) = _conflicts(
        tmp_path,
        _trial("yes2020", "benefit"),
        _trial("no2021", "no-difference"),
        _free("gain2018"),
        _free("pooled2018", design="meta-analysis"),
        _free("none2018", "no-difference"),
    )
    assert one.kind is Kind.CONTROLLED
    assert _ids(one.no) == {"no2021", "none2018"}
    assert _ids(one.yes) == {"yes2020", "gain2018", "pooled2018"}


def test_a_score_of_several_groups_does_not_speak_against_the_own_figure_of_one(tmp_path: Path) -> None:
    score = finding("score", outcome="womac-total", direction="no-difference", endpoint="primary")
    both = paper("both2021", score, finding("pain", direction="benefit", endpoint="secondary"))
    alone = paper("alone2021", score)
    gain = _trial("yes2020", "benefit")
    (pain,) = (one for one in _conflicts(tmp_path / "one", gain, alone) if one.outcome_group == "pain")
    assert (_ids(pain.no), _ids(pain.yes)) == ({"alone2021"}, {"yes2020"})
    assert [one for one in _conflicts(tmp_path / "two", gain, both) if one.outcome_group == "pain"] == []


def test_a_symptom_scale_answers_for_pain_and_for_function(tmp_path: Path) -> None:
    scale = finding("scale", outcome="joint-symptom-scales", direction="no-difference")
    walk = finding("score", outcome="ikdc", outcome_label="IKDC")
    both = [paper("no2020", scale), _trial("pain2020", "benefit"), paper("score2020", walk)]
    groups = {one.outcome_group: (_ids(one.no), _ids(one.yes)) for one in _conflicts(tmp_path, *both)}
    assert groups == {"pain": ({"no2020"}, {"pain2020"}), "joint-function": ({"no2020"}, {"score2020"})}


# what is no disagreement


@pytest.mark.parametrize("directions", list(product(("benefit", "mixed", "not-applicable"), repeat=2)))
def test_no_conflict_unless_one_says_yes_and_one_no(tmp_path: Path, directions: tuple[str, str]) -> None:
    assert _told(tmp_path, _trial("first2020", directions[0]), _trial("second2021", directions[1])) == []


def test_a_mixed_answer_stands_apart(tmp_path: Path) -> None:
    assert _told(tmp_path / "alone", _trial("mixed2020", "mixed"), _trial("no2021", "no-difference")) == []
    (one,) = _conflicts(
        tmp_path / "three",
        _trial("mixed2020", "mixed"),
        _trial("no2021", "no-difference"),
        _trial("yes2021", "benefit"),
    )
    assert _ids(one.apart) == {"mixed2020"}
    assert "mixed2020" not in _ids(one.sides)


def test_two_results_that_differ_are_a_mixed_answer(tmp_path: Path) -> None:
    both = paper(
        "both2020",
        finding("pain", outcome="vas-pain"),
        finding("more", outcome="womac-pain", direction="no-difference"),
    )
    assert _told(tmp_path, both, _trial("no2021", "no-difference")) == []


def test_different_outcomes_do_not_conflict(tmp_path: Path) -> None:
    other = paper("walk2021", finding("walk", direction="no-difference", outcome="mobility", outcome_label="walk"))
    assert _told(tmp_path, _trial("yes2020", "benefit"), other) == []


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        ("cartilage-repair", "cartilage-volume", []),
        ("cartilage-degradation", "cartilage-volume", ["cartilage-structure"]),
        ("cartilage-repair", "cartilage-repair", ["cartilage-repair"]),
        ("bladder-function", "bowel-function", []),
        ("residual-urine", "bladder-function", ["bladder-function"]),
    ],
)
def test_what_is_a_question_of_its_own_is_not_asked_with_the_wider_one(
    tmp_path: Path, one: str, other: str, shown: list[str]
) -> None:
    yes = paper("yes2020", finding("gain", outcome=one, direction="benefit"))
    no = paper("no2021", finding("null", outcome=other, direction="no-difference"))
    assert [told.outcome_group for told in _conflicts(tmp_path, yes, no)] == shown


def test_a_figure_in_doubt_answers_nothing(tmp_path: Path) -> None:
    doubtful = paper("no2021", finding("pain", direction="no-difference", as_printed=True, note="Told otherwise too."))
    assert _told(tmp_path, _trial("yes2020", "benefit"), doubtful) == []


def test_of_the_whole_base_weaker_questions_are_told_in_a_line_each(tmp_path: Path) -> None:
    kb = made_base(
        tmp_path,
        *(paper(f"{way}{n}", finding("pain", direction=way), participants={"total": n}) for way, n in
          (("benefit", 60), ("no-difference", 61))),
        paper("small", finding("walk", outcome="mobility", direction="benefit"), participants={"total": 12},
              primary_outcome_met="yes"),
        paper("large", finding("walk", outcome="mobility", direction="no-difference"), participants={"total": 90}),
        paper("open", finding("grip", outcome="hand-function", comparator=BEFORE, direction="benefit"),
              design="single-arm-trial", participants={"total": 30}),
        paper("closed", finding("grip", outcome="hand-function", direction="no-difference", endpoint="primary")),
    )  # fmt: skip
    found = conflicts_among(kb, list(kb.papers()))
    weaker = sum(one.weak for one in found)
    assert 0 < weaker < len(found)

    def shown(name: str, *, full: bool = False) -> str:
        return render_report(screen.report(found, kb.vocabulary, "", name, full=full), 300)

    assert shown("").count("does it help") == len(found) - weaker
    assert all(one.paper.id in shown("") for told in found for one in told.sides)
    assert shown("ms").count("does it help") == shown("", full=True).count("does it help") == len(found)


def test_different_diseases_do_not_conflict_and_forms_of_one_do(tmp_path: Path) -> None:
    yes = _trial("yes2020", "benefit")
    other = _trial("other2021", "no-difference", conditions=["parkinson-disease"])
    form = _trial("form2021", "no-difference", conditions=["relapsing-remitting-multiple-sclerosis"])
    assert _told(tmp_path / "other", yes, other) == []
    assert _told(tmp_path / "form", yes, form) == [(Kind.CONTROLLED, {"form2021"}, {"yes2020"})]


def test_different_families_of_cells_do_not_conflict(tmp_path: Path) -> None:
    blood = given(cells=["hematopoietic-stem-cell"], routes=["intravenous"])
    assert _told(tmp_path, _trial("yes2020", "benefit"), _trial("no2021", "no-difference", intervention=blood)) == []


def test_figures_of_several_families_stand_apart(tmp_path: Path) -> None:
    both = given(cells=["mesenchymal-stromal-cell", "hematopoietic-stem-cell"])
    pooled = _trial("pooled2021", "no-difference", design="meta-analysis", intervention=both)
    yes, no = _trial("yes2020", "benefit"), _trial("no2020", "no-difference")
    assert _told(tmp_path / "two", yes, pooled) == []
    (one,) = _conflicts(tmp_path / "three", yes, no, pooled)
    assert [(reply.paper.id, reply.several_cells) for reply in one.apart] == [("pooled2021", True)]


@pytest.mark.parametrize("analysis", ["subgroup", "post-hoc", "per-protocol"])
def test_a_part_of_the_people_does_not_conflict_with_the_whole(tmp_path: Path, analysis: str) -> None:
    part = paper("part2020", finding("pain", analysis=analysis, population="the young"))
    assert _told(tmp_path, part, _trial("no2021", "no-difference")) == []


def test_an_exploratory_outcome_answers_nothing_and_a_secondary_one_does(tmp_path: Path) -> None:
    no = _trial("no2021", "no-difference")
    exploratory = paper("yes2020", finding("pain", endpoint="exploratory"))
    assert _told(tmp_path / "exploratory", exploratory, no) == []
    secondary = paper("yes2020", finding("pain", endpoint="secondary"))
    (one,) = _conflicts(tmp_path / "secondary", secondary, no)
    assert [reply.endpoint and reply.endpoint.value for reply in one.yes] == ["secondary"]


def test_the_same_people_do_not_conflict_with_themselves(tmp_path: Path) -> None:
    first = _trial("first2020", "benefit", registrations=["NCT01234567"])
    again = paper(
        "again2022",
        finding("pain", direction="no-difference", timepoint_months=24, outcome_label="later"),
        registrations=["NCT01234567"],
    )
    assert _told(tmp_path / "twins", first, again) == []
    # they are one study, which answers at its longest follow-up
    late = paper("yes2021", finding("pain", timepoint_months=12), participants={"total": 300})
    (one,) = _conflicts(tmp_path / "other", first, again, late)
    assert (_ids(one.no), _ids(one.yes)) == ({"again2022"}, {"yes2021"})


def test_a_papers_own_gain_is_not_told_beside_its_own_null(tmp_path: Path) -> None:
    both = paper(
        "both2020",
        finding("contrast", arm="between", direction="no-difference", endpoint="primary"),
        finding("own", comparator=BEFORE),
    )
    assert _told(tmp_path / "alone", both) == []
    (one,) = _conflicts(tmp_path / "two", both, _free("free2018"))
    assert one.kind is Kind.GAIN_WITHOUT_CONTROL
    assert [(reply.paper.id, reply.controlled) for reply in one.no] == [("both2020", True)]
    assert {(reply.paper.id, reply.controlled) for reply in one.yes} == {("free2018", False)}


def test_animals_do_not_conflict_with_people(tmp_path: Path) -> None:
    mice = paper("mice2019", finding("pain", stage="animal"), design="preclinical-study")
    assert _told(tmp_path, mice, _trial("people2020", "no-difference")) == []


@pytest.mark.parametrize("direction", ["harm", "stable"])
def test_worse_or_unchanged_without_a_control_is_no_answer(tmp_path: Path, direction: str) -> None:
    assert _told(tmp_path, _free("worse2018", direction), _primary("yes2020", "benefit")) == []


def test_a_ranking_of_a_network_is_no_answer(tmp_path: Path) -> None:
    estimate = {"measure": "ranking-score", "value": 0.9}
    ranked = paper("ranked2020", finding("pain", arm="between", estimate=estimate), design="meta-analysis")
    assert _told(tmp_path, ranked, _trial("no2021", "no-difference")) == []


def test_harms_are_not_asked_about(tmp_path: Path) -> None:
    fever = {"topic": "safety", "outcome": "fever"}
    more = paper("more2020", finding("fever", direction="harm", **fever))
    assert _told(tmp_path, more, paper("less2021", finding("fever", **fever))) == []


# cases made up after the rule


def test_the_primary_endpoint_answers_before_the_others(tmp_path: Path) -> None:
    """A missed primary endpoint is a no, whatever a secondary scale of the same group shows."""
    missed = paper(
        "missed2020",
        finding("main", outcome="vas-pain", direction="no-difference", endpoint="primary"),
        finding("other", outcome="womac-pain", endpoint="secondary"),
    )
    assert _told(tmp_path, missed, _trial("yes2021", "benefit")) == [(Kind.CONTROLLED, {"missed2020"}, {"yes2021"})]


def test_an_effect_that_is_gone_at_the_end_is_a_no(tmp_path: Path) -> None:
    gone = paper(
        "gone2020",
        finding("early", timepoint_months=3),
        finding("late", timepoint_months=12, direction="no-difference"),
    )
    (one,) = _conflicts(tmp_path, gone, _trial("yes2021", "benefit"))
    ((told,),) = [reply.answered for reply in one.no]
    assert told.result.finding.timepoint_months == 12
    assert [each.direction for each in told.earlier] == [Direction.BENEFIT]


def test_a_result_of_no_known_time_is_not_taken_for_an_early_one(tmp_path: Path) -> None:
    undated = paper(
        "undated2020",
        finding("dated", timepoint_months=2),
        finding("undated", timepoint_months=None, direction="no-difference"),
    )
    assert _told(tmp_path, undated, _trial("no2021", "no-difference")) == []


def test_a_null_against_placebo_and_a_gain_over_a_drug_are_two_answers(tmp_path: Path) -> None:
    drug = {"kind": "active-treatment", "label": "steroid"}
    both = paper("both2020", finding("sham", direction="no-difference"), finding("drug", comparator=drug))
    (one,) = _conflicts(tmp_path, both, _trial("yes2021", "benefit"))
    assert (_ids(one.no), _ids(one.yes)) == ({"both2020"}, {"both2020", "yes2021"})


def test_a_null_against_two_kinds_of_control_is_one_study(tmp_path: Path) -> None:
    usual = {"kind": "usual-care"}
    rows = [finding("sham", direction="no-difference"), finding("usual", comparator=usual, direction="no-difference")]
    (one,) = _conflicts(tmp_path, paper("both2020", *rows), _trial("yes2021", "benefit"))
    (reply,) = one.no
    assert {kind.value for kind in reply.comparators} == {"placebo", "usual-care"}


@pytest.mark.parametrize(
    ("n", "endpoint", "shown"),
    [(19, None, None), (20, None, "firm"), (9, "primary", None), (10, "primary", "weak"), (19, "secondary", None)],
)
def test_a_small_study_makes_no_question_and_a_pilot_a_weak_one(
    tmp_path: Path, n: int, endpoint: str | None, shown: str | None
) -> None:
    small = paper("small2020", finding("pain", direction="no-difference", endpoint=endpoint), participants={"total": n})
    told = _conflicts(tmp_path, small, _trial("yes2021", "benefit"))
    assert [one.weak for one in told] == ([] if shown is None else [shown == "weak"])


def test_one_secondary_null_is_no_answer_to_a_gain_without_a_control(tmp_path: Path) -> None:
    no = paper("no2020", finding("pain", direction="no-difference", endpoint="secondary"))
    assert _told(tmp_path / "one", no, _free("yes2018")) == []
    assert len(_told(tmp_path / "two", no, _trial("also2021", "no-difference"), _free("yes2018"))) == 1


def test_a_question_whose_sides_are_within_another_gives_way(tmp_path: Path) -> None:
    """The same trials on stiffness-and-pain scales alone ask nothing that the larger question does not."""
    scale: dict[str, Any] = {"outcome": "womac-total"}
    yes, no = (paper(f"{name}2020", finding("scale", direction=way, **scale)) for name, way in _SAY)
    told = _conflicts(tmp_path, yes, no, _trial("more2021", "benefit"))
    assert [(one.outcome_group, _ids(one.yes)) for one in told] == [("pain", {"yes2020", "more2021"})]


_SAY = (("yes", "benefit"), ("no", "no-difference"))


def test_people_of_a_study_in_several_diseases_are_not_said_to_be_of_one(tmp_path: Path) -> None:
    shared = _trial("shared2020", "benefit", conditions=[MS, "parkinson-disease"])
    told = _conflicts(tmp_path, shared, _trial("no2021", "no-difference"))
    assert {(reply.paper.id, reply.n) for one in told for reply in one.sides} == {("shared2020", None), ("no2021", 60)}


@pytest.mark.parametrize("n", [1, 4, 5])
def test_a_gain_of_a_few_people_without_a_control_stands_on_no_side(tmp_path: Path, n: int) -> None:
    few = _free("few2018", design="case-series", participants={"total": n})
    told = _told(tmp_path, few, _primary("no2020", "no-difference"))
    assert told == ([] if n < 5 else [(Kind.GAIN_WITHOUT_CONTROL, {"no2020"}, {"few2018"})])


# whether two answers oppose each other


def _pooled(name: str, direction: str, value: float = 0.0, low: float = 0.0, high: float = 0.0, **study: Any) -> Paper:
    estimate = {
        "measure": "mean-difference", "value": value, "ci_low": low, "ci_high": high, "ci_level": 95, "unit": "points",
    }  # fmt: skip
    return paper(
        name,
        finding("pain", direction=direction, arm="between", estimate=estimate),
        **{"design": "meta-analysis", **study},
    )


@pytest.mark.parametrize(
    ("no", "yes", "shown"),
    [
        ((-0.9, -2.0, 0.2), (-1.1, -2.0, -0.2), "weak"),
        ((-0.1, -0.5, 0.3), (-2.1, -3.0, -1.2), "firm"),
        ((-0.9, -2.0, 0.2), (-2.1, -3.0, -1.2), "firm"),  # each must lie within the other's interval
    ],
)
def test_figures_within_each_others_intervals_hardly_differ(
    tmp_path: Path, no: tuple[float, float, float], yes: tuple[float, float, float], shown: str
) -> None:
    told = _conflicts(tmp_path, _pooled("no2020", "no-difference", *no), _pooled("yes2022", "benefit", *yes))
    assert [one.weak for one in told] == [shown == "weak"]


@pytest.mark.parametrize(
    "named", [{"paper": "no2019"}, {"pmid": "123"}, {"doi": "10.1000/a"}, {"paper": "other2019"}, {}]
)
def test_a_review_does_not_oppose_a_trial_that_it_pools(tmp_path: Path, named: dict[str, str]) -> None:
    trial = _trial("no2019", "no-difference", 300)
    ids = {"PMID": "123", "DOI": "10.1000/a"}
    trial = Paper.model_validate(
        {**trial.model_dump(by_alias=True, exclude_none=True), "bibliography": {
            **trial.bibliography.model_dump(by_alias=True, exclude_none=True), **ids}}
    )  # fmt: skip
    review = _pooled("review2020", "benefit", includes=[{"label": "A 2019", **named}])
    assert bool(_told(tmp_path, trial, review)) is (named in ({"paper": "other2019"}, {}))


@pytest.mark.parametrize(("months", "weak"), [(3, None), (6, False), (12, False), (None, True)])
def test_answers_that_agreed_at_the_time_do_not_differ(tmp_path: Path, months: float | None, weak: bool | None) -> None:
    """Where it is not known whether one looks later than the time of the other's yes, they differ weakly."""
    gone = paper(
        "gone2020",
        finding("early", timepoint_months=3),
        finding("late", timepoint_months=12, direction="no-difference"),
    )
    other = paper("yes2021", finding("pain", timepoint_months=months))
    assert [one.weak for one in _conflicts(tmp_path, gone, other)] == ([] if weak is None else [weak])


@pytest.mark.parametrize(
    ("primary", "figure", "weak"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_words_alone_beside_another_primary_outcome_oppose_weakly(
    tmp_path: Path, primary: bool, figure: bool, weak: bool
) -> None:
    told = {"estimate": {"measure": "mean-difference", "value": 2.0, "unit": "points"}} if figure else {}
    study = {"primary_outcome": "another outcome"} if primary else {}
    yes = paper("yes2020", finding("pain", arm="between", **told), **study)
    assert [one.weak for one in _conflicts(tmp_path, yes, _trial("no2021", "no-difference"))] == [weak]


_DRUG = {"kind": "active-treatment", "label": "a drug"}
_OTHER_DRUG = {"kind": "active-treatment", "label": "another drug"}
_SHAM = {"kind": "placebo", "label": "sham"}


@pytest.mark.parametrize(
    ("against", "helps_against", "weak"),
    [(_DRUG, _SHAM, True), (_DRUG, _OTHER_DRUG, True), (_DRUG, _DRUG, False), (_SHAM, _DRUG, False)],
)
def test_no_better_than_a_drug_may_still_be_better_than_sham(
    tmp_path: Path, against: dict[str, str], helps_against: dict[str, str], weak: bool
) -> None:
    no = paper("no2020", finding("pain", comparator=against, direction="no-difference"))
    yes = paper("yes2021", finding("pain", comparator=helps_against))
    assert [one.weak for one in _conflicts(tmp_path, no, yes)] == [weak]


@pytest.mark.parametrize(("months", "weak"), [(12, False), (36, False), (37, True), (4, False), (3.9, True)])
def test_answers_at_times_far_apart_may_both_be_true(tmp_path: Path, months: float, weak: bool) -> None:
    no = paper("no2020", finding("pain", timepoint_months=12, direction="no-difference"))
    yes = paper("yes2021", finding("pain", timepoint_months=months))
    assert [one.weak for one in _conflicts(tmp_path, no, yes)] == [weak]


@pytest.mark.parametrize(
    "study",
    [
        {"design": "non-randomized-controlled-trial"},
        {"design": "systematic-review"},
        {"conditions": [MS, "parkinson-disease"]},
    ],
)
def test_what_is_weak_is_told_last(tmp_path: Path, study: dict[str, Any]) -> None:
    weak = [_trial("yes2020", "benefit", **study), _trial("no2021", "no-difference")]
    assert [one.weak for one in _conflicts(tmp_path / "alone", *weak) if one.condition == MS] == [True]
    walk = {"outcome": "mobility", "outcome_label": "walk"}
    firm = [
        paper(name, finding("walk", direction=way, **walk)) for name, way in (("a2020", "benefit"), ("b2020", "harm"))
    ]
    told = [one for one in _conflicts(tmp_path / "both", *weak, *firm) if one.condition == MS]
    assert [(one.outcome_group, one.weak) for one in told] == [("mobility", False), ("pain", True)]


@pytest.mark.parametrize(("p", "shown"), [("0.05", False), ("<0.05", False), ("0.051", True), (">0.05", True)])
def test_a_null_that_leans_says_neither(tmp_path: Path, p: str, shown: bool) -> None:
    leans = paper("leans2020", finding("pain", direction="no-difference", estimate={"measure": "p-value", "p": p}))
    assert bool(_told(tmp_path, leans, _trial("yes2021", "benefit"))) is shown


@pytest.mark.parametrize(
    "row", [{"direction": "not-applicable"}, {"comparator": BEFORE}, {"comparator": BEFORE, "direction": "stable"}]
)
@pytest.mark.parametrize("met", ["no", None])
def test_a_missed_primary_endpoint_is_a_no_whatever_its_rows_tell(
    tmp_path: Path, row: dict[str, Any], met: str | None
) -> None:
    missed = paper("missed2024", finding("main", endpoint="primary", **row), primary_outcome_met=met)
    told = _conflicts(tmp_path, missed, _trial("yes2021", "benefit"))
    assert [(one.kind, _ids(one.no)) for one in told] == ([(Kind.CONTROLLED, {"missed2024"})] if met else [])
    for one in told:
        assert all(reply.controlled and reply.comparators for reply in one.no)


def test_a_retracted_paper_answers_nothing(tmp_path: Path) -> None:
    retracted = _trial("gone2019", "benefit")
    retracted = retracted.model_copy(
        update={"standing": retracted.standing.model_copy(update={"status": StandingStatus.RETRACTED})}
    )
    assert _told(tmp_path, retracted, _trial("no2021", "no-difference")) == []


@pytest.mark.parametrize(("n", "shown"), [(9, False), (10, True)])
def test_a_null_without_a_control_needs_some_people(tmp_path: Path, n: int, shown: bool) -> None:
    free = _free("none2018", "no-difference", participants={"total": n})
    assert bool(_told(tmp_path, _primary("yes2020", "benefit"), free)) is shown


def test_a_primary_endpoint_answers_alone_against_all_controls(tmp_path: Path) -> None:
    usual = {"kind": "usual-care"}
    both = paper(
        "both2020",
        finding("sham", direction="no-difference", endpoint="primary"),
        finding("drops", comparator=usual, outcome_label="again"),
    )
    assert _told(tmp_path / "alone", both, _trial("no2021", "no-difference")) == []
    told = _told(tmp_path / "two", both, _trial("yes2021", "benefit"))
    assert told == [(Kind.CONTROLLED, {"both2020"}, {"yes2021"})]


def test_cells_of_a_mere_heading_are_asked_about_by_their_type(tmp_path: Path) -> None:
    def of(name: str, cell: str, direction: str) -> Paper:
        return paper(name, finding("pain", direction=direction), intervention=given(cells=[cell]))

    other = [of("a2020", "schwann-cell", "benefit"), of("b2020", "olfactory-ensheathing-cell", "no-difference")]
    assert _told(tmp_path / "apart", *other) == []
    (one,) = _conflicts(tmp_path / "one", other[0], of("c2020", "schwann-cell", "no-difference"))
    assert (one.family, one.cells) == ("other-cells", "schwann-cell")


# the disease as a whole


def _whole(name: str, direction: str = "no-difference", *more: dict[str, Any], **study: Any) -> Paper:
    row = finding("all", outcome="global-assessment", direction=direction, endpoint="primary")
    return paper(name, row, *more, **study)


def test_a_no_on_the_whole_stands_against_a_gain_without_a_control_too(tmp_path: Path) -> None:
    assert _told(tmp_path, _whole("all2020"), _free("yes2018")) == [(Kind.GLOBAL, {"all2020"}, {"yes2018"})]


def test_a_no_on_the_whole_takes_back_a_studys_own_secondary_gain(tmp_path: Path) -> None:
    gain = finding("pain", endpoint="secondary")
    own = _whole("own2020", "no-difference", gain)
    assert _told(tmp_path / "two", own, _trial("no2021", "no-difference")) == []
    (one,) = _conflicts(tmp_path / "three", own, _trial("no2021", "no-difference"), _trial("yes2021", "benefit"))
    assert "own2020" in _ids(one.apart)


def test_a_no_on_the_whole_is_told_once_for_a_disease(tmp_path: Path) -> None:
    walk = paper("walk2019", finding("walk", outcome="mobility", outcome_label="walk"))
    told = _told(tmp_path, _whole("all2020"), _trial("yes2018", "benefit"), walk)
    assert len(told) == 1


def test_a_trial_of_safety_says_nothing_on_the_whole(tmp_path: Path) -> None:
    row = finding("all", outcome="global-assessment", direction="no-difference")
    safety = paper("safe2018", row, primary_outcome_met="safety-only")
    assert _told(tmp_path, safety, _trial("yes2018", "benefit")) == []


# which value is the better one


def _routes(name: str, direction: str, own: str = "intravenous", other: str = "intrathecal", **fields: Any) -> Paper:
    row = finding(
        "routes",
        arm="between",
        intervention=given(routes=[own]),
        comparator=other_arm(routes=[other]),
        direction=direction,
        **fields,
    )
    return paper(name, row, intervention=given(cells=[MSC], routes=[own, other]))


@pytest.mark.parametrize(
    ("second", "shown"),
    [
        (_routes("second2021", "benefit", "intrathecal", "intravenous"), True),
        (_routes("second2021", "harm"), True),
        (_routes("second2021", "no-difference"), True),
        (_routes("second2021", "benefit"), False),
        (_routes("second2021", "benefit", "intraspinal", "intrathecal"), False),
        (_routes("second2021", "harm", outcome="mobility", outcome_label="walk"), False),
        (_routes("second2021", "harm", analysis="subgroup"), False),
    ],
)
def test_studies_that_prefer_different_routes(tmp_path: Path, second: Paper, shown: bool) -> None:
    told = _conflicts(tmp_path, _routes("first2020", "benefit"), second)
    assert [(one.kind, one.about) for one in told] == ([(Kind.PREFERRED, "route")] if shown else [])


@pytest.mark.parametrize(
    ("route", "direction", "shown"),
    [
        ("intravenous", "no-difference", True),
        ("intrathecal", "no-difference", False),
        ("intravenous", "benefit", False),
        ("intravenous", "mixed", False),
    ],
)
def test_a_preferred_route_against_a_controlled_trial_of_it_is_another_question(
    tmp_path: Path, route: str, direction: str, shown: bool
) -> None:
    trial = _trial("trial2021", direction, intervention=given(cells=[MSC], routes=[route]))
    told = _told(tmp_path, _routes("first2020", "benefit"), trial)
    assert told == ([(Kind.PREFERRED_NULL, {"trial2021"}, {"first2020"})] if shown else [])


def test_a_trial_by_two_routes_is_no_trial_of_one(tmp_path: Path) -> None:
    both = given(cells=[MSC], routes=["intravenous", "intrathecal"])
    assert (
        _told(tmp_path, _routes("first2020", "benefit"), _trial("both2021", "no-difference", intervention=both)) == []
    )


@pytest.mark.parametrize(
    ("tested", "shown"),
    [
        ({"arm": "between"}, True),
        ({"estimate": {"measure": "mean", "value": 2.0, "unit": "points", "p": "0.01"}}, True),
        ({"estimate": {"measure": "mean", "value": 2.0, "unit": "points"}}, False),  # arms side by side
        ({"arm": "between", "analysis": "subgroup"}, False),
    ],
)
def test_a_preference_is_what_was_tested(tmp_path: Path, tested: dict[str, Any], shown: bool) -> None:
    row = finding("fat", intervention=given(sources=["adipose-tissue"]), **tested)
    row["comparator"] = other_arm(sources=["bone-marrow"])
    first = paper("first2020", row, intervention=given(cells=[MSC]))
    trial = _trial("trial2021", "no-difference", intervention=given(cells=[MSC], sources=["adipose-tissue"]))
    assert [one.about for one in _conflicts(tmp_path, first, trial)] == (["source"] if shown else [])


def test_a_reviews_contrast_is_not_held_against_arms_of_a_trial(tmp_path: Path) -> None:
    review = _routes("review2020", "benefit")
    review = review.model_copy(update={"study": review.study.model_copy(update={"design": "meta-analysis"})})
    assert _told(tmp_path, review, _routes("trial2021", "harm")) == []


@pytest.mark.parametrize(
    ("field", "one", "two"), [("dose_cells", [1e6], [2e8]), ("donors", ["autologous"], ["allogeneic"])]
)
def test_doses_and_donors_are_preferred_too(tmp_path: Path, field: str, one: list[Any], two: list[Any]) -> None:
    def arms(name: str, direction: str) -> Paper:
        row = finding(
            "arms", arm="between", intervention={field: one}, comparator=other_arm(**{field: two}), direction=direction
        )
        return paper(name, row)

    told = _told(tmp_path, arms("first2020", "benefit"), arms("second2021", "harm"))
    assert [kind for kind, _, _ in told] == [Kind.PREFERRED]


# as people type it

MS_JSON: Words = ("conflicts", "ms", "--json")
ALL_JSON: Words = ("conflicts", "--json")
MS_CSV: Words = ("conflicts", "ms", "--csv")
ROUTE: Words = ("conflicts", "ms", "--route", "intrathecal", "--json")
EXPLAIN: Words = ("conflicts", "knee", "oa", "--explain", "--width", "80")
FULL: Words = ("conflicts", "ms", "--full", "--width", "80")
NONE: Words = ("conflicts", "osteoporosis")


@pytest.fixture(scope="module")
def runs() -> dict[Words, Done]:
    return run_each([MS_JSON, ALL_JSON, MS_CSV, ROUTE, EXPLAIN, FULL, NONE])


def test_json_names_question_sides_and_what_separates_them(runs: dict[Words, Done]) -> None:
    answer = json.loads(runs[MS_JSON].stdout)
    assert {one["condition"] for one in answer} == {MS}
    for one in answer:
        assert {"kind", "question", "condition", "outcome_group", "family", "sides", "separates"} <= one.keys()
        assert one["sides"].keys() == {"no", "yes", "apart"}
        for side in one["sides"].values():
            for study in side:
                assert {"id", "pmid", "doi", "title", "year"} <= study["paper"].keys()
                assert {"answer", "control", "comparators", "status", "n", "figures", "summary"} <= study.keys()
                ids = {study["paper"]["id"], *study["same_people"]}
                assert {row["paper"] for row in study["findings"]} <= ids
    for one in answer:
        for held in ("controlled", "uncontrolled"):
            for side, count in one["control"][held].items():
                assert count == sum(
                    (study["control"] == "controlled") is (held == "controlled") for study in one["sides"][side]
                )
    whole = json.loads(runs[ALL_JSON].stdout)
    assert [one for one in whole if one["condition"] == MS] == answer


def test_a_row_is_a_study_and_a_question(runs: dict[Words, Done]) -> None:
    answer = json.loads(runs[MS_JSON].stdout)
    header, *lines = runs[MS_CSV].stdout.splitlines()
    assert header.startswith("question,kind,condition")
    assert len(lines) == sum(len(side) for one in answer for side in one["sides"].values())


def test_a_filter_holds_for_the_results(runs: dict[Words, Done]) -> None:
    for one in json.loads(runs[ROUTE].stdout):
        for side in one["sides"].values():
            for study in side:
                for row in study["findings"]:
                    routes = {
                        *row["given"].get("routes", ()),
                        *((row["comparator"].get("against") or {}).get("routes", ())),
                    }
                    assert "intrathecal" in routes or not routes


def test_explain_prints_the_rule_once_wrapped(runs: dict[Words, Done]) -> None:
    assert runs[EXPLAIN].returncode == 0
    lines = runs[EXPLAIN].stdout.splitlines()
    text = " ".join(runs[EXPLAIN].stdout.split())
    for word in (*(kind.value for kind in Kind), "same people", "0.5", "0.25"):
        assert word in text
    rule = lines[1 : next(at for at, one in enumerate(lines) if one.startswith("1  "))]
    # a line that does not end a sentence is filled: the line ends of the source are gone
    for one, after in pairwise(rule):
        if one.strip() and after.startswith("  ") and not one.endswith((".", ":", ";")):
            assert len(one) + 1 + len(after.split()[0]) > 80, one


def test_a_screen_says_what_each_was_held_against_and_what_no_control_can_show(tmp_path: Path) -> None:
    missed = paper(
        "missed2020",
        finding("main", outcome="vas-pain", direction="no-difference", endpoint="primary"),
        finding("other", outcome="womac-pain", endpoint="secondary"),
    )
    usual = paper("usual2021", finding("pain", comparator={"kind": "usual-care"}))
    made_base(tmp_path, missed, usual, _free("free2018"))
    out = " ".join(run_mscq("conflicts", "--data", tmp_path, "--width", "300").stdout.split())
    for words in (
        "no, vs placebo missed2020 RCT 60 (primary; other outcomes better",
        "yes, vs usual care usual2021 RCT 60",
        "yes, no control free2018 SAT 60",
        "A control vs placebo 1 no; vs usual care 1 yes; without one 1 yes, which cannot show what the cells did",
        "too few studies to count; they differ in kind of control",
    ):
        assert words in out


def test_full_shows_every_conclusion(runs: dict[Words, Done]) -> None:
    text = " ".join(runs[FULL].stdout.split())
    summary = bundled().get("harris2024").summary
    assert summary is not None
    assert summary.split()[0] in text
    assert max(len(line) for line in runs[FULL].stdout.splitlines()) <= 80


def test_no_conflict_exits_1(runs: dict[Words, Done], tmp_path: Path) -> None:
    assert (runs[NONE].returncode, runs[NONE].stdout, runs[NONE].stderr.count("\n")) == (1, "", 1)
    made_base(tmp_path, _trial("yes2020", "benefit"), _trial("also2021", "benefit"))
    done = run_mscq("conflicts", "--data", tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)


@pytest.mark.parametrize(("name", "code"), [("lupus nephritis", 0), ("rrms", 1)])
def test_a_form_of_a_disease_names_the_questions_on_the_disease(name: str, code: int) -> None:
    done = run_here(("conflicts", name), base=None)
    assert done.returncode == code
    assert "Wider: systemic lupus erythematosus" in done.stdout if not code else "mscq conflicts ms" in done.stderr
    if not code:
        assert "mscq conflicts 'lupus nephritis' --full" in done.stdout
