"""An answer narrowed to one control: what a trial found against another says nothing on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from made_papers import BEFORE, finding, made_base, paper
from runs import run_here

from mscq.errors import ExitCode
from mscq.evidence.answer import ConditionAnswer, Status
from mscq.evidence.answering import answer
from mscq.evidence.selection import Selection
from mscq.output.in_short import sentence
from mscq.records.models import Paper
from mscq.records.terms import Direction

MS = "multiple-sclerosis"
NULL = "no-difference"
PLACEBO = {"kind": "placebo", "label": "saline"}
ACID = {"kind": "active-treatment", "label": "hyaluronic acid", "treatments": ["hyaluronic-acid"]}
STEROID = {"kind": "active-treatment", "label": "a steroid", "treatments": ["corticosteroid"]}
MET: dict[str, Any] = {"primary_outcome": "pain at six months", "primary_outcome_met": "yes"}
MISSED = {**MET, "primary_outcome_met": "no"}


def held(name: str, against: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return finding(name, arm="between", comparator=against, **fields)


def _answer(folder: Path, *papers: Paper, against: str) -> ConditionAnswer:
    return answer(made_base(folder, *papers), MS, Selection(against=(against,)))


def test_a_treatment_is_told_from_others_of_its_kind(tmp_path: Path) -> None:
    acid = paper("acid2020", held("main", ACID, endpoint="primary"), **MET)
    steroid = paper("steroid2020", held("main", STEROID, endpoint="primary", direction=NULL), **MISSED)
    for against, paper_id, status in (
        ("hyaluronic-acid", "acid2020", Status.MET),
        ("corticosteroid", "steroid2020", Status.NOT_MET),
    ):
        [one] = _answer(tmp_path / against, acid, steroid, against=against).trials
        assert (one.paper.id, one.status) == (paper_id, status)
    kind = _answer(tmp_path / "kind", acid, steroid, against="active-treatment")
    assert {one.paper.id for one in kind.trials} == {"acid2020", "steroid2020"}
    nothing = _answer(tmp_path / "placebo", acid, steroid, against="placebo")
    assert not nothing.papers
    assert not nothing.trials


def test_a_verdict_against_one_control_says_nothing_on_another(tmp_path: Path) -> None:
    rows = (held("main", PLACEBO, endpoint="primary", direction=NULL), held("acid", ACID, outcome="mobility"))
    both = paper("both2020", *rows, **MISSED)
    made = _answer(tmp_path / "acid", both, against="hyaluronic-acid")
    [one] = made.trials
    assert (one.status, one.direction) == (Status.SECONDARY, Direction.BENEFIT)
    assert "did not meet" not in sentence(made, made_base(tmp_path / "acid").vocabulary)
    [same] = _answer(tmp_path / "placebo", both, against="placebo").trials
    assert same.status is Status.NOT_MET


@pytest.mark.parametrize("of_all", [True, False])
def test_a_verdict_without_a_figure_holds_against_the_only_control(of_all: bool, tmp_path: Path) -> None:
    rows = [held("walk", ACID, outcome="mobility", endpoint="secondary")]
    rows += [] if of_all else [held("sham", PLACEBO, outcome="fatigue", endpoint="secondary")]
    [one] = _answer(tmp_path, paper("worded2020", *rows, **MISSED), against="hyaluronic-acid").trials
    assert one.status is (Status.NOT_MET if of_all else Status.SECONDARY)


def test_a_gain_without_a_control_is_left_out_and_harm_against_another_stays_in_sight(tmp_path: Path) -> None:
    harm = held("harm", PLACEBO, topic="safety", outcome="adverse-events", direction="harm")
    trial = paper("acid2020", held("main", ACID, endpoint="primary"), harm, **MET)
    open_study = paper("open2020", finding("gain", comparator=BEFORE), design="single-arm-trial")
    made = _answer(tmp_path, trial, open_study, against="hyaluronic-acid")
    assert [one.id for one in made.papers] == ["acid2020"]
    assert not made.open_studies
    assert [one.result.finding.comparator.kind for one in made.safety] == ["placebo"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("placebo", "against placebo"),
        ("sham", "against placebo"),
        ("placbo", "against placebo"),
        ("PRP", "against Platelet-rich plasma"),
        ("hyaluronan", "against Hyaluronic acid"),
        ("cortisone", "against Corticosteroid"),
        ("usual care", "against usual care"),
        ("placebo,prp", "against placebo or Platelet-rich plasma"),
    ],
)
def test_a_control_is_named_as_people_name_it(typed: str, said: str) -> None:
    done = run_here(("condition", "knee oa", "--against", typed), base=None)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout


@pytest.mark.parametrize("typed", ["before", "nothing", "treadmill"])
def test_what_is_no_control_is_refused_with_those_that_are(typed: str) -> None:
    done = run_here(("condition", "knee oa", "--against", typed), base=None)
    assert done.returncode == ExitCode.NOT_UNDERSTOOD
    assert typed in done.stderr
    assert "placebo" in done.stderr
