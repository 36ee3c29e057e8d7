"""An inverted index of the base in memory, built from the stored records as they are, without validation.

A document is a paper. Its fields hold stems of words; the concepts that it names stand as tokens of their own,
``conditions:multiple-sclerosis``, so that a concept is found by whatever name the query has for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from mscq.evidence import stored
from mscq.records.facets import FACETS
from mscq.search.words import stem, stems, words
from mscq.text.registrations import registration

if TYPE_CHECKING:
    from mscq.records.vocabulary import Vocabulary
    from mscq.search.names import Named, Names
    from mscq.search.records import Records


class Way(Protocol):
    """One way in which something may be said: stems in a row, in these fields or in all."""

    @property
    def term(self) -> tuple[str, ...]: ...
    @property
    def fields(self) -> tuple[str, ...]: ...


class Weight(NamedTuple):
    """How much a field counts, and how far its length is evened out (the b of BM25F)."""

    boost: float
    evening: float


class FindingWords(NamedTuple):
    """What a finding says: its stems in order and as a set, and the concepts that it names or takes over."""

    said: list[str]
    present: frozenset[str]
    named: frozenset[str]


# what a paper is about (title, study, summary) stands above what one of its many findings says
WEIGHTS: dict[str, Weight] = {
    "title": Weight(4.0, 0.4),
    "study": Weight(4.0, 0.4),
    "summary": Weight(2.0, 0.5),
    "finding": Weight(1.0, 0.75),
    "named": Weight(1.0, 0.75),
    "label": Weight(1.0, 0.75),
    "detail": Weight(1.0, 0.75),
    "author": Weight(1.0, 0.3),
    "journal": Weight(0.5, 0.3),
}
FIELD_NAMES = tuple(WEIGHTS)
_NUMBER_OF = {name: number for number, name in enumerate(FIELD_NAMES)}
_CHOSEN = {"topic": "topics", "direction": "directions", "stage": "stages"}

Occurrences = dict[int, dict[int, int]]


class Index:
    """The index of one base: where every stem and concept stands, and how long every field is."""

    def __init__(self, kb: Records) -> None:
        self.kb = kb
        self.ids: dict[int, str] = dict(enumerate(kb.ids))
        self.raw: dict[int, dict[str, Any]] = {number: kb.raw(one) for number, one in self.ids.items()}
        self.texts: dict[int, tuple[list[str], ...]] = {}
        self.postings: dict[str, list[int]] = {}
        self.surface: dict[str, int] = {}
        self._occurrences: dict[tuple[tuple[str, ...], tuple[str, ...]], Occurrences] = {}
        self.in_text: set[str] = set()
        self._findings: dict[int, list[FindingWords]] = {}
        if "labels" not in kb.memo:
            kb.memo["labels"] = labels_of(kb.vocabulary)
        self._labels: dict[str, list[str]] = kb.memo["labels"]
        for number, record in self.raw.items():
            try:
                self._add(number, record)
            except (AttributeError, KeyError, TypeError, ValueError):
                kb.get(self.ids[number])
                raise

    def __len__(self) -> int:
        return len(self.ids)

    def _add(self, number: int, record: dict[str, Any]) -> None:
        said = texts_of(record)
        study, named = self._concepts(record)
        known = {label for concept in {*study, *named} for label in self._labels.get(concept, ())}
        fields: list[list[str]] = []
        for position, name in enumerate(FIELD_NAMES):
            if name == "study":
                tokens = study
            elif name == "named":
                tokens = named
            elif name == "label":
                tokens = sorted(known)
            else:
                spoken = words(said[name])
                if name != "author":
                    self.in_text.update(spoken)
                for word in spoken:
                    self.surface[word] = self.surface.get(word, 0) + 1
                tokens = [stem(word) for word in spoken]
            fields.append(tokens)
            code = number * len(FIELD_NAMES) + position
            for token in tokens:
                self.postings.setdefault(token, []).append(code)
        self.texts[number] = tuple(fields)

    def _concepts(self, record: dict[str, Any]) -> tuple[list[str], list[str]]:
        return concepts_of(record)

    def findings(self, document: int) -> list[FindingWords]:
        """What each finding of a document says, in the order of the record; made when it is first asked for."""
        if document not in self._findings:
            record = self.raw[document]
            self._findings[document] = [_words_of(record, finding) for finding in stored.findings_of(record)]
        return self._findings[document]

    @cached_property
    def _average(self) -> list[float]:
        count = max(len(self.texts), 1)
        return [sum(len(fields[i]) for fields in self.texts.values()) / count or 1.0 for i in range(len(FIELD_NAMES))]

    def occurrences(self, term: tuple[str, ...], fields: tuple[str, ...] = ()) -> Occurrences:
        """Document -> field -> how often the stems stand there one after another; in ``fields`` only, if any."""
        if (term, fields) not in self._occurrences:
            self._occurrences[term, fields] = self._looked_up(term, fields)
        return self._occurrences[term, fields]

    def keep(self, term: tuple[str, ...], fields: tuple[str, ...], found: Occurrences) -> None:
        """Keep where a term stands, found already."""
        self._occurrences[term, fields] = found

    def _looked_up(self, term: tuple[str, ...], fields: tuple[str, ...]) -> Occurrences:
        wanted = {_NUMBER_OF[name] for name in fields}
        found: Occurrences = {}
        if len(term) == 1:
            codes = self.postings.get(term[0], [])
        else:
            shared = [set(self.postings.get(token, ())) for token in term]
            codes = sorted(set.intersection(*shared)) if shared else []
        for code in codes:
            document, field = divmod(code, len(FIELD_NAMES))
            if wanted and field not in wanted:
                continue
            times = 1 if len(term) == 1 else _runs(self.texts[document][field], term)
            if times:
                counts = found.setdefault(document, {})
                counts[field] = counts.get(field, 0) + times
        return found

    @staticmethod
    def field(name: str) -> int:
        """The place of a field in ``texts`` and in what ``occurrences`` counts."""
        return _NUMBER_OF[name]

    def identified(self, text: str) -> set[int]:
        """The documents that carry an identifier: citation key, PMID, PMCID, DOI, NBK number, trial registration."""
        from mscq.text.identifiers import parse, without_view

        identifier = parse(text)
        if identifier is None:
            return set()
        wanted = identifier.value.lower()
        either = {wanted, without_view(wanted)} if identifier.scheme == "doi" else {wanted}
        return {
            number
            for number, record in self.raw.items()
            if not either.isdisjoint(_identifiers(self.ids[number], record))
        }

    def names_together(self, names: Names, concepts: Sequence[Named]) -> bool:
        """Whether a study, or one of its findings, names all these concepts, or what lies below them."""
        wanted = [{one.token for one in (named, *names.narrower(named))} for named in concepts]
        holding = [{paper for token in tokens for paper in self.occurrences((token,))} for tokens in wanted]
        study = _NUMBER_OF["study"]
        for paper in set.intersection(*holding) if holding else ():
            whole = set(self.texts[paper][study])
            of_findings = (whole | finding.named for finding in self.findings(paper))
            if any(all(tokens & named for tokens in wanted) for named in (whole, *of_findings)):
                return True
        return False

    def beginning(self, prefix: str) -> list[str]:
        """The stems of words that begin so."""
        return sorted({stem(word) for word in self.surface if word.startswith(prefix)})

    def spelt(self) -> Iterable[str]:
        """The words of the documents as they are spelt."""
        return self.surface

    def stands(self, term: tuple[str, ...], fields: tuple[str, ...] = ()) -> bool:
        """Whether any document holds the stems one after another."""
        return bool(self.occurrences(term, fields))

    def speaking(self, ways: Iterable[Way]) -> int:
        """How many documents hold one of these ways of saying something."""
        return len({document for one in ways for document in self.occurrences(one.term, one.fields)})

    def has(self, stem: str) -> bool:
        """Whether a stem stands in any document."""
        return stem in self.postings

    def times(self, word: str) -> int:
        """How often a word stands in the documents as it is."""
        return self.surface.get(word, 0)

    def alike(self, word: str, most: int, *, authors: bool) -> Iterable[str]:
        """The words of the documents whose length is within ``most`` of a word's; those of authors only on demand."""
        by_length = self._by_length[authors]
        return (one for size in range(len(word) - most, len(word) + most + 1) for one in by_length.get(size, ()))

    @cached_property
    def _by_length(self) -> dict[bool, dict[int, list[str]]]:
        found: dict[bool, dict[int, list[str]]] = {True: {}, False: {}}
        for word in self.surface:
            found[True].setdefault(len(word), []).append(word)
            if word in self.in_text:
                found[False].setdefault(len(word), []).append(word)
        return found

    @cached_property
    def longest_word(self) -> int:
        """The length of the longest word."""
        return max(map(len, self.surface), default=0)

    def frequency(self, document: int, counts: Mapping[int, int]) -> float:
        """How strongly a document speaks of a term: counts by field, weighed and evened out by length."""
        lengths, total = self.texts[document], 0.0
        for field, times in counts.items():
            weight = WEIGHTS[FIELD_NAMES[field]]
            length = 1 - weight.evening + weight.evening * len(lengths[field]) / self._average[field]
            total += weight.boost * times / length
        return total


