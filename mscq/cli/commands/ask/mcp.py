"""Let an assistant ask the base, over the Model Context Protocol.

A client starts this and asks on standard input: the tools ask, condition, compare, conflicts, safety, search, why, cite
and coverage answer as the commands of these names, with sources and caveats, and change nothing. --config prints what
to paste into the client. Needs the extra mscq[mcp].
"""

from __future__ import annotations

import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from mscq.cli import console
from mscq.cli.commands import COMMANDS
from mscq.cli.given import given_in
from mscq.cli.options import FILTERS as OPTIONS
from mscq.errors import ExitCode, NotUnderstood, of_extra
from mscq.output.answer import Answer
from mscq.server.tools import Filter

ORDER = 14
EXAMPLES = ("mscq mcp --config",)


def command(
    ctx: typer.Context,
    config: Annotated[bool, typer.Option("--config", help="Print what to paste into clients")] = False,
) -> Answer | ExitCode:
    given = given_in(ctx)
    if config:
        return _config(given.data)
    if given.forms or given.output is not None:
        raise NotUnderstood("mcp speaks its protocol only; for an answer in another form ask its command")
    with of_extra("mcp", "mscq mcp"):
        from mscq.server.app import serve
    import gc

    from mscq.api import load
    from mscq.cli.inside import ask
    from mscq.server.tools import TOOLS

    kb = load(given.data)
    kb.read_all()  # what is wrong with the base is told now, and no file is read again that may have changed
    if console.is_interactive():
        console.note("serving on standard input and output, for a client to start (see: mscq mcp --config)")
    gc.enable()  # it may run for days
    _leave_out_own_references()
    serve(kb, partial(ask, ctx.find_root().command, kb), {tool.name: filters_of(tool.name) for tool in TOOLS})
    return ExitCode.OK


def _leave_out_own_references() -> None:
    """Let no standing library speak: the reader's own references were not reviewed, and are nobody else's business."""
    import os

    from mscq.records.settings import LIBRARY, environment

    environment[LIBRARY] = os.pathsep


def filters_of(name: str) -> dict[str, Filter]:
    """Return the filters of a command, by their options."""
    module = import_module(f"{COMMANDS[name].package}.{name}")
    return {one: Filter(OPTIONS[one].help, OPTIONS[one].is_flag) for one in getattr(module, "FILTERS", ())}


def _config(folder: str | None) -> Answer:
    from mscq.output.report import Block, Figure, Heading, Paragraph, Report, line
    from mscq.records.canonical import canonical_json
    from mscq.server.clients import configs

    data = [] if folder is None else ["--data", str(Path(folder).absolute())]
    found = configs([sys.executable, "-m", "mscq", "mcp", *data])

    def report() -> Report:
        blocks: list[Block] = [Heading(line("The server of mscq in clients"), level=1)]
        for one in found:
            blocks.append(Heading(line(one["clients"])))
            blocks.append(Paragraph(line(f"In {' or '.join(one['files'])}:")))
            blocks.append(Figure([line(text) for text in canonical_json(one["config"]).splitlines()]))
        return Report("mscq as a server", blocks)

    return Answer(
        data=lambda: found,
        rows=lambda: [
            {"clients": one["clients"], "files": " ".join(one["files"]), "config": canonical_json(one["config"])}
            for one in found
        ],
        report=report,
    )
