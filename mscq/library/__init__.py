"""The reader's own reference files: reading them, matching them against the base, tagging them.

Names are imported when they are first used: a search beside a library reads no file of references.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mscq.library.entry import Entry, Unread
    from mscq.library.read import Reader, ReadResult, read_file

__all__ = ["Entry", "ReadResult", "Reader", "Unread", "read_file"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{'entry' if name in ('Entry', 'Unread') else 'read'}"), name)
