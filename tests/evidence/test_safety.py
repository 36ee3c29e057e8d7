"""What harm is known: what each result against a control says, what can be judged, and in which order it is told."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given as of
from hypothesis import strategies as st
from made_papers import finding, given, made_base, paper, proportion
from runs import bundled, frozen, run_here

from mscq.evidence.answering import answer
from mscq.evidence.harm import LAST, LEAST_EXPECTED, Held, Seen, Verdict, denies, in_order, least_expected, weighed
from mscq.evidence.results import results_of
from mscq.evidence.safety import Kind, by_condition, general_reviews, leading, leading_over_all, safety
from mscq.evidence.selection import Selection
from mscq.output.forms.layout import lay_out
from mscq.output.report import Paragraph
from mscq.output.screens.answer import report as condition_screen
from mscq.output.screens.safety import overview, report, sentence
from mscq.records.knowledge_base import KnowledgeBase
from mscq.records.models import Paper
from mscq.records.terms import Topic

MS = "multiple-sclerosis"
NONE = {"kind": "none"}


def harm(name: str, **fields: object) -> dict[str, object]:
    return finding(name, **{"topic": "safety", "outcome": "fever", "direction": "not-applicable", **fields})


def counted(events: int, n: int) -> dict[str, object]:
    return proportion(round(100 * events / n, 1), events=events, n=n)


def arms(events: int, n: int, other: int, of_other: int, direction: str, **fields: object) -> list[dict[str, object]]:
    return [
        harm("cells", direction=direction, estimate=counted(events, n), **fields),
        harm("saline", arm="control", direction=direction, estimate=counted(other, of_other), **fields),
    ]


@pytest.mark.parametrize(
    ("figures", "direction", "said"),
    [
        ((1, 12, 0, 6), "not-applicable", Verdict.TOO_FEW),
        ((1, 12, 0, 6), "no-difference", Verdict.TOO_FEW),
        ((11, 12, 6, 6), "no-difference", Verdict.TOO_FEW),  # too few without the event
        ((20, 100, 18, 100), "no-difference", Verdict.UNCLEAR),  # RR 1.11, 0.63 to 1.97
        ((200, 1000, 210, 1000), "no-difference", Verdict.NO_DIFFERENCE),  # RR 0.95, 0.80 to 1.13
        ((20, 100, 18, 100), "not-applicable", Verdict.NOT_COMPARED),
        ((5, 12, 0, 6), "harm", Verdict.MORE),  # a difference that the source states is believed
        ((0, 12, 4, 6), "benefit", Verdict.FEWER),
    ],
)
def test_what_a_comparison_of_two_arms_says(
    tmp_path: Path, figures: tuple[int, int, int, int], direction: str, said: Verdict
) -> None:
    kb = made_base(tmp_path, paper("made2020", *arms(*figures, direction)))
    (one,) = safety(kb, MS).controlled
    assert one.verdict is said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.58, 9.58, Verdict.UNCLEAR),
        (0.81, 1.21, Verdict.NO_DIFFERENCE),
        (0.36, 1.07, Verdict.NO_DIFFERENCE),
        (0.15, 1.25, Verdict.UNCLEAR),
        (None, None, Verdict.UNCLEAR),  # a figure without an interval rules out nothing
    ],
)
def test_no_difference_stands_where_the_interval_rules_out_more_harm(
    tmp_path: Path, low: float | None, high: float | None, said: Verdict
) -> None:
    ratio = {"measure": "risk-ratio", "value": 1, "ci_low": low, "ci_high": high}
    kb = made_base(tmp_path, paper("made2020", harm("one", arm="between", direction="no-difference", estimate=ratio)))
    assert [one.verdict for one in safety(kb, MS).controlled] == [said]


DENIED = """\
No death occurred in two years.
Deaths: none.
Serious events did not occur.
Cord damage, syrinx, tumour: no structural harm at one year.
Adverse events were absent.
Neither arm had an infection.
Treatment was free of complications.
There was no sign of infection; fever came in one.
Laboratory values stayed within limits.
Tumours: zero in five years.
Five years went by without a tumour.
Blood pressure, pulse and oxygen remained unchanged.
The implant was well tolerated by all.
The trial met its primary safety endpoint."""
TOLD = """\
Two patients died of sepsis.
One patient had a seizure; no cause was found.
Infections were frequent; no rate is given.
A patient developed a glioma, not seen before.
Not all recovered from the meningitis.
Seizures came back in three people without epilepsy before.
Three of ten had nausea, none vomited.
Some patients could not tolerate the second dose.
The number of deaths was not reported.
Headache lasted no longer than two days in all eight.
One recipient had a stroke (no earlier history).
Dyskinesia appeared and did not resolve.
Brief fever and leg weakness followed; nothing major came later.
Three events in three patients, none in five and six in fourteen.
Mild headache, safe otherwise."""


@pytest.mark.parametrize(
    ("statement", "denied"), [(one, True) for one in DENIED.splitlines()] + [(one, False) for one in TOLD.splitlines()]
)
def test_a_harm_that_was_seen_never_stands_among_those_that_were_not(statement: str, denied: bool) -> None:
    assert denies(statement) is denied


def test_denying_takes_no_longer_than_its_length() -> None:
    def seconds(n: int) -> float:
        took = []
        for _ in range(5):
            start = perf_counter()
            denies("a no, " * n)
            took.append(perf_counter() - start)
        return min(took)

    assert seconds(16000) < 32 * max(seconds(2000), 1e-4)


def led(tmp_path: Path, *papers: Paper) -> list[str]:
    """What leads on the made papers, each as its finding."""
    return [one.result.finding.id for one in safety(made_base(tmp_path, *papers), MS).leading]


def free(name: str, **fields: object) -> dict[str, object]:
    return harm(name, **{"comparator": NONE, "direction": "harm", "estimate": counted(3, 20), **fields})


GRAVE = "serious-adverse-events"
RATIO = {"measure": "risk-ratio", "value": 2.5, "ci_low": 1.1, "ci_high": 6}
P_ALONE = {"measure": "p-value", "p": "0.003"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # a death in a small trial, and what came less often
        (arms(1, 12, 0, 6, "not-applicable", outcome="mortality"), arms(2, 60, 20, 60, "benefit")),
        # a death, and a mild harm that was more frequent
        (arms(8, 80, 0, 77, "harm", outcome="treatment-related-mortality"), arms(40, 60, 20, 60, "harm")),
        # a grave harm laid to the cells, and a death that only followed them
        ([free("laid", outcome=GRAVE)], [free("after", outcome="mortality", direction="not-applicable")]),
        ([free("nerves", outcome="neurological-adverse-events")], [free("mild")]),
        ([free("mild")], [free("unharmed", outcome="mortality", direction="not-applicable", estimate=counted(0, 20))]),
        ([free("whole")], [free("part", outcome=GRAVE, analysis="subgroup", population="women")]),
        ([free("clear")], [free("printed", outcome=GRAVE, as_printed=True)]),
        ([free("one-disease")], [free("several", outcome="mortality")]),
        ([free("cells")], [free("both", outcome="mortality", arm="everyone")]),
        # against a control, and without one
        (arms(9, 40, 1, 40, "harm", outcome=GRAVE), [free("open", outcome=GRAVE)]),
        # the figure of two arms, and the same in words
        (arms(9, 40, 1, 40, "harm", outcome=GRAVE), [harm("words", arm="between", outcome=GRAVE, direction="harm")]),
        # what was held against a control with a figure, what was so held in words, and what nothing stands against
        (arms(20, 60, 10, 60, "harm"), [free("died", outcome="mortality")]),
        (arms(200, 1000, 210, 1000, "no-difference"), [free("seen", outcome=GRAVE)]),
        (arms(20, 60, 10, 60, "harm"), [harm("words", arm="between", outcome="mortality", direction="harm")]),
        ([harm("words", arm="between", direction="no-difference")], [free("died", outcome="mortality")]),
        (arms(20, 60, 10, 60, "harm"), [harm("one-arm", outcome=GRAVE, direction="harm", estimate=counted(9, 30))]),
        (arms(20, 60, 10, 60, "harm"), [harm("p", arm="between", outcome=GRAVE, direction="harm", estimate=P_ALONE)]),
        (arms(20, 60, 10, 60, "harm"), [harm("doubt", arm="between", outcome=GRAVE, estimate=RATIO, as_printed=True)]),
        # words of the paper, and words of a page about it
        (
            [harm("words", arm="between", direction="harm")],
            [harm("heard", arm="between", direction="harm", read_as="secondary-page")],
        ),
        # of what nothing stands against, what was seen
        ([free("seen")], [free("unseen", outcome="mortality", direction="not-applicable", estimate=counted(0, 60))]),
        # more, and a total that was no different
        (arms(20, 60, 10, 60, "harm", outcome="infection"), arms(200, 1000, 210, 1000, "no-difference")),
        # more, and more than may be chance
        (arms(9, 40, 1, 40, "harm", outcome=GRAVE), arms(9, 40, 8, 40, "no-difference", outcome=GRAVE)),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_which_of_two_harms_leads(
    tmp_path: Path, first: list[dict[str, object]], second: list[dict[str, object]], turned: bool
) -> None:
    names = ("beta2020", "alpha2020") if turned else ("alpha2020", "beta2020")
    people = {"participants": {"total": 60, "treated": 30, "control": 30}}
    many = {"conditions": [MS, "amyotrophic-lateral-sclerosis"]} if second[0]["id"] == "several" else {}
    found = led(tmp_path, paper(names[0], *first, **people), paper(names[1], *second, **people, **many))
    assert found[0].startswith(names[0]), found


def test_a_note_that_names_deaths_makes_a_reassurance_grave(tmp_path: Path) -> None:
    calm = free("calm", estimate=None, outcome="tolerability", direction="not-applicable")
    calm["statement"] = "The authors call the treatment tolerated."
    named = {
        **calm,
        "id": "named",
        "outcome_label": "as the regulator saw it",
        "note": "Without figures; the regulator named an excess of deaths with the cells.",
    }
    denied = {**calm, "id": "denied", "outcome_label": "deaths", "note": "No deaths were seen."}
    found = safety(made_base(tmp_path, paper("made2020", calm, named, denied)), MS)
    assert found.leading[0].result.finding.id == "made2020.named"
    assert [one.gravity for one in found.leading] == [0, LAST]  # no paper leads three times
    assert "excess of deaths" in sentence(found, frozen().vocabulary)


@of(st.permutations(range(8)))
def test_the_order_of_harms_does_not_depend_on_the_order_of_the_record(order: list[int]) -> None:
    base = bundled()
    harms = [
        weighed(base.vocabulary, one, "")
        for each in base.papers()
        if each.study.conditions == ["spinal-cord-injury"]
        for one in results_of(base, each, Topic.SAFETY)
    ][:8]
    turned = [harms[place] for place in order]
    assert in_order(base.vocabulary, turned) == in_order(base.vocabulary, harms)
    assert set(map(id, leading(base.vocabulary, turned))) == set(map(id, leading(base.vocabulary, harms)))


@pytest.mark.parametrize(
    ("study", "apart"),
    [
        ({"participants": {"total": 24}}, True),  # a trial with a control
        ({"participants": {"total": 33, "treated": 33}}, False),  # both arms were given cells
        ({"participants": {"total": 20}, "design": "single-arm-trial"}, False),
        ({"participants": {"total": 31, "treated": 11, "control": 20}, "design": "cohort"}, True),
    ],
)
def test_a_figure_of_both_arms_is_none_of_the_cells(tmp_path: Path, study: dict[str, object], apart: bool) -> None:
    both = free("both", arm="everyone", estimate=counted(2, 20))
    found = safety(made_base(tmp_path, paper("made2020", both, **study)), MS)
    assert (len(found.both_arms), len(found.shares)) == (int(apart), int(not apart))
    text = " ".join(one.text for one in lay_out(report(found, frozen().vocabulary), 80))
    assert ("without a control's figure, shares" in text, "Both arms together" in text) == (not apart, apart)


def test_a_share_of_injections_is_no_share_of_people(tmp_path: Path) -> None:
    shares = [
        free("of-injections", estimate=proportion(1.8, events=2)),  # 2 of 111, in 60 people
        free("of-people", outcome="headache", estimate=proportion(10, events=3)),
    ]
    found = safety(made_base(tmp_path, paper("made2020", *shares)), MS)
    assert [one.result.finding.id for one in found.shares] == ["made2020.of-people"]
    assert [one.finding.id for one in found.said] == ["made2020.of-injections"]


def test_what_was_seen_what_was_not_and_what_is_thought_stand_apart(tmp_path: Path) -> None:
    def said(name: str, statement: str, **fields: object) -> dict[str, object]:
        return {**free(name, estimate=None, **fields), "statement": statement}

    words = [
        said("theory", "Cells may further tumours.", outcome="tumour-formation", arm=None),
        said("calm", "No one died.", outcome="mortality", direction="not-applicable"),
        said("seen", "Fever followed the infusion."),
        said(
            "untold",
            "Three deaths are listed.",
            outcome="mortality",
            outcome_label="late deaths",
            direction="not-applicable",
        ),
    ]
    found = safety(made_base(tmp_path, paper("made2020", *words)), MS)
    told = [(one.finding.id.partition(".")[2], one.kind) for one in found.said]
    assert told == [
        ("untold", Kind.SEEN),
        ("seen", Kind.SEEN),
        ("calm", Kind.NOT_SEEN),
        ("theory", Kind.OF_THE_FIELD),
    ]


def safety_lines(kb: KnowledgeBase, condition: str = MS, **asked: tuple[str, ...]) -> list[str]:
    """The line "Safety" of the screen of a condition."""
    blocks = condition_screen(answer(kb, condition, Selection(**asked)), kb.vocabulary).blocks  # type: ignore[arg-type]
    return [one.line.text for one in blocks if isinstance(one, Paragraph) and one.label == "Safety"]


def screen(kb: KnowledgeBase, **asked: tuple[str, ...]) -> str:
    """The screen on the harm of the condition of made papers."""
    selection = Selection(**asked)  # type: ignore[arg-type]
    return "\n".join(one.text for one in lay_out(report(safety(kb, MS, selection), kb.vocabulary), 120))


REVIEW = {"design": "meta-analysis", "participants": {"total": 900}}


def between(name: str, direction: str = "harm", **fields: object) -> dict[str, object]:
    return harm(name, **{"arm": "between", "direction": direction, "estimate": RATIO, **fields})


@pytest.mark.parametrize(
    "part",
    [
        {"intervention": {"routes": ["intraspinal"]}},
        {"intervention": {"sources": ["umbilical-cord"]}},
        {"analysis": "subgroup", "population": "women"},
        {"as_printed": True},
    ],
)
def test_what_a_review_sets_apart_stands_behind_whole_groups(tmp_path: Path, part: dict[str, object]) -> None:
    two = given(routes=["intravenous", "intraspinal"], cells=["mesenchymal-stromal-cell"])
    kb = made_base(
        tmp_path,
        paper("apart2020", between("part", "harm", outcome=GRAVE, **part), **REVIEW, intervention=two),
        paper("whole2020", between("whole"), **{**REVIEW, "participants": {"total": 400}}),
    )
    assert [one.result.paper.id for one in safety(kb, MS).leading] == ["whole2020", "apart2020"]
    assert "(whole2020" in safety_lines(kb)[0].partition(";")[0]


def test_the_cells_of_a_figure_or_the_route_of_an_arm_set_nothing_apart(tmp_path: Path) -> None:
    several = given(cells=["mesenchymal-stromal-cell", "hematopoietic-stem-cell"], routes=["intravenous"])
    cells = {"intervention": {"cells": ["mesenchymal-stromal-cell"]}}
    routes = given(routes=["intravenous", "intrathecal"], cells=["mesenchymal-stromal-cell"])
    kb = made_base(
        tmp_path,
        paper("cells2020", between("cells", "harm", **cells), **REVIEW, intervention=several),
        paper("route2020", between("route", intervention={"routes": ["intrathecal"]}), intervention=routes),
    )
    assert not any(one.partial for one in safety(kb, MS).controlled)


def test_a_place_in_a_ranking_is_neither_a_share_nor_a_harm_that_leads(tmp_path: Path) -> None:
    score = {"measure": "ranking-score", "value": 22.2, "unit": "%", "reported_as": "SUCRA"}
    kb = made_base(tmp_path, paper("network2020", free("rank", estimate=score, outcome=GRAVE), **REVIEW))
    found = safety(kb, MS)
    assert (found.leading, found.shares) == ((), ())
    assert [one.kind for one in found.said] == [Kind.RANK]
    assert "Ranks among the treatments of a network" in screen(kb)
    assert safety_lines(kb) == ["nothing is known from these papers"]
    assert "22.2" not in sentence(found, kb.vocabulary)


@pytest.mark.parametrize(
    ("design", "people", "events", "told"),
    [
        ("case-report", 2, 2, "a report of 2 cases"),
        ("case-report", 1, 1, "a report of 1 case"),
        ("case-series", 3, 3, "a report of 3 cases"),
        ("case-series", 3, 1, "a report of 3 cases): 1/3"),  # not all had it: the figure says something
        ("case-series", 4, 4, "IV): 4/4"),
        ("randomized-controlled-trial", 3, 3, "IV): 3/3"),
    ],
)
def test_the_cases_of_a_report_are_no_share(tmp_path: Path, design: str, people: int, events: int, told: str) -> None:
    figure = {"measure": "count", "events": events, "n": people}
    only = paper("cases2020", free("clot", estimate=figure), design=design, participants={"total": people})
    kb = made_base(tmp_path, only)
    assert bool(safety(kb, MS).shares) == ("report" not in told)
    for one in (screen(kb), safety_lines(kb)[0]):
        assert told in one
        assert (f"{events}/{people}" in one) == (f"{events}/{people}" in told)
        assert ("100 %" in one) <= ("report" not in told)


def test_that_authors_judge_it_safe_is_no_figure(tmp_path: Path) -> None:
    judged = {**free("judged", estimate=None, direction="not-applicable"), "statement": "The authors judge it safe."}
    told = {**judged, "id": "seen", "statement": "Fever followed the infusion.", "outcome_label": "fever"}
    counted_none = free("none", direction="not-applicable", estimate=counted(0, 20), outcome="headache")
    said = "no figures on harm were read"
    for number, (more, is_said) in enumerate((([], True), ([told], False), ([counted_none], False))):
        kb = made_base(tmp_path / str(number), paper("made2020", judged, *more))
        assert (said in safety_lines(kb)[0]) == is_said
        assert (said in screen(kb).lower()) == is_said


@pytest.mark.parametrize(
    ("fields", "mark", "elsewhere"),
    [
        ({"read_as": "secondary-page", "locator": "headline"}, "▼\u00a0in\u00a0words", True),
        ({"read_as": "secondary-page", "estimate": RATIO}, "▼\u00a0more", False),
        ({"read_as": "secondary-page", "also_read_as": ["abstract"]}, "▼\u00a0more", False),
        ({"read_as": "abstract"}, "▼\u00a0more", False),
    ],
)
def test_words_that_a_page_about_the_paper_tells_say_so(
    tmp_path: Path, fields: dict[str, object], mark: str, elsewhere: bool
) -> None:
    told = {**between("deaths", outcome="mortality", estimate=None), **fields}
    kb = made_base(tmp_path, paper("heard2020", told))
    assert safety_lines(kb)[0].startswith(mark)
    assert ("read on a page about it: headline" in safety_lines(kb)[0]) == elsewhere
    assert ("read on a page about it: headline" in sentence(safety(kb, MS), kb.vocabulary)) == elsewhere


@pytest.mark.parametrize(
    ("n", "other", "told"),
    [(25, 10, "28 % of 25 | 10 % of 10"), (250, 100, "28 % | 10 %"), (25, None, "28 % of 25 | 10 %")],
)
def test_few_people_stand_behind_their_share(tmp_path: Path, n: int, other: int | None, told: str) -> None:
    rows = [
        harm("cells", direction="harm", estimate=proportion(28, n=n)),
        harm("saline", arm="control", direction="harm", estimate=proportion(10, n=other)),
    ]
    kb = made_base(tmp_path, paper("made2020", *rows))
    assert safety_lines(kb)[0].endswith(told)
    assert told in screen(kb)


def test_the_graver_harm_without_a_control_stands_beside_what_leads(tmp_path: Path) -> None:
    more = paper("more2020", *arms(40, 60, 20, 60, "harm"))
    died = paper("died2020", free("died", outcome="treatment-related-mortality", estimate=counted(2, 20)))
    after = paper("after2020", free("after", outcome="mortality", direction="not-applicable"))
    mild = paper("mild2020", free("mild", outcome="headache"))

    def named(*papers: Paper) -> list[str]:
        (told,) = safety_lines(made_base(tmp_path / "".join(one.id for one in papers), *papers))
        return [one.id for one in sorted(papers, key=lambda one: told.find(one.id)) if one.id in told]

    assert named(more, died, mild) == ["more2020", "died2020"]
    assert named(more, mild) == ["more2020"]
    assert named(more, after) == ["more2020"]  # what only followed the cells displaces nothing
    calm = paper("calm2020", *arms(200, 1000, 210, 1000, "no-difference"))
    assert named(calm, mild) == ["calm2020", "mild2020"]  # nothing that was seen hides behind what was not


def test_a_harm_of_the_outcome_that_is_asked_for_stands_first(tmp_path: Path) -> None:
    died = paper("died2020", *arms(9, 60, 2, 60, "harm", outcome="mortality", outcome_label="death"))
    flare = free("flare", outcome="headache", outcome_label="headache with vomiting")
    part = paper("part2020", {**flare, "analysis": "subgroup", "population": "the first eleven"})
    gain = paper("gain2020", finding("gain", outcome="walking"))
    kb = made_base(tmp_path, died, part, gain, paper("ache2020", flare))
    (told,) = safety_lines(kb, outcomes=("headache",))
    assert told.startswith("control not read")  # its trial had one
    assert told.index("ache2020") < told.index("any harm, ▼\u00a0more: MSC: death")
    assert safety_lines(kb, outcomes=("mortality",))[0].startswith("▼\u00a0more: death")
    kb = made_base(tmp_path / "part", died, part, gain)
    (told,) = safety_lines(kb, outcomes=("headache",))  # a part of the people is no answer by itself
    assert told.startswith("any harm, ▼\u00a0more: MSC: death")
    assert "the first eleven" in told
    assert safety_lines(kb, outcomes=("walking",))[0].startswith("any harm, ▼\u00a0more: death")
    assert safety_lines(kb)[0].startswith("▼\u00a0more: death")


def test_the_large_reviews_lead_over_all(tmp_path: Path) -> None:
    wide = {**REVIEW, "conditions": []}
    heard = harm("heard", arm="between", outcome="mortality", direction="harm", read_as="secondary-page")
    ratio = {"measure": "risk-ratio", "value": 0.8, "ci_low": 0.6, "ci_high": 0.9}
    kb = made_base(
        tmp_path,
        paper("large2020", between("fever"), between("death", "benefit", outcome="mortality", estimate=ratio), **wide),
        paper("smaller2020", between("fever"), **{**wide, "participants": {"total": 500}}),
        paper("trial2020", *arms(8, 80, 0, 80, "harm", outcome="mortality")),
        paper("open2020", free("died", outcome="treatment-related-mortality")),
        paper("heard2020", heard),
    )
    told = leading_over_all(kb.vocabulary, general_reviews(kb), by_condition(kb))
    ids = [one.result.finding.id for one in told]
    assert ids == [
        *("large2020.fever", "smaller2020.fever", "large2020.death"),  # fewer deaths are no harm
        *("trial2020.cells", "heard2020.heard", "open2020.died"),
    ]
    assert "n 900" in "\n".join(
        one.text for one in lay_out(overview(general_reviews(kb), by_condition(kb), kb.vocabulary), 120)
    )


def test_the_first_screen_over_all_holds_deaths_with_and_without_a_control() -> None:
    kb = bundled()
    reviews, conditions = general_reviews(kb), by_condition(kb)
    first = " ".join([one.text for one in lay_out(overview(reviews, conditions, kb.vocabulary), 80)][:24])
    told = leading_over_all(kb.vocabulary, reviews, conditions)
    assert all(one.result.paper.id in first for one in told if one.gravity == 0)
    assert told[0].held is Held.FIGURE
    assert told[0].result.paper in reviews.papers
    single = [one.held for one in told if one.result.paper not in reviews.papers]
    assert single == sorted(single)


def _conditions() -> list[str]:
    facet = bundled().vocabulary.conditions
    return sorted({facet.head(one) for each in bundled().papers() for one in each.study.conditions if one in facet})


@pytest.mark.parametrize("condition", _conditions())
def test_what_leads_stands_on_the_first_screen_and_on_that_of_the_condition(condition: str) -> None:
    """The same harm leads on both; the first 24 lines hold all that leads; the routes are never left out."""
    kb = bundled()
    found = safety(kb, condition)
    if found.is_empty or kb.vocabulary.conditions[condition].kind == "family":
        return
    lines = [one.text for one in lay_out(report(found, kb.vocabulary), 80)]
    short = lines[: lines.index("Figures")] if "Figures" in lines else lines
    assert len(short) <= 24
    ids = [one.result.paper.id for one in found.leading]
    assert all(one in " ".join(short) for one in ids)
    assert "Figures" not in lines or any("given" in one for one in lines)
    (told,) = safety_lines(kb, condition) or [""]
    known = {one.id for one in kb.papers()}
    named = [one for one in re.findall(r"[\w-]+", told) if one in known]
    assert named[:1] == ids[:1]
    deaths = [one for one in (*found.controlled, *(each.harm for each in found.shares)) if not one.apart]
    if any(one.gravity == 0 and one.seen is Seen.LAID for one in deaths):
        assert any(one.gravity == 0 and one.seen is Seen.LAID for one in found.leading)


def test_deaths_from_the_treatment_are_found_under_death() -> None:
    kb = bundled()
    assert "treatment-related-mortality" in kb.vocabulary.outcomes.narrower("mortality")
    found = safety(kb, "systemic-sclerosis", Selection(outcomes=("mortality",)))
    assert any(one.result.finding.outcome == "treatment-related-mortality" for one in found.controlled)


@of(st.integers(1, 400), st.integers(1, 400), st.data())
def test_the_smallest_expected_count_is_that_of_a_table_of_two_arms(n: int, other: int, data: st.DataObject) -> None:
    events, of_other = data.draw(st.integers(0, n)), data.draw(st.integers(0, other))
    least = least_expected([(events, n), (of_other, other)])
    whole, rows = n + other, (events + of_other, n + other - events - of_other)
    assert least == pytest.approx(min(row * column / whole for row in rows for column in (n, other)))
    assert least <= whole / 4


def test_nobody_in_twenty_can_be_judged_on_a_rare_event() -> None:
    assert least_expected([(0, 20), (0, 20)]) == 0 < LEAST_EXPECTED


def test_families_of_cells_stand_apart_and_msc_come_first(tmp_path: Path) -> None:
    hsc = given(cells=["hematopoietic-stem-cell"])
    kb = made_base(
        tmp_path,
        paper("agraft2020", harm("fever", estimate=counted(30, 60), direction="harm"), intervention=hsc),
        paper("stroma2020", harm("fever", estimate=counted(20, 60), direction="harm")),
    )
    found = safety(kb, MS)
    assert [one.result.paper.id for one in found.controlled] == ["stroma2020", "agraft2020"]
    assert len(found.families) == 2
    assert "MSC: Made for the test: fever (stroma2020, IV)" in sentence(found, kb.vocabulary)


def test_shares_without_a_control_are_told_by_size_and_never_as_harm(tmp_path: Path) -> None:
    kb = made_base(
        tmp_path,
        paper("small2020", free("fever", estimate=counted(2, 8))),
        paper("large2020", free("fever", estimate=counted(5, 50))),
        paper("events2020", free("fever", estimate=counted(90, 170))),  # more events than the 60 people of the study
    )
    found = safety(kb, MS)
    assert [(one.result.paper.id, one.n) for one in found.shares] == [("large2020", 50), ("small2020", 8)]
    assert [one.paper.id for one in found.said] == ["events2020"]
    assert not found.controlled
    assert "No figure of both arms was read, though 3 papers had a control" in sentence(found, kb.vocabulary)
    alone = paper("alone2020", free("fever", estimate=counted(2, 8)), design="single-arm-trial")
    kb = made_base(tmp_path / "alone", alone)
    assert "Nothing was held against a control" in sentence(safety(kb, MS), kb.vocabulary)


def test_deaths_put_down_to_the_treatment_stand_before_deaths_of_any_cause(tmp_path: Path) -> None:
    deaths = [
        free("any", outcome="mortality", direction="not-applicable", estimate=counted(9, 60)),
        free("laid", outcome="treatment-related-mortality", direction="not-applicable", estimate=counted(1, 60)),
    ]
    kb = made_base(tmp_path, paper("died2020", *deaths))
    assert [one.result.finding.id for one in safety(kb, MS).leading] == ["died2020.laid", "died2020.any"]


def test_a_review_of_a_family_of_diseases_tells_of_harm_over_all(tmp_path: Path) -> None:
    review = paper(
        "family2020", harm("ache", direction="harm"), conditions=["neurological-disease"], design="meta-analysis"
    )
    kb = made_base(tmp_path, review, paper("one2020", harm("fever", estimate=counted(20, 60), direction="harm")))
    assert [one.result.paper.id for one in general_reviews(kb).controlled] == ["family2020"]
    assert [one.condition.id for one in by_condition(kb) if one.condition] == [MS]


def test_what_was_held_against_a_control_is_not_said_to_be_unknown(tmp_path: Path) -> None:
    kb = made_base(tmp_path, paper("held2020", harm("fever", estimate=counted(20, 60), direction="harm")))
    made = overview(general_reviews(kb), [safety(kb, MS)], kb.vocabulary)
    assert not general_reviews(kb).controlled
    assert "Nothing was held" not in "\n".join(one.text for one in lay_out(made, 80))


def test_deaths_and_tumours_are_said_before_all_else(tmp_path: Path) -> None:
    words = [
        harm(name, comparator=NONE, outcome=outcome)
        for name, outcome in (
            ("ache", "headache"),
            ("grave", "serious-adverse-events"),
            ("growth", "tumour-formation"),
            ("end", "treatment-related-mortality"),
        )
    ]
    found = safety(made_base(tmp_path, paper("made2020", *words)), MS)
    assert [one.finding.id.partition(".")[2] for one in found.said] == ["end", "growth", "grave", "ache"]


def test_a_review_of_no_one_disease_is_general_and_one_disease_is_not(tmp_path: Path) -> None:
    pooled = harm("fever", arm="between", estimate={"measure": "risk-ratio", "value": 2.5}, direction="harm")
    kb = made_base(
        tmp_path,
        paper("wide2020", pooled, design="meta-analysis", conditions=[]),
        paper("narrow2020", pooled, design="meta-analysis"),
        paper("trial2020", *arms(20, 30, 10, 30, "harm")),
    )
    assert [one.id for one in general_reviews(kb).papers] == ["wide2020"]
    assert [one.condition.id for one in by_condition(kb) if one.condition] == [MS]
    assert [one.result.paper.id for one in safety(kb, MS).controlled] == ["narrow2020", "trial2020"]


def test_the_screen_marks_harms_in_words(tmp_path: Path) -> None:
    kb = made_base(tmp_path, paper("made2020", *arms(40, 60, 20, 60, "harm")))
    lines = [
        " ".join(cell.text for cell in row)
        for block in report(safety(kb, MS), kb.vocabulary).blocks
        for row in getattr(block, "rows", ())
    ]
    assert lines
    for one in lines:
        assert all(told in one for told in ("▼", "more", "40/60", "20/60", "made2020"))


def test_the_command_answers_with_and_without_a_condition() -> None:
    one = run_here(("safety", "lupus", "nephritis"))
    assert one.returncode == 0, one.stderr
    assert "too few to judge" in one.stdout
    every = run_here(("safety", "--json"))
    assert {"reviews", "conditions"} == json.loads(every.stdout).keys()
    rows = list(csv.DictReader(io.StringIO(run_here(("safety", "ms", "--csv")).stdout)))
    assert {row["verdict"] for row in rows if row["block"] == "controlled"} <= {one.value for one in Verdict}
    assert len({row["id"] for row in rows}) == len(rows)
    assert run_here(("safety", "ms", "--route", "intranasal")).returncode == 1


@pytest.mark.parametrize(
    ("conditions", "estimate", "told"),
    [
        (["neurological-disease"], {"measure": "risk-ratio", "value": 1.61, "ci_low": 1.19, "ci_high": 2.19}, True),
        (["neurological-disease", "parkinson-disease"], {"measure": "risk-ratio", "value": 1.61}, False),
        (["autoimmune-disease-of-none"], {"measure": "risk-ratio", "value": 1.61}, False),
    ],
)
def test_a_harm_of_the_whole_family_of_a_disease_is_told_beside_it(
    tmp_path: Path, conditions: list[str], estimate: dict[str, object], told: bool
) -> None:
    row = harm("event", arm="between", direction="harm", estimate=estimate)
    own = paper("own2020", harm("own", comparator={"kind": "none"}, estimate=counted(1, 10)))
    kb = made_base(tmp_path, own, paper("family2024", row, design="meta-analysis", conditions=conditions))
    made = safety(kb, MS)
    assert [one.result.paper.id for one in made.wider] == (["family2024"] if told else [])
    assert ("family2024" in screen(kb)) is told


@pytest.mark.parametrize(
    ("route", "figure", "told"),
    [("intrathecal", False, True), ("intravenous", False, False), ("intrathecal", True, False)],
)
def test_a_harm_of_the_family_stands_on_the_first_screen_where_no_figure_of_the_disease_does(
    tmp_path: Path, route: str, figure: bool, told: bool
) -> None:
    estimate = {"measure": "risk-ratio", "value": 1.61, "ci_low": 1.19, "ci_high": 2.19}
    row = harm("event", arm="between", direction="harm", estimate=estimate)
    given = {"intervention": {"cells": ["mesenchymal-stromal-cell"], "routes": ["intrathecal"]}}
    own = [harm("own", arm="between", estimate=estimate)] if figure else []
    trial = paper(
        "trial2020",
        finding("main", arm="between", endpoint="primary"),
        *own,
        intervention={"cells": ["mesenchymal-stromal-cell"], "routes": [route]},
        primary_outcome="pain",
        primary_outcome_met="yes",
    )
    family = paper("family2024", row, design="meta-analysis", conditions=["neurological-disease"], **given)
    lines = " ".join(safety_lines(made_base(tmp_path, trial, family)))
    assert ("family2024" in lines) is told
    assert ("any neurological disease" in lines) is told


@pytest.mark.parametrize(("direction", "told"), [("harm", True), ("no-difference", False)])
def test_more_harm_in_doubt_is_not_told_as_none(tmp_path: Path, direction: str, told: bool) -> None:
    doubtful = {"as_printed": True, "note": "The figures do not fit together.", "direction": direction}
    estimate = {"measure": "risk-ratio", "value": 0.1, "ci_low": 0.02, "ci_high": 0.6}
    alike = paper("alike2020", harm("alike", arm="between", direction="no-difference", estimate=estimate))
    kb = made_base(tmp_path, alike, paper("doubt2021", harm("more", arm="between", estimate=estimate, **doubtful)))
    said = " ".join(screen(kb).split())
    assert ("More harm is told by doubt2021, in figures that are in doubt" in said) is told
