"""What is said of endpoints on every screen: how a trial ended, what a result says of harm, the figures of the arms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from mscq.evidence.answer import VERDICTS, Answered, Status, Trial, agreed, status_of
from mscq.evidence.families import SEVERAL, UNTOLD, family_of
from mscq.evidence.harm import Verdict
from mscq.evidence.level import CONTROLLED, Control
from mscq.evidence.people import people_in, study_size
from mscq.evidence.treatment import conditions, set_apart, treatment_of
from mscq.output.figures import IN_DOUBT, certainty, interval, months, number, result, value
from mscq.output.report import (
    Line,
    Role,
    Span,
    joined,
    line,
)
from mscq.output.wording import (
    against_words,
    before,
    counted,
    mark_span,
    paper_span,
    result_mark,
    statement_alone,
    within,
)
from mscq.records.terms import Arm, ComparatorKind, Direction, Endpoint, Measure, OutcomeSource, StandingStatus, Topic
from mscq.text.fold import fold_words

if TYPE_CHECKING:
    from mscq.evidence.harm import Harm
    from mscq.evidence.results import Result
    from mscq.records.models import Estimate, Finding, Paper
    from mscq.records.vocabulary import Vocabulary

KIND_WORDS = {
    ComparatorKind.PLACEBO: "placebo or sham",
    ComparatorKind.USUAL_CARE: "usual care",
    ComparatorKind.ACTIVE: "another treatment",
    ComparatorKind.CONTROL: "a control, kind mixed or not stated",
    ComparatorKind.OTHER_ARM: "another cell arm",
}
STATUS_WORDS = {
    Status.MET: "met",
    Status.NOT_MET: "not met",
    Status.MIXED: "mixed",
    Status.SAFETY_ONLY: "safety",
    Status.NOT_STATED: "not stated",
    Status.SECONDARY: "secondary",
}
SOURCE_WORDS = {OutcomeSource.MAKER: "by its maker", OutcomeSource.REGISTRY: "by its registry entry"}
TELLING = (*VERDICTS, Status.SECONDARY)
"""What a study can say of the effect that is asked for: of its primary endpoint, or of the outcome in question."""
DIRECTION_WORDS = {
    Direction.BENEFIT: "better",
    Direction.NO_DIFFERENCE: "no difference",
    Direction.STABLE: "unchanged",
    Direction.MIXED: "mixed",
    Direction.HARM: "worse",
    Direction.NOT_APPLICABLE: "no result against the control",
}
_IN_DOUBT = "in doubt"
POOLED_WORDS = {**DIRECTION_WORDS, Direction.NOT_APPLICABLE: "unclear"}
"""What a pooled analysis shows; one whose figures are in doubt shows nothing."""
VERDICT_WORDS = {
    Verdict.MORE: "more",
    Verdict.MIXED: "mixed",
    Verdict.NO_DIFFERENCE: "no difference",
    Verdict.UNCLEAR: "unclear",
    Verdict.FEWER: "fewer",
    Verdict.TOO_FEW: "too few to judge",
    Verdict.NOT_COMPARED: "not compared",
}
VERDICT_DIRECTIONS = {
    Verdict.MORE: Direction.HARM,
    Verdict.MIXED: Direction.MIXED,
    Verdict.NO_DIFFERENCE: Direction.NO_DIFFERENCE,
    Verdict.FEWER: Direction.BENEFIT,
}
_GLOBAL = "global-assessment"
"""The outcome that speaks of all of a disease, beside those that the vocabulary marks as families."""
_FORM = 12
"""Letters up to which the words that tell a form from its disease are told in place of its short name."""
NO_FIGURES = "no figures on harm were read"
"""What is said where authors judge a treatment safe, and no events or shares were read."""
_TIMED = re.compile(r"\b(month|week|year|day)s?\b|\b(mo|wk|y|d)\b")
_COUNTING = (Measure.PROPORTION, Measure.COUNT)
_ENOUGH = 20
"""People in an arm from which on a share may stand without their number."""
_MANY = 100
"""People in an arm from which on the share of a harm may stand without their number."""
_PLACE, _LONG = 24, 40
"""Letters that the name of a place on a page, and that of an outcome, may have to be told."""


def family_words(vocabulary: Vocabulary, family: str, asked: Sequence[str] = ()) -> str:
    """A family of cells in a few words: 'MSC', 'blood stem-cell transplantation', 'several kinds of cells'.

    Where kinds of it alone were ``asked`` for, these: what is told of them is not told of the family.
    """
    kinds = [one for one in asked if family_of(vocabulary.cells, [one]) == family]
    if kinds and family not in kinds:
        return " or ".join(within(vocabulary.cells.label(one)) for one in kinds)
    if family == SEVERAL:
        return "several kinds of cells"
    if family == UNTOLD:
        return "cells not named"
    return within(vocabulary.cells.short(family))


def status_words(trial: Trial) -> str:
    """Return how a trial ended: 'met'; without a verdict whether its primary endpoint at least is known.

    What is asked is called secondary where the paper does, else just not primary: it may not have been planned. A
    primary endpoint of which it is one part tells it in part.
    """
    if trial.status is Status.SECONDARY:
        ranks = {one.result.finding.endpoint for one in trial.answered}
        if Endpoint.PRIMARY in ranks:
            return "in part"
        return STATUS_WORDS[trial.status] if Endpoint.SECONDARY in ranks else "not primary"
    if trial.status is Status.NOT_STATED and trial.endpoint_is_known:
        return "no verdict"
    return STATUS_WORDS[trial.status]


def caveats(trial: Trial, vocabulary: Vocabulary, *, brief: bool = False) -> list[Span]:
    """Return what a reader must know beside the figures of a trial: on whose word, of which form, not by lot.

    What lowers trust is a warning; of whom the figures are is none.
    """
    told: list[str] = []
    of_whom: list[str] = []
    if trial.source is not None:
        told.append(trial.source.value if brief else SOURCE_WORDS[trial.source])
        if all(paper.bibliography.type == "webpage" for paper in trial.papers):
            told.append("no paper")
    if trial.paper.study.regulator is not None:
        told.append(trial.paper.study.regulator)
    if any(paper.standing.status is StandingStatus.EXPRESSION_OF_CONCERN for paper in trial.papers):
        told.append("expression of concern")
    if trial.form is not None:
        of_whom.append(form_words(trial.form, vocabulary).replace(" ", "\u00a0"))
    if not trial.randomised:
        told.append("not randomised")
    if trial.shared_conditions > 1 and trial.n is None and (people := study_size(trial.papers)) is not None:
        of_whom.append(f"{people:,} in a study of {trial.shared_conditions} diseases")
    if trial.status is Status.SECONDARY and (verdict := status_of(trial.paper)) in VERDICTS:
        told.append(f"its primary endpoint: {STATUS_WORDS[verdict]}")
    elif trial.status is Status.SECONDARY and trial.direction is Direction.BENEFIT:
        told.extend(_no_better_overall(trial, vocabulary))
    return [*(Span(one, Role.DIM) for one in of_whom), *(Span(one, Role.WARNING) for one in told)]


def _no_better_overall(trial: Trial, vocabulary: Vocabulary) -> Iterator[str]:
    """What a trial found no difference in that speaks of the disease as a whole, beside a gain on one outcome."""
    outcomes = vocabulary.outcomes
    for finding in trial.paper.findings:
        concept = outcomes.get(finding.outcome) if finding.outcome is not None else None
        overall = concept is not None and (concept.kind == "family" or concept.id == _GLOBAL)
        held = finding.comparator.kind in CONTROLLED and finding.analysis is None
        if overall and held and finding.direction is Direction.NO_DIFFERENCE:
            yield f"{within(finding.outcome_label or outcomes.label(finding.outcome or ''))}: no difference"
            return


def form_words(form: str, vocabulary: Vocabulary) -> str:
    """Return which form of a disease this is: 'knee OA', 'progressive MS'; its short name where no words tell that."""
    facet = vocabulary.conditions
    head = facet.head(form)
    disease = fold_words(facet.label(head))
    own = [word for word in fold_words(facet.label(form)) if word not in disease]
    words = " ".join(own)
    named = len(own) + len(disease) == len(fold_words(facet.label(form)))
    return f"{words} {facet.short(head)}" if named and 0 < len(words) <= _FORM else facet.short(form)


def figures_text(
    answered: Sequence[Answered], vocabulary: Vocabulary | None = None, *, terse: bool = False, people: bool = False
) -> str:
    """Return the figures of one outcome: its contrast, else the arms of the cells | of the control, p once.

    Figures that do not fit with each other, or with what their source says, are said to be in doubt.

    A contrast without an interval says less than the figures of both arms with its p. Several answers are the arms of
    one trial that share a control: 'IT 6.7 %, IV 9.7 % | 41.9 %, p < 0.001'. Each
    says what was given where the arms differ in it and ``vocabulary`` is given, and its side where the sides differ.
    ``people`` puts the number of people behind a share without its events, where they are few: '28 % of 25'.
    """
    figures = _figures(answered, vocabulary, terse=terse, people=people)
    if not figures:
        return ""
    rated = {certainty(one.result.finding) for one in answered}
    rows = (row for one in answered for row in one.result.rows)
    return f"{figures}{rated.pop() if len(rated) == 1 else ''}{doubt(rows)}"


def doubt(findings: Iterable[Finding]) -> str:
    """Return what must stand behind figures that have no side, since they do not fit together."""
    return IN_DOUBT if any(one.as_printed for one in findings) else ""


def _figures(answered: Sequence[Answered], vocabulary: Vocabulary | None, *, terse: bool, people: bool) -> str:
    contrasts = [one for one in answered if one.result.finding.arm is Arm.BETWEEN]
    told: dict[str, Result] = {}
    for one in contrasts:
        estimate = one.result.finding.estimate
        if estimate is not None and (estimate.value is not None or estimate.ci_low is not None):
            told.setdefault(contrast_text(estimate), one.result)
    alone = not any(one.result.treated_row and one.result.control_row for one in contrasts)
    if told and (
        alone or any(one.finding.estimate and one.finding.estimate.ci_low is not None for one in told.values())
    ):
        if len(told) == 1:
            return next(iter(told))
        parted = len({one.direction for one in told.values()}) > 1
        return "; ".join(
            f"{f'{mark_span(one.direction, one.control).text} ' if parted else ''}{text}{_of_arm(one, vocabulary)}"
            for text, one in told.items()
        )
    arms = [(one.result, one.result.treated_row, one.result.control_row) for one in answered]
    shown = [(found, row.estimate) for found, row, _ in arms if row is not None and row.estimate is not None]
    treated = [estimate for _, estimate in shown]
    rows = [row for found, _, _ in arms for row in found.rows if row.arm is Arm.CONTROL]
    controls = [row.estimate for row in rows if row.estimate is not None]
    if not treated:
        return next((text for one in contrasts if (text := result(one.result.finding.estimate))), "")
    parted = len({found.direction for found, _ in shown}) > 1
    unit = next((one.unit for one in treated if one.unit and one.unit != "%"), "")
    figures = {
        id(found): f"{apart_words(vocabulary, found) if len(shown) > 1 and vocabulary is not None else ''} "
        f"{_bare(one, terse, people)}{f' {mark_span(found.direction, found.control).text}' if parted else ''}".lstrip()
        for found, one in shown
    }
    mine = ", ".join(dict.fromkeys(figures.values()))
    theirs = ", ".join(dict.fromkeys(_bare(one, terse, people) for one in controls))
    stated = [*treated, *controls] if any(one.p for one in (*treated, *controls)) else []
    stated = stated or [one.result.finding.estimate for one in contrasts if one.result.finding.estimate is not None]
    p = ", ".join(dict.fromkeys(_p(one.p) for one in stated if one.p))
    if not any(one.compared for one in answered):
        own = f"{mine}{f' | {theirs}' if controls else ''} {unit}".strip() if mine else ""
        known = any(one.result.finding.comparator.kind is ComparatorKind.BASELINE for one in answered)
        against_what = "before and after only" if known else "against what is not stated"
        return f"{own}, {against_what}" if own else against_what
    told_p = f", {p}" if p and (not terse or not controls) else ""
    if not controls:
        other = "control" if any(one.result.control is Control.CONTROLLED for one in answered) else "the other arm"
        how = "told by another outcome" if any(_tells_of_control(one.result) for one in answered) else "not read"
        return f"{mine}{f' {unit}' if unit else ''} | {other} {how}{told_p}"
    return f"{mine} | {theirs}{f' {unit}' if unit else ''}{told_p}"


def _tells_of_control(found: Result) -> bool:
    """Whether the primary endpoint is told of the control by another outcome: who progressed, not who improved."""
    own = found.finding
    return own.endpoint is Endpoint.PRIMARY and any(
        row.arm is Arm.CONTROL and row.estimate is not None and row.topic is Topic.EFFICACY and row.endpoint is None
        for row in found.paper.findings
        if row.comparator.kind in (own.comparator.kind, ComparatorKind.NONE)
        and row.timepoint_months == own.timepoint_months
    )


def apart_words(vocabulary: Vocabulary, found: Result) -> str:
    """Return what was given to the people of a result where the whole study gave more: 'IT', 'autologous'."""
    parts: list[str] = []
    for field, ids in set_apart(found.paper, found.finding):
        facet = getattr(vocabulary, field)
        names = ((facet.short(one), facet.label(one)) for one in ids)
        # a legend explains abbreviations in capitals; others are no words to a reader
        parts.extend(short if short[1:2].isupper() else label.lower() for short, label in names)
    return ", ".join(parts)


def of_part(vocabulary: Vocabulary, found: Result) -> str:
    """Return of what part of a review's trials a result is: 'trials at low risk of bias only'; empty for the whole."""
    if found.finding.analysis is not None:
        return found.finding.population or "a part of its trials only"
    told = apart_words(vocabulary, found)
    return f"{told} only" if told else ""


