"""The library index: it answers as the records do, follows the file, and nothing that lies there is trusted."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from made_references import write_nbib
from runs import frozen, run_here
from support import BASE, CACHE, ROOT, environment, run_mscq

from mscq.errors import MscqError
from mscq.library import build, cache, collection, index, searcher, store, where
from mscq.library.called import find
from mscq.library.collection import Library
from mscq.library.kept import record_of
from mscq.library.opening import open_library
from mscq.library.search import search_own
from mscq.library.searcher import OwnSearcher
from mscq.search.index import Index, Way
from mscq.search.nearness import Nearness
from mscq.search.postings import LONGEST, Postings, labels_of
from mscq.search.query import parse

SAMPLES = ROOT / "tests" / "library" / "samples"


@contextmanager
def unseen(_: int) -> Iterator[Callable[[int], None]]:
    """A progress bar that nobody sees."""
    yield lambda done: None


def opened(*files: Path, tell: Callable[[str], None] = lambda _: None) -> Library:
    return open_library(frozen(), files, demanded=True, tell=tell, stdin=io.BytesIO, progress=unseen)


def tagged(record: Mapping[str, Any]) -> list[str]:
    """The concepts of an own reference as tokens."""
    year = ((record["bibliography"].get("issued") or {}).get("date-parts") or [[None]])[0][0]
    return [*record["tags"], *([f"year:{year}"] if year else [])]


class InMemory(index.LibraryIndex):
    """All papers of a library, their records taken apart and every number counted in them, as an index of the base."""

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        self.library = library
        for (number,) in library.store.rows("SELECT number FROM paper"):
            self.ids[number] = str(number)
            self.postings.add(number, str(number), self.raw[number])

    def _empty(self) -> Postings:
        return Postings(labels_of(frozen().vocabulary), tagged)

    _places, in_findings = Index._places, Index.in_findings
    __len__ = Index.__len__
    stands, has, times = Index.stands, Index.has, Index.times
    beginning, identified, spelt, keep = Index.beginning, Index.identified, Index.spelt, Index.keep

    def average(self, field: int) -> float:
        texts = self.postings.texts
        return sum(len(each[field]) for each in texts.values()) / max(len(texts), 1) or 1.0

    def speaking(self, ways: Iterable[Way]) -> int:
        return Index.speaking(self, ways)

    def alike(self, word: str, most: int, *, authors: bool) -> list[str]:
        return list(Index.alike(self, word, most, authors=authors))

    @cached_property
    def longest_word(self) -> int:
        return int(self.postings.get(LONGEST, ""))


def in_memory(whole: InMemory, text: str) -> tuple[int, list[tuple[float, int]]]:
    """How many papers answer a query, and the best ten with their scores, all of them looked at."""
    library, query = whole.library, parse(text)
    searcher = OwnSearcher(library, query)
    searcher.index = searcher._interpreter.index = whole
    searcher._interpreter.__dict__["nearness"] = Nearness(whole)
    scores = searcher.matches(query).scores
    years = {number: year or 0 for number, year in library.store.rows("SELECT number, year FROM paper")}
    best = sorted(scores, key=lambda one: (-round(one.total, 3), -years[one.document], one.document))
    return len(scores), [(round(one.total, 3), one.document) for one in best[:10]]


NEAR = re.compile(r"adj|PRE/|:~|\*cell\*")
QUERIES = (
    "knee osteoarthritis",
    "bone marrow cells in the knee",
    "mesenchymal",
    "kneee osteoarthritsi",
    "does iv work in lupus",
    "graft versus host disease NOT children",
    '"bone marrow" AND (knee OR heart)',
    "condition:ms",
    "route:iv condition:oa",
    "outcome:pain year:2010..",
    "year:..2005",
    "smith[au]",
    "smith m[au] AND 2000:2015[dp]",
    "stem[ti] NOT cells[ti]",
    "mesen*",
    "NOT cells",
    "randomized trials",
    "journal:made",
    "10.1234/made.7",
    "zzzyyyxxx cells",
    "nothingofthatkind",
    "(stem adj3 cell).ti,ab.",
    "(cell? adj5 knee).ti,ab.",
    "(stem adj cell*).ab.",
    "TITLE-ABS(cell PRE/2 knee)",
    "((mesenchymal or stem) adj2 cell$).ti,ab. not (rat or mouse).ti.",
    '"stem cell"[tiab:~2] NOT (knee OR heart)',
    "'m?senchymal stem*cell*':ab",
    "lupus[ti] AND english[la]",
    "lupus[ti] NOT (letter[pt] OR editorial[pt])",
    "cells[ti] AND (review[pt] OR journal article[pt])",
    "cells[ti] NOT review[pt]",
    "english[la]",
    "1. lupus.ti.\n2. english.la.\n3. 1 not 2",
    "1. cell*.ti.\n2. knee.ti,ab.\n3. limit 2 to yr=2010-2025\n4. 1 or 3\n5. 4 not lupus.ti.",
    "#1 stem[ti]\n#2 cells[ti]\n#3 #1 NOT #2",
    "exp Mesenchymal Stem Cells/ and exp Osteoarthritis/",
    "Multiple Sclerosis/ or Lupus Erythematosus, Systemic/",
    "exp Fractures, Bone/ or cell*.ti.",
    '"Transplantation, Autologous"[mh]',
    'stem[ti] NOT "Transplantation, Autologous"[mh]',
    '"Mesenchymal Stem Cells"[mh] AND 2015:2024[dp] NOT (rats[ti] OR mice[ti])',
    "(NOT (english[la] OR knee)) AND cells",
    "NOT (english[la] AND knee) AND cells",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("made") / "made.nbib"
    write_nbib(file, frozen(), 150)
    return file


@pytest.fixture(scope="module")
def wholes(made: Path) -> list[InMemory]:
    """A library that is made up and one of several files, loaded whole."""
    several = [SAMPLES / "endnote.ris", SAMPLES / "scopus.ris", SAMPLES / "pubmed.xml"]
    return [InMemory(opened(made)), InMemory(opened(*several))]


@pytest.mark.parametrize("query", QUERIES)
def test_the_index_answers_as_the_records_themselves(query: str, wholes: list[InMemory]) -> None:
    for whole in wholes:
        found = search_own(whole.library, query)
        assert (found.total, [(hit.score, hit.paper.number) for hit in found.hits]) == in_memory(whole, query)


ATOMS = st.sampled_from(
    [
        *("cell*[ti]", "knee[tiab]", '"stem cell"[tiab:~3]', "lupus[ti]", '"bone marrow"', "mesen*[tiab]", "smith[au]"),
        *("english[la]", "letter[pt]", "review[pt]", "journal article[pt]", "adult[mh]", "harvard[ad]", "made[ta]"),
        *('"Mesenchymal Stem Cells"[mh]', '"Multiple Sclerosis"[mh:noexp]', '"Spinal Cord Injuries/therapy"[mh]'),
        *('"Transplantation, Autologous"[mh]', '"Fractures, Bone"[mh]', "outcome:pain", "route:iv", "2010:2020[dp]"),
    ]
)
TREES = st.recursive(
    ATOMS, lambda part: st.builds("({} {} {})".format, part, st.sampled_from(("AND", "OR", "NOT")), part), max_leaves=8
)


@pytest.mark.slow
@examples(max_examples=60, deadline=None)
@given(query=TREES)
def test_every_query_is_asked_as_it_is_read(query: str, wholes: list[InMemory]) -> None:
    for whole in wholes:
        assert search_own(whole.library, query).total == in_memory(whole, query)[0]


@pytest.mark.parametrize("query", ["knee osteoarthritis", "bone marrow", "mesenchymal stem cells lupus"])
def test_of_more_than_are_scored_the_best_come_first(
    query: str, wholes: list[InMemory], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searcher, "_SCORED", 25)
    found, (total, best) = search_own(wholes[0].library, query), in_memory(wholes[0], query)
    assert found.total == total
    assert sum(hit.score for hit in found.hits) >= 0.93 * sum(score for score, _ in best)


def test_in_a_large_library_what_is_rare_is_counted_and_the_rest_estimated(
    wholes: list[InMemory], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = wholes[0].library

    def library() -> Library:
        return Library(made.store, made.kb, made.files)

    def saying(stem: str) -> int:
        return index.LibraryIndex(library()).speaking([index._Way((stem,))])

    stems, query = ("cell", "diseas", "zzz"), "knee osteoarthritis"
    many = search_own(library(), "mesenchymal cells")
    exact, total = [saying(stem) for stem in stems], search_own(library(), query).total
    monkeypatch.setattr(collection, "_MOST_COUNTED", 100)
    monkeypatch.setattr(index, "_AT_AN_END", 30)
    monkeypatch.setattr(index, "_FEW", 10)
    assert [saying(stem) for stem in stems] == pytest.approx(exact, rel=0.35)
    about = search_own(library(), "mesenchymal cells")
    assert about.total == pytest.approx(many.total, rel=0.35)
    assert (about.estimated, many.estimated, set(str(about.total)[2:]) - {"0"}) == (True, False, set())
    monkeypatch.setattr(index, "_FEW", 1_000)
    assert [saying(stem) for stem in stems] == exact
    assert search_own(library(), query).total == total


def test_how_many_hold_a_token_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of papers alone: neither of a second entry of the same paper, nor of a paper of the base."""
    monkeypatch.setattr(build, "COMMON", 1)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    file = tmp_path / "twice.nbib"
    write_nbib(file, frozen(), 40)
    library = opened(file, SAMPLES / "endnote.ris", SAMPLES / "scopus.ris")
    held = dict(library.store.rows("SELECT token, papers FROM token"))
    assert held.keys() >= {"cell", "year:2019", "every:paper"}
    assert held == {token: library.count(where.either_token([token])) for token in held}
    assert held["every:paper"] == len(library) < library.entries


