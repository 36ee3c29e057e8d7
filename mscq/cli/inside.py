"""A command run inside the program, for one that wants its answer as data and not on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer

from mscq.api import EvidenceBase
from mscq.cli import console
from mscq.cli.faults import fault, misread
from mscq.cli.given import given_in
from mscq.errors import ExitCode, MscqError, NothingFound
from mscq.server.asking import Answered, Refused


def ask(commands: Any, kb: EvidenceBase, name: str, words: Sequence[str]) -> Answered:
    """Return what a command of the program answers to these words on a base, and what it notes.

    Raises Refused, with what the command says where it has no answer.
    """
    with console.hearing() as said:
        try:
            found = _data(commands, kb, name, list(words))
        except MscqError as error:
            raise Refused(str(error)) from error
        except typer.TyperException as error:
            raise Refused(misread(error)) from error
        except Exception as error:
            raise Refused(fault(error)) from error
    if isinstance(found, ExitCode):  # it has said all itself
        raise Refused("\n".join(said))
    return Answered(found, tuple(said))


def _data(commands: Any, kb: EvidenceBase, name: str, words: list[str]) -> Any:
    # a context of its own for each run: what was given to one is nothing to the next
    root = commands.make_context("mscq", [name])
    given_in(root).kb = kb
    chosen = commands.get_command(root, name)
    answer = chosen.answer(chosen.make_context(name, words, parent=root))
    if isinstance(answer, ExitCode):
        return answer
    if answer.nothing:
        raise NothingFound(answer.nothing)
    return answer.data()
