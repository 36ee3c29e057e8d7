"""Two commands never contradict each other: what one says of a paper, a finding or a cell, every other says too."""

from __future__ import annotations

import csv
import json
import shlex
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_papers import finding, made_base, other_arm, paper
from made_papers import given as gave
from runs import Words, bundled, run_here

from mscq.evidence.comparison import compare
from mscq.evidence.dossier import dossier
from mscq.evidence.gap_map import AXES, Cell, EvidenceMap, Grade, evidence_map
from mscq.evidence.results import results_of
from mscq.evidence.selection import Selection, Selector
from mscq.output.questions import papers_command
from mscq.output.screens import condition as condition_screen
from mscq.records.choices import CHOICES
from mscq.records.models import Paper
from mscq.records.value import replace

WITHIN = ("multiple-sclerosis", "lupus-nephritis", "knee-osteoarthritis", "rheumatic-disease")


def _papers(selection: Selection) -> set[str]:
    return {each.id for each in Selector(bundled(), selection).papers()}


def _some(made: EvidenceMap, number: int) -> list[Cell]:
    """Cells from all over a map, the fullest first."""
    ordered = sorted(made.cells.values(), key=lambda cell: (-len(cell.papers), cell.row, cell.column))
    return ordered[:: max(1, len(ordered) // number)]


@pytest.mark.slow
@pytest.mark.parametrize(("rows", "columns"), list(combinations(AXES, 2)))
def test_a_cell_of_the_map_is_what_its_question_lists(rows: str, columns: str) -> None:
    made = evidence_map(bundled(), rows, columns)
    for cell in _some(made, 30):
        assert {each.id for each in cell.papers} == _papers(made.question(cell)), (cell.row, cell.column)


@pytest.mark.slow
@pytest.mark.parametrize("condition", WITHIN)
@pytest.mark.parametrize(("rows", "columns"), [("outcome", "route"), ("condition", "source"), ("cell", "year")])
def test_a_cell_within_a_filter_is_what_its_question_lists(condition: str, rows: str, columns: str) -> None:
    for asked in (
        Selection(conditions=(condition,)),
        Selection(conditions=(condition,), controlled=True),
        Selection(conditions=(condition,), years=(2015, None), levels=(2, 4)),
    ):
        made = evidence_map(bundled(), rows, columns, asked)
        assert made.cells
        for cell in _some(made, 15):
            assert {each.id for each in cell.papers} == _papers(made.question(cell)), (cell.row, cell.column)
            assert {each.id for each in cell.papers} <= _papers(asked)


def test_a_filter_on_an_axis_shows_nothing_beyond_it() -> None:
    conditions = bundled().vocabulary.conditions
    for asked in WITHIN:
        made = evidence_map(bundled(), "condition", "design", Selection(conditions=(asked,)))
        assert made.rows
        assert set(made.rows) <= conditions.narrower(asked)


def test_a_controlled_cell_has_a_controlled_result_to_list() -> None:
    for rows, columns in (("condition", "route"), ("outcome", "donor")):
        made = evidence_map(bundled(), rows, columns)
        for pair, cell in made.cells.items():
            asked = replace(made.question(cell), controlled=True)
            assert (cell.grade is Grade.CONTROLLED) is bool(_papers(asked)), pair


@pytest.mark.parametrize("words", [
    ("map",),
    ("map", "--rows", "outcome", "--cols", "route"),
    ("map", "--rows", "outcome", "--cols", "route", "--condition", "ms"),
    ("map", "--rows", "condition", "--cols", "design", "--year", "2015..2020", "--level", "2", "4"),
    ("map", "--rows", "cell", "--cols", "year", "--donor", "allogeneic", "--controlled"),
])  # fmt: skip
def test_the_printed_hint_lists_the_papers_of_a_cell(words: Words) -> None:
    text = run_here((*words, "--width", "200")).stdout
    hint = text.partition("What stands in a cell: ")[2].strip()
    listed = run_here((*shlex.split(hint)[1:], "--json"))
    assert listed.returncode == 0
    cells = [
        {each["id"] for each in cell["papers"]} for cell in json.loads(run_here((*words, "--json")).stdout)["cells"]
    ]
    assert {each["id"] for each in json.loads(listed.stdout)["papers"]} in cells


def _vocabulary(name: str) -> list[str]:
    return sorted(bundled().vocabulary.facet(name))


@cache
def _filters() -> dict[str, st.SearchStrategy[Any]]:
    def some(values: Any) -> st.SearchStrategy[tuple[Any, ...]]:
        return st.lists(st.sampled_from(list(values)), min_size=1, max_size=2, unique=True).map(tuple)

    years = st.integers(2000, 2026)
    return {
        "conditions": some(_vocabulary("conditions")),
        "routes": some(_vocabulary("routes")),
        "sources": some(_vocabulary("cell-sources")),
        "cells": some(_vocabulary("cell-types")),
        "donors": some(_vocabulary("donors")),
        "outcomes": some(_vocabulary("outcomes")),
        "entities": some(_vocabulary("entities")),
        "designs": some(_vocabulary("designs")),
        "topics": some(CHOICES["topics"]),
        "directions": some(CHOICES["directions"]),
        "stages": some(CHOICES["stages"]),
        "levels": some(range(1, 6)),
        "phases": some(("1", "1/2", "2", "2a", "3")),
        "years": st.one_of(years.map(lambda y: (y, None)), years.map(lambda y: (None, y)), years.map(lambda y: (y, y))),
        "min_n": st.integers(1, 200),
        "controlled": st.just(True),
    }


@st.composite
def _selections(draw: st.DrawFn, most: int = 3) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(sorted(_filters())), max_size=most, unique=True))
    return {name: draw(_filters()[name]) for name in names}


