"""Names on the command line: what is answered, what is offered, and where a name belongs that was put elsewhere."""

from __future__ import annotations

import json

import pytest
import typer
from runs import bundled, here, run_here
from typer.core import TyperCommand

from mscq.cli.given import Given
from mscq.cli.request import Request
from mscq.errors import ExitCode
from mscq.search.bare_words import together
from mscq.search.everywhere import cell_from_source, exact_places, facets_for, names_in_a_row
from mscq.search.lexicon import lexicon_of
from mscq.search.resolve import Resolver

FACETS = ("conditions", "routes", "cell-sources", "cell-types", "outcomes", "entities")
RESOLVERS = {facet: Resolver(bundled().vocabulary.facet(facet), facet, lexicon_of(bundled())) for facet in FACETS}


def on_bundled(words: list[str]) -> tuple[int, str, str]:
    """The exit code, the output and the errors of a command on the bundled base."""
    done = run_here(words, base=None)
    return done.returncode, done.stdout, done.stderr


def test_every_exact_name_is_answered_in_a_facet_that_has_it() -> None:
    strayed = [
        (facet, name)
        for facet, resolver in RESOLVERS.items()
        for concept in resolver.facet.values()
        for name in concept.names
        if not RESOLVERS[facets_for(RESOLVERS, name)[0]].exactly(name)
    ]
    assert strayed == []


@pytest.mark.parametrize(
    ("name", "both"),
    [
        ("BMSC", ("mesenchymal-stromal-cell", "bone-marrow")),
        ("AD-MSCs", ("mesenchymal-stromal-cell", "adipose-tissue")),
        ("huc-msc", ("mesenchymal-stromal-cell", "umbilical-cord")),
        ("Wharton's jelly mesenchymal stem cells", ("mesenchymal-stromal-cell", "whartons-jelly")),
        ("ADSC", None),
        ("bone marrow", None),
        ("MSC", None),
    ],
)
def test_a_name_that_tells_cell_and_source_is_both(name: str, both: tuple[str, str] | None) -> None:
    assert cell_from_source(RESOLVERS["cell-types"], RESOLVERS["cell-sources"], name) == both


def test_the_source_in_a_name_of_cells_is_pointed_out() -> None:
    code, out, err = here(["papers", "--cell", "BMSC", "--json"])
    assert code == ExitCode.OK
    assert "--source bone-marrow" in err
    assert {paper["id"] for paper in json.loads(out)["papers"]} == {
        paper["id"] for paper in json.loads(here(["papers", "--cell", "MSC", "--json"])[1])["papers"]
    }


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["papers", "--cell", "ADSC"], "it is a cell source (--source)"),
        (["findings", "--outcome", "osteoclast"], "it is an entity (--entity)"),
        (["condition", "paralysis"], "Spinal cord injury (SCI)"),
        (["condition", "spine"], "Ankylosing spondylitis (AS)"),
        (["condition", "fracture"], "did you mean 'Vertebral compression fracture'?"),
        (["findings", "--outcome", "scarring"], "Skin fibrosis"),
    ],
)
def test_what_is_not_answered_is_pointed_to_or_offered(words: list[str], says: str) -> None:
    code, out, err = here(words)
    assert (code, out) == (ExitCode.NOT_UNDERSTOOD, "")
    assert says in err
    assert err.count("\n") == 1


def test_terms_shows_exact_names_alone() -> None:
    code, out, _ = here(["terms", "blood vessels", "--json"])
    assert code == ExitCode.OK
    assert [term["id"] for term in json.loads(out)] == ["vascular-function"]
    assert {place.facet for place in exact_places(RESOLVERS, "BMSC")} == {"cell-sources", "cell-types"}


@pytest.mark.parametrize(
    ("typed", "condition"),
    [
        ("multiple system atrophy", "multiple-system-atrophy"),
        ("msa", "multiple-system-atrophy"),
        ("juvenile arthritis", "juvenile-idiopathic-arthritis"),
        ("stroke", "ischemic-stroke"),
        ("brain stroke", "ischemic-stroke"),
        ("hip", "hip-osteoarthritis"),
        ("dementia", "alzheimer-disease"),
        ("crohn", "inflammatory-bowel-disease"),
        ("colitis", "inflammatory-bowel-disease"),
        ("ESRD", "chronic-kidney-disease"),
        ("cartlidge", "cartilage-defect"),
        ("scleroderm", "systemic-sclerosis"),
        ("sclerosis multiple", "multiple-sclerosis"),
        ("knee", "knee-osteoarthritis"),
    ],
)
def test_a_name_with_one_meaning_is_taken_and_said(typed: str, condition: str) -> None:
    code, out, err = on_bundled(["papers", "--condition", typed, "--json"])
    assert code == ExitCode.OK
    label = bundled().vocabulary.conditions.label(condition)
    assert json.loads(out)["filters"]["condition"] == [label]
    exact = RESOLVERS["conditions"].exactly(typed) == {condition}
    assert (err == "") if exact else (f"'{typed}'" in err and label in err)


@pytest.mark.parametrize(
    "typed", ["arthritis", "sclerosis", "spine", "spinal", "kidney", "osteo", "paralysis", "joint pain", "back pain"]
)
def test_between_diseases_of_like_weight_nothing_is_guessed(typed: str) -> None:
    code, _, err = on_bundled(["condition", typed])
    assert (code, "fits several" in err) == (ExitCode.NOT_UNDERSTOOD, True)


