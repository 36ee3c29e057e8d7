"""The results of a paper: each comparison once, however many rows report it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from mscq.evidence.level import Control, control_of, is_rank, is_result, is_retold, tells
from mscq.evidence.treatment import conditions, treatment_of
from mscq.records.terms import Arm, Direction, Measure, Topic
from mscq.records.value import Value
from mscq.text.fold import fold

if TYPE_CHECKING:
    from mscq.evidence.selection import Selector
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Finding, Intervention, Paper
    from mscq.records.vocabulary import Facet


class Result(Value):
    """One comparison of one paper, counted once however many rows report it.

    ``finding`` is the row that tells the direction (the contrast where there is one, else the treated arm);
    ``rows`` are all rows of the comparison, the control's included.
    """

    paper: Paper
    finding: Finding
    rows: tuple[Finding, ...]

    @property
    def direction(self) -> Direction:
        return self.finding.direction

    @property
    def control(self) -> Control:
        return control_of(self.finding)

    @property
    def in_doubt(self) -> bool:
        """Whether its figures do not fit together as their source prints them, so that they show nothing."""
        return any(row.as_printed for row in self.rows)

    @property
    def is_rank(self) -> bool:
        """Whether it is a place among the treatments of a network, which is held against nothing."""
        return is_rank(self.finding)

    @property
    def tells(self) -> bool:
        """Whether its direction shows anything: not where one of its figures is in doubt, nor that of a rank."""
        return tells(self.finding) and not self.in_doubt

    @property
    def counterpart(self) -> Finding | None:
        """The other arm's row, where both arms of a comparison between cell arms report their figure."""
        if self.control is not Control.OTHER_ARM or self.finding.arm is not Arm.TREATED:
            return None
        mirrored = _foremost(row for row in self.rows if row is not self.finding and _mirror(row, self.finding))
        return mirrored or self.control_row

    @property
    def control_row(self) -> Finding | None:
        """The row of the comparator's own figure, where it is reported."""
        return _foremost(row for row in self.rows if row.arm is Arm.CONTROL)

    @property
    def treated_row(self) -> Finding | None:
        """The row of the treated arm's own figure, where it is reported."""
        return _foremost(row for row in self.rows if row.arm in (Arm.TREATED, Arm.EVERYONE))


def results(paper: Paper, outcomes: Facet, topic: Topic = Topic.EFFICACY) -> list[Result]:
    """Return the results of a paper on one topic, each comparison once, in the order of the record.

    Narrative reviews and overviews have none: what they tell of others' trials are statements.

    Rows belong to one comparison if they share outcome, label, time, conditions and population, what they were
    measured against (kind and label) and what was given; the row of a control arm joins every comparison that
    shares all but what was given. Where a control arm's row shares its label with none, it joins the one comparison
    without a control row that differs in the label alone, if both labels are names of the outcome
    (:func:`_names`): "transplant-related mortality" and "treatment-related mortality". Two arms that are each set
    against the other are one comparison. The shares of
    one uncontrolled group that improved, stayed and worsened are one result as well, led by the larger of the
    improved and the worsened share. The order of the findings decides nothing but the order of the results.
    """
    if is_retold(paper):
        return []
    rows = [finding for finding in paper.findings if is_result(finding) and finding.topic is topic]
    told: dict[tuple[tuple[object, ...], tuple[object, ...]], list[Finding]] = {}
    controls: dict[tuple[object, ...], list[Finding]] = {}
    for row in rows:
        if row.arm is Arm.CONTROL:
            controls.setdefault(_comparison(paper, row), []).append(row)
        else:
            told.setdefault((_comparison(paper, row), _treatment(paper, row)), []).append(row)
    _pair_names(controls, dict.fromkeys(comparison for comparison, _ in told), outcomes)
    found = [
        Result(paper, min(group, key=_rank), (*group, *controls.get(comparison, ())))
        for (comparison, _), group in told.items()
    ]
    found.sort(key=lambda result: result.finding.id)
    joined = _shares_joined(_mirrors_joined(found), outcomes)
    place = {row.id: (row.arm is Arm.CONTROL, position) for position, row in enumerate(rows)}
    tidy = [Result(paper, one.finding, tuple(sorted(one.rows, key=lambda row: place[row.id]))) for one in joined]
    return sorted(tidy, key=lambda one: place[one.rows[0].id])


def results_of(kb: KnowledgeBase, paper: Paper, topic: Topic = Topic.EFFICACY) -> Sequence[Result]:
    """Return the results of a paper of a base on a topic; they are made once and kept with the base."""
    key = ("results", paper.id, topic)
    if key not in kb.memo:
        kb.memo[key] = results(paper, kb.vocabulary.outcomes, topic)
    found: Sequence[Result] = kb.memo[key]
    return found


def results_within(selector: Selector, paper: Paper, topic: Topic) -> list[Result]:
    """Return the results of a paper that a selector asks for."""
    return [
        result
        for result in results_of(selector.kb, paper, topic)
        if any(selector.fits(paper, row) for row in result.rows)
    ]


