"""Identifiers given to ``mscq`` in lists and sentences: as arguments, on standard input, in a file; what is told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from runs import here
from support import run_mscq

ISLAM, LAMO, BURT = "37834955", "lamoespinosa2020", "burt2011"
BURT_DOI = "10.1016/S0140-6736(11)60982-3"
TRIAL, PAPERS = "NCT02123368", ["lamoespinosa2016", "lamoespinosa2018"]


def cited(*words: str, stdin: str = "") -> tuple[int, list[str], str]:
    """The exit code, the ids cited and what is said."""
    code, out, err = here(("cite", *words, "--json"), stdin=stdin)
    return code, [one["id"] for one in json.loads(out)] if out else [], err


@pytest.mark.parametrize(
    "text",
    [
        f"{ISLAM}, {LAMO};{BURT}",
        f"PMID: {ISLAM}; {LAMO} | {BURT_DOI}",
        f"{ISLAM}/{LAMO}/{BURT.upper()}",
        f"PMID\n{ISLAM}\n{LAMO}\n10.1016/S0140-\n6736(11)60982-3",
        f"\\cite{{islam2023,{LAMO}}} and doi:{BURT_DOI}/fulltext",
        "islam2023\tEudraCT 2011-006036-23\tS0140673611609823",
        f"1. https://pubmed.ncbi.nlm.nih.gov/{ISLAM}/\n2. {LAMO}\n\n3. https://doi.org/{BURT_DOI}",
    ],
)
def test_lists_are_cited_whole_and_without_complaint(text: str) -> None:
    code, ids, err = cited("-", stdin=text)
    assert (code, ids) == (0, ["islam2023", LAMO, BURT])
    assert "no paper" not in err
    assert "passed over" not in err


def test_real_processes_read_alike() -> None:
    named = run_mscq("cite", "islam2023", BURT)
    assert named.returncode == 0
    for done in (
        run_mscq("cite", "-", input=f"{ISLAM};{BURT_DOI}\n"),
        run_mscq("cite", f"PMID:{ISLAM},{BURT}"),
        run_mscq("cite", "PMID:", ISLAM, "and", BURT),
    ):
        assert (done.returncode, done.stdout) == (0, named.stdout)


def test_a_number_among_words_is_told_and_not_taken() -> None:
    code, ids, err = cited("-", stdin=f"As {BURT} and PMID 99999999 show, 2023, of 12345 people (see {ISLAM}).\n")
    assert (code, ids) == (1, [BURT])
    assert f"numbers among words are not taken for PMIDs: 12345, {ISLAM}" in err
    assert "2023" not in err
    assert "read as PMID 99999999" in err
    assert "passed over: 'As', 'show', 'of', 'people'" in err


def test_a_trial_of_several_papers_is_cited_whole_and_asked_back_by_show() -> None:
    code, ids, err = cited(TRIAL)
    assert (code, ids) == (0, PAPERS)
    assert f"{TRIAL} is the registration of 2 papers: {', '.join(PAPERS)}" in err
    code, out, err = here(("show", TRIAL.lower()))
    assert (code, out) == (2, "")
    assert all(paper in err for paper in PAPERS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("12345678", "'12345678', read as a PMID"),
        ("pmid 12345678", "read as PMID 12345678"),
        ("PMC99999999", "read as a PMCID"),
        ("https://doi.org/10.1000/none", "read as DOI 10.1000/none"),
        ("NCT99999999", "read as a trial registration"),
        ("nobody2020", "read as a citation key"),
        ("0000-0002-1825-0097", "an ORCID iD"),
        ("ISBN 9780306406157", "an ISBN"),
        ("arXiv:2101.12345", "an arXiv number"),
        ("37834955-37834960", "a range of numbers, of which each must be named"),
    ],
)
def test_what_is_not_there_is_named_with_its_kind(text: str, said: str) -> None:
    for command in ("show", "cite", "why"):
        code, out, err = here((command, text))
        assert (code, out, err.count("\n")) == (2, "", 1), command
        assert said in err


@pytest.mark.parametrize("text", ["chictr 2000000000", "CRD42020209671", "EudraCT 2011-006036-23", "nct02123368"])
def test_a_filter_takes_a_registration_in_any_form(text: str) -> None:
    code, out, _ = here(("papers", "--nct", text, "--json"))
    assert (code == 0) == (not text.startswith("chictr"))
    assert (json.loads(out)["total"] >= 1) == (code == 0)


def test_a_label_in_a_search_is_no_word_of_it() -> None:
    found = json.loads(here(("search", f"PMID: {ISLAM}", "--json"))[1])
    assert [hit["paper"]["id"] for hit in found["hits"]] == ["islam2023"]


def test_match_reads_what_cite_reads(tmp_path: Path) -> None:
    file = tmp_path / "ids.txt"
    lines = [
        "islam2023; burt2011",
        "Ref 7: 10.1186/1471-2105-7-10",
        "EUCTR2011-006036-23-ES",
        TRIAL,
        "S0140673611609823",
        f"{BURT_DOI}/fulltext",
        f"{ISLAM}PMCID: PMC10573670",
    ]
    file.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    found = json.loads(run_mscq("match", str(file), "--json").stdout)
    got = {(one["line"], one["status"], one["paper"]["id"] if one["paper"] else None) for one in found["entries"]}
    assert got >= {
        (1, "known", "islam2023"),
        (1, "known", BURT),
        (5, "known", LAMO),
        (9, "known", BURT),
        (11, "known", BURT),
        (13, "known", "islam2023"),
    }
    assert {status for line, status, _ in got if line in (3, 7)} == {"unknown", "near-miss"}
    assert found["unread"] == []


def test_the_fields_that_many_citations_lack_are_named_with_how_many_lack_each() -> None:
    err = here(("cite", "--condition", "ms"))[2]
    found = re.search(r"note: (\d+) of \d+ citations lack fields that no page read shows \((.*?)\): (.*)", err)
    assert found is not None
    told = dict(part.rsplit(" ", 1) for part in found[2].split(", "))
    lacking = [
        one.split(" lacks ")[1].split(":")[0].split(", ")
        for key in found[3].split(", ")
        for one in here(("cite", key))[2].splitlines()
        if " lacks " in one
    ]
    assert len(lacking) == int(found[1])
    assert told == {name: str(sum(name in one for one in lacking)) for each in lacking for name in each}
