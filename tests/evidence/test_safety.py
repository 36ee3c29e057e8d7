"""What harm is known: what each result against a control says, what can be judged, and in which order it is told."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given as of
from hypothesis import strategies as st
from made_papers import finding, given, made_base, paper, proportion
from runs import run_here

from mscq.evidence.harm import LEAST_EXPECTED, Verdict, least_expected
from mscq.evidence.safety import by_condition, general_reviews, safety
from mscq.output.screens.safety import report, sentence

MS = "multiple-sclerosis"
NONE = {"kind": "none"}


def harm(name: str, **fields: object) -> dict[str, object]:
    return finding(name, **{"topic": "safety", "outcome": "fever", "direction": "not-applicable", **fields})


def counted(events: int, n: int) -> dict[str, object]:
    return proportion(round(100 * events / n, 1), events=events, n=n)


def arms(events: int, n: int, other: int, of_other: int, direction: str) -> list[dict[str, object]]:
    return [
        harm("cells", direction=direction, estimate=counted(events, n)),
        harm("saline", arm="control", direction=direction, estimate=counted(other, of_other)),
    ]


@pytest.mark.parametrize(
    ("figures", "direction", "said"),
    [
        ((1, 12, 0, 6), "not-applicable", Verdict.TOO_FEW),
        ((1, 12, 0, 6), "no-difference", Verdict.TOO_FEW),
        ((11, 12, 6, 6), "no-difference", Verdict.TOO_FEW),  # too few without the event
        ((20, 100, 18, 100), "no-difference", Verdict.NO_DIFFERENCE),
        ((20, 100, 18, 100), "not-applicable", Verdict.NOT_COMPARED),
        ((5, 12, 0, 6), "harm", Verdict.MORE),  # a difference that the source states is believed
        ((0, 12, 4, 6), "benefit", Verdict.FEWER),
    ],
)
def test_what_a_comparison_of_two_arms_says(
    tmp_path: Path, figures: tuple[int, int, int, int], direction: str, said: Verdict
) -> None:
    kb = made_base(tmp_path, paper("made2020", *arms(*figures, direction)))
    (one,) = safety(kb, MS).controlled
    assert one.verdict is said


@of(st.integers(1, 400), st.integers(1, 400), st.data())
def test_the_smallest_expected_count_is_that_of_a_table_of_two_arms(n: int, other: int, data: st.DataObject) -> None:
    events, of_other = data.draw(st.integers(0, n)), data.draw(st.integers(0, other))
    least = least_expected([(events, n), (of_other, other)])
    whole, rows = n + other, (events + of_other, n + other - events - of_other)
    assert least == pytest.approx(min(row * column / whole for row in rows for column in (n, other)))
    assert least <= whole / 4


def test_nobody_in_twenty_can_be_judged_on_a_rare_event() -> None:
    assert least_expected([(0, 20), (0, 20)]) == 0 < LEAST_EXPECTED


def test_families_of_cells_stand_apart_and_msc_come_first(tmp_path: Path) -> None:
    hsc = given(cells=["hematopoietic-stem-cell"])
    kb = made_base(
        tmp_path,
        paper("agraft2020", harm("fever", estimate=counted(30, 60), direction="harm"), intervention=hsc),
        paper("stroma2020", harm("fever", estimate=counted(20, 60), direction="harm")),
    )
    found = safety(kb, MS)
    assert [one.result.paper.id for one in found.controlled] == ["stroma2020", "agraft2020"]
    assert len(found.families) == 2
    assert "agraft2020" not in sentence(found, kb.vocabulary)


def test_shares_without_a_control_are_told_by_size_and_never_as_harm(tmp_path: Path) -> None:
    def free(name: str, events: int, n: int) -> dict[str, object]:
        return harm(name, comparator=NONE, estimate=counted(events, n), direction="harm")

    kb = made_base(
        tmp_path,
        paper("small2020", free("fever", 2, 8)),
        paper("large2020", free("fever", 5, 50)),
        paper("events2020", free("fever", 90, 170)),  # more events than the 60 people of the study
    )
    found = safety(kb, MS)
    assert [(one.result.paper.id, one.n) for one in found.shares] == [("large2020", 50), ("small2020", 8)]
    assert [one.paper.id for one in found.said] == ["events2020"]
    assert not found.controlled
    assert "No result on harm against a control" in sentence(found, kb.vocabulary)


def test_deaths_and_tumours_are_said_before_all_else(tmp_path: Path) -> None:
    words = [
        harm(name, comparator=NONE, outcome=outcome)
        for name, outcome in (
            ("ache", "headache"),
            ("grave", "serious-adverse-events"),
            ("growth", "tumour-formation"),
            ("end", "treatment-related-mortality"),
        )
    ]
    found = safety(made_base(tmp_path, paper("made2020", *words)), MS)
    assert [one.finding.id.partition(".")[2] for one in found.said] == ["end", "growth", "grave", "ache"]


def test_a_review_of_no_one_disease_is_general_and_one_disease_is_not(tmp_path: Path) -> None:
    pooled = harm("fever", arm="between", estimate={"measure": "risk-ratio", "value": 2.5}, direction="harm")
    kb = made_base(
        tmp_path,
        paper("wide2020", pooled, design="meta-analysis", conditions=[]),
        paper("narrow2020", pooled, design="meta-analysis"),
        paper("trial2020", *arms(20, 30, 10, 30, "harm")),
    )
    assert [one.id for one in general_reviews(kb).papers] == ["wide2020"]
    assert [one.condition.id for one in by_condition(kb) if one.condition] == [MS]
    assert [one.result.paper.id for one in safety(kb, MS).controlled] == ["narrow2020", "trial2020"]


def test_the_screen_marks_harms_in_words(tmp_path: Path) -> None:
    kb = made_base(tmp_path, paper("made2020", *arms(40, 60, 20, 60, "harm")))
    lines = [
        " ".join(cell.text for cell in row)
        for block in report(safety(kb, MS), kb.vocabulary).blocks
        for row in getattr(block, "rows", ())
    ]
    (one,) = lines
    assert one.startswith("▼")
    assert "more" in one
    assert "40/60" in one
    assert "20/60" in one


def test_the_command_answers_with_and_without_a_condition() -> None:
    one = run_here(("safety", "lupus", "nephritis"))
    assert one.returncode == 0, one.stderr
    assert "too few to judge" in one.stdout
    every = run_here(("safety", "--json"))
    assert {"reviews", "conditions"} == json.loads(every.stdout).keys()
    rows = list(csv.DictReader(io.StringIO(run_here(("safety", "ms", "--csv")).stdout)))
    assert {row["verdict"] for row in rows if row["block"] == "controlled"} <= {one.value for one in Verdict}
    assert len({row["id"] for row in rows}) == len(rows)
    assert run_here(("safety", "ms", "--route", "intranasal")).returncode == 1