def _of_arm(found: Result, vocabulary: Vocabulary | None) -> str:
    """What tells a contrast from the study's others: what was given, else the dose, else the group's own name."""
    own = found.finding.intervention
    told = apart_words(vocabulary, found) if vocabulary is not None else ""
    name = told or (own.dose if own is not None else None) or found.finding.group
    return f" ({name})" if name else ""


def directions_text(answered: Iterable[Answered]) -> str:
    """Return what outcomes show, each counted once however many figures it has: '2 better, 1 in doubt'."""
    by_outcome: dict[str | None, list[Answered]] = {}
    for one in answered:
        by_outcome.setdefault(one.result.finding.outcome, []).append(one)
    counts = Counter(_shown(some) for some in by_outcome.values())
    return ", ".join(f"{counts[words]} {words}" for words in (*DIRECTION_WORDS.values(), _IN_DOUBT) if counts[words])


def _shown(answered: Sequence[Answered]) -> str:
    way = agreed(one.direction for one in answered)
    doubtful = way is Direction.NOT_APPLICABLE and any(one.result.in_doubt for one in answered)
    return _IN_DOUBT if doubtful else DIRECTION_WORDS[way]


def contrast_text(estimate: Estimate) -> str:
    """A contrast with its interval, else with its p: an interval says what p says, and more.

    What is pooled of one trial or two says so.
    """
    bounds = interval(estimate)
    if bounds and estimate.ci_low is not None and estimate.ci_low >= 0:
        bounds = bounds.replace(" to ", "–", 1)
    few = f", {counted(estimate.studies, 'study', 'studies')}" if estimate.studies in (1, 2) else ""
    return f"{value(estimate)} {bounds}{few}" if bounds else result(estimate)


