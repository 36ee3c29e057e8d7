"""Making what is kept of a base beside its index: the answer on each condition, of which a screen tells but a little.

A question about a condition concerns more papers the more a base holds. What follows from all of them for the first
screen is kept, so that it is told by reading those that it shows.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from mscq.evidence.answering import KEPT, answer
from mscq.evidence.first import HARMS, QUESTIONS, REVIEWS, leading_harms, questions, ranked_reviews
from mscq.evidence.keeping_comparisons import comparisons_of
from mscq.evidence.kept import told
from mscq.records.indexed import kept, look
from mscq.records.knowledge_base import KnowledgeBase
from mscq.records.seal import read_seal

if TYPE_CHECKING:
    from pathlib import Path


def answers_of(folder: Path) -> bytes | None:
    """Return the content of the table of answers of a base; None where its index does not hold for it.

    Raises UnreadableFile, BadFile or BadRecord.
    """
    seal = read_seal(folder)
    if seal is None or look(folder, seal).table is None:
        return None
    kb = KnowledgeBase(folder, sealed=True, indexed=False)
    values: dict[str, Any] = {}
    for concept in kb.vocabulary.conditions.values():
        if concept.kind != "family":
            with suppress(KeyError):  # of a term that the vocabulary lacks: it is told where it is asked
                values |= _kept(kb, concept.id)
    return kept(folder, seal, values | comparisons_of(kb))


def _kept(kb: KnowledgeBase, condition_id: str) -> dict[str, Any]:
    """What is kept of the answer on a condition; nothing where no paper is on it."""
    found = answer(kb, condition_id)
    if not found.papers:
        return {}
    place = {id(one): number for number, one in enumerate(found.pooled)}
    return {
        f"{KEPT}{condition_id}": told(found),
        f"{HARMS}{condition_id}": [told(one) for _, one in leading_harms(found)],
        f"{REVIEWS}{condition_id}": [place[id(one)] for one in ranked_reviews(found)],
        f"{QUESTIONS}{condition_id}": questions(kb, condition_id),
    }
