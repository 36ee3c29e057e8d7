"""The slide of one outcome: what has no room takes no side, no heading stands empty, and its words say what is seen."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from made_papers import finding, made_base, paper

from mscq.evidence.answering import answer
from mscq.evidence.selection import Selection
from mscq.output.screens import forest as screen
from mscq.records.models import Paper

SVG = "{http://www.w3.org/2000/svg}"
PAINS = ("pain", "vas-pain", "womac-pain", "womac-total", "neuropathic-pain")
GAIN: dict[str, Any] = {"direction": "benefit", "estimate": {"value": -2, "ci_low": -3, "ci_high": -1}}
NULL: dict[str, Any] = {"direction": "no-difference", "estimate": {"value": -0.2, "ci_low": -1, "ci_high": 0.6}}
LOSS: dict[str, Any] = {"direction": "harm", "estimate": {"value": 2, "ci_low": 1, "ci_high": 3}}


def _figure(name: str, of: dict[str, Any], **more: Any) -> dict[str, Any]:
    estimate = {"measure": "mean-difference", "unit": "points", **of["estimate"], **more.pop("estimate", {})}
    fields = {"arm": "between", "outcome_label": f"VAS {name}", **of, "estimate": estimate, **more}
    return finding(name, **{"outcome": "pain", **fields})


def _review(name: str, *rows: dict[str, Any]) -> Paper:
    return paper(name, *rows, design="meta-analysis")


def _figures(of: dict[str, Any], number: int = len(PAINS)) -> list[dict[str, Any]]:
    return [_figure(f"f{place}", of, outcome=one) for place, one in enumerate(PAINS[:number])]


def _slide(folder: Path, *papers: Paper) -> ElementTree.Element:
    kb = made_base(folder, *papers)
    found = answer(kb, "multiple-sclerosis", Selection(outcomes=("pain",)))
    return ElementTree.fromstring(screen.svg(found, kb.vocabulary, ("pain",)))


def _texts(root: ElementTree.Element, kind: str = "") -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}text") if kind in (one.get("class") or "")]


def _rows(root: ElementTree.Element) -> list[tuple[str, str]]:
    """The paper and the mark of each row that is drawn."""
    groups = [one for one in root.iter(f"{SVG}g") if one.find(f"{SVG}rect") is not None]
    return [((one.findtext(f"{SVG}title") or "").partition(",")[0], _mark(one)) for one in groups]


def _mark(group: ElementTree.Element) -> str:
    return next((one.text or "" for one in group.iter(f"{SVG}text") if "mark" in (one.get("class") or "")), "")


@pytest.mark.parametrize("last", [False, True])
def test_a_null_gives_way_to_no_second_gain_and_no_paper_to_a_second_row_of_another(last: bool, tmp_path: Path) -> None:
    gains = [_review(f"gain{place}2020", *_figures(GAIN)) for place in range(5)]
    nulls = [_review(f"{'z' if last else 'a'}null2020", *_figures(NULL)), _review("loss2020", *_figures(LOSS))]
    rows = _rows(_slide(tmp_path, *gains, *nulls))
    assert 7 < len(rows) < 35
    of = {name: len(list(some)) for name, some in groupby(sorted(name for name, _ in rows))}
    assert set(of) == {one.id for one in (*gains, *nulls)}
    assert max(of[one.id] for one in gains) == 1 or min(of[one.id] for one in nulls) == 5


def test_the_other_direction_of_a_paper_stands_before_a_second_row_of_any(tmp_path: Path) -> None:
    both = _review("both2020", *_figures(NULL, 4), _figure("won", GAIN, outcome=PAINS[-1]))
    rows = _rows(_slide(tmp_path, both, *(_review(f"null{place}2020", *_figures(NULL)) for place in range(6))))
    assert ("both2020", "▲") in rows
    assert len(rows) < 35


def test_what_a_review_answers_for_part_of_its_trials_is_drawn_too(tmp_path: Path) -> None:
    part = _figure("part", NULL, analysis="subgroup", population="trials at low risk of bias only")
    root = _slide(tmp_path, _review("part2020", part), _review("gain2020", _figure("all", GAIN)))
    assert ("part2020", "○") in _rows(root)
    assert any("subgroup" in one for one in _texts(root))


def test_what_a_review_says_of_part_beside_its_answer_is_not_drawn(tmp_path: Path) -> None:
    part = _figure("part", GAIN, analysis="subgroup", population="men")
    assert _rows(_slide(tmp_path, _review("part2020", _figure("all", NULL), part))) == [("part2020", "○")]


def test_no_heading_stands_empty_and_a_line_names_what_it_would_have_held(tmp_path: Path) -> None:
    words = [
        paper(
            f"words{place}2020",
            finding("w", arm="between", outcome="pain", **NULL | {"estimate": None}),
            participants={"total": 60},
        )
        for place in range(20)
    ]
    root = _slide(tmp_path, _review("gain2020", *_figures(GAIN, 1)), *words)
    heads = [one.partition(":")[0] for one in _texts(root, "slide-head")]
    assert heads == ["Pooled analyses"]
    said = " ".join(_texts(root, "slide-note"))
    assert all(one.id in said for one in words)


def test_the_description_says_what_is_drawn(tmp_path: Path) -> None:
    for number in (2, 8):
        reviews = [_review(f"many{place}2020", *_figures(GAIN)) for place in range(number)]
        root = _slide(tmp_path / str(number), *reviews)
        drawn = len(_rows(root))
        assert (root.findtext(f"{SVG}desc") or "").startswith(f"{drawn} figures of {number} papers drawn.")
        assert (drawn < number * len(PAINS)) is (number > 2)


def test_figures_whose_signs_count_opposite_ways_say_which_way_is_better(tmp_path: Path) -> None:
    plus = _review(
        "plus2020", _figure("p", GAIN, estimate={"value": 2, "ci_low": 1, "ci_high": 3, "counts": "improvement"})
    )
    minus = _review("minus2020", *_figures(GAIN, 1))
    said = " ".join(_texts(_slide(tmp_path / "both", plus, minus), "slide-note"))
    assert "Below 0 is better: minus2020." in said
    assert "Above 0 is better: plus2020." in said
    assert "is better" not in " ".join(_texts(_slide(tmp_path / "one", minus), "slide-note"))


def test_the_legend_explains_the_signs_and_abbreviations_that_stand_on_the_slide_alone(tmp_path: Path) -> None:
    said = " ".join(_texts(_slide(tmp_path, _review("gain2020", _figure("pain", GAIN))), "slide-note"))
    said = said.replace("\u00a0", " ")
    for words in ("▲ better than the control", "MD mean difference", "VAS visual analogue scale", "MSC mesenchymal"):
        assert words in said
    assert "○" not in said
    assert "SMD" not in said
