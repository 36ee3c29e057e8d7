"""The import of collected facts: no figure lost, comparisons read right, edits of people respected."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mscq.evidence import CONTROLLED
from mscq.models import Arm, ComparatorKind, Direction, Measure, Paper, StandingStatus, Topic
from tools.evidence_import.bibliography import incomplete_of, is_article_number, name_of
from tools.evidence_import.comparison import compare
from tools.evidence_import.estimates import estimate_of
from tools.evidence_import.findings import findings_of
from tools.evidence_import.identifiers import finding_ids
from tools.evidence_import.intervention import dose_levels, intervention_of, subgroup_of
from tools.evidence_import.merged import MERGED
from tools.evidence_import.notes import notes_of, registrations_of, same_patients, standing_of
from tools.evidence_import.outcomes import label_of, outcome_of
from tools.evidence_import.papers import paper_of
from tools.evidence_import.problems import Problem
from tools.evidence_import.values import better, conditions_of, roots
from tools.import_evidence import main

ROOT = Path(__file__).resolve().parents[1]
EVIDENCE = ROOT.parent / "shared" / "evidence" / "papers.json"
PAPERS = ROOT / "data" / "papers"
UNCONTROLLED = frozenset({ComparatorKind.BASELINE, ComparatorKind.NONE})


@pytest.fixture(scope="module")
def entries() -> list[dict[str, Any]]:
    if not EVIDENCE.exists():
        pytest.skip(f"the evidence file is not here ({EVIDENCE.parent.name}/{EVIDENCE.name}); nothing to compare with")
    loaded: list[dict[str, Any]] = json.loads(EVIDENCE.read_text("utf-8"))["papers"]
    return loaded


def row(**changes: Any) -> dict[str, Any]:
    """A row of results with nothing in it but what is given."""
    empty = dict.fromkeys(("group", "value", "unit", "events", "n", "ci_low", "ci_high", "ci_level", "p"))
    rest = {
        "outcome": "EDSS improved",
        "outcome_kind": "qualitative",
        "direction": "benefit",
        "timepoint_months": None,
        "subgroup": None,
        "statement": "Something was found.",
        "evidence": "The words of the source.",
        "section": "results",
    }
    return {**empty, **rest, **changes}


def entry(**changes: Any) -> dict[str, Any]:
    """A paper with a randomised design and no control named."""
    return {
        "key": "smith2020",
        "ids": {"pmid": None, "pmcid": None, "doi": None, "nct": []},
        "title": "Cells in a disease",
        "authors": [{"family": "Smith", "given": "Ann"}],
        "authors_complete": True,
        **dict.fromkeys(("journal", "journal_abbrev", "month", "day", "volume", "issue", "pages")),
        "year": 2020,
        "incomplete": [],
        "publication_type": "randomized controlled trial",
        **dict.fromkeys(("phase", "phase_detail", "condition_detail", "donor", "dose", "comparator")),
        "condition": ["multiple sclerosis"],
        "cell_type": ["mesenchymal stromal cell"],
        "cell_source": ["bone marrow"],
        "route": ["intravenous"],
        **dict.fromkeys(
            ("n_total", "n_treated", "n_control", "n_studies", "follow_up_months", "conclusion", "retracted")
        ),
        "results": [],
        "safety": [],
        "seen_at": ["https://example.org/1"],
        "read_from": "abstract",
        "notes": None,
        **changes,
    }


# The whole file: no number lost or changed


def _rows(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from one["results"]
    yield from one["safety"]


def _holds(estimate: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """All figures of a row in one estimate; events that outnumber the people are a value in the unit 'events'."""
    for field in ("value", "ci_low", "ci_high", "n"):
        if wanted[field] is not None and estimate.get(field) != wanted[field]:
            return False
    if wanted["p"] is not None and estimate.get("p") != wanted["p"]:
        return False
    if wanted["events"] is None:
        return True
    counted = estimate.get("value") if estimate.get("unit") == "events" else estimate.get("events")
    return bool(counted == wanted["events"])


def test_no_figure_is_lost_or_changed(entries: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    checked, lost = 0, []
    for one in entries:
        record = json.loads((PAPERS / f"{one['key']}.json").read_text("utf-8"))
        estimates = [finding["estimate"] for finding in record.get("findings", []) if "estimate" in finding]
        for wanted in _rows(one):
            if any(wanted[field] is not None for field in ("value", "ci_low", "ci_high", "p", "events", "n")):
                checked += 1
                if not any(_holds(estimate, wanted) for estimate in estimates):
                    lost.append(f"{one['key']}: {wanted['outcome']}")
    with capsys.disabled():
        print(f"\n{checked} rows with figures compared with {len(entries)} records")
    assert checked > 400
    assert lost == []


def test_no_sentence_of_a_source_enters_a_record(entries: list[dict[str, Any]]) -> None:
    sentences = 0
    for one in entries:
        text = json.dumps(
            json.loads((PAPERS / f"{one['key']}.json").read_text("utf-8")).get("findings", []), ensure_ascii=False
        )
        for wanted in _rows(one):
            if wanted["evidence"] and len(wanted["evidence"]) > 40:
                sentences += 1
                assert wanted["evidence"] not in text, one["key"]
    assert sentences > 500


def test_results_without_a_control_group_stay_uncontrolled(entries: list[dict[str, Any]]) -> None:
    said, benefits, uncontrolled = 0, 0, 0
    for one in entries:
        for wanted, finding in zip(_rows(one), findings_of(one), strict=True):
            group = wanted["group"] or ""
            if "no control group" in group or ("versus baseline" in group and "(comparator" not in group):
                said += 1
                assert finding.comparator.kind in UNCONTROLLED, finding.id
            if wanted["direction"] == "benefit":
                benefits += 1
                uncontrolled += finding.comparator.kind not in CONTROLLED
    assert said > 250
    assert uncontrolled > benefits / 2


def test_every_arm_of_a_comparison_shares_outcome_and_label(entries: list[dict[str, Any]]) -> None:
    """A comparator's own figure has a treated or between row beside it with the same outcome, label and time."""
    alone = []
    for one in entries:
        findings = findings_of(one)
        for finding in findings:
            if finding.arm is Arm.CONTROL and finding.comparator.kind in CONTROLLED:
                same = {
                    other.arm
                    for other in findings
                    if (other.outcome, other.outcome_label, other.timepoint_months)
                    == (finding.outcome, finding.outcome_label, finding.timepoint_months)
                }
                if same == {Arm.CONTROL}:
                    alone.append(finding.id)
    # These sources name the two arms differently: treatment-related for transplant-related, events for survival.
    assert alone == [
        "burt2011.12-month-treatment-related-mortality-comparator-arm",
        "vanlaar2014.events-during-follow-up-cyclophosphamide",
    ]


