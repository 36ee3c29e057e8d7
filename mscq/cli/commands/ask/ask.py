"""Ask in plain words; the answer of the command that fits.

What was understood, and the command that gives the same answer, stand above the answer, and in --json as "asked",
"understood" and "not_understood". A question about a condition is answered for it, narrowed to the outcome or route
that it names; of two values, by their comparison; of harm, by what is known of it; of trials that run, by the
coverage; of a word that screens print ("what does SUCRA mean"), by its meaning; all else by a search. Where a word may
mean several diseases, each is answered in short. Words that are no command are a question too: mscq does it help lupus.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mscq.cli import console
from mscq.cli.completion.offers import names
from mscq.cli.given import given_in
from mscq.cli.request import Request
from mscq.errors import MscqError, NotUnderstood
from mscq.output.answer import Answer
from mscq.records.value import replace

if TYPE_CHECKING:
    from mscq.output.answer import Scalar
    from mscq.output.report import Report
    from mscq.output.screens.candidates import Candidate
    from mscq.search.questions.question import Question
    from mscq.search.searcher import Searcher

ORDER = 0
EXAMPLES = (
    "mscq ask does it help walking in ms",
    "mscq ask 'is it safe in lupus?'",
    "mscq ask which is better, vein or spinal tap, for ms",
)
_MEANING = re.compile(
    r"what(?:'?s| is| are)? (?:the )?(?:meaning|definition) of (?P<of>.+)"
    r"|what (?:does|do|did) (?P<does>.+?) (?:mean|stand for)"
    r"|(?:define|explain|meaning of|definition of) (?P<define>.+)|(?P<last>.+) (?:meaning|definition)"
    r"|what(?:'?s| is| are) (?:meant by )?(?:an? |the )?(?P<what>.+)",
    re.IGNORECASE,
)
_MOST_CANDIDATES, _MOST_WITH_ROWS = 5, 2
"""Diseases that are answered for, and up to how many have their trials shown beside what they say in short."""
_YOUNG = "children or juvenile"
"""What papers say of those whom people call kids."""
BARE = "mscq.cli.commands.ask.ask.bare"
"""Set in the context where the question was typed without the command."""


_LETTERS = "abcdefghij"
"""What tells the keys of one author and year apart."""
_AUTHOR_AND_YEAR = (
    r"(?i)\b([^\W\d_][^\W\d_'’-]+)(?:'s|’s)?(?:,? et al\.?| and colleagues)?,? \(?((?:19|20)[0-9]{2})\b\)?"
)


def command(
    ctx: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="QUESTION", help="A question, or a few words of one", autocompletion=names("conditions")
        ),
    ],
) -> Answer:
    request = Request(ctx)
    text = " ".join(" ".join(words).split())
    if not text:
        raise NotUnderstood("ask needs a question (see: mscq ask --help)")
    text = _with_keys(request, text)
    if (paper := _paper(request, text)) is not None:
        return _answered(ctx, "show", [paper])
    if (term := _term(request, text)) is not None:
        return _told(_answered(ctx, "terms", [term]), _asked("mscq terms", term), (f"the word '{term}'",), ())
    from mscq.search.searcher import QueryError, Searcher

    try:
        searcher = Searcher(request.kb)
        question = searcher.question(text, request.kb.resolver("conditions"))
    except QueryError as error:
        raise NotUnderstood(f"'{text}': {error}") from error
    if question.candidates:
        return _each(ctx, request, question, text)
    if question.missing:
        if ctx.meta.get(BARE) and len(text.split()) == 1:  # where a command should stand, a single word is one
            raise NotUnderstood(_nothing(ctx, request, question, text))
        return _empty(text, question.missing, _nothing(ctx, request, question, text))
    if question.command == "search":
        return _searched(ctx, request, question, text)
    answer, asked = _first_that_tells(ctx, question)
    if answer.nothing:
        answer = replace(answer, nothing=_nothing_on(question, answer.nothing, searcher))
    return _told(answer, asked.shown, asked.read or (asked.command,), asked.unread, left_off=asked.left_off)


def _first_that_tells(ctx: typer.Context, question: Question) -> tuple[Answer, Question]:
    """The answer to a question, or to the first of those that ask otherwise where that tells nothing; and which it was.

    Doses that no study sets against each other tell nothing as long as another question may.
    """
    asked = (question, *question.otherwise)
    answers = ((_answered(ctx, one.command, one.arguments), one) for one in asked)
    told: list[tuple[Answer, Question]] = []
    for answer, one in answers:
        told.append((answer, one))
        apart = one.command != "compare" or len(asked) == 1
        if not answer.nothing and (apart or answer.data()["direct"]):
            return answer, one
    return next((pair for pair in told if not pair[0].nothing), told[0])


def _with_keys(request: Request, text: str) -> str:
    """The text with an author and a year that name one paper as its key: petrou2020 for Petrou et al. (2020)."""
    from mscq.text.fold import fold

    def key(found: re.Match[str]) -> str:
        name = f"{fold(found[1])}{found[2]}"
        keys = [one for one in request.kb.ids if one.rstrip(_LETTERS) == name or one == name]
        return keys[0] if len(keys) == 1 else found[0]

    return re.sub(_AUTHOR_AND_YEAR, key, text)


def _paper(request: Request, text: str) -> str | None:
    """The id of the paper that an identifier names; None where the text is none."""
    from mscq.text import identifiers

    if identifiers.parse(text) is None:
        return None
    try:
        return request.kb.find(text).id
    except MscqError:
        return None


def _term(request: Request, text: str) -> str | None:
    """The word whose meaning is asked for, where the glossary or the vocabulary has it; a disease is no word here."""
    match = _MEANING.fullmatch(text.strip("?!. ").replace("’", "'"))
    if match is None:
        return None
    asked = next(part for part in match.groups() if part).strip("'\"“” ")
    from mscq.output.glossary import explained
    from mscq.records.facets import FACETS

    if explained(asked) is not None:
        return asked
    diseases = () if match["what"] is None else ("conditions",)
    facets = [name for name in FACETS if name not in diseases]
    from mscq.search.everywhere import exact_places

    return asked if exact_places({name: request.kb.resolver(name) for name in facets}, asked) else None


def _asked(command: str, *words: str) -> str:
    return " ".join((command, *map(shlex.quote, words)))


def _searched(ctx: typer.Context, request: Request, question: Question, text: str) -> Answer:
    """The papers nearest to words that no command answers as a whole."""
    if not question.turns_on and not question.is_query:
        if people := _of_people(text.split()):
            words = text if _answers(ctx, text) else _YOUNG
            shown = _asked("mscq search", words)
            return _told(
                _answered(ctx, "search", [words]), shown, (words,), (), "papers that hold", people.strip(" ()")
            )
        raise NotUnderstood(f"'{text}' names nothing to look for; name a disease, as in: mscq ask does it help lupus")
    answer = _answered(ctx, "search", [*(["--"] if text.startswith("-") else []), *question.arguments])
    if question.is_query:
        return _told(answer, question.shown, (f"a search for {text}",), ())
    verb = "papers that mention what this base has no name for" if question.is_plain else "papers that hold"
    return _told(answer, question.shown, question.turns_on, (), verb)


def _told(
    answer: Answer,
    asked: str,
    read: Sequence[str],
    unread: Sequence[str],
    verb: str = "Understood:",
    left_off: str = "",
) -> Answer:
    """An answer with what was understood above it, in the form that it takes, and what was left off to find it."""
    said = f"Understood: {', '.join(read)}" if verb == "Understood:" else f"No one answer; {verb}: {', '.join(read)}"
    approval = " (what is approved is not in this base)" if _of_approval(unread) else ""
    left = f"; not understood: {', '.join(unread)}{_of_people(unread)}{approval}" if unread else ""
    left = f"; {left_off}{left}" if left_off else left

    def report() -> Report:
        from mscq.output.report import Paragraph, Report, Role, Span, line

        whole = answer.report()
        same = () if asked.startswith("mscq ask ") else ("; the same as: ", Span(asked, Role.COMMAND))
        first = Paragraph(line(said, Span(left, Role.WARNING), *same))
        return Report(whole.title, [first, *whole.blocks])

    def data() -> Any:
        whole = answer.data()
        told: dict[str, Any] = {"asked": asked, "understood": list(read), "not_understood": list(unread)}
        if left_off:
            told["left_off"] = left_off
        return {**told, **whole} if isinstance(whole, dict) else {**told, "answers": whole}

    def rows() -> list[dict[str, Scalar]]:
        if not answer.nothing:
            console.note(f"{said}{left}; the same as: {asked}")
        return answer.rows()

    return replace(answer, report=report, data=data, rows=rows)


def _of_people(unread: Sequence[str]) -> str:
    """That no filter tells people apart, where that was asked."""
    from mscq.search.question_words import PEOPLE
    from mscq.search.words import stem

    return " (no filter tells ages or sexes apart)" if any(stem(one.lower()) in PEOPLE for one in unread) else ""


def _of_approval(words: Sequence[str]) -> bool:
    """Whether it was asked if something is approved, which the base does not hold."""
    from mscq.search.question_words import APPROVAL
    from mscq.search.words import stem

    return any(stem(word) in APPROVAL for one in words for word in one.lower().split())


def _approvals(request: Request) -> str:
    """What is recorded of regulators, paper by paper."""
    told = [(one.id, said) for one in request.kb.papers() if (said := one.study.regulator) is not None]
    known = "; ".join(f"{name} ({said}): mscq show {name}" for name, said in told)
    return f"what is approved is not in this base{f', but for {known}' if known else ''}"


def _answers(ctx: typer.Context, text: str) -> bool:
    """Whether a search finds any paper."""
    return not _answered(ctx, "search", [text]).nothing


def _answered(ctx: typer.Context, name: str, arguments: Sequence[str]) -> Answer:
    """The answer of another command to these arguments, in the form that was asked for here."""
    program: Any = ctx.find_root().command
    chosen = program.get_command(ctx, name)
    given_in(ctx).filters = {}  # those of a question that found nothing
    answer: Answer = chosen.answer(chosen.make_context(name, list(arguments), parent=ctx))
    given_in(ctx).selected = None  # it has said itself what its filters narrow it to
    return answer


def _each(ctx: typer.Context, request: Request, question: Question, text: str) -> Answer:
    """In short what the base holds on each disease that may be meant, the one with most papers first."""
    from mscq.output.screens import candidates as screen

    asked = question
    for asked in (question, *question.otherwise):
        made = (_candidate(ctx, request, asked, disease) for disease in question.candidates)
        told = [one for one in made if one is not None and (question.doubt or not one.is_empty)]
        found = sorted(told, key=lambda one: -one.papers)[:_MOST_CANDIDATES]
        if any(not one.is_empty for one in found):
            break
    else:
        asked = question
    if not found:
        about = question.doubt or _within(question)
        return _empty(text, (about,), f"no paper here is about '{about}' (what the base covers: mscq coverage)")
    if len(found) > _MOST_WITH_ROWS:
        found = [one._replace(blocks=()) for one in found]
    answer = Answer(
        data=lambda: screen.data(question.doubt, found),
        rows=lambda: screen.rows(found),
        report=lambda: screen.report(question.doubt, found, left=len(told) - len(found)),
    )
    read = (*asked.read, *([f"'{question.doubt}'"] if question.doubt else []))
    return _told(answer, _asked("mscq ask", text), read, asked.unread, left_off=asked.left_off)


def _candidate(ctx: typer.Context, request: Request, question: Question, disease: str) -> Candidate | None:
    """What a disease's answer says in short, within what else was asked; None where no paper is about it."""
    from mscq.output.report import Block
    from mscq.output.screens.candidates import Candidate, foremost

    kb, vocabulary = request.kb, request.kb.vocabulary
    concept = vocabulary.conditions[disease]
    program: Any = ctx.find_root().command
    given_in(ctx).filters = {}
    context = program.get_command(ctx, question.command).make_context(
        question.command, [disease, *question.arguments], parent=ctx
    )
    selection = Request(context).selection()
    given_in(ctx).selected = None
    from mscq.evidence.selection import Selection, Selector

    papers = sum(1 for _ in Selector(kb, Selection(conditions=(disease,))).papers())
    if not papers:
        return None
    whole, blocks = question.shown, list[Block]()
    if question.command == "safety":
        from mscq.evidence.safety import safety
        from mscq.output.screens.safety import sentence as of_harm

        harm = safety(kb, disease, selection)
        is_empty, said = harm.is_empty, of_harm(harm, vocabulary)
    elif question.command == "coverage":
        from mscq.output.screens.coverage import sentence as of_coverage

        is_empty, said = False, of_coverage(kb.coverage(disease))
    else:
        from mscq.evidence.answering import answer
        from mscq.output.in_short import sentence

        made = answer(kb, disease, selection)
        told = (*made.trials, *made.pooled, *made.open_studies)
        is_empty = not (made.papers if question.doubt else told)
        said = sentence(made, vocabulary, brief=True)
        said = f"No paper here reports {_within(question)} in it." if is_empty else said
        blocks = foremost(made, vocabulary)
    if is_empty:
        whole = "mscq condition {}"
    name = min((*concept.abbreviations, concept.label), key=len)
    short = name if kb.resolver("conditions").exactly(name) == {disease} else concept.label
    whole = whole.format(shlex.quote(short.lower()))
    return Candidate(disease, concept.label, papers, said, whole, blocks, is_empty=is_empty)


