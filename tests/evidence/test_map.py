"""The evidence gap map: each cell recounted from the files, empty pairs named as empty."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from made_papers import BEFORE, finding, given, made_base, paper
from runs import Done, Words, bundled, frozen, run_each

from mscq.evidence.gap_map import AXES, Grade, evidence_map
from mscq.evidence.selection import Selection
from mscq.output.forms.plain import render_report
from mscq.output.screens import gap_map as screen


def _records() -> list[dict[str, Any]]:
    return [json.loads(path.read_bytes()) for path in sorted((bundled().folder / "papers").glob("*.json"))]


def _arms(record: dict[str, Any], row: dict[str, Any] | None, field: str) -> list[list[str]]:
    """What each arm of a finding was given: its own, else what the paper names if that is one thing alone."""
    whole: list[str] = record["study"].get("intervention", {}).get(field, [])
    if row is None:
        return [whole]
    arms = [row.get("intervention"), row.get("comparator", {}).get("against")]
    return [(arm or {}).get(field) or (whole if len(whole) == 1 else []) for arm in arms[: 2 if arms[1] else 1]]


def _conditions(record: dict[str, Any], row: dict[str, Any] | None) -> list[str]:
    named: list[str] = (row or {}).get("conditions") or record["study"].get("conditions", [])
    return named


def _disease(condition: str) -> str:
    """Lupus nephritis is lupus, relapsing multiple sclerosis is multiple sclerosis; a family is no disease."""
    concepts = bundled().vocabulary.conditions
    above = [one for one in concepts[condition].broader if concepts[one].kind != "family"]
    return _disease(above[0]) if above else condition


@pytest.mark.slow
@pytest.mark.parametrize(("columns", "field"), [("route", "routes"), ("source", "sources"), ("donor", "donors")])
def test_cells_are_a_plain_recount(columns: str, field: str) -> None:
    """Each cell once more from the files: a row or column holds what is named as it or as anything below it."""
    papers: dict[tuple[str, str], set[str]] = defaultdict(set)
    held: set[tuple[str, str]] = set()
    made = evidence_map(bundled(), "condition", columns)
    conditions, facet = bundled().vocabulary.conditions, bundled().vocabulary.facet(made.columns_axis.facet)
    for record in _records():
        for row in (None, *record.get("findings", ())):
            for arm in _arms(record, row, field):
                pairs = {
                    (condition, value)
                    for condition in made.rows
                    for value in made.columns
                    if any(one in conditions.narrower(condition) for one in _conditions(record, row))
                    and any(one in facet.narrower(value) for one in arm)
                }
                for pair in pairs:
                    papers[pair].add(record["id"])
                if row and row.get("arm") and row["topic"] in ("efficacy", "safety"):
                    against = row["comparator"]["kind"] not in ("baseline", "none", "other-arm")
                    retold = record["study"]["design"] in ("narrative-review", "overview-article")
                    if against and row["stage"] not in ("animal", "laboratory") and not retold:
                        held |= pairs
    assert {pair: {each.id for each in cell.papers} for pair, cell in made.cells.items()} == papers
    assert {pair for pair, cell in made.cells.items() if cell.grade is Grade.CONTROLLED} == held
    named = {
        one for record in _records() for row in (None, *record.get("findings", ())) for one in _conditions(record, row)
    }
    assert set(made.rows) <= {_disease(one) for one in named}


def test_year_and_design_are_a_plain_recount() -> None:
    papers: dict[tuple[str, str], set[str]] = defaultdict(set)
    made = evidence_map(bundled(), "design", "year")
    for record in _records():
        issued = record["bibliography"].get("issued")
        for design in made.rows:
            if issued and record["study"]["design"] in bundled().vocabulary.designs.narrower(design):
                papers[design, str(issued["date-parts"][0][0])].add(record["id"])
    assert {pair: {each.id for each in cell.papers} for pair, cell in made.cells.items()} == papers
    assert set(made.rows) == {
        record["study"]["design"] for record in _records() if record["bibliography"].get("issued")
    }
    assert list(made.columns) == sorted(made.columns)


@pytest.mark.slow
@pytest.mark.parametrize("rows", AXES)
@pytest.mark.parametrize("columns", AXES)
def test_any_two_dimensions_make_a_map(rows: str, columns: str) -> None:
    if rows == columns:
        return
    made = evidence_map(frozen(), rows, columns)
    turned = evidence_map(frozen(), columns, rows)
    assert {pair: cell.studies for pair, cell in made.cells.items()} == {
        (row, column): cell.studies for (column, row), cell in turned.cells.items()
    }
    placed = {each.id for cell in made.cells.values() for each in cell.papers}
    assert placed.isdisjoint(each.id for each in made.unplaced)
    assert len(placed) + len(made.unplaced) == len(frozen())


def _made(folder: Path) -> Any:
    vein, joint = given(routes=["intravenous"]), given(routes=["intra-articular"])
    return made_base(
        folder,
        paper("held2020", finding("a", direction="no-difference"), intervention=vein),
        paper("more2021", finding("a"), intervention=vein, participants={"total": 40}, registrations=["NCT01234567"]),
        paper("again2022", intervention=vein, participants={"total": 30}, registrations=["NCT01234567"]),
        paper("free2015", finding("a", comparator=BEFORE), intervention=joint, design="single-arm-trial"),
        paper("told2019", finding("a"), intervention=joint, design="narrative-review", conditions=["osteoporosis"]),
        paper("mice2018", finding("a", stage="animal"), design="preclinical-study", conditions=["dermatomyositis"]),
        paper("silent2017", intervention=given(donors=["autologous"])),
    )


def test_grades_studies_and_patients(tmp_path: Path) -> None:
    made = evidence_map(_made(tmp_path))
    cells = {
        pair: (len(cell.papers), cell.studies, cell.patients, cell.grade, cell.level)
        for pair, cell in made.cells.items()
    }
    assert cells["multiple-sclerosis", "intravenous"] == (3, 2, 100, Grade.CONTROLLED, 2)
    assert cells["multiple-sclerosis", "intra-articular"] == (1, 1, 60, Grade.UNCONTROLLED, 4)
    assert cells["dermatomyositis", "intravenous"][3] is Grade.WORDS
    assert [each.id for each in made.unplaced] == ["silent2017"]
    assert made.rows[0] == "multiple-sclerosis"


def test_a_cell_is_as_strong_as_the_best_of_its_papers(tmp_path: Path) -> None:
    weak, strong = finding("a", comparator=BEFORE), finding("a")
    series = paper("series2024", weak, strong, design="case-series")
    kb = made_base(tmp_path, series, paper("cohort2020", weak, design="cohort"), paper("words2021", design="cohort"))
    [cell] = evidence_map(kb).cells.values()
    assert (cell.grade, cell.level) == (Grade.CONTROLLED, 4)
    trial = made_base(tmp_path, paper("trial2022", weak))
    [cell] = evidence_map(trial).cells.values()
    assert (cell.grade, cell.level) == (Grade.CONTROLLED, 2)


def test_numbers_nobody_stated_are_not_shown_as_none(tmp_path: Path) -> None:
    kb = made_base(
        tmp_path,
        paper("pooled2020", finding("a"), design="meta-analysis", participants={"total": 900}),
        paper("many2021", finding("a"), conditions=["osteoarthritis", "osteoporosis"], participants={"total": 404}),
    )
    text = render_report(screen.report(evidence_map(kb), kb.vocabulary, by="patients"))
    pooled, shared = (next(row for row in text.splitlines() if row.startswith(word)) for word in ("Multiple", "Osteoa"))
    assert pooled.split()[2:] == ["●"]
    assert shared.split()[1:] == ["●", "+404"]
    assert "only some belong to the cell" in text


def test_text_form_reads_without_colour(tmp_path: Path) -> None:
    made = evidence_map(_made(tmp_path))
    text = render_report(screen.report(made, frozen().vocabulary, by="papers"))
    head, sclerosis = (
        next(line for line in text.splitlines() if line.startswith(word)) for word in ("Condition", "Multiple")
    )
    assert "● 3" in sclerosis
    assert "◎ 1" in sclerosis
    assert "IV" in head
    for explained in ("● a result against", "◎ results without a control", "◌ words only", "nothing in the base"):
        assert explained in text
    pairs, empty = len(made.rows) * len(made.columns), len(made.rows) * len(made.columns) - len(made.cells)
    assert f"{empty} of {pairs} pairs empty" in text
    assert sum(line.count(" · ") for line in text.partition("\n\n")[0].splitlines()) <= empty


def test_selection_narrows_the_map() -> None:
    made = evidence_map(frozen(), "outcome", "route", Selection(conditions=("multiple-sclerosis",)))
    whole = evidence_map(frozen(), "outcome", "route")
    assert 0 < len(made.cells) < len(whole.cells)
    for pair, cell in made.cells.items():
        assert {each.id for each in cell.papers} <= {each.id for each in whole.cells[pair].papers}


JSON: Words = ("map", "--json")
CSV: Words = ("map", "--rows", "condition", "--cols", "source", "--by", "patients", "--csv")
REFUSED: dict[Words, str] = {
    ("map", "--rows", "weather"): "not 'weather'",
    ("map", "--rows", "route", "--cols", "route"): "two dimensions",
    ("map", "--by", "weight"): "papers or patients",
}
EMPTY: Words = ("map", "--year", "1901")


@pytest.fixture(scope="module")
def runs() -> dict[Words, Done]:
    return run_each([JSON, CSV, *REFUSED, EMPTY])


@pytest.mark.slow
def test_json_and_csv_hold_every_cell(runs: dict[Words, Done]) -> None:
    answer = json.loads(runs[JSON].stdout)
    made = evidence_map(frozen())
    assert len(answer["cells"]) == len(made.cells)
    rows = list(csv.DictReader(io.StringIO(runs[CSV].stdout)))
    sources = evidence_map(frozen(), "condition", "source")
    assert len(rows) == len(sources.rows) * len(sources.columns)
    filled = {(row["condition"], row["source"]): row["ids"].split() for row in rows if row["grade"] != "empty"}
    assert filled == {pair: [each.id for each in cell.papers] for pair, cell in sources.cells.items()}


@pytest.mark.parametrize("words", REFUSED)
def test_wrong_dimensions_say_so(runs: dict[Words, Done], words: Words) -> None:
    done = runs[words]
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert REFUSED[words] in done.stderr


def test_nothing_found(runs: dict[Words, Done]) -> None:
    assert (runs[EMPTY].returncode, runs[EMPTY].stdout) == (1, "")
