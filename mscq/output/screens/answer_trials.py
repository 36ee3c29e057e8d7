"""The trials of an answer as rows: the primary endpoint, its figures, and what a reader must know beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mscq.evidence.answer import KINDS, VERDICTS, ConditionAnswer, Status, Trial, agreed, first_outcome, leading_family
from mscq.evidence.level import Control
from mscq.evidence.people import counted_twice
from mscq.evidence.treatment import treatment_of
from mscq.output.endpoints import (
    DIRECTION_WORDS,
    TELLING,
    caveats,
    directions_text,
    endpoint_words,
    family_words,
    figures_text,
    status_words,
    strip,
)
from mscq.output.in_short import kinds_in_order, told_words, uncounted
from mscq.output.report import Line, Role, Span, Table, in_brackets, joined, line
from mscq.output.screens.answer_rooms import Room
from mscq.output.screens.answer_rows import UNTITLED, Rows, Titles, block_title, names_arm, other_text
from mscq.output.screens.crowded import evenly
from mscq.output.wording import counted, mark_span, paper_span, within
from mscq.records.terms import ComparatorKind, Direction, Topic

if TYPE_CHECKING:
    from mscq.evidence.results import Result
    from mscq.records.vocabulary import Vocabulary

_NAMED, _FEW = 3, 4
"""Trials up to which those without a verdict have rows, and how many of more are named."""
_TITLE = 30
"""Letters of a control's name that fit into a title."""
_LABEL = 20
"""Letters up to which an outcome is told by its label, which needs no explaining."""
_USUAL = re.compile(r"(?:usual|standard|conventional)(?: of)? (?:care|treatment|therapy)(?: alone| only)?", re.I)
"""A control that is called no more than usual care."""


def trial_text(
    trial: Trial,
    answer: ConditionAnswer,
    vocabulary: Vocabulary,
    room: Room,
    route: str = "",
    *,
    label: str | None = None,
) -> Line:
    """Return the primary endpoint of a trial and its figures, and what a reader must know beside them.

    ``route`` is told where no column tells it, ``label`` the name of the control that stands above it.
    """
    parts: list[str | Span | Line] = []
    same = first_outcome(trial.answered)
    if trial.answered:
        first = trial.answered[0]
        rest = len({one.result.finding.outcome for one in trial.answered}) - 1
        rows = (first.result.finding, first.result.treated_row)
        named = max(filter(None, rows), key=lambda row: row.estimate is not None and row.estimate.events is not None)
        parts.append(endpoint_words(vocabulary, named, terse=room.terse))
        way = agreed(one.direction for one in same)
        parted = trial.direction is Direction.MIXED and rest and way is not Direction.MIXED
        if parted:
            parts.append(f" {DIRECTION_WORDS[way]}")
        if figures := figures_text(same, vocabulary, terse=room.terse):
            parts.append(f": {figures}")
        if (control := _named_control(trial)) and control != label:
            parts.append(f" ({'against' if trial.comparator is ComparatorKind.ACTIVE else 'usual care:'} {control})")
        own = first.result.finding.intervention
        if not room.brief and len(same) == 1 and own and own.dose and names_arm(first.result.finding):
            parts.append(f" ({own.dose})")
        if (times := strip(first)).text:
            parts.extend((" (", times, ")"))
        if answer.selection.asks_of_time and first.result.finding.timepoint_months is None:
            parts.append(Span(" (time not told)", Role.WARNING))
        if first.result.finding.analysis is not None:
            parts.append(f" ({first.result.finding.analysis.value})")
        if parted:
            others = [one for one in trial.answered if one not in same]
            parts.append(Span(f"; other outcomes: {directions_text(others)}", Role.DIM))
        elif rest and not room.folded:
            parts.append(Span(f" +{counted(rest, 'outcome')}", Role.DIM))
    elif trial.status is Status.SECONDARY and (beside := uncounted(trial)) is not None:
        lead = "" if beside.finding.topic is Topic.SAFETY else "not counted: "
        parts.append(line(lead, other_text(beside, vocabulary)))
    else:
        primary = None if trial.status is Status.SECONDARY else trial.paper.study.primary_outcome
        parts.append(primary or "no result against the control was read")
    given = [one for one in (_cells(trial, answer, vocabulary), _among(trial, answer, vocabulary), route) if one]
    told = [*(Span(one, Role.DIM) for one in given), *caveats(trial, vocabulary, brief=room.folded)]
    if counted_twice(trial.papers, (one.result for one in same)):
        told.append(Span("people counted more than once", Role.WARNING))
    parts.append(in_brackets(told))
    return line(*parts)


