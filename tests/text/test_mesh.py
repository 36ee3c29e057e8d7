"""MeSH ids in the forms that people paste, and what is none."""

from __future__ import annotations

import pytest
from support import run_mscq

from mscq.text.mesh import mesh_id


@pytest.mark.parametrize(
    "text",
    [
        "D008180",
        " d008180 ",
        "mesh:D008180",
        "MESH:D008180",
        "MeSH D008180",
        "MeSH ID: D008180",
        "MeSH Unique ID: D008180.",
        "mesh/D008180",
        "D008180[mh]",
        "D008180 [MeSH Terms]",
        "https://id.nlm.nih.gov/mesh/D008180",
        "http://id.nlm.nih.gov/mesh/2026/D008180",
        "https://www.ncbi.nlm.nih.gov/mesh/68008180",
        "www.ncbi.nlm.nih.gov/mesh/?term=D008180",
        "https://meshb.nlm.nih.gov/record/ui?ui=D008180",
        "https://identifiers.org/mesh:D008180",
        "bioregistry.io/mesh:D008180",
    ],
)
def test_a_mesh_id_is_read_in_every_form(text: str) -> None:
    assert mesh_id(text) == "D008180"


@pytest.mark.parametrize(
    "text", ["", "68008180", "lupus", "D00", "vitamin D3", "mesh", "D008180 lupus", "pubmed/D008180"]
)
def test_what_is_no_mesh_id(text: str) -> None:
    assert mesh_id(text) is None


@pytest.mark.slow
@pytest.mark.parametrize("text", ["mesh:D008180", "MeSH D008180", "https://id.nlm.nih.gov/mesh/D008180"])
def test_a_mesh_id_names_a_condition_everywhere(text: str) -> None:
    for words in (["condition", text], ["papers", "--condition", text], ["terms", text]):
        run = run_mscq(*words)
        assert run.returncode == 0, words
        assert "lupus" in run.stdout.lower()
