"""What is said of a command that failed, whoever asked it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import typer

from mscq.errors import MscqError


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
    if args and "unexpected extra argument" in error.format_message():
        import shlex

        return f"{path} takes one word (see: {path} --help); a question is: mscq ask {shlex.join(args)}"
    return f"{error.format_message().rstrip('.')} (see: {path} --help)"


def fault(error: Exception) -> str:
    """Return what to say of an error that no one should see."""
    return f"internal error: {type(error).__name__}: {error} (MSCQ_DEBUG=1 shows where)"
