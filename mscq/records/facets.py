"""The facets of the vocabulary as a table: what each is called, and where records and selections name it.

A new facet is a row here, its file of concepts, and the field of the record model that names it.
"""

from __future__ import annotations

from mscq.records.choices import CHOICE_NOUNS
from mscq.records.value import Value


class FacetRow(Value):
    """One facet of the vocabulary.

    ``id`` is also the name of its file; ``option`` the command-line option and the field of a query that take its
    values; ``field`` the field of a Selection and the attribute of a Vocabulary. An Intervention names it under
    ``field`` where it is ``given``; a study names it under ``study`` and a finding under ``finding`` where those are
    not empty. ``mentioned`` tells that the words of a title or abstract are read as naming it,
    ``together`` that several given together are one treatment: cells by two routes are by neither alone.
    ``own`` are the fields that only its concepts have.
    """

    id: str
    option: str
    field: str
    noun: str
    help: str
    given: bool = False
    study: str = ""
    finding: str = ""
    mentioned: bool = False
    together: bool = False
    also: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    @property
    def plural(self) -> str:
        """The noun for several: 'cell types'."""
        return self.id.replace("-", " ")

    @property
    def of_study(self) -> bool:
        """Whether a study as a whole names it, and not its findings alone."""
        return self.given or bool(self.study)


_ROWS = (
    FacetRow(
        "conditions", "condition", "conditions", "condition", "Condition, its members included: ms, lupus, 'knee oa'",
        study="conditions", finding="conditions", mentioned=True,
    ),
    FacetRow(
        "routes", "route", "routes", "route", "Route of administration: iv, intrathecal, 'spinal tap'",
        given=True, mentioned=True, together=True,
    ),
    FacetRow(
        "cell-sources", "source", "sources", "cell source", "Tissue the cells came from: uc, bm, adipose",
        given=True, mentioned=True,
    ),
    FacetRow(
        "cell-types", "cell", "cells", "cell type", "Cell type: msc, hsc, esc, ipsc",
        given=True, mentioned=True, own=("rank",),
    ),
    FacetRow("donors", "donor", "donors", "donor", "autologous (the patient's own) or allogeneic", given=True),
    FacetRow(
        "designs", "design", "designs", "design", "Study design: rct, meta-analysis, cohort",
        study="design", mentioned=True, also=("type",), own=("level", "evidence", "control_group", "randomised"),
    ),
    FacetRow(
        "outcomes", "outcome", "outcomes", "outcome", "Outcome or outcome group: edss, pain, relapse",
        finding="outcome", mentioned=True, own=("better", "unit", "scale", "complement"),
    ),
    FacetRow(
        "entities", "entity", "entities", "entity", "Molecule, pathway, immune cell or drug: il-10, mtor",
        finding="entities",
    ),
)  # fmt: skip
FACETS = {row.id: row for row in _ROWS}
"""The rows by id."""
GIVEN = tuple(row for row in _ROWS if row.given)
"""The facets of what was given, which an Intervention names."""


def noun_of(name: str) -> str:
    """Return what one value of a facet, or of a closed list of the record model, is called: 'cell type', 'topic'."""
    return FACETS[name].noun if name in FACETS else CHOICE_NOUNS[name]
