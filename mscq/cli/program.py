"""The program: its commands, loaded when they are called, and what becomes of their answers and errors."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from mscq.cli.arguments import expand_values
from mscq.errors import ExitCode, MscqError


class Entry(NamedTuple):
    """A command before it is loaded: its one-line help, and the part of the help page it stands in."""

    help: str
    part: str = "Ask"

    @property
    def folder(self) -> str:
        """The package under ``mscq.cli.commands`` that holds it, with a dot behind; empty for one outside the parts."""
        return f"{self.part.lower()}." if self.part else ""


COMMANDS: dict[str, Entry] = {
    "condition": Entry("The evidence on a condition: verdict, results by strength, safety, gaps."),
    "compare": Entry("Compare routes, cell sources, cell types, donors, conditions, designs or papers."),
    "search": Entry("Search papers, findings and terms."),
    "conflicts": Entry("Papers that answer the same question differently."),
    "timeline": Entry("The papers on a condition by year, level and direction."),
    "map": Entry("The evidence gap map: what is known and what is missing."),
    "coverage": Entry("What the base lacks: trials that reviews pool, and trials without a paper."),
    "why": Entry("Where a figure comes from, and what was derived from it."),
    "show": Entry("One paper whole."),
    "papers": Entry("List papers that fit a filter."),
    "findings": Entry("List findings that fit a filter."),
    "terms": Entry("The vocabulary: what a condition, route, source or outcome is called."),
    "browse": Entry("Walk through the base in the terminal."),
    "cite": Entry("Citations by key, PMID, PMCID, DOI, NBK number or address.", "Cite"),
    "match": Entry("Your own references: which the base knows, and what it says of them.", "Cite"),
    "styles": Entry("Citation styles by name.", "Cite"),
    "open": Entry("Open a paper in PubMed, PMC, Bookshelf or at its DOI.", "Cite"),
    "export": Entry("The whole base as CSV tables (Data Package) or one SQLite file.", "Data"),
    "verify": Entry("Check the data, bundled or your own.", "Data"),
    "schema": Entry("The JSON Schema of a paper's file.", "Data"),
    "info": Entry("Where data, library, configuration and cache lie; versions and extras.", "Data"),
    "welcome": Entry("What is in the base, and what to try.", ""),
}


class Command(TyperCommand):
    """A command whose options may take several values after one name, and whose help opens with examples.

    ``--route iv intrathecal`` is read as ``--route iv --route intrathecal`` (see ``mscq.cli.arguments``).
    """

    examples: Sequence[str] = ()

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        return super().parse_args(ctx, expand_values(self.params, args).words)

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        if self.help:
            formatter.write_text(self.help.split("\n\n")[0].replace("\n", " "))
        if self.examples:
            with formatter.section("Examples"):
                for example in self.examples:
                    formatter.write(" " * formatter.current_indent + example + "\n")
        formatter.write_paragraph()
        self.format_usage(ctx, formatter)
        if self.help and "\n\n" in self.help:
            formatter.write_paragraph()
            for paragraph in self.help.split("\n\n")[1:]:
                formatter.write_text(paragraph.replace("\n", " "))
                formatter.write_paragraph()
        self.format_options(ctx, formatter)


class Program(TyperGroup):
    """All commands; each is imported when it is called."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        from mscq.cli.root import with_shell

        return super().parse_args(ctx, with_shell(args))

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        return [name for name, entry in COMMANDS.items() if entry.part]

    def commands_from(self, start: str) -> list[tuple[str, str]]:
        """The commands whose names begin so, each with its help, none of them loaded."""
        return [(name, entry.help) for name, entry in COMMANDS.items() if entry.part and name.startswith(start)]

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in self.commands:
            self.commands[cmd_name] = load_command(cmd_name)
        return self.commands[cmd_name]

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            raise MscqError(_no_such_command(args))
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        from mscq.cli.root import EXAMPLES, INTRODUCTION

        formatter.write_text(INTRODUCTION)
        with formatter.section("Examples"):
            for example in EXAMPLES:
                formatter.write(" " * formatter.current_indent + example + "\n")
        formatter.write_paragraph()
        self.format_usage(ctx, formatter)
        parts: dict[str, list[tuple[str, str]]] = {}
        for name, entry in ((name, entry) for name, entry in COMMANDS.items() if entry.part):
            parts.setdefault(entry.part, []).append((name, entry.help))
        for part, rows in parts.items():
            with formatter.section(part):
                formatter.write_dl(rows)
        with formatter.section("Options"):
            formatter.write_dl(
                [record for param in self.get_params(ctx) if (record := param.get_help_record(ctx)) is not None]
            )


