"""From a command's answer to what is written: in which form, how wide, in which letters, to where."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from mscq.cli import console
from mscq.errors import ExitCode, NothingFound, NotUnderstood
from mscq.output.answer import ANY_SUFFIX, Answer
from mscq.output.forms import FORM_OF_SUFFIX, FORMS, Options, render
from mscq.records.files import write_whole
from mscq.records.settings import environment
from mscq.records.value import replace
from mscq.text.ascii import in_notation

if TYPE_CHECKING:
    from mscq.cli.given import Given


_OF_PROGRAMS = ("json", "csv", "tsv")


def check(given: Given, command: str, *, draws: bool) -> None:
    """Raise NotUnderstood, before a command does anything, where what is asked of the output cannot be met.

    The suffixes of a command that draws are known when it has answered.
    """
    if len(given.forms) > 1:
        raise NotUnderstood(f"one form at a time: --{' or --'.join(given.forms)}")
    if given.file == "":
        raise NotUnderstood("-o needs the name of a file")
    if given.fields:
        from mscq.output.shapes import fields

        fields.check(command, given.fields)
    if given.file is not None and not given.forms and not draws:
        _form_of(Path(given.file).suffix.lower(), command)


def as_data(given: Given) -> bool:
    """Return whether the answer goes to a program, as one JSON document, which holds what went wrong as well."""
    suffix = Path(given.file or "").suffix.lower()
    return given.forms == ["json"] or (not given.forms and FORM_OF_SUFFIX.get(suffix) == "json")


def _for_a_program(given: Given) -> bool:
    """Return whether a program reads the answer as it comes; a file that stands is not emptied."""
    return given.file is None and any(form in _OF_PROGRAMS for form in given.forms)


def _form_of(suffix: str, command: str, drawings: Iterable[str] = (), plotted: str = "") -> str:
    """The form that a suffix stands for. Raises NotUnderstood, naming the suffixes that the command writes."""
    if suffix and suffix not in FORM_OF_SUFFIX:
        known = " ".join(sorted({*FORM_OF_SUFFIX, *drawings}))
        raise NotUnderstood(f"{command} cannot be written as {suffix}; suffixes: {known}{plotted and f'; {plotted}'}")
    return FORM_OF_SUFFIX.get(suffix, "plain")


def deliver(answer: Answer | ExitCode, given: Given, command: str) -> ExitCode:
    """Write the answer of a command to standard output, or to a file whole or not at all; returns the exit code.

    A command that has said all itself answers with the exit code alone. Raises NotUnderstood for a file whose suffix
    stands for nothing that this command writes, BadFile where the file cannot be written.
    """
    if isinstance(answer, ExitCode):
        return answer
    if answer.nothing:
        if not _for_a_program(given):
            raise NothingFound(answer.nothing)
        console.error(answer.nothing)
        answer = replace(answer, nothing="", exit_code=ExitCode.NOTHING_FOUND)
    if given.fields:
        from mscq.output.shapes.fields import pick

        whole = answer.data
        answer = replace(answer, data=lambda: pick(command, whole(), given.fields))
    if given.file is not None:
        from mscq.output.wording import counted

        text = _for_file(answer, given, Path(given.file).suffix.lower(), command)
        write_whole(given.file, text)
        if console.talks_to_terminal():
            lines = text.count("\n")
            console.note(f"wrote {given.file}: {answer.holds or counted(lines, 'line')}")
        return answer.exit_code
    options = _options(given)
    at_terminal = console.writes_to_terminal()
    form = given.forms[0] if given.forms else "terminal" if at_terminal or options.color or given.width else "plain"
    text = _in_form(form, answer, options, given)
    if form == "terminal" and at_terminal and not given.no_pager:
        from mscq.cli.pager import page

        page(text, command)
    else:
        console.write(text, styled=form == "terminal")
    return answer.exit_code


def _for_file(answer: Answer, given: Given, suffix: str, command: str) -> str:
    """What is written to a file: the form asked for, else the drawing or the form that the suffix stands for."""
    options = Options(width=given.width, encoding=_encoding(given, "utf-8"), raw_cells=given.raw_cells)
    if given.forms:
        stands_for = FORM_OF_SUFFIX.get(suffix, suffix if suffix in answer.drawings else "plain")
        tell_clash(given, f"--{given.forms[0]}", stands_for not in ("plain", given.forms[0]))
        return _in_form(given.forms[0], answer, options, given)
    for one, notation in ((suffix, suffix), (ANY_SUFFIX, answer.notation)):
        if one in answer.drawings:
            return in_notation(answer.drawings[one](), options.encoding, notation)
    return _in_form(_form_of(suffix, command, answer.drawings, answer.plotted), answer, options, given)


def tell_clash(given: Given, option: str, clashes: bool) -> None:
    """Say that an option goes before the suffix of the file that -o names, where this stands for something else."""
    if clashes:
        console.note(f"note: {given.file} is written as {option} says, not as its suffix does")


def _in_form(form: str, answer: Answer, options: Options, given: Given) -> str:
    if answer.text is not None and form in ("terminal", "plain"):
        return in_notation(answer.text(), options.encoding, answer.notation)
    return render(form, answer, replace(options, footer=_footer(given) if FORMS[form].footer else ""))


def _footer(given: Given) -> str:
    """Program and base in a line for the forms that are kept and passed on, so that they can be cited."""
    from mscq.records.version import version_line

    return version_line(Path(given.data) if given.data is not None else None)


def _encoding(given: Given, encoding: str) -> str:
    return "ascii" if given.ascii else encoding


def _options(given: Given) -> Options:
    """How an answer is written to standard output."""
    color = console.writes_to_terminal() and environment.get("TERM") != "dumb" and not environment.get("NO_COLOR")
    if environment.get("FORCE_COLOR") and not environment.get("NO_COLOR"):
        color = True
    if given.color != "auto":
        color = given.color == "always"
    width = given.width if given.width is not None else console.size()[0]
    encoding = _encoding(given, console.encoding())
    return Options(width=width, color=color, links=color, encoding=encoding, raw_cells=given.raw_cells)
