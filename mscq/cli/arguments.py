"""How the words of a command line fall to its options: one rule, for running a command and for completing it.

``--route iv intrathecal`` is read as ``--route iv --route intrathecal``. Where the command takes a name of its
own (``mscq condition NAME``) that has not been given yet, only the first word after an option belongs to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mscq.records.value import Value


class ParsedLine(Value):
    """A command line read.

    ``words`` repeats an option's name before each of its values; ``arguments`` are the words that belong to no
    option; ``given`` holds each option's values by its first name; ``open`` is the option that one more word
    would be a value of, ``awaited`` whether it must have that word; ``ended`` tells that ``--`` was given;
    ``robbed`` is an option whose value is missing, and the word that stands in its place: another option.
    """

    words: list[str]
    arguments: list[str]
    given: Mapping[str, list[str]]
    open: Any = None
    awaited: bool = False
    ended: bool = False
    robbed: tuple[str, str] | None = None


def expand_values(params: Sequence[Any], args: Sequence[str]) -> ParsedLine:
    """Read the words of a command with these parameters."""
    options = options_by_name(params)
    has_argument = any(param.param_type_name == "argument" for param in params)
    words: list[str] = []
    arguments: list[str] = []
    given: dict[str, list[str]] = {}
    name, option = "", None
    awaited = False
    robbed: tuple[str, str] | None = None
    for position, word in enumerate(args):
        head, equals, tail = word.partition("=")
        found = options.get(head if word.startswith("--") else word)
        if awaited and robbed is None and (found is not None or looks_like_option(word)):
            robbed = (name, word)
        if word == "--":
            rest = args[position + 1 :]
            return ParsedLine([*words, *args[position:]], [*arguments, *rest], given, ended=True, robbed=robbed)
        if found is not None:
            takes_value = not getattr(found, "is_flag", False) and not getattr(found, "count", False)
            name, option = head, found if takes_value else None
            awaited = takes_value and not equals
            words.append(word)
            if takes_value and equals:
                given.setdefault(found.opts[0], []).append(tail)
        elif option is not None and (awaited or _takes_more(option, word, bool(arguments) or not has_argument)):
            words.extend((word,) if awaited else (name, word))
            given.setdefault(option.opts[0], []).append(word)
            awaited = False
        else:
            if not looks_like_option(word):
                arguments.append(word)
                option = None
            words.append(word)
    if option is not None and not awaited and not _takes_more(option, "", bool(arguments) or not has_argument):
        option = None
    return ParsedLine(words, arguments, given, option, awaited, robbed=robbed)


def options_by_name(params: Sequence[Any]) -> dict[str, Any]:
    """Options by every name that they go by."""
    return {name: param for param in params for name in (*param.opts, *param.secondary_opts) if name.startswith("-")}


def looks_like_option(word: str) -> bool:
    """Whether a word is an option by its form; a negative number is not."""
    return word.startswith("-") and len(word) > 1 and not word[1:2].isdigit()


def _takes_more(option: Any, word: str, free: bool) -> bool:
    return free and bool(getattr(option, "multiple", False)) and not looks_like_option(word)
