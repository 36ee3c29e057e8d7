"""A search history told apart into its lines, as databases print it: numbers before them, counts of hits behind.

Numbers are ``1``, ``1.``, ``#1`` or ``S1``; they rise by one from line to line, or fall by one where the newest line
stands first. A text whose lines only name each other by number has lines 1, 2, 3 and so on. What stands before the
first number is a heading of the list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_LABEL = re.compile(
    r"(?:(?P<opens>^[ \t]*)|(?<=\s))(?P<mark>[#S])?(?P<number>\d{1,3})(?P<dot>[.):])?(?=\s)", re.MULTILINE
)
_JOIN_BEHIND = re.compile(r"[ \t]+(?:and|or|not|to|near)(?:\s|/\d|$)|\s*$", re.IGNORECASE)
_JOIN_BEFORE = re.compile(r"(?:\b(?:and|or|not|limit|near)|[(,/-])$", re.IGNORECASE)
_LONGEST_JOIN = 6
_LONGEST_COUNT = 40
_MOST_MISSING = 20
_ONLY_NUMBERS = re.compile(
    r"(?i)\s*[({]*(?:(?:or|and)/)?[#S]?\d{1,3}[)}]*(?:\s*(?:and not|and|or|not|,|-)\s*[({]*[#S]?\d{1,3}[)}]*){1,200}\s*"
)
_COUNT = re.compile(
    r"(?:[ \t]+\(?(?:n\s*=\s*)?\d{1,3}(?:,\d{3})+\)?|(?:\t| {2,})\d+|[ \t]+\(\d+\)|(?<=[/.\])\"'’*\d])[ \t]+\d+"
    r"|[ \t]+\d\d:\d\d:\d\d|[ \t]+sort by: [a-z ]{1,20})\s*\Z",
    re.IGNORECASE,
)
_LAST_NUMBER = re.compile(r"(?<!and)(?<!or)(?<!not)(?<!to)(?<![,/-])\s+\d[\d,]*\Z", re.IGNORECASE)
_BEFORE = re.compile(r"\s*(?:search(?: query)?:\s+)?", re.IGNORECASE)


class Numbered(NamedTuple):
    """A line of a history: its number, and where its text begins and ends in the whole."""

    number: int
    start: int
    end: int


def lines_of(text: str) -> tuple[str, list[Numbered]]:
    """Return the heading of a search history and its lines by their numbers; no line where the text is none."""
    labels = _labels(text)
    if not labels:
        return "", _unnumbered(text)
    ends = [*(match.start() for match in labels[1:]), len(text)]
    found = [_trimmed(text, int(match["number"]), match.end(), end) for match, end in zip(labels, ends, strict=True)]
    return text[: labels[0].start()].strip(), sorted(_without_counts(text, found))


def _without_counts(text: str, lines: Sequence[Numbered]) -> list[Numbered]:
    """Lines without the bare numbers at their ends, where most have one."""
    ends = [_LAST_NUMBER.search(text[max(line.start, line.end - _LONGEST_COUNT) : line.end]) for line in lines]
    if 2 * sum(map(bool, ends)) <= len(lines):
        return list(lines)
    return [
        Numbered(line.number, line.start, line.end - len(count[0])) if count else line
        for line, count in zip(lines, ends, strict=True)
    ]


def _labels(text: str) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    step = 0
    for match in _LABEL.finditer(text):
        if not _may_open(text, match):
            continue
        if not found:
            found += [match] if match["opens"] is not None else []
            continue
        change = int(match["number"]) - int(found[-1]["number"])
        alike = bool(match["mark"]) == bool(found[0]["mark"]) and bool(match["dot"]) == bool(found[0]["dot"])
        if alike and _goes_on(match, change, step):
            found.append(match)
            step = 1 if change > 0 else -1
    if len(found) > 1:
        return found
    return found if found and found[0]["mark"] and not text[: found[0].start()].strip() else []


def _may_open(text: str, match: re.Match[str]) -> bool:
    """Whether a number can be a line's own: it is not one that the line combines with others."""
    opens = match["opens"] is not None
    if not opens and _JOIN_BEFORE.search(text[max(0, match.start() - _LONGEST_JOIN) : match.start()].rstrip(" \t")):
        return False
    behind = _JOIN_BEHIND.match(text, match.end())
    return behind is None or (opens and (match["dot"] is not None or "/" in behind[0]))


def _goes_on(match: re.Match[str], change: int, step: int) -> bool:
    """Whether a number is the next; at the beginning of a line some may be missing between."""
    plain = match["mark"] is None and match["dot"] is None
    if match["opens"] is None:
        return match["mark"] != "S" and not plain and change == (step or change) and abs(change) == 1
    return (
        change == step or (step == 0 and abs(change) == 1) or (not plain and step >= 0 and 0 < change <= _MOST_MISSING)
    )


def _unnumbered(text: str) -> list[Numbered]:
    """Lines without numbers of which one at least names others by theirs."""
    written = [match for match in re.finditer(r"[^\n]+", text) if match[0].strip()]
    if len(written) < 3 or not any(_ONLY_NUMBERS.fullmatch(match[0]) for match in written):
        return []
    return [_trimmed(text, number, match.start(), match.end()) for number, match in enumerate(written, 1)]


def _trimmed(text: str, number: int, start: int, end: int) -> Numbered:
    begin = _BEFORE.match(text, start, end)
    start = begin.end() if begin else start
    while True:
        end = start + len(text[start:end].rstrip())
        tail = max(start, end - _LONGEST_COUNT)
        count = _COUNT.search(text[tail:end])
        if count is None:
            return Numbered(number, start, end)
        end = tail + count.start()