def _status(trial: Trial) -> Line:
    mark = mark_span(trial.direction, Control.CONTROLLED)
    return line(mark if mark.text else " ", f" {status_words(trial)}")


def _people(trial: Trial) -> str:
    return f"n {trial.n:,}" if trial.n is not None else ""


def _route(trial: Trial, vocabulary: Vocabulary) -> str:
    whole = trial.paper.study.intervention.routes
    given = [one.result.finding.intervention for one in first_outcome(trial.answered)]
    routes = dict.fromkeys(route for own in given for route in (own.routes if own else None) or whole)
    return ", ".join(vocabulary.routes.short(one) for one in routes or whole)


def _cells(trial: Trial, answer: ConditionAnswer, vocabulary: Vocabulary) -> str:
    """The kind of cells of a trial, where trials of its family gave several kinds."""
    kinds = {one.cells for one in answer.trials_of(trial.family)}
    return vocabulary.cells.short(trial.cells) if trial.cells is not None and len(kinds) > 1 else ""


def _tells_routes(trial: Trial) -> bool:
    """Whether the figures of a trial name the routes of its arms themselves."""
    given = {tuple(treatment_of(one.result.paper, one.result.finding).routes) for one in first_outcome(trial.answered)}
    return len(given) > 1


def _named_control(trial: Trial) -> str | None:
    """The other treatment that a trial was held against, or what care was the usual one, where it has a name."""
    label = trial.label
    if label is None or trial.comparator not in (ComparatorKind.ACTIVE, ComparatorKind.USUAL_CARE):
        return None
    return None if trial.comparator is ComparatorKind.USUAL_CARE and _USUAL.fullmatch(label) else label


def _one_label(trials: Sequence[Trial]) -> str | None:
    """The name of the control that all trials of a block were held against, where it is short enough a title."""
    labels = {_named_control(one) for one in trials}
    label = labels.pop() if len(labels) == 1 else None
    return label if label is not None and len(label) <= _TITLE else None


def _among(trial: Trial, answer: ConditionAnswer, vocabulary: Vocabulary) -> str:
    """What is asked for, where the figure is of several things of which it is one: 'of skin fibrosis and others'."""
    asked = answer.selector.outcomes
    if not asked or not trial.answered or (finding := trial.answered[0].result.finding).outcome in asked:
        return ""
    part = next((one for one in finding.also_outcomes if one in asked), None)
    if part is None:
        return ""
    label = vocabulary.outcomes.label(part)
    name = label if len(label) <= _LABEL else vocabulary.outcomes.short(part)
    if len(finding.also_outcomes) == 1 and name.casefold() in (finding.outcome_label or "").casefold():
        return ""
    return f"of {within(name)}{' and others' if len(finding.also_outcomes) > 1 else ''}"


def shown_families(answer: ConditionAnswer, room: Room) -> list[str]:
    """The families whose trials have rows: the leading one, and as many as there is room for of those with a verdict.

    Of these it is those whose verdicts rest on most people; the others are told in a line with the rest.
    """
    led = leading_family(answer)
    if led is None:
        return []
    people: dict[str, int] = {}
    for one in answer.trials:
        if one.family != led and one.status in TELLING:
            people[one.family] = people.get(one.family, 0) + (one.n or 0)
    most = sorted(people, key=lambda family: -people[family])[: room.families - 1]
    return [led, *(family for family in people if family in most)]


def _shown(told: Sequence[Trial], most: int) -> list[Trial]:
    """As many of these as there is room for: of each verdict one before a second of any, other endpoints after these.

    Where there is no verdict, one that points each way is shown before a second of any.
    """
    verdicts = [one for one in told if one.status in VERDICTS]
    others = [one for one in told if one.status not in VERDICTS]
    shown = evenly(verdicts, lambda one: one.status, max(most, len({one.status for one in verdicts})))
    room = most - len(shown) if shown else max(most, len({one.direction for one in others}))
    return [*shown, *evenly(others, lambda one: one.direction, max(room, 0))]


