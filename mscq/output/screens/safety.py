"""What is known of harm, for a reader: what leads, results against a control, shares without one, and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from shlex import quote
from typing import TYPE_CHECKING, Any

from mscq.evidence.answer import Answered
from mscq.evidence.harm import APPRECIABLE, LEAST_EXPECTED, Harm, Held, Seen, Verdict
from mscq.evidence.level import Control
from mscq.evidence.people import people_in
from mscq.evidence.safety import Kind, SafetyAnswer, Said, Share, leading_over_all
from mscq.evidence.treatment import treatment_of
from mscq.output.abbreviations import explained, meanings
from mscq.output.endpoints import (
    NO_FIGURES,
    endpoint_words,
    family_words,
    figures_text,
    harm_standing,
    harm_text,
    report_of_cases,
    told_by,
)
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
from mscq.output.wording import command_span, counted, paper_span
from mscq.records.measures import MEASURES
from mscq.records.terms import Direction

if TYPE_CHECKING:
    from mscq.evidence.results import Result
    from mscq.output.answer import Scalar
    from mscq.records.models import Paper
    from mscq.records.vocabulary import Vocabulary

CAVEAT = "Without a control group a figure cannot tell what the cells caused and what would have come anyway."
_GRAVITY_WORDS = ("Death", "Tumours", "Serious", "Organs", "Other")
_KIND_WORDS = {
    Kind.SEEN: ("Seen, in words", "the gravest first"),
    Kind.NOT_SEEN: ("Not seen, or judged safe by the authors", "no proof that it does not occur"),
    Kind.RANK: ("Ranks among the treatments of a network", "a place, no share of people"),
    Kind.OF_THE_FIELD: ("Opinion, theory, comparisons of centres and times", "not results of a treatment"),
}
_MOST_CONTROLLED, _MOST_SHARES = 8, 5
"""Of the family that is told first; of the others a third of it; and every death."""
_MOST_SAID = {Kind.SEEN: 6, Kind.NOT_SEEN: 3, Kind.RANK: 1, Kind.OF_THE_FIELD: 3}


def report(answer: SafetyAnswer, vocabulary: Vocabulary, *, everything: bool = False) -> Report:
    """Return what is known of harm on a condition: what leads, then all by kind of control."""
    condition = answer.condition
    names = ["Safety", *([condition.label, *condition.abbreviations[:1]] if condition is not None else ())]
    told, more = sections(answer, vocabulary, everything=everything)
    blocks: list[Block] = [_heading(" · ".join(names), f"{counted(len(answer.papers), 'paper')} on harm"), *told]
    blocks.extend(list(_notes(answer, blocks, vocabulary)))
    name = f" {condition.id}" if condition is not None else ""
    hints: list[str | Span | Line] = []
    if more > 0:
        hints.append(line(f"{more} more: ", command_span(f"mscq safety{name} --all")))
    if condition is not None:
        outcomes = [vocabulary.outcomes.label(one) for one in answer.selector.selection.outcomes]
        asked = "".join(f" --outcome {quote(one.lower())}" for one in outcomes[:1])
        hints.append(line("The large reviews of all diseases: ", command_span(f"mscq safety{asked}")))
    if hints:
        blocks.append(Paragraph(joined(hints, "   ")))
    return Report(names[-1], blocks)


def sections(
    answer: SafetyAnswer, vocabulary: Vocabulary, *, everything: bool = False, titled: bool = True
) -> tuple[list[Block], int]:
    """Return what leads, then figures and words, and how much is left out; ``titled`` names these parts."""
    blocks: list[Block] = list(_in_short(answer, answer.leading, vocabulary, "In short" if titled else ""))
    rows = _Rows(vocabulary, everything, of_one=answer.condition is not None)
    rows.controlled(answer)
    rows.shares(answer)
    if rows.rows:
        blocks.extend([*([Heading(line("Figures"))] if titled else []), rows.table()])
    if answer.wider:
        held = [[harm_standing(one), harm_text(one, vocabulary, of_disease=True)] for one in answer.wider]
        caption = "Of any disease of the same family, not of this one alone"
        blocks.append(Table([Column(""), Column("", wrap=True, least=30)], held, caption=caption))
    if answer.shares:
        blocks.append(Paragraph(line(Span(CAVEAT, Role.DIM))))
    led = {one.result.finding.id for one in answer.leading}
    said = [one for one in answer.said if everything or one.finding.id not in led]
    shown = said if everything else _most_said(said)
    blocks.extend(_said(shown))
    return blocks, rows.left + len(said) - len(shown)


def overview(reviews: SafetyAnswer, conditions: Sequence[SafetyAnswer], vocabulary: Vocabulary) -> Report:
    """Return what leads over all, the large reviews of all diseases, then what leads on each condition."""
    rows = _Rows(vocabulary, everything=True)
    rows.controlled(reviews)
    rows.shares(reviews)
    aside = f"{counted(len(reviews.papers), 'review')} of several diseases or of none"
    papers = {paper.id for answer in (reviews, *conditions) for paper in answer.papers}
    blocks: list[Block] = [
        _heading("Safety · all conditions", f"{counted(len(papers), 'paper')} on harm"),
        *_in_short(reviews, leading_over_all(vocabulary, reviews, conditions), vocabulary),
    ]
    if conditions:
        blocks.extend(_by_condition(conditions, vocabulary))
    if rows.rows:
        blocks.extend((Heading(line("The large reviews"), line(Span(aside, Role.DIM))), rows.table()))
    blocks.extend(_said(reviews.said))
    blocks.extend(list(_notes(reviews, blocks, vocabulary)))
    blocks.append(Paragraph(line("One condition: ", command_span("mscq safety lupus"))))
    return Report("Safety", blocks)


def _heading(title: str, aside: str) -> Heading:
    return Heading(line(Span(title, Role.HEADING)), line(Span(aside, Role.DIM)), 1)


def _in_short(
    answer: SafetyAnswer, harms: Sequence[Harm], vocabulary: Vocabulary, label: str = "In short"
) -> Iterator[Block]:
    yield Paragraph(line(opening(answer, harms)), label)
    if harms:
        of_disease = answer.condition is None
        rows = [
            [
                harm_standing(one),
                harm_text(one, vocabulary, brief=of_disease and one.held is not Held.NOTHING, of_disease=of_disease),
            ]
            for one in harms
        ]
        yield Table([Column(""), Column("", wrap=True, least=30)], rows)


def opening(answer: SafetyAnswer, harms: Sequence[Harm]) -> str:
    """Return in a sentence what follows: whether harm was seen, and whether the cells can be held to have caused it."""
    if not any(one.seen is not Seen.NOT for one in harms):
        if not answer.has_figures:
            return f"{NO_FIGURES.capitalize()}; that the authors judge it safe does not prove that it is."
        told = [one.result for one in (*harms, *answer.controlled) if one.result.in_doubt]
        more = dict.fromkeys(one.paper.id for one in told if one.finding.direction is Direction.HARM)
        if more:
            doubt = f"More harm is told by {', '.join(more)}, in figures that are in doubt; else none"
            return f"{doubt} was seen, which does not prove that there is none."
        seen = _people_seen(answer.papers)
        return f"No harm from the cells was seen in {seen}, which does not prove that there is none."
    held = answer.controlled or any(one.result.control is Control.CONTROLLED for one in harms)
    read = "Nothing was held against a control"
    if tried := sum(one.design.control_group == "always" for one in answer.papers):
        read = f"No figure of both arms was read, though {counted(tried, 'paper')} had a control"
    without = "" if held else f" {read}, so what the cells caused is not known."
    if without:
        return f"What was put down to the treatment before what only followed it, the gravest first.{without}"
    over_all = answer.condition is None and any(one is harms[0].result.paper for one in answer.papers)
    first = "the large reviews of all diseases" if over_all else "what was held against a control"
    return f"First {first}; what no control stands against cannot tell what the cells caused."


def _people_seen(papers: Sequence[Paper]) -> str:
    """How many papers these are, and of how many people: those whose number is known."""
    known = [one.study.participants.n for one in papers if one.study.participants.n is not None]
    seen = counted(len(papers), "paper")
    if not known:
        return seen
    return f"{seen} of {sum(known):,} people" + ("" if len(known) == len(papers) else f" in {len(known)} of them")


def sentence(answer: SafetyAnswer, vocabulary: Vocabulary) -> str:
    """Return what leads of harm, in words."""
    told = (f"{harm_standing(one).plain}: {harm_text(one, vocabulary).plain}" for one in answer.leading)
    return " ".join((opening(answer, answer.leading), *(f"{one}." for one in told)))


def _by_condition(conditions: Sequence[SafetyAnswer], vocabulary: Vocabulary) -> list[Block]:
    rows = []
    for one in conditions:
        label = one.condition.label if one.condition is not None else ""
        first = one.leading[0] if one.leading else None
        told = line(harm_standing(first), ": ", harm_text(first, vocabulary)) if first is not None else line()
        rows.append([line(label), line(str(len(one.papers))), told])
    columns = [
        Column("Condition", wrap=True, least=16),
        Column("papers", Align.RIGHT),
        Column("what is told first", wrap=True, least=30),
    ]
    return [Heading(line("By condition")), Table(columns, rows)]


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
            harms = [one for one in answer.controlled if one.family == family]
            title = f"{self._cells(family)} against a control"
            self._block(title, [self._harm(one) for one in harms], _MOST_CONTROLLED, harms, first=family == families[0])
        harms = list(answer.between_arms)
        self._block("Between cell arms", [self._harm(one) for one in harms], _MOST_CONTROLLED, harms)

    def shares(self, answer: SafetyAnswer) -> None:
        families = list(dict.fromkeys(one.family for one in answer.shares))
        for family in families:
            found = [one for one in answer.shares if one.family == family]
            title = f"{self._cells(family)} without a control's figure, shares of people"
            self._shares(title, found, first=family == families[0])
        self._shares("Both arms together, with cells and without", answer.both_arms)

    def _shares(self, title: str, found: Sequence[Share], *, first: bool = False) -> None:
        self._block(title, [self._share(one) for one in found], _MOST_SHARES, [one.harm for one in found], first=first)

    def _cells(self, family: str) -> str:
        cells = family_words(self.vocabulary, family)
        return cells[:1].upper() + cells[1:]

    def _block(
        self, title: str, rows: Sequence[list[Line]], most: int, harms: Sequence[Harm], *, first: bool = False
    ) -> None:
        """Add these rows under a caption: of the first family so many, of others a third of it, and every death."""
        if not rows:
            return
        most = len(rows) if self.everything else most if first else max(most // 3, 1)
        deaths = [one.gravity == 0 and one.seen is not Seen.NOT for one in harms]
        shown = [row for place, row in enumerate(rows) if place < most or deaths[place]]
        self.groups[len(self.rows)] = line(Span(title, Role.STRONG))
        self.rows.extend(shown)
        self.left += len(rows) - len(shown)

    def _harm(self, one: Harm) -> list[Line]:
        found = one.result
        own, whole = people_in(found), found.paper.study.participants.n
        people = f"{own:,}" if own else f"of {whole:,}" if whole else ""
        figures = figures_text([Answered(found)], people=True)
        words = f"{endpoint_words(self.vocabulary, found.finding)}: {figures}" if figures else found.finding.statement
        return [
            harm_standing(one),
            line(people),
            self._given(one),
            line(words, " (", _whose(found.paper), ")"),
        ]

    def _share(self, one: Share) -> list[Line]:
        finding = one.result.finding
        told = f"{number(round(one.percent, 1))}\u00a0%" if one.percent is not None else ""
        counts = f": {one.events} of {one.n:,}" if one.events is not None and one.n else ""
        return [
            line(told),
            line(f"{one.n:,}" if one.n else ""),
            self._given(one.harm),
            line(endpoint_words(self.vocabulary, finding), counts, " (", _whose(one.result.paper), ")"),
        ]

    def _given(self, one: Harm) -> Line:
        """What was given; not the cells, where the caption above names them."""
        found = one.result
        treatment, whole = treatment_of(found.paper, found.finding), found.paper.study.intervention
        given = treatment._replace(
            cells=[cell for cell in treatment.cells or whole.cells if cell != one.family],
            sources=treatment.sources or whole.sources,
            routes=treatment.routes or whole.routes,
        )
        shared = f"{one.diseases} diseases together" if self.of_one and one.diseases > 1 else ""
        told = (what_was_given(self.vocabulary, given, "+" if treatment.routes else "/"), shared)
        return line("; ".join(filter(None, told)))

    def table(self) -> Table:
        columns = [
            Column(""),
            Column("n", Align.RIGHT),
            Column("given", wrap=True, least=12),
            Column("event: cells | control", wrap=True, least=22),
        ]
        return Table(columns, self.rows, groups=self.groups)


def _whose(paper: Paper) -> Line:
    """The paper, and on whose word it stands where it is none."""
    told = told_by(paper)
    return line(paper_span(paper), f", {told}" if told else "")


def _most_said(said: Sequence[Said]) -> list[Said]:
    """Of each kind the gravest, as many as there is room for."""
    return [one for kind in Kind for one in [each for each in said if each.kind is kind][: _MOST_SAID[kind]]]


def _said(said: Sequence[Said]) -> Iterator[Block]:
    for kind, (title, aside) in _KIND_WORDS.items():
        rows = [_said_row(one) for one in said if one.kind is kind]
        for above, row in zip(reversed(rows[:-1]), reversed(rows[1:]), strict=True):
            if above[0].text == row[0].text:
                row[0] = Line()
        if rows:
            yield Heading(line(title), line(Span(aside, Role.DIM)))
            yield Table([Column(""), Column("", wrap=True, least=30)], rows)


def _said_row(one: Said) -> list[Line]:
    asides = [
        ", both arms together" if one.both_arms else "",
        f", {one.diseases} diseases together" if one.diseases > 1 else "",
        f", {cases}" if (cases := report_of_cases(one.cases)) else "",
    ]
    note = Span(f" {one.finding.note}" if one.finding.note else "", Role.DIM)
    said = line(one.finding.statement, " (", _whose(one.paper), "".join(asides), ")", note)
    return [line(Span(_GRAVITY_WORDS[one.gravity], Role.STRONG)), said]


def _notes(answer: SafetyAnswer, blocks: Sequence[Block], vocabulary: Vocabulary) -> Iterator[Block]:
    """The words, signs and abbreviations that stand above, explained."""
    harms = (*answer.leading, *answer.controlled, *answer.between_arms)
    used = {one.verdict for one in harms if one.result.control is not Control.UNCONTROLLED}
    known = answer.condition.abbreviations if answer.condition is not None else ()
    legend = explained(blocks, meanings(vocabulary), known)
    said = []
    if any(_is_ratio(one.result) for one in harms):
        said.append(
            "A ratio above 1 is more of it with cells than in the control, below 1 less; where the "
            "interval behind it holds 1, it may be chance."
        )
    if Verdict.UNCLEAR in used:
        said.append(
            f"Unclear: no difference was found, but the interval reaches {APPRECIABLE} times the risk or more, so "
            "that more harm is not ruled out (GRADE 2011)."
        )
    if Verdict.TOO_FEW in used:
        said.append(
            f"Too few to judge: were both arms alike, fewer than {LEAST_EXPECTED} people would be expected with the "
            "event, or without it, in one of them (Cochran 1954)."
        )
    if said:
        yield Paragraph(line(Span(" ".join(said), Role.DIM)))
    if legend is not None:
        yield legend


def _is_ratio(found: Result) -> bool:
    estimate = found.finding.estimate
    return estimate is not None and MEASURES[estimate.measure].logarithmic


def data(answer: SafetyAnswer, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return what is known of harm as one JSON document."""
    condition = answer.condition

    def harm(one: Harm) -> dict[str, Any]:
        told = {"verdict": one.verdict.value, "gravity": _GRAVITY_WORDS[one.gravity].lower(), "family": one.family}
        return {**told, **_whole(one.result)}

    def share(one: Share) -> dict[str, Any]:
        return {"family": one.family, "percent": one.percent, "events": one.events, "n": one.n, **_whole(one.result)}

    return {
        "condition": None if condition is None else {"id": condition.id, "name": condition.label},
        "in_short": sentence(answer, vocabulary),
        "papers": [paper.id for paper in answer.papers],
        "leading": [harm(one) for one in answer.leading],
        "of_family": [harm(one) for one in answer.wider],
        "controlled": [harm(one) for one in answer.controlled],
        "between_arms": [harm(one) for one in answer.between_arms],
        "without_control": [share(one) for one in answer.shares],
        "both_arms_together": [share(one) for one in answer.both_arms],
        "in_words": [
            {
                "family": one.family,
                "kind": one.kind.name.lower().replace("_", "-"),
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
        for share in answer.both_arms:
            put(share.result.paper, share.result.finding, "both-arms-together", share.family, None)
        for told in answer.said:
            put(told.paper, told.finding, "in-words", told.family, None)
    return list(made.values())
