"""Wordings and marks that screens share: what a kind of control is called, a direction's mark, a paper's link."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeGuard

from mscq.cite.links import addresses
from mscq.evidence.level import Control, control_of, level, tells
from mscq.evidence.treatment import treatment_of
from mscq.output.figures import of_finding, outcome, result, standing, what_was_given
from mscq.output.report import Align, Block, Column, Line, Paragraph, Role, Span, Table, joined, line
from mscq.records.terms import Arm, ComparatorKind, Direction
from mscq.records.value import Value

if TYPE_CHECKING:
    from mscq.evidence.results import Result
    from mscq.evidence.timeline import Entry
    from mscq.records.models import Finding, Paper
    from mscq.records.vocabulary import Vocabulary

NOT_ADVICE = "Not medical advice: this is what papers report, to be weighed with a doctor who knows the patient."
UNCONTROLLED_CAVEAT = "Without a control group a result cannot show that the treatment works."
SIDE_BY_SIDE_CAVEAT = "Figures side by side from different papers are not a comparison."

ROLE_OF_DIRECTION = {
    Direction.BENEFIT: Role.BENEFIT,
    Direction.NO_DIFFERENCE: Role.NO_DIFFERENCE,
    Direction.MIXED: Role.MIXED,
    Direction.HARM: Role.HARM,
    Direction.STABLE: Role.DIM,
    Direction.NOT_APPLICABLE: Role.DIM,
}
_AGAINST = {
    ComparatorKind.BASELINE: "before",
    ComparatorKind.PLACEBO: "placebo",
    ComparatorKind.ACTIVE: "another treatment",
    ComparatorKind.USUAL_CARE: "usual care",
    ComparatorKind.CONTROL: "control",
    ComparatorKind.OTHER_ARM: "another cell arm",
    ComparatorKind.NONE: "no comparison",
}
_ALIKE = {Direction.NO_DIFFERENCE: "○", Direction.MIXED: "±"}
_OPEN_MARKS = {Direction.BENEFIT: "△", **_ALIKE, Direction.HARM: "▽"}
_OPEN_WORDS = {
    Direction.BENEFIT: "better",
    Direction.STABLE: "unchanged",
    Direction.NO_DIFFERENCE: "no difference",
    Direction.MIXED: "mixed",
    Direction.HARM: "worse",
}


class ControlWords(Value):
    """How results of one kind of control are spoken of, on every screen.

    ``caption`` heads them; ``word`` stands beside a mark; ``meaning`` says what the word means and ``than`` what
    better and worse are meant against; ``sides`` name the better and the worse side of a contrast; ``aside`` and
    ``caveat`` are what has to be said with them, in a phrase and in a sentence.
    """

    caption: str
    word: str
    meaning: str
    than: str
    marks: dict[Direction, str]
    words: dict[Direction, str]
    sides: tuple[str, str]
    aside: str = ""
    caveat: str = ""

    @property
    def named(self) -> str:
        """The caption with what has to be said, within a sentence: 'without a control, which cannot show ...'."""
        return ", ".join(filter(None, (self.caption[:1].lower() + self.caption[1:], self.aside)))

    @property
    def sentence(self) -> str:
        """What this kind of control is, or what has to be said of it."""
        return f"{self.word.capitalize()}. {self.caveat or f'{self.meaning.capitalize()}.'}"


CONTROL_WORDS = {
    Control.CONTROLLED: ControlWords(
        "Against a control",
        "controlled",
        "measured against a control group",
        " than the control",
        {Direction.BENEFIT: "▲", **_ALIKE, Direction.HARM: "▼"},
        {
            Direction.BENEFIT: "benefit",
            Direction.NO_DIFFERENCE: "no difference",
            Direction.MIXED: "mixed",
            Direction.HARM: "harm",
        },
        ("favours cells", "favours control"),
    ),
    Control.OTHER_ARM: ControlWords(
        "Between cell arms",
        "arms, no control",
        "measured between two kinds of cell treatment",
        " than the other cell arm",
        {Direction.BENEFIT: "▷", **_ALIKE, Direction.HARM: "◁"},
        _OPEN_WORDS,
        ("favours these cells", "favours the other arm"),
    ),
    Control.UNCONTROLLED: ControlWords(
        "Without a control",
        "uncontrolled",
        "measured without a control group",
        ", no control",
        _OPEN_MARKS,
        _OPEN_WORDS,
        ("better", "worse"),
        "which cannot show that it works",
        UNCONTROLLED_CAVEAT,
    ),
    Control.NOT_HUMAN: ControlWords(
        "Not in people",
        "not in people",
        "measured in animals or the laboratory",
        ", not in people",
        _OPEN_MARKS,
        _OPEN_WORDS,
        ("favours cells", "favours control"),
        "in animals or the laboratory",
    ),
}


def _meanings() -> dict[str, str]:
    """Each mark and what it says; one that two kinds of control share says both."""
    than: dict[str, list[str]] = {}
    for row in CONTROL_WORDS.values():
        for way in (Direction.BENEFIT, Direction.HARM):
            than.setdefault(row.marks[way], [_OPEN_WORDS[way] + row.than]).append(row.than.removeprefix(", "))
    said = {sign: " or ".join((first, *more[1:])) for sign, (first, *more) in than.items()}
    return said | {sign: _OPEN_WORDS[direction] for direction, sign in _ALIKE.items()}


MEANINGS = _meanings()
NOTHING = "·"
"""Stands where there is nothing: an empty cell, a year without papers; never for a direction or a figure."""


def address(paper: Paper) -> str | None:
    """Where a paper leads: PubMed, else PubMed Central, its DOI, the Bookshelf, its own address."""
    return next(iter(addresses(paper.bibliography, paper.bookshelf).values()), None)


def paper_span(paper: Paper) -> Span:
    """A paper's id as a link."""
    return Span(paper.id, Role.PAPER, address(paper))


