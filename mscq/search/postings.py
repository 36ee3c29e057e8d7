"""What a search looks up, made of records: where stems and concepts stand, under keys as an index of a base holds it.

A document is a paper, known by its number. Its fields hold stems of words; the concepts that it names stand as tokens
of their own, ``conditions:multiple-sclerosis``, so that a concept is found by whatever name the query has for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.evidence import stored
from mscq.records.facets import FACETS
from mscq.records.naming import CARRIED, identifiers_of
from mscq.search.words import stem, stemmed, stems, words

if TYPE_CHECKING:
    from mscq.records.vocabulary import Vocabulary


Studied = Callable[[Mapping[str, Any]], list[str]]
"""Tells the concepts of a study as a whole, as tokens."""


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
"""Kinds of what is told of a stem or token: where it stands in each text (document and field), which findings of each
document name it; of a length: the words that are so long, how often each stands, and whether in more than names."""
LENGTHS, FINDINGS, BEGINNINGS = "lengths ", "findings", "beginnings of findings"
YEARS, SIZES, LONGEST = "years", "sizes", "longest word"
"""Kinds of what is told of each document: by field how long it is; how many findings it has, where each of these begins
in the text of all, its year, its people; and of the longest word its length."""
_CHOSEN = {"topic": "topics", "direction": "directions", "stage": "stages"}


class Postings:
    """What is looked up of the records that were added, by kind and name."""

    def __init__(self, labels: Mapping[str, list[str]], studied: Studied | None = None) -> None:
        """``labels`` are the stems of the names of each concept by its token, ``studied`` tells those of a study."""
        self.kinds: dict[str, dict[str, Any]] = {kind: {} for kind in (STANDING, IN_FINDINGS, SPELT, CARRIED)}
        self.kinds |= {kind: {"": {}} for kind in (FINDINGS, BEGINNINGS, YEARS, SIZES)}
        self.kinds |= {LENGTHS: {name: {} for name in FIELD_NAMES}, LONGEST: {"": 0}}
        self.texts: dict[int, tuple[list[str], ...]] = {}
        self.labels = labels
        self._studied = studied or studied_in

    def get(self, kind: str, name: str) -> Any:
        """Return what is told of a name, None where nothing is."""
        told = self.kinds[kind].get(name) if kind in self.kinds else None
        return in_columns(told) if kind in (STANDING, IN_FINDINGS) and told is not None else told

    def add(self, number: int, paper_id: str, record: Mapping[str, Any]) -> None:
        """Take in a stored record; one of another shape raises AttributeError, KeyError, TypeError or ValueError."""
        findings = [(one, finding_concepts(one), words(finding_text(one))) for one in stored.findings_of(record)]
        study, named = self._studied(record), [token for _, tokens, _ in findings for token in tokens]
        known = {label for concept in {*study, *named} for label in self.labels.get(concept, ())}
        fields = {"study": study, "named": named, "label": sorted(known)}
        said = {name: words(text) for name, text in texts_of(record).items() if name != "finding"}
        said["finding"] = [word for _, _, spoken in findings for word in spoken]
        for name, spoken in said.items():
            self._count(spoken, in_text=name != "author")
            fields[name] = stemmed(spoken)
        self.texts[number] = tuple(fields[name] for name in FIELD_NAMES)
        for field, (name, tokens) in enumerate(zip(FIELD_NAMES, self.texts[number], strict=True)):
            _enter(self.kinds[STANDING], number * FIELDS + field, enumerate(tokens))
            self.kinds[LENGTHS][name][number] = len(tokens)
        of_findings = ({*tokens, *taken_over(record, one)} for one, tokens, _ in findings)
        _enter(self.kinds[IN_FINDINGS], number, ((at, token) for at, each in enumerate(of_findings) for token in each))
        for identifier in identifiers_of(paper_id, record):
            self.kinds[CARRIED].setdefault(identifier, []).append(number)
        ends = accumulate(len(spoken) for _, _, spoken in findings)
        self.kinds[FINDINGS][""][number] = len(findings)
        self.kinds[BEGINNINGS][""][number] = [0, *ends][: len(findings)]
        self.kinds[YEARS][""][number] = stored.year_of(record)
        self.kinds[SIZES][""][number] = stored.size_of(record)

    def _count(self, spoken: Iterable[str], *, in_text: bool) -> None:
        spelt = self.kinds[SPELT]
        for word in spoken:
            alike = spelt.setdefault(str(len(word)), {})
            if (told := alike.get(word)) is None:
                alike[word] = [1, in_text]
                self.kinds[LONGEST][""] = max(self.kinds[LONGEST][""], len(word))
            else:
                told[0] += 1
                told[1] = told[1] or in_text


def _enter(told: dict[str, list[int]], place: int, said: Iterable[tuple[int, str]]) -> None:
    """Enter for each token that is said in a place the number of the place, how often, and where in it."""
    here: dict[str, list[int]] = {}
    for at, token in said:
        if (row := here.get(token)) is None:
            here[token] = [at]
        else:
            row.append(at)
    for token, row in here.items():
        told.setdefault(token, []).extend((place, len(row), *row))


def in_columns(told: Sequence[int]) -> list[int]:
    """Return what was entered of a token as it is read: how many places, these, how often it is said there, and where.

    What a place is, and how often, is then told without a look at where.
    """
    places, times, where, at = list[int](), list[int](), list[int](), 0
    while at < len(told):
        end = at + 2 + told[at + 1]
        places.append(told[at])
        times.append(told[at + 1])
        where += told[at + 2 : end]
        at = end
    return [len(places), *places, *times, *where]


def times_of(told: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Return each place in which a token is said, and how often."""
    many = told[0] if told else 0
    return zip(told[1 : many + 1], told[many + 1 : 2 * many + 1], strict=True)


def places_of(told: Sequence[int]) -> dict[int, Sequence[int]]:
    """Return where in each place a token is said."""
    found, at = dict[int, Sequence[int]](), 2 * told[0] + 1 if told else 0
    for place, times in times_of(told):
        found[place] = told[at : at + times]
        at += times
    return found


def places_in(told: Sequence[int], kinds: int, kind: int) -> Iterator[tuple[int, Sequence[int]]]:
    """Return where in each place of a kind a token is said, where places are numbered by so many kinds in turn."""
    at = 2 * told[0] + 1 if told else 0
    for place, times in times_of(told):
        if place % kinds == kind:
            yield place, told[at : at + times]
        at += times


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


def studied_in(record: Mapping[str, Any]) -> list[str]:
    """The concepts of a study as a whole, as tokens."""
    whole = [_token(one) for one in stored.named_as_a_whole(record)]
    year = stored.year_of(record)
    return whole + ([f"year:{year}"] if year else [])


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
