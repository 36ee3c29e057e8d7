"""What each value has shown by itself, one condition at a time: a column a value, or a row where there are many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from mscq.evidence.answer import KINDS, Open, Pooled, Status, Trial, first_outcome
from mscq.evidence.compared import Block as ConditionBlock
from mscq.evidence.compared import ValueAnswer
from mscq.evidence.families import family_order
from mscq.evidence.harm import verdict
from mscq.evidence.harm_figures import SafetyFigure
from mscq.evidence.level import Control
from mscq.evidence.treatment import conditions, diseases
from mscq.output.endpoints import (
    DIRECTION_WORDS,
    KIND_WORDS,
    POOLED_WORDS,
    STATUS_WORDS,
    VERDICT_WORDS,
    caveats,
    directions_text,
    doubt,
    endpoint_words,
    family_words,
    figures_text,
    form_words,
    told_by,
)
from mscq.output.figures import result, ways
from mscq.output.report import Block, Column, Heading, Line, Paragraph, Role, Span, Table, in_brackets, joined, line
from mscq.output.screens.compare_words import Part, figures_text_of, mark_of
from mscq.output.screens.crowded import foremost, in_a_row
from mscq.output.wording import against_words, before, command_span, counted, mark_span, paper_span
from mscq.records.terms import ComparatorKind, Topic

if TYPE_CHECKING:
    from mscq.records.models import Finding, Paper

_MOST_BLOCKS = 4
_MOST_COLUMNS = 3
_MOST_ABOVE = 12
_MOST_SAFETY = 4


class Apart(Part):
    """Each value alone: its trials, what is pooled of it, its harms and its studies without a control."""

    def blocks(self) -> Iterator[Block]:
        """Give a table for each condition, and the names of those that are left out."""
        blocks = [one for one in self.comparison.blocks if one.weight[1] or one.weight[2]]
        if not blocks:
            return
        both = [one for one in blocks if one.weight[0] > 1]
        by_condition = self.comparison.dimension.selects == "conditions"
        shown = blocks if self.everything or by_condition else (both or blocks)[:_MOST_BLOCKS]
        told = "each condition's own answer" if by_condition else "different patients"
        held = any(answer.trials or answer.pooled for one in shown for answer in one.values.values())
        yield Heading(line(f"Each {'against a control' if held else 'alone'}, {told} (not a comparison)"))
        for block in shown:
            yield from self._block(block, named=len(self.comparison.blocks) > 1)
        if left := blocks[len(shown) :]:  # those with several such values stand first
            names = [f"{one.condition.label} ({self._who(one)})" for one in left if one.weight[1]]
            free = [one.condition.label for one in left if not one.weight[1]]
            if names:
                lead = "Also with a control" if any(one.tested for one in left) else "Also with figures on harm"
                yield Paragraph(line(f"{lead}: ", ", ".join(names)))
            if free:
                yield Paragraph(line("Only without a control: ", ", ".join(free)))
            yield Paragraph(line("Told with --full, or one by one with --condition."))
        if self.comparison.dimension.given and self.comparison.selection.topics == (Topic.SAFETY,):
            option = self.comparison.dimension.name
            each = (command_span(f"mscq safety --{option} {value}") for value in self.comparison.values)
            yield Paragraph(line("The harm of each, with the reviews of all diseases: ", joined(each, "; ")))

    def not_told(self, trials: Sequence[Trial]) -> Iterator[Block]:
        """Name the trials of which no value is known, by their cells, the control, and how they ended."""
        if not trials:
            return
        groups: dict[tuple[str, ComparatorKind, str], list[Trial]] = {}
        for one in trials:
            groups.setdefault((one.family, one.comparator, _ended(one)), []).append(one)
        parts = [
            line(
                f"{family_words(self.vocabulary, family)} against {KIND_WORDS[kind]} ",
                before(mark_span(some[0].direction, Control.CONTROLLED)),
                f"{ended}: ",
                joined((paper_span(one) for one in dict.fromkeys(each.paper for each in some)), ", "),
            )
            for (family, kind, ended), some in groups.items()
        ]
        noun = self.comparison.dimension.noun
        other = ", or none of these" if self.comparison.dimension.selects == "doses" else ""
        lead = f"Trials whose {noun} is not told{other}: "
        yield Paragraph(line(Span(lead, Role.DIM), joined(parts, "; ")))

    def _who(self, block: ConditionBlock) -> str:
        told = block.tested or [value for value, one in block.values.items() if one.safety]
        return ", ".join(self.short(one) for one in told)

    def _answers(self, block: ConditionBlock) -> list[ValueAnswer]:
        return [block.values[one] for one in self.comparison.values if one in block.values]

    def _block(self, block: ConditionBlock, *, named: bool) -> Iterator[Block]:
        answers = self._answers(block)
        stacked = len(answers) > _MOST_COLUMNS
        rows: list[list[Line]] = []
        groups: dict[int, Line] = {}
        for title, columns in self._parts(block):
            groups[len(rows)] = line(Span(title, Role.STRONG))
            if stacked:
                labels = [self.comparison.labels[one.value] for one in answers]
                pairs = zip(labels, columns, strict=True)
                rows.extend([line(label), cell] for label, column in pairs for cell in column)
            else:
                rows.extend([cell or line() for cell in row] for row in zip_longest(*columns))
        label = f"{block.condition.label}{_abbreviation(block)}" if named else ""
        if len(answers) == 1:
            columns_ = [Column("", wrap=True, least=30)]
        elif stacked:
            columns_ = [Column("", wrap=True, least=12), Column("", wrap=True, least=30)]
        else:
            columns_ = [Column(self.comparison.labels[one.value], wrap=True, least=22) for one in answers]
        yield Table(columns_, rows, caption=label, groups=groups)
        if block.untold:
            papers = in_a_row(block.untold, self.everything)
            noun = self.comparison.dimension.noun
            yield Paragraph(line(Span(f"Several {noun}s, together or not told apart: ", Role.DIM), papers))
        if self.everything and block.shared:
            from mscq.output.screens.compare_shared import shared_table

            yield shared_table(self.comparison, self.vocabulary, block)

    def _parts(self, block: ConditionBlock) -> Iterator[tuple[str, list[list[Line]]]]:
        """Titles with the cells of each value below them; kinds of comparator and families of cells stay apart.

        Where cells are compared, each has a column, and their families stand side by side in it.
        """
        answers = self._answers(block)
        told = [one for answer in answers for one in self._told(answer)]
        self._ways = ways(
            self.vocabulary, (one.result.finding for each in told for one in first_outcome(each.answered))
        )
        yield from self._by_kind(answers, "", "trials", self._trials)
        if any(above := [self._above(block, answer.value) for answer in answers]):
            yield "In the studies above, against a control", above
        yield from self._by_kind(answers, "pooled: ", "pooled", self._reviews)
        yield from self._by_kind(answers, "safety of ", "safety", lambda found: self._harms(found, block))
        held = any(answer.trials or answer.pooled for answer in answers)
        of_harm = any(answer.safety for answer in answers)
        if any(answer.open_papers for answer in answers) if held else not of_harm:
            yield from self._by_kind(answers, "", "open_studies", self._open)

    def _above(self, block: ConditionBlock, value: str) -> list[Line]:
        """The studies above of which an arm with this value was held against a control: they stand there."""
        head = self.vocabulary.conditions.head(block.condition.id)
        told: list[Line] = []
        for study in self.comparison.direct[:_MOST_ABOVE]:
            arm = next((one.arms[value][0] for one in study.outcomes if value in one.arms), None)
            if study.has_control and head in study.heads and arm is not None:
                told.append(line(mark_of(arm), paper_span(study.paper)))
        return told

    def _told(self, answer: ValueAnswer) -> Iterator[Trial | Pooled]:
        """What of a value has its figures on the screen."""
        groups: dict[tuple[str, ComparatorKind], list[Trial]] = {}
        for one in answer.trials:
            groups.setdefault((one.family, one.comparator), []).append(one)
        for several in groups.values():
            yield from foremost(several, _ended, self.everything)[0]
        yield from answer.pooled if self.everything else ()

    def _by_kind(
        self, answers: Sequence[ValueAnswer], lead: str, name: str, cells_of: Callable[[Sequence[Any]], list[Line]]
    ) -> Iterator[tuple[str, list[list[Line]]]]:
        """What each value has under a ``name``, a family of cells and a kind of comparator at a time."""
        apart = self.comparison.dimension.selects != "cells"
        keys: dict[tuple[str, ComparatorKind | None], list[list[Any]]] = {}
        for place, answer in enumerate(answers):
            for one in getattr(answer, name):
                key = (one.family if apart else "", _held_against(one))
                keys.setdefault(key, [[] for _ in answers])[place].append(one)
        for family, kind in sorted(keys, key=self._order):
            against = f"against {KIND_WORDS[kind]}" if kind is not None else "without a control"
            aside = ", which cannot show that it works" if name == "open_studies" else ""
            cells = f"{family_words(self.vocabulary, family)} " if apart else ""
            title = f"{lead if apart else lead.replace(' of', '')}{cells}{against}{aside}"
            yield title[:1].upper() + title[1:], [cells_of(found) for found in keys[family, kind]]

    def _order(self, key: tuple[str, ComparatorKind | None]) -> tuple[object, ...]:
        family, kind = key
        return (kind is None, family_order(self.vocabulary.cells, family), KINDS.index(kind) if kind is not None else 0)

    def _trials(self, trials: Sequence[Trial]) -> list[Line]:
        """A cell a trial; those of safety alone together in one, unless everything is told."""
        safety = [] if self.everything else [one for one in trials if one.status is Status.SAFETY_ONLY]
        told = [one for one in trials if self.everything or one.status is not Status.SAFETY_ONLY]
        shown, others = foremost(told, _ended, self.everything)
        names = in_a_row([one.paper for one in safety], self.everything)
        alone = [line(f"{len(safety)} tested safety first: ", names)] if safety else []
        return [*map(self._trial, shown), *([others] if others else []), *alone]

    def _reviews(self, pooled: Sequence[Pooled]) -> list[Line]:
        shown, others = foremost(pooled, lambda one: DIRECTION_WORDS[one.direction], self.everything)
        return [*map(self._pooled, shown), *([others] if others else [])]

    def _trial(self, trial: Trial) -> Line:
        n = f" {trial.n:,}" if trial.n is not None else ""
        parts: list[str | Span | Line] = [
            before(mark_span(trial.direction, Control.CONTROLLED)),
            paper_span(trial.paper),
            f"{n} {_ended(trial)}",
        ]
        if trial.answered:
            first = trial.answered[0]
            parts.append(f": {self._endpoint(first.result.finding)}")
            if not first.compared:
                parts.append(" (before and after only)")
            elif figures := figures_text(first_outcome(trial.answered), terse=not self.everything):
                parts.append(f": {figures}{self._ways.get(first.result.finding.id, '')}")
            if rest := len({one.result.finding.outcome for one in trial.answered}) - 1:
                parts.append(Span(f" +{counted(rest, 'outcome')}", Role.DIM))
        elif trial.status is not Status.SAFETY_ONLY:
            parts.append(f": {trial.paper.study.primary_outcome or 'no result against the control was read'}")
        parts.append(in_brackets(caveats(trial, self.vocabulary)))
        return line(*parts, self._summary(trial.paper))

    def _harms(self, found: Sequence[SafetyFigure], block: ConditionBlock) -> list[Line]:
        most = len(found) if self.everything else _MOST_SAFETY
        left = len(found) - most
        more = [line(Span(f"{counted(left, 'more figure')}: --full", Role.DIM))] if left > 0 else []
        times = Counter(map(_measured, found))
        return [*(self._harm(one, block, alone=times[_measured(one)] == 1) for one in found[:most]), *more]

    def _harm(self, one: SafetyFigure, block: ConditionBlock, *, alone: bool) -> Line:
        """A figure on harm; one of several that a paper has on one outcome says which it is, by its dose or group."""
        found, finding = one.result, one.result.finding
        facet = self.vocabulary.conditions
        number, here = diseases(facet, found.paper, finding), block.condition.id
        forms = [one for one in conditions(found.paper, finding) if one != here and one in facet.narrower(here)]
        form = form_words(forms[0], self.vocabulary) if len(forms) == 1 else ""
        held = _held_against(one) is not None
        said = VERDICT_WORDS[verdict(found)] if held and not found.in_doubt and not mark_of(found).text else ""
        of_whom = [
            "" if alone else (finding.intervention and finding.intervention.dose) or finding.group or "",
            f"{number} diseases together" if number > 1 else form,
        ]
        warned = [
            finding.population or "" if finding.analysis is not None else "",
            against_words(finding) if found.control is Control.OTHER_ARM else "",
            said,
            told_by(found.paper),
        ]
        notes = [*(Span(one, Role.DIM) for one in of_whom if one), *(Span(one, Role.WARNING) for one in warned if one)]
        return line(
            mark_of(found) if held else "",
            paper_span(found.paper),
            f" {self._endpoint(finding)}: {figures_text_of(found)}",
            in_brackets(notes),
        )

    def _endpoint(self, finding: Finding) -> str:
        return endpoint_words(self.vocabulary, finding, terse=not self.everything)

    def _summary(self, paper: Paper) -> str:
        return f"\n{paper.summary}" if self.everything and paper.summary else ""

    def _pooled(self, one: Pooled) -> Line:
        parts: list[str | Span | Line] = [before(mark_span(one.direction, Control.CONTROLLED)), paper_span(one.paper)]
        if one.answered:
            first, *rest = one.answered
            parts.append(f" {POOLED_WORDS[one.direction]}")
            finding = first.result.finding
            way = self._ways.get(finding.id, "")
            figure = f"{result(finding.estimate)}{way}{doubt([finding])}" if self.everything else ""
            name = self._endpoint(finding)
            own = f" {DIRECTION_WORDS[first.direction]}" if first.direction is not one.direction else ""
            parts.append(f": {name}{own}{f': {figure}' if figure else ''}")
            if rest:
                parts.append(Span(f" +{counted(len(rest), 'outcome')} ({directions_text(rest)})", Role.DIM))
        if not one.has_figure:
            parts.append(Span(" (no figure)", Role.WARNING))
        return line(*parts, self._summary(one.paper))

    def _open(self, studies: Sequence[Open]) -> list[Line]:
        papers = {paper.id: paper for one in studies for paper in one.papers}.values()
        if not papers:
            return [line(Span("no paper", Role.DIM))]
        if not self.everything:
            return [line(counted(len(papers), "paper"))]
        return [line(paper_span(paper), f": {paper.summary}" if paper.summary else "") for paper in papers]


def _held_against(one: Trial | Pooled | Open | SafetyFigure) -> ComparatorKind | None:
    """The kind of comparator that something was held against, None where it had none."""
    if isinstance(one, SafetyFigure):
        return None if one.result.control is Control.UNCONTROLLED else one.result.finding.comparator.kind
    return None if isinstance(one, Open) else one.comparator


def _measured(one: SafetyFigure) -> tuple[object, ...]:
    finding = one.result.finding
    return (one.result.paper.id, finding.outcome, finding.outcome_label, finding.timepoint_months)


def _ended(trial: Trial) -> str:
    """How a trial ended, one without a verdict with what it shows: 'not stated, better'."""
    tells = trial.status is Status.NOT_STATED and trial.answered
    return f"{STATUS_WORDS[trial.status]}{f', {DIRECTION_WORDS[trial.direction]}' if tells else ''}"


def _abbreviation(block: ConditionBlock) -> str:
    return f", {block.condition.abbreviations[0]}" if block.condition.abbreviations else ""
