"""Unique identifiers of MeSH descriptors and supplementary concepts in the forms that people paste (NLM)."""

from __future__ import annotations

import re

_ID = re.compile(
    r"""\s* (?: (?: https?:// )? (?: id\.nlm\.nih\.gov/mesh/ (?: 20\d\d/ )?
                              | (?: www\.ncbi\.nlm\.nih\.gov/mesh/ (?: \?term= )? )
                              | meshb(?:-prev)?\.nlm\.nih\.gov/record/ui\?ui=
                              | identifiers\.org/mesh[:/] | bioregistry\.io/mesh: )
          | mesh (?: \s* (?: unique | descriptor | heading )? \s* (?: id | ui )? \s* )? [:#=/]? \s* )?
        (?: (?P<id> [DC] \d{6,9} ) | 68 (?P<number> \d{6} ) )
        (?: \s* \[ \s* (?: mh | mesh | mhui | mesh\ terms ) [^\]]* \] )? [\s.,;]*""",
    re.IGNORECASE | re.VERBOSE,
)


def mesh_id(text: str) -> str | None:
    """Return the MeSH id that a text is, in capitals: ``D008180`` of "MeSH D008180" or of its address; else None.

    PubMed's own numbers of descriptors, 68 and the six digits of the id, are read in its addresses alone.
    """
    found = _ID.fullmatch(text[:200])
    if found is None or text.strip().isdigit():
        return None
    return found["id"].upper() if found["id"] else f"D{found['number']}"
