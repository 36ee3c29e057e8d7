"""Words near each other: where runs of words stand, and which of them stand near which.

A run may hold wildcards: ``*`` any letters, ``?`` one or none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property

from mscq.search.index import FIELD_NAMES, Index, Occurrences
from mscq.search.words import stem, words

# document and field, as the index numbers them -> where runs begin and end there
Spans = dict[int, list[tuple[int, int]]]
_MOST_WILD = 4  # wildcards in one word
_LOOKED_BACK = 4  # runs that overlap each other
_WILD = re.compile(r"[*?]")


def is_wild(text: str) -> bool:
    """Return whether a run holds a wildcard that is more than the question mark behind it."""
    return "*" in text or "?" in text.strip("? ")


class Nearness:
    """Where words stand in the texts of one index."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._wild: dict[str, frozenset[str]] = {}
        self._runs: dict[tuple[str, tuple[str, ...]], Spans] = {}

    @cached_property
    def _places(self) -> dict[str, list[tuple[int, int]]]:
        """Stem -> the texts, by number, in which it stands, and where."""
        found: dict[str, list[tuple[int, int]]] = {}
        for number, fields in self.index.texts.items():
            for position, stems in enumerate(fields):
                for at, one in enumerate(stems):
                    found.setdefault(one, []).append((number * len(FIELD_NAMES) + position, at))
        return found

    def stems(self, word: str) -> frozenset[str]:
        """Return the stems of the words that a word with wildcards may be."""
        if word not in self._wild and len(_WILD.findall(word)) > _MOST_WILD:
            self._wild[word] = frozenset()
        elif word not in self._wild:
            pattern = re.compile("".join(_letters(part) for part in re.split(r"([*?])", word.lower())))
            self._wild[word] = frozenset(stem(one) for one in self.index.spelt() if pattern.fullmatch(one))
        return self._wild[word]

    def run(self, text: str, fields: tuple[str, ...]) -> Spans:
        """Return where the words of a text stand side by side in these fields."""
        if (text, fields) not in self._runs:
            self._runs[text, fields] = self._run(text, fields)
        return self._runs[text, fields]

    def _run(self, text: str, fields: Iterable[str]) -> Spans:
        wanted = {FIELD_NAMES.index(name) for name in fields}
        slots = self.slots(text)
        found: Spans = {}
        if not slots:
            return found
        for one in slots[0]:
            for code, at in self._places.get(one, ()):
                number, field = divmod(code, len(FIELD_NAMES))
                said = self.index.texts[number][field]
                if field in wanted and all(
                    said[at + i : at + i + 1] and said[at + i] in slot for i, slot in enumerate(slots)
                ):
                    found.setdefault(code, []).append((at, at + len(slots)))
        return {code: sorted(spans) for code, spans in found.items()}

    def slots(self, text: str) -> list[frozenset[str]]:
        """Return the stems that may stand at each place of a run."""
        return [slot for typed in text.split() for slot in self._slots(typed)]

    def anew(self) -> Nearness:
        """Return one over what the index holds now, which knows already what words with wildcards may be."""
        made = Nearness(self.index)
        made._wild = self._wild
        return made

    def _slots(self, typed: str) -> list[frozenset[str]]:
        if is_wild(typed):
            parts = [part for part in re.split(r"[^\w*?]+", typed) if part.strip("*?")]
            return [
                self.stems(part) if is_wild(part) else frozenset({stem(one)})
                for part in parts
                for one in words(part)[:1]
            ]
        return [frozenset({stem(one)}) for one in words(typed)]

    def said(self, spans: Spans) -> dict[tuple[str, ...], Occurrences]:
        """Return the runs of stems that stand in these places, with where they occur."""
        found: dict[tuple[str, ...], Occurrences] = {}
        for code, places in spans.items():
            document, field = divmod(code, len(FIELD_NAMES))
            for start, end in places:
                run = tuple(self.index.texts[document][field][start:end])
                counts = found.setdefault(run, {}).setdefault(document, {})
                counts[field] = counts.get(field, 0) + 1
        return found


def either(found: Sequence[Spans]) -> Spans:
    """Return the places of any of these."""
    joined: dict[int, set[tuple[int, int]]] = {}
    for spans in found:
        for code, places in spans.items():
            joined.setdefault(code, set()).update(places)
    return {code: sorted(places) for code, places in joined.items()}


def near(first: Spans, second: Spans, between: int, *, ordered: bool) -> Spans:
    """Return the places from one to the other where no more words than these stand between."""
    found: Spans = {}
    for code in first.keys() & second.keys():
        there = second[code]
        starts = [start for start, _ in there]
        places = set()
        for start, end in first[code]:
            at = bisect_left(starts, end)
            if at < len(there) and there[at][0] - end <= between:
                places.add((start, there[at][1]))
            if not ordered:
                before = bisect_left(starts, start)
                places |= {
                    (other[0], end)
                    for other in there[max(0, before - _LOOKED_BACK) : before]
                    if 0 <= start - other[1] <= between
                }
        if places:
            found[code] = sorted(places)
    return found


def _letters(part: str) -> str:
    return {"*": "[a-z0-9]*", "?": "[a-z0-9]?"}.get(part, re.escape("".join(words(part))))
