"""Evidence on stem-cell therapy from reviewed papers, as a small typed API; the program uses nothing else.

    >>> import mscq
    >>> kb = mscq.load()
    >>> kb.find("40353645").id
    'hetta2025'
    >>> kb.dossier("lupus").condition.label
    'Systemic lupus erythematosus'
    >>> kb.compare("route", ["iv", "intrathecal"]).inside[0].favours
    'intrathecal'

Names are imported when they are first used, so that ``import mscq`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mscq.api import EvidenceBase, load
    from mscq.errors import MscqError
    from mscq.evidence.comparison import Comparison
    from mscq.evidence.conflicts import Conflict
    from mscq.evidence.dossier import Dossier
    from mscq.evidence.gap_map import EvidenceMap
    from mscq.evidence.results import Result, level, results, setting
    from mscq.evidence.selection import Selection, Selector
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Bibliography, Estimate, Finding, Paper
    from mscq.records.version import __version__
    from mscq.search.resolve import Resolver

_HOMES = {
    "Bibliography": "mscq.records.models",
    "Comparison": "mscq.evidence.comparison",
    "Conflict": "mscq.evidence.conflicts",
    "Dossier": "mscq.evidence.dossier",
    "Estimate": "mscq.records.models",
    "EvidenceBase": "mscq.api",
    "EvidenceMap": "mscq.evidence.gap_map",
    "Finding": "mscq.records.models",
    "KnowledgeBase": "mscq.records.knowledge_base",
    "MscqError": "mscq.errors",
    "Paper": "mscq.records.models",
    "Resolver": "mscq.search.resolve",
    "Result": "mscq.evidence.results",
    "Selection": "mscq.evidence.selection",
    "Selector": "mscq.evidence.selection",
    "__version__": "mscq.records.version",
    "level": "mscq.evidence.results",
    "load": "mscq.api",
    "results": "mscq.evidence.results",
    "setting": "mscq.evidence.results",
}

__all__ = [
    "Bibliography",
    "Comparison",
    "Conflict",
    "Dossier",
    "Estimate",
    "EvidenceBase",
    "EvidenceMap",
    "Finding",
    "KnowledgeBase",
    "MscqError",
    "Paper",
    "Resolver",
    "Result",
    "Selection",
    "Selector",
    "__version__",
    "level",
    "load",
    "results",
    "setting",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'mscq' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