# Running it again


def _evidence(folder: Path, *papers: dict[str, Any]) -> Path:
    path = folder / "evidence.json"
    path.write_text(json.dumps({"about": "", "papers": list(papers)}), encoding="utf-8")
    return path


def _run(path: Path, folder: Path) -> int:
    return main([str(path), "--into", str(folder / "papers"), "--ledger", str(folder / "imported.json")])


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*.json")) if path.name != "evidence.json"}


def test_same_input_gives_the_same_bytes(entries: list[dict[str, Any]], tmp_path: Path) -> None:
    some = [one for one in entries if one["key"] not in MERGED][::6]
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        assert _run(_evidence(folder, *some), folder) == 0
    once = _bytes(first)
    assert _run(first / "evidence.json", first) == 0
    assert len(once) == len(some) + 1
    assert _bytes(first) == once == _bytes(second)


def test_the_ledger_knows_every_imported_record(entries: list[dict[str, Any]]) -> None:
    hashes = json.loads((ROOT / "tools" / "imported.json").read_text("utf-8"))
    assert set(hashes) == {one["key"] for one in entries} - MERGED
    assert all((PAPERS / f"{key}.json").exists() for key in hashes)


def test_an_edited_record_is_reported_and_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _evidence(tmp_path, entry())
    assert _run(path, tmp_path) == 0
    record = tmp_path / "papers" / "smith2020.json"
    edited = record.read_text("utf-8").replace("Cells in a disease", "Cells in this disease")
    record.write_text(edited, encoding="utf-8")
    capsys.readouterr()
    assert _run(path, tmp_path) == 1
    assert "smith2020: smith2020.json was edited" in capsys.readouterr().err
    assert record.read_text("utf-8") == edited


