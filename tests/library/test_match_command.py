"""``mscq match`` as a process: what it says of each reference, what it refuses, its exit codes and forms."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from made_papers import finding as made
from made_papers import made_base
from made_papers import paper as made_paper
from runs import Done, Words, run_together
from sample_base import JONES, SMITH, change, good_base, write_base
from support import ROOT, own_references, run_mscq

from mscq.cli.commands.cite.match import EXAMPLES
from mscq.evidence.brief import brief
from mscq.output.screens.match_says import brief_line

NBIB = """\
PMID- 10000001
TI  - Cells in sclerosis.
FAU - Smith, A
DP  - 2020 Feb 28
PT  - Journal Article
PT  - Retracted Publication
RIN - J Ex. 2024 Jan 1;5(1):9. PMID: 10000009

PMID- 10000077
TI  - A paper of no one's base on other matters
FAU - Nobody, N
DP  - 2011
EIN - J Ex. 2012;1:1. PMID: 10000078

PMID- 10000079
TI  - Retraction: A paper of no one's base on other matters
DP  - 2013
PT  - Retraction of Publication
"""
PLAIN = """\
Jones A, Second B. Cells in sclerosis, two years on. J Ex. 2021;1:1-9.
doi:10.1000/smith2020
Jones A. Cells in sclerosis, two years on. J Ex. 2012.
12
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base of two papers, one of them retracted."""
    files = good_base()
    change(files[JONES], "standing.status", "retracted")
    change(files[JONES], "standing.notice", "Retraction in: J Ex. 2023;3:3")
    assert SMITH in files
    return write_base(tmp_path_factory.mktemp("base"), files)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reader's files."""
    folder = tmp_path_factory.mktemp("references")
    (folder / "mine.nbib").write_text(NBIB, encoding="utf-8")
    (folder / "list.txt").write_text(PLAIN, encoding="utf-8")
    (folder / "broken.json").write_text(
        '[{"title": "A title of its own", "PMID": "10000001"}, {"titl', encoding="utf-8"
    )
    (folder / "mine.bib").write_text("@article{a, title = {Cells}, pmid = {10000001}}", encoding="utf-8")
    (folder / "empty.ris").write_text("", encoding="utf-8")
    (folder / "table.pdf").write_bytes(b"%PDF-1.7")
    return folder


MATCH = ("match", "mine.nbib", "list.txt")
HTML = ("match", "mine.nbib", "--html")


@pytest.fixture(scope="module")
def runs(base: Path, folder: Path) -> dict[Words, Done]:
    return run_together([(*words, "--data", str(base)) for words in (MATCH, (*MATCH, "--json"), HTML)], cwd=folder)


@pytest.fixture(scope="module")
def answer(runs: dict[Words, Done], base: Path) -> dict[str, Any]:
    done = runs[(*MATCH, "--json", "--data", str(base))]
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def report(runs: dict[Words, Done], base: Path) -> str:
    return runs[(*MATCH, "--data", str(base))].stdout


def test_each_reference_says_by_what_it_was_matched(answer: dict[str, Any]) -> None:
    found = [(one["file"], one["line"], one["status"], one["matched_by"]) for one in answer["entries"]]
    assert found == [
        ("mine.nbib", 1, "known", "pmid"),
        ("mine.nbib", 9, "unknown", None),
        ("mine.nbib", 15, "unknown", None),
        ("list.txt", 1, "known", "title"),
        ("list.txt", 2, "known", "doi"),
        ("list.txt", 3, "near-miss", None),
    ]
    assert answer["entries"][0]["paper"]["id"] == "smith2020"
    assert answer["counts"] == {"read": 6, "known": 3, "near_miss": 1, "unknown": 2}


