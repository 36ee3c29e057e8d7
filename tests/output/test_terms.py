"""The list of a facet: every concept, by all of its names, under what it belongs to."""

from __future__ import annotations

import pytest
from runs import frozen, run_here

from mscq.records.facets import FACETS


@pytest.mark.parametrize("facet", FACETS)
def test_every_concept_stands_in_its_row_with_all_its_names(facet: str) -> None:
    concepts = frozen().vocabulary.facet(facet)
    lines = run_here(("terms", facet)).stdout.splitlines()
    for concept in concepts.values():
        (row,) = [
            line for line in lines if line.startswith(f"{concept.label}  ") and f"  {concept.id}  " in f"{line}  "
        ]
        above = [concepts.label(one) for one in concept.broader]
        missing = [name for name in (*concept.abbreviations, *concept.synonyms, *above) if name not in row]
        assert not missing, concept.id
        assert (concept.mesh or "") in row
