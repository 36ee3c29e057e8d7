"""The timeline: every paper once, marked by its strongest kind of result."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plot_samples import BEFORE, CONTROL, finding, paper, results_of, sample
from runs import bundled

from mscq.evidence.dossier import Dossier
from mscq.evidence.level import Control
from mscq.evidence.timeline import entry, timeline, timeline_of
from mscq.output.forms import Options
from mscq.output.forms.terminal import render_report
from mscq.output.screens import timeline as screen
from mscq.records.knowledge_base import KnowledgeBase
from mscq.records.models import Paper
from mscq.records.terms import Direction


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
