"""What the browser says of papers and findings: the cells of its tables and the page on its right.

Wherever a result stands, the word for its control stands beside it; a mark alone never tells it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mscq.cite import nlm_line
from mscq.evidence.answer import Trial, agreed
from mscq.evidence.brief import brief
from mscq.evidence.level import Control, control_of, is_rank, is_result, level
from mscq.evidence.timeline import entry
from mscq.evidence.treatment import conditions, treatment_of
from mscq.output.endpoints import status_words
from mscq.output.figures import ABBREVIATIONS, DOUBTFUL, of_finding, outcome, standing
from mscq.output.report import Block, Bullets, Heading, Line, Paragraph, Report, Role, Span, Table, joined, line
from mscq.output.screens.lists import paper_report
from mscq.output.wording import (
    CONTROL_WORDS,
    UNCONTROLLED_CAVEAT,
    against,
    before,
    finding_mark,
    findings_legend,
    mark_span,
    meaning,
    paper_span,
    treatment_text,
)
from mscq.records.terms import Arm, ComparatorKind, Direction, Met, ReadAs, StandingStatus, Topic

if TYPE_CHECKING:
    from mscq.browse.catalogue import Catalogue
    from mscq.evidence.brief import Told
    from mscq.evidence.results import Result
    from mscq.evidence.selection import Selection, Selector
    from mscq.records.models import Finding, Paper, Reading
    from mscq.records.vocabulary import Vocabulary

_WHOM = {
    Arm.TREATED: "the treated",
    Arm.CONTROL: "the controls",
    Arm.BETWEEN: "the contrast between the arms",
    Arm.EVERYONE: "everyone, all arms together",
}
_READ_AS = {
    ReadAs.SUMMARY: "a summary article",
    ReadAs.ABSTRACT: "the abstract",
    ReadAs.TABLE: "a table",
    ReadAs.SECONDARY: "a secondary page",
    ReadAs.TITLE: "the title only",
    ReadAs.FULL_TEXT: "the full text",
}
STATEMENT = "statement"
RETOLD = "retold"
_ENDPOINT: dict[Met | None, tuple[Direction, str]] = {
    Met.YES: (Direction.BENEFIT, "met"),
    Met.NO: (Direction.NO_DIFFERENCE, "not met"),
    Met.MIXED: (Direction.MIXED, "mixed"),
}
RANK, RANKS = "rank", "ranks of a network"


def in_short(shelf: Catalogue, condition_id: str, asked: Selection) -> str:
    """Return the answer on a disease in a sentence, within what is asked; empty for a family of diseases."""
    from mscq.evidence.answering import answer
    from mscq.output.in_short import sentence

    if shelf.vocabulary.conditions[condition_id].kind == "family":
        return ""
    return f"In short: {sentence(answer(shelf.kb, condition_id, asked), shelf.vocabulary)}"


def citation(paper: Paper) -> str:
    """The NLM citation of a paper, one line."""
    return nlm_line(paper)


def paper_cells(shelf: Catalogue, paper: Paper, selector: Selector) -> tuple[Line, ...]:
    """A paper in the cells of a table: level, id, design, people, results, year."""
    number, year = paper.study.participants.n, paper.bibliography.year
    return (
        line(str(level(paper))),
        line(Span(paper.id, Role.PAPER)),
        line(shelf.vocabulary.designs.short(paper.study.design)),
        line(f"{number:>5,}" if number is not None else ""),
        verdict(shelf, paper, selector),
        line(str(year) if year is not None else ""),
    )


def verdict(shelf: Catalogue, paper: Paper, selector: Selector) -> Line:
    """What a paper answers, once, as a timeline and ``mscq match`` tell it: 'controlled ○ not met', 'uncontrolled △'.

    It is what it answers of what the selector asks for; where it answers nothing, what its results show, or else its
    results on harm.
    """
    if told := _told(shelf, paper, selector):
        return _answer(paper, told)
    for topic, lead in ((Topic.EFFICACY, ""), (Topic.SAFETY, "safety: ")):
        if found := shelf.results_asked(paper, topic, selector):
            return _shown(paper, lead, found)
    others = any(shelf.results(paper, topic) for topic in (Topic.EFFICACY, Topic.SAFETY))
    return line(Span("no result that fits" if others else "no own result", Role.DIM))


def _told(shelf: Catalogue, paper: Paper, selector: Selector) -> list[Told]:
    """What a paper answers on the diseases, and by the results, that are asked for."""
    facet, asked = shelf.vocabulary.conditions, selector.selection.conditions
    within = {facet.head(below) for one in asked for below in facet.narrower(one)}
    return [
        one
        for one in brief(shelf.kb, paper).told
        if (not asked or one.within.condition.id in within)
        and (not (found := _results(one)) or any(selector.fits(each.paper, row) for each in found for row in each.rows))
    ]


def _results(told: Told) -> Sequence[Result]:
    """The results of an answer: those that it rests on, else all of its study."""
    block = told.block
    return [one.result for one in block.answered] or block.others


def _answer(paper: Paper, told: Sequence[Told]) -> Line:
    """The one answer of a paper, with how it stands: a trial by its endpoint, a review by what it pools."""
    blocks = [one.block for one in told if not any(one.block is each for each in one.within.rankings)]
    if not blocks:
        return line(RANKS)
    trials = [one for one in blocks if isinstance(one, Trial)]
    tellers = {one.answered[0].result.paper.id if one.answered else one.paper.id for one in blocks}
    arms = all(one.comparator is ComparatorKind.OTHER_ARM for one in blocks)
    control = Control.OTHER_ARM if arms else Control.CONTROLLED
    if paper.id not in tellers:
        return line(f"{CONTROL_WORDS[control].word}: ", Span(min(tellers), Role.PAPER))
    words = {status_words(one) for one in trials} if trials else {"pooled"}
    sign = mark_span(agreed(one.direction for one in blocks), control)
    return _beside(CONTROL_WORDS[control].word, sign, words.pop() if len(words) == 1 else "several answers")


def _shown(paper: Paper, lead: str, found: Sequence[Result]) -> Line:
    """What results show under the strongest control, as a timeline does: one mark, whatever their number."""
    if all(one.is_rank for one in found):
        return line(RANKS)
    shown = entry(paper, [one for one in found if not one.is_rank])
    assert shown.control is not None
    of_results = (shown.direction, "")
    way, words = of_results if lead else _ENDPOINT.get(paper.study.primary_outcome_met, of_results)
    return _beside(f"{lead}{CONTROL_WORDS[shown.control].word}", mark_span(way, shown.control), words)


def _beside(word: str, sign: Span, said: str) -> Line:
    return joined((part for part in (Span(word), sign, Span(said)) if part.text), " ")


def control_word(shelf: Catalogue, paper: Paper, finding: Finding) -> str:
    """'controlled', 'uncontrolled' ..., or that the finding is no result of this paper's own, a rank, or in doubt."""
    if not is_result(finding):
        return STATEMENT
    word = RANK if is_rank(finding) else CONTROL_WORDS[control_of(finding)].word
    word += ", in doubt" if finding.as_printed else ""
    return word if _is_own(shelf, paper, finding) else f"{word}, {RETOLD}"


