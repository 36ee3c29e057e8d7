"""The knowledge base with the questions that one asks of it; what answers them is imported when it is asked."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mscq.errors import NotUnderstood, UnknownPaper
from mscq.records.facets import noun_of
from mscq.records.knowledge_base import KnowledgeBase
from mscq.records.settings import data_folder
from mscq.search.lexicon import lexicon_of
from mscq.search.resolve import Resolution, Resolver

if TYPE_CHECKING:
    from mscq.evidence.answer import ConditionAnswer
    from mscq.evidence.compared import Comparison
    from mscq.evidence.conflicts import Conflict
    from mscq.evidence.coverage import Coverage
    from mscq.evidence.dossier import Dossier
    from mscq.evidence.gap_map import EvidenceMap
    from mscq.evidence.results import Result
    from mscq.evidence.safety import SafetyAnswer
    from mscq.evidence.selection import Selection
    from mscq.records.models import Paper
    from mscq.records.terms import Topic
    from mscq.search.searcher import Found, Searcher


def load(folder: str | os.PathLike[str] | None = None, sealed: bool = False) -> EvidenceBase:
    """Open the bundled base, or the one in ``folder``; files are read when they are first looked at.

    Papers are pydantic models. Where ``sealed``, those whose files the base's seal holds are plain records with the
    same fields, which are there sooner.
    """
    return EvidenceBase(Path(folder) if folder is not None else data_folder(), sealed)


class EvidenceBase(KnowledgeBase):
    """Papers and vocabulary, and dossiers, comparisons, conflicts and maps made from them."""

    def __init__(self, folder: Path, sealed: bool = False) -> None:
        super().__init__(folder, sealed)
        self._resolvers: dict[str, Resolver] = {}

    def __repr__(self) -> str:
        return f"EvidenceBase({str(self.folder)!r})"

    def resolve(self, facet: str, text: str) -> Resolution:
        """The concept that a text names in a facet of the vocabulary: ``resolve("conditions", "lupis")``.

        Raises AmbiguousTerm or UnknownTerm.
        """
        return self.resolver(facet).resolve(text)

    def resolver(self, facet: str) -> Resolver:
        """Return what resolves text in a facet of the vocabulary or in a closed list (``topics``)."""
        if facet not in self._resolvers:
            self._resolvers[facet] = Resolver(self.vocabulary.facet(facet), noun_of(facet), lexicon_of(self))
        return self._resolvers[facet]

    def unknown(self, text: str) -> UnknownPaper:
        """What to raise for a text that names no paper; of the name of a condition, how its papers are listed."""
        if self.resolver("conditions").exactly(text):
            return UnknownPaper(text, see=f"mscq papers --condition {shlex.quote(text.strip())}")
        return super().unknown(text)

    @cached_property
    def searcher(self) -> Searcher:
        """What searches the base; its index is built when it is first asked for."""
        from mscq.search.searcher import Searcher

        return Searcher(self)

    def search(
        self, query: str, selection: Selection | None = None, *, sort: str = "score", limit: int | None = 10
    ) -> Found:
        """Return the papers that answer words, a question or a query with fields, the best first.

        ``sort`` is score, year, n or level; without a ``limit`` all are given. Raises NotUnderstood, or its child
        QueryError.
        """
        from mscq.evidence.selection import Selector
        from mscq.search.searcher import SORTS

        if sort not in SORTS:
            raise NotUnderstood(f"a search is sorted by {', '.join(SORTS)}, not '{sort}'")
        selector = None if selection is None or selection.is_empty else Selector(self, selection)
        return self.searcher.search(
            query, sort=sort, limit=limit, selector=selector, conditions=lambda: self.resolver("conditions")
        )

    def results(self, paper: Paper, topic: Topic | None = None) -> Sequence[Result]:
        """Return the results of a paper on a topic (efficacy where none is named), each comparison once."""
        from mscq.evidence.results import results_of
        from mscq.records.terms import Topic

        return results_of(self, paper, topic or Topic.EFFICACY)

    def dossier(self, condition: str, selection: Selection | None = None) -> Dossier:
        """All that the base holds on a condition, by any of its names. Raises AmbiguousTerm or UnknownTerm."""
        from mscq.evidence.dossier import dossier

        return dossier(self, self.resolve("conditions", condition).concept_id, selection)

    def answer(self, condition: str, selection: Selection | None = None) -> ConditionAnswer:
        """Return what a clinician may conclude on a condition. Raises AmbiguousTerm or UnknownTerm."""
        from mscq.evidence.answering import answer

        return answer(self, self.resolve("conditions", condition).concept_id, selection)

    def safety(self, condition: str | None = None, selection: Selection | None = None) -> SafetyAnswer:
        """Return what is known of harm on a condition, or on all. Raises AmbiguousTerm or UnknownTerm."""
        from mscq.evidence.safety import safety

        return safety(self, None if condition is None else self.resolve("conditions", condition).concept_id, selection)

    def compare(self, dimension: str, values: Sequence[str], selection: Selection | None = None) -> Comparison:
        """Two or more values of a dimension (route, source, cell, donor, condition, design, paper, dose) compared.

        Values may go by any of their names. Raises ValueError, AmbiguousTerm, UnknownTerm or UnknownPaper.
        """
        from mscq.evidence.comparison import compare
        from mscq.evidence.dimensions import DIMENSIONS

        along = DIMENSIONS.get(dimension)
        if along is not None and along.facet:
            values = [self.resolve(along.facet, value).concept_id for value in values]
        elif along is not None:
            values = [along.find(self, value) for value in values]
        return compare(self, dimension, values, selection)

    def conflicts(self, condition: str | None = None, selection: Selection | None = None) -> list[Conflict]:
        """Papers that answer the same question differently, about one condition or all."""
        from mscq.evidence.conflicts import conflicts_within
        from mscq.evidence.selection import Selection, Selector
        from mscq.records.value import replace

        asked = selection or Selection()
        if condition is not None:
            asked = replace(asked, conditions=(self.resolve("conditions", condition).concept_id,))
        return conflicts_within(Selector(self, asked))

    def map(self, rows: str = "condition", columns: str = "route", selection: Selection | None = None) -> EvidenceMap:
        """The evidence gap map of two dimensions. Raises KeyError for a dimension it does not have."""
        from mscq.evidence.gap_map import evidence_map

        return evidence_map(self, rows, columns, selection)

    def coverage(self, condition: str | None = None) -> Coverage:
        """What the base lacks on a condition, by any of its names, or on all. Raises AmbiguousTerm or UnknownTerm."""
        from mscq.evidence.coverage import coverage

        return coverage(self, self.resolve("conditions", condition).concept_id if condition is not None else None)
