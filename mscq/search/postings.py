"""What a search looks up, made of records: where stems and concepts stand, under keys as an index of a base holds it.

A document is a paper, known by its number. Its fields hold stems of words; the concepts that it names stand as tokens
of their own, ``conditions:multiple-sclerosis``, so that a concept is found by whatever name the query has for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.evidence import stored
from mscq.records.facets import FACETS
from mscq.records.naming import CARRIED, identifiers_of
from mscq.search.words import stem, stems, words

if TYPE_CHECKING:
    from mscq.records.vocabulary import Vocabulary


Concepts = Callable[[Mapping[str, Any]], tuple[list[str], list[str]]]
"""Tells the concepts of a record as tokens: those of the whole, and those of its findings."""


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
FIELDS = len(FIELD_NAMES)
STANDING, IN_FINDINGS, SPELT = "standing ", "in findings ", "spelt "
"""Keys of a stem or token: its rows of text (document and field) and places there, of document and findings that name
it; keys of a length: the words that are so long, how often each stands and whether it does in more than names."""
LENGTHS, BEGINNINGS, YEARS, SIZES, LONGEST = "lengths ", "beginnings of findings", "years", "sizes", "longest word"
"""Keys of what is told of each document: by field how long it is, where each finding begins in the text of all,
year, number of people; and of the length of the longest word."""
_CHOSEN = {"topic": "topics", "direction": "directions", "stage": "stages"}


class Postings:
    """What is looked up of the records that were added, by key."""

    def __init__(self, labels: Mapping[str, list[str]], concepts: Concepts | None = None) -> None:
        """``labels`` are the stems of the names of each concept by its token, ``concepts`` tells those of a record."""
        self.values: dict[str, Any] = {BEGINNINGS: {}, YEARS: {}, SIZES: {}}
        self.values.update((f"{LENGTHS}{name}", {}) for name in FIELD_NAMES)
        self.texts: dict[int, tuple[list[str], ...]] = {}
        self.labels = labels
        self._concepts = concepts or concepts_of

    def get(self, key: str) -> Any:
        """Return the value of a key, None where there is none."""
        return self.values.get(key)

    def add(self, number: int, paper_id: str, record: Mapping[str, Any]) -> None:
        """Take in a stored record; one of another shape raises AttributeError, KeyError, TypeError or ValueError."""
        said, values = texts_of(record), self.values
        study, named = self._concepts(record)
        known = {label for concept in {*study, *named} for label in self.labels.get(concept, ())}
        of_field = {"study": study, "named": named, "label": sorted(known)}
        findings = [(one, words(finding_text(one))) for one in stored.findings_of(record)]
        spoken = {"finding": [word for _, said_there in findings for word in said_there]}
        fields: list[list[str]] = []
        for position, name in enumerate(FIELD_NAMES):
            if (tokens := of_field.get(name)) is None:
                tokens = self._stems(spoken[name] if name in spoken else words(said[name]), name)
            fields.append(tokens)
            self._place(number * FIELDS + position, tokens)
            values[f"{LENGTHS}{name}"][number] = len(tokens)
        self.texts[number] = tuple(fields)
        at, begin = 0, list[int]()
        for finding, (one, said_there) in enumerate(findings):
            begin.append(at)
            at += len(said_there)
            for token in {*finding_concepts(one), *taken_over(record, one)}:
                rows = values.setdefault(f"{IN_FINDINGS}{token}", [])
                if not rows or rows[-1][0] != number:
                    rows.append([number])
                rows[-1].append(finding)
        values[BEGINNINGS][number] = begin
        values[YEARS][number] = stored.year_of(record)
        values[SIZES][number] = stored.size_of(record)
        for identifier in identifiers_of(paper_id, record):
            values.setdefault(f"{CARRIED}{identifier}", []).append(number)

    def _stems(self, spoken: list[str], field: str) -> list[str]:
        for word in spoken:
            alike = self.values.setdefault(f"{SPELT}{len(word)}", {})
            told = alike.setdefault(word, [0, False])
            told[0] += 1
            told[1] = told[1] or field != "author"
        longest = max(map(len, spoken), default=0)
        self.values[LONGEST] = max(self.values.get(LONGEST, 0), longest)
        return [stem(word) for word in spoken]

    def _place(self, code: int, tokens: Iterable[str]) -> None:
        for at, token in enumerate(tokens):
            rows = self.values.setdefault(f"{STANDING}{token}", [])
            if not rows or rows[-1][0] != code:
                rows.append([code])
            rows[-1].append(at)


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


def finding_words(record: Mapping[str, Any]) -> list[FindingWords]:
    """What each finding of a record says, in its order."""
    found = []
    for finding in stored.findings_of(record):
        said = stems(finding_text(finding))
        named = {*finding_concepts(finding), *taken_over(record, finding)}
        found.append(FindingWords(said, frozenset(said), frozenset(named)))
    return found


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


def labels_of(vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Return concept token -> the stems of its label and abbreviations."""
    return {
        f"{name}:{concept.id}": [stem(word) for text in (concept.label, *concept.abbreviations) for word in words(text)]
        for name in FACETS
        for concept in vocabulary.facet(name).values()
    }


def _token(named: stored.Named) -> str:
    return ":".join(named)


def _text(parts: Iterable[object]) -> str:
    return " . ".join(part for part in parts if isinstance(part, str))
