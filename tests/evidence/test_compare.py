"""Comparisons: inside one paper first, then side by side; what is left out has its reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from made_papers import BEFORE, finding, given, made_base, other_arm, paper, proportion
from runs import Done, Words, frozen, run_each, run_here

from mscq.evidence.comparison import Comparison, DirectComparison, compare
from mscq.evidence.dimensions import COMPARED, dose_bands
from mscq.evidence.level import CONTROLLED, Control, control_of, level
from mscq.evidence.selection import Selection
from mscq.output.forms.plain import render_report
from mscq.output.screens import compare as screen
from mscq.records.models import Intervention, Paper

MS = Selection(conditions=("multiple-sclerosis",))
VEIN, SPINE = "intravenous", "intrathecal"


def _inside(found: Comparison, paper_id: str) -> list[DirectComparison]:
    return [one for one in found.direct if one.paper.id == paper_id]


def _values(one: DirectComparison) -> dict[str, float | None]:
    return {value: row.estimate.value if row.estimate else None for value, row in one.figures.items()}


@pytest.mark.parametrize(
    ("dimension", "better", "worse", "figures"),
    [
        ("source", "umbilical-cord", "bone-marrow", (57, 38)),
        ("source", "placenta", "bone-marrow", (57, 38)),
        ("route", VEIN, SPINE, (58, 33)),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_islam2023_inside(dimension: str, better: str, worse: str, figures: tuple[float, float], turned: bool) -> None:
    found = compare(frozen(), dimension, (worse, better) if turned else (better, worse), MS)
    both = [one for one in _inside(found, "islam2023") if _values(one) == {better: figures[0], worse: figures[1]}]
    assert len(both) == 1
    assert both[0].favours == better
    assert both[0].gap == pytest.approx(figures[0] - figures[1])
    assert not both[0].randomised


def test_zhou2019_favours_intrathecal() -> None:
    found = compare(frozen(), "route", (VEIN, SPINE), MS)
    stated = _inside(found, "zhou2019")
    assert stated
    assert {one.favours for one in stated} == {SPINE}


@pytest.fixture(scope="module")
def routes() -> Comparison:
    return compare(frozen(), "route", (VEIN, SPINE))


@pytest.fixture(scope="module")
def routes_report(routes: Comparison) -> str:
    return render_report(screen.report(routes, frozen().vocabulary))


def test_inside_stands_before_beside(routes: Comparison, routes_report: str) -> None:
    assert 0 < routes_report.index("Inside one paper") < routes_report.index("Side by side")
    kinds = [row["kind"] for row in screen.data(routes, frozen().vocabulary)["rows"]]
    assert kinds == sorted(kinds, key=("inside", "beside").index)
    assert {"inside", "beside"} == set(kinds)
    in_table = [str(row["kind"]) for row in screen.rows(routes, frozen().vocabulary)]
    assert in_table == sorted(in_table, key=("inside", "beside").index)


def test_reader_is_told_once_what_the_figures_cannot_show(routes_report: str) -> None:
    for told in ("not a comparison", "cannot show that the treatment works"):
        assert told in routes_report
    assert routes_report.count("cannot show that the treatment works") == 1


def test_beside_never_says_which_side_it_favours(routes: Comparison) -> None:
    beside = [row for row in screen.data(routes, frozen().vocabulary)["rows"] if row["kind"] == "beside"]
    assert beside
    assert {row["favours"] for row in beside} == {None}
    assert {len(row["figures"]) for row in beside} == {1}


def test_nothing_uncontrolled_is_presented_as_controlled(routes: Comparison) -> None:
    for summary in routes.summaries:
        for kind in (Control.CONTROLLED, Control.UNCONTROLLED):
            counted = summary.directions(kind)
            expected: dict[object, int] = {}
            for one in summary.results:
                held = one.finding.comparator.kind in CONTROLLED and one.finding.stage.value not in (
                    "animal",
                    "laboratory",
                )
                if one.control is kind:
                    assert held is (kind is Control.CONTROLLED)
                    expected[one.direction] = expected.get(one.direction, 0) + 1
            assert dict(counted) == expected
    for row in screen.data(routes, frozen().vocabulary)["rows"]:
        for figure in row["figures"].values():
            controlled = figure["comparator"]["kind"] in {kind.value for kind in CONTROLLED}
            assert (figure["setting"] == "controlled") is (
                controlled and figure["stage"] not in ("animal", "laboratory")
            )


def test_shared_outcomes_say_what_has_no_control(routes: Comparison, routes_report: str) -> None:
    free = [one for shared in routes.shared for one in shared.best.values() if one.control is Control.UNCONTROLLED]
    assert free
    assert routes_report.count("no control (level") == len(free)


def test_summary_is_a_plain_recount(routes: Comparison) -> None:
    for summary in routes.summaries:
        assert {one.paper.id for one in summary.results} == {each.id for each in summary.papers}
        for one in summary.results:
            named = (
                one.finding.intervention.routes if one.finding.intervention and one.finding.intervention.routes else []
            )
            assert (named or one.paper.study.intervention.routes) == [summary.value]
        assert summary.counts.studies <= len(summary.papers)


def test_every_paper_on_the_values_is_in_or_left_out_with_a_reason(routes: Comparison) -> None:
    naming = {
        each.id
        for each in frozen().papers()
        if {VEIN, SPINE} & set(each.study.intervention.routes)
        or any(row.intervention and {VEIN, SPINE} & set(row.intervention.routes) for row in each.findings)
    }
    held = {each.id for summary in routes.summaries for each in summary.papers}
    held |= {one.paper.id for one in routes.direct}
    held |= {each.id for pairs in routes.words.values() for each, _ in pairs}
    left = {one.paper.id: one.why for one in routes.left_out}
    assert naming == held | set(left)
    assert not held & set(left)
    assert all(left.values())


def test_left_out_papers_are_named_on_the_screen(routes: Comparison, routes_report: str) -> None:
    tail = routes_report.partition("Left out, and why")[2]
    assert routes.left_out
    for one in routes.left_out:
        assert one.paper.id in tail
        assert one.why in tail


def test_petrou2021_is_left_out_since_it_gave_both() -> None:
    found = compare(frozen(), "route", (VEIN, SPINE), MS)
    assert "together" in {one.paper.id: one.why for one in found.left_out}["petrou2021"]


def test_value_without_data_says_so() -> None:
    found = compare(frozen(), "source", ("umbilical-cord", "synovium"), MS)
    by_value = {summary.value: summary for summary in found.summaries}
    assert by_value["synovium"].papers == ()
    assert by_value["umbilical-cord"].papers
    assert "no result in the base" in render_report(screen.report(found, frozen().vocabulary))


@pytest.mark.parametrize(
    ("dimension", "values"),
    [
        ("cell", ("mesenchymal-stromal-cell", "hematopoietic-stem-cell", "embryonic-stem-cell")),
        ("condition", ("rheumatoid-arthritis", "osteoarthritis")),
        ("donor", ("autologous", "allogeneic")),
        ("design", ("randomized-controlled-trial", "single-arm-trial")),
        ("paper", ("islam2023", "yuan2022")),
        ("dose", ("low", "medium", "high")),
    ],
)
def test_every_dimension_has_figures_for_its_values(dimension: str, values: tuple[str, ...]) -> None:
    found = compare(frozen(), dimension, values)
    assert found.values == values
    assert not found.is_empty
    assert sum(bool(summary.results or found.words[summary.value]) for summary in found.summaries) >= 2
    assert render_report(screen.report(found, frozen().vocabulary))


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


# small bases made by hand


def _compared(
    folder: Path, *papers: Paper, values: tuple[str, ...] = (VEIN, SPINE), dimension: str = "route"
) -> Comparison:
    return compare(made_base(folder, *papers), dimension, values)


def _arm(name: str, route: str, against: str, share: float | None, **more: Any) -> dict[str, Any]:
    fields = {"outcome": "pain-response", "outcome_label": "pain halved", "estimate": share and proportion(share)}
    return finding(
        name, intervention=given(routes=[route]), comparator=other_arm(routes=[against]), **{**fields, **more}
    )


def test_higher_share_wins_only_where_higher_is_better(tmp_path: Path) -> None:
    good = paper(
        "good2020", _arm("v", VEIN, SPINE, 60), _arm("s", SPINE, VEIN, 40), intervention=given(routes=[VEIN, SPINE])
    )
    worse = {"outcome": "relapse", "outcome_label": "relapse"}
    bad = paper(
        "bad2020",
        _arm("v", VEIN, SPINE, 60, **worse),
        _arm("s", SPINE, VEIN, 40, **worse),
        intervention=given(routes=[VEIN, SPINE]),
    )
    even = paper(
        "even2020", _arm("v", VEIN, SPINE, 40), _arm("s", SPINE, VEIN, 40), intervention=given(routes=[VEIN, SPINE])
    )
    found = {one.paper.id: one for one in _compared(tmp_path, good, bad, even).direct}
    assert (found["good2020"].favours, found["bad2020"].favours, found["even2020"].favours) == (VEIN, SPINE, None)
    assert found["good2020"].gap == 20
    assert found["good2020"].randomised


def _shares(first: dict[str, Any], second: dict[str, Any]) -> Paper:
    rows = (_arm("v", VEIN, SPINE, None, estimate=first), _arm("s", SPINE, VEIN, None, estimate=second))
    return paper("made2020", *rows, intervention=given(routes=[VEIN, SPINE]))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"measure": "mean", "value": 60, "unit": "points"}, {"measure": "mean", "value": 40, "unit": "points"}),
        ({"measure": "median", "value": 60}, {"measure": "median", "value": 40}),
        ({"measure": "count", "value": 60}, {"measure": "count", "value": 40}),
        ({"measure": "odds-ratio", "value": 3}, {"measure": "odds-ratio", "value": 2}),
        (proportion(60), {"measure": "mean", "value": 40, "unit": "%"}),
    ],
)
def test_only_shares_of_people_lie_percentage_points_apart(
    tmp_path: Path, first: dict[str, Any], second: dict[str, Any]
) -> None:
    found = _compared(tmp_path, _shares(first, second))
    assert [(one.gap, one.favours, set(one.figures)) for one in found.direct] == [(None, None, {VEIN, SPINE})]
    assert "percentage points" not in render_report(screen.report(found, frozen().vocabulary))


def test_shares_are_subtracted_without_a_trace_of_floating_point(tmp_path: Path) -> None:
    found = _compared(tmp_path, _shares(proportion(40.3), proportion(40.1)))
    assert [(one.gap, one.favours) for one in found.direct] == [(0.2, VEIN)]
    assert "by 0.2 percentage points, no test reported" in render_report(screen.report(found, frozen().vocabulary))


def test_people_of_one_trial_count_once_however_many_papers_report_it(tmp_path: Path) -> None:
    trial = {"registrations": ["NCT01234567"], "intervention": given(routes=[VEIN])}
    first = paper("first2018", finding("a"), participants={"total": 40}, **trial)
    later = paper("later2020", finding("a"), participants={"total": 38}, **trial)
    apart = paper("apart2021", finding("a"), participants={"total": 10}, intervention=given(routes=[VEIN]))
    vein = _compared(tmp_path, first, later, apart).summaries[0]
    assert (len(vein.papers), vein.counts.studies, vein.counts.patients) == (3, 2, 50)


@pytest.mark.parametrize(
    ("direction", "favours"), [("benefit", VEIN), ("harm", SPINE), ("no-difference", None), ("mixed", None)]
)
def test_contrast_favours_what_it_says(tmp_path: Path, direction: str, favours: str | None) -> None:
    row = _arm("contrast", VEIN, SPINE, None, arm="between", direction=direction)
    found = _compared(tmp_path, paper("made2020", row, intervention=given(routes=[VEIN, SPINE])))
    assert [(one.favours, one.finding.id) for one in found.direct] == [(favours, "made2020.contrast")]


def test_randomised_arms_stand_before_subgroups(tmp_path: Path) -> None:
    rows = (_arm("v", VEIN, SPINE, 60), _arm("s", SPINE, VEIN, 40))
    both = given(routes=[VEIN, SPINE])
    pooled = paper("pooled2019", *rows, design="meta-analysis", intervention=both, participants={"total": 900})
    trial = paper("trial2020", *rows, intervention=both, participants={"total": 20})
    found = _compared(tmp_path, pooled, trial)
    assert [(one.paper.id, one.randomised) for one in found.direct] == [("trial2020", True), ("pooled2019", False)]


def test_randomised_arms_stand_before_subgroups_even_of_a_stronger_paper(tmp_path: Path) -> None:
    rows = (_arm("v", VEIN, SPINE, 60), _arm("s", SPINE, VEIN, 40))
    both = given(routes=[VEIN, SPINE])
    pooled = paper("pooled2019", *rows, finding("held"), design="meta-analysis", intervention=both)
    trial = paper("trial2020", *rows, intervention=both)
    assert level(pooled) < level(trial)
    assert [one.paper.id for one in _compared(tmp_path, pooled, trial).direct] == ["trial2020", "pooled2019"]


def test_a_sham_given_by_a_route_is_no_arm_of_that_route(tmp_path: Path) -> None:
    figures = {"outcome": "pain-response", "outcome_label": "pain halved"}
    sham = finding("s", arm="control", intervention=given(routes=[SPINE]), estimate=proportion(40), **figures)
    row = finding("v", intervention=given(routes=[VEIN]), estimate=proportion(60), **figures)
    assert _compared(tmp_path, paper("made2020", row, sham, intervention=given(routes=[VEIN, SPINE]))).direct == ()


def test_results_between_cell_arms_are_neither_controlled_nor_uncontrolled(tmp_path: Path) -> None:
    arms = paper("arms2020", _arm("v", VEIN, SPINE, 60, direction="benefit"), intervention=given(routes=[VEIN, SPINE]))
    mice = paper("mice2020", finding("a", stage="animal", comparator=BEFORE), intervention=given(routes=[SPINE]))
    found = _compared(tmp_path, arms, mice)
    kinds = (Control.CONTROLLED, Control.UNCONTROLLED)
    assert [one.directions(kind).total() for one in found.summaries for kind in kinds] == [0, 0, 0, 0]
    assert [len(one.results) for one in found.summaries] == [1, 1]
    assert found.shared == ()


def test_reasons_for_leaving_out(tmp_path: Path) -> None:
    def named(name: str, *findings: dict[str, Any], routes: list[str]) -> Paper:
        return paper(name, *findings, intervention=given(routes=routes))

    found = _compared(
        tmp_path,
        named("alone2020", finding("a"), routes=[VEIN]),
        named("pooled2020", finding("a"), routes=[VEIN, SPINE]),
        named("both2020", finding("a", intervention=given(routes=[VEIN, SPINE])), routes=[VEIN, SPINE]),
        named("silent2020", routes=[SPINE]),
        named("elsewhere2020", finding("a"), routes=["intra-articular"]),
    )
    assert [each.id for each in found.summaries[0].papers] == ["alone2020"]
    reasons = {one.paper.id: one.why for one in found.left_out}
    assert set(reasons) == {"pooled2020", "both2020", "silent2020"}
    assert "not told apart" in reasons["pooled2020"]
    assert "together" in reasons["both2020"]
    assert "no result" in reasons["silent2020"]


def test_strongest_result_is_the_controlled_one(tmp_path: Path) -> None:
    held = paper("held2020", finding("a", direction="no-difference"), intervention=given(routes=[VEIN]))
    free = paper(
        "free2021",
        finding("a", comparator=BEFORE, estimate=proportion(90)),
        design="single-arm-trial",
        intervention=given(routes=[VEIN]),
        participants={"total": 900},
    )
    other = paper("other2020", finding("a"), intervention=given(routes=[SPINE]))
    found = _compared(tmp_path, held, free, other)
    assert [one.group for one in found.shared] == ["pain"]
    best = found.shared[0].best[VEIN]
    assert (best.paper.id, control_of(best.finding)) == ("held2020", Control.CONTROLLED)


@pytest.mark.parametrize("design", ["non-randomized-controlled-trial", "cohort"])
def test_no_result_without_a_control_is_stronger_than_one_with(tmp_path: Path, design: str) -> None:
    """Not even one from a better design, a larger trial, or with the more exact figure."""
    held = paper("held2010", finding("a", direction="no-difference"), design=design, intervention=given(routes=[VEIN]))
    exact = {"ci_low": 80, "ci_high": 95, "ci_level": 95, "p": "<0.001"}
    free = paper(
        "free2021",
        finding("a", comparator=BEFORE, estimate=proportion(90, **exact)),
        intervention=given(routes=[VEIN]),
        participants={"total": 900},
    )
    found = _compared(tmp_path, held, free, paper("other2020", finding("a"), intervention=given(routes=[SPINE])))
    best = found.shared[0].best[VEIN]
    assert (level(held) > level(free), best.paper.id, best.control) == (True, "held2010", Control.CONTROLLED)


def test_of_equally_strong_results_the_more_exact_one_is_shown(tmp_path: Path) -> None:
    words, value = finding("w"), finding("v", estimate=proportion(50), outcome_label="pain at rest")
    whole = finding("i", estimate=proportion(40, ci_low=20, ci_high=60, ci_level=95), outcome_label="pain on walking")
    vein = paper("three2020", words, value, whole, intervention=given(routes=[VEIN]))
    found = _compared(tmp_path, vein, paper("other2020", finding("a"), intervention=given(routes=[SPINE])))
    assert found.shared[0].best[VEIN].finding.id == "three2020.i"


def test_a_better_design_goes_before_a_more_exact_figure(tmp_path: Path) -> None:
    exact = proportion(40, ci_low=20, ci_high=60, ci_level=95)
    cohort = paper("cohort2024", finding("a", estimate=exact), design="cohort", intervention=given(routes=[VEIN]))
    trial = paper("trial2010", finding("a"), intervention=given(routes=[VEIN]), participants={"total": 8})
    found = _compared(tmp_path, cohort, trial, paper("other2020", finding("a"), intervention=given(routes=[SPINE])))
    assert found.shared[0].best[VEIN].paper.id == "trial2010"


# as people type it

THREE_WAYS: tuple[Words, ...] = (
    ("compare", "--route", "iv", "intrathecal", "--json"),
    ("compare", "--route", "iv,intrathecal", "--json"),
    ("compare", "--route", "iv", "--route", "intrathecal", "--json"),
    ("compare", "--route=i.v.", "spinal tap", "--json"),
)
REFUSED: dict[Words, tuple[str, ...]] = {
    ("compare",): ("two or more values", "--route", "--source"),
    ("compare", "--route", "iv"): ("two or more values", "--route has one"),
    ("compare", "--condition", "ms"): ("two or more values",),
    ("compare", "--route", "iv", "intrathecal", "--source", "uc", "bm"): ("one dimension", "--route and --source"),
    ("compare", "--route", "iv", "i.v."): ("all mean intravenous",),
    ("compare", "--route", "iv", "nowhere"): ("no route is called 'nowhere'",),
    ("compare", "--source", "cord", "bm"): ("'cord' fits several", "Umbilical cord"),
    ("compare", "--paper", "islam2023", "nobody1999"): ("nobody1999",),
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


def test_values_may_be_given_in_three_ways(runs: dict[Words, Done]) -> None:
    answers = [json.loads(runs[words].stdout) for words in THREE_WAYS]
    assert answers[0]["dimension"] == "route"
    assert [value["id"] for value in answers[0]["values"]] == [VEIN, SPINE]
    assert all(answer == answers[0] for answer in answers)
    assert {runs[words].stderr for words in THREE_WAYS} == {""}


@pytest.mark.parametrize("words", REFUSED)
def test_no_dimension_or_two_is_an_error_that_says_so(runs: dict[Words, Done], words: Words) -> None:
    done = runs[words]
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    for said in REFUSED[words]:
        assert said in done.stderr


def test_an_option_with_one_value_filters(runs: dict[Words, Done]) -> None:
    answer = json.loads(runs[FILTERED].stdout)
    assert {row["outcome"] for row in answer["rows"]} == {"edss-improved"}
    first = answer["rows"][0]
    assert (first["kind"], first["paper"]["id"]) == ("inside", "islam2023")
    assert {value: row["estimate"]["value"] for value, row in first["figures"].items()} == {VEIN: 58, SPINE: 33}


def test_nothing_to_compare_is_said(runs: dict[Words, Done]) -> None:
    assert (runs[EMPTY].returncode, runs[EMPTY].stdout) == (1, "")
    assert "Topical" in runs[EMPTY].stderr


def test_what_was_given_stands_in_words_where_it_is_more_than_what_was_asked() -> None:
    """A subgroup of cord or placenta cells is not one of cord cells: the figure says so."""
    text = run_here(("compare", "--source", "uc", "bm", "--condition", "ms")).stdout
    assert "57 % (umbilical cord or placenta)" in text
    assert "38 % (" not in text
