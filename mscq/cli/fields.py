"""Which words after ``--json`` are fields to pick, and which are words of the command.

``--json=id,title`` always names fields. As a word of its own, ``--json id,title``, it does where the command takes no
words, or where the word is a list parted by commas of which one is a field of the command: ``mscq cite --json
islam2023`` and ``mscq search --json knee,hip`` go on meaning what they say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from mscq.cli.arguments import looks_like_option
from mscq.errors import NotUnderstood

_OPTION = "--json"
_LIST = re.compile(r"[A-Za-z_]+(,[A-Za-z_]+)+,?")


def takes_words(params: Sequence[Any]) -> bool:
    """Return whether a command with these parameters takes words that belong to no option."""
    return any(param.param_type_name == "argument" for param in params)


def fields_of(args: Sequence[str], command: str, has_words: bool) -> tuple[list[str], list[str]]:
    """Return the words of a command line without the fields after --json, and the fields.

    Raises NotUnderstood where --json= is followed by none.
    """
    words: list[str] = []
    fields: list[str] = []
    rest = iter(range(len(args)))
    for place in rest:
        word = args[place]
        if word == "--":
            return [*words, *args[place:]], fields
        option, equals, named = word.partition("=")
        if option != _OPTION:
            words.append(word)
            continue
        words.append(_OPTION)
        following = args[place + 1] if place + 1 < len(args) else ""
        if not equals and _are_fields(following, command, has_words):
            named, equals = following, "="
            next(rest)
        if equals:
            fields += _parted(named)
    return words, list(dict.fromkeys(fields))


def _are_fields(word: str, command: str, has_words: bool) -> bool:
    if not word or looks_like_option(word):
        return False
    if not has_words:
        return True
    if not _LIST.fullmatch(word):
        return False
    from mscq.output.shapes.fields import known

    return known(command, word.split(","))


def _parted(text: str) -> list[str]:
    named = [part.strip() for part in text.split(",") if part.strip()]
    if not named:
        raise NotUnderstood("--json= needs the names of fields: --json=id,title (all of them: --json)")
    return named
