"""Every abbreviation that a screen prints is explained by ``mscq terms``, in one plain sentence."""

from __future__ import annotations

import re

import pytest
from runs import bundled, frozen, here, run_here

from mscq.output.abbreviations import explained as explained_on
from mscq.output.abbreviations import meanings, stands_for
from mscq.output.endpoints import (
    DIRECTION_WORDS,
    KIND_WORDS,
    POOLED_WORDS,
    SOURCE_WORDS,
    STATUS_WORDS,
    VERDICT_WORDS,
)
from mscq.output.figures import IN_DOUBT, interval
from mscq.output.glossary import explained, glossary
from mscq.output.report import Paragraph, line
from mscq.output.wording import CONTROL_WORDS
from mscq.records.choices import CHOICES
from mscq.records.facets import FACETS
from mscq.records.measures import MEASURES
from mscq.records.models import Estimate
from mscq.records.vocabulary import Concept

NO_LEVEL = {"measure": "mean-difference", "value": 1.0, "ci_low": 0.5, "ci_high": 1.5}

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


def test_the_words_that_screens_set_beside_results_are_explained() -> None:
    words = [*STATUS_WORDS.values(), *VERDICT_WORDS.values(), *DIRECTION_WORDS.values(), *POOLED_WORDS.values()]
    words += [*KIND_WORDS.values(), *SOURCE_WORDS.values(), *(row.word for row in CONTROL_WORDS.values())]
    words += [IN_DOUBT.strip(" ()").partition(":")[0], interval(Estimate.model_validate(NO_LEVEL)).rpartition(", ")[2]]
    assert not [word for word in words if explained(word.rstrip(")")) is None]
    for words_typed in (("terms", "usual care"), ("terms", "CI", "level", "unknown")):
        assert run_here(words_typed).returncode == 0


@pytest.mark.parametrize(
    ("short", "label", "synonyms", "told"),
    [
        ("QRT", "Joint health", ("quick reach test", "reach"), "quick reach test"),
        ("QRT", "Joint health", ("reach", "tests"), None),
        ("QRTs", "Quiet rest time", ("quick reach test",), "Quiet rest time"),
        ("ZZ", "Wide group", ("patient zz score", "ZZ score", "Zazi"), None),
        ("hKT", "Kinetic tissue", ("human kinetic tissue",), "human kinetic tissue"),
        ("SF-36", "Quality of life", ("patient satisfaction",), "36-item Short Form Health Survey"),
    ],
)
def test_an_abbreviation_is_explained_by_a_name_that_it_spells(
    short: str, label: str, synonyms: tuple[str, ...], told: str | None
) -> None:
    assert stands_for(short, Concept("made", label, (short,), synonyms)) == told


def test_no_abbreviation_of_an_outcome_is_explained_by_a_wider_group() -> None:
    vocabulary = bundled().vocabulary
    wide = {above for one in vocabulary.outcomes.values() for above in one.broader}
    told = meanings(vocabulary)
    for concept in (vocabulary.outcomes[one] for one in wide):
        for short in concept.abbreviations:
            name = stands_for(short, concept)
            assert name is not None or told.get(short, concept.label).casefold() != concept.label.casefold(), short


def test_a_compound_that_no_name_spells_is_left_to_its_parts() -> None:
    told = meanings(frozen().vocabulary)
    assert "DLCO" in told
    assert "lung function" not in told.values()
    assert {"AT", "MSC"} <= set(told)
    assert "AT-MSC" not in told


def test_a_sentence_is_one_and_plain() -> None:
    for term in glossary():
        assert term.sentence.endswith("."), term.word
        assert ". " not in term.sentence, term.word


def test_every_value_of_a_closed_list_is_explained() -> None:
    for values in CHOICES.values():
        for value in values:
            for typed in {value, value.replace("-", " ")}:
                assert run_here(("terms", typed)).returncode == 0, typed
    assert "single-blind, double-blind (mscq findings --blinding" in here(("terms", "open-label", "--width", "300"))[1]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("level 2", "Lv"),
        ("n 26", "n"),
        ("6 mo", "mo"),
        ("p <0.001", "p"),
        ("PASS", "PASS"),
        ("p-53", None),
        ("2", None),
    ],
)
def test_a_number_beside_a_word_is_passed_over(text: str, word: str | None) -> None:
    found = explained(text)
    assert (found.word if found else None) == word


def test_a_number_is_no_kind_of_thing() -> None:
    """No 'of 2 the base has Collagen type II'."""
    assert "the base has" not in here(("terms", "zzq", "2"))[2]


def test_a_plural_is_explained_by_its_singular_once() -> None:
    told = {"MSC": "mesenchymal stromal cell", "MSCs": "mesenchymal stromal cell", "SS": "Sjögren's", "DMARDs": "drugs"}
    for text in ("MSCs and MSC", "MSC and MSCs", "MSCs"):
        found = explained_on([Paragraph(line(text))], told)
        assert found is not None
        assert found.line.text == "MSC mesenchymal stromal cell"
    assert explained_on([Paragraph(line("MSCs"))], told, {"MSC"}) is None
    found = explained_on([Paragraph(line("DMARDs, SS"))], told)
    assert found is not None
    assert found.line.text == "DMARDs drugs; SS Sjögren's"
