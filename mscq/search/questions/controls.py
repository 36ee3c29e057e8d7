"""What a question holds cells against, where that is no cells: "better than placebo", "prp or stem cells"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mscq.records.vocabulary import Vocabulary
from mscq.search.interpret import Unit, UnitKind
from mscq.search.names import Named
from mscq.search.question_patterns import CONTROL, NO_PEOPLE, VERSUS
from mscq.search.questions.values import Pair
from mscq.search.words import words


def controls_of(spoken: Sequence[str], values: Sequence[Pair], vocabulary: Vocabulary) -> list[Pair]:
    """Return the controls that the words of a question name, and those of its values that are set against cells."""
    said = f" {' '.join(spoken)} "
    kinds = vocabulary.facet("comparators")
    found = []
    for match in CONTROL.finditer(said):
        kind = "usual-care" if match["usual_care"] else "placebo"
        found.append((Unit(match[0], UnitKind.WORD), Named("comparators", kind, kinds.label(kind))))
    for unit, named in values:
        typed = re.escape(" ".join(words(unit.typed)))
        beside = rf" (?:{VERSUS} (?:an? |the )?{typed}{NO_PEOPLE}|{typed}(?: \w+)? (?:vs|versus|or|against)) "
        if named.facet == "entities" and re.search(beside, said):
            found.append((unit, named))
    return found