def _is_own(shelf: Catalogue, paper: Paper, finding: Finding) -> bool:
    """Whether a finding is a row of a result of this paper; reviews retell the results of others."""
    found = shelf.results(paper, finding.topic)
    return bool(found) or finding.arm is Arm.CONTROL


def finding_cells(shelf: Catalogue, paper: Paper, finding: Finding) -> tuple[Line, Line, Line]:
    """A finding in the cells of a table: mark and control, what was found, the figure."""
    what = outcome(shelf.vocabulary, finding) if is_result(finding) else ""
    return (
        line(before(finding_mark(finding)), control_word(shelf, paper, finding)),
        line(what or finding.statement),
        line(of_finding(finding)),
    )


def paper_page(shelf: Catalogue, paper: Paper) -> Report:
    """A paper whole: citation, notice, study, every finding with its figure, its control and what it stands against."""
    report = paper_report(paper, shelf.vocabulary)
    blocks: list[Block] = []
    for block in report.blocks:
        if isinstance(block, Table):
            blocks.extend(_findings(shelf, paper))
        else:
            blocks.append(block)
    return Report(report.title, blocks)


def _findings(shelf: Catalogue, paper: Paper) -> list[Block]:
    blocks: list[Block] = []
    for topic in Topic:
        rows = [finding for finding in paper.findings if finding.topic is topic]
        if rows:
            heading = Heading(line(topic.value.replace("-", " ").capitalize()))
            blocks.extend((heading, Bullets([_finding_item(shelf, paper, finding) for finding in rows])))
    results = [finding for finding in paper.findings if is_result(finding)]
    if results:
        blocks.append(findings_legend(results))
    if any(control_of(finding) is Control.UNCONTROLLED for finding in results):
        blocks.append(Paragraph(line(Span(UNCONTROLLED_CAVEAT, Role.DIM))))
    return blocks


def _finding_item(shelf: Catalogue, paper: Paper, finding: Finding) -> Line:
    """A finding in a list: its sentence, and below it mark, figure, control and what it was measured against."""
    if not is_result(finding):
        figure = of_finding(finding)
        return line(finding.statement, Span(f"\n{figure}", Role.STRONG) if figure else "")
    what = joined(filter(None, (outcome(shelf.vocabulary, finding), of_finding(finding))), ": ")
    beneath = f"{control_word(shelf, paper, finding)}, {_compared(finding)}"
    sign = before(finding_mark(finding))
    return line(finding.statement, "\n", sign, beneath, f"\n{what.text}" if what else "")


