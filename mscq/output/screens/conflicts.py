"""Disagreements between studies as a report: every question with its sides and what separates them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from inspect import cleandoc
from shlex import quote
from typing import TYPE_CHECKING

from mscq.evidence.conflicts import Conflict, Kind
from mscq.evidence.level import Control
from mscq.output.report import (
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
    joined,
    line,
)
from mscq.output.screens.conflicts_studies import (
    CONTROLS,
    NO_CONTROL,
    apart_words,
    control_words,
    design_words,
    full_text,
    study_line,
)
from mscq.output.screens.conflicts_words import (
    by_answer,
    conflict_line,
    counts_by_control,
    field_words,
    more,
    separates_text,
    title,
    two_sides,
)
from mscq.output.wording import command_span, counted, paper_span, within

if TYPE_CHECKING:
    from mscq.evidence.reply import Reply
    from mscq.records.vocabulary import Concept, Vocabulary

_MOST = 5
_FIGURES = 3
_WEAKER = "one side has no control, is small, or was asked otherwise"
_KIND_WORDS = {
    Kind.CONTROLLED: "answers with a control differ",
    Kind.GAIN_WITHOUT_CONTROL: "gain without a control only",
    Kind.NULL_WITHOUT_CONTROL: "no gain without a control only",
    Kind.POOLED_GAIN_WITHOUT_CONTROL: "pooled gain without a control only",
    Kind.GLOBAL: "no gain on the disease as a whole",
    Kind.PREFERRED: "which is better",
    Kind.PREFERRED_NULL: "preferred by one study, no better than a control in another",
}


def report(
    conflicts: Sequence[Conflict],
    vocabulary: Vocabulary,
    rule: str = "",
    name: str = "",
    wider: tuple[Concept, int] | None = None,
    *,
    full: bool = False,
) -> Report:
    """Return every question with its sides and what separates them; with ``full`` all figures and conclusions.

    Of the whole base the weaker ones are told in a line each, unless ``full``.
    ``rule`` is how they are found, told last; ``name`` that of the condition as a command takes it, ``wider`` the
    disease that it is a form of, with the number of questions on that.
    """
    brief = [] if name or full else [one for one in conflicts if one.weak]
    count = counted(len(conflicts) - len(brief), "question") + (f", {len(brief)} weaker" if brief else "")
    blocks: list[Block] = [Heading(line("Studies that disagree"), line(Span(count, Role.DIM)), 1)]
    numbered = list(enumerate(conflicts, 1))
    for number, conflict in numbered[: len(conflicts) - len(brief)]:
        aside = line(Span(f"{'weaker: ' if conflict.weak else ''}{_KIND_WORDS[conflict.kind]}", Role.DIM))
        blocks.append(Heading(line(f"{number}  {title(conflict, vocabulary)}"), aside))
        blocks.extend([_table(conflict, vocabulary)] if full else _sides(conflict, vocabulary))
        blocks.extend(_separation(conflict, vocabulary))
    if brief:
        blocks.append(Heading(line("Weaker"), line(Span(_WEAKER, Role.DIM))))
        blocks.extend(
            Paragraph(line(f"{number}  ", conflict_line(conflict, vocabulary)))
            for number, conflict in numbered[-len(brief) :]
        )
    if conflicts:
        blocks.extend((Heading(line("Key")), Paragraph(line(_key(conflicts, vocabulary)))))
    if rule:
        blocks.extend((Heading(line("How they are found")), *_rule(rule)))
    if wider is not None:
        above, number = wider
        command = command_span(f"mscq conflicts {quote(above.short.lower())}")
        blocks.append(Paragraph(line(f"{within(above.label)}, {counted(number, 'question')}: ", command), "Wider"))
    asked = {"--explain": bool(rule), "--full": full}
    about = f" {name}" if name else ""
    hints = [command_span(f"mscq conflicts{about} {option}") for option, given in asked.items() if not given]
    if hints:
        blocks.append(Paragraph(line("More: ", joined(hints, ", "))))
    return Report("Studies that disagree", blocks)


def _rule(text: str) -> Iterator[Block]:
    """The rule as paragraphs and lists, free of the line breaks of its source."""
    for paragraph in cleandoc(text).split("\n\n"):
        if paragraph.startswith("- "):
            items = paragraph.removeprefix("- ").split("\n- ")
            yield Bullets([line(" ".join(item.split())) for item in items])
        else:
            label, found, rest = " ".join(paragraph.split()).partition(": ")
            labelled = bool(found) and " " not in label
            yield Paragraph(line(rest), label) if labelled else Paragraph(line(f"{label}{found}{rest}"))


def _sides(conflict: Conflict, vocabulary: Vocabulary) -> Iterator[Block]:
    """The studies of each side by what they were held against: firm ones first, those without a control last."""
    for answer, side in two_sides(conflict).items():
        few = sum(one.control is not Control.UNCONTROLLED for one in side) <= _FIGURES
        by_control: dict[str, list[Reply]] = {control: [] for control in CONTROLS}
        for one in side:
            by_control[control_words(one)].append(one)
        told = sorted(by_control.items(), key=lambda one: (one[0] == NO_CONTROL, not any(each.firm for each in one[1])))
        for control, studies in told:
            if studies:
                figures = few and studies[0].control is not Control.UNCONTROLLED
                named = [study_line(one, conflict, vocabulary, figures=figures) for one in studies[:_MOST]]
                yield Paragraph(line(joined(named, " · "), more(studies, _MOST)), f"{answer}, {control}")
    if conflict.apart:
        named = [line(paper_span(one.paper), f" {apart_words(one)}") for one in conflict.apart[:_MOST]]
        yield Paragraph(line(joined(named, " · "), more(conflict.apart, _MOST)), "counted on no side")


def _separation(conflict: Conflict, vocabulary: Vocabulary) -> Iterator[Block]:
    if (frame := _frame_text(conflict)) is not None:
        yield Paragraph(line(frame), "A control")
    if (found := conflict.separates) is not None:
        yield Paragraph(line(separates_text(vocabulary, found)), "What separates them")
        if found.alike:
            yield Paragraph(line(", ".join(map(field_words, found.alike))), "What does not")


def _frame_text(conflict: Conflict) -> str | None:
    """What studies say against each kind of control and without any, None where all or none have one.

    Kinds of control are not added up, nor trials to reviews, which pool some of them.
    """
    free = [f"{number} {answer}" for answer, number in counts_by_control(conflict)["uncontrolled"].items() if number]
    if conflict.on_value or not free:
        return None
    parts = []
    for control in CONTROLS:
        held = {
            noun: [
                (sum(control_words(one) == control and one.review is review for one in side), answer)
                for answer, side in two_sides(conflict).items()
            ]
            for noun, review in (("trials", False), ("reviews", True))
        }
        said = {noun: ", ".join(f"{n} {answer}" for n, answer in counts if n) for noun, counts in held.items()}
        said = {noun: words for noun, words in said.items() if words}
        if said and control != NO_CONTROL:
            kinds = (f"{noun} {words}" if len(said) > 1 else words for noun, words in said.items())
            parts.append(f"{control} {', '.join(kinds)}")
    return f"{'; '.join(parts)}; without one {', '.join(free)}, which cannot show what the cells did"


def _table(conflict: Conflict, vocabulary: Vocabulary) -> Table:
    """Every study with its outcomes, their figures and the conclusion of the paper."""
    columns = [Column(""), Column(""), Column("", wrap=True, least=10), Column("", wrap=True, least=30)]
    rows: list[list[Line]] = []
    for label, side in by_answer(conflict).items():
        for one in side:
            control = control_words(one)
            rows.append(
                [
                    line(Span(label, Role.STRONG)),
                    line(paper_span(one.paper)),
                    line(design_words(one, vocabulary), Span(f"\n{control}", Role.DIM)),
                    joined(full_text(one, conflict, vocabulary), "\n"),
                ]
            )
    return Table(columns, rows)


def _key(conflicts: Sequence[Conflict], vocabulary: Vocabulary) -> str:
    """The abbreviations that the screen uses, and what the numbers are."""
    named = [(vocabulary.cells, conflict.cells) for conflict in conflicts]
    named += [(vocabulary.designs, one.paper.study.design) for conflict in conflicts for one in conflict.sides]
    words = {facet.short(one): within(facet.label(one)) for facet, one in named}
    short = [f"{name} {label}" for name, label in sorted(words.items()) if name.lower() != label.lower()]
    return "; ".join([*short, "the number is of people", "cells | control"])