def _bare(estimate: Estimate, terse: bool = False, people: bool = False) -> str:
    """A figure without its unit, which stands once for both arms; people with their share where they are few."""
    share_alone = terse and estimate.value is not None and (estimate.n or 0) >= _ENOUGH
    if estimate.events is not None and estimate.n is not None and not share_alone:
        share = f" ({number(estimate.value)} %)" if estimate.value is not None and estimate.unit == "%" else ""
        return f"{estimate.events}/{estimate.n}{share}"
    if estimate.value is None:
        return f"{estimate.events} people" if estimate.events is not None else result(estimate)
    of = f" of {estimate.n}" if people and estimate.unit == "%" and 0 < (estimate.n or 0) < _MANY else ""
    return number(estimate.value) + (f" %{of}" if estimate.unit == "%" else "")


def _p(text: str) -> str:
    sign = "".join(character for character in text if character in "<>=")
    return f"p { ({'<=': '≤', '>=': '≥'}.get(sign, sign or '=')) } {text.removeprefix(sign).lstrip()}"


def endpoint_words(vocabulary: Vocabulary, finding: Finding, *, terse: bool = False) -> str:
    """Return the outcome as the source names it, with its time where the name holds none.

    Terse, a long name gives way to that of the vocabulary. What people are counted for, what counts one way of a
    change, and several scales at once, are always told as the source names them: healed ulcers are no ulcers, and a
    loss of thickness is no volume.
    """
    figure = finding.estimate
    counting = figure is not None and (figure.measure in _COUNTING or figure.counts is not None)
    outcomes = vocabulary.outcomes
    several = any(finding.outcome not in outcomes.broader(one) for one in finding.also_outcomes)
    terse = terse and not (counting or several)
    label = outcomes.label(finding.outcome) if finding.outcome else ""
    told = [name for name in (finding.outcome_label, label) if name]
    name = (min(told, key=len) if terse and len(told[0]) > _LONG else told[0]) if told else ""
    time = months(finding.timepoint_months)
    return f"{name}, {time}" if time and not _TIMED.search(name) else name


