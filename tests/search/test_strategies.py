"""Whole strategies as reviewers paste them: what they find, and that what cannot be answered is named."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from runs import frozen, here

from mscq.search.searcher import Found, QueryError, Searcher


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    return _searcher()


def ids(found: Found) -> set[str]:
    return {hit.paper.id for hit in found.hits}


def found_by(searcher: Searcher, text: str) -> set[str]:
    return ids(searcher.search(text, limit=None))


# the same question in the syntax of each database
SAME = {
    "headings": [
        '"Mesenchymal Stem Cells"[mh] AND "Lupus Erythematosus, Systemic"[mh]',
        "cell:msc AND condition:lupus",
        "exp Mesenchymal Stem Cells/ and exp Lupus Erythematosus, Systemic/",
        "1. exp Mesenchymal Stem Cells/\n2. exp Lupus Erythematosus, Systemic/\n3. 1 and 2",
        "'mesenchymal stem cell'/exp AND 'systemic lupus erythematosus'/exp",
        '(MH "Mesenchymal Stem Cells+") AND (MH "Lupus Erythematosus, Systemic+")',
        '#1 MeSH descriptor: [Mesenchymal Stem Cells]\n#2 [mh "Lupus Erythematosus, Systemic"]\n#3 #1 and #2',
    ],
    "words": [
        '"stem cells"[tiab] AND lupus[tiab]',
        "stem cells.ti,ab. and lupus.ti,ab.",
        "(stem adj cells).ti,ab. and lupus.ti,ab.",
        "'stem cells':ti,ab AND lupus:ti,ab",
        'TITLE-ABS("stem cells" AND lupus)',
        "TITLE-ABS({stem cells}) AND TITLE-ABS(lupus)",
        '"stem cells":ti,ab and lupus:ti,ab',
        '#1 "stem cells"[tiab]\n#2 lupus[tiab]\n#3 #1 AND #2',
    ],
    "nearness": [
        '"stem cell"[tiab:~2]',
        "(stem adj3 cell).ti,ab.",
        "(cell adj3 stem).ti,ab.",
        "(stem NEAR/3 cell):ti,ab AND [english]/lim",
        "TITLE-ABS(cell W/2 stem)",
        "(TI=(stem NEAR/2 cell) OR AB=(stem NEAR/2 cell))",
    ],
    "designs": [
        "randomized controlled trial[pt]",
        "randomizedcontrolledtrial[Filter]",
        "Randomized Controlled Trial[Publication Type] AND english[la] AND hasabstract[text]",
        "randomized controlled trial.pt. and english.la.",
        "'randomized controlled trial'/exp AND [english]/lim",
        "design:rct",
        '"Randomized Controlled Trials as Topic"[Mesh]',
    ],
    "years": [
        "2015:2024[dp]",
        '"2015/01/01"[PDAT] : "2024/12/31"[PDAT]',
        "PY=2015-2024",
        "PUBYEAR > 2014 AND PUBYEAR < 2025",
        "[humans]/lim AND [2015-2024]/py OR ([animals]/lim AND [2015-2024]/py) OR [2015-2024]/py",
        "2015:2024.yr. and lupus.ti. or 2015:2024.yr.",
        "year:2015..2024",
    ],
}


@pytest.mark.parametrize("question", SAME)
def test_every_syntax_finds_the_same(searcher: Searcher, question: str) -> None:
    first, *others = SAME[question]
    wanted = found_by(searcher, first)
    assert wanted
    for other in others:
        assert found_by(searcher, other) == wanted, other


# strategy, the tags and filters that are named as left out, and a strategy without them
LEFT_OUT = [
    ("lupus[ti] AND english[la]", ["english[la]"], "lupus[ti]"),
    ("lupus[ti] AND (english[la] OR german[la])", ["english[la]", "german[la]"], "lupus[ti]"),
    ("lupus[ti] AND medline[sb] AND free full text[sb]", ["medline[sb]", "free full text[sb]"], "lupus[ti]"),
    ("lupus[ti] AND hasabstract", ["hasabstract"], "lupus[ti]"),
    ("lupus[ti] AND harvard[ad]", ["harvard[ad]"], "lupus[ti]"),
    ("lupus[ti] NOT (letter[pt] OR editorial[pt])", ["letter[pt]", "editorial[pt]"], "lupus[ti]"),
    ("lupus[ti] AND journal article[pt]", ["journal article[pt]"], "lupus[ti]"),
    ("lupus[ti] AND (review[pt] OR journal article[pt])", ["journal article[pt]"], "lupus[ti]"),
    ("lupus[ti] AND (review[pt] OR letter[pt])", ["letter[pt]"], "lupus[ti] AND review[pt]"),
    ("lupus[ti] AND adult[mh] AND female[mh]", ["adult[mh]", "female[mh]"], "lupus[ti]"),
    ("lupus.ti. and english.la.", ["english.la."], "lupus[ti]"),
    ("1. lupus.ti.\n2. limit 1 to (english language and full text)", ["english language", "full text"], "lupus[ti]"),
    ("1. lupus.ti.\n2. english.la.\n3. 1 and 2", ["english.la."], "lupus[ti]"),
    ("1. lupus.ti.\n2. english.la.\n3. 1 not 2", ["english.la."], "lupus[ti]"),
    ("1. lupus.ti.\n2. limit 1 to english\n3. 1 not 2", ["english"], "lupus[ti]"),
    (
        "1. lupus.ti.\n2. limit 1 to (human and (review or english))",
        ["english"],
        "lupus[ti] AND humans[mh] AND review[pt]",
    ),
    ("lupus[ti] NOT (cells[tiab] AND english[la])", ["english[la]"], "lupus[ti]"),
    ("lupus[ti] NOT (cells[tiab] NOT (cells[tiab] AND english[la]))", ["english[la]"], "lupus[ti]"),
    ("lupus[ti] NOT (english[la] OR kidney[tiab])", ["english[la]"], "lupus[ti] NOT kidney[tiab]"),
    ("lupus:ti AND [english]/lim NOT [medline]/lim", ["[english]/lim", "[medline]/lim"], "lupus[ti]"),
    ('TITLE(lupus) AND LIMIT-TO(LANGUAGE,"English")', ['LIMIT-TO(LANGUAGE,"English")'], "lupus[ti]"),
    ("TI=lupus AND LA=(English)", ["LA=English"], "lupus[ti]"),
]


@pytest.mark.parametrize(("text", "left_out", "rest"), LEFT_OUT)
def test_what_the_base_does_not_hold_is_named_and_left_out(
    searcher: Searcher, text: str, left_out: list[str], rest: str
) -> None:
    found = searcher.search(text, limit=None)
    assert found.reading.left_out == left_out
    assert ids(found) == found_by(searcher, rest) != set()


def test_unknown_heading_of_a_line_that_is_denied_excludes_nothing(searcher: Searcher) -> None:
    history = "1. lupus.mp.\n2. exp Chronic Joint Pain/\n3. 1 {} 2"
    denied = searcher.search(history.format("not"), limit=None)
    assert ids(denied) == found_by(searcher, "lupus.mp.")
    assert "nothing is excluded" in denied.reading.left_out[0]
    assert not denied.reading.widened
    asked = searcher.search(history.format("and"), limit=None)
    assert not asked.reading.left_out
    assert asked.reading.widened


def test_people_and_animals(searcher: Searcher) -> None:
    every = found_by(searcher, "2000:2030[dp]")
    people, animals = (found_by(searcher, f"2000:2030[dp] AND {one}[mh]") for one in ("humans", "animals"))
    assert people
    assert animals
    assert people | animals <= every
    either = "2000:2030[dp] NOT (animals[mh] NOT humans[mh])"
    assert found_by(searcher, either) == every - (animals - people)
    assert found_by(searcher, "1. 2000:2030.yr.\n2. exp animals/ not humans/\n3. 1 not 2") == every - (animals - people)


def test_operators_of_pubmed_are_joined_from_left_to_right(searcher: Searcher) -> None:
    left = found_by(searcher, "(lupus[ti] OR sclerosis[ti]) AND safety[tiab]")
    assert found_by(searcher, "lupus[ti] OR sclerosis[ti] AND safety[tiab]") == left
    assert found_by(searcher, "lupus[ti] or sclerosis[ti] and safety[tiab]") == left


@pytest.mark.parametrize("wild", ["mesench*", "mesenchym*l", "*enchymal", "me?senchymal", '"mesenchym* st*"'])
def test_wildcards(searcher: Searcher, wild: str) -> None:
    assert found_by(searcher, f"{wild}[tiab]") >= found_by(searcher, '"mesenchymal stem"[tiab]') != set()


def test_line_counts_and_the_first_empty_line(searcher: Searcher) -> None:
    found = searcher.search("1. lupus.ti.\n2. zzyzx.ti.\n3. 1 and 2", limit=None)
    assert [line.papers for line in found.reading.lines] == [len(found_by(searcher, "lupus[ti]")), 0, 0]
    code, out, err = here(("search", "1. lupus.ti.\n2. zzyzx.ti.\n3. 1 and 2"))
    assert (code, out) == (1, "")
    assert "line 2 finds no paper" in err
    assert "syntax of Ovid, 3 lines; the answer is line 3" in err


def test_how_it_was_read_is_said_in_every_form() -> None:
    text = "1. lupus.ti.\n2. cells.ti.\n3. limit 1 to english language"
    code, out, err = here(("search", text))
    assert (code, err) == (0, "")
    assert "Read as a search in the syntax of Ovid, 3 lines; the answer is line 3; line 2 named by no other" in out
    assert "Left out, as this base does not hold it: english language" in out
    code, out, err = here(("search", "-", "--json"), stdin=text)
    reading = json.loads(out)["reading"]
    assert (code, err) == (0, "")
    assert reading["syntax"] == "Ovid"
    assert reading["left_out"] == ["english language"]
    assert reading["unused_lines"] == [2]
    assert [line["number"] for line in reading["lines"]] == [1, 2, 3]
    code, out, _ = here(("search", "lupus[ti] AND english[la]"))
    assert (code, "syntax of" in out, "Left out" in out) == (0, False, True)


@pytest.mark.parametrize(
    "line", ["{0} and cells.mp.", "{0} or {0}", "{0} not {0}", "or/1-{0}", "{0} not (lupus.ti. not {0})"]
)
def test_long_histories_end(searcher: Searcher, line: str) -> None:
    lines = ["1. lupus.ti.", *(f"{number}. {line.format(number - 1)}" for number in range(2, 101))]
    found = searcher.search("\n".join(lines), limit=None)
    assert len(found.reading.lines) == 100
    assert len(found.reading.fields) <= 300


def test_own_references_are_searched_without_what_the_base_does_not_hold(tmp_path: Path) -> None:
    own = tmp_path / "own.ris"
    own.write_text("TY  - JOUR\nTI  - Lupus and a thing of my own\nAU  - Doe, J\nPY  - 2019\nER  - \n")
    for text, mine, told in (
        ("lupus[ti] AND english[la]", True, ""),
        ("lupus.ti. and (thing adj3 own).ti.", True, ""),
        ("lupus[ti] AND review[pt]", False, "in your own references: a design is told by title and publication type"),
        ("lupus[ti] NOT review[pt]", True, "in your own references: a design is told by title and publication type"),
        (
            "lupus[ti] AND humans[mh]",
            False,
            "references are left out: only reviewed papers can answer subject",
        ),
        ("lupus[ti] AND clinical trial, phase ii[pt]", False, "only reviewed papers can answer phase"),
        ("lupus[ti] NOT autologous transplantation[mh]", True, "(told of reviewed papers alone, so nothing is exclu"),
    ):
        _, out, err = here(("search", text, "--library", str(own)))
        assert ("a thing of my own" in out) is mine, text
        assert told in err if told else not err, text


_PIECES = st.sampled_from(
    [
        *"()[]{}'\"/.,:;#*?$-&|<>=",
        *("lupus", "stem cell*", "2020", "and", "OR", "not", "exp ", "\n", " ", "\n1. ", "\n#2 ", "S3 "),
        *(".ti,ab.", "[tiab]", "[mh]", "[tiab:~3]", "[la]", ":ti,ab", "/exp", "/de", "[english]/lim", "/", ".pt."),
        *("adj3", "NEAR/3", "W/2", "PRE/1", "N3", "NEXT", "or/1-3", "1 and 2", "limit 1 to humans", "#1", "{or #1-#2}"),
        *("TITLE-ABS-KEY(", "TS=", "PY=2010-2020", "PUBYEAR > 2010", 'LIMIT-TO(LANGUAGE,"x")', '(MH "Lupus+")'),
        *("MeSH descriptor: [Lupus] explode all trees", '[mh "Lupus"]', "in Trials", "year:2020", "n:>3", "TI "),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=16).flatmap(lambda pieces: st.sampled_from(["".join(pieces), " ".join(pieces)])))
def test_no_query_ends_in_anything_but_an_answer_or_a_mistake_that_is_said(text: str) -> None:
    said: list[str] = []
    place = 0
    try:
        found = _searcher().search(text)
        said += [*found.reading.left_out, *found.reading.widened]
    except QueryError as error:
        place = error.position
        said.append(str(error))
    assert 0 <= place <= len(text)
    assert all(said)


@cache
def _searcher() -> Searcher:
    return Searcher(frozen())
