"""The reader's own references beside the base: where they come from, how they are marked, what they never enter."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from runs import Done, Words, frozen, run_here, run_together
from sample_base import good_base, write_base
from support import CACHE, run_mscq

from mscq.api import load
from mscq.errors import AmbiguousTerm, BadFile, UnknownPaper
from mscq.evidence.selection import Selection
from mscq.library import unanswerable
from mscq.library.called import Names, find, named
from mscq.library.collection import Library
from mscq.library.opening import open_library
from mscq.library.own_paper import OwnPaper
from mscq.library.search import search_own
from mscq.output.records import OF_STUDY, paper_record
from mscq.output.screens.own_references import whole_record
from mscq.records.knowledge_base import KnowledgeBase
from mscq.records.settings import library_files

KNEE: dict[str, Any] = {
    "id": "Roe_Knee:2020",
    "type": "article-journal",
    "title": "Adipose-derived stromal cells for knee osteoarthritis",
    "author": [{"family": "Roe", "given": "Jane"}],
    "issued": {"date-parts": [[2020]]},
    "container-title": "Journal of Made-up Trials",
    "DOI": "10.1234/knee_1",
    "PMID": "99999991",
    "abstract": "Intra-articular injection, against ketamine. Pain fell.",
}
HELD: dict[str, Any] = {"id": "msReview", "type": "article-journal", "title": "Whatever", "PMID": "37834955"}
CLASH: dict[str, Any] = {
    "id": "yuan2022",
    "type": "article-journal",
    "title": "RETRACTED: Cord cells given intravenously in systemic lupus erythematosus",
    "issued": {"date-parts": [[2019]]},
}
BARE: dict[str, Any] = {"id": "bare", "type": "article-journal", "PMID": "99999992"}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of four references: two own, one that the base has, one with a citation key of the base."""
    file = tmp_path_factory.mktemp("library") / "mine.json"
    file.write_text(json.dumps([KNEE, HELD, CLASH, BARE]), encoding="utf-8")
    return file


@contextmanager
def unseen(_: int) -> Iterator[Callable[[int], None]]:
    """A progress bar that nobody sees."""
    yield lambda done: None


def beside(kb: KnowledgeBase, fields: Sequence[dict[str, Any]]) -> Library:
    """A library of these CSL-JSON items beside a base."""
    file = Path(CACHE.name) / f"{uuid4()}.json"
    file.write_text(json.dumps(fields), encoding="utf-8")
    return open_library(kb, [file], demanded=True, tell=lambda _: None, stdin=io.BytesIO, progress=unseen)


def own(*fields: dict[str, Any]) -> list[OwnPaper]:
    return beside(frozen(), fields).fetch(numbers(beside(frozen(), fields)))


def numbers(library: Library) -> list[int]:
    return [number for (number,) in library.store.rows("SELECT number FROM paper ORDER BY number")]


SHOW_OWN = ("show", "roe_knee:2020")
SHOW_HELD = ("show", "msReview")
SHOW_CLASH = ("show", "yuan2022", "--json")
PAPERS = ("papers", "--condition", "osteoarthritis", "--route", "intra-articular")
PAPERS_CSV = (*PAPERS, "--csv")
BY_LEVEL = ("papers", "--condition", "knee oa", "--level", "2", "--json")
CITE = ("cite", "islam2023", "99999991", "own:yuan2022", "bare", "--format", "bibtex")
SEARCH = ("search", "adipose cells in knee osteoarthritis", "--json", "--limit", "5")
ONLY_OWN = ("search", "ketamine")
LEFT_OUT = ("search", "ketamine AND level:2")
VERDICT = ("condition", "lupus", "--json")


@pytest.fixture(scope="module")
def runs(library: Path) -> dict[Words, Done]:
    """What the program says with the library beside the base."""
    env = {"MSCQ_LIBRARY": str(library)}
    here = (SHOW_HELD, SHOW_CLASH, PAPERS_CSV, BY_LEVEL, ONLY_OWN, LEFT_OUT, VERDICT)
    processes = (SHOW_OWN, PAPERS, CITE, SEARCH)
    return {**run_together(processes, env=env), **{words: run_here(words, env=env) for words in here}}


