"""Which of the trials that reviews pool the reader has a reference of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mscq.library import where
from mscq.library.called import papers_called
from mscq.text.fold import fold_words

if TYPE_CHECKING:
    from mscq.evidence.coverage import PooledTrial
    from mscq.library.collection import Library
    from mscq.library.own_paper import OwnPaper

_MOST_LIKE = 3


def having(library: Library, trials: Iterable[PooledTrial]) -> dict[str, tuple[bool, tuple[str, ...]]]:
    """Return which of these trials are own references, by label: surely, by PMID or DOI; else perhaps.

    Perhaps is one with the first author and the year of the label, and no other PMID or DOI than the trial's. Of
    a trial that has neither a PMID or DOI nor a year it cannot be told: no reference stands for it.
    """
    from mscq.evidence.coverage import label_key

    found: dict[str, tuple[bool, tuple[str, ...]]] = {}
    for trial in trials:
        ids = {name: one for name in ("pmid", "doi") if (one := getattr(trial, name))}
        sure = [number for one in ids.values() for number in papers_called(library.store, one)]
        label = label_key(trial.label)
        papers = library.fetch(list(dict.fromkeys(sure)) or _like(library, label))
        fitting = [one.id for one in papers if sure or not _differs(one, ids)]
        if fitting or not (ids or label[-4:].isdecimal()):
            found[trial.label] = (bool(sure), tuple(fitting[:_MOST_LIKE]))
    return found


def _like(library: Library, label: str) -> list[int]:
    """The papers with the first author and the year of a label, folded, "petrou 2020"."""
    *author, year = label.split()
    if not author or not year.isdecimal():
        return []
    asked = where.both([where.author([author[-1]]), where.token(f"year:{year}")])
    rows = library.store.rows("SELECT rowid FROM said WHERE said MATCH ? LIMIT 1000", asked)
    papers = library.fetch([number for (number,) in rows])
    named = " ".join(author)
    return [one.number for one in papers if " ".join(fold_words(one.entry.first_family or "")) == named]


def _differs(paper: OwnPaper, ids: dict[str, str]) -> bool:
    from mscq.library.match import ids_of

    own = [ids_of(entry) for entry in paper.entries]
    return any(name in one and one[name] != value for one in own for name, value in ids.items())
