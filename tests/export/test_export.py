"""The export: every record comes back from the tables as it is in its file, and other programs read them."""

from __future__ import annotations

import json
import math
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import rebuilt
from support import BASE, DATA

from mscq.api import load
from mscq.errors import BadFile, NotUnderstood
from mscq.evidence.effect import favours_treatment
from mscq.evidence.level import Control, control_of, level
from mscq.evidence.results import results
from mscq.evidence.treatment import conditions, treatment_of
from mscq.export import Export
from mscq.export.place import place_folder
from mscq.records.facets import FACETS
from mscq.records.terms import Topic


@pytest.fixture(scope="session")
def export() -> Export:
    return Export(load())


@pytest.fixture(scope="session")
def folder(export: Export, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("export") / "evidence"
    export.write(folder=place)
    return place


@pytest.fixture(scope="session")
def database(export: Export, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("export") / "evidence.db"
    export.write(sqlite=place)
    return place


@pytest.fixture(scope="session", params=["csv", "sqlite"])
def rows(request: pytest.FixtureRequest, folder: Path, database: Path) -> rebuilt.Rows:
    return rebuilt.from_csv(folder) if request.param == "csv" else rebuilt.from_sqlite(database)


def _stored(folder: str) -> dict[str, Any]:
    return {file.stem: json.loads(file.read_text("utf-8")) for file in sorted((DATA / folder).glob("*.json"))}


@pytest.mark.slow
def test_every_record_comes_back_whole(rows: rebuilt.Rows) -> None:
    stored = {key: rebuilt.pruned(record) for key, record in _stored("papers").items()}
    again = rebuilt.papers(rows)
    assert again.keys() == stored.keys()
    assert [key for key in stored if again[key] != stored[key]] == []


def test_every_registered_trial_comes_back_whole(rows: rebuilt.Rows) -> None:
    stored = json.loads((DATA / "trials.json").read_text("utf-8"))["trials"]
    assert rebuilt.trials(rows) == [rebuilt.pruned(trial) for trial in stored]


def test_every_number_is_the_one_that_is_stored(rows: rebuilt.Rows) -> None:
    stored = {f["id"]: f.get("estimate", {}) for p in _stored("papers").values() for f in p.get("findings", ())}
    figures = ("value", "value_to", "baseline", "standard_error", "events", "n", "ci_low", "ci_high", "ci_level", "p")
    found = {row["id"]: {name: row[name] for name in figures if row[name] is not None} for row in rows["findings"]}
    assert sum(map(len, found.values())) > 1000
    assert found == {
        key: {name: estimate[name] for name in figures if name in estimate} for key, estimate in stored.items()
    }


def test_the_vocabulary_comes_back_whole(rows: rebuilt.Rows) -> None:
    again = rebuilt.concepts(rows)
    assert set(again) == set(FACETS)
    for facet, document in _stored("vocabulary").items():
        assert again[facet] == document["concepts"], facet


def test_derived_columns_are_what_the_program_computes_and_say_so(export: Export, rows: rebuilt.Rows) -> None:
    kb = load()
    by_id = {row["id"]: row for row in rows["findings"]}
    for paper in kb.papers():
        for finding in paper.findings:
            row = by_id[finding.id]
            assert row["setting"] == control_of(finding).value
            assert row["level"] == level(paper)
            effect = favours_treatment(finding, kb.vocabulary.outcomes)
            assert (row["favours_treatment"] is None) == (effect is None)
            assert effect is None or math.isclose(row["favours_treatment"], effect)
    texts = {(table.name, column.name): column.text for table in export.tables for column in table.columns}
    assert all(texts.values())
    for column in ("setting", "level", "favours_treatment", "is_result"):
        assert texts["findings", column].startswith("Derived, not reported: ")
    assert texts["findings", "ci_low"] == "Lower bound of the confidence interval"


def test_the_description_carries_version_and_licence(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    stated = json.loads((DATA / "base.json").read_text("utf-8"))
    assert package["version"] == stated["version"]
    assert package["licenses"][0]["name"] == "MIT"
    assert package["id"] == f"urn:sha256:{package['mscq']['base']['sha256']}"
    assert package["mscq"]["base"]["papers"] == len(_stored("papers"))
    assert {file.name for file in folder.iterdir()} == {
        "datapackage.json",
        *(resource["path"] for resource in package["resources"]),
    }


@pytest.mark.slow
def test_an_export_is_the_same_each_time(folder: Path, tmp_path: Path) -> None:
    Export(load()).write(folder=tmp_path / "again")
    for file in folder.iterdir():
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes(), file.name


@pytest.mark.slow
def test_frictionless_finds_the_package_valid(folder: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "type", "message"])[:5]
    assert len(report.tasks) > 40


def test_frictionless_sees_a_broken_package(folder: Path, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    kept = [one for one in package["resources"] if one["name"] in ("routes", "route_broader")]
    for resource in kept:
        resource.pop("hash"), resource.pop("bytes")
        shutil.copy(folder / resource["path"], tmp_path)
    with (tmp_path / "route_broader.csv").open("a", encoding="utf-8") as file:
        file.write("by-carrier-pigeon,1,intravenous\r\n")
    (tmp_path / "datapackage.json").write_text(json.dumps({**package, "resources": kept}), encoding="utf-8")
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert [row[0] for row in report.flatten(["type"])] == ["foreign-key"]


def test_the_database_is_sound(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        keys = sum(
            len(connection.execute(f"PRAGMA foreign_key_list('{name}')").fetchall())
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        )
        assert keys > 50
        connection.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute("INSERT INTO paper_conditions VALUES ('islam2023', 99, 'no-such-condition')")
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            connection.execute("UPDATE findings SET direction = 'wonderful'")


def test_full_text_search_finds_titles_statements_and_labels(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        papers = "SELECT id FROM papers WHERE rowid IN (SELECT rowid FROM papers_fts WHERE papers_fts MATCH ?)"
        assert ("yuan2022",) in connection.execute(papers, ("lupus",)).fetchall()
        findings = "SELECT id FROM findings WHERE rowid IN (SELECT rowid FROM findings_fts WHERE findings_fts MATCH ?)"
        found = {key for (key,) in connection.execute(findings, ("outcome_label:responders AND OARSI",))}
        stored = {
            finding["id"]
            for paper in _stored("papers").values()
            for finding in paper.get("findings", ())
            if {"responders", "oarsi"} <= set(finding.get("outcome_label", "").lower().replace("/", " ").split())
        }
        assert stored
        assert stored <= found
        assert connection.execute(findings, ("zzzz",)).fetchall() == []


def test_the_views_hold_each_comparison_once(database: Path) -> None:
    kb = load()
    found = [
        result
        for paper in kb.papers()
        for topic in (Topic.EFFICACY, Topic.SAFETY)
        for result in results(paper, kb.vocabulary.outcomes, topic)
    ]
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        shown = {row["id"]: dict(row) for row in connection.execute("SELECT * FROM results")}
        assert sorted(shown) == sorted(result.finding.id for result in found)
        for result in found:
            row = shown[result.finding.id]
            treatment = treatment_of(result.paper, result.finding)
            assert row["direction"] == result.direction.value
            assert row["level"] == level(result.paper)
            assert (row["routes"] or "") == "; ".join(kb.vocabulary.routes.label(one) for one in treatment.routes)
            assert (row["conditions"] or "") == "; ".join(
                kb.vocabulary.conditions.label(one) for one in conditions(result.paper, result.finding)
            )
        controlled = {row["id"] for row in connection.execute("SELECT id FROM controlled_results")}
        assert controlled == {one.finding.id for one in found if one.control is Control.CONTROLLED}
        assert len(connection.execute("SELECT * FROM paper_overview").fetchall()) == len(kb)
        assert ("routes", "intravenous") in {
            (row["facet"], row["concept"])
            for row in connection.execute(
                "SELECT * FROM concept_names WHERE name = 'intravenous infusion' OR name = 'IV'"
            )
        }


def test_sqlite_utils_opens_it_as_it_is(database: Path) -> None:
    sqlite_utils = pytest.importorskip("sqlite_utils")
    opened = sqlite_utils.Database(database)
    assert opened["papers"].detect_fts() == "papers_fts"
    assert "islam2023" in {row["id"] for row in opened["papers"].search("multiple sclerosis mesenchymal")}
    keys = {(key.column, key.other_table) for key in opened["findings"].foreign_keys}
    assert keys == {("paper", "papers"), ("outcome", "outcomes")}


def test_datasette_opens_it_as_it_is(database: Path) -> None:
    pytest.importorskip("datasette")
    query = f"/{database.stem}/papers.json?_search=lupus&_shape=array&_size=max"
    done = subprocess.run(
        [sys.executable, "-m", "datasette", database, "--get", query], capture_output=True, check=True, timeout=60
    )
    assert "yuan2022" in {row["id"] for row in json.loads(done.stdout)}


def test_a_place_that_is_not_free_is_refused(export: Export, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "thesis.docx").write_text("mine")
    for force in (False, True):
        with pytest.raises(NotUnderstood, match="full"):
            export.write(folder=full, sqlite=tmp_path / "new.db", force=force)
    assert [file.name for file in tmp_path.rglob("*")] == ["full", "thesis.docx"]
    (tmp_path / "old.db").write_text("mine")
    with pytest.raises(NotUnderstood, match="--force"):
        export.write(sqlite=tmp_path / "old.db", folder=tmp_path / "new")
    assert (tmp_path / "old.db").read_text() == "mine"
    assert not (tmp_path / "new").exists()
    (tmp_path / "old.db-wal").touch()
    with pytest.raises(BadFile, match="in use"):
        export.write(sqlite=tmp_path / "old.db", force=True)
    with pytest.raises(BadFile, match="cannot be written"):
        export.write(folder=tmp_path / "missing" / "evidence")
    with pytest.raises(BadFile, match="cannot be written"):
        export.write(sqlite=tmp_path / "missing" / "evidence.db")


def test_force_replaces_an_earlier_export(export: Export, tmp_path: Path) -> None:
    place, file = tmp_path / "evidence", tmp_path / "evidence.db"
    place.mkdir()
    export.write(folder=place, sqlite=file)
    first = sorted(one.name for one in place.iterdir())
    package = json.loads((place / "datapackage.json").read_text("utf-8"))
    package["resources"].append({"path": "gone.csv"})
    (place / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    (place / "gone.csv").write_text("a table of an earlier version")
    (place / "papers.csv").write_text("broken")
    file.write_text("broken")
    export.write(folder=place, sqlite=file, force=True)
    assert sorted(one.name for one in place.iterdir()) == first
    assert rebuilt.from_csv(place)["papers"] == rebuilt.from_sqlite(file)["papers"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["evidence", "evidence.db"]


@pytest.mark.parametrize("there", [True, False])
def test_nothing_stays_behind_when_writing_fails(tmp_path: Path, there: bool) -> None:
    place = tmp_path / "evidence"
    if there:
        place.mkdir()

    def fill(part: Path) -> None:
        (part / "papers.csv").write_text("half of it")
        raise OSError("disk full")

    with pytest.raises(BadFile, match="disk full"):
        place_folder(place, fill, force=False)
    assert [one.name for one in tmp_path.rglob("*")] == (["evidence"] if there else [])


def test_a_record_that_names_what_is_not_there_is_refused(tmp_path: Path) -> None:
    shutil.copytree(BASE / "vocabulary", tmp_path / "base" / "vocabulary")
    (tmp_path / "base" / "papers").mkdir()
    record = json.loads((BASE / "papers" / "islam2023.json").read_text("utf-8"))
    record["study"]["conditions"] = ["no-such-condition"]
    (tmp_path / "base" / "papers" / "islam2023.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(BadFile, match=r"paper_conditions: no conditions has no-such-condition.*mscq verify"):
        Export(load(tmp_path / "base")).write(folder=tmp_path / "new")
    assert not (tmp_path / "new").exists()
