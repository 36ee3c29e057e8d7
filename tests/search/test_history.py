"""Search histories: how they are told apart into lines, and what the last of them is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tree_text import tree_text

from mscq.search.history import lines_of
from mscq.search.query import QueryError, parse

HISTORIES = [
    ("#1 lupus[ti]\n#2 ms[ti]\n#3 #1 AND #2", ["title:lupus", "title:ms", "#1 & #2"]),
    ("#1. lupus[ti]\n#2. ms[ti]\n#3. #1 OR #2", ["title:lupus", "title:ms", "#1 | #2"]),
    ("#1 lupus[ti] #2 ms[ti] #3 #1 AND #2", ["title:lupus", "title:ms", "#1 & #2"]),
    ("lupus[ti]\nms[ti]\n#1 AND #2", ["title:lupus", "title:ms", "#1 & #2"]),
    # the newest line first, with times and counts, as PubMed prints it
    (
        "#3\tSearch: #1 AND #2 Sort by: Author\t2,345\t10:11:12\n#2\tSearch: ms[ti]\t98\t10:10:12\n#1\tlupus[ti]\t5",
        ["title:lupus", "title:ms", "#1 & #2"],
    ),
    # Ovid, with counts of hits in all their forms
    ("1. lupus.ti. 65432\n2. ms.ti. (1234)\n3. 1 and 2 567", ['title:"lupus"', 'title:"ms"', "#1 & #2"]),
    ("1 exp Lupus/ 65,432\n2 ms.ti.\t1234\n3 1 or 2 (n = 1,567)", ['mesh:"Lupus"', 'title:"ms"', "#1 | #2"]),
    ("1  lupus.ti.\n2  ms.ti.\n3  or/1-2", ['title:"lupus"', 'title:"ms"', "#1 | #2"]),
    ("1. lupus.ti.\n2. ms.ti.\n3. ra.ti.\n4. and/1,3", ['title:"lupus"', 'title:"ms"', 'title:"ra"', "#1 & #3"]),
    ("MEDLINE (Ovid)\n1. lupus.ti.\n2. limit 1 to humans", ['title:"lupus"', '#1 & subject:"people"']),
    (
        '1. lupus.ti.\n2. limit 1 to (english language and yr="2010 -Current")',
        ['title:"lupus"', '#1 & (publication type:"english language" & year:2010..)'],
    ),
    ("1. lupus.ti.\n2. remove duplicates from 1", ['title:"lupus"', "#1"]),
    # a line that goes on in the next
    ("1. lupus.ti. or\nms.ti.\n2. 1 not ra.ti.", ['title:"lupus" | title:"ms"', '#1 & !title:"ra"']),
    # line 2 is missing in the paper
    ("1. lupus.ti.\n3. ms.ti.\n4. 1 and 3", ['title:"lupus"', 'title:"ms"', "#1 & #3"]),
    ("#1 'lupus'/exp\n#2 #1 AND [humans]/lim", ['mesh:"lupus"', '#1 & subject:"people"']),
    ("#1 TS=lupus\n#2 TI=ms\n#3 #2 AND #1", ["any:lupus", "title:ms", "#2 & #1"]),
    ('#1 [mh Lupus]\n#2 ms:ti\n#3 {OR #1-#2} in Trials', ['mesh:"Lupus"', "title:ms", "(#1 | #2) & -in Trials-"]),
    ('S1 (MH "Lupus+")\nS2 TI ms\nS3 S1 AND S2', ['mesh:"Lupus"', "title:ms", "#1 & #2"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "trees"), HISTORIES)
def test_lines(text: str, trees: list[str]) -> None:
    query = parse(text)
    assert [tree_text(line.tree) for line in query.lines] == trees
    assert query.tree == query.lines[-1].tree
    assert query.strict


@pytest.mark.parametrize(
    "text",
    [
        "lupus\nkidney",
        "1. lupus",
        "2 or 3 injections of cells",
        "is dose 1 or 2 better",
        "trial 1 2 3",
        "L4 L5 injury",
        "stage #1 cells",
        "lupus[ti]\nAND ms[ti]\nAND 2010:2012[dp]",
    ],
)
def test_what_is_no_history(text: str) -> None:
    assert parse(text).lines == ()


def test_what_stands_before_the_lines_is_left_out() -> None:
    assert parse("Ovid MEDLINE, 3 May\n1. lupus.ti.\n2. 1 and ms.ti.").left_out == ("Ovid MEDLINE, 3 May",)


def test_lines_that_no_other_names() -> None:
    assert parse("1. lupus.ti.\n2. ms.ti.\n3. ra.ti.\n4. 1 and 3").unused == [2]


def test_empty_line_is_said() -> None:
    with pytest.raises(QueryError, match="line 2 of this search history is empty"):
        parse("#1 lupus[ti]\n#2 \n#3 #1 OR #2")


@given(st.lists(st.sampled_from(["1", "2.", "#1", "#2", "S3", " ", "\n", "and", "or", "x", "/", "12,345", "(9)"])))
def test_lines_lie_in_the_text(pieces: list[str]) -> None:
    text = " ".join(pieces)
    _, lines = lines_of(text)
    assert all(0 <= line.start <= line.end <= len(text) for line in lines)
    assert [line.number for line in lines] == sorted({line.number for line in lines})
