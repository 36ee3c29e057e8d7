"""An answer about a part is told as one: of an outcome, an arm, a form of a disease, of what a screen has room for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from made_papers import BEFORE, finding, given, made_base, other_arm, paper, proportion
from runs import frozen, run_here

from mscq.evidence.answer import ConditionAnswer, Status
from mscq.evidence.answering import answer, wider
from mscq.evidence.contents import contents
from mscq.evidence.dossier import dossier
from mscq.evidence.selection import Selection
from mscq.output.endpoints import figures_text
from mscq.output.forms.layout import lay_out
from mscq.output.in_short import sentence
from mscq.output.screens import answer as screen
from mscq.output.screens import answer_rooms, answer_rows, answer_trials
from mscq.records.models import Paper
from mscq.records.terms import ComparatorKind, Direction

PD, MS, PMS = "parkinson-disease", "multiple-sclerosis", "progressive-multiple-sclerosis"
NULL = "no-difference"
MET: dict[str, Any] = {"primary_outcome": "pain at six months", "primary_outcome_met": "yes"}
MISSED = {**MET, "primary_outcome_met": "no"}
META = {"design": "meta-analysis"}


def between(name: str, **fields: Any) -> dict[str, Any]:
    """A contrast with placebo on pain at six months, but for what is named."""
    return finding(name, arm="between", **fields)


def _answer(folder: Path, *papers: Paper, condition: str = MS, **asked: Any) -> ConditionAnswer:
    return answer(made_base(folder, *papers), condition, Selection(**asked))


def _text(folder: Path, made: ConditionAnswer) -> str:
    kb = made_base(folder)
    return "\n".join(one.text for one in lay_out(screen.report(made, kb.vocabulary), 80))


def test_asked_for_an_outcome_a_trial_answers_with_it_and_not_with_its_verdict(tmp_path: Path) -> None:
    rows = (
        between("main", endpoint="primary"),
        between("walk", outcome="mobility", endpoint="secondary", direction=NULL),
    )
    [one] = _answer(tmp_path, paper("made2020", *rows, **MET), outcomes=("mobility",)).trials
    assert (one.status, one.direction) == (Status.SECONDARY, Direction.NO_DIFFERENCE)
    [same] = _answer(tmp_path, paper("made2020", *rows, **MET), outcomes=("pain",)).trials
    assert same.status is Status.MET


@pytest.mark.parametrize("less", [{"analysis": "subgroup"}, {"endpoint": "exploratory"}, {"analysis": "post-hoc"}])
def test_asked_for_an_outcome_no_part_of_a_trial_answers_for_it(less: dict[str, str], tmp_path: Path) -> None:
    rows = (between("main", endpoint="primary", direction=NULL), between("walk", outcome="mobility", **less))
    [one] = _answer(tmp_path, paper("made2020", *rows, **MISSED), outcomes=("mobility",)).trials
    assert (one.status, one.direction) == (Status.SECONDARY, Direction.NOT_APPLICABLE)
    text = " ".join(_text(tmp_path, _answer(tmp_path, one.paper, outcomes=("mobility",))).split())
    assert "its primary endpoint: not met" in text


def test_trials_under_a_wider_name_are_told_by_their_cells(tmp_path: Path) -> None:
    blood = given(cells=["hematopoietic-stem-cell"])
    above = [
        paper("blood2020", between("main", endpoint="primary"), intervention=blood, **MET),
        paper("stroma2020", between("main", endpoint="primary", direction=NULL), **MISSED),
    ]
    below = paper("held2020", between("main", endpoint="primary"), conditions=[PMS], **MET)
    kb = made_base(tmp_path, below, *above)
    made = answer(kb, PMS)
    lines = lay_out(screen.report(made, kb.vocabulary, wider=wider(kb, made)), 80)
    text = " ".join(" ".join(one.text for one in lines).split())
    assert "2 more trials with a verdict (MSC 1 not met; blood stem-cell transplantation 1 met)" in text


def test_a_trial_whose_endpoint_is_unknown_is_not_stated_whatever_is_asked(tmp_path: Path) -> None:
    row = between("walk", outcome="mobility", direction=NULL)
    [one] = _answer(tmp_path, paper("made2020", row), outcomes=("mobility",)).trials
    assert one.status is Status.NOT_STATED


def test_a_result_at_no_told_time_is_not_earlier_and_makes_the_outcome_mixed(tmp_path: Path) -> None:
    rows = [between("early", timepoint_months=2), between("untimed", timepoint_months=None, direction=NULL)]
    [pooled] = _answer(tmp_path, paper("made2020", *rows, **META)).pooled
    [told] = pooled.answered
    assert (told.earlier, [one.finding.id for one in told.beside]) == ((), ["made2020.untimed"])
    assert pooled.direction is Direction.MIXED


def test_the_whole_of_a_review_leads_before_a_part_of_it(tmp_path: Path) -> None:
    whole = between("whole", outcome="mobility", direction=NULL)
    part = between("part", intervention=given(donors=["autologous"]), estimate=proportion(9, ci_low=1, ci_high=12))
    made = _answer(tmp_path, paper("made2020", part, whole, **META))
    assert [one.result.finding.id for one in made.pooled[0].answered] == ["made2020.whole", "made2020.part"]
    alone = _answer(tmp_path / "two", paper("made2020", part, **META))
    assert "(autologous only)" in " ".join(_text(tmp_path / "two", alone).split())


@pytest.mark.parametrize("kind", ["placebo", "usual-care", "active-treatment"])
def test_a_control_that_no_finding_is_measured_against_is_of_the_kind_on_record(kind: str, tmp_path: Path) -> None:
    before = finding("before", comparator=BEFORE)
    made = paper("made2020", before, comparator="what they got", comparator_kind=kind)
    assert [one.comparator for one in _answer(tmp_path, made).trials] == [ComparatorKind(kind)]


def test_a_filter_does_not_change_what_a_trial_was_held_against(tmp_path: Path) -> None:
    main = between("main", endpoint="primary", intervention=given(routes=["intravenous"]))
    other = finding("walk", outcome="mobility", comparator=BEFORE, endpoint="secondary")
    [one] = _answer(tmp_path, paper("made2020", main, other, **MET), outcomes=("mobility",)).trials
    assert one.comparator is ComparatorKind.PLACEBO


def test_both_arms_say_more_than_a_contrast_without_an_interval(tmp_path: Path) -> None:
    odds = {"measure": "odds-ratio", "value": 1.3, "p": "0.45"}
    arms = (
        finding("cells", endpoint="primary", estimate=proportion(33, n=98), direction=NULL),
        finding("sham", arm="control", endpoint="primary", estimate=proportion(28, n=98), direction=NULL),
    )
    bare = between("odds", endpoint="primary", estimate=odds, direction=NULL)
    bounded = between("odds", endpoint="primary", estimate={**odds, "ci_low": 0.6, "ci_high": 2.8}, direction=NULL)
    [one] = _answer(tmp_path, paper("made2020", *arms, bare, **MISSED)).trials
    assert figures_text(one.answered) == "33 % | 28 %, p = 0.45"
    [two] = _answer(tmp_path / "two", paper("made2020", *arms, bounded, **MISSED)).trials
    assert figures_text(two.answered).startswith("OR 1.3 (0.6–2.8")


def test_every_control_arm_stands_beside_the_cells(tmp_path: Path) -> None:
    rows = [
        finding("cells", comparator=BEFORE, estimate=proportion(70, events=7, n=10)),
        *(
            finding(name, arm="control", comparator=BEFORE, estimate=proportion(share, events=events, n=n))
            for name, share, events, n in (("care", 36, 5, 14), ("none", 0, 0, 10))
        ),
    ]
    made = paper("made2020", *rows, comparator="care; nothing", comparator_kind="usual-care")
    [one] = _answer(tmp_path, made).trials
    assert one.direction is Direction.NOT_APPLICABLE
    assert figures_text(one.answered) == "7/10 (70 %) | 5/14 (36 %), 0/10 (0 %), before and after only"


def test_what_gives_way_takes_no_side(tmp_path: Path) -> None:
    """However many trials missed their endpoint, one that met it keeps its row as long as any has one."""
    null = between("main", endpoint="primary", direction=NULL)
    missed = [paper(f"no{one}2020", null, participants={"total": 900 - one}, **MISSED) for one in range(20)]
    met = paper("yes2020", between("main", endpoint="primary"), participants={"total": 12}, **MET)
    text = _text(tmp_path, _answer(tmp_path, *missed, met))
    assert "▲ met" in text
    assert "no02020" in text
    left = re.search(r"Not shown +(\d+) trials", text)
    assert left is not None
    assert int(left[1]) + len(re.findall(r"(?:no\d+|yes)2020", text.partition("Not shown")[0])) >= 21


def test_of_reviews_that_differ_either_each_way_is_shown_or_none(tmp_path: Path) -> None:
    reviews = [
        paper(f"{way}{one}2020", between("main", direction=way, estimate=proportion(9, p="0.01")), **META)
        for way in ("benefit", "no-difference")
        for one in range(9)
        if way == "benefit" or one == 0
    ]
    reviews = [
        Paper.model_validate({**one.model_dump(by_alias=True), "id": one.id.replace("-", "")}) for one in reviews
    ]
    text = _text(tmp_path, _answer(tmp_path, *reviews))
    rows = text.partition("Not shown")[0].partition("Pooled")[2]
    assert ("▲" in rows) == ("○" in rows)


def test_reviews_without_a_figure_are_not_called_pooled(tmp_path: Path) -> None:
    worded = {**between("words"), "estimate": None}
    made = _answer(tmp_path, paper("made2020", worded, **META))
    kb = made_base(tmp_path)
    assert "pooled" not in sentence(made, kb.vocabulary)
    assert "1 review without a figure: of MSC 1 better" in sentence(made, kb.vocabulary)
    assert "Reviews that conclude without a figure" in _text(tmp_path, made)


def test_a_form_of_a_disease_names_what_is_filed_under_its_wider_name(tmp_path: Path) -> None:
    secondary = "secondary-progressive-multiple-sclerosis"
    held = paper("held2020", finding("before", comparator=BEFORE), conditions=[secondary], design="case-series")
    above = paper("above2020", between("main", endpoint="primary"), conditions=[PMS], **MET)
    kb = made_base(tmp_path, held, above)
    [found] = wider(kb, answer(kb, secondary))
    assert (found.condition.id, [one.paper.id for one in found.trials]) == (PMS, ["above2020"])
    assert wider(kb, answer(kb, PMS)) == []


def test_a_study_of_one_form_of_the_disease_says_of_which(tmp_path: Path) -> None:
    row = between("main", endpoint="primary")
    studies = {
        "pms2020": [PMS],
        "sub2020": [PMS, "secondary-progressive-multiple-sclerosis"],
        "both2020": [PMS, "relapsing-remitting-multiple-sclerosis"],
        "whole2020": [MS],
        "mixed2020": [MS, PMS],
    }
    made = _answer(tmp_path, *(paper(name, row, conditions=of, **MET) for name, of in studies.items()))
    forms = {one.paper.id: one.form for one in made.trials}
    assert forms == {"pms2020": PMS, "sub2020": PMS, "both2020": None, "whole2020": None, "mixed2020": None}
    [alone] = _answer(tmp_path / "two", paper("pms2020", row, conditions=[PMS], **MET)).trials
    assert alone.form == PMS
    kb = made_base(tmp_path / "two")
    assert "(pms2020, n 60, progressive MS)" in sentence(answer(kb, MS), kb.vocabulary)
    assert answer(kb, PMS).trials[0].form is None


def test_kinds_of_cells_within_a_family_stand_beside_the_figures_where_they_differ(tmp_path: Path) -> None:
    row = between("main", endpoint="primary")
    plain, muse = paper("plain2020", row, **MET), paper("muse2020", row, intervention=given(cells=["muse-cell"]), **MET)
    made = _answer(tmp_path, plain, muse)
    assert {one.paper.id: one.cells for one in made.trials} == {"plain2020": None, "muse2020": "muse-cell"}
    name = made_base(tmp_path).vocabulary.cells.short("muse-cell")
    rows = [one for one in _text(tmp_path, made).splitlines() if "2020" in one]
    assert [name in one for one in rows] == ["muse2020" in one for one in rows]
    assert name not in _text(tmp_path / "two", _answer(tmp_path / "two", muse)).partition("More:")[0]


def test_a_trial_that_answers_an_outcome_beside_verdicts_counts_in_the_sentence(tmp_path: Path) -> None:
    against = {"kind": "active-treatment", "label": "drug"}
    first = paper("first2020", between("main", outcome="mobility", endpoint="primary", comparator=against), **MISSED)
    rows = (
        between("pain", endpoint="primary", comparator=against),
        between("walk", outcome="mobility", endpoint="secondary", comparator=against),
    )
    silent = paper("silent2020", between("other", outcome="mobility", direction=NULL))
    made = _answer(tmp_path, first, silent, paper("second2020", *rows, **MET), outcomes=("mobility",))
    said = sentence(made, made_base(tmp_path).vocabulary)
    assert "Against another treatment: 1 did not, 1 had another (here: better)." in said


def test_trials_left_out_are_named_where_there_is_room(tmp_path: Path) -> None:
    long = {"label": "a drug whose name and dose and schedule take many more words than a line of the screen has"}
    against = {"kind": "active-treatment", **long}
    shown = [paper(f"shown{one}2020", between("main", endpoint="primary"), **MET) for one in range(11)]
    left = paper("left2020", between("main", endpoint="primary", comparator=against, direction=NULL), **MISSED)
    text = _text(tmp_path, _answer(tmp_path, *shown, left))
    assert "left2020" in text
    assert len(text.splitlines()) <= screen.LINES


def test_a_review_that_is_mixed_says_so_before_the_outcome_that_is_not(tmp_path: Path) -> None:
    better = between("pain", estimate=proportion(9, ci_low=1, ci_high=12))
    null = between("walk", outcome="mobility", direction=NULL)
    text = " ".join(_text(tmp_path, _answer(tmp_path, paper("made2020", better, null, **META))).split())
    assert re.search(r"± made2020 n 60 mixed: [^;:]+ better: 9 %", text)


def test_no_paper_under_a_filter_is_said_as_that_in_the_data(tmp_path: Path) -> None:
    made = _answer(tmp_path, paper("made2020", between("main")), outcomes=("mobility",))
    assert sentence(made, made_base(tmp_path).vocabulary) == "No paper fits these filters."


def test_what_a_regulator_decided_stands_beside_the_figures(tmp_path: Path) -> None:
    row = between("main", endpoint="primary")
    made = _answer(tmp_path, paper("made2020", row, **MET, regulator="Erewhon refused approval, 2021"))
    assert "(Erewhon refused approval, 2021)" in " ".join(_text(tmp_path, made).split())


def test_what_rests_on_a_page_alone_says_that_there_is_no_paper(tmp_path: Path) -> None:
    told = paper("made2020", between("main", endpoint="primary"), **MET, primary_outcome_source="maker")
    page = Paper.model_validate(
        {**told.model_dump(by_alias=True), "bibliography": {"type": "webpage", "title": "A release"}}
    )
    for folder, one, said in ((tmp_path / "a", told, False), (tmp_path / "b", page, True)):
        text = _text(folder, _answer(folder, one))
        assert "by its maker" in text
        assert ("no paper" in text) is said


def test_a_review_that_tells_of_a_part_of_its_trials_alone_answers_by_it(tmp_path: Path) -> None:
    part = between("low-risk", analysis="subgroup", population="low risk of bias", direction=NULL)
    whole = between("walk", outcome="mobility")
    beside_it = between("some-walk", outcome="mobility", analysis="subgroup", direction=NULL)
    [one] = _answer(tmp_path, paper("made2020", part, whole, beside_it, **META)).pooled
    assert {each.result.finding.id for each in one.answered} == {"made2020.low-risk", "made2020.walk"}
    assert one.direction is Direction.MIXED
    text = " ".join(_text(tmp_path / "two", _answer(tmp_path / "two", paper("made2020", part, **META))).split())
    assert "(low risk of bias)" in text
    assert "n 60" not in text


def test_kinds_of_control_of_reviews_are_told_apart(tmp_path: Path) -> None:
    usual = {"kind": "usual-care", "label": "usual care"}
    both = paper("both2020", between("main"), between("usual", comparator=usual, direction=NULL), **META)
    said = sentence(_answer(tmp_path, both, paper("one2020", between("main"), **META)), made_base(tmp_path).vocabulary)
    assert "2 reviews without a figure: of MSC against placebo 2 better; against usual care 1 no difference." in said


def test_a_harm_stands_beside_an_answer_on_another_outcome(tmp_path: Path) -> None:
    died = finding("died", topic="safety", outcome="mortality", direction="harm", arm="between")
    made = _answer(tmp_path, paper("made2020", between("main"), died), outcomes=("pain",))
    assert [one.result.finding.id for one in made.safety] == ["made2020.died"]


def test_figures_that_do_not_fit_together_say_so(tmp_path: Path) -> None:
    row = between("main", estimate=proportion(9, ci_low=1, ci_high=12), as_printed=True)
    text = " ".join(_text(tmp_path, _answer(tmp_path, paper("made2020", row, **META))).split())
    assert "as printed, in doubt" in text


def test_cells_against_cells_are_no_trial_with_a_control(tmp_path: Path) -> None:
    rows = (
        finding("one", intervention=given(routes=["intravenous"]), comparator=other_arm(routes=["intrathecal"])),
        finding("two", intervention=given(routes=["intrathecal"]), comparator=other_arm(routes=["intravenous"])),
    )
    kb = made_base(tmp_path, paper("arms2020", *rows), paper("made2020", between("main", endpoint="primary"), **MET))
    [entry] = contents(kb)
    assert len(entry.trials) + entry.other_trials == 1
    arms = next(one for one in answer(kb, MS).trials if one.paper.id == "arms2020")
    assert screen._short_counts([arms], answer_rooms.Room(1, 0)) == "1 between cell arms (better)"


def test_a_primary_endpoint_that_joins_several_outcomes_is_not_called_another(tmp_path: Path) -> None:
    joined_ = between("main", endpoint="primary", also_outcomes=["fatigue", "edss"], outcome="global-assessment")
    wide = paper("wide2020", joined_, **MET)
    other = paper("other2020", between("main", endpoint="primary"), between("side", outcome="fatigue"), **MET)
    made = _answer(tmp_path, wide, other, outcomes=("fatigue",))
    assert {one.paper.id: one.asked_in_part for one in made.trials} == {"wide2020": True, "other2020": False}
    assert "2 had another or a wider primary endpoint" in sentence(made, frozen().vocabulary)


@pytest.mark.parametrize("routes", [("intravenous", "intrathecal"), ("intrathecal", "intrathecal")])
def test_routes_that_differ_stand_beside_the_figures_where_there_is_no_column(
    routes: tuple[str, str], tmp_path: Path
) -> None:
    trials = [
        paper(f"made{one}2020", between("main", endpoint="primary"), intervention=given(
            cells=["mesenchymal-stromal-cell"], routes=[route]), **MET)
        for one, route in enumerate(routes)
    ]  # fmt: skip
    made, vocabulary = _answer(tmp_path, *trials), made_base(tmp_path).vocabulary
    rows = answer_rows.Rows()
    answer_trials.trial_rows(rows, made, vocabulary, answer_rooms.Room(2, 0, terse=True, folded=True))
    told = [row[-1].text for row in rows.rows]
    assert all(("(IT" in text or "(IV" in text) is (len(set(routes)) > 1) for text in told)


@pytest.mark.parametrize(
    "words",
    [
        "condition ms --route intrathecal",
        "papers --condition lupus --design rct",
        "findings --condition ms --controlled",
        "safety ms --route intrathecal",
        "conflicts ms --level 1-2",
    ],
)
def test_filters_stand_under_the_title(words: str) -> None:
    asked = words.split()
    text, html = run_here(asked).stdout, run_here([*asked, "--html"]).stdout
    assert re.search(r"^Only[: ]", text, re.MULTILINE)
    assert "Only" in html
    assert "Only" not in run_here(asked[:2]).stdout.partition("\n\n")[0]


@pytest.mark.parametrize(("together", "n"), [(False, None), (True, 60)])
def test_people_who_have_all_diseases_of_their_study_count_whole_in_each(
    tmp_path: Path, together: bool, n: int | None
) -> None:
    study = paper(
        "both2020",
        between("main", endpoint="primary"),
        conditions=["multiple-sclerosis", "systemic-lupus-erythematosus"],
        conditions_together=together,
        **MET,
    )
    kb = made_base(tmp_path, study)
    [trial] = answer(kb, "multiple-sclerosis").trials
    assert trial.n == n
    assert dossier(kb, "multiple-sclerosis").counts.patients == n


def test_a_retracted_paper_counts_for_nothing_and_is_named(tmp_path: Path) -> None:
    gone = paper(
        "gone2020", between("main", endpoint="primary"), between("fever", topic="safety", outcome="fever"), **MET
    )
    withdrawn = gone.model_copy(
        update={"standing": gone.standing.model_copy(update={"status": "retracted", "notice": "Retracted 2021."})}
    )
    made = _answer(tmp_path, withdrawn, paper("held2020", between("main", endpoint="primary"), **MET))
    assert [one.paper.id for one in made.trials] == ["held2020"]
    assert [one.id for one in made.retracted] == ["gone2020"]
    assert made.randomised == 1
    assert made.safety == ()
    assert "1 paper retracted, and not counted (gone2020)" in _text(tmp_path, made)