def _findings(selection: Selection) -> set[str]:
    return {each.id for _, each in Selector(bundled(), selection).findings()}


@settings(max_examples=60, deadline=None)
@given(fields=_selections(), data=st.data())
def test_a_further_filter_never_widens_a_list(fields: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(set(_filters()) - set(fields))))
    asked, narrowed = Selection(**fields), Selection(**fields, **{name: data.draw(_filters()[name])})
    assert _papers(narrowed) <= _papers(asked)
    assert _findings(narrowed) <= _findings(asked)


@settings(max_examples=30, deadline=None)
@given(fields=_selections(), data=st.data())
def test_a_further_value_never_narrows_a_list(fields: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(
        st.sampled_from(["conditions", "routes", "sources", "outcomes", "designs", "directions", "levels"])
    )
    values = data.draw(_filters()[name])
    asked = Selection(**{**fields, name: values[:1]})
    assert _papers(asked) <= _papers(Selection(**{**fields, name: values}))


@settings(max_examples=40, deadline=None)
@given(fields=_selections(4))
def test_findings_are_those_of_the_papers_listed(fields: dict[str, Any]) -> None:
    asked = Selection(**fields)
    of_findings = {one.partition(".")[0] for one in _findings(asked)}
    assert of_findings <= _papers(asked)
    if asked.asks_of_findings:
        assert of_findings == _papers(asked)


_PRINTED = (
    Selection(conditions=("multiple-sclerosis",), routes=("intravenous", "intrathecal"), years=(2010, 2020)),
    Selection(designs=("clinical-trial",), years=(2024, 2024), min_n=30),
    Selection(outcomes=("pain",), directions=("no-difference",), controlled=True),
    Selection(sources=("umbilical-cord",), donors=("allogeneic",), phases=("1/2", "2"), levels=(2, 4)),
    Selection(cells=("extracellular-vesicle",), topics=("efficacy",), stages=("controlled-trial",), years=(None, 2025)),
    Selection(registrations=("NCT01056471",)),
    Selection(met=("no", "mixed"), blindings=("double-blind",), sponsors=("industry",), endpoints=("primary",)),
    Selection(standings=("corrected", "expression-of-concern", "retracted")),
    Selection(entities=("interleukin-10",), years=(2018, None)),
    Selection(against=("placebo", "hyaluronic-acid"), months=(12, None)),
    Selection(months=(3, 6.5)),
)  # fmt: skip


@pytest.mark.parametrize("asked", _PRINTED)
def test_a_printed_command_asks_what_it_stands_for(asked: Selection) -> None:
    done = run_here((*shlex.split(papers_command(asked))[1:], "--json"), base=None)
    listed = {each["id"] for each in json.loads(done.stdout)["papers"]} if done.returncode == 0 else set()
    assert listed == _papers(asked)


def test_every_field_of_a_selection_is_printed() -> None:
    from mscq.cli.commands.ask.papers import FILTERS

    whole = " ".join(papers_command(asked) for asked in _PRINTED)
    assert {name for name in FILTERS if f"--{name}" not in whole} == set()


def _routes(folder: Path) -> Any:
    """A pooled figure of two routes; figures of each arm; one set against the other arm; one of two sources too."""
    both = gave(cells=["mesenchymal-stromal-cell"], sources=["bone-marrow"], routes=["intravenous", "intrathecal"])
    vein, spine = gave(routes=["intravenous"]), gave(routes=["intrathecal"])
    marrow = gave(routes=["intravenous"], sources=["bone-marrow"])
    cord = other_arm(routes=["intrathecal"], sources=["umbilical-cord"])
    relapse = finding("b", outcome="relapse", intervention=spine)
    two_sources = {**both, "sources": ["bone-marrow", "umbilical-cord"]}
    return made_base(
        folder,
        paper("pooled2020", finding("a"), intervention=both),
        paper("apart2021", finding("a", intervention=vein), relapse, intervention=both),
        paper(
            "arms2022",
            finding("a", intervention=vein, comparator=other_arm(routes=["intrathecal"])),
            intervention=both,
        ),
        paper("mixed2023", finding("a", intervention=marrow, comparator=cord), intervention=two_sources),
    )


def _listed(kb: Any, **fields: tuple[str, ...]) -> set[str]:
    return {each.id for each in Selector(kb, Selection(**fields)).papers()}  # type: ignore[arg-type]


def test_a_pooled_figure_is_evidence_at_no_route_alone(tmp_path: Path) -> None:
    kb = _routes(tmp_path)
    every = {"pooled2020", "apart2021", "arms2022", "mixed2023"}
    assert _listed(kb, routes=("intrathecal",)) == every
    assert _listed(kb, routes=("intrathecal",), outcomes=("pain",)) == {"arms2022", "mixed2023"}
    assert _listed(kb, routes=("intrathecal",), outcomes=("relapse",)) == {"apart2021"}
    assert _listed(kb, routes=("intravenous",), outcomes=("relapse",)) == set()
    made = evidence_map(kb, "condition", "route")
    assert made.cells["multiple-sclerosis", "intravenous"].grade is Grade.CONTROLLED
    assert evidence_map(kb, "condition", "route", Selection(papers=("pooled2020",))).cells[
        "multiple-sclerosis", "intravenous"
    ].grade is Grade.WORDS  # fmt: skip
    gaps = dossier(kb, "multiple-sclerosis", Selection(papers=("pooled2020",))).gaps
    assert set(gaps.routes) == {"intravenous", "intrathecal"}


def test_two_arms_do_not_make_a_third(tmp_path: Path) -> None:
    kb = _routes(tmp_path)
    pain = {"outcomes": ("pain",), "papers": ("mixed2023",)}
    assert _listed(kb, routes=("intrathecal",), sources=("umbilical-cord",), **pain) == {"mixed2023"}
    assert _listed(kb, routes=("intravenous",), sources=("bone-marrow",), **pain) == {"mixed2023"}
    assert _listed(kb, routes=("intravenous",), sources=("umbilical-cord",), **pain) == set()


def _heads() -> list[str]:
    return list(evidence_map(bundled(), "condition", "route").rows)


@pytest.mark.parametrize(("axis", "field"), [("route", "routes"), ("source", "sources")])
def test_gaps_of_a_dossier_are_the_cells_without_a_controlled_result(axis: str, field: str) -> None:
    made = evidence_map(bundled(), "condition", axis)
    for condition in made.rows:
        gaps = set(getattr(dossier(bundled(), condition).gaps, field))
        for (row, column), cell in made.cells.items():
            if row == condition:
                assert not (cell.grade is Grade.CONTROLLED and column in gaps), (row, column)
                trials = [
                    each
                    for each in cell.papers
                    if results_of(bundled(), each) and column in getattr(each.study.intervention, field)
                ]
                assert cell.grade is Grade.CONTROLLED or not trials or column in gaps, (row, column)


def test_outcomes_without_a_controlled_result_are_the_same_on_map_and_dossier() -> None:
    for condition in _heads():
        gaps = set(dossier(bundled(), condition).gaps.outcomes)
        held = evidence_map(bundled(), "outcome", "year", Selection(conditions=(condition,), controlled=True))
        assert gaps.isdisjoint(held.rows), condition


@pytest.mark.parametrize("condition", ["multiple-sclerosis", "knee-osteoarthritis", "systemic-lupus-erythematosus",
                                       "spinal-cord-injury", "parkinson-disease"])  # fmt: skip
def test_every_finding_of_a_condition_stands_in_its_dossier(condition: str) -> None:
    document = condition_screen.data(dossier(bundled(), condition), bundled().vocabulary)
    held = {each["id"] for each in document["findings"]}
    assert _findings(Selection(conditions=(condition,))) - held == set()
    assert {each["id"] for each in document["papers"]} == _papers(Selection(conditions=(condition,)))


def _records(document: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document that is about a paper or a finding, told by its id."""
    if isinstance(document, dict):
        if isinstance(document.get("id"), str) and ("design" in document or "direction" in document):
            yield document
        for value in document.values():
            yield from _records(value)
    elif isinstance(document, list):
        for value in document:
            yield from _records(value)


_OF_PAPERS = ("level", "n", "design", "year", "pmid", "standing", "phase")
_OF_FINDINGS = ("level", "setting", "direction", "topic", "stage", "arm", "outcome", "timepoint_months", "statement")
_ASKED: tuple[Words, ...] = (
    ("papers", "--condition", "ms"),
    ("findings", "--condition", "ms"),
    ("condition", "ms"),
    ("timeline", "ms"),
    ("conflicts", "ms"),
    ("map", "--condition", "ms"),
    ("map", "--rows", "outcome", "--cols", "donor", "--condition", "ms"),
    ("compare", "--route", "iv", "intrathecal", "--condition", "ms"),
    ("compare", "--source", "uc", "bm"),
    ("why", "fan2024"),
)


@cache
def _told() -> dict[tuple[str, str], dict[str, set[str]]]:
    """What each command tells of each paper and finding: by id and field, the values and who gives them."""
    told: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for words in _ASKED:
        for record in _records(json.loads(run_here((*words, "--json"), base=None).stdout)):
            for field in _OF_FINDINGS if "." in record["id"] else _OF_PAPERS:
                if field in record:
                    told[record["id"], field][json.dumps(record[field])].add(" ".join(words))
    return told


def test_commands_agree_on_papers_and_findings() -> None:
    told = _told()
    assert {key: values for key, values in told.items() if len(values) > 1} == {}
    sources = {by for values in told.values() for one in values.values() for by in one}
    assert sources == {" ".join(words) for words in _ASKED}
    shared = [key for key, values in told.items() if any(len(by) > 2 for by in values.values())]
    assert len({one for one, _ in shared if "." in one}) > 20
    assert len({one for one, _ in shared if "." not in one}) > 20


def test_the_export_agrees_with_the_commands(tmp_path: Path) -> None:
    assert run_here(("export", str(tmp_path / "out")), base=None).returncode == 0
    told, compared = _told(), 0
    for table, fields in (
        ("findings", ("level", "setting", "direction", "stage", "outcome")),
        ("papers", ("level", "design")),
    ):
        with (tmp_path / "out" / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                for field in fields:
                    if (row["id"], field) in told:
                        [value] = told[row["id"], field]
                        shown = json.loads(value)
                        assert row[field] == ("" if shown is None else str(shown)), (row["id"], field)
                        compared += 1
    assert compared > 1000


def test_a_study_of_several_diseases_is_counted_whole_in_none(tmp_path: Path) -> None:
    several = ["multiple-sclerosis", "systemic-lupus-erythematosus"]
    arms = {"cells": ["mesenchymal-stromal-cell"], "routes": ["intravenous", "intrathecal"]}
    kb = made_base(
        tmp_path,
        paper("one2020", finding("a"), participants={"total": 40}),
        paper("forms2020", finding("a"), conditions=["multiple-sclerosis", "progressive-multiple-sclerosis"],
              participants={"total": 7}),
        paper("many2021", finding("a"), conditions=several, participants={"total": 404}),
        paper("ways2021", finding("a", intervention=gave(routes=["intravenous"])), intervention=arms,
              participants={"total": 90}),
        paper("pooled2022", finding("a"), design="meta-analysis", conditions=["osteoarthritis"],
              participants={"total": 5000}),
    )  # fmt: skip
    made = evidence_map(kb, "condition", "design")
    assert _people(made.cells["multiple-sclerosis", "randomized-controlled-trial"]) == (40 + 7 + 90, 404)
    assert _people(made.cells["systemic-lupus-erythematosus", "randomized-controlled-trial"]) == (None, 404)
    assert _people(made.cells["osteoarthritis", "meta-analysis"]) == (None, None)
    by_route = evidence_map(kb, "condition", "route")
    assert _people(by_route.cells["multiple-sclerosis", "intravenous"]) == (47, 404 + 90)
    found = dossier(kb, "multiple-sclerosis")
    assert (found.counts.patients, found.counts.shared_patients) == (137, 404)
    progressive = dossier(kb, "progressive-multiple-sclerosis")
    assert (progressive.counts.patients, progressive.counts.shared_patients) == (None, 7)
    blocks = compare(kb, "condition", several).blocks
    told = {
        block.condition.id: {one.paper.id: one.n for one in block.values[block.condition.id].trials} for block in blocks
    }
    assert told["systemic-lupus-erythematosus"] == {"many2021": None}
    assert told["multiple-sclerosis"] == {"one2020": 40, "forms2020": 7, "ways2021": 90, "many2021": None}


def _people(cell: Cell) -> tuple[int | None, int | None]:
    return cell.patients, cell.shared_patients


def test_a_family_stands_for_its_members(tmp_path: Path) -> None:
    def on(paper_id: str, *named: str) -> Paper:
        return paper(paper_id, finding("a"), conditions=list(named))

    kb = made_base(tmp_path, on("whole2020", "autoimmune-disease"), on("sclerosis2021", "multiple-sclerosis"),
                   on("joints2022", "osteoarthritis"))  # fmt: skip
    made = evidence_map(kb, "condition", "route")
    cell = made.cells["autoimmune-disease", "intravenous"]
    assert {each.id for each in cell.papers} == {"whole2020", "sclerosis2021"}
    assert "neurological-disease" not in made.rows
    assert {each.id for each in made.cells["multiple-sclerosis", "intravenous"].papers} == {"sclerosis2021"}
