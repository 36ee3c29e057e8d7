"""A question in plain words as the command that answers it.

The words are read as search reads them; what they come to is decided by the first rule that fits:

1. two values of one dimension ("vein or spinal tap") are compared, on harm where the question is of harm, and so are
   those that papers name where it is asked which is best ("which route is best for ms"); of how much or how often is
   asked the doses are, or what papers say of them;
2. "retracted papers": those with such a notice; "which trials", "how do I join a trial", "how much is known": the
   coverage of the condition, where nothing else is asked;
3. words of harm: what is known of it, on the condition if one is named; whether it gets worse is answered by the
   results that speak against the cells;
4. a condition: its answer, narrowed to what else was read;
5. an outcome of no disease that is named: the answers of all on which papers report it;
6. a query of which every word was read: the findings that fit;
7. all else is searched for, where a paper is about it (``mscq.search.meaning``).

A word that may mean several diseases is never guessed: the question then has candidates.

What stands beside a word decides what it is read for (``mscq.search.reread``). Where a command may find nothing, the
question has others that ask for less.
"""

from __future__ import annotations

import dataclasses
import re
import shlex
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from mscq.records.value import replace
from mscq.search import meaning
from mscq.search.interpret import UnitKind
from mscq.search.question_patterns import BEST, BEST_TRIAL, OF_NOTICES, OF_TRIALS, SET_AGAINST
from mscq.search.question_words import QUIET, VERBS, is_of_dose, is_said
from mscq.search.questions.asked import Asked, read
from mscq.search.questions.command import said, searched
from mscq.search.questions.condition import filters, of_condition, of_findings, of_worsening
from mscq.search.questions.harm import is_of_worsening
from mscq.search.questions.question import Question
from mscq.search.questions.values import OF_FINDINGS
from mscq.search.reread import ADVERSE_EVENTS
from mscq.search.suggest import compared, suggestion
from mscq.search.words import stem, words

if TYPE_CHECKING:
    from mscq.search.index import Index
    from mscq.search.interpret import Reading, Unit
    from mscq.search.names import Names
    from mscq.search.resolve import Resolver


def understand(
    text: str, reading: Reading, common: Sequence[Unit], names: Names, conditions: Resolver, index: Index
) -> Question:
    """Return the command that answers a question.

    ``reading`` is how search reads it, ``common`` are the units of it that nearly every paper holds.
    """
    asked = read(text, reading, common, names, conditions, index)
    if (made := _of_papers(asked)) is not None:
        return made
    if (reading.fields or reading.spoken) and not (asked.condition and _is_of_controls(asked)):
        return replace(searched(asked), is_query=True)
    turning = meaning.runs(text, asked.telling)
    made = _fitting(asked)
    turns_on = tuple(run.text for run in turning)
    if asked.condition is not None or asked.doubt is not None or made.command not in ("search", "safety", "coverage"):
        return replace(made, turns_on=turns_on)
    if made.command in ("safety", "coverage") and any(not _is_passed_over(one) for one in made.unread):
        made = searched(asked)  # of something that no filter narrows to, the answer on all diseases is none
    lacking = meaning.missing(index, turning)
    mentions, mentioned = meaning.mentioning(index, lacking[0]) if len(lacking) == 1 else 0, ""
    if len(lacking) == 1 and not mentions:
        mentions, mentioned = meaning.rarest(index, lacking[0])
    if made.command == "search" and not lacking:
        made = _in_a_row(asked, made, turning)
    plain = all(run.is_plain for run in turning)
    missing = tuple(run.text for run in lacking)
    found = {"turns_on": turns_on, "missing": missing, "mentions": mentions, "mentioned": mentioned}
    return replace(made, **found, is_plain=plain)


def _of_papers(asked: Asked) -> Question | None:
    """What answers a question that names papers."""
    units = [unit for unit in asked.reading.units if unit.kind is UnitKind.IDENTIFIER]
    if not units:
        return None
    from mscq.search.questions.papers import of_papers

    return of_papers(asked, units)