def test_an_untouched_record_follows_the_file(tmp_path: Path) -> None:
    assert _run(_evidence(tmp_path, entry()), tmp_path) == 0
    assert _run(_evidence(tmp_path, entry(title="A better title")), tmp_path) == 0
    assert "A better title" in (tmp_path / "papers" / "smith2020.json").read_text("utf-8")


def test_a_merged_paper_is_never_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = row(outcome_kind="proportion", value=40.4, unit="%")
    path = _evidence(tmp_path, entry(key="islam2023", results=[figures]))
    assert _run(path, tmp_path) == 1
    assert "does not exist" in capsys.readouterr().err
    record = tmp_path / "papers" / "islam2023.json"
    record.write_text('{"findings": [{"estimate": {"value": 40}}]}', encoding="utf-8")
    assert _run(path, tmp_path) == 1
    assert "lacks EDSS improved: {'value': 40.4}" in capsys.readouterr().err
    record.write_text('{"findings": [{"estimate": {"value": 40.4}}]}', encoding="utf-8")
    assert _run(path, tmp_path) == 0


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"route": ["by rocket"]}, "routes value 'by rocket'"),
        ({"cell_source": ["moss"]}, "cell-sources value 'moss'"),
        ({"results": [row(outcome="colour of the sky")]}, "outcome 'colour of the sky'"),
        ({"results": [row(value=1.0, unit="bushels")]}, "unit 'bushels'"),
        ({"results": [row(subgroup={"weather": "rain"})]}, "subgroup key 'weather'"),
        ({"results": [row(direction="sideways")]}, "direction 'sideways'"),
    ],
)
def test_an_unknown_value_is_an_error_with_paper_and_value(
    change: dict[str, Any], names: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(_evidence(tmp_path, entry(**change), entry(key="jones2021")), tmp_path) == 1
    error = capsys.readouterr().err
    assert f"smith2020: {names}" in error
    assert [path.name for path in (tmp_path / "papers").iterdir()] == ["jones2021.json"]


def test_a_file_of_another_form_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "evidence.json"
    path.write_text("[]", encoding="utf-8")
    assert _run(path, tmp_path) == 2
    assert _run(_evidence(tmp_path, entry(), entry()), tmp_path) == 2
    assert "smith2020 stands twice" in capsys.readouterr().err


# Bibliography


@pytest.mark.parametrize(
    ("pages", "doi", "number"),
    [
        ("e70189", None, True),
        ("R79", None, True),
        ("1365", "10.3390/cells10061365", True),
        ("552", "10.3390/pharmaceutics11110552", True),
        ("118", "10.1186/s13287-022-02786-3", True),
        ("8536785", None, True),
        ("S0092-8674(25)01041-4", "10.1016/j.cell.2025.09.010", True),
        ("1436-1439", "10.1136/annrheumdis-2017-211073", False),
        ("e91-e104", None, False),
        ("1936", None, False),
    ],
)
def test_article_numbers(pages: str, doi: str | None, number: bool) -> None:
    assert is_article_number(pages, doi, "Some Journal") is number


def test_names_keep_capital_particles_and_split_small_ones() -> None:
    small = name_of({"family": "van den Hoogen", "given": "F"})
    assert (small.non_dropping_particle, small.family) == ("van den", "Hoogen")
    assert name_of({"family": "Le Blanc", "given": "K"}).family == "Le Blanc"
    assert name_of({"family": "Canadian Critical Care Trials Group", "given": None}).literal


def test_missing_authors_are_said_to_be_missing() -> None:
    cut = entry(authors_complete=False, authors=[], incomplete=["journal", "pages"])
    assert incomplete_of(cut) == ["author", "container-title", "page"]
    notes = paper_of(cut, frozenset(), {}).notes
    assert notes[0].startswith("No page read shows the authors")


# Conditions, doses, subgroups


@pytest.mark.parametrize(
    ("change", "ids"),
    [
        ({"condition": ["osteoarthritis"], "condition_detail": "knee"}, ["knee-osteoarthritis"]),
        ({"title": "Progressive multiple sclerosis"}, ["progressive-multiple-sclerosis"]),
        ({"title": "Secondary progressive multiple sclerosis"}, ["secondary-progressive-multiple-sclerosis"]),
        ({"condition": ["cross-cutting"], "condition_detail": "MSC safety"}, []),
        (
            {
                "condition": ["systemic lupus erythematosus"],
                "condition_detail": "lupus nephritis",
                "title": "Lupus nephritis",
            },
            ["lupus-nephritis"],
        ),
        (
            {"condition": ["systemic lupus erythematosus"], "condition_detail": "lupus nephritis", "title": "Lupus"},
            ["systemic-lupus-erythematosus", "lupus-nephritis"],
        ),
    ],
)
def test_conditions(change: dict[str, Any], ids: list[str]) -> None:
    assert conditions_of(entry(**change))[0] == ids


@pytest.mark.parametrize(
    ("text", "cells", "per_kg"),
    [
        ("1e6 cells/kg, once", [], [1e6]),
        ("2e8 cells", [2e8], []),
        ("25, 50, 75 or 150e6 cells followed by 2 ml", [25e6, 50e6, 75e6, 150e6], []),
        ("1, 2 or 4 million cells/kg on days 1, 8 and 15", [], [1e6, 2e6, 4e6]),
        ("single infusion, 1-2e6 cells/kg", [], [1e6, 2e6]),
        ("1.7 (1.2-2.0)e6 cells/kg, once", [], [1.7e6]),
        ("bilateral putamen, 0.9e6 (low) or 2.7e6 (high) cells", [0.9e6, 2.7e6], []),
        ("two doses a month apart, 61e6 in total", [], []),
        ("3.61e6 mesenchymal stem cells per finger on average", [], []),
        ("4.05e5 to 6.2e7 cells/mL", [], []),
        ("more than 1e8 cells", [], []),
        (None, [], []),
    ],
)
def test_doses_are_read_only_where_they_are_plain(text: str | None, cells: list[float], per_kg: list[float]) -> None:
    found = dose_levels(text)
    assert found[0] == pytest.approx(cells)
    assert found[1] == pytest.approx(per_kg)


def test_a_subgroup_that_repeats_the_paper_says_nothing() -> None:
    one = entry()
    whole = intervention_of(one)
    assert subgroup_of(one, row(subgroup={"route": "intravenous"}), whole).intervention is None
    narrower = subgroup_of(one, row(subgroup={"route": "intravenous", "dose": "100e6"}), whole).intervention
    assert narrower is not None
    assert narrower.dose_cells == [1e8]
    assert subgroup_of(one, row(subgroup={"disease": "AIS A"}), whole).population == "AIS A"


# Figures


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"outcome_kind": "mean or median value", "value": 34.1, "unit": "points (from 58.9)"}, ("points", 58.9, None)),
        ({"outcome_kind": "mean change", "value": 9.4, "unit": "points worse"}, ("points", None, "points worse")),
        ({"outcome_kind": "mean difference", "value": 44.9, "unit": "% decrease"}, ("%", None, "% decrease")),
        ({"outcome_kind": "ranking score (SUCRA)", "value": 81.65, "unit": "% SUCRA"}, ("%", None, "SUCRA")),
        ({"outcome_kind": "odds ratio", "value": 0.99, "unit": "odds ratio"}, (None, None, None)),
        (
            {"outcome_kind": "mean or median value", "value": 3.5, "unit": "points", "outcome": "VAS (baseline 6.0)"},
            ("points", 6.0, None),
        ),
        (
            {
                "outcome_kind": "mean or median value",
                "value": 1.0,
                "unit": "total inflammation extent (from 533,482.5)",
            },
            ("total inflammation extent", 533482.5, None),
        ),
    ],
)
def test_units(change: dict[str, Any], wanted: tuple[str | None, float | None, str | None]) -> None:
    estimate = estimate_of("smith2020", row(**change))
    assert estimate is not None
    assert (estimate.unit, estimate.baseline, estimate.reported_as) == wanted
    assert estimate.value == change["value"]