def command_span(text: str) -> Span:
    """A command to type."""
    return Span(text, Role.COMMAND)


def mark(direction: Direction, control: Control) -> str:
    """Return the sign of a direction: filled where it was shown against a control, open where it was not.

    Empty where the finding has no direction, or says that something stayed as it was.
    """
    return CONTROL_WORDS[control].marks.get(direction, "")


def meaning(direction: Direction, control: Control) -> str:
    """Return what a direction says: 'better than the control', 'worse, not in people', 'no difference'."""
    said = _OPEN_WORDS.get(direction, "no direction")
    return said + CONTROL_WORDS[control].than if direction in (Direction.BENEFIT, Direction.HARM) else said


def entry_mark(entry: Entry) -> str:
    """Return the mark of a paper on a timeline; empty where it has no result or no direction."""
    return mark(entry.direction, entry.control) if entry.control is not None else ""


def mark_span(direction: Direction, control: Control) -> Span:
    """The mark of a direction in its role."""
    return Span(mark(direction, control), ROLE_OF_DIRECTION[direction])


def finding_mark(finding: Finding) -> Span:
    """The mark of a finding; none for a control arm's own figure, for one in doubt, and for a rank in a network."""
    marked = finding.arm is not Arm.CONTROL and tells(finding)
    return mark_span(finding.direction, control_of(finding)) if marked else Span("")


def result_mark(found: Result) -> Span:
    """The mark of a result; none where a figure of it is in doubt, and for a rank in a network."""
    return mark_span(found.direction, found.control) if found.tells else Span("")


def against(finding: Finding) -> str:
    """What a result was measured against, in the source's words where there are any."""
    kind = finding.comparator.kind
    if kind in (ComparatorKind.BASELINE, ComparatorKind.NONE):
        return _AGAINST[kind]
    return finding.comparator.label or _AGAINST[kind]


