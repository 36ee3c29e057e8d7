"""Headings of MeSH and Emtree, inverted or not, and what happens with those that the vocabulary does not have."""

from __future__ import annotations

import pytest
from runs import frozen

from mscq.api import load
from mscq.records.facets import FACETS
from mscq.search.headings import _OTHERS
from mscq.search.names import Names
from mscq.search.searcher import Found, Searcher

HEADINGS = [
    ("Lupus Erythematosus, Systemic", "conditions systemic-lupus-erythematosus"),
    ("Systemic Lupus Erythematosus", "conditions systemic-lupus-erythematosus"),
    ("Arthritis, Rheumatoid", "conditions rheumatoid-arthritis"),
    ("Spondylitis, Ankylosing", "conditions ankylosing-spondylitis"),
    ("Osteoarthritis, Knee", "conditions knee-osteoarthritis"),
    ("Multiple Sclerosis, Relapsing-Remitting", "conditions relapsing-remitting-multiple-sclerosis"),
    ("Multiple Sclerosis, Chronic Progressive", "conditions progressive-multiple-sclerosis"),
    ("Renal Insufficiency, Chronic", "conditions chronic-kidney-disease"),
    ("Graft vs Host Disease", "conditions graft-versus-host-disease"),
    ("Scleroderma, Systemic", "conditions systemic-sclerosis"),
    ("Sjogren's Syndrome", "conditions sjogren-syndrome"),
    ("D008180", "conditions systemic-lupus-erythematosus"),
    ("Mesenchymal Stem Cells", "cell-types mesenchymal-stromal-cell"),
    ("Mesenchymal Stem Cell Transplantation", "cell-types mesenchymal-stromal-cell"),
    ("mesenchymal stroma cell", "cell-types mesenchymal-stromal-cell"),
    ("Hematopoietic Stem Cell Transplantation", "cell-types hematopoietic-stem-cell"),
    ("Extracellular Vesicles", "cell-types extracellular-vesicle"),
    ("Transplantation, Autologous", "donors autologous"),
    ("Transplantation, Homologous", "donors allogeneic"),
    ("autotransplantation", "donors autologous"),
    ("Injections, Intra-Articular", "routes intra-articular"),
    ("Injections, Spinal", "routes intrathecal"),
    ("Infusions, Intravenous", "routes intravenous"),
    ("Infusions, Intra-Arterial", "routes intra-arterial"),
    ("Administration, Intranasal", "routes intranasal"),
    ("intraarticular drug administration", "routes intra-articular"),
    ("Adipose Tissue", "cell-sources adipose-tissue"),
    ("Fetal Blood", "cell-sources umbilical-cord-blood"),
    ("Wharton Jelly", "cell-sources whartons-jelly"),
    ("Bone Marrow Transplantation", "cell-types hematopoietic-stem-cell"),
    ("Randomized Controlled Trials as Topic", "designs randomized-controlled-trial"),
    ("clinical trial (topic)", "designs clinical-trial"),
    ("Kidney Transplantation", "conditions kidney-transplantation"),
]
UNKNOWN = ["Rheumatic Fever", "Heart Failure", "Fever, Familial Mediterranean", "Transplantation, Isogeneic", "Therapy"]


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    return Searcher(frozen())


@pytest.mark.parametrize(("heading", "concept"), HEADINGS)
def test_heading_is_a_concept(searcher: Searcher, heading: str, concept: str) -> None:
    found = searcher._interpreter.headings.concepts(heading)
    assert concept in [f"{facet} {one}" for facet, ids in found.items() for one in ids]


@pytest.mark.parametrize("heading", UNKNOWN)
def test_unknown_heading_is_none(searcher: Searcher, heading: str) -> None:
    assert not searcher._interpreter.headings.concepts(heading)


def test_table_names_concepts_of_the_vocabulary_alone() -> None:
    vocabulary = load().vocabulary
    known = [set(vocabulary.facet(facet)) for facet in FACETS]
    for heading, concepts in _OTHERS.items():
        assert sum(set(concepts.split()) <= one for one in known) == 1, heading


def test_wide_headings_take_in_every_cell() -> None:
    kb = load()
    found = Searcher(kb)._interpreter.headings.concepts("Cell- and Tissue-Based Therapy")
    cells = kb.vocabulary.facet("cell-types")
    assert cells.narrower(*found["cell-types"]) >= set(cells) - cells.narrower("cell-free-products")
    assert Names(kb.vocabulary)


def ids(found: Found) -> set[str]:
    return {hit.paper.id for hit in found.hits}


def test_unknown_heading_is_said_and_widened_to_its_words(searcher: Searcher) -> None:
    found = searcher.search('"Pain, Chronic Joint"[Mesh]', limit=None)
    assert found.reading.widened == ["'Pain, Chronic Joint' is no heading of this base: its words"]
    assert ids(found) == ids(searcher.search("pain[all] AND chronic[all] AND joint[all]", limit=None))


def test_unknown_heading_that_is_denied_excludes_nothing_and_is_said(searcher: Searcher) -> None:
    every = searcher.search("lupus[all]", limit=None)
    found = searcher.search('lupus[all] NOT "Pain, Chronic Joint"[Mesh]', limit=None)
    assert ids(found) == ids(every)
    assert not found.reading.widened
    assert "nothing is excluded" in found.reading.left_out[0]


def test_known_heading_is_denied(searcher: Searcher) -> None:
    lupus = ids(searcher.search('"Lupus Erythematosus, Systemic"[mh]', limit=None))
    kidney = ids(searcher.search('"Lupus Nephritis"[mh]', limit=None))
    assert lupus > kidney
    denied = searcher.search('"Lupus Erythematosus, Systemic"[mh] NOT "Lupus Nephritis"[mh]', limit=None)
    assert ids(denied) == lupus - kidney


def test_without_what_lies_below(searcher: Searcher) -> None:
    whole = ids(searcher.search('"Multiple Sclerosis"[mh]', limit=None))
    alone = ids(searcher.search('"Multiple Sclerosis"[mh:noexp]', limit=None))
    assert alone < whole
    # what is called a family is named by no record, and trials only by their closest design
    for heading in ("Autoimmune Diseases", "Clinical Trial"):
        assert ids(searcher.search(f'"{heading}"[mh:noexp]', limit=None))


def test_qualifier_is_named(searcher: Searcher) -> None:
    found = searcher.search('"Multiple Sclerosis/drug therapy"[Mesh]', limit=None)
    assert found.reading.left_out == ["/drug therapy"]
    assert ids(found) == ids(searcher.search('"Multiple Sclerosis"[Mesh]', limit=None))


@pytest.mark.parametrize("denied", ["Lupus Nephritis/th", "exp Lupus Nephritis/dt, th", "Heart Failure/"])
def test_more_than_what_was_denied_is_not_excluded(searcher: Searcher, denied: str) -> None:
    every = ids(searcher.search("lupus.mp.", limit=None))
    found = searcher.search(f"lupus.mp. not {denied}", limit=None)
    assert ids(found) == every
    assert found.reading.left_out
    assert ids(searcher.search("lupus.mp. not Lupus Nephritis/", limit=None)) < every
