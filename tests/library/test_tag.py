"""Tagging titles and abstracts by the vocabulary: whole words, the longest first, abbreviations in capitals."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscq.library.entry import Entry, Mention
from mscq.library.making import make_entry
from mscq.library.tag import Tagger, Taggers, Text
from mscq.records.vocabulary import Concept

SOURCES = Tagger(
    [
        Concept(id="umbilical-cord", label="Umbilical cord", abbreviations=("UC",), synonyms=("cord",)),
        Concept(id="umbilical-cord-blood", label="Umbilical cord blood", abbreviations=("UCB",)),
        Concept(id="whartons-jelly", label="Wharton's jelly", abbreviations=("WJ",)),
        Concept(id="bone-marrow", label="Bone marrow", abbreviations=("BM",)),
        Concept(id="skin", label="Skin"),
    ]
)
ROUTES = Tagger(
    [
        Concept(id="intravenous", label="Intravenous", abbreviations=("IV",), synonyms=("i.v.",)),
        Concept(id="intra-articular", label="Intraarticular"),
    ]
)
CONDITIONS = Tagger(
    [
        Concept(id="multiple-sclerosis", label="Multiple sclerosis", abbreviations=("MS",)),
        Concept(id="sjogren-syndrome", label="Sjogren syndrome", abbreviations=("SS", "pSS")),
        Concept(id="rheumatoid-arthritis", label="Rheumatoid arthritis", abbreviations=("RA",)),
    ]
)
CELLS = Tagger([Concept(id="msc", label="Mesenchymal stromal cell", abbreviations=("MSC",))])


@pytest.mark.parametrize(
    ("tagger", "text", "expected"),
    [
        (SOURCES, "Umbilical cord blood was drawn.", ["umbilical-cord-blood"]),
        (SOURCES, "Umbilical cord tissue", ["umbilical-cord"]),
        (SOURCES, "umbilical cord blood and umbilical cord", ["umbilical-cord-blood", "umbilical-cord"]),
        (SOURCES, "UC-MSC and UCB-MSC", ["umbilical-cord", "umbilical-cord-blood"]),
        (SOURCES, "WHARTON’S JELLY", ["whartons-jelly"]),
        (SOURCES, "Bone-marrow derived; bone marrow", ["bone-marrow"]),
        (SOURCES, "the cord; accordingly discord", ["umbilical-cord"]),
        (SOURCES, "accordingly, discords", []),
        (SOURCES, "Skin and skin, SKIN", ["skin"]),
        (SOURCES, "ucb, uc, bm", []),
        (ROUTES, "given i.v. twice", ["intravenous"]),
        (ROUTES, "IV infusion", ["intravenous"]),
        (ROUTES, "between I and I V", []),
        (ROUTES, "phase IV trial; type IV collagen; IV group", []),
        (ROUTES, "intra-articular or intraarticular", ["intra-articular"]),
        (CONDITIONS, "MS patients, 5 ms apart; Ms Smith", ["multiple-sclerosis"]),
        (CONDITIONS, "MSC", []),
        (CONDITIONS, "Sjögren’s syndrome", ["sjogren-syndrome"]),
        (CONDITIONS, "pSS, not PSS", ["sjogren-syndrome"]),
        (CONDITIONS, "Rheumatoid\narthritis (RA)", ["rheumatoid-arthritis"]),
        (CELLS, "MSCs and mesenchymal stromal cells", ["msc"]),
        (CELLS, "", []),
    ],
)
def test_mentions(tagger: Tagger, text: str, expected: list[str]) -> None:
    assert [mention.concept for mention in tagger.mentions(Text(text))] == expected


def test_an_entry_is_tagged_by_title_and_abstract() -> None:
    made = make_entry(
        {"title": "Bone marrow cells in MS"},
        file="a",
        line=1,
        format="ris",
        abstract="Wharton’s jelly was not used.",
    )
    assert isinstance(made, Entry)
    assert Taggers({"cell-sources": SOURCES, "conditions": CONDITIONS}).tag(made) == {
        "cell-sources": [Mention("bone-marrow", "Bone marrow"), Mention("whartons-jelly", "Wharton’s jelly")],
        "conditions": [Mention("multiple-sclerosis", "MS")],
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Of umbilical-cord blood, umbilical  cord.", ["umbilical-cord blood", "umbilical  cord"]),
        ("‘Umbilical–cord’ and 'bone\nmarrow'", ["Umbilical–cord", "bone\nmarrow"]),
        ("µ½: Wharton’s/jelly — the bone…marrow", ["Wharton’s/jelly", "bone…marrow"]),
    ],
)
def test_words_are_told_as_they_stand(text: str, expected: list[str]) -> None:
    assert [mention.words for mention in SOURCES.mentions(Text(text))] == expected


def test_what_names_a_condition_names_nothing_else() -> None:
    taggers = {
        "conditions": Tagger([Concept(id="sci", label="Spinal cord injury")]),
        "cell-sources": Tagger(
            [Concept(id="spinal-cord-tissue", label="Spinal cord tissue", synonyms=("spinal cord",))]
        ),
    }
    found = {}
    for title in ("Cells for spinal cord injury", "Cells from spinal cord for spinal cord injury"):
        made = make_entry({"title": title}, file="a", line=1, format="ris")
        assert isinstance(made, Entry)
        found[title] = [[one.concept for one in mentions] for mentions in Taggers(taggers).tag(made).values()]
    assert list(found.values()) == [[["sci"], []], [["sci"], ["spinal-cord-tissue"]]]


def test_initials_of_authors_are_no_abbreviations() -> None:
    raw = "Islam MS, Alam RA. Bone marrow in multiple sclerosis. 2023."
    made = make_entry({}, file="a", line=1, format="plain", raw=raw)
    assert isinstance(made, Entry)
    tags = Taggers({"conditions": CONDITIONS, "cell-sources": SOURCES}).tag(made)
    assert tags == {
        "conditions": [Mention("multiple-sclerosis", "multiple sclerosis")],
        "cell-sources": [Mention("bone-marrow", "Bone marrow")],
    }


@pytest.mark.slow
@given(st.text())
def test_no_text_raises_and_mentions_stand_in_it(text: str) -> None:
    assert all(mention.words in text for mention in SOURCES.mentions(Text(text)))


@given(st.lists(st.text(max_size=12), max_size=4), st.text(max_size=30))
def test_no_vocabulary_raises(names: list[str], text: str) -> None:
    tagger = Tagger([Concept(id="a", label="Label", abbreviations=tuple(names), synonyms=tuple(names))])
    assert {mention.concept for mention in tagger.mentions(Text(text))} <= {"a"}


def test_a_huge_abstract_takes_no_time() -> None:
    started = time.process_time()
    SOURCES.mentions(Text("umbilical cord or " * 600_000))
    assert time.process_time() - started < 5