def harm_standing(one: Harm) -> Line:
    """Return against what a harm stands: '▼ more', 'too few to judge', 'no control', '▼ in words', 'both arms'."""
    if one.both_arms:
        return line("both\u00a0arms")
    if one.result.control is Control.UNCONTROLLED:
        if one.result.finding.estimate is None:
            return line("in\u00a0words")
        return line("control not read" if one.half_told else "no\u00a0control")
    way = VERDICT_DIRECTIONS.get(one.verdict, Direction.NOT_APPLICABLE)
    told = one.second_hand or (one.verdict is Verdict.NO_DIFFERENCE and one.result.finding.estimate is None)
    words = "in words" if told else VERDICT_WORDS[one.verdict]
    if one.verdict is Verdict.UNCLEAR and one.result.finding.as_printed:
        words = _IN_DOUBT
    return line(before(mark_span(way, one.result.control)), words.replace(" ", "\u00a0"))


def harm_text(
    one: Harm,
    vocabulary: Vocabulary,
    family: str | None = None,
    *,
    brief: bool = False,
    terse: bool = False,
    of_disease: bool = False,
) -> Line:
    """Return a harm in its paper's words, with its route, its figures and of whom; its cells where not of this family.

    ``of_disease`` says of which disease its people are, where the screen does not, and how many they are of all.
    ``brief`` puts the name of the outcome in place of the words, where there is a figure: the paper's own; of a
    contrast a shorter one where that is long, or where ``terse`` asks for it.
    """
    found, finding = one.result, one.result.finding
    held = found.control is not Control.UNCONTROLLED
    figures = figures_text([Answered(found)], people=True) if held else _share_text(one, brief=brief)
    brief = brief and bool(figures)
    terse = finding.arm is Arm.BETWEEN and (terse or len(finding.outcome_label or "") > _LONG)
    said = endpoint_words(vocabulary, finding, terse=terse) if brief else statement_alone(finding)
    asides = [
        "+".join(vocabulary.routes.short(route) for route in treatment_of(found.paper, finding).routes),
        finding.population or "" if finding.analysis is not None else "",
        against_words(finding) if held and said != finding.statement and not brief else "",
        "both arms together" if one.both_arms else "",
        f"{one.diseases} diseases together" if one.diseases > 1 else _disease(one, vocabulary) if of_disease else "",
        report_of_cases(one.cases),
        _unstated(finding) if of_disease and one.verdict is Verdict.FEWER else "",
        _read_elsewhere(finding) if one.second_hand and held else "",
        told_by(found.paper),
    ]
    cells = "" if one.family == family else f"{family_words(vocabulary, one.family)}: "
    aside = "".join(f", {words}" for words in asides if words)
    graver = f"{one.note[:1].upper()}{one.note[1:]}; the paper: " if one.note else ""
    told = f": {figures}" if figures else ""
    return line(f"{cells}{graver}{said.rstrip('.')} (", paper_span(found.paper), f"{aside}){told}")


