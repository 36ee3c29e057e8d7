"""The day from which on something is new, as people write it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from mscq.errors import NotUnderstood

_DAY = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?", re.ASCII)
_AGO = re.compile(r"(\d{1,5})\s?d(?:ays?)?", re.ASCII | re.IGNORECASE)


def day_of(text: str, today: date) -> date:
    """Return the first day that is meant by 2026, 2026-03, 2026-03-15, or 30d (so many days ago).

    Raises NotUnderstood where it is none of these, no day of the calendar, or still to come.
    """
    text = text.strip()
    found, ago = _DAY.fullmatch(text), _AGO.fullmatch(text)
    try:
        if ago:
            return today - timedelta(days=int(ago[1]))
        if found is None:
            raise ValueError
        day = date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except (ValueError, OverflowError):
        raise NotUnderstood(f"--since takes 2026, 2026-03, 2026-03-15 or 30d, not '{text[:40]}'") from None
    if day > today:
        raise NotUnderstood(f"--since {text} is still to come; today is {today}")
    return day
