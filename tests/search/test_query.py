"""The grammar: what queries become, and which mistakes are said where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscq.search.fields import Range, number_range
from mscq.search.query import Both, Either, Field, Node, Not, QueryError, Word, Words, parse


def words(text: str, position: int = 0) -> Words:
    """Words one space apart, from a position on."""
    said = []
    for word in text.split(" "):
        said.append(Word(word, position))
        position += len(word) + 1
    return Words(tuple(said))


QUERIES: list[tuple[str, Node | None]] = [
    ("lupus kidney", words("lupus kidney")),
    ("does it work?", words("does it work?")),
    ("what's new", words("what's new")),
    ("lupus - kidney", Words((Word("lupus", 0), Word("kidney", 8)))),
    ("-", None),
    ("", None),
    ("? !", None),
    ("IL-1β", words("IL-1β")),
    ('"umbilical cord" ms', Both((Field("any", "umbilical cord", 0, True), words("ms", 17)))),
    ("“umbilical cord”", Field("any", "umbilical cord", 0, True)),
    ('5" cut', Words((Word("5", 0), Word("cut", 3)))),
    ("title:lupus", Field("title", "lupus", 6)),
    ("Title:lupus", Field("title", "lupus", 6)),
    ('author:"van Laar"', Field("author", "van Laar", 7, True)),
    ("type:rct", Field("design", "rct", 5)),
    ("pmid:37834955", Field("id", "37834955", 5)),
    ("https://doi.org/10.1/x", words("https://doi.org/10.1/x")),
    ("year:2018..2022", Field("year", Range(2018, 2022), 5)),
    ("year:2018-2022", Field("year", Range(2018, 2022), 5)),
    ("year:>=2020", Field("year", Range(2020, None), 5)),
    ("n:>30", Field("n", Range(31, None), 2)),
    ("n:<30", Field("n", Range(None, 29), 2)),
    ("level:1..2", Field("level", Range(1, 2), 6)),
    ("lupus AND ms", Both((words("lupus"), words("ms", 10)))),
    ("lupus OR ms", Either((words("lupus"), words("ms", 9)))),
    ("a OR b AND c", Either((words("a"), Both((words("b", 5), words("c", 11)))))),
    ("(a OR b) AND c", Both((Either((words("a", 1), words("b", 6))), words("c", 13)))),
    ("lupus NOT mice", Both((words("lupus"), Not(words("mice", 10))))),
    ("lupus -mice rats", Both((words("lupus"), Not(words("mice", 7)), words("rats", 12)))),
    ('-"in mice"', Not(Field("any", "in mice", 1, True))),
    ("NOT NOT lupus", words("lupus", 8)),
    ("lupus and ms or ra", words("lupus and ms or ra")),
    ("lupus[ti]", Field("title", "lupus", 0)),
    (
        "lupus nephritis[ti] AND smith j[au]",
        Both((Field("title", "lupus nephritis", 0), Field("author", "smith j", 24))),
    ),
    ("2020:2023[dp]", Field("year", Range(2020, 2023), 0)),
    ('"2020/01/01"[PDAT] : "2023/12/31"[PDAT]', Field("year", Range(2020, 2023), 0)),
    ('"multiple sclerosis" [mh]', Field("mesh", "multiple sclerosis", 0, True)),
    ('"Lupus"[MeSH Terms]', Field("mesh", "Lupus", 0, True)),
    ("NOT lupus nephritis[ti]", Not(Field("title", "lupus nephritis", 4))),
    ("[ti]", words("ti", 1)),
]

MISTAKES = [
    ("(lupus", 0, "never closed"),
    ("lupus)", 5, "closes nothing"),
    ("lupus ()", 6, "nothing stands between"),
    ('lupus "kidney', 6, "never closed"),
    ("lupus[ti", 5, "never closed"),
    ("lupus[xx]", 5, "no tag is called [xx]"),
    ("auhtor:smith", 0, "did you mean author:?"),
    ("lupus foo:bar", 6, "fields: title, author"),
    ("lupus AND", 6, "AND needs something after it"),
    ("lupus AND AND ms", 6, "AND needs something after it"),
    ("OR lupus", 0, "OR needs something before it"),
    ("(lupus OR )", 7, "OR needs something after it"),
    ("NOT", 0, "NOT needs something after it"),
    ("year:20x", 5, "year takes 2020"),
    ("n:many", 2, "n takes 30"),
    ("(" * 60 + "a" + ")" * 60, 40, "too many parentheses"),
]


@pytest.mark.parametrize(("text", "tree"), QUERIES)
def test_query_becomes_tree(text: str, tree: Node | None) -> None:
    assert parse(text).tree == tree


@pytest.mark.parametrize(("text", "position", "reason"), MISTAKES)
def test_mistake_is_said_where_it_stands(text: str, position: int, reason: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.position == position
    assert caught.value.text == text
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("text", "strict"), [("lupus kidney", False), ("lupus AND kidney", True), ("lupus[ti]", True), ("-mice x", False)]
)
def test_operators_and_tags_require_every_word(text: str, strict: bool) -> None:
    assert parse(text).strict is strict


@pytest.mark.parametrize("text", ["2020..", "..2015", "2020-", "≥2020", "= 2020", "2020/01/01"])
def test_forms_of_ranges(text: str) -> None:
    assert number_range(text) is not None


@pytest.mark.parametrize("text", ["", "-", "..", "20x", "x..y", "2020..x"])
def test_what_is_no_range(text: str) -> None:
    assert number_range(text) is None


def test_range_holds_no_unknown_number() -> None:
    assert not Range(None, 30).holds(None)


_PIECES = st.sampled_from(
    [
        "lupus",
        "AND",
        "OR",
        "NOT",
        "(",
        ")",
        '"',
        "-",
        "[ti]",
        "[",
        "]",
        "year:",
        "2020",
        "..",
        ">",
        "title:",
        " ",
        ":",
        "β",
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=14).map("".join), st.lists(_PIECES).map(" ".join)))
def test_no_input_raises_anything_else(text: str) -> None:
    try:
        place = len(parse(text).text)
    except QueryError as error:
        place = error.position + 1
    assert 0 <= place <= len(text)


@given(st.lists(st.text("abcxyz?!'-.,;", min_size=1, max_size=8), max_size=8).map(" ".join))
def test_free_words_never_fail(text: str) -> None:
    parse(text)