def _disease(one: Harm, vocabulary: Vocabulary) -> str:
    """The disease of the people of a harm, by its short name; of a review of all diseases, how many people it is of."""
    facet = vocabulary.conditions
    named = dict.fromkeys(facet.head(each) for each in conditions(one.result.paper, one.result.finding))
    if named:
        concept = facet[next(iter(named))]
        return f"any {within(concept.label)}" if concept.kind == "family" else concept.short
    people = people_in(one.result) or one.result.paper.study.participants.n
    wide = ", any disease" if one.verdict is Verdict.FEWER else ""
    return f"n {people:,}{wide}" if people else ""


def _unstated(finding: Finding) -> str:
    """Against what a harm was held, where that is several kinds of control or is not stated."""
    if finding.comparator.kind is not ComparatorKind.CONTROL:
        return ""
    label = finding.comparator.label or ""
    return "control not named" if label.lower() in ("", "control", "controls") else f"against {label}"


def told_by(paper: Paper) -> str:
    """Return on whose word a record without a paper of its own stands: 'by its maker'; empty where there is a paper."""
    source = paper.study.primary_outcome_source
    return SOURCE_WORDS[source] if source is not None and paper.bibliography.type == "webpage" else ""


def report_of_cases(people: int | None) -> str:
    """Return what must stand beside the harm of a few people who were described for it; empty where they are none."""
    return f"a report of {counted(people, 'case')}" if people else ""