def test_what_the_base_says_is_its_one_answer_and_its_results_are_counted_for_programs(answer: dict[str, Any]) -> None:
    says = answer["entries"][0]["says"]
    assert answer["entries"][0]["paper"]["level"] == 2
    assert says["efficacy"] == {
        "controlled": {"benefit": 3, "no-difference": 1},
        "uncontrolled": {"benefit": 1},
        "other-arm": {"no-difference": 1},
    }
    assert says["most_exact_controlled"]["id"] == "smith2020.pain"
    assert says["text"].split("; ") == [
        "randomised controlled trial",
        "against placebo or sham (n 60): ± states no primary endpoint (mixed): pain on the VAS, 6 mo better: "
        "MD −1.5 points (−2.4 to −0.6)",
        "other outcomes: 1 better, 1 mixed",
        "against another cell arm (n 60): ○ states no primary endpoint (no difference): pain on the VAS, 6 mo",
    ]
    assert answer["entries"][3]["says"]["text"] == "randomised controlled trial; no result was read"


EARLY = made("early", timepoint_months=2, direction="benefit")
LATE = made("late", timepoint_months=12, direction="no-difference")
POOLED = {
    "arm": "between",
    "timepoint_months": 12,
    "estimate": {"measure": "mean-difference", "value": -1.0, "unit": "points"},
}
SECOND = made("second", timepoint_months=24, endpoint="secondary", outcome="quality-of-life")


@pytest.mark.parametrize(
    ("findings", "study", "told", "not_told"),
    [
        ((EARLY, LATE), {}, "○ states no primary endpoint (no difference): pain on the VAS, 12 mo", "▲ states"),
        (
            (made("main", endpoint="primary", direction="no-difference"), SECOND),
            {"primary_outcome": "pain", "primary_outcome_met": "no"},
            "against placebo or sham (n 60): ○ did not meet its primary endpoint: pain on the VAS, 6 mo",
            "quality",
        ),
        (
            (EARLY,),
            {"primary_outcome": "adverse events", "primary_outcome_met": "safety-only"},
            "tested safety first, which says nothing on an effect",
            "▲",
        ),
        (
            (made("early", **{**POOLED, "timepoint_months": 2}), made("late", **POOLED, direction="no-difference")),
            {"design": "meta-analysis"},
            "pooled against placebo or sham: ○ no difference: pain on the VAS, 12 mo: MD −1 points (earlier: 2 mo ▲)",
            "▲ 1",
        ),
    ],
)
def test_a_paper_has_one_answer_and_no_count_over_times(
    tmp_path: Path, findings: tuple[Any, ...], study: dict[str, Any], told: str, not_told: str
) -> None:
    kb = made_base(tmp_path / "base", made_paper("some2020", *findings, **study))
    text = brief_line(brief(kb, kb.get("some2020")), kb.vocabulary).plain
    assert told in text
    assert not_told not in text
    assert not re.search(r"[▲○±] \d", text)


def test_a_paper_on_the_same_people_names_the_one_that_tells_the_answer(tmp_path: Path) -> None:
    kb = made_base(
        tmp_path / "base",
        made_paper("first2020", made("main", endpoint="primary"), primary_outcome="pain", primary_outcome_met="yes"),
        made_paper("later2023", LATE, year=2023, same_patients_as=["first2020"]),
    )
    first, later = (brief_line(brief(kb, kb.get(one)), kb.vocabulary).plain for one in ("first2020", "later2023"))
    assert "▲ met its primary endpoint" in first
    assert "told by" not in first
    assert "told by first2020 on the same people, against placebo or sham" in later


def test_a_network_that_only_ranks_is_not_told_as_uncontrolled(tmp_path: Path) -> None:
    ranks = {"measure": "ranking-score", "value": 81.6, "unit": "%"}
    kb = made_base(
        tmp_path / "base",
        made_paper("network2020", made("rank", estimate=ranks), design="meta-analysis"),
    )
    text = brief_line(brief(kb, kb.get("network2020")), kb.vocabulary).plain
    assert "ranks treatments in a network" in text
    assert "without a control" not in text


