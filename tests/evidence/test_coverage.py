"""What the base lacks: which trials are one, which are held, and how far reviews overlap."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_papers import made_base, paper
from runs import bundled, here, run_here
from support import DATA

from mscq.api import load
from mscq.evidence.coverage import (
    by_condition,
    corrected_covered_area,
    coverage,
    label_key,
    overlap_grade,
    pooled_trials,
)
from mscq.output.forms.layout import lay_out
from mscq.output.screens import coverage as screen
from mscq.records.knowledge_base import KnowledgeBase
from mscq.records.models import Paper
from mscq.records.terms import Progress

# the formula


@pytest.mark.parametrize(
    ("included", "distinct", "reviews", "area"),
    [
        (25, 20, 2, 0.25),  # 5 of 20 publications are in both of two reviews
        (30, 20, 3, 0.25),
        (20, 20, 2, 0.0),
        (40, 20, 2, 1.0),
        (9, 3, 3, 1.0),
        (5, 5, 1, None),
        (0, 0, 0, None),
        (0, 0, 3, None),
    ],
)
def test_corrected_covered_area(included: int, distinct: int, reviews: int, area: float | None) -> None:
    assert corrected_covered_area(included, distinct, reviews) == (None if area is None else pytest.approx(area))


@given(st.lists(st.sets(st.integers(0, 12), min_size=1), min_size=2, max_size=6))
def test_area_is_none_of_nothing_and_all_of_all(reviews: list[set[int]]) -> None:
    included, distinct = sum(map(len, reviews)), len(set().union(*reviews))
    area = corrected_covered_area(included, distinct, len(reviews))
    assert area is not None
    assert 0 <= area <= 1
    assert (area == 0) is (included == distinct)
    assert (area == 1) is all(one == reviews[0] for one in reviews)


@pytest.mark.parametrize("numbers", [(3, 4, 2), (9, 4, 2), (5, 4, 1), (-1, -1, 2), (1, 1, -1)])
def test_numbers_that_no_reviews_can_have(numbers: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="cannot include"):
        corrected_covered_area(*numbers)


@pytest.mark.parametrize(
    ("percent", "word"),
    [
        (0, "slight"),
        (5.4, "slight"),
        (5.5, "moderate"),
        (10, "moderate"),
        (11, "high"),
        (15.4, "high"),
        (16, "very high"),
    ],
)
def test_words_of_an_area(percent: float, word: str) -> None:
    assert overlap_grade(percent / 100) == word


# which trials are one


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Álvaro-Gracia 2017 (RA)", "alvaro gracia 2017"),
        ("Yang et al. 2018", "yang 2018"),
        ("Burt 2011 (ASSIST)", "burt 2011"),
        ("Burt [26]", "burt26"),
    ],
)
def test_key_of_a_label(label: str, key: str) -> None:
    assert label_key(label) == key


def _review(name: str, *includes: dict[str, str], **study: Any) -> Paper:
    return paper(name, design="meta-analysis", includes=list(includes), **study)


def _base(folder: Path, *papers: Paper) -> KnowledgeBase:
    return made_base(folder, paper("held2019", title="Held"), *papers)


HELD = {"label": "Held 2019", "paper": "held2019"}
ROE = {"label": "Roe 2018", "pmid": "111"}


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (HELD, HELD | {"label": "Held and others"}, True),
        (ROE, {"label": "Roe et al.", "pmid": "111"}, True),
        ({"label": "Roe", "doi": "10.1000/ROE"}, {"label": "the Roe trial", "doi": "10.1000/roe"}, True),
        ({"label": "Roe 2018"}, {"label": "ROE et al 2018 (RCT)"}, True),
        (ROE, {"label": "Roe 2018"}, True),
        (ROE, {"label": "Roe 2018", "pmid": "222"}, False),
        (ROE, {"label": "Roe 2019"}, False),
        ({"label": "Roe [26]"}, {"label": "Roe [27]"}, False),
    ],
)
def test_same_trial_in_two_reviews(first: dict[str, str], second: dict[str, str], same: bool, tmp_path: Path) -> None:
    kb = _base(tmp_path, _review("one2021", first), _review("two2022", second))
    made = coverage(kb, "multiple-sclerosis")
    assert len(made.pooled) == (1 if same else 2)
    [overlap] = made.overlaps
    assert (overlap.included, overlap.corrected_covered_area) == (2, 1.0 if same else 0.0)


def test_one_review_names_no_trial_twice_by_its_label(tmp_path: Path) -> None:
    kb = _base(tmp_path, _review("one2021", {"label": "Roe 2018 (n=30)"}, {"label": "Roe 2018 (n=100)"}))
    made = coverage(kb, "multiple-sclerosis")
    assert len(made.pooled) == 2
    assert made.overlaps == ()


def test_a_label_that_could_be_two_trials_is_neither(tmp_path: Path) -> None:
    two = _review("one2021", {"label": "Roe 2018 (n=30)"}, {"label": "Roe 2018 (n=100)"})
    kb = _base(tmp_path, two, _review("two2022", {"label": "Roe 2018"}))
    assert len(coverage(kb, "multiple-sclerosis").pooled) == 3


def test_labels_of_other_conditions_are_other_trials(tmp_path: Path) -> None:
    lupus = _review("two2022", {"label": "Roe 2018"}, conditions=["systemic-lupus-erythematosus"])
    kb = _base(tmp_path, _review("one2021", {"label": "Roe 2018"}), lupus)
    assert len(coverage(kb).pooled) == 2


def test_what_is_held_and_missing(tmp_path: Path) -> None:
    kb = _base(tmp_path, _review("one2021", HELD, ROE, participants={"studies": 5}), _review("two2022"))
    made = coverage(kb, "multiple-sclerosis")
    assert [one.paper for one in made.held] == ["held2019"]
    assert [(one.label, one.pmid) for one in made.missing] == [("Roe 2018", "111")]
    assert [one.is_partial for one in made.reviews] == [True]
    assert [one.id for one in made.silent] == ["two2022"]
    assert made.trials == ()


@pytest.mark.parametrize("width", [80, 120])
def test_of_reviews_whose_trials_are_not_known_nothing_is_said_to_be_missing(tmp_path: Path, width: int) -> None:
    ms, lupus = "multiple-sclerosis", "systemic-lupus-erythematosus"
    known, unknown = _review("one2021", ROE, conditions=[ms]), _review("two2022", conditions=[lupus])
    kb = _base(tmp_path, known, _review("three2022", conditions=[ms]), unknown)
    made = screen.table_report([coverage(kb, ms), coverage(kb, lupus)], coverage(kb), kb.vocabulary)
    text = "\n".join(" ".join(one.text.split()) for one in lay_out(made, width))
    assert re.search(r"^Multiple.* \d 1 of 2 1 0 1 ", text, re.MULTILINE)
    assert re.search(r"^Systemic.* \d 0 of 1 \? \? \? ", text, re.MULTILINE)


def test_trials_of_a_review_of_several_conditions(tmp_path: Path) -> None:
    both = ["multiple-sclerosis", "systemic-lupus-erythematosus"]
    review = _review("one2021", HELD, {"label": "Doe 2018 (SLE)"}, {"label": "Poe 2017 (n=3)"}, conditions=both)
    kb = _base(tmp_path, review)
    assert [one.label for one in coverage(kb, "multiple-sclerosis").pooled] == ["Held 2019", "Poe 2017 (n=3)"]
    assert [one.label for one in coverage(kb, "systemic-lupus-erythematosus").pooled] == [
        "Doe 2018 (SLE)",
        "Poe 2017 (n=3)",
    ]


def test_reviews_of_other_cells_are_no_overlap(tmp_path: Path) -> None:
    blood = {"cells": ["hematopoietic-stem-cell"]}
    kb = _base(tmp_path, _review("one2021", HELD), _review("two2022", HELD, intervention=blood))
    assert coverage(kb, "multiple-sclerosis").overlaps == ()


# the base


def test_every_pooled_trial_of_the_base_is_counted_once() -> None:
    made = coverage(bundled())
    ids = [one.paper for one in made.held]
    assert len(ids) == len(set(ids))
    assert set(ids) == {one.paper for review in bundled().papers() for one in review.study.includes if one.paper}
    assert len(made.held) + len(made.missing) == len(made.pooled) == len(pooled_trials(bundled(), made.reviews))
    assert len(made.trials) == len(bundled().trials)


def test_conditions_add_up_to_no_less_than_the_whole() -> None:
    every, whole = by_condition(bundled()), coverage(bundled())
    assert {trial.id for one in every for trial in one.trials} == {trial.id for trial in whole.trials}
    assert sum(len(one.pooled) for one in every) >= len(whole.pooled)


def test_command_tells_one_condition_and_all() -> None:
    done = run_here(("coverage", "lupus", "--json"), base=None)
    said = json.loads(done.stdout)
    assert done.returncode == 0
    assert said["pooled"] == said["held"] + said["missing"]
    missing = coverage(bundled(), said["id"]).missing
    assert [one["label"] for one in said["trials_missing"]] == [one.label for one in missing]
    done = run_here(("coverage", "--csv"), base=None)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.returncode == 0
    assert rows[0]["papers"] == str(max(int(row["papers"]) for row in rows))
    assert "registered trials without a paper" in run_here(("coverage",), base=None).stdout


def test_finished_trials_stand_before_running_ones() -> None:
    done = run_here(("coverage", "knee oa", "--csv"), base=None)
    assert done.returncode == 0
    order = [one.value for one in Progress]
    kinds = [row["kind"] for row in csv.DictReader(io.StringIO(done.stdout)) if row["kind"] in order]
    assert kinds == sorted(kinds, key=order.index)
    assert kinds[0].startswith("finished")
    assert kinds[-1] == "running"


def test_condition_without_anything_is_said() -> None:
    code, out, err = here(("coverage", "graft versus host disease"))
    assert (code, out) == (1, "")
    assert "neither a paper nor a registered trial" in err


def test_library_answers_as_the_command_does() -> None:
    kb = load(DATA)
    said = json.loads(run_here(("coverage", "lupus", "--json"), base=None).stdout)
    assert json.loads(json.dumps(screen.data(kb.coverage("lupus"), kb.vocabulary))) == said
    assert kb.coverage().papers == len(kb)
