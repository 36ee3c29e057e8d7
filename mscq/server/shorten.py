"""Long answers shortened: of each list of records the first ones, and how many there are."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

_LEAST = 3
"""The fewest records that are kept of a list within another, where the limit allows so many."""
MOST = 40_000
"""How many characters an answer has, about, where no limit is asked for: what an assistant reads at once."""
_LIMITS = (100, 50, 20, 10, 5, 3, 2, 1)


class Cut(NamedTuple):
    """What was left out of the lists at a place, as 'conflicts[].sides.no[].findings', all of them together."""

    at: str
    shown: int
    total: int


def fitted(answer: Any) -> tuple[Any, list[Cut]]:
    """Return the answer under the highest limit that keeps it within ``MOST`` characters, and the cuts."""
    found = shortened(answer, _LIMITS[0])
    for limit in _LIMITS[1:]:
        if len(json.dumps(found[0], ensure_ascii=False)) <= MOST:
            break
        found = shortened(answer, limit)
    return found


def shortened(answer: Any, limit: int) -> tuple[Any, list[Cut]]:
    """Return the answer with no more than ``limit`` records a list, half as many in each list within, and the cuts.

    Lists of ids and words stay whole, so that whoever counts them counts right.
    """
    lengths: dict[str, list[tuple[int, int]]] = {}

    def short(value: Any, room: int, at: str) -> Any:
        if isinstance(value, dict):
            return {key: short(one, room, f"{at}.{key}" if at else key) for key, one in value.items()}
        if not isinstance(value, list) or not any(isinstance(one, dict) for one in value):
            return value
        lengths.setdefault(at, []).append((min(room, len(value)), len(value)))
        within = max(room // 2, min(_LEAST, room))
        return [short(one, within, f"{at}[]") for one in value[:room]]

    shown = short(answer, limit, "")
    cuts = [Cut(at, *map(sum, zip(*found, strict=True))) for at, found in lengths.items()]
    return shown, [one for one in cuts if one.shown < one.total]
