"""What the base holds on each condition: papers, controlled trials, what these say of their primary endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mscq.evidence.answering import answer
from mscq.evidence.selection import Selection, Selector
from mscq.records.terms import ComparatorKind

if TYPE_CHECKING:
    from mscq.evidence.answer import Trial
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.vocabulary import Concept


class Entry(NamedTuple):
    """A condition: its papers, its controlled trials of the family that leads, and those of other families.

    ``trials`` are those against placebo or sham, ``held_otherwise`` those against other controls; never added up.
    """

    condition: Concept
    papers: int
    family: str | None
    trials: tuple[Trial, ...]
    held_otherwise: tuple[Trial, ...]
    other_trials: int
    pooled: int


def contents(kb: KnowledgeBase, family: str | None = None, selection: Selection | None = None) -> list[Entry]:
    """Return the conditions that papers are on, most papers first; those below a family where one is named.

    Forms of a disease stand with the disease. Trials are counted for one family of cells, the first that has any:
    families are never added up. Cells against other cells are no trial with a control. Raises KeyError for an id that
    the vocabulary does not hold.
    """
    facet = kb.vocabulary.conditions
    wanted = facet.narrower(family) if family is not None else frozenset(facet)
    papers = Selector(kb, selection or Selection()).papers()
    named = {facet.head(one) for paper in papers for one in paper.study.conditions}
    found = []
    for one in sorted(named & wanted):
        if facet[one].kind == "family":
            continue
        made = answer(kb, one, selection)
        trials = [trial for trial in made.trials if trial.comparator is not ComparatorKind.OTHER_ARM]
        led = next((trial.family for trial in trials), None)
        of_led = [trial for trial in trials if trial.family == led]
        counts, held_otherwise = (
            tuple(trial for trial in of_led if (trial.comparator is ComparatorKind.PLACEBO) is placebo)
            for placebo in (True, False)
        )
        others = len({trial.paper.id for trial in trials if trial.family != led})
        if made.papers:
            found.append(Entry(facet[one], len(made.papers), led, counts, held_otherwise, others, len(made.pooled)))
    return sorted(found, key=lambda entry: (-entry.papers, entry.condition.label))
