"""Stems and folding: words of one family share a key, and the quick way agrees with the slow one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscq.search.words import stem, words
from mscq.text.fold import fold_words

FAMILIES = [
    ("injected", "injection", "injections", "injecting", "inject"),
    ("infusion", "infusions", "infused"),
    ("transplant", "transplants", "transplanted", "transplantation"),
    ("regenerate", "regeneration", "regenerative"),
    ("randomised", "randomized", "randomisation"),
    ("haematopoietic", "hematopoietic"),
    ("tumour", "tumours", "tumor"),
    ("analysis", "analyses"),
    ("study", "studies"),
    ("safe", "safety"),
    ("clot", "clots", "clotting"),
    ("relapse", "relapses", "relapsed", "relapsing"),
    ("cryopreserved", "cryopreservation"),
]
APART = [("cell", "celiac"), ("sclerosis", "scleroderma"), ("ms", "msc"), ("arthritis", "arthrosis"), ("pain", "panic")]


@pytest.mark.parametrize("family", FAMILIES)
def test_words_of_a_family_share_a_stem(family: tuple[str, ...]) -> None:
    assert len({stem(word) for word in family}) == 1


@pytest.mark.parametrize(("one", "other"), APART)
def test_other_words_keep_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    "text", ["Sjögren’s syndrome", "IL-1β", "Wharton's jelly", "TGF-β1 – α", "patient's", "5 × 10"]
)
def test_quick_folding_agrees_with_fold(text: str) -> None:
    assert words(text) == fold_words(text)


@given(st.text(max_size=40))
def test_stems_never_raise(text: str) -> None:
    assert all(stem(word) for word in words(text))
