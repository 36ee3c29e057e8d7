"""A pasted text is no question: what it says of trials in passing asks for nothing, and it finds its own paper."""

from __future__ import annotations

import pytest
from runs import bundled, frozen

from mscq.search.query import parse
from mscq.search.searcher import Searcher
from mscq.search.tokens import QueryError

SAID = (
    "This double-blind, placebo-controlled randomised trial (NCT00000000) compared mesenchymal stromal cells with "
    "saline in people with multiple sclerosis. The primary endpoint was not met; a secondary outcome, walking speed, "
    "was better with cells [intention to treat, all who were randomised]. The trial was funded by the company."
)


def test_what_a_pasted_text_says_in_passing_is_not_asked_for() -> None:
    found = Searcher(frozen()).search(SAID)
    assert found.reading.spoken == []
    assert found.total > 5
    asked = Searcher(frozen()).search("double-blind randomised trial in multiple sclerosis")
    assert len(asked.reading.spoken) == 2


@pytest.mark.parametrize("words", [f"({SAID}) AND lupus", f"{SAID} NOT lupus", f'"multiple sclerosis" {SAID}'])
def test_a_query_with_operators_or_phrases_is_none_however_long(words: str) -> None:
    assert not parse(words.replace("[intention to treat, all who were randomised]", "")).is_pasted


def test_long_words_in_brackets_are_no_tag() -> None:
    assert Searcher(frozen()).search("cells [of the marrow of the same person] in lupus").total
    with pytest.raises(QueryError, match="no tag is called"):
        parse("cells [marrow]")


def test_what_a_paper_says_finds_it() -> None:
    """Title, summary and findings of a paper in a row, as an abstract is pasted."""
    kb = bundled()
    searcher, ids = Searcher(kb), kb.ids[::6]
    first = 0
    for one in ids:
        paper = kb.get(one)
        said = [paper.bibliography.title or "", paper.summary or "", *(finding.statement for finding in paper.findings)]
        hits = searcher.search(" ".join(said)[:1800], limit=1).hits
        first += bool(hits) and hits[0].paper.id == one
    assert first / len(ids) >= 0.9
