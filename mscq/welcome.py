"""What a newcomer reads first: the program's own help page."""

from __future__ import annotations

import sys
from typing import Any

import typer
from typer.core import TyperOption

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
        )
    ]


def _version(ctx: typer.Context, param: Any, value: Any) -> None:
    if not value or ctx.resilient_parsing:
        return
    from mscq.version import version_line

    sys.stdout.write(version_line() + "\n")
    raise typer.Exit
