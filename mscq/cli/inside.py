"""A command run inside the program, for one that wants its answer as data and not on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer

from mscq.cli import console
from mscq.cli.faults import fault, faults_of_base_told, misread
from mscq.errors import ExitCode, MscqError
from mscq.server.asking import Answered, Refused


def ask(commands: Any, folder: str | None, name: str, words: Sequence[str]) -> Answered:
    """Return what a command of the program answers to these words on the base in a folder, and its notes.

    Raises Refused, with what the command says where it has no answer.
    """
    data = [] if folder is None else [f"--data={folder}"]
    with console.hearing() as said:
        try:
            with faults_of_base_told(folder):
                found = _data(commands, name, [*data, *words])
        except MscqError as error:
            raise Refused(str(error)) from error
        except typer.TyperException as error:
            raise Refused(misread(error)) from error
        except Exception as error:
            raise Refused(fault(error)) from error
    if isinstance(found, ExitCode):  # it has said all itself
        raise Refused("\n".join(said))
    return Answered(found, tuple(said))


def _data(commands: Any, name: str, words: list[str]) -> Any:
    # a context of its own for each run: what was given to one is nothing to the next
    root = commands.make_context("mscq", [name])
    chosen = commands.get_command(root, name)
    answer = chosen.answer(chosen.make_context(name, words, parent=root))
    return answer if isinstance(answer, ExitCode) else answer.data()