def test_special_figures() -> None:
    error = estimate_of("a2000", row(outcome_kind="proportion", value=81.0, unit="% (SE 8)"))
    assert error is not None
    assert (error.standard_error, error.unit) == (8, "%")
    median = estimate_of("a2000", row(outcome_kind="mean change", value=-18.0, unit="points (median)"))
    assert median is not None
    assert (median.measure, median.reported_as) == (Measure.MEDIAN, "median change")
    many = estimate_of("a2000", row(outcome_kind="count", events=534, n=25))
    assert many is not None
    assert (many.value, many.events, many.n, many.unit) == (534, None, 25, "events")
    assert estimate_of("a2000", row()) is None
    with pytest.raises(Problem, match="a2000: unit"):
        estimate_of("a2000", row(value=1.0, unit="furlongs"))


def test_a_sign_that_runs_against_the_outcome_is_named() -> None:
    better = row(outcome="VAS pain", outcome_kind="mean difference", value=2.0, unit="points", group="MSC vs control")
    finding = findings_of(entry(condition=["osteoarthritis"], results=[better]))[0]
    assert finding.estimate is not None
    assert (finding.estimate.value, finding.estimate.reported_as) == (2.0, "signed so that positive is better")
    usual = findings_of(entry(condition=["osteoarthritis"], results=[{**better, "value": -2.0}]))[0]
    assert usual.estimate is not None
    assert usual.estimate.reported_as is None


