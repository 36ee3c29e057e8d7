"""What the base lacks: trials that its reviews pool and it does not hold, and registered trials without a paper.

A trial that several reviews pool is counted once. It is the same trial by its paper in the base, its PMID or its
DOI; else by first author and year of its label, where the reviews are about one condition and each names only one
such trial. In a review of several conditions a trial is of the condition that its paper in the base studies, or
that its label names in parentheses; where neither tells, of all of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.level import is_review
from mscq.evidence.ranking import strength
from mscq.evidence.selection import Selection, Selector
from mscq.text.fold import fold, fold_words

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.models import Included, Paper
    from mscq.records.trials import Trial

_ASIDE = re.compile(r"\(([^()]+)\)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAMES = "folded names of conditions"
_NO_NAMES = frozenset({"et", "al", "and"})


@dataclass(slots=True)
class PooledTrial:
    """A trial that reviews pool: its label, its identifiers as far as they are known, and the reviews."""

    label: str
    paper: str | None
    pmid: str | None
    doi: str | None
    reviews: list[str]

    @property
    def is_held(self) -> bool:
        """Whether the base holds a paper of it."""
        return self.paper is not None


class Pooling(NamedTuple):
    """A review and the trials that it pools, as far as they are known and asked for."""

    review: Paper
    includes: tuple[Included, ...]

    @property
    def is_partial(self) -> bool:
        """Whether the review pools more studies than are known of it, all conditions together."""
        studies = self.review.study.participants.studies
        return studies is not None and len(self.review.study.includes) < studies


class Overlap(NamedTuple):
    """How far reviews of one question pool the same trials."""

    condition: str
    reviews: tuple[Pooling, ...]
    included: int
    distinct: int

    @property
    def corrected_covered_area(self) -> float | None:
        """The corrected covered area of these reviews."""
        return corrected_covered_area(self.included, self.distinct, len(self.reviews))


class Coverage(NamedTuple):
    """What the base holds and lacks on a condition, or on all of them together.

    ``reviews`` are those whose pooled trials are known, in whole or in part; of ``silent`` ones none is.
    """

    condition: str | None
    papers: int
    reviews: tuple[Pooling, ...]
    silent: tuple[Paper, ...]
    pooled: tuple[PooledTrial, ...]
    trials: tuple[Trial, ...]
    overlaps: tuple[Overlap, ...]

    @property
    def held(self) -> list[PooledTrial]:
        """The pooled trials that the base holds."""
        return [one for one in self.pooled if one.is_held]

    @property
    def missing(self) -> list[PooledTrial]:
        """The pooled trials that the base does not hold, those that more reviews pool first."""
        return sorted((one for one in self.pooled if not one.is_held), key=lambda one: (-len(one.reviews), one.label))


def corrected_covered_area(included: int, distinct: int, reviews: int) -> float | None:
    """Return the corrected covered area of c reviews, CCA = (N - r) / (r * c - r), from 0 to 1.

    N is the number of publications that the reviews include, counted with repeats, r that of distinct ones (Pieper
    et al., J Clin Epidemiol 2014;67:368-75). None for fewer than two reviews or no publication, where nothing can
    overlap. Raises ValueError for numbers that no reviews can have.
    """
    if reviews < 0 or distinct < 0 or not distinct <= included <= distinct * max(reviews, 1):
        raise ValueError(f"{reviews} reviews cannot include {distinct} publications {included} times")
    if reviews < 2 or distinct == 0:
        return None
    return (included - distinct) / (distinct * reviews - distinct)


def overlap_grade(area: float) -> str:
    """Return the word for a corrected covered area: slight to 5 percent, moderate to 10, high to 15, then very high.

    The bands are of whole percents (Pieper et al. 2014); a half is rounded up.
    """
    percent = int(100 * area + 0.5)
    return "slight" if percent <= 5 else "moderate" if percent <= 10 else "high" if percent <= 15 else "very high"


def overlap_among(kb: KnowledgeBase, condition: str, reviews: Sequence[Pooling]) -> Overlap:
    """Return the overlap of reviews on a condition whose pooled trials are known."""
    included = sum(len(pooling.includes) for pooling in reviews)
    return Overlap(condition, tuple(reviews), included, len(pooled_trials(kb, reviews)))


def overlaps(kb: KnowledgeBase, reviews: Iterable[Paper], condition: str) -> list[Overlap]:
    """Return how far these reviews of a condition pool the same trials, as far as these are known."""
    asked = kb.vocabulary.conditions.narrower(condition)
    return _overlaps(kb, [Pooling(review, tuple(_asked(kb, review, asked))) for review in reviews], asked)


def coverage(kb: KnowledgeBase, condition: str | None = None) -> Coverage:
    """Return what the base lacks on a condition, its members included, or on all conditions.

    Raises what reading a record or the file of trials raises.
    """
    asked = kb.vocabulary.conditions.narrower(condition) if condition is not None else None
    papers = list(Selector(kb, Selection(conditions=(condition,) if condition is not None else ())).papers())
    reviews = sorted((paper for paper in papers if is_review(paper)), key=strength)
    poolings = [Pooling(review, tuple(_asked(kb, review, asked))) for review in reviews]
    known = [pooling for pooling in poolings if pooling.includes]
    trials = [one for one in kb.trials if asked is None or not asked.isdisjoint(one.conditions)]
    return Coverage(
        condition,
        len(papers),
        tuple(known),
        tuple(pooling.review for pooling in poolings if not pooling.includes),
        tuple(pooled_trials(kb, known)),
        tuple(trials),
        tuple(_overlaps(kb, known, asked)),
    )


def _asked(kb: KnowledgeBase, review: Paper, asked: frozenset[str] | None) -> Iterable[Included]:
    """The trials of a review that are of the conditions asked for, or not known to be of others."""
    for one in review.study.includes:
        named = _conditions(kb, one)
        if asked is None or not named or not asked.isdisjoint(named):
            yield one


def _conditions(kb: KnowledgeBase, one: Included) -> Collection[str]:
    """The conditions of a pooled trial: those of its paper, or one that its label names in parentheses."""
    if one.paper is not None and one.paper in kb:
        return kb.get(one.paper).study.conditions
    asides = {fold(aside) for aside in _ASIDE.findall(one.label)}
    if not asides:
        return []
    if _NAMES not in kb.memo:
        kb.memo[_NAMES] = {one.id: {fold(name) for name in one.names} for one in kb.vocabulary.conditions.values()}
    return [concept_id for concept_id, names in kb.memo[_NAMES].items() if asides & names]


def by_condition(kb: KnowledgeBase) -> list[Coverage]:
    """Return the coverage of every condition that papers or registered trials name, forms under their disease.

    Those with most papers come first.
    """
    conditions = kb.vocabulary.conditions
    named = [one for paper in kb.papers() for one in paper.study.conditions]
    named += [one for trial in kb.trials for one in trial.conditions]
    heads = dict.fromkeys(conditions.head(one) for one in named if one in conditions)
    diseases = [one for one in heads if conditions[one].kind != "family"]
    return sorted((coverage(kb, one) for one in diseases), key=lambda one: (-one.papers, one.condition or ""))


def pooled_trials(kb: KnowledgeBase, reviews: Iterable[Pooling]) -> list[PooledTrial]:
    """Return the distinct trials that reviews pool, in the order of the reviews."""
    found: list[PooledTrial] = []
    conditions: dict[str, frozenset[str]] = {}
    for review, includes in reviews:
        conditions[review.id] = frozenset(kb.vocabulary.conditions.head(one) for one in review.study.conditions)
        for one in includes:
            entry = _identified(kb, one)
            akin = [name for name in conditions if conditions[name] & conditions[review.id]]
            same = _same_by_id(entry, found) or _same_by_label(entry, found, review.id, akin)
            if same is None:
                entry.reviews.append(review.id)
                found.append(entry)
            else:
                same.paper, same.pmid, same.doi = (
                    same.paper or entry.paper,
                    same.pmid or entry.pmid,
                    same.doi or entry.doi,
                )
                same.reviews += [review.id] if review.id not in same.reviews else []
    return found


def _identified(kb: KnowledgeBase, one: Included) -> PooledTrial:
    """A pooled trial with the identifiers of its paper, where the base holds it."""
    held = kb.get(one.paper).bibliography if one.paper is not None and one.paper in kb else None
    pmid, doi = one.pmid or (held.pmid if held else None), one.doi or (held.doi if held else None)
    return PooledTrial(one.label, one.paper, pmid, doi.lower() if doi else None, [])


def _same_by_id(entry: PooledTrial, found: Sequence[PooledTrial]) -> PooledTrial | None:
    for name in ("paper", "pmid", "doi"):
        value = getattr(entry, name)
        same = next((one for one in found if value is not None and getattr(one, name) == value), None)
        if same is not None:
            return same
    return None


def _same_by_label(
    entry: PooledTrial, found: Sequence[PooledTrial], review: str, akin: Sequence[str]
) -> PooledTrial | None:
    """The one trial of another review of the condition with the same author and year, unless identifiers differ."""
    key = label_key(entry.label)
    same = [
        one
        for one in found
        if label_key(one.label) == key
        and review not in one.reviews
        and any(name in akin for name in one.reviews)
        and not _differ(entry, one)
    ]
    return same[0] if len(same) == 1 else None


def _differ(first: PooledTrial, second: PooledTrial) -> bool:
    pairs = ((getattr(first, name), getattr(second, name)) for name in ("paper", "pmid", "doi"))
    return any(None not in pair and pair[0] != pair[1] for pair in pairs)


def label_key(label: str) -> str:
    """Return author and year of a label, folded: 'Álvaro-Gracia 2017 (RA)' is 'alvaro gracia 2017'.

    A label without a year is itself, folded: it names no trial outside its review but by the very same words.
    """
    year = _YEAR.search(label)
    if year is None:
        return fold(label)
    author = [word for word in fold_words(label[: year.start()]) if word not in _NO_NAMES]
    return " ".join((*author, year[0]))


def _overlaps(kb: KnowledgeBase, reviews: Sequence[Pooling], asked: frozenset[str] | None) -> list[Overlap]:
    """The overlap of each set of reviews that share a condition and a kind of cell, the larger sets alone."""
    conditions = kb.vocabulary.conditions
    groups: dict[tuple[str, str], list[Pooling]] = {}
    for pooling in reviews:
        study = pooling.review.study
        heads = {conditions.head(one) for one in study.conditions if asked is None or one in asked}
        for head in sorted(heads):
            of_head = Pooling(pooling.review, tuple(_asked(kb, pooling.review, conditions.narrower(head))))
            for cell in study.intervention.cells if of_head.includes else ():
                groups.setdefault((head, cell), []).append(of_head)
    sets = {
        (head, tuple(one.review.id for one in group)): group for (head, _), group in groups.items() if len(group) > 1
    }
    within = {
        small
        for small, large in combinations(sorted(sets, key=lambda key: len(key[1])), 2)
        if small[0] == large[0] and set(small[1]) < set(large[1])
    }
    return [overlap_among(kb, head, group) for (head, ids), group in sets.items() if (head, ids) not in within]
