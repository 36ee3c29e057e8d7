"""The answer on a condition as a plot: contrasts drawn, arms told, cells on the right, one outcome on a slide."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from plot_samples import BEFORE, finding, paper, write_base
from runs import frozen

from mscq.evidence.answer import ConditionAnswer, Pooled, Trial
from mscq.evidence.answer_forest import Block, outcome_blocks, primary_blocks
from mscq.evidence.answering import answer
from mscq.evidence.forest import forest_of
from mscq.evidence.selection import Selection
from mscq.output.forms.plain import render_report
from mscq.output.plots import slide_svg
from mscq.output.screens import forest as screen
from mscq.records.knowledge_base import KnowledgeBase
from mscq.records.terms import Direction

SVG = "{http://www.w3.org/2000/svg}"
HYALURONATE = {"kind": "active-treatment", "label": "hyaluronate"}


def _share(name: str, arm: str, events: int, n: int) -> dict[str, Any]:
    estimate = {"measure": "proportion", "unit": "%", "events": events, "n": n, "ci_level": None}
    told = {"outcome": "remission", "endpoint": "primary", "direction": "no-difference"}
    return finding(name, arm, arm=arm, estimate=estimate, **told)


def _papers() -> list[dict[str, Any]]:
    """A trial with a contrast, one with arms alone, one with two comparators, a review and an open study."""
    drawn = paper(
        "drawn2020",
        [
            finding("drawn2020", "early", timepoint_months=3, estimate={"value": -1, "ci_low": -2, "ci_high": 0.5}),
            finding(
                "drawn2020",
                "late",
                timepoint_months=12,
                endpoint="primary",
                estimate={"value": -2, "ci_low": -3, "ci_high": -1, "n": 90},
            ),
        ],
        n=100,
    )
    drawn["study"]["primary_outcome_met"] = "yes"
    drawn["study"]["primary_outcome_source"] = "maker"
    arms = paper("arms2021", [_share("arms2021", "treated", 9, 12), _share("arms2021", "control", 5, 6)], n=18)
    arms["study"]["primary_outcome_met"] = "no"
    active = finding(
        "active2022",
        "pain",
        comparator=HYALURONATE,
        endpoint="primary",
        estimate={"value": 1, "ci_low": 0.2, "ci_high": 2},
    )
    other = paper("active2022", [{**active, "direction": "harm"}], n=40)
    review = paper(
        "review2023",
        [finding("review2023", "pain", estimate={"value": -1.5, "ci_low": -2, "ci_high": -1})],
        n=2183,
        design="meta-analysis",
    )
    free = finding("open2019", "pain", comparator=BEFORE, arm="treated", estimate={"value": -4}, stage="early-clinical")
    return [drawn, arms, other, review, paper("open2019", [free], n=12, design="single-arm-trial")]


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return write_base(tmp_path_factory.mktemp("answer") / "base", _papers())


@pytest.fixture(scope="module")
def whole(kb: KnowledgeBase) -> ConditionAnswer:
    return answer(kb, "sore-knee")


@pytest.fixture(scope="module")
def pain(kb: KnowledgeBase) -> ConditionAnswer:
    return answer(kb, "sore-knee", Selection(outcomes=("pain",)))


def _drawn(blocks: list[Block]) -> list[tuple[str, bool, list[str]]]:
    return [(one.comparator.value, one.pooled, [row.finding.id for row in one.forest.rows]) for one in blocks]


def test_trials_stand_by_comparator_and_pooled_analyses_apart(kb: KnowledgeBase, whole: ConditionAnswer) -> None:
    assert _drawn(primary_blocks(whole, kb.vocabulary)) == [
        ("placebo", False, ["drawn2020.late"]),
        ("active-treatment", False, ["active2022.pain"]),
        ("placebo", True, ["review2023.pain"]),
    ]


def test_arms_without_a_contrast_are_told_with_both_figures_and_nothing_is_computed(
    kb: KnowledgeBase, whole: ConditionAnswer
) -> None:
    [told] = [one for block in primary_blocks(whole, kb.vocabulary) for one in block.told]
    assert (told.paper.id, told.direction, told.n) == ("arms2021", Direction.NO_DIFFERENCE, 18)
    for text in (screen.svg(whole, kb.vocabulary), render_report(screen.report(whole, kb.vocabulary))):
        assert "9/12 | 5/6" in text
        assert screen.NOT_COMPUTED in text
    assert "arms2021" not in {row["paper"] for row in screen.rows(whole, kb.vocabulary)}


def test_every_answer_is_drawn_or_told_once(kb: KnowledgeBase) -> None:
    for condition in ("knee-osteoarthritis", "multiple-sclerosis", "systemic-lupus-erythematosus"):
        found = answer(frozen(), condition)
        blocks = primary_blocks(found, frozen().vocabulary)
        told = {id(each) for block in blocks for one in block.told for each in one.answered}
        drawn = {row.finding.id for block in blocks for row in block.forest.rows}
        every: tuple[Trial | Pooled, ...] = (*found.trials, *found.pooled)
        for one in every:
            for each in one.answered[:1] if isinstance(one, Pooled) else one.answered:
                shown = any(row.id in drawn for row in each.result.rows)
                assert shown != (id(each) in told), each.result.finding.id
        assert sum(len(block.of) for block in blocks) == len(found.trials) + len(found.pooled)


def test_who_says_that_an_endpoint_was_met_stands_beside_the_figure(kb: KnowledgeBase, whole: ConditionAnswer) -> None:
    placebo, active, _ = screen.sheet(whole, kb.vocabulary).parts
    assert placebo.status["drawn2020.late"] == "primary endpoint met, as told by its maker"
    assert active.status == {"active2022.pain": "primary endpoint not stated"}
    assert "as told by its maker" in screen.svg(whole, kb.vocabulary)


def test_the_number_of_a_whole_review_is_never_that_of_a_figure(kb: KnowledgeBase, whole: ConditionAnswer) -> None:
    rows = {row.paper.id: row for block in primary_blocks(whole, kb.vocabulary) for row in block.forest.rows}
    assert rows["review2023"].n is None
    assert rows["drawn2020"].n == 90


@pytest.mark.parametrize("condition", ["knee-osteoarthritis", "multiple-sclerosis", "parkinson-disease"])
def test_cells_are_always_on_the_right(condition: str) -> None:
    found = answer(frozen(), condition)
    for block in primary_blocks(found, frozen().vocabulary):
        for panel in block.forest.panels:
            if panel.line is None or not panel.better:
                continue
            for row in panel.rows:
                if row.extent.value is not None and row.finding.direction is Direction.BENEFIT:
                    assert panel.axis.place(row.extent.value) > panel.axis.place(panel.line), row.finding.id


def test_turned_and_straight_axes_draw_a_figure_and_its_opposite_alike(kb: KnowledgeBase) -> None:
    from plot_samples import FACET, results_of

    lower = {"value": -2, "ci_low": -3, "ci_high": -1}
    higher = {"value": 2, "ci_low": 1, "ci_high": 3, "counts": "improvement"}
    places = []
    for estimate in (lower, higher):
        (panel,) = forest_of(results_of(finding("some2020", "a", estimate=estimate)), FACET).panels
        ends = sorted(panel.axis.place(one) for one in panel.rows[0].extent if one is not None)
        places.append([*ends, panel.axis.place(0)])
        assert list(panel.axis.marks) == sorted(panel.axis.marks, key=panel.axis.place)
    assert places[0] == pytest.approx(places[1])


def test_one_outcome_shows_each_comparison_at_its_longest_follow_up(kb: KnowledgeBase, pain: ConditionAnswer) -> None:
    blocks = outcome_blocks(pain, kb.vocabulary)
    assert [row.finding.id for block in blocks for row in block.forest.rows] == [
        "drawn2020.late",
        "active2022.pain",
        "review2023.pain",
    ]


def test_the_slide_is_16_by_9_and_its_squares_stand_on_the_side_of_their_direction(
    kb: KnowledgeBase, pain: ConditionAnswer
) -> None:
    root = ElementTree.fromstring(screen.svg(pain, kb.vocabulary, ("pain",)))
    width, height = float(root.get("width") or 0), float(root.get("height") or 0)
    assert width / height == pytest.approx(16 / 9)
    (zero,) = {one.get("x1") for one in root.iter(f"{SVG}line") if one.get("class") == "line"}
    sides = {}
    for group in root.iter(f"{SVG}g"):
        square = group.find(f"{SVG}rect")
        if square is not None:
            middle = float(square.get("x", 0)) + float(square.get("width", 0)) / 2
            sides[(group.findtext(f"{SVG}title") or "").partition(",")[0]] = middle - float(zero or 0)
    assert {name: side > 0 for name, side in sides.items()} == {
        "drawn2020": True,
        "active2022": False,
        "review2023": True,
    }
    texts = list(root.iter(f"{SVG}text"))
    assert all(0 < float(one.get("x", 0)) < width and 0 < float(one.get("y", 0)) < height for one in texts)
    assert "Sore knee: pain" in [one.text for one in texts]
    assert any((one.text or "").startswith("Source: ") for one in texts)


def test_a_slide_without_room_counts_what_it_leaves_out_and_takes_no_vote() -> None:
    found = answer(frozen(), "knee-osteoarthritis", Selection(outcomes=("pain",)))
    made = screen.sheet(found, frozen().vocabulary, ("pain",))
    root = ElementTree.fromstring(slide_svg.document(made, frozen().vocabulary))
    texts = [one.text or "" for one in root.iter(f"{SVG}text")]
    beside = [one for one in texts if one.startswith(f"{slide_svg.NOT_DRAWN}:")]
    below = " ".join(texts).partition(f"{slide_svg.NOT_DRAWN.capitalize()} (")[2].partition("Source:")[0]
    counted = sum(int(number) for number in re.findall(r" (\d+)(?=[;. ])", " ".join((*beside, below))))
    rows = sum(one.find(f"{SVG}title") is not None for one in root.iter(f"{SVG}g"))
    whole = sum(len(part.told) for part in made.parts) + sum(not row.other for row in made.rows)
    assert rows + counted == whole
    assert counted > 0
    assert not any(word in one for one in (*beside, below) for word in ("better", "no difference", "worse"))
    ys = sorted(float(one.get("y", 0)) for one in root.iter(f"{SVG}text") if one.get("class") == "slide-head")
    assert all(below - above > 20 for above, below in pairwise(ys))


def test_the_document_names_block_and_findings_of_each_figure(kb: KnowledgeBase, whole: ConditionAnswer) -> None:
    made = screen.data(whole, kb.vocabulary)
    assert [(one["against"], one["pooled"], one["right"]) for one in made["panels"]] == [
        ("placebo", False, "favours cells"),
        ("active-treatment", False, "favours cells"),
        ("placebo", True, "favours cells"),
    ]
    assert made["told"][0]["findings"] == ["arms2021.treated", "arms2021.control"]
    assert made["told"][0]["status"] == "not-met"


def test_an_answer_with_nothing_to_draw_says_so(tmp_path: Path) -> None:
    base = write_base(tmp_path / "base", _papers()[1:2])
    found = answer(base, "sore-knee", Selection(outcomes=("remission",)))
    ElementTree.fromstring(screen.svg(found, base.vocabulary, ("remission",)))
    assert "9/12 | 5/6" in screen.svg(found, base.vocabulary, ("remission",))
    assert "arms2021" in render_report(screen.report(found, base.vocabulary, ("remission",)))