def test_show_marks_an_own_reference_and_claims_nothing_for_it(runs: dict[Words, Done]) -> None:
    done = runs[SHOW_OWN]
    assert done.returncode == 0, done.stderr
    assert "◇ Roe_Knee:2020" in done.stdout
    assert "Your own reference, not reviewed" in done.stdout
    assert "Knee osteoarthritis ('knee osteoarthritis')" in done.stdout
    assert "Intra-articular ('Intra-articular injection')" in done.stdout
    assert "Oxford CEBM" not in done.stdout


def test_the_record_of_an_own_reference_leaves_open_what_only_a_reviewed_paper_has() -> None:
    record = whole_record(own(KNEE)[0])
    assert record["own"] is True
    reviewed = paper_record(frozen().get("islam2023"))
    assert {name for name in reviewed if name not in record} == set()
    assert [record[name] for name in OF_STUDY] == [None] * len(OF_STUDY)
    assert record["mentions"]["sources"] == ["adipose-tissue"]
    assert record["mentions"]["routes"] == ["intra-articular"]
    assert "findings" not in record


def test_a_paper_of_the_base_is_shown_as_the_bases_and_marked(runs: dict[Words, Done]) -> None:
    assert "islam2023 ◆" in runs[SHOW_HELD].stdout
    assert runs[SHOW_HELD].stdout.rstrip().endswith("◆ in your library")


def test_a_key_that_the_base_has_too_is_reported_and_the_base_wins(runs: dict[Words, Done]) -> None:
    record = json.loads(runs[SHOW_CLASH].stdout)
    assert (record["pmid"], record["own"], record["in_library"]) == ("36465325", False, False)
    said = "the key yuan2022 is that of another paper in the base; yours is own:yuan2022 here"
    assert said in runs[SHOW_CLASH].stderr


def test_papers_lists_own_references_apart_by_what_they_mention(runs: dict[Words, Done]) -> None:
    rows = list(csv.DictReader(io.StringIO(runs[PAPERS_CSV].stdout)))
    mine = [row for row in rows if row["own"] == "True"]
    assert [row["id"] for row in mine] == ["Roe_Knee:2020"]
    assert mine[0]["level"] == ""
    assert mine[0]["mentions_conditions"] == "knee-osteoarthritis"
    assert rows[-1] == mine[0]
    report = runs[PAPERS].stdout
    assert report.index("Your own references") < report.index("◇ Roe_Knee:2020")
    assert "not reviewed" in report


def test_a_filter_that_only_a_reviewed_paper_can_meet_leaves_them_out(runs: dict[Words, Done]) -> None:
    assert {paper["own"] for paper in json.loads(runs[BY_LEVEL].stdout)["papers"]} == {False}
    assert "your own references are left out: only reviewed papers can answer --level" in runs[BY_LEVEL].stderr


def test_cite_takes_own_references_and_says_so(runs: dict[Words, Done]) -> None:
    done = runs[CITE]
    assert done.returncode == 1
    assert "@article{Roe_Knee:2020," in done.stdout
    assert "doi = {10.1234/knee" in done.stdout
    assert done.stdout.count("@") == 3
    assert "Roe_Knee:2020 is your own reference, cited as your file has it" in done.stderr
    assert "warning: own:yuan2022 is retracted: Marked 'RETRACTED' in its title" in done.stderr
    assert "bare is not cited: your file gives no title of it" in done.stderr


