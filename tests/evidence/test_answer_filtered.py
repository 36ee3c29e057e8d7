"""What an answer that filters narrow says of what they leave out: of the whole, of sizes not read, of other times."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from made_papers import BEFORE, finding, made_base, paper, proportion
from runs import bundled
from support import run_mscq

from mscq.evidence.answer import VERDICTS, ConditionAnswer, leading_family
from mscq.evidence.answering import answer
from mscq.evidence.dossier import dossier
from mscq.evidence.selection import Selection
from mscq.output.endpoints import endpoint_words, form_words, status_words
from mscq.output.forms.layout import lay_out
from mscq.output.forms.plain import render_report
from mscq.output.in_short import sentence, uncounted
from mscq.output.report import Report
from mscq.output.screens import answer as screen
from mscq.output.screens import condition as whole_screen
from mscq.output.screens.answer_pooled import every_pooled
from mscq.records.models import Paper

MS, KOA = "multiple-sclerosis", "knee-osteoarthritis"
NULL = "no-difference"
MET: dict[str, Any] = {"primary_outcome": "pain at six months", "primary_outcome_met": "yes"}
MISSED = {**MET, "primary_outcome_met": "no"}
SAFETY = {"primary_outcome": "harm", "primary_outcome_met": "safety-only"}
WALK = {"outcome": "mobility", "outcome_label": "walk"}


def between(name: str, **fields: Any) -> dict[str, Any]:
    return finding(name, arm="between", **fields)


def _answer(folder: Path, *papers: Paper, **asked: Any) -> ConditionAnswer:
    return answer(made_base(folder, *papers), MS, Selection(**asked))


def _text(folder: Path, made: ConditionAnswer) -> str:
    vocabulary = made_base(folder).vocabulary
    whole = answer(made_base(folder), MS)
    report = screen.report(made, vocabulary, "ms", whole=whole)
    return " ".join(" ".join(one.text for one in lay_out(report, 80)).split())


@pytest.mark.parametrize(
    ("dated", "asked", "told"),
    [
        (24, (6, 6), []),  # the other endpoint was looked at two years on: so was this one, or it would say
        (6, (6, 6), ["made2020.main"]),
        (None, (6, 6), ["made2020.loss", "made2020.main"]),
    ],
)
def test_a_primary_endpoint_of_no_told_time_goes_with_the_dated_one(
    dated: float | None, asked: tuple[float, float], told: list[str], tmp_path: Path
) -> None:
    rows = (
        between("main", endpoint="primary", timepoint_months=dated, direction=NULL),
        between("loss", endpoint="primary", timepoint_months=None, outcome="mobility", direction=NULL),
        between("early", timepoint_months=6, endpoint="secondary", **WALK),
    )
    made = _answer(tmp_path, paper("made2020", *rows, follow_up_months=24, **MISSED), months=asked)
    found = {one.result.finding.id for trial in made.trials for one in trial.answered}
    assert sorted(found - {"made2020.early"}) == told


@pytest.mark.parametrize(
    ("rank", "word"), [("secondary", "secondary"), (None, "not primary"), ("exploratory", "not primary")]
)
def test_what_is_asked_is_called_secondary_where_the_paper_does(rank: str | None, word: str, tmp_path: Path) -> None:
    rows = [between("main", endpoint="primary"), between("walk", **({"endpoint": rank} if rank else {}), **WALK)]
    [trial] = _answer(tmp_path, paper("made2020", *rows, **MET), outcomes=("mobility",)).trials
    assert status_words(trial) == word


def test_a_composite_tells_its_part_in_part(tmp_path: Path) -> None:
    also = {"also_outcomes": ["mobility", "fatigue"]}
    row = between("main", endpoint="primary", outcome="disease-progression", **also)
    [trial] = _answer(tmp_path, paper("made2020", row, **MET), outcomes=("mobility",)).trials
    assert status_words(trial) == "in part"


@pytest.mark.parametrize(("overall", "told"), [(NULL, True), ("benefit", False)])
def test_a_gain_on_one_outcome_is_told_with_the_null_on_the_whole(overall: str, told: bool, tmp_path: Path) -> None:
    rows = [
        between("walk", **WALK),
        between("global", outcome="global-assessment", outcome_label="the whole score", direction=overall),
    ]
    made = _answer(tmp_path, paper("made2020", *rows, **SAFETY), outcomes=("mobility",))
    assert ("the whole score: no difference" in _text(tmp_path, made)) is told


def test_where_no_trial_fits_the_trials_on_the_disease_are_named(tmp_path: Path) -> None:
    trial = paper("trial2020", between("harm", topic="safety", outcome="adverse-events"), **SAFETY)
    series = paper("series2019", finding("walk", comparator=BEFORE, **WALK), design="single-arm-trial")
    text = _text(tmp_path, _answer(tmp_path, trial, series, outcomes=("mobility",)))
    assert "No trial with a control group fits these filters" in text
    assert "Unfiltered The one randomised trial" in text
    assert "(trial2020, n 60) tested safety first: mscq condition ms" in text
    assert "Unfiltered" not in _text(tmp_path / "alone", _answer(tmp_path / "alone", series, outcomes=("mobility",)))


def test_who_has_no_known_number_of_people_is_named_where_a_number_is_asked_for(tmp_path: Path) -> None:
    papers = (
        paper("large2020", between("main", endpoint="primary"), participants={"total": 80}, **MET),
        paper("small2020", between("main", endpoint="primary"), participants={"total": 8}, **MET),
        paper("unread2020", between("main", endpoint="primary", direction=NULL), participants={}, **MISSED),
        paper("open2020", finding("walk", comparator=BEFORE), design="single-arm-trial", participants={}),
    )
    made = _answer(tmp_path, *papers, min_n=50)
    assert [one.id for one in made.of_unknown_size] == ["unread2020"]
    assert "Left out how many people is not known of unread2020" in _text(tmp_path, made)
    assert _answer(tmp_path).of_unknown_size == ()


def test_what_is_not_covered_under_filters_is_not_said_of_the_base(tmp_path: Path) -> None:
    papers = (
        paper("held2020", between("main"), intervention={"routes": ["intrathecal"]}),
        paper("open2019", finding("walk", comparator=BEFORE), design="single-arm-trial",
              intervention={"routes": ["intravenous"]}),
    )  # fmt: skip
    kb = made_base(tmp_path, *papers)

    def shown(**asked: Any) -> str:
        return render_report(whole_screen.report(dossier(kb, MS, Selection(**asked)), kb.vocabulary))

    assert "No controlled result in the base on" in shown()
    narrowed = shown(routes=("intravenous",))
    assert "No controlled result under these filters on" in narrowed
    assert "in the base on" not in narrowed


def test_a_review_that_shows_nothing_is_said_to_be_unclear(tmp_path: Path) -> None:
    review = paper("pool2021", between("main", direction="not-applicable"), design="meta-analysis")
    trial = paper("trial2020", between("main", endpoint="primary"), **MET)
    made = _answer(tmp_path, review, trial)
    assert sentence(made, made_base(tmp_path).vocabulary, brief=True).endswith("1 review: unclear.")


@pytest.mark.parametrize("asked", [Selection(), Selection(against=("placebo",))], ids=["all", "placebo"])
def test_trials_with_a_verdict_go_before_all_that_stands_beside_them(asked: Selection) -> None:
    vocabulary = bundled().vocabulary
    for name in (one.id for one in vocabulary.conditions.values() if one.kind != "family"):
        made = answer(bundled(), name, asked)
        led = made.trials_of(leading_family(made) or "")
        kinds = Counter(one.comparator for one in led if one.status in VERDICTS and uncounted(one) is None)
        text = " ".join(one.text for one in lay_out(screen.report(made, vocabulary, name), 80))
        for kind, number in kinds.most_common(1):
            shown = [one.paper.id for one in led if one.comparator is kind and f" {one.paper.id} " in text]
            assert len(shown) >= min(3, number), (name, shown)


def test_scales_are_left_unexplained_before_what_other_short_forms_stand_for() -> None:
    vocabulary = bundled().vocabulary
    text = " ".join(one.text for one in lay_out(screen.report(answer(bundled(), KOA), vocabulary, "koa"), 80))
    assert "RR risk ratio" in text
    assert "VAS pain on" not in text
    assert "mscq terms" in text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("knee-osteoarthritis", "knee OA"),
        ("progressive-multiple-sclerosis", "progressive MS"),
        ("relapsing-remitting-multiple-sclerosis", "RRMS"),
        ("lupus-nephritis", "LN"),
    ],
)
def test_a_form_is_told_by_the_words_that_make_it_one(form: str, words: str, tmp_path: Path) -> None:
    assert form_words(form, made_base(tmp_path).vocabulary) == words


def test_the_answer_stands_where_efficacy_is_asked_for(tmp_path: Path) -> None:
    made_base(tmp_path, paper("trial2020", between("main", endpoint="primary"), **MET))
    out = run_mscq("condition", "ms", "--topic", "efficacy", "--data", tmp_path).stdout
    assert "met its primary endpoint" in out
    assert "Safety" not in out
    assert "trial2020" not in run_mscq("condition", "ms", "--topic", "outlook", "--data", tmp_path).stdout


@pytest.mark.parametrize(
    ("summary", "told"),
    [("Pain fell in multiple sclerosis.", True), ("Lupus was better.", False), ("In MS nothing changed.", True)],
)
def test_the_conclusion_of_a_review_of_many_diseases_stands_where_it_names_this_one(
    summary: str, told: bool, tmp_path: Path
) -> None:
    many = [MS, "parkinson-disease", "systemic-lupus-erythematosus"]
    review = paper("many2021", between("main"), design="meta-analysis", conditions=many)
    review = review.model_copy(update={"summary": summary})
    made = _answer(tmp_path, review)
    assert ("many2021" in [one.id for one in screen.telling(made)]) is told


def test_a_review_pools_of_the_papers_on_the_disease_those_that_it_names(tmp_path: Path) -> None:
    included = [{"label": "here", "paper": "here2019"}, {"label": "there", "paper": "there2019"}]
    review = paper("pool2021", between("main"), design="meta-analysis", includes=included)
    elsewhere = paper("there2019", between("main"), conditions=["parkinson-disease"])
    made = _answer(tmp_path, review, paper("here2019", between("main")), elsewhere)
    text = " ".join(one.text for one in lay_out(Report("", [every_pooled(made, made_base(tmp_path).vocabulary)]), 300))
    assert "of these papers: here2019" in text
    assert "there2019" not in text


def test_a_study_without_a_verdict_is_told_by_the_paper_that_names_its_endpoint(tmp_path: Path) -> None:
    same = {"registrations": ["NCT01234567"]}
    large = paper("large2003", between("cognition", outcome="cognition", direction=NULL), **same)
    named = paper("named2004", between("life", endpoint="primary", outcome="quality-of-life"), **same)
    [trial] = _answer(tmp_path, large, named).trials
    assert trial.paper.id == "named2004"
    assert [one.result.paper.id for one in trial.answered] == ["named2004"]


def test_a_figure_of_more_harm_stands_beside_words_on_the_control_that_is_asked_for(tmp_path: Path) -> None:
    safety = {"topic": "safety", "outcome": "adverse-events"}
    words = paper("words2020", between("alike", direction=NULL, **safety), between("main", endpoint="primary"), **MET)
    mixed = {"comparator": {"kind": "control-unspecified", "label": "placebo or usual care"}, "direction": "harm"}
    estimate = {"measure": "risk-ratio", "value": 2.67, "ci_low": 1.19, "ci_high": 5.99}
    figure = paper("figure2021", between("more", estimate=estimate, **safety, **mixed), design="meta-analysis")
    text = _text(tmp_path, _answer(tmp_path, words, figure, against=("placebo",)))
    assert "any control, ▼ more: " in text
    assert "RR 2.67" in text


def test_a_row_of_a_control_arm_is_not_held_against_itself(tmp_path: Path) -> None:
    rows = [finding("main", estimate=proportion(40)), finding("other", arm="control", estimate=proportion(20))]
    made_base(tmp_path, paper("arms2020", *rows))
    out = run_mscq("show", "arms2020", "--data", tmp_path, "--width", "200").stdout
    assert out.count("(the control arm: saline)") == 1


def test_what_the_first_family_pools_is_told_where_another_leads(tmp_path: Path) -> None:
    fraction = {"cells": ["stromal-vascular-fraction"]}
    trial = paper("fraction2020", between("main", endpoint="primary"), intervention=fraction, **MET)
    figure = {"estimate": {"measure": "mean-difference", "value": 2.0}}
    msc = paper("msc2021", between("main", direction=NULL, **figure), design="meta-analysis")
    own = paper("own2021", between("main", **figure), design="meta-analysis", intervention=fraction)
    made = _answer(tmp_path, trial, msc, own)
    said = sentence(made, made_base(tmp_path).vocabulary, brief=True)
    assert "on MSC 1 no difference" in said


@pytest.mark.parametrize(("missed", "told"), [(True, True), (False, False)])
def test_a_wider_endpoint_that_was_missed_is_said(missed: bool, told: bool, tmp_path: Path) -> None:
    also = {"also_outcomes": ["mobility", "fatigue"], "direction": NULL if missed else "benefit"}
    composite = between("main", endpoint="primary", outcome="disease-progression", **also)
    study = MISSED if missed else MET
    papers = (paper("one2020", composite, **study), paper("two2020", between("walk", **WALK), **SAFETY))
    made = _answer(tmp_path, *papers, outcomes=("mobility",))
    assert ("1 missed the wider one" in sentence(made, made_base(tmp_path).vocabulary)) is told


def test_the_whole_dossier_says_what_the_filters_leave_out(tmp_path: Path) -> None:
    trial = paper("trial2020", between("main", endpoint="primary", direction=NULL), **MISSED)
    series = paper("series2019", finding("walk", comparator=BEFORE), design="single-arm-trial",
                   intervention={"routes": ["intrathecal"]})  # fmt: skip
    made_base(tmp_path, trial, series)
    out = run_mscq("condition", "ms", "--route", "intrathecal", "--full", "--data", tmp_path, "--width", "120").stdout
    assert "Unfiltered" in out
    assert "Unfiltered" not in run_mscq("condition", "ms", "--full", "--data", tmp_path).stdout


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("rash at the site", "rash at the site"),
        ("a name of an outcome that takes far more than forty letters", "Fatigue"),
    ],
)
def test_a_short_name_stays_the_sources_own(name: str, said: str, tmp_path: Path) -> None:
    row = between("f", outcome="fatigue", outcome_label=name)
    [one] = paper("made2020", row).findings
    assert endpoint_words(made_base(tmp_path).vocabulary, one, terse=True).startswith(said)
