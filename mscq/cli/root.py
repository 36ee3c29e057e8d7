"""What a newcomer reads first: the program's own help page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperOption

from mscq.cli import console

INTRODUCTION = (
    "Evidence on stem-cell therapy from reviewed papers: what was found, against what, how strong, "
    "and where it was read."
)
EXAMPLES = (
    "mscq condition lupus",
    "mscq compare --route iv intrathecal",
    "mscq cite 40353645",
    "mscq search knee cartilage",
)


def root_options() -> list[TyperOption]:
    """The options of the program itself."""
    return [
        TyperOption(
            param_decls=["--version", "-V"],
            is_flag=True,
            is_eager=True,
            default=False,
            expose_value=False,
            callback=_version,
            help="The version of the program and of its base.",
        ),
        _shell_option(
            "--install-completion", _install, "Install completion for this shell: bash, zsh, fish, PowerShell."
        ),
        _shell_option("--show-completion", _show, "Print the completion script of a shell."),
    ]


def with_shell(args: list[str]) -> list[str]:
    """The words with ``auto`` after an option on completion that names no shell."""
    bare = args[-1:] in (["--install-completion"], ["--show-completion"])
    return [*args, "auto"] if bare else args


def _shell_option(name: str, callback: Callable[..., None], text: str) -> TyperOption:
    return TyperOption(
        param_decls=[name],
        is_eager=True,
        metavar="[SHELL]",
        expose_value=False,
        callback=callback,
        help=text,
        autocompletion=_shells,
    )


def _shells(ctx: typer.Context, args: list[str], incomplete: str) -> list[tuple[str, str]]:
    from mscq.cli.completion.shells import SHELLS

    return [(shell, "") for shell in SHELLS if shell.startswith(incomplete)]


def _version(ctx: typer.Context, param: Any, value: Any) -> None:
    if not value or ctx.resilient_parsing:
        return
    from mscq.records.version import version_line

    console.write(f"{version_line()}\n")
    raise typer.Exit


def _install(ctx: typer.Context, param: Any, value: Any) -> None:
    if not value or ctx.resilient_parsing:
        return
    from mscq.cli.completion.install import install

    install(value)
    raise typer.Exit


def _show(ctx: typer.Context, param: Any, value: Any) -> None:
    if not value or ctx.resilient_parsing:
        return
    from mscq.cli.completion.install import show

    show(value)
    raise typer.Exit
