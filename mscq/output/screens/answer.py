"""The answer on a condition as one screen: a sentence, the trials by primary endpoint, and one line for each rest.

Every sentence is made by rule from the blocks below it and says nothing that they do not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from shlex import quote
from typing import TYPE_CHECKING, Any, TypeVar

from mscq.evidence.answer import KINDS, Answered, ConditionAnswer, Pooled, Status, Trial, Wider, study_size
from mscq.evidence.families import SEVERAL, UNTOLD
from mscq.evidence.harm import weighed
from mscq.evidence.level import Control
from mscq.evidence.ranking import reported_detail, strength
from mscq.evidence.safety import leading
from mscq.evidence.treatment import treatment_of
from mscq.output import filters
from mscq.output.abbreviations import explained, meanings
from mscq.output.report import (
    Align,
    Block,
    Bullets,
    Column,
    Heading,
    Line,
    Paragraph,
    Report,
    Role,
    Span,
    Table,
    filled,
    joined,
    line,
)
from mscq.output.wording import command_span, counted, mark_span, paper_span
from mscq.records.terms import Arm, ComparatorKind, Direction
from mscq.records.value import Value, replace

if TYPE_CHECKING:
    from mscq.evidence.harm import Harm
    from mscq.evidence.results import Result
    from mscq.records.models import Finding, Paper
    from mscq.records.vocabulary import Vocabulary

from mscq.output.endpoints import (
    DIRECTION_WORDS,
    KIND_WORDS,
    STATUS_WORDS,
    TELLING,
    VERDICTS,
    apart_words,
    caveats,
    contrast_text,
    directions_text,
    doubt,
    endpoint_words,
    family_words,
    figures_text,
    harm_standing,
    harm_text,
    strip,
)
from mscq.output.in_short import leading_family, sentence, told_words

Titles = tuple[str, str, str, str, str]
UNTITLED: Titles = ("", "", "", "", "")
One = TypeVar("One")
_NAMED, _FEW = 3, 4
LINES, WIDTH = 24, 80
"""The terminal that the screen must fit into."""


# --- the blocks -----------------------------------------------------------------------------------------------------


def _trial_text(trial: Trial, vocabulary: Vocabulary, room: Room, route: str = "") -> Line:
    """The primary endpoint of a trial and its figures, and what a reader must know beside them, the route first."""
    parts: list[str | Span | Line] = []
    if trial.answered:
        first = trial.answered[0]
        same = _first_outcome(trial)
        rest = len({one.result.finding.outcome for one in trial.answered}) - 1
        parts.append(endpoint_words(vocabulary, first.result.finding, terse=room.terse))
        if figures := figures_text(same, vocabulary, terse=room.terse):
            parts.append(f": {figures}")
        if trial.comparator is ComparatorKind.ACTIVE and trial.label:
            parts.append(f" (against {trial.label})")
        if (others := strip(first)).text:
            parts.extend((" (", others, ")"))
        if first.result.finding.analysis is not None:
            parts.append(f" ({first.result.finding.analysis.value})")
        if rest and not room.folded:
            parts.append(Span(f" +{counted(rest, 'outcome')}", Role.DIM))
    else:
        primary = None if trial.status is Status.SECONDARY else trial.paper.study.primary_outcome
        parts.append(primary or "no result against the control was read")
    told = [*([route] if route else []), *caveats(trial, vocabulary, brief=room.folded)]
    if _counts_twice(trial):
        told.append("people counted more than once")
    if told:
        parts.append(Span(f" ({', '.join(told)})", Role.DIM if told == [route] else Role.WARNING))
    return line(*parts)


def _counts_twice(trial: Trial) -> bool:
    """Whether the arms of the figure add up to more people than the study has, as over the periods of a crossover."""
    whole = study_size(trial.papers)
    rows = {row.id: row for one in _first_outcome(trial) for row in one.result.rows if row.arm is not Arm.BETWEEN}
    return whole is not None and sum(row.estimate.n or 0 for row in rows.values() if row.estimate is not None) > whole


def _status(trial: Trial) -> Line:
    mark = mark_span(trial.direction, Control.CONTROLLED)
    return line(mark if mark.text else " ", f" {STATUS_WORDS[trial.status]}")


def _people(trial: Trial) -> str:
    return f"n {trial.n:,}" if trial.n is not None else ""


def _route(trial: Trial, vocabulary: Vocabulary) -> str:
    whole = trial.paper.study.intervention.routes
    given = [one.result.finding.intervention for one in _first_outcome(trial)]
    routes = dict.fromkeys(route for own in given for route in (own.routes if own else None) or whole)
    return ", ".join(vocabulary.routes.short(one) for one in routes or whole)


def _tells_routes(trial: Trial) -> bool:
    """Whether the figures of a trial name the routes of its arms themselves."""
    given = {tuple(treatment_of(one.result.paper, one.result.finding).routes) for one in _first_outcome(trial)}
    return len(given) > 1


def _first_outcome(trial: Trial) -> list[Answered]:
    """The answers on the outcome that is shown: those of the arms."""
    outcome = trial.answered[0].result.finding.outcome if trial.answered else None
    return [one for one in trial.answered if one.result.finding.outcome == outcome]


def _block_title(vocabulary: Vocabulary, family: str, kind: ComparatorKind) -> Line:
    cells = family_words(vocabulary, family)
    return line(Span(f"{cells[:1].upper()}{cells[1:]} against {KIND_WORDS[kind]}", Role.STRONG))


class _Rows:
    """Rows of the screen's one table, with a caption above each block."""

    def __init__(self) -> None:
        self.rows: list[list[Line]] = []
        self.groups: dict[int, Line] = {}
        self.going_on: set[int] = set()

    def block(self, title: Line) -> None:
        self.groups[len(self.rows)] = title

    def add(self, *cells: Line | str) -> None:
        self.rows.append([line(cell) for cell in cells])

    def go_on(self, *cells: Line | str) -> None:
        """Add a row that goes on with the one above."""
        self.going_on.add(len(self.rows))
        self.add(*cells)

    def table(self, titles: Titles = UNTITLED) -> Table:
        """Return the table, without a column that no row fills."""
        result, paper, people, route, told = titles
        columns = [
            Column(result),
            Column(paper),
            Column(people, Align.RIGHT),
            Column(route, optional=1),
            Column(told, wrap=True, least=24),
        ]
        return filled(Table(columns, self.rows, groups=self.groups, going_on=self.going_on))


