"""A question as data: which papers and findings are asked for.

Values within one field are alternatives, fields are joined: route intravenous or intrathecal, and
condition multiple sclerosis. A concept asks for everything below it too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mscq.evidence.level import Control, control_of, level
from mscq.evidence.treatment import conditions, treatment_of
from mscq.records.choices import NOT_STATED, TRIALS

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Finding, Paper
    from mscq.records.vocabulary import Facet


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is asked for; empty fields ask for nothing in particular."""

    conditions: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    donors: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
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
    controlled: bool = False

    @property
    def asks_of_findings(self) -> bool:
        """Whether any field can only be met by a finding."""
        of_findings = (self.topics, self.directions, self.stages, self.endpoints, self.entities, self.outcomes)
        return any(of_findings) or self.controlled

    @property
    def is_empty(self) -> bool:
        return self == Selection()


class Selector:
    """A selection read against a knowledge base: it knows what lies below each concept."""

    def __init__(self, kb: KnowledgeBase, selection: Selection) -> None:
        vocabulary = kb.vocabulary
        self.kb = kb
        self.selection = selection
        self.conditions = _below(vocabulary.conditions, selection.conditions)
        self.routes = _below(vocabulary.routes, selection.routes)
        self.sources = _below(vocabulary.sources, selection.sources)
        self.cells = _below(vocabulary.cells, selection.cells)
        self.donors = frozenset(selection.donors)
        self.entities = _below(vocabulary.entities, selection.entities)
        self.outcomes = _below(vocabulary.outcomes, selection.outcomes)

    def papers(self) -> Iterator[Paper]:
        """The papers asked for, by id: those that fit as a whole and hold a fitting finding if one is asked for."""
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
        for paper in self.kb.papers(*naming):
            if not self._fits_paper(paper):
                continue
            if self.selection.asks_of_findings:
                if any(self.fits(paper, finding) for finding in paper.findings):
                    yield paper
            elif self._names_all(paper) or any(self.fits(paper, finding) for finding in paper.findings):
                yield paper

    def findings(self) -> Iterator[tuple[Paper, Finding]]:
        """The findings asked for, with their papers."""
        for paper in self.papers():
            for finding in paper.findings:
                if self.fits(paper, finding):
                    yield paper, finding

    def _fits_paper(self, paper: Paper) -> bool:
        asked = self.selection
        issued = paper.bibliography.issued
        year = issued.year if issued else None
        first, last = asked.years
        if (first is not None or last is not None) and (
            year is None or (first is not None and year < first) or (last is not None and year > last)
        ):
            return False
        people = paper.study.participants
        n = people.total or people.treated
        return (
            (not asked.papers or paper.id in asked.papers)
            and (not asked.designs or paper.study.design in asked.designs)
            and (not asked.phases or _in_phase(paper.study.phase, asked.phases))
            and (not asked.levels or level(paper) in asked.levels)
            and (not asked.registrations or not set(asked.registrations).isdisjoint(paper.study.registrations))
            and (not asked.met or verdict(paper) in asked.met)
            and (not asked.blindings or paper.study.blinding in asked.blindings)
            and (not asked.sponsors or (paper.study.sponsor and paper.study.sponsor.kind) in asked.sponsors)
            and (not asked.standings or paper.standing.status in asked.standings)
            and (asked.min_n is None or (n is not None and n >= asked.min_n))
        )

    def _names_all(self, paper: Paper) -> bool:
        """Whether the study as a whole names what is asked for."""
        treatment = paper.study.intervention
        return (
            _meets(self.conditions, paper.study.conditions)
            and _meets(self.routes, treatment.routes)
            and _meets(self.sources, treatment.sources)
            and _meets(self.cells, treatment.cells)
            and _meets(self.donors, treatment.donors)
        )

    def fits(self, paper: Paper, finding: Finding) -> bool:
        """Whether a finding of a paper that fits is itself asked for."""
        asked = self.selection
        treatment = treatment_of(paper, finding)
        against = finding.comparator.against
        return (
            _meets(self.conditions, conditions(paper, finding))
            and _meets(self.routes, treatment.routes, against.routes if against else [])
            and _meets(self.sources, treatment.sources, against.sources if against else [])
            and _meets(self.cells, treatment.cells, against.cells if against else [])
            and _meets(self.donors, treatment.donors, against.donors if against else [])
            and _meets(self.entities, finding.entities)
            and (not self.outcomes or finding.outcome in self.outcomes)
            and (not asked.topics or finding.topic in asked.topics)
            and (not asked.directions or finding.direction in asked.directions)
            and (not asked.stages or finding.stage in asked.stages)
            and (not asked.endpoints or finding.endpoint in asked.endpoints)
            and (not asked.controlled or control_of(finding) is Control.CONTROLLED)
        )


def verdict(paper: Paper) -> str | None:
    """Return whether a paper's primary outcome was met, 'not-stated' for a trial that does not say, else None."""
    met = paper.study.primary_outcome_met
    if met is not None:
        return met.value
    return NOT_STATED if paper.study.design in TRIALS else None


def _below(facet: Facet, ids: tuple[str, ...]) -> frozenset[str]:
    return frozenset(one for asked in ids for one in facet.narrower(asked))


def _meets(wanted: frozenset[str], *named: Sequence[str]) -> bool:
    return not wanted or any(one in wanted for ids in named for one in ids)


def _in_phase(phase: str | None, wanted: tuple[str, ...]) -> bool:
    """Phase 2 asks for 2, 2a, 2b and for 1/2; phase 2b for 2b alone."""
    if phase is None:
        return False
    parts = phase.split("/")
    return phase in wanted or any(part == one or part.rstrip("ab") == one for part in parts for one in wanted)
