"""What a TAB offers: which parameter the next word belongs to, and what that parameter can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from mscq.cli.arguments import ParsedLine, expand_values, options_by_name
from mscq.cli.completion.offers import BEFORE, WANTS, Offers
from mscq.records.value import Value


class Commands(Protocol):
    """What completion asks of the program: its own parameters, and its commands by name."""

    def make_context(self, info_name: str, args: list[str], *, resilient_parsing: bool) -> Any: ...

    def get_params(self, ctx: Any) -> Sequence[Any]: ...

    def get_command(self, ctx: Any, cmd_name: str) -> Any: ...

    def commands_from(self, start: str) -> Offers: ...


class Tab(Value):
    """The values that fit with their descriptions, or ``wants``: files or folders, which the shell lists itself."""

    offers: Offers
    wants: str = ""


def tab(program: Commands, words: Sequence[str], typed: str) -> Tab:
    """What may stand in place of ``typed`` after these words (the program's own name left out)."""
    words, typed = _joined(words, typed)
    root: Any = program.make_context("mscq", [], resilient_parsing=True)
    position = next((number for number, word in enumerate(words) if not word.startswith("-")), None)
    if position is None:
        option = options_by_name(program.get_params(root)).get(words[-1]) if words else None
        if option is not None and not option.is_flag:
            return _values(root, option, (), typed)
        if typed.startswith("-"):
            return Tab(_option_names(program.get_params(root), ParsedLine([], [], {}), typed))
        commands = program.commands_from(typed)
        return Tab(commands) if commands or not typed else _of_question(program, root, [], typed)
    name, rest = words[position], words[position + 1 :]
    command = program.get_command(root, name)
    if command is None:
        return _of_question(program, root, list(words[position:]), typed)
    context = command.make_context(name, list(rest), parent=root, resilient_parsing=True)
    return _of_command(context, command.get_params(context), expand_values(command.params, rest), typed)


def _of_question(program: Commands, root: Any, words: list[str], typed: str) -> Tab:
    """What may stand in a question that names no command: what may stand after ``ask``."""
    command = program.get_command(root, "ask")
    context = command.make_context("ask", words, parent=root, resilient_parsing=True)
    read = expand_values(command.params, words)
    found = _of_command(context, command.get_params(context), read, typed)
    return found if typed else Tab([])


def _of_command(context: Any, params: Sequence[Any], read: ParsedLine, typed: str) -> Tab:
    option = read.open
    head, equals, tail = typed.partition("=")
    if typed.startswith("-") and not read.ended:
        if not equals:
            return Tab(_option_names(params, read, typed))
        option, typed = options_by_name(params).get(head), tail
        if option is None:
            return Tab([])
    prefix = f"{head}=" if equals and option is not read.open else ""
    if option is not None:
        before = read.given.get(option.opts[0], [])
        if getattr(option, "multiple", False):
            listed, comma, typed = typed.rpartition(",")
            prefix, before = prefix + listed + comma, [*before, listed]
        found = _values(context, option, before, typed)
        return Tab([(prefix + value, text) for value, text in found.offers], found.wants)
    argument = next((param for param in params if param.param_type_name == "argument"), None)
    if argument is not None and (argument.nargs == -1 or not read.arguments):
        found = _values(context, argument, read.arguments, typed)
        if found.offers or found.wants or typed:
            return found
    return Tab(_option_names(params, read, typed) if not typed else [])


def _values(context: Any, param: Any, before: Iterable[str], typed: str) -> Tab:
    """The values of one parameter that it does not have yet."""
    had = [part for word in before for part in word.split(",") if part]
    context.meta[BEFORE] = had
    items = param.shell_complete(context, typed)
    wants = context.meta.get(WANTS, "")
    return Tab([(item.value, item.help or "") for item in items if item.value not in had], wants)


def _option_names(params: Iterable[Any], read: ParsedLine, typed: str) -> Offers:
    """Options by their long names; short ones and second names where more is typed; those taken are left out."""
    offers: Offers = []
    for param in params:
        names = [*param.opts, *param.secondary_opts]
        taken = not getattr(param, "multiple", False) and {*names} & {*read.words}
        if param.param_type_name != "option" or param.hidden or taken:
            continue
        long = [name for name in names if name.startswith("--")]
        shown = names if typed == "-" else long if len(typed) > 2 or param.secondary_opts else long[:1]
        offers.extend((name, param.help or "") for name in shown if name.startswith(typed))
    return offers


def _joined(words: Sequence[str], typed: str) -> tuple[list[str], str]:
    """The words with ``--route = iv``, as bash parts them, in one again; a last ``--route =`` is ``--route``."""
    joined: list[str] = []
    for word in words:
        if joined and (word == "=" or joined[-1].endswith("=")) and joined[-1].startswith("--"):
            joined[-1] += word
        else:
            joined.append(word)
    if typed == "=":
        return joined, ""
    if joined and joined[-1].startswith("--") and joined[-1].endswith("="):
        joined[-1] = joined[-1][:-1]
    return joined, typed