def _shown_families(answer: ConditionAnswer, room: Room) -> list[str]:
    """The families whose trials have rows: the leading one, and where it has no verdict those that have one.

    Those for whose first block there is no room are told in a line with the rest.
    """
    led = leading_family(answer)
    if led is None or any(one.status in TELLING for one in answer.trials_of(led)):
        return [led] if led is not None else []
    others = [one.family for one in answer.trials if one.family != led and one.status in TELLING]
    return [led, *dict.fromkeys(others)][: room.families]


def _evenly(found: Sequence[One], key: Callable[[One], object], most: int) -> list[One]:
    """As many of these, in their order, one of each key before a second of any: what gives way takes no side."""
    turns: dict[object, int] = {}
    placed = []
    for place, one in enumerate(found):
        turns[key(one)] = turns.get(key(one), 0) + 1
        placed.append((turns[key(one)], place))
    return [found[place] for _, place in sorted(sorted(placed)[:most], key=lambda pair: pair[1])]


def _trial_rows(rows: _Rows, answer: ConditionAnswer, vocabulary: Vocabulary, room: Room) -> list[Trial]:
    """Add the trials of the families that are shown, as many one by one as there is room for; returns those left out.

    Of each verdict in a block one is shown before a second of any; a block with no room for that is left out whole.
    """
    most, left, led = room.trials, list[Trial](), leading_family(answer)
    blocks = [(one, kind) for one in _shown_families(answer, room) for kind in KINDS if answer.trials_of(one, kind)]
    for position, (family, kind) in enumerate(blocks):
        trials = answer.trials_of(family, kind)
        told = [one for one in trials if one.status in TELLING]
        if position and (not told or (room.one_block and family == led)):
            left.extend(trials)
            continue
        silent = [one for one in trials if one.status is Status.NOT_STATED]
        safety = [one for one in trials if one.status is Status.SAFETY_ONLY]
        endpoint = "that outcome" if any(one.status is Status.SECONDARY for one in told) else "primary endpoint"
        aside = f": {endpoint}, cells | control" if not rows.rows else ""
        rows.block(line(_block_title(vocabulary, family, kind), Span(aside, Role.DIM)))
        shown = _evenly(told, lambda one: one.status, max(most, len({one.status for one in told})))
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
                _trial_text(one, vocabulary, room, beside),
            )
        left.extend(one for one in told if one not in shown)
        most = max(most - len(told), 1)
        if (room.folded and told) or family != led:
            left.extend((*silent, *safety))
            continue
        if len(silent) <= (1 if room.folded else _NAMED):
            for one in silent:
                told_span = Span(f"{DIRECTION_WORDS[one.direction]}: ", Role.DIM) if one.answered else ""
                text = line(told_span, _trial_text(one, vocabulary, room))
                route = "" if room.folded else _route(one, vocabulary)
                rows.add("  not stated", line(paper_span(one.paper)), _people(one), route, text)
        else:
            names = _names(silent, vocabulary)
            rows.add("  not stated", f"{len(silent)} trials", "", "", line(f"{told_words(silent)}: ", names))
        if safety:
            rows.add("  safety", counted(len(safety), "trial"), "", "", _names(safety, vocabulary))
    return left


