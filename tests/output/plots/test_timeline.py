"""The timeline: every paper once, marked by its strongest kind of result."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_papers import finding as made
from made_papers import made_base
from made_papers import paper as made_paper
from plot_samples import BEFORE, CONTROL, finding, paper, results_of, sample
from runs import bundled, run_here

from mscq.evidence.contents import contents
from mscq.evidence.dossier import Dossier, dossier
from mscq.evidence.level import Control
from mscq.evidence.timeline import entry, timeline, timeline_of
from mscq.output.forms import Options
from mscq.output.forms.terminal import render_report
from mscq.output.screens import timeline as screen
from mscq.records.knowledge_base import KnowledgeBase
from mscq.records.models import Paper
from mscq.records.terms import Direction, Met


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[KnowledgeBase, Dossier]:
    return sample(tmp_path_factory.mktemp("base") / "base")


def marked(*directions: str, comparator: dict[str, Any] | None = None) -> tuple[Control | None, Direction]:
    """Setting and direction of a paper with one result for each direction."""
    found = results_of(
        *(
            finding("some2020", f"f{index}", timepoint_months=index, direction=one, comparator=comparator or CONTROL)
            for index, one in enumerate(directions)
        )
    )
    made = entry(Paper.model_validate(paper("some2020", [])), found)
    return made.control, made.direction


@pytest.mark.parametrize(
    ("directions", "expected"),
    [
        (["benefit", "benefit"], Direction.BENEFIT),
        (["no-difference"], Direction.NO_DIFFERENCE),
        (["benefit", "no-difference"], Direction.MIXED),
        (["harm"], Direction.HARM),
        (["harm", "no-difference"], Direction.MIXED),
        (["stable", "no-difference"], Direction.NO_DIFFERENCE),
        (["benefit", "not-applicable"], Direction.BENEFIT),
        (["not-applicable"], Direction.NOT_APPLICABLE),
    ],
)
def test_a_paper_is_mixed_where_its_results_differ(directions: list[str], expected: Direction) -> None:
    assert marked(*directions) == (Control.CONTROLLED, expected)


def test_results_without_a_control_do_not_change_the_mark_of_a_controlled_paper() -> None:
    found = results_of(
        finding("some2020", "a", direction="no-difference"),
        finding("some2020", "b", comparator=BEFORE, arm="treated", direction="benefit"),
    )
    made = entry(found[0].paper, found)
    assert (made.control, made.direction, made.results) == (Control.CONTROLLED, Direction.NO_DIFFERENCE, 1)
    assert marked("benefit", comparator=BEFORE) == (Control.UNCONTROLLED, Direction.BENEFIT)
    assert marked() == (None, Direction.NOT_APPLICABLE)


@pytest.mark.parametrize("apart", [{"analysis": "subgroup"}, {"analysis": "post-hoc"}, {"endpoint": "exploratory"}])
def test_what_was_found_in_a_part_of_the_people_is_no_mark(apart: dict[str, str]) -> None:
    rows = (
        finding("some2020", "whole", direction="no-difference"),
        finding("some2020", "part", timepoint_months=3, **apart),
    )
    found = results_of(*rows)
    assert entry(found[0].paper, found).direction is Direction.NO_DIFFERENCE


@pytest.mark.parametrize(
    ("condition", "paper_id", "direction"),
    [
        ("als", "alsummit2025", Direction.NO_DIFFERENCE),  # better in slow progressors, post hoc
        ("als", "oh2018", Direction.BENEFIT),  # no longer survival, a secondary outcome
        ("ms", "harris2024", Direction.NO_DIFFERENCE),  # better in an exploratory subgroup
        ("ms", "petrou2020", Direction.BENEFIT),
        ("koa", "sculptor2026", Direction.NO_DIFFERENCE),
        ("ms", "fan2024", Direction.NOT_APPLICABLE),  # ranks only
        ("ms", "fernandez2018", Direction.NOT_APPLICABLE),  # a trial of safety
    ],
)
def test_a_trial_is_marked_by_its_primary_endpoint(condition: str, paper_id: str, direction: Direction) -> None:
    [made] = [one for one in timeline(bundled().dossier(condition)).entries if one.paper.id == paper_id]
    assert made.direction is direction


@settings(deadline=None)
@given(st.lists(st.integers(1990, 2030), max_size=12))
def test_every_year_has_its_row_and_every_paper_its_mark(years: list[int]) -> None:
    papers = [Paper.model_validate({**paper(f"p{year}", []), "id": f"p{i}x{year}"}) for i, year in enumerate(years)]
    made = timeline_of(papers, [], {})
    assert all(later.year - year.year == 1 for year, later in pairwise(made.years))
    assert sorted(one.paper.id for one in made.entries) == sorted(one.id for one in papers)
    assert all(one.paper.id.endswith(str(year.year)) for year in made.years for one in year.entries)


def test_papers_without_a_date_are_kept_apart() -> None:
    record = paper("some2020", [])
    del record["bibliography"]["issued"]
    made = timeline_of([Paper.model_validate(record)], [], {})
    assert made.years == ()
    assert [one.paper.id for one in made.undated] == ["some2020"]


def test_the_screen_counts_and_marks_each_year(whole: tuple[KnowledgeBase, Dossier]) -> None:
    kb, found = whole
    text = render_report(screen.report(found, kb.vocabulary), Options(width=80))
    rows = [line.split() for line in text.splitlines() if line[:4].isdigit()]
    assert rows == [
        ["2017", "1", "2", "▲", "odd2017"],
        ["2018", "·"],
        ["2019", "1", "4", "▲", "open2019"],
        ["2020", "1", "2", "▲", "good2020"],
        ["2021", "1", "2", "○", "null2021"],
        ["2022", "1", "1", "▲", "pooled2022"],
    ]
    assert "▲ better than the control" in text
    assert len(screen.rows(found)) == len(found.papers) == len(timeline(found).entries)
    assert sum(year["count"] for year in screen.data(found)["years"]) == len(found.papers)


@pytest.mark.parametrize(
    ("met", "told"),
    [
        ("safety-only", Direction.NOT_APPLICABLE),
        ("yes", Direction.BENEFIT),
        ("no", Direction.NO_DIFFERENCE),
        (None, Direction.BENEFIT),
    ],
)
def test_a_trial_is_marked_at_one_of_its_papers_by_what_it_answers(
    tmp_path: Path, met: str | None, told: Direction
) -> None:
    """The other paper on the same people has results against the control, and no mark by them."""
    study = {"primary_outcome": "what it was for", "primary_outcome_met": met} if met else {}
    kb = made_base(
        tmp_path / "base",
        made_paper("first2020", made("pain"), participants={"total": 61}, **study),
        made_paper("later2023", made("pain-later", timepoint_months=36), year=2023, same_patients_as=["first2020"]),
        made_paper("other2021", made("pain-other", direction="no-difference"), year=2021),
    )
    marks = {one.paper.id: one.direction for one in timeline(dossier(kb, "multiple-sclerosis")).entries}
    assert sorted([marks["first2020"], marks["later2023"]]) == sorted([told, Direction.NOT_APPLICABLE])
    assert marks["other2021"] is Direction.NO_DIFFERENCE


def test_a_later_paper_on_the_same_people_without_a_control_shows_its_own_results(tmp_path: Path) -> None:
    kb = made_base(
        tmp_path,
        made_paper("first2020", made("pain", direction="no-difference")),
        made_paper("later2023", made("before", comparator=BEFORE), year=2023, same_patients_as=["first2020"]),
    )
    marks = {one.paper.id: (one.control, one.direction) for one in timeline(dossier(kb, "multiple-sclerosis")).entries}
    assert marks["later2023"] == (Control.UNCONTROLLED, Direction.BENEFIT)


def test_no_trial_of_safety_has_a_mark_against_a_control() -> None:
    kb = bundled()
    for one in contents(kb):
        for each in timeline(kb.dossier(one.condition.id)).entries:
            if each.paper.study.primary_outcome_met is Met.SAFETY_ONLY and each.control is Control.CONTROLLED:
                assert each.direction is Direction.NOT_APPLICABLE, each.paper.id


def test_a_year_is_a_row_of_a_narrow_screen_too() -> None:
    lines = run_here(["timeline", "lupus", "--width", "80"]).stdout.splitlines()
    years = [row[:4] for row in lines if row[:4].isdigit()]
    assert years == [str(year) for year in range(int(years[0]), int(years[-1]) + 1)]
    assert not any(row.startswith("Papers") for row in lines)
    assert len(lines) < 2 * len(years)


def test_without_a_name_what_can_be_asked_is_listed() -> None:
    done = run_here(["timeline", "--json"])
    listed = json.loads(done.stdout)["conditions"]
    assert len(listed) > 3
    one = next(one for one in listed if one["condition"] == "multiple-sclerosis")
    whole = json.loads(run_here(["timeline", "ms", "--json"]).stdout)
    years = [year["year"] for year in whole["years"]]
    assert (one["first"], one["last"]) == (min(years), max(years))
    assert one["papers"] == sum(year["count"] for year in whole["years"]) + len(whole["undated"])
