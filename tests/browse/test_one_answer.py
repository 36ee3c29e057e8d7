"""A row of the browser tells the one answer of a paper: no votes, no mark for ranks and for figures in doubt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from made_papers import BEFORE, finding, made_base, paper
from runs import frozen

from mscq.browse.catalogue import Catalogue
from mscq.browse.dialogs import keys_text
from mscq.browse.pages import finding_cells, finding_page, verdict
from mscq.evidence.selection import Selection, Selector
from mscq.output.forms.plain import render_report
from mscq.records.models import Paper

DIFFERENCE = {"measure": "mean-difference", "value": -1, "ci_low": -2, "ci_high": -0.1, "unit": "points"}
RANK = {"measure": "ranking-score", "value": 77.1, "unit": "%"}
REVIEW = {"design": "meta-analysis"}
GAIN, NULL = {"direction": "benefit"}, {"direction": "no-difference"}


def _row(folder: Path, *papers: Paper, **asked: Any) -> dict[str, str]:
    kb = made_base(folder, *papers)
    return {one.id: verdict(Catalogue(kb), kb.get(one.id), Selector(kb, Selection(**asked))).text for one in papers}


def _gains(number: int, **more: Any) -> list[dict[str, Any]]:
    return [finding(f"gain-{one}", outcome_label=f"gain {one}", **GAIN, **more) for one in range(number)]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        # a primary endpoint that was missed is the answer, however many secondary gains stand beside it
        (
            paper("t2020", finding("main", **NULL, endpoint="primary"), *_gains(5, endpoint="secondary")),
            "controlled ○ no verdict",
        ),
        # of one outcome the longest follow-up answers: gains at earlier times are no votes
        (
            paper(
                "late2020",
                finding("a", **GAIN, timepoint_months=3),
                finding("b", **GAIN, timepoint_months=6),
                finding("c", **NULL, timepoint_months=12),
            ),
            "controlled ○ not stated",
        ),
        (paper("open2020", *_gains(4, comparator=BEFORE), design="single-arm-trial"), "uncontrolled △"),
        (
            paper(
                "missed2020",
                *_gains(4, comparator=BEFORE),
                design="single-arm-trial",
                primary_outcome="pain",
                primary_outcome_met="no",
            ),
            "uncontrolled ○ not met",
        ),
        (paper("ranks2020", *_gains(4, estimate=RANK, arm="between"), **REVIEW), "ranks of a network"),
        (
            paper("doubt2020", *_gains(2, estimate=DIFFERENCE, arm="between", as_printed=True, note="Odd."), **REVIEW),
            "controlled pooled",
        ),
        (
            paper("pools2020", finding("p", **NULL, estimate=DIFFERENCE, arm="between"), **REVIEW),
            "controlled ○ pooled",
        ),
        (paper("harms2020", finding("h", topic="safety", outcome="fever", direction="harm")), "safety: controlled ▼"),
    ],
    ids=lambda one: one.id if isinstance(one, Paper) else "",
)
def test_a_row_tells_one_answer_with_one_mark(made: Paper, said: str, tmp_path: Path) -> None:
    assert _row(tmp_path, made) == {made.id: said}


def test_the_answer_is_that_on_the_disease_that_is_asked_for(tmp_path: Path) -> None:
    lupus, ms = "systemic-lupus-erythematosus", "multiple-sclerosis"
    rows = [
        finding("a", **GAIN, estimate=DIFFERENCE, arm="between", conditions=[lupus]),
        finding("b", **NULL, estimate=DIFFERENCE, arm="between", conditions=[ms]),
    ]
    made = paper("both2020", *rows, conditions=[lupus, ms], **REVIEW)
    for asked, said in (((lupus,), "▲"), ((ms,), "○"), ((), "±")):
        assert _row(tmp_path / str(asked), made, conditions=asked) == {"both2020": f"controlled {said} pooled"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "▲\u00a0controlled"),
        ({"as_printed": True, "note": "Odd."}, "controlled, in doubt"),
        ({"estimate": RANK}, "rank"),
    ],
)
def test_a_finding_in_doubt_and_a_rank_have_no_mark(more: dict[str, Any], said: str, tmp_path: Path) -> None:
    made = paper("made2020", finding("f", **{"estimate": DIFFERENCE, "arm": "between", **GAIN, **more}))
    shelf = Catalogue(made_base(tmp_path, made))
    assert finding_cells(shelf, made, made.findings[0])[0].text == said
    page = render_report(finding_page(shelf, made, made.findings[0]))
    assert ("better than the control" in page) is (not more)


def test_the_keys_explain_the_short_names_of_designs_and_the_words_behind_marks() -> None:
    said = " ".join(keys_text(frozen().vocabulary.designs).plain.split())
    for words in ("MA meta-analysis", "SAT single-arm trial", "SR systematic review", "pooled what a review pools"):
        assert words in said