def _names(trials: Sequence[Trial], vocabulary: Vocabulary) -> Line:
    """The first papers of trials without a verdict, those that show something with what a reader must know of them."""
    named = []
    for one in trials[:_FEW]:
        told = caveats(one, vocabulary, brief=True) if one.direction is not Direction.NOT_APPLICABLE else []
        named.append(line(paper_span(one.paper), Span(f" ({', '.join(told)})", Role.WARNING) if told else ""))
    more = f" and {len(trials) - _FEW} more" if len(trials) > _FEW else ""
    return line(joined(named, ", "), more)


def _pooled_rows(rows: _Rows, answer: ConditionAnswer, vocabulary: Vocabulary, room: Room) -> None:
    best = _shown_pooled(answer, room)
    last: tuple[str, ComparatorKind, bool] | None = None
    for one in (each for each in answer.pooled if each in best):
        if (one.family, one.comparator, one.has_figure) != last:
            last = (one.family, one.comparator, one.has_figure)
            rows.block(_pooled_title(vocabulary, one))
        rows.add(
            line(mark_span(one.direction, Control.CONTROLLED)),
            line(paper_span(one.paper)),
            _pooled_people(one),
            "",
            _pooled_text(one, vocabulary, room),
        )


def _pooled_title(vocabulary: Vocabulary, one: Pooled) -> Line:
    kind = "Pooled" if one.has_figure else "Reviews that conclude without a figure"
    cells = family_words(vocabulary, one.family)
    return line(Span(f"{kind}: {cells} against {KIND_WORDS[one.comparator]}", Role.STRONG))


def _shown_pooled(answer: ConditionAnswer, room: Room) -> list[Pooled]:
    """The reviews that have rows: one of each direction before a second of any, and none where not each has one."""
    led = leading_family(answer)
    ranked = sorted(answer.pooled, key=lambda one: _says_little(one, led))
    ways = {one.direction for one in ranked if one.has_figure and one.family == led}
    return _evenly(ranked, lambda one: (one.has_figure, one.direction), room.pooled) if len(ways) <= room.pooled else []


def _says_little(one: Pooled, led: str | None) -> tuple[object, ...]:
    """Sort key of pooled analyses: with a figure, of the leading family, on this disease alone come first."""
    detail = max((reported_detail(each.result) for each in one.answered), default=(0, 0, 0))
    apart = one.family in (SEVERAL, UNTOLD)
    return (not any(detail), one.family != led, apart, one.shared_conditions > 1, detail[0] == 0, strength(one.paper))


def _pooled_people(one: Pooled) -> str:
    estimate = one.answered[0].result.finding.estimate if one.answered else None
    own = estimate.participants or estimate.n if estimate is not None else None
    whole = study_size([one.paper]) if one.shared_conditions < 2 else None
    return f"n {own or whole:,}" if own or whole else ""


