"""An answer that filters narrow says so, on the screen, in its document, and where it is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mscq.output import filters
from mscq.output.report import Heading, Report
from mscq.records.value import replace

if TYPE_CHECKING:
    from mscq.evidence.selection import Selection
    from mscq.output.answer import Answer
    from mscq.records.vocabulary import Vocabulary


def narrowed(answer: Answer, selection: Selection, vocabulary: Vocabulary) -> Answer:
    """Return the answer with what filters narrow it to: under its title, and in a document that has fields."""

    def saying(told: Report) -> Report:
        first = told.blocks[0] if told.blocks else None
        titled = isinstance(first, Heading)
        title = f"{first.line.text} {first.aside.text}" if isinstance(first, Heading) else told.title
        only = filters.only(selection, vocabulary, title)
        return replace(told, blocks=[*told.blocks[:titled], *([only] if only else []), *told.blocks[titled:]])

    def data() -> Any:
        document = answer.data()
        if not isinstance(document, dict):
            return document
        return {"filters": dict(filters.fields(selection, vocabulary)), **document}

    page = answer.page
    nothing = answer.nothing
    if nothing.endswith("filters") and (only := filters.only(selection, vocabulary)) is not None:
        nothing = f"{nothing} ({only.line.text})"
    return replace(
        answer,
        nothing=nothing,
        report=lambda: saying(answer.report()),
        data=data,
        page=(lambda: saying(page())) if page is not None else None,
    )