def _within(question: Question) -> str:
    """What a question asks of a disease, in words: fatigue, or cell type exosome."""
    asked = (one.removeprefix("outcome ").lower() for one in question.read if not one.startswith("condition "))
    return " and ".join(asked)


def _empty(text: str, missing: Sequence[str], said: str) -> Answer:
    """An answer that holds nothing, which says so."""
    data = {"asked": _asked("mscq ask", text), "understood": [], "not_understood": list(missing), "answers": []}

    def report() -> Report:
        from mscq.output.report import Report

        return Report(said, [])

    return Answer(data=lambda: data, rows=list, report=report, nothing=said)


def _nothing_on(question: Question, said: str, searcher: Searcher) -> str:
    """What is said to a question that was read, and that no paper answers."""
    disease = next((one.partition(" ")[2] for one in question.read if one.startswith("condition ")), "")
    asked = _within(question)
    if not asked:
        name = searcher.search(disease, limit=1) if disease else None
        return f"{said}; papers that name it: {_asked('mscq search', disease)}" if name and name.total else said
    left = f"; not understood: {', '.join(question.unread)}" if question.unread else ""
    where = f" in {disease}" if disease else ""
    return f"no paper here reports {asked}{where}{left} (the same as: {question.shown})"


def _nothing(ctx: typer.Context, request: Request, question: Question, text: str) -> str:
    """That the base holds nothing on what a question turns on, and what it does cover."""
    words = question.mentioned or " ".join(question.missing)
    mention = ""
    if question.mentions:
        papers = "1 paper mentions" if question.mentions == 1 else f"{question.mentions} papers mention"
        quoted = _asked("mscq search", f'"{words}"')
        mention = f"; {papers} {words if question.mentioned else 'it'}: {quoted}"
    without = f"; without it: {question.shown}" if question.command != "search" else ""
    bare = f"'{text.split()[0]}' is no command, and " if ctx.meta.get(BARE) else ""
    said = f"{bare}the base holds nothing on {' or '.join(question.missing)}{mention}{without}"
    if _of_approval(question.missing):
        mention = "" if _of_approval([words]) else mention
        said = f"{bare}{_approvals(request)}{mention}{without}"
    return f"{said}; it covers {request.covered()} (all: mscq coverage)"