def _pooled_text(one: Pooled, vocabulary: Vocabulary, room: Room) -> Line:
    """What a review pools as a whole, then its outcome said best, and how many others say what.

    An outcome that says other than the review as a whole is told with its own direction: 'mixed: pain better: ...'.
    """
    if not one.answered:
        return line("no result that was read")
    first, *rest = one.answered
    finding = first.result.finding
    figures = contrast_text(finding.estimate) if finding.estimate is not None else ""
    parts: list[str | Span | Line] = [f"{DIRECTION_WORDS[one.direction]}: "]
    parts.append(endpoint_words(vocabulary, finding, terse=room.terse))
    if first.direction is not one.direction:
        parts.append(f" {DIRECTION_WORDS[first.direction]}")
    if of_part := apart_words(vocabulary, first.result):
        parts.append(f" ({of_part} only)")
    if figures:
        parts.append(f": {figures}{doubt([finding])}")
    if (others := strip(first)).text:
        parts.extend((" (", others, ")"))
    if rest:
        parts.append(Span(f"; other outcomes: {directions_text(rest)}", Role.DIM))
    return line(*parts)


def foremost(answer: ConditionAnswer, vocabulary: Vocabulary) -> list[Block]:
    """Return the trials and pooled analyses that say most, of each verdict one before a second of any."""
    room = Room(3, 3, terse=True, folded=True, families=2)
    rows = _Rows()
    _trial_rows(rows, answer, vocabulary, room)
    _pooled_rows(rows, answer, vocabulary, room)
    return [rows.table()] if rows.rows else []


def beside(
    answer: ConditionAnswer, vocabulary: Vocabulary, conflicts: int, wider: Sequence[Wider] = ()
) -> Iterator[Block]:
    """Give a line each for what stands beside the trials and pooled analyses, where every one of those is shown."""
    room = Room(_ROOMS[0].trials, 0, every=True)
    yield from _safety(answer, vocabulary, room, _leading_harms(answer, vocabulary))
    yield from _rest(answer, vocabulary, room)
    yield from _open_questions(answer, conflicts)
    yield from (_wider_line(one, vocabulary) for one in wider)


def _rest(answer: ConditionAnswer, vocabulary: Vocabulary, room: Room) -> Iterator[Block]:
    """A line each for other cells, studies without a control and rankings of networks."""
    parts: dict[str, Line] = {}
    shown = _shown_families(answer, room)
    others = [one for one in answer.families() if one not in shown and answer.trials_of(one) and not room.every]
    if others:
        named = not any(one.status in TELLING for one in answer.trials_of(leading_family(answer) or ""))
        words = (
            f"{family_words(vocabulary, one)}: {_short_counts(answer.trials_of(one), room, named=named)}"
            for one in others
        )
        parts["Other cells"] = line("; ".join(words))
    if answer.open_studies:
        gains = sum(one.reports_gain for one in answer.open_studies)
        number = counted(len(answer.open_studies), "study", "studies")
        told = f"{gains} report{'s a gain' if gains == 1 else ' gains'}" if gains else "none reports a gain"
        told = "" if room.folded else f" ({told})"
        parts["No control"] = line(f"{number}{told} cannot show that it works")
    if answer.rankings and not room.folded:
        names = joined((line(paper_span(one.paper)) for one in answer.rankings[:3]), ", ")
        parts["Networks"] = line("ranking among treatments in ", names)
    if room.folded and len(parts) > 1:
        free = parts.pop("No control", None)
        blocks = [*parts.values(), *([line("no control: ", free)] if free is not None else [])]
        yield Paragraph(joined(blocks, "; "), "Also")
        return
    yield from (Paragraph(text, label) for label, text in parts.items())


def _short_counts(trials: Sequence[Trial], room: Room, *, named: bool = False) -> str:
    """How trials ended, those without a verdict with what they show: '1 met, 2 not stated (1 better, 1 mixed)'.

    ``named`` gives the papers of a verdict in place of their number, where they are few.
    """
    between = [one for one in trials if one.comparator is ComparatorKind.OTHER_ARM and one.status not in VERDICTS]
    trials = [one for one in trials if one not in between]
    counts = Counter(one.status for one in trials)
    said = any(one.direction is not Direction.NOT_APPLICABLE for one in between)
    arms = [f"{len(between)} between cell arms{f' ({told_words(between)})' if said else ''}"] if between else []
    if room.folded:
        parts = []
        for status in (one for one in VERDICTS if counts[one]):
            ids = ", ".join(one.paper.id for one in trials if one.status is status)
            names = f" ({ids})" if named and counts[status] <= _NAMED else ""
            parts.append(f"{counts[status]} {STATUS_WORDS[status]}{names}")
        rest = len(trials) - sum(counts[one] for one in VERDICTS)
        return ", ".join([*parts, *([f"{rest} without a verdict"] if rest else []), *arms])
    parts = []
    for status in (one for one in Status if counts[one]):
        them = [one for one in trials if one.status is status]
        words = "safety only" if status is Status.SAFETY_ONLY else STATUS_WORDS[status]
        told = status in (Status.NOT_STATED, Status.SECONDARY) and any(one.answered for one in them)
        parts.append(f"{len(them)} {words}{f' ({told_words(them)})' if told else ''}")
    return ", ".join([*parts, *arms])


