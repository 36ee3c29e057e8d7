"""Whether a question is of harm, and what in it may be a harm of the cells but is what they are given for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mscq.records.vocabulary import Vocabulary
from mscq.search.interpret import Unit
from mscq.search.question_patterns import CAUSED, GIVEN_FOR, HURT_BY, SLOWED, WORSE
from mscq.search.question_words import COMPLAINTS, HARM, HELP
from mscq.search.questions.values import Pair
from mscq.search.reread import ADVERSE_EVENTS
from mscq.search.words import stem, words

_DEATH = "mortality"


def is_of_harm(spoken: Sequence[str], units: Sequence[Unit], values: Sequence[Pair], vocabulary: Vocabulary) -> bool:
    """Return whether harm is asked about: by a word of it, or by an outcome that is a harm or death.

    ``spoken`` are the words of the question, ``units`` what they were read as, ``values`` what these were read for.
    """
    if any(named.facet == "topics" and named.id == "safety" for _, named in values):
        return True
    outcomes = vocabulary.outcomes
    read = [one for unit in units for one in unit.concepts if one.facet == outcomes.name]
    said = " ".join(spoken)
    general = any(one.id == ADVERSE_EVENTS for one in read) or any(stem(word) in HARM for word in spoken)
    general = general or is_of_worsening(said)
    complains = any(stem(word) in COMPLAINTS for word in spoken)
    helped = any(stem(word) in HELP for word in spoken)
    general = general or bool(complains and not helped and re.search(HURT_BY, said))
    harms = [one for one in read if one.id == _DEATH or ADVERSE_EVENTS in outcomes.broader(one.id)]
    return general or bool(harms and not helped and not given_for(spoken, units))


def is_of_worsening(said: str) -> bool:
    """Return whether it is asked whether cells make something worse; not whether they stop its getting worse."""
    worse = any(part in said for part in ("worse", "aggravat", "flare")) and re.search(WORSE, said)
    return bool(worse and not re.search(SLOWED, said))


def given_for(spoken: Sequence[str], units: Sequence[Unit]) -> list[Unit]:
    """Return what was read for a harm but is what the cells are given for: "stem cells for back pain"."""
    said = " ".join(spoken)
    helped = any(stem(word) in HELP for word in spoken)
    complains = any(stem(word) in COMPLAINTS for word in spoken)
    complains = complains and not any(stem(word) in HARM for word in spoken) and not re.search(CAUSED, said)
    return [
        unit
        for unit in units
        if any(one.facet == "outcomes" for one in unit.concepts)
        and (
            helped
            or (complains and any(stem(word) in COMPLAINTS for word in words(unit.corrected or unit.typed)))
            or GIVEN_FOR.search(said.partition(" ".join(words(unit.typed)))[0])
        )
    ]
