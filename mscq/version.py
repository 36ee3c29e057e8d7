"""The version of the program and of the base it carries."""

from __future__ import annotations

__version__ = "0.1.0"


def version_line() -> str:
    """Program, version, and what the bundled base holds."""
    from mscq.errors import MscqError
    from mscq.knowledge_base import load

    try:
        return f"mscq {__version__} · base of {len(load())} papers"
    except MscqError as error:
        return f"mscq {__version__} · base not readable: {error}"
