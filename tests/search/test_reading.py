"""How words are read: concepts, other names, corrections, what is dropped, and the command that is suggested."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from runs import frozen
from small_base import base, finding, paper

from mscq.output.forms.plain import render_report
from mscq.output.screens.search import found_report
from mscq.search.interpret import Unit
from mscq.search.searcher import Found, Searcher
from mscq.search.tokens import QueryError


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder: Path = tmp_path_factory.mktemp("base") / "data"
    texts = [
        ("kidney2020", "Renal outcome and nephritis after cells", ["systemic-lupus-erythematosus"]),
        ("jelly2020", "Wharton jelly cells for sclerosis", ["multiple-sclerosis"]),
        ("route2020", "Intravenous and intrathecal cells in multiple sclerosis", ["multiple-sclerosis"]),
        ("knee2020", "Cartilage and interleukin of the knee", ["knee-osteoarthritis"]),
    ]
    records = [paper(one, title, [finding("a", title)], conditions=conditions) for one, title, conditions in texts]
    return Searcher(base(folder, records))


@cache
def _frozen() -> Searcher:
    return Searcher(frozen())


def labels(unit: Unit) -> set[str]:
    return {one.label for one in unit.alternatives}


def read(searcher: Searcher, text: str) -> Found:
    return searcher.search(text)


def test_kidney_finds_renal_and_nephritis(searcher: Searcher) -> None:
    found = read(searcher, "kidney")
    assert found.hits[0].paper.id == "kidney2020"
    assert {"renal", "nephritis"} <= set(found.reading.units[0].synonyms)
    assert "Proteinuria" in found.reading.units[0].narrower


def test_cord_calls_up_umbilical_cord_and_whartons_jelly(searcher: Searcher) -> None:
    assert {"Umbilical cord", "Wharton's jelly"} <= labels(read(searcher, "cord").reading.units[0])


@pytest.mark.parametrize("text", ["IL-1β", "IL-1beta", "IL1B", "il 1 beta", "interleukin-1 beta", "interleukin 1β"])
def test_greek_and_latin_forms_are_one_concept(searcher: Searcher, text: str) -> None:
    (unit,) = read(searcher, text).reading.units
    assert [one.id for one in unit.concepts] == ["interleukin-1-beta"]


def test_longest_name_is_taken_first(searcher: Searcher) -> None:
    units = read(searcher, "relapsing remitting ms knee").reading.units
    assert [unit.concepts[0].id for unit in units[:1]] == ["relapsing-remitting-multiple-sclerosis"]


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [("intratecal", "intrathecal"), ("cartilgae", "cartilage"), ("sclerosys", "sclerosis"), ("kneecartilage", "knee")],
)
def test_mistyped_word_is_corrected(searcher: Searcher, typed: str, corrected: str) -> None:
    assert read(searcher, typed).reading.units[0].corrected == corrected


@pytest.mark.parametrize("typed", ["kne", "mss", "cels", "rena"])
def test_words_of_four_letters_or_fewer_are_never_corrected(searcher: Searcher, typed: str) -> None:
    assert all(unit.corrected is None for unit in read(searcher, typed).reading.units)


def test_words_of_questions_are_dropped(searcher: Searcher) -> None:
    found = read(searcher, "does iv work better than intrathecal in ms")
    assert found.reading.ignored == ["does", "work", "better", "than", "in"]
    assert [unit.typed for unit in found.reading.units] == ["iv", "intrathecal", "ms"]


@pytest.mark.parametrize(("text", "route"), [("iv vs it in ms", True), ("IT in ms", True), ("does it help ms", False)])
def test_it_is_a_route_only_where_it_is_meant(searcher: Searcher, text: str, route: bool) -> None:
    named = {one.id for unit in read(searcher, text).reading.units for one in unit.concepts}
    assert ("intrathecal" in named) is route


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("does iv work better than intrathecal in ms", "mscq compare --route iv intrathecal --condition ms"),
        ("is bone marrow or fat better for knee oa?", "mscq compare --source 'bone marrow' fat --condition 'knee oa'"),
        ("own cells or donor cells", "mscq compare --donor 'own cells' 'donor cells'"),
        ("lupus versus ms", "mscq compare --condition lupus ms"),
        ("lupus", "mscq condition lupus"),
        ("what about lupis?", "mscq condition lupus"),
        ("lupus limitation", "mscq condition lupus --topic limitation"),
        ("ms iv", "mscq findings --condition ms --route iv"),
        ("sclerosis zebra", None),
        ("lupus zebra", None),
        ("graft versus host", None),  # no paper is on it
        ("tear film after cells in als", None),
    ],
)
def test_command_that_answers_better_is_said(text: str, command: str | None) -> None:
    assert read(_frozen(), text).suggestion == command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("is it safe", "mscq safety"),
        ("did anyone die", "mscq safety --outcome die"),
        ("does it help knee pain", "mscq ask 'does it help knee pain'"),
        ("paralysis", "mscq ask paralysis"),
        ("graft versus host", None),
        ("il-10 lupus", None),
        ("kidney[ti]", None),
        ("lupus zebra", None),
    ],
)
def test_a_question_is_told_the_command_that_answers_it(text: str, command: str | None) -> None:
    assert frozen().search(text).suggestion == command


def test_a_word_that_may_mean_several_diseases_calls_up_those_alone() -> None:
    searcher = Searcher(frozen())
    conditions = frozen().vocabulary.conditions
    diseases = {conditions.label(one) for one in conditions}
    hints = {hint for one in conditions for hint in conditions[one].hints if " " not in hint and len(hint) > 3}
    words = [one for one in sorted(hints) if not searcher.names.exact([one.lower()])]
    assert "paralysis" in words
    for word in words:
        offered = {one for one in conditions if word in conditions[one].hints}
        below = {conditions.label(one) for disease in offered for one in conditions.narrower(disease)}
        (unit,) = read(searcher, word).reading.units
        assert {label for label in unit.related if label in diseases} == below


def test_unknown_word_leaves_the_others(searcher: Searcher) -> None:
    found = read(searcher, "kidney zzyzx")
    assert found.hits[0].paper.id == "kidney2020"
    assert [unit.kind.value for unit in found.reading.units] == ["concept", "unknown"]


@pytest.mark.parametrize("word", ["worth", "waste", "nurse", "decade", "parent"])
def test_a_word_of_english_is_not_corrected_to_another(word: str) -> None:
    searcher = Searcher(frozen())
    assert read(searcher, f"is it {word} it").reading.units[0].corrected is None


def test_only_what_is_written_as_a_name_is_taken_for_an_author() -> None:
    searcher = Searcher(frozen())
    index = searcher.index
    in_text = {word for word in index.spelt() if word in index.alike(word, 0, authors=False)}
    authors = sorted(set(index.spelt()) - in_text - searcher.names.words)
    tried = named = 0
    for author in authors[::20]:
        typed = f"{author[:-2]}{author[-1]}{author[-2]}"  # the last two letters swapped
        if len(author) < 6 or not author.isalpha() or author[-1] == author[-2] or searcher.knows(typed):
            continue
        tried += 1
        assert read(searcher, typed).reading.units[0].corrected not in authors
        named += read(searcher, typed.capitalize()).reading.units[0].corrected in authors
    assert 2 * named > tried


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        ("did anyone die", ["die"]),
        ("can nobody else cure themselves of sclerosis", ["cure", "sclerosis"]),
        ("did my son walk", ["walk"]),
        ("our neighbours knee", ["knee"]),
        ("Son knee", ["Son", "knee"]),
    ],
)
def test_words_of_whom_a_question_is_asked_are_not_looked_for(text: str, telling: list[str]) -> None:
    assert [unit.typed for unit in read(_frozen(), text).reading.units] == telling


ARMS = (
    finding("own", "Cells on the treated side eased the stiff wrist.", arm="treated", comparator={"kind": "baseline"}),
    finding("saline", "Stiff wrist, stiff wrist: saline changed no stiff wrist.", arm="control", endpoint="primary"),
)


def test_a_hit_does_not_quote_the_control_arm_alone(tmp_path: Path) -> None:
    kb = base(tmp_path / "one", [paper("arms2020", "A trial of the hand", ARMS, conditions=["multiple-sclerosis"])])
    (hit,) = Searcher(kb).search("stiff wrist saline").hits
    assert hit.finding is not None
    assert hit.finding.id == "arms2020.own"


def test_what_is_quoted_of_a_control_arm_is_not_called_what_the_paper_is_for(tmp_path: Path) -> None:
    record = {**paper("arms2020", "A trial of the hand", ARMS[1:]), "summary": "Cells eased the wrist."}
    kb = base(tmp_path, [record])
    text = render_report(found_report(Searcher(kb).search("stiff wrist saline"), kb.vocabulary))
    assert "Cells eased the wrist." in text
    assert "saline changed" not in text


@pytest.mark.parametrize(
    ("before", "behind"), [("ti:knee", "knee[ti]"), ("tiab:knee", "knee[tiab]"), ("au:doe", "doe[au]")]
)
def test_a_tag_of_pubmed_may_stand_before_its_word(searcher: Searcher, before: str, behind: str) -> None:
    found = [hit.paper.id for hit in read(searcher, before).hits]
    assert found
    assert sorted(found) == sorted(hit.paper.id for hit in read(searcher, behind).hits)


def test_a_tag_that_the_base_does_not_hold_is_refused(searcher: Searcher) -> None:
    with pytest.raises(QueryError, match="no field is called 'ad'"):
        read(searcher, "ad:london")