def _leading_harms(answer: ConditionAnswer, vocabulary: Vocabulary) -> list[Harm]:
    """What leads of harm, as ``mscq safety`` tells it; where that is of other cells, what leads of these too."""
    harms = [weighed(vocabulary, one.result, one.family) for one in answer.safety]
    led = leading_family(answer)
    told = leading(vocabulary, harms)[:1]
    if told and told[0].family != led:
        return [*leading(vocabulary, [one for one in harms if one.family == led])[:1], *told]
    tried = {one.family for one in answer.trials}
    return [*told, *leading(vocabulary, [one for one in harms if one.family != led and one.family in tried])[:1]]


def _safety(answer: ConditionAnswer, vocabulary: Vocabulary, room: Room, told: Sequence[Harm]) -> Iterator[Block]:
    led = leading_family(answer)
    if room.folded:
        # of the cells asked about, and of others what is graver
        told = [one for one in told if one.family == led or one.gravity < told[0].gravity] or told[:1]
    if told:
        yield Paragraph(joined((_safety_text(one, vocabulary, led, room) for one in told), "; "), "Safety")


def _safety_text(one: Harm, vocabulary: Vocabulary, led: str | None, room: Room) -> Line:
    return line(harm_standing(one), ": ", harm_text(one, vocabulary, led, brief=room.folded))


class Room(Value):
    """How much is said: trials and pooled analyses told one by one, of how many families, and in how many words.

    ``every`` tells that the trials of every family are, ``named`` that those left out are named by their verdicts,
    ``brief`` that the sentence tells of what is pooled against the hardest kind of control alone.
    """

    trials: int
    pooled: int
    terse: bool = False
    folded: bool = False
    families: int = 12
    one_block: bool = False
    every: bool = False
    named: bool = False
    brief: bool = False


_FULL_ROOMS = (
    Room(12, 6),
    Room(12, 4),
    Room(12, 4, terse=True),
    Room(12, 3, terse=True),
    Room(12, 2, terse=True),
    Room(12, 2, terse=True, folded=True),
    Room(12, 1, terse=True, folded=True),
    *(Room(trials, 0, terse=True, folded=True) for trials in range(12, 0, -1)),
    *(Room(12, pooled, terse=True, folded=True, families=1) for pooled in (3, 2, 1)),
    *(Room(trials, 0, terse=True, folded=True, families=1) for trials in range(12, 0, -1)),
    *(Room(trials, 0, terse=True, folded=True, families=1, one_block=True) for trials in range(12, 0, -1)),
)
_ROOMS = (*_FULL_ROOMS, *(replace(room, brief=True) for room in _FULL_ROOMS if room.folded))


def report(
    answer: ConditionAnswer, vocabulary: Vocabulary, typed: str = "", conflicts: int = 0, wider: Sequence[Wider] = ()
) -> Report:
    """Return the screen; where it would be longer than a terminal, the weakest lines give way and are counted.

    ``typed`` is a short name of the condition for the commands that it names, ``conflicts`` the number of questions on
    which papers disagree, ``wider`` what is filed under a wider name of the disease. What room is left is filled with
    what the papers themselves conclude, the trials' first.
    """
    from mscq.output.forms.layout import lay_out

    only = filters.only(answer.selection, vocabulary)

    def lines(blocks: Sequence[Block]) -> int:
        laid = lay_out(Report("", [*([only] if only else []), *blocks]), WIDTH)
        return sum(1 for _ in islice(laid, LINES + 1))  # how many more it would be is nothing to anyone

    told, harms = meanings(vocabulary), _leading_harms(answer, vocabulary)

    def filling(room: Room) -> list[Block]:
        blocks = [
            *_blocks(answer, vocabulary, room, conflicts, harms),
            *(_wider_line(one, vocabulary) for one in wider),
        ]
        legend = explained(blocks, told, answer.condition.abbreviations)
        return [*blocks, *([legend] if legend is not None else []), Paragraph(_next(answer, typed, conflicts))]

    for room in _ROOMS:
        blocks = filling(room)
        if lines(blocks) <= LINES:
            named = filling(replace(room, named=True))
            blocks = named if lines(named) <= LINES else blocks
            break
    end = len(blocks) - (2 if isinstance(blocks[-2], Paragraph) and not blocks[-2].label else 1)
    shown, summaries = blocks, list[Line]()
    for paper in telling(answer):
        summaries.append(line(paper.summary or "", " ", paper_span(paper)))
        said: list[Block] = [Heading(line("What the papers conclude")), Bullets(tuple(summaries))]
        longer = [*blocks[:end], *said, *blocks[end:]]
        if lines(longer) > LINES:
            break
        shown = longer
    return Report(answer.condition.label, shown)


