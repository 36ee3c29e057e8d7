"""Making a question a command: its options as they are run and as a person types them, what was read, what was not."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mscq.records.facets import FACETS
from mscq.records.value import replace
from mscq.search.question_words import COVERAGE, HARM, HELP, QUIET, RELATIVES, STATE, VERBS
from mscq.search.questions.question import Question
from mscq.search.reread import ADVERSE_EVENTS
from mscq.search.suggest import akin, value_of
from mscq.search.words import STOP_WORDS, stem, words

if TYPE_CHECKING:
    from mscq.search.interpret import Unit
    from mscq.search.names import Named, Names
    from mscq.search.questions.asked import Asked
    from mscq.search.questions.subject import Condition
    from mscq.search.questions.values import Pair

_NAMING = ("condition", "safety", "coverage")
"""The commands that take the name of a condition."""


def made(
    asked: Asked,
    command: str,
    options: Sequence[tuple[str, Sequence[Pair]]],
    flags: tuple[str, ...] = (),
) -> Question:
    """Return a question as a command with options and their values, on the condition where the command takes its name.

    ``flags`` are further arguments, as they stand. Where it is in doubt which condition is meant, it has candidates.
    """
    arguments, shown, read = [], [f"mscq {command}"], []
    name = asked.condition if command in _NAMING else None
    if name is not None:
        arguments.append(name.id)
        shown.append(name.typed)
        read.append(f"condition {asked.conditions.facet.label(name.id)}")
    elif asked.doubt is not None and command in _NAMING:
        shown.append("{}")
    for option, pairs in options:
        for named in dict.fromkeys(named for _, named in pairs):
            arguments += [f"--{option}", named.id]
            read.append(f"comparison with {named.label}" if option == "against" else said(named))
        shown.append(f"--{option} {' '.join(_typed(pairs, asked.names))}")
    used = [unit for _, pairs in options for unit, _ in pairs]
    left = unread(asked, command, used, name)
    question = Question(command, (*arguments, *flags), " ".join((*shown, *flags)), tuple(read), left)
    if "{}" in shown:
        assert asked.doubt is not None
        had = set(words(asked.doubt.text))
        left = tuple(one for one in left if not (had | STOP_WORDS).issuperset(words(one)))
        return replace(question, doubt=asked.doubt.text, candidates=asked.doubt.candidates, unread=left)
    return question


def searched(asked: Asked) -> Question:
    """Return a question as a search for all its words."""
    left = [unit.typed for unit in asked.telling if not unit.concepts]
    read = tuple(said(named) for _, named in asked.values)
    return Question("search", (asked.text,), f"mscq search {shlex.quote(asked.text)}", read, tuple(left))


def said(named: Named) -> str:
    """Return what is said of a concept that was understood: "outcome Pain"."""
    noun = FACETS[named.facet].noun if named.facet in FACETS else named.facet.removesuffix("s")
    return f"{noun} {named.label}"


def _typed(pairs: Sequence[Pair], names: Names) -> list[str]:
    """The values of an option as a person types them, a word for all that it asks for once."""
    return list(dict.fromkeys(value_of(unit, named, names) for unit, named in pairs))


def unread(asked: Asked, command: str, used: Sequence[Unit], name: Condition | None) -> tuple[str, ...]:
    """Return the words that tell something and did not enter a command, by its units and the name of its condition."""
    taken = {word for unit in used for word in words(unit.typed)}
    if name is not None:
        taken |= set(words(name.typed))
        taken |= {word for unit, named in asked.values if named.id == name.id for word in words(unit.typed)}
    known = VERBS | HARM | HELP | COVERAGE | QUIET | RELATIVES | (STATE if command == "coverage" else frozenset())
    harms = {ADVERSE_EVENTS, "safety"} if command in ("safety", "compare") else set()
    left = [
        unit
        for unit in asked.telling
        if not taken.issuperset(words(unit.typed))
        and not all(stem(word) in known for word in words(unit.typed))
        and not any(one.id in harms for one in unit.concepts)
        and not any(akin(one, named, asked.names) for one in unit.concepts for _, named in asked.values if name)
    ]
    return tuple(dict.fromkeys(unit.typed for unit in left))
