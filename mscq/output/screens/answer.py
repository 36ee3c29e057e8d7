"""The answer on a condition as one screen: a sentence, the trials by primary endpoint, and one line for each rest.

Every sentence is made by rule from the blocks below it and says nothing that they do not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import chain, islice
from shlex import quote
from typing import TYPE_CHECKING

from mscq.evidence.answer import VERDICTS, ConditionAnswer, Status, Trial, leading_family
from mscq.evidence.answering import Wider
from mscq.evidence.first import leading_harms
from mscq.evidence.level import is_retold, is_review
from mscq.evidence.treatment import diseases
from mscq.output import filters
from mscq.output.abbreviations import explained, instruments, meanings
from mscq.output.endpoints import (
    STATUS_WORDS,
    TELLING,
    family_words,
)
from mscq.output.in_short import of_families, open_by_family, sentence, told_words, verdicts
from mscq.output.report import (
    Block,
    Bullets,
    Heading,
    Line,
    Paragraph,
    Report,
    Role,
    Span,
    joined,
    line,
)
from mscq.output.screens.answer_pooled import every_pooled, pooled_rows, shown_pooled
from mscq.output.screens.answer_rooms import (
    EVERY,
    SHOWS_ENOUGH,
    Room,
    first_that_fits,
    fuller,
    has_verdict,
    rooms,
    shows,
)
from mscq.output.screens.answer_rows import Rows
from mscq.output.screens.answer_safety import safety_line
from mscq.output.screens.answer_trials import shown_families, trial_rows, trials_table
from mscq.output.wording import command_span, counted, paper_span, within
from mscq.records.terms import ComparatorKind, Direction
from mscq.text.fold import fold, fold_words

if TYPE_CHECKING:
    from mscq.evidence.harm import Harm
    from mscq.records.models import Paper
    from mscq.records.vocabulary import Vocabulary


_NAMED = 3
_SHORT_WORDS = {Status.SAFETY_ONLY: "safety first", Status.NOT_STATED: "without a verdict"}
LINES, WIDTH = 24, 80
"""The terminal that the screen must fit into."""
_SCALES, _LEGEND = "what scales stand for", "what short forms stand for"
_LEFT_OUT: Sequence[Collection[str]] = (
    (), (_SCALES,), ("Unsettled",), (_SCALES, "Unsettled"), (_LEGEND,), (_LEGEND, "Unsettled"),
)  # fmt: skip
"""Gives way in turn where trials with a verdict do not fit: a command below tells the one, mscq terms the other."""


def beside(
    answer: ConditionAnswer, vocabulary: Vocabulary, conflicts: int, wider: Sequence[Wider] = ()
) -> Iterator[Block]:
    """Give a line each for what stands beside the trials and pooled analyses, where every one of those is shown."""
    room = EVERY
    yield from safety_line(answer, vocabulary, room, leading_harms(answer))
    yield from _rest(answer, vocabulary, room)
    yield from _open_questions(answer, conflicts)
    yield from (_wider_line(one, vocabulary) for one in wider)


def _rest(answer: ConditionAnswer, vocabulary: Vocabulary, room: Room) -> Iterator[Block]:
    """A line each for other cells, studies without a control and rankings of networks."""
    parts: dict[str, Line] = {}
    shown = shown_families(answer, room)
    others = [one for one in answer.families() if one not in shown and answer.trials_of(one) and not room.every]
    if _counts_silent(answer, room):
        others = [one for one in others if any(each.status in TELLING for each in answer.trials_of(one))]
    if others:
        named = not (has_verdict(answer) or room.lean)
        cells = {one: family_words(vocabulary, one, answer.selection.cells) for one in others}
        words = (f"{cells[one]}: {_short_counts(answer.trials_of(one), room, named=named)}" for one in others)
        parts["Other cells"] = line("; ".join(words))
    if answer.open_studies:
        parts["No control"] = line(f"{_open_words(answer, vocabulary)} cannot show it works")
    if answer.rankings and not room.folded:
        names = joined((line(paper_span(one.paper)) for one in answer.rankings[:3]), ", ")
        parts["Networks"] = line("ranking among treatments in ", names)
    if room.folded and answer.open_studies:
        free = f"{_studies(answer)}{of_families(answer, vocabulary, most=1)}"
        if len(parts) > 1:
            parts["No control"] = line(f"no control, no proof: {free}")
            yield Paragraph(joined(parts.values(), "; "), "Also")
            return
        parts["No control"] = line(f"{free} cannot show it works")
    yield from (Paragraph(text, label) for label, text in parts.items())


def _open_words(answer: ConditionAnswer, vocabulary: Vocabulary) -> str:
    """How many studies without a control there are of each family of cells, and how many of these report a gain."""
    families = open_by_family(answer)
    if not any(one.reports_gain for one in answer.open_studies):
        return f"{_studies(answer)}{of_families(answer, vocabulary)} (none reports a gain)"
    parts: list[str] = []
    for family, studies in families.items():
        gains = sum(one.reports_gain for one in studies)
        told = (f"{gains} reports a gain" if gains == 1 else f"{gains} report gains") if not parts else str(gains)
        number = str(len(studies)) if parts else counted(len(studies), "study", "studies")
        cells = f" of {family_words(vocabulary, family, answer.selection.cells)}"
        parts.append(f"{number}{cells if len(families) > 1 else ''} ({told})")
    return ", ".join(parts)


def _studies(answer: ConditionAnswer) -> str:
    return counted(len(answer.open_studies), "study", "studies")


def _counts_silent(answer: ConditionAnswer, room: Room) -> bool:
    """Whether families without a verdict are counted with what is not shown: they say less than what the rows show."""
    return room.folded and (has_verdict(answer) or (room.lean and shown_pooled(answer, room) != []))


def _short_counts(trials: Sequence[Trial], room: Room, *, named: bool = False) -> str:
    """How trials ended, those without a verdict with what they show: '1 met, 2 without a verdict (1 better, 1 mixed)'.

    ``named`` gives the papers of a verdict in place of their number, where they are few.
    """
    between = [one for one in trials if one.comparator is ComparatorKind.OTHER_ARM and one.status not in VERDICTS]
    trials = [one for one in trials if one.comparator is not ComparatorKind.OTHER_ARM or one.status in VERDICTS]
    counts = Counter(one.status for one in trials)
    said = any(one.direction is not Direction.NOT_APPLICABLE for one in between)
    arms = [f"{len(between)} between cell arms{f' ({told_words(between)})' if said else ''}"] if between else []
    if room.folded:
        parts = []
        for status in (one for one in VERDICTS if counts[one]):
            ids = ", ".join(one.paper.id for one in trials if one.status is status)
            names = f" ({ids})" if named and counts[status] <= _NAMED else ""
            parts.append(f"{counts[status]} {STATUS_WORDS[status]}{names}")
        safety = counts[Status.SAFETY_ONLY]
        untold, other = (Status.NOT_STATED, "without a verdict"), (Status.SECONDARY, "by another endpoint")
        for status, words in (untold,) if room.lean else (other, untold):
            silent = [one for one in trials if one.status is status or (room.lean and one.status is Status.SECONDARY)]
            tells = named and any(one.direction is not Direction.NOT_APPLICABLE for one in silent)
            if silent:
                parts.append(f"{len(silent)} {words}{f' ({told_words(silent)})' if tells else ''}")
        parts += [f"{safety} safety first"] if safety else []
        return ", ".join([*parts, *arms])
    parts = []
    for status in (one for one in Status if counts[one]):
        them = [one for one in trials if one.status is status]
        words = _SHORT_WORDS.get(status, STATUS_WORDS[status])
        told = status in (Status.NOT_STATED, Status.SECONDARY) and any(one.answered for one in them)
        parts.append(f"{len(them)} {words}{f' ({told_words(them)})' if told else ''}")
    return ", ".join([*parts, *arms])


def report(
    answer: ConditionAnswer,
    vocabulary: Vocabulary,
    typed: str = "",
    conflicts: int = 0,
    wider: Sequence[Wider] = (),
    whole: ConditionAnswer | None = None,
) -> Report:
    """Return the screen; where it would be longer than a terminal, the weakest lines give way and are counted.

    ``typed`` is a short name of the condition for the commands that it names, ``conflicts`` the number of questions on
    which papers disagree, ``wider`` what is filed under a wider name of the disease, ``whole`` the answer without
    filters, of which the verdicts stand below. What room is left is filled with what the papers themselves conclude,
    the trials' first.
    """
    from mscq.output.forms.layout import lay_out

    only = filters.only(answer.selection, vocabulary)

    def lines(blocks: Sequence[Block]) -> int:
        laid = lay_out(Report("", [*([only] if only else []), *blocks]), WIDTH)
        return sum(1 for _ in islice(laid, LINES + 1))  # how many more it would be is nothing to anyone

    told, harms = meanings(vocabulary), leading_harms(answer)

    @cache
    def every(room: Room) -> list[Block]:
        return [
            *_blocks(answer, vocabulary, room, conflicts, harms),
            *(_wider_line(one, vocabulary) for one in wider),
            *whole_line(answer, whole, vocabulary, typed),
        ]

    def filling(room: Room, left_out: Collection[str]) -> list[Block]:
        blocks = every(room)
        if left_out:
            blocks = [one for one in blocks if not (isinstance(one, Paragraph) and one.label in left_out)]
        known = {*answer.condition.abbreviations, *(instruments(vocabulary) if _SCALES in left_out else ())}
        legend = explained(blocks, told, known) if _LEGEND not in left_out else None
        cut = bool(left_out) and left_out != ("Unsettled",)
        last = Paragraph(_next(answer, typed, conflicts, terms=cut))
        return [*blocks, *([legend] if legend is not None else []), last]

    def fullest(left_out: Collection[str]) -> Room | None:
        """The fullest room that fits; None where none does."""

        @cache
        def fits(room: Room) -> bool:
            return lines(filling(room, left_out)) <= LINES

        room = first_that_fits(runs, fits)
        if room is not None:
            for step in fuller(answer):
                room = more if fits(more := step(room)) else room
        return room

    def score(room: Room | None) -> int:
        return shows(answer, room) if room is not None else -1

    runs = [*rooms(answer)]
    left_out, room = _LEFT_OUT[0], fullest(_LEFT_OUT[0])
    for one in _LEFT_OUT[1:]:
        if score(room) == SHOWS_ENOUGH:
            break
        if score(more := fullest(one)) > score(room):
            fitted = room is not None
            left_out, room = one, more
            if fitted:
                break
    blocks = filling(room, left_out) if room is not None else filling(runs[-1][-1], _LEFT_OUT[-1])
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
    text = f"{within(name)}, {counted(len(wider.trials), 'more trial')} with a verdict ({words}): "
    return Paragraph(line(text, command_span(command)), "Wider")


def whole_line(
    answer: ConditionAnswer, whole: ConditionAnswer | None, vocabulary: Vocabulary, typed: str
) -> Iterator[Block]:
    """Give what all trials on the disease say, where those asked for say other: no part is taken for the whole."""
    if whole is None:
        return
    said = verdicts(whole, vocabulary)
    if not said and whole.trials and not answer.trials:
        said = sentence(whole, vocabulary, brief=True).removesuffix(".")
    if said and said != verdicts(answer, vocabulary):
        yield Paragraph(line(f"{said}: ", command_span(f"mscq condition {typed}")), "Unfiltered")


def telling(answer: ConditionAnswer) -> Iterator[Paper]:
    """Give the papers whose conclusion says most: trials with a verdict, other trials, pooled analyses, the rest.

    The conclusion of a review of several diseases that does not name this one says nothing of it.
    """
    led = leading_family(answer)
    trials = sorted(answer.trials, key=lambda one: (one.family != led, one.status not in VERDICTS))
    told = set[str]()
    for paper in chain((one.paper for one in trials), (one.paper for one in answer.pooled), answer.papers):
        if paper.id not in told and paper.summary and paper not in answer.retracted and _concludes_on(answer, paper):
            yield paper
        told.add(paper.id)


def _concludes_on(answer: ConditionAnswer, paper: Paper) -> bool:
    facet = answer.selector.kb.vocabulary.conditions
    if diseases(facet, paper) <= 2 or not (is_review(paper) or is_retold(paper)):
        return True
    forms = (facet[one] for one in answer.selector.conditions if one in facet)
    names = {fold(name) for one in forms for name in (one.label, *one.abbreviations, *one.synonyms)}
    said = fold_words(paper.summary or "")
    runs = ("".join(said[start : start + size]) for size in (1, 2, 3, 4) for start in range(len(said)))
    return not names.isdisjoint(runs)


def _blocks(
    answer: ConditionAnswer, vocabulary: Vocabulary, room: Room, conflicts: int, harms: Sequence[tuple[bool, Harm]]
) -> list[Block]:
    rows = Rows()
    left = trial_rows(rows, answer, vocabulary, room)
    if _counts_silent(answer, room):
        telling_families = {leading_family(answer), *(one.family for one in answer.trials if one.status in TELLING)}
        left.extend(one for one in answer.trials if one.family not in telling_families)
    pooled_rows(rows, answer, vocabulary, room)
    said = sentence(answer, vocabulary, brief=room.brief)
    blocks: list[Block] = [head(answer), Paragraph(line(said), "In short")]
    if rows.rows:
        blocks.append(rows.table())
    missing = []
    told_above = {cell.text.strip() for row in rows.rows for cell in row[1:2]}
    left = [one for one in left if one.paper.id not in told_above]
    if left:
        how = f" ({_short_counts(left, room, named=True)})" if room.named or not has_verdict(answer) else ""
        if len(left) <= _NAMED:
            how = f" ({', '.join(one.paper.id for one in left)})"
        elif all(one.status is Status.NOT_STATED for one in left):
            how = f" without a verdict ({told_words(left)})"
        missing.append(counted(len(left), "trial") + how)
    shown = set(map(id, shown_pooled(answer, room)))
    hidden = list({one.paper.id: one for one in answer.pooled if id(one) not in shown})
    if hidden:
        names = f" ({', '.join(hidden)})" if room.named and len(hidden) <= _NAMED else ""
        missing.append(counted(len(hidden), "review") + names)
    if missing:
        blocks.append(Paragraph(line(f"{' and '.join(missing)} more: --full"), "Not shown"))
    if unknown := answer.of_unknown_size:
        more = f" and {len(unknown) - _NAMED} more" if len(unknown) > _NAMED else ""
        papers = joined((line(paper_span(one)) for one in unknown[:_NAMED]), ", ")
        blocks.append(Paragraph(line("how many people is not known of ", papers, more), "Left out"))
    blocks.extend(
        [
            *_rest(answer, vocabulary, room),
            *safety_line(answer, vocabulary, room, harms),
            *(() if room.lean else _open_questions(answer, conflicts)),  # the last line asks for them
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
    if answer.retracted:
        ids = ", ".join(one.id for one in answer.retracted)
        parts.append(f"{counted(len(answer.retracted), 'paper')} retracted, and not counted ({ids})")
    if parts:
        yield Paragraph(line("; ".join(parts)), "Unsettled")


def _next(answer: ConditionAnswer, typed: str, conflicts: int, *, terms: bool) -> Line:
    """The next useful commands, as many as a line holds; that which explains words where ``terms`` asks for it."""
    paper = next(telling(answer), None)
    commands = [
        " ".join(filter(None, ("mscq condition", typed, filters.typed(answer.selection), "--full"))),
        *([f"mscq conflicts {typed}"] if conflicts else []),
        *(["mscq terms"] if terms else []),
        *([f"mscq coverage {typed}"] if answer.unpublished else []),
        *([f"mscq why {paper.id}"] if paper is not None else []),
    ]
    while len(commands) > 1 and len("; ".join(commands)) > WIDTH - 6:
        commands.pop()
    return line("More: ", joined(map(command_span, commands), "; "))
