"""Search papers, findings and terms; the best match first.

A query is words or a whole question. Fields narrow it: title, author, journal, year, condition, route,
source, cell, donor, outcome, entity, design, topic, direction, stage, level, n, id; as in year:2018..2022
or n:>30. AND, OR, NOT (in capitals), a leading - and parentheses work, and so do PubMed's tags:
lupus[ti] AND 2020:2023[dp]. Searches in the syntax of Ovid, Embase, Scopus, Web of Science, the Cochrane Library
and EBSCO are read too, whole histories with their numbered lines; what the base cannot answer is named.

Words alone are weighed; beside an operator or a tag every word must be there. Misspelt words of five
letters and more are corrected. Quote the query where it has quotation marks, parentheses, > or a leading -.

Your own references (--library FILE) are searched apart and stand below, with their own count.
"""

from __future__ import annotations

import unicodedata
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mscq.cli import console
from mscq.cli.options import LibraryFiles
from mscq.cli.request import Request
from mscq.errors import ExitCode, NotUnderstood
from mscq.output.answer import Answer
from mscq.records.value import replace

if TYPE_CHECKING:
    from mscq.evidence.selection import Selection
    from mscq.library.collection import Library
    from mscq.library.search import OwnFound
    from mscq.search.searcher import Found, Searcher
    from mscq.search.tokens import QueryError

ORDER = 3
EXAMPLES = (
    "mscq search knee cartilage",
    "mscq search 'does iv work better than intrathecal in ms'",
    "mscq search 'condition:lupus (kidney OR renal) year:2018..2022' --explain",
)
FILTERS = (
    "condition",
    "route",
    "source",
    "cell",
    "donor",
    "entity",
    "outcome",
    "design",
    "endpoint",
    "met",
    "blinding",
    "sponsor",
    "topic",
    "direction",
    "stage",
    "year",
    "since",
    "level",
    "min-n",
    "controlled",
)
_WIDEST = 76
_LONGEST_SHOWN = 200


def command(
    ctx: typer.Context,
    query: Annotated[
        list[str] | None, typer.Argument(help='Words, "phrases", field:value, AND, OR, NOT, tag[ti]; - is stdin')
    ] = None,
    sort: Annotated[
        Literal["score", "year", "n", "level"], typer.Option("--sort", help="By what the hits are put in order")
    ] = "score",
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="Show the first N")] = 10,
    group: Annotated[
        Literal["condition"] | None, typer.Option("--group", help="Put the hits together by condition")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say how the query was read")] = False,
    library_files: LibraryFiles = None,
) -> Answer | ExitCode:
    request = Request(ctx)
    text = console.read() if query == ["-"] else " ".join(query or ())
    if not text.strip():
        raise NotUnderstood("search needs words (to list by filters alone: mscq papers)")
    from mscq.search.searcher import QueryError

    selection = request.selection()
    library = request.library(library_files)
    try:
        own = _own(request, library, selection, text, limit, sort)
        found = request.kb.search(text, selection, sort=sort, limit=limit)
    except QueryError as error:
        _complain(error)
        return error.exit_code
    _tell(found)
    if own is not None:
        said = (*found.reading.left_out, *found.reading.widened)
        for one in own.read:
            if one not in said:
                console.note(f"in your own references: {one}")
    answer = _answer(request, found, library, own, explain=explain, group=bool(group))
    if found.hits or (own and own.hits):
        return answer
    from mscq.output.screens.search import row_of

    return replace(
        answer,
        nothing=_nothing(found, request.kb.searcher, filtered=not selection.is_empty),
        like=lambda: [row_of(paper) for paper in islice(request.kb.papers(), 1)],
    )


def _answer(
    request: Request, found: Found, library: Library | None, own: OwnFound | None, *, explain: bool, group: bool
) -> Answer:
    from mscq.output.screens import search as screen

    vocabulary = request.kb.vocabulary
    answer = Answer(
        data=lambda: screen.found_data(found),
        rows=lambda: screen.found_rows(found),
        report=lambda: screen.found_report(found, vocabulary, explain=explain, group=group),
    )
    if library is not None and own is not None:
        from mscq.output.screens.own_references import beside_search

        answer = beside_search(answer, own, library, vocabulary)
    return answer


def _own(
    request: Request, library: Library | None, selection: Selection, text: str, limit: int, sort: str
) -> OwnFound | None:
    """What the reader's own references have for the query; None without a library. Raises QueryError."""
    if library is None:
        return None
    from mscq.library.search import OwnFound, search_own

    if not request.can_answer(library, selection):
        return OwnFound()
    within = None if selection.is_empty else selection
    own = search_own(library, text, selection=within, limit=limit, newest_first=sort == "year")
    if own.unanswerable:
        console.note(f"your own references are left out: only reviewed papers can answer {', '.join(own.unanswerable)}")
    return own


def _tell(found: Found) -> None:
    """Say on stderr which words were corrected and which no paper holds."""
    for unit in dict.fromkeys(found.reading.units):
        if unit.corrected:
            console.note(f"reading '{unit.typed}' as '{unit.corrected}'")
        elif unit.kind.value == "unknown" and found.hits:
            console.note(f"no paper holds '{unit.typed}'; searching without it")


def _nothing(found: Found, searcher: Searcher, *, filtered: bool) -> str:
    """One line on an empty result: which words are unknown and what is near them, or what to leave out."""
    from mscq.output.screens.search import told_of_syntax

    text = " ".join(found.query.text.split())
    unknown = [unit.typed for unit in found.reading.units if unit.kind.value == "unknown"]
    hints = [f"no paper holds '{word}'" + _near(word, searcher) for word in unknown[:3]]
    hints += [f"line {line.number} finds no paper" for line in found.reading.lines if line.papers == 0][:1]
    if not found.reading.units and not found.reading.fields:
        hints = ["it holds no word to look for"]
    elif not hints and (filtered or found.reading.fields):
        hints = ["try it without a field or filter"]
    hints = hints or ["try fewer words"]
    hints += [f"{told[0].lower()}{told[1:]}" for told in told_of_syntax(found)]
    shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
    return f"nothing found for '{shown}'; {'; '.join(hints)} (see: mscq terms, mscq papers)"


def _near(word: str, searcher: Searcher) -> str:
    from difflib import get_close_matches

    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    known = list({*searcher.index.spelt(), *searcher.names.words})
    # no two words are more like each other to difflib, which takes fifty times as long
    alike = process.extract(word.lower(), known, scorer=Indel.normalized_similarity, score_cutoff=0.699, limit=None)
    near = get_close_matches(word.lower(), [one for one, _, _ in alike], n=2, cutoff=0.7)
    return f" (did you mean {' or '.join(near)}?)" if near else ""


def _complain(error: QueryError) -> None:
    """Three lines on stderr: what is wrong, the query, and a caret under the place."""
    query = "".join(" " if not character.isprintable() else character for character in error.text)
    start = max(0, error.position - _WIDEST // 2) if len(query) > _WIDEST else 0
    shown = query[start : start + _WIDEST]
    before = sum(map(_cells, shown[: error.position - start]))
    console.error(str(error), f"  {shown}\n  {' ' * before}^\n")


def _cells(character: str) -> int:
    """How many places of a terminal a character takes."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