def trial_rows(rows: Rows, answer: ConditionAnswer, vocabulary: Vocabulary, room: Room) -> list[Trial]:
    """Add the trials of the families that are shown, as many one by one as there is room for; returns those left out.

    Of each verdict in a block one is shown before a second of any; a block with no room for that is left out whole.
    """
    most, left, led = room.trials, list[Trial](), leading_family(answer)
    blocks = [(one, kind) for one in shown_families(answer, room) for kind in kinds_in_order(answer, one)]
    for position, (family, kind) in enumerate(blocks):
        trials = answer.trials_of(family, kind)
        told = [one for one in trials if one.status in TELLING and uncounted(one) is None]
        asked = [one for one in trials if one.status is Status.SECONDARY]
        if position and (not (told or asked) or (room.one_block and family == led)):
            left.extend(trials)
            continue
        verdicts = set(map(id, told))
        unsaid = (Status.NOT_STATED, Status.SECONDARY)
        silent = [one for one in trials if one.status in unsaid and id(one) not in verdicts]
        safety = [one for one in trials if one.status is Status.SAFETY_ONLY]
        endpoint = "what is asked" if asked else "primary endpoint"
        aside = f": {endpoint}, cells | control" if not rows.rows else ""
        cells = family_words(vocabulary, family, answer.selection.cells)
        shown = _shown(told, most)
        told_alone = (room.folded and bool(told)) or family != led
        one_by_one = [] if told_alone or len(silent) > (1 if room.folded else _NAMED) else silent
        label = _one_label(shown if told_alone else (*shown, *silent, *safety))
        rows.block(line(block_title(cells, kind, label), Span(aside, Role.DIM)))
        routes = {_route(one, vocabulary) for one in shown}
        apart = routes if len(routes) > 1 else set()
        for one in shown:
            route = _route(one, vocabulary)
            beside = route if room.folded and route in apart and not _tells_routes(one) else ""
            rows.add(
                _status(one),
                line(paper_span(one.paper)),
                _people(one),
                "" if room.folded else route,
                trial_text(one, answer, vocabulary, room, beside, label=label),
            )
        told_here = set(map(id, shown))
        left.extend(one for one in told if id(one) not in told_here)
        most = max(most - len(told), 1)
        if told_alone:
            left.extend((*silent, *safety))
            continue
        if one_by_one or not silent:
            for one in one_by_one:
                told_span = Span(f"{DIRECTION_WORDS[one.direction]}: ", Role.DIM) if one.answered else ""
                text = line(told_span, trial_text(one, answer, vocabulary, room, label=label))
                route = "" if room.folded else _route(one, vocabulary)
                rows.add(f"  {status_words(one)}", line(paper_span(one.paper)), _people(one), route, text)
        else:
            status = "no verdict" if any(one.endpoint_is_known for one in silent) else "not stated"
            showing = line(told_words(silent)) if room.lean else _by_direction(silent, vocabulary)
            rows.add(f"  {status}", f"{len(silent)} trials", "", "", showing)
        if safety:
            rows.add("  safety", counted(len(safety), "trial"), "", "", _names(safety, vocabulary))
    return left


def _by_direction(trials: Sequence[Trial], vocabulary: Vocabulary) -> Line:
    """What trials without a verdict show, each with its papers: 'no difference: tien2019; not compared: ...'."""
    said = {told_words([one]): one.direction for one in trials}
    ordered = sorted(said, key=lambda words: list(DIRECTION_WORDS).index(said[words]))
    groups = ((words, [one for one in trials if told_words([one]) == words]) for words in ordered)
    return joined((line(f"{words}: ", _names(found, vocabulary)) for words, found in groups), "; ")


def _names(trials: Sequence[Trial], vocabulary: Vocabulary) -> Line:
    """The first papers of trials without a verdict, those that show something with what a reader must know of them."""
    named = []
    for one in trials[:_FEW]:
        told = caveats(one, vocabulary, brief=True) if one.direction is not Direction.NOT_APPLICABLE else []
        named.append(line(paper_span(one.paper), in_brackets(told)))
    more = f" and {len(trials) - _FEW} more" if len(trials) > _FEW else ""
    return line(joined(named, ", "), more)


def trials_table(
    answer: ConditionAnswer, vocabulary: Vocabulary, titles: Titles = UNTITLED, *, counted_only: bool = False
) -> Table:
    """Return every trial of every family, what is not counted of it under it unless ``counted_only``."""
    room = Room(0, 0)
    rows = Rows()
    for family in dict.fromkeys(one.family for one in answer.trials):
        for kind in KINDS:
            for position, one in enumerate(answer.trials_of(family, kind)):
                if not position:
                    rows.block(block_title(family_words(vocabulary, family, answer.selection.cells), kind))
                text = trial_text(one, answer, vocabulary, room)
                rows.add(_status(one), line(paper_span(one.paper)), _people(one), _route(one, vocabulary), text)
                for other in () if counted_only else _not_counted(one):
                    whose = line(paper_span(other.paper)) if other.paper is not one.paper else ""
                    rows.go_on("", whose, "", "", other_text(other, vocabulary))
    return rows.table(titles)


def _not_counted(trial: Trial) -> Iterator[Result]:
    """The results of a trial on an effect that its answer leaves out, those against the control first."""
    yield from sorted(trial.others, key=lambda one: (one.control, one.finding.endpoint is None))
