"""From the words of a query to what they are looked up as: concepts, their other names, corrected words.

The longest run of words that names a concept is taken first, of any facet. A single word that names none
calls up the concepts whose names hold it. Words that the base does not know are corrected by one letter
(two from eight letters on), never those of four letters or fewer; words of questions are dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from mscq.search.name_index import stemmed
from mscq.search.names import LONGEST_NAME, Named, Names
from mscq.search.question_words import RELATIVES
from mscq.search.words import STOP_WORDS, stem, words

if TYPE_CHECKING:
    from mscq.search.headings import Headings
    from mscq.search.index import Index
    from mscq.search.nearness import Nearness
    from mscq.search.query import Word

TYPED = 1.0
OTHER_NAME = 0.4
NARROWER = 0.8
_HOLDING = 0.35
_SHORTEST_CORRECTED = 4  # of which letters may be swapped
_SHORTEST_TWICE = 8
_MOST_EDITS = 2
_SHORTEST_RELATED = 4
_WHOSE = frozenset({"my", "our", "his", "her", "their", "your"})
_SHORTEST_OF_STOP_WORDS = 3  # 'how it works' is a name, 'it works' is none
_AROUND = "?!.,;:'\"’‘"
TEXT_FIELDS = ("title", "summary", "finding", "detail", "author", "journal")
_CONCEPT_FIELDS = ("study", "named")


class UnitKind(Enum):
    """What a piece of a query was taken for."""

    CONCEPT = "concept"
    WORD = "word"
    PHRASE = "phrase"
    BEGINNING = "beginning"
    IDENTIFIER = "identifier"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way in which a unit may stand in a paper: stems in a row, or a concept's token."""

    term: tuple[str, ...]
    weight: float
    label: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that is looked for, and how it came about."""

    typed: str
    kind: UnitKind
    alternatives: tuple[Alternative, ...] = ()
    concepts: tuple[Named, ...] = ()
    corrected: str | None = None
    synonyms: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    documents: frozenset[int] = frozenset()
    scored: bool = True

    def __hash__(self) -> int:
        return hash(self.typed)  # the rest is long, and units that were typed alike are mostly one


class LineRead(NamedTuple):
    """A line of a search history, and how many papers it finds; None where it was left out."""

    number: int
    text: str
    papers: int | None


@dataclass(slots=True)
class Reading:
    """How a query was read. ``weighed`` are the units that need not all be there; ``spoken`` says for which fields
    words were taken, ``left_out`` what the base holds nothing of, ``widened`` what was taken more widely than it was
    asked for. ``lines`` are those of a search history.
    """

    units: list[Unit] = field(default_factory=list)
    weighed: list[Unit] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    widened: list[str] = field(default_factory=list)
    lines: list[LineRead] = field(default_factory=list)

    def apart(self) -> Reading:
        """A reading of a part, which says with this one what was left out and widened."""
        return Reading(left_out=self.left_out, widened=self.widened, lines=self.lines)

    def mended(self, text: str) -> str:
        """Return the words of a query with those that were mistyped as they were read."""
        read = {unit.typed: unit.corrected for unit in self.units if unit.corrected}
        return " ".join(read.get(word, word) for word in text.split())

    def add(self, part: Reading) -> None:
        """Take over what a part looks for."""
        self.units += part.units
        for name in ("ignored", "fields", "spoken"):
            mine: list[str] = getattr(self, name)
            mine += [one for one in getattr(part, name) if one not in mine]


@dataclass(frozen=True, slots=True)
class _Spoken:
    """One folded word of a query, and the word as typed that it is part of."""

    text: str
    typed: str
    corrected: bool = False


class Interpreter:
    """Reads words against one base and its vocabulary."""

    def __init__(self, index: Index, names: Names) -> None:
        self.index = index
        self.names = names
        self._made: dict[tuple[_Spoken, ...], Unit] = {}

    @cached_property
    def nearness(self) -> Nearness:
        """Where words stand, for those that must stand near each other."""
        from mscq.search.nearness import Nearness

        return Nearness(self.index)

    @cached_property
    def headings(self) -> Headings:
        """The headings of databases, for the concepts that they stand for."""
        from mscq.search.headings import Headings

        return Headings(self.names.vocabulary, self.names)

    @cached_property
    def _words_of_names(self) -> dict[int, list[str]]:
        """The words of all names by their length."""
        found: dict[int, list[str]] = {}
        for word in self.names.words:
            found.setdefault(len(word), []).append(word)
        return found

    @cached_property
    def _offered(self) -> dict[str, list[Named]]:
        """The words for which diseases are offered, though they name none."""
        return self.names.hinted("conditions")

    def run(self, run: Sequence[Word], reading: Reading) -> list[Unit]:
        """The units that words in a row become; what was ignored is noted in the reading."""
        spoken: list[_Spoken] = []
        units: list[Unit] = []
        for word in run:
            special = self._special(word.text)
            if special is not None:
                if special.kind is UnitKind.IDENTIFIER:
                    _drop_label(spoken)
                units += self._units(spoken, reading)
                units.append(special)
                spoken = []
            else:
                spoken += self._spoken(word.text)
        units += self._units(spoken, reading)
        reading.units += units
        return units

    def phrase(self, text: str, fields: Sequence[str] = ()) -> Unit:
        """Words as they stand, in the fields named or in all; without fields, also the concept that they name."""
        where = tuple(fields) or TEXT_FIELDS
        terms = self._wild(text, where) if "*" in text or "?" in text else [tuple(stem(word) for word in words(text))]
        found = [Alternative(term, TYPED, text, where) for term in terms]
        concepts = [] if fields else self.names.exact(words(text))
        found += [Alternative((one.token,), TYPED, one.label, _CONCEPT_FIELDS) for one in concepts]
        return Unit(text, UnitKind.PHRASE, tuple(found), tuple(concepts))

    def _wild(self, text: str, fields: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The runs of stems that a phrase with wildcards finds."""
        said = self.nearness.said(self.nearness.run(text, fields))
        for term, found in said.items():
            self.index.keep(term, fields, found)
        return sorted(said)

    def each_word(self, text: str, fields: Sequence[str]) -> list[Unit]:
        """A unit for every word, each looked up as it stands in the fields named."""
        units = []
        for typed in text.split():
            special = self._beginning(typed, tuple(fields) or TEXT_FIELDS)
            if special is None and ("*" in typed or "?" in typed.strip("?")) and any(map(str.isalnum, typed)):
                special = self.phrase(typed, fields or TEXT_FIELDS)
            units += [special] if special else [self.phrase(word, fields or TEXT_FIELDS) for word in words(typed)]
        return units

    def _special(self, typed: str) -> Unit | None:
        """A word with an asterisk, or an identifier of a paper of the base."""
        if any(map(str.isdigit, typed)):
            documents = self.index.identified(typed)
            if documents:
                return Unit(typed, UnitKind.IDENTIFIER, documents=frozenset(documents))
        return self._beginning(typed, TEXT_FIELDS)

    def _beginning(self, typed: str, fields: tuple[str, ...]) -> Unit | None:
        if not typed.endswith("*") or len(spoken := words(typed)) != 1:
            return None
        found = tuple(Alternative((one,), TYPED, typed, fields) for one in self.index.beginning(spoken[0]))
        return Unit(typed, UnitKind.BEGINNING if found else UnitKind.UNKNOWN, found)

    def _spoken(self, typed: str) -> list[_Spoken]:
        folded = words(typed)
        if self.names.exact(folded):
            return [_Spoken(text, typed) for text in folded]
        found = []
        for text in folded:
            mended = self._mended(text, name=typed[:1].isupper())
            found += [_Spoken(part, typed, corrected=True) for part in mended] or [_Spoken(text, typed)]
        return found

    def _mended(self, text: str, *, name: bool) -> list[str]:
        """The nearest known word, or two words that were run together; nothing where the word is known or hopeless.

        Only what is written as a name, with a capital, is taken for an author's: most words of English lie near one.
        """
        if len(text) < _SHORTEST_CORRECTED or not text.isalpha() or text in STOP_WORDS or self.knows(text):
            return []
        near = self._nearest(text, name=name)
        if near is not None:
            return [near]
        longest = self.index.longest_word
        ends = range(max(3, len(text) - longest), min(len(text) - 2, longest + 1))
        both = [(text[:i], text[i:]) for i in ends if self.index.times(text[:i]) and self.index.times(text[i:])]
        return list(max(both, key=lambda parts: min(map(self.index.times, parts)))) if both else []

    def knows(self, text: str) -> bool:
        """Whether a folded word stands in a record or in a name."""
        key = stem(text)
        named = self.names.has(key) or self.index.has(key) or bool(self.names.exact([text]))
        return named or stemmed([text]) in self._offered

    def _nearest(self, text: str, *, name: bool) -> str | None:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        from mscq.search.mistyping import SHORTEST, is_mistyping, is_swapped

        slips = is_swapped if len(text) < SHORTEST else partial(is_mistyping, known=())
        sizes = range(len(text) - _MOST_EDITS, len(text) + _MOST_EDITS + 1)
        named = (word for size in sizes for word in self._words_of_names.get(size, ()))
        known = list({*named, *self.index.alike(text, _MOST_EDITS, authors=name)} - STOP_WORDS)
        for edits in (1, _MOST_EDITS) if len(text) >= _SHORTEST_TWICE else (1,):
            near = process.extract(text, known, scorer=OSA.distance, score_cutoff=edits, limit=None)
            if meant := [word for word, _, _ in near if slips(text, word)]:
                best: str = min(meant, key=lambda word: (-self.index.times(word), word))
                return best
        return None

    def _units(self, spoken: Sequence[_Spoken], reading: Reading) -> list[Unit]:
        units: list[Unit] = []
        at = 0
        while at < len(spoken):
            size, concepts = self._longest(spoken, at)
            piece = spoken[at : at + size]
            if not concepts and (piece[0].text in STOP_WORDS or _is_of_asker(spoken, at)):
                reading.ignored.append(piece[0].typed)
            else:
                key = tuple(piece)
                if key not in self._made:
                    self._made[key] = self._concept(piece, concepts) if concepts else self._word(piece[0])
                units.append(self._made[key])
            at += size
        return units

    def _longest(self, spoken: Sequence[_Spoken], at: int) -> tuple[int, list[Named]]:
        texts = [one.text for one in spoken[at : at + LONGEST_NAME]]
        for size in self.names.sizes(texts):
            piece = texts[:size]
            meant = size >= _SHORTEST_OF_STOP_WORDS or (size == 1 and self._is_abbreviation(spoken, at))
            if all(text in STOP_WORDS for text in piece) and not meant:
                continue
            concepts = self.names.exact(piece)
            if concepts:
                return size, concepts
        return 1, []

    def _is_abbreviation(self, spoken: Sequence[_Spoken], at: int) -> bool:
        """Whether a word of questions is an abbreviation here: in capitals, or compared with its like (iv or it)."""
        one = spoken[at]
        if one.typed.isupper() and len(one.text) > 1:
            others = {other.typed for other in spoken if other is not one}
            if not (others and all(word.isupper() for word in others)):
                return True
        mine = {named.facet for named in self.names.exact([one.text])}
        for between, other in ((at - 1, at - 2), (at + 1, at + 2)):
            if 0 <= other < len(spoken) and spoken[between].text in {"vs", "versus", "or", "than", "and", "against"}:
                return bool(mine & {named.facet for named in self.names.exact([spoken[other].text])})
        return False

    def _concept(self, piece: Sequence[_Spoken], concepts: Sequence[Named]) -> Unit:
        spoken = [one.text for one in piece]
        typed = " ".join(dict.fromkeys(one.typed for one in piece)).strip(_AROUND)
        corrected = " ".join(spoken) if any(one.corrected for one in piece) else None
        found: dict[tuple[str, ...], Alternative] = {}
        for named in concepts:
            _put(found, (named.token,), TYPED, named.label, _CONCEPT_FIELDS)
        said = [word for word in spoken if word not in STOP_WORDS] or spoken
        if len("".join(spoken)) > 2:
            _put(found, tuple(map(stem, spoken)), TYPED, corrected or typed, TEXT_FIELDS)
        synonyms: dict[str, None] = {}
        narrower: dict[str, None] = {}
        for named in concepts:
            for name in self.names.texts(named):
                if _put(found, tuple(map(stem, words(name))), OTHER_NAME, named.label, TEXT_FIELDS):
                    synonyms[name] = None
            for below in self.names.narrower(named):
                if _put(found, (below.token,), NARROWER, below.label, _CONCEPT_FIELDS):
                    narrower[below.label] = None
        related = []
        if len(said) == 1 and len(said[0]) >= _SHORTEST_RELATED:
            _put(found, (stem(said[0]),), _HOLDING, said[0], TEXT_FIELDS)
            related = self._related(said, found)
        return Unit(
            typed,
            UnitKind.CONCEPT,
            tuple(found.values()),
            tuple(concepts),
            corrected,
            tuple(one for one in synonyms if self._stands(one)),
            tuple(narrower),
            tuple(related),
        )

    def _word(self, one: _Spoken) -> Unit:
        found: dict[tuple[str, ...], Alternative] = {}
        _put(found, (stem(one.text),), TYPED, one.text, (*TEXT_FIELDS, "label"))
        if len(one.text) == 4 and one.text.isdigit():
            _put(found, (f"year:{one.text}",), TYPED, one.text, ("study",))
        related = self._related([one.text], found) if len(one.text) >= _SHORTEST_RELATED else []
        known = any(self.index.stands(alternative.term) for alternative in found.values())
        return Unit(
            one.typed.strip(_AROUND),
            UnitKind.WORD if known else UnitKind.UNKNOWN,
            tuple(found.values()),
            corrected=one.text if one.corrected else None,
            related=tuple(related),
        )

    def _related(self, spoken: Sequence[str], found: dict[tuple[str, ...], Alternative]) -> list[str]:
        """Add the concepts whose names hold the word, and what lies below them; gives their labels.

        Where the word may mean several diseases, it calls up those, not the one whose name happens to hold it.
        """
        holding = self.names.holding(spoken)
        if offered := self._offered.get(stemmed(spoken)):
            holding = [*offered, *(one for one in holding if one.facet != "conditions")]
        near = [one for named in holding for one in (named, *self.names.narrower(named))]
        return [one.label for one in near if _put(found, (one.token,), _HOLDING, one.label, _CONCEPT_FIELDS)]

    def _stands(self, name: str) -> bool:
        return self.index.stands(tuple(map(stem, words(name))), TEXT_FIELDS)


def _put(
    found: dict[tuple[str, ...], Alternative], term: tuple[str, ...], weight: float, label: str, fields: tuple[str, ...]
) -> bool:
    """Add an alternative unless its term is there already; whether it was added."""
    if not term or term in found:
        return False
    found[term] = Alternative(term, weight, label, fields)
    return True


def _is_of_asker(spoken: Sequence[_Spoken], at: int) -> bool:
    """Whether a word says whose question it is: the son of 'my son', which is an author's name as well."""
    return at > 0 and spoken[at - 1].text in _WHOSE and stem(spoken[at].text) in RELATIVES


def _drop_label(spoken: list[_Spoken]) -> None:
    """Take the label of an identifier, as in "PMID: 37834955", from the words before it."""
    from mscq.text.identifiers import label_of

    while spoken and label_of(spoken[-1].typed):
        spoken.pop()
