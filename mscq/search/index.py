"""The index of a base, as search asks it: where stems and concepts stand, how words are spelt, what a paper weighs.

What it knows is read from the index that is stored beside the base, a few values for a query, where that holds; else
it is made of all stored records as they are, without validation (``postings``).
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, Protocol

from mscq.records.naming import CARRIED, NAMED, is_quoted_whole
from mscq.records.table import Damaged
from mscq.search.postings import (
    BEGINNINGS,
    FIELD_NAMES,
    FIELDS,
    FINDINGS,
    IN_FINDINGS,
    LENGTHS,
    LONGEST,
    SIZES,
    SPELT,
    STANDING,
    WEIGHTS,
    YEARS,
    FindingWords,
    Postings,
    finding_words,
    labels_of,
    places_in,
    places_of,
    studied_in,
    times_of,
)
from mscq.search.words import stem

if TYPE_CHECKING:
    from mscq.records.table import Table
    from mscq.search.names import Named, Names
    from mscq.search.records import Records

Occurrences = dict[int, dict[int, int]]
_NUMBER_OF = {name: number for number, name in enumerate(FIELD_NAMES)}
_ALL = range(FIELDS)
_NUMBER = re.compile(r"[1-9][0-9]{0,8}").fullmatch
_FINDING, _STUDY = _NUMBER_OF["finding"], _NUMBER_OF["study"]


class Way(Protocol):
    """One way in which something may be said: stems in a row, in these fields or in all."""

    @property
    def term(self) -> tuple[str, ...]: ...
    @property
    def fields(self) -> tuple[str, ...]: ...


class _Raw(dict[int, dict[str, Any]]):
    """The stored records by the numbers of their papers, read when they are first asked for."""

    def __init__(self, kb: Records, ids: Mapping[int, str]) -> None:
        self._kb, self._ids = kb, ids

    def __missing__(self, number: int) -> dict[str, Any]:
        return self.setdefault(number, self._kb.raw(self._ids[number]))


class _Fields(dict[int, tuple[float, float, float, Any, float]]):
    """By field how much it counts and how far its length is evened out, how long it is by document and on average."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __missing__(self, field: int) -> tuple[float, float, float, Any, float]:
        name = FIELD_NAMES[field]
        boost, evening = WEIGHTS[name]
        told = (boost, 1 - evening, evening, self._index.lengths(name), self._index.average(field))
        return self.setdefault(field, told)