def test_search_keeps_own_hits_apart_and_the_bases_as_they_are(runs: dict[Words, Done]) -> None:
    without, beside_it = json.loads(run_mscq(*SEARCH).stdout), json.loads(runs[SEARCH].stdout)
    assert "own" not in without
    assert [hit["paper"]["id"] for hit in beside_it["hits"]] == [hit["paper"]["id"] for hit in without["hits"]]
    assert [hit["score"] for hit in beside_it["hits"]] == [hit["score"] for hit in without["hits"]]
    assert beside_it["own"]["hits"][0]["paper"]["id"] == "Roe_Knee:2020"
    assert beside_it["own"]["hits"][0]["level"] is None
    assert {hit["paper"]["own"] for hit in beside_it["hits"]} == {False}


def test_search_finds_what_only_the_readers_own_file_holds(runs: dict[Words, Done]) -> None:
    assert runs[ONLY_OWN].returncode == 0
    assert "0 papers" in runs[ONLY_OWN].stdout
    assert "◇ Roe_Knee:2020" in runs[ONLY_OWN].stdout
    assert (runs[LEFT_OUT].returncode, runs[LEFT_OUT].stdout) == (1, "")
    assert "only reviewed papers can answer level" in runs[LEFT_OUT].stderr


def test_own_references_enter_no_verdict(runs: dict[Words, Done]) -> None:
    without = run_here(VERDICT)
    assert without.returncode == 0
    assert runs[VERDICT].stdout == without.stdout


def config(folder: Path, text: str) -> dict[str, str | None]:
    (folder / "mscq").mkdir()
    (folder / "mscq" / "config.toml").write_text(text, encoding="utf-8")
    return {"XDG_CONFIG_HOME": str(folder)}