# Outcomes


@pytest.mark.parametrize(
    ("words", "condition", "outcome", "group"),
    [
        ("EDSS improvement", "multiple sclerosis", "edss-improved", "neurological-disability"),
        ("disease progression at 1 year", "multiple sclerosis", "disease-progression", "neurological-disability"),
        ("six-minute walk test change (EDSS 6.0-6.5)", "multiple sclerosis", "six-minute-walk", "mobility"),
        ("SLEDAI, 6 months", "systemic lupus erythematosus", "sledai", "disease-activity"),
        ("serum creatinine, 3 months", "systemic lupus erythematosus", "serum-creatinine", "renal-outcome"),
        ("WOMAC pain versus placebo", "osteoarthritis", "womac-pain", "pain"),
        ("percentage improvement in KOOS versus corticosteroid", "osteoarthritis", "koos", "pain"),
        ("MRI", "spinal cord injury", "spinal-cord-imaging", "spinal-cord-imaging"),
        ("MRI", "osteoarthritis", "joint-mri-score", "cartilage-structure"),
        (
            "12-month transplant-related mortality",
            "systemic sclerosis",
            "treatment-related-mortality",
            "adverse-events",
        ),
        ("MDS-UPDRS III OFF change", "Parkinson's disease", "updrs-motor", "motor-function"),
    ],
)
def test_outcomes(words: str, condition: str, outcome: str, group: str) -> None:
    assert outcome_of(words, [condition]) == outcome
    assert group in roots()[outcome]


def test_better_directions_of_the_scales() -> None:
    known = better()
    lower = {"edss", "womac-total", "vas-pain", "sledai", "mrss", "updrs", "basdai", "das28", "relapse", "mortality"}
    higher = {"koos", "ikdc", "lysholm", "motor-score-asia", "acr-response", "neda", "remission", "overall-survival"}
    assert {known[outcome] for outcome in lower | {"adverse-events", "serum-creatinine"}} == {"lower"}
    assert {known[outcome] for outcome in higher | {"glomerular-filtration-rate", "complement-level"}} == {"higher"}


@pytest.mark.parametrize(
    ("words", "timed", "label"),
    [
        ("VAS pain at 3 months (baseline 6.0)", True, "VAS pain"),
        ("WOMAC overall, median at 12 months (baseline 28)", True, "WOMAC overall"),
        ("ACR20 at month 1, 1 million/kg", True, "ACR20"),
        ("ACR20 at a later visit, placebo", False, "ACR20 at a later visit"),
        ("event-free survival, 3 to 10 years", True, "event-free survival, 3 to 10 years"),
        ("5-year overall survival", True, "overall survival"),
        ("VAS pain, autologous MSC versus traditional therapy", False, "VAS pain"),
    ],
)
def test_labels_hold_neither_arm_nor_time_nor_baseline(words: str, timed: bool, label: str) -> None:
    assert label_of(words, timed) == label


# What a result was measured against


