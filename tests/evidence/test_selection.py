"""What each filter lets through, on papers made for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from made_papers import BEFORE, finding, made_base, paper

from mscq.evidence.dossier import shown_results
from mscq.evidence.level import Control
from mscq.evidence.ranking import reported_detail, result_strength, strength
from mscq.evidence.results import Result, results
from mscq.evidence.selection import Selection, Selector
from mscq.evidence.timeline import entry
from mscq.records.terms import Direction
from mscq.records.vocabulary import Vocabulary


def _listed(folder: Path, papers: list[Any], **asked: Any) -> set[str]:
    return {each.id for each in Selector(made_base(folder, *papers), Selection(**asked)).papers()}


_PHASES = ("1", "1/2", "1/2a", "2", "2a", "2b", "2/3", "3", "4", None)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("1", {"1", "1/2", "1/2a"}),
        ("2", {"2", "2a", "2b", "1/2", "1/2a", "2/3"}),
        ("2a", {"2a", "1/2a"}),
        ("2b", {"2b"}),
        ("1/2", {"1/2"}),
        ("3", {"3", "2/3"}),
        ("4", {"4"}),
    ],
)
def test_a_phase_stands_for_its_parts(tmp_path: Path, asked: str, found: set[str]) -> None:
    names = {f"phase{chr(97 + position)}2020": phase for position, phase in enumerate(_PHASES)}
    papers = [paper(name, **({"phase": phase} if phase else {})) for name, phase in names.items()]
    assert {names[one] for one in _listed(tmp_path, papers, phases=(asked,))} == found


@pytest.mark.parametrize(
    ("years", "found"),
    [
        ((2019, 2021), {"b2019", "c2020", "d2021"}),
        ((2021, None), {"d2021", "e2022"}),
        ((None, 2019), {"a2018", "b2019"}),
        ((2020, 2020), {"c2020"}),
        ((None, None), {"a2018", "b2019", "c2020", "d2021", "e2022"}),
    ],
)
def test_both_ends_of_a_range_of_years_belong_to_it(tmp_path: Path, years: Any, found: set[str]) -> None:
    papers = [paper(f"{letter}{year}", year=year) for letter, year in zip("abcde", range(2018, 2023), strict=True)]
    assert _listed(tmp_path, papers, years=years) == found


def test_min_n_is_met_by_just_so_many_and_never_by_an_unknown_number(tmp_path: Path) -> None:
    people: dict[str, dict[str, int]] = {
        "less2020": {"total": 29},
        "just2020": {"total": 30},
        "more2020": {"total": 31},
        "treated2020": {"treated": 30, "control": 30},
        "halves2020": {"total": 40, "treated": 20, "control": 20},
        "few2020": {"treated": 20, "control": 20},
        "unknown2020": {},
    }
    papers = [paper(name, participants=numbers) for name, numbers in people.items()]
    assert _listed(tmp_path, papers, min_n=30) == {"just2020", "more2020", "treated2020", "halves2020"}


def test_a_design_stands_for_the_designs_below_it(tmp_path: Path) -> None:
    designs = ("randomized-controlled-trial", "single-arm-trial", "cohort", "meta-analysis", "narrative-review")
    papers = [paper(f"{design.split('-')[0]}2020", design=design) for design in designs]
    assert _listed(tmp_path, papers, designs=("clinical-trial",)) == {"randomized2020", "single2020"}
    assert _listed(tmp_path, papers, designs=("controlled-trial",)) == {"randomized2020"}
    assert _listed(tmp_path, papers, designs=("review",)) == {"meta2020", "narrative2020"}


def test_controlled_asks_for_a_result_of_people_against_a_control(tmp_path: Path) -> None:
    papers = [
        paper("held2020", finding("a")),
        paper("free2020", finding("a", comparator=BEFORE)),
        paper("mice2020", finding("a", stage="animal")),
        paper("told2020", finding("a"), design="narrative-review"),
        paper("words2020", {**finding("a"), "arm": None}),
        paper("why2020", finding("a", topic="mechanism")),
    ]
    assert _listed(tmp_path, papers, controlled=True) == {"held2020"}


def test_every_field_is_met_by_one_finding(tmp_path: Path) -> None:
    apart = paper("apart2020", finding("a", direction="harm"), finding("b", outcome="relapse", outcome_label="relapse"))
    both = paper("both2020", finding("a", direction="harm", outcome="relapse"))
    asked = {"outcomes": ("relapse",), "directions": ("harm",)}
    assert _listed(tmp_path, [apart, both], **asked) == {"both2020"}


def _strength(**study: Any) -> Any:
    return strength(paper("made2020", finding("a"), **study))


def test_papers_go_by_design_then_size_then_year() -> None:
    assert _strength() < _strength(design="cohort", participants={"total": 9000})
    assert _strength(participants={"total": 61}, year=1999) < _strength(participants={"total": 60}, year=2024)
    assert _strength(year=2021) < _strength(year=2020)
    assert _strength(participants={"treated": 70}) < _strength(participants={"total": 60})
    assert _strength(participants={"total": 1}) < _strength(participants={})


def _result(vocabulary: Vocabulary, *rows: dict[str, Any], **study: Any) -> Result:
    return results(paper("made2020", *rows, **study), vocabulary.outcomes)[0]


def test_a_result_that_says_more_goes_before_one_that_says_less(tmp_path: Path) -> None:
    vocabulary = made_base(tmp_path).vocabulary
    value = {"measure": "mean-difference", "value": -1}
    bounds = {"ci_low": -2, "ci_high": 0, "ci_level": 95}
    contrast = {"arm": "between"}
    order = [
        _result(vocabulary, finding("a", estimate={**value, **bounds, "p": "0.05"}, **contrast)),
        _result(vocabulary, finding("a", estimate={**value, **bounds}, **contrast)),
        _result(vocabulary, finding("a", estimate={**value, "p": "0.05"}, **contrast)),
        _result(vocabulary, finding("a", estimate=value, **contrast)),
        _result(vocabulary, finding("a", estimate={"measure": "p-value", "p": "0.05"}, **contrast)),
        _result(vocabulary, finding("a", **contrast)),
    ]
    details = [reported_detail(one) for one in order[:4]]
    assert details == sorted(details, reverse=True)
    assert len(set(details)) == 4
    assert min(details) > reported_detail(order[4]) >= reported_detail(order[5])
    events = _result(vocabulary, finding("a", estimate={"measure": "proportion", "events": 3, "n": 9}))
    assert reported_detail(events) == reported_detail(order[3])
    arms = _result(vocabulary, finding("a", estimate=value), finding("b", **contrast))
    assert reported_detail(arms) > reported_detail(order[5])


def test_results_go_by_what_they_were_held_against(tmp_path: Path) -> None:
    vocabulary = made_base(tmp_path).vocabulary
    large = {"participants": {"total": 900}}
    order = [
        _result(vocabulary, finding("a"), design="cohort", participants={"total": 5}),
        _result(vocabulary, finding("a", comparator={"kind": "other-arm", "label": "other"}), **large),
        _result(vocabulary, finding("a", comparator=BEFORE), **large),
        _result(vocabulary, finding("a", stage="animal"), **large),
    ]
    ranks = [result_strength(one) for one in order]
    assert ranks == sorted(ranks)
    assert len({rank[0] for rank in ranks}) == 4


def test_a_paper_speaks_by_its_best_kind_of_result(tmp_path: Path) -> None:
    vocabulary = made_base(tmp_path).vocabulary
    kinds = [
        finding("a", direction="no-difference"),
        finding("b", direction="mixed", comparator={"kind": "other-arm", "label": "other"}),
        finding("c", direction="benefit", comparator=BEFORE),
        finding("d", direction="harm", stage="animal"),
    ]
    order = [Control.CONTROLLED, Control.OTHER_ARM, Control.UNCONTROLLED, Control.NOT_HUMAN]
    for position, control in enumerate(order):
        made = paper("made2020", *reversed(kinds[position:]))
        mark = entry(made, results(made, vocabulary.outcomes))
        assert (mark.control, mark.direction, mark.results) == (control, Direction(kinds[position]["direction"]), 1)


def test_of_results_alike_the_most_exact_is_shown_and_none_is_lost(tmp_path: Path) -> None:
    vocabulary = made_base(tmp_path).vocabulary
    value = {"measure": "mean-difference", "value": -1}
    rows = [
        finding("words", outcome_label="first", arm="between"),
        finding("exact", outcome_label="second", arm="between",
                estimate={**value, "ci_low": -2, "ci_high": 0, "ci_level": 95}),
        finding("value", outcome_label="third", arm="between", estimate=value),
        finding("none", outcome_label="fourth", arm="between", direction="no-difference"),
    ]  # fmt: skip
    found = results(paper("made2020", *rows), vocabulary.outcomes)
    shown, hidden = shown_results(found, None)
    assert {one.finding.id for one in shown} == {"made2020.exact", "made2020.none"}
    assert {id(one) for one in (*shown, *hidden)} == {id(one) for one in found}
    shown, hidden = shown_results(found, 1)
    assert (len(shown), len(hidden)) == (1, 3)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ((12, None), {"one.year", "one.late"}),
        ((None, 6), {"one.early"}),
        ((12, 12), {"one.year"}),
        ((8, 10), set()),
        ((5.5, 5.5), {"one.early"}),
        ((None, None), {"one.early", "one.year", "one.late", "one.untold"}),
    ],
)
def test_results_at_some_months_alone_may_be_asked_for(
    tmp_path: Path, asked: tuple[float | None, float | None], found: set[str]
) -> None:
    rows = [
        finding("early", timepoint_months=6),
        finding("year", timepoint_months=12),
        finding("late", timepoint_months=60),
        finding("untold", timepoint_months=None),
    ]
    kb = made_base(tmp_path, paper("one", *rows))
    assert {row.id for _, row in Selector(kb, Selection(months=asked)).findings()} == found


@pytest.mark.parametrize(
    ("followed", "asked", "found"),
    [(None, (12, None), True), (12, (12, None), True), (6, (12, None), False), (6, (None, 6), True)],
)
def test_a_primary_endpoint_of_which_no_time_is_told_is_not_left_out(
    tmp_path: Path, followed: float | None, asked: tuple[float | None, float | None], found: bool
) -> None:
    rows = [finding("main", timepoint_months=None, endpoint="primary"), finding("other", timepoint_months=None)]
    kb = made_base(tmp_path, paper("one", *rows, follow_up_months=followed))
    told = {row.id for _, row in Selector(kb, Selection(months=asked)).findings()}
    assert told == ({"one.main"} if found else set())


def test_who_asks_of_deaths_is_answered_by_survival_too(tmp_path: Path) -> None:
    rows = [finding("alive", outcome="overall-survival"), finding("dead", outcome="mortality"), finding("pain")]
    kb = made_base(tmp_path, paper("one", *rows))
    for asked in ("mortality", "overall-survival", "survival"):
        found = {row.id for _, row in Selector(kb, Selection(outcomes=(asked,))).findings()}
        assert found == {"one.alive", "one.dead"}
