"""One answer a trial: what is counted, what is kept beside it, and what is never added up."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_papers import BEFORE, finding, made_base, other_arm, paper
from made_papers import given as gave
from runs import bundled, frozen

from mscq.evidence.answer import ConditionAnswer, Status, Trial, leading_family
from mscq.evidence.answering import answer
from mscq.evidence.families import SEVERAL, UNTOLD
from mscq.evidence.part import part_of
from mscq.evidence.selection import Selection
from mscq.output.forms.layout import lay_out
from mscq.output.in_short import sentence
from mscq.output.report import Paragraph, Report, Table
from mscq.output.screens import answer as screen
from mscq.records.models import Paper
from mscq.records.terms import ComparatorKind, Direction

MS = "multiple-sclerosis"
MSC, BLOOD = "mesenchymal-stromal-cell", "blood-stem-cell-transplantation"
NULL = "no-difference"
ACTIVE = {"kind": "active-treatment", "label": "interferon"}
MET: dict[str, Any] = {"primary_outcome": "pain at six months", "primary_outcome_met": "yes"}
MISSED = {**MET, "primary_outcome_met": "no"}
SAFE = {"primary_outcome": "safety", "primary_outcome_met": "safety-only"}


def between(name: str, **fields: Any) -> dict[str, Any]:
    """A contrast with placebo on pain at six months, but for what is named."""
    return finding(name, arm="between", **fields)


def primary(name: str = "main", **fields: Any) -> dict[str, Any]:
    return between(name, endpoint="primary", **fields)


def _answer(folder: Path, *papers: Paper, condition: str = MS) -> ConditionAnswer:
    return answer(made_base(folder, *papers), condition)


def _only(folder: Path, *papers: Paper) -> Trial:
    [one] = _answer(folder, *papers).trials
    return one


def _shown(trial: Trial) -> list[str]:
    return [one.result.finding.id.partition(".")[2] for one in trial.answered]


def _aside(trial: Trial) -> set[str]:
    return {one.finding.id.partition(".")[2] for one in trial.others}


def test_a_trial_answers_by_its_primary_endpoint_alone(tmp_path: Path) -> None:
    rows = (
        primary(direction=NULL),
        between("walk", outcome="mobility", endpoint="secondary"),
        between("some", analysis="subgroup", population="EDSS below 4"),
        between("later", outcome="relapse", analysis="post-hoc", population="those who came back"),
        between("more", outcome="fatigue"),
    )
    one = _only(tmp_path, paper("made2020", *rows, **MISSED))
    assert (one.status, one.direction) == (Status.NOT_MET, Direction.NO_DIFFERENCE)
    assert _shown(one) == ["main"]
    assert _aside(one) == {"walk", "some", "later", "more"}


def test_a_primary_endpoint_of_a_subgroup_gives_way_to_the_whole(tmp_path: Path) -> None:
    rows = (primary("part", analysis="subgroup", population="women"), primary("whole", direction=NULL))
    assert _shown(_only(tmp_path, paper("made2020", *rows, **MISSED))) == ["whole"]


def test_a_primary_endpoint_known_per_protocol_only_is_shown_as_that(tmp_path: Path) -> None:
    row = primary(analysis="per-protocol", population="those who finished", direction=NULL)
    one = _only(tmp_path, paper("made2020", row, **MISSED))
    assert [each.result.finding.analysis for each in one.answered] == ["per-protocol"]


@pytest.mark.parametrize(
    ("directions", "agreed"),
    [
        (["benefit", "benefit"], Direction.BENEFIT),
        (["benefit", NULL], Direction.MIXED),
        ([NULL, "stable"], Direction.NO_DIFFERENCE),
        (["harm", NULL], Direction.MIXED),
    ],
)
def test_without_a_known_endpoint_all_results_as_randomised_answer(
    directions: list[str], agreed: Direction, tmp_path: Path
) -> None:
    outcomes = ("pain", "mobility")
    rows = [between(name, outcome=name, direction=way) for name, way in zip(outcomes, directions, strict=True)]
    aside = between("aside", outcome="relapse", endpoint="exploratory", direction="harm")
    one = _only(tmp_path, paper("made2020", *rows, aside))
    assert (one.status, one.direction) == (Status.NOT_STATED, agreed)
    assert set(_shown(one)) == set(outcomes)
    assert _aside(one) == {"aside"}


def test_the_longest_follow_up_leads_and_earlier_times_stand_beside_it_where_they_differ(tmp_path: Path) -> None:
    times = {2: NULL, 3: "benefit", 12: NULL}
    rows = [between(f"at-{time}", timepoint_months=time, direction=way) for time, way in times.items()]
    same = [between(f"walk-{time}", outcome="mobility", timepoint_months=time, direction=NULL) for time in times]
    one = _only(tmp_path, paper("made2020", *rows, *same))
    earlier = {each.result.finding.id: [row.finding.timepoint_months for row in each.earlier] for each in one.answered}
    assert earlier == {"made2020.at-12": [2, 3], "made2020.walk-12": []}


def test_a_study_of_safety_says_only_that(tmp_path: Path) -> None:
    one = _only(tmp_path, paper("made2020", between("pain"), **SAFE))
    assert (one.status, one.direction, _shown(one)) == (Status.SAFETY_ONLY, Direction.NOT_APPLICABLE, [])
    assert _aside(one) == {"pain"}


def test_kinds_of_comparator_are_two_answers(tmp_path: Path) -> None:
    rows = (primary("sham", direction=NULL), primary("drug", comparator=ACTIVE))
    found = _answer(tmp_path, paper("made2020", *rows, **{**MET, "primary_outcome_met": "mixed"})).trials
    assert [(one.comparator, one.status, _shown(one)) for one in found] == [
        (ComparatorKind.PLACEBO, Status.NOT_MET, ["sham"]),
        (ComparatorKind.ACTIVE, Status.MET, ["drug"]),
    ]


def test_families_of_cells_are_apart_and_mesenchymal_cells_first(tmp_path: Path) -> None:
    blood = gave(cells=["hematopoietic-stem-cell"])
    made = _answer(
        tmp_path,
        paper("blood2019", primary(), intervention=blood, participants={"total": 900}, **MET),
        paper("cord2020", primary(direction=NULL), **MISSED),
        paper("both2021", between("a"), intervention=gave(cells=[*blood["cells"], MSC]), design="meta-analysis"),
        paper("some2022", between("a"), intervention=gave(cells=["mixed-stem-cells"]), design="meta-analysis"),
        paper("dark2023", between("a"), intervention=gave()),
    )
    assert [(one.paper.id, one.family) for one in made.trials] == [
        ("cord2020", MSC),
        ("blood2019", BLOOD),
        ("dark2023", UNTOLD),
    ]
    assert {one.family for one in made.pooled} == {SEVERAL}
    assert leading_family(made) == MSC


def test_before_and_after_is_no_result_against_a_control(tmp_path: Path) -> None:
    """A null against placebo is not hidden by the gain of the treated arm over its own start."""
    rows = (between("held", direction=NULL), finding("gain", comparator=BEFORE, outcome_label="pain, from the start"))
    one = _only(tmp_path, paper("made2020", *rows))
    assert (one.direction, _shown(one)) == (Direction.NO_DIFFERENCE, ["held"])
    alone = _only(tmp_path / "alone", paper("free2020", finding("gain", comparator=BEFORE, endpoint="primary")))
    assert (alone.status, alone.direction) == (Status.NOT_STATED, Direction.NOT_APPLICABLE)
    assert [each.compared for each in alone.answered] == [False]


def test_a_study_without_a_control_is_no_trial_whatever_it_says_of_its_endpoint(tmp_path: Path) -> None:
    open_label = paper(
        "open2020", finding("a", comparator=BEFORE, endpoint="primary"), design="single-arm-trial", **MET
    )
    arms = paper("arms2020", between("a", comparator=other_arm(routes=["intrathecal"])), design="single-arm-trial")
    made = _answer(tmp_path, open_label, arms)
    assert made.trials == ()
    assert {one.paper.id for one in made.open_studies} == {"open2020", "arms2020"}
    assert "No trial with a control group" in sentence(made, bundled().vocabulary)


def test_reviews_stand_apart_from_the_trials_that_they_pool(tmp_path: Path) -> None:
    review = paper(
        "pool2022",
        between("a", direction=NULL),
        finding("rank", comparator=ACTIVE, estimate={"measure": "ranking-score", "value": 80, "unit": "%"}),
        design="meta-analysis",
        includes=[{"label": "Cord 2020", "paper": "cord2020"}],
    )
    made = _answer(tmp_path, paper("cord2020", primary(), **MET), review)
    assert [one.paper.id for one in made.trials] == ["cord2020"]
    assert [(one.paper.id, one.pools) for one in made.pooled] == [("pool2022", ("cord2020",))]
    assert [[each.result.finding.id for each in one.answered] for one in made.rankings] == [["pool2022.rank"]]
    assert _of(made.pooled[0]) == {"pool2022.a"}


def _of(one: Any) -> set[str]:
    return {each.result.finding.id for each in one.answered}


def test_papers_on_the_same_people_are_one_trial_told_by_the_one_with_a_verdict(tmp_path: Path) -> None:
    trial = {"registrations": ["NCT01234567"]}
    first = paper("first2018", primary(direction=NULL), participants={"total": 40}, **trial, **MISSED)
    later = paper("later2020", between("years", timepoint_months=48), participants={"total": 38}, **trial)
    one = _only(tmp_path, first, later)
    assert ([each.id for each in one.papers], one.status, one.n) == (["first2018", "later2020"], Status.NOT_MET, 40)
    assert _aside(one) == {"years"}


def test_people_of_a_study_of_several_diseases_belong_to_none_of_them_whole(tmp_path: Path) -> None:
    several = {"conditions": [MS, "systemic-lupus-erythematosus"], "participants": {"total": 404}}
    own = paper("own2020", primary(estimate={"measure": "risk-ratio", "value": 1, "n": 30}), **several, **MISSED)
    silent = paper("silent2021", primary(), **several, **MET)
    forms = paper("forms2022", primary(), **{**several, "conditions": [MS, "progressive-multiple-sclerosis"]}, **MET)
    assert {one.paper.id: one.n for one in _answer(tmp_path, own, silent, forms).trials} == {
        "own2020": 30,
        "silent2021": None,
        "forms2022": 404,
    }


def test_animals_and_people_are_apart(tmp_path: Path) -> None:
    mice = paper("mice2020", between("a", stage="animal"), design="preclinical-study")
    made = _answer(tmp_path, mice, paper("cord2020", primary(), **MET))
    assert ([one.paper.id for one in made.trials], [one.id for one in made.animals]) == (["cord2020"], ["mice2020"])


def test_a_figure_of_all_arms_gives_way_to_those_of_its_families(tmp_path: Path) -> None:
    blood, cord = gave(cells=["hematopoietic-stem-cell"]), gave(cells=[MSC])
    rows = (
        primary("all", direction=NULL),
        primary("blood", intervention=blood, direction=NULL),
        primary("cord", intervention=cord, direction=NULL),
    )
    both = gave(cells=[MSC, "hematopoietic-stem-cell"])
    found = _answer(tmp_path, paper("made2020", *rows, intervention=both, **MISSED)).trials
    assert [(one.family, _shown(one)) for one in found] == [(MSC, ["cord"]), (BLOOD, ["blood"])]


def test_what_rests_on_a_maker_or_a_registry_says_so(tmp_path: Path) -> None:
    made = _answer(
        tmp_path,
        paper("firm2020", primary(), primary_outcome_source="maker", **MET),
        paper("list2021", primary(direction=NULL), primary_outcome_source="registry", **MISSED),
    )
    text = _text(made)
    assert "maker" in text.partition("firm2020")[2].partition("list2021")[0]
    assert "registry" in text.partition("list2021")[2]
    assert "1 met its primary endpoint (by its maker)" in " ".join(text.split())


def _text(made: ConditionAnswer, width: int = 80) -> str:
    return "\n".join(one.text for one in lay_out(screen.report(made, frozen().vocabulary, "ms"), width))


def test_the_sentence_counts_what_the_table_shows(tmp_path: Path) -> None:
    trials = [paper(f"met{number}", primary(), participants={"total": 50 + number}, **MET) for number in (2001, 2002)]
    trials += [paper("missed2003", primary(direction=NULL), **MISSED), paper("safe2004", between("a"), **SAFE)]
    made = _answer(tmp_path, *trials)
    assert sentence(made, frozen().vocabulary) == (
        "Of 4 randomised trials of MSC against placebo or sham, 2 met their primary endpoint, 1 did not, "
        "1 tested safety first."
    )
    text = _text(made)
    assert text.count("▲ met") == 2
    assert text.count("○ not met") == 1


_ROWS = st.lists(
    st.sampled_from(
        [
            primary("a", direction=NULL),
            primary("b", outcome="mobility", timepoint_months=12),
            between("c", endpoint="secondary"),
            between("d", comparator=ACTIVE),
            finding("e", arm="control"),
            finding("f", comparator=BEFORE),
            between("g", analysis="subgroup", population="women", direction="harm"),
        ]
    ),
    unique_by=lambda row: row["id"],
    max_size=7,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_ROWS, st.randoms(use_true_random=False), st.sampled_from([{}, MET, MISSED, SAFE]))
def test_the_order_of_findings_changes_nothing(
    tmp_path: Path, rows: list[dict[str, Any]], random: Any, verdict: dict[str, Any]
) -> None:
    mixed = [*rows]
    random.shuffle(mixed)

    def told(order: list[dict[str, Any]]) -> list[object]:
        made = _answer(tmp_path, paper("made2020", *order, **verdict))
        return [(one.family, one.comparator, one.status, one.direction, sorted(_shown(one))) for one in made.trials]

    assert told(rows) == told(mixed)


CONDITIONS = [one.id for one in bundled().vocabulary.conditions.values() if one.kind != "family"]


@pytest.fixture(scope="module")
def answers() -> dict[str, ConditionAnswer]:
    made = {one: answer(bundled(), one) for one in CONDITIONS}
    return {one: each for one, each in made.items() if each.papers}


def test_every_answer_fits_a_terminal(answers: dict[str, ConditionAnswer]) -> None:
    for name, made in answers.items():
        lines = list(lay_out(screen.report(made, bundled().vocabulary, made.condition.short), 80))
        assert len(lines) <= 24, name
        assert max(len(one.text) for one in lines) <= 80, name


@pytest.mark.parametrize("part", [0, *(pytest.param(one, marks=pytest.mark.slow) for one in (1, 2))])
def test_every_answer_fits_a_terminal_under_a_filter(answers: dict[str, ConditionAnswer], part: int) -> None:
    """Every third value of the filters at a time."""
    kb = bundled()
    for name, made in answers.items():
        given = [each.study.intervention for each in made.papers]
        asked = {
            "outcomes": {one.outcome for each in made.papers for one in each.findings if one.outcome},
            "routes": {one for each in given for one in each.routes},
            "sources": {one for each in given for one in each.sources},
            "cells": {one for each in given for one in each.cells},
        }
        for field, values in asked.items():
            for value in sorted(values)[part::3]:
                narrowed = answer(kb, name, Selection(**{field: (value,)}))  # type: ignore[arg-type]
                lines = list(lay_out(screen.report(narrowed, kb.vocabulary, made.condition.short, 3), 80))
                assert len(lines) <= 24, (name, value)


def test_every_trial_is_shown_or_counted(answers: dict[str, ConditionAnswer]) -> None:
    for name, made in answers.items():
        report = screen.report(made, bundled().vocabulary, "x")
        table = next((one for one in report.blocks if isinstance(one, Table)), None)
        rows = [" ".join(cell.text for cell in row) for row in table.rows] if table is not None else []
        shown = [one for one in made.trials if any(one.paper.id in re.split(r"[ ,]+", row) for row in rows)]
        told = {one.label: one.line.text for one in report.blocks if isinstance(one, Paragraph)}
        left = re.match(r"(\d+) trial", told.get("Not shown", ""))
        others = told.get("Other cells", told.get("Also", "")).partition("no control:")[0]
        number = (int(left[1]) if left else 0) + sum(map(int, _ENDED.findall(re.sub(r"\([^()]*\)", "", others))))
        twice = len(shown) - len({one.paper.id for one in shown})
        unnamed = [row for row in rows if not any(one.paper.id in re.split(r"[ ,]+", row) for one in made.trials)]
        number += sum(int(found[1]) for row in unnamed if (found := re.search(r"(\d+) trials ", row)))
        assert len(made.trials) - twice <= len(shown) + number <= len(made.trials) + twice, name


_ENDED = re.compile(
    r"(\d+) (?:met|not met|mixed|safety first|not stated|secondary|without a verdict|between cell arms)"
)


@pytest.mark.parametrize("cells", ["stromal-vascular-fraction", "mesenchymal-stromal-cell"])
def test_finished_trials_of_other_cells_are_not_told_where_cells_are_asked_for(cells: str) -> None:
    kb = bundled()
    below = kb.vocabulary.cells.narrower(cells)
    named = {one.name or one.registration or one.id: one for one in kb.trials}
    told = answer(kb, "knee-osteoarthritis", Selection(cells=(cells,))).unpublished
    assert all(below & set(named[one].intervention.cells) for one in told)
    assert set(told) < set(answer(kb, "knee-osteoarthritis").unpublished) or cells != "stromal-vascular-fraction"


def test_nothing_secondary_or_of_a_part_is_counted(answers: dict[str, ConditionAnswer]) -> None:
    for made in answers.values():
        for one in made.trials:
            if one.status is Status.NOT_STATED:
                rows = [row for each in one.answered for row in each.every]
                assert all(row.finding.analysis is None for row in rows), one.paper.id
            for each in one.answered:
                assert each.result.finding.endpoint not in ("secondary", "exploratory"), one.paper.id
        pools = {one.paper.id for one in made.pooled}
        assert pools.isdisjoint(one.paper.id for one in made.trials)


def test_all_papers_of_a_condition_stand_somewhere(answers: dict[str, ConditionAnswer]) -> None:
    for name, made in answers.items():
        groups = [*(one.papers for one in made.trials), *(one.papers for one in made.open_studies)]
        placed = {each.id for group in groups for each in group}
        placed |= {one.paper.id for one in (*made.pooled, *made.rankings)}
        placed |= {each.id for each in (*made.animals, *made.words)}
        assert {each.id for each in made.papers} == placed, name


def test_whole_dossier_tells_what_is_not_counted_with_its_name(answers: dict[str, ConditionAnswer]) -> None:
    made = answers["progressive-multiple-sclerosis"]
    text = "\n".join(one.text for one in lay_out(Report("", screen.whole(made, bundled().vocabulary)), 120))
    trial = text.partition("harris2024")[2].partition("petrou2020")[0]
    assert "exploratory, subgroup" in trial
    assert "EDSS-Plus" in trial.splitlines()[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("main", "the answer of its study, primary endpoint not-met"),
        ("walk", "kept beside the answer of its study, not counted"),
        ("some", "kept beside the answer of its study, not counted"),
        ("gain", "kept beside the answer of its study, not counted"),
    ],
)
def test_why_says_what_a_finding_is_in_the_answer(name: str, value: str, tmp_path: Path) -> None:
    rows = (
        primary(direction=NULL),
        between("walk", outcome="mobility", endpoint="secondary"),
        between("some", analysis="subgroup", population="women"),
        finding("gain", comparator=BEFORE),
    )
    kb = made_base(tmp_path, paper("made2020", *rows, **MISSED))
    one, found = kb.finding(f"made2020.{name}")
    part = part_of(kb, one, found)
    assert part is not None
    assert part.value == value
    assert part.rule
