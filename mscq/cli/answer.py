"""From a command's answer to what is written: which form, how wide, in which letters, to where."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from mscq.errors import ExitCode, NotUnderstood
from mscq.output.forms import Options, Output, render
from mscq.records.files import write_whole
from mscq.text.ascii import printable, to_ascii

FORM_OF_SUFFIX = {
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".txt": "plain",
}


class Wishes(NamedTuple):
    """What the command line asks of the output; None leaves the choice to where it goes."""

    form: str | None = None
    file: str | None = None
    width: int | None = None
    ascii_only: bool = False
    color: str = "auto"
    pager: bool = True
    data: str | None = None


class Answer(NamedTuple):
    """What a command returns: its output, how it is wanted, and the exit code that goes with it.

    ``text`` replaces the report where the answer is text as it stands (citations).
    """

    output: Output
    wishes: Wishes
    text: Callable[[], str] | None = None
    exit_code: ExitCode = ExitCode.OK


def emit(answer: Answer) -> ExitCode:
    """Write an answer to stdout, or to a file whole or not at all; returns its exit code."""
    wishes = answer.wishes
    if wishes.file is not None and wishes.file != "-":
        path = Path(wishes.file)
        form = wishes.form or ("plain" if answer.text else FORM_OF_SUFFIX.get(path.suffix.lower(), "plain"))
        write_whole(path, _text(answer, form, Options(width=wishes.width, ascii_only=wishes.ascii_only)))
        return answer.exit_code
    options = _terminal_options(wishes)
    form = wishes.form or ("terminal" if _is_terminal() or options.color or wishes.width else "plain")
    text = _text(answer, form, options)
    if form == "terminal" and wishes.pager and _is_terminal():
        from mscq.cli.pager import page

        page(text, options)
    else:
        write_stdout(text)
    return answer.exit_code


def _text(answer: Answer, form: str, options: Options) -> str:
    if answer.text is not None and form in ("terminal", "plain"):
        text = answer.text()
    else:
        text = render(form, answer.output, options._replace(footer=_footer(form, answer.wishes.data)))
    return to_ascii(text) if options.ascii_only else text


def _footer(form: str, data: str | None) -> str:
    """Program and base in a line for the forms that are kept and passed on, so that they can be cited."""
    if form not in ("markdown", "html"):
        return ""
    from mscq.records.version import version_line

    return version_line(Path(data) if data is not None else None)


def write_stdout(text: str) -> None:
    """Write text to stdout in letters that it has, with line feeds as they are."""
    shown = printable(text, sys.stdout.encoding)
    sys.stdout.write(shown)
    sys.stdout.flush()


def _is_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _terminal_options(wishes: Wishes) -> Options:
    if wishes.color not in ("auto", "always", "never"):
        raise NotUnderstood(f"--color takes auto, always or never, not '{wishes.color}'")
    environment = os.environ
    color = _is_terminal() and environment.get("TERM") != "dumb" and not environment.get("NO_COLOR")
    if environment.get("FORCE_COLOR") and not environment.get("NO_COLOR"):
        color = True
    if wishes.color != "auto":
        color = wishes.color == "always"
    width = wishes.width
    if width is None:
        import shutil

        width = shutil.get_terminal_size().columns
    return Options(width=width, color=color, links=color, ascii_only=wishes.ascii_only)