def _in_a_row(asked: Asked, made: Question, turning: Sequence[meaning.Run]) -> Question:
    """A search with the words quoted that papers hold in a row, so that "heart attack" finds no attack of MS.

    Verbs of hope are left out: to regrow finds no paper.
    """
    typed = asked.text.split()
    text = " ".join([one for one in typed if not {*map(stem, words(one))} & VERBS] or typed)
    for run in turning:
        if len(run.units) > 1 and meaning.mentioning(asked.index, run) and '"' not in text:
            text = text.replace(run.text, f'"{run.text}"', 1)
    return replace(made, arguments=(text,), shown=f"mscq search {shlex.quote(text)}")


def _fitting(asked: Asked) -> Question:
    """The first rule that fits."""
    if (made := _compared(asked)) is not None:
        return made
    if (made := _best(asked) or _of_doses(asked)) is not None:
        return made
    if OF_NOTICES.search(asked.said) and asked.doubt is None:
        from mscq.search.questions.papers import of_notices

        return of_notices(asked)
    if OF_TRIALS.search(asked.said) and not re.search(BEST_TRIAL, asked.said) and not filters(asked):
        return of_condition(asked, "coverage", [])
    if asked.condition is not None and is_of_worsening(asked.said):
        return of_worsening(asked)
    if asked.is_of_harm:
        return of_condition(asked, "safety", [pair for pair in filters(asked) if pair[1].id != ADVERSE_EVENTS])
    if asked.condition is not None or asked.doubt is not None:
        found = [pair for pair in asked.values if pair[1].facet in OF_FINDINGS and pair not in asked.controls]
        if found and asked.doubt is None:
            return of_findings(asked, found)
        return of_condition(asked, "condition", filters(asked))
    if (made := _of_complaint(asked) or _of_outcome(asked)) is not None:
        return made
    content = [unit for unit in asked.units if unit.concepts or not all(map(is_said, words(unit.typed)))]
    reading = dataclasses.replace(asked.reading, units=content)
    known = suggestion(reading, asked.names, asked.common, partial(asked.index.names_together, asked.names))
    if known is not None:
        _, command, *arguments = shlex.split(known)
        return Question(command, tuple(arguments), known, tuple(said(named) for _, named in asked.values))
    return searched(asked)


def _compared(asked: Asked) -> Question | None:
    """The comparison of two values of one dimension."""
    # what nearly every paper holds tells something where another is set against it
    against = SET_AGAINST.search(asked.said)
    units = asked.units if against else asked.telling
    pair = compared(units, asked.names)
    if pair is None and not against:
        return None
    from mscq.search.questions.comparison import as_sources, compare

    if pair is None:
        tissues = as_sources(units, asked.names)
        if (pair := compared(tissues, asked.names)) is None:
            return None
        asked = replace(asked, units=tissues, telling=tissues)
    return compare(asked, *pair)


def _best(asked: Asked) -> Question | None:
    """What papers name, compared, where it is asked which of them is best."""
    if (match := BEST.search(asked.said)) is None:
        return None
    from mscq.search.questions.best import best

    return best(asked, match)


def _of_doses(asked: Asked) -> Question | None:
    """What answers how much or how often."""
    if not any(map(is_of_dose, asked.spoken)):
        return None
    from mscq.search.questions.doses import of_doses

    return of_doses(asked)


def _of_complaint(asked: Asked) -> Question | None:
    """What is known of a complaint as a harm of the cells."""
    if not asked.given_for:
        return None
    from mscq.search.questions.complaint import of_complaint

    return of_complaint(asked)


def _of_outcome(asked: Asked) -> Question | None:
    """The answers on an outcome, disease by disease."""
    if not asked.controls and not any(named.facet == "outcomes" for _, named in asked.values):
        return None
    from mscq.search.questions.outcome import of_outcome

    return of_outcome(asked)


def _is_of_controls(asked: Asked) -> bool:
    """Whether words that were taken for fields name a control, and nothing else."""
    return bool(asked.controls) and all(one.startswith("against ") for one in asked.reading.fields)


def _is_passed_over(text: str) -> bool:
    return all(is_said(word) or stem(word) in QUIET for word in words(text))