def within(label: str) -> str:
    """Return a label within a sentence: its first letter small, but for an abbreviation or a person's name.

    These are told by a capital or a figure further on in the first word (EDSS, ACR20), or by its apostrophe
    (Parkinson's).
    """
    first = label.split(" ", 1)[0]
    named = "'" in first or any(letter.isupper() or letter.isdigit() for letter in first[1:])
    return label if named else label[:1].lower() + label[1:]


def against_words(finding: Finding) -> str:
    """'against placebo', 'against before', or 'no comparison'."""
    none = finding.comparator.kind is ComparatorKind.NONE
    return against(finding) if none else f"against {against(finding)}"


_ASIDE = re.compile(r" \((?P<said>against [^()]*|compared with before treatment[^()]*|no control group)\)(?=\W*$)")


def statement_alone(finding: Finding) -> str:
    """Return a statement without the bracket at its end that repeats what the result was measured against.

    It stays where it says anything else: another comparator than the record's own.
    """
    found = _ASIDE.search(finding.statement)
    if found is None:
        return finding.statement
    said, kind = found["said"], finding.comparator.kind
    repeats = said == against_words(finding) or (
        kind in (ComparatorKind.BASELINE, ComparatorKind.NONE) and not said.startswith("against ")
    )
    return finding.statement[: found.start()] + finding.statement[found.end() :] if repeats else finding.statement


def statement_beside(vocabulary: Vocabulary, finding: Finding) -> str:
    """Return a statement as it stands beside its outcome: without the name of that before a colon, and the bracket."""
    said = statement_alone(finding)
    head, _, rest = said.partition(": ")
    name = finding.outcome_label or (vocabulary.outcomes.label(finding.outcome) if finding.outcome else "")
    if not rest or head.casefold() != name.casefold():
        return said
    first = rest.split(" ", 1)[0]
    return rest[:1].upper() + rest[1:] if first.islower() else rest


def tally_line(counts: Counter[Direction], control: Control) -> Line:
    """Counts of directions with their marks and words: '▲ 6 benefit, ○ 5 no difference'."""
    words = CONTROL_WORDS[control].words
    needed = (Direction.BENEFIT, Direction.NO_DIFFERENCE) if control is Control.CONTROLLED else ()
    parts = [
        line(before(mark_span(direction, control)), f"{counts[direction]} {word}")
        for direction, word in words.items()
        if counts[direction] or direction in needed
    ]
    rest = sum(number for direction, number in counts.items() if direction not in words)
    if rest:
        parts.append(line(f"{rest} without a direction"))
    return joined(parts)


def before(sign: Span) -> Line:
    """A mark and the space that parts it from what follows; nothing where there is no mark."""
    return line(sign, "\u00a0") if sign.text else Line()


def legend(results: Iterable[Result]) -> Paragraph:
    """The marks that these results use, explained."""
    return _legend((one.direction, one.control) for one in results if one.tells)


def findings_legend(findings: Iterable[Finding]) -> Paragraph:
    """The marks that these findings use, explained."""
    return _legend((one.direction, control_of(one)) for one in findings if finding_mark(one).text)


def _legend(shown: Iterable[tuple[Direction, Control]]) -> Paragraph:
    """These marks explained; one that several kinds of control share by those that are shown."""
    said: dict[str, set[str]] = {}
    for direction, control in shown:
        said.setdefault(mark(direction, control), set()).add(meaning(direction, control))
    return _explained(
        {sign: "".join(words) if len(words) == 1 else MEANINGS.get(sign, "") for sign, words in said.items()}
    )


def legend_of(marks: Iterable[str]) -> Paragraph:
    """These marks, explained in a fixed order."""
    return _explained({sign: MEANINGS[sign] for sign in marks if sign in MEANINGS})


def _explained(said: Mapping[str, str]) -> Paragraph:
    signs = [line(Span(sign, Role.STRONG), f"\u00a0{said[sign]}") for sign in MEANINGS if sign in said]
    return Paragraph(joined(signs, "   "))


