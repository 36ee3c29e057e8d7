"""A comparison as a report, a document and rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Any

from mscq.evidence.answer import KINDS, Open, Pooled, Status, Trial, first_outcome
from mscq.evidence.compared import (
    Block as ConditionBlock,
)
from mscq.evidence.compared import (
    Comparison,
    Contrast,
    DirectOutcome,
    DirectStudy,
    Opposed,
    Setting,
    Shared,
    ValueAnswer,
)
from mscq.evidence.families import family_order
from mscq.evidence.harm_figures import SafetyFigure
from mscq.evidence.level import Control, level
from mscq.evidence.people import counted_twice
from mscq.output.abbreviations import explained, meanings, texts
from mscq.output.endpoints import (
    DIRECTION_WORDS,
    KIND_WORDS,
    STATUS_WORDS,
    caveats,
    directions_text,
    doubt,
    endpoint_words,
    family_words,
    figures_text,
)
from mscq.output.figures import months, p_value, result, value
from mscq.output.records import finding_record, finding_row, paper_record
from mscq.output.report import Block, Column, Heading, Line, Paragraph, Report, Role, Span, Table, joined, line
from mscq.output.screens.crowded import foremost, in_a_row
from mscq.output.wording import (
    CONTROL_WORDS,
    MEANINGS,
    SIDE_BY_SIDE_CAVEAT,
    UNCONTROLLED_CAVEAT,
    against,
    before,
    counted,
    legend_of,
    mark_span,
    paper_span,
)
from mscq.records.terms import Arm, Direction, Met

if TYPE_CHECKING:
    from mscq.evidence.results import Result
    from mscq.output.answer import Scalar
    from mscq.records.models import Finding, Intervention, Paper
    from mscq.records.terms import ComparatorKind
    from mscq.records.vocabulary import Vocabulary

_SETTING_WORDS = {
    Setting.RANDOMISED: "randomised arms",
    Setting.ARMS: "arms, not randomised",
    Setting.SUBGROUPS: "subgroups, not randomised",
    Setting.NETWORK: "ranks in a network of treatments",
    Setting.NOT_HUMAN: "not in people",
}
_MET_WORDS = {
    Met.YES: "primary endpoint met",
    Met.NO: "primary endpoint not met",
    Met.MIXED: "primary endpoint mixed",
    Met.SAFETY_ONLY: "tested safety first",
}
_MOST_BLOCKS = 4
_MOST_COLUMNS = 3
_MOST_SAFETY = 4
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def report(comparison: Comparison, vocabulary: Vocabulary, *, everything: bool = False) -> Report:
    """The comparison for a reader: within studies first, then each value alone, one condition at a time."""
    return _Screen(comparison, vocabulary, everything).report()


class _Screen:
    """Words a comparison; ``everything`` leaves nothing out and adds figures and summaries."""

    def __init__(self, comparison: Comparison, vocabulary: Vocabulary, everything: bool) -> None:
        self.comparison = comparison
        self.sorter = comparison.sorter
        self.vocabulary = vocabulary
        self.everything = everything

    def report(self) -> Report:
        labels = [self.comparison.labels[value] for value in self.comparison.values]
        names = self.comparison.dimension.selects in ("conditions", "papers")
        title = " or ".join(labels if names else [labels[0].capitalize(), *map(_lower, labels[1:])])
        blocks = self.comparison.blocks
        aside = blocks[0].condition.label if len(blocks) == 1 else ""
        made: list[Block] = [Heading(line(Span(title, Role.HEADING)), line(Span(aside, Role.DIM)), 1)]
        if self.comparison.dimension.selects == "papers":
            made.extend(self._papers())
        else:
            made.extend(self._direct())
            made.extend(self._apart())
        made.extend(self._explained(made))
        return Report(title, made)

    # --- within a study

    def _direct(self) -> Iterator[Block]:
        if not self.comparison.dimension.given:
            return
        studies = self.comparison.direct
        if not studies:
            yield Paragraph(line("No result that was read sets them against each other."))
            return
        rows: list[list[Line]] = []
        groups: dict[int, Line] = {}
        for heads, several in groupby(studies, lambda one: one.heads):
            if heads and len(self.comparison.blocks) != 1:
                groups[len(rows)] = line(Span(self._conditions(heads), Role.STRONG))
            told, others = foremost(list(several), self._preferred, self.everything)
            for study in told:
                rows.extend(self._study(study))
            if others:
                rows.append([line(), others])
        yield Heading(line("Set against each other within a study"))
        yield Table([Column(""), Column("", wrap=True, least=30)], rows, groups=groups)
        for opposed in self.comparison.opposed:
            yield Paragraph(self._opposed(opposed))

    def _study(self, study: DirectStudy) -> Iterator[list[Line]]:
        shown = study.outcomes if self.everything else _foremost(study)
        left = len(study.outcomes) - len(shown)
        more = f", {left} more outcome{'s' if left > 1 else ''}: --full" if left else ""
        yield [line(paper_span(study.paper)), line(Span(f"{self._head(study)}{more}", Role.DIM))]
        yield from ([self._rank(same[0]), self._outcome(same)] for same in _by_time(shown))
        if self.everything and study.paper.summary:
            yield [line(Span("in short", Role.DIM)), line(study.paper.summary)]

    def _preferred(self, study: DirectStudy) -> str:
        return f"{' and '.join(self._side((one,), None) for one in study.favours) or 'none'} better"

    def _conditions(self, ids: Iterable[str]) -> str:
        return ", ".join(self.vocabulary.conditions.label(one) for one in sorted(ids))

    def _head(self, study: DirectStudy) -> str:
        paper = study.paper
        n, met = paper.study.participants.n, paper.study.primary_outcome_met
        parts = [
            self.vocabulary.designs.short(paper.study.design),
            f"n {n:,}" if n is not None else "",
            _SETTING_WORDS[study.setting],
            "" if study.has_control or study.setting is Setting.NOT_HUMAN else "no control",
            "" if study.states_contrast else "not tested against each other",
            _MET_WORDS[met] if met is not None else "",
        ]
        return ", ".join(part for part in parts if part)

    def _rank(self, one: DirectOutcome) -> Line:
        return line(Span(one.endpoint.value if one.endpoint else "", Role.DIM))

    def _outcome(self, same: Sequence[DirectOutcome]) -> Line:
        """One outcome in a line; of what repeats at other times only these and their p values."""
        one, *later = same
        parts: list[Line] = []
        for side, results in one.arms.items():
            parts.extend(self._arm(side, each) for each in results)
        if one.arms:
            held = next(iter(one.arms.values()))[0]
            control = one.control_row
            if control is not None and control.estimate is not None and value(control.estimate):
                parts.append(line(f"{against(control)} {value(control.estimate)}"))
            elif held.control is Control.CONTROLLED:
                parts.append(line(f"each against {against(held.finding)}"))
            else:
                parts.append(line("each without a control"))
        parts.extend(self._contrast(each) for each in one.contrasts)
        for again in later:
            estimate = again.lead.estimate
            p = p_value(estimate) if estimate is not None else ""
            parts.append(line(f"{months(again.lead.timepoint_months)}: {p or 'the same'}"))
        analysis = one.lead.analysis
        kind = f" ({analysis.value.replace('-', ' ')}: {one.lead.population or one.lead.group})" if analysis else ""
        told = [each for results in one.arms.values() for each in results]
        twice = " (people counted more than once)" if told and counted_twice([told[0].paper], told) else ""
        return line(f"{endpoint_words(self.vocabulary, one.lead)}{kind}: ", joined(parts, "; "), twice)

    def _arm(self, side: str, found: Result) -> Line:
        name = self._side((side,), found.finding.intervention)
        own = found.finding if found.finding.arm is Arm.BETWEEN else found.treated_row or found.finding
        figure = _with_p(own) or DIRECTION_WORDS[found.direction]
        return line(before(mark_span(found.direction, found.control)), f"{name} {figure}")

    def _side(self, values: Sequence[str], given: Intervention | None) -> str:
        """What stood on a side in a word or two: all that was given there, where it is more than was asked for."""
        named = self.sorter.dimension.own(given)
        below = frozenset(one for each in values for one in self.sorter.below[each])
        facet = self.sorter.facet
        if facet is None:
            return " or ".join(_lower(self.sorter.label(one)) for one in values)
        if named and not below.issuperset(named):
            return " or ".join(_lower(facet.label(one)) for one in named)
        return " or ".join(facet.short(one) for one in values)

    def _contrast(self, one: Contrast) -> Line:
        found = one.result
        finding = found.finding
        mine = self._side(one.mine, finding.intervention)
        theirs = finding.comparator.label or self._side(one.theirs, finding.comparator.against)
        said: list[str] = []
        if found.counterpart is not None:
            other = self._side(one.theirs, finding.comparator.against)
            figures = ((mine, finding), (other, found.counterpart))
            said = [f"{name} {value(row.estimate)}" for name, row in figures if row.estimate is not None]
        elif finding.estimate is not None and value(finding.estimate):
            said = [f"{mine} {value(finding.estimate)}"]
        words = {
            Direction.BENEFIT: f"{mine} better than {theirs}",
            Direction.HARM: f"{mine} worse than {theirs}",
            Direction.NO_DIFFERENCE: f"no difference between {mine} and {theirs}",
        }
        if found.counterpart is not None and len(said) == 2:  # both are named already
            words |= {Direction.BENEFIT: f"{mine} better", Direction.HARM: f"{mine} worse"}
        told = words.get(finding.direction, f"{mine} against {theirs}: {DIRECTION_WORDS[finding.direction]}")
        p = p_value(finding.estimate) if finding.estimate is not None else ""
        if said and not p and finding.arm is not Arm.BETWEEN:
            return line(", ".join([*said, "not tested"]))
        test = f", {p}" if p else "" if finding.arm is Arm.BETWEEN else ", not tested"
        return line(", ".join([*said, ""]), Span(told, Role.STRONG), test)

    def _opposed(self, found: Opposed) -> Line:
        reasons = ["different outcomes"] if found.outcomes_differ else []
        number, studies = found.without_control, len(found.studies)
        if number == studies:
            reasons.append("none of them with a control")
        elif number:
            amount = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
            reasons.append(f"{amount} of them without a control")
        where = f" ({self._conditions([found.head])})" if len(self.comparison.blocks) != 1 else ""
        return line(
            Span("These point different ways", Role.STRONG), f"{where}: {', and '.join(reasons) or 'see above'}."
        )

    # --- each value alone

    def _apart(self) -> Iterator[Block]:
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
                yield Paragraph(line("Also with a control: ", ", ".join(names)))
            if free:
                yield Paragraph(line("Only without a control: ", ", ".join(free)))
            yield Paragraph(line("Told with --full, or one by one with --condition."))

    def _who(self, block: ConditionBlock) -> str:
        return ", ".join(self._side((one,), None) for one in block.tested)

    def _block(self, block: ConditionBlock, *, named: bool) -> Iterator[Block]:
        answers = [block.values[one] for one in self.comparison.values if one in block.values]
        stacked = len(answers) > _MOST_COLUMNS
        rows: list[list[Line]] = []
        groups: dict[int, Line] = {}
        for title, columns in self._parts(answers):
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
            yield self._shared(block.shared, list(block.values))

    def _parts(self, answers: Sequence[ValueAnswer]) -> Iterator[tuple[str, list[list[Line]]]]:
        """Titles with the cells of each value below them; kinds of comparator and families of cells stay apart.

        Where cells are compared, each has a column, and their families stand side by side in it.
        """
        apart = self.comparison.dimension.selects != "cells"

        def key_of(one: Trial | Pooled) -> tuple[str, ComparatorKind]:
            return (one.family if apart else "", one.comparator)

        def order(key: tuple[str, ComparatorKind]) -> tuple[object, ...]:
            return (family_order(self.vocabulary.cells, key[0]), KINDS.index(key[1]))

        for name, cells_of in (("trials", self._trials), ("pooled", self._reviews)):
            keys = {key_of(one) for answer in answers for one in getattr(answer, name)}
            for key in sorted(keys, key=order):
                cells = f"{family_words(self.vocabulary, key[0])} " if apart else ""
                title = f"{'pooled: ' if name == 'pooled' else ''}{cells}against {KIND_WORDS[key[1]]}"
                yield (
                    title[:1].upper() + title[1:],
                    [cells_of([one for one in getattr(answer, name) if key_of(one) == key]) for answer in answers],
                )
        for title, held in (("Safety against a control", True), ("Safety without a control", False)):
            figures = [
                [one for one in answer.safety if (one.result.control is Control.CONTROLLED) is held]
                for answer in answers
            ]
            if any(figures):
                most = None if self.everything else _MOST_SAFETY
                yield title, [[self._harm(one) for one in found[:most]] for found in figures]
        if any(answer.safety for answer in answers) and not any(answer.trials or answer.pooled for answer in answers):
            return
        yield (
            "Without a control, which cannot show that it works",
            [[self._open(answer)] for answer in answers],
        )

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
            name = endpoint_words(self.vocabulary, first.result.finding, terse=not self.everything)
            parts.append(f": {name}")
            if not first.compared:
                parts.append(" (before and after only)")
            elif figures := figures_text(first_outcome(trial.answered), terse=not self.everything):
                parts.append(f": {figures}")
            if rest := len({one.result.finding.outcome for one in trial.answered}) - 1:
                parts.append(Span(f" +{counted(rest, 'outcome')}", Role.DIM))
        elif trial.status is not Status.SAFETY_ONLY:
            parts.append(f": {trial.paper.study.primary_outcome or 'no result against the control was read'}")
        warned = caveats(trial, self.vocabulary)
        if warned:
            parts.append(Span(f" ({', '.join(warned)})", Role.WARNING))
        return line(*parts, self._summary(trial.paper))

    def _harm(self, one: SafetyFigure) -> Line:
        found = one.result
        name = endpoint_words(self.vocabulary, found.finding, terse=not self.everything)
        held = found.control is Control.CONTROLLED
        sign = before(mark_span(found.direction, found.control)) if held else ""
        return line(sign, paper_span(found.paper), f" {name}: {figures_text_of(found)}")

    def _summary(self, paper: Paper) -> str:
        return f"\n{paper.summary}" if self.everything and paper.summary else ""

    def _pooled(self, one: Pooled) -> Line:
        parts: list[str | Span | Line] = [before(mark_span(one.direction, Control.CONTROLLED)), paper_span(one.paper)]
        if one.answered:
            first, *rest = one.answered
            parts.append(f" {DIRECTION_WORDS[one.direction]}")
            finding = first.result.finding
            figure = result(finding.estimate) + doubt([finding]) if self.everything else ""
            name = endpoint_words(self.vocabulary, finding, terse=not self.everything)
            own = f" {DIRECTION_WORDS[first.direction]}" if first.direction is not one.direction else ""
            parts.append(f": {name}{own}{f': {figure}' if figure else ''}")
            if rest:
                parts.append(Span(f" +{counted(len(rest), 'outcome')} ({directions_text(rest)})", Role.DIM))
        if not one.has_figure:
            parts.append(Span(" (no figure)", Role.WARNING))
        return line(*parts, self._summary(one.paper))

    def _open(self, answer: ValueAnswer) -> Line:
        papers = answer.open_papers
        if not papers:
            return line(Span("no paper", Role.DIM))
        if not self.everything:
            return line(counted(len(papers), "paper"))
        told = (line(paper_span(paper), f": {paper.summary}" if paper.summary else "") for paper in papers)
        return joined(told, "\n")

    def _shared(self, shared: Sequence[Shared], values: Sequence[str]) -> Table:
        """Outcomes of several values side by side, at the same time or with each time named."""
        rows = []
        for one in shared:
            times = [months(found.finding.timepoint_months) or "time not stated" for found in one.best.values()]
            time = times[0] if one.same_time else " | ".join(times)
            name = line(self.vocabulary.outcomes.label(one.outcome), Span(f", {time}", Role.DIM))
            rows.append([name, *(self._best(one.best.get(each)) for each in values)])
        columns = [Column("", wrap=True, least=14)]
        columns.extend(Column(self.comparison.labels[one], wrap=True, least=20) for one in values)
        return Table(
            columns, rows, caption="The same outcome at the same time; where no time is shared, each time is named"
        )

    def _best(self, found: Result | None) -> Line:
        if found is None:
            return line()
        control = f", {CONTROL_WORDS[found.control].word}" if found.control is not Control.CONTROLLED else ""
        analysis = found.finding.analysis
        kind = f" ({analysis.value.replace('-', ' ')})" if analysis else ""
        shown = figures_text_of(found) or DIRECTION_WORDS[found.direction]
        return line(before(mark_span(found.direction, found.control)), f"{shown}{kind}{control}")

    # --- papers

    def _papers(self) -> Iterator[Block]:
        rows: list[list[Line]] = []
        for paper_id in self.comparison.values:
            answers = [block.values[paper_id] for block in self.comparison.blocks if paper_id in block.values]
            papers = {each.id: each for answer in answers for each in _papers_of(answer)}
            paper = papers.get(paper_id)
            if paper is None:
                rows.append([line(Span(paper_id, Role.PAPER)), line("no result of its own on people")])
                continue
            n = paper.study.participants.n
            design = self.vocabulary.designs.label(paper.study.design)
            about = ", ".join(self.vocabulary.conditions.label(one) for one in paper.study.conditions)
            head = ", ".join(part for part in (design, f"n {n:,}" if n is not None else "", about) if part)
            rows.append([line(paper_span(paper)), line(Span(head, Role.DIM))])
            for block in self.comparison.blocks:
                answer = block.values.get(paper_id)
                if answer is None:
                    continue
                rows.extend([line(Span("primary", Role.DIM)), self._primary(one)] for one in answer.trials)
                rows.extend([line(Span("pooled", Role.DIM)), self._pooled_figures(one)] for one in answer.pooled)
                if answer.open_studies:
                    rows.append([line(), line(UNCONTROLLED_CAVEAT)])
            if paper.summary:
                rows.append([line(Span("in short", Role.DIM)), line(paper.summary)])
        yield Table([Column(""), Column("", wrap=True, least=30)], rows)
        for block in self.comparison.blocks:
            if block.shared:
                yield Heading(line("Outcomes they share, different patients (not a comparison)"))
                yield self._shared(block.shared, list(block.values))
        if not any(block.shared for block in self.comparison.blocks):
            yield Paragraph(line("They share no outcome."))

    def _primary(self, trial: Trial) -> Line:
        figures = figures_text(first_outcome(trial.answered))
        name = endpoint_words(self.vocabulary, trial.answered[0].result.finding) if trial.answered else ""
        name = name or trial.paper.study.primary_outcome or "no result against the control was read"
        status = STATUS_WORDS[trial.status]
        told = f", {DIRECTION_WORDS[trial.direction]}" if trial.status is Status.NOT_STATED else ""
        versus = f" against {trial.label}" if trial.label else ""
        return line(
            before(mark_span(trial.direction, Control.CONTROLLED)),
            f"{status}{told}: {name}{versus}{f': {figures}' if figures else ''}",
        )

    def _pooled_figures(self, one: Pooled) -> Line:
        parts = [
            line(
                before(mark_span(each.result.direction, each.result.control)),
                endpoint_words(self.vocabulary, each.result.finding),
                f" {figure}" if (figure := result(each.result.finding.estimate)) else "",
            )
            for each in one.answered[: None if self.everything else 3]
        ]
        return line(f"against {KIND_WORDS[one.comparator]}: ", joined(parts, "; "))

    # --- the last lines

    def _explained(self, made: Sequence[Block]) -> Iterator[Block]:
        text = "\n".join(said for block in made for said in texts(block))
        yield legend_of(sign for sign in MEANINGS if sign in text)
        if (legend := explained(made, meanings(self.vocabulary))) is not None:
            yield legend


_TIMES = 2
"""Of an outcome that is told at several times, as many."""


def figures_text_of(found: Result) -> str:
    """Return the figure of one result: its contrast, else both arms, else its own with p."""
    control = found.control_row
    if found.finding.arm is Arm.BETWEEN and (text := result(found.finding.estimate)):
        return text
    treated = found.treated_row or found.finding
    if control is not None and control.estimate is not None and treated.estimate is not None:
        return f"{_with_p(treated)} | {value(control.estimate)}"
    return _with_p(treated)


def _ended(trial: Trial) -> str:
    """How a trial ended, one without a verdict with what it shows: 'not stated, better'."""
    tells = trial.status is Status.NOT_STATED and trial.answered
    return f"{STATUS_WORDS[trial.status]}{f', {DIRECTION_WORDS[trial.direction]}' if tells else ''}"


def _with_p(row: Finding) -> str:
    if row.estimate is None:
        return ""
    if row.arm is Arm.BETWEEN:
        return result(row.estimate)
    return ", ".join(part for part in (value(row.estimate), p_value(row.estimate)) if part)


def _foremost(study: DirectStudy) -> list[DirectOutcome]:
    """The primary outcomes and those on which values are contrasted; else the first, the longest follow-up leading."""
    from mscq.records.terms import Endpoint

    told = [one for one in study.outcomes if one.contrasts or one.endpoint is Endpoint.PRIMARY]
    same = [one for one in study.outcomes if one.lead.outcome == study.outcomes[0].lead.outcome]
    return told or sorted(same, key=lambda one: -(one.lead.timepoint_months or 0))[:_TIMES]


def _by_time(outcomes: Sequence[DirectOutcome]) -> list[list[DirectOutcome]]:
    """Outcomes in order, those together that a contrast tells the same of at other times."""

    def said(one: DirectOutcome) -> tuple[object, ...]:
        sides = [(each.mine, each.theirs, each.result.direction) for each in one.contrasts]
        return (one.lead.outcome, one.lead.outcome_label, one.endpoint, one.lead.analysis, sides)

    made: list[list[DirectOutcome]] = []
    for one in outcomes:
        plain = len(one.contrasts) == 1 and not one.arms and one.contrasts[0].result.counterpart is None
        if plain and made and not made[-1][0].arms and said(made[-1][0]) == said(one):
            made[-1].append(one)
        else:
            made.append([one])
    return made


def _papers_of(answer: ValueAnswer) -> list[Paper]:
    blocks: tuple[Trial | Pooled | Open, ...] = (*answer.trials, *answer.pooled, *answer.open_studies)
    return [one.paper for one in blocks]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if not text[1:2].isupper() else text


def _abbreviation(block: ConditionBlock) -> str:
    return f", {block.condition.abbreviations[0]}" if block.condition.abbreviations else ""


# --- for programs


def data(comparison: Comparison) -> dict[str, Any]:
    """The comparison as one JSON document."""
    return {
        "dimension": comparison.dimension.name,
        "values": [{"id": one, "name": comparison.labels[one]} for one in comparison.values],
        "direct": [_direct_record(one) for one in comparison.direct],
        "opposed": [
            {
                "condition": one.head,
                "papers": [study.paper.id for study in one.studies],
                "outcomes_differ": one.outcomes_differ,
                "without_control": one.without_control,
            }
            for one in comparison.opposed
        ],
        "conditions": [
            {
                "condition": block.condition.id,
                "name": block.condition.label,
                "values": {one: _value_record(answer) for one, answer in block.values.items()},
                "several": [paper_record(paper) for paper in block.untold],
                "shared": [
                    {
                        "outcome": one.outcome,
                        "same_time": one.same_time,
                        "values": {each: finding_record(best.paper, best.finding) for each, best in one.best.items()},
                    }
                    for one in block.shared
                ],
            }
            for block in comparison.blocks
        ],
        "caveats": [SIDE_BY_SIDE_CAVEAT, UNCONTROLLED_CAVEAT],
    }


def _direct_record(study: DirectStudy) -> dict[str, Any]:
    paper = study.paper

    def record(row: Finding | None) -> dict[str, Any] | None:
        return finding_record(paper, row) if row is not None else None

    return {
        "paper": paper_record(paper),
        "setting": study.setting.value,
        "randomised": study.setting is Setting.RANDOMISED,
        "has_control": study.has_control,
        "conditions": sorted(study.heads),
        "outcomes": [
            {
                "contrast_id": _contrast_id(one),
                "outcome": one.lead.outcome,
                "outcome_label": one.lead.outcome_label,
                "timepoint_months": one.lead.timepoint_months,
                "endpoint": one.endpoint.value if one.endpoint else None,
                "arms": {side: [record(found.finding) for found in results] for side, results in one.arms.items()},
                "control": record(one.control_row),
                "contrasts": [
                    {
                        "sides": [list(each.mine), list(each.theirs)],
                        "finding": record(each.result.finding),
                        "counterpart": record(each.result.counterpart),
                        "better": list(each.better),
                        "tested": each.is_tested,
                        "p": each.p,
                    }
                    for each in one.contrasts
                ],
            }
            for one in study.outcomes
        ],
    }


def _contrast_id(one: DirectOutcome) -> str:
    """What rows of one occasion have in common: the id of the row that leads it."""
    return one.lead.id


def _value_record(answer: ValueAnswer) -> dict[str, Any]:
    return {
        "trials": [
            {
                "paper": paper_record(one.paper),
                "papers": [each.id for each in one.papers],
                "family": one.family,
                "comparator": one.comparator.value,
                "comparator_label": one.label,
                "status": one.status.value,
                "source": one.source.value if one.source is not None else None,
                "direction": one.direction.value,
                "n": one.n,
                "randomised": one.randomised,
                "findings": [finding_record(each.result.paper, each.result.finding) for each in one.answered],
            }
            for one in answer.trials
        ],
        "pooled": [
            {
                "paper": paper_record(one.paper),
                "family": one.family,
                "comparator": one.comparator.value,
                "direction": one.direction.value,
                "pools": list(one.pools),
                "findings": [finding_record(each.result.paper, each.result.finding) for each in one.answered],
            }
            for one in answer.pooled
        ],
        "safety": [finding_record(one.result.paper, one.result.finding) for one in answer.safety],
        "uncontrolled": len(answer.open_papers),
        "uncontrolled_papers": [paper_record(paper) for paper in answer.open_papers],
    }


def rows(comparison: Comparison, vocabulary: Vocabulary) -> list[dict[str, Scalar]]:
    """One flat row for each finding, none twice: those within a study first, then each value's own.

    ``side`` is the value that a row belongs to ('control' for the control's own figure) and ``other_side`` what a
    contrast sets it against; rows with one ``contrast_id`` are of one outcome of one study.
    """
    made: dict[str, dict[str, Scalar]] = {}

    def add(
        kind: str, side: str, paper: Paper, row: Finding | None, other: str = "", contrast: str = "", status: str = ""
    ) -> None:
        head: dict[str, Scalar] = {
            "kind": kind,
            "side": side,
            "other_side": other or None,
            "contrast_id": contrast or None,
            "status": status or None,
        }
        if row is None:  # a trial of which no figure was read is one still
            about: dict[str, Scalar] = {"paper": paper.id, "pmid": paper.bibliography.pmid, "level": level(paper)}
            about |= {"design": paper.study.design, "conditions": " ".join(paper.study.conditions)}
            made.setdefault(f"{side} {paper.id}", {**head, "id": None, **about})
        elif row.id not in made:
            made[row.id] = {**head, **finding_row(paper, row, vocabulary.outcomes)}

    def add_all(kind: str, side: str, results: Iterable[Result], status: str = "") -> None:
        for found in results:
            for row in found.rows:
                whose = "control" if row.arm is Arm.CONTROL else side
                add(kind, whose, found.paper, row, contrast=found.finding.id, status=status)

    for direct in comparison.direct:
        for one in direct.outcomes:
            known = _contrast_id(one)
            for each in one.contrasts:
                mine, theirs = " ".join(each.mine), " ".join(each.theirs)
                add("direct", mine, direct.paper, each.result.finding, theirs, known)
                if each.result.counterpart is not None:
                    add("direct", theirs, direct.paper, each.result.counterpart, mine, known)
            for side, results in one.arms.items():
                for found in results:
                    for row in (row for row in found.rows if row.arm is not Arm.CONTROL):
                        add("direct", side, direct.paper, row, contrast=known)
            if one.control_row is not None:
                add("direct", "control", direct.paper, one.control_row, contrast=known)
    for block in comparison.blocks:
        for value_id, answer in block.values.items():
            for trial in answer.trials:
                told = [each.result for each in trial.answered]
                add_all("trial", value_id, told, trial.status.value)
                if not told:
                    add("trial", value_id, trial.paper, None, status=trial.status.value)
            for pooled in answer.pooled:
                add_all("pooled", value_id, [each.result for each in pooled.answered])
            for study in answer.open_studies:
                add_all("uncontrolled", value_id, study.results)
            add_all("safety", value_id, [one.result for one in answer.safety])
    return list(made.values())
