"""A question that names papers as the paper, the comparison of several, or what they pool."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mscq.records.value import replace
from mscq.search.interpret import Unit
from mscq.search.question_patterns import OF_NOTICES, OVERLAP
from mscq.search.question_words import QUIET, is_said
from mscq.search.questions.command import made
from mscq.search.questions.question import Question
from mscq.search.questions.values import is_disease
from mscq.search.words import stem, words

if TYPE_CHECKING:
    from mscq.search.questions.asked import Asked

_PAPERS = frozenset(map(stem, ("paper", "study", "studies", "article", "publication", "trial")))


def of_papers(asked: Asked, units: Sequence[Unit]) -> Question | None:
    """Return what answers a question whose ``units`` are identifiers; None where one names no paper or several."""
    papers = [asked.index.ids[one] for unit in units for one in sorted(unit.documents)]
    papers = list(dict.fromkeys(papers))
    if not papers or any(len(unit.documents) > 1 for unit in units):
        return None
    read = tuple(f"paper {one}" for one in papers)
    left = [unit.typed for unit in asked.telling if unit not in units and not OVERLAP.fullmatch(unit.typed)]
    left = [typed for typed in left if not all(is_said(word) or stem(word) in QUIET for word in words(typed))]
    left = [typed for typed in left if not OF_NOTICES.fullmatch(typed.lower())]  # its page says so where it was
    if len(papers) > 1 and OVERLAP.search(asked.said):
        conditions = _shared_conditions(asked, [one for unit in units for one in unit.documents])
        shown = " ".join(("mscq coverage", *conditions[:1]))
        return Question("coverage", tuple(conditions[:1]), shown, (*read, "trials that both pool"), tuple(left))
    if len(papers) > 1:
        return Question("compare", ("--paper", *papers), f"mscq compare --paper {' '.join(papers)}", read, tuple(left))
    return Question("show", (papers[0],), f"mscq show {papers[0]}", read, tuple(left))


def of_notices(asked: Asked) -> Question:
    """Return a question for what was retracted or corrected as the list of papers with such a notice."""
    diseases = [pair for pair in asked.values if is_disease(pair[1])]
    found = made(asked, "papers", [("condition", diseases)] if diseases else [], ("--notices",))
    left = tuple(one for one in found.unread if not (OF_NOTICES.search(one.lower()) or stem(one.lower()) in _PAPERS))
    return replace(found, read=(*found.read, "papers with a notice of retraction or correction"), unread=left)


def _shared_conditions(asked: Asked, documents: Sequence[int]) -> list[str]:
    """The diseases that all these papers study."""
    named = [{token for token in asked.index.studied(one) if token.startswith("conditions:")} for one in documents]
    shared = {token.partition(":")[2] for token in set.intersection(*named)}
    return sorted(one for one in shared if not asked.conditions.facet.broader(one) & (shared - {one}))
