"""Ask in plain words; the answer of the command that fits.

What was understood, and the command that gives the same answer, stand on stderr. A question about a condition is
answered for it, narrowed to the outcome or route that it names; of two values, by their comparison; of harm, by what
is known of it; "which trials" by the coverage; all else by a search. A word that may mean several diseases is asked
back. Words that are no command are a question too: mscq does it help lupus.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mscq.cli import console
from mscq.cli.request import Request
from mscq.errors import MscqError, NothingFound, NotUnderstood
from mscq.output.answer import Answer

if TYPE_CHECKING:
    from mscq.search.question import Question

ORDER = 0
EXAMPLES = (
    "mscq ask does it help walking in ms",
    "mscq ask 'is it safe in lupus?'",
    "mscq ask which is better, vein or spinal tap, for ms",
)


def command(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="QUESTION", help="A question, or a few words of one")],
) -> Answer:
    request = Request(ctx)
    text = " ".join(" ".join(words).split())
    if not text:
        raise NotUnderstood("ask needs a question (see: mscq ask --help)")
    if (paper := _paper(request, text)) is not None:
        return _answered(ctx, "show", [paper])
    from mscq.search.searcher import QueryError, Searcher

    try:
        question = Searcher(request.kb).question(text, request.kb.resolver("conditions"))
    except QueryError as error:
        raise NotUnderstood(f"'{text}': {error}") from error
    if question.command == "search":
        return _searched(ctx, question, text)
    unread = f"; not read: {', '.join(question.unread)}" if question.unread else ""
    console.note(f"read as: {', '.join(question.read) or question.command}{unread}; the same as: {question.shown}")
    return _answered(ctx, question.command, list(question.arguments))


def _paper(request: Request, text: str) -> str | None:
    """The id of the paper that an identifier names; None where the text is none."""
    from mscq.text import identifiers

    if identifiers.parse(text) is None:
        return None
    try:
        return request.kb.find(text).id
    except MscqError:
        return None


def _searched(ctx: typer.Context, question: Question, text: str) -> Answer:
    """The papers nearest to words that no command answers as a whole."""
    read = f"; read: {', '.join(question.read)}" if question.read else ""
    unread = f"; not read: {', '.join(question.unread)}" if question.unread else ""
    try:
        answer = _answered(ctx, "search", [*(["--"] if text.startswith("-") else []), text])
    except NothingFound as error:
        if not question.read:
            raise NotUnderstood(
                f"'{text}' is no command, and nothing in the base answers to it (see: mscq --help, mscq coverage)"
            ) from error
        raise NothingFound(
            f"the base holds nothing on '{text}'{read}{unread} (what it covers: mscq coverage)"
        ) from error
    console.note(f"no one answer to this in the base{read}{unread}; the papers nearest to the words: {question.shown}")
    return answer


def _answered(ctx: typer.Context, name: str, arguments: list[str]) -> Answer:
    """The answer of another command to these arguments, in the form that was asked for here."""
    program: Any = ctx.find_root().command
    chosen = program.get_command(ctx, name)
    answer: Answer = chosen.answer(chosen.make_context(name, arguments, parent=ctx))
    return answer
