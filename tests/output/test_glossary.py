"""Every abbreviation that a screen prints is explained by ``mscq terms``, in one plain sentence."""

from __future__ import annotations

import re

import pytest
from runs import frozen, here, run_here

from mscq.output.endpoints import STATUS_WORDS, VERDICT_WORDS
from mscq.output.glossary import explained, glossary
from mscq.records.facets import FACETS
from mscq.records.measures import MEASURES

SCREENS = (("safety",), ("safety", "ms"), ("papers",), ("findings",), ("compare", "--route", "iv", "intrathecal"))
# capitals followed by a figure, or alone in a column: as screens print measures, designs, routes, cells
_BEFORE_A_FIGURE = re.compile(r"\b([A-Z]{2,5}) (?=[−\d])")


def _known(word: str) -> bool:
    vocabulary = frozen().vocabulary
    named = (concept.abbreviations for facet in FACETS for concept in vocabulary.facet(facet).values())
    return explained(word) is not None or any(word in names for names in named)


@pytest.mark.parametrize("words", SCREENS, ids=" ".join)
def test_what_stands_before_a_figure_is_explained(words: tuple[str, ...]) -> None:
    found = set(_BEFORE_A_FIGURE.findall(here([*words, "--plain"])[1]))
    measures = {one.short for one in MEASURES.values()} & found
    assert not [word for word in measures if not _known(word)]


@pytest.mark.parametrize("facet", ["designs", "routes", "cell-sources", "cell-types"])
def test_every_short_name_of_the_vocabulary_is_said_in_a_sentence(facet: str) -> None:
    for concept in list(frozen().vocabulary.facet(facet).values())[::4]:
        done = run_here(("terms", concept.short, "--plain"))
        assert done.returncode == 0, concept.short
        assert f"{concept.label}: " in done.stdout or explained(concept.short), concept.short


def test_measures_verdicts_and_statuses_are_explained() -> None:
    words = [one.short for one in MEASURES.values() if one.is_abbreviated]
    words += [*VERDICT_WORDS.values(), *STATUS_WORDS.values(), "Lv", "CI", "SD", "SE", "I²", "SUCRA", "n", "p"]
    left = [word for word in words if explained(word) is None and word not in ("more", "fewer", "safety")]
    assert not left
    done = run_here(("terms", "MD"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "mean difference" in done.stdout


def test_a_sentence_is_one_and_plain() -> None:
    for term in glossary():
        assert term.sentence.endswith("."), term.word
        assert ". " not in term.sentence, term.word