class Index:
    """The index of one base."""

    def __init__(self, kb: Records) -> None:
        """Raises BadRecord where no index is stored and a record is of another shape."""
        self.kb = kb
        self.ids: dict[int, str] = dict(enumerate(kb.ids))
        self.raw: dict[int, dict[str, Any]] = _Raw(kb, self.ids)
        self._stored: Table | None = kb.index
        self._occurrences: dict[tuple[tuple[str, ...], tuple[str, ...]], Occurrences] = {}
        self._decoded: dict[tuple[str, str], dict[int, Sequence[int]]] = {}
        self._values: dict[str, Any] = {}
        self._runs: dict[tuple[str, ...], Mapping[int, Sequence[int]]] = {}
        self._weighed = _Fields(self)
        self._begins: Sequence[int] = ()
        self._ends: list[int] = []
        self._findings: dict[int, list[FindingWords]] = {}
        self._texts: dict[int, tuple[list[str], ...]] = {}
        if self._stored is None:
            _ = self.postings

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def postings(self) -> Postings:
        """What is looked up, made of all records."""
        made = self._empty()
        for number, paper_id in self.ids.items():
            record = self.raw[number]
            try:
                made.add(number, paper_id, record)
            except (AttributeError, KeyError, TypeError, ValueError):
                self.kb.get(paper_id)
                raise
        return made

    def _empty(self) -> Postings:
        if "labels" not in self.kb.memo:
            self.kb.memo["labels"] = labels_of(self.kb.vocabulary)
        return Postings(self.kb.memo["labels"])

    def _get(self, kind: str, name: str = "") -> Any:
        """What is told of a name, None where nothing is."""
        if self._stored is None:
            return self.postings.get(kind, name)
        key = f"{kind}{name}"
        if key not in self._values:
            try:
                self._values[key] = self._stored.get(key)
            except Damaged:
                self._stored = None
                return self.postings.get(kind, name)
        return self._values[key]

    def _places(self, kind: str, token: str) -> Mapping[int, Sequence[int]]:
        """Where in each place a token is said."""
        if (kind, token) not in self._decoded:
            self._decoded[kind, token] = places_of(self._get(kind, token) or ())
        return self._decoded[kind, token]

    def forget(self) -> None:
        """Forget what was looked up: a document was added."""
        self._occurrences.clear()
        self._decoded.clear()
        self._runs.clear()
        self._weighed.clear()

    def text(self, document: int, field: int) -> list[str]:
        """The stems of a field of a document, in order."""
        if self._stored is not None and document not in self._texts:
            made = self._empty()
            made.add(document, self.ids[document], self.raw[document])
            self._texts[document] = made.texts[document]
        return (self.postings.texts if self._stored is None else self._texts)[document][field]

    def studied(self, document: int) -> list[str]:
        """The concepts that a study names as a whole, as tokens."""
        return studied_in(self.raw[document])

    def findings(self, document: int) -> list[FindingWords]:
        """What each finding of a document says, in the order of the record; made when it is first asked for."""
        if document not in self._findings:
            self._findings[document] = finding_words(self.raw[document])
        return self._findings[document]

    def findings_of(self, document: int) -> int:
        """How many findings a document has."""
        findings: int = self._get(FINDINGS)[document]
        return findings

    def _begin(self, document: int) -> Sequence[int]:
        """Where each finding of a document begins in the text of all."""
        if not self._ends:
            begins, counts = self._get(BEGINNINGS), self._get(FINDINGS)
            if self._stored is None:
                return begins[document]  # type: ignore[no-any-return]
            self._begins, self._ends = begins, [0, *accumulate(counts)]
        return self._begins[self._ends[document] : self._ends[document + 1]]

    def year(self, document: int) -> int | None:
        """The year of publication, where it is known."""
        year: int | None = self._get(YEARS)[document]
        return year

    def size(self, document: int) -> int | None:
        """The number of people in a study, where it is known."""
        size: int | None = self._get(SIZES)[document]
        return size

    def in_findings(self, term: tuple[str, ...]) -> Mapping[int, Sequence[int]]:
        """Document -> the findings, by number, that hold the stems in a row, or that name or take over the concept."""
        if len(term) == 1 and ":" in term[0]:
            return self._places(IN_FINDINGS, term[0])
        found: dict[int, Sequence[int]] = {}
        more = len(term) - 1
        said = self.runs(term).items() if more else places_in(self._get(STANDING, term[0]) or (), FIELDS, _FINDING)
        for code, places in said:
            if code % FIELDS == _FINDING:
                document = code // FIELDS
                own = self._begin(document)
                held = [(bisect(own, at), at + more) for at in places]
                if within := [number - 1 for number, last in held if number == len(own) or last < own[number]]:
                    found[document] = within
        return found

    def lengths(self, field: str) -> Any:
        """How long a field is, by document."""
        return self._get(LENGTHS, field)

    def average(self, field: int) -> float:
        """How long a field is on average."""
        lengths = self.lengths(FIELD_NAMES[field])
        return sum(lengths.values() if isinstance(lengths, dict) else lengths) / max(len(self), 1) or 1.0

    def occurrences(self, term: tuple[str, ...], fields: tuple[str, ...] = ()) -> Occurrences:
        """Document -> field -> how often the stems stand there one after another; in ``fields`` only, if any."""
        if (term, fields) not in self._occurrences:
            self._occurrences[term, fields] = self._looked_up(term, fields)
        return self._occurrences[term, fields]

    def keep(self, term: tuple[str, ...], fields: tuple[str, ...], found: Occurrences) -> None:
        """Keep where a term stands, found already."""
        self._occurrences[term, fields] = found

    def _looked_up(self, term: tuple[str, ...], fields: tuple[str, ...]) -> Occurrences:
        wanted = {_NUMBER_OF[name] for name in fields} or _ALL
        found: Occurrences = {}
        for code, times in self._times(term):
            document, field = divmod(code, FIELDS)
            if field in wanted:
                if document in found:
                    found[document][field] = times
                else:
                    found[document] = {field: times}
        return found

    def _times(self, term: tuple[str, ...]) -> Iterable[tuple[int, int]]:
        """Document and field, as one number, with how often the stems stand in it one after another."""
        if len(term) == 1:
            return times_of(self._get(STANDING, term[0]) or ())
        return [(code, len(places)) for code, places in self.runs(term).items()]

    def runs(self, term: tuple[str, ...]) -> Mapping[int, Sequence[int]]:
        """Document and field, as one number -> where in it the stems begin to stand one after another."""
        if len(term) < 2:
            return self._places(STANDING, term[0]) if term else {}
        if term not in self._runs:
            self._runs[term] = self._run(term)
        return self._runs[term]

    def _run(self, term: tuple[str, ...]) -> Mapping[int, Sequence[int]]:
        rarest, *later = sorted(range(len(term)), key=lambda number: self._spread(term[number]))
        found = {code: [at - rarest for at in there] for code, there in self._places(STANDING, term[rarest]).items()}
        for number in later:
            if not found:
                break
            others = self._places(STANDING, term[number])
            shared = [(code, others[code]) for code in sorted(found.keys() & others.keys())]
            found = {code: run for code, there in shared if (run := [at for at in found[code] if at + number in there])}
        return found

    def _spread(self, token: str) -> int:
        """In how many places a stored index tells that a token is said: of the rarest few places need be looked at."""
        told = self._get(STANDING, token) if self._stored is not None else None
        return told[0] if told else 0

    @staticmethod
    def field(name: str) -> int:
        """The number of a field, as ``text`` takes it and ``occurrences`` counts by it."""
        return _NUMBER_OF[name]

    def identified(self, text: str) -> set[int]:
        """The documents that carry an identifier: citation key, PMID, PMCID, DOI, NBK number, trial registration."""
        if _NUMBER(text):  # a PMID as it stands, which a text may hold many of: no other form need be tried
            return {*(self._get(CARRIED, text) or ())}
        from mscq.text.identifiers import parse, without_view

        identifier = parse(text)
        if identifier is None:
            return set()
        wanted = identifier.value.lower()
        either = {wanted, without_view(wanted)} if identifier.scheme == "doi" else {wanted}
        return {number for one in either for number in self._get(CARRIED, one) or ()}

    def naming(self, ids: Iterable[str]) -> set[int] | None:
        """The documents that hold one of these ids or values anywhere; None where no index tells."""
        if not all(map(is_quoted_whole, ids)):
            return None
        found = {number for one in ids for number in self._get(NAMED, one) or ()}
        return None if self._stored is None else found

    def names_together(self, names: Names, concepts: Sequence[Named]) -> bool:
        """Whether a study, or one of its findings, names all these concepts, or what lies below them."""
        if not concepts:
            return False
        tokens = [[(one.token,) for one in (named, *names.narrower(named))] for named in concepts]
        whole = [{paper for one in some for paper in self.occurrences(one, ("study",))} for some in tokens]
        if set.intersection(*whole):
            return True
        either = []
        for some, papers in zip(tokens, whole, strict=True):
            rows = [row for one in some for row in self.in_findings(one).items()]
            of_findings = {(paper, finding) for paper, findings in rows for finding in findings}
            of_papers = {(paper, finding) for paper in papers for finding in range(self.findings_of(paper))}
            either.append(of_findings | of_papers)
        return bool(set.intersection(*either))

    def beginning(self, prefix: str) -> list[str]:
        """The stems of words that begin so."""
        return sorted({stem(word) for word in self.spelt() if word.startswith(prefix)})

    def spelt(self) -> Iterator[str]:
        """The words of the documents as they are spelt."""
        return chain.from_iterable(self._so_long(size) for size in range(self.longest_word + 1))

    def _so_long(self, size: int) -> dict[str, list[int]]:
        """The words of a length, how often each stands, and whether it does in more than authors' names."""
        return self._get(SPELT, str(size)) or {}

    def stands(self, term: tuple[str, ...], fields: tuple[str, ...] = ()) -> bool:
        """Whether any document holds the stems one after another; in one of ``fields``, if any."""
        if (found := self._occurrences.get((term, fields))) is not None:
            return bool(found)
        wanted = {_NUMBER_OF[name] for name in fields} or _ALL
        return any(code % FIELDS in wanted for code, _ in self._times(term))

    def speaking(self, ways: Iterable[Way]) -> int:
        """How many documents hold one of these ways of saying something."""
        return len({document for one in ways for document in self.occurrences(one.term, one.fields)})

    def has(self, stem: str) -> bool:
        """Whether a stem stands in any document."""
        return bool(self._get(STANDING, stem))

    def times(self, word: str) -> int:
        """How often a word stands in the documents as it is."""
        return self._so_long(len(word)).get(word, (0,))[0]

    def alike(self, word: str, most: int, *, authors: bool) -> Iterable[str]:
        """The words of the documents whose length is within ``most`` of a word's; those of authors only on demand."""
        for size in range(len(word) - most, len(word) + most + 1):
            yield from (one for one, (_, in_text) in self._so_long(size).items() if authors or in_text)

    @property
    def longest_word(self) -> int:
        """The length of the longest word."""
        longest: int = self._get(LONGEST) or 0
        return longest

    def frequencies(self, term: tuple[str, ...], fields: tuple[str, ...]) -> Iterator[tuple[int, float]]:
        """How strongly each document speaks of a term: counts by field, weighed and evened out by length."""
        weighed = self._weighed
        for document, counts in self.occurrences(term, fields).items():
            total = 0.0
            for field, times in counts.items():
                boost, base, evening, lengths, average = weighed[field]
                total += boost * times / (base + evening * lengths[document] / average)
            yield document, total
