"""What is said of a question on which studies disagree: its title, in one line, what separates the sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mscq.evidence.conflicts import Conflict, Kind
from mscq.evidence.dimensions import DIMENSIONS
from mscq.evidence.separation import CHANCE, LONG, MANY, Separation, Split
from mscq.output.endpoints import KIND_WORDS, SOURCE_WORDS, family_words
from mscq.output.report import Line, Role, Span, joined, line
from mscq.output.wording import paper_span, within
from mscq.records.terms import OutcomeSource

if TYPE_CHECKING:
    from mscq.evidence.reply import Reply
    from mscq.records.vocabulary import Vocabulary

_FIELD_WORDS = {
    "comparator": "kind of control",
    "randomised": "randomisation",
    "pooled": "pooled or single",
    "follow-up": "length of follow-up",
    "size": "size",
    "form": "form of the disease",
    "outcome": "outcome measured",
    "read": "where it was read",
}
_VALUE_WORDS = {
    "randomised": {"randomised": "randomised", "not-randomised": "not randomised"},
    "pooled": {"pooled": "a review of trials", "single": "a single study"},
    "follow-up": {"long": f"{LONG:g} months or more", "short": f"under {LONG:g} months"},
    "size": {"large": f"{MANY} people or more", "small": f"under {MANY} people"},
    "blinding": {"open-label": "open label", "single-blind": "single-blind", "double-blind": "double-blind"},
    "comparator": {kind.value: f"against {words}" for kind, words in KIND_WORDS.items()},
    "read": {"paper": "read in a paper", **{one.value: f"told {SOURCE_WORDS[one]}" for one in OutcomeSource}},
}


def title(conflict: Conflict, vocabulary: Vocabulary) -> str:
    """Return the question of a conflict: 'MSC and pain in osteoarthritis: does it help?'."""
    if not conflict.on_value:
        return f"{subject(conflict, vocabulary)}: does it help?"
    if conflict.kind is Kind.PREFERRED:
        return f"{subject(conflict, vocabulary)}: is {_value(conflict, vocabulary)} the better {_noun(conflict)}?"
    return f"{subject(conflict, vocabulary)}: {_value(conflict, vocabulary)} is preferred; does it help?"


def subject(conflict: Conflict, vocabulary: Vocabulary) -> str:
    """Return what a conflict is about: 'MSC and pain in osteoarthritis'."""
    cells = family_words(vocabulary, conflict.cells)
    outcome = within(vocabulary.outcomes.label(conflict.outcome_group))
    condition = within(vocabulary.conditions.label(conflict.condition))
    return f"{cells if cells[1:2].isupper() else cells[:1].upper() + cells[1:]} and {outcome} in {condition}"


def _noun(conflict: Conflict) -> str:
    return DIMENSIONS[conflict.about].noun


def _value(conflict: Conflict, vocabulary: Vocabulary) -> str:
    return value_words(vocabulary, conflict.about, conflict.value)


def _split_text(vocabulary: Vocabulary, split: Split) -> str:
    """A split in words: 'a control: 4 of 4 no, 1 of 5 yes'."""
    counts = f"{split.no.having} of {split.no.known} no, {split.yes.having} of {split.yes.known} yes"
    return f"{value_words(vocabulary, split.field, split.value)}: {counts}"


def value_words(vocabulary: Vocabulary, field: str, value: str) -> str:
    """Return the value of a field in words: 'umbilical cord', 'open label', 'under 50 people'."""
    if field in _VALUE_WORDS:
        return _VALUE_WORDS[field].get(value, value)
    if field == "sponsor":
        return f"{value} sponsor"
    if field == "outcome":
        return f"outcome {within(vocabulary.outcomes.short(value))}"
    if field == "form":
        return within(vocabulary.conditions.label(value))
    dimension = DIMENSIONS[field]
    facet = dimension.concepts(vocabulary)
    return within(facet.label(value) if facet is not None else dimension.labels.get(value, value))


def field_words(field: str) -> str:
    """Return a field in words: 'kind of control'."""
    return _FIELD_WORDS.get(field) or (DIMENSIONS[field].noun if field in DIMENSIONS else field)


def separates_text(vocabulary: Vocabulary, found: Separation) -> str:
    """Return what separates the sides, or that nothing does."""
    if found.best is not None:
        chance = ", which may be chance" if found.best.chance >= CHANCE else ""
        return f"{_split_text(vocabulary, found.best)}{chance}"
    if found.differ:
        return f"too few studies to count; they differ in {', '.join(map(field_words, found.differ))}"
    return "no one field that the records tell"


def two_sides(conflict: Conflict) -> dict[str, Sequence[Reply]]:
    """Return the studies of the two sides by what they answer."""
    return {"no": conflict.no, "yes": conflict.yes}


def by_answer(conflict: Conflict) -> dict[str, Sequence[Reply]]:
    """Return all studies by what they answer, those that are counted on no side last."""
    return {**two_sides(conflict), "apart": conflict.apart}


def conflict_line(conflict: Conflict, vocabulary: Vocabulary) -> Line:
    """Return a conflict in one line: the question, then who answers no and who yes, the stronger design first."""
    parts = [
        line(Span(answer, Role.STRONG), " ", joined([line(paper_span(one.paper)) for one in side[:4]]), more(side, 4))
        for answer, side in two_sides(conflict).items()
    ]
    asked = f", {_value(conflict, vocabulary)} the preferred {_noun(conflict)}" if conflict.on_value else ""
    return line(f"{subject(conflict, vocabulary)}{asked}: ", joined(parts, "; "))


def more(side: Sequence[Reply], most: int) -> str:
    """Return how many of a side are more than the most that are named: ' and 3 more'."""
    return f" and {len(side) - most} more" if len(side) > most else ""


def counts_by_control(conflict: Conflict) -> dict[str, dict[str, int]]:
    """Return how many studies answer no and yes, with a control and without."""
    return {
        name: {answer: sum(one.controlled is held for one in side) for answer, side in two_sides(conflict).items()}
        for name, held in (("controlled", True), ("uncontrolled", False))
    }
