"""Matching the reader's references against the base.

By PMID, PMCID and DOI first; then by title, year and first author. What only comes near is said to be
near and not matched.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from mscq.text.fold import fold_words
from mscq.text.identifiers import parse, without_view
from mscq.text.lines import shortened
from mscq.text.registrations import registration

if TYPE_CHECKING:
    from mscq.library.entry import Entry

By = Literal["pmid", "pmcid", "doi", "bookshelf", "pii", "registration", "key", "title"]

# likeness by rapidfuzz: 0 where nothing is alike, 100 where all is
SAME_TITLE = 93.0
NEAR_TITLE = 82.0
SAME_WORD = 75.0
UNLIKE_TITLE = 60.0
SHARED_WORDS = 0.6  # share of a title's words (0 to 1), before its letters are compared
SHARED_AT_LEAST = 3  # one word in so many, before a title is looked at
_MARKUP = re.compile(r"</?(?:i|b|em|sub|sup|span|sc|jats:[a-z]+)(?:\s[^<>]*)?>", re.IGNORECASE)
_SMALL_WORDS = frozenset({"a", "an", "the", "of", "in", "on", "and", "for", "with"})
_NOTICE_WORDS = frozenset(
    {"erratum", "corrigendum", "correction", "retraction", "comment", "commentary", "reply", "response"}
)
_PUNCTUATION = re.compile(r"[.?!;:,\"“”„()\[\]–—]")
SHORTEST_TITLE = 20  # folded characters; a shorter one ("Editorial") says too little


class Candidate(NamedTuple):
    """A paper of the base, as far as matching needs it."""

    id: str
    pmid: str | None = None
    pmcid: str | None = None
    doi: str | None = None
    title: str | None = None
    year: int | None = None
    first_family: str | None = None
    bookshelf: str | None = None
    registrations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A reference that is a paper of the base.

    ``score`` is the likeness of the titles, 0 to 100: 100 unless they differ in a letter or two.
    """

    by: By
    record: str
    score: float = 100.0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A reference that resembles a paper of the base but was not taken for it, and why."""

    record: str
    why: str


class _Title(NamedTuple):
    """The title of a paper of the base, folded, and its words."""

    of: Candidate
    text: str
    sorted: str
    words: frozenset[str]


@lru_cache(maxsize=1 << 10)  # a title is matched with the base and with the others of its file
def folded_title(title: str | None) -> str:
    """Return the words of a title, without the markup that CSL-JSON allows in it."""
    return " ".join(fold_words(_MARKUP.sub("", (title or "")[:2000])))


def ids_of(entry: Entry) -> dict[By, str]:
    """Return the identifiers of an entry by scheme, in the order in which matching trusts them."""
    bibliography = entry.bibliography
    ids: dict[By, str | None] = {
        "pmid": bibliography.pmid,
        "pmcid": bibliography.pmcid,
        "doi": bibliography.doi.lower() if bibliography.doi else None,
        "bookshelf": entry.bookshelf,
    }
    return {by: value for by, value in ids.items() if value}


def says_enough(folded: str) -> bool:
    """Return whether a folded title is long enough to tell papers apart."""
    return len(folded.replace(" ", "")) >= SHORTEST_TITLE


def _candidate_ids(candidate: Candidate) -> dict[By, str]:
    ids: dict[By, str | None] = {
        "pmid": candidate.pmid,
        "pmcid": candidate.pmcid,
        "doi": candidate.doi.lower() if candidate.doi else None,
        "bookshelf": candidate.bookshelf,
    }
    return {by: value for by, value in ids.items() if value}


def _same_family(one: str, other: str) -> bool:
    """Whether two family names agree, particles ("van der") given or not."""
    words, others = fold_words(one), fold_words(other)
    shorter = min(len(words), len(others))
    return bool(shorter) and (words[-shorter:] == others[-shorter:] or "".join(words) == "".join(others))


def _words_apart(one: str, other: str) -> tuple[list[str], list[str]]:
    """Words of each folded title that are no misspelling of one in the other; numbers must be equal."""
    from rapidfuzz import fuzz

    def missing(words: list[str], among: list[str]) -> list[str]:
        return [
            word
            for word in words
            if word not in among
            and word not in _SMALL_WORDS
            and (
                len(word) < 4
                or any(character.isdigit() for character in word)
                or not any(fuzz.ratio(word, near) >= SAME_WORD for near in among)
            )
        ]

    words, others = one.split(), other.split()
    apart = missing(words, others), missing(others, words)
    # "in vitro" and "invitro" differ in no letter
    return apart if "".join(words) != "".join(others) else ([], [])


class Matcher:
    """Matches entries against the papers of the base."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._candidates = list(candidates)
        self._by_id = {
            (by, value): candidate
            for candidate in reversed(self._candidates)
            for by, value in _candidate_ids(candidate).items()
        }
        self._by_key = {candidate.id: candidate for candidate in self._candidates}
        self._by_registration: dict[str, list[str]] = {}
        for candidate in self._candidates:
            for one in candidate.registrations:
                self._by_registration.setdefault(registration(one) or one, []).append(candidate.id)

    @cached_property
    def _titles(self) -> list[_Title]:
        found = ((candidate, folded_title(candidate.title)) for candidate in self._candidates)
        return [
            _Title(candidate, title, " ".join(sorted(title.split())), frozenset(title.split()))
            for candidate, title in found
            if says_enough(title)
        ]

    @cached_property
    def _holding(self) -> dict[str, int]:
        """Word -> the titles that hold it, a bit for each."""
        found: dict[str, int] = {}
        for position, title in enumerate(self._titles):
            for word in title.words - _SMALL_WORDS:
                found[word] = found.get(word, 0) | 1 << position
        return found

    def _sharing(self, words: Collection[str]) -> list[_Title]:
        """The titles that share a third of these words: of others none comes near."""
        sums: list[int] = []  # how many are shared, for each title in binary, the lowest digit first
        for word in words:
            carry = self._holding.get(word, 0)
            for digit, one in enumerate(sums):
                sums[digit], carry = one ^ carry, one & carry
            sums += [carry] if carry else []
        least = -(-len(words) // SHARED_AT_LEAST)
        shared = -1 if least < 1 << len(sums) else 0
        for digit, one in enumerate(sums):
            shared = one & shared if least >> digit & 1 else one | shared
        titles = []
        while shared:
            lowest = shared & -shared
            titles.append(self._titles[lowest.bit_length() - 1])
            shared ^= lowest
        return titles

    def match(self, entry: Entry) -> Match | NearMiss | None:
        """Return the paper that an entry is, the one it only resembles, or None."""
        found = self._match_ids(entry)
        if found:
            return found
        if entry.raw and entry.key and entry.key in self._by_key:
            return Match("key", entry.key)
        if entry.bibliography.title:
            return self._match_title(entry, entry.bibliography.title)
        return (self._match_number(entry.raw) or self._match_raw(entry)) if entry.raw else None

    def _match_number(self, text: str) -> Match | NearMiss | None:
        """A text that is but a registration or a publisher's number; of a trial with several papers none is chosen."""
        found = parse(text)
        if found and found.scheme == "pii" and (paper := self._by_id.get(("doi", f"10.1016/{found.value.lower()}"))):
            return Match("pii", paper.id)
        papers = self._by_registration.get(found.value, []) if found and found.scheme == "registration" else []
        if len(papers) > 1:
            return NearMiss(papers[0], f"the trial has several papers: {', '.join(papers)}")
        return Match("registration", papers[0]) if papers else None

    def _match_ids(self, entry: Entry) -> Match | NearMiss | None:
        ids = ids_of(entry)
        doi = ids.get("doi", "")
        if doi and ("doi", doi) not in self._by_id and ("doi", shorter := without_view(doi)) in self._by_id:
            ids["doi"] = shorter
        hits = {by: hit for by, value in ids.items() if (hit := self._by_id.get((by, value)))}
        if not hits:
            return None
        by, hit = next(iter(hits.items()))
        others = {other: paper.id for other, paper in hits.items() if paper.id != hit.id}
        if others:
            said = ", ".join(f"{other.upper()} to {paper}" for other, paper in others.items())
            return NearMiss(hit.id, f"its identifiers disagree: {by.upper()} belongs to {hit.id}, {said}")
        notes = [
            f"{other.upper()} {ids[other]} is not that of {hit.id}, {value}"
            for other, value in _candidate_ids(hit).items()
            if ids.get(other, value) != value
        ]
        title = entry.bibliography.title
        if title and hit.title and not self._alike(title, hit.title):
            notes.append(f"the {by.upper()} is that of {hit.id}, but the title is '{shortened(title)}'")
        return Match(by, hit.id, notes=tuple(notes))

    @staticmethod
    def _alike(one: str, other: str) -> bool:
        from rapidfuzz import fuzz, utils

        return fuzz.token_set_ratio(one, other, processor=utils.default_process) >= UNLIKE_TITLE

    def _match_title(self, entry: Entry, title: str) -> Match | NearMiss | None:
        from rapidfuzz import fuzz, process

        folded = folded_title(title)
        if not says_enough(folded):
            return None
        words = folded.split()
        if not (titles := self._sharing(frozenset(words) - _SMALL_WORDS)):
            return None
        texts = [title.sorted for title in titles]
        found = process.extract(" ".join(sorted(words)), texts, scorer=fuzz.ratio, score_cutoff=NEAR_TITLE, limit=5)
        judged: list[Match | NearMiss] = []
        for _, score, position in found:
            candidate, other = titles[position].of, titles[position].text
            score = max(score, fuzz.ratio(folded, other))  # sorting parts "metaanalysis" from "meta analysis"
            why = _why_not(entry, candidate, folded, other, score)
            judged.append(NearMiss(candidate.id, why) if why else Match("title", candidate.id, round(score, 1)))
        return _decided(judged)

    def _match_raw(self, entry: Entry) -> Match | NearMiss | None:
        """A reference as text: the whole title must stand in it, and the year or the first author."""
        from rapidfuzz import fuzz, process

        words = fold_words((entry.raw or "")[:4000])
        text = " ".join(words)
        if not says_enough(text):
            return None
        whole = [title for title in self._titles if f" {title.text} " in f" {text} "]
        stands = _sentences(entry.raw or "", {title.text for title in whole})
        if whole:
            years = {int(word) for word in words if len(word) == 4 and word.isascii() and word.isdigit()}
            longest = max((title.text for title in whole), key=len)
            of_it = [title.of for title in whole if title.text == longest]
            return _decided([self._judge_raw(entry, text, years, stands, one, longest) for one in of_it])
        has = set(words)
        alike = [title for title in self._titles if len(has & title.words) >= SHARED_WORDS * len(title.words)]
        texts = [title.text for title in alike]
        near = process.extractOne(text, texts, scorer=fuzz.partial_ratio, score_cutoff=SAME_TITLE - 3)
        if near and len(near[0]) <= len(text) + 5:
            return NearMiss(alike[near[2]].of.id, f"a similar title stands in it ({near[1]:.0f} of 100)")
        return None

    def _judge_raw(
        self, entry: Entry, text: str, years: set[int], stands: set[str], candidate: Candidate, title: str
    ) -> Match | NearMiss:
        """Whether a text that holds a candidate's title is a reference to it."""
        family = " ".join(fold_words(candidate.first_family or ""))
        dated = any(abs(year - (candidate.year or 0)) < 2 for year in years)
        named = bool(family) and f" {family} " in f" {text} "
        if title not in stands:
            return NearMiss(candidate.id, "its title is part of a longer text")
        if not (family or candidate.year):
            return NearMiss(candidate.id, "the title is there, but the base has neither year nor first author")
        if _NOTICE_WORDS & set(text.partition(title)[0].split()[-3:]):
            return NearMiss(candidate.id, "it is a notice or comment about that paper, not the paper")
        if contradicting := _other_ids(entry, candidate):
            return NearMiss(candidate.id, f"the title is there, but {contradicting[0]}")
        if text == title:
            return NearMiss(candidate.id, "the same title, but nothing else to go by")
        if (named or not family) and (dated or not (years and candidate.year)) and (named or dated):
            return Match("title", candidate.id)
        unnamed = f"the first author {candidate.first_family} is not named" if family and not named else ""
        undated = f"the year {candidate.year} is not given" if candidate.year and not dated else ""
        return NearMiss(candidate.id, f"the title is there, but {' and '.join(filter(None, (unnamed, undated)))}")


def _decided(judged: Sequence[Match | NearMiss]) -> Match | NearMiss | None:
    """The best match; where two papers fit alike neither is taken, and where none fits, the nearest."""
    matches = sorted((one for one in judged if isinstance(one, Match)), key=lambda match: -match.score)
    if len(matches) > 1 and matches[0].score == matches[1].score:
        return NearMiss(matches[0].record, f"{matches[1].record} fits as well")
    return matches[0] if matches else next(iter(judged), None)


def _sentences(raw: str, titles: set[str]) -> set[str]:
    """Those of the titles that stand in a text between marks of punctuation."""
    if not titles:
        return set()
    pieces = [fold_words(piece) for piece in _PUNCTUATION.split(raw[:4000])]
    longest = max(map(len, titles))
    found: set[str] = set()
    for begin in range(len(pieces)):
        joined = ""
        for piece in pieces[begin:]:
            joined = " ".join(filter(None, (joined, *piece)))
            if len(joined) > longest:
                break
            found |= {joined} & titles
    return found


def _other_ids(entry: Entry, candidate: Candidate) -> list[str]:
    ids = ids_of(entry)
    return [
        f"{by.upper()} {ids[by]} is not that of {candidate.id}, {value}"
        for by, value in _candidate_ids(candidate).items()
        if ids.get(by, value) != value
    ]


def _why_not(entry: Entry, candidate: Candidate, folded: str, other: str, score: float) -> str | None:
    """Why an entry with a similar title is not the candidate; None where it is."""
    if score < SAME_TITLE:
        return f"the titles are similar ({score:.0f} of 100), not the same"
    ours, theirs = _words_apart(folded, other)
    if ours or theirs:
        return f"the titles differ: {' '.join(ours) or 'nothing'} where the base has {' '.join(theirs) or 'nothing'}"
    family, year = entry.first_family, entry.year
    if year and candidate.year and abs(year - candidate.year) > 1:
        return f"the same title, but the year is {year}, not {candidate.year}"
    if family and candidate.first_family and not _same_family(family, candidate.first_family):
        return f"the same title, but the first author is {family}, not {candidate.first_family}"
    if contradicting := _other_ids(entry, candidate):
        return f"the same title, but {contradicting[0]}"
    if entry.key == candidate.id:
        return None
    if not (year and candidate.year) and not (family and candidate.first_family):
        return "the same title, but neither year nor first author to go by"
    return None


def match_all(entries: Iterable[Entry], candidates: Iterable[Candidate]) -> list[tuple[Entry, Match | NearMiss | None]]:
    """Return every entry with the paper of the base that it is, resembles, or None, in order."""
    matcher = Matcher(candidates)
    return [(entry, matcher.match(entry)) for entry in entries]
