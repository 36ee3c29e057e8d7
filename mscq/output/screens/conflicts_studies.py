"""A study on one side of a question: what it was held against, its design and figures, what must be known of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mscq.evidence.conflicts import Conflict, Kind
from mscq.evidence.dimensions import DIMENSIONS
from mscq.evidence.level import Control
from mscq.evidence.reply import Reply, Way
from mscq.output.endpoints import DIRECTION_WORDS, SOURCE_WORDS, endpoint_words, figures_text
from mscq.output.figures import months
from mscq.output.report import Line, Role, Span, line
from mscq.output.screens.conflicts_words import value_words
from mscq.output.wording import counted, paper_span, within
from mscq.records.terms import Arm, ComparatorKind, Endpoint, Met, StandingStatus

if TYPE_CHECKING:
    from mscq.evidence.answer import Answered
    from mscq.evidence.results import Result
    from mscq.records.vocabulary import Vocabulary

_LONGEST = 150
_FREE = ", before and after only"
"""How figures end that no control stands against."""
_PARTS = ("route", "source", "donor", "dose")
"""What the trials of a review may differ in."""
_CONTROL_WORDS = {
    ComparatorKind.PLACEBO: "placebo",
    ComparatorKind.USUAL_CARE: "usual care",
    ComparatorKind.ACTIVE: "other treatment",
    ComparatorKind.CONTROL: "some control",
}
_BETWEEN, NO_CONTROL = "between arms", "no control"
CONTROLS = (*(f"vs {words}" for words in _CONTROL_WORDS.values()), _BETWEEN, NO_CONTROL)


def control_words(reply: Reply) -> str:
    """Return what an answer was held against, of several the hardest: 'vs placebo', 'between arms', 'no control'."""
    if reply.controlled:
        return f"vs {next(words for kind, words in _CONTROL_WORDS.items() if kind in reply.comparators)}"
    return _BETWEEN if reply.control is Control.OTHER_ARM else NO_CONTROL


def apart_words(reply: Reply) -> str:
    """Return why a study is counted on no side: what it says, and what it lacks."""
    why = f"{reply.way.value}{' with other cells' if reply.several_cells else ''} {control_words(reply)}"
    return why if reply.counts else f"{why}, {counted(reply.size or 0, 'person', 'people')}"


def study_line(reply: Reply, conflict: Conflict, vocabulary: Vocabulary, *, figures: bool) -> Line:
    """Return a study with its design and size, and what must be known of its answer."""
    notes = list(_notes(reply, conflict, vocabulary))
    if figures:
        text = figures_of(reply, vocabulary)
        if len(text) > _LONGEST or not text:
            text = "" if reply.overall else _outcome(reply, vocabulary)
        notes.extend([text] if text else [])
    return line(
        paper_span(reply.paper), f" {design_words(reply, vocabulary)}", f" ({'; '.join(notes)})" if notes else ""
    )


def design_words(reply: Reply, vocabulary: Vocabulary) -> str:
    """Return the design of a study and its number of people: 'RCT 40'."""
    design = "pooled" if reply.paper.design.evidence == "pooled" else vocabulary.designs.short(reply.paper.study.design)
    return f"{within(design)}\u00a0{reply.n:,}" if reply.n is not None else within(design)


def _notes(reply: Reply, conflict: Conflict, vocabulary: Vocabulary) -> Iterator[str]:
    """What must be known of an answer: of whom, of what and how it is."""
    first = reply.answered[0].result.finding
    if reply.overall:
        yield f"by {within(vocabulary.outcomes.label(first.outcome or ''))}"
    if others := [words for kind, words in _CONTROL_WORDS.items() if kind in reply.comparators][1:]:
        yield f"and vs {', '.join(others)}"
    if reply.endpoint in (Endpoint.PRIMARY, Endpoint.SECONDARY):
        yield reply.endpoint.value
    if reply.otherwise:
        yield f"other outcomes {'better' if reply.way is Way.NO else 'not better'}"
    if reply.paper.study.primary_outcome_met is Met.SAFETY_ONLY:
        yield "a trial of safety"
    if reply.joint and not reply.review:
        others = [one for one in first.conditions or reply.paper.study.conditions if one != conflict.condition]
        yield f"people with {' and '.join(within(vocabulary.conditions.label(one)) for one in others)}"
    if reply.review and conflict.kind is not Kind.PREFERRED:
        yield from _only(reply, vocabulary)
    if (past := next((one for each in reply.answered for one in reversed(each.earlier)), None)) is not None:
        yield _earlier(past)
    if reply.paper.standing.status is StandingStatus.EXPRESSION_OF_CONCERN:
        yield "expression of concern"
    if reply.source is not None:
        yield SOURCE_WORDS[reply.source]
    if conflict.kind is Kind.PREFERRED and reply.way is Way.NO:
        better = "/".join(value_words(vocabulary, conflict.about, one) for one in sorted(reply.prefers))
        yield f"{better} better" if better else "no difference between them"


def _only(reply: Reply, vocabulary: Vocabulary) -> Iterator[str]:
    """Of which of its trials a review tells, where no figure is of all: 'autologous or intrathecal only'."""
    found = [one.result.finding for one in reply.answered]
    if all(one.population for one in found):
        yield " or ".join(dict.fromkeys(one.population or "" for one in found))
        return
    parts: dict[str, dict[str, None]] = {}
    for one in found:
        own = {name: DIMENSIONS[name].own(one.intervention) for name in _PARTS}
        if not any(own.values()):
            return
        for name, values in own.items():
            parts.setdefault(name, {}).update(dict.fromkeys(values))
    whole = reply.paper.study.intervention
    named = [
        value_words(vocabulary, name, value)
        for name, values in parts.items()
        if set(values) != set(DIMENSIONS[name].own(whole))
        for value in values
    ]
    if named:
        yield f"{' or '.join(named)} only"


def _earlier(past: Result) -> str:
    return f"{DIRECTION_WORDS[past.direction]} at {months(past.finding.timepoint_months)}"


def figures_of(reply: Reply, vocabulary: Vocabulary) -> str:
    """Return the leading outcome of an answer with its figures: 'EDSS-Plus, 13 mo: 33 % | 37 %'; empty without."""
    first = reply.answered[0]
    if reply.controlled and not first.compared:
        return ""  # a missed endpoint of which no page tells but the change from before
    figures = figures_text([one for one in reply.answered if _measured(one) == _measured(first)]).removesuffix(_FREE)
    return f"{_outcome(reply, vocabulary)}: {figures}" if figures and _says_of_both(first.result) else ""


def _says_of_both(found: Result) -> bool:
    """Whether the rows of a result say something of both sides: a contrast, figures of both arms, or a test of them."""
    held = [row.estimate for row in found.rows if row.estimate is not None]
    arms = {row.arm for row in found.rows if row.estimate is not None}
    return Arm.TREATED not in arms or Arm.CONTROL in arms or any(one.p is not None for one in held)


def _outcome(reply: Reply, vocabulary: Vocabulary) -> str:
    return endpoint_words(vocabulary, reply.answered[0].result.finding, terse=True)


def _measured(answered: Answered) -> tuple[object, ...]:
    """What was measured, when and against what: arms that share it are told together."""
    one = answered.result.finding
    return (one.outcome, one.outcome_label, one.timepoint_months, one.comparator.kind, one.comparator.label)


def full_text(reply: Reply, conflict: Conflict, vocabulary: Vocabulary) -> Iterator[Line]:
    """Give all that a study says on the question: what must be known of it, its outcomes, its conclusion."""
    notes = list(_notes(reply, conflict, vocabulary))
    if reply in conflict.apart:
        notes.insert(0, apart_words(reply))
    if notes:
        yield line(Span("; ".join(notes), Role.DIM))
    told: set[str] = set()
    for one in reply.answered:
        finding = one.result.finding
        figures = figures_text([one])
        text = finding.statement if figures in ("", _FREE) else f"{endpoint_words(vocabulary, finding)}: {figures}"
        if text not in told:
            told.add(text)
            yield line(text, f" ({', '.join(map(_earlier, one.earlier))})" if one.earlier else "")
    if reply.paper.summary:
        yield line(Span(reply.paper.summary, Role.DIM))
