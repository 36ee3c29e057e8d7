"""Walk through the base in the terminal.

Conditions lead to their papers, papers to each finding with its figure and its source. Works in any terminal, over
ssh and with the mouse. Filters begin as chips that can be taken away. '/' searches, 'c' copies a citation, '?'
lists the keys, 'q' quits. Needs the extra mscq[tui].
"""

from __future__ import annotations

from typing import Annotated

import typer

from mscq.cli import console
from mscq.cli.completion.offers import names
from mscq.cli.given import given_in
from mscq.cli.request import Request
from mscq.errors import ExitCode, NotUnderstood, of_extra

ORDER = 13
EXAMPLES = ("mscq browse", "mscq browse lupus", "mscq browse ms --route intrathecal --controlled")
FILTERS = ("route", "source", "cell", "design", "controlled")


def command(
    ctx: typer.Context,
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CONDITION]", help="Begin with a condition", autocompletion=names("conditions")),
    ] = None,
) -> ExitCode:
    _refuse(ctx)
    request = Request(ctx)
    condition = request.resolve("conditions", " ".join(name)) if name else None
    with of_extra("tui", "mscq browse"):
        from mscq.browse.app import Browser
    from mscq.browse.catalogue import Catalogue
    from mscq.browse.filters import chips_of

    given = request.flag("controlled") or any(request.given(one) for one in FILTERS)
    chips = chips_of(request.selection()) if given else ()
    import gc
    import signal

    gc.enable()  # it may stay open for a day
    signal.signal(signal.SIGINT, signal.default_int_handler)  # the screen is put right before the program ends
    problem = Browser(Catalogue(request.kb), chips, condition).run()
    if problem is not None:
        raise problem
    return ExitCode.OK


def _refuse(ctx: typer.Context) -> None:
    """Raise NotUnderstood where there is no terminal to draw on, or another form is wished."""
    given = given_in(ctx)
    if given.forms or given.output is not None:
        raise NotUnderstood("browse draws on the terminal only; for other forms see: mscq papers --help")
    if not (console.is_interactive()):
        raise NotUnderstood("browse needs a terminal; into a pipe or a file: mscq papers, mscq condition, mscq show")