@pytest.mark.parametrize(
    ("change", "paper", "arm", "kind"),
    [
        ({"group": "all treated, versus baseline (no control group)"}, {}, Arm.TREATED, ComparatorKind.BASELINE),
        ({"group": "all treated (no control group)"}, {}, Arm.TREATED, ComparatorKind.NONE),
        ({"group": "pooled treated, worse than baseline (no control group)"}, {}, Arm.TREATED, ComparatorKind.BASELINE),
        ({"group": "hyaluronic acid control, versus baseline"}, {}, Arm.CONTROL, ComparatorKind.BASELINE),
        ({"group": "all three groups, versus baseline"}, {}, Arm.EVERYONE, ComparatorKind.BASELINE),
        ({"group": "final follow-up versus baseline"}, {}, Arm.TREATED, ComparatorKind.BASELINE),
        ({"group": "placebo", "value": 29.0}, {}, Arm.CONTROL, ComparatorKind.PLACEBO),
        ({"group": "saline (comparator)"}, {}, Arm.CONTROL, ComparatorKind.PLACEBO),
        ({"group": "cyclophosphamide (comparator, versus HSCT)"}, {}, Arm.CONTROL, ComparatorKind.ACTIVE),
        ({"group": "MSC vs placebo"}, {}, Arm.BETWEEN, ComparatorKind.PLACEBO),
        ({"group": "MSC vs HA"}, {}, Arm.BETWEEN, ComparatorKind.ACTIVE),
        ({"group": "MSC vs rehabilitation"}, {}, Arm.BETWEEN, ComparatorKind.USUAL_CARE),
        ({"group": "MSC vs control, RCTs"}, {}, Arm.BETWEEN, ComparatorKind.CONTROL),
        ({"group": "low dose vs control"}, {"comparator": "hyaluronic acid"}, Arm.BETWEEN, ComparatorKind.ACTIVE),
        (
            {"group": "MSC-NP versus saline", "outcome_kind": "proportion", "value": 33.0},
            {},
            Arm.TREATED,
            ComparatorKind.PLACEBO,
        ),
        ({"group": "intrathecal vs other routes"}, {}, Arm.BETWEEN, ComparatorKind.OTHER_ARM),
        ({"group": "fresh vs cryopreserved"}, {}, Arm.BETWEEN, ComparatorKind.OTHER_ARM),
        ({"group": "autograft vs allograft"}, {}, Arm.BETWEEN, ComparatorKind.OTHER_ARM),
        ({"group": "remission vs no remission"}, {}, None, ComparatorKind.NONE),
        ({"group": "UC-MSC", "outcome": "pain ranking"}, {}, Arm.TREATED, ComparatorKind.NONE),
        ({"group": None, "direction": "no difference"}, {"comparator": "placebo"}, Arm.BETWEEN, ComparatorKind.PLACEBO),
        ({"group": "cell arm", "value": 3.0}, {"comparator": "placebo"}, Arm.TREATED, ComparatorKind.NONE),
    ],
)
def test_arm_and_comparator(
    change: dict[str, Any], paper: dict[str, Any], arm: Arm | None, kind: ComparatorKind
) -> None:
    found = compare(entry(**paper), row(**change), (), True)
    assert (found.arm, found.comparator.kind) == (arm, kind)


def test_a_treated_arm_takes_the_comparator_of_its_control_figure() -> None:
    treated = row(group="hUC-MSC", outcome_kind="proportion", value=75.0, unit="%", direction="no difference")
    control = row(group="placebo", outcome_kind="proportion", value=83.0, unit="%", direction="not applicable")
    first, second = findings_of(entry(comparator="placebo", results=[treated, control]))
    assert (first.arm, first.comparator.kind) == (Arm.TREATED, ComparatorKind.PLACEBO)
    assert (second.arm, second.comparator.kind) == (Arm.CONTROL, ComparatorKind.PLACEBO)
    assert second.direction is Direction.NO_DIFFERENCE
    alone = findings_of(
        entry(comparator="placebo", results=[{**treated, "group": "hUC-MSC, versus baseline"}, control])
    )
    assert alone[0].comparator.kind is ComparatorKind.BASELINE


def test_what_is_not_told_is_said_to_be_untold() -> None:
    finding = findings_of(entry(results=[row(group="cells", statement="People did well.")]))[0]
    assert finding.comparator.kind is ComparatorKind.NONE
    assert finding.note == "The source read does not tell what this was compared with."


def test_contrasts_between_routes_name_the_other_arm() -> None:
    finding = findings_of(entry(results=[row(group="intrathecal vs other routes", subgroup={"route": "intrathecal"})]))[
        0
    ]
    assert finding.intervention is not None
    assert finding.intervention.routes == ["intrathecal"]
    assert finding.comparator.against is not None
    assert finding.comparator.against.routes == ["intravenous"]


