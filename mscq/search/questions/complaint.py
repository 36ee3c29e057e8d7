"""A question on a complaint of no condition: what is known of it as a harm of the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.records.value import replace
from mscq.search.questions.condition import of_condition
from mscq.search.questions.values import NARROWING
from mscq.search.reread import is_harm

if TYPE_CHECKING:
    from mscq.search.questions.asked import Asked
    from mscq.search.questions.question import Question
    from mscq.search.questions.values import Pair


def of_complaint(asked: Asked) -> Question | None:
    """Return what is known of a complaint as a harm of the cells, where no paper gives them for it."""
    found = [pair for pair in asked.values if pair[0] in asked.given_for and is_harm(pair[1], asked.names.vocabulary)]
    beside = any(pair[1].facet in NARROWING and pair not in found for pair in asked.values)
    if not found or beside or any(_is_relieved(asked, pair) for pair in found):
        return None
    question = of_condition(asked, "safety", found)
    return replace(question, left_off=f"no paper here gives cells for {found[0][0].typed}; as a harm of the cells")


def _is_relieved(asked: Asked, pair: Pair) -> bool:
    """Whether a finding on a complaint tells of a benefit."""
    token = (pair[1].token,)
    return any(
        (asked.index.raw[document].get("findings") or [])[number].get("direction") == "benefit"
        and asked.index.raw[document]["findings"][number].get("topic") == "efficacy"
        for document, numbers in asked.index.in_findings(token).items()
        for number in numbers
    )
