"""The reader's own reference files: reading them, matching them against the base, tagging them."""

from __future__ import annotations

from mscq.library.entry import Entry, ReadResult, Unread
from mscq.library.read import Reader, read_file

__all__ = ["Entry", "ReadResult", "Reader", "Unread", "read_file"]
