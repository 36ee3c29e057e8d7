"""The program: its commands, loaded when they are called, and what becomes of their answers and errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup

from mscq.cli import console
from mscq.cli.arguments import expand_values
from mscq.cli.commands import COMMANDS
from mscq.cli.faults import fault, faults_of_base_told, misread
from mscq.cli.given import given_in
from mscq.errors import ExitCode, MscqError, NobodyReads, NotUnderstood
from mscq.records.settings import environment

_RENAMED = {"--retracted": "--notices"}
"""Options under the name that they had, and the one that they have."""
_OTHER_NAMES = {"glossary": ("terms", "glossary")}
"""Commands under another name."""
_BARE = "mscq.cli.commands.ask.ask.bare"
_LIKE = 0.75
"""How like a command's name a first word is that is taken for a slip (difflib ratio)."""


def _written(option: Any) -> Any:
    """The option --help, so that help is written as any answer is."""
    if option is not None:
        option.callback = _show_help
    return option


def _show_help(ctx: typer.Context, param: Any, value: Any) -> None:
    if value and not ctx.resilient_parsing:
        console.write(f"{ctx.get_help()}\n")
        ctx.exit()


class Command(TyperCommand):
    """A command whose options may take several values after one name, and whose help opens with examples.

    ``--route iv intrathecal`` is read as ``--route iv --route intrathecal`` (see ``mscq.cli.arguments``).
    """

    examples: Sequence[str] = ()
    draws = False

    def get_help_option(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        return _written(super().get_help_option(ctx))

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        names = {name for param in self.params for name in param.opts}
        if any(word.startswith("--json") for word in args):
            args = self._without_fields(ctx, args)
        read = expand_values(
            self.params, [new if (new := _RENAMED.get(word)) in names and new else word for word in args]
        )
        if read.robbed is not None:
            raise NotUnderstood("{} needs a value, not the option {}".format(*read.robbed))
        try:
            return super().parse_args(ctx, read.words)
        except typer.BadParameter as error:
            if error.param is not None and (choices := getattr(error.param.type, "choices", None)):
                raise _no_such_choice(error.param.opts[0], choices, read.given) from error
            raise

    def _without_fields(self, ctx: typer.Context, args: list[str]) -> list[str]:
        """The words without the fields after --json, which are kept."""
        from mscq.cli.fields import fields_of, takes_words

        words, fields = fields_of(args, self.name or "", takes_words(self.params) or self.allow_extra_args)
        given_in(ctx).fields.extend(fields)
        return words

    def invoke(self, ctx: typer.Context) -> Callable[[], ExitCode]:  # type: ignore[override]
        """Run the command; returns what is left to do, writing the answer, which Typer need not watch over.

        (Typer ends the program with an error of its own where a pipe is closed.)
        """
        from mscq.cli.delivery import check, deliver

        given = given_in(ctx)
        check(given, self.name or "", draws=self.draws)
        with faults_of_base_told(given.data):
            answer = self.answer(ctx)
        return faults_of_base_told(given.data)(partial(deliver, answer, given, self.name or ""))

    def answer(self, ctx: typer.Context) -> Any:
        """Run the command; returns its answer, or an exit code where all is said."""
        answer, given = super().invoke(ctx), given_in(ctx)
        if given.selected is None or given.selected[0].is_empty or isinstance(answer, ExitCode):
            return answer
        from mscq.output.narrowed import narrowed

        return narrowed(answer, *given.selected)

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
        for heading, params in self._grouped(ctx).items():
            if records := [record for one in params if (record := one.get_help_record(ctx)) is not None]:
                with formatter.section(heading):
                    formatter.write_dl(records)

    def _grouped(self, ctx: typer.Context) -> dict[str, list[Any]]:
        """The parameters under the headings of the help page: its own, filters, output."""
        from mscq.cli.options import FILTERS, shared_options

        output = {option.opts[0] for option in shared_options(())}
        groups: dict[str, list[Any]] = {"Arguments": [], "Options": [], "Filters": [], "Output": []}
        for param in self.get_params(ctx):
            name = param.opts[0]
            if param.param_type_name == "argument":
                groups["Arguments"].append(param)
            elif name.removeprefix("--") in FILTERS:
                groups["Filters"].append(param)
            else:
                groups["Output" if name in output else "Options"].append(param)
        return groups


class Program(TyperGroup):
    """All commands; each is imported when it is called."""

    def get_help_option(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        return _written(super().get_help_option(ctx))

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        from mscq.cli.root import with_shell

        if args[:1] == ["help"] and (len(args) == 1 or args[1] in COMMANDS):
            args = [*args[1:2], "--help"]
        if said := self._put_first(args):
            raise NotUnderstood(said)
        return super().parse_args(ctx, with_shell(args))

    def _put_first(self, args: Sequence[str]) -> str:
        """What to say of an option of the commands that stands before the command; empty where there is none."""
        if not args or not args[0].startswith("-"):
            return ""
        import shlex

        from mscq.cli.options import shared_options

        option = args[0].partition("=")[0]
        place = next((i for i, word in enumerate(args) if word in COMMANDS), None)
        if place is None or option not in {name for one in shared_options(()) for name in one.opts}:
            return ""
        return f"{option} goes behind the command: mscq {shlex.join([*args[place:], *args[:place]])}"

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
        args = [*_OTHER_NAMES.get(args[0], (args[0],)), *args[1:]]
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            if near := _mistyped_command(args):
                raise NotUnderstood(near)
            ctx.meta[_BARE] = True
            return "ask", self.get_command(ctx, "ask"), args
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
            with formatter.section(part.capitalize()):
                formatter.write_dl(rows)
        with formatter.section("Options"):
            formatter.write_dl(
                [record for param in self.get_params(ctx) if (record := param.get_help_record(ctx)) is not None]
            )


def _mistyped_command(args: Sequence[str]) -> str:
    """What to say of a first word that is nearly a command's name; empty where it is the start of a question."""
    from difflib import get_close_matches

    near = get_close_matches(args[0], [name for name, entry in COMMANDS.items() if entry.part], n=1, cutoff=_LIKE)
    if not near or _is_of_the_base(args[0]):
        return ""
    return f"no command '{args[0]}'; did you mean: mscq {' '.join([near[0], *args[1:]])}"


def _is_of_the_base(word: str) -> bool:
    """Whether a word stands in a name or a record, so that a question may begin with it."""
    from mscq.api import load
    from mscq.search.lexicon import lexicon_of

    try:
        return word.lower() in lexicon_of(load()).words
    except MscqError:
        return False


def _no_such_choice(option: str, choices: Sequence[str], given: Mapping[str, Sequence[str]]) -> NotUnderstood:
    """A value that is not among the choices of an option, as one line."""
    from difflib import get_close_matches

    value = next((one for one in given.get(option, ()) if one not in choices), "")
    near = get_close_matches(value, choices, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    listed = f"{', '.join(choices[:-1])} or {choices[-1]}" if len(choices) > 1 else choices[0]
    return NotUnderstood(f"{option} takes {listed}, not '{value}'{hint}")


def load_command(name: str) -> Command:
    """Import a command's module and build the command with the options that its module shares with others."""
    from mscq.cli.options import shared_options

    module = import_module(f"{COMMANDS[name].package}.{name}")
    function: Callable[..., Any] = module.command
    function.__annotations__ = get_type_hints(function, include_extras=True)  # once: Typer evaluates them six times
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command(name, cls=Command, help=(module.__doc__ or "").strip())(function)
    built = typer.main.get_command(app)
    assert isinstance(built, Command)
    built.examples, built.draws = module.EXAMPLES, getattr(module, "DRAWS", False)
    if words := getattr(module, "BARE_WORDS", ""):  # they are no argument: words after an option are its values
        built.allow_extra_args, built.options_metavar = True, f"{words} {built.options_metavar}"
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
    completion = environment.get("_MSCQ_COMPLETE")
    if not args and not completion:
        args = ["welcome"]
    try:
        if completion:
            from mscq.cli.completion.shells import respond

            respond(program(), completion, environment)
            return ExitCode.OK
        deliver = program().main(list(args), prog_name="mscq", standalone_mode=False)
        return deliver() if callable(deliver) else int(deliver or ExitCode.OK)
    except NobodyReads as error:
        return error.exit_code
    except MscqError as error:
        console.error(str(error))
        return error.exit_code
    except typer.TyperException as error:
        console.error(misread(error, args))
        return ExitCode.NOT_UNDERSTOOD
    except (typer.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    except Exception as error:
        if environment.get("MSCQ_DEBUG"):
            raise
        console.error(fault(error))
        return 70
