"""How a question is read once its disease is known: by what stands beside a word, in patients' words, with less."""

from __future__ import annotations

import pytest
from runs import bundled

from mscq.records.facets import FACETS
from mscq.search.lexicon import lexicon_of
from mscq.search.questions.question import Question
from mscq.search.resolve import Resolver
from mscq.search.searcher import Searcher

SEARCHER = Searcher(bundled())
CONDITIONS = Resolver(bundled().vocabulary.conditions, "condition", lexicon_of(bundled()))
VOCABULARY = bundled().vocabulary


def asked(text: str) -> Question:
    return SEARCHER.question(text, CONDITIONS)


def given(question: Question, option: str) -> list[str]:
    """The values that a question's command has for an option."""
    words = list(question.arguments)
    found = []
    for at, word in enumerate(words):
        if word == f"--{option}":
            found += [
                one for one in words[at + 1 : at + 2 if question.command != "compare" else None] if one[:2] != "--"
            ]
    return found


# a question, and the one outcome that a word of it is read for, with no source of cells
OUTCOMES = [
    ("does it help skin in scleroderma", "skin-fibrosis"),
    ("skin tightness scleroderma", "skin-fibrosis"),
    ("does it soften my skin, systemic sclerosis", "skin-fibrosis"),
    ("does it improve the lungs in ssc", "lung-function"),
    ("hands in scleroderma", "hand-function"),
    ("ulcers in scleroderma", "digital-ulcers"),
    ("muscle in dermatomyositis", "muscle-strength"),
    ("does it repair nerves in sci", "nerve-regeneration"),
    ("brain in ms", "brain-volume"),
    ("memory in alzheimer", "cognition"),
    ("live longer with als", "survival"),
    ("can it prolong my life with als", "survival"),
    ("stop my steroids lupus", "medication-use"),
    ("can i come off my drugs in parkinson", "medication-use"),
    ("will i walk again with sci", "mobility"),
    ("does it help inflammation in ra", "inflammation"),
    ("how long does it last", "response-duration"),
    ("does stem cell regrow cartilage", "cartilage-structure"),
    ("does it rebuild cartilage in knee oa", "cartilage-structure"),
    ("how long will i live with als", "survival"),
    ("years of life als", "survival"),
    ("does it get rid of steroids in myositis", "medication-use"),
    ("breathing in als", "lung-function"),
    ("eyesight in nmo", "visual-function"),
    ("does it improve the skin in ssc", "skin-fibrosis"),
    ("spinal cord in ms", "spinal-cord-imaging"),
]


@pytest.mark.parametrize(("text", "outcome"), OUTCOMES)
def test_a_patients_word_is_the_outcome(text: str, outcome: str) -> None:
    read = asked(text)
    assert (given(read, "outcome"), given(read, "source")) == ([outcome], [])
    assert read.command in ("condition", "findings")


@pytest.mark.parametrize(
    "text",
    [
        "does the effect last in lupus",
        "how long does it last in knee oa",
        "is the effect permanent in ra",
        "will it stop working after a year in ms",
        "does it wear off in als",
    ],
)
def test_how_long_a_benefit_lasts_in_a_disease_is_answered_by_late_results(text: str) -> None:
    read = asked(text)
    assert (read.command, given(read, "months"), given(read, "outcome")) == ("condition", ["12.."], [])


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("stem cells from skin in parkinson", "skin"),
        ("skin cells in parkinson", "skin"),
        ("bone marrow in ms", "bone-marrow"),
        ("skin-derived cells for als", "skin"),
    ],
)
def test_a_tissue_is_a_source_beside_a_word_of_cells(text: str, source: str) -> None:
    read = asked(text)
    assert (given(read, "source"), given(read, "outcome")) == ([source], [])


@pytest.mark.parametrize("text", ["last resort for ms", "is it my last hope with als", "the last trial in lupus"])
def test_the_last_is_no_wish_that_it_lasts(text: str) -> None:
    assert not given(asked(text), "outcome")


def test_a_pain_in_the_knee_is_no_route() -> None:
    assert given(asked("what helps against pain in the knee"), "route") == []
    assert given(asked("cells injected in the knee for oa"), "route") == ["intra-articular"]


def test_no_name_of_two_facets_is_lost_or_taken_for_two() -> None:
    """Of every name that two facets have, one reading is taken beside a disease, and nothing compared by mistake."""
    owners: dict[str, set[tuple[str, str]]] = {}
    for facet in FACETS:
        for concept in VOCABULARY.facet(facet).values():
            for name in concept.names:
                owners.setdefault(name.lower(), set()).add((facet, concept.id))
    both = [name for name, found in owners.items() if len({facet for facet, _ in found}) > 1 and len(name) > 2]
    assert len(both) > 20
    wrong = []
    for name in both:
        read = asked(f"does it help lupus, {name}")
        if read.command == "compare" or name in read.unread or (given(read, "cell") and given(read, "source")):
            wrong.append((name, read.shown))
    assert wrong == []


