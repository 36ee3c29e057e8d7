"""Comparisons: within a study first, then each value's trials, one condition at a time; nothing is mixed or lost."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from made_papers import BEFORE, finding, given, made_base, other_arm, paper, proportion
from runs import Done, Words, frozen, run_each, run_here

from mscq.api import EvidenceBase
from mscq.evidence.answer import Trial
from mscq.evidence.answering import answer
from mscq.evidence.compared import Block, Comparison, DirectOutcome, DirectStudy, Setting
from mscq.evidence.comparison import compare
from mscq.evidence.dimensions import COMPARED, DIMENSIONS, dose_bands
from mscq.evidence.level import Control
from mscq.evidence.not_told import trials_not_told
from mscq.evidence.selection import Selection, Selector
from mscq.output.forms.layout import lay_out
from mscq.output.forms.plain import render_report
from mscq.output.screens import compare as screen
from mscq.output.screens import compare_records
from mscq.records.models import Intervention, Paper
from mscq.records.terms import Endpoint, Topic

VEIN, SPINE, JOINT = "intravenous", "intrathecal", "intra-articular"
MS, LUPUS = "multiple-sclerosis", "systemic-lupus-erythematosus"
IN_MS = Selection(conditions=(MS,))
BOTH = given(routes=[VEIN, SPINE])


def _study(found: Comparison, paper_id: str) -> DirectStudy:
    [one] = [one for one in found.direct if one.paper.id == paper_id]
    return one


def _block(found: Comparison, condition: str = MS) -> Block:
    [one] = [one for one in found.blocks if one.condition.id == condition]
    return one


def _trials(found: Comparison, value: str, condition: str = MS) -> list[str]:
    return [one.paper.id for one in _block(found, condition).values[value].trials]


def _text(found: Comparison, *, everything: bool = False) -> str:
    return " ".join(render_report(screen.report(found, frozen().vocabulary, everything=everything)).split())


def _compared(
    folder: Path,
    *papers: Paper,
    values: tuple[str, ...] = (VEIN, SPINE),
    dimension: str = "route",
    selection: Selection | None = None,
) -> Comparison:
    return compare(made_base(folder, *papers), dimension, values, selection)


def _arm(name: str, route: str, against: str, share: float | None, **more: Any) -> dict[str, Any]:
    fields = {"outcome": "pain-response", "outcome_label": "pain halved", "estimate": share and proportion(share)}
    return finding(
        name, intervention=given(routes=[route]), comparator=other_arm(routes=[against]), **{**fields, **more}
    )


def _trial(paper_id: str, route: str, *findings: dict[str, Any], **study: Any) -> Paper:
    cells = {"cells": ["mesenchymal-stromal-cell"], "routes": [route]}
    return paper(paper_id, *(findings or (finding("a", endpoint="primary"),)), intervention=cells, **study)


# within a study


@pytest.mark.parametrize(
    ("direction", "favours"), [("benefit", (VEIN,)), ("harm", (SPINE,)), ("no-difference", ()), ("mixed", ())]
)
def test_a_contrast_favours_what_it_says(tmp_path: Path, direction: str, favours: tuple[str, ...]) -> None:
    row = _arm("contrast", VEIN, SPINE, None, arm="between", direction=direction)
    found = _compared(tmp_path, paper("made2020", row, intervention=BOTH))
    assert _study(found, "made2020").favours == favours
    assert _study(found, "made2020").setting is Setting.RANDOMISED
    said = {"benefit": "IV better than", "harm": "IV worse than", "no-difference": "no difference between IV and"}
    assert said.get(direction, "IV against the other arm: mixed") in _text(found)


def _shared_control(**more: Any) -> Paper:
    figures = {"outcome": "pain-response", "outcome_label": "pain halved", **more}
    rows = [
        finding("v", intervention=given(routes=[VEIN]), estimate=proportion(60, p="0.03"), **figures),
        finding("s", intervention=given(routes=[SPINE]), estimate=proportion(40), direction="no-difference", **figures),
        finding("c", arm="control", estimate=proportion(30), **figures),
    ]
    return paper("arms2020", *rows, intervention=BOTH)


def test_arms_beside_one_control_stand_together_and_favour_nothing(tmp_path: Path) -> None:
    found = _compared(tmp_path, _shared_control(endpoint="primary"))
    study = _study(found, "arms2020")
    [outcome] = study.outcomes
    assert {value: [one.finding.id for one in results] for value, results in outcome.arms.items()} == {
        VEIN: ["arms2020.v"],
        SPINE: ["arms2020.s"],
    }
    assert outcome.control_row is not None
    assert outcome.control_row.id == "arms2020.c"
    assert (study.favours, study.states_contrast, outcome.endpoint) == ((), False, Endpoint.PRIMARY)
    text = _text(found)
    assert "▲ IV 60 %, p = 0.03; ○ IT 40 %; saline 30 %" in text
    assert "not tested against each other" in text


def test_a_study_of_both_values_is_not_told_again_as_a_trial_of_each(tmp_path: Path) -> None:
    found = _compared(tmp_path, _shared_control(), _trial("alone2021", VEIN))
    assert _trials(found, VEIN) == ["alone2021"]
    assert _trials(found, SPINE) == []
    assert _block(found).untold == ()


@pytest.mark.parametrize(
    "other",
    [
        {"timepoint_months": 24},
        {"outcome": "relapse", "outcome_label": "relapse"},
        {"comparator": {"kind": "usual-care", "label": "drugs"}},
        {"comparator": {"kind": "placebo", "label": "another sham"}},
        {"population": "the young"},
    ],
)
def test_arms_measured_otherwise_are_not_set_beside_each_other(tmp_path: Path, other: dict[str, Any]) -> None:
    same = {"outcome": "pain-response", "outcome_label": "pain halved"}
    rows = (
        finding("v", intervention=given(routes=[VEIN]), **same),
        finding("s", intervention=given(routes=[SPINE]), **{**same, **other}),
    )
    assert _compared(tmp_path, paper("made2020", *rows, intervention=BOTH)).direct == ()


def test_a_sham_given_by_a_route_is_no_arm_of_that_route(tmp_path: Path) -> None:
    figures = {"outcome": "pain-response", "outcome_label": "pain halved"}
    sham = finding("s", arm="control", intervention=given(routes=[SPINE]), estimate=proportion(40), **figures)
    row = finding("v", intervention=given(routes=[VEIN]), estimate=proportion(60), **figures)
    assert _compared(tmp_path, paper("made2020", row, sham, intervention=BOTH)).direct == ()


def test_subgroups_of_a_pooled_analysis_are_called_so(tmp_path: Path) -> None:
    rows = (
        _arm("v", VEIN, SPINE, 60, direction="benefit"),
        _arm("s", SPINE, VEIN, 40, direction="not-applicable"),
    )
    found = _compared(tmp_path, paper("pooled2019", *rows, design="meta-analysis", intervention=BOTH))
    study = _study(found, "pooled2019")
    assert (study.setting, study.has_control) == (Setting.SUBGROUPS, False)
    assert "subgroups, not randomised, no control pain halved, 6 mo: IV 60 %, IT 40 %, not tested" in _text(found)


def test_what_tells_more_comes_first_whatever_its_level(tmp_path: Path) -> None:
    rows = (_arm("v", VEIN, SPINE, 60, direction="benefit"), _arm("s", SPINE, VEIN, 40, direction="not-applicable"))
    pooled = paper("pooled2019", *rows, finding("held"), design="meta-analysis", intervention=BOTH)
    trial = paper("trial2020", *rows, intervention=BOTH, participants={"total": 20})
    held = paper("held2020", *rows, finding("held"), intervention=BOTH, participants={"total": 8})
    cohort = paper("cohort2021", *rows, design="cohort", intervention=BOTH)
    found = _compared(tmp_path, pooled, trial, cohort, held)
    assert [one.paper.id for one in found.direct] == ["held2020", "trial2020", "cohort2021", "pooled2019"]


def test_the_primary_outcome_leads_and_others_are_named_by_rank(tmp_path: Path) -> None:
    rows = (
        _arm("a", VEIN, SPINE, None, arm="between", outcome="relapse", outcome_label="relapse", endpoint="secondary"),
        _arm("b", VEIN, SPINE, None, arm="between", endpoint="primary", direction="no-difference"),
    )
    found = _compared(tmp_path, paper("made2020", *rows, intervention=BOTH))
    assert [one.endpoint for one in _study(found, "made2020").outcomes] == [Endpoint.PRIMARY, Endpoint.SECONDARY]
    text = _text(found)
    assert text.index("primary pain halved") < text.index("secondary relapse")


def _points(paper_id: str, better: str, worse: str, *more: dict[str, Any], **fields: Any) -> Paper:
    row = _arm("contrast", better, worse, None, arm="between", direction="benefit", **fields)
    return paper(paper_id, row, *more, design="cohort", intervention=BOTH)


@pytest.mark.parametrize(
    ("second", "controls", "said"),
    [
        (
            {"outcome": "relapse", "outcome_label": "relapse"},
            1,
            "different outcomes, and one of them without a control.",
        ),
        ({}, 1, "different ways: one of them without a control."),
        ({}, 0, "different ways: none of them with a control."),
        ({"outcome": "relapse", "outcome_label": "relapse"}, 2, "different ways: different outcomes."),
    ],
)
def test_opposed_studies_are_told_with_what_differs(
    tmp_path: Path, second: dict[str, Any], controls: int, said: str
) -> None:
    held = [finding("held", intervention=given(routes=[VEIN]))]
    first = _points("first2019", VEIN, SPINE, *(held if controls else []))
    other = _points("other2020", SPINE, VEIN, *(held if controls > 1 else []), **second)
    found = _compared(tmp_path, first, other, selection=IN_MS)
    assert [{one.paper.id for one in each.studies} for each in found.opposed] == [{"first2019", "other2020"}]
    assert said in _text(found)


def test_studies_that_agree_or_are_of_other_diseases_are_not_opposed(tmp_path: Path) -> None:
    agreed = [_points("first2019", VEIN, SPINE), _points("other2020", VEIN, SPINE)]
    row = _arm("contrast", SPINE, VEIN, None, arm="between", direction="benefit")
    elsewhere = paper("lupus2020", row, design="cohort", intervention=BOTH, conditions=[LUPUS])
    assert _compared(tmp_path, *agreed, elsewhere).opposed == ()


# each value alone


def test_a_trial_belongs_to_the_value_of_its_arm_not_of_its_list(tmp_path: Path) -> None:
    told = paper("told2020", finding("a", endpoint="primary", intervention=given(routes=[VEIN])), intervention=BOTH)
    found = _compared(tmp_path, told, _trial("spine2020", SPINE))
    assert (_trials(found, VEIN), _trials(found, SPINE)) == (["told2020"], ["spine2020"])


@pytest.mark.parametrize("own", [{}, {"intervention": BOTH}])
def test_a_study_that_gave_both_together_or_does_not_tell_belongs_to_neither(
    tmp_path: Path, own: dict[str, Any]
) -> None:
    both = paper("both2020", finding("a", endpoint="primary", **own), intervention=BOTH)
    free = paper("free2020", finding("a", comparator=BEFORE, **own), design="single-arm-trial", intervention=BOTH)
    found = _compared(tmp_path, both, free, _trial("vein2020", VEIN))
    assert (_trials(found, VEIN), _trials(found, SPINE)) == (["vein2020"], [])
    assert found.direct == ()
    assert {one.id for one in _block(found).untold} == {"both2020", "free2020"}
    assert _block(found).values[SPINE].open_papers == ()
    tail = _text(found).partition("Several routes, together or not told apart: ")[2]
    assert "both2020" in tail
    assert "free2020" in tail


def test_a_trial_without_a_figure_stands_where_it_belongs(tmp_path: Path) -> None:
    safe = _trial("safe2020", SPINE, finding("s", topic="safety"), primary_outcome_met="safety-only")
    found = _compared(tmp_path, safe, _trial("vein2020", VEIN))
    assert _trials(found, SPINE) == ["safe2020"]
    rows = [row for row in compare_records.rows(found, frozen().vocabulary) if row["paper"] == "safe2020"]
    assert [(row["side"], row["status"], row["id"]) for row in rows] == [(SPINE, "safety-only", None)]


@pytest.mark.parametrize("design", ["single-arm-trial", "cohort", "randomized-controlled-trial"])
def test_nothing_without_a_control_stands_among_what_has_one(tmp_path: Path, design: str) -> None:
    """Not even a larger study, one of a better design, or with the more exact figure."""
    exact = proportion(90, ci_low=80, ci_high=95, ci_level=95, p="<0.001")
    free = _trial(
        "free2021",
        VEIN,
        finding("a", comparator=BEFORE, estimate=exact, direction="benefit"),
        design=design,
        participants={"total": 900},
    )
    held = _trial("held2010", VEIN, finding("a", direction="no-difference"), participants={"total": 8})
    found = _compared(tmp_path, free, held, _trial("spine2020", SPINE))
    told = [one for trial in _block(found).values[VEIN].trials for one in trial.answered]
    assert [one.result.paper.id for one in told if one.compared] == ["held2010"]
    assert {one.paper.id for one in _block(found).values[VEIN].held} == {"held2010"}
    assert found.direct == ()


def test_conditions_stand_apart_and_a_family_is_told_by_its_members(tmp_path: Path) -> None:
    papers = (
        _trial("msvein2020", VEIN),
        _trial("msspine2020", SPINE),
        _trial("lupusvein2020", VEIN, conditions=[LUPUS]),
        _trial("forms2020", SPINE, conditions=["progressive-multiple-sclerosis"]),
        _trial("family2020", SPINE, conditions=["autoimmune-disease"]),
    )
    found = _compared(tmp_path, *papers)
    assert [block.condition.id for block in found.blocks] == [MS, "autoimmune-disease", LUPUS]
    assert set(_trials(found, SPINE)) == {"msspine2020", "forms2020"}
    assert _trials(found, SPINE, "autoimmune-disease") == ["family2020"]
    assert _trials(found, VEIN, "autoimmune-disease") == []
    family = compare(made_base(tmp_path), "route", (VEIN, SPINE), Selection(conditions=("autoimmune-disease",)))
    assert {block.condition.id for block in family.blocks} >= {LUPUS, "autoimmune-disease"}
    narrow = compare(
        made_base(tmp_path), "route", (VEIN, SPINE), Selection(conditions=("progressive-multiple-sclerosis",))
    )
    assert [block.condition.id for block in narrow.blocks] == ["progressive-multiple-sclerosis"]
    assert _trials(narrow, SPINE, "progressive-multiple-sclerosis") == ["forms2020"]


def test_conditions_compared_have_each_their_own_answer(tmp_path: Path) -> None:
    papers = (_trial("ms2020", VEIN), _trial("lupus2020", VEIN, conditions=[LUPUS]))
    found = _compared(tmp_path, *papers, dimension="condition", values=(LUPUS, MS))
    assert [(one.condition.id, list(one.values)) for one in found.blocks] == [(LUPUS, [LUPUS]), (MS, [MS])]
    assert (_trials(found, MS, MS), _trials(found, LUPUS, LUPUS)) == (["ms2020"], ["lupus2020"])


# outcomes side by side


def _at(paper_id: str, route: str, *months: float, **fields: Any) -> Paper:
    rows = (finding(f"m{int(month)}", timepoint_months=month, **fields) for month in months)
    return _trial(paper_id, route, *rows)


def test_shared_outcomes_are_of_the_same_time(tmp_path: Path) -> None:
    found = _compared(tmp_path, _at("vein2020", VEIN, 2, 6, 12), _at("spine2020", SPINE, 6, 12, 60))
    shared = _block(found).shared
    assert [[one.finding.timepoint_months for one in each.best.values()] for each in shared] == [[6, 6], [12, 12]]
    assert all(each.same_time for each in shared)


def test_where_no_time_is_shared_the_row_names_both(tmp_path: Path) -> None:
    found = _compared(tmp_path, _at("vein2020", VEIN, 2, 6), _at("spine2020", SPINE, 12))
    [shared] = _block(found).shared
    assert [one.finding.timepoint_months for one in shared.best.values()] == [6, 12]
    assert "6 mo | 12 mo" in _text(found, everything=True)


@pytest.mark.parametrize(("analysis", "rows"), [("subgroup", 0), ("post-hoc", 0), ("per-protocol", 1)])
def test_a_part_of_the_people_stands_beside_no_other_result(tmp_path: Path, analysis: str, rows: int) -> None:
    part = _at("spine2020", SPINE, 6, analysis=analysis, population="with pain")
    assert len(_block(_compared(tmp_path, _at("vein2020", VEIN, 6), part)).shared) == rows


def test_other_outcomes_are_never_in_one_row(tmp_path: Path) -> None:
    spine = _at("spine2020", SPINE, 6, outcome="relapse", outcome_label="relapse")
    assert _block(_compared(tmp_path, _at("vein2020", VEIN, 6), spine)).shared == ()


def test_of_two_papers_the_controlled_figure_stands_before_a_larger_one_without(tmp_path: Path) -> None:
    exact = proportion(90, ci_low=80, ci_high=95, ci_level=95)
    rows = (
        finding("free", comparator=BEFORE, estimate=exact, direction="benefit", outcome_label="pain, before and after"),
        finding("held", direction="no-difference"),
    )
    papers = (_trial("first2020", VEIN, *rows), _at("second2020", SPINE, 6))
    found = _compared(tmp_path, *papers, dimension="paper", values=("first2020", "second2020"))
    [shared] = _block(found).shared
    assert shared.best["first2020"].finding.id == "first2020.held"


def test_papers_are_shown_by_primary_endpoint_and_summary(tmp_path: Path) -> None:
    text = run_here(("compare", "--paper", "deng2017", "zhou2020")).stdout
    assert "not met: " in text
    for paper_id in ("deng2017", "zhou2020"):
        summary = frozen().get(paper_id).summary
        assert summary is not None
        assert summary in " ".join(text.split())


# invariants over the base

_PAIRS = [
    ("route", (VEIN, SPINE)),
    ("route", (VEIN, JOINT)),
    ("source", ("umbilical-cord", "bone-marrow", "adipose-tissue")),
    ("cell", ("mesenchymal-stromal-cell", "hematopoietic-stem-cell")),
    ("donor", ("autologous", "allogeneic")),
    ("dose", ("low", "medium", "high")),
    ("design", ("randomized-controlled-trial", "cohort")),
]


def _every_trial(found: Comparison) -> Iterator[tuple[Block, str, Trial]]:
    for block in found.blocks:
        for value, one in block.values.items():
            for trial in one.trials:
                yield block, value, trial


@pytest.mark.parametrize(("dimension", "values"), _PAIRS)
@pytest.mark.parametrize("condition", [MS, LUPUS, "knee-osteoarthritis", "systemic-sclerosis"])
def test_every_trial_of_a_value_stands_in_the_comparison(
    dimension: str, values: tuple[str, ...], condition: str
) -> None:
    kb = frozen()
    found = compare(kb, dimension, values, Selection(conditions=(condition,)))
    direct = {one.paper.id for one in found.direct}
    for value in values:
        selection = Selection(**{DIMENSIONS[dimension].selects: (value,)})  # type: ignore[arg-type]
        alone = answer(kb, condition, selection).trials
        blocks = [block for block in found.blocks if block.condition.id == condition]
        told = {one.paper.id for block in blocks for one in block.values[value].trials}
        apart = {one.id for block in blocks for one in block.untold}
        beside = {one.paper.id for block in blocks for each in block.values.values() for one in each.trials}
        assert told <= {one.paper.id for one in alone}
        for trial in alone:
            assert {each.id for each in trial.papers} & (told | apart | beside | direct), (value, trial.paper.id)
        assert not told & direct


@pytest.mark.parametrize(("dimension", "values"), _PAIRS)
def test_no_block_mixes_conditions_or_values(dimension: str, values: tuple[str, ...]) -> None:
    kb = frozen()
    found = compare(kb, dimension, values)
    heads = kb.vocabulary.conditions.head
    seen = 0
    for block, value, trial in _every_trial(found):
        named = {heads(one) for each in trial.papers for one in each.study.conditions}
        named |= {heads(one) for each in trial.answered for one in each.result.finding.conditions}
        assert heads(block.condition.id) in named
        for one in trial.answered:
            if DIMENSIONS[dimension].given:
                assert found.sorter.value_of(found.dimension.ids(one.result.paper, one.result.finding)) == value
            seen += 1
    assert seen
    weights = [block.weight for block in found.blocks]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize(("dimension", "values"), _PAIRS)
def test_figures_within_a_study_are_measured_alike(dimension: str, values: tuple[str, ...]) -> None:
    def alike(one: DirectOutcome) -> None:
        rows = [result.finding for result in one.results]
        assert len({(row.outcome, row.timepoint_months, row.population) for row in rows}) == 1
        arms = [result.finding for several in one.arms.values() for result in several]
        assert len({row.comparator.kind for row in arms}) <= 1
        assert len(one.arms) != 1

    for study in compare(frozen(), dimension, values).direct:
        assert study.outcomes
        for outcome in study.outcomes:
            alike(outcome)


def test_petrou_islam_and_zhou_as_their_papers_say() -> None:
    found = compare(frozen(), "route", (VEIN, SPINE), IN_MS)
    petrou = _study(found, "petrou2020")
    assert (petrou.setting, petrou.has_control) == (Setting.RANDOMISED, True)
    assert set(petrou.outcomes[0].arms) == {VEIN, SPINE}
    assert petrou.outcomes[0].contrasts[0].better == ()
    assert [_study(found, one).favours for one in ("zhou2019", "islam2023")] == [(SPINE,), (VEIN,)]
    assert [{one.paper.id for one in each.studies} for each in found.opposed] == [
        {"petrou2020", "zhou2019", "islam2023"}
    ]
    assert "petrou2021" in {one.id for one in _block(found).untold}


# the screen, the rows and the document


@pytest.fixture(scope="module")
def routes() -> Comparison:
    return compare(frozen(), "route", (VEIN, SPINE), IN_MS)


def test_the_first_screen_holds_the_answer(routes: Comparison) -> None:
    lines = [one.text for one in lay_out(screen.report(routes, frozen().vocabulary), 80)]
    assert max(map(len, lines)) <= 80
    first = "\n".join(lines[:24])
    for told in ("petrou2020", "zhou2019", "islam2023", "These point different ways", "uccelli2021", "harris2024"):
        assert told in first
    assert first.index("within a study") < first.index("different patients (not a comparison)")


def test_two_columns_stand_side_by_side_and_hold_no_tallies(routes: Comparison) -> None:
    lines = [one.text for one in lay_out(screen.report(routes, frozen().vocabulary), 80)]
    [beside] = [text for text in lines if "uccelli2021" in text]
    assert "harris2024" in beside
    assert not any("Papers" in text or "Patients" in text for text in lines)


def test_the_last_line_explains_the_abbreviations(routes: Comparison) -> None:
    last = render_report(screen.report(routes, frozen().vocabulary)).rstrip().rpartition("\n\n")[2]
    for told in ("IT intrathecal", "IV intravenous", "RCT randomised", "MA meta-analysis", "better than the control"):
        assert told in " ".join(last.split())


def test_full_shows_summaries_and_all_outcomes(routes: Comparison) -> None:
    short, full = _text(routes), _text(routes, everything=True)
    summary = frozen().get("uccelli2021").summary
    assert summary is not None
    assert "more outcomes: --full" in short
    assert "more outcomes: --full" not in full
    assert "ambulation" not in short
    assert "ambulation" in full


def test_what_was_given_stands_in_words_where_it_is_more_than_what_was_asked() -> None:
    """A subgroup of cord or placenta cells is not one of cord cells: the figure says so."""
    text = " ".join(run_here(("compare", "--source", "uc", "bm", "--condition", "ms")).stdout.split())
    assert "umbilical cord or placenta 57 %, BM 38 %" in text


def _table(*words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run_here(("compare", *words, "--csv")).stdout)))


def test_rows_keep_side_and_value_and_are_never_doubled() -> None:
    rows = _table("--route", "iv", "intrathecal", "--condition", "ms")
    ids = [row["id"] for row in rows if row["id"]]
    assert len(ids) == len(set(ids))
    assert {row["side"] for row in rows} <= {VEIN, SPINE, "control"}
    by_id = {row["id"]: row for row in rows}
    arm = by_id["petrou2020.treatment-failure-at-6-months-intrathecal"]
    contrast = by_id["petrou2020.treatment-failure-intrathecal-versus-intravenous"]
    assert (arm["side"], arm["value"], arm["events"], arm["n"]) == (SPINE, "6.7", "2", "30")
    assert (contrast["side"], contrast["other_side"]) == (SPINE, VEIN)
    assert arm["contrast_id"] == contrast["contrast_id"] == contrast["id"]
    islam = by_id["islam2023.improved-intravenous"], by_id["islam2023.improved-intrathecal"]
    assert [(row["side"], row["other_side"], row["value"]) for row in islam] == [
        (VEIN, SPINE, "58"),
        (SPINE, VEIN, "33"),
    ]


def test_the_document_has_its_parts() -> None:
    made = json.loads(run_here(("compare", "--route", "iv", "intrathecal", "--condition", "ms", "--json")).stdout)
    assert made["dimension"] == "route"
    assert [one["id"] for one in made["values"]] == [VEIN, SPINE]
    assert made["direct"][0]["paper"]["id"] == "petrou2020"
    [block] = made["conditions"]
    assert block["condition"] == MS
    for value in (VEIN, SPINE):
        assert {"trials", "pooled", "uncontrolled"} <= block["values"][value].keys()
        assert isinstance(block["values"][value]["uncontrolled"], int)
        for trial in block["values"][value]["trials"]:
            assert all(one["setting"] != Control.NOT_HUMAN.value for one in trial["findings"])


def test_value_without_data_says_so() -> None:
    found = compare(frozen(), "source", ("bone-marrow", "synovium"), IN_MS)
    assert _block(found).values["synovium"].trials == ()
    assert "no paper" in _text(found)


@pytest.mark.parametrize(
    ("dimension", "values"),
    [
        (
            "cell",
            ("mesenchymal-stromal-cell", "hematopoietic-stem-cell", "embryonic-stem-cell", "stromal-vascular-fraction"),
        ),
        ("condition", ("rheumatoid-arthritis", "osteoarthritis")),
        ("donor", ("autologous", "allogeneic")),
        ("design", ("randomized-controlled-trial", "single-arm-trial")),
        ("paper", ("islam2023", "yuan2022")),
        ("dose", ("low", "medium", "high")),
    ],
)
def test_every_dimension_is_shown(dimension: str, values: tuple[str, ...]) -> None:
    found = compare(frozen(), dimension, values)
    assert found.values == values
    assert not found.is_empty
    for everything in (False, True):
        assert _text(found, everything=everything)
    assert compare_records.rows(found, frozen().vocabulary)
    json.dumps(compare_records.data(found))


def test_safety_is_compared_where_it_is_asked_for(tmp_path: Path) -> None:
    harm = {"topic": "safety", "outcome": "fever", "outcome_label": "fever", "direction": "harm"}
    papers = [
        _trial(f"{name}2020", route, finding("f", estimate=proportion(share), **harm), finding("a"))
        for name, route, share in (("vein", VEIN, 10), ("spine", SPINE, 20))
    ]
    found = _compared(tmp_path, *papers, selection=Selection(topics=("safety",)))
    assert [one.result.finding.id for one in _block(found).values[SPINE].safety] == ["spine2020.f"]
    assert _trials(found, VEIN) == []
    assert "▼ spine2020 fever, 6 mo: 20 %" in _text(found)


def test_all_dimensions_are_options() -> None:
    from mscq.cli.commands.ask.compare import FILTERS

    assert set(COMPARED) <= set(FILTERS)


@pytest.mark.parametrize(
    ("dimension", "values"), [("route", ("intravenous",)), ("route", (VEIN, VEIN)), ("size", ("a", "b"))]
)
def test_api_refuses_less_than_two_values(dimension: str, values: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="two or more"):
        compare(frozen(), dimension, values)


@pytest.mark.parametrize(
    ("doses", "per_kg", "bands"),
    [
        ([5e6], [], ["low"]),
        ([1e7], [], ["medium"]),
        ([1e8], [], ["high"]),
        ([5e6, 2e8], [], ["low", "high"]),
        ([], [9.9e5], ["low-per-kg"]),
        ([], [1e6, 2e6], ["medium-per-kg", "high-per-kg"]),
        ([], [], []),
    ],
)
def test_dose_bands(doses: list[float], per_kg: list[float], bands: list[str]) -> None:
    assert dose_bands(Intervention(dose_cells=doses, dose_cells_per_kg=per_kg)) == bands


def test_a_dose_filters_like_any_other_value(tmp_path: Path) -> None:
    kb: EvidenceBase = made_base(  # type: ignore[assignment]
        tmp_path,
        paper("low2020", finding("a"), intervention={"routes": [VEIN], "dose_cells": [1e6]}),
        paper("high2020", finding("a"), intervention={"routes": [VEIN], "dose_cells": [1e9]}),
    )
    assert [one.id for one in Selector(kb, Selection(doses=("high",))).papers()] == ["high2020"]


# as people type it

THREE_WAYS: tuple[Words, ...] = (
    ("compare", "--route", "iv", "intrathecal", "--json"),
    ("compare", "--route", "iv,intrathecal", "--json"),
    ("compare", "--route", "iv", "--route", "intrathecal", "--json"),
    ("compare", "--route=i.v.", "spinal tap", "--json"),
    ("compare", "--route", "iv", "vs", "intrathecal", "--json"),
    ("compare", "--route", "iv", "against", "intrathecal", "--json"),
)
BARE: dict[Words, str] = {
    ("iv", "intrathecal", "ms"): "--route intravenous intrathecal --condition multiple-sclerosis",
    ("spinal", "tap", "versus", "i.v.", "ms"): "--route intrathecal intravenous --condition multiple-sclerosis",
    ("lupus", "or", "ms"): "--condition systemic-lupus-erythematosus multiple-sclerosis",
    ("uc vs. bm ms",): "--source umbilical-cord bone-marrow --condition multiple-sclerosis",
    ("islam2023", "zhou2019"): "--paper islam2023 zhou2019",
    ("autologous", "and", "allogeneic", "--condition", "ms"): ("--donor autologous allogeneic --condition ms"),
    (
        "iv",
        "--route",
        "intrathecal",
        "--condition",
        "ms",
    ): "--route intrathecal intravenous --condition ms",
}
REFUSED: dict[Words, tuple[str, ...]] = {
    ("compare",): ("two or more values", "--route", "--source"),
    ("compare", "--route", "iv"): ("two or more values", "--route has one"),
    ("compare", "--condition", "ms"): ("two or more values",),
    ("compare", "--route", "iv", "intrathecal", "--source", "uc", "bm"): ("one dimension", "--route and --source"),
    ("compare", "--route", "iv", "i.v."): ("all mean intravenous",),
    ("compare", "--route", "iv", "nowhere"): ("no route is called 'nowhere'",),
    ("compare", "--source", "cord", "bm"): ("'cord' fits several", "Umbilical cord"),
    ("compare", "--paper", "islam2023", "nobody1999"): ("nobody1999",),
    ("compare", "iv", "ms"): ("two or more values", "--route has one"),
    ("compare", "iv", "intrathecal", "ms", "lupus"): ("one dimension", "--route and --condition"),
    ("compare", "iv", "xyzzy"): ("'xyzzy' names nothing",),
    ("compare", "vs", "or"): ("two or more values",),
    ("compare", "esc", "ipsc"): ("in several ways", "--source embryonic", "--cell embryonic"),
    ("compare", "ad", "bm", "ms"): (
        "in several ways",
        "--source adipose-tissue bone-marrow --condition multiple-sclerosis",
        "--source bone-marrow --condition alzheimer-disease multiple-sclerosis",
    ),
}
FILTERED: Words = (
    "compare",
    "--route",
    "iv",
    "intrathecal",
    "--condition",
    "ms",
    "--outcome",
    "edss-improved",
    "--json",
)
EMPTY: Words = ("compare", "--route", "topical", "subdural", "--condition", "lupus")


@pytest.fixture(scope="module")
def runs() -> dict[Words, Done]:
    return run_each([*THREE_WAYS, *REFUSED, FILTERED, EMPTY])


def test_values_may_be_given_in_several_ways(runs: dict[Words, Done]) -> None:
    answers = [json.loads(runs[words].stdout) for words in THREE_WAYS]
    assert answers[0]["dimension"] == "route"
    assert [value["id"] for value in answers[0]["values"]] == [VEIN, SPINE]
    assert all(one == answers[0] for one in answers)
    assert {runs[words].stderr for words in THREE_WAYS} == {""}


@pytest.mark.parametrize("words", BARE)
def test_bare_words_are_read_by_what_they_name_and_said(words: Words) -> None:
    done = run_here(("compare", *words, "--json"))
    assert (done.returncode, done.stderr) == (0, f"mscq: reading this as: mscq compare {BARE[words]}\n")
    spelt = run_here(("compare", *BARE[words].split(), "--json"))
    assert json.loads(done.stdout) == json.loads(spelt.stdout)


def test_bare_words_that_can_be_read_in_two_ways_are_asked_about() -> None:
    from mscq.search.bare_words import Term, readings
    from mscq.search.everywhere import Place

    marrow = Term("bm", (Place("cell-sources", "bone-marrow"), Place("cell-types", "bone-marrow-cell")))
    cord = Term("uc", (Place("cell-sources", "umbilical-cord"),))
    assert list(readings([marrow, cord])) == [
        {"cell-sources": ["bone-marrow", "umbilical-cord"]},
        {"cell-types": ["bone-marrow-cell"], "cell-sources": ["umbilical-cord"]},
    ]


@pytest.mark.parametrize("words", REFUSED)
def test_no_dimension_or_two_is_an_error_that_says_so(runs: dict[Words, Done], words: Words) -> None:
    done = runs[words]
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    for said in REFUSED[words]:
        assert said in done.stderr


def test_an_option_with_one_value_filters(runs: dict[Words, Done]) -> None:
    made = json.loads(runs[FILTERED].stdout)
    [study] = made["direct"]
    assert study["paper"]["id"] == "islam2023"
    [contrast] = study["outcomes"][0]["contrasts"]
    assert (contrast["sides"], contrast["better"], contrast["tested"]) == ([[VEIN], [SPINE]], [VEIN], False)
    assert [contrast[one]["estimate"]["value"] for one in ("finding", "counterpart")] == [58, 33]


def test_nothing_to_compare_is_said(runs: dict[Words, Done]) -> None:
    assert (runs[EMPTY].returncode, runs[EMPTY].stdout) == (1, "")
    assert "Topical" in runs[EMPTY].stderr


# what the values leave out


def test_a_trial_of_which_no_value_is_told_is_named_with_its_verdict(tmp_path: Path) -> None:
    doses = {"low2020": 10**6, "high2020": 10**9}
    given_ = {one: {"cells": ["mesenchymal-stromal-cell"], "dose_cells": [number]} for one, number in doses.items()}
    low, high = (paper(one, finding("a"), intervention=dose) for one, dose in given_.items())
    silent = _trial("silent2020", SPINE, finding("main", endpoint="primary", direction="no-difference"))
    kb = made_base(tmp_path, low, high, silent)
    found = compare(kb, "dose", ("low", "high"), Selection(conditions=(MS,)))
    told = trials_not_told(kb, found)
    assert [one.paper.id for one in told] == ["silent2020"]
    said = " ".join(render_report(screen.report(found, kb.vocabulary, told)).split())
    assert "Trials whose dose is not told, or none of these: MSC against placebo or sham" in said
    assert "silent2020" in said
    assert compare_records.data(found, told)["not_told"] == ["silent2020"]


def test_papers_on_the_same_people_are_not_called_different_patients(tmp_path: Path) -> None:
    first = _trial("first2020", SPINE, finding("early", timepoint_months=6))
    later = _trial("later2022", SPINE, finding("early", timepoint_months=6), same_patients_as=["first2020"])
    trials = [{"label": "First", "paper": "first2020"}]
    pooled = _trial("pooled2023", SPINE, finding("early", timepoint_months=6), includes=trials)
    kb = made_base(tmp_path, first, later, pooled)
    for other, said in (("later2022", "are of the same people"), ("pooled2023", "pooled2023 pools first2020")):
        text = _text(compare(kb, "paper", ("first2020", other)))
        assert said in text
        assert "different patients" not in text


def test_a_later_result_that_points_another_way_stands_beside_the_shared_time(tmp_path: Path) -> None:
    year = finding("year", timepoint_months=12, direction="no-difference")
    vein = _trial("vein2020", VEIN, finding("six", timepoint_months=6), year)
    papers = ("vein2020", "spine2020")
    [shared] = _block(_compared(tmp_path, vein, _at("spine2020", SPINE, 6), dimension="paper", values=papers)).shared
    assert {value: one.finding.timepoint_months for value, one in shared.later.items()} == {"vein2020": 12}


def test_a_harm_of_both_arms_together_stands_at_no_value(tmp_path: Path) -> None:
    rows = {"outcome": "fever", "topic": "safety", "comparator": {"kind": "none"}, "estimate": proportion(10, n=60)}
    both = _trial("both2020", VEIN, finding("all", arm="everyone", **rows), participants={"treated": 30, "control": 30})
    mine = _trial("mine2020", SPINE, finding("cells", **rows))
    found = _compared(tmp_path, both, mine, selection=Selection(topics=(Topic.SAFETY,)))
    held = {value: [one.result.paper.id for one in answer.safety] for value, answer in _block(found).values.items()}
    assert held.get(VEIN, []) == []
    assert held[SPINE] == ["mine2020"]
    assert "()" not in _text(found)
