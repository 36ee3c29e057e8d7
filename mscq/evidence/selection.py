"""A question as data: which papers and findings are asked for.

Values within one field are alternatives, fields are joined: route intravenous or intrathecal, and
condition multiple sclerosis. A concept asks for everything below it too. All fields must be met at once, by
one unit of a paper's evidence (:mod:`mscq.evidence.units`): a paper that measured pain after injection into the
joint and fever after infusion has nothing on pain after infusion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from mscq.evidence.dimensions import dose_bands, named_entities
from mscq.evidence.level import Control, level
from mscq.evidence.units import Unit, finding_units, result_kind, study_unit
from mscq.records.choices import CHOICES, NOT_STATED
from mscq.records.terms import ComparatorKind, Endpoint
from mscq.records.value import Value

if TYPE_CHECKING:
    from mscq.evidence.treatment import Treatment
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Finding, Intervention, Paper
    from mscq.records.vocabulary import Facet


_KINDS = CHOICES["comparators"]


class Selection(Value):
    """What is asked for; empty fields ask for nothing in particular.

    ``against`` are kinds of comparator, and treatments (entities) that a result is measured against.
    """

    conditions: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    donors: tuple[str, ...] = ()
    doses: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    designs: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    endpoints: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    blindings: tuple[str, ...] = ()
    sponsors: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    registrations: tuple[str, ...] = ()
    standings: tuple[str, ...] = ()
    years: tuple[int | None, int | None] = (None, None)
    min_n: int | None = None
    months: tuple[float | None, float | None] = (None, None)
    controlled: bool = False

    @property
    def asks_of_findings(self) -> bool:
        """Whether any field can only be met by a finding."""
        of_findings = (self.topics, self.directions, self.stages, self.endpoints, self.entities, self.outcomes)
        return any(of_findings) or bool(self.against) or self.controlled or self.asks_of_time

    @property
    def asks_of_time(self) -> bool:
        """Whether results at some times alone are asked for."""
        return self.months != (None, None)

    @property
    def is_empty(self) -> bool:
        return self == Selection()


class Selector:
    """A selection read against a knowledge base: it knows what lies below each concept.

    ``among`` are the papers that it can ask for, where so much is known of them already.
    """

    def __init__(self, kb: KnowledgeBase, selection: Selection, among: Iterable[Paper] | None = None) -> None:
        vocabulary = kb.vocabulary
        self.kb = kb
        self.selection = selection
        self._among = among
        self.conditions = vocabulary.conditions.narrower(*selection.conditions)
        self.routes = vocabulary.routes.narrower(*selection.routes)
        self.sources = vocabulary.sources.narrower(*selection.sources)
        self.cells = vocabulary.cells.narrower(*selection.cells)
        self.donors = vocabulary.donors.narrower(*selection.donors)
        self.designs = vocabulary.designs.narrower(*selection.designs)
        self.entities = vocabulary.entities.narrower(*selection.entities)
        self.outcomes = vocabulary.outcomes.narrower(*_with_complements(vocabulary.outcomes, selection.outcomes))
        self.treatments = vocabulary.entities.narrower(*(one for one in selection.against if one not in _KINDS))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Selector) and self.selection == other.selection

    def __hash__(self) -> int:
        return hash(self.selection)

    def papers(self) -> Iterator[Paper]:
        """The papers asked for, by id: those that fit as a whole and of which a unit names all that is asked."""
        naming = [
            ids
            for ids in (
                self.conditions,
                self.routes,
                self.sources,
                self.cells,
                self.donors,
                self.entities,
                self.outcomes,
            )
            if ids
        ]
        for paper in self.kb.papers(*naming) if self._among is None else self._among:
            if self._fits_paper(paper) and any(True for _ in self._units(paper)):
                yield paper

    def units(self, paper: Paper) -> Iterator[Unit]:
        """The units of a paper that are asked for: none unless the paper fits as a whole."""
        if self._fits_paper(paper):
            yield from self._units(paper)

    def _units(self, paper: Paper) -> Iterator[Unit]:
        if not self.selection.asks_of_findings:
            whole = study_unit(paper)
            if self._meets_unit(whole):
                yield whole
        for finding in paper.findings:
            if self._meets_finding(paper, finding):
                yield from (unit for unit in finding_units(paper, finding) if self._meets_unit(unit))

    def findings(self) -> Iterator[tuple[Paper, Finding]]:
        """The findings asked for, with their papers."""
        for paper in self.papers():
            for finding in paper.findings:
                if self.fits(paper, finding):
                    yield paper, finding

    def _fits_paper(self, paper: Paper) -> bool:
        asked = self.selection
        year = paper.bibliography.year
        first, last = asked.years
        if (first is not None or last is not None) and (
            year is None or (first is not None and year < first) or (last is not None and year > last)
        ):
            return False
        n = paper.study.participants.n
        return (
            (not asked.papers or paper.id in asked.papers)
            and _meets(self.designs, (paper.study.design,))
            and (not asked.phases or _in_phase(paper.study.phase, asked.phases))
            and (not asked.levels or level(paper) in asked.levels)
            and (not asked.registrations or _registered(paper, asked.registrations))
            and (not asked.met or verdict(paper) in asked.met)
            and (not asked.blindings or paper.study.blinding in asked.blindings)
            and (not asked.sponsors or (paper.study.sponsor and paper.study.sponsor.kind) in asked.sponsors)
            and (not asked.standings or paper.standing.status in asked.standings)
            and (asked.min_n is None or (n is not None and n >= asked.min_n))
        )

    def _meets_unit(self, unit: Unit) -> bool:
        """Whether one group of patients has all the conditions and was given all that is asked for."""
        return _meets(self.conditions, unit.conditions) and self.gives(unit.treatment)

    def gives(self, treatment: Treatment | Intervention) -> bool:
        """Whether all that is asked of what people are given is named by what these people were given."""
        return (
            _meets(self.routes, treatment.routes)
            and _meets(self.sources, treatment.sources)
            and _meets(self.cells, treatment.cells)
            and _meets(self.donors, treatment.donors)
            and (not self.selection.doses or _meets(frozenset(self.selection.doses), dose_bands(treatment)))
        )

    def _meets_finding(self, paper: Paper, finding: Finding) -> bool:
        asked = self.selection
        return (
            (not self.entities or _meets(self.entities, named_entities(finding)))
            and (not self.outcomes or self.measures(finding))
            and (not asked.against or self.is_against(finding))
            and (not asked.topics or finding.topic in asked.topics)
            and (not asked.directions or finding.direction in asked.directions)
            and (not asked.stages or finding.stage in asked.stages)
            and (not asked.endpoints or finding.endpoint in asked.endpoints)
            and (not asked.asks_of_time or _may_be_within(paper, finding, *asked.months))
            and (not asked.controlled or result_kind(paper, finding) is Control.CONTROLLED)
        )

    def measures(self, finding: Finding) -> bool:
        """Whether a finding is on an outcome that is asked for, by itself or among others."""
        return finding.outcome in self.outcomes or not self.outcomes.isdisjoint(finding.also_outcomes)

    def is_against(self, finding: Finding) -> bool:
        """Whether a finding is measured against what is asked for: a kind of comparator, or a treatment.

        What both arms were given, beside a placebo or as usual care, is no treatment that the cells are held against.
        """
        comparator = finding.comparator
        if comparator.kind in self.selection.against:
            return True
        shared = comparator.kind in (ComparatorKind.PLACEBO, ComparatorKind.USUAL_CARE)
        return not (shared or self.treatments.isdisjoint(comparator.treatments))

    def fits(self, paper: Paper, finding: Finding) -> bool:
        """Whether a finding of a paper that fits is itself asked for: whether a unit of it names all that is."""
        return self._meets_finding(paper, finding) and any(
            self._meets_unit(unit) for unit in finding_units(paper, finding)
        )


def _with_complements(outcomes: Facet, asked: Iterable[str]) -> Iterator[str]:
    """Outcomes with those that count the other people: who asks of deaths asks of survival."""
    for one in asked:
        yield one
        if (concept := outcomes.get(one)) is not None and concept.complement is not None:
            yield concept.complement


def _may_be_within(paper: Paper, finding: Finding, first: float | None, last: float | None) -> bool:
    """Whether a time after treatment lies in a range, a tenth about its ends.

    Visits are named in weeks as well: six months are 24 or 26 weeks. One that is not told lies in none, but for a
    primary endpoint of a study that may have looked so late and tells the time of none: what a trial answers is not
    left out for its gains.
    """
    months = finding.timepoint_months
    if months is not None:
        return (first is None or months >= 0.9 * first) and (last is None or months <= 1.1 * last)
    followed = paper.study.follow_up_months
    reaches = first is None or followed is None or followed >= 0.9 * first
    primary = [one for one in paper.findings if one.endpoint is Endpoint.PRIMARY and one.topic is finding.topic]
    return finding in primary and reaches and all(one.timepoint_months is None for one in primary)


def _registered(paper: Paper, asked: Sequence[str]) -> bool:
    from mscq.text.registrations import shared

    return shared(asked, paper.study.registrations)


def verdict(paper: Paper) -> str | None:
    """Return whether a paper's primary outcome was met, 'not-stated' for a trial that does not say, else None."""
    met = paper.study.primary_outcome_met
    if met is not None:
        return met.value
    return NOT_STATED if paper.design.control_group == "always" else None


def _meets(wanted: frozenset[str], named: Sequence[str]) -> bool:
    return not wanted or not wanted.isdisjoint(named)


def _in_phase(phase: str | None, wanted: tuple[str, ...]) -> bool:
    """Phase 2 asks for 2, 2a, 2b and for 1/2; phase 2b for 2b alone."""
    if phase is None:
        return False
    parts = phase.split("/")
    return phase in wanted or any(part == one or part.rstrip("ab") == one for part in parts for one in wanted)
