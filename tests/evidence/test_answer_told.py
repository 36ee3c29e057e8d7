"""How an answer is told: whose people, which cells, whether an endpoint is known, what leads, what is left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from made_papers import BEFORE, finding, given, made_base, other_arm, paper, proportion

from mscq.evidence.answer import ConditionAnswer, Status
from mscq.evidence.answering import answer
from mscq.evidence.contents import contents
from mscq.evidence.selection import Selection
from mscq.output.endpoints import status_words
from mscq.output.forms.layout import lay_out
from mscq.output.in_short import sentence
from mscq.output.screens import answer as screen
from mscq.output.screens import answer_trials
from mscq.output.screens.answer_rooms import Room, rooms
from mscq.records.models import Paper

MS = "multiple-sclerosis"
NULL = "no-difference"
MET: dict[str, Any] = {"primary_outcome": "pain at six months", "primary_outcome_met": "yes"}
MISSED = {**MET, "primary_outcome_met": "no"}
USUAL = {"kind": "usual-care", "label": "usual care"}
META = {"design": "meta-analysis"}


def between(name: str, **fields: Any) -> dict[str, Any]:
    return finding(name, arm="between", **fields)


def _answer(folder: Path, *papers: Paper, **asked: Any) -> ConditionAnswer:
    return answer(made_base(folder, *papers), MS, Selection(**asked))


def _text(folder: Path, made: ConditionAnswer) -> str:
    return "\n".join(one.text for one in lay_out(screen.report(made, made_base(folder).vocabulary), 80))


def _arms(slug: str, n: int, of_control: int, **fields: Any) -> list[dict[str, Any]]:
    return [
        finding(slug, estimate=proportion(40, n=n), **fields),
        finding(f"{slug}-control", arm="control", estimate=proportion(20, n=of_control), **fields),
    ]


@pytest.mark.parametrize(("counted", "told"), [((25, 24), 49), ((40, 40), 60), (None, 60)])
def test_people_are_those_of_the_figure_and_never_more_than_the_study_has(
    counted: tuple[int, int] | None, told: int, tmp_path: Path
) -> None:
    rows = _arms("main", *counted, endpoint="primary") if counted else [between("main", endpoint="primary")]
    [one] = _answer(tmp_path, paper("made2020", *rows, **MET)).trials
    assert one.n == told


def test_a_known_endpoint_without_a_verdict_is_not_called_unknown(tmp_path: Path) -> None:
    known = paper("known2020", between("pain"), primary_outcome="pain at six months")
    unknown = paper("unknown2020", between("pain"))
    made = _answer(tmp_path, known, unknown)
    assert {one.paper.id: status_words(one) for one in made.trials} == {
        "known2020": "no verdict",
        "unknown2020": "not stated",
    }
    said = sentence(made, made_base(tmp_path).vocabulary)
    assert "1 states no endpoint (better), 1 gives no verdict (better)" in said


def test_what_a_paper_tells_stands_before_what_its_maker_says(tmp_path: Path) -> None:
    paper_one = paper("read2020", between("main", endpoint="primary", direction=NULL), **MISSED)
    release = paper(
        "maker2020",
        between("main", endpoint="primary"),
        **MET,
        primary_outcome_source="maker",
        participants={"total": 500},
    )
    assert [one.paper.id for one in _answer(tmp_path, release, paper_one).trials] == ["read2020", "maker2020"]


def test_a_kind_of_control_with_a_trial_by_lot_leads(tmp_path: Path) -> None:
    cohort = paper("cohort2020", between("main", comparator=USUAL), design="non-randomized-controlled-trial")
    drug = {"kind": "active-treatment", "label": "a drug"}
    lot = paper("lot2020", between("main", endpoint="primary", direction=NULL, comparator=drug), **MISSED)
    said = sentence(_answer(tmp_path, cohort, lot), made_base(tmp_path).vocabulary)
    assert said.startswith("The one randomised trial of MSC against another treatment (lot2020")


def test_the_sentence_names_the_cells_that_were_asked_for(tmp_path: Path) -> None:
    fraction = paper(
        "svf2020", between("main", endpoint="primary"), **MET, intervention=given(cells=["stromal-vascular-fraction"])
    )
    whole = _answer(tmp_path, fraction)
    kind = _answer(tmp_path, fraction, cells=("stromal-vascular-fraction",))
    vocabulary = made_base(tmp_path).vocabulary
    assert "of stromal vascular fraction against" in sentence(kind, vocabulary)
    assert "stromal vascular fraction" not in sentence(whole, vocabulary).lower()
    assert "Stromal vascular fraction against placebo" in _text(tmp_path, kind)


@pytest.mark.parametrize(
    ("less", "told"),
    [({"analysis": "subgroup", "population": "walkers"}, "subgroup, walkers"), ({"endpoint": "exploratory"}, "explor")],
)
def test_what_a_trial_found_in_a_part_is_not_called_unread(less: dict[str, str], told: str, tmp_path: Path) -> None:
    rows = (between("main", endpoint="primary", direction=NULL), between("walk", outcome="mobility", **less))
    made = _answer(tmp_path, paper("made2020", *rows, **MISSED), outcomes=("mobility",))
    text = " ".join(_text(tmp_path, made).split())
    assert f"not counted: {told}" in text
    assert "was read" not in text
    assert "here: only what is not counted" in text


def test_a_death_answers_a_question_of_survival_as_a_harm(tmp_path: Path) -> None:
    died = between("died", topic="safety", outcome="mortality", direction="harm")
    made = _answer(
        tmp_path, paper("made2020", between("main", endpoint="primary", direction=NULL), died, **MISSED),
        outcomes=("survival",),
    )  # fmt: skip
    assert "told as harm" in " ".join(_text(tmp_path, made).split())


def test_a_dish_is_no_trial_of_an_outcome(tmp_path: Path) -> None:
    dish = finding(
        "dish", topic="mechanism", outcome="mobility", stage="laboratory", arm=None, comparator={"kind": "none"}
    )
    made = _answer(
        tmp_path, paper("made2020", between("main", endpoint="primary"), dish, **MET), outcomes=("mobility",)
    )
    assert (made.trials, [one.id for one in made.words]) == ((), ["made2020"])


def test_arms_that_differ_each_have_their_own_mark(tmp_path: Path) -> None:
    vein, spine = given(routes=["intravenous"]), given(routes=["intrathecal"])
    rows = [
        finding("vein", intervention=vein, endpoint="primary", direction=NULL, estimate=proportion(20, n=30)),
        finding("spine", intervention=spine, endpoint="primary", estimate=proportion(60, n=30)),
        finding("sham", arm="control", endpoint="primary", estimate=proportion(20, n=30)),
    ]
    both = given(cells=["mesenchymal-stromal-cell"], routes=["intravenous", "intrathecal"])
    text = " ".join(_text(tmp_path, _answer(tmp_path, paper("made2020", *rows, intervention=both, **MET))).split())
    assert "IV 20 % ○" in text
    assert "IT 60 % ▲" in text


def test_a_mixed_trial_says_which_way_the_outcome_that_is_told_points(tmp_path: Path) -> None:
    rows = (
        between("pain", estimate=proportion(9, ci_low=6, ci_high=12, ci_level=95)),
        between("walk", outcome="mobility", direction=NULL),
    )
    text = " ".join(_text(tmp_path, _answer(tmp_path, paper("made2020", *rows))).split())
    assert "better: 9 % (6–12); other outcomes: 1 no difference" in text


def test_a_review_in_words_is_told_in_its_own(tmp_path: Path) -> None:
    hedged = between("possible", statement="Without pooling, the authors call a gain possible.")
    text = " ".join(_text(tmp_path, _answer(tmp_path, paper("made2020", hedged, **META))).split())
    assert "Without pooling, the authors call a gain possible." in text


def test_a_result_answers_by_every_scale_that_it_names(tmp_path: Path) -> None:
    composite = between("main", endpoint="primary", direction=NULL, outcome="clinical-response", also_outcomes=["edss"])
    [one] = _answer(tmp_path, paper("made2020", composite, **MISSED), outcomes=("edss",)).trials
    assert one.status is Status.NOT_MET
    assert not _answer(tmp_path, paper("made2020", composite, **MISSED), outcomes=("relapse",)).papers


def test_the_contents_keep_placebo_apart(tmp_path: Path) -> None:
    drug = {"kind": "active-treatment", "label": "a drug"}
    placebo = paper("sham2020", between("main", endpoint="primary", direction=NULL), **MISSED)
    other = paper("drug2020", between("main", endpoint="primary", comparator=drug), **MET)
    arms = paper("arms2020", between("main", endpoint="primary", comparator=other_arm(routes=["intrathecal"])), **MET)
    free = paper("free2020", finding("main", comparator=BEFORE), design="single-arm-trial")
    [entry] = contents(made_base(tmp_path, placebo, other, arms, free))
    assert [one.paper.id for one in entry.trials] == ["sham2020"]
    assert [one.paper.id for one in entry.held_otherwise] == ["drug2020"]


def test_where_the_first_cells_have_no_verdict_those_of_others_that_rest_on_most_people_have_rows(
    tmp_path: Path,
) -> None:
    def tried(name: str, cells: str, n: int) -> Paper:
        treated = given(cells=[cells], routes=["intravenous"])
        return paper(name, *_arms("main", n, n, endpoint="primary"), intervention=treated, participants={
            "total": 2 * n, "treated": n, "control": n}, **MISSED)  # fmt: skip

    few = [tried(f"few{number}", "stromal-vascular-fraction", 10) for number in range(6)]
    many = [tried(f"many{number}", "hematopoietic-stem-cell", 80) for number in range(3)]
    made = _answer(tmp_path, paper("silent2020", between("pain")), *few, *many)
    first, second = answer_trials.shown_families(made, Room(1, 0, families=2))
    assert first == "mesenchymal-stromal-cell"
    assert {one.paper.id for one in made.trials_of(second)} == {one.id for one in many}


def test_what_is_pooled_of_the_first_cells_goes_before_the_verdicts_of_others(tmp_path: Path) -> None:
    ratio = {"measure": "odds-ratio", "value": 1.2, "ci_low": 0.8, "ci_high": 1.8, "ci_level": 95}
    reviews = [
        paper(f"review{number}", between("pain", direction=way, estimate=ratio), **META)
        for number, way in enumerate(("benefit", NULL, "mixed"))
    ]
    grafts = given(cells=["hematopoietic-stem-cell"], routes=["intravenous"])
    other = paper("other2020", *_arms("main", 30, 30, endpoint="primary"), intervention=grafts, **MISSED)
    runs = rooms(_answer(tmp_path, paper("own2020", between("pain")), *reviews, other))
    tight = [one for run in runs for one in run if one.folded]
    without_reviews = [one for one in tight if one.pooled < len(reviews)]
    with_reviews = [one for one in tight if one.pooled >= len(reviews)]
    assert without_reviews[-1].families == 1
    assert any(one.families > 1 for one in without_reviews)
    assert tight.index(without_reviews[-1]) > max(map(tight.index, with_reviews))


def test_late_results_are_no_verdict_of_an_endpoint_at_another_time_and_harm_is_told_whenever_it_came(
    tmp_path: Path,
) -> None:
    rows = [
        *_arms("soon", 30, 30, endpoint="primary", timepoint_months=6, direction="benefit"),
        *_arms("late", 30, 30, endpoint="secondary", timepoint_months=24, direction=NULL),
        between("died", topic="safety", outcome="mortality", direction="harm", timepoint_months=1),
    ]
    soon_alone = paper("soon2020", *_arms("soon", 30, 30, endpoint="primary", timepoint_months=6), **MET)
    made = _answer(tmp_path, paper("both2020", *rows, **MET), soon_alone, months=(12, None))
    [one] = made.trials
    assert (one.paper.id, one.status, one.answered[0].direction) == ("both2020", Status.SECONDARY, "no-difference")
    assert [harm.result.finding.id for harm in made.safety] == ["both2020.died"]


def test_a_title_names_another_treatment_only_where_all_below_it_were_held_against_that(tmp_path: Path) -> None:
    def against(label: str) -> dict[str, Any]:
        return {"comparator": {"kind": "active-treatment", "label": label}}

    def of_safety(name: str, label: str) -> Paper:
        harm = between("harm", topic="safety", **against(label))
        return paper(name, harm, primary_outcome_met="safety-only", comparator=label)

    tested = paper("tested2020", *_arms("main", 30, 30, endpoint="primary", **against("a drug")), **MISSED)
    same, other = of_safety("same2020", "a drug"), of_safety("other2020", "exercise")
    for papers, title in (((tested, same), "MSC against a drug"), ((tested, other), "MSC against another treatment")):
        assert f"  {title}: " in _text(tmp_path / papers[1].id, _answer(tmp_path / papers[1].id, *papers))


def test_a_part_is_not_told_for_the_whole(tmp_path: Path) -> None:
    """Where filters ask for a part, what all trials on the disease say stands below it, if it says other."""
    rows = _arms("pain", 30, 30, outcome="vas-pain", endpoint="primary", direction="benefit")
    gain = paper("gain2020", *rows, **MET)
    null = paper("null2020", *_arms("walk", 30, 30, outcome="mobility", endpoint="primary", direction=NULL), **MISSED)
    kb = made_base(tmp_path, gain, null)
    whole = answer(kb, MS)
    for outcome, told in (("vas-pain", True), ("mobility", True), ("pain", True)):
        part = answer(kb, MS, Selection(outcomes=(outcome,)))
        text = "\n".join(one.text for one in lay_out(screen.report(part, kb.vocabulary, "ms", whole=whole), 80))
        assert ("Unfiltered  MSC against placebo or sham 1 met, 1 not met: mscq condition ms" in text) is told
    same = "\n".join(one.text for one in lay_out(screen.report(whole, kb.vocabulary, "ms", whole=whole), 80))
    assert "Unfiltered" not in same


def test_a_composite_is_no_verdict_on_one_of_its_parts(tmp_path: Path) -> None:
    several = _arms("several", 30, 30, outcome="clinical-response", endpoint="primary", direction="benefit",
                    also_outcomes=["vas-pain", "mobility"])  # fmt: skip
    scale = _arms("scale", 30, 30, outcome="clinical-response", endpoint="primary", direction="benefit",
                  also_outcomes=["vas-pain"])  # fmt: skip
    made = _answer(
        tmp_path, paper("several2020", *several, **MET), paper("scale2020", *scale, **MET), outcomes=("pain",)
    )
    assert {one.paper.id: one.status for one in made.trials} == {
        "several2020": Status.SECONDARY,
        "scale2020": Status.MET,
    }


@pytest.mark.parametrize("rated", ["high", "very-low", None])
def test_how_sure_a_review_is_stands_behind_its_figure(tmp_path: Path, rated: str | None) -> None:
    ratio = {"measure": "odds-ratio", "value": 1.2, "ci_low": 0.8, "ci_high": 1.8, "ci_level": 95}
    row = between("pain", direction=NULL, estimate=ratio, certainty=rated)
    text = _text(tmp_path, _answer(tmp_path, paper("own2020", between("pain")), paper("pooled2020", row, **META)))
    assert ("(0.8–1.8) (GRADE" in text) is (rated is not None)
    assert rated is None or f"(GRADE {rated.replace('-', ' ')})" in text