def _runs(tokens: list[str], term: tuple[str, ...]) -> int:
    first, size = term[0], len(term)
    return sum(1 for i, token in enumerate(tokens) if token == first and tuple(tokens[i : i + size]) == term)


def texts_of(record: Mapping[str, Any]) -> dict[str, str]:
    """The words of a record by field of the index."""
    bibliography, study = record.get("bibliography") or {}, record.get("study") or {}
    findings = record.get("findings") or []
    treatment = study.get("intervention") or {}
    people = [*(bibliography.get("author") or []), *(bibliography.get("editor") or [])]
    detail = [
        study.get("population"),
        study.get("comparator"),
        treatment.get("dose"),
        *(study.get("registrations") or []),
    ]
    detail += [record.get("bookshelf"), *(record.get("notes") or [])]
    for finding in findings:
        detail += [finding.get("population"), (finding.get("comparator") or {}).get("label"), finding.get("note")]
    return {
        "title": bibliography.get("title") or "",
        "summary": record.get("summary") or "",
        "finding": " . ".join(finding_text(finding) for finding in findings),
        "detail": _text(detail),
        "author": _text(part for person in people for part in person.values()),
        "journal": _text((bibliography.get("container-title"), bibliography.get("container-title-short"))),
    }


def _words_of(record: Mapping[str, Any], finding: Mapping[str, Any]) -> FindingWords:
    said = stems(finding_text(finding))
    named = {*finding_concepts(finding), *taken_over(record, finding)}
    return FindingWords(said, frozenset(said), frozenset(named))