def test_uncontrolled_results_are_said_to_be_that() -> None:
    done = run_mscq("match", "-", "--csv", input="islam2023\n")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert row["paper"] == "islam2023"
    assert row["level"] == "4"
    assert "no result against a control" not in row["says"], "it is said once"
    assert "without a control, which cannot show that it works: " in row["says"]
    assert "most exact" not in row["says"]


def test_notices_of_the_base_and_of_the_file_stand_apart(answer: dict[str, Any], report: str) -> None:
    smith, unknown, notice, jones, *_ = answer["entries"]
    assert smith["notice_in_base"] is None
    assert smith["notice_in_file"] == {
        "status": "retracted",
        "text": "Retracted Publication; Retraction in: J Ex. 2024 Jan 1;5(1):9. PMID: 10000009",
    }
    assert unknown["notice_in_file"]["status"] == "corrected"
    assert notice["is_itself"] == "a retraction notice"
    assert notice["notice_in_file"] is None
    assert jones["notice_in_base"] == "retracted: Retraction in: J Ex. 2023;3:3"
    assert "your file says retracted: Retracted Publication" in report
    assert "the base knew of no notice on 2026-01-02" in report
    assert report.index("Retracted or corrected") < report.index("In the base")


def test_a_paper_that_stands_twice_is_found_across_files(answer: dict[str, Any]) -> None:
    assert answer["twice"] == [
        {
            "by": ["match"],
            "entries": [
                {"file": "mine.nbib", "line": 1, "key": None},
                {"file": "list.txt", "line": 2, "key": None},
            ],
        }
    ]


def test_a_near_miss_is_said_and_not_matched(answer: dict[str, Any], report: str) -> None:
    near = answer["entries"][5]
    assert near["near"]["id"] == "jones2021"
    assert "2021 is not given" in near["near"]["why"]
    assert near["paper"] is None
    assert "Near misses, not matched" in report


def test_what_was_not_read_has_its_line_and_reason(answer: dict[str, Any], report: str) -> None:
    (unread,) = answer["unread"]
    assert (unread["file"], unread["line"]) == ("list.txt", 4)
    assert "list.txt, line 4: neither an identifier nor a reference" in report


def test_a_file_that_cannot_be_read_does_not_stop_the_others(base: Path, folder: Path) -> None:
    files = ("gone.bib", "table.pdf", "broken.json", "empty.ris")
    done = run_mscq("match", *files, "--csv", "--data", base, cwd=folder)
    assert done.returncode == 3
    assert "mscq: gone.bib: cannot be opened: No such file" in done.stderr
    assert "mscq: table.pdf: this is a PDF" in done.stderr
    rows = {(row["file"], row["status"]) for row in csv.DictReader(io.StringIO(done.stdout))}
    assert rows == {
        ("broken.json", "known"),
        ("broken.json", "not-read"),
        ("gone.bib", "not-read"),
        ("table.pdf", "not-read"),
    }


def test_the_only_file_unread_is_one_line_and_no_answer(folder: Path) -> None:
    done = run_mscq("match", "gone.nbib", cwd=folder)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.splitlines() == ["mscq: gone.nbib: cannot be opened: No such file or directory"]


def test_a_program_is_answered_in_json_though_no_file_was_read(folder: Path, tmp_path: Path) -> None:
    files = ("gone.nbib", "table.pdf")
    for named in (files, files[:1]):
        done = run_mscq("match", *named, "--json", cwd=folder)
        assert (done.returncode, done.stderr.count("\n")) == (3, len(named))
        answer = json.loads(done.stdout)
        assert [(one["file"], one["read"], bool(one["error"])) for one in answer["files"]] == [
            (name, 0, True) for name in named
        ]
        assert (answer["entries"], answer["counts"]["read"]) == ([], 0)
        written = run_mscq("match", *named, "-o", tmp_path / "a.json", cwd=folder)
        assert (written.returncode, (tmp_path / "a.json").read_text(encoding="utf-8")) == (3, done.stdout)