def test_a_word_of_several_outcomes_asks_for_those_that_papers_report() -> None:
    assert set(given(asked("function in knee oa"), "outcome")) == {"joint-function", "physical-function"}
    assert given(asked("function in als"), "outcome") == ["physical-function"]
    assert set(given(asked("mri in ms"), "outcome")) == {"brain-volume", "mri-disease-activity"}


# a question of how much or how often, and how it is answered first
DOSES = [
    ("how many cells should be given for knee", "compare --dose"),
    ("does a higher dose work better in knee oa", "compare --dose"),
    ("low dose or high dose in rheumatoid arthritis", "compare --dose"),
    ("dose for sci", "compare --dose"),
    ("is a higher dose safe in knee oa", "compare --dose"),
    ("does one infusion or two work better in lupus", "condition --against"),
    ("are repeated doses better than one injection for knee osteoarthritis", "condition --against"),
    ("how many infusions for ms", "findings --outcome"),
    ("is one injection enough for knee", "findings --outcome"),
]


@pytest.mark.parametrize(("text", "answered"), DOSES)
def test_how_much_and_how_often_go_where_doses_are_told(text: str, answered: str) -> None:
    read = asked(text)
    command, option = answered.split()
    assert read.command == command
    assert option in read.arguments
    assert not read.unread


@pytest.mark.parametrize(
    "text", ["low dose cyclophosphamide in ms", "steroid dose in lupus", "the dose of methotrexate in ra"]
)
def test_the_dose_of_a_drug_is_none_of_cells(text: str) -> None:
    assert "--dose" not in asked(text).arguments


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("back pain", "condition"),
        ("back pain from the injection", "safety"),
        ("fatigue in ms", "condition"),
        ("headache in ms", "condition"),
        ("headache after the infusion in ms", "safety"),
        ("fever from the cells", "safety"),
        ("can it make ms worse", "findings"),
        ("could stem cells make my als worse", "findings"),
        ("does it stop ms getting worse", "condition"),
        ("does it slow worsening in ms", "condition"),
        ("can it make my knee worse", "safety"),
        ("backache", "condition"),
        ("swelling after injection in knee", "safety"),
        ("infection in lupus", "safety"),
        ("cancer", "safety"),
        ("pain from the injection in knee oa", "safety"),
        ("largest trial in knee oa", "condition"),
        ("which trial was best in als", "condition"),
        ("which trials are running in als", "coverage"),
    ],
)
def test_a_complaint_is_a_wish_and_a_word_of_harm_is_not(text: str, command: str) -> None:
    assert asked(text).command == command


@pytest.mark.parametrize("text", ["headache", "dizziness", "fever", "muscle pain"])
def test_a_complaint_that_no_cells_are_given_for_says_so(text: str) -> None:
    read = asked(text)
    assert read.command == "safety"
    assert f"no paper here gives cells for {text}" in read.left_off


@pytest.mark.parametrize(
    ("text", "option", "values"),
    [
        ("iv or spinal for spinal cord injury", "route", {"intravenous", "intrathecal", "intraspinal"}),
        ("spinal or iv for sci", "route", {"intravenous", "intrathecal", "intraspinal"}),
        ("brain or spinal injection for als", "route", {"intracerebral", "intrathecal"}),
        ("own cells or donor cells for knee", "donor", {"autologous", "allogeneic"}),
        ("bmac or svf knee", "cell", {"bone-marrow-concentrate", "stromal-vascular-fraction"}),
        ("fat or bone marrow for knee", "source", {"adipose-tissue", "bone-marrow"}),
        ("blood or marrow for scleroderma", "source", {"peripheral-blood", "umbilical-cord-blood", "bone-marrow"}),
        ("fat or umbilical for my knees", "source", {"adipose-tissue", "umbilical-cord", "umbilical-cord-blood"}),
    ],
)
def test_no_half_of_a_comparison_is_dropped(text: str, option: str, values: set[str]) -> None:
    read = asked(text)
    assert read.command == "compare"
    assert (read.unread, len(given(read, "condition"))) == ((), 1)
    assert values <= set(given(read, option))


def test_a_comparison_on_diseases_of_like_weight_is_asked_of_each() -> None:
    read = asked("iv or spinal tap for paralysis")
    assert set(read.candidates) > {"spinal-cord-injury", "multiple-sclerosis"}
    assert read.shown == "mscq compare --route iv 'spinal tap' --condition {}"


def test_a_narrow_question_has_others_that_ask_for_less() -> None:
    read = asked("does bone marrow transplant stop relapses in MS")
    assert [given(one, "outcome") for one in (read, *read.otherwise)] == [["relapse"], ["relapse"], [], [], []]
    first = read.otherwise[1]
    assert (given(first, "cell"), first.left_off.partition("; ")[2]) == (["hematopoietic-stem-cell"], "without it")
    wider = asked("exosomes for knee").otherwise[0]
    assert given(wider, "cell") == ["extracellular-vesicle"]
    assert "which is wider" in wider.left_off
