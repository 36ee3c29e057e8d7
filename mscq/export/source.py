"""A base read whole, as the tables of an export are made from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mscq.records.canonical import plain
from mscq.records.version import base_version

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Finding, Paper


class Base:
    """The papers of a knowledge base as models and as plain records, and its version."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.folder = kb.folder
        self.vocabulary = kb.vocabulary
        self.papers: Sequence[Paper] = list(kb.papers())
        self.version = base_version(kb.folder)
        self.trials: Sequence[dict[str, Any]] = [plain(trial) for trial in kb.trials]

    @cached_property
    def plain(self) -> list[tuple[Paper, dict[str, Any]]]:
        """Every paper with its record as it stands in the file."""
        return [(paper, plain(paper)) for paper in self.papers]

    @property
    def findings(self) -> Iterator[tuple[Paper, Finding, dict[str, Any]]]:
        """Every finding with its paper and its record as it stands in the file."""
        for paper, record in self.plain:
            yield from ((paper, *pair) for pair in zip(paper.findings, record.get("findings", ()), strict=True))