def is_legend(block: Block) -> TypeGuard[Paragraph]:
    """Return whether a block explains marks: it begins with one that stands strong before its meaning."""
    first = block.line[:1] if isinstance(block, Paragraph) else ()
    return any(span.role is Role.STRONG and span.text in MEANINGS for span in first)


def result_text(found: Result) -> str:
    """A result's figures: the contrast, or treated against control side by side, or what its row says."""
    own = of_finding(found.finding)
    if found.counterpart is not None:
        return f"{own} against {result(found.counterpart.estimate)}"
    treated = found.treated_row.estimate if found.treated_row is not None else None
    control = found.control_row.estimate if found.control_row is not None else None
    if treated is not None and control is not None:
        if found.control is Control.UNCONTROLLED:  # each arm against its own start: both stand, neither is compared
            return f"{result(treated)}; controls: {result(control)}"
        sides = f"{result(treated)} against {result(control)}"
        return f"{own}; {sides}" if own and found.finding.arm is Arm.BETWEEN else sides
    if not own and treated is not None:
        own = result(treated)
    return own


def results_table(vocabulary: Vocabulary, results: Sequence[Result]) -> Table:
    """Results as a table: level, paper, what was given against what, outcome, figure, direction."""
    columns = [
        Column("Lv", Align.RIGHT),
        Column("Paper", wrap=True, least=13),
        Column("Given", wrap=True, least=13),
        Column("Outcome", wrap=True, least=14),
        Column("Result (95 % CI)", wrap=True, least=18),
        Column(""),
    ]
    rows: list[list[Line]] = []
    groups: dict[int, Line] = {}
    last: Control | None = None
    previous = ""
    going_on: set[int] = set()
    for found in results:
        if found.control is not last:
            groups[len(rows)] = _caption(found.control)
            last, previous = found.control, ""
        repeats = found.paper.id == previous
        previous = found.paper.id
        if repeats:
            going_on.add(len(rows))
        rows.append(
            [
                line("" if repeats else str(level(found.paper))),
                line() if repeats else paper_cell(vocabulary, found.paper),
                line(treatment_text(vocabulary, found.paper, found.finding), f"\n{against_words(found.finding)}"),
                outcome_cell(vocabulary, found.finding),
                line(result_text(found) or statement_beside(vocabulary, found.finding)),
                line(result_mark(found)),
            ]
        )
    return Table(columns, rows, groups=groups, going_on=going_on)


def _caption(control: Control) -> Line:
    row = CONTROL_WORDS[control]
    return line(Span(row.caption, Role.STRONG), Span(f", {row.aside}", Role.DIM) if row.aside else "")


def outcome_cell(vocabulary: Vocabulary, finding: Finding) -> Line:
    """An outcome with its time; behind it its rank, and whom an analysis of some of the people is of."""
    said = standing(finding)
    return line(outcome(vocabulary, finding), Span(f" ({said})", Role.DIM) if said else "")


def paper_cell(vocabulary: Vocabulary, paper: Paper) -> Line:
    """A paper's id with its design and size below it."""
    n = paper.study.participants.n
    design = vocabulary.designs.short(paper.study.design)
    return line(paper_span(paper), Span(f"\n{design}{f', n {n:,}' if n is not None else ''}", Role.DIM))


def treatment_text(vocabulary: Vocabulary, paper: Paper, finding: Finding) -> str:
    """What was given, in a few words; where a result does not tell the paper's arms apart, all of them."""
    treatment, whole = treatment_of(paper, finding), paper.study.intervention
    shown = treatment._replace(
        cells=treatment.cells or whole.cells,
        sources=treatment.sources or whole.sources,
        routes=treatment.routes or whole.routes,
    )
    return what_was_given(vocabulary, shown, "+" if treatment.routes else "/") or "cells"


def counted(number: int, noun: str, plural: str = "") -> str:
    """'1 paper', '24 papers', '1,748 findings'."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