def test_a_missing_extra_is_named(base: Path, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "bibtexparser").mkdir()
    (tmp_path / "bibtexparser" / "__init__.py").write_text("raise ImportError('not installed')\n", encoding="utf-8")
    env = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    alone = run_mscq("match", "mine.bib", cwd=folder, env=env)
    assert (alone.returncode, alone.stdout) == (4, "")
    assert alone.stderr == "mscq: reading BibTeX needs an optional part: pip install 'mscq[import]'\n"
    beside = run_mscq("match", "mine.bib", "mine.nbib", "--json", "--data", base, cwd=folder, env=env)
    assert beside.returncode == 3
    files = {one["file"]: (one["read"], one["needs_extra"]) for one in json.loads(beside.stdout)["files"]}
    assert files == {"mine.bib": (0, "import"), "mine.nbib": (3, None)}


def test_standard_input_is_named_as_such_and_nothing_known_is_exit_1() -> None:
    done = run_mscq("match", "-", input=b"\xff\xfeS\x00o\x00m\x00e\x00 \x00t\x00e\x00x\x00t\x00\n\x001\x002\x00\n\x00")
    assert done.returncode == 1
    assert "standard input, line 1: Some text" in done.stdout
    assert "standard input, line 2: neither" in done.stdout
    refused = run_mscq("match", "-", input=b"PK\x03\x04")
    assert (refused.returncode, refused.stderr.count("\n")) == (3, 1)
    assert refused.stderr.startswith("mscq: standard input: this is a zip archive")


def test_an_empty_file_holds_nothing_known(folder: Path) -> None:
    done = run_mscq("match", "empty.ris", cwd=folder)
    assert done.returncode == 1
    assert "empty.ris: no reference found" in done.stdout


def test_a_page_of_html(runs: dict[Words, Done], base: Path) -> None:
    done = runs[(*HTML, "--data", str(base))]
    assert done.returncode == 0
    assert "<table" in done.stdout
    assert "smith2020" in done.stdout


def test_without_a_file_it_says_what_it_needs() -> None:
    done = run_mscq("match")
    assert (done.returncode, done.stdout) == (2, "")
    assert "match needs a file of references" in done.stderr


def test_examples_run_beside_references_of_the_readers_own(tmp_path: Path) -> None:
    own_references(tmp_path)
    commands = [tuple(shlex.split(example)[1:]) for example in EXAMPLES]
    for words, done in run_together(commands, cwd=tmp_path).items():
        assert done.returncode == 0, (words, done.stderr)
        assert done.stdout


def test_a_file_of_which_nothing_can_be_read_is_exit_3_and_one_line(tmp_path: Path) -> None:
    """Whatever its format; beside another that can be read it is told as well."""
    (tmp_path / "ids.txt").write_text("10000001", encoding="utf-8")
    for name, text in (
        ("a.nbib", "xx"),
        ("a.json", '{"a":'),
        ("a.xml", "<PubmedArticleSet><Pubmed"),
        ("a.csv", "a,b\n1,2\n"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        done = run_mscq("match", name, cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (3, "", 1), (name, done)
        assert done.stderr.startswith(f"mscq: {name}: ")
        beside = run_mscq("match", name, "ids.txt", "--csv", cwd=tmp_path)
        rows = [(row["file"], row["status"]) for row in csv.DictReader(io.StringIO(beside.stdout))]
        assert (beside.returncode, rows.count((name, "not-read")), beside.stderr.count("\n")) == (3, 1, 1), name


def test_a_notice_that_base_and_file_state_alike_is_told_once(base: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.nbib"
    stated = {"RIN": ("Retraction in", 0), "EIN": ("Erratum in", 1)}
    for tag, (words, told) in stated.items():
        file.write_text(f"PMID- 10000002\nTI  - Made\n{tag} - J Ex. 2023;3:3\n", encoding="utf-8")
        done = run_mscq("match", file, "--width", "300", "--data", base)
        (warning,) = [one for one in done.stdout.splitlines() if "retracted: Retraction in" in one]
        assert "jones2021" in warning
        assert warning.count("your file says") == told, words
