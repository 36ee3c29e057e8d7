"""Evidence on stem-cell therapy from reviewed papers, as a small typed API; the program uses nothing else.

    >>> import mscq
    >>> kb = mscq.load()
    >>> kb.find("40353645").id
    'hetta2025'
    >>> kb.answer("ms")
    ConditionAnswer('multiple-sclerosis', trials=10, pooled=3, papers=43)
    >>> kb.dossier("lupus").condition.label
    'Systemic lupus erythematosus'
    >>> kb.compare("route", ["iv", "intrathecal"]).direct[0].favours
    ('intrathecal',)

Names are imported when they are first used, so that ``import mscq`` costs next to nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing takes longer to import than all else here
if TYPE_CHECKING:
    from typing import Any

    from mscq.api import EvidenceBase as EvidenceBase
    from mscq.api import load as load
    from mscq.errors import MscqError as MscqError
    from mscq.evidence.answer import ConditionAnswer as ConditionAnswer
    from mscq.evidence.compared import Comparison as Comparison
    from mscq.evidence.conflicts import Conflict as Conflict
    from mscq.evidence.coverage import Coverage as Coverage
    from mscq.evidence.dossier import Dossier as Dossier
    from mscq.evidence.gap_map import EvidenceMap as EvidenceMap
    from mscq.evidence.level import control_of as control_of
    from mscq.evidence.level import level as level
    from mscq.evidence.results import Result as Result
    from mscq.evidence.results import results as results
    from mscq.evidence.safety import SafetyAnswer as SafetyAnswer
    from mscq.evidence.selection import Selection as Selection
    from mscq.evidence.selection import Selector as Selector
    from mscq.output.session import frame as frame
    from mscq.records.knowledge_base import KnowledgeBase as KnowledgeBase
    from mscq.records.models import Bibliography as Bibliography
    from mscq.records.models import Estimate as Estimate
    from mscq.records.models import Finding as Finding
    from mscq.records.models import Paper as Paper
    from mscq.records.version import __version__ as __version__
    from mscq.search.resolve import Resolver as Resolver
    from mscq.search.searcher import Found as Found

_HOMES = {
    "Bibliography": "mscq.records.models",
    "Comparison": "mscq.evidence.compared",
    "ConditionAnswer": "mscq.evidence.answer",
    "Conflict": "mscq.evidence.conflicts",
    "Coverage": "mscq.evidence.coverage",
    "Dossier": "mscq.evidence.dossier",
    "Estimate": "mscq.records.models",
    "EvidenceBase": "mscq.api",
    "EvidenceMap": "mscq.evidence.gap_map",
    "Finding": "mscq.records.models",
    "Found": "mscq.search.searcher",
    "KnowledgeBase": "mscq.records.knowledge_base",
    "MscqError": "mscq.errors",
    "Paper": "mscq.records.models",
    "Resolver": "mscq.search.resolve",
    "Result": "mscq.evidence.results",
    "SafetyAnswer": "mscq.evidence.safety",
    "Selection": "mscq.evidence.selection",
    "Selector": "mscq.evidence.selection",
    "__version__": "mscq.records.version",
    "frame": "mscq.output.session",
    "level": "mscq.evidence.level",
    "load": "mscq.api",
    "results": "mscq.evidence.results",
    "control_of": "mscq.evidence.level",
}

__all__ = [*_HOMES]


_FORMER = {"setting": "control_of"}
"""Names of version 0.1 that go on working."""


def __getattr__(name: str) -> Any:
    name = _FORMER.get(name, name)
    if name not in _HOMES:
        raise AttributeError(f"module 'mscq' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