def finding_text(finding: Mapping[str, Any]) -> str:
    """What a finding says, with its outcome and group in the source's terms."""
    return _text((finding.get("statement"), finding.get("outcome_label"), finding.get("group")))


def concepts_of(record: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The concepts of a record as tokens: those of the study as a whole, and those of its findings."""
    whole = [_token(one) for one in stored.named_as_a_whole(record)]
    year = stored.year_of(record)
    whole += [f"year:{year}"] if year else []
    named = [token for finding in stored.findings_of(record) for token in finding_concepts(finding)]
    return whole, named


def finding_concepts(finding: Mapping[str, Any]) -> list[str]:
    """The concepts and values of closed lists that a finding itself names, as tokens."""
    chosen = [f"{facet}:{finding[key]}" for key, facet in _CHOSEN.items() if finding.get(key)]
    return [*map(_token, stored.named_in(finding)), *chosen]


def taken_over(record: Mapping[str, Any], finding: Mapping[str, Any]) -> list[str]:
    """The concepts that a finding takes over from its paper where it is silent, as tokens."""
    return [*map(_token, stored.taken_over(record, finding))]


def _token(named: stored.Named) -> str:
    return ":".join(named)


def _identifiers(paper_id: str, record: Mapping[str, Any]) -> set[str]:
    bibliography, study = record.get("bibliography") or {}, record.get("study") or {}
    found = [bibliography.get(name) for name in ("PMID", "PMCID", "DOI")]
    trials = [registration(str(one)) or one for one in study.get("registrations") or ()]
    item = str(bibliography.get("DOI") or "").partition("10.1016/")[2]  # Elsevier's DOIs may hold a PII
    return {str(one).lower() for one in (paper_id, record.get("bookshelf"), *found, *trials, item)}


def _text(parts: Iterable[object]) -> str:
    return " . ".join(part for part in parts if isinstance(part, str))


def labels_of(vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Return concept token -> the stems of its label and abbreviations."""
    return {
        f"{name}:{concept.id}": [stem(word) for text in (concept.label, *concept.abbreviations) for word in words(text)]
        for name in FACETS
        for concept in vocabulary.facet(name).values()
    }
