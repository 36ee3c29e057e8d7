"""Compare routes, cell sources, cell types, donors, conditions, designs, papers or doses.

The option with two or more values is what is compared; options with one value are filters. Values may
follow one option (--route iv intrathecal), be parted by commas, or repeat it. Words before all options are
read by what they name: two routes are compared, a condition filters. What a study sets against each other itself
comes first; then each value's controlled studies, of different patients, one condition at a time.

Dose bands: low, medium, high (cells per administration: under 10 million, under 100 million, above) and
low-per-kg, medium-per-kg, high-per-kg (under 1 million cells/kg, under 2 million, above).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mscq.cli import console
from mscq.cli.options import FILTERS as OPTIONS
from mscq.cli.request import Request
from mscq.errors import AmbiguousTerm, NotUnderstood, UnknownPaper, UnknownTerm
from mscq.output.answer import Answer
from mscq.records.facets import FACETS

if TYPE_CHECKING:
    from mscq.evidence.answer import Trial
    from mscq.evidence.compared import Comparison
    from mscq.output.report import Report

ORDER = 2
EXAMPLES = (
    "mscq compare --route iv intrathecal",
    "mscq compare iv vs intrathecal ms",
    "mscq compare --paper islam2023 zhou2019",
)
FILTERS = (
    "route",
    "source",
    "cell",
    "donor",
    "dose",
    "condition",
    "design",
    "paper",
    "outcome",
    "against",
    "months",
    "topic",
    "year",
    "level",
    "min-n",
    "controlled",
    "endpoint",
    "met",
    "blinding",
    "sponsor",
)
COMPARED_BY = FILTERS[: FILTERS.index("outcome")]
"""The options that compare: one for each dimension of a comparison, named here so that help need not import those."""
_WORDS = (*COMPARED_BY, "outcome", "topic")
"""The options whose values may be given as bare words."""
BARE_WORDS = "[WORDS]..."


def command(
    ctx: typer.Context,
    everything: Annotated[
        bool, typer.Option("--full", "--all", help="Every condition and outcome, figures and summaries")
    ] = False,
) -> Answer:
    request = Request(ctx)
    _read_words(request, ctx.args)
    _settle(request)
    dimension, values = _dimension(request)
    if ctx.args:
        console.note(f"reading this as: {_spelt(request, {})}")
    selection = request.selection(leave_out=(dimension,))
    found = request.kb.compare(dimension, values, selection)
    vocabulary = request.kb.vocabulary

    def silent() -> list[Trial]:
        from mscq.evidence.not_told import trials_not_told

        return trials_not_told(request.kb, found)

    def report() -> Report:
        from mscq.output.screens import compare as screen

        return screen.report(found, vocabulary, silent(), everything=everything)

    def data() -> Any:
        from mscq.output.screens import compare_records

        return compare_records.data(found, silent())

    def rows(told: Comparison) -> Any:
        from mscq.output.screens import compare_records

        return compare_records.rows(told, vocabulary)

    return Answer(
        data=data,
        rows=lambda: rows(found),
        report=report,
        nothing=_nothing(found) if found.is_empty else "",
        like=lambda: rows(request.kb.compare(dimension, values)),
    )


def _read_words(request: Request, words: Sequence[str]) -> None:
    """Put bare words under the options that they belong to; leave out what only stands between values.

    Raises NotUnderstood where they can be read in more than one way.
    """
    if not words and not request.has_filters:
        return
    from mscq.search.bare_words import is_joiner, readings, terms

    for name in COMPARED_BY:
        if given := request.given(name):
            request.give(name, [word for word in given if not is_joiner(word)])
    if not words:
        return
    options = {entry.facet: name for name in _WORDS if (entry := OPTIONS[name]).facet} | {"papers": "paper"}
    resolvers = {facet: request.kb.resolver(facet) for facet in options if facet != "papers"}
    nearest = partial(_nearest, request)
    found = list(terms(resolvers, words, nearest, partial(_paper, request), partial(_elsewhere, request, words)))
    all_readings = [{options[facet]: ids for facet, ids in one.items()} for one in readings(found)]
    fitting = [one for one in all_readings if _compares_once(request, one)] or all_readings
    if len(fitting) > 1:
        said = " or ".join(_spelt(request, one) for one in fitting[:3])
        raise NotUnderstood(f"'{' '.join(words)}' can be read in several ways: {said}")
    for name, ids in fitting[0].items():
        request.give(name, [*request.given(name), *ids])


def _nearest(request: Request, facet: str, text: str) -> str:
    """The concept that a text comes near; of what is given the text itself where it fits several, to be settled."""
    try:
        return request.resolve(facet, text)
    except AmbiguousTerm:
        if not FACETS[facet].given:
            raise
        return text


def _settle(request: Request) -> None:
    """Put for words that fit several of what is given the one that is meant where a condition is asked for."""
    for name in COMPARED_BY if len(request.given("condition")) == 1 else ():
        facet, words = OPTIONS[name].facet, request.given(name)
        if facet in FACETS and FACETS[facet].given and words:
            request.give(name, [_meant(request, name, word) for word in words])


def _meant(request: Request, name: str, word: str) -> str:
    """Of what a word fits the one that papers on the condition gave, if need be the one that is a kind of it.

    The umbilical cord is a cord, cord blood is not. The word itself where it fits one, or several still.
    """
    resolver = request.kb.resolver(OPTIONS[name].facet)
    try:
        resolver.resolve(word)
    except UnknownTerm:
        return word
    except AmbiguousTerm as error:
        from mscq.evidence.selection import Selection, Selector

        conditions = tuple(request.values("condition"))
        request.give("condition", conditions)

        def has_papers(one: str) -> bool:
            fields: dict[str, Any] = {"conditions": conditions, OPTIONS[name].field: (one,)}
            return any(True for _ in Selector(request.kb, Selection(**fields)).papers())

        papers = [one for one in error.ids if has_papers(one)]
        meant = papers if len(papers) == 1 else [one for one in papers if one in resolver.kinds_of(word)]
        if len(meant) != 1:
            return word
        others = " or ".join(resolver.facet.label(one) for one in papers if one != meant[0])
        rest = f"; it may also be {others}" if others else ""
        console.note(f"taking '{word}' for {resolver.facet.label(meant[0])}{rest}")
        return meant[0]
    return word


def _paper(request: Request, word: str) -> str:
    """The id of the paper that a word with a digit names; empty where it names none."""
    if not any(character.isdigit() for character in word):
        return ""
    try:
        return request.kb.find(word).id
    except UnknownPaper:
        return ""


def _elsewhere(request: Request, words: Sequence[str], text: str) -> str:
    """What a text that nothing is compared by names in another facet, and the command that knows of it."""
    from mscq.search.everywhere import exact_places

    if told := _without_cells(request, words, text):
        return told
    places = exact_places({name: request.kb.resolver(name) for name in FACETS}, text)
    if not places:
        dimensions = f"{', '.join(COMPARED_BY[:-1])} or {COMPARED_BY[-1]}"
        searched = f"papers with these words: mscq search {quote(' '.join(words))}"
        return f"names nothing that can be compared (by {dimensions}) or filtered by; {searched}"
    row = FACETS[places[0].facet]
    named = f"names {'an' if row.noun[0] in 'aeiou' else 'a'} {row.noun}, which is not compared"
    return f"{named}; what papers have on it: mscq findings --{row.option} {places[0].concept_id}"


def _without_cells(request: Request, words: Sequence[str], text: str) -> str:
    """What to run where a text begins the name of what cells were held against; empty where it does not."""
    from mscq.evidence.selection import Selection, Selector
    from mscq.search.bare_words import runs

    resolver = request.kb.resolver("entities")

    def treatments(typed: str) -> list[str]:
        named = resolver.exactly(typed)
        if not named and " " not in typed:
            try:
                named = {resolver.resolve(typed).concept_id}
            except (AmbiguousTerm, UnknownTerm) as error:
                named = set(error.ids) if len(error.ids) == 1 else set()  # it is told, not answered by
        return [one for one in named if any(True for _ in Selector(request.kb, Selection(against=(one,))).papers())]

    found = dict(runs(words, treatments))
    if not any(run.startswith(text) for run in found):
        return ""
    ids = list(dict.fromkeys(one for each in found.values() for one in each))
    conditions = request.given("condition") or list(dict(runs(words, request.kb.resolver("conditions").exactly)))
    asked = f"condition {quote(conditions[0])}" if len(conditions) == 1 else "papers"
    labels = " and ".join(map(resolver.facet.label, ids))
    held = f"cells against {labels}: mscq {asked} --against {' '.join(ids)}"
    told = f"what papers have on {'it' if len(ids) == 1 else 'them'}: mscq findings --entity {' '.join(ids)}"
    return f"is a treatment without cells, and this base compares cells; {held}; {told}"


def _compares_once(request: Request, reading: Mapping[str, Sequence[str]]) -> bool:
    """Whether exactly one option has several values, with those that were given."""
    numbers = [len({*request.given(name), *reading.get(name, ())}) for name in COMPARED_BY]
    return sum(number > 1 for number in numbers) == 1


def _spelt(request: Request, more: Mapping[str, Sequence[str]]) -> str:
    """A reading as a command, with the values that were given."""
    named = {name: [*request.given(name), *more.get(name, ())] for name in _WORDS}
    parts = (f"--{name} {' '.join(map(quote, values))}" for name, values in named.items() if values)
    return " ".join(("mscq compare", *parts))


def _dimension(request: Request) -> tuple[str, list[str]]:
    """The option with several values, and what they resolve to."""
    several = [name for name in COMPARED_BY if len(request.given(name)) > 1]
    options = ", ".join(f"--{name}" for name in COMPARED_BY)
    if not several:
        one = next((name for name in COMPARED_BY if request.given(name)), None)
        hint = f" (--{one} has one: it only filters)" if one else ""
        raise NotUnderstood(f"compare needs two or more values after one of {options}{hint}")
    if len(several) > 1:
        raise NotUnderstood(
            f"compare takes one dimension, and --{' and --'.join(several)} have several values each; "
            "leave one value at all but one of them"
        )
    name = several[0]
    values = request.values(name)
    if len(values) < 2:
        raise NotUnderstood(f"the values of --{name} all mean {values[0]}; a comparison needs two different ones")
    return name, values


def _nothing(found: Comparison) -> str:
    labels = " or ".join(found.labels.values())
    return f"no finding in the base tells {labels} apart under these filters"
