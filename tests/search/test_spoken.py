"""Words that stand for a field: which are read so, which are not, and what the search then asks."""

from __future__ import annotations

import pytest
from runs import bundled, here

from mscq.evidence.selection import Selection, Selector, verdict
from mscq.records.choices import NOT_STATED
from mscq.search.query import Words, parse
from mscq.search.searcher import Searcher
from mscq.search.spoken import spoken


def _read(text: str) -> tuple[list[str], str]:
    tree = parse(text).tree
    assert isinstance(tree, Words)
    fields, rest = spoken(tree.words)
    return [f"{one.name}:{one.value}" for one in fields], " ".join(word.text for word in rest)


@pytest.mark.parametrize(
    ("text", "fields", "rest"),
    [
        ("failed trials in MS", ["met:no"], "in MS"),
        ("Negative clinical trials", ["met:no"], ""),
        ("stroke trials that failed", ["met:no"], "stroke"),
        ("which missed its primary endpoint", ["met:no"], "which"),
        ("did not meet the end point ALS", ["met:no"], "ALS"),
        ("met its primary endpoint", ["met:yes"], ""),
        ("double-blinded lupus", ["blinding:double-blind"], "lupus"),
        ("lupus open label", ["blinding:open-label"], "lupus"),
        ("industry-funded, placebo-controlled", ["sponsor:industry", "against:placebo"], ""),
        ("trials sponsored by companies", ["sponsor:industry"], "trials"),
        ("secondary endpoints in stroke", ["endpoint:secondary"], "in stroke"),
        ("randomized trials knee", ["design:rct"], "knee"),
        # what only looks like it
        ("Gram-negative infection", [], "Gram-negative infection"),
        ("back failed surgery", [], "back failed surgery"),
        ("blind people", [], "blind people"),
        ("open wounds labelled", [], "open wounds labelled"),
        ("negative-trials-like", [], "negative-trials-like"),
        ("heart failure trial", [], "heart failure trial"),
        ("placebo", [], "placebo"),
    ],
)
def test_words_that_stand_for_a_field(text: str, fields: list[str], rest: str) -> None:
    assert _read(text) == (fields, rest)


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    return Searcher(bundled())


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("met:no", Selection(met=("no",))),
        ("met:failed", Selection(met=("no",))),
        ("met:not-stated", Selection(met=(NOT_STATED,))),
        ("blinding:double", Selection(blindings=("double-blind",))),
        ("sponsor:company", Selection(sponsors=("industry",))),
        ("endpoint:primary", Selection(endpoints=("primary",))),
        ("failed trials", Selection(met=("no",))),
    ],
)
def test_a_field_finds_what_the_filter_finds(query: str, asked: Selection, searcher: Searcher) -> None:
    found = {hit.paper.id for hit in searcher.search(query, limit=None).hits}
    assert found == {paper.id for paper in Selector(bundled(), asked).papers()}
    assert found


def test_findings_of_a_rank_are_of_that_rank() -> None:
    pairs = list(Selector(bundled(), Selection(endpoints=("primary",), met=("no",))).findings())
    assert pairs
    assert all(finding.endpoint == "primary" and verdict(paper) == "no" for paper, finding in pairs)


def test_against_placebo_asks_for_a_finding(searcher: Searcher) -> None:
    hits = searcher.search("placebo-controlled lupus", limit=None).hits
    assert hits
    assert all(any(one.comparator.kind == "placebo" for one in hit.paper.findings) for hit in hits)


def test_reader_is_told_how_the_words_were_read() -> None:
    code, out, _ = here(("search", "failed trials in MS"))
    assert code == 0
    assert "Read 'failed trials' as met:no" in out


def test_reviews_have_no_verdict_to_be_stated() -> None:
    stated = {verdict(paper) for paper in bundled().papers() if paper.study.design == "narrative-review"}
    assert stated == {None}


@pytest.mark.parametrize(
    ("words", "message"),
    [(("papers", "--met", "perhaps"), "no verdict on a primary outcome"), (("findings", "--endpoint", "x"), "no rank")],
)
def test_a_value_that_is_none_is_named(words: tuple[str, ...], message: str) -> None:
    code, out, err = here(words)
    assert (code, out) == (2, "")
    assert message in err
