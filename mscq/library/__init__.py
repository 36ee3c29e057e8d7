"""The reader's own reference files: reading them, matching them against the base, tagging them."""

from __future__ import annotations

from mscq.library.entry import Entry, ReadResult, Unread
from mscq.library.read import FORMATS, read_file

__all__ = ["FORMATS", "Entry", "ReadResult", "Unread", "read_file"]