def _wider_line(wider: Wider, vocabulary: Vocabulary) -> Paragraph:
    """What is filed under a wider name: 'multiple sclerosis, 2 trials more (MSC 1 met, 1 not met): ...'."""
    parts = []
    for family in dict.fromkeys(one.family for one in wider.trials):
        counts = Counter(one.status for one in wider.trials if one.family == family)
        words = ", ".join(f"{counts[one]} {STATUS_WORDS[one]}" for one in VERDICTS if counts[one])
        parts.append(f"{family_words(vocabulary, family)} {words}")
    words = "; ".join(parts)
    name = wider.condition.label
    command = f"mscq condition {quote(wider.condition.short.lower())}"
    text = f"{name[:1].lower()}{name[1:]}, {counted(len(wider.trials), 'trial')} more ({words}): "
    return Paragraph(line(text, command_span(command)), "Wider")


def telling(answer: ConditionAnswer) -> Iterator[Paper]:
    """Give the papers whose conclusion says most: trials with a verdict, other trials, pooled analyses, the rest."""
    led = leading_family(answer)
    trials = sorted(answer.trials, key=lambda one: (one.family != led, one.status not in VERDICTS))
    ordered = [*(one.paper for one in trials), *(one.paper for one in answer.pooled), *answer.papers]
    yield from (paper for paper in dict.fromkeys(ordered) if paper.summary)


def _blocks(
    answer: ConditionAnswer, vocabulary: Vocabulary, room: Room, conflicts: int, harms: Sequence[Harm]
) -> list[Block]:
    rows = _Rows()
    left = _trial_rows(rows, answer, vocabulary, room)
    _pooled_rows(rows, answer, vocabulary, room)
    said = sentence(answer, vocabulary, brief=room.brief)
    blocks: list[Block] = [head(answer), Paragraph(line(said), "In short")]
    if rows.rows:
        blocks.append(rows.table())
    missing = []
    if left:
        missing.append(f"{counted(len(left), 'trial')} ({_short_counts(left, room, named=room.named)})")
    shown = _shown_pooled(answer, room)
    hidden = list({one.paper.id: one for one in answer.pooled if one not in shown})
    if hidden:
        names = f" ({', '.join(hidden)})" if len(hidden) <= _NAMED else ""
        missing.append(counted(len(hidden), "review") + names)
    if missing:
        blocks.append(Paragraph(line(f"{' and '.join(missing)} more: --full"), "Not shown"))
    blocks.extend(
        [
            *_rest(answer, vocabulary, room),
            *_safety(answer, vocabulary, room, harms),
            *_open_questions(answer, conflicts),
        ]
    )
    return blocks


def whole(answer: ConditionAnswer, vocabulary: Vocabulary) -> list[Block]:
    """Return every trial of every family, what is not counted of it under it, and every pooled outcome."""
    trials, pooled = trials_table(answer, vocabulary), every_pooled(answer, vocabulary)
    blocks: list[Block] = [Paragraph(line(sentence(answer, vocabulary)), "In short")]
    if trials.rows:
        blocks.extend((Heading(line("Trials with a control, by primary endpoint: cells | control")), trials))
    if pooled.rows:
        blocks.extend((Heading(line("Pooled over trials, not added to them")), pooled))
    return blocks