def _compared(finding: Finding) -> str:
    """What a result was compared with, as the end of a phrase."""
    beside = {ComparatorKind.BASELINE: "compared with before", ComparatorKind.NONE: "compared with nothing"}
    return beside.get(finding.comparator.kind) or f"against {against(finding)}"


def finding_page(shelf: Catalogue, paper: Paper, finding: Finding) -> Report:
    """A finding whole: sentence, figure, control, what was given to whom, and where it was read."""
    vocabulary = shelf.vocabulary
    blocks: list[Block] = [
        Heading(line(Span(finding.statement, Role.HEADING)), level=1),
        *_notice(paper),
    ]
    if is_result(finding):
        control = control_of(finding)
        said = meaning(finding.direction, control)
        if finding.as_printed:
            said = f"{DOUBTFUL}: it shows nothing"
        elif is_rank(finding):
            said = "a rank in a network, no result against a control"
        blocks.append(Paragraph(line(before(finding_mark(finding)), said), "Direction"))
        sentence = CONTROL_WORDS[control].sentence
        if not _is_own(shelf, paper, finding):
            sentence += " Retold by a review, not its own result."
        blocks.append(Paragraph(line(sentence), "Setting"))
        blocks.append(Paragraph(line(_compared(finding)), "Measured"))
    blocks.extend(Paragraph(line(text), name) for name, text in _facts(vocabulary, paper, finding) if text)
    blocks.extend(_source(paper, finding))
    blocks.extend((Heading(line("Paper"), line(paper_span(paper))), Paragraph(line(citation(paper)))))
    return Report(finding.id, blocks)


def _facts(vocabulary: Vocabulary, paper: Paper, finding: Finding) -> list[tuple[str, str]]:
    treatment = treatment_of(paper, finding)
    figure = of_finding(finding)
    estimate = finding.estimate
    words = [f"{short}: {name}" for short, name in ABBREVIATIONS.items() if figure.startswith(f"{short} ")]
    reported = estimate.reported_as if estimate is not None else None
    whom = _WHOM[finding.arm] if finding.arm is not None else ""
    return [
        ("Outcome", outcome(vocabulary, finding)),
        ("Standing", standing(finding)),
        ("Figure", figure),
        ("Short for", "; ".join(words)),
        ("Reported as", reported or ""),
        ("Figure of", ", ".join(filter(None, (whom, finding.group)))),
        ("Patients", finding.population or ""),
        ("Given", treatment_text(vocabulary, paper, finding) if is_result(finding) else ""),
        ("Donor", ", ".join(treatment.donors) if is_result(finding) else ""),
        ("Dose", treatment.dose or "" if is_result(finding) else ""),
        ("Condition", ", ".join(vocabulary.conditions.label(one) for one in conditions(paper, finding))),
        ("Names", ", ".join(vocabulary.entities.short(one) for one in finding.entities)),
        ("Topic", finding.topic.value.replace("-", " ")),
        ("Stage", finding.stage.value.replace("-", " ")),
        ("Level", f"{level(paper)} (Oxford CEBM 2011), {vocabulary.designs.label(paper.study.design).lower()}"),
        ("Note", finding.note or ""),
    ]


def _notice(paper: Paper) -> list[Block]:
    standing = paper.standing
    if standing.status is StandingStatus.NO_NOTICE_KNOWN:
        return []
    notice = f"{standing.status.value}: {standing.notice or 'see PubMed'}"
    return [Paragraph(line(Span(notice, Role.WARNING)), "Notice")]


def _source(paper: Paper, finding: Finding) -> list[Block]:
    """Where and how a finding was read: the place in the paper, the kind of reading, its pages and its day."""
    ways = [finding.read_as, *finding.also_read_as]
    blocks: list[Block] = [
        Heading(line("Where it was read")),
        Paragraph(line(finding.locator), "Place"),
        Paragraph(line(", ".join(_READ_AS[way] for way in ways)), "Read in"),
    ]
    for reading in paper.readings:
        if reading.read_as in ways:
            blocks.extend(_reading(reading))
    blocks.append(Paragraph(line(Span(finding.id, Role.DIM))))
    return blocks


def _reading(reading: Reading) -> list[Block]:
    """One reading: how, on which day, at which pages, and what it leaves open."""
    head = f"{_READ_AS[reading.read_as]}, entered {reading.entered.isoformat()}"
    blocks: list[Block] = [Paragraph(line(head), "Reading")]
    if reading.note:
        blocks.append(Paragraph(line(reading.note), "Its note"))
    if reading.addresses:
        pages = (Span(page, Role.PAPER, page if "://" in page else None) for page in reading.addresses)
        blocks.append(Bullets([line(page) for page in pages]))
    return blocks
