"""The tables and JSON that mscq itself prints, read back by its readers: every paper, every field that they hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from runs import here
from support import DATA, run_mscq

from mscq.errors import UnreadableFile
from mscq.library import read_file
from mscq.library.match import Match
from mscq.library.match_files import match_files
from mscq.records.knowledge_base import KnowledgeBase

WRITTEN = (("papers", "--csv"), ("papers", "--tsv"), ("papers", "--csv", "--raw-cells"), ("papers", "--json"))


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return KnowledgeBase(DATA)


@pytest.mark.parametrize("words", WRITTEN, ids=" ".join)
def test_every_paper_of_a_list_comes_back(words: tuple[str, ...], kb: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / f"papers.{words[1].removeprefix('--')}"
    path.write_text(here((*words, "--data", str(DATA)))[1], encoding="utf-8")
    result = read_file(path)
    assert (result.unread, result.warnings, len(result.entries)) == ([], [], len(kb.ids))
    for entry in result.entries:
        stored, held = kb.get(entry.key or "").bibliography, entry.bibliography
        first = stored.author[0] if stored.author else None
        read = held.author[0] if held.author else None
        assert (held.pmid, held.pmcid, held.doi) == (stored.pmid, stored.pmcid, stored.doi and stored.doi.lower())
        assert (held.title, held.container_title, entry.year) == (stored.title, stored.container_title, stored.year)
        assert entry.notes == ()
        assert (read and (read.family or read.literal)) == (first and (first.family or first.literal))
    found = match_files(kb, [str(path)], lambda: None)  # type: ignore[arg-type, return-value]
    assert [one.record for _, one in found.matched if isinstance(one, Match)] == [one.key for one in result.entries]


@pytest.mark.parametrize(
    "words",
    [("show", "islam2023"), ("cite", "islam2023", "burt2011"), ("search", "PMC10573670")],
    ids=lambda one: one[0],
)
def test_other_json_of_ours_is_read_too(words: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(here((*words, "--json"))[1], encoding="utf-8")
    result = read_file(path)
    assert result.unread == []
    assert result.entries[0].bibliography.pmid == "37834955"
    assert result.entries[0].key == "islam2023"


def test_what_match_prints_is_read_by_it(tmp_path: Path) -> None:
    path = tmp_path / "matched.json"
    path.write_text(run_mscq("match", "-", "--json", input="islam2023\n10.1000/none\n").stdout, encoding="utf-8")
    assert len(json.loads(path.read_text(encoding="utf-8"))["entries"]) == 2
    assert [one.bibliography.doi for one in read_file(path).entries] == ["10.3390/jcm12196311", "10.1000/none"]


def test_a_cell_that_was_made_inert_is_read_without_its_quote(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("title,pmid\n'=SUM of parts: a title,1234567\n'Quoted' cells,1234568\n", encoding="utf-8")
    titles = [one.bibliography.title for one in read_file(path).entries]
    assert titles == ["=SUM of parts: a title", "'Quoted' cells"]


def test_a_heading_longer_than_any_cell_is_said_to_be_unreadable(tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    file.write_text(f"title,{'x' * ((1 << 24) + 1)}\nOne,2\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="row at line 1"):
        read_file(file)