def trials_table(
    answer: ConditionAnswer, vocabulary: Vocabulary, titles: Titles = UNTITLED, *, counted_only: bool = False
) -> Table:
    """Return every trial of every family, what is not counted of it under it unless ``counted_only``."""
    room = Room(0, 0)
    rows = _Rows()
    for family in dict.fromkeys(one.family for one in answer.trials):
        for kind in KINDS:
            for position, one in enumerate(answer.trials_of(family, kind)):
                if not position:
                    rows.block(_block_title(vocabulary, family, kind))
                text = _trial_text(one, vocabulary, room)
                rows.add(_status(one), line(paper_span(one.paper)), _people(one), _route(one, vocabulary), text)
                for other in () if counted_only else _not_counted(one):
                    whose = line(paper_span(other.paper)) if other.paper is not one.paper else ""
                    rows.go_on("", whose, "", "", _other_text(other, vocabulary))
    return rows.table(titles)


def pooled_table(answer: ConditionAnswer, vocabulary: Vocabulary, titles: Titles) -> Table:
    """Return every pooled analysis by the outcome that it says best."""
    rows = _Rows()
    _pooled_rows(rows, answer, vocabulary, Room(0, len(answer.pooled)))
    return rows.table(titles)


def every_pooled(answer: ConditionAnswer, vocabulary: Vocabulary, titles: Titles = UNTITLED) -> Table:
    """Return every outcome of every pooled analysis."""
    pooled = _Rows()
    last: tuple[str, ComparatorKind, bool] | None = None
    for each in answer.pooled:
        if (each.family, each.comparator, each.has_figure) != last:
            last = (each.family, each.comparator, each.has_figure)
            plain = _block_title(vocabulary, each.family, each.comparator)
            pooled.block(plain if each.has_figure else _pooled_title(vocabulary, each))
        told = [(_mark(one), _outcome_text(one, vocabulary)) for one in each.answered]
        told += [(line(), _other_text(one, vocabulary)) for one in each.others]
        if each.pools:
            trials = joined((Span(one, Role.PAPER) for one in each.pools), ", ")
            told.append((line(), line(Span("pools, of the base: ", Role.DIM), trials)))
        (sign, text), *rest = told or [(line(), line("no result that was read"))]
        pooled.add(sign, line(paper_span(each.paper)), _pooled_people(each), "", text)
        for sign, text in rest:
            pooled.go_on(sign, "", "", "", text)
    return pooled.table(titles)


def _mark(told: Answered) -> Line:
    return line(mark_span(told.direction, told.result.control))


def _outcome_text(told: Answered, vocabulary: Vocabulary) -> Line:
    finding = told.result.finding
    figures, of_part = figures_text([told]), apart_words(vocabulary, told.result)
    parts: list[str | Span | Line] = [endpoint_words(vocabulary, finding), f" ({of_part} only)" if of_part else ""]
    parts.append(f": {figures}" if figures else "")
    if (others := strip(told)).text:
        parts.extend((" (", others, ")"))
    return line(*parts)


def _not_counted(trial: Trial) -> Iterator[Result]:
    """The results of a trial on an effect that its answer leaves out, those against the control first."""
    yield from sorted(trial.others, key=lambda one: (one.control, one.finding.endpoint is None))


def _other_text(found: Result, vocabulary: Vocabulary) -> Line:
    """A result that is not counted: what it is, of whom, its figures and its direction."""
    finding = found.finding
    kinds = [finding.endpoint.value if finding.endpoint is not None else ""]
    kinds.append(finding.analysis.value if finding.analysis is not None else "")
    if found.control is Control.UNCONTROLLED:
        kinds.append("before and after")
    elif found.control is Control.OTHER_ARM:
        kinds.append("between cell arms")
    of_whom = finding.population if finding.analysis is not None else finding.group if _names_arm(finding) else None
    words = ", ".join(filter(None, [*kinds, of_whom or apart_words(vocabulary, found)])) or "not counted"
    figures = figures_text([Answered(found)])
    text = f"{endpoint_words(vocabulary, finding)}{f': {figures}' if figures else ''} "
    return line(Span(f"{words}: ", Role.DIM), text, mark_span(found.direction, found.control))


def _names_arm(finding: Finding) -> bool:
    """Whether a contrast is of one of several arms, so that its name must stand beside it."""
    return finding.arm is Arm.BETWEEN and finding.intervention is not None


