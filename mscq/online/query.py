"""The question to PubMed: papers on cells and a condition, by the names that the vocabulary has for them.

Words are looked for in title and abstract ([tiab]), headings in what NLM's indexers assigned ([mh], which takes the
names of a heading too). New is what was added to PubMed since a day ([crdt], "create date"): a paper of last year that
PubMed took in yesterday is new to the reader. The date of publication would miss it, and so would the entry date
([edat]), which PubMed sets back to the publication for papers that come in a year late or more.
Syntax: pubmed.ncbi.nlm.nih.gov/help, "Search field tags".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mscq.records.vocabulary import Concept, Facet, Vocabulary

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_LEAST_CUT = 4  # letters before a * (PubMed help, "Truncating search terms")
_GIVEN = tuple(
    f'"{word}*"[tiab]'
    for word in ("transplant", "graft", "implant", "inject", "infus", "cell therap", "cell-based therap")
)
_TO_COME = "3000"  # PubMed's own open end of a range of dates

Words = tuple[str, ...]


class Query(NamedTuple):
    """Alternatives: stem cells, other cells (which count where a treatment is named too), conditions; and days."""

    cells: tuple[str, ...]
    others: tuple[str, ...]
    conditions: tuple[str, ...]
    since: date
    until: date | None = None

    def __str__(self) -> str:
        others = (f"({_any(self.others)} AND {_any(_GIVEN)})",) if self.others else ()
        until = f"{self.until:%Y/%m/%d}" if self.until else _TO_COME
        days = f'("{self.since:%Y/%m/%d}"[crdt] : "{until}"[crdt])'
        return " AND ".join((_any((*self.cells, *others)), _any(self.conditions), days))

    def without(self, phrases: Iterable[str]) -> Query:
        """Return the query without these phrases; where none were left of the conditions they stay.

        PubMed looks for the single words of a quoted phrase that its index lacks, which finds what nobody asked for.
        """
        gone = {_bare(phrase) for phrase in phrases}

        def left(alternatives: tuple[str, ...]) -> tuple[str, ...]:
            # PubMed names a phrase with its field or without
            return tuple(one for one in alternatives if gone.isdisjoint((_bare(one), _bare(one).partition("[")[0])))

        cells, others = left(self.cells), left(self.others)
        if not cells and not others:
            cells, others = self.cells, self.others
        return self._replace(cells=cells, others=others, conditions=left(self.conditions) or self.conditions)


def query_of(vocabulary: Vocabulary, since: date, condition: str | None = None, cells: Collection[str] = ()) -> Query:
    """Return the question for a condition with all below it, and these cells with all below them.

    Without a condition it asks for those that stand below a family of diseases (all, where none does), without cells
    for every kind.
    """
    concepts = vocabulary.conditions.values()
    if condition:
        asked = [one for one in concepts if one.id in vocabulary.conditions.narrower(condition)]
    else:
        diseases = [one for one in concepts if not _family(one)]
        asked = [one for one in diseases if one.broader] or diseases
    # an abbreviation (MS, OA, PD) means too much else, and an abstract spells it out
    headings, names = [one.label for one in asked if one.mesh], [name for one in asked for name in _names(one)]
    certain, others = _cells(vocabulary.cells, cells)
    return Query(certain, others, tuple(_alternatives(headings, names)), since)


def _any(alternatives: Iterable[str]) -> str:
    return f"({' OR '.join(alternatives)})"


def _bare(phrase: str) -> str:
    return phrase.replace('"', "").casefold().strip()


def _family(concept: Concept) -> bool:
    return concept.kind == "family"


def _names(concept: Concept) -> tuple[str, ...]:
    return (concept.label, *concept.synonyms)


def _cells(facet: Facet, asked: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What names stem cells, as those do that go by a patient's word (hint), and what names other cells.

    Others (macrophage, dopaminergic neuron) are above all parts of a body: they count beside the word for a treatment.
    One common word (mesenchymal, exosome) says too little, unless such a cell is asked for. A concept that has neither
    a heading nor a place below another (mixed cells) is a rest, whose own names say nothing.
    """
    every = [one for one in facet.values() if one.id in facet.narrower(*asked)] if asked else [*facet.values()]
    concepts = [one for one in every if asked or (not _family(one) and (one.broader or one.mesh))]
    stem = facet.narrower(*(one.id for one in concepts if one.hints))
    kinds: dict[bool, tuple[list[str], list[str]]] = {True: ([], []), False: ([], [])}
    if not asked:
        kinds[True][1].extend(hint for one in every for hint in one.hints)
    for concept in concepts:
        headings, names = kinds[concept.id in stem]
        said = [name for name in _names(concept) if (asked and concept.id not in stem) or _says_a_cell(name)]
        headings += said[:1] if concept.mesh and concept.label in said else []
        names += said
    certain = tuple(_alternatives(*kinds[True]))
    return certain, tuple(one for one in _alternatives(*kinds[False], kinds[True][1]) if one not in certain)


def _says_a_cell(name: str) -> bool:
    return len(_words(name)) > 1 or any(one.isdigit() for one in name) or any(one.isupper() for one in name[1:])


def _words(name: str) -> Words:
    return tuple(_WORD.findall(name.replace("’", "'").lower()))


def _alternatives(headings: Iterable[str], names: Iterable[str], beside: Iterable[str] = ()) -> Iterator[str]:
    for heading in dict.fromkeys(" ".join(_words(one)) for one in headings):
        yield f'"{heading}"[mh]'
    covered = {*_shortest(beside)}
    yield from (f'"{phrase}"[tiab]' for phrase in _shortest((*names, *beside)) if phrase not in covered)


def _shortest(names: Iterable[str]) -> list[str]:
    """The names as phrases, singular and plural as one (``stem cell*``), without those that hold another of them."""
    every = {words for name in names if (words := _words(name))}
    cut = {words for words in every if len(words[-1]) >= _LEAST_CUT and _plural(words) in every}
    every -= {_plural(words) for words in cut}
    whole: set[Words] = set()
    begun: set[Words] = set()
    kept = []
    for words in sorted(every, key=lambda words: (len(words), words not in cut, words)):
        if _holds_one(words, whole, begun):
            continue
        (begun if words in cut else whole).add(words)
        kept.append(" ".join(words) + ("*" if words in cut else ""))
    return kept


def _plural(words: Words) -> Words:
    return (*words[:-1], f"{words[-1]}s")


def _holds_one(words: Words, whole: set[Words], begun: set[Words]) -> bool:
    """Whether some of these words, one after the other, are a phrase of ``whole`` or begin as one of ``begun``."""
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            part = words[start:end]
            if part in whole:
                return True
            last = part[-1]
            if any((*part[:-1], last[:length]) in begun for length in range(_LEAST_CUT, len(last) + 1)):
                return True
    return False
