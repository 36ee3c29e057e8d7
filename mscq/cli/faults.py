"""What is said of a command that failed, whoever asked it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer

from mscq.cli.fields import takes_words
from mscq.errors import MscqError

_LIKE = 0.75
"""How like an option's name a word is that is taken for a slip (difflib ratio)."""


@contextmanager
def faults_of_base_told(folder: str | None) -> Iterator[None]:
    """Where an answer fails over a base that breaks its model, raise what is wrong with the base.

    Most questions read records as they are stored: to validate each of them beforehand would take too long.
    """
    try:
        yield
    except (MscqError, typer.TyperException, typer.Exit, typer.Abort, OSError):
        raise
    except Exception:
        from mscq.api import load

        load(folder).read_all()
        raise


def misread(error: typer.TyperException, args: Sequence[str] = ()) -> str:
    """Return what to say of a command line that could not be read; of one that is a question, how to ask it."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "mscq"
    option = getattr(error, "option_name", "")
    if context is not None and option and "No such option" in error.format_message():
        return f"{path} has no option {option}{_nearest(option, context.command.params)} (see: {path} --help)"
    if context is not None and args and "unexpected extra argument" in error.format_message():
        import shlex

        takes = "one word" if takes_words(context.command.params) else "no words"
        if takes == "no words" and (meant := _option_for(context, args)):
            return f"{path} takes no words; did you mean: {path} {meant} (see: {path} --help)"
        return f"{path} takes {takes} (see: {path} --help); a question is: mscq ask {shlex.join(args)}"
    return f"{error.format_message().rstrip('.')} (see: {path} --help)"


def _nearest(typed: str, params: Sequence[Any]) -> str:
    """The options that begin so or are a slip of the finger away, as a hint; empty where none is."""
    from difflib import get_close_matches

    typed = typed.lstrip("-").casefold()
    names = [name[2:] for one in params for name in (*one.opts, *one.secondary_opts) if name.startswith("--")]
    begin = [one for one in names if one.startswith(typed)] if len(typed) > 1 else []
    near = (begin or get_close_matches(typed, names, cutoff=_LIKE))[:3]
    return f"; did you mean {' or '.join(f'--{one}' for one in near)}?" if near else ""


def _option_for(context: typer.Context, args: Sequence[str]) -> str:
    """The option that takes the words which no option has, with them; empty where none or several do."""
    from mscq.cli.arguments import expand_values

    params = context.command.params
    words = expand_values(params, args[1:]).arguments
    taking = {
        one.opts[0]
        for one in params
        if one.param_type_name == "option"
        and all(word in {item.value for item in one.shell_complete(context, word)} for word in words)
    }
    return f"{taking.pop()} {' '.join(words)}" if len(taking) == 1 else ""


def fault(error: Exception) -> str:
    """Return what to say of an error that no one should see."""
    return f"internal error: {type(error).__name__}: {error} (MSCQ_DEBUG=1 shows where)"
