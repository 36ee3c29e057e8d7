"""Abbreviations that stand on a screen, and what they mean: each is explained once, in the last lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from mscq.output.report import Block, Bullets, Figure, Heading, Paragraph, Role, Span, Table, line
from mscq.output.scales import SCALES
from mscq.records.facets import FACETS
from mscq.records.measures import MEASURES
from mscq.text.fold import fold_words

if TYPE_CHECKING:
    from mscq.records.vocabulary import Concept, Vocabulary

_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")
_CAPITALS = re.compile(r"[A-Z].*[A-Z]|[A-Z]{2}")
_BESIDE = {
    "CCA": "corrected covered area, how far reviews pool the same trials",
    "CI": "confidence interval",
    "SD": "standard deviation",
    "SE": "standard error",
    "RCT": "randomised controlled trial",
    "WOMAC": "Western Ontario and McMaster Universities Osteoarthritis Index",
}


class Meanings(Mapping[str, str]):
    """What abbreviations stand for; which name of a concept spells one is looked up when it is asked for."""

    def __init__(self, told: dict[str, str], concepts: Mapping[str, Concept]) -> None:
        self._told = told
        self._concepts = concepts

    def __getitem__(self, short: str) -> str:
        if short not in self._told:
            concept = self._concepts[short]
            name = stands_for(short, concept)
            if name is None and "-" in short and all(part in self for part in short.split("-")):
                raise KeyError(short)  # its parts explain it
            self._told[short] = _lowered(name or concept.label)
        return self._told[short]

    def __iter__(self) -> Iterator[str]:
        return (one for one in (*dict(self._told), *self._concepts) if one in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def meanings(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Return what each abbreviation of measures and of the vocabulary stands for; the measures' come first.

    One that no name spells, and whose parts are explained (AT-MSC), is left to these.
    """
    told = {one.short: one.name for one in MEASURES.values() if one.is_abbreviated} | _BESIDE
    told |= {short: scale.name for short, scale in SCALES.items()}
    concepts: dict[str, Concept] = {}
    for facet in FACETS:
        for concept in vocabulary.facet(facet).values():
            for short in concept.abbreviations:
                if _CAPITALS.match(short) and short not in told and short not in _TOKEN.findall(concept.label):
                    concepts.setdefault(short, concept)
    return Meanings(told, concepts)


def instruments(vocabulary: Vocabulary) -> frozenset[str]:
    """Return the abbreviations of scales and other outcomes: what their letters stand for says least on a screen."""
    return frozenset(SCALES).union(*(one.abbreviations for one in vocabulary.outcomes.values()))


def stands_for(short: str, concept: Concept) -> str | None:
    """Return the name of a concept that an abbreviation spells, its label before others; None where none does."""
    if short in SCALES:
        return SCALES[short].name
    letters = "".join(one for one in short.removesuffix("s") if one.isalpha()).lower()
    # a trade name is one word with a capital, and an abbreviation explains none
    others = (one for one in concept.synonyms if not (one.istitle() and one.isalpha()) and short not in one)
    return next((one for one in (concept.label, *others) if _spells(letters, fold_words(one))), None)


def _spells(letters: str, words: Sequence[str]) -> bool:
    """Whether each letter begins a word, the first one the first, or is further on in the word of the one before."""
    return bool(letters and words) and words[0][0] == letters[0] and _goes_on(letters[1:], words[0][1:], words[1:])


def _goes_on(letters: str, rest: str, words: Sequence[str]) -> bool:
    if not letters or any(_spells(letters, words[place:]) for place in range(len(words))):
        return True
    within = rest.find(letters[0])
    return within >= 0 and _goes_on(letters[1:], rest[within + 1 :], words)


def explained(blocks: Iterable[Block], told: Mapping[str, str], known: Iterable[str] = ()) -> Paragraph | None:
    """Return the abbreviations in these blocks with their meanings (see ``meanings``), None where there are none.

    A plural is explained by its singular, once. ``known`` are those that the screen spells out itself.
    """
    left_out = set(known)
    used = dict.fromkeys(
        singular if (singular := token.removesuffix("s")) in told else token
        for block in blocks
        for text in texts(block)
        for word in _tokens(text)
        for token in ((word,) if word in told else word.split("-"))
        if token in told and left_out.isdisjoint((token, token.removesuffix("s")))
    )
    if not used:
        return None
    return Paragraph(line(Span("; ".join(f"{short} {told[short]}" for short in used), Role.DIM)))


@cache
def _tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text that may be abbreviations or hold one: EDSS, EDSS-Plus."""
    words = [word for word in _TOKEN.findall(text) if _CAPITALS.search(word)]
    return tuple(dict.fromkeys(words))


def _lowered(label: str) -> str:
    """Return a label as it stands within a sentence; titles and names of people keep their capitals."""
    return label[:1].lower() + label[1:] if label[1:] == label[1:].lower() and "'" not in label else label


def texts(block: Block) -> Iterable[str]:
    """Give the texts of a block, one by one."""
    match block:
        case Paragraph(line=text, label=label):
            yield from (label, text.text)
        case Heading(line=text, aside=aside):
            yield from (text.text, aside.text)
        case Bullets(items=items):
            yield from (item.text for item in items)
        case Table():
            yield from (column.title for column in block.columns)
            yield from (group.text for group in block.groups.values())
            yield from (cell.text for row in block.rows for cell in row)
        case Figure(caption=caption):
            yield caption