@pytest.mark.parametrize("query", ["knee osteoarthritis", "bone marrow cells in the knee", "does iv work in lupus"])
def test_what_speaks_of_it_is_told_by_single_words_where_all_takes_long(
    query: str, wholes: list[InMemory], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The counts are nearly the same, and so are the scores."""
    for name, number in (("_AT_AN_END", 20), ("_COUNTED", 0), ("_FEW", 1)):
        monkeypatch.setattr(index, name, number)
    found, (total, best) = search_own(wholes[0].library, query), in_memory(wholes[0], query)
    assert found.total == pytest.approx(total, rel=0.1)
    assert sum(hit.score for hit in found.hits) == pytest.approx(sum(score for score, _ in best), rel=0.2)


def test_a_search_beside_a_library_imports_nothing_that_reads_one(made: Path) -> None:
    words = ("search", "bone", "marrow", "--library", str(made), "--data", str(BASE))
    assert run_mscq(*words).returncode == 0  # which reads it
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "mscq", *words],
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
        timeout=60,
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert {"sqlite3", "mscq.library.search"} <= imported
    readers = {"build", "decode", "detect", "fields", "making", "match", "match_files", "read", "rows", "tag"}
    assert not imported & {"html.entities", *(f"mscq.library.{name}" for name in readers)}


def test_where_no_words_are_scored_the_newest_come_first(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searcher, "_SCORED", 25)
    years = [hit.paper.year or 0 for hit in search_own(opened(made), '"Mesenchymal Stem Cells"[mh]').hits]
    assert years == sorted(years, reverse=True)
    assert years[0] == 2025


def test_newest_first(made: Path) -> None:
    years = [hit.paper.year or 0 for hit in search_own(opened(made), "cells", newest_first=True).hits]
    assert years == sorted(years, reverse=True)
    assert years[0] == 2025


def indexes() -> list[Path]:
    return sorted(cache.folder().glob("*.sqlite"))


def show(file: Path, key: str, env: dict[str, str | None] | None = None) -> subprocess.CompletedProcess[str]:
    return run_mscq("show", key, "--json", "--library", file, env=env)


def ris(*titles: str) -> str:
    return "".join(f"TY  - JOUR\nID  - key{n}\nTI  - {title}\nER  - \n" for n, title in enumerate(titles))


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str | None]:
    """A cache folder of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return {"XDG_CACHE_HOME": str(tmp_path / "cache")}


def test_a_file_that_changed_is_read_again_whatever_its_size_and_time(
    tmp_path: Path, alone: dict[str, str | None]
) -> None:
    file = tmp_path / "refs.ris"
    for title in ("Ketamine in sleep", "Morphine in sleep"):
        file.write_text(ris(title), encoding="utf-8")
        os.utime(file, ns=(10**18, 10**18))
        assert find(opened(file), "key0").title == title  # type: ignore[union-attr]
    assert len(indexes()) == 1, "the index of what the file was is gone"


def test_content_is_the_key(tmp_path: Path, alone: dict[str, str | None]) -> None:
    said: list[str] = []
    for name in ("one.ris", "two.ris"):
        (tmp_path / name).write_text(ris("A title that is long enough", "Other") + "TI  - stray\n", encoding="utf-8")
        (paper,) = opened(tmp_path / name, tell=said.append).fetch([1])
        assert paper.entry.file == str(tmp_path / name)
    assert len(indexes()) == 1
    assert [one.partition(" cannot")[0] for one in said] == [
        f"warning: 1 of your references in {tmp_path / name}" for name in ("one.ris", "two.ris")
    ]


def test_a_file_that_rests_is_not_hashed_again(
    tmp_path: Path, alone: dict[str, str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, hashed = tmp_path / "refs.ris", []
    file.write_text(ris("Title"), encoding="utf-8")
    whole = cache._hashed

    def noted(one: Path) -> str:
        hashed.append(one)
        return whole(one)

    monkeypatch.setattr(cache, "_hashed", noted)
    opened(file)
    assert len(hashed) > 0
    monkeypatch.setattr(cache, "_RESTED", -1)
    opened(file)
    hashed.clear()
    opened(file)
    assert hashed == []


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def scribble(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096:] = b"\x07" * (len(content) - 4096)
    file.write_bytes(content)


def of_another_version(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute(f"PRAGMA user_version = {store.SCHEMA + 1}")


def of_another_program(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE paper (number)")


def without_words(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("DROP TABLE said")
        database.commit()


@pytest.mark.slow
@pytest.mark.parametrize(
    "harm",
    [
        cut,
        scribble,
        of_another_version,
        of_another_program,
        without_words,
        lambda file: file.write_bytes(b""),
        lambda file: file.write_text("SQLite format 3, or so it says"),
    ],
)
def test_a_broken_or_foreign_index_is_made_anew(
    harm: Callable[[Path], object], tmp_path: Path, alone: dict[str, str | None]
) -> None:
    file = tmp_path / "refs.ris"
    file.write_text(ris("Ketamine in sleep", "Morphine"), encoding="utf-8")
    opened(file)
    (index,) = indexes()
    harm(index)
    done = run_mscq("search", "ketamine", "--json", "--library", file, env=alone)
    assert (done.returncode, done.stderr) == (0, "")
    assert [hit["paper"]["id"] for hit in json.loads(done.stdout)["own"]["hits"]] == ["key0"]
    assert indexes() == [index]
    assert search_own(opened(file), "ketamine").total == 1


def test_where_no_index_can_be_kept_the_answer_is_the_same_and_it_is_said(tmp_path: Path) -> None:
    file = tmp_path / "refs.ris"
    file.write_text(ris("Ketamine in sleep"), encoding="utf-8")
    (tmp_path / "plain").write_text("no folder")
    in_the_way = tmp_path / "taken"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(in_the_way))
        opened(file)
        (index,) = indexes()
    index.unlink()
    index.mkdir()
    for place in (tmp_path / "plain", in_the_way):
        done = show(file, "key0", {"XDG_CACHE_HOME": str(place)})
        assert json.loads(done.stdout)["title"] == "Ketamine in sleep"
        assert done.stderr.count("\n") == 1
        assert "the index of your library is not kept, and read anew each time" in done.stderr


@pytest.mark.slow
def test_two_processes_at_once_answer_alike_and_leave_one_index(made: Path, alone: dict[str, str | None]) -> None:
    words = [sys.executable, "-m", "mscq", "search", "knee", "--json", "--data", str(BASE), "--library", str(made)]
    running = [
        subprocess.Popen(words, env=environment(alone), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    answers = [one.communicate() for one in running]
    assert [one.returncode for one in running] == [0, 0, 0]
    assert len(set(answers)) == 1
    assert [one.name for one in cache.folder().iterdir() if one.name.startswith(".")] == []
    assert len(indexes()) == 1


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
def test_a_killed_import_leaves_nothing_that_matters(tmp_path: Path, alone: dict[str, str | None]) -> None:
    file = tmp_path / "large.nbib"
    write_nbib(file, frozen(), 6_000)
    words = [sys.executable, "-m", "mscq", "search", "knee", "--data", str(BASE), "--library", str(file)]
    with subprocess.Popen(words, env=environment(alone), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        until = time.monotonic() + 30
        while time.monotonic() < until and not list(cache.folder().glob(".mscq-*")):
            time.sleep(0.01)
        running.kill()
    assert list(cache.folder().glob(".mscq-*"))
    assert indexes() == []
    file.write_text(ris("Ketamine in sleep"), encoding="utf-8")
    assert opened(file).entries == 1
    assert list(cache.folder().glob(".mscq-*")) == []


def test_without_full_text_search_one_line_says_so(
    tmp_path: Path, alone: dict[str, str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "refs.ris"
    file.write_text(ris("Title"), encoding="utf-8")
    monkeypatch.setattr(store, "_TABLES", "CREATE VIRTUAL TABLE said USING fts5x(title)")
    with pytest.raises(MscqError, match="needs SQLite with FTS5"):
        opened(file)
    done = run_here(("search", "title", "--library", str(file)), env={"XDG_CACHE_HOME": str(alone["XDG_CACHE_HOME"])})
    assert (done.returncode, done.stderr.count("\n")) == (4, 1)


def test_nothing_is_written_where_there_is_no_library(tmp_path: Path, alone: dict[str, str | None]) -> None:
    for words in (("search", "knee"), ("papers",), ("library",), ("match", str(SAMPLES / "ids.txt"))):
        run_here(words, env={"XDG_CACHE_HOME": str(alone["XDG_CACHE_HOME"])})
    assert not (tmp_path / "cache").exists()


def test_standard_input_is_read_and_not_kept(tmp_path: Path, alone: dict[str, str | None]) -> None:
    done = run_mscq("show", "key0", "--json", "--library", "-", input=ris("Ketamine"), env=alone)
    assert json.loads(done.stdout)["files"] == [{"file": "standard input", "line": 1, "key": "key0"}]
    assert indexes() == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_read_once(tmp_path: Path, alone: dict[str, str | None]) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        written = pool.submit(pipe.write_text, ris("Ketamine"))
        assert find(opened(pipe), "key0").id == "key0"
        written.result()
    assert indexes() == []


def test_a_standing_file_that_is_not_read_leaves_the_others(tmp_path: Path, alone: dict[str, str | None]) -> None:
    good, bad = tmp_path / "good.ris", tmp_path / "bad.pdf"
    good.write_text(ris("Ketamine in sleep"), encoding="utf-8")
    bad.write_bytes(b"%PDF-1.4")
    for _ in range(2):
        done = run_mscq("show", "key0", "--json", env={**alone, "MSCQ_LIBRARY": os.pathsep.join(map(str, (bad, good)))})
        assert json.loads(done.stdout)["title"] == "Ketamine in sleep"
        said = f"{bad}: this is a PDF, not a file of references"
        assert done.stderr == f"mscq: warning: your library is not read: {said}\n"
    assert len(indexes()) == 1


def test_what_is_kept_of_an_entry_is_the_entry(made: Path) -> None:
    from mscq.library.kept import entry_of, from_text, kept, layout_of_bibliographies, to_text
    from mscq.library.read import read_file
    from mscq.records.canonical import plain
    from mscq.records.models import Bibliography
    from mscq.records.validated import classes

    as_it_stands = classes(layout_of_bibliographies())["Bibliography"]

    for file in (made, *sorted(SAMPLES.glob("*.[rnx]*"))):
        try:
            entries = read_file(file).entries
        except MscqError:
            continue
        for entry in entries:
            values = from_text(to_text(kept(entry, {})))
            assert entry_of(values, entry.file, Bibliography.model_validate) == entry
            bibliography = entry_of(values, entry.file, as_it_stands).bibliography
            assert plain(bibliography) == plain(entry.bibliography)
            assert (bibliography.year, len(bibliography.author)) == (entry.year, len(entry.bibliography.author))
            assert record_of(values)["summary"] == (entry.abstract or entry.raw)


def settings(tmp_path: Path) -> tuple[Path, dict[str, str | None]]:
    config = tmp_path / "config" / "mscq" / "config.toml"
    return config, {"XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_CACHE_HOME": str(tmp_path / "cache")}


def test_files_are_added_dropped_and_read_anew(tmp_path: Path) -> None:
    config, env = settings(tmp_path)

    def asked(*words: object) -> subprocess.CompletedProcess[str]:
        return run_here(("library", *map(str, words)), env={name: str(value) for name, value in env.items()})

    one, two = tmp_path / "one.ris", tmp_path / "two.ris"
    one.write_text(ris("Ketamine in sleep"), encoding="utf-8")
    two.write_text(ris("Bone marrow cells in lupus"), encoding="utf-8")
    config.parent.mkdir(parents=True)
    end = "ncbi_email = 'a@b.org'\n# the end\n"
    config.write_text(f"# mine\nlibrary = [ # the first\n  {json.dumps(str(one))},\n]\n{end}", encoding="utf-8")
    added = asked("add", two, "--json")
    assert added.returncode == 0, added.stderr
    assert [file["path"] for file in json.loads(added.stdout)["files"]] == [str(one), str(two)]
    assert config.read_text(encoding="utf-8").startswith("# mine\nlibrary = [\n")
    assert config.read_text(encoding="utf-8").endswith(f"]\n{end}")
    listed = json.loads(asked("--condition", "lupus", "--json").stdout)
    assert [paper["id"] for paper in listed["papers"]] == ["key0-2"]
    assert asked("rebuild").returncode == 0
    again = json.loads(asked("add", two, "--json").stdout)
    assert [len(again["files"]), [index["references"] for index in again["indexes"]]] == [2, [2]]
    dropped = json.loads(asked("drop", two, "--json").stdout)
    assert ([file["path"] for file in dropped["files"]], dropped["indexes"]) == ([str(one)], [])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("library", "ad", "x.ris"), 2, "library takes add, drop, rebuild or nothing, not 'ad'"),
        (("library", "add"), 2, "library add needs a file"),
        (("library", "rebuild", "x.ris"), 2, "library rebuild takes no file"),
        (("library", "add", "gone.ris"), 3, "gone.ris: cannot be opened"),
        (("library", "drop", "gone.ris"), 1, "gone.ris: not in your library"),
        (("library", "rebuild"), 1, "there is no library to rebuild"),
        (("library", "--design", "rct"), 1, "there is no library"),
    ],
)
def test_what_library_does_not_understand(words: tuple[str, ...], code: int, said: str, tmp_path: Path) -> None:
    config, env = settings(tmp_path)
    done = run_here(words, env={name: str(value) for name, value in env.items()})
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", 1)
    assert said in done.stderr
    assert not config.exists()


def test_a_design_is_told_by_title_and_publication_type(tmp_path: Path) -> None:
    file = tmp_path / f"{uuid4()}.nbib"
    records = (
        ("A randomised trial of cells", "It was.", "Journal Article"),
        ("Cells in lupus", "Randomised trials are wanted.", "Journal Article"),
        ("Cells for the knee", "It was.", "Randomized Controlled Trial"),
        ("Cells for the heart: a systematic review of randomised trials", "Many.", "Systematic Review"),
    )
    file.write_text(
        "".join(
            f"PMID- {number}\nTI  - {title}\nAB  - {abstract}\nPT  - {kind}\n\n"
            for number, (title, abstract, kind) in enumerate(records, start=70_000_000)
        ),
        encoding="utf-8",
    )
    library = opened(file)
    assert [hit.paper.entry.bibliography.pmid for hit in search_own(library, "design:rct").hits] == [
        "70000000",
        "70000002",
    ]
    assert search_own(library, "design:review").total == 1


def test_coverage_says_which_pooled_trials_are_in_neither(tmp_path: Path) -> None:
    whole = json.loads(run_mscq("coverage", "ms", "--json").stdout)["trials_missing"]
    identified = [one for one in whole if one["pmid"]]
    file = tmp_path / "mine.nbib"
    text = "".join(f"PMID- {one['pmid']}\nTI  - A trial that is in a review\n\n" for one in identified[:1])
    file.write_text(text or ris("None of them"), encoding="utf-8")
    found = json.loads(run_mscq("coverage", "ms", "--json", "--library", file).stdout)["trials_missing"]
    assert [bool(one["in_library"]) for one in found] == [one in identified[:1] for one in whole]


@pytest.mark.slow
def test_reading_grows_with_the_references_and_searching_hardly(tmp_path: Path) -> None:
    times = {}
    for many in (1_500, 12_000):
        file = tmp_path / f"{many}.nbib"
        write_nbib(file, frozen(), many)
        started = time.process_time()
        library = opened(file)
        read = time.process_time() - started
        spent = []
        for near in (False, True):  # what stands near what is told place by place, and grows as the places do
            started = time.process_time()
            for query in (one for one in QUERIES if bool(NEAR.search(one)) is near):
                search_own(library, query)
            spent.append(time.process_time() - started)
        times[many] = read, *spent
    (read, searched, near_searched), (more_read, more_searched, more_near) = times.values()
    assert more_read < 8 * 1.6 * read
    assert more_searched < 4 * searched
    assert more_near < 8 * 1.6 * near_searched
    assert Path(CACHE.name).exists()
