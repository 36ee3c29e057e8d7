"""Retractions, corrections and expressions of concern that the reader's own file states.

Words as NLM has them (nlm.nih.gov/bsd/policy/errata.html); a title that a publisher has marked counts too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mscq.records.terms import StandingStatus

if TYPE_CHECKING:
    from mscq.library.entry import Entry

_STATUS = {
    "Retracted Publication": StandingStatus.RETRACTED,
    "Retraction in": StandingStatus.RETRACTED,
    "Retracted and republished in": StandingStatus.RETRACTED,
    "Partial retraction in": StandingStatus.CORRECTED,
    "Erratum in": StandingStatus.CORRECTED,
    "Corrected and republished in": StandingStatus.CORRECTED,
    "Expression of concern in": StandingStatus.EXPRESSION_OF_CONCERN,
}
_ITSELF = {
    "Retraction of Publication": "a retraction notice",
    "Published Erratum": "an erratum",
    "Expression of Concern": "an expression of concern",
}
_GRAVITY = (StandingStatus.RETRACTED, StandingStatus.EXPRESSION_OF_CONCERN, StandingStatus.CORRECTED)
_MARKED_TITLE = re.compile(r"\W*(retracted(?: article)?|withdrawn(?: article)?)\s*[:\])]", re.IGNORECASE)


class Notice(NamedTuple):
    """The gravest status that a file states of a paper, and all it states, in its words."""

    status: StandingStatus
    text: str


def notice_of(entry: Entry) -> Notice | None:
    """Return what the reader's file states against a paper; None where it states nothing."""
    stated = {words: status for words in entry.notices if (status := _STATUS.get(words.partition(":")[0]))}
    marked = _MARKED_TITLE.match(entry.bibliography.title or "")
    if marked:
        stated[f"Marked '{marked[1]}' in its title"] = StandingStatus.RETRACTED
    if not stated:
        return None
    return Notice(min(stated.values(), key=_GRAVITY.index), "; ".join(stated))


def is_itself(entry: Entry) -> str | None:
    """Return which kind of notice an entry itself is ('a retraction notice'); None where it is none."""
    return next((kind for words, kind in _ITSELF.items() if words in entry.notices), None)
