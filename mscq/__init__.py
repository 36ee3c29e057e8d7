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
    from mscq.compare import Comparison
    from mscq.conflicts import Conflict
    from mscq.dossier import Dossier
    from mscq.errors import MscqError
    from mscq.evidence import Result, level, results, setting
    from mscq.evidence_base import EvidenceBase, load
    from mscq.evidence_map import EvidenceMap
    from mscq.knowledge_base import KnowledgeBase
    from mscq.models import Bibliography, Estimate, Finding, Paper
    from mscq.resolve import Resolver
    from mscq.selection import Selection, Selector
    from mscq.version import __version__

_HOMES = {
    "Bibliography": "mscq.models",
    "Comparison": "mscq.compare",
    "Conflict": "mscq.conflicts",
    "Dossier": "mscq.dossier",
    "Estimate": "mscq.models",
    "EvidenceBase": "mscq.evidence_base",
    "EvidenceMap": "mscq.evidence_map",
    "Finding": "mscq.models",
    "KnowledgeBase": "mscq.knowledge_base",
    "MscqError": "mscq.errors",
    "Paper": "mscq.models",
    "Resolver": "mscq.resolve",
    "Result": "mscq.evidence",
    "Selection": "mscq.selection",
    "Selector": "mscq.selection",
    "__version__": "mscq.version",
    "level": "mscq.evidence",
    "load": "mscq.evidence_base",
    "results": "mscq.evidence",
    "setting": "mscq.evidence",
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
