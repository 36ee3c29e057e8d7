"""The wording of a figure never changes its meaning: what is printed says all that the record says, and no more."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_papers import BEFORE, finding, one, other_arm, paper, proportion
from runs import bundled

from mscq.evidence.level import Control
from mscq.evidence.results import results, results_of
from mscq.output import figures, wording
from mscq.records.models import Estimate, Finding
from mscq.records.terms import Direction, Measure


def _estimate(**fields: Any) -> Estimate:
    return Estimate.model_validate({"measure": "mean", **fields})


def _back(text: str) -> float:
    return float(text.replace(figures.MINUS, "-"))


@settings(deadline=None)
@given(st.one_of(st.integers(-(10**7), 10**7), st.floats(-1e6, 1e6).map(lambda value: round(value, 6))))
def test_a_number_reads_back_as_itself(value: float) -> None:
    text = figures.number(value)
    assert _back(text) == pytest.approx(value, abs=1e-9)
    assert "e" not in text
    assert "-" not in text
    assert not re.search(r"\.\d*0$|\.$", text)
    assert text.startswith(figures.MINUS) is (value < 0)


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        (95, "(−2.4 to −0.6)"),
        (90, "(−2.4 to −0.6, 90 % CI)"),
        (99, "(−2.4 to −0.6, 99 % CI)"),
        (97.5, "(−2.4 to −0.6, 97.5 % CI)"),
        (None, "(−2.4 to −0.6, CI level unknown)"),
    ],
)
def test_only_a_95_percent_interval_goes_without_its_level(level: float | None, shown: str) -> None:
    assert figures.interval(_estimate(ci_low=-2.4, ci_high=-0.6, ci_level=level)) == shown


@pytest.mark.parametrize("bounds", [{"ci_low": 1.0}, {"ci_high": 1.0}, {}])
def test_half_an_interval_is_none(bounds: dict[str, float]) -> None:
    assert figures.interval(_estimate(value=1, **bounds)) == ""


@pytest.mark.parametrize(
    ("p", "shown"),
    [
        ("0.03", "p = 0.03"),
        ("<0.001", "p < 0.001"),
        ("<=0.05", "p ≤ 0.05"),
        (">0.05", "p > 0.05"),
        (">=0.05", "p ≥ 0.05"),
        ("1.0", "p = 1.0"),
        (".04", "p = .04"),
        (None, ""),
    ],
)
def test_a_p_value_keeps_its_sign_and_its_digits(p: str | None, shown: str) -> None:
    assert figures.p_value(_estimate(p=p)) == shown


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"value": 40.4, "unit": "%"}, "mean 40.4 %"),
        ({"value": -2.32}, "mean −2.32"),
        ({"value": 0}, "mean 0"),
        ({"value": 3, "approximate": True, "unit": "points"}, "mean about 3 points"),
        ({"value": 3, "value_to": 5, "unit": "points"}, "mean 3 to 5 points"),
        ({"value": 3, "value_to": 5, "approximate": True}, "mean about 3 to 5"),
        ({"value": 3, "baseline": 6}, "mean 3 (before: 6)"),
        ({"value": 3, "baseline": 0}, "mean 3 (before: 0)"),
        ({"value": 3, "standard_error": 0.4, "unit": "points"}, "mean 3 points (SE 0.4)"),
        ({"measure": "median", "value": 3}, "median 3"),
        ({"measure": "risk-ratio", "value": 0.8}, "RR 0.8"),
        ({"measure": "odds-ratio", "value": 0.8}, "OR 0.8"),
        ({"measure": "hazard-ratio", "value": 0.8}, "HR 0.8"),
        ({"measure": "mean-difference", "value": -1, "unit": "points"}, "MD −1 points"),
        ({"measure": "standardized-mean-difference", "value": -1}, "SMD −1"),
        ({"measure": "risk-difference", "value": 1, "unit": "%"}, "RD 1 %"),
        ({"measure": "mean-change", "value": -1}, "change −1"),
        ({"measure": "proportion", "value": 32.5, "unit": "%", "events": 13, "n": 40}, "13/40 = 32.5 %"),
        ({"measure": "proportion", "events": 0, "n": 40}, "0/40"),
        ({"measure": "proportion", "value": 32.5, "unit": "%", "events": 13}, "13 events = 32.5 %"),
        ({"measure": "proportion", "value": 0, "unit": "%"}, "0 %"),
        ({"measure": "count", "value": 2, "unit": "people", "events": 2, "n": 30}, "2/30"),
        ({"measure": "count", "value": 2, "unit": "people", "events": 2}, "2 events"),
        ({"measure": "count", "value": 3, "unit": "events", "events": 2, "n": 30}, "2/30, 3 events"),
        ({"measure": "count", "value": 0, "unit": "deaths"}, "0 deaths"),
    ],
)
def test_a_value_says_all_that_is_recorded(fields: dict[str, Any], shown: str) -> None:
    assert figures.value(_estimate(**fields)) == shown


def test_ratios_and_differences_are_never_named_alike() -> None:
    named = {measure: figures.value(_estimate(measure=measure.value, value=0.5)) for measure in Measure}
    compared = [Measure.RISK_RATIO, Measure.ODDS_RATIO, Measure.HAZARD_RATIO, Measure.RATE_RATIO, Measure.RATIO,
                Measure.RISK_DIFFERENCE, Measure.MEAN_DIFFERENCE, Measure.STANDARDIZED_MEAN_DIFFERENCE, Measure.MEAN,
                Measure.MEDIAN, Measure.MEAN_CHANGE]  # fmt: skip
    assert len({named[measure] for measure in compared}) == len(compared)


def test_a_result_is_value_interval_and_p_in_this_order() -> None:
    whole = _estimate(
        measure="mean-difference", value=-1.5, unit="points", ci_low=-2.4, ci_high=-0.6, ci_level=90, p="<=0.05"
    )
    assert figures.result(whole) == "MD −1.5 points (−2.4 to −0.6, 90 % CI), p ≤ 0.05"
    assert figures.result(_estimate(measure="p-value", p="0.4")) == "p = 0.4"
    assert figures.result(None) == ""


@pytest.mark.parametrize(
    ("time", "shown"),
    [(None, ""), (0, "0 mo"), (0.001, "< 1 d"), (0.5, "15 d"), (1, "1 mo"), (1.5, "1.5 mo"), (6, "6 mo"), (12, "12 mo"),
     (18, "18 mo"), (23, "23 mo"), (24, "2 y"), (30, "30 mo"), (36, "3 y"), (120, "10 y")],
)  # fmt: skip
def test_times_are_given_as_whole_years_or_as_months(time: float | None, shown: str) -> None:
    assert figures.months(time) == shown


@settings(deadline=None)
@given(st.integers(1, 600))
def test_a_time_reads_back_as_itself(time: int) -> None:
    number, unit = figures.months(time).split(" ")
    assert float(number) * {"mo": 1, "y": 12}[unit] == time
    assert "." not in number


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([each for paper in bundled().papers() for each in paper.findings if each.estimate is not None]))
def test_every_number_of_a_record_is_printed(found: Any) -> None:
    """Whatever a paper reports as value, bounds, events and p stands in its figure, and no other number does."""
    estimate = found.estimate
    text = figures.result(estimate)
    printed = {_back(part) for part in re.findall(rf"{figures.MINUS}?\d+(?:\.\d+)?|{figures.MINUS}?\.\d+", text)}
    interval = estimate.ci_low is not None and estimate.ci_high is not None
    stated = [estimate.value, estimate.value_to, estimate.events]
    if interval:
        stated += [estimate.ci_low, estimate.ci_high]
    if estimate.value is not None:
        stated += [estimate.baseline, estimate.standard_error, estimate.standard_deviation]
    assert {float(one) for one in stated if one is not None} <= printed
    if estimate.p is not None:
        assert estimate.p.lstrip("<>=") in text
    pooled = (estimate.studies, estimate.participants, estimate.i_squared)
    known = {*stated, *pooled, estimate.n, estimate.ci_level, float(estimate.p.lstrip("<>=")) if estimate.p else None}
    in_unit = {_back(part) for part in re.findall(r"\d+(?:\.\d+)?", estimate.unit or "")}
    assert printed <= {float(one) for one in known if one is not None} | in_unit
    assert ("about" in text) is (estimate.approximate and estimate.value is not None) or "about" in (
        estimate.unit or ""
    )


@pytest.mark.parametrize("control", list(Control))
def test_marks_tell_a_control_from_none_and_good_from_bad(control: Control) -> None:
    signs = {way: wording.mark(way, control) for way in Direction}
    told = (Direction.BENEFIT, Direction.HARM, Direction.NO_DIFFERENCE, Direction.MIXED)
    assert len({signs[way] for way in told}) == len(told)
    filled = {wording.mark(way, Control.CONTROLLED) for way in (Direction.BENEFIT, Direction.HARM)}
    assert (signs[Direction.BENEFIT] in filled) is (control is Control.CONTROLLED)
    assert "better" in wording.meaning(Direction.BENEFIT, control)
    assert "worse" in wording.meaning(Direction.HARM, control)
    assert ("no control" in wording.meaning(Direction.HARM, control)) is (control is Control.UNCONTROLLED)
    assert ("not in people" in wording.meaning(Direction.HARM, control)) is (control is Control.NOT_HUMAN)
    assert signs[Direction.NOT_APPLICABLE] == ""


def _text(*rows: dict[str, Any]) -> str:
    [found] = results(paper("made2020", *rows), bundled().vocabulary.outcomes)
    return wording.result_text(found)


def test_both_arms_of_a_comparison_are_shown_the_treated_first() -> None:
    treated = finding("a", estimate=proportion(66.7))
    control = finding("b", arm="control", estimate=proportion(33.3))
    contrast = finding("c", arm="between", estimate={"measure": "risk-ratio", "value": 2})
    assert _text(treated, control) == "66.7 % against 33.3 %"
    assert _text(control, treated) == "66.7 % against 33.3 %"
    assert _text(treated, control, contrast) == "RR 2; 66.7 % against 33.3 %"
    assert _text(treated) == "66.7 %"
    assert _text(finding("c", arm="between"), treated) == "66.7 %"
    assert _text(finding("c", arm="between")) == ""


def test_both_cell_arms_are_shown_the_better_first() -> None:
    vein, spine = {"routes": ["intravenous"]}, {"routes": ["intrathecal"]}
    rows = (
        finding("a", intervention=vein, comparator=other_arm(**spine), estimate=proportion(30), direction="harm"),
        finding("b", intervention=spine, comparator=other_arm(**vein), estimate=proportion(60)),
    )
    assert _text(*rows) == _text(*reversed(rows)) == "60 % against 30 %"


@pytest.mark.parametrize(
    ("comparator", "words"),
    [
        (BEFORE, "against before"),
        ({"kind": "none"}, "no comparison"),
        ({"kind": "baseline", "label": "values at entry"}, "against before"),
        ({"kind": "placebo", "label": "saline"}, "against saline"),
        ({"kind": "placebo"}, "against placebo"),
        ({"kind": "usual-care"}, "against usual care"),
        ({"kind": "active-treatment"}, "against another treatment"),
    ],
)
def test_what_a_figure_was_measured_against_is_said(comparator: dict[str, str], words: str) -> None:
    assert wording.against_words(one(comparator=comparator)) == words


def test_no_result_of_the_base_is_printed_against_a_control_it_did_not_have() -> None:
    for each in bundled().papers():
        for found in results_of(bundled(), each):
            if found.control is Control.UNCONTROLLED:
                assert wording.against_words(found.finding) in ("against before", "no comparison"), found.finding.id
                assert " against " not in wording.result_text(found), found.finding.id


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(list(Direction)), st.integers(0, 9)), st.sampled_from(list(Control)))
def test_no_result_is_lost_from_a_line_of_counts(counts: dict[Direction, int], control: Control) -> None:
    text = wording.tally_line(Counter(counts), control).text
    assert sum(map(int, re.findall(r"\d+", text))) == sum(counts.values())


def test_counts_of_controlled_results_say_how_many_showed_nothing() -> None:
    """Also where that is none: silence would read as if the question had not been asked."""
    text = wording.tally_line(Counter({Direction.BENEFIT: 3}), Control.CONTROLLED).text.replace("\u00a0", " ")
    assert "3 benefit" in text
    assert "0 no difference" in text
    assert "0 benefit" in wording.tally_line(Counter(), Control.CONTROLLED).text.replace("\u00a0", " ")
    assert "no difference" not in wording.tally_line(Counter({Direction.BENEFIT: 3}), Control.UNCONTROLLED).text


@pytest.mark.parametrize(
    ("label", "time", "told"),
    [
        ("failure at 6 months", 6, "failure at 6 months"),
        ("change after 26 weeks", 6, "change after 26 weeks"),
        ("2-year survival", 24, "2-year survival"),
        ("change at 6 months", 12, "change at 6 months, 12 mo"),
        ("protein, 1 to 12 months", 12, "protein, 1 to 12 months, 12 mo"),
        ("from 3 months to 12 months", 12, "from 3 months to 12 months, 12 mo"),
        ("walking", 6, "walking, 6 mo"),
        ("failure at 6 months", None, "failure at 6 months"),
    ],
)
def test_a_time_that_the_outcome_tells_is_not_told_twice(label: str, time: float | None, told: str) -> None:
    fields: dict[str, Any] = {"outcome_label": label, "outcome": None, "timepoint_months": time}
    found = Finding.model_construct(**fields)
    assert figures.outcome(bundled().vocabulary, found) == told
