"""Names on the command line: what is answered, what is offered, and where a name belongs that was put elsewhere."""

from __future__ import annotations

import json

import pytest
from runs import bundled, here

from mscq.errors import ExitCode
from mscq.search.everywhere import cell_from_source, exact_places, facets_for
from mscq.search.lexicon import lexicon_of
from mscq.search.resolve import Resolver

FACETS = ("conditions", "routes", "cell-sources", "cell-types", "outcomes", "entities")
RESOLVERS = {facet: Resolver(bundled().vocabulary.facet(facet), facet, lexicon_of(bundled())) for facet in FACETS}


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
        (["condition", "crohn"], "did you mean 'Inflammatory bowel disease'?"),
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