@pytest.mark.parametrize("typed", ["brain", "muscle", "fracture", "palsies", "transplantation"])
def test_a_word_within_a_name_is_no_name(typed: str) -> None:
    code, out, _ = on_bundled(["condition", typed])
    assert (code, out) == (ExitCode.NOT_UNDERSTOOD, "")


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("multiple myeloma", "Multiple sclerosis"),
        ("multiple organ failure", "Multiple sclerosis"),
        ("psoriatic arthritis", "Knee"),
        ("septic arthritis", "Knee"),
        ("brain cancer", "did you mean"),
    ],
)
def test_one_common_word_suggests_nothing(typed: str, wrong: str) -> None:
    code, _, err = on_bundled(["condition", typed])
    assert code == ExitCode.NOT_UNDERSTOOD
    assert wrong not in err.partition("the base covers")[0]
    assert "the base" in err


@pytest.mark.parametrize(
    ("typed", "outcomes"),
    [
        ("skin", ["Skin fibrosis"]),
        ("cognition", ["Cognition"]),
        ("memory", ["Cognition"]),
        ("motor", ["Motor function"]),
        ("lung", ["Lung function"]),
        ("function", ["Hand function", "Joint function", "Motor function", "Physical function"]),
    ],
)
def test_a_word_of_outcomes_asks_for_all_of_them(typed: str, outcomes: list[str]) -> None:
    code, out, err = on_bundled(["findings", "--outcome", typed, "--json"])
    assert (code, json.loads(out)["filters"]["outcome"]) == (ExitCode.OK, outcomes)
    assert (f"taking '{typed}' for" in err) is (len(outcomes) > 1 or typed.lower() != outcomes[0].lower())


@pytest.mark.parametrize("command", ["condition als", "papers", "findings", "safety als"])
def test_an_empty_answer_says_how_its_filters_were_read(command: str) -> None:
    code, _, err = on_bundled([*command.split(), "--outcome", "rash", "--year", "1901"])
    assert code == ExitCode.NOTHING_FOUND
    assert "filters (outcome Rash; year 1901)" in err


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("lupus ms", ["lupus", "ms"]),
        ("knee osteoarthritis, and lupus nephritis", ["knee osteoarthritis", "lupus nephritis"]),
        ("als vs ms or ssc", ["als", "ms", "ssc"]),
        ("lupus nephritis lupus", []),
        ("ms multiple sclerosis", []),
        ("lupus", []),
        ("lupus and hay", []),
        ("", []),
    ],
)
def test_several_names_in_a_row_are_told_apart(text: str, names: list[str]) -> None:
    assert names_in_a_row(RESOLVERS["conditions"], text) == names


@pytest.mark.parametrize("command", ["condition", "timeline", "conflicts", "safety", "coverage"])
def test_two_conditions_are_no_one_and_are_set_side_by_side(command: str) -> None:
    code, out, err = here([command, "lupus", "and", "ms"])
    assert (code, out) == (ExitCode.NOT_UNDERSTOOD, "")
    assert "names 2 conditions" in err
    assert "mscq compare --condition lupus ms" in err
    assert "did you mean" not in err
    assert here(["compare", "--condition", "lupus", "ms"])[0] == ExitCode.OK


@pytest.mark.parametrize("command", ["cite", "show", "why", "open"])
def test_the_name_of_a_condition_is_no_mistyped_key(command: str) -> None:
    code, _, err = here([command, "lupus"])
    assert code == ExitCode.NOT_UNDERSTOOD
    assert "did you mean" not in err
    assert "--condition lupus" in err
    assert "did you mean 'islam2023'" in here([command, "islam"])[2]


@pytest.mark.parametrize(
    ("option", "values", "read"),
    [
        ("condition", ["multiple", "sclerosis"], ["multiple sclerosis"]),
        ("condition", ["lupus", "multiple", "sclerosis", "knee", "oa"], ["lupus", "multiple sclerosis", "knee oa"]),
        ("against", ["hyaluronic", "acid", "placebo"], ["hyaluronic acid", "placebo"]),
        ("source", ["umbilical", "cord", "bone", "marrow"], ["umbilical cord", "bone marrow"]),
        ("design", ["systematic", "review", "rct"], ["systematic review", "rct"]),
        ("route", ["iv", "intrathecal"], ["iv", "intrathecal"]),
        ("outcome", ["pain", "edss"], ["pain", "edss"]),
        ("condition", ["nothing", "known"], ["nothing", "known"]),
        ("paper", ["islam2023", "deng2017"], ["islam2023", "deng2017"]),
    ],
)
def test_values_side_by_side_that_are_one_name_are_that_one(option: str, values: list[str], read: list[str]) -> None:
    given = Given()
    given.kb, given.filters = bundled(), {option: tuple(values)}
    context = typer.Context(TyperCommand("papers"))
    context.meta["mscq"] = given
    assert Request(context).given(option) == read


def test_two_names_of_which_each_is_one_stay_two() -> None:
    """Though they are a name together as well."""
    names = {"a": {"one"}, "b": {"two"}, "a b": {"three"}, "b c": {"four"}}
    assert list(together(["a", "b"], lambda text: names.get(text, set()))) == ["a", "b"]
    assert list(together(["a", "b", "c"], lambda text: names.get(text, set()))) == ["a", "b c"]


def test_a_name_of_several_words_need_not_be_quoted() -> None:
    for words in (["--condition", "multiple", "sclerosis"], ["--source", "umbilical", "cord", "--controlled"]):
        quoted = [words[0], " ".join(words[1:3]), *words[3:]]
        assert here(["papers", *words])[:2] == here(["papers", *quoted])[:2]
    assert here(["condition", "koa", "--against", "hyaluronic", "acid"])[0] == ExitCode.OK