def _read_elsewhere(finding: Finding) -> str:
    """Where words were read that no page of the paper itself gives."""
    place = finding.locator
    return f"read on a page about it{f': {place}' if place and len(place) <= _PLACE else ''}"


def _share_text(one: Harm, *, brief: bool) -> str:
    """A figure of people without a control: '2/18', '12/111 (11 %)', '56 %'; unless brief, none that is told before."""
    finding, estimate = one.result.finding, one.result.finding.estimate
    if estimate is None or one.is_rank or (one.cases and estimate.events == estimate.n):
        return ""
    counted = estimate.events is not None and estimate.n is not None
    percent = estimate.value if estimate.unit == "%" else None
    told = set() if brief else {float(each) for each in re.findall(r"\d+(?:\.\d+)?", finding.statement)}
    if (counted and estimate.n in told) or percent in told or not (counted or percent is not None):
        return ""
    return _bare(estimate)


def strip(answered: Answered) -> Line:
    """Return the other results of an outcome: 'earlier: 2 mo ▲, 3 mo ○', 'time not told: ○'; empty for none."""
    parts: list[Line] = []
    for words, found in (("earlier", answered.earlier), ("also", answered.beside)):
        if found:
            parts.append(line(f"{words}: ", joined((_other_time(one) for one in found), ", ")))
    return joined(parts, "; ")


def _other_time(found: Result) -> Line:
    finding = found.finding
    told = months(finding.timepoint_months) or finding.outcome_label or "time not told"
    return line(told, " ", _IN_DOUBT if found.in_doubt else result_mark(found))