def test_where_the_library_comes_from_and_what_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_config = config(tmp_path, 'library = ["here.txt", "/there.ris"]')
    for name, value in by_config.items():
        monkeypatch.setenv(name, value or "")
    monkeypatch.delenv("MSCQ_LIBRARY", raising=False)
    assert library_files(None) == [tmp_path / "mscq" / "here.txt", Path("/there.ris")]
    monkeypatch.setenv("MSCQ_LIBRARY", os.pathsep.join(["one.bib", "two.bib"]))
    assert library_files(None) == [Path("one.bib"), Path("two.bib")]
    assert library_files(["mine.bib"]) == [Path("mine.bib")]
    (tmp_path / "mscq" / "here.txt").write_text("PMID: 99999993\n", encoding="utf-8")
    done = run_mscq("show", "99999993", "--json", env=by_config)
    assert json.loads(done.stdout)["own"] is True
    assert "/there.ris: cannot be opened" in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('libary = ["a.bib"]', "unknown key 'libary'; it takes: library, ncbi_api_key, ncbi_email"),
        ("library = 7", "'library' is a path or a list of paths"),
        ("library = [", "not TOML"),
    ],
)
def test_a_wrong_config_file_is_an_error_that_names_it(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in config(tmp_path, text).items():
        monkeypatch.setenv(name, value or "")
    monkeypatch.delenv("MSCQ_LIBRARY", raising=False)
    with pytest.raises(BadFile) as caught:
        library_files(None)
    assert str(caught.value).startswith(f"{tmp_path / 'mscq' / 'config.toml'}: {said}")


def test_a_wrong_config_file_is_one_line_and_exit_3(tmp_path: Path) -> None:
    done = run_mscq("papers", "--condition", "ms", env=config(tmp_path, "colour = 1"))
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (3, "", 1)
    assert "config.toml: unknown key 'colour'" in done.stderr


def test_a_file_demanded_must_be_there_and_a_standing_one_need_not(tmp_path: Path) -> None:
    gone = tmp_path / "gone.bib"
    demanded = run_mscq("show", "islam2023", "--library", gone)
    assert (demanded.returncode, demanded.stdout) == (3, "")
    standing = run_mscq("show", "islam2023", env={"MSCQ_LIBRARY": str(gone)})
    assert standing.returncode == 0
    assert standing.stderr.splitlines() == [
        f"mscq: warning: your library is not read: {gone}: cannot be opened: No such file or directory"
    ]


def test_pieces_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    broken = tmp_path / "broken.nbib"
    broken.write_text("PMID- 99999995\nTI  - A whole record\n\nJT  - no title and no number\n", encoding="utf-8")
    done = run_mscq("show", "99999995", "--json", "--library", broken)
    assert json.loads(done.stdout)["title"] == "A whole record"
    assert f"1 of your references in {broken} cannot be read (see: mscq match {broken})" in done.stderr


def test_keys() -> None:
    no_key = {name: value for name, value in KNEE.items() if name != "id"}
    other = {**no_key, "title": "Something else altogether, and long enough", "DOI": "10.1234/2", "PMID": "99999996"}
    found = own(
        KNEE,
        {**other, "id": KNEE["id"].upper()},
        {**other, "id": KNEE["id"], "title": "A third title of this one", "DOI": "10.1/3", "PMID": "99999997"},
    )
    assert [paper.id for paper in found] == ["Roe_Knee:2020", "ROE_KNEE:2020", "Roe_Knee:2020-2"]
    assert [paper.id for paper in own(no_key)] == ["roe2020"]


def test_no_key_of_yours_is_given_to_another_paper_of_yours() -> None:
    keys = ("a", "a", "a-2", "yuan2022", "own:yuan2022", "yuan2022", "a", "A")
    fields = [
        {
            "id": key,
            "type": "article-journal",
            "title": f"A title that is long enough, the {n}th",
            "PMID": f"9999{n}000",
        }
        for n, key in enumerate(keys, 1)
    ]
    found = [paper.id for paper in own(*fields)]
    assert found == ["a", "a-3", "a-2", "own:yuan2022-2", "own:yuan2022", "own:yuan2022-3", "a-4", "A"]
    assert [paper.id for paper in own({"type": "article", "DOI": "10.1234/only"})] == ["10.1234/only"]


def test_a_paper_that_stands_twice_is_one_and_any_of_its_entries_can_be_the_bases() -> None:
    twin = {"id": "twin", "type": "article-journal", "title": "Another title of it", "DOI": KNEE["DOI"]}
    (paper,) = own(KNEE, twin)
    assert [one.key for one in paper.entries] == [KNEE["id"], "twin"]
    both = beside(frozen(), [{**twin, "PMID": "37834955"}, twin])
    assert (len(both), both.entries, both.held) == (0, 2, frozenset({"islam2023"}))


def test_find_tries_the_base_first_and_raises_its_error() -> None:
    library = beside(frozen(), [KNEE, HELD])
    for text in ("Roe_Knee:2020", "pmid 99999991", "https://doi.org/10.1234/KNEE_1"):
        assert find(library, text).id == KNEE["id"]
    assert find(library, "MSREVIEW").id == "islam2023"
    with pytest.raises(UnknownPaper, match="islam2024"):
        find(library, "islam2024")


def test_a_library_of_which_the_base_has_everything_is_one(tmp_path: Path) -> None:
    file = tmp_path / "held.json"
    file.write_text(json.dumps([HELD]), encoding="utf-8")
    done = run_here(("show", "msReview", "--json", "--library", str(file)))
    assert (done.returncode, json.loads(done.stdout)["in_library"]) == (0, True)
    assert "islam2023" not in run_here(("cite", "msReview", "--library", str(file))).stderr


def test_what_names_several_papers_of_ones_own() -> None:
    trial = {"type": "article-journal", "note": "NCT09999999", "author": [{"family": "Doe"}]}
    item = {**KNEE, "DOI": "10.1016/S0140-6736(19)30001-1"}
    many = [
        {**trial, "id": "first", "title": "A trial of its own"},
        {**trial, "id": "second", "title": "Later, longer"},
    ]
    library = beside(frozen(), [*many, item])
    for text in ("NCT09999999", "nct 09999999", "see https://clinicaltrials.gov/study/NCT09999999"):
        assert [paper.id for paper in named(library, text)] == ["first", "second"]
        with pytest.raises(AmbiguousTerm, match="first"):
            find(library, text)
    assert [paper.id for paper in named(library, "first")] == ["first"]
    for text in ("S0140-6736(19)30001-1", "https://doi.org/10.1016/s0140-6736(19)30001-1/fulltext"):
        assert find(library, text).id == KNEE["id"], text
    assert library.how_many(Selection(registrations=("nct 09999999",))) == 2
    assert "roe_KNEE:2020" in Names(library.store)
    assert "islam2023" not in Names(library.store)


@pytest.mark.parametrize(
    ("selection", "found"),
    [
        (Selection(), True),
        (Selection(conditions=("osteoarthritis",)), True),
        (Selection(conditions=("multiple-sclerosis",)), False),
        (Selection(routes=("intra-articular",), sources=("adipose-tissue",)), True),
        (Selection(cells=("mesenchymal-stromal-cell",), routes=("intravenous",)), False),
        (Selection(years=(2020, 2020)), True),
        (Selection(years=(2021, None)), False),
        (Selection(registrations=("NCT00000001",)), False),
        (Selection(standings=("retracted",)), False),
        (Selection(designs=("randomized-controlled-trial",)), False),
        (Selection(outcomes=("pain",)), True),
        (Selection(controlled=True), False),
        (Selection(min_n=1), False),
    ],
)
def test_what_a_selection_finds(selection: Selection, found: bool) -> None:
    library = beside(frozen(), [KNEE])
    assert [paper.id for paper in library.selected(selection)] == [KNEE["id"]] * found
    assert library.how_many(selection) == found


def test_what_cannot_be_answered() -> None:
    assert unanswerable.of_selection(Selection(conditions=("x",), years=(2020, None))) == []
    assert unanswerable.of_selection(Selection(entities=("il-10",), levels=(1,))) == ["entities", "levels"]


@pytest.mark.parametrize(
    ("query", "found", "left_out"),
    [
        ("knee pain", True, ()),
        ("condition:osteoarthritis route:ia", True, ()),
        ("condition:ms", False, ()),
        ("author:roe year:2020", True, ()),
        ("knee NOT ketamine", False, ()),
        ("knee NOT design:rct", True, ()),
        ("outcome:pain", True, ()),
        ("design:rct", False, ()),
        ("kneee osteoarthritsi", True, ()),
        ("adipos*[ti] AND 2019:2021[dp]", True, ()),
        ("roe j[au]", True, ()),
        ("roe k[au]", False, ()),
        ("knee NOT entity:il-10", False, ("entity",)),
        ("double-blind trials of the knee", False, ("blinding",)),
        ("(knee OR direction:harm) n:>30", False, ("direction", "n")),
    ],
)
def test_queries(query: str, found: bool, left_out: tuple[str, ...]) -> None:
    answer = search_own(beside(frozen(), [KNEE]), query)
    assert [hit.paper.id for hit in answer.hits] == [KNEE["id"]] * found
    assert answer.unanswerable == left_out


TEXT = st.none() | st.text(max_size=30)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return load(write_base(tmp_path_factory.mktemp("small"), good_base()))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(TEXT | st.just("smith2020"), TEXT, TEXT, st.none() | st.integers(1, 99)), max_size=6))
def test_every_own_reference_has_a_key_of_its_own(
    small: KnowledgeBase, made: list[tuple[str | None, str | None, str | None, int | None]]
) -> None:
    fields = [
        {"id": key, "title": title, "author": [{"family": family}] if family else [], "PMID": pmid}
        for key, title, family, pmid in made
    ]
    kept = [one for one in fields if json.loads(json.dumps(one))]
    library = beside(small, kept)
    papers = library.fetch(numbers(library))
    ids = [paper.id for paper in papers]
    assert len({*ids, *small.ids}) == len(ids) + len(small.ids)
    held = library.store.value("SELECT count(*) FROM entry WHERE held IS NOT NULL")
    assert sum(len(paper.entries) for paper in papers) + held == library.entries
