"""One result on harm: what it says against its control, how grave it is, and what may be laid to the cells.

The rules:

1. A source that states a difference against a control is believed: more, fewer. Where it states none, or a mixed
   result, and both arms tell their events, the table of two arms by event or none must be able to show one: if fewer
   than five people are expected in one of its four cells, were the arms alike, it is too few to judge (Cochran,
   Biometrics 1954;10:417-451, the rule for the chi-squared test). Otherwise "no difference" stands only where the
   interval of the ratio rules out a quarter more harm; it is unclear where it does not (GRADE guidelines 6, J Clin
   Epidemiol 2011;64:1283-1293: appreciable harm is a relative risk above 1.25). The interval is the source's own,
   else that of the two arms (Katz, Biometrics 1978;34:469-474); a figure with neither is unclear too, and so is one on
   which its source disagrees with itself.
2. The gravest first: death; tumours; what is called serious or major; nerves, clots, heart, rejection and involuntary
   movements; all others. A note that names deaths makes a result as grave as a death.
3. What is laid to the cells stands before what was only seen after them, and that before what was not seen. Laid to
   them is what was more often or mixed against a control, or, without one, what its source calls a harm; likewise a
   grave harm (death, tumours, serious) that more people had with the cells than with the control, whether or not they
   were enough to judge. Not seen is what has no events or denies them in words, and what was no different or fewer.
4. The order (:func:`in_order`): what was held against a control with a figure, of the contrast or of both arms; then
   what was so held in words, in a p value alone, with the figure of one arm or with one in doubt; then what no control
   stands against. Of each, MSC before other families of cells, in the order of the vocabulary; what is laid to the
   cells, what was only seen after them, what was not seen; the gravest; and the stronger study. Of what no control
   stands against, what was not seen stands behind all else; behind that what was held against another arm of cells.
5. Figures that tell nothing of this disease or of the cells alone stand behind those that do, if held alike: of people
   of several diseases together, and of both arms of a controlled study together. So does a part of the people (a
   subgroup, or the one route, source or donor that a review sets apart), and a figure on which its source disagrees
   with itself. A place in a ranking is no harm that happened to anyone: it is neither a share nor does it lead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum, StrEnum
from math import exp, log, sqrt
from typing import TYPE_CHECKING

from mscq.evidence.families import family_order
from mscq.evidence.harm_figures import SafetyFigure
from mscq.evidence.level import Control, is_review
from mscq.evidence.people import of_both_arms, people_in
from mscq.evidence.ranking import strength
from mscq.evidence.treatment import diseases, set_apart
from mscq.records.measures import MEASURES
from mscq.records.terms import Arm, Direction, Measure, ReadAs
from mscq.records.value import Value

if TYPE_CHECKING:
    from mscq.evidence.results import Result
    from mscq.records.models import Estimate, Finding
    from mscq.records.vocabulary import Facet, Vocabulary

LEAST_EXPECTED = 5
"""People expected in each cell of a table of two arms, from which on it can be judged (Cochran 1954)."""
APPRECIABLE = 1.25
"""The ratio from which on more harm is appreciable (GRADE guidelines 6, 2011)."""
SERIOUS, LAST = 2, 4
"""How grave what is called serious is, and all that is none of the graver."""
_GRAVEST = (
    ("survival", "treatment-related-mortality"),
    ("tumour-formation",),
    ("serious-adverse-events", "complications-major"),
    ("neurological-adverse-events", "embolism", "arrhythmia", "immune-rejection", "dyskinesia"),
)
_RELATED = "treatment-related-mortality"
_FEW = 3
"""People whom a study without a control describes, up to which they are cases and no share."""
# compiled where they are used, which few answers need
_CLAUSE_END = r"(?i)[;(]|, (?=(?:and |but |with )?(?:no|not|none|nobody|hardly|without|safe)\b)"
_DENIAL = (
    r"(?i)(?:^|: |\b(?:was|were|had|showed?|brought|raised|reported|found|saw|gave) )"
    r"(?:no|none(?! in\b)|nobody|nothing|neither|never|without|zero|hardly|few)\b(?! (?:longer|more)\b)"
    r"|\bno [\w -]{1,60} (?:was|were) (?:seen|reported|noted|recorded|found|laid|observed|attributed|linked)\b"
    r"|\b(?:was|were) (?:\w+ )?(?:absent|few|free of)\b|\bruled out\b|\b(?:passed|went by) without\b"
    r"|\bdid not (?:occur|appear|recur|(?:over)?grow|differ|change|move|correlate|rise|increase|develop|worsen)\b"
    r"|\b(?:stayed|remained) (?:\w+ )?(?:unchanged|normal|flat|within)\b"
    r"|(?<!not )\b(?:safe|safely|tolerated|tolerable|acceptable|uneventful|uncomplicated)\b"
    r"|\b(?:met its primary safety endpoint|confirm safety)\b"
)


class Verdict(StrEnum):
    """How often a harm came with cells, held against the control."""

    MORE = "more"
    MIXED = "mixed"
    NO_DIFFERENCE = "no-difference"
    UNCLEAR = "unclear"
    FEWER = "fewer"
    TOO_FEW = "too-few"
    NOT_COMPARED = "not-compared"


_VERDICTS = {
    Direction.HARM: Verdict.MORE,
    Direction.BENEFIT: Verdict.FEWER,
    Direction.MIXED: Verdict.MIXED,
    Direction.NO_DIFFERENCE: Verdict.NO_DIFFERENCE,
    Direction.STABLE: Verdict.NO_DIFFERENCE,
}


class Seen(IntEnum):
    """Whether harm was seen with the cells, by the third rule."""

    LAID = 0
    AFTER = 1
    NOT = 2


class Held(IntEnum):
    """What a harm was held against, by the fourth rule."""

    FIGURE = 0
    WORDS = 1
    NOTHING = 2


_GOOD = (Direction.BENEFIT, Direction.STABLE, Direction.NO_DIFFERENCE)


class Harm(Value):
    """A result on harm, the family of cells that was given, and what the rules of this module say of it.

    ``gravity`` is 0 for death up to LAST; ``diseases`` says of how many diseases its people are.
    """

    result: Result
    family: str
    verdict: Verdict
    gravity: int
    seen: Seen
    diseases: int
    both_arms: bool
    note: str | None = None

    @property
    def apart(self) -> bool:
        """Whether it tells nothing of one disease or of the cells alone."""
        return self.both_arms or self.diseases > 1

    @property
    def half_told(self) -> bool:
        """Whether its study had a control of whom it does not tell."""
        return self.result.control is Control.UNCONTROLLED and self.result.paper.design.control_group == "always"

    @property
    def partial(self) -> bool:
        """Whether it is of a part of the people, or in doubt."""
        finding, paper = self.result.finding, self.result.paper
        fields = (field for field, _ in set_apart(paper, finding)) if is_review(paper) else ()
        return finding.analysis is not None or finding.as_printed or any(field != "cells" for field in fields)

    @property
    def held(self) -> Held:
        """What it was held against."""
        if self.result.control is not Control.CONTROLLED:
            return Held.NOTHING
        told = self.result.finding.arm is Arm.BETWEEN or self.result.control_row is not None
        return Held.FIGURE if told and self.has_figure and not self.result.finding.as_printed else Held.WORDS

    @property
    def has_figure(self) -> bool:
        """Whether a figure stands for itself, not a p value, a rank or words alone."""
        return not self.is_rank and SafetyFigure(self.result, self.family).has_figure

    @property
    def is_rank(self) -> bool:
        """Whether it is a place among the treatments of a network."""
        return self.result.is_rank

    @property
    def second_hand(self) -> bool:
        """Whether it is told in words that were read on a page about the paper alone."""
        read = {self.result.finding.read_as, *self.result.finding.also_read_as}
        return read == {ReadAs.SECONDARY} and not self.has_figure

    @property
    def cases(self) -> int | None:
        """The people of a report of a few cases, None where it is no such report."""
        paper = self.result.paper
        people, design = paper.study.participants.n, paper.design
        alone = design.evidence == "primary" and design.control_group == "never"
        return people if alone and people is not None and people <= _FEW else None


def weighed(vocabulary: Vocabulary, result: Result, family: str) -> Harm:
    """Return a result on harm with what the rules say of it."""
    outcomes, paper, finding = vocabulary.outcomes, result.paper, result.finding
    said, grave = verdict(result), gravity(outcomes, finding.outcome)
    seen = _seen(outcomes, result, said)
    notes = (row.note for row in result.rows if row.note is not None) if grave else ()
    note = next((told for one in notes if (told := _deaths_in(outcomes, one)) is not None), None)
    if note is not None:
        grave, seen = 0, min(seen, Seen.AFTER)
    if seen is Seen.AFTER and grave <= SERIOUS and result.control is Control.CONTROLLED and note is None:
        seen = Seen.LAID
    return Harm(
        result, family, said, grave, seen, diseases(vocabulary.conditions, paper, finding), of_both_arms(result), note
    )


def in_order(vocabulary: Vocabulary, harms: Iterable[Harm]) -> list[Harm]:
    """Return harms in the order of the fourth and fifth rule."""

    def place(one: Harm) -> tuple[object, ...]:
        found, held = one.result, one.held
        between = found.control is Control.OTHER_ARM  # a difference of doses or centres tells of no harm of the cells
        unseen = held is Held.NOTHING and one.seen is Seen.NOT
        told = (held, between, unseen, one.apart, one.partial, family_order(vocabulary.cells, one.family))
        how = (one.seen, one.gravity, found.control, one.verdict is not Verdict.MORE, one.second_hand)
        return (*told, *how, not one.has_figure, not is_review(found.paper), *_size_first(found))

    return sorted(harms, key=place)


def gravity(outcomes: Facet, outcome: str | None) -> int:
    """Return how grave an outcome is, by the second rule: 0 death up to LAST."""
    above = outcomes.broader(outcome) if outcome is not None and outcome in outcomes else frozenset()
    return next((place for place, ids in enumerate(_GRAVEST) if not above.isdisjoint(ids)), LAST)


def verdict(result: Result) -> Verdict:
    """Return what a result says against its control, by the first rule."""
    said = _VERDICTS.get(result.direction, Verdict.NOT_COMPARED)
    if result.control is Control.UNCONTROLLED:
        return Verdict.NOT_COMPARED
    if result.finding.as_printed:
        return Verdict.UNCLEAR
    if said in (Verdict.MORE, Verdict.FEWER):
        return said
    arms = _arms(result)
    if len(arms) == 2 and least_expected(arms) < LEAST_EXPECTED:
        return Verdict.TOO_FEW
    if said is Verdict.NO_DIFFERENCE:
        estimate = result.finding.estimate
        high = _highest(estimate, arms)
        untold = high is None and estimate is not None and estimate.ci_high is None and len(arms) < 2
        return Verdict.UNCLEAR if untold or (high is not None and high >= APPRECIABLE) else said
    return said


def people_with(estimate: Estimate | None) -> tuple[float, int] | None:
    """Return the people with an event and those counted, the first from the share where only that is told, or None."""
    if estimate is None or not estimate.n:
        return None
    if estimate.events is not None:
        return estimate.events, estimate.n
    share = estimate.value if estimate.measure is Measure.PROPORTION and estimate.unit == "%" else None
    return (share * estimate.n / 100, estimate.n) if share is not None else None


def least_expected(arms: Sequence[tuple[float, int]]) -> float:
    """Return the smallest expected count in the table of these arms by event or none, were all arms alike."""
    people = sum(n for _, n in arms)
    share = sum(events for events, _ in arms) / people
    return min(n * part for _, n in arms for part in (share, 1 - share))


def denies(statement: str) -> bool:
    """Whether a statement says in its first clause that a harm was not seen, or that the treatment was safe.

    What is not known to deny does not: a harm told in unforeseen words must not stand among what was not seen.
    """
    return re.search(_DENIAL, re.split(_CLAUSE_END, statement, maxsplit=1)[0]) is not None


def _arms(result: Result) -> list[tuple[float, int]]:
    """The people with an event and those counted, of the cells and of the control, where they are told."""
    rows = (result.treated_row, result.control_row)
    return [told for row in rows if row is not None and (told := people_with(row.estimate)) is not None]


def _highest(estimate: Estimate | None, arms: Sequence[tuple[float, int]]) -> float | None:
    """The upper end of the interval of the ratio of cells to control, None where it cannot be told."""
    if estimate is not None and MEASURES[estimate.measure].logarithmic and estimate.ci_high is not None:
        return estimate.ci_high
    if len(arms) < 2 or any(not events for events, _ in arms):
        return None
    (ours, n), (theirs, of) = arms
    spread = sqrt(max(1 / ours - 1 / n + 1 / theirs - 1 / of, 0))
    return exp(log((ours / n) / (theirs / of)) + 1.96 * spread)


def _seen(outcomes: Facet, result: Result, said: Verdict) -> Seen:
    finding = result.finding
    if result.control is Control.OTHER_ARM:
        return Seen.AFTER if said in (Verdict.MORE, Verdict.MIXED) else Seen.NOT
    if result.control is Control.CONTROLLED:
        if said in (Verdict.MORE, Verdict.MIXED):
            return Seen.LAID
        return Seen.AFTER if said not in (Verdict.NO_DIFFERENCE, Verdict.FEWER) and _is_higher(result) else Seen.NOT
    if (happened := _happened(outcomes, finding)) is None:
        happened = finding.direction is Direction.HARM or not (finding.direction in _GOOD or denies(finding.statement))
    if not happened:
        return Seen.NOT
    laid = finding.direction is Direction.HARM or finding.outcome == _RELATED
    return Seen.LAID if laid else Seen.AFTER


def _is_higher(result: Result) -> bool:
    """Whether more of those with cells had it than of the others; where the others are not told, whether any had."""
    estimate, arms = result.finding.estimate, _arms(result)
    if estimate is not None and MEASURES[estimate.measure].logarithmic and estimate.value is not None:
        return estimate.value > 1
    if len(arms) == 2:
        return arms[0][0] / arms[0][1] > arms[1][0] / arms[1][1]
    return bool(arms and arms[0][0]) if estimate is not None else not denies(result.finding.statement)


def _happened(outcomes: Facet, finding: Finding) -> bool | None:
    """Whether a figure counts any events, None where no figure tells."""
    estimate = finding.estimate
    concept = outcomes.get(finding.outcome or "")
    if estimate is None:
        return None
    if concept is not None and concept.better == "higher" and estimate.n:  # the living and well are counted
        return estimate.events < estimate.n if estimate.events is not None else None
    if estimate.events is not None:
        return estimate.events > 0
    return estimate.value > 0 if estimate.value is not None and estimate.measure is not Measure.P_VALUE else None


def _deaths_in(outcomes: Facet, note: str) -> str | None:
    """The clause of a note that names deaths and does not deny them."""
    deaths = outcomes.get("mortality")
    names = {name.lower() for name in (deaths.label, *deaths.synonyms)} if deaths is not None else set[str]()
    clauses = (one.strip() for one in re.split(r"[;.]", note))
    return next(
        (one for one in clauses if not names.isdisjoint(re.findall(r"\w+", one.lower())) and not denies(one)), None
    )


def _size_first(result: Result) -> tuple[object, ...]:
    level, size, *rest = strength(result.paper)
    people = people_in(result)
    return (level, -people if size == 0 and people else size, *rest)
