"""A question on a condition as its answer, narrowed by what else was read, with the questions that ask for less."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mscq.records.facets import FACETS
from mscq.records.value import replace
from mscq.search.names import Named
from mscq.search.question_patterns import BEST_TRIAL, OF_TRIALS
from mscq.search.question_words import COVERAGE
from mscq.search.questions.command import made
from mscq.search.questions.harm import is_of_worsening
from mscq.search.questions.question import Question
from mscq.search.questions.values import NARROWING, OF_FINDINGS, Pair, is_disease
from mscq.search.reread import is_harm
from mscq.search.words import STOP_WORDS, stem, words

if TYPE_CHECKING:
    from mscq.search.interpret import Unit
    from mscq.search.questions.asked import Asked

_AGAINST = ("--direction", "harm")
LASTING, _LATE = "response-duration", ("--months", "12..")
"""Asked how long a benefit lasts in a disease, what was found late tells it; few papers tell a duration."""


def filters(asked: Asked) -> list[Pair]:
    """Return what narrows the answer on a condition: the controls, and the values of what an answer is filtered by."""
    kinds = {word for unit, one in asked.controls if one.facet == "comparators" for word in words(unit.typed)}
    return asked.controls + [
        (unit, named)
        for unit, named in asked.values
        if named.facet in NARROWING
        and not kinds.issuperset(words(unit.typed))
        and not _is_word_of_coverage(unit)
        and not (asked.condition is None and unit in asked.given_for and is_harm(named, asked.names.vocabulary))
    ]


def _is_word_of_coverage(unit: Unit) -> bool:
    return all(stem(word) in COVERAGE | STOP_WORDS for word in words(unit.typed))


def of_condition(asked: Asked, command: str, narrowed: Sequence[Pair]) -> Question:
    """Return a question as what a command says of its condition, narrowed, with those to ask if it finds nothing."""
    question = _plain(asked, command, narrowed)
    if (asked.condition is None and asked.doubt is None) or not narrowed or command not in ("condition", "safety"):
        return question
    return _with_less(asked, question, narrowed)


def of_findings(asked: Asked, found: Sequence[Pair]) -> Question:
    """Return a question as the findings that fit, of what only findings tell; else the answer without it."""
    options: dict[str, list[Pair]] = {}
    for unit, named in (*(pair for pair in asked.values if is_disease(pair[1])), *filters(asked), *found):
        option = OF_FINDINGS.get(named.facet) or FACETS[named.facet].option
        options.setdefault(option, []).append((unit, named))
    question = made(asked, "findings", list(options.items()))
    if asked.condition is None:
        return question
    less = of_condition(asked, "condition", filters(asked))
    less = replace(less, left_off=_said_left(asked, found, (), ()), unread=question.unread)
    return replace(question, otherwise=(less,))


def of_worsening(asked: Asked) -> Question:
    """Return a question as the results on a condition that speak against the cells, on an effect or as a harm."""
    safety = of_condition(asked, "safety", filters(asked))
    less = replace(safety, left_off="no result here speaks against the cells; what is known of harm")
    if asked.condition is None:
        return less
    pairs = [pair for pair in asked.values if is_disease(pair[1])]
    question = made(asked, "findings", [("condition", pairs)] if pairs else [], _AGAINST)
    read = (*question.read, "results that speak against the cells")
    unread = tuple(one for one in question.unread if not is_of_worsening(f"get {one}"))
    return replace(question, read=read, unread=unread, otherwise=(less,))


def _plain(asked: Asked, command: str, narrowed: Sequence[Pair]) -> Question:
    """What a command says of the condition, narrowed."""
    options: dict[str, list[Pair]] = {}
    for unit, named in narrowed:
        option = "against" if (unit, named) in asked.controls else FACETS[named.facet].option
        options.setdefault(option, []).append((unit, named))
    lasting = [pair for pair in options.get("outcome", ()) if pair[1].id == LASTING]
    if command == "condition" and lasting:
        options["outcome"] = [pair for pair in options["outcome"] if pair not in lasting]
        question = made(asked, command, [pair for pair in options.items() if pair[1]], _LATE)
        had = {word for unit, _ in lasting for word in words(unit.typed)}
        unread = tuple(one for one in question.unread if not had.issuperset(words(one)))
        question = replace(question, read=(*question.read, "results a year or more after treatment"), unread=unread)
    else:
        question = made(asked, command, list(options.items()))
    best = re.search(BEST_TRIAL, asked.said) if question.unread and OF_TRIALS.search(asked.said) else None
    if best is None:
        return question
    return replace(question, unread=tuple(one for one in question.unread if one not in best[0]))


def _with_less(asked: Asked, question: Question, narrowed: Sequence[Pair]) -> Question:
    """A question narrowed by filters with those to ask if it finds nothing: wider cells, no outcome, no filter."""
    vocabulary, found = asked.names.vocabulary, list[Question]()
    tried: list[list[Pair]] = []
    for unit, named in narrowed:
        if named.facet == "cell-types":
            cells = vocabulary.cells
            for one in sorted(cells.broader(named.id) - {named.id}, key=lambda one: len(cells.narrower(one))):
                wide = (unit, Named(named.facet, one, cells.label(one)))
                tried.append([wide if pair == (unit, named) else pair for pair in narrowed])
    tried.append([pair for pair in narrowed if pair[1].facet != "outcomes"])
    tried += [[pair for pair in some if pair[1].facet == "cell-types"] for some in (narrowed, *tried)]
    tried.append([])
    for at, fewer in enumerate(tried):
        if fewer != list(narrowed) and fewer not in tried[:at]:
            left = [pair for pair in narrowed if pair not in fewer]
            wider = [pair for pair in fewer if pair not in narrowed]
            less = _plain(asked, question.command, fewer)
            unread = tuple(word for word in less.unread if not any(word == unit.typed for unit, _ in left))
            found.append(replace(less, left_off=_said_left(asked, left, fewer, wider), unread=unread))
    if question.command == "condition" and (harms := [pair for pair in narrowed if is_harm(pair[1], vocabulary)]):
        said = f"no paper here gives cells for {harms[0][0].typed}{_said_where(asked)}; as a harm of the cells"
        found.insert(0, replace(_plain(asked, "safety", narrowed), left_off=said))
    return replace(question, otherwise=tuple(found))


def _said_left(asked: Asked, left: Sequence[Pair], kept: Sequence[Pair], wider: Sequence[Pair]) -> str:
    """What no paper reports, with what was kept, and what is answered instead."""
    lacking = _listed([pair for pair in left if pair not in asked.controls])
    held = _listed([pair for pair in left if pair in asked.controls])
    lacking = " and ".join(filter(None, (lacking, f"a comparison with {held}" if held else "")))
    among = _listed([pair for pair in kept if pair not in wider])
    among = f" with {among}" if among else ""
    instead = f"on {_listed(wider)}, which is wider" if wider else "without it"
    return f"no paper here reports {lacking}{among}{_said_where(asked)}; {instead}"


def _said_where(asked: Asked) -> str:
    return f" in {asked.conditions.facet.label(asked.condition.id)}" if asked.condition is not None else ""


def _listed(pairs: Sequence[Pair]) -> str:
    return " and ".join(dict.fromkeys(named.label.lower() for _, named in pairs))
