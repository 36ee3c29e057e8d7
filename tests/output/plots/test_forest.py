"""The model of the forest plot: only like on one axis, nothing pooled, sides named only where they are known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plot_samples import BEFORE, FACET, finding, paper, results_of, sample
from support import BASE

from mscq.api import load
from mscq.evidence.dossier import Dossier
from mscq.evidence.forest import Forest, Panel, extent, forest, forest_of
from mscq.evidence.level import Control
from mscq.output.plots.forest_words import sides
from mscq.records.models import Paper

FREE = {"comparator": BEFORE, "arm": "treated", "stage": "early-clinical"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Forest, Dossier]:
    kb, found = sample(tmp_path_factory.mktemp("base") / "base")
    return forest(found, kb.vocabulary), found


def only(*findings: dict[str, Any]) -> Panel:
    """The one panel that these findings of one paper make."""
    made = forest_of(results_of(*findings), FACET)
    assert len(made.panels) == 1, [panel.rows for panel in made.panels]
    return made.panels[0]


def test_a_panel_holds_one_outcome_measure_unit_and_setting(whole: tuple[Forest, Dossier]) -> None:
    for panel in whole[0].panels:
        for row in panel.rows:
            assert row.finding.outcome == panel.outcome
            assert (row.estimate.unit or "") in (panel.unit, "")
            assert (row.estimate.reported_as or "") == panel.reported_as


def test_controlled_and_uncontrolled_figures_never_share_a_panel(whole: tuple[Forest, Dossier]) -> None:
    panels = [
        panel for panel in whole[0].panels if panel.outcome == "pain" and panel.scale.name.startswith("mean diff")
    ]
    by_setting = {panel.control: {row.paper.id for row in panel.rows} for panel in panels}
    assert by_setting[Control.UNCONTROLLED] == {"open2019"}
    assert all("open2019" not in papers for control, papers in by_setting.items() if control is Control.CONTROLLED)
    settings = [panel.control for panel in whole[0].panels]
    assert settings == sorted(settings, key=[*Control].index)


def test_nothing_is_pooled_every_row_is_a_finding_as_recorded(whole: tuple[Forest, Dossier]) -> None:
    drawn, found = whole
    recorded = {row.id: row for one in found.papers for row in one.findings}
    ids = [row.finding.id for row in drawn.rows]
    assert len(ids) == len(set(ids))
    for row in drawn.rows:
        estimate = recorded[row.finding.id].estimate
        assert estimate is not None
        if estimate.value is not None:
            assert row.extent.value == estimate.value
        assert (row.extent.low, row.extent.high) == (estimate.ci_low, estimate.ci_high)


def test_every_result_is_drawn_or_counted_as_left_out(whole: tuple[Forest, Dossier]) -> None:
    drawn, found = whole
    assert {one.finding.id for one in drawn.left_out} == {"good2020.words", "open2019.p"}
    shown = {row.finding.id for row in drawn.rows}
    for result in found.results:
        assert any(row.id in shown for row in result.rows) != (result in drawn.left_out)


def test_rows_stand_in_the_order_of_the_dossier(whole: tuple[Forest, Dossier]) -> None:
    assert [row.paper.id for row in whole[0].panels[0].rows] == ["pooled2022", "good2020", "null2021"]


def test_ratios_stand_on_a_logarithmic_axis_about_one(whole: tuple[Forest, Dossier]) -> None:
    (panel,) = (panel for panel in whole[0].panels if panel.scale.logarithmic)
    assert panel.line == 1
    assert panel.axis.log
    assert sides(panel) == ("favours control", "favours cells")


def test_a_lower_score_favours_cells_unless_the_source_turns_the_sign() -> None:
    lower = {"value": -1, "ci_low": -2, "ci_high": 0}
    panel = only(finding("some2020", "a", estimate=lower))
    assert (panel.better, panel.axis.turned) == (-1, True)
    for counted in ("improvement", "decrease"):
        panel = only(finding("some2020", "a", estimate={**lower, "value": 1, "counts": counted}))
        assert (panel.better, panel.axis.turned) == (1, False)
    printed = finding("some2020", "a", estimate=lower, as_printed=True, note="As printed: a ratio.")
    assert sides(only(printed)) == ("", "")


def test_without_a_control_nothing_is_said_to_favour_cells() -> None:
    panel = only(finding("some2020", "a", estimate={"value": -1, "measure": "mean-change"}, **FREE))
    assert sides(panel) == ("worse", "better")


@pytest.mark.parametrize(
    ("direction", "estimate", "disputed"),
    [
        ("benefit", {"value": 3}, True),
        ("harm", {"value": -3}, True),
        ("mixed", {"value": 3}, True),
        ("no-difference", {"value": 3}, False),
        ("benefit", {"value": -3}, False),
        ("benefit", {"ci_low": 1, "ci_high": 3}, True),
        ("benefit", {"ci_low": -1, "ci_high": 3}, False),
    ],
)
def test_sides_go_unnamed_where_sign_and_direction_disagree(
    direction: str, estimate: dict[str, float], disputed: bool
) -> None:
    panel = only(finding("some2020", "a", direction=direction, estimate=estimate))
    assert panel.disputed is disputed
    assert (sides(panel) == ("", "")) is disputed


def test_a_doubt_about_a_name_of_the_source_covers_all_figures_of_that_name() -> None:
    odd = {"reported_as": "type not stated"}
    made = forest_of(
        results_of(
            finding("some2020", "a", estimate={"value": 3, **odd}),
            finding("some2020", "b", timepoint_months=6, estimate={"value": -3, **odd}),
            finding("some2020", "c", timepoint_months=9, estimate={"value": -3}),
        ),
        FACET,
    )
    assert {row.finding.id: panel.disputed for panel in made.panels for row in panel.rows} == {
        "some2020.a": True,
        "some2020.b": True,
        "some2020.c": False,
    }


def test_a_ratio_in_percent_has_no_place_on_an_axis_about_one() -> None:
    slower = {"measure": "ratio", "unit": "%", "value": 48, "counts": "improvement", "ci_level": None}
    made = forest_of(results_of(finding("some2020", "a", estimate=slower)), FACET)
    assert (made.panels, [one.finding.id for one in made.left_out]) == ((), ["some2020.a"])
    plain = only(finding("some2020", "a", estimate={**slower, "unit": None, "value": 1.48}))
    assert plain.line == 1


def test_a_share_or_a_rank_has_no_line_and_no_sides() -> None:
    for measure in ("proportion", "ranking-score"):
        panel = only(finding("some2020", "a", estimate={"measure": measure, "unit": "%", "value": 80}, **FREE))
        assert panel.line is None
        assert sides(panel) == ("", "")
        assert (panel.axis.low, panel.axis.high) == (0, 100)


def test_a_score_has_a_better_side_only_where_a_row_shows_it() -> None:
    fell = {"measure": "mean", "value": 4, "baseline": 7}
    assert sides(only(finding("some2020", "a", estimate=fell, **FREE))) == ("", "better")
    null = finding("some2020", "a", direction="no-difference", estimate=fell, **FREE)
    assert sides(only(null)) == ("", "")


def test_a_contrast_is_drawn_in_place_of_the_arms_it_compares() -> None:
    share = {"measure": "proportion", "unit": "%", "value": 40, "ci_level": None}
    ratio = {"measure": "risk-ratio", "unit": None, "value": 2}
    arms = [finding("some2020", arm, arm=arm, outcome="remission", estimate=share) for arm in ("treated", "control")]
    contrast = finding("some2020", "ratio", outcome="remission", estimate=ratio)
    assert [row.finding.id for row in only(contrast, *arms).rows] == ["some2020.ratio"]
    both = only(*arms)
    assert [(row.finding.id, row.other) for row in both.rows] == [
        ("some2020.treated", False),
        ("some2020.control", True),
    ]
    alone = forest_of(results_of(finding("some2020", "p", estimate={"measure": "p-value"}), arms[1]), FACET)
    assert alone.panels == ()


def test_a_control_shared_by_two_arms_stands_once_after_them() -> None:
    share = {"measure": "proportion", "unit": "%", "value": 40, "ci_level": None}
    rows = [
        finding("some2020", "low", arm="treated", intervention={"dose": "low"}, estimate=share),
        finding("some2020", "control", arm="control", estimate=share),
        finding("some2020", "high", arm="treated", intervention={"dose": "high"}, estimate=share),
    ]
    assert [row.finding.id for row in only(*rows).rows] == ["some2020.low", "some2020.high", "some2020.control"]


def test_figures_without_a_unit_are_like_only_within_one_paper_and_wording() -> None:
    bare = {"value": -1, "unit": None}
    found = [
        *results_of(finding("some2020", "a", outcome="marker", outcome_label="C3", estimate=bare)),
        *results_of(finding("some2020", "b", outcome="marker", outcome_label="C4", estimate=bare)),
        *results_of(finding("else2021", "a", outcome="marker", outcome_label="C3", estimate=bare), name="else2021"),
    ]
    assert [len(panel.rows) for panel in forest_of(found, FACET).panels] == [1, 1, 1]
    scored = [
        *results_of(finding("some2020", "a", estimate=bare)),
        *results_of(finding("else2021", "a", estimate=bare), name="else2021"),
    ]
    assert [len(panel.rows) for panel in forest_of(scored, FACET).panels] == [2]


def test_a_share_told_as_events_of_a_number_stands_at_that_share() -> None:
    panel = only(finding("some2020", "a", estimate={"measure": "count", "unit": None, "events": 7, "n": 12}, **FREE))
    (row,) = panel.rows
    assert row.extent.value == pytest.approx(100 * 7 / 12)
    assert not row.has_interval
    assert row.estimate.value is None
    bare = finding("some2020", "a", estimate={"measure": "count", "unit": None, "events": 7}, **FREE)
    assert forest_of(results_of(bare), FACET).rows == ()


def test_the_number_of_people_is_the_figures_own_or_marked_as_the_studys() -> None:
    (own,) = only(finding("some2020", "a", estimate={"value": -1, "n": 11})).rows
    (study,) = only(finding("some2020", "a", estimate={"value": -1})).rows
    assert (own.n, own.whole_study) == (11, False)
    assert (study.n, study.whole_study) == (40, True)


FIGURES = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False))
MEASURES = st.sampled_from(["proportion", "count", "mean", "mean-difference", "risk-ratio", "effect-size", "p-value"])


@settings(deadline=None)
@given(MEASURES, FIGURES, FIGURES, FIGURES, FIGURES, st.one_of(st.none(), st.integers(0, 9)))
def test_no_estimate_is_too_odd_to_draw_or_to_leave_out(
    measure: str, value: float | None, low: float | None, high: float | None, before: float | None, n: int | None
) -> None:
    estimate = {"measure": measure, "value": value, "ci_low": low, "ci_high": high, "baseline": before, "n": n}
    record = paper("some2020", [finding("some2020", "a", estimate={**estimate, "events": n})])
    (one,) = Paper.model_validate(record).findings
    made = forest_of(results_of(*record["findings"]), FACET)
    assert len(made.rows) + len(made.left_out) == 1
    assert (extent(one.estimate) is None) == bool(made.left_out)


def test_a_base_is_drawn_whole(tmp_path: Path) -> None:
    from mscq.evidence.dossier import dossier

    kb = load(BASE)
    for condition in ("multiple-sclerosis", "rheumatic-disease"):
        found = dossier(kb, condition)
        made = forest(found, kb.vocabulary)
        assert len(made.rows) > 20
        for panel in made.panels:
            assert len({(row.finding.outcome, row.estimate.unit or panel.unit) for row in panel.rows}) == 1
            assert all(panel.axis.holds(row.extent.value) for row in panel.rows if row.extent.value is not None), (
                panel.outcome
            )
