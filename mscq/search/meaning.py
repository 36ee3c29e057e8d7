"""What a question turns on, and whether a paper is about it.

What carries the meaning are the concepts that were read and the words that are none of those of every question
(``question_words``). A paper answers where its title, its summary and what it studies hold all of it, or where one of
its findings does. Plain words side by side are one thing, "heart failure", and must stand close together there too: a
paper on a failed trial that counted heart beats is no answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from mscq.search.interpret import OTHER_NAME, Unit, UnitKind
from mscq.search.question_words import is_said
from mscq.search.words import stem, words

if TYPE_CHECKING:
    from mscq.search.index import Index
    from mscq.search.postings import FindingWords

LONGEST_QUESTION = 100
"""Words of a question that are looked at together; more are a pasted text."""
_ABOUT = ("title", "study", "summary", "author")
_PLAIN = (UnitKind.WORD, UnitKind.UNKNOWN)
_LEAST = 4  # letters of a word that is worth a search of its own: "et al" is none
_APART = 2  # words between two that belong together, as in "failure of the heart"


class Run(NamedTuple):
    """Units side by side that are one thing: a concept, or plain words."""

    units: tuple[Unit, ...]

    @property
    def text(self) -> str:
        """The words as typed."""
        return " ".join(dict.fromkeys(unit.typed for unit in self.units))

    @property
    def is_plain(self) -> bool:
        """Whether no concept was read here."""
        return self.units[0].kind in _PLAIN


def runs(text: str, telling: Sequence[Unit]) -> list[Run]:
    """Return what a question turns on, in its order; ``telling`` are the units that not every paper holds."""
    spoken, found, at, last = words(text)[:LONGEST_QUESTION], list[Run](), 0, -1
    for unit in telling[:LONGEST_QUESTION]:
        own = words(unit.typed)
        begins = next((i for i in range(at, len(spoken)) if spoken[i : i + len(own)] == own), None)
        if begins is None:
            begins = last  # two words of one that was typed together
        at = last_of = begins + len(own)
        if unit.kind in _PLAIN and all(is_said(word) for word in own):
            continue
        joins = unit.kind in _PLAIN or any(one.facet == "outcomes" for one in unit.concepts)
        if joins and found and found[-1].is_plain and begins <= last:
            found[-1] = Run((*found[-1].units, unit))
        else:
            found.append(Run((unit,)))
        last = last_of
    return found


def missing(index: Index, found: Sequence[Run]) -> list[Run]:
    """Return the runs of plain words on which there is no paper; all of them where none has them with all the rest.

    Empty where a paper is about everything. A name alone that no paper has is lacking as well.
    """
    plain = [run for run in found if run.is_plain]
    if not plain:
        return [run for run in found[:1] if len(found) == 1 and not _about(index, run) and not _in_findings(index, run)]
    about = [_about(index, run) for run in found]
    in_findings = [_in_findings(index, run) for run in found]
    if about[0].intersection(*about) or in_findings[0].intersection(*in_findings):
        return []
    lacking = [
        run
        for run, papers, findings in zip(found, about, in_findings, strict=True)
        if run.is_plain and not papers and not findings
    ]
    return lacking or plain


def mentioning(index: Index, run: Run) -> int:
    """Return how many papers hold these words in a row, wherever."""
    return len(index.occurrences(tuple(_stems(run))))


def rarest(index: Index, run: Run) -> tuple[int, str]:
    """Return the telling word of a run that the fewest papers hold, and how many: 0 and '' where none holds any."""
    telling = (unit for unit in run.units if len(unit.typed) >= _LEAST and not all(map(is_said, words(unit.typed))))
    held = [(mentioning(index, Run((unit,))), unit.typed) for unit in telling]
    return min((one for one in held if one[0]), key=lambda one: one[0], default=(0, ""))


def _stems(run: Run) -> list[str]:
    return [stem(word) for unit in run.units for word in words(unit.corrected or unit.typed)]


def _about(index: Index, run: Run) -> set[int]:
    """The papers whose title, summary or study hold a run."""
    holding = [_holding(index, unit) for unit in run.units]
    papers = set.intersection(*holding)
    if len(run.units) == 1:
        return papers
    positions = [index.field(name) for name in _ABOUT]
    return {one for one in papers if any(_close(index.text(one, field), run) for field in positions)}


def _holding(index: Index, unit: Unit) -> set[int]:
    if unit.kind is UnitKind.IDENTIFIER:
        return set(unit.documents)
    wanted = {index.field(name) for name in _ABOUT}
    return {
        document
        for one in unit.alternatives
        if one.weight >= OTHER_NAME
        for document, counts in index.occurrences(one.term, one.fields).items()
        if not wanted.isdisjoint(counts)
    }


def _in_findings(index: Index, run: Run) -> set[tuple[int, int]]:
    """The findings that hold a run, as paper and place."""
    terms = [[one.term for one in unit.alternatives if one.weight >= OTHER_NAME] for unit in run.units]
    papers = (
        set.intersection(*({paper for term in some for paper in index.occurrences(term)} for some in terms))
        if terms
        else set()
    )
    return {
        (paper, number)
        for paper in papers
        for number, finding in enumerate(index.findings(paper))
        if all(any(_says(finding, term) for term in some) for some in terms)
        and (len(run.units) == 1 or _close(finding.said, run))
    }


def _says(finding: FindingWords, term: tuple[str, ...]) -> bool:
    if len(term) == 1:
        return term[0] in finding.present or term[0] in finding.named
    return finding.present.issuperset(term) and any(
        tuple(finding.said[i : i + len(term)]) == term for i in range(len(finding.said) - len(term) + 1)
    )


def _close(tokens: Sequence[str], run: Run) -> bool:
    """Whether the words of a run stand close together in a text, in any order."""
    stems = _stems(run)
    places = [(i, token) for i, token in enumerate(tokens) if token in stems]
    reach = len(stems) + _APART
    return any(
        {token for at, token in places[start : start + reach] if at < first + reach} >= set(stems)
        for start, (first, _) in enumerate(places)
    )
