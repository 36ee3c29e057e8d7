"""A question of how much or how often: doses compared, an arm against another, or what papers say of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mscq.records.value import replace
from mscq.search.interpret import Unit, UnitKind
from mscq.search.names import Named
from mscq.search.question_patterns import DOSE, DOSE_OF_DRUG, SCHEDULE, WEIGHED
from mscq.search.question_words import is_of_dose, is_said
from mscq.search.questions.command import made
from mscq.search.questions.comparison import compared, diseases, papers_on
from mscq.search.words import words

if TYPE_CHECKING:
    from mscq.search.questions.asked import Asked
    from mscq.search.questions.question import Question

DOSES = ("low", "medium", "high")
"""The bands that doses of cells fall in."""


def of_doses(asked: Asked) -> Question | None:
    """Return what answers a question with words of doses; None where it does not ask how much or how often."""
    said = asked.said
    if re.search(DOSE_OF_DRUG, said):
        return None
    scheduled = bool(re.search(SCHEDULE, said) and re.search(WEIGHED, said))
    named = [named for _, named in asked.values]
    if any(one.facet == "entities" or one.id in ("corticosteroid-dose", "medication-use") for one in named):
        return None
    if not scheduled and not re.search(DOSE, said) and not any(one.id == "dose-response" for one in named):
        return None
    disease = diseases(asked, ())
    if not disease:
        return None
    pairs = disease[0][1]
    bands = _bands(asked, [one.id for _, one in pairs])
    doses = [(Unit(one, UnitKind.WORD), Named("doses", one, one.replace("-", " "))) for one in bands]
    outcome = Named("outcomes", "dose-response", asked.names.vocabulary.outcomes.label("dose-response"))
    flags = ("--topic", "safety") if asked.is_of_harm else ()
    compare = compared(asked, [("dose", doses), *disease], flags)
    if compare.candidates:
        return compare
    found = [compare]
    if any(asked.index.names_together(asked.names, [outcome, one]) for _, one in pairs) and not flags:
        found.append(made(asked, "findings", [*disease, ("outcome", [(Unit("dose", UnitKind.WORD), outcome)])]))
    if not flags and asked.condition is not None and _sets_doses_apart(asked, asked.condition.id):
        arm = Named("comparators", "other-arm", "another arm")
        against = made(asked, "condition", [("against", [(Unit("dose", UnitKind.WORD), arm)])])
        found.insert(0 if scheduled else 1, against)
    elif scheduled:
        found.append(found.pop(0))
    else:
        found.append(compare)
    found = [replace(one, unread=tuple(word for word in one.unread if not _is_of_dose(word))) for one in found]
    return replace(found[0], otherwise=tuple(found[1:]))


def _bands(asked: Asked, ids: Sequence[str]) -> Sequence[str]:
    """The bands of doses by which most papers on diseases tell theirs: of cells, or of cells per kg."""
    by_weight = plain = 0
    for document in papers_on(asked, ids):
        given = asked.index.raw[document].get("study", {}).get("intervention") or {}
        by_weight += bool(given.get("dose_cells_per_kg"))
        plain += bool(given.get("dose_cells"))
    return [f"{one}-per-kg" for one in DOSES] if by_weight > plain else DOSES


def _sets_doses_apart(asked: Asked, disease: str) -> bool:
    """Whether a trial on a disease holds one of its doses against another."""
    return any(
        (finding.get("comparator") or {}).get("kind") == "other-arm"
        and "dose" in (finding["comparator"].get("against") or {})
        and finding.get("stage") == "controlled-trial"
        for document in papers_on(asked, [disease])
        for finding in asked.index.raw[document].get("findings") or []
    )


def _is_of_dose(text: str) -> bool:
    return all(is_of_dose(word) or is_said(word) for word in words(text))