def _no_such_command(args: Sequence[str]) -> str:
    from difflib import get_close_matches

    word = args[0]
    near = get_close_matches(word, COMMANDS, n=1)
    if near:
        return f"no command '{word}'; did you mean: mscq {' '.join([near[0], *args[1:]])}"
    from mscq.cli.guess import command_for

    return f"no command '{word}'; {command_for(args)}"


def load_command(name: str) -> Command:
    """Import a command's module and build the command with the options that its module shares with others."""
    from mscq.cli.options import shared_options

    module = import_module(f"mscq.cli.commands.{COMMANDS[name].folder}{name}")
    function: Callable[..., Any] = module.command
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command(name, cls=Command, help=function.__doc__, short_help=COMMANDS[name].help)(function)
    built = typer.main.get_command(app)
    assert isinstance(built, Command)
    built.examples = module.EXAMPLES
    built.params.extend(shared_options(getattr(module, "FILTERS", ())))
    return built


def program() -> Program:
    """The group of all commands."""
    from mscq.cli.root import root_options

    return Program(
        name="mscq",
        rich_markup_mode=None,
        invoke_without_command=True,
        no_args_is_help=False,
        callback=_welcome,
        params=root_options(),
        help="",
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def _welcome() -> None:
    pass


def run(args: Sequence[str]) -> int:
    """Run the program; returns the exit code. Errors go to stderr, one line each."""
    completion = os.environ.get("_MSCQ_COMPLETE")
    if not args and not completion:
        args = ["welcome"]
    try:
        if completion:
            from mscq.cli.completion.shells import respond

            respond(program(), completion, os.environ)
            return int(ExitCode.OK)
        answer = program().main(list(args), prog_name="mscq", standalone_mode=False)
        return deliver(answer)
    except MscqError as error:
        complain(str(error))
        return int(error.exit_code)
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        path = context.command_path if context is not None else "mscq"
        complain(f"{error.format_message().rstrip('.')} (see: {path} --help)")
        return int(ExitCode.NOT_UNDERSTOOD)
    except typer.Abort:
        return int(ExitCode.INTERRUPTED)
    except KeyboardInterrupt:
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        _close_stdout()
        return int(ExitCode.OK)
    except SystemExit:
        raise
    except Exception as error:
        if os.environ.get("MSCQ_DEBUG"):
            raise
        complain(f"internal error: {type(error).__name__}: {error} (MSCQ_DEBUG=1 shows where)")
        return 70


def deliver(answer: Any) -> int:
    """Print what a command answered: an Answer, or an exit code."""
    if isinstance(answer, int):
        return answer
    if answer is None:
        return int(ExitCode.OK)
    from mscq.cli.answer import emit

    return int(emit(answer))


def complain(message: str) -> None:
    """One line on stderr, in what letters it can show."""
    from mscq.text.ascii import printable

    text = f"mscq: {' '.join(message.split())}\n"
    try:
        sys.stderr.write(printable(text, sys.stderr.encoding))
        sys.stderr.flush()
    except (OSError, ValueError):
        return


def _close_stdout() -> None:
    """Keep the interpreter from writing to the closed pipe once more when it ends."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
