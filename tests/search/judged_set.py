"""The judged queries, and what search makes of them: shared by the test and the benchmark."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from mscq.search.searcher import Searcher

JUDGED = Path(__file__).with_name("judged.json")
CUT = 5


class Judged(NamedTuple):
    """A query, its kind (expert, mistyped, patient) and the papers that must be found."""

    query: str
    kind: str
    papers: tuple[str, ...]


class Outcome(NamedTuple):
    """What search made of a judged query: the papers found that were judged, best first."""

    judged: Judged
    found: tuple[str, ...]

    @property
    def reciprocal_rank(self) -> float:
        """One over the place of the first paper that must be found; 0 where none is."""
        places = [place for place, paper in enumerate(self.found, 1) if paper in self.judged.papers]
        return 1 / places[0] if places else 0.0

    @property
    def recall(self) -> float:
        """The share of the papers that must be found among the first five, out of five at most."""
        hits = len(set(self.found[:CUT]) & set(self.judged.papers))
        return hits / min(CUT, len(self.judged.papers))


def judged_queries(path: Path = JUDGED) -> list[Judged]:
    """The judged set."""
    queries = json.loads(path.read_text(encoding="utf-8"))["queries"]
    return [Judged(one["query"], one["kind"], tuple(one["papers"])) for one in queries]


def outcomes(searcher: Searcher, queries: Iterable[Judged], path: Path = JUDGED) -> list[Outcome]:
    """Search for every judged query, and leave out of what is found the papers that nobody judged.

    Rule: condensed lists (Sakai, "Alternatives to Bpref", SIGIR 2007), so that a paper added later is no mistake.
    """
    among = set(json.loads(path.read_text(encoding="utf-8"))["among"])
    found = []
    for judged in queries:
        hits = searcher.search(judged.query, limit=100).hits
        found.append(Outcome(judged, tuple(hit.paper.id for hit in hits if hit.paper.id in among)))
    return found


def mean(values: Sequence[float]) -> float:
    """The mean, 0 of nothing."""
    return sum(values) / len(values) if values else 0.0
