"""What is known of harm, for a reader: a sentence, results against a control, shares without one, and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from mscq.evidence.answer import Answered, people_in
from mscq.evidence.level import Control
from mscq.evidence.safety import LEAST_EXPECTED, Harm, SafetyAnswer, Said, Share, Verdict
from mscq.evidence.treatment import treatment_of
from mscq.output.endpoints import VERDICT_DIRECTIONS, VERDICT_WORDS, endpoint_words, family_words, figures_text
from mscq.output.figures import number, what_was_given
from mscq.output.records import finding_record, finding_row
from mscq.output.report import (
    Align,
    Block,
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
from mscq.output.wording import command_span, counted, mark_span, paper_span
from mscq.records.terms import Direction

if TYPE_CHECKING:
    from mscq.evidence.results import Result
    from mscq.output.answer import Scalar
    from mscq.records.models import Paper
    from mscq.records.vocabulary import Vocabulary

CAVEAT = "Without a control group a figure cannot tell what the cells caused and what would have come anyway."
_SENTENCES = {
    Verdict.MORE: "more often than in controls",
    Verdict.NO_DIFFERENCE: "no difference",
    Verdict.FEWER: "fewer",
    Verdict.MIXED: "mixed",
    Verdict.TOO_FEW: "too few to judge",
}
_GRAVITY_WORDS = ("Death", "Tumours", "Serious", "Other")
_GRAVE = 2
_MOST_NAMED = 5
_MOST_CONTROLLED, _MOST_SHARES, _MOST_SAID = 8, 5, 6
"""Of the family that is told first; of the others a third of it."""


def report(answer: SafetyAnswer, vocabulary: Vocabulary, *, everything: bool = False) -> Report:
    """Return what is known of harm on a condition, the strongest and gravest first."""
    condition = answer.condition
    names = ["Safety", *([condition.label, *condition.abbreviations[:1]] if condition is not None else ())]
    blocks: list[Block] = [
        _heading(" · ".join(names), f"{counted(len(answer.papers), 'paper')} on harm"),
        Paragraph(line(sentence(answer, vocabulary)), "In short"),
    ]
    rows = _Rows(vocabulary, everything, of_one=condition is not None)
    rows.controlled(answer)
    rows.shares(answer)
    if rows.rows:
        blocks.append(rows.table())
    if answer.shares:
        blocks.append(Paragraph(line(Span(CAVEAT, Role.DIM))))
    blocks.extend(_said(answer.said, everything))
    blocks.extend(_notes(answer))
    name = f" {condition.id}" if condition is not None else ""
    more = rows.left + (0 if everything else len(answer.said) - len(_most_said(answer.said)))
    hints: list[str | Span | Line] = []
    if more > 0:
        hints.append(line(f"{more} more: ", command_span(f"mscq safety{name} --all")))
    if condition is not None:
        hints.append(line("The large reviews of all diseases: ", command_span("mscq safety")))
    if hints:
        blocks.append(Paragraph(joined(hints, "   ")))
    return Report(names[-1], blocks)


def overview(reviews: SafetyAnswer, conditions: Sequence[SafetyAnswer], vocabulary: Vocabulary) -> Report:
    """Return the large reviews of all diseases, then a line for each condition."""
    rows = _Rows(vocabulary, everything=True)
    rows.controlled(reviews)
    blocks: list[Block] = [
        _heading("Safety · all conditions", f"{counted(len(reviews.papers), 'review')} of several diseases or of none")
    ]
    if reviews.controlled:
        blocks.append(Paragraph(line(sentence(reviews, vocabulary)), "In short"))
    if rows.rows:
        blocks.append(rows.table())
    blocks.extend(_said(reviews.said, everything=True))
    if conditions:
        blocks.extend(_by_condition(conditions))
    blocks.extend(_notes(reviews))
    blocks.append(Paragraph(line("One condition: ", command_span("mscq safety lupus"))))
    return Report("Safety", blocks)


def _heading(title: str, aside: str) -> Heading:
    return Heading(line(Span(title, Role.HEADING)), line(Span(aside, Role.DIM)), 1)


def _by_condition(conditions: Sequence[SafetyAnswer]) -> list[Block]:
    verdicts = (Verdict.MORE, Verdict.NO_DIFFERENCE, Verdict.FEWER, Verdict.TOO_FEW)
    rows = []
    for one in conditions:
        told = [sum(harm.verdict is verdict for harm in one.controlled) for verdict in verdicts]
        label = one.condition.label if one.condition is not None else ""
        figures = [len(one.papers), *told, len(one.shares)]
        rows.append([line(label), *(line(str(figure) if figure else "") for figure in figures)])
    columns = [
        Column("Condition", wrap=True, least=16),
        Column("papers", Align.RIGHT),
        Column("▼ more", Align.RIGHT),
        Column("○ alike", Align.RIGHT),
        Column("▲ fewer", Align.RIGHT),
        Column("too few", Align.RIGHT),
        Column("no control", Align.RIGHT),
    ]
    aside = "results against a control by what they say; figures without one"
    return [Heading(line("By condition"), line(Span(aside, Role.DIM))), Table(columns, rows)]


def sentence(answer: SafetyAnswer, vocabulary: Vocabulary) -> str:
    """Return in words what results against a control say of the first family of cells, and how many are of others."""
    if not answer.controlled:
        shares = len({one.result.paper.id for one in answer.shares})
        told = f" {counted(shares, 'paper')} without one {'tells' if shares == 1 else 'tell'} shares of people."
        return f"No result on harm against a control is in the base.{told if shares else ''}"
    family = answer.controlled[0].family
    parts = []
    for verdict, words in _SENTENCES.items():
        if found := answer.of(family, verdict):
            parts.append(f"{words}: {_events(found, vocabulary)}")
    if not parts:
        parts.append("no comparison of harm with a control was read")
    text = "; ".join(parts)
    others = len(answer.controlled) - sum(one.family == family for one in answer.controlled)
    rest = f" Other cells: {counted(others, 'result')}, below." if others else ""
    cells = family_words(vocabulary, family)
    return f"With {cells}, {text}.{rest}"


def _events(harms: Sequence[Harm], vocabulary: Vocabulary) -> str:
    """Harms by name, each with the papers that say so: 'fever (wang2021, thompson2020), fatigue (wang2021)'."""
    by_event: dict[str, dict[str, None]] = {}
    for one in harms:
        by_event.setdefault(_event(one.result, vocabulary), {})[one.result.paper.id] = None
    by_papers: dict[tuple[str, ...], list[str]] = {}
    for event, papers in by_event.items():
        by_papers.setdefault(tuple(papers), []).append(event)
    said = [f"{', '.join(events)} ({', '.join(papers)})" for papers, events in by_papers.items()]
    left = len(said) - _MOST_NAMED
    return ", ".join(said[:_MOST_NAMED]) + (f" and {left} more" if left > 0 else "")


def _event(found: Result, vocabulary: Vocabulary) -> str:
    finding = found.finding
    name = finding.outcome_label or (vocabulary.outcomes.label(finding.outcome) if finding.outcome else "harm")
    return name[:1].lower() + name[1:] if not name[1:2].isupper() else name


class _Rows:
    """The rows of the one table: results against a control and shares without, each under its family of cells."""

    def __init__(self, vocabulary: Vocabulary, everything: bool, *, of_one: bool = False) -> None:
        self.vocabulary = vocabulary
        self.of_one = of_one
        self.everything = everything
        self.rows: list[list[Line]] = []
        self.groups: dict[int, Line] = {}
        self.left = 0

    def controlled(self, answer: SafetyAnswer) -> None:
        families = list(dict.fromkeys(one.family for one in answer.controlled))
        for family in families:
            self._block(
                f"{self._cells(family)} against a control",
                [one for one in answer.controlled if one.family == family],
                self._most(_MOST_CONTROLLED, family, families),
                lambda one: self._harm(one, Control.CONTROLLED),
            )
        most = self._most(_MOST_CONTROLLED, "", [])
        self._block("Between cell arms", answer.between_arms, most, lambda one: self._harm(one, Control.OTHER_ARM))

    def shares(self, answer: SafetyAnswer) -> None:
        families = list(dict.fromkeys(one.family for one in answer.shares))
        for family in families:
            self._block(
                f"{self._cells(family)} without a control, shares of people",
                [one for one in answer.shares if one.family == family],
                self._most(_MOST_SHARES, family, families),
                self._share,
            )

    def _most(self, most: int, family: str, families: Sequence[str]) -> int | None:
        if self.everything:
            return None
        return most if families[:1] == [family] else max(most // 3, 1)

    def _cells(self, family: str) -> str:
        cells = family_words(self.vocabulary, family)
        return cells[:1].upper() + cells[1:]

    def _block(self, title: str, found: Sequence[Any], most: int | None, cells: Any) -> None:
        if not found:
            return
        self.groups[len(self.rows)] = line(Span(title, Role.STRONG))
        shown = found[:most]
        self.left += len(found) - len(shown)
        above: list[Line] = []
        for one in shown:
            sign, *study, event = cells(one)
            self.rows.append([sign, *([Line()] * len(study) if study == above else study), event])
            above = study

    def _harm(self, one: Harm, control: Control) -> list[Line]:
        found = one.result
        people = people_in(found) or found.paper.study.participants.n
        figures = figures_text([Answered(found)])
        doubt = " (as printed: the source disagrees with itself)" if found.finding.as_printed else ""
        words = f"{endpoint_words(self.vocabulary, found.finding)}: {figures}" if figures else found.finding.statement
        direction = VERDICT_DIRECTIONS.get(one.verdict, Direction.NOT_APPLICABLE)
        sign = mark_span(direction, control)
        return [
            line(sign if sign.text else " ", f"\u00a0{VERDICT_WORDS[one.verdict].replace(' ', chr(160))}"),
            line(paper_span(found.paper)),
            line(f"{people:,}" if people else ""),
            self._given(found, one.family),
            line(words, Span(doubt, Role.WARNING)),
        ]

    def _share(self, one: Share) -> list[Line]:
        finding = one.result.finding
        told = f"{number(round(one.percent, 1))}\u00a0%" if one.percent is not None else ""
        counts = f": {one.events} of {one.n:,}" if one.events is not None and one.n else ""
        return [
            line(told),
            line(paper_span(one.result.paper)),
            line(f"{one.n:,}" if one.n else ""),
            self._given(one.result, one.family),
            line(endpoint_words(self.vocabulary, finding), counts),
        ]

    def _given(self, found: Result, family: str) -> Line:
        """What was given; not the cells, where the caption above names them."""
        treatment, whole = treatment_of(found.paper, found.finding), found.paper.study.intervention
        given = treatment._replace(
            cells=[one for one in treatment.cells or whole.cells if one != family],
            sources=treatment.sources or whole.sources,
            routes=treatment.routes or whole.routes,
        )
        told = (what_was_given(self.vocabulary, given, "+" if treatment.routes else "/"), self._diseases(found.paper))
        return line("; ".join(filter(None, told)))

    def _diseases(self, paper: Paper) -> str:
        """Of how many diseases the people of a figure are, where one is asked for and they are of several."""
        heads = {self.vocabulary.conditions.head(one) for one in paper.study.conditions}
        return f"{len(heads)} diseases together" if self.of_one and len(heads) > 1 else ""

    def table(self) -> Table:
        columns = [
            Column(""),
            Column(""),
            Column("n", Align.RIGHT),
            Column("given", wrap=True, least=9, optional=1),
            Column("event: cells | control", wrap=True, least=22),
        ]
        return Table(columns, self.rows, groups=self.groups)


def _most_said(said: Sequence[Said]) -> list[Said]:
    """All that is said of deaths and tumours, and the next gravest as far as there is room."""
    grave = [one for one in said if one.gravity < _GRAVE]
    return [*grave, *said[len(grave) : max(len(grave) + 2, _MOST_SAID)]]


def _said(said: Sequence[Said], everything: bool) -> Iterator[Block]:
    if not said:
        return
    rows = []
    last = ""
    for one in said if everything else _most_said(said):
        word = _GRAVITY_WORDS[one.gravity]
        rows.append(
            [
                line(Span("" if word == last else word, Role.STRONG)),
                line(one.finding.statement),
                line(paper_span(one.paper)),
            ]
        )
        last = word
    yield Heading(line("In words"), line(Span("the gravest first", Role.DIM)))
    yield Table([Column(""), Column("", wrap=True, least=30), Column("")], rows)


def _notes(answer: SafetyAnswer) -> Iterator[Block]:
    used = {one.verdict for one in (*answer.controlled, *answer.between_arms)}
    if Verdict.TOO_FEW in used:
        text = (
            f"Too few to judge: were both arms alike, fewer than {LEAST_EXPECTED} people would be expected with the "
            "event, or without it, in one of them (Cochran 1954)."
        )
        yield Paragraph(line(Span(text, Role.DIM)))


def data(answer: SafetyAnswer, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return what is known of harm as one JSON document."""
    condition = answer.condition

    def harm(one: Harm) -> dict[str, Any]:
        return {"verdict": one.verdict.value, "family": one.family, **_whole(one.result)}

    return {
        "condition": None if condition is None else {"id": condition.id, "name": condition.label},
        "in_short": sentence(answer, vocabulary),
        "papers": [paper.id for paper in answer.papers],
        "controlled": [harm(one) for one in answer.controlled],
        "between_arms": [harm(one) for one in answer.between_arms],
        "without_control": [
            {"family": one.family, "percent": one.percent, "events": one.events, "n": one.n, **_whole(one.result)}
            for one in answer.shares
        ],
        "in_words": [
            {
                "family": one.family,
                "gravity": _GRAVITY_WORDS[one.gravity].lower(),
                "finding": finding_record(one.paper, one.finding),
            }
            for one in answer.said
        ],
        "caveats": [CAVEAT],
    }


