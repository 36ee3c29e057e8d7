"""Words near each other: where runs of words stand, and which of them stand near which.

A run may hold wildcards: ``*`` any letters, ``?`` one or none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from mscq.search.index import Index, Occurrences
from mscq.search.postings import FIELD_NAMES, FIELDS
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
        self._stems_at: dict[tuple[int, int, int], tuple[str, ...]] = {}

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
        slots = self.slots(text)
        wanted = {FIELD_NAMES.index(name) for name in fields}
        runs: dict[tuple[int, int], tuple[str, ...]] = {}
        for later, slot in enumerate(slots):
            there = {place: one for one in slot for place in self._at(one)}
            if not later:
                runs = {place: (one,) for place, one in there.items() if place[0] % FIELDS in wanted}
                continue
            runs = {
                (code, at): (*run, there[code, at + later])
                for (code, at), run in runs.items()
                if (code, at + later) in there
            }
        found: Spans = {}
        for (code, at), run in sorted(runs.items()):
            found.setdefault(code, []).append((at, at + len(slots)))
            self._stems_at[code, at, at + len(slots)] = run
        return found

    def _at(self, stem: str) -> Iterable[tuple[int, int]]:
        """The texts, by number, in which a stem stands, and where."""
        return ((code, at) for code, places in self.index.runs((stem,)).items() for at in places)

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
            document, field = divmod(code, FIELDS)
            for start, end in places:
                counts = found.setdefault(self._stems_at[code, start, end], {}).setdefault(document, {})
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