# Findings


def test_statements_stand_alone() -> None:
    rows = [row(group="all treated, versus baseline (no control group)", statement="Four of 22 got better.")]
    finding = findings_of(entry(results=rows))[0]
    assert finding.statement == (
        "EDSS improved: four of 22 got better (compared with before treatment; no control group)."
    )


def test_ids_do_not_depend_on_the_order_of_rows() -> None:
    rows = [
        row(outcome="relapse", group="all treated", timepoint_months=9),
        row(outcome="relapse", group="all treated", timepoint_months=12),
        row(outcome="relapse", group="placebo"),
        row(outcome="EDSS improved"),
    ]
    ids = finding_ids("smith2020", rows)
    assert len(set(ids)) == 4
    assert finding_ids("smith2020", rows[::-1]) == ids[::-1]
    assert ids[3] == "smith2020.edss-improved"


def test_facts_about_the_study_are_no_results() -> None:
    finding = findings_of(entry(results=[row(outcome="patients treated", outcome_kind="count", n=12, group="all")]))[0]
    assert finding.arm is None
    assert finding.outcome == "study-size"
    assert finding.estimate is not None
    assert (finding.estimate.value, finding.estimate.n, finding.estimate.unit) == (12, 12, "people")


def test_a_hazard_ratio_on_survival_is_about_the_event() -> None:
    hazard = row(outcome="overall survival, 1 year", outcome_kind="hazard ratio", value=0.48, group="HSCT vs control")
    finding = findings_of(entry(condition=["systemic sclerosis"], results=[hazard]))[0]
    assert (finding.outcome, finding.outcome_label) == ("mortality", "overall survival, 1 year")


def test_safety_rows_are_safety_and_markers_are_mechanism() -> None:
    one = entry(results=[row(outcome="Th17 cells at 12 months"), row(outcome="CRP")], safety=[row(outcome="fever")])
    assert [finding.topic for finding in findings_of(one)] == [Topic.MECHANISM, Topic.EFFICACY, Topic.SAFETY]


# Notes


def test_notes_lose_the_bookkeeping_and_keep_the_facts() -> None:
    notes = (
        "Null result. Verification: pmid added from the PubMed copy. The review rates this trial at high risk of bias."
        " Key is a working label from the title; no pages seen found shows the authors."
        " Route not stated in the text seen."
    )
    assert notes_of(entry(notes=notes), frozenset()) == [
        "Null result.",
        "The review rates this trial at high risk of bias.",
        "Route not stated in the text read.",
    ]


def test_corrections_and_registries_are_found_in_the_notes() -> None:
    told = entry(notes="EudraCT 2008-004015-35. An erratum is listed (Arch Gen Psychiatry 2004;61:627).")
    assert registrations_of(told) == ["EudraCT2008-004015-35"]
    assert notes_of(told, frozenset()) == []
    standing = standing_of(told)
    assert standing.status is StandingStatus.CORRECTED
    assert standing.notice == "An erratum is listed (Arch Gen Psychiatry 2004;61:627)."
    assert standing_of(entry(notes="Null result.")).status is StandingStatus.NO_NOTICE_KNOWN


def test_same_patients_are_linked_on_both_sides() -> None:
    trial = {"pmid": None, "pmcid": None, "doi": None, "nct": ["NCT01933802"]}
    papers = [
        entry(key="first2010", ids=trial),
        entry(key="second2015", ids=trial),
        entry(key="third2012", notes="Probably overlaps with fourth2013."),
        entry(key="fourth2013"),
        entry(key="fifth2014", notes="Contrast with first2010."),
    ]
    assert same_patients(papers) == {
        "first2010": ["second2015"],
        "second2015": ["first2010"],
        "third2012": ["fourth2013"],
        "fourth2013": ["third2012"],
    }


def test_a_whole_record_is_valid_and_complete() -> None:
    paper = paper_of(entry(results=[row()], dose="1e6 cells/kg"), frozenset({"smith2020"}), {})
    assert Paper.model_validate(paper.model_dump(by_alias=True)) == paper
    assert paper.study.design == "randomized-controlled-trial"
    assert paper.study.intervention.dose_cells_per_kg == [1e6]
    assert paper.readings[0].addresses == ["https://example.org/1"]
