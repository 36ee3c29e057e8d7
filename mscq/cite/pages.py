"""Pages of a reference: read from "61-68", written with the dash that a format wants."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Pages"]

_DASH = r"\-‐‑–—"
_RANGE = re.compile(rf"([^\s,;{_DASH}]+)\s*[{_DASH}]+\s*([^\s,;{_DASH}]+)")


class Pages(NamedTuple):
    """First and last page; the last is empty where there is one page, none, or no plain range."""

    first: str
    last: str = ""

    @classmethod
    def parse(cls, text: str) -> Pages:
        """Return the pages in a text, ``61-68`` in two; what is no plain range stays whole as the first."""
        found = _RANGE.fullmatch(text)
        return cls(found[1], found[2]) if found else cls(text)

    def written(self, dash: str = "-") -> str:
        """Return the pages as one text, with this dash between first and last."""
        return f"{self.first}{dash}{self.last}" if self.last else self.first

    def whole(self) -> Pages:
        """Return the pages with the digits that a short last page leaves out: 245-53 gives 245-253."""
        first, last = self
        if not (first.isdecimal() and last.isdecimal()) or len(last) >= len(first):
            return self
        return Pages(first, first[: len(first) - len(last)] + last)
