"""The evidence on a condition: its trials by primary endpoint, in one screen.

A trial has one answer, that of its primary endpoint; kinds of comparator, families of cells, and studies with and
without a control are never added up. --full is the whole dossier: every trial with what is not counted of it,
results without a control, safety, what papers say, where they disagree and what is missing. Without a name, or for
a family of conditions (rheumatic), the conditions are listed.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mscq.cli.completion.offers import names
from mscq.cli.request import Request
from mscq.output.answer import Answer, Scalar

if TYPE_CHECKING:
    from mscq.api import EvidenceBase
    from mscq.evidence.answer import ConditionAnswer
    from mscq.evidence.dossier import Dossier
    from mscq.evidence.selection import Selection
    from mscq.output.report import Report
    from mscq.records.vocabulary import Concept

ORDER = 1
DRAWS = True
EXAMPLES = (
    "mscq condition lupus",
    "mscq condition 'knee oa' --controlled",
    "mscq condition ms --topic safety --since 2020",
)
FILTERS = (
    "topic",
    "controlled",
    "level",
    "min-n",
    "since",
    "year",
    "route",
    "source",
    "cell",
    "donor",
    "outcome",
    "against",
    "months",
    "design",
    "endpoint",
    "met",
    "blinding",
    "sponsor",
)

_PLOTTED = "with --plot also .svg, a drawing"


def command(
    ctx: typer.Context,
    name: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]",
            help="Name, abbreviation or patient's word of a condition or a family",
            autocompletion=names("conditions"),
        ),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="The whole dossier")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Every result and statement, none left out")] = False,
    plot: Annotated[
        bool, typer.Option("--plot", help="Draw the estimates as a forest plot; -o plot.svg or plot.html writes it")
    ] = False,
) -> Answer:
    request = Request(ctx)
    kb, vocabulary = request.kb, request.kb.vocabulary
    typed = " ".join(name or ())
    condition_id = request.resolve("conditions", typed) if typed else None
    selection = request.selection()
    whole_asked = full or everything or plot
    if condition_id is None or (vocabulary.conditions[condition_id].kind == "family" and not whole_asked):
        return _contents(kb, condition_id, selection)
    from mscq.evidence.answering import answer
    from mscq.output.screens import answer as screen

    made = answer(kb, condition_id, selection)
    narrowed = " under these filters" if not selection.is_empty else ""
    nothing = "" if made.papers else f"no paper in the base covers {made.condition.label}{narrowed}"
    if nothing and (above := _wider_name(kb, made.condition)) is not None:
        nothing += f"; the wider name: mscq condition {shlex.quote(above.short.lower())}"
    if plot and made.papers:
        return _plot(kb, made, selection, everything=everything)
    word = shlex.quote(_short(request, condition_id, typed))
    topics = bool(selection.topics) and "efficacy" not in selection.topics  # that is what the answer is on

    def dossier() -> Dossier:
        return kb.dossier(condition_id, selection)

    def unfiltered() -> ConditionAnswer | None:
        return None if selection.is_empty else answer(kb, condition_id)

    def report() -> Report:
        if full or everything or topics:
            from mscq.output.screens import condition as whole

            found = dossier()
            return whole.report(found, vocabulary, everything=everything, topics=topics, whole=unfiltered(), typed=word)
        from mscq.evidence.answering import wider
        from mscq.evidence.first import questions

        disputed = questions(kb, condition_id, selection)
        return screen.report(made, vocabulary, word, disputed, wider(kb, made), unfiltered())

    def page() -> Report:
        from mscq.evidence.answering import wider
        from mscq.output.screens import page as screen

        return screen.report(dossier(), vocabulary, wider(kb, made))

    def data() -> Any:
        from mscq.output.screens import condition as whole

        return whole.data(dossier(), vocabulary)

    def rows() -> Any:
        from mscq.output.screens import condition as whole

        return whole.rows(dossier(), vocabulary)

    def like() -> Any:
        from mscq.output.records import any_finding_row
        from mscq.output.screens.condition import STATUS

        return [{**row, STATUS: ""} for row in any_finding_row(kb)]

    return Answer(
        data=data,
        rows=rows,
        report=report,
        nothing=nothing,
        like=like,
        page=None if topics else page,
        plotted=_PLOTTED,
    )


def _wider_name(kb: EvidenceBase, condition: Concept) -> Concept | None:
    """The disease next above a condition on which the base has papers, a family of diseases being none."""
    from mscq.evidence.selection import Selection, Selector

    facet = kb.vocabulary.conditions
    above = [facet[one] for one in condition.broader if one in facet and facet[one].kind != "family"]
    found = (one for one in above if next(Selector(kb, Selection(conditions=(one.id,))).papers(), None) is not None)
    return next(found, None)


def _short(request: Request, condition_id: str, typed: str) -> str:
    """What a person types for a condition: the words typed where they are its name, else its abbreviation or label."""
    concept = request.kb.vocabulary.conditions[condition_id]
    names = {one.lower() for one in (*concept.abbreviations, *concept.synonyms, concept.label)}
    if typed.lower() in names:
        return typed
    return next((one.lower() for one in concept.abbreviations), concept.label.lower())


def _contents(kb: EvidenceBase, family: str | None, selection: Selection) -> Answer:
    from mscq.evidence.contents import contents
    from mscq.evidence.selection import Selection
    from mscq.output.screens import contents as screen

    listed = contents(kb, family, selection)
    return Answer(
        data=lambda: screen.data(listed, kb.vocabulary),
        rows=lambda: screen.rows(listed, kb.vocabulary),
        report=lambda: screen.report(listed, kb.vocabulary),
        nothing="" if listed else "no paper fits these filters",
        like=lambda: screen.rows(contents(kb, None, Selection()), kb.vocabulary),
        plotted=_PLOTTED if family else "",
    )


def _plot(kb: EvidenceBase, made: ConditionAnswer, selection: Selection, *, everything: bool) -> Answer:
    """The answer as a forest plot, or with --all every estimate of the dossier: as text or as a drawing."""
    from mscq.evidence.answering import answer
    from mscq.evidence.selection import Selection
    from mscq.output.screens import forest as drawing

    vocabulary = kb.vocabulary
    outcomes = () if everything else selection.outcomes

    def drawn(condition: str, selection: Selection) -> Dossier | ConditionAnswer:
        return kb.dossier(condition, selection) if everything else answer(kb, condition, selection)

    found = drawn(made.condition.id, selection)
    nothing = ""
    if not drawing.draws(drawing.sheet(found, vocabulary, outcomes)):
        narrowed = " under these filters" if not selection.is_empty else ""
        command = f"mscq condition {made.condition.id}"
        more = f"its results in words: {command} --full" if everything else f"every figure: {command} --all --plot"
        what = "figure" if everything or outcomes else "primary endpoint or pooled analysis"
        nothing = f"no {what} on {made.condition.label} can be drawn{narrowed}; {more}"

    def page() -> str:
        return drawing.html(found, vocabulary, outcomes)

    def rows_of(condition: str) -> list[dict[str, Scalar]]:
        return drawing.rows(drawn(condition, Selection()), vocabulary)

    return Answer(
        data=lambda: drawing.data(found, vocabulary, outcomes),
        rows=lambda: drawing.rows(found, vocabulary, outcomes),
        report=lambda: drawing.report(found, vocabulary, outcomes),
        drawings={".svg": lambda: drawing.svg(found, vocabulary, outcomes), ".html": page, ".htm": page},
        nothing=nothing,
        like=lambda: next(filter(None, map(rows_of, vocabulary.conditions)), []),
    )
