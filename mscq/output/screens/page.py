"""The answer on a condition as a page to hand on: the answer, then all evidence folded away, references, caveats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from mscq.cite import CitationOptions, nlm, reference
from mscq.output.abbreviations import explained, meanings
from mscq.output.in_short import sentence
from mscq.output.report import Block, Bullets, Heading, Line, Paragraph, Report, Role, Span, Table, line
from mscq.output.screens import answer as screen
from mscq.output.screens import answer_pooled, answer_trials
from mscq.output.screens import condition as whole
from mscq.output.wording import (
    NOT_ADVICE,
    SIDE_BY_SIDE_CAVEAT,
    UNCONTROLLED_CAVEAT,
    counted,
    is_legend,
    legend_of,
    paper_span,
)
from mscq.records.value import replace

if TYPE_CHECKING:
    from mscq.evidence.answer import ConditionAnswer
    from mscq.evidence.answering import Wider
    from mscq.evidence.dossier import Dossier
    from mscq.records.models import Paper
    from mscq.records.vocabulary import Vocabulary

_TRIALS = ("Result", "Trial", "People", "Route", "Primary endpoint: cells | control")
_TRIALS_WHOLE = (*_TRIALS[:4], "Primary endpoint, and what is not counted: cells | control")
_REVIEWS = ("Result", "Review", "People", "Route", "Outcome")
_CAVEATS = (
    NOT_ADVICE,
    UNCONTROLLED_CAVEAT,
    "A trial counts by its primary endpoint alone; kinds of control and of cells are never added up.",
    SIDE_BY_SIDE_CAVEAT,
)


def report(dossier: Dossier, vocabulary: Vocabulary, wider: Sequence[Wider] = ()) -> Report:
    """Return the page: the answer with every trial and review, the dossier in sections that fold, the references."""
    answer = dossier.answer
    title = f"{answer.condition.label}: stem-cell therapy"
    counts = f"{counted(len(answer.papers), 'paper')}, {counted(answer.randomised, 'randomised trial')}"
    beside = screen.beside(answer, vocabulary, len(dossier.conflicts), wider)
    blocks = [
        Heading(line(Span(title, Role.HEADING)), line(Span(counts, Role.DIM)), 1),
        Paragraph(line(sentence(answer, vocabulary)), "In short"),
        *_under("Trials with a control", answer_trials.trials_table(answer, vocabulary, _TRIALS, counted_only=True)),
        *_under("Pooled over trials, not added to them", answer_pooled.pooled_table(answer, vocabulary, _REVIEWS)),
        *_under("Safety, and what is not settled", *beside, *whole.people(dossier)),
        *_folded("The evidence", _evidence(dossier, vocabulary)),
    ]
    told = explained(blocks, meanings(vocabulary))
    blocks.insert(2, legend_of(_marks(blocks)))
    blocks += _under("References", Bullets([_reference(one) for one in dossier.papers]), count="paper")
    blocks += _under("Abbreviations", *([told] if told is not None else []))
    blocks += _under("Before you rely on this page", Bullets([line(one) for one in _CAVEATS]))
    return Report(title, blocks)


def _under(title: str, *blocks: Block, count: str = "") -> Iterator[Block]:
    """Blocks under a heading, none where they say nothing; ``count`` names the items of a list, counted beside it."""
    if any(not isinstance(one, Table) or one.rows for one in blocks):
        number = sum(len(one.items) for one in blocks if isinstance(one, Bullets))
        yield Heading(line(title), line(Span(counted(number, count), Role.DIM)) if count else Line())
        yield from blocks


def _folded(title: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """Sections under a heading of their own, each put away under its own; commands stay with the terminal."""
    yield Heading(line(title))
    for one in blocks:
        if isinstance(one, Heading):
            aside = Line(span for span in one.aside if span.role is not Role.COMMAND)
            yield replace(one, aside=aside, level=3, folds=True)
        elif not is_legend(one):
            yield one


def _evidence(dossier: Dossier, vocabulary: Vocabulary) -> Iterator[Block]:
    answer = dossier.answer
    trials = answer_trials.trials_table(answer, vocabulary, _TRIALS_WHOLE)
    if trials.going_on:
        yield from _under("Every result of the trials, counted or not", trials)
    yield from _under(
        "Every result of the pooled analyses",
        answer_pooled.every_pooled(answer, vocabulary, _REVIEWS),
        *whole.overlaps(dossier, vocabulary),
    )
    yield from whole.sections(dossier, vocabulary, everything=True)
    yield from _conclusions(answer)


def _conclusions(answer: ConditionAnswer) -> Iterator[Block]:
    items = [line(paper.summary or "", " ", paper_span(paper)) for paper in screen.telling(answer)]
    yield from _under("What each paper concludes", *([Bullets(items)] if items else []))


def _marks(blocks: Iterable[Block]) -> Iterator[str]:
    """The marks that tables and lists use."""
    for block in blocks:
        if isinstance(block, Table):
            yield from (span.text for row in block.rows for cell in row for span in cell)
        elif isinstance(block, Bullets):
            yield from (span.text for item in block.items for span in item)


def _reference(paper: Paper) -> Line:
    """A paper's id and its citation as PubMed prints it, with its links."""
    pieces = nlm.pieces(reference(paper), CitationOptions())
    cited = (Span(piece.text, Role.PLAIN, piece.link or None) for piece in pieces)
    return line(Span(paper.id, Role.STRONG), ". ", *cited)
