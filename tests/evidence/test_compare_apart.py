"""Comparisons put nothing side by side without saying so: families of cells, controls, diseases, doubt, signs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from made_papers import finding, given, made_base, paper, proportion
from runs import Words, frozen, run_here

from mscq.evidence.compared import Comparison
from mscq.evidence.comparison import compare
from mscq.evidence.safety import safety
from mscq.evidence.selection import Selection
from mscq.output.forms.layout import lay_out
from mscq.output.forms.plain import render_report
from mscq.output.screens import compare as screen
from mscq.records.models import Paper
from mscq.records.terms import Topic

OWN, DONOR = "autologous", "allogeneic"
LUPUS = "systemic-lupus-erythematosus"
BLOOD = {"cells": ["hematopoietic-stem-cell"]}
HARM: dict[str, Any] = {"topic": "safety", "outcome": "fever", "outcome_label": "fever", "direction": "harm"}
FREE = {"kind": "none"}
OF_HARM = Selection(topics=(Topic.SAFETY,))
BOTH = {"cells": ["mesenchymal-stromal-cell"], "donors": [OWN, DONOR]}


def _compared(folder: Path, *papers: Paper, selection: Selection | None = OF_HARM) -> Comparison:
    return compare(made_base(folder, *papers), "donor", (OWN, DONOR), selection)


def _text(found: Comparison, *, everything: bool = False) -> str:
    return " ".join(render_report(screen.report(found, frozen().vocabulary, everything=everything)).split())


def _lines(found: Comparison) -> list[str]:
    return [one.text for one in lay_out(screen.report(found, frozen().vocabulary), 100)]


def _of(paper_id: str, donor: str, *findings: dict[str, Any], cells: Any = None, **study: Any) -> Paper:
    what = {**(cells or {"cells": ["mesenchymal-stromal-cell"]}), "donors": [donor]}
    return paper(paper_id, *findings, intervention=what, **study)


def _arms(rows: dict[str, dict[str, Any]], **more: Any) -> list[dict[str, Any]]:
    """A result of each name against one control; what its people were given, and more, is its own."""
    return [finding(name, **{**HARM, **row, **more}) for name, row in rows.items()]


@pytest.mark.parametrize(("printed", "marks"), [(True, 0), (False, 2)])
def test_what_is_in_doubt_carries_no_mark_and_says_so(tmp_path: Path, printed: bool, marks: int) -> None:
    more: dict[str, Any] = {"estimate": {"measure": "risk-ratio", "value": 1.5}, "arm": "between"}
    more |= {"as_printed": True, "note": "As printed."} if printed else {}
    rows = _arms({"o": {"intervention": given(donors=[OWN])}, "d": {"intervention": given(donors=[DONOR])}}, **more)
    within = paper("within2020", *rows, intervention=BOTH, conditions=[LUPUS])
    alone = [_of(f"{one}2021", donor, finding("f", **HARM, **more)) for one, donor in (("own", OWN), ("not", DONOR))]
    for found in (_compared(tmp_path / "a", within), _compared(tmp_path / "b", *alone)):
        text = _text(found)
        assert text.count("in doubt") == 2 - marks
        assert text.partition("▼ worse")[0].count("▼") == marks


def test_a_contrast_in_doubt_favours_no_side(tmp_path: Path) -> None:
    against = {"kind": "other-arm", "label": "donor cells", "against": {"donors": [DONOR]}}
    fields = {"comparator": against, "intervention": given(donors=[OWN]), "arm": "between", "direction": "benefit"}
    doubt = {"as_printed": True, "note": "As printed.", "estimate": {"measure": "mean-difference", "value": 3}}
    for more, favours in (({}, (OWN,)), (doubt, ())):
        row = finding("c", **{**fields, **more})
        found = _compared(tmp_path / str(bool(more)), paper("made2020", row, intervention=BOTH), selection=None)
        assert found.direct[0].favours == favours
        assert ("better than" in _text(found)) is bool(favours)
    assert "in doubt" in _text(found)


def test_a_figure_of_two_arms_that_cannot_be_judged_is_not_called_no_difference(tmp_path: Path) -> None:
    rows = [
        finding("t", **{**HARM, "direction": "no-difference", "estimate": proportion(10, events=1, n=10)}),
        finding(
            "c", arm="control", **{**HARM, "direction": "no-difference", "estimate": proportion(20, events=2, n=10)}
        ),
    ]
    text = _text(_compared(tmp_path, _of("few2020", OWN, *rows), _of("two2020", DONOR, finding("f", **HARM))))
    assert "few2020 fever, 6 mo: 1/10 = 10 % | 2/10 = 20 % (too few to judge)" in text
    assert "○" not in text


def test_harms_of_families_and_of_kinds_of_control_are_blocks_of_their_own(tmp_path: Path) -> None:
    share = {"estimate": proportion(10, events=3, n=30)}
    papers = [
        _of("blood2020", OWN, finding("f", **{**HARM, **share, "comparator": FREE}), cells=BLOOD),
        _of("stroma2020", DONOR, finding("f", **{**HARM, **share, "comparator": FREE})),
        _of("sham2020", OWN, finding("f", **{**HARM, **share})),
        _of(
            "drug2020",
            DONOR,
            finding("f", **{**HARM, **share, "comparator": {"kind": "active-treatment", "label": "a drug"}}),
        ),
    ]
    lines = [one.strip() for one in _lines(_compared(tmp_path, *papers))]
    titles = {one: number for number, one in enumerate(lines) if one.startswith("Safety of ")}
    below = {one.removeprefix("Safety of "): lines[number + 1] for one, number in titles.items()}
    assert {
        one: [name for name in ("blood", "stroma", "sham", "drug") if name in row] for one, row in below.items()
    } == {
        "MSC against placebo or sham": ["sham"],
        "MSC against another treatment": ["drug"],
        "MSC without a control": ["stroma"],
        "blood stem-cell transplantation without a control": ["blood"],
    }


def test_papers_without_a_control_are_counted_by_family(tmp_path: Path) -> None:
    free = {"comparator": {"kind": "baseline"}}
    papers = [
        _of("held2020", DONOR, finding("a", endpoint="primary")),
        _of("blood2020", OWN, finding("a", **free), cells=BLOOD, design="single-arm-trial"),
        _of("stroma2020", OWN, finding("a", **free), design="single-arm-trial"),
    ]
    text = _text(_compared(tmp_path, *papers, selection=None))
    assert "MSC without a control, which cannot show that it works 1 paper no paper" in text
    assert "Blood stem-cell transplantation without a control, which cannot show that it works 1 paper no paper" in text


@pytest.mark.parametrize(("cells", "said"), [(BLOOD, True), ({}, False)])
def test_arms_of_a_study_name_their_family_where_these_differ(tmp_path: Path, cells: Any, said: bool) -> None:
    stroma = {"cells": ["mesenchymal-stromal-cell"]}
    rows = _arms(
        {
            "o": {"intervention": {**stroma, **cells, "donors": [OWN]}},
            "d": {"intervention": {**stroma, "donors": [DONOR]}},
        },
        direction="benefit",
    )
    text = _text(_compared(tmp_path, paper("made2020", *rows, intervention={"donors": [OWN, DONOR]})))
    assert ("(blood stem-cell transplantation)" in text) is said
    assert ("allo (MSC)" in text) is said


def test_outcomes_that_families_share_name_them(tmp_path: Path) -> None:
    own = _of("own2020", OWN, finding("a", endpoint="primary"), cells=BLOOD)
    active = {"comparator": {"kind": "active-treatment", "label": "a drug"}}
    donor = _of("donor2020", DONOR, finding("a", endpoint="primary", **active))
    text = _text(_compared(tmp_path, own, donor, selection=None), everything=True)
    row = text.partition("each time is named")[2]
    assert "blood stem-cell transplantation against placebo or sham: " in row
    assert "MSC against another treatment: " in row


def test_a_harm_of_several_diseases_or_of_a_form_says_so(tmp_path: Path) -> None:
    count = {"estimate": proportion(30, events=30, n=100), "comparator": FREE}
    rows = finding("f", **{**HARM, **count})
    papers = [
        _of("wide2020", DONOR, rows, conditions=["multiple-sclerosis", LUPUS, "systemic-sclerosis"]),
        _of("form2020", OWN, rows, conditions=["progressive-multiple-sclerosis"]),
        _of("plain2020", OWN, rows),
    ]
    text = _text(
        _compared(tmp_path, *papers, selection=Selection(topics=(Topic.SAFETY,), conditions=("multiple-sclerosis",)))
    )
    assert "wide2020 fever, 6 mo: 30/100 = 30 % (3 diseases together)" in text
    assert "form2020 fever, 6 mo: 30/100 = 30 % (progressive MS)" in text
    assert "plain2020 fever, 6 mo: 30/100 = 30 % (" not in text


def test_a_study_of_several_diseases_says_of_how_many_its_people_are(tmp_path: Path) -> None:
    rows = _arms({"o": {"intervention": given(donors=[OWN])}, "d": {"intervention": given(donors=[DONOR])}})
    told = finding("l", **{**HARM, "outcome_label": "rash", "conditions": [LUPUS], "intervention": given(donors=[OWN])})
    other = {**told, "id": "m", "intervention": given(donors=[DONOR])}
    text = _text(
        _compared(
            tmp_path, paper("two2020", *rows, told, other, intervention=BOTH, conditions=["multiple-sclerosis", LUPUS])
        ),
        everything=True,
    )
    assert "n 60 of 2 diseases" in text
    assert "rash, 6 mo in Systemic lupus erythematosus:" in text
    assert "fever, 6 mo:" in text


def test_arms_of_one_value_are_told_apart_by_dose_else_by_name(tmp_path: Path) -> None:
    def arms(donors: dict[str, str], field: str, of: dict[str, Any]) -> list[dict[str, Any]]:
        given_ = {name: {"donors": [donor], field: of[name]} for name, donor in donors.items()}
        rows = {name: {"intervention": own, "group": f"arm {name}"} for name, own in given_.items()}
        return _arms(rows, estimate=proportion(10))

    donors = {"o": OWN, "x": DONOR, "y": DONOR}
    doses = {"o": "once", "x": "twice", "y": "thrice"}
    tissues = {"o": ["bone-marrow"], "x": ["bone-marrow"], "y": ["adipose-tissue"]}
    by_dose = _text(_compared(tmp_path / "a", paper("a2020", *arms(donors, "dose", doses), intervention=BOTH)))
    assert all(f"({dose})" in by_dose for dose in ("once", "twice", "thrice"))
    by_name = _text(_compared(tmp_path / "b", paper("b2020", *arms(donors, "sources", tissues), intervention=BOTH)))
    assert all(f"({name})" in by_name for name in ("arm o", "arm x", "arm y"))


def test_a_place_in_a_ranking_is_said_in_words_and_is_no_harm_of_a_value(tmp_path: Path) -> None:
    rank = {"estimate": {"measure": "ranking-score", "value": 22, "unit": "%"}, "comparator": FREE}
    rows = _arms({"o": {"intervention": given(donors=[OWN])}, "d": {"intervention": given(donors=[DONOR])}}, **rank)
    network = paper("ranks2020", *rows, intervention=BOTH, design="network-meta-analysis")
    text = _text(_compared(tmp_path / "a", network))
    assert "Made for the test: o. Made for the test: d." in text
    assert "22 %" not in text
    assert "▽" not in text
    alone = _of("alone2020", OWN, rows[0], design="network-meta-analysis")
    other = _of("other2020", DONOR, finding("f", **{**HARM, "estimate": proportion(5)}))
    assert "alone2020" not in _text(_compared(tmp_path / "b", alone, other))


def test_a_harm_told_within_a_study_is_not_told_again(tmp_path: Path) -> None:
    figure = {"estimate": proportion(10, events=3, n=30)}
    rows = _arms({"o": {"intervention": given(donors=[OWN])}, "d": {"intervention": given(donors=[DONOR])}}, **figure)
    more = finding("e", **{**HARM, **figure, "outcome_label": "chills", "intervention": given(donors=[OWN])})
    text = _text(_compared(tmp_path, paper("both2020", *rows, more, intervention=BOTH)))
    apart = text.partition("Each alone")[2]
    assert "fever" not in apart
    assert "chills" in apart


def test_events_without_people_are_no_share(tmp_path: Path) -> None:
    row = finding("f", **{**HARM, "comparator": FREE, "estimate": proportion(3, events=1)})
    text = _text(_compared(tmp_path, _of("one2020", OWN, row), _of("two2020", DONOR, row)))
    assert "one2020 fever, 6 mo: 1 event, 3 %" in text


def test_figures_of_one_outcome_in_a_column_say_of_which_arm_they_are(tmp_path: Path) -> None:
    rows = [
        finding(name, **{**HARM, "estimate": proportion(5), "intervention": {"donors": [OWN], "dose": f"dose {name}"}})
        for name in ("x", "y")
    ]
    text = _text(_compared(tmp_path, _of("two2020", OWN, *rows), _of("one2020", DONOR, rows[0])))
    assert "two2020 fever, 6 mo: 5 % (dose x)" in text
    assert "two2020 fever, 6 mo: 5 % (dose y)" in text
    assert "one2020 fever, 6 mo: 5 % (" not in text


def test_figures_that_are_left_out_are_counted(tmp_path: Path) -> None:
    rows = [finding(f"f{n}", **{**HARM, "outcome_label": f"harm {n}", "estimate": proportion(5)}) for n in range(6)]
    found = _compared(tmp_path, _of("many2020", OWN, *rows), _of("two2020", DONOR, rows[0]))
    assert "2 more figures: --full" in _text(found)
    assert "more figures" not in _text(found, everything=True)


@pytest.mark.parametrize(("counts", "said"), [("improvement", True), (None, False)])
def test_signs_that_count_opposite_ways_say_which_way_is_better(tmp_path: Path, counts: str | None, said: bool) -> None:
    figure = {"measure": "mean-difference", "unit": "points", "ci_level": 95}
    row: dict[str, Any] = {"arm": "between", "endpoint": "primary", "outcome": "pain", "outcome_label": "pain"}
    fall = {**row, "estimate": {**figure, "value": -20, "ci_low": -30, "ci_high": -10}}
    gain = {
        **row,
        "estimate": {**figure, "value": 2, "ci_low": 1, "ci_high": 3} | ({"counts": counts} if counts else {}),
    }
    if not counts:
        gain = fall
    papers = (_of("fall2020", OWN, finding("a", **fall)), _of("gain2020", DONOR, finding("a", **gain)))
    found = _compared(tmp_path, *papers, selection=None)
    beside = compare(made_base(tmp_path), "paper", ("fall2020", "gain2020"))
    for text in (_text(found), _text(found, everything=True), _text(beside)):
        assert "MD −20 points" in text
        assert ("below 0 is better" in text) is said
        assert ("above 0 is better" in text) is said


# words that fit several things, or nothing that is compared


def _cord(paper_id: str, source: str, condition: str = LUPUS) -> Paper:
    own = {"cells": ["mesenchymal-stromal-cell"], "sources": [source]}
    return paper(paper_id, finding("a", endpoint="primary"), intervention=own, conditions=[condition])


@pytest.mark.parametrize("form", [("--source", "cord", "bm"), ("cord", "bm")])
def test_a_word_for_a_source_is_the_one_that_papers_on_the_condition_gave(tmp_path: Path, form: Words) -> None:
    """Of these the one that is a kind of it, and the other is named; where that leaves several, it is asked."""
    names = ("umbilical-cord", "spinal-cord-tissue", "umbilical-cord-blood", "bone-marrow")
    hurt = "spinal-cord-injury"
    made_base(
        tmp_path,
        _cord("cord2020", names[0]),
        _cord("blood2020", names[2]),
        *(_cord(f"hurt{number}", one, hurt) for number, one in enumerate(names, 2020)),
    )
    done = run_here(("compare", *form, "--condition", "lupus", "--data", str(tmp_path)))
    assert done.returncode == 0
    assert "taking 'cord' for Umbilical cord; it may also be Umbilical cord blood" in done.stderr
    assert done.stdout.startswith("Umbilical cord or bone marrow")
    for more in ((), ("--condition", "sci")):
        refused = run_here(("compare", *form, *more, "--data", str(tmp_path)))
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "'cord' fits several: Spinal cord tissue, Umbilical cord" in refused.stderr


@pytest.mark.parametrize(
    ("words", "run"),
    [
        (("hyaluronic", "prp", "lupus"), "mscq condition lupus --against hyaluronic-acid platelet-rich-plasma"),
        (("bm", "hyaluronic acid"), "mscq papers --against hyaluronic-acid"),
        (("prp", "vs", "uc", "--condition", "ms"), "mscq condition ms --against platelet-rich-plasma"),
    ],
)
def test_treatments_without_cells_are_told_by_what_cells_did_against_them(
    tmp_path: Path, words: Words, run: str
) -> None:
    rows = [
        finding(name[0], comparator={"kind": "active-treatment", "label": name, "treatments": [name]})
        for name in ("hyaluronic-acid", "platelet-rich-plasma")
    ]
    made_base(tmp_path, _cord("one2020", "bone-marrow"), paper("two2020", *rows))
    done = run_here(("compare", *words, "--data", str(tmp_path)))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "without cells, and this base compares cells" in done.stderr
    assert f"{run};" in done.stderr


def test_words_that_name_nothing_are_told_what_can_be_compared_and_where_to_look() -> None:
    done = run_here(("compare", "fresh", "frozen"))
    assert done.returncode == 2
    assert "route, source, cell, donor, dose, condition, design or paper" in done.stderr
    assert done.stderr.endswith("mscq search 'fresh frozen'\n")


def test_what_centres_or_arms_of_cells_differ_in_does_not_lead_what_was_read_of_the_cells(tmp_path: Path) -> None:
    dead = {"topic": "safety", "outcome": "mortality", "outcome_label": "death"}
    between = finding(
        "c", **dead, arm="between", direction="harm", estimate={"measure": "risk-ratio", "value": 4},
        comparator={"kind": "other-arm", "label": "larger centres"},
    )  # fmt: skip
    none = finding("n", **dead, direction="not-applicable", comparator=FREE, estimate=proportion(0, events=0, n=20))
    kb = made_base(tmp_path, _of("centres2012", OWN, between), _of("none2020", OWN, none))
    found = safety(kb, "multiple-sclerosis")
    assert [one.result.paper.id for one in found.leading] == ["none2020", "centres2012"]


def test_a_study_above_is_named_where_its_values_stand_alone(tmp_path: Path) -> None:
    arms = [
        finding("spine", intervention={"routes": ["intrathecal"]}, endpoint="primary"),
        finding("vein", intervention={"routes": ["intravenous"]}, endpoint="primary", direction="no-difference"),
    ]
    both = paper(
        "both2020", *arms, intervention=given(routes=["intrathecal", "intravenous"], cells=["mesenchymal-stromal-cell"])
    )
    alone = paper(
        "alone2021", finding("main"), intervention=given(routes=["intravenous"], cells=["mesenchymal-stromal-cell"])
    )
    made_base(tmp_path, both, alone)
    out = run_here(("compare", "--route", "iv", "intrathecal", "--data", str(tmp_path), "--width", "120")).stdout
    row = out.split("In the studies above, against a control")[1].splitlines()[1]
    assert row.split() == ["○", "both2020", "▲", "both2020"]