def _whole(found: Result) -> dict[str, Any]:
    return {
        "finding": finding_record(found.paper, found.finding),
        "rows": [row.id for row in found.rows],
    }


def overview_data(reviews: SafetyAnswer, conditions: Sequence[SafetyAnswer], vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the reviews and the conditions as one JSON document."""
    return {"reviews": data(reviews, vocabulary), "conditions": [data(one, vocabulary) for one in conditions]}


def rows(answers: Iterable[SafetyAnswer], vocabulary: Vocabulary) -> list[dict[str, Scalar]]:
    """Return every figure and statement on harm once, as a flat row with what it says."""
    made: dict[str, dict[str, Scalar]] = {}

    def put(paper: Paper, finding: Any, kind: str, family: str, said: str | None) -> None:
        row = finding_row(paper, finding, vocabulary.outcomes)
        made.setdefault(finding.id, {"id": row.pop("id"), "block": kind, "verdict": said, "family": family, **row})

    for answer in answers:
        for one in answer.controlled:
            for row in one.result.rows:
                put(one.result.paper, row, "controlled", one.family, one.verdict.value)
        for one in answer.between_arms:
            for row in one.result.rows:
                put(one.result.paper, row, "between-arms", one.family, one.verdict.value)
        for share in answer.shares:
            put(share.result.paper, share.result.finding, "without-control", share.family, None)
        for told in answer.said:
            put(told.paper, told.finding, "in-words", told.family, None)
    return list(made.values())
