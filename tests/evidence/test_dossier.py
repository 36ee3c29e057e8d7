"""The dossier of a condition: its counts are those of the records, and nothing uncontrolled passes for controlled."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from made_papers import BEFORE, finding, given, made_base, other_arm, paper, proportion
from runs import Done, Words, frozen, run_each

from mscq.evidence.dossier import Dossier, dossier, shown_results
from mscq.evidence.level import Control
from mscq.evidence.results import Result
from mscq.evidence.selection import Selection
from mscq.output.forms.plain import render_report
from mscq.output.screens import condition as screen
from mscq.records.terms import Arm, Topic

CONDITIONS = ("multiple-sclerosis", "systemic-lupus-erythematosus", "knee-osteoarthritis", "rheumatic-disease")
RETOLD = ("narrative-review", "overview-article")


def _of(condition: str, **selection: Any) -> Dossier:
    return dossier(frozen(), condition, Selection(**selection))


def _records(condition: str) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
    """The efficacy results of a condition, read off the files themselves."""
    below = frozen().vocabulary.conditions.narrower(condition)
    for path in sorted((frozen().folder / "papers").glob("*.json")):
        record = json.loads(path.read_bytes())
        if record["study"]["design"] in RETOLD:
            continue
        for row in record.get("findings", ()):
            named = row.get("conditions") or record["study"].get("conditions", [])
            if row["topic"] == "efficacy" and row.get("arm") and below & set(named):
                yield record, row


@pytest.mark.parametrize("condition", CONDITIONS)
def test_results_hold_every_row_of_the_records(condition: str) -> None:
    """Counted the other way round: every treated row of the files stands in one result of its own setting."""
    made = _of(condition)
    held = Counter(row.id for one in made.results for row in one.rows if row.arm is not Arm.CONTROL)
    expected = Counter(row["id"] for _, row in _records(condition) if row["arm"] != "control")
    # a result is taken whole where one of its rows fits, and so may bring rows on another condition
    assert {one: held[one] for one in expected} == expected


_KINDS = {
    **dict.fromkeys(("placebo", "active-treatment", "usual-care", "control-unspecified"), "controlled"),
    **dict.fromkeys(("baseline", "none"), "uncontrolled"),
    "other-arm": "other-arm",
}


def _setting(row: dict[str, Any]) -> str:
    return "not-human" if row["stage"] in ("animal", "laboratory") else _KINDS[row["comparator"]["kind"]]


def _treatment(record: dict[str, Any], row: dict[str, Any]) -> str:
    own, whole = row.get("intervention", {}), record["study"]["intervention"]
    fields = ("cells", "sources", "donors", "routes")
    lists = [own.get(one) or (whole.get(one, []) if len(whole.get(one, [])) == 1 else []) for one in fields]
    return json.dumps([*lists, own.get("dose")])


def _question(record: dict[str, Any], row: dict[str, Any]) -> str:
    asked = [row.get(one) for one in ("outcome", "timepoint_months", "population", "conditions")]
    return json.dumps([record["id"], (row.get("outcome_label") or row.get("outcome") or "").casefold(), *asked])


def _recount(condition: str) -> Counter[tuple[str, str]]:
    """Comparisons of a condition by setting and direction, counted from the files without the program's rules."""
    comparisons: dict[tuple[str, str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for record, row in _records(condition):
        if row["arm"] != "control":
            against = json.dumps(row["comparator"]).casefold()
            comparisons[_setting(row), _question(record, row), _treatment(record, row), against].append(row)
    shares: dict[tuple[str, str, str], list[tuple[str, float]]] = defaultdict(list)
    mirrored: dict[tuple[str, str], list[str]] = defaultdict(list)
    counted: Counter[tuple[str, str]] = Counter()
    for (control, question, treatment, _), rows in comparisons.items():
        lead = next((row for row in rows if row["arm"] == "between"), rows[0])
        estimate = lead.get("estimate", {})
        if control == "other-arm" and lead["arm"] == "treated" and "against" in lead["comparator"]:
            sides = sorted(json.dumps(one) for one in (lead.get("intervention"), lead["comparator"]["against"]))
            mirrored[question, "".join(sides)].append(lead["direction"])
        elif control == "uncontrolled" and estimate.get("measure") == "proportion":
            concept = frozen().vocabulary.outcomes.get(lead.get("outcome", ""))
            scale = str(concept.broader if concept and concept.broader else lead.get("outcome"))
            asked = [lead.get(one) for one in ("timepoint_months", "population", "conditions")]
            where = json.dumps([question.partition(",")[0], asked])
            shares[scale, where, treatment].append((lead["direction"], estimate.get("value", 0)))
        else:
            counted[control, lead["direction"]] += 1
    for directions in mirrored.values():
        counted["other-arm", "benefit" if "benefit" in directions else directions[0]] += 1
    for found in shares.values():
        told = {direction for direction, _ in found}
        if "benefit" in told and told & {"stable", "harm"}:
            found = [max((one for one in found if one[0] in ("benefit", "harm")), key=lambda one: one[1])]
        counted.update(("uncontrolled", direction) for direction, _ in found)
    return counted


@pytest.mark.parametrize("condition", CONDITIONS)
def test_results_are_a_plain_recount(condition: str) -> None:
    made = _of(condition)
    assert Counter((one.control.value, one.direction.value) for one in made.results) == _recount(condition)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_strongest_first(condition: str) -> None:
    order = list(Control)
    settings = [order.index(one.control) for one in _of(condition).results]
    assert settings == sorted(settings)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_gaps_are_what_no_controlled_result_covers(condition: str) -> None:
    made = _of(condition)
    held = [one for one in made.results if one.control is Control.CONTROLLED]
    outcomes = frozen().vocabulary.outcomes
    covered = {each for one in held if one.finding.outcome for each in outcomes.groups(one.finding.outcome)}
    assert not covered & set(made.gaps.outcomes)
    seen = {each for one in made.results if one.finding.outcome for each in outcomes.groups(one.finding.outcome)}
    assert set(made.gaps.outcomes) <= seen
    for field, listed in (("routes", made.gaps.routes), ("sources", made.gaps.sources)):
        own = {each for one in held if one.finding.intervention for each in getattr(one.finding.intervention, field)}
        assert not own & set(listed)


def test_family_counts_its_members() -> None:
    made = _of("rheumatic-disease")
    members = {concept.id: number for concept, number in made.members}
    assert members["systemic-lupus-erythematosus"] == len(_of("systemic-lupus-erythematosus").papers)
    assert members["rheumatoid-arthritis"] == len(_of("rheumatoid-arthritis").papers)
    text = render_report(screen.report(made, frozen().vocabulary))
    assert f"Systemic lupus erythematosus {members['systemic-lupus-erythematosus']}" in text


def test_patients_and_studies_are_counted_once(tmp_path: Path) -> None:
    first = paper("first2018", finding("a"), registrations=["NCT01234567"], participants={"total": 40})
    later = paper("later2020", finding("b"), registrations=["NCT01234567"], participants={"total": 38})
    pooled = paper("pooled2021", finding("c"), design="meta-analysis", participants={"total": 900})
    made = dossier(made_base(tmp_path, first, later, pooled), "multiple-sclerosis")
    assert (len(made.papers), *made.counts) == (3, 2, 40, None)


def test_gaps_are_told_of_whatever_stands_against_no_control(tmp_path: Path) -> None:
    routes = given(routes=["intravenous", "intrathecal"])
    vein, spine = given(routes=["intravenous"]), given(routes=["intrathecal"])
    arms = finding(
        "arms", outcome="relapse", intervention=vein, comparator=other_arm(routes=["intrathecal"]), arm="between"
    )
    rows = (
        finding("held", outcome="pain", intervention=vein),
        finding("free", outcome="mobility", intervention=spine, comparator=BEFORE),
        arms,
        finding("mice", outcome="edss", stage="animal"),
    )
    kb = made_base(tmp_path, paper("made2020", *rows, intervention=routes))
    gaps = dossier(kb, "multiple-sclerosis").gaps
    group = kb.vocabulary.outcomes.group
    assert set(gaps.outcomes) == {group("mobility"), group("relapse")}
    assert gaps.routes == ("intrathecal",)


@pytest.mark.parametrize("topic", ["efficacy", "safety"])
def test_a_controlled_result_on_harm_closes_a_gap_too(tmp_path: Path, topic: str) -> None:
    kb = made_base(
        tmp_path,
        paper("free2020", finding("a", comparator=BEFORE), intervention=given(sources=["placenta"])),
        paper("held2021", finding("a", topic=topic), intervention=given(sources=["placenta"])),
    )
    assert dossier(kb, "multiple-sclerosis").gaps == ((), (), ())


def test_nothing_uncontrolled_stands_under_a_control() -> None:
    """On the screen, results without a control come after those against one, and none of them has a filled mark."""
    for condition in CONDITIONS:
        made = _of(condition)
        text = render_report(screen.report(made, frozen().vocabulary, everything=True))
        held, _, rest = text.partition("\nWithout a control  ")
        free = rest.partition("\nSafety\n")[0]
        assert "against before" not in held
        assert not {"▲", "▼"} & set(free)
        assert "cannot show that the treatment works" in text


def test_the_answer_opens_the_report() -> None:
    text = render_report(screen.report(_of("multiple-sclerosis"), frozen().vocabulary))
    parts = ("In short", "Trials with a control", "Pooled over trials", "Without a control  ", "Safety\n", "disagree")
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "No controlled result in the base on" in text
    assert text.count("cannot show that the treatment works") == 1


def test_screen_counts_what_it_does_not_show() -> None:
    made = _of("multiple-sclerosis")
    shown, hidden = shown_results(made.results, 10)
    assert len(shown) == 10
    assert {id(one) for one in shown} | {id(one) for one in hidden} == {id(one) for one in made.results}


def test_each_direction_of_a_paper_is_shown() -> None:
    """A paper with benefit at one time and none at another shows both, whatever else is left out."""
    made = _of("systemic-lupus-erythematosus")
    held = [one for one in made.results if one.control is Control.CONTROLLED]
    shown, _ = shown_results(held, None)

    def told(results: Iterable[Result]) -> set[tuple[str, str]]:
        return {(one.paper.id, one.direction.value) for one in results}

    assert told(shown) == told(held)


def _share(name: str, value: float, n: int, **more: Any) -> dict[str, Any]:
    return finding(name, estimate=proportion(value, n=n), outcome="adverse-events", topic="safety", **more)


def test_safety_has_rates_and_its_own_part(tmp_path: Path) -> None:
    rows = (_share("events", 25, 40, outcome_label="fever"), finding("pain"))
    made = dossier(made_base(tmp_path, paper("made2020", *rows)), "multiple-sclerosis")
    assert [row.id for _, row in made.safety] == ["made2020.events"]
    assert [one.finding.id for one in made.results] == ["made2020.pain"]
    text = render_report(screen.report(made, frozen().vocabulary))
    assert "25 %" in text.partition("Safety\n")[2]


def test_review_findings_are_words_not_results(tmp_path: Path) -> None:
    told = paper("told2020", finding("told"), design="narrative-review")
    made = dossier(made_base(tmp_path, told), "multiple-sclerosis")
    assert made.results == ()
    assert [row.id for _, row in made.statements[Topic.EFFICACY]] == ["told2020.told"]
    text = render_report(screen.report(made, frozen().vocabulary))
    assert "No trial with a control group is in the base." in text


@pytest.mark.parametrize(
    ("selection", "kept"),
    [
        ({"controlled": True}, {"held2020"}),
        ({"levels": (4,)}, {"free2015"}),
        ({"min_n": 50}, {"held2020"}),
        ({"years": (2018, None)}, {"held2020"}),
        ({"years": (None, 2018)}, {"free2015"}),
        ({"routes": ("intrathecal",)}, {"free2015"}),
        ({"topics": ("safety",)}, set()),
    ],
)
def test_filters(tmp_path: Path, selection: dict[str, Any], kept: set[str]) -> None:
    held = paper("held2020", finding("a"))
    free = paper(
        "free2015",
        finding("b", comparator=BEFORE),
        design="single-arm-trial",
        year=2015,
        participants={"total": 12},
        intervention=given(routes=["intrathecal"]),
    )
    made = dossier(made_base(tmp_path, held, free), "multiple-sclerosis", Selection(**selection))
    assert {each.id for each in made.papers} == kept
    assert {one.paper.id for one in made.results} == kept


# as people type it

LUPUS: Words = ("condition", "lupus", "--json")
FAMILY: Words = ("condition", "rheumatic", "--full", "--json")
HELD: Words = ("condition", "lupus", "--controlled", "--json")
TOPIC: Words = ("condition", "lupus", "--topic", "safety", "--json")
RECENT: Words = ("condition", "lupus", "--since", "2015", "--min-n", "15", "--level", "2", "--json")
WORDS: Words = ("condition", "multiple", "sclerosis", "--json")
TYPED: Words = ("condition", "lupis", "--json")
EMPTY: Words = ("condition", "lupus", "--since", "2099")


@pytest.fixture(scope="module")
def runs() -> dict[Words, Done]:
    return run_each([LUPUS, FAMILY, HELD, TOPIC, RECENT, WORDS, TYPED, EMPTY])


def test_json_is_the_documented_document(runs: dict[Words, Done]) -> None:
    answer = json.loads(runs[LUPUS].stdout)
    assert {"condition", "papers", "findings"} <= answer.keys()
    condition = answer["condition"]
    assert (condition["id"], condition["mesh"]) == ("systemic-lupus-erythematosus", "D008180")
    assert "lupus" in condition["synonyms"]
    assert {one["id"] for one in answer["papers"]} >= {"yuan2022", "deng2017", "wang2014"}
    ids = [row["id"] for row in answer["findings"]]
    assert len(set(ids)) == len(ids)
    assert "verdict" not in answer, "results of several kinds of control and cells are not counted together"


def test_members_in_json(runs: dict[Words, Done]) -> None:
    members = {one["id"] for one in json.loads(runs[FAMILY].stdout)["condition"]["members"]}
    assert {"systemic-lupus-erythematosus", "rheumatoid-arthritis"} <= members


def test_controlled_keeps_only_controlled(runs: dict[Words, Done]) -> None:
    answer = json.loads(runs[HELD].stdout)
    assert {row["comparator"]["kind"] for row in answer["findings"]} <= {
        one for one in _KINDS if _KINDS[one] == "controlled"
    }
    whole = json.loads(runs[LUPUS].stdout)["answer"]["trials"]
    held = [one["paper"] for one in whole if one["comparator"] != "other-arm"]
    assert [one["paper"] for one in answer["answer"]["trials"]] == held


def test_topic_and_other_filters(runs: dict[Words, Done]) -> None:
    assert {row["topic"] for row in json.loads(runs[TOPIC].stdout)["findings"]} == {"safety"}
    recent = json.loads(runs[RECENT].stdout)["papers"]
    assert recent
    assert all(one["year"] >= 2015 and one["n"] >= 15 and one["level"] == 2 for one in recent)


def test_name_may_be_several_words_or_mistyped(runs: dict[Words, Done]) -> None:
    assert json.loads(runs[WORDS].stdout)["condition"]["id"] == "multiple-sclerosis"
    assert runs[TYPED].stdout == runs[LUPUS].stdout
    assert runs[TYPED].stderr == "mscq: reading 'lupis' as 'lupus' (Systemic lupus erythematosus)\n"


def test_nothing_found_says_so(runs: dict[Words, Done]) -> None:
    assert (runs[EMPTY].returncode, runs[EMPTY].stdout, runs[EMPTY].stderr.count("\n")) == (1, "", 1)
