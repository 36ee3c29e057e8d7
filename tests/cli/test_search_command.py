"""``mscq search`` as a command: its forms, its errors with a caret, its exit codes."""

from __future__ import annotations

import csv
import io
import json

import pytest
from runs import here, run_here


def test_json_has_reading_hits_and_suggestion() -> None:
    done = run_here(["search", "does iv work better than intrathecal in ms", "--json", "--limit", "5"])
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    assert answer["query"] == "does iv work better than intrathecal in ms"
    assert answer["suggestion"] == "mscq compare --route iv intrathecal --condition ms"
    assert "does" in answer["reading"]["ignored"]
    assert 1 <= len(answer["hits"]) <= 5
    for hit in answer["hits"]:
        assert {"id", "pmid", "doi", "title", "year"} <= hit["paper"].keys()
        assert hit["score"] > 0
        assert hit["matched"]
    assert "islam2023" in [hit["paper"]["id"] for hit in answer["hits"]]


def test_csv_has_one_row_a_hit() -> None:
    done = run_here(["search", "spinal cord injury", "--csv", "--limit", "1"])
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == 1
    assert rows[0]["id"]
    assert rows[0]["statement"]


def test_report_names_paper_finding_and_reason() -> None:
    done = run_here(["search", "islam2023"])
    assert done.returncode == 0
    assert "islam2023" in done.stdout
    assert "level 4" in done.stdout
    assert "\x1b" not in done.stdout


def test_matching_words_are_marked_in_colour() -> None:
    done = run_here(["search", "sclerosis intrathecal", "--color", "always", "--limit", "1"])
    assert "\x1b[1;4m" in done.stdout


def test_correction_is_said_on_stderr() -> None:
    done = run_here(["search", "intratecal", "--json", "--limit", "1"])
    assert "reading 'intratecal' as 'intrathecal'" in done.stderr
    json.loads(done.stdout)


def test_explain_says_how_the_query_was_read() -> None:
    done = run_here(["search", "kidney in lupis", "--explain", "--limit", "1"])
    assert "corrected to 'lupus'" in done.stdout
    assert "nephritis" in done.stdout
    assert "ignored: in" in done.stdout


def test_group_by_condition() -> None:
    done = run_here(["search", "lupus ms", "--group", "condition"])
    assert "Multiple sclerosis" in done.stdout.splitlines()[2] or "Systemic lupus erythematosus" in done.stdout


def test_limit_says_how_many_more() -> None:
    done = run_here(["search", "mesenchymal", "--limit", "1"])
    assert " more: --limit " in done.stdout


def test_filters_narrow_the_search() -> None:
    done = run_here(["search", "mesenchymal", "--condition", "parkinson", "--json", "--limit", "50"])
    papers = [hit["paper"]["id"] for hit in json.loads(done.stdout)["hits"]]
    assert "islam2023" not in papers
    assert "stoker2018" in papers


@pytest.mark.parametrize(
    ("query", "column"),
    [("lupus AND (kidney", 10), ("year:20x", 5), ("日本 (lupus", 5), ("condition:lpus", 10)],
)
def test_mistake_has_a_caret_under_it(query: str, column: int) -> None:
    done = run_here(["search", query])
    assert done.returncode == 2
    assert done.stdout == ""
    reason, shown, caret = done.stderr.splitlines()
    assert reason.startswith("mscq: ")
    assert shown == f"  {query}"
    assert caret == " " * (2 + column) + "^"


@pytest.mark.parametrize(
    ("query", "said"),
    [("zzqqzz", "no paper holds 'zzqqzz'"), ("?", "no word to look for"), ("lupus title:parkinson", "without a field")],
)
def test_nothing_found_is_said_with_a_hint(query: str, said: str) -> None:
    done = run_here(["search", query])
    assert done.returncode == 1
    assert done.stdout == ""
    assert said in done.stderr


@pytest.mark.parametrize("args", [(), ("lupus", "--sort", "colour"), ("lupus", "--group", "year")])
def test_wrong_use_is_one_line(args: tuple[str, ...]) -> None:
    done = run_here(["search", *args])
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("title:", "title: needs a value right after it"),
        ("knee pmid: ", "pmid: needs a value right after it"),
        ("(condition:) AND knee", "condition: needs a value"),
        ("level:9", "level takes 1 to 5"),
        ("level:>5", "level takes 1 to 5"),
        ("level:high", "level takes 1 to 5"),
        ("colour:red", "n, level, id (doi, pmid, pmcid"),
    ],
)
def test_a_field_that_cannot_be_read_says_what_it_takes(query: str, said: str) -> None:
    code, out, err = here(("search", query))
    assert (code, out) == (2, "")
    assert said in err


def test_a_colon_that_ends_no_field_is_a_letter_as_any() -> None:
    for query in ("Stem cells in lupus:", "title: lupus", "level:>=2 lupus", "level:0..3 lupus"):
        assert here(("search", query))[0] == 0, query