def _pair_names(
    controls: dict[tuple[object, ...], list[Finding]], told: Collection[tuple[object, ...]], outcomes: Facet
) -> None:
    """Put the rows of a control arm that share their label with no other under the one comparison that lacks them."""
    lone = [one for one in controls if one not in told]
    if not lone:
        return

    def by_outcome(comparisons: Iterable[tuple[object, ...]]) -> dict[object, list[tuple[object, ...]]]:
        found: dict[object, list[tuple[object, ...]]] = {}
        for one in comparisons:
            outcome, label, *rest = one
            if fold(str(label)) in _names(outcomes, outcome):
                found.setdefault((outcome, *rest), []).append(one)
        return found

    lacking = by_outcome(one for one in told if one not in controls)
    for key, orphans in by_outcome(lone).items():
        if len(orphans) == 1 and len(lacking.get(key, ())) == 1:
            controls[lacking[key][0]] = controls.pop(orphans[0])


def _names(outcomes: Facet, outcome: object) -> frozenset[str]:
    """The names of an outcome, folded; of one with others below it no synonyms, which may name one of those."""
    concept = outcomes.get(str(outcome))
    if concept is None:
        return frozenset()
    wide = bool(outcomes.children(concept.id))
    names = (concept.id, concept.label, *concept.abbreviations, *(() if wide else concept.synonyms))
    return frozenset(map(fold, names))


def _rank(row: Finding) -> tuple[object, ...]:
    """Sort key: the row of a comparison that tells most comes first, the contrast before all; ties go by id."""
    estimate = row.estimate
    untold = (True, True, True)
    if estimate is not None:
        untold = (estimate.ci_low is None, estimate.value is None and estimate.events is None, estimate.p is None)
    return (row.arm is not Arm.BETWEEN, row.analysis is not None, *untold, row.id)


def _foremost(rows: Iterable[Finding]) -> Finding | None:
    return min(rows, key=_rank, default=None)


def _mirrors_joined(found: list[Result]) -> list[Result]:
    """Results between cell arms with the rows of both arms in one, led by the arm that does better."""
    joined: list[Result] = []
    for result in found:
        if result.control is Control.OTHER_ARM and result.finding.arm is Arm.TREATED:
            other = next((one for one in joined if _mirror(one.finding, result.finding)), None)
            if other is not None:
                lead = min((other.finding, result.finding), key=_does_better)
                joined[joined.index(other)] = Result(result.paper, lead, (*other.rows, *result.rows))
                continue
        joined.append(result)
    return joined


def _does_better(row: Finding) -> tuple[object, ...]:
    return (row.direction is not Direction.BENEFIT, row.direction is Direction.NOT_APPLICABLE, *_rank(row))


def _mirror(first: Finding, second: Finding) -> bool:
    """Whether two rows are the two arms of one comparison: each given what the other is set against."""
    if first.comparator.against is None or second.comparator.against is None:
        return False
    same = (first.outcome, first.outcome_label, first.timepoint_months, first.population) == (
        second.outcome,
        second.outcome_label,
        second.timepoint_months,
        second.population,
    )
    return same and first.intervention == second.comparator.against and second.intervention == first.comparator.against


def _shares_joined(found: list[Result], outcomes: Facet) -> list[Result]:
    """Results with the improved, stable and worsened shares of one group made into one result."""
    shares: dict[tuple[object, ...], list[Result]] = {}
    for result in found:
        estimate = result.finding.estimate
        if result.control is Control.UNCONTROLLED and estimate is not None and estimate.measure is Measure.PROPORTION:
            shares.setdefault(_distribution(result, outcomes), []).append(result)
    replaced: dict[int, Result | None] = {}
    for group in shares.values():
        directions = {result.direction for result in group}
        if len(group) < 2 or not directions & {Direction.STABLE, Direction.HARM} or Direction.BENEFIT not in directions:
            continue
        leads = [result for result in group if result.direction in (Direction.BENEFIT, Direction.HARM)]
        lead = min(leads, key=lambda result: (-_share(result.finding), *_rank(result.finding))).finding
        replaced |= {id(result): None for result in group}
        rows = tuple(row for result in group for row in result.rows)
        replaced[id(group[0])] = Result(group[0].paper, lead, rows)
    kept = (replaced.get(id(result), result) for result in found)
    return [result for result in kept if result is not None]


def _distribution(result: Result, outcomes: Facet) -> tuple[object, ...]:
    lead = result.finding
    concept = outcomes.get(lead.outcome or "")
    scale = concept.broader if concept is not None and concept.broader else lead.outcome
    treatment = _treatment(result.paper, lead)
    return (scale, lead.timepoint_months, tuple(conditions(result.paper, lead)), lead.population, treatment)


def _share(finding: Finding) -> float:
    return finding.estimate.value or 0.0 if finding.estimate else 0.0


def _comparison(paper: Paper, row: Finding) -> tuple[object, ...]:
    """What was measured, when, in whom and against what: all that tells a comparison but what was given."""
    label = (row.outcome_label or "").casefold() or row.outcome
    comparator = row.comparator
    against = (comparator.kind, fold(comparator.label or ""), _stated(comparator.against))
    people = (tuple(conditions(paper, row)), row.population)
    return (row.outcome, label, row.timepoint_months, people, control_of(row), against)


def _stated(intervention: Intervention | None) -> tuple[object, ...]:
    if intervention is None:
        return ()
    named = (intervention.cells, intervention.sources, intervention.donors, intervention.routes)
    return (*map(tuple, named), intervention.dose)


def _treatment(paper: Paper, row: Finding) -> tuple[object, ...]:
    treatment = treatment_of(paper, row)
    own_dose = row.intervention.dose if row.intervention else None
    return (
        tuple(treatment.cells),
        tuple(treatment.sources),
        tuple(treatment.donors),
        tuple(treatment.routes),
        own_dose,
    )