def head(answer: ConditionAnswer) -> Heading:
    """Return the condition's names, and how many papers and randomised trials the base holds on it."""
    condition = answer.condition
    names = [condition.label, *condition.abbreviations[:1]]
    counts = f"{counted(len(answer.papers), 'paper')}, {counted(answer.randomised, 'randomised trial')}"
    if condition.mesh and len(", ".join(names)) + len(counts) + len(condition.mesh) + 9 <= WIDTH:
        names.append(f"MeSH {condition.mesh}")
    return Heading(line(Span(", ".join(names), Role.HEADING)), line(Span(counts, Role.DIM)), 1)


def _open_questions(answer: ConditionAnswer, conflicts: int) -> Iterator[Block]:
    """On how much papers disagree, and how many trials are finished without a paper."""
    parts: list[str] = []
    if conflicts:
        parts.append(f"papers disagree on {counted(conflicts, 'question')}")
    if answer.unpublished:
        parts.append(f"{counted(len(answer.unpublished), 'finished trial')} without a paper")
    if parts:
        yield Paragraph(line("; ".join(parts)), "Unsettled")


def _next(answer: ConditionAnswer, typed: str, conflicts: int) -> Line:
    """The next useful commands, as many as a line holds."""
    paper = next(telling(answer), None)
    commands = [
        f"mscq condition {typed} --full",
        *([f"mscq conflicts {typed}"] if conflicts else []),
        *([f"mscq coverage {typed}"] if answer.unpublished else []),
        *([f"mscq why {paper.id}"] if paper is not None else []),
    ]
    while len("; ".join(commands)) > WIDTH - 6:
        commands.pop()
    return line("More: ", joined(map(command_span, commands), "; "))


def data(answer: ConditionAnswer, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the answer as a JSON document: the controlled trials of all families in ``trials``."""
    gains = sum(one.reports_gain for one in answer.open_studies)
    return {
        "sentence": sentence(answer, vocabulary),
        "trials": [_trial_record(one, vocabulary) for one in answer.trials],
        "pooled": [_pooled_record(one, vocabulary) for one in answer.pooled],
        "rankings": [_pooled_record(one, vocabulary) for one in answer.rankings],
        "uncontrolled": {
            "studies": len(answer.open_studies),
            "report_gains": gains,
            "papers": [paper.id for one in answer.open_studies for paper in one.papers],
        },
        "safety": [
            {
                **_outcome_record(Answered(one.result), vocabulary),
                "paper": one.result.paper.id,
                "family": one.family or None,
            }
            for one in answer.safety
        ],
        "animals": [paper.id for paper in answer.animals],
        "words": [paper.id for paper in answer.words],
        "unpublished": list(answer.unpublished),
    }


def _trial_record(one: Trial, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "paper": one.paper.id,
        "papers": [paper.id for paper in one.papers],
        "family": one.family or None,
        "comparator": one.comparator.value,
        "comparator_label": one.label,
        "randomised": one.randomised,
        "endpoint": one.paper.study.primary_outcome,
        "status": one.status.value,
        "source": one.source.value if one.source is not None else None,
        "direction": one.direction.value,
        "n": one.n,
        "form": one.form,
        "shared_conditions": one.shared_conditions,
        "routes": list(one.paper.study.intervention.routes),
        "outcomes": [_outcome_record(each, vocabulary) for each in one.answered],
        "not_counted": [each.finding.id for each in one.others],
    }


def _pooled_record(one: Pooled, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "paper": one.paper.id,
        "family": one.family or None,
        "comparator": one.comparator.value,
        "direction": one.direction.value,
        "pools": list(one.pools),
        "shared_conditions": one.shared_conditions,
        "outcomes": [_outcome_record(each, vocabulary) for each in one.answered],
        "not_counted": [each.finding.id for each in one.others],
    }


def _outcome_record(one: Answered, vocabulary: Vocabulary) -> dict[str, Any]:
    finding = one.result.finding
    return {
        "finding": finding.id,
        "rows": [row.id for row in one.result.rows],
        "outcome": finding.outcome,
        "name": endpoint_words(vocabulary, finding),
        "timepoint_months": finding.timepoint_months,
        "direction": finding.direction.value,
        "compared": one.compared,
        "figures": figures_text([one]) or None,
        "earlier": [
            {"timepoint_months": each.finding.timepoint_months, "direction": each.direction.value}
            for each in one.earlier
        ],
    }
